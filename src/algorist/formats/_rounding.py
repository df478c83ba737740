"""Rounding modes, and the two kernels that apply them: on bit patterns and on scaled numbers.

Every mode is defined on the exact number: with ``delta`` in [0, 1) the part of the magnitude
beyond the candidate below, in units in the last place, and ``r`` a uniform integer of ``k``
random bits, the stochastic modes round away from zero when

=====================  ==========================================================
``stochastic``         ``even(delta 2^k) + r >= 2^k``, ``even`` to nearest, ties to even
``stochastic_odd``     the same with ties to odd
``stochastic_fast``    ``delta + (r + 1/2) 2^-k >= 1``
``stochastic_floor``   ``delta + r 2^-k >= 1`` (biased to zero by up to ``2^-k``)
``stochastic_equal``   ``r >= 2^(k-1)``: up or down alike, unless the number is representable
=====================  ==========================================================

The first four are the definitions in use in hardware models (gfloat calls them Stochastic,
StochasticOdd, StochasticFast and StochasticFastest); the last is the random rounding of CESTAC.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from algorist.core import InputError

Array: TypeAlias = npt.NDArray[Any]

Rounding = Literal[
    "nearest_even",
    "nearest_away",
    "nearest_zero",
    "zero",
    "from_zero",
    "up",
    "down",
    "odd",
    "stochastic",
    "stochastic_odd",
    "stochastic_fast",
    "stochastic_floor",
    "stochastic_equal",
]
Overflow = Literal["format", "infinity", "nan", "saturate"]

ROUNDINGS: tuple[str, ...] = Rounding.__args__  # type: ignore[attr-defined]
OVERFLOWS: tuple[str, ...] = Overflow.__args__  # type: ignore[attr-defined]
STOCHASTIC = frozenset(name for name in ROUNDINGS if name.startswith("stochastic"))

MAX_RANDOM_BITS = 48
DEFAULT_RANDOM_BITS = 32

_ALIASES = {
    "even": "nearest_even",
    "nearest": "nearest_even",
    "ties_to_even": "nearest_even",
    "away": "nearest_away",
    "ties_to_away": "nearest_away",
    "ties_to_zero": "nearest_zero",
    "to_zero": "zero",
    "toward_zero": "zero",
    "towards_zero": "zero",
    "truncate": "zero",
    "toward_positive": "up",
    "toward_negative": "down",
    "to_odd": "odd",
    "inf": "infinity",
}


@dataclass(frozen=True, slots=True)
class How:
    """How to round: checked by :func:`how`, so that kernels need not check again."""

    rounding: str = "nearest_even"
    overflow: str = "format"
    rng: np.random.Generator | None = None
    random: Array | None = None
    """Random bits given instead of a generator: integers below ``2**random_bits``."""
    random_bits: int = DEFAULT_RANDOM_BITS

    def bits(self, start: int, count: int) -> Array:
        """``count`` random integers of ``random_bits`` bits, those of the elements from
        ``start``: ``uint32`` up to 32 bits, else ``uint64``."""
        if self.random is not None:
            return self.random[start : start + count]
        assert self.rng is not None
        narrow = self.random_bits <= 32
        drawn = (count + 1) // 2 if narrow else count
        words = self.rng.integers(0, 2**64, size=drawn, dtype=np.uint64)
        if narrow:  # both halves of a word, the low one first on every machine
            words = words.astype("<u8", copy=False).view("<u4")[:count]
        spare = (32 if narrow else 64) - self.random_bits
        if spare:
            words >>= words.dtype.type(spare)
        return words


NEAREST_EVEN = How()


def how(
    rounding: str = "nearest_even",
    overflow: str = "format",
    rng: object = None,
    random_bits: int | None = None,
    size: int | None = None,
) -> How:
    """Check the choices of a caller.

    ``rng`` is a ``numpy.random.Generator``, or an array of ``size`` non-negative integers below
    ``2**random_bits`` that are used as they are. Stochastic modes need it, and the others refuse
    it, so that no call looks random that is not.
    """
    mode = _ALIASES.get(rounding, rounding)
    policy = _ALIASES.get(overflow, overflow)
    if mode not in ROUNDINGS:
        raise InputError(f"rounding {rounding!r} is not one of {', '.join(ROUNDINGS)}")
    if policy not in OVERFLOWS:
        raise InputError(f"overflow {overflow!r} is not one of {', '.join(OVERFLOWS)}")
    if mode not in STOCHASTIC:
        if rng is not None or random_bits is not None:
            raise InputError(
                f"rng and random_bits belong to the stochastic modes, not to {mode!r}: "
                "leave them out, or choose rounding='stochastic'"
            )
        return How(mode, policy)
    count = DEFAULT_RANDOM_BITS if random_bits is None else random_bits
    if not 1 <= count <= MAX_RANDOM_BITS:
        raise InputError(f"random_bits={random_bits!r} is not within 1 to {MAX_RANDOM_BITS}")
    if isinstance(rng, np.random.Generator):
        return How(mode, policy, rng, None, count)
    if rng is None:
        raise InputError(
            f"rounding {mode!r} needs an explicit generator: pass "
            "rng=numpy.random.default_rng(seed)"
        )
    given = np.asarray(rng)
    if given.dtype.kind not in "iu" or (size is not None and given.size != size):
        raise InputError(
            f"rng must be a numpy.random.Generator or {size} integers, one an element; "
            f"got {given.size} of type {given.dtype}"
        )
    if given.size and (int(given.min()) < 0 or int(given.max()) >= 2**count):
        raise InputError(f"random bits lie outside 0 to 2**{count} - 1: raise random_bits")
    return How(
        mode, policy, None, given.astype(np.uint32 if count <= 32 else np.uint64).reshape(-1), count
    )


def drop_bits(
    mag: Array,
    shift: int,
    mode: str,
    negative: Array | None,
    random: Array | None,
    k: int,
    spare: Array,
) -> Array:
    """Round unsigned integers to multiples of ``2**shift``, in place, and return them.

    ``mag`` must leave room for one carry. ``negative`` is all-ones where the number is negative
    (needed by ``up`` and ``down`` only); ``random`` holds ``k`` random bits an element (stochastic
    modes only); ``spare`` is scratch space of the same shape and type.
    """
    if shift == 0:
        return mag
    kind = mag.dtype.type
    low = kind((1 << shift) - 1)
    half = kind(1 << (shift - 1))
    if mode == "nearest_even":
        np.right_shift(mag, kind(shift), out=spare)
        spare &= kind(1)
        spare += half - kind(1)
        mag += spare
    elif mode == "nearest_away":
        mag += half
    elif mode == "nearest_zero":
        mag += half - kind(1)
    elif mode == "from_zero":
        mag += low
    elif mode == "up":
        assert negative is not None
        np.invert(negative, out=spare)
        spare &= low
        mag += spare
    elif mode == "down":
        assert negative is not None
        np.bitwise_and(negative, low, out=spare)
        mag += spare
    elif mode == "odd":
        np.bitwise_and(mag, low, out=spare)
        spare += low
        mag |= spare
    elif mode in STOCHASTIC:
        assert random is not None
        _add_random(mag, shift, mode, random, k, spare)
    mag &= ~low
    return mag


def _add_random(mag: Array, shift: int, mode: str, random: Array, k: int, spare: Array) -> None:
    """Add the random part aligned at ``shift``; a carry then rounds away."""
    kind, own = mag.dtype.type, random.dtype.type
    if mode == "stochastic_equal":
        np.multiply((random >> own(k - 1)).astype(kind), kind((1 << shift) - 1), out=spare)
        mag += spare
        return
    if mode in ("stochastic", "stochastic_odd") and k < shift:
        first = shift - k
        np.right_shift(mag, kind(first), out=spare)
        spare &= kind(1)
        if mode == "stochastic_odd":
            spare ^= kind(1)
        spare += kind((1 << (first - 1)) - 1)
        mag += spare
        mag &= ~kind((1 << first) - 1)
    if k >= shift:  # also of stochastic_fast: half a unit in the last place is cut off again
        mag += (random >> own(k - shift)).astype(kind, copy=False)
        return
    np.left_shift(random.astype(kind, copy=False), kind(shift - k), out=spare)
    if mode == "stochastic_fast":
        spare += kind(1 << (shift - k - 1))
    mag += spare


def keep_tiny(units: Array, x: Array) -> Array:
    """``units``, which are scaled from ``x``, with tiny ones for numbers that fell to zero.

    In place. Directed modes must know that there was something, and no mode more than that.
    """
    lost = (units == 0) & (x != 0)
    if lost.any():
        units[lost] = np.copysign(np.finfo(units.dtype).tiny, x[lost])
    return units


def round_units(units: Array, mode: str, negative: Array, random: Array | None, k: int) -> Array:
    """Round non-negative floating-point numbers to integers.

    The same modes as :func:`drop_bits`; ``negative`` is Boolean. Every step is exact; stochastic
    modes need float64.
    """
    if mode == "nearest_even":
        return np.rint(units)
    whole = np.floor(units)
    delta = units - whole
    if mode == "zero":
        return whole
    if mode == "nearest_away":
        away = delta >= 0.5
    elif mode == "nearest_zero":
        away = delta > 0.5
    elif mode == "from_zero":
        away = delta > 0
    elif mode == "up":
        away = (delta > 0) & ~negative
    elif mode == "down":
        away = (delta > 0) & negative
    elif mode == "odd":
        half = whole * whole.dtype.type(0.5)
        away = (delta > 0) & (np.floor(half) == half)
    else:
        assert random is not None
        away = _away(delta, mode, random, k)
    return np.asarray(whole + away)


def _away(delta: Array, mode: str, random: Array, k: int) -> Array:
    """Whether stochastic rounding goes away from zero; every float64 step here is exact."""
    if mode == "stochastic_equal":
        return np.asarray((delta > 0) & (random >> random.dtype.type(k - 1) != 0))
    scaled = delta * 2.0**k
    if mode in ("stochastic", "stochastic_odd"):
        near = np.rint(scaled)
        if mode == "stochastic_odd":
            floor = np.floor(scaled)
            near = np.where(scaled - floor == 0.5, floor + (np.fmod(floor, 2.0) == 0), near)
        return np.asarray(near + random.astype(np.float64) >= 2.0**k)
    lacking = 2.0**k - random.astype(np.float64)
    if mode == "stochastic_fast":
        lacking = lacking - 0.5
    return np.asarray(scaled >= lacking)
