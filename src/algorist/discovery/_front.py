"""From a target to a front of certified programs: the search, the last polish and the proofs."""

from __future__ import annotations

import contextlib
import math
import os
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from algorist.core import InputError, Record, from_json, to_json
from algorist.discovery._archive import Member, as_code, squarings
from algorist.discovery._certificate import Certificate, certify
from algorist.discovery._costs import cost_models, price_of, usable
from algorist.discovery._egraph import cheaper_forms
from algorist.discovery._error_series import CertificateError
from algorist.discovery._evaluator import Evaluator
from algorist.discovery._extended import level_extended
from algorist.discovery._fitting import exchange, fit, largest
from algorist.discovery._jobs import Job, Settings
from algorist.discovery._patterns import uses_bits
from algorist.discovery._program import Program, decimal
from algorist.discovery._samples import Samples, take_samples
from algorist.discovery._search import WORK_RATE, Search, State
from algorist.discovery._seeds import Form, even_odd_fitted, forms
from algorist.discovery._shapes import DEFAULT_OPERATIONS, LOOKUP, Shape, operation_codes
from algorist.discovery._table_pieces import take_pieces
from algorist.discovery._table_search import with_tables
from algorist.discovery._tables import DEFAULT_TABLE, uses_tables
from algorist.discovery._targets import Target
from algorist.formats.costs import count_expression, operation_energy

MAX_OPS: Final = 40
CHECKPOINT_SECONDS: Final = 60.0
EXTENDED_FROM: Final = 14.0
"""Digits from which errors are levelled with derivatives in extended precision."""
CANDIDATES: Final = 4
"""Members per operation count that are polished at the end."""
USELESS: Final = 0.9
"""An error from which a program says nothing about the function (0 has the relative error 1)."""
MEASURED: Final = 10_000
"""Points at which the error of a program with bit casts is measured."""
SPARE_DIGITS: Final = 6
"""Digits of the constants beyond those of the error."""


class Point(Record, frozen=True):
    """A program of the front: ``error`` bounds its error, proved where there is a certificate."""

    ops: int
    error: float
    program: Program
    certificate: Certificate | None = None
    cost: float = 0.0
    """By the cost model of the search; the number of operations unless another was asked for."""

    @property
    def label(self) -> str:
        """The cost in two digits at least, for the names of files."""
        return f"{self.cost:02g}"

    @property
    def digits(self) -> float:
        """-log10 of the error."""
        return -math.log10(self.error) if self.error > 0 else math.inf

    @property
    def picojoules(self) -> float | None:
        """Energy of one evaluation in float64 by the 7 nm table, shared parts computed once.

        None for programs with bit casts or lookups, which the table does not know.
        """
        if uses_bits(self.program.shape) or uses_tables(self.program.shape):
            return None
        work = count_expression(self.program.expression(), share=True)
        return operation_energy(work, "binary64", "7nm")

    def json(self) -> str:
        """One line: ops, error, program, constants; constants are numbers with all their digits."""
        constants = ",".join(
            f'"{name}":{_number(text)}' for name, text in self.program.named().items()
        )
        error = repr(self.error) if self.certificate is None else self.certificate.bound
        certified = "true" if self.certificate is not None else "false"
        energy = "null" if self.picojoules is None else f"{self.picojoules:.3g}"
        return (
            f'{{"ops":{self.ops},"cost":{self.cost:g},"error":{error},"certified":{certified},'
            f'"digits":{self.digits:.4f},"picojoules":{energy},"program":{to_json(self.program.text())},'
            f'"constants":{{{constants}}}}}'
        )


class Front(Record, frozen=True):
    """What a search found, cheapest first; each point is better than all cheaper ones."""

    target: Target
    points: tuple[Point, ...]
    seconds: float = 0.0
    fits: int = 0
    epochs: int = 0
    cost: str = "operations"
    """The cost model of the front."""
    cpu_seconds: float = 0.0
    """Processor time of all processes. Like the other figures, of all runs of a resumed search."""

    def best(self, ops: int) -> Point | None:
        """The best point of at most that many operations."""
        found = [point for point in self.points if point.ops <= ops]
        return found[-1] if found else None


