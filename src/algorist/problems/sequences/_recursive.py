"""Fibonacci-like sequences: linear recurrences with constant coefficients (BeyondBench medium)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import ClassVar

from algorist.problems._family import Params, family
from algorist.problems._stepped import Move, moved
from algorist.problems._values import between, operand, pick
from algorist.problems.sequences._engine import BOUNDS, Sequence


class Linear(Sequence):
    """``a(n) = c1*a(n-1) + ... + ck*a(n-k)`` from ``first = [a(1), ..., a(k)]``."""

    order: ClassVar[int] = 2
    constant: ClassVar[bool] = True
    """Whether the coefficients are the same for all n."""

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        cls.offset = cls.order
        cls.rule_class = ("recurrence", cls.order) if cls.constant else None

    def choose(self, rng: random.Random, level: int) -> Params:
        bound = min(BOUNDS[level - 1], 999)
        return {"first": [between(rng, 1, bound) for _ in range(self.order)]}

    def constants(self, params: Params) -> list[int]:
        """The coefficients, that of a(n-1) first."""
        return [1] * self.order

    def start(self, params: Params) -> int:
        last: int = params["first"][-1]
        return last

    def work(self, params: Params) -> Iterator[Move]:
        terms, c = list(params["first"]), self.constants(params)
        for n in range(self.order + 1, params["n"] + 1):
            parts = [
                operand(term) if factor == 1 else f"{operand(factor)}*{operand(term)}"
                for factor, term in zip(c, reversed(terms), strict=True)
            ]
            value = sum(x * y for x, y in zip(c, reversed(terms), strict=True))
            sums = " + ".join(parts)
            fetch = f"the terms before are {', '.join(map(str, terms))}"
            yield moved(fetch, f"a({n}) = {sums}", value, f"{sums} = {value}")
            terms = [*terms[1:], value]


def _fibonacci(first: list[int], n: int) -> list[int]:
    def pair(k: int) -> tuple[int, int]:
        """F(k) and F(k+1) by doubling, F(0) = 0."""
        if k == 0:
            return 0, 1
        a, b = pair(k // 2)
        c, d = a * (2 * b - a), a * a + b * b
        return (d, c + d) if k % 2 else (c, d)

    a, b = first
    return [a * pair(i - 2)[0] + b * pair(i - 2)[1] for i in range(3, n + 1)]


@family("sequences.fibonacci")
class Fibonacci(Linear):
    """BeyondBench ``fibonacci``: any two terms to start from."""

    summary = "Each term is the sum of the two before it."
    rule = (
        "In a sequence a(1), a(2), ... each term from a(3) on is the sum of the two terms before "
        "it. The first two terms are {first}."
    )
    second = staticmethod(_fibonacci)

    def choose(self, rng: random.Random, level: int) -> Params:
        bound = BOUNDS[level - 1]
        return {"first": [between(rng, 1, bound), between(rng, 1, bound)]}


@family("sequences.lucas")
class Lucas(Linear):
    """BeyondBench ``lucas``: 2s and s to start from."""

    summary = "A multiple of the Lucas sequence."
    rule = (
        "A sequence starts with a(1), a(2) = {first}, a multiple of the start 2, 1 of the Lucas "
        "sequence, and each further term is the sum of the two terms before it."
    )
    second = staticmethod(_fibonacci)

    def choose(self, rng: random.Random, level: int) -> Params:
        scale = between(rng, 1, (9, 999, 999_999, 999_999, 9_999_999)[level - 1])
        return {"first": [2 * scale, scale]}


def _tribonacci(first: list[int], n: int) -> list[int]:
    # a(i) - a(i-1) = a(i-1) - a(i-4), as both sides are sums of three
    terms = [*first, sum(first)]
    for _ in range(5, n + 1):
        terms.append(2 * terms[-1] - terms[-4])
    return terms[3:n]


@family("sequences.tribonacci")
class Tribonacci(Linear):
    """BeyondBench ``tribonacci``."""

    summary = "Each term is the sum of the three before it."
    rule = (
        "In a sequence a(1), a(2), ... each term from a(4) on is the sum of the three terms before "
        "it. The first three terms are {first}."
    )
    order = 3
    second = staticmethod(_tribonacci)


def _linear(first: list[int], c: list[int], n: int) -> list[int]:
    # powers of the companion matrix, applied to the start
    k = len(c)
    step = [[int(j == i + 1) for j in range(k)] for i in range(k - 1)] + [c[::-1]]
    power, found = step, []
    for _ in range(n - k):
        found.append(sum(power[k - 1][j] * first[j] for j in range(k)))
        power = [
            [sum(step[i][m] * power[m][j] for m in range(k)) for j in range(k)] for i in range(k)
        ]
    return found


@family("sequences.modified_recursive")
class ModifiedRecursive(Linear):
    """BeyondBench ``modified_recursive``: its four pairs of coefficients and more."""

    summary = "Each term is a fixed combination of the two before it."
    rule = (
        "A sequence starts with a(1), a(2) = {first}. Each further term is "
        "a(n) = p*a(n-1) + q*a(n-2) with p, q = {c}."
    )
    second = staticmethod(_linear)

    def choose(self, rng: random.Random, level: int) -> Params:
        top = min(level, 3)
        c = [pick(rng, [*range(1, top + 1)]), pick(rng, [*range(-top, 0), *range(1, top + 1)])]
        return {**super().choose(rng, level), "c": c}

    def constants(self, params: Params) -> list[int]:
        c: list[int] = params["c"]
        return c


@family("sequences.multi_recursive")
class MultiRecursive(ModifiedRecursive):
    """BeyondBench ``multi_recursive``: three terms back."""

    summary = "Each term is a fixed combination of the three before it."
    rule = (
        "A sequence starts with a(1), a(2), a(3) = {first}. Each further term is "
        "a(n) = p*a(n-1) + q*a(n-2) + r*a(n-3) with p, q, r = {c}."
    )
    order = 3
    second = staticmethod(_linear)

    def choose(self, rng: random.Random, level: int) -> Params:
        params = super().choose(rng, level)
        return {**params, "c": [*params["c"], pick(rng, [-1, 1, 2])]}


def _alternating_fibonacci(first: list[int], n: int) -> list[int]:
    terms = list(first)
    for i in range(2, n):
        terms.append((-1) ** (i + 1) * sum(terms[i - 2 : i]))
    return terms[2:]


@family("sequences.alternating_fibonacci")
class AlternatingFibonacci(Linear):
    """BeyondBench ``alternating_fibonacci``: the sum is negated at odd n (counting from 1)."""

    summary = "The sum of the two terms before, with a sign that alternates."
    rule = (
        "A sequence starts with a(1), a(2) = {first}. For n > 2, a(n) = a(n-1) + a(n-2) if n is "
        "even, and a(n) = -(a(n-1) + a(n-2)) if n is odd."
    )
    constant = False
    second = staticmethod(_alternating_fibonacci)

    def work(self, params: Params) -> Iterator[Move]:
        one, two = params["first"]
        for n in range(3, params["n"] + 1):
            value = one + two if n % 2 == 0 else -(one + two)
            sums = f"{operand(two)} + {operand(one)}"
            how = sums if n % 2 == 0 else f"-({sums})"
            fetch = f"{n} is {'odd' if n % 2 else 'even'}, the terms before are {one}, {two}"
            yield moved(fetch, f"a({n}) = {how}", value, f"{how} = {value}")
            one, two = two, value


def _scaled_fibonacci(first: list[int], s: int, n: int) -> list[int]:
    terms = [s * term for term in first]
    for _ in range(n - 2):
        terms += [terms[-2] + terms[-1]]
    return terms[2:]


@family("sequences.scaled_fibonacci")
class ScaledFibonacci(Linear):
    """BeyondBench ``scaled_fibonacci``."""

    open = ("s",)
    summary = "A Fibonacci-like sequence times a constant."
    rule = (
        "Let f(1), f(2) = {first} and f(n) = f(n-1) + f(n-2) for n > 2. "
        "A sequence is given by a(n) = {s}*f(n)."
    )
    second = staticmethod(_scaled_fibonacci)

    def choose(self, rng: random.Random, level: int) -> Params:
        return {**super().choose(rng, level), "s": pick(rng, (2, 3, 5, 7, 11, 13)[: level + 3])}

    def known(self, params: Params) -> list[int]:
        return [params["s"] * term for term in params["first"]]

    def start(self, params: Params) -> int:
        return self.known(params)[-1]

    def work(self, params: Params) -> Iterator[Move]:
        (one, two), s = params["first"], params["s"]
        for n in range(3, params["n"] + 1):
            one, two, before = two, one + two, f"{one} + {two}"
            value = s * two
            fetch = f"f({n}) = {before} = {two}"
            yield moved(fetch, f"a({n}) = {s}*({before})", value, f"{s}*({before}) = {value}")
