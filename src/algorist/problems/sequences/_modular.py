"""Algebraic sequences with integer work (BeyondBench medium): continued fractions, Pell's
equation, sums modulo a number, Catalan's convolution, double factorials."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator

from algorist.core import InputError, Spec, Step
from algorist.problems._family import Params, Solved, family
from algorist.problems._stepped import Move, moved
from algorist.problems._trail import Trail
from algorist.problems._values import between, pick, source_of
from algorist.problems.sequences._engine import Formula, Sequence
from algorist.problems.sequences._trails import Powers


def _convergents(c: int, d: int, m: int, n: int) -> list[int]:
    from fractions import Fraction

    found = []
    tail = Fraction(d)
    for _ in range(n):
        found.append((c + 1 / tail).numerator % m)
        tail = d + 1 / tail
    return found


@family("sequences.continued_fraction")
class ContinuedFraction(Sequence):
    """BeyondBench ``continued_fraction``: numerators of convergents, published modulo n + 10."""

    summary = "A numerator of a convergent of a continued fraction."
    rule = (
        "Let p(n)/q(n), in lowest terms, be the n-th convergent of the continued fraction "
        "[{c}; {d}, {d}, {d}, ...], where p(0)/q(0) = {c}/1. A sequence is given by "
        "a(n) = p(n) mod {m}, from 0 to {m} - 1."
    )
    offset = 0
    second = staticmethod(_convergents)

    def choose(self, rng: random.Random, level: int) -> Params:
        bound = (9, 9, 19, 49, 99)[level - 1]
        m = between(rng, 11, (99, 999, 9_999, 9_999, 99_999)[level - 1])
        return {"c": between(rng, 1, bound), "d": between(rng, 1, bound), "m": m}

    def start(self, params: Params) -> int:
        start: int = params["c"] % params["m"]
        return start

    def work(self, params: Params) -> Iterator[Move]:
        d, m = params["d"], params["m"]
        before, term = 1, params["c"] % m
        for n in range(1, params["n"] + 1):
            whole = d * term + before
            quotient, after = divmod(whole, m)
            fetch = f"p({n}) = {d}*p({n - 1}) + p({n - 2})"
            claim = f"{d}*{term} + {before} - {quotient}*{m} = {after}"
            yield moved(fetch, f"a({n}) = ({d}*{term} + {before}) mod {m}", after, claim)
            before, term = term, after


def _diophantine_solutions(d: int, x: int, y: int, m: int, n: int) -> list[int]:
    # x(k+1) = 2*x(1)*x(k) - x(k-1)
    terms = [1, x]
    for _ in range(n - 1):
        terms.append(2 * x * terms[-1] - terms[-2])
    return [term % m for term in terms[2:]]


@family("sequences.diophantine_solutions")
class DiophantineSolutions(Sequence):
    """BeyondBench ``diophantine_solutions``: Pell's equation, published modulo 100.

    The published task fell back to arbitrary numbers where its search found no solution; here all
    solutions of one equation are listed, from the least, which the question gives.
    """

    summary = "Solutions of Pell's equation, modulo a number."
    rule = (
        "The solutions of x^2 - {d}*y^2 = 1 in positive integers, in increasing order, are "
        "(x(1), y(1)) = ({x}, {y}), (x(2), y(2)), ... with x(n+1) = {x}*x(n) + {d}*{y}*y(n) and "
        "y(n+1) = {y}*x(n) + {x}*y(n). A sequence is given by a(n) = x(n) mod {m}, from 0 to "
        "{m} - 1."
    )
    second = staticmethod(_diophantine_solutions)

    def choose(self, rng: random.Random, level: int) -> Params:
        d, x, y = pick(rng, _PELL)
        m = between(rng, 11, (99, 999, 99_999, 99_999, 99_999)[level - 1])
        return {"d": d, "x": x, "y": y, "m": m}

    def start(self, params: Params) -> int:
        start: int = params["x"] % params["m"]
        return start

    def work(self, params: Params) -> Iterator[Move]:
        d, x, y, m = (params[key] for key in "dxym")
        a, b = x % m, y % m
        for n in range(2, params["n"] + 1):
            one, two = x * a + d * y * b, y * a + x * b
            quotient = one // m
            claim = f"{x}*{a} + {d}*{y}*{b} - {quotient}*{m} = {one % m}"
            action = f"x({n}) = {x}*{a} + {d}*{y}*{b}, y({n}) = {two % m}, both mod {m}: x"
            fetch = f"x({n - 1}) = {a}, y({n - 1}) = {b} mod {m}"
            a, b = one % m, two % m
            yield moved(fetch, action, a, claim)


def _least_pell(d: int) -> tuple[int, int]:
    """The least solution of x^2 - d*y^2 = 1, by the continued fraction of sqrt(d)."""
    root = math.isqrt(d)
    m, q, a = 0, 1, root
    x, x0, y, y0 = root, 1, 1, 0
    while x * x - d * y * y != 1:
        m = q * a - m
        q = (d - m * m) // q
        a = (root + m) // q
        x, x0, y, y0 = a * x + x0, x, a * y + y0, y
    return x, y


_PELL = [
    (d, *_least_pell(d))
    for d in range(2, 100)
    if math.isqrt(d) ** 2 != d and _least_pell(d)[0] < 1000
]


def _cubes_and_fibonacci(p: int, s: int, n: int, **_: object) -> int:
    import math

    # Binet: F(n) is the sum of C(n, 2k+1)*5^k over k, divided by 2^(n-1)
    fib = sum(math.comb(n, 2 * k + 1) * 5**k for k in range(n // 2 + 1)) // 2 ** (n - 1)
    return int(p * n**3 + fib) % (n + s)


def _powers_and_squares(b: int, m: int, n: int, **_: object) -> int:
    return int(b**n + n * n) % m + 1


@family("sequences.modular_arithmetic")
class ModularArithmetic(Formula):
    """BeyondBench ``modular_arithmetic``, in both of its suites.

    ``of=fibonacci`` is that of the algebraic sequences, (n^3 + F(n)) mod (n + 7) with
    coefficients; ``of=powers`` that of the complex patterns, (b^n + n^2) mod m + 1.
    """

    summary = "A sum of powers or Fibonacci numbers, modulo a number."
    rule = ""
    law = (
        "n is up to 10, 20, 30, 40 or 60 at levels 1 to 5 (of=powers: 20 to 1000), and the other "
        "numbers grow."
    )

    def __init__(self, *, of: str | Spec = "fibonacci") -> None:
        self.of = str(of)
        if self.of not in ("fibonacci", "powers"):
            raise InputError(f"of={self.of} of {self.name}: it offers fibonacci and powers")

    def sample(self, rng: random.Random, level: int) -> Params:
        bound = (9, 99, 9_999, 9_999, 99_999)[level - 1]
        if self.of == "powers":
            n = between(rng, 3, (20, 50, 100, 300, 1000)[level - 1])
            return {"b": between(rng, 2, 9), "m": between(rng, 5, bound), "n": n}
        n = between(rng, 3, (10, 20, 30, 40, 60)[level - 1])
        return {"p": between(rng, 2, bound), "s": between(rng, 2, bound), "n": n}

    def render(self, params: Params) -> str:
        if self.of == "powers":
            return (
                "A sequence is given by a(n) = ((b^n + n^2) mod m) + 1 with b = {b} and m = {m}. "
                "What is a({n})?"
            ).format(**params)
        return (
            "Let F(1) = F(2) = 1 and F(n) = F(n-1) + F(n-2) for n > 2. A sequence is given by "
            "a(n) = ({p}*n^3 + F(n)) mod (n + {s}). What is a({n})?"
        ).format(**params)

    def solve(self, params: Params) -> Solved:
        n, steps = params["n"], list[Step]()
        if self.of == "fibonacci":
            one, two = 0, 1
            for i in range(2, n + 1):
                claim = f"{two} + {one} = {one + two}"
                one, two = two, one + two
                steps.append(Step(f"F({i}) = {claim}", claim, two))
            total, m = params["p"] * n**3 + two, n + params["s"]
            claim = f"{params['p']}*{n}^3 + {two} = {total}"
            steps.append(Step(claim, claim, total))
            quotient, rest = divmod(total, m)
            claim = f"{total} - {quotient}*{m} = {rest}"
            steps.append(Step(claim, claim, rest))
            return Solved(str(rest), tuple(steps))
        b, m, power = params["b"], params["m"], 1
        for bit in bin(n)[2:]:
            factor = b if bit == "1" else 1
            square = power * power * factor
            shown = f"{power}^2" + (f"*{b}" if bit == "1" else "")
            quotient, after = divmod(square, m)
            claim = f"{shown} - {quotient}*{m} = {after}"
            steps.append(Step(claim, claim, after))
            power = after
        steps[-1] = Step(f"{steps[-1].text} is {b}^{n} mod {m}.", steps[-1].claim, power)
        total = power + n * n
        claim = f"{power} + {n}^2 - {total // m}*{m} = {total % m}"
        steps.append(Step(claim, claim, total % m))
        claim = f"{total % m} + 1 = {total % m + 1}"
        steps.append(Step(claim, claim, total % m + 1))
        return Solved(str(total % m + 1), tuple(steps))

    def trail(self) -> type[Trail] | None:
        """The squarings of a power; the Fibonacci numbers are the same in all problems."""
        return Powers if self.of == "powers" else None

    def recompute(self, params: Params) -> str:
        second = _powers_and_squares if self.of == "powers" else _cubes_and_fibonacci
        return str(second(**params))

    def source(self, params: Params) -> str | None:
        return source_of(_powers_and_squares if self.of == "powers" else _cubes_and_fibonacci)


def _catalan_like(first: list[int], p: int, m: int, n: int) -> list[int]:
    terms = [first[0] % m]
    for i in range(1, n + 1):
        half = sum(terms[j] * terms[i - 1 - j] for j in range(i // 2))
        middle = terms[i // 2] ** 2 if i % 2 else 0
        terms.append((2 * half + middle + p * i) % m)
    return terms[1:]


@family("sequences.catalan_like")
class CatalanLike(Sequence):
    """BeyondBench ``catalan_like``: Catalan's convolution plus n, modulo m (published 1000)."""

    summary = "Catalan's convolution with a linear term, modulo a number."
    rule = (
        "A sequence starts with a(0) = {first}. For n > 0, a(n) is the sum of a(i)*a(n-1-i) over "
        "i = 0, ..., n-1, plus {p}*n, reduced modulo {m} (to 0, ..., {m} - 1)."
    )
    offset = 0
    lengths = {1: (2, 3), 2: (4, 5), 3: (6, 8), 4: (9, 11), 5: (12, 15)}
    law = "the number of terms to work out is 2-3, 4-5, 6-8, 9-11 or 12-15 at levels 1 to 5"
    second = staticmethod(_catalan_like)

    def choose(self, rng: random.Random, level: int) -> Params:
        m = between(rng, 101, 999)
        return {"first": [between(rng, 1, 9)], "p": between(rng, 1, 99), "m": m}

    def start(self, params: Params) -> int:
        first: int = params["first"][0]
        return first

    def work(self, params: Params) -> Iterator[Move]:
        p, m, terms = params["p"], params["m"], [params["first"][0]]
        for n in range(1, params["n"] + 1):
            products = " + ".join(f"{terms[i]}*{terms[n - 1 - i]}" for i in range(n))
            total = sum(terms[i] * terms[n - 1 - i] for i in range(n)) + p * n
            after = total % m
            claim = f"{products} + {p}*{n} - {total // m}*{m} = {after}"
            fetch = f"the terms are {', '.join(map(str, terms))}"
            yield moved(fetch, f"a({n}) = ({products} + {p}*{n}) mod {m}", after, claim)
            terms.append(after)


