"""Hand-made forms: the starting points of the seeded mode and the baselines of the benchmark.

Each is a shape; its constants are fitted like those of any other. Sources: Horner for polynomials;
Knuth (1962) adapted coefficients; J-fractions (Wall 1948); the even/odd form of Pade approximants
to exponentials with repeated squaring (Higham 2005); the coth fraction t + c/t (Real et al. 2023).
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final

import numpy as np

from algorist.discovery.fitting._extended import level_extended, odd_over_even
from algorist.discovery.fitting._samples import Samples
from algorist.discovery.programs import Shape, normal
from algorist.discovery.targets import Target

Row = tuple[str, str, str]


@dataclasses.dataclass(frozen=True)
class Form:
    """A named shape; ``start`` holds constants near the optimum, where theory gives some.

    With ``low``, ``start + low`` are the optimal constants for one target to about 31 digits.
    """

    name: str
    shape: Shape
    start: tuple[float, ...] | None = None
    low: tuple[float, ...] | None = None


class _Builder:
    """Steps by symbol: ``b("*", p, q)`` gives the operand of the new step."""

    def __init__(self) -> None:
        self.steps: list[tuple[int, int, int, int]] = []
        self.values: list[float] = []

    def __call__(self, symbol: str, a: int, b: int) -> int:
        self.steps.append(("+-*/".index(symbol), a, b, 0))
        return len(self.steps)

    def c(self, value: float | None = None) -> int:
        """A new constant, with its value at the start where that is known."""
        self.values.append(1.3 + 0.31 * len(self.values) if value is None else value)
        return -len(self.values)

    def made(self) -> tuple[Shape, tuple[float, ...]]:
        """The normal form and its values."""
        found = normal(self.steps, len(self.steps), self.values)
        if found is None:
            raise ValueError("a form without x")
        return found

    def shape(self) -> Shape:
        """The normal form."""
        return self.made()[0]


def horner(degree: int, *, even: bool = False, odd: bool = False) -> Form:
    """A polynomial by Horner's rule: 2n operations; in x*x (even), and times x (odd)."""
    b = _Builder()
    x = b("*", 0, 0) if even or odd else 0
    value = b.c()
    for _ in range(degree):
        value = b("+", b("*", value, x), b.c())
    if odd:
        value = b("*", value, 0)
    kind = "odd polynomial" if odd else "even polynomial" if even else "polynomial"
    return Form(f"{kind} {degree}", b.shape())


def j_fraction(levels: int, *, squares: int = 0, values: Sequence[float] = ()) -> Form:
    """c + c/(x + c + c/(x + c + ...)), 3 operations a level: the rational minimax [m/m].

    ``values`` are constants to start from, from the innermost level outwards.
    """
    b = _Builder()
    known = iter(values)

    def c() -> int:
        return b.c(next(known, None))

    value = b("+", 0, c())
    for _ in range(levels - 1):
        quotient = b("/", c(), value)
        value = b("+", b("+", 0, c()), quotient)
    value = b("/", c(), value)
    value = b("+", value, c())
    for _ in range(squares):
        value = b("*", value, value)
    name = f"J-fraction {levels}" + (f" squared {squares}x" if squares else "")
    shape, start = b.made()
    return Form(name, shape, start if values else None)


def rational_start(target: Target, levels: int) -> tuple[float, ...]:
    """Constants of a J-fraction near the target, by a linear fit of P - f Q and division.

    They are only a start: the linear system loses digits. Empty where the fraction breaks off.
    """
    ((low, high),) = target.float_intervals()
    x = low + (high - low) * (0.5 - 0.5 * np.cos(np.pi * (np.arange(64) + 0.5) / 64))
    f = target.sample(x)[0]
    w = 1.0 / np.abs(f) if target.error == "relative" else np.ones_like(f)
    columns = [x**k for k in range(levels + 1)] + [-f * x**k for k in range(levels)]
    system = np.array(columns).T * w[:, None]
    found = np.linalg.lstsq(system, f * x**levels * w, rcond=None)[0]
    below = np.append(found[levels + 1 :], 1.0)
    made = [float(found[levels])]
    above = (found[: levels + 1] - made[0] * below)[:levels]
    for _ in range(levels):
        # above/below = lead / (x + a + rest/monic) with monic = above/lead
        lead = float(above[-1])
        if lead == 0.0:
            return ()
        monic = above / lead
        rest = below - np.append(0.0, monic)
        a = float(rest[len(monic) - 1])
        rest = rest[: len(monic)] - a * monic
        made += [lead, a]
        above, below = rest[:-1], monic
    return tuple(reversed(made))


_PADE: Final = {1: ((12.0,), (), 6.0), 2: ((138.0, 42.0), (-4116.0,), 20.0)}
"""Pade approximants [2/2] and [4/4] of exp(u) in this form: sums, quotients and the factor of u."""


def _even_odd(
    sums: Sequence[float | None], quotients: Sequence[float | None], factor: float, squares: int
) -> _Builder:
    b = _Builder()
    y = b("*", 0, 0)
    value = b("+", y, b.c(sums[-1]))
    for level in range(len(sums) - 2, -1, -1):
        value = b("+", b("+", y, b.c(sums[level])), b("/", b.c(quotients[level]), value))
    z = b("*", 0, b.c(factor))
    value = b("/", b("+", value, z), b("-", value, z))
    for _ in range(squares):
        value = b("*", value, value)
    return b


