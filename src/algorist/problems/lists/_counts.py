"""List tasks that count the places where something holds."""

from __future__ import annotations

import math
import random
from abc import abstractmethod
from collections.abc import Sequence

from algorist.core import Step
from algorist.problems._family import Params, family
from algorist.problems._values import between
from algorist.problems.lists._engine import SIZES, ListFamily


class Count(ListFamily):
    """Go through the list and count; ``hit`` says whether place ``i`` counts, and why."""

    running = "the count so far"
    shape = "prefix"

    @abstractmethod
    def hit(self, i: int, p: Params) -> tuple[bool, str]:
        """Whether place ``i`` counts, with the reason as a clause."""

    def work(self, p: Params) -> tuple[int, list[Step]]:
        count, steps = 0, []
        for i in range(len(p["values"])):
            hit, why = self.hit(i, p)
            if hit:
                count += 1
                text, claim = f"{why}: count {count}.", f"{count - 1} + 1 = {count}"
            else:
                text, claim = f"{why}: count stays {count}.", None
            steps.append(Step(text, claim, count))
        return count, steps


class Planted(Count):
    """Two in five values, and those that have it by chance, have the property that is counted."""

    @abstractmethod
    def with_property(self, extras: Params) -> Sequence[int]:
        """The values of the range that have it; the least value where none has."""

    def sample(self, rng: random.Random, level: int) -> Params:
        size = self.size or SIZES[level - 1]
        extras = self.extras(rng, size)
        pool, draw, low = self.with_property(extras), rng.random, self.low
        # one draw a value: below 0.4 it picks from the pool, above it from the whole range
        inside, width = 2.5 * len(pool), (self.high - low + 1) / 0.6 * (1 - 2**-40)
        values = [
            pool[int(u * inside)] if u < 0.4 else low + int((u - 0.4) * width)
            for u in [draw() for _ in range(size)]
        ]
        params = {"values": values, **extras}
        if self.ask == "state":
            params["step"] = self.step_of(rng, size)
        return self.posed(rng, params)


def _odd_count(values: list[int]) -> int:
    return sum(value % 2 for value in values)


@family("lists.odd_count")
class OddCount(Count):
    """BeyondBench ``odd_count``."""

    summary = "How many numbers are odd."
    question = "How many of these numbers are odd?"
    second = staticmethod(_odd_count)

    def hit(self, i: int, p: Params) -> tuple[bool, str]:
        value = p["values"][i]
        odd = bool(value & 1)
        return odd, f"{value} is {'odd' if odd else 'even'}"


def _even_count(values: list[int]) -> int:
    return len(values) - sum(value % 2 for value in values)


@family("lists.even_count")
class EvenCount(Count):
    """BeyondBench ``even_count``."""

    summary = "How many numbers are even."
    question = "How many of these numbers are even? (0 is even.)"
    second = staticmethod(_even_count)

    def hit(self, i: int, p: Params) -> tuple[bool, str]:
        value = p["values"][i]
        even = not value & 1
        return even, f"{value} is {'even' if even else 'odd'}"


def _count_negative(values: list[int]) -> int:
    return len([value for value in values if value < 0])


@family("lists.count_negative")
class CountNegative(Count):
    """BeyondBench ``count_negative``."""

    summary = "How many numbers are negative."
    question = "How many of these numbers are negative, that is, less than 0?"
    second = staticmethod(_count_negative)

    def hit(self, i: int, p: Params) -> tuple[bool, str]:
        value = p["values"][i]
        return value < 0, f"{value} is {'negative' if value < 0 else 'not negative'}"


def _count_unique(values: list[int]) -> int:
    return len(set(values))