def _hypergeometric_like(m: int, n: int) -> int:
    import math

    # (2n-1)!! = (2n)!/(2^n n!)
    return int(math.factorial(2 * n) // (2**n * math.factorial(n)) // 2 ** (n - 1)) % m


@family("sequences.hypergeometric_like")
class HypergeometricLike(Formula):
    """BeyondBench ``hypergeometric_like``: floor((2n-1)!!/2^(n-1)), published modulo 1000."""

    summary = "The floor of a double factorial over a power of 2, modulo a number."
    rule = (
        "A sequence is given by a(n) = floor(1*3*5*...*(2n-1) / 2^(n-1)) mod {m}, from 0 to "
        "{m} - 1. What is a({n})?"
    )
    law = "n is 2-6, 7-10, 11-14, 15-18 or 19-22 at levels 1 to 5."
    second = staticmethod(_hypergeometric_like)

    def sample(self, rng: random.Random, level: int) -> Params:
        low, high = ((2, 6), (7, 10), (11, 14), (15, 18), (19, 22))[level - 1]
        m = between(rng, 11, (99, 999, 999_999, 999_999, 999_999)[level - 1])
        return {"m": m, "n": between(rng, low, high)}

    def solve(self, params: Params) -> Solved:
        m, n = params["m"], params["n"]
        product, steps = 1, []
        for odd in range(3, 2 * n, 2):
            claim = f"{product}*{odd} = {product * odd}"
            product *= odd
            steps.append(Step(claim, claim, product))
        power = 2 ** (n - 1)
        floor = product // power
        claim = f"{product} - {floor}*{power} = {product - floor * power}"
        steps.append(Step(f"{claim}, floor({product}/2^{n - 1}) = {floor}", claim, floor))
        claim = f"{floor} - {floor // m}*{m} = {floor % m}"
        steps.append(Step(claim, claim, floor % m))
        return Solved(str(floor % m), tuple(steps))
