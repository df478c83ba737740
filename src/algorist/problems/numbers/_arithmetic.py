"""Sums, differences and products in the four notations, with the work of every digit."""

from __future__ import annotations

import operator
import random
from abc import abstractmethod
from collections.abc import Callable
from fractions import Fraction
from math import gcd, lcm
from typing import Any, ClassVar

from algorist.core import InputError, Step
from algorist.problems._family import Params, Solved
from algorist.problems._trail import Trail
from algorist.problems._values import between
from algorist.problems.numbers._columns import add_columns, multiply_columns, subtract_columns
from algorist.problems.numbers._forms import FORMS, work
from algorist.problems.numbers._kinds import (
    KINDS,
    MAX_EXPONENT,
    decimal,
    draw,
    draw_scientific,
    pointed,
    scaled,
    scientific,
    show,
    value,
)
from algorist.problems.numbers._task import NumberTask, bracket, task
from algorist.problems.numbers._trails import Columns, Rows

_APPLY: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
}


class Operation(NumberTask):
    """A sum, difference or product of ``a`` and ``b``.

    ``form`` is how the work is written (integers only): columns, plain, reversed, simplified,
    detailed, padded, spaced or recursive; see :mod:`algorist.problems.numbers._forms`.
    """

    kinds = KINDS
    signed = True
    operator: ClassVar[str]
    law = (
        "The longer number has up to 2, 3, 5, 8 and 12 digits at levels 1 to 5 (fractions 1, 2, 3, "
        "4 and 6)."
    )
    fraction_sizes: ClassVar[tuple[int, ...]] = (1, 2, 3, 4, 6)

    def __init__(
        self,
        digits: int | None = None,
        negative: bool = False,
        variant: str | None = None,
        form: str = "columns",
    ) -> None:
        super().__init__(digits, negative, variant)
        if form not in FORMS:
            raise InputError(f"form={form!r}: give one of {', '.join(FORMS)}")
        if form != "columns" and (self.kind != "integer" or negative):
            raise InputError(f"form={form!r} is for natural numbers: use form=columns here")
        self.form = form
        if self.kind == "fraction":
            vars(self)["sizes"] = self.fraction_sizes

    def sample(self, rng: random.Random, level: int) -> Params:
        """Two numbers with their signs."""
        a, b = self.pair(rng, level)
        if not self.negative:
            return {"a": a, "b": b}
        return {"a": self.sign(rng, a), "b": self.sign(rng, b)}

    def render(self, params: Params) -> str:
        """One line; negative second numbers and fractions in brackets."""
        a, b = params["a"], params["b"]
        if self.kind == "integer" and b.__class__ is int and b >= 0:
            return f"What is {a} {self.operator} {b}?"
        left = bracket(a) if self.kind == "fraction" else str(a)
        return f"What is {left} {self.operator} {bracket(b)}?{self.format}"

    def claim(self, params: Params, result: str) -> str:
        """The whole equation."""
        a, b = params["a"], params["b"]
        if b.__class__ is int and b >= 0:
            return f"{a}{self.operator}{b} = {result}"
        return f"{a}{self.operator}{bracket(b)} = {result}"

    @abstractmethod
    def whole(self, a: int, b: int) -> tuple[list[Step], int]:
        """The columns of an operation on integers, and its result."""

    @abstractmethod
    def decimals(self, x: int, p: int, y: int, q: int) -> tuple[list[Step], str]:
        """The work on x / 10**p and y / 10**q, and its result."""

    @abstractmethod
    def steps(self, a: Fraction, b: Fraction) -> tuple[list[Step], Fraction]:
        """The work in another notation, and its result."""

    def solve(self, params: Params) -> Solved:
        """The work, then the whole equation."""
        a, b = params["a"], params["b"]
        if self.form != "columns":
            steps = work(a, self.operator, b, self.form)
            return Solved(str(steps[-1].state), tuple(steps))
        if self.kind == "integer":
            done, total = self.whole(a, b)
            answer = str(total)
        elif self.kind == "float":
            done, answer = self.decimals(*scaled(a), *scaled(b))
        else:
            done, result = self.steps(value(a), value(b))
            answer = show(self.kind, result)
        claim = self.claim(params, answer)
        done.append(Step(f"So {claim}.", claim, answer))
        return Solved(answer, tuple(done))

    def answer(self, params: Params) -> str:
        """The result alone."""
        apply, a, b = _APPLY[self.operator], params["a"], params["b"]
        if self.kind == "integer":
            return str(apply(a, b))
        return show(self.kind, apply(Fraction(a), Fraction(b)))

    def trail(self) -> type[Trail] | None:
        """The work in columns; the other forms write it down in other steps."""
        return super().trail() if self.form == "columns" else None

    def slots(self, params: Params) -> tuple[str, ...]:
        """Either number, if it is an integer; the other forms write out its digits."""
        return super().slots(params) if self.form == "columns" else ()


