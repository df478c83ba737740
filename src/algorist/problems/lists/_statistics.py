"""List tasks from statistics: exact by default, rounded by a stated rule with ``digits``."""

from __future__ import annotations

import math
import random
from bisect import insort
from fractions import Fraction
from typing import Any, ClassVar

from algorist.core import Spec, Step
from algorist.problems._family import Params, Solved, family
from algorist.problems._values import operand, rounded, show
from algorist.problems.lists._engine import ListFamily
from algorist.problems.lists._pairs import checked_digits, finish, form_of


class Statistic(ListFamily):
    """A list task with a rational answer; ``digits=N`` asks for it rounded."""

    digits_by_default: ClassVar[int | None] = None

    def __init__(
        self,
        size: int | None = None,
        low: int = -100,
        high: int = 100,
        ask: str | Spec = "final",
        digits: int | None = None,
    ) -> None:
        super().__init__(size, low, high, ask)
        given = self.digits_by_default if digits is None else digits
        self.digits = checked_digits(given, self.name)

    def extras(self, rng: random.Random, size: int) -> Params:
        if self.digits is None or self.ask != "final":  # no running state is rounded
            return {}
        return {"digits": self.digits}

    def asked(self, question: str, params: Params) -> str:
        if self.ask != "final":
            return super().asked(question, params)
        return f"{question} {form_of(self.digits)}"

    def solve(self, params: Params) -> Solved:
        if self.ask != "final":
            return super().solve(params)
        value, steps = self.work(params)
        if self.digits is None:
            return Solved(show(value), tuple(steps))
        return finish(value, self.digits, steps)

    def needed(self, params: Params) -> list[str]:
        return [str(value) for name, value in params.items() if name != "digits"]


def totalled(values: list[int], steps: list[Step]) -> int:
    """The sum, its steps appended."""
    total = 0
    for value in values:
        after = total + value
        claim = f"{total} + {operand(value)} = {after}"
        steps.append(Step(claim, claim, after))
        total = after
    return total


def divided(total: int, n: int, steps: list[Step]) -> Fraction:
    """``total``/``n`` in lowest terms, its step appended."""
    value = Fraction(total, n)
    claim = f"{operand(total)}/{n} = {value}"
    steps.append(Step(claim, claim, str(value)))
    return value


def _mean(values: list[int], digits: int | None = None) -> str:
    from decimal import ROUND_HALF_UP, Context, Decimal
    from fractions import Fraction

    mean = Fraction(sum(values), len(values))
    if digits is None:
        return str(mean)
    exact = Context(prec=200, rounding=ROUND_HALF_UP)
    wide = exact.divide(Decimal(mean.numerator), Decimal(mean.denominator))
    text = str(wide.quantize(Decimal(1).scaleb(-digits), context=exact))
    return text.lstrip("-") if not Decimal(text) else text


def _total(values: list[int]) -> int:
    return sum(values)


@family("lists.mean")
class Mean(Statistic):
    """BeyondBench ``mean`` (published: rounded to 2 decimals)."""

    summary = "The arithmetic mean of a list."
    question = "What is the arithmetic mean of these numbers?"
    running = "the running total"
    second = staticmethod(_mean)
    kept = staticmethod(_total)

    def work(self, p: Params) -> tuple[Fraction, list[Step]]:
        steps: list[Step] = []
        total = totalled(p["values"], steps)
        return divided(total, len(p["values"]), steps), steps

    def scan(self, p: Params) -> list[Step]:
        return self.work(p)[1][:-1]


def _median(values: list[int], digits: int | None = None) -> str:
    import statistics
    from fractions import Fraction

    median = statistics.median(map(Fraction, values))
    if digits is None:
        return str(median)
    units = int(abs(median) * 10**digits + Fraction(1, 2))
    text = str(units).zfill(digits + 1)
    text = f"{text[:-digits]}.{text[-digits:]}" if digits else text
    return "-" + text if median < 0 and units else text


