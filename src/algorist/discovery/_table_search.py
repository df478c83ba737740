"""Programs with tables, from smooth ones: every constant of a program becomes a table lookup.

A program of n operations and k constants becomes one of n + k + 1: x is scaled to the number of its
piece, k lookups read the constants that belong there, and the n steps use them. On each piece the
program is the smooth one with constants fitted for that piece alone.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from algorist.discovery._archive import Evaluator, Member, as_code
from algorist.discovery._patterns import uses_bits
from algorist.discovery._samples import Samples
from algorist.discovery._shapes import (
    ARITY,
    LOOKUP,
    Shape,
    Step,
    constant_count,
    enumerate_shapes,
    table_place,
)
from algorist.discovery._table_fitting import STARTS, Fitted, level, refine
from algorist.discovery._table_pieces import Pieces

ENUMERATED: Final = 2
"""Steps up to which all shapes are tried, not only those that the search kept."""
TRIED: Final = 16
"""Shapes of each total cost that are fitted on ``FEW`` groups of pieces."""
KEPT: Final = 3
"""Of these, how many are fitted on every piece."""
FEW: Final = 8


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

    Cost: 10 to 60 milliseconds of processor time for each of up to ``TRIED`` shapes a cost, and a
    tenth to half a second for those that are fitted on all of 16 or 256 pieces.
    """
    index = len(pieces.index)
    made = [_constant(pieces)] if index + 1 <= max_ops else []
    by_cost: dict[int, list[_Core]] = {}
    for core in _cores(samples, members, codes, seed):
        total = index + core.constants + len(core.shape)
        if total <= max_ops:
            by_cost.setdefault(total, []).append(core)
    for total in sorted(by_cost):
        cores = sorted(by_cost[total], key=lambda c: (-c.constants, -c.digits, c.shape))[:TRIED]
        probed = []
        for core in cores:
            starts = _starts(core, seed)
            known = refine(as_code(core.shape), pieces, starts, most=FEW)
            probed.append((float(np.max(known.squares)), core, starts, known))
        probed.sort(key=lambda entry: (entry[0], entry[1].shape))
        for _, core, starts, known in probed[:KEPT]:
            code = as_code(core.shape)
            known = refine(code, pieces, starts, known)
            error = level(code, pieces, known)
            if 0.0 < error < math.inf:
                made.append(_member(core.shape, pieces, known, error))
    return made


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


def _starts(core: _Core, seed: int) -> np.ndarray:
    """Rows of constants: random ones, the first and last of them the known ones."""
    random = np.random.default_rng([seed, len(core.shape), core.constants])
    size = (STARTS, core.constants)
    rows = random.choice([-1.0, 1.0], size) * np.exp(random.normal(0.0, 1.2, size))
    if core.high:
        rows[0] = core.high
    return np.asarray(rows)


def _member(core: Shape, pieces: Pieces, known: Fitted, error: float) -> Member:
    """The program: index, lookups, and the steps of the core over them."""
    tables = known.c.shape[1]
    fixed = pieces.constants
    at = len(pieces.index)
    place = table_place(pieces.count, pieces.first)
    steps: list[Step] = list(pieces.index)
    steps += [(LOOKUP, at, -1 - len(fixed) - k * pieces.count, place) for k in range(tables)]
    for op, *operands in core:
        moved = [_row(o, at, tables) for o in operands[: ARITY[op]]] + operands[ARITY[op] :]
        steps.append((op, moved[0], moved[1], moved[2]))
    high = (*fixed, *known.c.T.reshape(-1).tolist())
    low = (*(0.0 for _ in fixed), *known.cl.T.reshape(-1).tolist())
    return Member(-math.log10(error), tuple(steps), high, low)


def _row(operand: int, index: int, tables: int) -> int:
    """Where x, a step or a constant of the core is in the program with tables."""
    if operand == 0:
        return 0
    return index + tables + operand if operand > 0 else index - operand


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
    return _member((), pieces, known, error)
