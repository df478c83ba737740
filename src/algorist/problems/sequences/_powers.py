"""Geometric, exponential, factorial and figurate sequences (BeyondBench medium)."""

from __future__ import annotations

import random
from abc import abstractmethod
from collections.abc import Iterator
from fractions import Fraction
from typing import ClassVar

from algorist.core import Step
from algorist.problems._family import Params, Solved, family
from algorist.problems._stepped import Move, moved
from algorist.problems._values import between, operand, pick
from algorist.problems.sequences._engine import Formula, Sequence
from algorist.problems.sequences._trails import Growing


def _geometric(first: list[int], ratio: str, n: int) -> list[str]:
    from fractions import Fraction

    return [str(first[0] * Fraction(ratio) ** i) for i in range(1, n)]


@family("sequences.geometric")
class Geometric(Sequence):
    """BeyondBench ``geometric``: whole ratios and halves (0.5 to 3.5) and more, exactly."""

    summary = "Each term is the one before times a constant ratio."
    rule = (
        "A geometric sequence starts with a(1) = {first}, and each further term is {ratio} times "
        "the term before it. Give the answer exactly, as an integer or a fraction in lowest terms."
    )
    rule_class = ("recurrence", 1)
    second = staticmethod(_geometric)

    def choose(self, rng: random.Random, level: int) -> Params:
        ratio = Fraction(between(rng, 2, 9), 1 if self.given == "terms" else pick(rng, (1, 2)))
        if ratio == 1:
            ratio = Fraction(3, 2)
        first = between(rng, 1, (10, 100, 10_000, 100_000, 1_000_000)[level - 1])
        return {"first": [first], "ratio": str(ratio)}

    def known(self, params: Params) -> list[int]:
        return [params["first"][0]]

    def shown_terms(self, rng: random.Random, params: Params, count: int) -> Params:
        params = super().shown_terms(rng, params, count)
        params["terms"] = [int(term) for term in params["terms"]]
        return params

    def start(self, params: Params) -> int:
        first: int = params["first"][0]
        return first

    def needed(self, params: Params) -> list[str]:
        return [*super().needed(params), *([params["ratio"]] if "ratio" in params else [])]

    def work(self, params: Params) -> Iterator[Move]:
        ratio, term = Fraction(params["ratio"]), Fraction(params["first"][0])
        for n in range(2, params["n"] + 1):
            before, term = term, term * ratio
            product = f"{operand(before)}*{operand(ratio)}"
            fetch = f"a({n - 1}) = {before}, the ratio is {ratio}"
            yield moved(fetch, f"a({n}) = {product}", str(term), f"{product} = {term}")


def _alternating_geometric(first: list[int], r: int, n: int) -> list[int]:
    return [(-1) ** i * first[0] * r**i for i in range(1, n)]


@family("sequences.alternating_geometric")
class AlternatingGeometric(Sequence):
    """BeyondBench ``alternating_geometric``."""

    summary = "A geometric sequence with alternating signs."
    rule = (
        "A sequence starts with a(1) = {first}, and each further term is -{r} times the term "
        "before it."
    )
    rule_class = ("recurrence", 1)
    second = staticmethod(_alternating_geometric)

    def choose(self, rng: random.Random, level: int) -> Params:
        first = between(rng, 1, (10, 100, 100_000, 100_000, 1_000_000)[level - 1])
        return {"first": [first], "r": between(rng, 2, 3 + level)}

    def start(self, params: Params) -> int:
        first: int = params["first"][0]
        return first

    def work(self, params: Params) -> Iterator[Move]:
        r, term = params["r"], params["first"][0]
        for n in range(2, params["n"] + 1):
            before, term = term, -r * term
            product = f"{operand(before)}*(-{r})"
            yield moved(
                f"a({n - 1}) = {before}", f"a({n}) = {product}", term, f"{product} = {term}"
            )


def _exponential(c: int, b: int, n: int) -> list[int]:
    return [c * b**i for i in range(1, n + 1)]


