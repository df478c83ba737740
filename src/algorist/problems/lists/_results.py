"""List tasks whose answer is a list."""

from __future__ import annotations

import functools
import random
from bisect import bisect_left, bisect_right
from fractions import Fraction
from typing import Any

from algorist.core import Spec, Step
from algorist.problems._family import Params, family
from algorist.problems._values import operand, rounded, show
from algorist.problems.lists._engine import ListFamily
from algorist.problems.lists._pairs import checked_digits, form_of


class Growing(ListFamily):
    """The answer grows by one item a step; the state of a step is that item."""

    shape = "items"
    answer_type = "list"


def _sorting(values: list[int]) -> list[int]:
    return sorted(values)


@family("lists.sorting")
class Sorting(ListFamily):
    """BeyondBench ``sorting``, worked by insertion."""

    summary = "A list in ascending order."
    question = "Sort this list in ascending order."
    running = "the numbers seen so far in ascending order"
    shape = "prefix"
    answer_type = "list"
    state_type = "list"
    second = staticmethod(_sorting)

    def work(self, p: Params) -> tuple[list[int], list[Step]]:
        ordered: list[int] = []
        shown: list[str] = []
        steps = []
        for value in p["values"]:
            at = bisect_right(ordered, value)
            ordered.insert(at, value)
            shown.insert(at, str(value))
            steps.append(Step(f"Insert {value}: [{', '.join(shown)}]", None, ordered[:]))
        return ordered, steps


def _longest_increasing_subsequence(values: list[int]) -> int:
    from bisect import bisect_left

    tails: list[int] = []
    for value in values:
        at = bisect_left(tails, value)
        tails[at : at + 1] = [value]
    return len(tails)


@family("lists.longest_increasing_subsequence")
class LongestIncreasingSubsequence(ListFamily):
    """BeyondBench ``longest_increasing_subsequence``: strictly increasing; its length."""

    summary = "The length of the longest strictly increasing subsequence."
    question = (
        "What is the length of the longest strictly increasing subsequence of this list? "
        "(A subsequence keeps the order but may leave numbers out.)"
    )
    running = "the length of the longest strictly increasing subsequence of the numbers so far"
    second = staticmethod(_longest_increasing_subsequence)

    def work(self, p: Params) -> tuple[int, list[Step]]:
        values: list[int] = p["values"]
        longest: list[int] = []
        steps = []
        for i, value in enumerate(values):
            best, after = 0, -1
            for j in range(i):
                if longest[j] > best and values[j] < value:
                    best, after = longest[j], j
            longest.append(best + 1)
            if best:
                claim = f"{best} + 1 = {best + 1}"
                text = f"The longest that ends at {value} comes after {values[after]}: {claim}."
                steps.append(Step(text, claim, best + 1))
            else:
                steps.append(Step(f"The longest that ends at {value} has length 1.", None, 1))
        answer = max(longest)
        steps.append(Step(f"The greatest of these lengths is {answer}.", None, answer))
        return answer, steps

    def scan(self, p: Params) -> list[Step]:
        steps, longest = [], 0
        for step in self.work(p)[1][:-1]:
            longest = max(longest, step.state)
            steps.append(Step(f"{step.text} Longest so far: {longest}", step.claim, longest))
        return steps


def _cumulative_sum(values: list[int]) -> list[int]:
    import itertools

    return list(itertools.accumulate(values))


@family("lists.cumulative_sum")
class CumulativeSum(Growing):
    """BeyondBench ``cumulative_sum``."""

    summary = "The list of running totals."
    question = (
        "What is the cumulative sum of this list, that is, the list whose k-th item is the sum of "
        "the first k numbers?"
    )
    second = staticmethod(_cumulative_sum)

    def work(self, p: Params) -> tuple[list[int], list[Step]]:
        total, steps, items = 0, [], []
        for value in p["values"]:
            after = total + value
            claim = f"{total} + {operand(value)} = {after}"
            steps.append(Step(claim, claim, after))
            items.append(after)
            total = after
        return items, steps


class Averages(Growing):
    """A list of averages: exact by default, rounded with ``digits`` (published: 4)."""

    whole = False

    def __init__(
        self,
        size: int | None = None,
        low: int = -100,
        high: int = 100,
        ask: str | Spec = "final",
        digits: int | None = None,
    ) -> None:
        super().__init__(size, low, high, ask)
        self.digits = checked_digits(digits, self.name)

    def extras(self, rng: random.Random, size: int) -> Params:
        return {} if self.digits is None else {"digits": self.digits}

    def asked(self, question: str, params: Params) -> str:
        asked = super().asked(question, params)
        if self.digits is None and self.ask in ("steps", "first"):
            return asked
        each = "it" if self.ask == "state" else "each value"
        return f"{asked} {form_of(self.digits, each)}"

    def needed(self, params: Params) -> list[str]:
        return [str(value) for name, value in params.items() if name != "digits"]

    def average(self, total: int, n: int, shown: str, steps: list[Step]) -> Any:
        """Append the step of one average and return its item."""
        value = Fraction(total, n)
        claim = f"{shown}/{n} = {value}"
        if self.digits is None:
            item: Any = value.numerator if value.denominator == 1 else str(value)
            steps.append(Step(claim, claim, item))
        else:
            item = rounded(value, self.digits)
            steps.append(Step(f"{claim}, rounded {item}", claim, item))
        return item


