"""Rounding of whole arrays to binary formats, by integer operations on the bit patterns.

A chunk of the input stays in the cache while a dozen vectorised passes go over it. There are two
ways. Where the working type has room above the format's range, adding and taking off a power of two
``C`` whose unit in the last place is the spacing wanted rounds to nearest even, below the normal
range as well; the error of that, which is exact, decides the other modes. Otherwise, and for the
stochastic modes, numbers in the normal range are rounded by :func:`drop_bits` on their bit
patterns, whose order is that of the magnitudes, and the few below it are scaled to integers.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from algorist.core import InputError
from algorist.formats._rounding import STOCHASTIC, Array, How, drop_bits, keep_tiny, round_units

if TYPE_CHECKING:
    from algorist.formats._binary import BinaryFloat

CHUNK_BYTES = 1 << 16
"""Of one buffer; five of them fit the second-level cache of any recent processor."""

_MANTISSA = {4: 23, 8: 52}
_BIAS = {4: 127, 8: 1023}
_FLOAT = {2: np.float16, 4: np.float32, 8: np.float64}
_UINT = {4: np.uint32, 8: np.uint64}


@dataclass(frozen=True, slots=True)
class Plan:
    """The constants of one format in one working type."""

    fmt: BinaryFloat
    working: int
    """Bytes of the type in which the work is done: 4 or 8; 0 where no type holds the format."""
    result: int
    """Bytes of the type returned."""
    shift: int = 0
    tiny: int = 0
    """Pattern of the smallest normal number: below it, spacing is constant."""
    top: int = 0
    """Pattern of the largest finite number."""
    inf: int = 0
    flip: int = 0
    """Added before rounding and taken off after: gives patterns the parity of the codes."""
    quantum: int = 0
    magic: bool = False
    """Whether adding and taking off a power of two works."""
    nested: bool = False
    """Whether the format has the working type's exponents: its small numbers need no care."""

    @classmethod
    def beyond(cls, fmt: BinaryFloat) -> Plan:
        return cls(fmt, 0, 0)

    @classmethod
    def build(cls, fmt: BinaryFloat, working: int, result: int) -> Plan:
        mantissa, bias = _MANTISSA[working], _BIAS[working]
        shift = mantissa - fmt.mantissa_bits
        top = np.array([float(fmt.exact(fmt.top_code))], _FLOAT[working]).view(_UINT[working])
        parity = fmt.mantissa_bits == 0 and (fmt.offset - bias) % 2
        return cls(
            fmt,
            working,
            result,
            shift,
            max(fmt.emin + bias, 0) << mantissa,
            int(top[0]),
            ((1 << 8 * working - 2 - mantissa + 1) - 1) << mantissa,
            1 << shift if parity else 0,
            fmt.quantum,
            fmt.subnormals == "gradual"
            and 0 < fmt.mantissa_bits < mantissa - 1
            and fmt.emax + 2 + shift <= bias,
            fmt.subnormals == "gradual" and fmt.emin == 1 - bias,
        )


def round_planned(plan: Plan, array: Array, how: How) -> Array:
    """Round ``array`` of any shape; see :meth:`BinaryFloat.round`."""
    fmt = plan.fmt
    if how.overflow == "infinity" and not fmt.has_infinity:
        raise InputError(f"{fmt} has no infinity: choose overflow='saturate' or 'nan'")
    if how.overflow == "nan" and not fmt.has_nan:
        raise InputError(f"{fmt} has no NaN: choose overflow='saturate'")
    if not plan.working:
        return _round_slowly(fmt, array, how)
    if _is_identity(plan, array, how):
        return array.copy()
    flat = np.ascontiguousarray(array).reshape(-1)
    out = np.empty(flat.size, _FLOAT[plan.result])
    step = CHUNK_BYTES // plan.working
    work = _Workspace(plan, min(step, flat.size))
    # Converting a signalling NaN raises the processor's "invalid" flag, and numbers that a mask
    # leaves out may overflow on the way.
    with np.errstate(invalid="ignore", over="ignore", under="ignore"):
        for start in range(0, flat.size, step):
            piece = flat[start : start + step]
            work.round(piece, out[start : start + step], how, start)
    return out.reshape(array.shape)


def _is_identity(plan: Plan, array: Array, how: How) -> bool:
    from algorist.formats._binary import CARRIERS

    return plan.fmt == CARRIERS[array.dtype.itemsize] and how.overflow in ("format", "infinity")


