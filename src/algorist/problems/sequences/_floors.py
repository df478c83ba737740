"""Floors of irrational numbers (BeyondBench medium): roots, exponentials, logarithms.

They are exact: roots by integer square roots, exponentials and logarithms by enclosures that are
narrowed until they decide.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from fractions import Fraction

from algorist.core import InputError, Step
from algorist.problems._family import Params, Solved, family
from algorist.problems._stepped import Move, moved
from algorist.problems._values import between, pick, rounded
from algorist.problems.sequences._engine import Formula, Sequence


def _radical_recurrence(first: list[int], p: int, q: int, n: int) -> list[int]:
    from decimal import Context, Decimal

    exact, terms = Context(prec=60), list(first)
    for i in range(2, n + 1):
        terms.append(int(exact.sqrt(Decimal(p * terms[-1] + q * i * i))))
    return terms[1:]


@family("sequences.radical_recurrence")
class RadicalRecurrence(Sequence):
    """BeyondBench ``radical_recurrence``: floor(sqrt(a(n-1) + n^2)), with coefficients."""

    summary = "Rounded-down square roots of the term before."
    rule = (
        "A sequence starts with a(1) = {first}. For n > 1, a(n) = floor(sqrt({p}*a(n-1) + "
        "{q}*n^2))."
    )
    second = staticmethod(_radical_recurrence)

    def choose(self, rng: random.Random, level: int) -> Params:
        bound = (9, 49, 199, 999, 9_999)[level - 1]
        return {
            "first": [between(rng, 1, bound)],
            "p": between(rng, 2, bound),
            "q": between(rng, 2, bound),
        }

    def start(self, params: Params) -> int:
        first: int = params["first"][0]
        return first

    def work(self, params: Params) -> Iterator[Move]:
        p, q, term = params["p"], params["q"], params["first"][0]
        for n in range(2, params["n"] + 1):
            inside = p * term + q * n * n
            claim = f"{p}*{term} + {q}*{n}^2 = {inside}"
            fetch = f"a({n - 1}) = {term}, {claim}"
            term = math.isqrt(inside)
            yield moved(fetch, f"{claim}, a({n}) = floor(sqrt({inside}))", term, claim)


def _nested_radical(p: int, q: int, r: int, n: int) -> int:
    from decimal import Context, Decimal

    exact = Context(prec=60)
    inner = exact.sqrt(Decimal(r * n))
    middle = exact.sqrt(q * n + inner)
    return int(exact.sqrt(p * n + middle))


@family("sequences.nested_radical")
class NestedRadical(Formula):
    """BeyondBench ``nested_radical``: floor(sqrt(n + sqrt(n + sqrt(n)))), with coefficients.

    A root of ``k + x`` reaches an integer exactly when that of ``k + floor(x)`` does, so the
    floors can be taken from the inside.
    """

    open = ("p", "q", "r", "n")
    summary = "The floor of a nested square root."
    rule = (
        "A sequence is given by a(n) = floor(sqrt({p}*n + sqrt({q}*n + sqrt({r}*n)))). "
        "What is a({n})?"
    )
    second = staticmethod(_nested_radical)

    def sample(self, rng: random.Random, level: int) -> Params:
        bound = (9, 99, 999, 9_999, 99_999)[level - 1]
        return {key: between(rng, 2, bound) for key in ("p", "q", "r", "n")}

    def solve(self, params: Params) -> Solved:
        n, root, steps = params["n"], 0, []
        for key in ("r", "q", "p"):
            inside = params[key] * n + root
            claim = f"{params[key]}*{n} + {root} = {inside}"
            root = math.isqrt(inside)
            text = f"{claim}, floor(sqrt({inside})) = {root}"
            steps.append(Step(text, claim, root))
        return Solved(str(root), tuple(steps))


def _algebraic_irrationals(b: int, c: int, d: int, n: int) -> int:
    from decimal import Context, Decimal

    exact = Context(prec=80)
    top = exact.add(Decimal(n), exact.multiply(Decimal(b), exact.sqrt(Decimal(d))))
    return int(exact.divide(exact.multiply(top, Decimal(n)), Decimal(c * n + 1)))


@family("sequences.algebraic_irrationals")
class AlgebraicIrrationals(Formula):
    """BeyondBench ``algebraic_irrationals``: floor((n + sqrt(5))/(2 + 1/n)), with coefficients."""

    summary = "The floor of a quotient with a square root."
    rule = "A sequence is given by a(n) = floor((n + {b}*sqrt({d}))/({c} + 1/n)). What is a({n})?"
    second = staticmethod(_algebraic_irrationals)

    def sample(self, rng: random.Random, level: int) -> Params:
        bound = (9, 99, 999, 9_999, 99_999)[level - 1]
        d = pick(rng, [2, 3, 5, 6, 7, 10, 11, 13, 14, 15, 17, 19])
        return {
            "b": between(rng, 2, bound),
            "c": between(rng, 2, 9),
            "d": d,
            "n": between(rng, 2, bound),
        }

    def solve(self, params: Params) -> Solved:
        b, c, d, n = (params[key] for key in "bcdn")
        inside = b * b * d * n * n
        root = math.isqrt(inside)
        top, bottom = n * n + root, c * n + 1
        answer = top // bottom
        rows = [
            (f"{b}^2*{d}*{n}^2 = {inside}", f"; floor(sqrt({inside})) = {root}", root),
            (f"{n}^2 + {root} = {top}", "", top),
            (f"{c}*{n} + 1 = {bottom}", "", bottom),
            (f"{top} - {answer}*{bottom} = {top - answer * bottom}", f"; floor {answer}", answer),
        ]
        lead = Step(
            f"Times {n}, top and bottom: (n^2 + n*{b}*sqrt({d}))/({c}*n + 1) at n = {n}.", None, n
        )
        steps = [lead, *(Step(claim + more, claim, state) for claim, more, state in rows)]
        return Solved(str(answer), tuple(steps))


def floor_of(bounds: Callable[[int], tuple[int, int]], what: str) -> tuple[int, str]:
    """The floor of a number and its first decimals, from enclosures ``bounds(bits)`` in units of
    2^-bits that are narrowed until they decide."""
    for bits in (80, 160, 320, 640):
        low, high = bounds(bits)
        if low >> bits == high >> bits:
            return low >> bits, rounded(Fraction(low, 1 << bits), 5)
    raise InputError(f"{what} is too near an integer: its floor is undecided")


def exp_bounds(q: int, n: int, bits: int) -> tuple[int, int]:
    """Bounds of e^(q/n) in units of 2^-bits, for 0 < q <= n, by Taylor's series.

    Each term is cut to a unit, which adds at most 2 units to its error; the tail is below 2.
    """
    total = term = 1 << bits
    k = 0
    while term:
        k += 1
        term = term * q // (n * k)
        total += term
    return total, total + 2 * k + 4


def log_bounds(x: int, bits: int) -> tuple[int, int]:
    """Bounds of ln(x * 2^-bits) in units of 2^-bits, for ``x`` of at least 2^bits.

    x = 2^k*y with 1 <= y < 2, and ln y = 2*artanh((y-1)/(y+1)); every cut adds at most 2 units.
    """
    k = x.bit_length() - bits - 1
    one = 1 << (bits + k)
    total, errors = _artanh(((x - one) << bits) // (x + one), bits)
    two, more = _artanh((1 << bits) // 3, bits)
    return 2 * total + 2 * k * two, 2 * (total + errors) + 2 * k * (two + more)


def _artanh(z: int, bits: int) -> tuple[int, int]:
    """artanh of ``z`` (0 to 1/3, in units of 2^-bits), rounded down, and its greatest error."""
    square = z * z >> bits
    total, power, k = 0, z, 1
    while power:
        total += power // k
        power = power * square >> bits
        k += 2
    return total, 2 * k + 4


def _transcendental_floor(p: int, q: int, n: int) -> int:
    from decimal import Context, Decimal

    exact = Context(prec=60)
    power = exact.exp(exact.divide(Decimal(q), Decimal(n)))
    return int(exact.multiply(Decimal(p * n), power))


@family("sequences.transcendental_floor")
class TranscendentalFloor(Formula):
    """BeyondBench ``transcendental_floor``: floor(n*e^(1/n)), with coefficients."""

    summary = "The floor of an exponential expression."
    rule = "A sequence is given by a(n) = floor({p}*n*e^({q}/n)). What is a({n})?"
    second = staticmethod(_transcendental_floor)

    def sample(self, rng: random.Random, level: int) -> Params:
        bound = (9, 49, 499, 999, 9_999)[level - 1]
        n = between(rng, 3, bound)
        return {"p": between(rng, 2, bound), "q": between(rng, 1, n), "n": n}

    def solve(self, params: Params) -> Solved:
        p, q, n = params["p"], params["q"], params["n"]

        def bounds(bits: int) -> tuple[int, int]:
            low, high = exp_bounds(q, n, bits)
            return p * n * low, p * n * high

        answer, value = floor_of(bounds, f"{p}*{n}*e^({q}/{n})")
        claim = f"{p}*{n} = {p * n}"
        about = rounded(Fraction(exp_bounds(q, n, 80)[0], 1 << 80), 8)
        steps = (
            Step(claim, claim, p * n),
            Step(f"e^({q}/{n}) is about {about}.", None, about),
            Step(f"{p * n}*e^({q}/{n}) is about {value}; floor: {answer}.", None, answer),
        )
        return Solved(str(answer), steps)


def _lambert_w(p: int, n: int) -> int:
    from decimal import Context, Decimal

    exact = Context(prec=60)
    return int(exact.divide(Decimal(p * n), exact.ln(exact.add(Decimal(n), exact.exp(Decimal(1))))))


@family("sequences.lambert_w")
class LambertW(Formula):
    """BeyondBench ``lambert_w``: floor(n/ln(n + e)), with a factor."""

    summary = "The floor of a quotient with a logarithm."
    rule = (
        "A sequence is given by a(n) = floor({p}*n/ln(n + e)), where ln is the natural logarithm "
        "and e its base. What is a({n})?"
    )
    second = staticmethod(_lambert_w)

    def sample(self, rng: random.Random, level: int) -> Params:
        bound = (9, 99, 999, 9_999, 99_999)[level - 1]
        return {"p": between(rng, 2, bound), "n": between(rng, 2, bound)}

    def solve(self, params: Params) -> Solved:
        p, n = params["p"], params["n"]

        def log(bits: int) -> tuple[int, int]:
            low, high = exp_bounds(1, 1, bits)
            return log_bounds((n << bits) + low, bits)[0], log_bounds((n << bits) + high, bits)[1]

        def bounds(bits: int) -> tuple[int, int]:
            low, high = log(bits)
            top = p * n << (2 * bits)
            return top // high, -(-top // low)

        answer, value = floor_of(bounds, f"{p}*{n}/ln({n} + e)")
        about = rounded(Fraction(log(80)[0], 1 << 80), 8)
        claim = f"{p}*{n} = {p * n}"
        steps = (
            Step(claim, claim, p * n),
            Step(f"ln({n} + e) is about {about}.", None, about),
            Step(f"{p * n}/ln({n} + e) is about {value}; floor: {answer}.", None, answer),
        )
        return Solved(str(answer), steps)
