"""The second prover's reading of a certificate: program and target over complex balls.

The program is read from its text anew, with exact rational constants. Steps that switch take their
answers from a list, as in the first prover, but what they are is spelled out here once more.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any, Final, NoReturn

from flint import acb, arb, fmpq, fmpq_series

from algorist.core import InputError
from algorist.discovery._claims import Certificate
from algorist.discovery.targets import ONE, Formula, formula, rational

EXACT_BITS: Final = 2**15
"""Exact numbers with longer numerators or denominators are not made."""


@dataclasses.dataclass(frozen=True)
class Quotient:
    """A value as top / bottom, both complex balls or both exact Taylor series."""

    top: Any
    bottom: Any


class Question(Exception):  # noqa: N818 # a question, not an error
    """A step that switches has no answer yet."""

    def __init__(self, argument: Quotient, whole: bool, lowest: int | None, highest: int | None):
        super().__init__()
        self.whole = whole
        """Whether the answer is the argument's floor, from ``lowest`` to ``highest``, or its sign
        (where it is zero both will do)."""
        self.argument = argument.top / argument.bottom if whole else argument.top * argument.bottom
        self.lowest = lowest
        self.highest = highest


class InexactError(Exception):
    """A value that is not rational, or too long to be written out."""


class Replies:
    """Gives the answers in turn; a :class:`Question` where there is none left."""

    def __init__(self, answers: Sequence[int]) -> None:
        self.left: Iterator[int] = iter(answers)

    def sign(self, argument: tuple[Any, Any], slack: float = 0.0) -> int:
        for answer in self.left:
            return answer
        raise Question(_of_pair(argument), False, None, None)

    def whole(
        self, argument: tuple[Any, Any], lowest: int | None = None, highest: int | None = None
    ) -> int:
        for answer in self.left:
            return answer
        raise Question(_of_pair(argument), True, lowest, highest)


@dataclasses.dataclass(frozen=True)
class Step:
    """One assignment: the name that it makes, its operation, the values and the numbers it takes.

    The numbers of a lookup are the table's first constant, its size, and which whole number that
    first entry stands for; that of ldexp is a power of two.
    """

    name: str
    operation: str
    operands: tuple[str, ...]
    numbers: tuple[int, ...] = ()


class Replay:
    """Program, target and kind of error of a certificate, to be evaluated again.

    Raises:
        InputError: a text in it cannot be read.
    """

    def __init__(self, made: Certificate) -> None:
        self.made = made
        self.target: Formula = formula(made.target)
        exact = {name: exact_of(text) for name, text in made.constants.items()}
        self.exact = {
            name: Quotient(fmpq_series([value]), fmpq_series([1])) for name, value in exact.items()
        }
        self.balls = {name: Quotient(acb(arb(value)), acb(1)) for name, value in exact.items()}
        self.steps = [read_step(part) for part in made.program.split(";")]

    def error(self, answers: Sequence[int], middle: Fraction) -> Callable[[acb], Quotient]:
        """The signed error on one branch, as a function of a complex ball.

        In a mixed error the target gets the sign that it has at ``middle``, everywhere: as |f| is
        at least f and at least -f, what is proved with either sign holds.
        """
        side = 0
        if self.made.error == "mixed":
            _, f = self._both(acb(arb(rational(middle))), Replies(answers))
            side = -1 if (f.top * f.bottom).real < 0 else 1
        floor = arb(rational(Fraction(self.made.floor)))

        def error(place: acb) -> Quotient:
            p, f = self._both(place, Replies(answers))
            right = f.top * p.bottom
            top = p.top * f.bottom - right
            if self.made.error == "relative":
                return Quotient(top, right)
            below = p.bottom * f.bottom
            return Quotient(top, below * floor + right * side if side else below)

        return error

    def question(self, place: acb | Fraction, answers: Sequence[int]) -> Question | None:
        """The first step that has no answer; None where all have one.

        At a fraction its argument is an exact Taylor series around that point.

        Raises:
            InexactError: ``place`` is a fraction, and arithmetic of fractions does not lead there.
        """
        try:
            if isinstance(place, Fraction):
                self._exact(place, answers)
            else:
                self._both(place, Replies(answers))
        except Question as found:
            return found
        return None

    def _exact(self, place: Fraction, answers: Sequence[int]) -> NoReturn:
        s = fmpq_series([rational(place), 1])
        x, root = (s * s, s) if self.made.rooted else (s, None)
        try:
            run(self.steps, self.exact, Quotient(x, fmpq_series([1])), root, Replies(answers))
        except (ValueError, ZeroDivisionError):
            raise InexactError from None
        raise InexactError  # what follows is up to the target

    def _both(self, place: acb, answers: Replies) -> tuple[Quotient, Quotient]:
        x, root = (place * place, place) if self.made.rooted else (place, None)
        p = run(self.steps, self.balls, Quotient(x, acb(1)), root, answers)
        return p, target_at(self.target, x, root, answers)


def exact_of(text: str) -> fmpq:
    """The exact rational that a decimal text writes."""
    value = Fraction(text)
    return fmpq(value.numerator, value.denominator)


def target_at(target: Formula, x: acb, root: acb | None, answers: Any) -> Quotient:
    """The target's quotient at a complex ball."""
    return _of_pair(target.at(x, root, answers))


