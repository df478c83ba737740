"""What can be asked about the steps of a family whose own problem asks for a result."""

from __future__ import annotations

import random
from typing import Any, ClassVar

from algorist.core import InputError, Spec
from algorist.problems._family import Family, Params
from algorist.problems._stepped import Stepped, tracing
from algorist.problems._values import show

MAX_TRIES = 200
"""Problems that are drawn for one with at least k steps."""


class Trail(Stepped):
    """The counted steps of another family's problems, for ``ask=state``, ``steps`` and ``first``.

    ``numbers.add(digits=9, ask=state)`` is the trail that ``numbers.add(digits=9)`` names, over
    that family: it draws the numbers, and the trail says what a step is, works the steps out and
    asks about them.
    """

    forms: ClassVar[tuple[str, ...]] = ("state", "steps", "first")
    state_type = "number"
    summary = ""  # the base's, like name, version and law
    law = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "second" in cls.__dict__ and "program" not in cls.__dict__:
            cls.program = tracing(cls.second)

    def __init__(self, base: Family, ask: str | Spec) -> None:
        super().__init__(ask)
        self.base = base
        of = type(base)
        vars(self).update(
            name=of.name, version=of.version, summary=of.summary, law=of.law, levels=of.levels
        )

    def constants(self) -> Params:
        """Parameters of the steps beside those that the base draws."""
        return {}

    def sample(self, rng: random.Random, level: int) -> Params:
        """A problem of the base, with at least k steps, then what is asked of it."""
        count = 0
        for _ in range(MAX_TRIES):
            params = {**self.base.sample(rng, level), **self.constants()}
            if self.k is None:
                return self.pose(rng, params)
            count = sum(1 for _ in self.work(params))
            if count >= self.k:
                return self.pose(rng, params)
        raise InputError(self.beyond(count))

    def beyond(self, count: int) -> str:
        return (
            f"state(k={self.k}) of {self.name}: {MAX_TRIES} problems have fewer steps, the last "
            f"one {count}; give a smaller k, a higher level or longer numbers"
        )

    def needed(self, params: Params) -> list[str]:
        """What the base needs, and what is asked."""
        own = {*self.constants(), "ask", "k", "goal"}
        texts = self.base.needed({key: value for key, value in params.items() if key not in own})
        return [*texts, *(show(params[key]) for key in ("k", "goal") if key in params)]
