"""What all tasks on written numbers share: the notation, the digits, signs and variants."""

from __future__ import annotations

import random
from collections.abc import Callable
from math import trunc
from typing import ClassVar, TypeVar

from algorist.core import InputError
from algorist.problems._family import Family, Params, family
from algorist.problems._trail import Trail
from algorist.problems._values import between
from algorist.problems.numbers._kinds import FORMATS, Kind, draw, natural

MAX_DIGITS = 1000


class NumberTask(Family):
    """A task on one or two written numbers.

    Options: ``digits`` fixes the length of the longer number (1 to 1000; see ``_kinds`` for what
    counts); without it the level does. ``negative`` lets numbers be negative, where the task has
    signs. ``variant`` is ``easy`` or ``hard`` where the task has such a variant.
    """

    kind: ClassVar[Kind] = "integer"
    kinds: ClassVar[tuple[Kind, ...]] = ("integer",)
    """The notations for which the task is registered."""
    sizes: ClassVar[tuple[int, ...]] = (2, 3, 5, 8, 12)
    signed: ClassVar[bool] = False
    variants: ClassVar[dict[str, tuple[Kind, ...]]] = {}
    """The variants, each with the notations that have it."""
    trails: ClassVar[dict[Kind, type[Trail]]] = {}
    """What can be asked about the steps, for the notations whose work is a sequence of them."""

    def __init__(
        self, digits: int | None = None, negative: bool = False, variant: str | None = None
    ) -> None:
        if digits is not None and not (isinstance(digits, int) and 1 <= digits <= MAX_DIGITS):
            raise InputError(f"digits={digits!r} is not a whole number from 1 to {MAX_DIGITS}")
        if negative and not self.signed:
            raise InputError(f"{self.name} has no signs: leave negative={negative!r} out")
        if variant is not None and self.kind not in self.variants.get(variant, ()):
            known = [name for name, kinds in self.variants.items() if self.kind in kinds]
            raise InputError(
                f"variant={variant!r} of {self.name}: "
                + (f"it has {', '.join(known)}" if known else "it has none")
            )
        self.digits, self.negative, self.variant = digits, negative, variant

    def length(self, rng: random.Random, level: int) -> int:
        """The digits of the longer number; from level 3 on nearly always the level's most."""
        most = self.sizes[level - 1]
        if self.digits is not None:
            return self.digits
        return between(rng, most - 1 if level >= 3 else max(1, most // 2), most)

    def pair(self, rng: random.Random, level: int) -> tuple[int | str, int | str]:
        """Two numbers in any order; the shorter has at least half the digits of the longer."""
        n = self.digits or self.length(rng, level)
        half = (n + 1) // 2
        m = half + trunc(rng.random() * (n - half + 1))
        a: int | str
        b: int | str
        if self.kind == "integer":
            a, b = natural(rng, n), natural(rng, m)
        else:
            a, b = draw(self.kind, rng, n), draw(self.kind, rng, m)
        return (b, a) if rng.random() < 0.5 else (a, b)

    def sign(self, rng: random.Random, number: int | str) -> int | str:
        """The number, or half the time its opposite if negative ones are wanted."""
        if not self.negative or rng.random() < 0.5 or number == 0:
            return number
        return -number if isinstance(number, int) else "-" + number

    def needed(self, params: Params) -> list[str]:
        """Every parameter, as written."""
        return [str(value) for value in params.values()]

    def slots(self, params: Params) -> tuple[str, ...]:
        """The integers that the task is about."""
        if self.kind != "integer":
            return ()
        return tuple(name for name in ("a", "b", "number") if name in params)

    def fits(self, params: Params) -> bool:
        """Natural numbers do; a task that asks more of them says so."""
        return all(params[name] >= 0 for name in self.slots(params))

    def trail(self) -> type[Trail] | None:
        """That of the notation, if the task has one."""
        return self.trails.get(self.kind)

    @property
    def format(self) -> str:
        """The sentence that says how to write the answer."""
        return FORMATS[self.kind]


TaskType = TypeVar("TaskType", bound=type[NumberTask])


def bracket(number: object) -> str:
    """A number as a second operand: negative ones and fractions stand in brackets."""
    text = str(number)
    return f"({text})" if text[0] == "-" or "/" in text else text


def task(name: str) -> Callable[[TaskType], TaskType]:
    """Register a task for each of its notations: ``numbers.add``, ``numbers.add_float``, ..."""

    def decorate(made: TaskType) -> TaskType:
        for kind in made.kinds:
            suffix = "" if kind == made.kinds[0] and kind == "integer" else f"_{kind}"
            members = {
                "kind": kind,
                "__doc__": made.__doc__,
                "__module__": made.__module__,
                "summary": made.summary.format(**NOUNS[kind]),
            }
            one = type(f"{made.__name__}{kind.title()}", (made,), members)
            family(f"numbers.{name}{suffix}")(one)
        return made

    return decorate


NOUNS: dict[str, dict[str, str]] = {
    "integer": {"a": "an integer", "two": "two integers", "one": "integer"},
    "float": {"a": "a decimal number", "two": "two decimal numbers", "one": "decimal number"},
    "fraction": {"a": "a fraction", "two": "two fractions", "one": "fraction"},
    "scientific": {
        "a": "a number in scientific notation",
        "two": "two numbers in scientific notation",
        "one": "number in scientific notation",
    },
}
"""How the notations are named in summaries."""
