"""Comparing numbers, and tasks on their digits."""

from __future__ import annotations

import random
from abc import abstractmethod
from fractions import Fraction
from typing import ClassVar

from algorist.core import Step
from algorist.problems._family import Params, Solved
from algorist.problems._values import between
from algorist.problems.numbers._kinds import (
    KINDS,
    decimal,
    draw,
    draw_fraction,
    natural,
    scaled,
    value,
)
from algorist.problems.numbers._task import NumberTask, bracket, task
from algorist.problems.numbers._trails import Counted, Places

LONG = (3, 6, 12, 25, 50)
LAW = "The longer number has up to 3, 6, 12, 25 and 50 digits at levels 1 to 5."


class Comparison(NumberTask):
    """The larger or smaller of two different numbers.

    The hard variant has pairs that share the first digits (integer), the whole part (float) or the
    exponent (scientific). Fractions are below one.
    """

    kinds = KINDS
    signed = True
    sizes = LONG
    law = LAW
    variants = {"hard": ("integer", "float", "scientific")}
    most: ClassVar[bool]

    def sample(self, rng: random.Random, level: int) -> Params:
        """Two numbers of different value."""
        while True:
            a, b = self.pair(rng, level)
            if self.kind == "fraction":
                a, b = _below_one(rng, str(a)), _below_one(rng, str(b))
            if self.variant == "hard":
                b = _alike(rng, self.kind, str(a))
            a, b = self.sign(rng, a), self.sign(rng, b)
            if a != b:  # each value has one way of being written here
                return {"a": a, "b": b}

    def render(self, params: Params) -> str:
        """One line; the answer is one of the two."""
        word = "larger" if self.most else "smaller"
        return f"Which number is {word}: {params['a']} or {params['b']}?"

    def fits(self, params: Params) -> bool:
        """Two different numbers."""
        return super().fits(params) and params["a"] != params["b"]

    def solve(self, params: Params) -> Solved:
        """Fractions by cross products, others digit by digit until two differ."""
        a, b = params["a"], params["b"]
        if self.kind == "fraction":
            steps = _cross(Fraction(a), Fraction(b))
        else:
            steps = _by_digits(str(a), str(b))
        larger = _larger(self.kind, a, b)
        high, low = (a, b) if larger else (b, a)
        answer = str(high if self.most else low)
        text = f"So {high} is larger than {low}. The answer is {answer}."
        return Solved(answer, (*steps, Step(text, None, answer)))

    def recompute(self, params: Params) -> str:
        """The two sorted by value."""
        ordered = sorted((params["a"], params["b"]), key=Fraction)
        return str(ordered[-1 if self.most else 0])


def _larger(kind: str, a: int | str, b: int | str) -> bool:
    if kind == "float":
        (x, p), (y, q) = scaled(str(a)), scaled(str(b))
        return bool(x * 10**q > y * 10**p)
    return value(a) > value(b)


def _below_one(rng: random.Random, text: str) -> str:
    top, bottom = sorted(map(int, text.replace("-", "").split("/")))
    return f"{top}/{bottom}" if 0 < top < bottom else draw_fraction(rng, 1)