def _running_average(values: list[int], digits: int | None = None) -> list[str]:
    from fractions import Fraction

    items = []
    for i in range(1, len(values) + 1):
        mean = Fraction(sum(values[:i]), i)
        if digits is None:
            items.append(str(mean))
            continue
        units = int(abs(mean) * 10**digits + Fraction(1, 2))
        text = str(units).zfill(digits + 1)
        text = f"{text[:-digits]}.{text[-digits:]}" if digits else text
        items.append("-" + text if mean < 0 and units else text)
    return items


@family("lists.running_average")
class RunningAverage(Averages):
    """BeyondBench ``running_average``."""

    summary = "The list of the means of the first k numbers."
    question = (
        "What is the running average of this list, that is, the list whose k-th item is the mean "
        "of the first k numbers?"
    )
    second = staticmethod(_running_average)

    def work(self, p: Params) -> tuple[list[Any], list[Step]]:
        total, items, steps = 0, [], list[Step]()
        for n, value in enumerate(p["values"], 1):
            shown = f"({total} + {operand(value)})"
            total += value
            items.append(self.average(total, n, shown, steps))
        return items, steps


def _moving_average(values: list[int], window: int, digits: int | None = None) -> list[str]:
    from fractions import Fraction

    items = []
    for i in range(len(values) - window + 1):
        mean = Fraction(sum(values[i : i + window]), window)
        if digits is None:
            items.append(str(mean))
            continue
        units = int(abs(mean) * 10**digits + Fraction(1, 2))
        text = str(units).zfill(digits + 1)
        text = f"{text[:-digits]}.{text[-digits:]}" if digits else text
        items.append("-" + text if mean < 0 and units else text)
    return items


@family("lists.moving_average")
class MovingAverage(Averages):
    """BeyondBench ``moving_average``: windows of 2 to 5 numbers (published: 3)."""

    summary = "The means of all windows of a list."
    question = (
        "What is the moving average of this list with a window of {window}, that is, the list of "
        "the means of each {window} numbers in a row?"
    )
    least = 2
    second = staticmethod(_moving_average)

    def extras(self, rng: random.Random, size: int) -> Params:
        most = size - (self.step or 1) + 1  # so that there is such a step
        return {"window": rng.randint(2, max(2, min(5, most))), **super().extras(rng, size)}

    def sample(self, rng: random.Random, level: int) -> Params:
        params = super().sample(rng, level)
        if "step" in params:
            params["step"] = self.step_of(rng, len(params["values"]) - params["window"] + 1)
        return params

    def work(self, p: Params) -> tuple[list[Any], list[Step]]:
        values, k, items, steps = p["values"], p["window"], [], list[Step]()
        shown = [operand(value) for value in values]
        total = sum(values[: k - 1])
        for i in range(k - 1, len(values)):
            total += values[i]
            window = f"({' + '.join(shown[i - k + 1 : i + 1])})"
            items.append(self.average(total, k, window, steps))
            total -= values[i - k + 1]
        return items, steps


def _reverse_list(values: list[int]) -> list[int]:
    return values[::-1]


@family("lists.reverse_list")
class ReverseList(Growing):
    """BeyondBench ``reverse_list``."""

    summary = "A list backwards."
    question = "Reverse this list."
    second = staticmethod(_reverse_list)

    def work(self, p: Params) -> tuple[list[int], list[Step]]:
        items = p["values"][::-1]
        leads = _backwards(len(items))
        return items, [
            Step(f"{lead}{item}.", None, item) for lead, item in zip(leads, items, strict=True)
        ]


@functools.cache
def _backwards(n: int) -> list[str]:
    return [f"Item {i} is item {n + 1 - i}: " for i in range(1, n + 1)]


def _rotate_list(values: list[int], k: int) -> list[int]:
    for _ in range(k):
        values = [values[-1], *values[:-1]]
    return values


@family("lists.rotate_list")
class RotateList(Growing):
    """BeyondBench ``rotate_list``: to the right by 1 to n-1."""

    summary = "A list rotated to the right."
    question = (
        "Rotate this list to the right by {k}: the last {k} numbers move to the front, in their "
        "order. What is the list then?"
    )
    least = 2
    second = staticmethod(_rotate_list)

    def extras(self, rng: random.Random, size: int) -> Params:
        return {"k": rng.randint(1, size - 1)}

    def work(self, p: Params) -> tuple[list[int], list[Step]]:
        values, k = p["values"], p["k"]
        n, items, steps = len(values), [], []
        for i in range(n):
            at = (i - k) % n
            items.append(values[at])
            steps.append(Step(f"Item {i + 1} is item {at + 1}: {values[at]}.", None, values[at]))
        return items, steps


def _interleave_lists(values: list[int], other: list[int]) -> list[int]:
    return [value for pair in zip(values, other, strict=True) for value in pair]