@family("sequences.exponential")
class Exponential(Sequence):
    """BeyondBench ``exponential``, with a factor: c*b^n."""

    open = ("c",)
    summary = "A constant times the powers of a base."
    rule = "A sequence is given by a(n) = {c}*{b}^n for n >= 0, so that a(0) = {c}."
    offset = 0
    second = staticmethod(_exponential)

    def choose(self, rng: random.Random, level: int) -> Params:
        c = between(rng, 1, (9, 99, 99_999, 99_999, 999_999)[level - 1])
        return {"c": c, "b": between(rng, 2, 4 + level)}

    def start(self, params: Params) -> int:
        c: int = params["c"]
        return c

    def work(self, params: Params) -> Iterator[Move]:
        b, term = params["b"], params["c"]
        for n in range(1, params["n"] + 1):
            before, term = term, term * b
            product = f"{before}*{b}"
            yield moved(
                f"a({n - 1}) = {before}", f"a({n}) = {product}", term, f"{product} = {term}"
            )


def _factorial(c: int, n: int) -> list[int]:
    import math

    return [c * math.factorial(i) for i in range(1, n + 1)]


@family("sequences.factorial")
class Factorial(Sequence):
    """BeyondBench ``factorial``, with a factor: c*n!."""

    open = ("c",)
    summary = "A constant times the factorials."
    rule = "A sequence starts with a(0) = {c}, and a(n) = n*a(n-1) for n > 0."
    offset = 0
    second = staticmethod(_factorial)

    def choose(self, rng: random.Random, level: int) -> Params:
        return {"c": between(rng, 1, (9, 999, 999_999, 999_999, 9_999_999)[level - 1])}

    def start(self, params: Params) -> int:
        c: int = params["c"]
        return c

    def work(self, params: Params) -> Iterator[Move]:
        term = params["c"]
        for n in range(1, params["n"] + 1):
            before, term = term, term * n
            product = f"{n}*{before}"
            yield moved(
                f"a({n - 1}) = {before}", f"a({n}) = {product}", term, f"{product} = {term}"
            )


def _double_exponential(b: int, m: int, n: int) -> list[int]:
    return [pow(b, 2**i, m) for i in range(1, n + 1)]


@family("sequences.double_exponential")
class DoubleExponential(Sequence):
    """BeyondBench ``double_exponential``; modulo m, as it is a list of four numbers without."""

    summary = "Repeated squares, modulo a number."
    rule = (
        "A sequence is given by a(n) = {b}^(2^n) mod {m} for n >= 0: each term is the square of "
        "the term before it, reduced modulo {m} (to 0, ..., {m} - 1)."
    )
    offset = 0
    second = staticmethod(_double_exponential)

    def choose(self, rng: random.Random, level: int) -> Params:
        m = between(rng, 11, (99, 999, 99_999, 99_999, 999_999)[level - 1])
        return {"b": between(rng, 2, m - 1), "m": m}

    def start(self, params: Params) -> int:
        b: int = params["b"]
        return b

    def work(self, params: Params) -> Iterator[Move]:
        m, term = params["m"], params["b"]
        for n in range(1, params["n"] + 1):
            before, square = term, term * term
            quotient, term = divmod(square, m)
            claim = f"{before}^2 - {quotient}*{m} = {term}"
            yield moved(f"a({n - 1}) = {before}", f"a({n}) = {before}^2 mod {m}", term, claim)


def _compound_growth(c: int, r: int, n: int) -> int:
    return c * n * int(r**n)


@family("sequences.compound_growth")
class CompoundGrowth(Formula):
    """BeyondBench ``compound_growth``: n*2^n, with other bases and a factor."""

    open = ("c",)
    summary = "An index times a power."
    rule = "A sequence is given by a(n) = {c}*n*{r}^n. What is a({n})?"
    law = "n is up to 6, 11, 16, 20 or 25 at levels 1 to 5, and the factor has more digits."
    second = staticmethod(_compound_growth)
    counted = Growing

    def sample(self, rng: random.Random, level: int) -> Params:
        low, high = ((2, 6), (7, 11), (12, 16), (17, 20), (21, 25))[level - 1]
        c = between(rng, 2, (9, 99, 99_999, 99_999, 999_999)[level - 1])
        return {"c": c, "r": between(rng, 2, 2 + level), "n": between(rng, low, high)}

    def solve(self, params: Params) -> Solved:
        c, r, n = params["c"], params["r"], params["n"]
        power, steps = 1, []
        for _ in range(n):
            claim = f"{power}*{r} = {power * r}"
            power *= r
            steps.append(Step(claim, claim, power))
        claim = f"{c}*{n}*{power} = {c * n * power}"
        steps.append(Step(f"a({n}) = {claim}", claim, c * n * power))
        return Solved(str(c * n * power), tuple(steps))


