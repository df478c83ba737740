"""Sines and square roots by a stated number of rounded steps, as in Teaching Arithmetic.

Its data (arXiv 2307.03381) have numbers of 4 decimals, the sine of -pi/2 to pi/2 by four terms of
its series and the root of 1 to 10 by Newton's method, everything rounded down; ``decimals=4,
terms=4`` are those. One fault is mended: there the answer of a worked problem is not always the
root or the sine that is asked for (it is off by up to 0.0004). Here ``form=detailed`` asks for the
last partial result, which the question defines, and ``form=plain`` for the value itself.
"""

from __future__ import annotations

import random
from abc import abstractmethod
from decimal import Decimal, getcontext, localcontext
from fractions import Fraction
from math import factorial, floor, isqrt
from typing import ClassVar

from algorist.core import InputError, Spec, Step
from algorist.problems._family import Family, Params, Solved, family
from algorist.problems._trail import Trail
from algorist.problems._values import between
from algorist.problems.numbers._partials import Partials, RootMeans, SineSums

MAX_DECIMALS = 100
MAX_TERMS = 20
FLOAT_DECIMALS = 8
"""Up to here states are numbers, which traces may state in any notation; beyond, exact text."""

_ROUND = (
    "from fractions import Fraction\nfrom math import factorial, floor, isqrt\n\n\n"
    "def down(number, decimals):\n"
    "    return Fraction(floor(number * 10**decimals), 10**decimals)\n\n\n"
)


def shown(scaled: int, decimals: int) -> str:
    """``scaled / 10**decimals`` with all its decimals.

    >>> shown(-6042, 4)
    '-0.6042'
    """
    digits = str(abs(scaled)).zfill(decimals + 1)
    return f"{'-' * (scaled < 0)}{digits[:-decimals]}.{digits[-decimals:]}"


class Iteration(Family):
    """A value by a stated number of steps, each rounded down.

    Options: ``decimals`` (1 to 100) of the number and of every result, and ``terms`` (1 to 20), the
    number of steps, instead of the level's; ``form=plain`` asks for the value without the steps.
    """

    law = (
        "Numbers have 1, 2, 4, 5 and 6 decimals, and 2-3, 2-3, 2-4, 3-5 and 4-6 steps are made, at "
        "levels 1 to 5."
    )
    sizes: ClassVar[tuple[int, ...]] = (1, 2, 4, 5, 6)
    lengths: ClassVar[tuple[tuple[int, int], ...]] = ((2, 3), (2, 3), (2, 4), (3, 5), (4, 6))
    function: ClassVar[str]
    low: ClassVar[Fraction]
    high: ClassVar[Fraction]
    plain_program: ClassVar[str]
    partials: ClassVar[type[Partials]]

    def __init__(
        self,
        *,
        decimals: int | None = None,
        terms: int | None = None,
        form: str | Spec = "detailed",
    ) -> None:
        for name, value, most in (
            ("decimals", decimals, MAX_DECIMALS),
            ("terms", terms, MAX_TERMS),
        ):
            if value is not None and not (isinstance(value, int) and 1 <= value <= most):
                raise InputError(f"{name}={value!r} is not a whole number from 1 to {most}")
        if str(form) not in ("detailed", "plain"):
            raise InputError(f"form={form}: give detailed or plain")
        self.decimals, self.terms, self.plain = decimals, terms, str(form) == "plain"

    def sample(self, rng: random.Random, level: int) -> Params:
        """A number between the bounds, and how many steps are made."""
        decimals = self.decimals or self.sizes[level - 1]
        least, most = (int(bound * 10**decimals) for bound in (self.low, self.high))
        params: Params = {"x": shown(rng.randrange(least, most), decimals), "decimals": decimals}
        if not self.plain:
            params["terms"] = self.terms or between(rng, *self.lengths[level - 1])
        return params

    @abstractmethod
    def iterated(self, x: int, scale: int, terms: int) -> list[tuple[str, int]]:
        """The steps for x / scale: what is done, and the result times ``scale``."""

    @abstractmethod
    def method(self, x: str, decimals: int) -> str:
        """How the steps are made, in sentences."""

    @abstractmethod
    def value(self, x: int, scale: int) -> int:
        """The value of the function at x / scale, times ``scale`` and rounded down."""

    @abstractmethod
    def second(self, x: Fraction, scale: int, terms: int) -> Fraction:
        """The last result by fractions."""

    @abstractmethod
    def spare(self, x: Decimal) -> Decimal:
        """The value in decimals of the context's precision."""

    def render(self, params: Params) -> str:
        """The value itself, or the last of the results that the question defines."""
        x, decimals = params["x"], params["decimals"]
        if "terms" not in params:
            return f"What is {self.function}({x}), rounded down to {decimals} decimals?"
        terms = params["terms"]
        return (
            f"Approximate {self.function}({x}). {self.method(x, decimals)} Do this for i = 1 to "
            f"{terms}. What is x_{terms}?"
        )

    def solve(self, params: Params) -> Solved:
        """The published lines; the last one ends the scratchpad."""
        text, decimals = params["x"], params["decimals"]
        scale = 10**decimals
        x = int(Fraction(text) * scale)
        if "terms" not in params:
            answer = shown(self.value(x, scale), decimals)
            return Solved(answer, (Step(f"{self.function}({text})={answer}", None, answer),))
        steps = []
        for i, (done, result) in enumerate(self.iterated(x, scale, params["terms"]), 1):
            answer = shown(result, decimals)
            state = float(answer) if decimals <= FLOAT_DECIMALS else answer
            steps.append(Step(f"x_{i}: {done} , x_{i}={answer}", None, state))
        return Solved(answer, tuple(steps))

    def recompute(self, params: Params) -> str:
        """By fractions, or in decimals with 40 digits to spare."""
        decimals, x = params["decimals"], Fraction(params["x"])
        scale = 10**decimals
        if "terms" in params:
            return shown(int(self.second(x, scale, params["terms"]) * scale), decimals)
        with localcontext() as context:
            context.prec = decimals + 40
            return shown(floor(self.spare(Decimal(params["x"])) * scale), decimals)

    def trail(self) -> type[Trail] | None:
        """The partial results; the value itself has none."""
        return None if self.plain else self.partials

    def source(self, params: Params) -> str | None:
        """One program for the steps and one for the value."""
        return self.program if "terms" in params else self.plain_program

    def needed(self, params: Params) -> list[str]:
        """The number and both counts."""
        return [str(value) for value in params.values()]


