"""Compound patterns (BeyondBench medium, ``complex_pattern``), each with its rule stated."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator

from algorist.core import Step
from algorist.problems._family import Params, Solved, family
from algorist.problems._stepped import Move, moved
from algorist.problems._values import between, operand, pick
from algorist.problems.sequences._engine import Formula, Sequence, signed

_FIGURES = (9, 99, 999, 9_999, 99_999)


def _nested_arith_geom(s: int, d: int, g: int, n: int) -> int:
    return (s + n * d) * [1, g, g * g][n % 3]


@family("sequences.nested_arith_geom")
class NestedArithGeom(Formula):
    """BeyondBench ``nested_arithmetic_geometric``."""

    open = ("s", "d", "n")
    summary = "An arithmetic progression times powers in a cycle of three."
    rule = (
        "A sequence is given by a(n) = ({s} + {d}*n)*{g}^(n mod 3) for n = 0, 1, 2, ... "
        "What is a({n})?"
    )
    second = staticmethod(_nested_arith_geom)

    def sample(self, rng: random.Random, level: int) -> Params:
        bound = _FIGURES[level - 1]
        return {
            "s": between(rng, 1, bound),
            "d": between(rng, 1, bound),
            "g": between(rng, 2, 3 + 2 * level),
            "n": between(rng, 3, 10 * 4 ** (level - 1)),
        }

    def solve(self, params: Params) -> Solved:
        s, d, g, n = (params[key] for key in "sdgn")
        base, turn = s + d * n, n % 3
        rows = [
            (f"{s} + {d}*{n} = {base}", base),
            (f"{n} - {n // 3}*3 = {turn}", turn),
            (f"{base}*{g}^{turn} = {base * g**turn}", base * g**turn),
        ]
        return Solved(str(rows[-1][1]), tuple(Step(text, text, value) for text, value in rows))


def _polynomial(c: list[int], n: int) -> int:
    total = 0
    for coefficient in c:
        total = total * n + coefficient
    return total


class Polynomial(Sequence):
    """A polynomial in n, worked by differences; ``first`` is a(1) to a(degree + 1)."""

    degree = 2
    rule = ""
    noun = "term"

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        cls.rule_class = ("polynomial", cls.degree)
        cls.offset = 0

    def choose(self, rng: random.Random, level: int) -> Params:
        bound = (5, 9, 19, 99, 999)[level - 1]
        top = pick(rng, [-1, 1]) * between(rng, 1, max(3, bound // 4))
        return {"c": [top, *(between(rng, -bound, bound) for _ in range(self.degree))]}

    def sample(self, rng: random.Random, level: int) -> Params:
        params = super().sample(rng, level)
        if self.given == "rule" and self.steps is None and self.ask == "final":
            params["n"] = between(rng, 2, (9, 20, 50, 200, 999)[level - 1])
        return params

    def describe(self, params: Params) -> str:
        return f"A sequence is given by a(n) = {shown(params['c'])} for n = 1, 2, 3, ..."

    def start(self, params: Params) -> int:
        last: int = params["c"][-1]
        return last

    def known(self, params: Params) -> list[int]:
        return []

    def needed(self, params: Params) -> list[str]:
        if self.given == "terms":
            return super().needed(params)
        return [str(abs(value)) for value in params["c"] if value not in (-1, 0, 1)]

    def work(self, params: Params) -> Iterator[Move]:
        c = params["c"]
        for n in range(1, params["n"] + 1):
            parts, value = powers(c, operand(n)), evaluated(c, n)
            yield moved(f"n = {n}", f"a({n}) = {parts}", value, f"{parts} = {value}")

    def solve(self, params: Params) -> Solved:
        if self.given == "terms" or self.ask != "final":
            return super().solve(params)
        return Solved(*horner(params["c"], params["n"]))

    def answer(self, params: Params) -> str:
        return self.solve(params).answer


def evaluated(c: list[int], n: int) -> int:
    """The polynomial with coefficients ``c``, highest first, at ``n``: as a sum of powers."""
    top = len(c) - 1
    return sum(value * int(n ** (top - i)) for i, value in enumerate(c))


def horner(c: list[int], x: int) -> tuple[str, tuple[Step, ...]]:
    """The value of the polynomial at ``x`` and Horner's steps."""
    value, steps = c[0], []
    for coefficient in c[1:]:
        after = value * x + coefficient
        claim = f"{operand(value)}*{operand(x)} + {operand(coefficient)} = {after}"
        steps.append(Step(claim, claim, after))
        value = after
    return str(value), tuple(steps)


