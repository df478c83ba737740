"""Progressions, Collatz runs and the completion of a listed pattern (BeyondBench medium)."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from fractions import Fraction

from algorist.core import Step
from algorist.problems._family import Params, Solved, family
from algorist.problems._stepped import Move, moved
from algorist.problems._values import between, operand, pick
from algorist.problems.sequences._engine import Formula, Sequence


def _arithmetic_progression(first: list[int], d: int, n: int) -> list[int]:
    return [first[0] + d * i for i in range(1, n)]


@family("sequences.arithmetic_progression")
class ArithmeticProgression(Sequence):
    """BeyondBench ``arithmetic_progression``; ``given=terms`` shows three terms and no rule."""

    open = ("d",)
    summary = "Each term is the one before plus a constant."
    rule = (
        "A sequence starts with a(1) = {first}, and each further term is the term before it plus "
        "{d}."
    )
    rule_class = ("polynomial", 1)
    second = staticmethod(_arithmetic_progression)

    def choose(self, rng: random.Random, level: int) -> Params:
        bound = (20, 99, 9_999, 99_999, 999_999)[level - 1]
        d = pick(rng, [-1, 1]) * between(rng, 1, bound)
        return {"first": [between(rng, -bound, bound)], "d": d}

    def start(self, params: Params) -> int:
        first: int = params["first"][0]
        return first

    def work(self, params: Params) -> Iterator[Move]:
        term, d = params["first"][0], params["d"]
        for n in range(2, params["n"] + 1):
            before, term = term, term + d
            how = f"{before} + {operand(d)}"
            yield moved(f"a({n - 1}) = {before}", f"a({n}) = {how}", term, f"{how} = {term}")


def _harmonic_sequence(c: int, first: list[int], d: int, n: int) -> list[str]:
    from fractions import Fraction

    return [str(Fraction(c, first[0] + d * i)) for i in range(1, n)]


@family("sequences.harmonic_sequence")
class HarmonicSequence(Sequence):
    """BeyondBench ``harmonic_sequence``: reciprocals of an arithmetic progression, scaled."""

    summary = "A constant over the terms of an arithmetic progression."
    rule = (
        "Let b(1) = {first} and b(n) = b(n-1) + {d} for n > 1. A sequence is given by "
        "a(n) = {c}/b(n). Give the answer as an integer or a fraction in lowest terms."
    )
    second = staticmethod(_harmonic_sequence)

    def choose(self, rng: random.Random, level: int) -> Params:
        bound = (9, 99, 999, 9_999, 99_999)[level - 1]
        return {
            "first": [between(rng, 1, bound)],
            "d": between(rng, 1, bound),
            "c": between(rng, 1, bound),
        }

    def start(self, params: Params) -> str:
        return str(Fraction(params["c"], params["first"][0]))

    def work(self, params: Params) -> Iterator[Move]:
        c, b, d = params["c"], params["first"][0], params["d"]
        for n in range(2, params["n"] + 1):
            before, b = b, b + d
            value = Fraction(c, b)
            fetch = f"b({n}) = {before} + {d} = {b}"
            yield moved(fetch, f"a({n}) = {c}/{b}", str(value), f"{c}/{b} = {value}")


def _collatz(start: int, n: int) -> list[int]:
    found = []
    for _ in range(n):
        start = 3 * start + 1 if start & 1 else start >> 1
        found.append(start)
    return found


@family("sequences.collatz_sequence")
class CollatzSequence(Sequence):
    """BeyondBench ``collatz_sequence``; ``ask=first`` and ``ask=state`` suit long runs."""

    open = ("start",)
    summary = "Halve the even, 3n + 1 for the odd."
    rule = (
        "A sequence starts with a(0) = {start}. If a term is even, the next is half of it; if it "
        "is odd, the next is 3 times it plus 1."
    )
    offset = 0
    second = staticmethod(_collatz)

    def choose(self, rng: random.Random, level: int) -> Params:
        return {"start": between(rng, 5, (99, 9_999, 999_999, 9_999_999, 99_999_999)[level - 1])}

    def start(self, params: Params) -> int:
        start: int = params["start"]
        return start

    def work(self, params: Params) -> Iterator[Move]:
        term = params["start"]
        for n in range(1, params["n"] + 1):
            before = term
            term = 3 * before + 1 if before % 2 else before // 2
            how = f"3*{before} + 1" if before % 2 else f"{before}/2"
            kind = "odd" if before % 2 else "even"
            yield moved(f"{before} is {kind}", f"a({n}) = {how}", term, f"{how} = {term}")


PATTERNS = {
    "squares": "the squares k^2",
    "cubes": "the cubes k^3",
    "triangular": "the triangular numbers k*(k+1)/2",
    "powers_of_2": "the powers 2^k",
    "factorial": "the factorials k!",
    "pascal_diagonal": "the binomial coefficients C(k, 3)",
}
_TERM: dict[str, Callable[[int], int]] = {
    "squares": lambda k: k * k,
    "cubes": lambda k: k * k * k,
    "triangular": lambda k: k * (k + 1) // 2,
    "powers_of_2": lambda k: 1 << k,
    "factorial": math.factorial,
    "pascal_diagonal": lambda k: math.comb(k, 3),
}
MAX_START = 60
_TABLE = {kind: [term(k) for k in range(1, MAX_START + 12)] for kind, term in _TERM.items()}


def fitting(terms: list[int]) -> list[tuple[str, int, int]]:
    """Every (pattern, start, factor) of the stated class whose terms are ``terms``."""
    found = []
    for kind, row in _TABLE.items():
        for k in range(MAX_START):
            base = row[k]
            if base == 0 or terms[0] % base or terms[0] // base < 1:
                continue
            c = terms[0] // base
            if all(term == c * row[k + i] for i, term in enumerate(terms)):
                found.append((kind, k + 1, c))
    return found


def _pattern_completion(terms: list[int]) -> int:
    import math

    def squares(k: int) -> int:
        return k * k

    def cubes(k: int) -> int:
        return k * k * k

    def triangular(k: int) -> int:
        return sum(range(k + 1))

    def doubling(k: int) -> int:
        return 1 << k

    def binomial(k: int) -> int:
        return k * (k - 1) * (k - 2) // 6

    nexts = set()
    for term in (squares, cubes, triangular, doubling, math.factorial, binomial):
        for k in range(1, 61):
            row = [term(k + i) for i in range(len(terms) + 1)]
            # proportional, that is, all 2x2 determinants with the first term vanish
            if not row[0] or terms[0] % row[0]:
                continue
            if all(a * row[0] == b * terms[0] for a, b in zip(terms, row, strict=False)):
                nexts.add(terms[0] // row[0] * row[-1])
    (only,) = nexts
    return only


@family("sequences.pattern_completion")
class PatternCompletion(Formula):
    """BeyondBench ``pattern_completion``: the class of patterns is stated, and it is proved by
    enumeration that all patterns of the class that fit give the same next term."""

    summary = "The next term within a stated list of patterns."
    rule = ""
    law = (
        "Start and factor are up to 5 and 1, 10 and 9, 20 and 99,999, 40 and 99,999, or 50 and "
        "999,999 at levels 1 to 5."
    )
    second = staticmethod(_pattern_completion)

    def sample(self, rng: random.Random, level: int) -> Params:
        last = (5, 10, 20, 40, 50)[level - 1]
        factor = (1, 9, 99_999, 99_999, 999_999)[level - 1]
        while True:
            kind = pick(rng, list(PATTERNS))
            k = between(rng, 3, last)
            if kind == "factorial":
                k = min(k, 3 + level)
            c = between(rng, 1, factor)
            terms = [c * value for value in _TABLE[kind][k - 1 : k + 5]]
            if len({c * _TABLE[kind][k + 5 - 1] for kind, k, c in fitting(terms[:5])}) == 1:
                return {"terms": terms[:5]}

    def render(self, params: Params) -> str:
        terms = params["terms"]
        listed = "; ".join(PATTERNS.values())
        return (
            f"The numbers {', '.join(map(str, terms))} are the terms for k = s, s+1, s+2, ... of "
            "one of these patterns, each multiplied by the same positive integer, with an integer "
            f"s from 1 to {MAX_START}: {listed}. What is the next number?"
        )

    def solve(self, params: Params) -> Solved:
        terms = params["terms"]
        (kind, k, c), *_ = fitting(terms)
        row = _TABLE[kind][k - 1 : k + 5]
        steps = [
            Step(f"They are {c} times {PATTERNS[kind]} from k = {k}.", None, [kind, k, c]),
            *(
                Step(f"{c}*{base} = {term}", f"{c}*{base} = {term}", term)
                for base, term in zip(row, terms, strict=False)
            ),
        ]
        answer = c * row[5]
        claim = f"{c}*{row[5]} = {answer}"
        steps.append(Step(claim, claim, answer))
        return Solved(str(answer), tuple(steps))

    def needed(self, params: Params) -> list[str]:
        return [", ".join(map(str, params["terms"]))]