def _of_pair(pair: tuple[Any, Any]) -> Quotient:
    top, bottom = pair
    return Quotient(top, type(top)(1) if bottom is ONE else bottom)


_CALLS: Final = {
    "sqrt": (1, 0), "abs": (1, 0), "floor": (1, 0), "min": (2, 0), "max": (2, 0), "fma": (3, 0),
    "ldexp": (1, 1), "lookup": (1, 3),
}  # fmt: skip
"""How many values, and then numbers, each operation takes."""


def read_step(part: str) -> Step:
    """One assignment, from its text; ``InputError`` for another text."""
    name, _, body = (text.strip() for text in part.partition("="))
    if "(" in body:
        head, _, rest = body.rstrip(")").partition("(")
        head, items = head.strip(), tuple(item.strip() for item in rest.split(","))
        values, numbers = _CALLS.get(head, (0, 0))
        whole = [re.fullmatch(r"c?(-?\d{1,9})", item) for item in items[values:]]
        if values and len(items) == values + numbers and all(whole):
            return Step(
                name, head, items[:values], tuple(int(found[1]) for found in whole if found)
            )
    words = body.split()
    if len(words) != 3 or words[1] not in "+-*/":
        raise InputError(f"{part.strip()!r} is not a step of a program")
    return Step(name, words[1], (words[0], words[2]))


def run(
    steps: Sequence[Step],
    constants: dict[str, Quotient],
    x: Quotient,
    root: Any,
    answers: Replies,
) -> Quotient:
    """The program's value over complex balls or, if x is one, exact Taylor series."""
    rows = {**constants, "x": x}
    last = x
    for step in steps:
        try:
            args = [rows[name] for name in step.operands]
            if step.operation == "lookup":
                last = rows[_entry(step, args[0], answers)]
            else:
                last = _apply(step, args, root, answers)
        except KeyError as error:
            raise InputError(f"the program uses {error.args[0]!r} before it is made") from error
        if isinstance(last.top, fmpq_series) and last.top[0].height_bits() > EXACT_BITS:
            raise InexactError
        rows[step.name] = last
    return last


def _entry(step: Step, value: Quotient, answers: Replies) -> str:
    """Which constant a lookup reads."""
    constant, size, first = step.numbers
    place = answers.whole((value.top, value.bottom), first, first + size - 1)
    return f"c{constant + place - first}"


def _apply(step: Step, args: list[Quotient], root: Any, answers: Replies) -> Quotient:
    operation, a = step.operation, args[0]
    one = type(a.top)(1)
    if operation == "ldexp":
        return Quotient(a.top * fmpq(2) ** step.numbers[0], a.bottom)
    if operation == "sqrt":
        if step.operands[0] == "x" and root is not None:
            return Quotient(root, one)
        if isinstance(a.top, fmpq_series):
            raise InexactError
        u = a.top / a.bottom
        return Quotient(u.sqrt() if u.real > 0 else acb(arb.nan()), one)
    if operation == "abs":
        sign = answers.sign((a.top, a.bottom))
        return Quotient(a.top * sign, a.bottom)
    if operation == "floor":
        return Quotient(one * answers.whole((a.top, a.bottom)), one)
    b = args[1]
    if operation == "*":
        return Quotient(a.top * b.top, a.bottom * b.bottom)
    if operation == "/":
        return Quotient(a.top * b.bottom, a.bottom * b.top)
    if operation == "fma":
        c = args[2]
        product, below = a.top * b.top, a.bottom * b.bottom
        return Quotient(product * c.bottom + c.top * below, below * c.bottom)
    left, right = a.top * b.bottom, b.top * a.bottom
    if operation in ("min", "max"):
        sign = answers.sign((left - right, a.bottom * b.bottom))
        return a if (sign == 1) == (operation == "max") else b
    return Quotient(left + right if operation == "+" else left - right, a.bottom * b.bottom)