def powers(c: list[int], at: str) -> str:
    """The polynomial with ``at`` in the place of its variable."""
    top = len(c) - 1
    parts: list[str] = []
    for i, value in enumerate(c):
        power = top - i
        unit = "" if power == 0 else at if power == 1 else f"{at}^{power}"
        parts.append(signed(value, unit, first=not any(parts)))
    return "".join(parts) or "0"


def shown(c: list[int], name: str = "n") -> str:
    """The polynomial in ``name``."""
    return powers(c, name)


def _polynomial_states(c: list[int], n: int) -> list[int]:
    found = []
    for i in range(1, n + 1):
        total = 0
        for coefficient in c:
            total = total * i + coefficient
        found.append(total)
    return found


@family("sequences.polynomial_quadratic")
class PolynomialQuadratic(Polynomial):
    """BeyondBench ``polynomial_quadratic``; ``given=terms`` shows four terms and no rule."""

    summary = "A quadratic polynomial in n."
    law = "Coefficients are up to 5, 9, 19, 99 or 999, and n up to 9, 20, 50, 200 or 999."
    second = staticmethod(_polynomial_states)


@family("sequences.polynomial_cubic")
class PolynomialCubic(Polynomial):
    """BeyondBench ``polynomial_cubic``; ``given=terms`` shows five terms and no rule."""

    summary = "A cubic polynomial in n."
    law = PolynomialQuadratic.law
    degree = 3
    second = staticmethod(_polynomial_states)


def _layered_differences(first: list[int], n: int) -> list[int]:
    import math

    a, d, e = first
    return [a + d * i + e * math.comb(i, 2) for i in range(1, n)]


@family("sequences.layered_differences")
class LayeredDifferences(Sequence):
    """BeyondBench ``layered_differences``: constant second differences."""

    summary = "A sequence with constant second differences."
    rule = (
        "The numbers a, d, e are {first}. A sequence starts with a(1) = a. The difference "
        "a(2) - a(1) is d, and each further difference is e more than the difference before it."
    )
    rule_class = ("polynomial", 2)
    second = staticmethod(_layered_differences)

    def choose(self, rng: random.Random, level: int) -> Params:
        bound = _FIGURES[level - 1]
        return {"first": [between(rng, -bound, bound) for _ in range(2)] + [between(rng, 1, bound)]}

    def known(self, params: Params) -> list[int]:
        return [params["first"][0]]

    def start(self, params: Params) -> int:
        return self.known(params)[0]

    def work(self, params: Params) -> Iterator[Move]:
        term, d, e = params["first"]
        for n in range(2, params["n"] + 1):
            before, term = term, term + d
            claim = f"{operand(before)} + {operand(d)} = {term}"
            action = f"difference {d}, a({n}) = {before} + {operand(d)}"
            yield moved(f"a({n - 1}) = {before}", action, term, claim)
            d += e


def _interleaved(a: int, d: int, b: int, r: int, n: int) -> int:
    half = (n - 1) // 2
    return a + half * d if n % 2 else b * int(r**half)


@family("sequences.interleaved_sequences")
class InterleavedSequences(Formula):
    """BeyondBench ``interleaved_sequences``: an arithmetic and a geometric progression in turns."""

    summary = "Two progressions in turns."
    rule = (
        "A sequence takes its terms in turns from two others: its odd places hold, in order, the "
        "arithmetic progression that starts with {a} and has the difference {d}, its even places "
        "the geometric progression that starts with {b} and has the ratio {r}. The first term is "
        "a(1). What is a({n})?"
    )
    law = "n is up to 8, 14, 20, 26 or 32 at levels 1 to 5, and the other numbers grow."
    second = staticmethod(_interleaved)

    def sample(self, rng: random.Random, level: int) -> Params:
        bound = _FIGURES[level - 1]
        return {
            "a": between(rng, 1, bound),
            "d": between(rng, 1, bound),
            "b": between(rng, 2, bound),
            "r": between(rng, 2, 3 + level),
            "n": between(rng, 3, 2 + 6 * level),
        }

    def solve(self, params: Params) -> Solved:
        a, d, b, r, n = (params[key] for key in "adbrn")
        half = (n - 1) // 2
        where = f"Place {n} is number {half + 1} of the "
        if n % 2:
            claim = f"{a} + {half}*{d} = {a + half * d}"
            lead = Step(where + "arithmetic progression.", None, half + 1)
            return Solved(str(a + half * d), (lead, Step(claim, claim, a + half * d)))
        steps, term = [Step(where + "geometric progression.", None, half + 1)], b
        for _ in range(half):
            claim = f"{term}*{r} = {term * r}"
            term *= r
            steps.append(Step(claim, claim, term))
        return Solved(str(term), tuple(steps))