def _sum_steps(a: Fraction, b: Fraction, kind: str) -> tuple[list[Step], Fraction]:
    if kind == "fraction":
        return _fractions(a, b)
    return _shifted(a, b)


def _columns(a: int, b: int) -> list[Step]:
    """Magnitudes are added, or the smaller is taken off the larger."""
    x, y = abs(a), abs(b)
    if (a < 0) == (b < 0):
        return add_columns(str(x), str(y))
    return subtract_columns(str(max(x, y)), str(min(x, y)))


def _aligned(x: int, p: int, y: int, q: int) -> tuple[list[Step], str]:
    """Decimals: the points are aligned and left out."""
    places = max(p, q)
    x, y = x * 10 ** (places - p), y * 10 ** (places - q)
    first = f"Without the points, after filling up to {places} decimals: {abs(x)} and {abs(y)}."
    last = f"Put the point before the last {places} digits."
    steps = [Step(first, None, [x, y]), *_columns(x, y), Step(last, None, places)]
    return steps, pointed(x + y, places)


def _fractions(a: Fraction, b: Fraction) -> tuple[list[Step], Fraction]:
    """A common denominator, the sum of the numerators, and reducing it."""
    bottom = lcm(a.denominator, b.denominator)
    steps: list[Step] = []
    tops = []
    for number in (a, b):
        factor = bottom // number.denominator
        tops.append(number.numerator * factor)
        claim = f"{number.numerator}*{factor} = {tops[-1]}"
        text = f"Over {bottom}, {number} has the numerator {claim}."
        steps.append(Step(text, claim, [tops[-1], bottom]))
    top = tops[0] + tops[1]
    claim = f"{tops[0]}+{bracket(tops[1])} = {top}"
    steps.append(Step(f"The numerators add up to {claim}.", claim, [top, bottom]))
    reduced, result = reduced_fraction(top, bottom)
    return [*steps, *reduced], result


def reduced_fraction(top: int, bottom: int) -> tuple[list[Step], Fraction]:
    """Divide numerator and denominator by their greatest common divisor."""
    return reduced_text(top, bottom)[0], Fraction(top, bottom)


def reduced_text(top: int, bottom: int) -> tuple[list[Step], str]:
    """:func:`reduced_fraction` with the text of the result; the denominator is positive."""
    common = gcd(top, bottom)
    x, y = top // common, bottom // common
    result = f"{x}/{y}" if y != 1 else f"{x}"
    if common == 1:
        return [Step(f"{top}/{bottom} is irreducible.", None, [x, y])], result
    claim = f"{top}/{bottom} = {x}/{y}"
    text = f"The greatest common divisor of {abs(top)} and {bottom} is {common}: {claim}."
    return [Step(text, claim, [x, y])], result


def _split(number: Fraction) -> tuple[Fraction, int]:
    """Mantissa and exponent."""
    mantissa, _, exponent = scientific(number).partition("e")
    return Fraction(mantissa), int(exponent)


def _shifted(a: Fraction, b: Fraction) -> tuple[list[Step], Fraction]:
    """Scientific: both with the smaller exponent, the sum of the mantissas, and normalising it."""
    (x, p), (y, q) = _split(a), _split(b)
    low = min(p, q)
    x, y = x * 10 ** (p - low), y * 10 ** (q - low)
    left, right = decimal(x, 0), decimal(y, 0)
    text = f"With the exponent {low} the mantissas are {left} and {right}."
    claim = f"{left}+{bracket(right)} = {decimal(x + y, 0)}"
    total = (x + y) * Fraction(10) ** low
    steps = [Step(text, None, [left, right, low]), Step(f"Their sum is {claim}.", claim, None)]
    return [*steps, *_normalised(x + y, low)], total


