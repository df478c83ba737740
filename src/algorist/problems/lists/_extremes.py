"""List tasks about the greatest and least values and where they stand."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import ClassVar

from algorist.core import Step
from algorist.problems._family import Params, family
from algorist.problems.lists._engine import ListFamily


class Extreme(ListFamily):
    """Keep the greatest (or least) value seen so far."""

    shape = "prefix"
    greatest: ClassVar[bool] = True

    def work(self, p: Params) -> tuple[int, list[Step]]:
        values, steps = p["values"], []
        best = values[0]
        name = "maximum" if self.greatest else "minimum"
        sign = ">" if self.greatest else "<"
        for value in values:
            if value > best if self.greatest else value < best:
                text = f"{value} {sign} {best}: the {name} is now {value}."
                best = value
                steps.append(Step(text, None, best))
            else:
                steps.append(Step(f"{value}: the {name} is {best}.", None, best))
        return best, steps


def _find_maximum(values: list[int]) -> int:
    return max(values)


@family("lists.find_maximum")
class FindMaximum(Extreme):
    """BeyondBench ``find_maximum``."""

    summary = "The greatest number of a list."
    question = "What is the greatest of these numbers?"
    running = "the greatest number so far"
    second = staticmethod(_find_maximum)


def _find_minimum(values: list[int]) -> int:
    return min(values)


@family("lists.find_minimum")
class FindMinimum(Extreme):
    """BeyondBench ``find_minimum``."""

    summary = "The least number of a list."
    question = "What is the least of these numbers?"
    running = "the least number so far"
    greatest = False
    second = staticmethod(_find_minimum)


class Second(ListFamily):
    """Keep the two greatest (or least) different values; the state is the pair of them."""

    greatest: ClassVar[bool] = True
    aside = "As long as all values are equal, the list holds one value."
    least = 2

    def draw(self, rng: random.Random, size: int) -> list[int]:
        values = super().draw(rng, size)
        if len(set(values)) == 1:
            values[0] = self.low if values[0] != self.low else self.high
        return values

    def work(self, p: Params) -> tuple[int, list[Step]]:
        first: int | None = None
        second: int | None = None
        steps = []
        one, two = ("greatest", "second") if self.greatest else ("least", "second")
        for value in p["values"]:
            if first is None or (value > first if self.greatest else value < first):
                first, second = value, first
            elif value != first and (
                second is None or (value > second if self.greatest else value < second)
            ):
                second = value
            shown = "none yet" if second is None else second
            text = f"{value}: {one} {first}, {two} {shown}."
            steps.append(Step(text, None, [first, second]))
        assert second is not None  # draw() sees to two different values
        return second, steps

    def scan(self, p: Params) -> list[Step]:
        steps = []
        for step, value in zip(self.work(p)[1], p["values"], strict=True):
            pair = [number for number in step.state if number is not None]
            steps.append(Step(f"{value}: {pair}", None, pair))
        return steps


def _second_maximum(values: list[int]) -> int:
    return sorted(set(values))[-2]


def _two_greatest(values: list[int]) -> list[int]:
    return sorted(set(values))[-1:-3:-1]


@family("lists.second_maximum")
class SecondMaximum(Second):
    """BeyondBench ``second_maximum``: the greatest value below the maximum."""

    summary = "The second greatest value of a list."
    question = (
        "What is the second greatest value in this list, that is, the greatest value that is "
        "strictly less than the maximum?"
    )
    running = "the list of the greatest and the second greatest value so far"
    state_type = "list"
    second = staticmethod(_second_maximum)
    kept = staticmethod(_two_greatest)


def _second_minimum(values: list[int]) -> int:
    return sorted(set(values))[1]


def _two_least(values: list[int]) -> list[int]:
    return sorted(set(values))[:2]


@family("lists.second_minimum")
class SecondMinimum(Second):
    """BeyondBench ``second_minimum``: the least value above the minimum."""

    summary = "The second least value of a list."
    question = (
        "What is the second least value in this list, that is, the least value that is strictly "
        "greater than the minimum?"
    )
    greatest = False
    running = "the list of the least and the second least value so far"
    state_type = "list"
    second = staticmethod(_second_minimum)
    kept = staticmethod(_two_least)


def _range(values: list[int]) -> int:
    return max(values) - min(values)


def _least_and_greatest(values: list[int]) -> list[int]:
    return [min(values), max(values)]


@family("lists.range")
class Range(ListFamily):
    """BeyondBench ``range``."""

    summary = "The greatest minus the least number of a list."
    question = "What is the range of these numbers, that is, the greatest minus the least?"
    running = "the list of the least and the greatest number so far"
    state_type = "list"
    second = staticmethod(_range)
    kept = staticmethod(_least_and_greatest)

    def work(self, p: Params) -> tuple[int, list[Step]]:
        values = p["values"]
        low = high = values[0]
        steps = []
        for value in values:
            low, high = min(low, value), max(high, value)
            steps.append(Step(f"{value}: least {low}, greatest {high}.", None, [low, high]))
        claim = f"{high} - {low if low >= 0 else f'({low})'} = {high - low}"
        steps.append(Step(claim, claim, high - low))
        return high - low, steps

    def scan(self, p: Params) -> list[Step]:
        steps = self.work(p)[1][:-1]
        return [Step(f"{step.text} -> {step.state}", None, step.state) for step in steps]


def _index_of_maximum(values: list[int]) -> int:
    return values.index(max(values))


@family("lists.index_of_maximum")
class IndexOfMaximum(ListFamily):
    """BeyondBench ``index_of_maximum``: from 0, the first of equals."""

    summary = "The 0-based index of the first greatest number."
    question = (
        "What is the index of the greatest of these numbers, counting from 0? "
        "If it occurs more than once, give the first index."
    )
    running = "the index (counting from 0) of the first greatest number so far"
    shape = "prefix"
    second = staticmethod(_index_of_maximum)

    def work(self, p: Params) -> tuple[int, list[Step]]:
        values, best, steps = p["values"], 0, []
        for i, value in enumerate(values):
            if value > values[best]:
                text = f"index {i}: {value} > {values[best]}, the index is now {i}."
                best = i
            else:
                text = f"index {i}: {value}, the index is {best}."
            steps.append(Step(text, None, best))
        return best, steps


def _sum_of_max_indices(values: list[int]) -> int:
    top = max(values)
    return sum(i for i, value in enumerate(values) if value == top)


@family("lists.sum_of_max_indices")
class SumOfMaxIndices(ListFamily):
    """BeyondBench ``sum_of_max_indices``: the maximum occurs one to three times."""

    summary = "The sum of the 0-based indices of the maximum."
    question = (
        "At which indices, counting from 0, does the greatest of these numbers occur? "
        "Give the sum of all those indices."
    )
    running = "the sum of the indices at which the greatest number so far occurs"
    shape = "prefix"
    second = staticmethod(_sum_of_max_indices)

    def draw(self, rng: random.Random, size: int) -> list[int]:
        top = rng.randint(self.low + min(10, (self.high - self.low) // 2), self.high)
        values = rng.choices(range(self.low, top), k=size)
        for i in rng.sample(range(size), min(size, rng.randint(1, 3))):
            values[i] = top
        return values

    def work(self, p: Params) -> tuple[int, list[Step]]:
        values, total, steps = p["values"], 0, []
        top = values[0] - 1
        for i, value in enumerate(values):
            claim = None
            if value > top:
                top, total = value, i
                text = f"index {i}: {value} is the greatest so far, the sum is {i}."
            elif value == top:
                claim = f"{total} + {i} = {total + i}"
                total += i
                text = f"index {i}: {value} again, {claim}."
            else:
                text = f"index {i}: {value}, the sum is {total}."
            steps.append(Step(text, claim, total))
        return total, steps


def _max_adjacent_difference(values: list[int]) -> int:
    return max(abs(values[i] - values[i - 1]) for i in range(1, len(values)))


def _differences_so_far(values: list[int]) -> int:
    return max((abs(values[i] - values[i - 1]) for i in range(1, len(values))), default=0)


@family("lists.max_adjacent_difference")
class MaxAdjacentDifference(ListFamily):
    """BeyondBench ``max_adjacent_difference``."""

    summary = "The greatest absolute difference of neighbours."
    question = "What is the greatest absolute difference between two neighbours in this list?"
    least = 2
    running = "the greatest absolute difference of two neighbours so far"
    aside = "After step 1 it is 0."
    second = staticmethod(_max_adjacent_difference)
    kept = staticmethod(_differences_so_far)

    def work(self, p: Params) -> tuple[int, list[Step]]:
        values, best, steps = p["values"], 0, []
        for one, two in pairwise(values):
            difference = abs(one - two)
            best = max(best, difference)
            high, low = max(one, two), min(one, two)
            claim = f"{high} - {low if low >= 0 else f'({low})'} = {difference}"
            steps.append(Step(f"{claim}: greatest so far {best}.", claim, best))
        return best, steps

    def scan(self, p: Params) -> list[Step]:
        first = Step(f"{p['values'][0]} has no number before it: 0", None, 0)
        return [first, *self.work(p)[1]]
