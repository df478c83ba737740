"""Euclid's algorithm, division by division: the trail of quotients and of common divisors."""

from __future__ import annotations

from collections.abc import Iterator

from algorist.problems._family import Params
from algorist.problems._stepped import Move, moved
from algorist.problems._trail import Trail


def _euclid_pairs(a: int, b: int, **_: object) -> list[list[int]]:
    # the remainder is what the fraction a/b has beyond its whole part, times b
    from fractions import Fraction

    pairs = []
    while b:
        part = Fraction(a, b) % 1
        a, b = b, int(part * b)
        pairs.append([a, b])
    return pairs


class Euclid(Trail):
    """The divisions of Euclid's algorithm for two natural numbers, the second not 0."""

    noun = "pair"
    state_type = "list"
    second = staticmethod(_euclid_pairs)

    def describe(self, params: Params) -> str:
        a, b = params["a"], params["b"]
        return (
            f"Find the greatest common divisor of {a} and {b} by Euclid's algorithm. Start with "
            f"the pair [{a}, {b}]. Each step divides the first number of the pair by the second "
            "and makes a new pair of the second number and the remainder. The last step is the one "
            "whose remainder is 0."
        )

    def work(self, params: Params) -> Iterator[Move]:
        a, b = params["a"], params["b"]
        while b:
            quotient, rest = divmod(a, b)
            claim = f"{a} = {quotient}*{b} + {rest}"
            yield moved("", claim, [b, rest], claim)
            a, b = b, rest
