"""Arithmetic in a number format: every operation rounds to it, bit casts read its bits."""

from __future__ import annotations

import dataclasses
import struct
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from algorist.discovery.programs import (
    Program,
    layout_of,
    place_in,
    read_bits,
    to_units,
    write_bits,
)

FIXED_BITS: Final = 16
"""Fraction bits of the fixed-point format (Q15.16)."""

Floats = npt.NDArray[np.float64]


def nearest(value: Fraction, number_format: str) -> float:
    """The nearest number of the format, ties to even."""
    if number_format == "float64":
        return float(value)
    double = float(value)
    low = struct.unpack("f", struct.pack("f", double))[0]
    # Rounding twice can be off by one place: take the closest of the neighbours.
    bits = struct.unpack("I", struct.pack("f", low))[0]
    near = [struct.unpack("f", struct.pack("I", bits + k))[0] for k in (-1, 0, 1) if bits + k > 0]
    return float(min(near, key=lambda v: (abs(Fraction(v) - value), int(v != low))))


def number_formats() -> dict[str, tuple[Callable[[Any], Any], int, int]]:
    """Rounding to the format, precision in bits, least exponent, by name."""
    return {
        "float32": (lambda v: np.asarray(v, np.float32).astype(np.float64), 24, -149),
        "float16": (lambda v: np.asarray(v, np.float16).astype(np.float64), 11, -24),
        "bfloat16": (_to_bfloat16, 8, -133),
        "fixed": (_to_fixed, 0, 0),
    }


def _to_fixed(value: Any) -> Floats:
    """Round to 2^-16, ties to even; what 32 bits cannot hold is not a number from then on."""
    with np.errstate(invalid="ignore"):
        made = np.rint(np.asarray(value, np.float64) * 2.0**FIXED_BITS) / 2.0**FIXED_BITS
        return np.where((made >= -(2.0**15)) & (made < 2.0**15), made, np.nan)


def _fixed_quotient(top: Any, bottom: Any) -> Floats:
    """The quotient of multiples of 2^-16, rounded once: in float64 it would round before that."""
    valid = np.isfinite(top) & np.isfinite(bottom) & (np.asarray(bottom) != 0)
    a = np.rint(np.where(valid, top, 0.0) * 2.0 ** (2 * FIXED_BITS)).astype(np.int64)
    b = np.rint(np.where(valid, bottom, 1.0) * 2.0**FIXED_BITS).astype(np.int64)
    a, b = np.where(b < 0, -a, a), np.abs(b)
    quotient, rest = np.divmod(a, b)
    quotient += (2 * rest > b) | ((2 * rest == b) & (quotient % 2 == 1))
    return np.where(valid, quotient / 2.0**FIXED_BITS, np.nan)


def _to_bfloat16(value: Any) -> Floats:
    """Round to nearest, ties to even, through float64 -> sticky float32 -> 16 bits."""
    wide = np.asarray(value, np.float64)
    narrow = wide.astype(np.float32)
    bits = narrow.view(np.uint32)
    # Round to odd in float32, so that the second rounding sees what was cut off.
    inexact = narrow.astype(np.float64) != wide
    over = np.abs(narrow.astype(np.float64)) > np.abs(wide)
    bits = np.where(inexact & over, bits - 1, bits)
    bits = np.where(inexact, bits | 1, bits).astype(np.uint32)
    rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) & np.uint32(0xFFFF0000)
    made = rounded.astype(np.uint32).view(np.float32).astype(np.float64)
    return np.where(np.isfinite(wide), made, wide)


@dataclasses.dataclass(frozen=True)
class _Number:
    """Values of a format; every operation rounds to it."""

    value: Any
    kind: str
    fixed: bool = False
    """Whether it is a constant, which is an integer beside integers."""
    integer: bool = False
    """Whether the values are bit patterns in units of 2^-p, whose sums and shifts are exact."""

    def _made(self, value: Any) -> _Number:
        return _Number(number_formats()[self.kind][0](value), self.kind)

    def number(self) -> Any:
        """The values as numbers of the format."""
        return number_formats()[self.kind][0](self.value) if self.integer else self.value

    def beside(self, other: _Number) -> bool:
        """Whether a sum with the other is one of integers."""
        return (self.integer and (other.integer or other.fixed)) or (other.integer and self.fixed)

    def __add__(self, other: _Number) -> _Number:
        if self.beside(other):
            return _Number(self.value + other.value, self.kind, integer=True)
        return self._made(self.number() + other.number())

    def __sub__(self, other: _Number) -> _Number:
        if self.beside(other):
            return _Number(self.value - other.value, self.kind, integer=True)
        return self._made(self.number() - other.number())

    def __mul__(self, other: _Number) -> _Number:
        return self._made(self.number() * other.number())

    def __truediv__(self, other: _Number) -> _Number:
        if self.kind == "fixed":
            return self._made(_fixed_quotient(self.number(), other.number()))
        return self._made(self.number() / other.number())

    def shifted(self, power: int) -> _Number:
        """Times 2^power: for integers a shift, which rounds down."""
        if not self.integer:
            return self._made(np.ldexp(self.value, power))
        scale = 2.0 ** layout_of(self.kind).fraction
        made = np.floor(np.ldexp(self.value * scale, power)) / scale
        return _Number(made, self.kind, integer=True)

    def bits(self) -> _Number:
        """The bits as integers."""
        return _Number(read_bits(self.number(), self.kind), self.kind, integer=True)

    def unbits(self) -> _Number:
        """The numbers with these bits."""
        exact = self.value if self.integer else to_units(self.value, self.kind)
        return _Number(write_bits(exact, self.kind), self.kind)


def _looked_up(at: _Number, entries: Sequence[_Number], first: int) -> _Number:
    table = np.array([entry.value for entry in entries])
    return _Number(table[place_in(at.number(), len(entries), first)], at.kind)


def evaluate_in(program: Program, constants: Sequence[float], x: Floats, name: str) -> Floats:
    """The program on float64 values that belong to the format, each step rounded to it."""
    functions: dict[str, Callable[..., _Number]] = {
        "fma": lambda a, b, c: a._made(a.number() * b.number() + c.number()),
        "sqrt": lambda a: a._made(np.sqrt(a.number())),
        "abs": lambda a: a._made(np.abs(a.number())),
        "min": lambda a, b: a._made(np.minimum(a.number(), b.number())),
        "max": lambda a, b: a._made(np.maximum(a.number(), b.number())),
        "floor": lambda a: a._made(np.floor(a.number())),
        "shift": lambda a, power: a.shifted(power),
        "bits": lambda a: a.bits(),
        "unbits": lambda a: a.unbits(),
        "lookup": _looked_up,
    }
    with np.errstate(all="ignore"):
        made = program.run(_Number(x, name), [_Number(c, name, True) for c in constants], functions)
    return np.broadcast_to(np.asarray(made.number()), x.shape)
