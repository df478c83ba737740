"""Division: exact, and with a remainder."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import ClassVar

from algorist.core import Step
from algorist.problems._euclid import Euclid
from algorist.problems._family import Params, Solved
from algorist.problems._values import between
from algorist.problems.numbers._arithmetic import reduced_text
from algorist.problems.numbers._kinds import draw
from algorist.problems.numbers._task import NumberTask, bracket, task
from algorist.problems.numbers._trails import LongDivision


@task("truediv")
class TrueDivision(NumberTask):
    """The exact quotient as an irreducible fraction."""

    kinds = ("integer", "fraction")
    summary = "Divide {two}; the answer is an irreducible fraction."
    law = "The numbers have up to 1, 2, 4, 5 and 8 digits at levels 1 to 5."
    sizes = (1, 2, 4, 5, 8)
    trails = {"integer": Euclid}
    program = (
        "from fractions import Fraction\n\n\n"
        "def solution(a, b, **_):\n    return Fraction(a) / Fraction(b)\n"
    )

    def sample(self, rng: random.Random, level: int) -> Params:
        """A divisor of 0 becomes 1."""
        a, b = self.pair(rng, level)
        return {"a": a, "b": b or 1}

    def render(self, params: Params) -> str:
        """One line, fractions in brackets."""
        a, b = bracket(params["a"]), bracket(params["b"])
        return f"What is {a} / {b}? Answer with an irreducible fraction such as 7/13."

    def fits(self, params: Params) -> bool:
        """The divisor is not 0."""
        return bool(params["a"] >= 0 < params["b"])

    def solve(self, params: Params) -> Solved:
        """Integers: Euclid's divisions, then reducing. Fractions: times the reciprocal."""
        if self.kind == "integer":
            top, bottom = params["a"], params["b"]
            steps = _euclid(top, bottom)
        else:
            a, b = Fraction(params["a"]), Fraction(params["b"])
            turned = 1 / b
            top, bottom = a.numerator * turned.numerator, a.denominator * turned.denominator
            tops = f"{a.numerator}*{turned.numerator} = {top}"
            bottoms = f"{a.denominator}*{turned.denominator} = {bottom}"
            flip = f"Multiply by the reciprocal, {turned.numerator}/{turned.denominator}."
            steps = [
                Step(flip, None, str(turned)),
                Step(f"The numerators give {tops}.", tops, top),
                Step(f"The denominators give {bottoms}.", bottoms, [top, bottom]),
            ]
        reduced, result = reduced_text(top, bottom)
        claim = f"{bracket(params['a'])}/{bracket(params['b'])} = {result}"
        last = Step(f"So {claim}.", claim, result)
        return Solved(result, (*steps, *reduced, last))

    def recompute(self, params: Params) -> str:
        """The fraction that gives ``a`` when multiplied by ``b``."""
        a, b = Fraction(params["a"]), Fraction(params["b"])
        return str(
            Fraction(a.numerator, a.denominator * b.numerator) * b.denominator if a else Fraction(0)
        )


def _euclid(a: int, b: int) -> list[Step]:
    """The divisions that find the greatest common divisor."""
    steps: list[Step] = []
    while b:
        quotient, rest = divmod(a, b)
        claim = f"{a} = {quotient}*{b}+{rest}"
        steps.append(Step(f"{claim}.", claim, [b, rest]))
        a, b = b, rest
    return steps


def _long_division(a: int, b: int) -> tuple[list[Step], int, int]:
    """Digit by digit from the left, with the remainder carried along."""
    steps: list[Step] = []
    quotient = rest = 0
    for digit in str(a):
        now = 10 * rest + int(digit)
        part, rest = divmod(now, b)
        quotient = 10 * quotient + part
        claim = f"{now} = {part}*{b}+{rest}"
        state = {"quotient": quotient, "rest": rest}
        steps.append(Step(f"Bring down {digit}: {claim}.", claim, state))
    return steps, quotient, rest


class Division(NumberTask):
    """Division with remainder, the larger number first."""

    trails = {"integer": LongDivision}
    law = "The dividend has up to 2, 3, 5, 8 and 12 digits at levels 1 to 5."
    place: ClassVar[int]
    """Which of quotient and remainder is asked for."""

    def sample(self, rng: random.Random, level: int) -> Params:
        """A divisor of 0 becomes 1."""
        a, b = sorted(map(int, self.pair(rng, level)), reverse=True)
        return {"a": a, "b": b or 1}

    def fits(self, params: Params) -> bool:
        """The dividend is the larger number, and the divisor is not 0."""
        return bool(params["a"] >= params["b"] > 0)

    def solve(self, params: Params) -> Solved:
        """Long division."""
        a, b = params["a"], params["b"]
        steps, quotient, rest = _long_division(a, b)
        claim = f"{a} = {quotient}*{b}+{rest}"
        answer = (quotient, rest)[self.place]
        last = f"So {claim}, and the {('quotient', 'remainder')[self.place]} is {answer}."
        return Solved(str(answer), (*steps, Step(last, claim, answer)))


@task("floordiv")
class FloorDivision(Division):
    """The quotient of a division with remainder."""

    summary = "The whole quotient of {two}."
    place = 0
    program = "def solution(a, b, **_):\n    return a // b\n"

    def render(self, params: Params) -> str:
        """One line."""
        return f"What is the quotient of {params['a']} divided by {params['b']}, rounded down?"

    def recompute(self, params: Params) -> str:
        """The whole part of the exact fraction."""
        exact = Fraction(params["a"], params["b"])
        return str(exact.__floor__())


@task("mod")
class Modulo(Division):
    """The remainder of a division; the easy variant has a divisor of at most three digits."""

    summary = "The remainder of the division of {two}."
    place = 1
    variants = {"easy": ("integer",)}
    program = "def solution(a, b, **_):\n    return a % b\n"

    def sample(self, rng: random.Random, level: int) -> Params:
        """The divisor has at most 0.7 times the digits of the dividend, and one."""
        n = self.length(rng, level)
        most = min(3, n) if self.variant == "easy" else int(0.7 * n) + 1
        a, b = int(draw("integer", rng, n)), int(draw("integer", rng, between(rng, 1, most)))
        a, b = max(a, b), min(a, b)
        return {"a": a, "b": b or 1}

    def render(self, params: Params) -> str:
        """One line."""
        return f"What is the remainder when {params['a']} is divided by {params['b']}?"

    def recompute(self, params: Params) -> str:
        """The dividend less the multiples of the divisor, by binary doubling."""
        rest, b = params["a"], params["b"]
        power = b
        while power * 2 <= rest:
            power *= 2
        while power >= b:
            if power <= rest:
                rest -= power
            power = power // 2 if power > b else 0
        return str(rest)