@family("lists.interleave_lists")
class InterleaveLists(Growing):
    """BeyondBench ``interleave_lists``: two lists of the same length."""

    summary = "Two lists taken in turns."
    question = (
        "Interleave the two lists: the first number of the first list, the first of the second, "
        "the second of the first, and so on. What is the list then?"
    )
    second = staticmethod(_interleave_lists)

    def extras(self, rng: random.Random, size: int) -> Params:
        return {"other": self.draw(rng, size)}

    def work(self, p: Params) -> tuple[list[int], list[Step]]:
        items: list[int] = [0] * (2 * len(p["values"]))
        items[::2], items[1::2] = p["values"], p["other"]
        return items, [
            Step(
                f"Item {i + 1} is item {i // 2 + 1} of the "
                f"{'second' if i % 2 else 'first'} list: {item}.",
                None,
                item,
            )
            for i, item in enumerate(items)
        ]


class SetTask(ListFamily):
    """Two lists that share about half of their values; the answer is sorted, without repeats."""

    answer_type = "list"
    running = "the number of different values of the first list that belong to the result so far"
    kept_if_in_both = True

    def extras(self, rng: random.Random, size: int) -> Params:
        return {"other": self.draw(rng, size)}

    def sample(self, rng: random.Random, level: int) -> Params:
        params = super().sample(rng, level)
        values, other = params["values"], params["other"]
        for i in range(len(other)):
            if rng.random() < 0.5:
                other[i] = rng.choice(values)
        return self.posed(rng, params)

    def work(self, p: Params) -> tuple[list[int], list[Step]]:
        inside = set(p["other"])
        kept: list[int] = []
        steps = []
        for value in p["values"]:
            found = value in inside
            at = bisect_left(kept, value)
            where = "is in the second list" if found else "is not in the second list"
            if found is not self.kept_if_in_both:
                text = f"{value} {where}: leave it."
            elif at < len(kept) and kept[at] == value:
                text = f"{value} is kept already."
            else:
                kept.insert(at, value)
                text = f"{value} {where}: keep it."
            steps.append(Step(text, None, len(kept)))
        steps.append(Step(f"Sorted: {kept}.", None, kept))
        return kept, steps

    def scan(self, p: Params) -> list[Step]:
        return [
            Step(f"{step.text} Kept so far: {step.state}", None, step.state)
            for step in self.work(p)[1][:-1]
        ]


def _set_intersection(values: list[int], other: list[int]) -> list[int]:
    return sorted(set(values) & set(other))


def _shared(values: list[int], other: list[int]) -> int:
    return len(set(values) & set(other))


@family("lists.set_intersection")
class SetIntersection(SetTask):
    """BeyondBench ``set_intersection``."""

    summary = "The values that two lists share."
    question = (
        "Which values occur in both lists? Give each once, as a list in ascending order "
        "([] if there are none)."
    )
    second = staticmethod(_set_intersection)
    kept = staticmethod(_shared)


def _set_difference(values: list[int], other: list[int]) -> list[int]:
    return sorted(set(values) - set(other))


def _own(values: list[int], other: list[int]) -> int:
    return len(set(values) - set(other))


@family("lists.set_difference")
class SetDifference(SetTask):
    """BeyondBench ``set_difference``."""

    summary = "The values of one list that the other lacks."
    question = (
        "Which values of the first list do not occur in the second list? Give each once, as a "
        "list in ascending order ([] if there are none)."
    )
    kept_if_in_both = False
    second = staticmethod(_set_difference)
    kept = staticmethod(_own)


def _element_frequency(values: list[int]) -> list[list[int]]:
    return [[value, values.count(value)] for value in sorted(set(values))]


def _occurred(values: list[int]) -> int:
    return values.count(values[-1])


@family("lists.element_frequency")
class ElementFrequency(ListFamily):
    """BeyondBench ``element_frequency``: pairs [value, count], sorted by value."""

    summary = "How often each value occurs."
    question = (
        "How often does each value occur in this list? Give a list of pairs [value, count] in "
        "ascending order of value, such as [[3, 2], [7, 1]]."
    )
    running = "the number of times that the value just read has occurred so far"
    answer_type = "list"
    second = staticmethod(_element_frequency)
    kept = staticmethod(_occurred)

    def draw(self, rng: random.Random, size: int) -> list[int]:
        pool = rng.choices(range(self.low, self.high + 1), k=max(2, size // 2))
        return rng.choices(pool, k=size)

    def work(self, p: Params) -> tuple[list[list[int]], list[Step]]:
        counts: dict[int, int] = {}
        steps = []
        for value in p["values"]:
            n = counts[value] = counts.get(value, 0) + 1
            steps.append(Step(f"{value}: count {n}", f"{n - 1} + 1 = {n}", [value, n]))
        answer = [[value, counts[value]] for value in sorted(counts)]
        steps.append(Step(f"In order: {show(answer)}", None, answer))
        return answer, steps

    def scan(self, p: Params) -> list[Step]:
        return [Step(step.text, step.claim, step.state[1]) for step in self.work(p)[1][:-1]]