def discover(
    target: Target,
    *,
    max_ops: int = 10,
    minutes: float = 5.0,
    cores: int | None = None,
    seed: int = 0,
    operations: Sequence[str] = DEFAULT_OPERATIONS,
    table: int = DEFAULT_TABLE,
    cost: str = "operations",
    seeded: bool = False,
    directory: str | Path | None = None,
    resume: bool = False,
    watch: Callable[[Search], None] | None = None,
) -> Front:
    """Search for the programs with the fewest operations and certify them.

    Args:
        target: what to approximate; see :class:`Target`.
        max_ops: the most operations of a program, 1 to 40.
        minutes: of searching on every core, above 0. They buy a fixed amount of counted work, so
            that the same seed on the same number of cores gives the same front; on a machine that
            is slower than counted, the clock ends the search and the front can differ.
        cores: processes; as many as the machine lets this process use when left out.
        seed: of all random choices.
        operations: by name: + - * / fma sqrt abs min max floor shift bits unbits lookup. With
            ``lookup``, programs found without it get tables for constants after the search.
        table: the most entries of a table, 2 to 256.
        cost: the cost model of the front, by name; operations that it prices at infinity are left
            out. Whatever it is, the search goes through programs by their number of operations.
        seeded: start from hand-made forms as well (Horner, J-fractions, even/odd Pade, squarings).
        directory: where a checkpoint is written every minute.
        resume: go on from the checkpoint in ``directory``.
        watch: called after every epoch with the search.

    Returns:
        The front. Points without a certificate are left out, except for a table of points, whose
        errors are measured at its points, and for programs with bit casts, measured at
        ``MEASURED`` points.

    Raises:
        InputError: a value is outside its bounds; says which and what to do.
    """
    if not 1 <= max_ops <= MAX_OPS:
        raise InputError(f"max_ops {max_ops!r}: give 1 to {MAX_OPS}")
    if not 0.0 < minutes <= 60 * 24 * 30:
        raise InputError(f"minutes {minutes!r}: give a positive number, at most 30 days")
    count = cores if cores is not None else len(os.sched_getaffinity(0))
    if not 1 <= count <= 1024:
        raise InputError(f"cores {cores!r}: give 1 to 1024")
    codes = usable(operation_codes(operations), cost)
    pieces = take_pieces(target, table, codes) if LOOKUP in codes else None
    codes = tuple(code for code in codes if code != LOOKUP)
    samples = take_samples(target)
    settings = Settings(samples, codes, max_ops, seed, count, cost)
    warm_up(samples, seed)
    path = Path(directory) / "search.json" if directory is not None else None
    if resume and path is None:
        raise InputError("nothing to resume: give the directory that holds the checkpoint")
    with Search(settings, enumerate_to=4 if minutes >= 10 else 3) as search:
        if resume and path is not None and path.exists():
            search.restore(from_json(path.read_bytes(), State))
        elif seeded:
            _sow(search, max_ops)
        saved = [time.monotonic()]

        def after(state: Search) -> None:
            if path is not None and time.monotonic() - saved[0] > CHECKPOINT_SECONDS:
                saved[0] = time.monotonic()
                _save(state, path)
            if watch is not None:
                watch(state)

        with contextlib.suppress(KeyboardInterrupt):  # stopping at will is asked for
            search.run(
                work=search.work + minutes * 60.0 * WORK_RATE * count,
                deadline=time.monotonic() + minutes * 60.0,
                watch=after,
            )
        if path is not None:
            _save(search, path)
        members = list(search.archive.members())
        if pieces is not None:
            members += with_tables(samples, pieces, members, codes, max_ops, seed)
        points = finish(target, samples, members, cost)
        seconds, cpu = round(search.seconds, 2), round(search.cpu, 2)
        return Front(target, tuple(points), seconds, search.fits, search.epoch, cost, cpu)


def fit_form(form: Form, target: Target, *, tries: int = 24, seed: int = 0) -> Point | None:
    """The best program of one shape for a target, fitted to the minimax and certified.

    Forms that end in squarings are reached by following the unsquared form's constants, so they
    need a positive target and a relative error; None where no fit was found.
    """
    samples = take_samples(target)
    evaluator = Evaluator(samples, seed)
    best = _fit_shape(evaluator, form, tries)
    if best is None:
        return None
    return _prove(target, polish(samples, best))