def _normalised(mantissa: Fraction, exponent: int) -> list[Step]:
    result = scientific(mantissa * Fraction(10) ** exponent)
    claim = f"{decimal(mantissa, 0)}*10^{exponent} = {result}"
    return [Step(f"Normalised, {claim}.", claim, result)]


@task("add")
class Add(Operation):
    """The sum of two numbers."""

    summary = "Add {two}."
    operator = "+"
    trails = {"integer": Columns, "float": Columns}
    variants = {"easy": ("fraction",)}
    program = (
        "from fractions import Fraction\n\n\n"
        "def solution(a, b, **_):\n    return Fraction(a) + Fraction(b)\n"
    )

    def sample(self, rng: random.Random, level: int) -> Params:
        """Exponents of scientific numbers differ by at most 5; easy fractions have one short."""
        drawn = super().sample(rng, level)
        if self.kind == "scientific":
            drawn = _near(rng, drawn, 0)
        elif self.variant == "easy":
            drawn["b"] = self.sign(rng, draw("fraction", rng, min(3, self.digits or 3)))
        return drawn

    def whole(self, a: int, b: int) -> tuple[list[Step], int]:
        """Columns with carries."""
        return _columns(a, b), a + b

    def decimals(self, x: int, p: int, y: int, q: int) -> tuple[list[Step], str]:
        """Columns with the points aligned."""
        return _aligned(x, p, y, q)

    def steps(self, a: Fraction, b: Fraction) -> tuple[list[Step], Fraction]:
        """The work of the sum."""
        return _sum_steps(a, b, self.kind)

    def recompute(self, params: Params) -> str:
        """Twice the first number less the difference."""
        a, b = Fraction(params["a"]), Fraction(params["b"])
        return show(self.kind, 2 * a - (a - b))


def _near(rng: random.Random, drawn: Params, least: int) -> Params:
    """The second exponent is moved to within ``least`` to 5 of the first."""
    exponent = int(drawn["a"].partition("e")[2])
    gap = between(rng, least, 5)
    other = exponent + (gap if rng.random() < 0.5 else -gap)
    if not 0 <= other <= MAX_EXPONENT:
        other = 2 * exponent - other
    return {**drawn, "b": f"{drawn['b'].partition('e')[0]}e{other}"}


@task("subtract")
class Subtract(Operation):
    """The difference of two numbers; the larger stands first unless negative ones are wanted."""

    summary = "Subtract {two}."
    operator = "-"
    trails = {"integer": Columns, "float": Columns}
    program = (
        "from fractions import Fraction\n\n\n"
        "def solution(a, b, **_):\n    return Fraction(a) - Fraction(b)\n"
    )

    def sample(self, rng: random.Random, level: int) -> Params:
        """Exponents of scientific numbers differ by 1 to 5."""
        drawn = super().sample(rng, level)
        if self.kind == "scientific":
            drawn = _near(rng, drawn, 1)
        if not self.negative and self._less(drawn["a"], drawn["b"]):
            drawn = {"a": drawn["b"], "b": drawn["a"]}
        return drawn

    def _less(self, a: Any, b: Any) -> bool:
        """Whether one positive number is below another."""
        if self.kind == "integer":
            return bool(a < b)
        if self.kind == "float" and len(a) <= 16 and len(b) <= 16:
            return float(a) < float(b)  # floats keep the order of decimals of 15 digits
        return value(a) < value(b)

    def whole(self, a: int, b: int) -> tuple[list[Step], int]:
        """Columns with borrows."""
        return _columns(a, -b), a - b

    def decimals(self, x: int, p: int, y: int, q: int) -> tuple[list[Step], str]:
        """Columns with the points aligned."""
        return _aligned(x, p, -y, q)

    def steps(self, a: Fraction, b: Fraction) -> tuple[list[Step], Fraction]:
        """The work of adding the opposite."""
        return _sum_steps(a, -b, self.kind)

    def recompute(self, params: Params) -> str:
        """By the complement to a large power of ten."""
        a, b, base = Fraction(params["a"]), Fraction(params["b"]), 10**400
        return show(self.kind, a + (base - b) - base)

    def fits(self, params: Params) -> bool:
        """A difference of natural numbers stays one."""
        return bool(params["a"] >= params["b"] >= 0)