def _power(c: int, s: int, e: int, n: int) -> int:
    import math

    return c * math.prod([n + s] * e)


class Power(Formula):
    """``c*(n + s)^e``."""

    open = ("c", "s")
    exponents: ClassVar[tuple[int, ...]]
    rule = "A sequence is given by a(n) = {c}*(n + {s})^{e}. What is a({n})?"
    second = staticmethod(_power)

    def sample(self, rng: random.Random, level: int) -> Params:
        bound = (9, 49, 99, 999, 9_999)[level - 1]
        return {
            "c": between(rng, 2, bound),
            "s": between(rng, 1, bound),
            "e": pick(rng, self.exponents),
            "n": between(rng, 2, bound),
        }

    def solve(self, params: Params) -> Solved:
        c, s, n = params["c"], params["s"], params["n"]
        base = n + s
        claim = f"{n} + {s} = {base}"
        steps, power = [Step(claim, claim, base)], base
        for _ in range(params["e"] - 1):
            claim = f"{power}*{base} = {power * base}"
            power *= base
            steps.append(Step(claim, claim, power))
        claim = f"{c}*{power} = {c * power}"
        steps.append(Step(f"a({n}) = {claim}", claim, c * power))
        return Solved(str(c * power), tuple(steps))


@family("sequences.power_squares")
class PowerSquares(Power):
    """BeyondBench ``power_squares``, moved and scaled."""

    summary = "Squares, moved and scaled."
    exponents = (2,)


@family("sequences.power_cubes")
class PowerCubes(Power):
    """BeyondBench ``power_cubes``, moved and scaled."""

    summary = "Cubes, moved and scaled."
    exponents = (3,)


@family("sequences.power")
class AnyPower(Power):
    """BeyondBench ``power``: exponents from 2 to 6."""

    summary = "Powers, moved and scaled."
    exponents = (2, 3, 4, 5, 6)


class Figurate(Formula):
    """A figurate number of one large index."""

    open = ("n",)
    law = "The index has up to 2, 4, 6, 8 or 10 digits at levels 1 to 5."

    def sample(self, rng: random.Random, level: int) -> Params:
        return {"n": between(rng, 2, 10 ** (2 * level))}

    @abstractmethod
    def factor(self, n: int) -> tuple[str, int]:
        """The second factor, as text and as a number."""

    def solve(self, params: Params) -> Solved:
        n = params["n"]
        how, other = self.factor(n)
        product = n * other
        claims = [
            (f"{how} = {other}", other),
            (f"{n}*{other} = {product}", product),
            (f"{product}/2 = {product // 2}", product // 2),
        ]
        return Solved(str(product // 2), tuple(Step(text, text, value) for text, value in claims))


def _triangular(n: int) -> int:
    import math

    return math.comb(n + 1, 2)


@family("sequences.triangular")
class Triangular(Figurate):
    """BeyondBench ``triangular_numbers``."""

    summary = "A triangular number."
    rule = "The triangular numbers are T(n) = n*(n + 1)/2. What is T({n})?"
    second = staticmethod(_triangular)

    def factor(self, n: int) -> tuple[str, int]:
        return f"{n} + 1", n + 1


def _pentagonal(n: int) -> int:
    # a square of side n on a triangle of side n - 1
    return n * n + (n - 1) * n // 2


@family("sequences.pentagonal")
class Pentagonal(Figurate):
    """BeyondBench ``pentagonal_numbers``."""

    summary = "A pentagonal number."
    rule = "The pentagonal numbers are P(n) = n*(3*n - 1)/2. What is P({n})?"
    second = staticmethod(_pentagonal)

    def factor(self, n: int) -> tuple[str, int]:
        return f"3*{n} - 1", 3 * n - 1
