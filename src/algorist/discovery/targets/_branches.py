"""Branches: what abs, min, max, floor and table lookups do on one piece of an interval.

A step that switches is smooth once its choice is fixed: a sign, or a whole number. It declares
this by asking the branch that an evaluation is given: ``branch.sign(u)`` is 1 where u >= 0 and -1
where u <= 0, ``branch.whole(u, lowest, highest)`` is floor(u) cut to the given range. What it gives
for the answer must be analytic: abs(u) is u or -u, floor(u) is a constant, and a lookup is the
constant that stands in the table at ``branch.whole``. Arguments are quotients (numerator,
denominator). A certificate is proved for fixed answers, piece by piece; pieces are cut where an
answer changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, Protocol

from flint import acb, arb, arb_series

from algorist.discovery.targets._pairs import ONE, Pair, pair_sum

SWITCHES: Final = ("abs", "min", "max", "floor", "ceil")


class Branch(Protocol):
    """Answers the switching steps of one evaluation, in their order."""

    def sign(self, argument: Pair, slack: float = 0.0) -> int:
        """1 or -1: the argument's sign. Within ``slack`` of zero either answer will do."""

    def whole(self, argument: Pair, lowest: int | None = None, highest: int | None = None) -> int:
        """The argument's floor, cut to ``lowest`` to ``highest``."""


class ByValue:
    """The branch that holds on the whole of the argument's ball.

    Raises:
        ZeroDivisionError: by each method, where the ball holds points of two branches.
    """

    def sign(self, argument: Pair, slack: float = 0.0) -> int:
        value = leading(sign_argument(argument))
        if value >= -slack:
            return 1
        if value <= slack:
            return -1
        raise ZeroDivisionError("abs, min or max bends here")

    def whole(self, argument: Pair, lowest: int | None = None, highest: int | None = None) -> int:
        value = leading(argument[0] / argument[1])
        if not value.is_finite():
            raise ZeroDivisionError("floor of no finite number")
        least, most = (
            cut(int(end.floor().unique_fmpz()), lowest, highest)
            for end in (value.lower(), value.upper())
        )
        if least != most:
            raise ZeroDivisionError("floor jumps here")
        return least


class Pending(Exception):  # noqa: N818 # a question, not an error
    """An evaluation came to a step whose answer is not given yet."""

    def __init__(self, argument: Any, whole: bool, ends: tuple[int | None, int | None]) -> None:
        super().__init__()
        self.argument = argument
        """Its sign or its floor is the answer: a number, ball or series, as evaluated."""
        self.whole = whole
        self.ends = ends
        self.slack = 0.0

    def possible(self, value: arb) -> Sequence[int]:
        """The answers that the argument leaves where it is this ball; none where not finite."""
        if not value.is_finite():
            return ()
        if self.whole:
            ends = value.lower().floor(), value.upper().floor()
            return self.options(int(ends[0].unique_fmpz()), int(ends[1].unique_fmpz()))
        return (1,) if value >= 0 else (-1,) if value <= 0 else (1, -1)

    def options(self, least: int, most: int) -> range:
        """The answers from ``least`` to ``most`` that exist."""
        return range(cut(least, *self.ends), cut(most, *self.ends) + 1)


class Given:
    """Answers that were fixed before; :class:`Pending` is raised at the first that was not."""

    def __init__(self, answers: Sequence[int]) -> None:
        self._left: Iterator[int] = iter(answers)

    def sign(self, argument: Pair, slack: float = 0.0) -> int:
        for answer in self._left:
            return answer
        raised = Pending(sign_argument(argument), False, (None, None))
        raised.slack = slack
        raise raised

    def whole(self, argument: Pair, lowest: int | None = None, highest: int | None = None) -> int:
        for answer in self._left:
            return answer
        raise Pending(argument[0] / argument[1], True, (lowest, highest))


def sign_argument(argument: Pair) -> Any:
    """A number with the sign of a quotient, without dividing: c/x has one at x = 0."""
    return argument[0] if argument[1] is ONE else argument[0] * argument[1]


def leading(value: Any) -> arb:
    """The real value that a series or a complex ball starts from."""
    if isinstance(value, arb_series):
        return value[0]
    return value.real if isinstance(value, acb) else value


def cut(value: int, lowest: int | None, highest: int | None) -> int:
    """The value, or the end that it lies beyond."""
    if lowest is not None and value < lowest:
        return lowest
    return highest if highest is not None and value > highest else value


def switched(name: str, args: Sequence[Pair], branch: Branch) -> Pair:
    """What a step of ``SWITCHES`` is on a branch."""
    a = args[0]
    if name == "abs":
        return a if branch.sign(a) > 0 else (-a[0], a[1])
    if name in ("min", "max"):
        b = args[1]
        above = branch.sign(pair_sum(a, b, True)) > 0
        return a if above == (name == "max") else b
    if name == "ceil":
        return type(a[0])(-branch.whole((-a[0], a[1]))), ONE
    return type(a[0])(branch.whole(a)), ONE