def _fit_shape(evaluator: Evaluator, form: Form, tries: int) -> Member | None:
    """The best fit from the form's own start, from random ones, and by following squarings."""
    if form.low is not None:
        tries = 0
    squares = squarings(form.shape) if evaluator.samples.powers is not None else 0
    core = form.shape[: len(form.shape) - squares]
    best: Member | None = None
    for salt in range(tries):
        made = evaluator.solve(core, [], -math.inf, salt)
        if made is not None and (best is None or made.digits > best.digits):
            best = made
    for _ in range(squares):
        best = evaluator.square(best, -math.inf) if best is not None else None
    if form.start is not None and form.low is not None:
        known = _measured(evaluator.samples, form.shape, form.start, form.low)
        if best is None or known.digits > best.digits:
            best = known
    elif form.start is not None:
        made = evaluator.solve(form.shape, [form.start], -math.inf)
        if made is not None and (best is None or made.digits > best.digits):
            best = made
    return best


def _measured(
    samples: Samples, shape: Shape, high: tuple[float, ...], low: tuple[float, ...]
) -> Member:
    """The member with these constants and its largest error on the dense grid."""
    grid = samples.dense
    error = largest(
        as_code(shape), len(shape), grid.x, grid.xl, grid.f[0], grid.fl[0], grid.w[0],
        np.array(high), np.array(low), True, np.empty(grid.x.shape[0]),
    )  # fmt: skip
    return Member(-math.log10(error) if error > 0 else math.inf, shape, high, low)


def warm_up(samples: Samples, seed: int = 0) -> None:
    """Have the kernels compiled or loaded (half a minute once, then kept on disk)."""
    evaluator = Evaluator(samples, seed)
    shape = ((2, 0, 0, 0), (2, 1, -1, 0))
    evaluator.fresh(shape)
    made = evaluator.solve(shape, [], -math.inf)
    if made is not None:
        evaluator.square(made, -math.inf)
        _lawson(samples, made, (1.0, np.array(made.high), np.array(made.low)))


