"""List tasks that fold the values into one number by adding or multiplying."""

from __future__ import annotations

import random
from abc import abstractmethod

from algorist.core import Step
from algorist.problems._family import Params, family
from algorist.problems._values import operand
from algorist.problems.lists._engine import ListFamily


class Total(ListFamily):
    """A running total to which each value adds one term."""

    running = "the running total"
    shape = "prefix"

    @abstractmethod
    def term(self, i: int, p: Params) -> tuple[str, int]:
        """How value ``i`` counts: as text and as a number."""

    def work(self, p: Params) -> tuple[int, list[Step]]:
        total, steps = 0, []
        for i in range(len(p["values"])):
            how, term = self.term(i, p)
            after = total + term
            claim = f"{total} + {how} = {after}"
            steps.append(Step(claim, claim, after))
            total = after
        return total, steps


def _sum(values: list[int]) -> int:
    return sum(values)


@family("lists.sum")
class Sum(Total):
    """BeyondBench ``sum``."""

    summary = "The sum of a list."
    question = "What is the sum of these numbers?"
    second = staticmethod(_sum)

    def term(self, i: int, p: Params) -> tuple[str, int]:
        value = p["values"][i]
        return operand(value), value


def _product(values: list[int]) -> int:
    import math

    return math.prod(values)


@family("lists.multiplication")
class Multiplication(ListFamily):
    """BeyondBench ``multiplication``; zeros are left out, as they hide every other value."""

    summary = "The product of a list."
    question = "What is the product of these numbers?"
    running = "the running product"
    shape = "prefix"
    second = staticmethod(_product)
    law = "The list has 2, 4, 8, 16 or 32 values other than 0 at levels 1 to 5."

    def draw(self, rng: random.Random, size: int) -> list[int]:
        size = size if self.size else max(2, size // 2)
        nonzero = [*range(self.low, min(0, self.high + 1)), *range(max(1, self.low), self.high + 1)]
        return rng.choices(nonzero, k=size)

    def work(self, p: Params) -> tuple[int, list[Step]]:
        product, steps = 1, []
        for value in p["values"]:
            after = product * value
            claim = f"{operand(product)}*{operand(value)} = {after}"
            steps.append(Step(claim, claim, after))
            product = after
        return product, steps


def _alternating_sum(values: list[int]) -> int:
    return sum(values[::2]) - sum(values[1::2])


@family("lists.alternating_sum")
class AlternatingSum(ListFamily):
    """BeyondBench ``alternating_sum``."""

    summary = "The sum of a list with alternating signs."
    question = (
        "What is the alternating sum of these numbers: the first minus the second plus the third "
        "minus the fourth, and so on to the end?"
    )
    running = "the running total"
    shape = "prefix"
    second = staticmethod(_alternating_sum)

    def work(self, p: Params) -> tuple[int, list[Step]]:
        total, steps, sign = 0, [], 1
        for value in p["values"]:
            after = total + sign * value
            claim = f"{total} {'+' if sign > 0 else '-'} {operand(value)} = {after}"
            steps.append(Step(claim, claim, after))
            total, sign = after, -sign
        return total, steps


def _sum_of_digits(values: list[int]) -> int:
    return sum(int(digit) for value in values for digit in str(abs(value)))


@family("lists.sum_of_digits")
class SumOfDigits(Total):
    """BeyondBench ``sum_of_digits``."""

    summary = "The sum of all decimal digits in a list."
    question = "What is the sum of all decimal digits of these numbers? Ignore minus signs."
    second = staticmethod(_sum_of_digits)

    def term(self, i: int, p: Params) -> tuple[str, int]:
        rest, digits = abs(p["values"][i]), []
        while rest > 9:
            rest, digit = divmod(rest, 10)
            digits.append(digit)
        digits.append(rest)
        digits.reverse()
        return " + ".join(map(str, digits)), sum(digits)


def _weighted_sum(values: list[int], weights: list[int]) -> int:
    return sum(value * weight for value, weight in zip(values, weights, strict=False))


@family("lists.weighted_sum")
class WeightedSum(Total):
    """BeyondBench ``weighted_sum``: weights from 1 to 10."""

    summary = "The sum of values times weights."
    question = (
        "Multiply each number of the first list by the weight that stands in the same place of "
        "the list of weights. What is the sum of these products?"
    )
    second = staticmethod(_weighted_sum)

    def extras(self, rng: random.Random, size: int) -> Params:
        return {"weights": rng.choices(range(1, 11), k=size)}

    def term(self, i: int, p: Params) -> tuple[str, int]:
        value, weight = p["values"][i], p["weights"][i]
        return f"{operand(value)}*{operand(weight)}", value * weight


def _dot_product(values: list[int], other: list[int]) -> int:
    return sum(map(int.__mul__, values, other))


@family("lists.dot_product")
class DotProduct(Total):
    """BeyondBench ``dot_product``."""

    summary = "The dot product of two lists."
    question = "What is the dot product of these two lists, read as vectors?"
    second = staticmethod(_dot_product)

    def extras(self, rng: random.Random, size: int) -> Params:
        return {"other": self.draw(rng, size)}

    def term(self, i: int, p: Params) -> tuple[str, int]:
        one, two = p["values"][i], p["other"][i]
        return f"{operand(one)}*{operand(two)}", one * two


def _parity_check(values: list[int]) -> str:
    return "even" if any(value % 2 == 0 for value in values) else "odd"


@family("lists.parity_check")
class ParityCheck(ListFamily):
    """BeyondBench ``parity_check``.

    Uniform lists are almost always even; here half of the lists have odd numbers only, except
    that the published range at size 4 is kept too.
    """

    summary = "Whether the product of a list is even or odd."
    question = "Is the product of all these numbers even or odd? Answer with one word."
    running = "the parity (even or odd) of the product so far"
    shape = "prefix"
    answer_type = "expression"  # words in any capitals
    state_type = "expression"
    second = staticmethod(_parity_check)

    def draw(self, rng: random.Random, size: int) -> list[int]:
        odd = range(self.low | 1, self.high + 1, 2)
        values = rng.choices(odd, k=size)
        if rng.random() < 0.5:
            even = range(self.low + self.low % 2, self.high + 1, 2)
            values[rng.randrange(size)] = rng.choice(even)
        return values

    def work(self, p: Params) -> tuple[str, list[Step]]:
        state, steps = "odd", []
        for value in p["values"]:
            if value & 1 == 0:
                state = "even"
            kind = "odd" if value & 1 else "even"
            steps.append(Step(f"{value} is {kind}: the product so far is {state}.", None, state))
        return state, steps
