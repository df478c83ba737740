"""Families whose problem is a procedure to carry out, one typed state a step."""

from __future__ import annotations

import random
from abc import abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from algorist.core import InputError, Spec, Step
from algorist.problems._family import Params
from algorist.problems._stepped import Stepped, shown

MAX_STEPS = 100_000
"""Steps that may be asked for; the bound only catches a mistyped number."""

TRACES = ("plain", "tail")


class Traced(Stepped):
    """A family that carries out a stated procedure, one typed state a step.

    Options: ``steps`` fixes the number of steps (where the family can choose it); ``ask`` is
    ``final``, ``state`` (or ``state(k=7)``), ``steps`` or ``first``; ``trace`` is ``plain``, or
    ``tail`` for steps that restate the state and the operands that they read (the linear, atomic
    and fetched steps of Turing Machine Imitation Learning, arXiv 2507.13332).
    """

    noun: ClassVar[str] = "string"
    lengths: ClassVar[Mapping[int, tuple[int, int]]] = {
        1: (2, 6),
        2: (7, 11),
        3: (12, 16),
        4: (17, 20),
        5: (21, 25),
    }
    """Fewest and most steps at each level."""
    law: ClassVar[str] = (
        "the number of steps is uniform in 2-6, 7-11, 12-16, 17-20 and 21-25 at levels 1 to 5"
    )

    def __init__(
        self, *, steps: int | None = None, ask: str | Spec = "final", trace: str | Spec = "plain"
    ) -> None:
        super().__init__(ask)
        if str(trace) not in TRACES:
            raise InputError(f"trace={trace}: one of {', '.join(TRACES)} is due")
        if steps is not None and not (isinstance(steps, int) and 2 <= steps <= MAX_STEPS):
            raise InputError(f"steps={steps!r}: a whole number from 2 to {MAX_STEPS} is due")
        self.steps = steps
        self.fetching = str(trace) == "tail"
        if self.k is not None and self.k > (steps or MAX_STEPS):
            raise InputError(
                f"state(k={self.k}): k is 1 to {steps or MAX_STEPS}, the number of steps; set "
                "steps= to at least k"
            )

    @abstractmethod
    def draw(self, rng: random.Random, count: int) -> Params:
        """Parameters of a run with ``count`` steps, where the family can choose the number."""

    @abstractmethod
    def start(self, params: Params) -> Any:
        """The state before the first step."""

    def sample(self, rng: random.Random, level: int) -> Params:
        """Draw a run, then what is asked of it."""
        least, most = self.bounds(level)
        return self.pose(rng, self.draw(rng, rng.randint(least, most)))

    def bounds(self, level: int) -> tuple[int, int]:
        """Fewest and most steps: those of the level, unless ``steps`` or k ask for others."""
        if self.steps is not None:
            return self.steps, self.steps
        least, most = self.lengths[level]
        k = self.k or 0
        return max(least, k), max(most, k)

    def worked(self, params: Params) -> list[Step]:
        """The steps, each with what it reads restated if ``trace`` is ``tail``."""
        return list(self._fetched(params)) if self.fetching else super().worked(params)

    def _fetched(self, params: Params) -> Iterator[Step]:
        previous = shown(self.start(params))
        for fetch, action, state, claim in self.work(params):
            text = shown(state)
            yield Step(f"{self.noun} {previous}; {fetch}; {action} -> {text}", claim, state)
            previous = text