def _save(search: Search, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(to_json(search.state()))
    fresh.replace(path)


def _sow(search: Search, max_ops: int) -> None:
    evaluator = Evaluator(search.settings.samples, search.settings.seed)
    candidates = list(forms(max_ops))
    for levels in (1, 2, 3, 4):
        for squares in range(6):
            exact = even_odd_fitted(evaluator.samples, levels, squares)
            if exact is not None and len(exact.shape) <= max_ops:
                candidates.append(exact)
    for form in candidates:
        best = _fit_shape(evaluator, form, 4)
        if best is not None and search.archive.add(best):
            search.queue.append(Job("insert", best))


def finish(
    target: Target, samples: Samples, members: Iterable[Member], cost: str = "operations"
) -> list[Point]:
    """Polish the best members of each cost and prove their errors; the front that is left.

    The best of each cost is first rewritten to its cheapest equal form, a rival at its lower cost.
    """
    price = price_of(cost) or len
    by_cost: dict[float, list[Member]] = {}
    for member in members:
        by_cost.setdefault(price(member.shape), []).append(member)
    smooth = [[m for m in group if not uses_tables(m.shape)] for group in by_cost.values()]
    for form in cheaper_forms([min(group, key=_rank) for group in smooth if group], price):
        by_cost.setdefault(price(form.shape), []).append(form)
    points: list[Point] = []
    for at in sorted(by_cost):
        ranked = sorted(by_cost[at], key=_rank)
        best: Point | None = None
        for member in ranked[:CANDIDATES]:
            if best is not None and uses_tables(member.shape):
                continue  # it is levelled, and was no better than the one that came first
            floor = max((p.digits for p in points), default=-math.inf)
            if member.digits <= floor or (best is not None and member.digits < best.digits - 0.3):
                continue
            point = _prove(target, polish(samples, member), cost)
            if point is not None and (best is None or point.error < best.error):
                best = point
        if best is not None and best.error < (points[-1].error if points else USELESS):
            points.append(best)
    return points


def _rank(member: Member) -> tuple[float, Shape]:
    return -member.digits, member.shape


def polish(samples: Samples, member: Member) -> Member:
    """Level the error as far as it goes: exchange, else least squares with growing weights.

    Programs with tables are levelled piece by piece when they are made.
    """
    if uses_tables(member.shape):
        return member
    grid = samples.dense
    code = as_code(member.shape)
    c, cl = np.array(member.high), np.array(member.low)
    count = member.cost
    error, level, _ = exchange(
        code, count, grid.x, grid.xl, grid.f[0], grid.fl[0], grid.w[0], c, cl, 60, True
    )
    best = (min(error, 10.0**-member.digits), c.copy(), cl.copy())
    if not error <= 10.0**-member.digits:
        best = (10.0**-member.digits, np.array(member.high), np.array(member.low))
    if level < 0.99 and member.digits > EXTENDED_FROM:
        found = level_extended(samples, member.shape, member.high, member.low)
        if found is not None and found.error < best[0]:
            best, level = (found.error, np.array(found.high), np.array(found.low)), found.level
    for damping in (1e-10, 1e-14, 1e-6):
        if level >= 0.99:
            break
        # Least squares first: exchange converges only from near its optimum.
        c, cl, easy = best[1].copy(), best[2].copy(), samples.easy
        fit(
            code, count, easy.x, easy.xl, easy.f[-1], easy.fl[-1], easy.w[-1], c, cl,
            3000, True, math.inf, damping,
        )  # fmt: skip
        error, level, _ = exchange(
            code, count, grid.x, grid.xl, grid.f[0], grid.fl[0], grid.w[0], c, cl, 60, True
        )
        if error < best[0]:
            best = (error, c.copy(), cl.copy())
    if level < 0.99:
        best = _lawson(samples, member, best)
    return Member(
        -math.log10(best[0]), member.shape, tuple(best[1].tolist()), tuple(best[2].tolist())
    )


_Fit = tuple[float, np.ndarray, np.ndarray]


def _lawson(samples: Samples, member: Member, best: _Fit) -> _Fit:
    """Lawson's reweighting (1961): weights grow where the error is large."""
    grid = samples.dense
    step = max(1, grid.x.shape[0] // 192)
    x, xl = grid.x[::step].copy(), grid.xl[::step].copy()
    f, fl, w = (row[0, ::step].copy() for row in (grid.f, grid.fl, grid.w))
    code, count = as_code(member.shape), member.cost
    c, cl = best[1].copy(), best[2].copy()
    r, full = np.empty(x.shape[0]), np.empty(grid.x.shape[0])
    weights = np.ones_like(w)
    for _ in range(40):
        fit(code, count, x, xl, f, fl, w * np.sqrt(weights), c, cl, 12, True, math.inf, 1e-8)
        if not math.isfinite(largest(code, count, x, xl, f, fl, w, c, cl, True, r)):
            break
        error = largest(
            code, count, grid.x, grid.xl, grid.f[0], grid.fl[0], grid.w[0], c, cl, True, full
        )
        if error < best[0]:
            best = (error, c.copy(), cl.copy())
        weights *= np.abs(r)
        total = float(weights.sum())
        if not (math.isfinite(total) and total > 0):
            break
        weights /= total / weights.shape[0]
        weights = np.maximum(weights, 1e-12)
    return best


def as_program(member: Member) -> Program:
    """The member with its constants written to a few digits more than its error needs."""
    digits = min(31, max(8, math.ceil(member.digits) + SPARE_DIGITS))
    return Program(
        member.shape,
        tuple(decimal(h, e, digits) for h, e in zip(member.high, member.low, strict=True)),
    )


def _prove(target: Target, member: Member, cost: str = "operations") -> Point | None:
    program = as_program(member)
    at = cost_models.get(cost)(program)
    if target.kind == "table":
        return Point(program.operations, 10.0**-member.digits, program, cost=at)
    if uses_bits(program.shape):
        known = _measured(
            take_samples(target, dense=MEASURED), member.shape, member.high, member.low
        )
        return Point(program.operations, 10.0**-known.digits, program, cost=at)
    try:
        made = certify(program, target)
    except CertificateError:
        return None
    return Point(program.operations, made.value, program, made, at)


def _number(text: str) -> str:
    """A decimal text as a JSON number."""
    text = text.lstrip("+")
    sign, body = ("-", text[1:]) if text.startswith("-") else ("", text)
    if body.startswith("."):
        body = "0" + body
    return sign + (body[:-1] if body.endswith(".") else body)
