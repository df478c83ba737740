"""Programs with tables, from smooth ones: constants of a program become table lookups.

A program of n operations and k constants becomes one of n + k + 1: x is scaled to the number of its
piece, k lookups read the constants that belong there, and the n steps use them. On each piece the
program is the smooth one with constants fitted for that piece alone. With five constants or more it
becomes one of n + 5 as well, in which the pieces share them (:mod:`_table_shared`).
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from algorist.discovery.fitting import Reals, Samples
from algorist.discovery.programs import (
    ARITY,
    LOOKUP,
    Shape,
    Step,
    constant_count,
    enumerate_shapes,
    table_place,
    uses_bits,
)
from algorist.discovery.searching._archive import Member, as_code, digits_of
from algorist.discovery.searching._evaluator import Evaluator
from algorist.discovery.searching._table_fitting import Fitted, fit_all, level, narrowed, probe
from algorist.discovery.searching._table_pieces import Pieces
from algorist.discovery.searching._table_shared import LOOKED_UP, first_guess, fit_shared, wrapped

ENUMERATED: Final = 2
"""Steps up to which all shapes are tried, not only those that the search kept."""
TRIED: Final = 16
"""Shapes of each total cost that are fitted on a few pieces."""
STARTS: Final = 24
"""Random starts on such a piece."""
KEPT: Final = 3
"""Of these, how many are fitted on every piece."""
SHARED_FROM: Final = 5
"""Constants from which sharing them costs fewer operations than looking all of them up."""
HOPE: Final = 30.0
"""Times the error of the best program so far that a first guess with shared constants may have."""


@dataclasses.dataclass(frozen=True)
class _Core:
    """A smooth shape, and constants for the whole interval where they are known."""

    shape: Shape
    constants: int
    digits: float
    high: tuple[float, ...] = ()


def with_tables(
    samples: Samples,
    pieces: Pieces,
    members: Sequence[Member],
    codes: Sequence[int],
    max_ops: int,
    seed: int,
) -> list[Member]:
    """The best programs with tables of each cost up to ``max_ops``, best last in cost.

    Args:
        members: smooth programs whose constants become tables.
        codes: the operations beside lookup, for short shapes of which all are tried.

    Cost: seconds of processor time for tables of 16 and half a minute for tables of 256, with the
    members of a search of up to 12 operations.
    """
    index = len(pieces.index)
    made = [_constant(pieces)] if index + 1 <= max_ops else []
    own: dict[int, list[_Core]] = {}
    shared: dict[int, list[_Core]] = {}
    for core in _cores(samples, members, codes, seed):
        own.setdefault(index + core.constants + len(core.shape), []).append(core)
        if core.constants >= SHARED_FROM:
            shared.setdefault(index + 2 * LOOKED_UP + len(core.shape), []).append(core)
    for total in range(index + 2, max_ops + 1):
        made += _with_own(pieces, _ranked(own.get(total, ())), seed)
        best = max((member.digits for member in made), default=0.0)
        made += _with_shared(pieces, _ranked(shared.get(total, ())), codes, seed, best)
    return made


def _ranked(cores: Sequence[_Core]) -> list[_Core]:
    return sorted(cores, key=lambda c: (-c.constants, -c.digits, c.shape))[:TRIED]


def _with_own(pieces: Pieces, cores: Sequence[_Core], seed: int) -> Iterator[Member]:
    """The best of programs in which every constant is looked up."""
    probed = []
    for core in cores:
        known = probe(as_code(core.shape), pieces, *_starts(core, seed))
        fitted = known.errors[np.isfinite(known.errors)]
        probed.append((float(np.max(fitted, initial=0.0)) or math.inf, core, known))
    probed.sort(key=lambda entry: (entry[0], entry[1].shape))
    for _, core, known in probed[:KEPT]:
        code = as_code(core.shape)
        fit_all(code, pieces, known)
        error = level(code, pieces, known)
        if error < math.inf:
            yield _member(core.shape, pieces, known, error, core.constants)


def _with_shared(
    pieces: Pieces, cores: Sequence[_Core], codes: Sequence[int], seed: int, best: float
) -> Iterator[Member]:
    """The best of programs in which two constants are looked up and the others are shared."""
    probed = []
    for core in cores:
        _, fitted, _ = narrowed(as_code(core.shape), pieces, 0, *_starts(core, seed))
        for shape in wrapped(core.shape, codes):
            error, c = first_guess(shape, pieces, fitted)
            if error < HOPE * 10.0**-best:
                probed.append((error, shape, c))
    probed.sort(key=lambda entry: entry[:2])
    for _, shape, c in probed[:KEPT]:
        error, known = fit_shared(shape, pieces, c)
        if error < math.inf:
            yield _member(shape, pieces, known, error, LOOKED_UP)


def _cores(
    samples: Samples, members: Sequence[Member], codes: Sequence[int], seed: int
) -> Iterator[_Core]:
    """Smooth shapes of which no constant is redundant, each function once."""
    evaluator = Evaluator(samples, seed)
    known = [_Core(m.shape, len(m.high), m.digits, m.high) for m in members]
    short = [
        _Core(shape, constant_count(shape), -math.inf)
        for count in range(1, ENUMERATED + 1)
        for shape in enumerate_shapes(count, codes)
    ]
    for core in [*known, *short]:
        if core.constants and not uses_bits(core.shape) and evaluator.fresh(core.shape):
            yield core


def _starts(core: _Core, seed: int) -> tuple[Reals, Reals]:
    """The constants that are known, as a row, and random ones, a row a start."""
    random = np.random.default_rng([seed, len(core.shape), core.constants])
    size = (STARTS, core.constants)
    rows = random.choice([-1.0, 1.0], size) * np.exp(random.normal(0.0, 1.2, size))
    return np.array(core.high).reshape(-1, core.constants), np.asarray(rows)


def _member(core: Shape, pieces: Pieces, known: Fitted, error: float, tables: int) -> Member:
    """The program: index, lookups of the first constants, and the steps of the core over them."""
    fixed = pieces.constants
    at, before = len(pieces.index), len(fixed)
    place = table_place(pieces.count, pieces.first)
    steps: list[Step] = list(pieces.index)
    steps += [(LOOKUP, at, -1 - before - k * pieces.count, place) for k in range(tables)]

    def row(operand: int) -> int:
        if operand >= 0:
            return at + tables + operand if operand else 0
        k = -1 - operand
        return at + 1 + k if k < tables else -1 - before - tables * pieces.count - (k - tables)

    for op, *operands in core:
        moved = [row(o) for o in operands[: ARITY[op]]] + operands[ARITY[op] :]
        steps.append((op, moved[0], moved[1], moved[2]))
    high, low = (
        (*rows[:, :tables].T.reshape(-1).tolist(), *rows[0, tables:].tolist())
        for rows in (known.c, known.cl)
    )
    rest = tuple(0.0 for _ in fixed)
    return Member(digits_of(error), tuple(steps), (*fixed, *high), (*rest, *low))


def _constant(pieces: Pieces) -> Member:
    """The program that only looks up: the best constant of each piece."""
    f, w = pieces.f, pieces.w
    rows = np.arange(pieces.count)
    c = np.mean(f, axis=1)
    for _ in range(50):
        # The two errors of opposite sign that are largest become equal.
        above = np.argmax(w * (f - c[:, None]), axis=1)
        below = np.argmax(w * (c[:, None] - f), axis=1)
        wa, wb = w[rows, above], w[rows, below]
        c = (wa * f[rows, above] + wb * f[rows, below]) / (wa + wb)
    error = float(np.max(np.abs(w * (f - c[:, None]))))
    known = Fitted(c[:, None], np.zeros((pieces.count, 1)), np.zeros(pieces.count))
    return _member((), pieces, known, error, 1)
