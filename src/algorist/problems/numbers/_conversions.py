"""Changing the notation of a number, and rounding to significant figures."""

from __future__ import annotations

import random
from fractions import Fraction
from math import gcd

from algorist.core import Step
from algorist.problems._family import Params, Solved
from algorist.problems._values import between
from algorist.problems.numbers._digits import LAW, LONG
from algorist.problems.numbers._kinds import (
    FORMATS,
    decimal,
    draw_float,
    draw_scientific,
    natural,
    scientific,
)
from algorist.problems.numbers._task import NumberTask, task


@task("to_float")
class ToFloat(NumberTask):
    """A fraction with a terminating decimal, or a number in scientific notation, as a decimal."""

    kinds = ("fraction", "scientific")
    summary = "Write {a} as a decimal number."
    sizes = (2, 3, 5, 8, 12)
    law = "The numbers have up to 2, 3, 5, 8 and 12 digits at levels 1 to 5."
    program = (
        "from fractions import Fraction\n\n\n"
        "def solution(number, **_):\n    return Fraction(number)\n"
    )

    def sample(self, rng: random.Random, level: int) -> Params:
        """Denominators are 2**a * 5**b; exponents go from 0 to the number of digits."""
        n = self.length(rng, level)
        if self.kind == "scientific":
            return {"number": draw_scientific(rng, n, between(rng, 0, n))}
        while True:
            bottom, limit = 1, 10**n
            while True:
                more = bottom * (2, 2, 5)[between(rng, 0, 2)]
                if more >= limit or (bottom > 1 and rng.random() < 1 / (2 * n)):
                    break
                bottom = more
            top = natural(rng, n)
            if bottom > 1 and top and gcd(top, bottom) == 1:
                return {"number": f"{top}/{bottom}"}

    def render(self, params: Params) -> str:
        """One line."""
        return f"Write {params['number']} as a decimal number."

    def solve(self, params: Params) -> Solved:
        """Fractions over a power of ten; otherwise the point moves."""
        text = params["number"]
        exact = Fraction(text)
        answer = decimal(exact)
        if self.kind == "scientific":
            exponent = int(text.partition("e")[2])
            first = f"The point of {text.partition('e')[0]} moves {exponent} places to the right."
            steps = [Step(first, None, exponent)]
        else:
            places = len(decimal(exact, 0).partition(".")[2])
            factor = 10**places // exact.denominator
            bottoms = f"{exact.denominator}*{factor} = {10**places}"
            tops = f"{exact.numerator}*{factor} = {exact.numerator * factor}"
            steps = [
                Step(f"The denominator becomes a power of ten: {bottoms}.", bottoms, factor),
                Step(f"The numerator becomes {tops}.", tops, exact.numerator * factor),
            ]
        claim = f"{text} = {answer}"
        return Solved(answer, (*steps, Step(f"So {claim}.", claim, answer)))

    def recompute(self, params: Params) -> str:
        """Long division, digit by digit."""
        exact = Fraction(params["number"])
        whole, rest = divmod(exact.numerator, exact.denominator)
        digits = ""
        while rest:
            digit, rest = divmod(10 * rest, exact.denominator)
            digits += str(digit)
        return f"{whole}.{digits or '0'}"


