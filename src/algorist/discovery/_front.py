"""From a target to a front of certified programs: the search, and one shape alone."""

from __future__ import annotations

import contextlib
import math
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from algorist.core import InputError
from algorist.discovery._checkpoint import described, load, save
from algorist.discovery._finishing import finish, lawson, measured, polish, prove
from algorist.discovery._points import Front, Point
from algorist.discovery.fitting import Form, Samples, even_odd_fitted, forms, take_samples
from algorist.discovery.programs import (
    DEFAULT_OPERATIONS,
    DEFAULT_TABLE,
    LOOKUP,
    operation_codes,
    usable,
)
from algorist.discovery.searching import (
    WORK_RATE,
    Evaluator,
    Job,
    Member,
    Search,
    Settings,
    squarings,
    take_pieces,
    with_tables,
)
from algorist.discovery.targets import Target

MAX_OPS: Final = 40
CHECKPOINT_SECONDS: Final = 10.0


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
        directory: where a checkpoint is written every ten seconds. Where that fails later on, a
            ``RuntimeWarning`` says so and the search goes on.
        resume: go on from the checkpoint in ``directory``, which must be of the same target,
            operations and cost; without it a directory that holds a checkpoint is refused.
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
    path = Path(directory) / "search.json" if directory is not None else None
    if resume and path is None:
        raise InputError("nothing to resume: give the directory that holds the checkpoint")
    asked = described(target, operations, cost)
    known = load(path, asked, resume=resume) if path is not None else None
    samples = take_samples(target)
    settings = Settings(samples, codes, max_ops, seed, count, cost, asked)
    warm_up(samples, seed)
    with Search(settings, enumerate_to=4 if minutes >= 10 else 3) as search:
        if known is not None:
            search.restore(known)
        elif seeded:
            _sow(search, max_ops)
        saved = [time.monotonic()]

        def after(state: Search) -> None:
            if path is not None and time.monotonic() - saved[0] > CHECKPOINT_SECONDS:
                saved[0] = time.monotonic()
                save(state, path)
            if watch is not None:
                watch(state)

        with contextlib.suppress(KeyboardInterrupt):  # stopping at will is asked for
            search.run(
                work=search.work + minutes * 60.0 * WORK_RATE * count,
                deadline=time.monotonic() + minutes * 60.0,
                watch=after,
            )
        if path is not None:
            save(search, path)
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
    return prove(target, polish(samples, best))


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
        known = measured(evaluator.samples, form.shape, form.start, form.low)
        if best is None or known.digits > best.digits:
            best = known
    elif form.start is not None:
        made = evaluator.solve(form.shape, [form.start], -math.inf)
        if made is not None and (best is None or made.digits > best.digits):
            best = made
    return best


def warm_up(samples: Samples, seed: int = 0) -> None:
    """Have the kernels compiled or loaded (half a minute once, then kept on disk)."""
    evaluator = Evaluator(samples, seed)
    shape = ((2, 0, 0, 0), (2, 1, -1, 0))
    evaluator.fresh(shape)
    made = evaluator.solve(shape, [], -math.inf)
    if made is not None:
        evaluator.square(made, -math.inf)
        lawson(samples, made, (1.0, np.array(made.high), np.array(made.low)))


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
