"""Problems, their worked steps and their ids."""

from __future__ import annotations

import re
from typing import Any

from algorist.core._errors import InputError
from algorist.core._records import Record

MAX_LEVEL = 1000
"""Levels are small; the bound only catches a mistyped id."""


class Step(Record, frozen=True, gc=False):
    """One worked step of a solution."""

    text: str
    """The sentence or line that a solver would write."""
    claim: str | None = None
    """A checkable statement in our expression notation, such as ``3*7 = 21``."""
    state: Any = None
    """The typed state after this step (JSON values), where the family has one."""


class Answer(Record, frozen=True):
    """A typed exact answer, written in canonical notation."""

    text: str
    """The answer as exact text: ``3/4``, ``[1, 2]``, ``x + 1``."""
    type: str = "number"
    """What kind of thing ``text`` denotes; ``checking`` knows the kinds."""


class ProblemId(Record, frozen=True):
    """The five things of which a problem is a pure function.

    Written ``family@version/level/seed/index``; ``family`` may carry options, as in
    ``numbers.add(digits=50)@1/3/0/12``; an option may hold the id of another problem.

    >>> ProblemId.parse("words.purchase@1/2/7/41").level
    2
    """

    family: str
    version: int
    level: int
    seed: int
    index: int

    def __str__(self) -> str:
        return f"{self.family}@{self.version}/{self.level}/{self.seed}/{self.index}"

    @classmethod
    def parse(cls, text: str) -> ProblemId:
        """Read an id; ``InputError`` says what is wrong with it."""
        match = _ID.fullmatch(text)
        if match is None:
            raise InputError(
                f"{text!r} is not a problem id: expected family@version/level/seed/index, "
                "such as words.purchase@1/2/7/41"
            )
        family, *numbers = match.groups()
        return cls(family, *(int(number) for number in numbers))


_ID = re.compile(r"([a-z][\w.]*(?:\(.*\))?)@(\d{1,6})/(\d{1,4})/(-?\d{1,40})/(\d{1,18})")


class Problem(Record, frozen=True, gc=False):
    """A question with its exact answer, its worked steps and the program that computes it.

    Problems read from a file have ``family`` set to where they came from, ``version`` 0, no
    ``params``, no ``program``, and only those steps that the file gives.
    """

    id: str
    family: str
    version: int
    level: int
    seed: int
    index: int
    question: str
    answer: str
    answer_type: str = "number"
    params: dict[str, Any] = {}
    """What the numbers and names in the question are (JSON values)."""
    steps: tuple[Step, ...] = ()
    program: str | None = None
    """Python source that computes the answer from ``params``; the same text for all numbers."""

    @property
    def gold(self) -> Answer:
        """The exact answer with its type."""
        return Answer(self.answer, self.answer_type)