@task("to_scient")
class ToScientific(NumberTask):
    """An integer or a decimal in scientific notation, often with zeros at one end."""

    kinds = ("integer", "float")
    summary = "Write {a} in scientific notation."
    sizes = LONG
    law = LAW
    program = (
        "from fractions import Fraction\n\n\n"
        "def solution(number, **_):\n    return Fraction(number)\n"
    )

    def sample(self, rng: random.Random, level: int) -> Params:
        """Zeros behind an integer, or before the digits of a decimal."""
        n = max(self.length(rng, level), 2)
        zeros = between(rng, 0, n // 2)
        if self.kind == "integer":
            return {"number": natural(rng, n - zeros) * 10**zeros or 10}
        if zeros and rng.random() < 0.5:
            return {"number": f"0.{'0' * (zeros - 1)}{draw_float(rng, 1, n - zeros)[2:]}"}
        return {"number": draw_float(rng, n, between(rng, 1, n))}

    def render(self, params: Params) -> str:
        """One line."""
        return f"Write {params['number']} in scientific notation, such as 1.23e4."

    def solve(self, params: Params) -> Solved:
        """Where the point goes, and by how many places it moves."""
        text = str(params["number"])
        answer = scientific(Fraction(text))
        whole, _, part = text.partition(".")
        if whole.strip("0"):
            moved = len(whole) - 1
            claim = f"{len(whole)}-1 = {moved}"
            first = f"{len(whole)} digits stand before the point, which moves {claim} places left."
        else:
            moved = len(part) - len(part.lstrip("0")) + 1
            claim = f"{moved - 1}+1 = {moved}"
            first = f"{moved - 1} zeros follow the point, which moves {claim} places right."
        last = f"{text} = {answer}"
        return Solved(answer, (Step(first, claim, moved), Step(f"So {last}.", last, answer)))

    def recompute(self, params: Params) -> str:
        """By dividing or multiplying by ten until one digit stands before the point."""
        exact, exponent = Fraction(params["number"]), 0
        while exact >= 10:
            exact, exponent = exact / 10, exponent + 1
        while exact < 1:
            exact, exponent = exact * 10, exponent - 1
        return f"{decimal(exact)}e{exponent}"


@task("sig")
class Significant(NumberTask):
    """A number rounded to significant figures, halves up, in scientific notation."""

    kinds = ("integer", "float")
    summary = "Round {a} to some significant figures, in scientific notation."
    sizes = LONG
    law = LAW
    program = (
        "from fractions import Fraction\n\n\n"
        "def solution(number, figures, **_):\n"
        "    number, scale = Fraction(number), Fraction(1)\n"
        "    while number / scale >= 10**figures:\n"
        "        scale *= 10\n"
        "    while number / scale < 10 ** (figures - 1):\n"
        "        scale /= 10\n"
        "    return (number / scale + Fraction(1, 2)) // 1 * scale\n"
    )

    def sample(self, rng: random.Random, level: int) -> Params:
        """From 2 figures to all of them."""
        n = max(self.length(rng, level), 2)
        number: int | str = natural(rng, n)
        if self.kind == "float":
            number = draw_float(rng, n, between(rng, 1, n))
        digits = len(str(number).replace(".", "").lstrip("0"))
        return {"number": number, "figures": between(rng, 2, max(2, digits))}

    def render(self, params: Params) -> str:
        """The rule for halves is said."""
        return (
            f"Round {params['number']} to {params['figures']} significant figures, halves away "
            f"from zero.{FORMATS['scientific']}"
        )

    def fits(self, params: Params) -> bool:
        """There is something to round away."""
        return super().fits(params) and len(str(params["number"])) > params["figures"]

    def solve(self, params: Params) -> Solved:
        """The figures that stay, the digit that decides, and the result."""
        text, figures = str(params["number"]), params["figures"]
        digits = text.replace(".", "").lstrip("0")
        kept, after = digits[:figures].ljust(figures, "0"), digits[figures : figures + 1] or "0"
        up = after >= "5"
        leading = scientific(Fraction(text))
        exponent = int(leading.partition("e")[2])
        rounded = int(kept) + up
        result = rounded * Fraction(10) ** (exponent - figures + 1)
        answer = _figures(result, figures)
        way = "up" if up else "down"
        steps = [
            Step(f"The first {figures} figures are {kept}.", None, kept),
            Step(f"The next digit is {after}, so round {way}.", None, way),
        ]
        if up:
            claim = f"{int(kept)}+1 = {rounded}"
            steps.append(Step(f"The figures become {claim}.", claim, rounded))
        steps.append(Step(f"So the answer is {answer}.", None, answer))
        return Solved(answer, tuple(steps))

    def recompute(self, params: Params) -> str:
        """The nearest multiple of the unit of the last figure."""
        number, figures = Fraction(params["number"]), params["figures"]
        size = len(str(int(number))) if number >= 1 else 0
        if not size:
            scaled = number
            while scaled * 10 < 1:
                scaled, size = scaled * 10, size - 1
        unit = Fraction(10) ** (size - figures)
        units, rest = divmod(number, unit)
        return _figures((units + (2 * rest >= unit)) * unit, figures)


def _figures(number: Fraction, figures: int) -> str:
    """Scientific notation with exactly so many figures (two at least)."""
    mantissa, _, exponent = scientific(number).partition("e")
    return f"{mantissa.ljust(figures + 1, '0')}e{exponent}"