def even_odd(levels: int, squares: int, rate: float = math.log(2.0)) -> Form:
    """(D + z)/(D - z), D = y + p - p/(y + ...), y = x*x, z = p*x, squared ``squares`` times.

    It starts at the Pade approximant of exp(``rate`` x) for one and two levels.
    """
    rate /= 2.0**squares
    sums, quotients, factor = _PADE.get(levels, ((), (), 20.0))
    terms: list[float | None] = [value / rate**2 for value in sums]
    tops: list[float | None] = [value / rate**4 for value in quotients]
    shape, start = _even_odd(
        terms or [None] * levels, tops or [None] * (levels - 1), factor / rate, squares
    ).made()
    known = start if levels in _PADE else None
    return Form(f"even/odd Pade {levels} squared {squares}x", shape, known)


def even_odd_fitted(samples: Samples, levels: int, squares: int) -> Form | None:
    """The same form with its optimal constants for a target; None where none were found.

    The constants of the form lie in a narrow curved valley, but with polynomials E and O it is
    (E(y) + x O(y))/(E(y) - x O(y)). For g, the root of the target that is squared, the linear
    problem x O = E (g - 1)/(g + 1) gives a start; exchange in extended precision levels the error
    in the coefficients of E and O, and division gives the constants.
    """
    start = odd_over_even(samples, levels, squares)
    if start is None:
        return None
    b = _Builder()
    y = b("*", 0, 0)
    odd, even = start[:levels], start[levels:]
    below = b("+", y, b.c(even[-1]))
    for value in reversed(even[:-1]):
        below = b("+", b("*", below, y), b.c(value))
    above = b.c(odd[-1])
    for value in reversed(odd[:-1]):
        above = b("+", b("*", above, y), b.c(value))
    above = b("*", above, 0)
    value_ = b("/", b("+", below, above), b("-", below, above))
    for _ in range(squares):
        value_ = b("*", value_, value_)
    shape, values = b.made()
    found = level_extended(samples, shape, values, (0.0,) * len(values))
    if found is None or found.level < 0.9:
        return None
    # The order of the constants in the normal form, from marks in place of values.
    marks = [float(k) for k in range(len(values))]
    marked = normal(b.steps, len(b.steps), marks)
    if marked is None or marked[0] != shape:
        return None
    exact = [Fraction(0)] * len(values)
    for mark, high, low in zip(marked[1], found.high, found.low, strict=True):
        exact[int(mark)] = Fraction(high) + Fraction(low)
    even_, odd_ = [*reversed(exact[:levels]), Fraction(1)], [*reversed(exact[levels:])]
    return _from_polynomials(even_, odd_, squares)


def _from_polynomials(even: list[Fraction], odd: list[Fraction], squares: int) -> Form | None:
    """The form of (E + x O)/(E - x O), both by rising powers of y, E monic: by division."""
    factor = odd[-1]
    if not factor:
        return None
    sums, quotients, lead = [], [], Fraction(1)
    above, below = even, [value / factor for value in odd]
    while below:
        rest = [a - b for a, b in zip(above, [Fraction(0), *below], strict=True)][:-1]
        term = rest[-1]
        sums.append(term)
        rest = [a - term * b for a, b in zip(rest, below, strict=True)][:-1]
        if not rest:
            break
        lead = rest[-1]
        if not lead:
            return None
        quotients.append(lead)
        above, below = below, [value / lead for value in rest]
    highs = [float(v) for v in (*sums, *quotients, factor)]
    lows = [float(v - Fraction(h)) for v, h in zip((*sums, *quotients, factor), highs, strict=True)]
    n = len(sums)
    upper = _even_odd(highs[:n], highs[n:-1], highs[-1], squares).made()
    lower = _even_odd(lows[:n], lows[n:-1], lows[-1], squares).made()
    if upper[0] != lower[0]:
        return None
    return Form(f"even/odd Pade {n} squared {squares}x", upper[0], upper[1], lower[1])


def coth(levels: int, squares: int) -> Form:
    """t = x + c/x repeated, then c/(c + t) + c, squared ``squares`` times."""
    b = _Builder()
    value = 0
    for _ in range(levels):
        value = b("+", value, b("/", b.c(), value))
    value = b("+", b("/", b.c(), b("+", value, b.c())), b.c())
    for _ in range(squares):
        value = b("*", value, value)
    return Form(f"coth fraction {levels} squared {squares}x", b.shape())


def forms(max_ops: int) -> Iterator[Form]:
    """Every form with at most that many operations."""
    candidates: list[Form] = [Form("linear fraction", _linear_fraction())]
    for n in range(1, max_ops // 2 + 1):
        candidates += [horner(n), horner(n, even=True), horner(n, odd=True)]
    for m in range(1, max_ops // 3 + 1):
        candidates += [j_fraction(m, squares=k) for k in range(max_ops - 3 * m + 1)]
    for levels in (1, 2, 3, 4):
        for squares in range(6):
            candidates += [even_odd(levels, squares), coth(levels, squares)]
    yield from (form for form in candidates if len(form.shape) <= max_ops)


def _linear_fraction() -> Shape:
    b = _Builder()
    b("/", b.c(), b("+", 0, b.c()))
    return b.shape()