@family("lists.median")
class Median(Statistic):
    """BeyondBench ``median``: of an even number of values, the mean of the middle two."""

    summary = "The median of a list."
    question = (
        "What is the median of these numbers? If their number is even, it is the mean of the two "
        "middle ones in sorted order."
    )
    running = "the median of the numbers so far"
    aside = "It is kept exactly, as an integer or as a fraction in lowest terms."
    second = staticmethod(_median)

    def work(self, p: Params) -> tuple[Fraction, list[Step]]:
        ordered: list[int] = sorted(p["values"])
        n = len(ordered)
        steps = [Step(f"In order: {ordered}.", None, ordered)]
        if n % 2:
            middle = Fraction(ordered[n // 2])
            steps.append(Step(f"The middle one is {middle}.", None, str(middle)))
            return middle, steps
        one, two = ordered[n // 2 - 1 : n // 2 + 1]
        steps.append(Step(f"The middle ones are {one} and {two}.", None, [one, two]))
        middle = Fraction(one + two, 2)
        claim = f"({one} + {operand(two)})/2 = {middle}"
        steps.append(Step(claim, claim, str(middle)))
        return middle, steps

    def scan(self, p: Params) -> list[Step]:
        steps, ordered = [], list[int]()
        for n, value in enumerate(p["values"]):
            insort(ordered, value)
            middle = str(Fraction(ordered[n // 2] + ordered[(n + 1) // 2], 2))
            steps.append(Step(f"Insert {value}: {ordered}, the median is {middle}", None, middle))
        return steps


def _mode(values: list[int]) -> int:
    return min(values, key=lambda value: (-values.count(value), value))


@family("lists.mode")
class Mode(ListFamily):
    """BeyondBench ``mode``: the least of equals. Values are drawn from few, so that they repeat."""

    summary = "The most frequent value of a list."
    question = (
        "What is the mode of this list, that is, the value that occurs most often? "
        "If several occur equally often, give the least of them."
    )
    running = "the mode of the numbers so far"
    second = staticmethod(_mode)

    def draw(self, rng: random.Random, size: int) -> list[int]:
        pool = rng.choices(range(self.low, self.high + 1), k=max(2, size // 2))
        return rng.choices(pool, k=size)

    def work(self, p: Params) -> tuple[int, list[Step]]:
        counts: dict[int, int] = {}
        for value in p["values"]:
            counts[value] = counts.get(value, 0) + 1
        best, steps = 0, []
        answer = 0
        for value in sorted(counts):
            times = counts[value]
            if times > best:
                best, answer = times, value
            steps.append(Step(f"{value} occurs {times} times.", None, [value, times]))
        steps.append(Step(f"{answer} occurs most often: {best} times.", None, answer))
        return answer, steps

    def scan(self, p: Params) -> list[Step]:
        counts: dict[int, int] = {}
        steps = []
        for value in p["values"]:
            n = counts[value] = counts.get(value, 0) + 1
            best = max(counts.values())
            mode = min(one for one, times in counts.items() if times == best)
            text = f"{value}: count {n}, the greatest count is {best}, the mode is {mode}"
            steps.append(Step(text, f"{n - 1} + 1 = {n}", mode))
        return steps


def _variance(values: list[int], digits: int | None = None) -> str:
    from fractions import Fraction

    n = len(values)
    variance = Fraction(sum((a - b) ** 2 for a in values for b in values), 2 * n * n)
    if digits is None:
        return str(variance)
    units = int(variance * 10**digits + Fraction(1, 2))
    text = str(units).zfill(digits + 1)
    return f"{text[:-digits]}.{text[-digits:]}" if digits else text


def _squares(values: list[int]) -> int:
    return sum(abs(value) ** 2 for value in values)


@family("lists.variance")
class Variance(Statistic):
    """BeyondBench ``variance``: of the population (published: rounded to 2 decimals)."""

    summary = "The population variance of a list."
    question = (
        "What is the population variance of these numbers, that is, the mean of the squared "
        "deviations from their mean?"
    )
    running = "the running total of the squares of the values"
    second = staticmethod(_variance)
    kept = staticmethod(_squares)

    def work(self, p: Params) -> tuple[Fraction, list[Step]]:
        values: list[int] = p["values"]
        steps: list[Step] = []
        mean = divided(totalled(values, steps), len(values), steps)
        squares = 0
        for value in values:
            after = squares + value * value
            claim = f"{squares} + {operand(value)}^2 = {after}"
            steps.append(Step(claim, claim, after))
            squares = after
        variance = Fraction(squares, len(values)) - mean * mean
        claim = f"{squares}/{len(values)} - {operand(mean)}^2 = {variance}"
        steps.append(Step(claim, claim, str(variance)))
        return variance, steps

    def scan(self, p: Params) -> list[Step]:
        n = len(p["values"])  # a step each for the total, one for the mean, then the squares
        return self.work(p)[1][n + 1 : 2 * n + 1]


def _standard_deviation(values: list[int], digits: int = 2) -> str:
    from decimal import ROUND_HALF_UP, Context, Decimal

    n = len(values)
    spread = n * sum(value * value for value in values) - sum(values) ** 2
    exact = Context(prec=100 + digits, rounding=ROUND_HALF_UP)
    root = exact.divide(exact.sqrt(Decimal(spread)), Decimal(n))
    return str(root.quantize(Decimal(1).scaleb(-digits), context=exact))


@family("lists.standard_deviation")
class StandardDeviation(Statistic):
    """BeyondBench ``standard_deviation``: of the population, rounded to 2 decimals.

    The rounding is exact: it compares squares of integers.
    """

    summary = "The population standard deviation of a list, rounded."
    question = (
        "What is the population standard deviation of these numbers, that is, the square root of "
        "the mean of the squared deviations from their mean?"
    )
    digits_by_default = 2
    running = "the running total of the squares of the values"
    second = staticmethod(_standard_deviation)
    kept = staticmethod(_squares)

    def work(self, p: Params) -> tuple[Any, list[Step]]:
        return Variance.work(self, p)  # type: ignore[arg-type] # it uses nothing of Variance

    def scan(self, p: Params) -> list[Step]:
        return Variance.scan(self, p)  # type: ignore[arg-type] # nor does this

    def solve(self, params: Params) -> Solved:
        if self.ask != "final":
            return super().solve(params)
        variance, steps = self.work(params)
        digits = self.digits or 0
        # round(x) of x = sqrt(v)*10^d is the u with (2u-1)^2 <= 4*v*10^2d < (2u+1)^2
        scaled = 4 * variance * 100**digits
        units = (math.isqrt(scaled.numerator // scaled.denominator) + 1) // 2
        answer = rounded(Fraction(units, 10**digits), digits)
        text = f"The square root of {variance}, rounded to {digits} decimal places, is {answer}."
        steps.append(Step(text, None, answer))
        return Solved(answer, tuple(steps))