def _conditional_pattern(first: list[int], n: int) -> list[int]:
    terms = list(first)
    while len(terms) < n:
        if len(terms) % 2:
            terms += [terms[-1] + terms[-1] - terms[-2]]
        else:
            terms += [terms[-1] << 1]
    return terms[3:]


@family("sequences.conditional_pattern")
class ConditionalPattern(Sequence):
    """BeyondBench ``conditional_pattern``: the rule depends on the place (even places counted
    from 0, so odd ones counted from 1, double the term before)."""

    summary = "The rule depends on the place."
    rule = (
        "A sequence starts with a(1), a(2), a(3) = {first}. For n > 3, a(n) = 2*a(n-1) if n is "
        "odd, and a(n) = a(n-1) + (a(n-1) - a(n-2)) if n is even."
    )
    offset = 3
    second = staticmethod(_conditional_pattern)

    def choose(self, rng: random.Random, level: int) -> Params:
        bound = _FIGURES[min(level, 4) - 1]
        return {"first": [between(rng, 1, bound) for _ in range(3)]}

    def start(self, params: Params) -> int:
        last: int = params["first"][-1]
        return last

    def work(self, params: Params) -> Iterator[Move]:
        _, one, two = params["first"]
        for n in range(4, params["n"] + 1):
            if n % 2:
                value, how = 2 * two, f"2*{operand(two)}"
            else:
                value, how = 2 * two - one, f"{two} + ({two} - {operand(one)})"
            fetch = f"{n} is {'odd' if n % 2 else 'even'}, the terms before are {one}, {two}"
            yield moved(fetch, f"a({n}) = {how}", value, f"{how} = {value}")
            one, two = two, value


def _pattern_transformation(s: int, d: int, b: int, c: int, n: int) -> list[int]:
    found = []
    for i in range(2, n + 1):
        line = s + (min(i, b) - 1) * d
        times = 1 << max(0, i - b)
        found.append(line * times + c * (times - 1))
    return found


@family("sequences.pattern_transformation")
class PatternTransformation(Sequence):
    """BeyondBench ``pattern_transformation``: the rule changes at a stated place."""

    open = ("s", "d", "c")
    summary = "The rule changes at a place."
    rule = (
        "A sequence starts with a(1) = {s}. Up to a({b}), each term is {d} more than the term "
        "before it. After a({b}), each term is twice the term before it plus {c}."
    )
    second = staticmethod(_pattern_transformation)

    def choose(self, rng: random.Random, level: int) -> Params:
        bound = _FIGURES[level - 1]
        return {
            "s": between(rng, 1, bound),
            "d": between(rng, 1, bound),
            "b": between(rng, 2, 2 + 2 * level),
            "c": between(rng, 1, bound),
        }

    def start(self, params: Params) -> int:
        s: int = params["s"]
        return s

    def work(self, params: Params) -> Iterator[Move]:
        term, d, b, c = (params[key] for key in "sdbc")
        for n in range(2, params["n"] + 1):
            before = term
            how = f"{before} + {d}" if n <= b else f"2*{before} + {c}"
            term = before + d if n <= b else 2 * before + c
            where = "up to" if n <= b else "after"
            fetch = f"{n} is {where} {b}, a({n - 1}) = {before}"
            yield moved(fetch, f"a({n}) = {how}", term, f"{how} = {term}")


def _alternating_operations(first: list[int], m: int, n: int) -> list[int]:
    found, term = [], first[0]
    for i in range(1, n):
        kind = i % 3
        term = (term * m if kind == 1 else term + i**2) if kind else term + i
        found.append(term)
    return found


