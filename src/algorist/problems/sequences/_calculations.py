"""Short calculations that BeyondBench's medium suite keeps beside its sequences."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from algorist.core import InputError, Spec, Step
from algorist.problems._euclid import Euclid
from algorist.problems._family import Params, Solved, family
from algorist.problems._values import between, operand, pick, show, source_of
from algorist.problems.sequences._engine import Formula
from algorist.problems.sequences._patterns import horner, shown
from algorist.problems.sequences._trails import Converted, Gates, Horner


def _polynomial_evaluation(c: list[int], x: int) -> int:
    degree = len(c) - 1
    return sum(value * int(x ** (degree - i)) for i, value in enumerate(c))


@family("sequences.polynomial_evaluation")
class PolynomialEvaluation(Formula):
    """BeyondBench ``polynomial_evaluation``, worked by Horner's rule."""

    summary = "The value of a polynomial."
    rule = ""
    law = "The degree is 2 to 6 at levels 1 to 5, and x is up to 5, 9, 12, 20 or 99."
    second = staticmethod(_polynomial_evaluation)
    counted = Horner

    def sample(self, rng: random.Random, level: int) -> Params:
        bound = (5, 9, 12, 20, 99)[level - 1]
        top = pick(rng, [-1, 1]) * between(rng, 1, 9)
        c = [top, *(between(rng, -9, 9) for _ in range(level + 1))]
        x = pick(rng, [-1, 1]) * between(rng, 2, bound)
        return {"c": c, "x": x}

    def render(self, params: Params) -> str:
        return f"What is the value of p(x) = {shown(params['c'], 'x')} at x = {params['x']}?"

    def solve(self, params: Params) -> Solved:
        return Solved(*horner(params["c"], params["x"]))

    def needed(self, params: Params) -> list[str]:
        return [str(params["x"])]


def _matrix_product(a: list[list[int]], b: list[list[int]], **_: object) -> list[list[int]]:
    columns = list(zip(*b, strict=True))
    return [[sum(map(int.__mul__, row, column)) for column in columns] for row in a]


def _matrix_determinant(a: list[list[int]], **_: object) -> int:
    # Leibniz: a sign and a product for each permutation of the columns
    from itertools import permutations
    from math import prod

    total = 0
    for order in permutations(range(len(a))):
        turns = sum(x > y for i, x in enumerate(order) for y in order[i + 1 :])
        total += (-1) ** turns * prod(row[j] for row, j in zip(a, order, strict=True))
    return total


def _matrix_inverse(a: list[list[int]], **_: object) -> str:
    from fractions import Fraction

    rows = [[Fraction(value) for value in row] for row in a]
    for i, row in enumerate(rows):
        row += [Fraction(int(i == j)) for j in range(len(a))]
    for i in range(len(rows)):
        pivot = next(k for k in range(i, len(rows)) if rows[k][i])
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for k in range(len(rows)):
            if k != i:
                rows[k] = [x - rows[k][i] * y for x, y in zip(rows[k], rows[i], strict=True)]
    body = ["[" + ", ".join(map(str, row[len(a) :])) + "]" for row in rows]
    return "[" + ", ".join(body) + "]"


_MATRIX: dict[str, tuple[Callable[..., Any], str]] = {
    "multiply": (_matrix_product, "What is the matrix product A*B of A = {a} and B = {b}?"),
    "determinant": (_matrix_determinant, "What is the determinant of the matrix A = {a}?"),
    "inverse": (
        _matrix_inverse,
        "What is the inverse of the matrix A = {a}? Give exact entries, as integers or fractions "
        "in lowest terms.",
    ),
}