def _alike(rng: random.Random, kind: str, text: str) -> int | str:
    """A number that shares the beginning of ``text``."""
    if kind == "integer":
        keep = max(1, len(text) // 2)
        return int(text[:keep] + "".join(rng.choices("0123456789", k=len(text) - keep)))
    if kind == "float":
        whole, part = text.split(".")
        rest = "".join(rng.choices("0123456789", k=len(part) - 1))
        return f"{whole}.{rest}{between(rng, 1, 9)}"
    mantissa, exponent = text.split("e")
    rest = "".join(rng.choices("0123456789", k=len(mantissa) - 3))
    return f"{between(rng, 1, 9)}.{rest}{between(rng, 1, 9)}e{exponent}"


def _cross(a: Fraction, b: Fraction) -> list[Step]:
    left, right = a.numerator * b.denominator, b.numerator * a.denominator
    one = f"{bracket(a.numerator)}*{b.denominator} = {left}"
    two = f"{bracket(b.numerator)}*{a.denominator} = {right}"
    verdict = "larger" if left > right else "smaller"
    return [
        Step(f"Times the other denominator, the first numerator is {one}.", one, left),
        Step(f"Times the other denominator, the second numerator is {two}.", two, right),
        Step(f"{left} is {verdict} than {right}.", None, verdict),
    ]


def _by_digits(a: str, b: str) -> list[Step]:
    """Signs, exponents or lengths, then digit after digit."""
    steps: list[Step] = []
    if (a[0] == "-") != (b[0] == "-"):
        return [Step("One is negative and the other is not.", None, [a, b])]
    a, b = a.lstrip("-"), b.lstrip("-")
    if "e" in a:
        (a, p), (b, q) = a.split("e"), b.split("e")
        if p != q:
            return [Step(f"The exponents {p} and {q} differ.", None, [int(p), int(q)])]
        steps.append(Step(f"Both exponents are {p}.", None, [int(p), int(q)]))
    whole, other = a.split(".")[0], b.split(".")[0]
    m, n = len(whole), len(other)
    if m != n:
        text = f"Before the point there are {m} and {n} digits."
        return [*steps, Step(text, None, [m, n])]
    steps.append(Step(f"Both have {m} digits before the point.", None, [m, n]))
    left, right = a.replace(".", ""), b.replace(".", "")
    width = max(len(left), len(right))
    for k, (x, y) in enumerate(zip(left.ljust(width, "0"), right.ljust(width, "0"), strict=True)):
        same = x == y
        said = "the same" if same else "different"
        steps.append(Step(f"Digit {k + 1}: {x} and {y} are {said}.", None, [int(x), int(y)]))
        if not same:
            break
    return steps


@task("max")
class Maximum(Comparison):
    """The larger of two numbers."""

    summary = "The larger of {two}."
    most = True
    program = (
        "from fractions import Fraction\n\n\n"
        "def solution(a, b, **_):\n    return a if Fraction(a) > Fraction(b) else b\n"
    )


@task("min")
class Minimum(Comparison):
    """The smaller of two numbers."""

    summary = "The smaller of {two}."
    most = False
    program = (
        "from fractions import Fraction\n\n\n"
        "def solution(a, b, **_):\n    return a if Fraction(a) < Fraction(b) else b\n"
    )


_DIGITWISE = """def solution(a, b, **_):
    a, b = str(a), str(b)
    left, right = [(one + ".").split(".")[:2] for one in (a, b)]
    whole, part = max(len(left[0]), len(right[0])), max(len(left[1]), len(right[1]))
    x = left[0].rjust(whole, "0") + left[1].ljust(part, "0")
    y = right[0].rjust(whole, "0") + right[1].ljust(part, "0")
    done = "".join(str({}) for p, q in zip(x, y))
    return done[:whole] + ("." + done[whole:] if part else "")
"""


class Digitwise(NumberTask):
    """An operation on the digits at the same places; missing digits are 0."""

    kinds = ("integer", "float")
    sizes = LONG
    law = LAW
    trails = {"integer": Places, "float": Places}
    rule: ClassVar[str]
    operation: ClassVar[str]

    def sample(self, rng: random.Random, level: int) -> Params:
        """Two numbers."""
        a, b = self.pair(rng, level)
        return {"a": a, "b": b}

    def render(self, params: Params) -> str:
        """The rule and the two numbers."""
        align = " Align the decimal points." if self.kind == "float" else ""
        return (
            f"Compare {params['a']} and {params['b']} place by place, taking missing digits as 0."
            f"{align} {self.rule}"
        )

    @abstractmethod
    def digit(self, p: int, q: int) -> tuple[int, str, str | None]:
        """The digit for two digits, how it is said, and the claim, if any."""

    def solve(self, params: Params) -> Solved:
        """Place by place from the left."""
        a, b = str(params["a"]), str(params["b"])
        (x, s), (y, t) = ((one + ".").split(".")[:2] for one in (a, b))
        whole, part = max(len(x), len(y)), max(len(s), len(t))
        left = x.rjust(whole, "0") + s.ljust(part, "0")
        right = y.rjust(whole, "0") + t.ljust(part, "0")
        steps: list[Step] = []
        written = ""
        for k, (p, q) in enumerate(zip(left, right, strict=True)):
            if k == whole:
                written += "."
            digit, said, claim = self.digit(int(p), int(q))
            written += str(digit)
            steps.append(Step(f"Place {k + 1} from the left: {said}.", claim, written))
        steps.append(Step(f"So the answer is {written}.", None, written))
        return Solved(written, tuple(steps))

    def recompute(self, params: Params) -> str:
        """From the places of ten, by dividing."""
        a, b = Fraction(params["a"]), Fraction(params["b"])
        part = max(len(decimal(one, 0).partition(".")[2]) for one in (a, b))
        x, y = int(a * 10**part), int(b * 10**part)
        whole = max(len(str(int(a))), len(str(int(b))))
        total = 0
        for k in range(whole + part):
            total += self.digit(x // 10**k % 10, y // 10**k % 10)[0] * 10**k
        text = str(total).zfill(whole + part)
        return f"{text[:whole]}.{text[whole:]}" if part else text


@task("digit_max")
class DigitMaximum(Digitwise):
    """The larger digit at each place."""

    summary = "The larger digit of {two} at each place."
    operation = "max"
    rule = "Write the larger of the two digits at each place."
    program = _DIGITWISE.format("max(int(p), int(q))")

    def digit(self, p: int, q: int) -> tuple[int, str, str | None]:
        """The larger one."""
        return max(p, q), f"the larger of {p} and {q} is {max(p, q)}", None


@task("digit_min")
class DigitMinimum(Digitwise):
    """The smaller digit at each place."""

    summary = "The smaller digit of {two} at each place."
    operation = "min"
    rule = "Write the smaller of the two digits at each place."
    program = _DIGITWISE.format("min(int(p), int(q))")

    def digit(self, p: int, q: int) -> tuple[int, str, str | None]:
        """The smaller one."""
        return min(p, q), f"the smaller of {p} and {q} is {min(p, q)}", None


@task("digit_add")
class DigitSum(Digitwise):
    """The last digit of the sum at each place, without carrying."""

    summary = "The sum of the digits of {two} at each place, without carrying."
    operation = "add"
    rule = "Write the last digit of the sum of the two digits at each place, without carrying."
    program = _DIGITWISE.format("(int(p) + int(q)) % 10")

    def digit(self, p: int, q: int) -> tuple[int, str, str | None]:
        """The sum without its ten."""
        claim = f"{p}+{q} = {p + q}"
        return (p + q) % 10, f"{claim}, write {(p + q) % 10}", claim


class OneNumber(NumberTask):
    """A question about the digits of one number."""

    kinds = ("integer", "float")
    sizes = LONG
    law = LAW

    def one(self, rng: random.Random, level: int) -> int | str:
        """The number."""
        return draw(self.kind, rng, self.length(rng, level))


@task("get_digit")
class GetDigit(OneNumber):
    """The digit at a position, counted from 0 at the left, the point not counted."""

    summary = "The digit of {a} at a position, counted from 0."
    program = (
        "def solution(number, position, **_):\n"
        "    return int(str(number).replace('.', '')[position])\n"
    )

    def sample(self, rng: random.Random, level: int) -> Params:
        """A number and a position in it."""
        number = self.one(rng, level)
        return {"number": number, "position": rng.randrange(len(str(number).replace(".", "")))}

    def render(self, params: Params) -> str:
        """The way of counting is said."""
        point = ", not counting the point" if self.kind == "float" else ""
        return (
            f"Which digit of {params['number']} is at position {params['position']}? The leftmost "
            f"digit is at position 0{point}."
        )

    def fits(self, params: Params) -> bool:
        """The number has a digit there."""
        return super().fits(params) and len(str(params["number"])) > params["position"]

    def solve(self, params: Params) -> Solved:
        """The positions up to the one that is asked for."""
        digits = str(params["number"]).replace(".", "")
        upto = digits[: params["position"] + 1]
        steps = [Step(f"Position {k}: {digit}.", None, int(digit)) for k, digit in enumerate(upto)]
        last = Step(f"So the answer is {upto[-1]}.", None, int(upto[-1]))
        return Solved(upto[-1], (*steps, last))

    def recompute(self, params: Params) -> str:
        """By removing what stands behind."""
        number = params["number"]
        places = len(str(number).partition(".")[2])
        scaled = int(Fraction(number) * 10**places)
        length = len(str(scaled).zfill(places + 1))
        return str(scaled // 10 ** (length - 1 - params["position"]) % 10)


@task("length")
class Length(OneNumber):
    """The number of digits."""

    summary = "The number of digits of {a}."
    program = "def solution(number, **_):\n    return len(str(number).replace('.', ''))\n"

    def sample(self, rng: random.Random, level: int) -> Params:
        """Any length up to the level's."""
        most = self.digits or self.sizes[level - 1]
        n = self.digits or between(rng, max(1, most // 2), most)
        return {"number": draw(self.kind, rng, n)}

    def render(self, params: Params) -> str:
        """One line."""
        point = " Do not count the point." if self.kind == "float" else ""
        return f"How many digits does {params['number']} have?{point}"

    def solve(self, params: Params) -> Solved:
        """Ten digits at a time."""
        digits = str(params["number"]).replace(".", "")
        steps: list[Step] = []
        count = 0
        for k in range(0, len(digits), 10):
            group = digits[k : k + 10]
            claim = f"{count}+{len(group)} = {count + len(group)}"
            count += len(group)
            steps.append(Step(f"{group}: {claim}.", claim, count))
        return Solved(str(count), (*steps, Step(f"There are {count} digits.", None, count)))

    def recompute(self, params: Params) -> str:
        """One for each character that is a digit."""
        return str(sum(mark.isdigit() for mark in str(params["number"])))


@task("count")
class Count(NumberTask):
    """How often a digit occurs."""

    summary = "How often a digit occurs in {a}."
    trails = {"integer": Counted}
    sizes = LONG
    law = LAW
    program = "def solution(number, digit, **_):\n    return str(number).count(str(digit))\n"

    def sample(self, rng: random.Random, level: int) -> Params:
        """A digit of the number, or one time in five any digit."""
        number = natural(rng, self.length(rng, level))
        digit = between(rng, 0, 9) if rng.random() < 0.2 else int(rng.choice(str(number)))
        return {"number": number, "digit": digit}

    def render(self, params: Params) -> str:
        """One line."""
        return f"How many times does the digit {params['digit']} occur in {params['number']}?"

    def solve(self, params: Params) -> Solved:
        """One step for each place where it stands."""
        digit, count = str(params["digit"]), 0
        steps: list[Step] = []
        for k, mark in enumerate(str(params["number"])):
            if mark == digit:
                claim = f"{count}+1 = {count + 1}"
                count += 1
                steps.append(Step(f"Digit {k + 1} is {digit}: {claim}.", claim, count))
        return Solved(str(count), (*steps, Step(f"It occurs {count} times.", None, count)))

    def recompute(self, params: Params) -> str:
        """From the remainders by ten."""
        rest, count = params["number"], 0 if params["number"] else int(params["digit"] == 0)
        while rest:
            rest, digit = divmod(rest, 10)
            count += digit == params["digit"]
        return str(count)
