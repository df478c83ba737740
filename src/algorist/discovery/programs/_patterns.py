"""Bit casts: reading the bits of a floating-point number as an integer, and back.

The integer that the bits of a positive normal number v = 2^e (1 + m) spell, in units of 2^-p and
less the bias, is e + m. So ``bits(v) = e + m`` (Mitchell's logarithm, 1962) has a meaning without
any format, ``unbits`` is its inverse, and both bend at powers of two. In a format, sums and shifts
of such values are integer arithmetic: 0x5f3759df - (i >> 1) is ``unbits(c0 - ldexp(bits(x), -1))``.
"""

from __future__ import annotations

import dataclasses
from typing import Any, Final

import numpy as np

from algorist.core import InputError
from algorist.discovery.programs._shapes import ADD, ARITY, BITS, SHIFT, SUB, UNBITS, Shape


@dataclasses.dataclass(frozen=True)
class Layout:
    """How a format lays out its bits: ``fraction`` bits of significand and the exponent's bias."""

    fraction: int
    bias: int
    width: int

    @property
    def offset(self) -> int:
        """The pattern of 1.0."""
        return self.bias << self.fraction


LAYOUTS: Final = {
    "float64": Layout(52, 1023, 64),
    "float32": Layout(23, 127, 32),
    "bfloat16": Layout(7, 127, 16),
    "float16": Layout(10, 15, 16),
}


def uses_bits(shape: Shape) -> bool:
    """Whether the shape has bit casts."""
    return any(step[0] in (BITS, UNBITS) for step in shape)


def layout_of(name: str) -> Layout:
    """The layout of a format; ``InputError`` for one without exponents."""
    if name not in LAYOUTS:
        raise InputError(f"the format {name!r} has no exponent bits to read: use {list(LAYOUTS)}")
    return LAYOUTS[name]


def integer_rows(shape: Shape) -> list[bool]:
    """Which rows (row 0 is x) are integers: casts, and their sums, differences and shifts.

    A sum is one of integers when its operands are integer steps and constants. Whatever else
    takes an integer step takes its value as a number.
    """
    rows = [False]
    for op, *operands in shape:
        used = [o for o in operands[: ARITY[op]] if o >= 0]
        exact = op in (ADD, SUB, SHIFT) and all(rows[o] for o in used)
        rows.append(op == BITS or exact)
    return rows


def integer_constants(shape: Shape) -> set[int]:
    """The constants that are added to or subtracted from integer steps, and used nowhere else."""
    rows = integer_rows(shape)
    used: dict[bool, set[int]] = {False: set(), True: set()}
    for index, (op, *operands) in enumerate(shape, start=1):
        used[rows[index]] |= {-1 - o for o in operands[: ARITY[op]] if o < 0}
    return used[True] - used[False]


def read_bits(values: Any, name: str) -> Any:
    """``bits`` of an array of numbers of the format, in float64 (exact up to 32 bits)."""
    made = layout_of(name)
    if name == "float16":
        pattern = np.asarray(values, np.float16).view(np.int16).astype(np.int64)
    else:
        pattern = np.asarray(values, np.float32).view(np.int32).astype(np.int64)
        pattern = pattern >> (32 - made.width)
    return (pattern - made.offset) / 2.0**made.fraction


def write_bits(values: Any, name: str) -> Any:
    """``unbits`` of an array of multiples of 2^-p: the numbers with these bits, in float64.

    Integers beyond the width wrap around, as machines do it.
    """
    made = layout_of(name)
    with np.errstate(invalid="ignore"):
        pattern = (np.asarray(values) * 2.0**made.fraction).astype(np.int64) + made.offset
    if name == "float16":
        return pattern.astype(np.uint16).view(np.float16).astype(np.float64)
    pattern = pattern << (32 - made.width)
    return pattern.astype(np.uint32).view(np.float32).astype(np.float64)


def to_units(values: Any, name: str) -> Any:
    """Rounded to the nearest multiple of 2^-p, ties to even."""
    scale = 2.0 ** layout_of(name).fraction
    return np.rint(np.asarray(values) * scale) / scale