def _pointless(x: int, p: int, y: int, q: int) -> list[Step]:
    """The product of the numbers without their points, and its decimals."""
    x, y = abs(x), abs(y)
    claim = f"{p}+{q} = {p + q}"
    return [
        Step(f"Without the points: {x} times {y}.", None, [x, y]),
        *multiply_columns(str(x), str(y)),
        Step(f"The product has {claim} decimals.", claim, p + q),
    ]


@task("multiply")
class Multiply(Operation):
    """The product of two numbers; the easy variant has one of at most three digits."""

    summary = "Multiply {two}."
    law = (
        "The longer number has up to 1, 2, 4, 5 and 8 digits at levels 1 to 5 (fractions 1, 2, 3, "
        "4 and 6)."
    )
    sizes = (1, 2, 4, 5, 8)
    operator = "*"
    trails = {"integer": Rows, "float": Rows}
    variants = {"easy": KINDS, "hard": KINDS}
    program = (
        "from fractions import Fraction\n\n\n"
        "def solution(a, b, **_):\n    return Fraction(a) * Fraction(b)\n"
    )

    def sample(self, rng: random.Random, level: int) -> Params:
        """Exponents of scientific numbers sum to at most 99."""
        drawn = super().sample(rng, level)
        short = min(3, self.digits or 3)
        if self.kind == "scientific":
            for name in ("a", "b"):
                n = short if name == "b" and self.variant == "easy" else self.length(rng, level)
                drawn[name] = self.sign(rng, draw_scientific(rng, n, between(rng, 0, 48)))
        elif self.variant == "easy":
            drawn["b"] = self.sign(rng, draw(self.kind, rng, short))
        return drawn

    def whole(self, a: int, b: int) -> tuple[list[Step], int]:
        """One partial product a digit."""
        return multiply_columns(str(abs(a)), str(abs(b))), a * b

    def decimals(self, x: int, p: int, y: int, q: int) -> tuple[list[Step], str]:
        """Without the points first."""
        return _pointless(x, p, y, q), pointed(x * y, p + q)

    def steps(self, a: Fraction, b: Fraction) -> tuple[list[Step], Fraction]:
        """Digit by digit; decimals and mantissas without their points first."""
        if self.kind == "fraction":
            return self._fractions(a, b)
        (x, p), (y, q) = _split(a), _split(b)
        exponents = f"{p}+{q} = {p + q}"
        mantissas = f"{decimal(x, 0)}*{bracket(decimal(y, 0))} = {decimal(x * y, 0)}"
        steps = [
            *_pointless(*scaled(decimal(x)), *scaled(decimal(y))),
            Step(f"The mantissas give {mantissas}.", mantissas, decimal(x * y, 0)),
            Step(f"The exponents add up to {exponents}.", exponents, p + q),
        ]
        return [*steps, *_normalised(x * y, p + q)], a * b

    def _fractions(self, a: Fraction, b: Fraction) -> tuple[list[Step], Fraction]:
        top, bottom = a.numerator * b.numerator, a.denominator * b.denominator
        tops = f"{a.numerator}*{bracket(b.numerator)} = {top}"
        bottoms = f"{a.denominator}*{b.denominator} = {bottom}"
        reduced, result = reduced_fraction(top, bottom)
        steps = [
            Step(f"The numerators give {tops}.", tops, top),
            Step(f"The denominators give {bottoms}.", bottoms, [top, bottom]),
        ]
        return [*steps, *reduced], result

    def recompute(self, params: Params) -> str:
        """Quarter squares: ((a+b)^2 - (a-b)^2) / 4."""
        a, b = Fraction(params["a"]), Fraction(params["b"])
        return show(self.kind, ((a + b) ** 2 - (a - b) ** 2) / 4)
