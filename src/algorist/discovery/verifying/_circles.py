"""Real polynomials near an analytic function, from its values on a complex circle.

On the piece [m - r, m + r] the values on the circle of radius 5 r / 4 give, by a discrete Fourier
transform, a polynomial in u = (x - m) / r. With |g| <= M on the disc of radius 5 r, Cauchy's
estimate of the coefficients bounds both what the transform folds in and what the polynomial leaves
out.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Final

from flint import acb, arb, fmpq

from algorist.discovery.targets import rational

SAMPLES: Final = 64
DEPTH: Final = 24
"""How often a piece is halved before a claim counts as broken there."""


@dataclasses.dataclass(frozen=True)
class Expansion:
    """g(m + r u) for u in [-1, 1] is the polynomial plus at most ``spare``.

    The derivative by u is the polynomial's, plus at most 64 times ``spare``: the k-th coefficient
    of what is left shrinks by 4/5 at least with each k, as sum k (4/5)^k = 4 sum (4/5)^k.
    """

    coefficients: list[arb]
    slopes: list[arb]
    spare: arb

    def __call__(self, u: arb) -> arb:
        """The polynomial's value."""
        return _horner(self.coefficients, u)

    def slope(self, u: arb) -> arb:
        """The value of the polynomial's derivative."""
        return _horner(self.slopes, u)


def expansions(
    values: Callable[[acb], Sequence[acb]],
    low: Fraction,
    high: Fraction,
    shift: int = 0,
    at: Fraction = Fraction(0),
) -> list[Expansion] | None:
    """Expansions of some functions over (x - at)^shift, which must be analytic.

    None where a disc of radius 5 r does not keep one finite.
    """
    center, radius = (low + high) / 2, (high - low) / 2
    m, r, zero = arb(rational(center)), arb(rational(radius)), arb(rational(at))
    small, big = r * 5 / 4, r * 5
    box = values(acb(m + big * arb(0, 1), big * arb(0, 1)))
    largest = [abs(value).upper() for value in box]
    if shift:
        # The maximum over the disc is taken on its rim, where |x - at| >= 5 r - |m - at| > 0.
        rim = big - abs(m - zero)
        if not rim > 0:
            return None
        largest = [value / rim**shift for value in largest]
    if not all(value.is_finite() for value in largest):
        return None
    rows: list[list[acb]] = []
    for c, s in _circle(SAMPLES):
        z = acb(m + small * c, small * s)
        below = (z - zero) ** shift
        rows.append([value / below for value in values(z)])
    made = []
    for column, most in zip(zip(*rows, strict=True), largest, strict=True):
        sums = acb.dft(list(column))
        # sums[k]/n = c_k small^k + folded; on |x - m| <= r the k-th term shrinks by (4/5)^k.
        found = [(sums[k] / SAMPLES).real * arb(fmpq(4, 5)) ** k for k in range(SAMPLES)]
        if not all(c.is_finite() for c in found):
            return None
        folded = most * arb(fmpq(1, 4)) ** SAMPLES * 2 * 5
        left_out = most * arb(fmpq(1, 5)) ** SAMPLES * 2
        spare = (folded + left_out).upper() * arb(0, 1)
        made.append(Expansion(found, [k * c for k, c in enumerate(found)][1:], spare))
    return made


def is_positive(g: Expansion, at_low: bool, at_high: bool) -> bool:
    """Whether g > 0 is proved inside the piece, given whether g >= 0 at its two ends."""
    todo = [(Fraction(-1), Fraction(1), 0)]
    while todo:
        a, b, depth = todo.pop()
        half = arb(rational((b - a) / 2))
        u = arb(rational((a + b) / 2))
        over = u + half * arb(0, 1)
        slope = g.slope(over) + 64 * g.spare
        if g(u) + slope * half * arb(0, 1) + g.spare > 0:
            continue
        if slope > 0 and (at_low if a == -1 else g(arb(rational(a))) + g.spare > 0):
            continue
        if slope < 0 and (at_high if b == 1 else g(arb(rational(b))) + g.spare > 0):
            continue
        if depth == DEPTH:
            return False
        todo += [(a, (a + b) / 2, depth + 1), ((a + b) / 2, b, depth + 1)]
    return True


def exceeds(top: Expansion, bottom: Expansion, bound: Fraction) -> Fraction | None:
    """None where |top| <= bound |bottom| is proved on [-1, 1]; else where it is not."""
    limit = arb(rational(bound))
    todo = [(Fraction(-1), Fraction(1), 0)]
    while todo:
        a, b, depth = todo.pop()
        half = arb(rational((b - a) / 2))
        u = arb(rational((a + b) / 2))
        over = u + half * arb(0, 1)
        # |top| - bound |bottom| by the mean value theorem, for the sign that bottom has here.
        base, slope = bottom(u), bottom.slope(over)
        across = base + slope * half * arb(0, 1) + bottom.spare
        if across > 0 or across < 0:
            sign = 1 if across > 0 else -1
            height, rise = top(u), top.slope(over)
            gaps = (
                way * height
                - sign * limit * base
                + (way * rise - sign * limit * slope) * half * arb(0, 1)
                + top.spare
                + limit * bottom.spare
                for way in (1, -1)
            )
            if all(gap <= 0 for gap in gaps):
                continue
        if depth == DEPTH:
            return (a + b) / 2
        todo += [(a, (a + b) / 2, depth + 1), ((a + b) / 2, b, depth + 1)]
    return None


def _circle(n: int) -> list[tuple[arb, arb]]:
    return [(arb.cos_pi_fmpq(fmpq(2 * j, n)), arb.sin_pi_fmpq(fmpq(2 * j, n))) for j in range(n)]


def _horner(coefficients: list[arb], u: arb) -> arb:
    total = coefficients[-1]
    for coefficient in reversed(coefficients[:-1]):
        total = total * u + coefficient
    return total