class _Workspace:
    """Scratch buffers for one call."""

    def __init__(self, plan: Plan, size: int) -> None:
        self.plan = plan
        self.uint: Any = _UINT[plan.working]
        self.float: Any = _FLOAT[plan.working]
        self.buffers = [np.empty(size, self.uint) for _ in range(4)]

    def round(self, piece: Array, out: Array, how: How, start: int) -> None:
        plan, uint = self.plan, self.uint
        mag, sign, spare, pattern = (buffer[: piece.size] for buffer in self.buffers)
        if piece.dtype.itemsize != plan.working:
            pattern.view(self.float)[...] = piece
        else:
            pattern = piece.view(uint)
        sign_bit = uint(1 << 8 * plan.working - 1)
        np.bitwise_and(pattern, sign_bit, out=sign)
        np.bitwise_and(pattern, ~sign_bit, out=mag)
        peak = int(mag.max())
        random = how.bits(start, piece.size) if how.rounding in STOCHASTIC else None
        special: list[tuple[Array, Array]] = []
        if plan.magic and random is None and how.rounding != "odd":
            self._by_magic(mag, sign, spare, how.rounding)
        else:
            if not plan.nested:
                special = self._special(mag, sign, spare, how, random)
            self._by_bits(mag, sign, spare, how, random)
        if peak + (1 << plan.shift) > plan.top:
            self._overflow(mag, sign, pattern, how)
        for where, patterns in special:
            if where.dtype == np.bool_:
                np.copyto(mag, patterns, where=where)
            else:
                mag[where] = patterns
        if not plan.fmt.signed:
            self._unsigned(mag, sign, pattern, how)
        elif not plan.fmt.has_negative_zero:
            sign[mag == 0] = 0
        mag |= sign
        value = mag.view(self.float)
        out[...] = value

    def _by_bits(
        self, mag: Array, sign: Array, spare: Array, how: How, random: Array | None
    ) -> None:
        """Round the bit patterns ``mag``; right in the format's normal range."""
        plan, uint = self.plan, self.uint
        negative = None
        if how.rounding in ("up", "down"):
            whole = _signed(uint)
            negative = (sign.view(whole) >> whole(8 * plan.working - 1)).view(uint)
        if plan.flip:
            mag += uint(plan.flip)
        drop_bits(mag, plan.shift, how.rounding, negative, random, how.random_bits, spare)
        if plan.flip:
            mag -= uint(plan.flip)

    def _by_magic(self, mag: Array, sign: Array, spare: Array, mode: str) -> None:
        """Round the numbers with the patterns ``mag`` by a power of two for each."""
        plan, uint = self.plan, self.uint
        mantissa = _MANTISSA[plan.working]
        np.bitwise_and(mag, uint(plan.inf), out=spare)
        # Past the largest number any result past it will do, so that the sum cannot overflow.
        np.maximum(spare, uint(plan.tiny), out=spare)
        np.minimum(spare, uint((plan.top >> mantissa) + 1 << mantissa), out=spare)
        spare += uint(plan.shift << mantissa)
        size, step = mag.view(self.float), spare.view(self.float)
        if mode == "nearest_even":
            size += step
            size -= step
            return
        near = size + step
        near -= step
        error = np.subtract(near, size, out=size)  # exact
        step *= self.float(2.0**-mantissa)  # the spacing
        if mode in ("up", "down"):
            pattern = near.view(uint)
            signed = error.view(uint)
            signed ^= sign
            pattern ^= sign
            step *= (error < 0) if mode == "up" else (error > 0)
            (np.add if mode == "up" else np.subtract)(near, step, out=near)
            np.bitwise_and(pattern, ~uint(1 << 8 * plan.working - 1), out=mag)
            return
        if mode == "nearest_away":
            change = error * self.float(-2) == step
        elif mode == "nearest_zero":
            change = error * self.float(2) == step
        elif mode == "zero":
            change = error > 0
        else:
            change = error < 0
        step *= change
        (np.subtract if mode in ("zero", "nearest_zero") else np.add)(near, step, out=size)

    def _special(
        self, mag: Array, sign: Array, spare: Array, how: How, random: Array | None
    ) -> list[tuple[Array, Array]]:
        """The patterns of numbers below the normal range, with where they belong."""
        plan = self.plan
        if plan.fmt.subnormals == "none":
            where = np.flatnonzero(mag < self.uint(plan.tiny))
            return [(where, np.full(where.size, plan.tiny, self.uint))] if where.size else []
        np.subtract(mag, self.uint(1), out=spare)
        below = spare < self.uint(plan.tiny - 1)  # zero wraps round to the largest integer
        count = int(np.count_nonzero(below))
        if not count:
            return []
        where = np.flatnonzero(below) if 3 * count < mag.size else below
        if where.dtype == np.bool_:
            chosen, signs, words = mag, sign, random
        else:
            chosen, signs = mag[where], sign[where]
            words = None if random is None else random[where]
        if plan.working == 4 and -102 <= plan.quantum <= 100 and words is None:
            units = chosen.view(self.float) * self.float(2.0**-plan.quantum)
        elif plan.working == 4 or plan.quantum >= -1000:
            units = chosen.view(self.float).astype(np.float64) * 2.0**-plan.quantum
        else:
            units = chosen.view(self.float) * 2.0**540 * 2.0 ** (-plan.quantum - 540)
        if plan.quantum > 0:
            keep_tiny(units, chosen.view(self.float))
        if where.dtype == np.bool_:
            units[~below] = 0.0
        units = round_units(units, how.rounding, signs != 0, words, how.random_bits)
        if plan.quantum >= -1000:
            units *= 2.0**plan.quantum
            patterns = units.astype(self.float, copy=False).view(self.uint)
        else:
            patterns = (units * 2.0**-540 * 2.0 ** (plan.quantum + 540)).view(self.uint)
        return [(where, patterns)]

    def _overflow(self, mag: Array, sign: Array, pattern: Array, how: How) -> None:
        """Settle what lies beyond the largest finite value, and NaN."""
        plan, fmt = self.plan, self.plan.fmt
        over = np.flatnonzero(mag > self.uint(plan.top))
        if not over.size:
            return
        given = pattern[over] & self.uint((1 << 8 * plan.working - 1) - 1)
        is_nan = given > self.uint(plan.inf)
        if is_nan.any() and not fmt.has_nan:
            raise InputError(f"{fmt} has no NaN, but the input has: replace it first")
        infinite = given == self.uint(plan.inf)
        quiet = plan.inf | 1 << _MANTISSA[plan.working] - 1
        policy = how.overflow
        if policy == "format":
            policy = "infinity" if fmt.has_infinity else "saturate"
        settled = {"infinity": plan.inf, "nan": quiet, "saturate": plan.top}[policy]
        found = np.full(over.size, settled, self.uint)
        mode = how.rounding
        if mode in ("zero", "odd"):
            found[~infinite] = plan.top
        elif mode in ("up", "down"):
            inward = (sign[over] != 0) == (mode == "up")
            found[inward & ~infinite] = plan.top
        found[is_nan] = quiet
        mag[over] = found
        sign[over[is_nan]] = 0

    def _unsigned(self, mag: Array, sign: Array, pattern: Array, how: How) -> None:
        """An unsigned format takes negative numbers as out of range, and -0 as 0."""
        plan = self.plan
        negative = sign != 0
        if negative.any():
            low = plan.tiny if plan.fmt.subnormals == "none" else 0
            quiet = plan.inf | 1 << _MANTISSA[plan.working] - 1
            outside = negative & (mag != 0)
            outside &= mag != self.uint(quiet)
            mag[outside] = quiet if how.overflow == "nan" else low
        sign[...] = 0


def _signed(uint: Any) -> Any:
    return np.int32 if uint is np.uint32 else np.int64


def _round_slowly(fmt: BinaryFloat, array: Array, how: How) -> Array:
    """Formats beyond binary64: one exact rounding a number; the result must be a float64."""
    from algorist.formats._exact import round_exact

    if how.rounding in STOCHASTIC:
        raise InputError(f"{fmt} is wider than float64: stochastic modes are not offered for it")
    out = np.empty(array.shape, np.float64)
    for index, number in np.ndenumerate(array.astype(np.float64)):
        if not np.isfinite(number) or number == 0:
            out[index] = number
            continue
        exact = round_exact(Fraction(float(number)), fmt, how.rounding, how.overflow)
        if isinstance(exact, float):
            out[index] = exact
            continue
        near = float(exact) if abs(exact) < 2**1024 else float("inf")
        if near in (float("inf"), float("-inf")) or Fraction(near) != exact:
            raise InputError(f"{float(number)!r} rounded to {fmt} is no float64: use round_exact")
        out[index] = near
    return out
