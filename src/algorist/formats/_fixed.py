"""Integers with scale and zero point, fixed point, and dynamic fixed point."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from algorist.core import InputError, Record
from algorist.formats._format import CodedFormat, Format, code_type
from algorist.formats._rounding import NEAREST_EVEN, STOCHASTIC, Array, How, keep_tiny, round_units

CHUNK = 1 << 14
"""Elements that are worked on at a time, so that they stay in the cache."""


class FixedPoint(CodedFormat, frozen=True):
    """Fixed point: integers of ``width`` bits in two's complement, times ``2**-fraction``.

    The cast is that of QFX (arXiv 2401.17544): round ``x * 2**fraction``, settle the overflow,
    and scale back. ``hot`` keeps at most that many non-zero bits of the magnitude (its K-hot form,
    which multiplies by shifts and adds); 0 sets no bound.

    >>> FixedPoint(8, 4).round(np.array([0.1, 99.0])).tolist()
    [0.125, 7.9375]
    """

    width: int
    fraction: int
    signed: bool = True
    wrap: bool = False
    """Overflow wraps round modulo ``2**width`` instead of saturating."""
    hot: int = 0

    def __post_init__(self) -> None:
        if not 1 <= self.width <= 53 or not -200 <= self.fraction <= 200:
            raise InputError(
                f"fixed(w={self.width}, f={self.fraction}): w must lie within 1 to 53 and f "
                "within -200 to 200"
            )
        if self.hot and (self.hot < 0 or self.width > 16):
            raise InputError(f"hot={self.hot}: at least 1, and for widths up to 16")

    def __str__(self) -> str:
        more = ("" if self.signed else ", signed=false") + (", wrap=true" if self.wrap else "")
        more += f", hot={self.hot}" if self.hot else ""
        return f"fixed(w={self.width}, f={self.fraction}{more})"

    @property
    def bits(self) -> int:
        return self.width

    @property
    def emax(self) -> int:
        """Exponent of the largest power of two within the positive range."""
        return self.width - self.signed - 1 - self.fraction

    @property
    def bounds(self) -> tuple[int, int]:
        """The smallest and the largest integer."""
        return _bounds(self.width, self.signed)

    @property
    def maximum(self) -> float:
        return self.bounds[1] * 2.0**-self.fraction

    def round(self, array: Array, how: How = NEAREST_EVEN) -> Array:
        kind = _carrier(array, self.width - self.signed, self.fraction)
        back = 2.0**-self.fraction
        return _by_chunks(array, kind, how, lambda x, start: self._units(x, how, start) * back)

    def integers(self, array: Array, how: How = NEAREST_EVEN) -> Array:
        """The integers ``q`` of the values ``q * 2**-fraction``, as int64."""
        given = np.asarray(array, np.float64)
        return _by_chunks(given, np.int64, how, lambda x, start: self._units(x, how, start))

    def encode(self, array: Array, how: How = NEAREST_EVEN) -> Array:
        q = self.integers(array, how)
        return (q & ((1 << self.width) - 1)).astype(code_type(self.width))

    def decode(self, codes: Array) -> Array:
        whole = self.checked(codes).astype(np.int64)
        if self.signed:
            whole = whole - ((whole >> (self.width - 1)) << self.width)
        return np.asarray(whole * 2.0**-self.fraction)

    def values(self) -> Array:
        found = super().values()
        return found if not self.hot else np.unique(self.round(found))

    def _units(self, x: Array, how: How, start: int) -> Array:
        low, high = self.bounds
        units = x * x.dtype.type(2.0**self.fraction)
        if how.overflow in ("infinity", "nan"):
            raise InputError(f"{self} has neither infinity nor NaN: choose overflow='saturate'")
        if self.wrap and not np.isfinite(units).all():
            raise InputError(f"{self} wraps, which has no meaning for infinity")
        whole = _rounded(units, x, how, start)
        if self.wrap:
            span = 2.0**self.width
            whole = whole - span * np.floor((whole - low) / span)
        else:
            np.clip(whole, low, high, out=whole)
        if self.hot:
            sizes, middles = _hot_table(self.width - self.signed, self.hot)
            near = sizes[np.searchsorted(middles, np.abs(units), side="left")]
            whole = np.copysign(np.minimum(near, -low if self.signed else high), whole)
            np.clip(whole, low, high, out=whole)
        whole += 0.0
        return whole

    def properties(self) -> dict[str, Any]:
        low, high = self.bounds
        step = 2.0**-self.fraction
        return {
            "name": str(self),
            "kind": "fixed point",
            "bits": self.width,
            "signed": self.signed,
            "fraction_bits": self.fraction,
            "overflow": "wraps" if self.wrap else "saturates",
            "nonzero_bits": self.hot or None,
            "smallest_value": low * step,
            "largest": high * step,
            "spacing": step,
        }


class ScaledInteger(CodedFormat, frozen=True):
    """Integers with a scale and a zero point: the value is ``(q - zero_point) * scale``.

    ``q`` is ``x / scale`` (computed in float64) rounded, plus the zero point, saturated.
    """

    width: int
    signed: bool = True
    scale: float = 1.0
    zero_point: int = 0
    symmetric: bool = False
    """Leaves out the most negative integer."""

    def __post_init__(self) -> None:
        if not 1 <= self.width <= 32:
            raise InputError(f"int{self.width}: the width lies within 1 to 32 bits")
        if not (self.scale > 0 and math.isfinite(self.scale)):
            raise InputError(f"scale={self.scale!r} must be positive and finite")
        low, high = self.bounds
        if not low <= self.zero_point <= high:
            raise InputError(f"zero_point={self.zero_point} lies outside {low} to {high}")

    def __str__(self) -> str:
        options = []
        if self.scale != 1.0:
            options.append(f"scale={self.scale!r}")
        if self.zero_point:
            options.append(f"zero_point={self.zero_point}")
        if self.symmetric:
            options.append("symmetric=true")
        name = f"{'' if self.signed else 'u'}int{self.width}"
        return f"{name}({', '.join(options)})" if options else name

    @classmethod
    def fitted(cls, array: Array, width: int = 8, *, symmetric: bool = True) -> ScaledInteger:
        """The scale (and zero point) that cover the range of ``array``, zero included."""
        low, high = min(float(array.min()), 0.0), max(float(array.max()), 0.0)
        if symmetric:
            peak = max(-low, high)
            steps = (1 << (width - 1)) - 1
            return cls(width, True, peak / steps if peak else 1.0, 0, True)
        scale = (high - low) / ((1 << width) - 1) or 1.0
        zero = round(-low / scale) - (1 << (width - 1))
        return cls(width, True, scale, zero)

    @property
    def bits(self) -> int:
        return self.width

    @property
    def bounds(self) -> tuple[int, int]:
        """The smallest and the largest integer."""
        low, high = _bounds(self.width, self.signed)
        return low + (self.symmetric and self.signed), high

    def integers(self, array: Array, how: How = NEAREST_EVEN) -> Array:
        """The integers ``q`` as int64."""

        def work(x: Array, start: int) -> Array:
            return self._centred(x, how, start) + self.zero_point

        return _by_chunks(array, np.int64, how, work)

    def round(self, array: Array, how: How = NEAREST_EVEN) -> Array:
        kind = array.dtype
        if self.scale == 1.0:
            kind = _carrier(array, self.width - self.signed + (self.zero_point != 0), 0)

        def work(x: Array, start: int) -> Array:
            whole = self._centred(x, how, start)
            if self.scale != 1.0:
                whole *= self.scale
            return whole

        return _by_chunks(array, kind, how, work)

    def encode(self, array: Array, how: How = NEAREST_EVEN) -> Array:
        whole = self.integers(np.asarray(array, np.float64), how)
        return (whole & ((1 << self.width) - 1)).astype(code_type(self.width))

    def decode(self, codes: Array) -> Array:
        whole = self.checked(codes).astype(np.int64)
        if self.signed:
            whole = whole - ((whole >> (self.width - 1)) << self.width)
        return np.asarray((whole - self.zero_point) * self.scale)

    def _centred(self, x: Array, how: How, start: int) -> Array:
        """``q - zero_point``, saturated."""
        if how.overflow in ("infinity", "nan"):
            raise InputError(f"{self} has neither infinity nor NaN: choose overflow='saturate'")
        units = x.copy() if self.scale == 1.0 else x / np.float64(self.scale)
        whole = _rounded(units, x, how, start)
        low, high = self.bounds
        np.clip(whole, low - self.zero_point, high - self.zero_point, out=whole)
        whole += 0.0  # no negative zeros
        return whole

    def properties(self) -> dict[str, Any]:
        low, high = self.bounds
        return {
            "name": str(self),
            "kind": "integer with scale",
            "bits": self.width,
            "signed": self.signed,
            "scale": self.scale,
            "zero_point": self.zero_point,
            "smallest_value": (low - self.zero_point) * self.scale,
            "largest": (high - self.zero_point) * self.scale,
            "spacing": self.scale,
        }


class SharedExponent(Record, frozen=True):
    """Integers with one exponent: the values are ``integers * 2**exponent``."""

    integers: Any
    """int64 array."""
    exponent: int

    def values(self) -> Array:
        """The values as float64."""
        return np.asarray(np.ldexp(self.integers.astype(np.float64), self.exponent))


class DynamicFixed(Format, frozen=True):
    """Dynamic fixed point (arXiv 1802.00930): integers of ``width`` bits that share an exponent.

    The exponent is that of the largest magnitude less ``width - 2``, so that it fills the range.
    """

    width: int

    def __post_init__(self) -> None:
        if not 2 <= self.width <= 32:
            raise InputError(f"dfp(w={self.width}): the width lies within 2 to 32 bits")

    def __str__(self) -> str:
        return "dfp16" if self.width == 16 else f"dfp(w={self.width})"

    @property
    def bits(self) -> int:
        return self.width

    def quantize(self, array: Array, how: How = NEAREST_EVEN) -> SharedExponent:
        """Integers and the shared exponent of ``array``; all zeros have the exponent 0."""
        given = np.asarray(array, np.float64)
        peak = float(np.abs(given).max(initial=0.0))
        if not math.isfinite(peak):
            raise InputError(f"{self} has neither infinity nor NaN: replace them first")
        exponent = math.frexp(peak)[1] - 1 - (self.width - 2) if peak else 0
        low, high = _bounds(self.width, True)

        def work(x: Array, start: int) -> Array:
            return np.clip(_rounded(np.ldexp(x, -exponent), x, how, start), low + 1, high)

        return SharedExponent(_by_chunks(given, np.int64, how, work), exponent)

    def round(self, array: Array, how: How = NEAREST_EVEN) -> Array:
        kind = _carrier(array, self.width - 1, 0)
        return self.quantize(array, how).values().astype(kind)

    def down_convert(self, wide: Array, exponent: int) -> SharedExponent:
        """Shift 32-bit results back to ``width`` bits, to nearest with ties to even.

        The shift is the least that makes the largest magnitude fit.
        """
        given = np.asarray(wide, np.int64)
        peak = int(np.abs(given).max(initial=0))
        shift = max(0, peak.bit_length() - (self.width - 1))
        whole = np.rint(np.ldexp(given.astype(np.float64), -shift)).astype(np.int64)
        high = (1 << (self.width - 1)) - 1
        return SharedExponent(np.clip(whole, -high, high), exponent + shift)

    def properties(self) -> dict[str, Any]:
        return {
            "name": str(self),
            "kind": "dynamic fixed point",
            "bits": self.width,
            "signed": True,
            "shared": "one exponent for the whole array",
            "relative_spacing_of_the_largest": 2.0 ** (2 - self.width),
        }


def _bounds(width: int, signed: bool) -> tuple[int, int]:
    return (-(1 << (width - 1)), (1 << (width - 1)) - 1) if signed else (0, (1 << width) - 1)


def _carrier(array: Array, digits: int, fraction: int) -> Any:
    """The input's type, or the next wider one that holds integers of ``digits`` bits, scaled."""
    if array.dtype == np.float16 and digits <= 11 and digits - fraction <= 15 and fraction <= 24:
        return array.dtype
    narrow = digits <= 24 and -100 <= fraction <= 100
    return np.promote_types(array.dtype, np.float32 if narrow else np.float64)