@family("sequences.matrix_operations")
class MatrixOperations(Formula):
    """BeyondBench ``matrix_operations``: ``of=multiply``, ``determinant`` or ``inverse`` (2x2)."""

    summary = "A product, determinant or inverse of 2x2 matrices."
    rule = ""
    law = "Entries are up to 4, 9, 20, 99 or 999 at levels 1 to 5 (published: 4)."

    def __init__(self, *, of: str | Spec = "multiply") -> None:
        self.of = str(of)
        if self.of not in _MATRIX:
            raise InputError(f"of={self.of} of {self.name}: it offers {', '.join(_MATRIX)}")
        vars(self)["answer_type"] = "number" if self.of == "determinant" else "matrix"

    def sample(self, rng: random.Random, level: int) -> Params:
        bound = (4, 9, 20, 99, 999)[level - 1]

        def drawn() -> list[list[int]]:
            values = rng.choices(range(-bound, bound + 1), k=4)
            return [values[:2], values[2:]]

        a = drawn()
        while self.of == "inverse" and a[0][0] * a[1][1] == a[0][1] * a[1][0]:
            a = drawn()
        return {"a": a, "b": drawn()} if self.of == "multiply" else {"a": a}

    def render(self, params: Params) -> str:
        return _MATRIX[self.of][1].format(**params)

    def solve(self, params: Params) -> Solved:
        (a, b), (c, d) = params["a"]
        steps: list[Step] = []

        def claim(left: str, right: Any) -> None:
            steps.append(Step(f"{left} = {show(right)}", f"{left} = {show(right)}", show(right)))

        if self.of == "multiply":
            (e, f), (g, h) = params["b"]
            found: list[list[Any]] = [[], []]
            for i, (x, y) in enumerate(((a, b), (c, d))):
                for u, v in ((e, g), (f, h)):
                    value = x * u + y * v
                    claim(f"{operand(x)}*{operand(u)} + {operand(y)}*{operand(v)}", value)
                    found[i].append(value)
            return Solved(show(found), tuple(steps))
        det = a * d - b * c
        claim(f"{operand(a)}*{operand(d)} - {operand(b)}*{operand(c)}", det)
        if self.of == "determinant":
            return Solved(str(det), tuple(steps))
        rows = [[d, -b], [-c, a]]
        inverse = [[Fraction(value, det) for value in row] for row in rows]
        for row, exact in zip(rows, inverse, strict=True):
            for value, entry in zip(row, exact, strict=True):
                claim(f"{operand(value)}/{operand(det)}", entry)
        return Solved(show(inverse), tuple(steps))

    def recompute(self, params: Params) -> str:
        return show(_MATRIX[self.of][0](**params))

    def source(self, params: Params) -> str | None:
        return source_of(_MATRIX[self.of][0])

    def needed(self, params: Params) -> list[str]:
        return [str(value) for value in params.values()]


_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)}


def _number_base_conversion(text: str, p: int, q: int) -> str:
    value = int(text, p)
    if q == 10:
        return str(value)
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    size = 1
    while q**size <= value:
        size += 1
    found = ""
    for place in range(size - 1, -1, -1):
        digit, value = divmod(value, q**place)
        found += digits[digit]
    return found


@family("sequences.number_base_conversion")
class NumberBaseConversion(Formula):
    """BeyondBench ``number_base_conversion``: bases 2, 8, 10, 16 (all from 2 to 36 at 4 and 5)."""

    summary = "A number from one base in another."
    rule = (
        "Write the number {text}, given in base {p}, in base {q}. Use the digits 0-9 and then the "
        "lower-case letters a, b, c, ... for 10, 11, 12, ... and no prefix."
    )
    law = (
        "The number is up to 255, 4,095, 10^6, 10^8 or 10^10 at levels 1 to 5; the bases are 2, 8, "
        "10, 16, and any from 2 to 36 at levels 4 and 5."
    )
    answer_type = "string"
    second = staticmethod(_number_base_conversion)
    counted = Converted

    def __init__(self, *, high: int | None = None) -> None:
        if high is not None and not (isinstance(high, int) and 2 <= high <= 10**15):
            raise InputError(f"high={high!r} of {self.name}: give the greatest number, 2 to 10^15")
        self.high = high

    def sample(self, rng: random.Random, level: int) -> Params:
        top = self.high or (255, 4_095, 10**6, 10**8, 10**10)[level - 1]
        value = between(rng, 2, top)
        bases: Sequence[int] = range(2, 37) if level > 3 else (2, 8, 10, 16)
        p = q = pick(rng, bases)
        while q == p:
            q = pick(rng, bases)
        return {"text": _in_base(value, p), "p": p, "q": q}

    def solve(self, params: Params) -> Solved:
        text, p, q = params["text"], params["p"], params["q"]
        value, steps = 0, []
        if p != 10:
            for digit in text:
                d = _VALUES[digit]
                after = value * p + d
                claim = f"{value}*{p} + {d} = {after}"
                steps.append(Step(claim, claim, after))
                value = after
        else:
            value = int(text)
        if q == 10:
            return Solved(str(value), tuple(steps))
        rest, found = value, ""
        while rest:
            quotient, d = divmod(rest, q)
            claim, digit = f"{quotient}*{q} + {d} = {rest}", _DIGITS[d]
            found = digit + found
            steps.append(Step(f"{claim}: digit {digit}", claim, found))
            rest = quotient
        return Solved(found, tuple(steps))

    def needed(self, params: Params) -> list[str]:
        return [params["text"], f"base {params['p']}", f"base {params['q']}"]


