"""The partial results of sines and square roots, and what can be asked about them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar

from algorist.problems._family import Params
from algorist.problems._stepped import Move, moved
from algorist.problems._trail import Trail


class Partials(Trail):
    """The results x_1, x_2, ... that a method defines, with all their decimals."""

    forms = ("state", "first")  # the question itself says how many there are
    function: ClassVar[str]

    def describe(self, params: Params) -> str:
        x, decimals, terms = params["x"], params["decimals"], params["terms"]
        method = self.base.method(x, decimals)  # type: ignore[attr-defined] # an Iteration
        return f"Approximate {self.function}({x}). {method} Do this for i = 1 to {terms}."

    def question(self, params: Params) -> str:
        if params["ask"] == "state":
            return f"What is x_{params['k']}?"
        return (
            f"Which is the first of x_1, x_2, ... that equals {params['goal']}? Give its index, "
            "a whole number from 1."
        )

    def work(self, params: Params) -> Iterator[Move]:
        scale = 10 ** params["decimals"]
        x = int(Fraction(params["x"]) * scale)
        found = self.base.iterated(x, scale, params["terms"])  # type: ignore[attr-defined]
        for i, (done, result) in enumerate(found, 1):
            digits = str(abs(result)).zfill(params["decimals"] + 1)
            state = f"{digits[: -params['decimals']]}.{digits[-params['decimals'] :]}"
            yield moved("", f"x_{i}: {done}", f"-{state}" if result < 0 else state)


def _sine_sums(x: str, decimals: int, terms: int) -> list[str]:
    from decimal import ROUND_FLOOR, Context, Decimal
    from fractions import Fraction
    from math import factorial, floor

    exact = Context(prec=3 * decimals + 60, rounding=ROUND_FLOOR)
    total, found = Fraction(x), []
    for i in range(1, terms + 1):
        term = Fraction((-1) ** i * Fraction(x) ** (2 * i + 1), factorial(2 * i + 1))
        total = Fraction(floor((total + term) * 10**decimals), 10**decimals)
        units = Decimal(int(total * 10**decimals))
        found.append(f"{units.scaleb(-decimals, exact):.{decimals}f}")
    return found


class SineSums(Partials):
    """The rounded partial sums of the sine's series."""

    function = "sin"
    second = staticmethod(_sine_sums)


def _root_means(x: str, decimals: int, terms: int) -> list[str]:
    from decimal import ROUND_FLOOR, Context, Decimal
    from fractions import Fraction
    from math import floor, isqrt

    exact = Context(prec=3 * decimals + 60, rounding=ROUND_FLOOR)
    root, found = Fraction(isqrt(floor(Fraction(x)))), []
    for _ in range(terms):
        mean = (root + Fraction(x) / root) / 2
        root = Fraction(floor(mean * 10**decimals), 10**decimals)
        units = Decimal(int(root * 10**decimals))
        found.append(f"{units.scaleb(-decimals, exact):.{decimals}f}")
    return found


class RootMeans(Partials):
    """The rounded means of Newton's method for a square root."""

    function = "sqrt"
    second = staticmethod(_root_means)