def _rounded(units: Array, x: Array, how: How, start: int) -> Array:
    """Signed numbers, scaled from ``x``, rounded to integers, in place where possible.

    NaN is refused.
    """
    # The sum is quick, and NaN only for a NaN or two opposite infinities.
    if np.isnan(units.sum()) and np.isnan(units).any():
        raise InputError("integers and fixed point have no NaN, but the input has: replace it")
    if how.rounding == "nearest_even":
        return np.rint(units, out=units)
    keep_tiny(units, x)
    random = how.bits(start, units.size) if how.rounding in STOCHASTIC else None
    # Past 2**53 (2**24 in float32) everything is an integer; infinities must stay orderable.
    finite = np.clip(units if random is None else units.astype(np.float64), -(2.0**60), 2.0**60)
    size = round_units(np.abs(finite), how.rounding, finite < 0, random, how.random_bits)
    return np.asarray(np.copysign(size, finite))


def _by_chunks(array: Array, kind: Any, how: How, work: Callable[[Array, int], Array]) -> Array:
    flat = np.ascontiguousarray(array).reshape(-1)
    if flat.dtype == np.float16 or kind == np.float64 != flat.dtype:
        flat = flat.astype(np.promote_types(kind, np.float32) if kind != np.int64 else np.float64)
    out = np.empty(flat.size, kind)
    with np.errstate(over="ignore", invalid="ignore"):
        for start in range(0, flat.size, CHUNK):
            out[start : start + CHUNK] = work(flat[start : start + CHUNK], start)
    return out.reshape(array.shape)


@lru_cache(maxsize=64)
def _hot_table(digits: int, hot: int) -> tuple[Array, Array]:
    """Magnitudes of at most ``hot`` non-zero bits, and the middles between neighbours."""
    sizes = np.array([n for n in range(1 << digits) if n.bit_count() <= hot], np.float64)
    return sizes, (sizes[1:] + sizes[:-1]) / 2