def _in_base(value: int, base: int) -> str:
    digits = ""
    while value:
        value, d = divmod(value, base)
        digits = _DIGITS[d] + digits
    return digits or "0"


_GATES = {"AND": (0, 0, 0, 1), "OR": (0, 1, 1, 1), "XOR": (0, 1, 1, 0)}


def _logical_operations(tree: object, values: dict[str, bool]) -> str:
    def at(node: object) -> bool:
        if isinstance(node, str):
            return values[node]
        assert isinstance(node, list)
        if node[0] == "NOT":
            return not at(node[1])
        one, two = at(node[1]), at(node[2])
        return (one and two) if node[0] == "AND" else (one != two) or (one and node[0] == "OR")

    return "true" if at(tree) else "false"


@family("sequences.logical_operations")
class LogicalOperations(Formula):
    """BeyondBench ``logical_operations``: AND, OR, XOR and NOT over 3 to 5 variables."""

    summary = "The value of a Boolean expression."
    rule = ""
    law = "The expression has 3, 5, 8, 12 or 18 AND, OR and XOR operations at levels 1 to 5."
    answer_type = "boolean"
    second = staticmethod(_logical_operations)
    counted = Gates

    def sample(self, rng: random.Random, level: int) -> Params:
        names = "ABCDE"[: between(rng, 3, 5)]
        values = {name: rng.random() < 0.5 for name in names}
        return {"tree": _tree(rng, names, (3, 5, 8, 12, 18)[level - 1]), "values": values}

    def render(self, params: Params) -> str:
        values = ", ".join(f"{k} = {'true' if v else 'false'}" for k, v in params["values"].items())
        return (
            f"Let {values}. Is the expression {_written(params['tree'])} true or false? "
            "(XOR is true when exactly one side is true.)"
        )

    def solve(self, params: Params) -> Solved:
        values, steps = params["values"], list[Step]()

        def at(node: Any) -> int:
            if isinstance(node, str):
                return int(values[node])
            if node[0] == "NOT":
                value = 1 - at(node[1])
                text = f"NOT {_word(1 - value)} = {_word(value)}"
            else:
                one, two = at(node[1]), at(node[2])
                value = _GATES[node[0]][2 * one + two]
                text = f"{_word(one)} {node[0]} {_word(two)} = {_word(value)}"
            steps.append(Step(text, None, bool(value)))
            return value

        return Solved(_word(at(params["tree"])), tuple(steps))

    def needed(self, params: Params) -> list[str]:
        return [f"{k} = {'true' if v else 'false'}" for k, v in params["values"].items()]


def _tree(rng: random.Random, names: str, gates: int) -> Any:
    if gates == 0:
        return pick(rng, names)
    left = between(rng, 0, gates - 1)
    node: Any = [
        pick(rng, ("AND", "OR", "XOR")),
        _tree(rng, names, left),
        _tree(rng, names, gates - 1 - left),
    ]
    return ["NOT", node] if rng.random() < 0.3 else node


def _written(node: Any) -> str:
    if isinstance(node, str):
        return node
    if node[0] == "NOT":
        return f"(NOT {_written(node[1])})"
    return f"({_written(node[1])} {node[0]} {_written(node[2])})"


def _word(value: int) -> str:
    return "true" if value else "false"


def _gcd(a: int, b: int) -> int:
    # binary: halve what both share, then subtract
    shift = 0
    while (a | b) & 1 == 0:
        a, b, shift = a >> 1, b >> 1, shift + 1
    while b:
        while a & 1 == 0:
            a >>= 1
        while b & 1 == 0:
            b >>= 1
        a, b = min(a, b), abs(a - b)
    return a << shift