@family("numbers.sine")
class Sine(Iteration):
    """The sine by partial sums of its Taylor series."""

    summary = "The sine of a number by partial sums of its series, each rounded down."
    function = "sin"
    partials = SineSums
    low, high = Fraction(-157079, 100000), Fraction(157079, 100000)
    program = _ROUND + (
        "def solution(x, decimals, terms):\n"
        "    x = total = Fraction(x)\n"
        "    for k in range(3, 2 * terms + 2, 2):\n"
        "        total = down(total + (-1) ** (k // 2) * x**k / factorial(k), decimals)\n"
        "    return total\n"
    )
    plain_program = _ROUND + (
        "def solution(x, decimals):\n"
        "    x = total = term = Fraction(x)\n"
        "    k = 1\n"
        "    while down(total - abs(term), decimals) != down(total + abs(term), decimals):\n"
        "        k += 2\n"
        "        term *= -x * x / (k * (k - 1))\n"
        "        total += term\n"
        "    return down(total, decimals)\n"
    )

    def method(self, x: str, decimals: int) -> str:
        return (
            f"Start with x_0 = x = {x}. In step i add (-1)^i * x^k / k! with k = 2*i + 1 to "
            f"x_(i-1) and round the sum down to {decimals} decimals: that is x_i."
        )

    def iterated(self, x: int, scale: int, terms: int) -> list[tuple[str, int]]:
        found, total = [], x
        for i in range(1, terms + 1):
            k = 2 * i + 1
            below = scale ** (k - 1) * factorial(k)
            total = (total * below + (-1) ** i * x**k) // below
            found.append((f"x_{i - 1} {'-+'[i % 2 == 0]} 1/{k}! * (x^{k})", total))
        return found

    def value(self, x: int, scale: int) -> int:
        total = term = Fraction(x)  # both times scale; the rest is smaller than the last term
        k = 1
        while (total - abs(term)) // 1 != (total + abs(term)) // 1:
            k += 2
            term *= Fraction(-x * x, scale * scale * k * (k - 1))
            total += term
        return int(total // 1)

    def second(self, x: Fraction, scale: int, terms: int) -> Fraction:
        total = term = x
        for i in range(1, terms + 1):
            term = -term * x * x / (2 * i * (2 * i + 1))
            total = Fraction((total + term) * scale // 1, scale)
        return total

    def spare(self, x: Decimal) -> Decimal:
        places = getcontext().prec  # so small an angle is its own sine
        for _ in range(places):
            x /= 3
        for _ in range(places):
            x = 3 * x - 4 * x**3
        return x


@family("numbers.sqrt")
class Root(Iteration):
    """The square root by Newton's method."""

    summary = "The square root of a number by Newton's steps, each rounded down."
    function = "sqrt"
    partials = RootMeans
    low, high = Fraction(1), Fraction(10)
    program = _ROUND + (
        "def solution(x, decimals, terms):\n"
        "    x = Fraction(x)\n"
        "    root = Fraction(isqrt(floor(x)))\n"
        "    for _ in range(terms):\n"
        "        root = down((root + x / root) / 2, decimals)\n"
        "    return root\n"
    )
    plain_program = _ROUND + (
        "def solution(x, decimals):\n"
        "    scaled = int(Fraction(x) * 10**decimals)\n"
        "    return Fraction(isqrt(scaled * 10**decimals), 10**decimals)\n"
    )

    def method(self, x: str, decimals: int) -> str:
        return (
            f"Start with x_0 = {isqrt(int(Fraction(x)))}. In step i take the mean of x_(i-1) and "
            f"{x}/x_(i-1), and round it down to {decimals} decimals: that is x_i."
        )

    def iterated(self, x: int, scale: int, terms: int) -> list[tuple[str, int]]:
        decimals = len(str(scale)) - 1
        number, before = shown(x, decimals), str(isqrt(x // scale))
        found, root = [], isqrt(x // scale) * scale
        for _ in range(terms):
            root = (root * root + x * scale) // (2 * root)
            found.append((f"1/2*({before}+{number}/{before})", root))
            before = shown(root, decimals)
        return found

    def value(self, x: int, scale: int) -> int:
        return isqrt(x * scale)

    def second(self, x: Fraction, scale: int, terms: int) -> Fraction:
        root = Fraction(isqrt(int(x)))
        for _ in range(terms):
            root = Fraction((root + x / root) / 2 * scale // 1, scale)
        return root

    def spare(self, x: Decimal) -> Decimal:
        return x.sqrt()
