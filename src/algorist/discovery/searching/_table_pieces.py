"""The pieces of an interval on which a table lookup reads one entry each, and the target there."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import numpy as np

from algorist.core import InputError
from algorist.discovery.fitting import Reals, grid_of, with_ends
from algorist.discovery.programs import MAX_TABLE, MUL, SHIFT, Step
from algorist.discovery.targets import Target

DENSE: Final = 64
"""Points of a piece on which the largest error is taken and levelled."""
SCALE_BITS: Final = 9
"""Significant bits of the factor, so that every number format holds it."""


@dataclasses.dataclass(frozen=True)
class Pieces:
    """Piece ``j`` is where ``floor(scale x) - first == j``; arrays have a row a piece.

    ``x``, the target ``f + fl`` and the weights of the error ``w`` are taken at ``DENSE`` points.
    """

    scale: Fraction
    first: int
    index: tuple[Step, ...]
    """The step that scales x with constant 0 or by a shift; none where the scale is 1."""
    x: Reals
    f: Reals
    fl: Reals
    w: Reals

    @property
    def count(self) -> int:
        """How many pieces there are: entries of each table."""
        return int(self.x.shape[0])

    @property
    def constants(self) -> tuple[float, ...]:
        """The constants of the index."""
        return (float(self.scale),) if any(step[0] == MUL for step in self.index) else ()


def take_pieces(target: Target, size: int, codes: Sequence[int]) -> Pieces:
    """Cut the target's interval into at most ``size`` pieces and sample the target on each.

    Raises:
        InputError: the size, the target or the operations do not allow it; says which.
    """
    if not 2 <= size <= MAX_TABLE:
        raise InputError(f"a table of {size!r} entries: give 2 to {MAX_TABLE}")
    if target.kind == "table" or len(target.intervals) != 1:
        raise InputError("lookups need a function on one interval: leave `lookup` out, or split it")
    if not {MUL, SHIFT} & set(codes):
        raise InputError("lookups scale x to the places of the table: allow * or shift as well")
    low, high = target.intervals[0]
    scale, index = _index(low, high, size, codes)
    first = math.floor(low * scale)
    ends = [
        (float(max(low, k / scale)), float(min(high, (k + 1) / scale)))
        for k in range(first, math.ceil(high * scale))
    ]
    x = np.concatenate([with_ends(a, b, DENSE) for a, b in ends])
    grid = grid_of(target, x, [(1.0, x)])
    f, fl, w = (row[0].reshape(-1, DENSE) for row in (grid.f, grid.fl, grid.w))
    return Pieces(scale, first, index, x.reshape(-1, DENSE), f, fl, w)


def _index(
    low: Fraction, high: Fraction, size: int, codes: Sequence[int]
) -> tuple[Fraction, tuple[Step, ...]]:
    """The largest factor of ``SCALE_BITS`` bits, or power of two, that makes no more pieces."""
    power = math.floor(math.log2(size / (high - low)))
    if MUL in codes:
        unit = Fraction(2) ** (power + 1 - SCALE_BITS)
        factors = [k * unit for k in range(2**SCALE_BITS, 0, -1)]
    else:
        factors = [Fraction(2) ** k for k in (power, power - 1)]
    for factor in factors:
        if math.ceil(high * factor) - math.floor(low * factor) <= size:
            break
    else:
        raise InputError(f"no scale cuts {low} to {high} into {size} pieces: allow more entries")
    if factor == 1:
        return factor, ()
    if MUL in codes:
        return factor, ((MUL, 0, -1, 0),)
    return factor, ((SHIFT, 0, 0, power if factor == factors[0] else power - 1),)