@family("lists.count_unique")
class CountUnique(ListFamily):
    """BeyondBench ``count_unique``; the values are drawn so that many repeat."""

    summary = "How many different values there are."
    question = "How many different values does this list contain? Count a repeated value once."
    running = "the number of different values so far"
    shape = "prefix"
    second = staticmethod(_count_unique)

    def draw(self, rng: random.Random, size: int) -> list[int]:
        pool = rng.choices(range(self.low, self.high + 1), k=max(2, 3 * size // 4))
        return rng.choices(pool, k=size)

    def work(self, p: Params) -> tuple[int, list[Step]]:
        seen: set[int] = set()
        steps = []
        for value in p["values"]:
            new = value not in seen
            seen.add(value)
            n = len(seen)
            claim = f"{n - 1} + 1 = {n}" if new else None
            how = f"new: count {n}" if new else f"seen before: count stays {n}"
            steps.append(Step(f"{value} is {how}.", claim, n))
        return len(seen), steps


def _count_greater_than_previous(values: list[int]) -> int:
    from itertools import pairwise

    return sum(one < two for one, two in pairwise(values))


@family("lists.count_greater_than_previous")
class CountGreaterThanPrevious(Count):
    """BeyondBench ``count_greater_than_previous``."""

    summary = "How many numbers are greater than the one before."
    question = "How many of these numbers are strictly greater than the number just before them?"
    second = staticmethod(_count_greater_than_previous)

    def hit(self, i: int, p: Params) -> tuple[bool, str]:
        value = p["values"][i]
        if i == 0:
            return False, f"{value} is first and has none before it"
        before = p["values"][i - 1]
        hit = value > before
        return hit, f"{value} > {before}" if hit else f"{value} is not greater than {before}"


def _count_palindromic(values: list[int]) -> int:
    return sum(str(value) == str(value)[::-1] for value in values)


@family("lists.count_palindromic")
class CountPalindromic(Planted):
    """BeyondBench ``count_palindromic``; a negative number is no palindrome, as published."""

    summary = "How many numbers are palindromes."
    question = (
        "How many of these numbers are palindromes, that is, read the same forwards and backwards? "
        "The minus sign counts as a character, so no negative number is a palindrome."
    )
    second = staticmethod(_count_palindromic)

    def with_property(self, extras: Params) -> Sequence[int]:
        return _within(_PALINDROMES, self.low, self.high)

    def hit(self, i: int, p: Params) -> tuple[bool, str]:
        value = p["values"][i]
        if value < 0:
            return False, f"{value} has a minus sign"
        left, right = value, 0
        while left:
            left, digit = divmod(left, 10)
            right = 10 * right + digit
        return right == value, f"{value} read backwards is {str(value)[::-1]}"


def _count_perfect_squares(values: list[int]) -> int:
    squares = {k * k for k in range(int(max(0, *values, 0) ** 0.5) + 2)}
    return sum(value in squares for value in values)


@family("lists.count_perfect_squares")
class CountPerfectSquares(Planted):
    """BeyondBench ``count_perfect_squares``."""

    summary = "How many numbers are perfect squares."
    question = (
        "How many of these numbers are perfect squares, that is, squares of integers? "
        "(0 and 1 are perfect squares.)"
    )
    second = staticmethod(_count_perfect_squares)

    def with_property(self, extras: Params) -> Sequence[int]:
        return _within(_SQUARES, self.low, self.high)

    def hit(self, i: int, p: Params) -> tuple[bool, str]:
        value = p["values"][i]
        if value < 0:
            return False, f"{value} is negative"
        root = math.isqrt(value)
        if root * root == value:
            return True, f"{value} = {root}*{root}"
        return False, f"{value} is between {root}*{root} and {root + 1}*{root + 1}"


def _count_multiples(values: list[int], divisor: int) -> int:
    return sum(value % divisor == 0 for value in values)


@family("lists.count_multiples")
class CountMultiples(Planted):
    """BeyondBench ``count_multiples``: divisors from 2 to 12."""

    summary = "How many numbers are multiples of a given number."
    question = "How many of these numbers are multiples of {divisor}? (0 is a multiple.)"
    second = staticmethod(_count_multiples)

    def extras(self, rng: random.Random, size: int) -> Params:
        return {"divisor": between(rng, 2, 12)}

    def with_property(self, extras: Params) -> Sequence[int]:
        d = extras["divisor"]
        return range(-(-self.low // d) * d, self.high + 1, d) or [self.low]

    def hit(self, i: int, p: Params) -> tuple[bool, str]:
        value, d = p["values"][i], p["divisor"]
        quotient, rest = divmod(value, d)
        return not rest, f"{value} = {quotient}*{d}" + (f" + {rest}" if rest else "")


def _local_maxima_count(values: list[int]) -> int:
    triples = zip(values, values[1:], values[2:], strict=False)
    return sum(a < b > c for a, b, c in triples)


@family("lists.local_maxima_count")
class LocalMaximaCount(ListFamily):
    """BeyondBench ``local_maxima_count``; the two ends never count."""

    summary = "How many numbers are greater than both neighbours."
    question = (
        "How many of these numbers are local maxima, that is, strictly greater than both "
        "neighbours? The first and the last number have one neighbour only and do not count."
    )
    running = "the number of local maxima found so far"
    aside = "A number can be judged as soon as the next one is seen."
    least = 3
    second = staticmethod(_local_maxima_count)

    def work(self, p: Params) -> tuple[int, list[Step]]:
        values, count, steps = p["values"], 0, []
        for i in range(1, len(values) - 1):
            a, b, c = values[i - 1 : i + 2]
            if b > a and b > c:
                count += 1
                text, claim = f"{b} > {a} and {b} > {c}", f"{count - 1} + 1 = {count}"
            else:
                text, claim = f"{b} is not above {a if b <= a else c}", None
            steps.append(Step(f"{text}: count {count}.", claim, count))
        return count, steps

    def scan(self, p: Params) -> list[Step]:
        lead = [Step(f"{value} cannot be judged yet: count 0.", None, 0) for value in p["values"]]
        return lead[:2] + self.work(p)[1]


_PALINDROMES = [n for n in range(1000) if str(n) == str(n)[::-1]]
_SQUARES = [k * k for k in range(32)]


def _within(pool: list[int], low: int, high: int) -> list[int]:
    return [value for value in pool if low <= value <= high] or [low]