@family("sequences.alternating_operations")
class AlternatingOperations(Sequence):
    """BeyondBench ``alternating_operations``: multiply, add a square, add an index, in turns."""

    summary = "Three operations in turns."
    rule = (
        "A sequence starts with a(1) = {first}. For n > 1 let i = n - 1. If i leaves the remainder "
        "1 when divided by 3, a(n) = {m}*a(n-1); if it leaves 2, a(n) = a(n-1) + i^2; if it leaves "
        "0, a(n) = a(n-1) + i."
    )
    second = staticmethod(_alternating_operations)

    def choose(self, rng: random.Random, level: int) -> Params:
        first = between(rng, 1, (9, 999, 99_999, 99_999, 999_999)[level - 1])
        return {"first": [first], "m": between(rng, 2, 2 + level)}

    def start(self, params: Params) -> int:
        first: int = params["first"][0]
        return first

    def work(self, params: Params) -> Iterator[Move]:
        term, m = params["first"][0], params["m"]
        for n in range(2, params["n"] + 1):
            i, before = n - 1, term
            if i % 3 == 1:
                term, how = before * m, f"{m}*{before}"
            elif i % 3 == 2:
                term, how = before + i * i, f"{before} + {i}^2"
            else:
                term, how = before + i, f"{before} + {i}"
            fetch = f"i = {i}, remainder {i % 3}, a({n - 1}) = {before}"
            yield moved(fetch, f"a({n}) = {how}", term, f"{how} = {term}")


def _position_dependent(p: int, q: int, r: int, n: int) -> int:
    return {1: p * n, 2: n * n + q, 0: n + r}[n % 3]


@family("sequences.position_dependent")
class PositionDependent(Formula):
    """BeyondBench ``position_dependent``: its 2n, n^2 and n + 10, with other constants."""

    open = ("p", "q", "r", "n")
    summary = "Three formulas by place."
    rule = (
        "The terms of a sequence a(1), a(2), ... depend on the remainder of n divided by 3: "
        "a(n) = {p}*n if it is 1, a(n) = n^2 + {q} if it is 2, and a(n) = n + {r} if it is 0. "
        "What is a({n})?"
    )
    second = staticmethod(_position_dependent)

    def sample(self, rng: random.Random, level: int) -> Params:
        bound = _FIGURES[level - 1]
        return {key: between(rng, 2, bound) for key in ("p", "q", "r", "n")}

    def solve(self, params: Params) -> Solved:
        p, q, r, n = (params[key] for key in "pqrn")
        turn = n % 3
        claim = f"{n} - {n // 3}*3 = {turn}"
        how = (f"{n} + {r}", f"{p}*{n}", f"{n}^2 + {q}")[turn]
        value = (n + r, p * n, n * n + q)[turn]
        last = f"{how} = {value}"
        return Solved(str(value), (Step(claim, claim, turn), Step(last, last, value)))


def _spiral_pattern(k: int, c: int, n: int) -> int:
    layer = 0
    while (layer + 1) ** 2 <= n:
        layer += 1
    return k * layer + n - layer**2 + c


@family("sequences.spiral_pattern")
class SpiralPattern(Formula):
    """BeyondBench ``spiral_pattern``: the layer floor(sqrt(n)) and the place in it, with its 4 and
    1 replaced by other constants."""

    open = ("k", "c", "n")
    summary = "A formula by layers between squares."
    rule = (
        "For n = 0, 1, 2, ... let s be the greatest integer with s^2 <= n. A sequence is given by "
        "a(n) = {k}*s + (n - s^2) + {c}. What is a({n})?"
    )
    second = staticmethod(_spiral_pattern)

    def sample(self, rng: random.Random, level: int) -> Params:
        bound = _FIGURES[level - 1]
        return {
            "k": between(rng, 2, bound),
            "c": between(rng, 1, bound),
            "n": between(rng, 2, 10 * bound),
        }

    def solve(self, params: Params) -> Solved:
        k, c, n = (params[key] for key in "kcn")
        s = math.isqrt(n)
        rest = n - s * s
        value = k * s + rest + c
        one = f"{n} - {s}^2 = {rest}"
        two = f"{k}*{s} + {rest} + {c} = {value}"
        steps = (
            Step(f"{s}^2 = {s * s} and {s + 1}^2 = {(s + 1) ** 2}: s = {s}.", None, s),
            Step(one, one, rest),
            Step(two, two, value),
        )
        return Solved(str(value), steps)
