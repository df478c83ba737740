"""A target as numbers: its values at nodes for fitting and on a dense grid for levelling."""

from __future__ import annotations

import dataclasses

import numpy as np

from algorist.core import InputError
from algorist.discovery.fitting._kernels import Reals
from algorist.discovery.targets import Target

NODES = 48
"""Points at which constants are fitted; a multiple of the vector width."""
DENSE = 768
"""Points on which the largest error is taken and levelled."""
STRETCHES = (0.5, 0.5946, 0.7071, 0.8409, 1.0)
"""The easier targets f(a + e (x - a)), from the easiest to f itself."""
POWERS_PER_ROOT = 12
"""Powers of the target between one square root and the next."""
ROOTS = 5
"""How many repeated square roots of the target are kept, for programs that end in squarings."""


@dataclasses.dataclass(frozen=True)
class Grid:
    """Points ``x[m]``, values ``f + fl`` (unevaluated sums) and weights of the error.

    ``f``, ``fl`` and ``w`` have one row per target of a family.
    """

    x: Reals
    xl: Reals
    f: Reals
    fl: Reals
    w: Reals


@dataclasses.dataclass(frozen=True)
class Samples:
    """``easy`` ends with the target itself; ``powers`` goes from it down to its last root."""

    easy: Grid
    powers: Grid | None
    dense: Grid


def chebyshev(low: float, high: float, count: int) -> Reals:
    """``count`` Chebyshev nodes of the first kind inside (low, high), rising."""
    angles = np.pi * (np.arange(count) + 0.5) / count
    return np.asarray(low + (high - low) * (0.5 - 0.5 * np.cos(angles)))


def take_samples(target: Target, nodes: int = NODES, dense: int = DENSE) -> Samples:
    """Values of the target, correct to about 32 digits, at the points that fitting uses."""
    if target.points is not None:
        x = np.array([float(point[0]) for point in target.points])
        only = grid_of(target, x, [(1.0, x)])
        return Samples(only, None, only)
    parts = target.float_intervals()
    share = max(8, nodes // len(parts))
    fine = max(64, dense // len(parts))
    x = np.concatenate([chebyshev(a, b, share) for a, b in parts])
    full = np.concatenate([with_ends(a, b, fine) for a, b in parts])
    low, high = min(a for a, _ in parts), max(b for _, b in parts)
    anchor = 0.0 if low <= 0.0 <= high else low
    stretches = STRETCHES if len(parts) == 1 and target.stretchable else (1.0,)
    easy = grid_of(target, x, [(1.0, anchor + e * (x - anchor)) for e in stretches])
    powers = None
    if target.error == "relative" and np.all(easy.f[-1] > 0):
        steps = range(POWERS_PER_ROOT * ROOTS + 1)
        powers = grid_of(target, x, [(2.0 ** (-j / POWERS_PER_ROOT), x) for j in steps])
    return Samples(easy, powers, grid_of(target, full, [(1.0, full)]))


def with_ends(low: float, high: float, count: int) -> Reals:
    """Chebyshev nodes, the first and the last of them moved to just inside the ends."""
    x = chebyshev(low, high, count)
    inset = 1e-9 * (high - low)
    x[0], x[-1] = low + inset, high - inset
    return x


def grid_of(target: Target, x: Reals, family: list[tuple[float, Reals]]) -> Grid:
    """The powers of the target at other places that a family names, as a grid over ``x``.

    Raises:
        InputError: the target or the weight of its error is not finite at a point.
    """
    pairs = [target.sample(at, power) for power, at in family]
    f = np.array([pair[0] for pair in pairs])
    fl = np.array([pair[1] for pair in pairs])
    if not np.all(np.isfinite(f)):
        bad = float(family[0][1][~np.all(np.isfinite(f), axis=0)][0])
        raise InputError(
            f"{target.text} has no finite real value at x = {bad!r}: choose another interval"
        )
    with np.errstate(divide="ignore"):
        if target.error == "relative":
            w = 1.0 / np.abs(f)
        elif target.error == "absolute":
            w = np.ones_like(f)
        else:
            w = 1.0 / (target.floor + np.abs(f))
    if not np.all(np.isfinite(w)):
        bad = float(x[~np.all(np.isfinite(w), axis=0)][0])
        raise InputError(
            f"{target.text} is zero at x = {bad!r}, where a relative error has no meaning: "
            "ask for the error 'absolute' or 'mixed'"
        )
    return Grid(x, np.zeros_like(x), f, fl, w)