def _lcm(a: int, b: int) -> int:
    import math

    return math.lcm(a, b)


@family("sequences.gcd_lcm")
class GcdLcm(Formula):
    """BeyondBench ``gcd_lcm``: ``of=gcd`` or ``of=lcm``, by Euclid's algorithm."""

    open = ("a", "b")
    summary = "The greatest common divisor or least common multiple of two numbers."
    rule = ""
    counted = Euclid
    law = "Both numbers have up to 2, 3, 5, 7 or 9 digits at levels 1 to 5, with a common factor."

    def __init__(self, *, of: str | Spec = "gcd") -> None:
        self.of = str(of)
        if self.of not in ("gcd", "lcm"):
            raise InputError(f"of={self.of} of {self.name}: it offers gcd and lcm")

    def sample(self, rng: random.Random, level: int) -> Params:
        bound, common = ((9, 9), (31, 31), (999, 99), (9_999, 999), (99_999, 9_999))[level - 1]
        g = between(rng, 2, common)
        return {"a": g * between(rng, 2, bound), "b": g * between(rng, 2, bound)}

    def render(self, params: Params) -> str:
        what = "greatest common divisor" if self.of == "gcd" else "least common multiple"
        return f"What is the {what} of {params['a']} and {params['b']}?"

    def solve(self, params: Params) -> Solved:
        a, b = params["a"], params["b"]
        steps = []
        while b:
            quotient, rest = divmod(a, b)
            claim = f"{a} - {quotient}*{b} = {rest}"
            steps.append(Step(claim, claim, [b, rest]))
            a, b = b, rest
        steps.append(Step(f"The greatest common divisor is {a}.", None, a))
        if self.of == "gcd":
            return Solved(str(a), tuple(steps))
        one, two = params["a"], params["b"]
        claim = f"{one}/{a} = {one // a}"
        steps.append(Step(claim, claim, one // a))
        answer = one // a * two
        claim = f"{one // a}*{two} = {answer}"
        steps.append(Step(claim, claim, answer))
        return Solved(str(answer), tuple(steps))

    def recompute(self, params: Params) -> str:
        return str((_gcd if self.of == "gcd" else _lcm)(**params))

    def source(self, params: Params) -> str | None:
        return source_of(_gcd if self.of == "gcd" else _lcm)


def _permutation(k: int, n: int) -> int:
    import math

    return math.perm(n, k)


def _combination(k: int, n: int) -> int:
    import math

    return math.comb(n, k)


@family("sequences.combinatorics")
class Combinatorics(Formula):
    """BeyondBench ``combinatorics``: ``of=combination`` or ``of=permutation``."""

    summary = "A number of permutations or combinations."
    rule = ""
    law = "n has up to 1, 2, 6, 7 or 7 digits, and k is up to 4, 6, 6, 7 or 8 at levels 1 to 5."

    def __init__(self, *, of: str | Spec = "combination") -> None:
        self.of = str(of)
        if self.of not in ("combination", "permutation"):
            raise InputError(f"of={self.of} of {self.name}: it offers combination and permutation")

    def sample(self, rng: random.Random, level: int) -> Params:
        n = between(rng, 3, (8, 12, 999_999, 4_999_999, 9_999_999)[level - 1])
        return {"n": n, "k": between(rng, 2, min(n, (4, 6, 6, 7, 8)[level - 1]))}

    def render(self, params: Params) -> str:
        n, k = params["n"], params["k"]
        if self.of == "combination":
            return f"In how many ways can {k} things be chosen from {n} different things?"
        return (
            f"In how many ways can {k} of {n} different things be placed in a row, "
            "where the order matters?"
        )

    def solve(self, params: Params) -> Solved:
        n, k = params["n"], params["k"]
        total, steps = 1, []
        for i in range(1, k + 1):
            factor = n - i + 1
            if self.of == "combination":
                claim = f"{total}*{factor}/{i} = {total * factor // i}"
                total = total * factor // i
            else:
                claim = f"{total}*{factor} = {total * factor}"
                total *= factor
            steps.append(Step(claim, claim, total))
        return Solved(str(total), tuple(steps))

    def recompute(self, params: Params) -> str:
        return str((_combination if self.of == "combination" else _permutation)(**params))

    def source(self, params: Params) -> str | None:
        return source_of(_combination if self.of == "combination" else _permutation)
