"""The seam of the machines: sample a run whose number of steps is in the level's range."""

from __future__ import annotations

import random
from abc import abstractmethod
from typing import Any, ClassVar, TypeVar

from algorist.core import InputError
from algorist.problems._family import Params, family
from algorist.problems._stepped import tracing
from algorist.problems._traced import Traced

MAX_TRIES = 20_000
"""Machines that are drawn for one problem before giving up; a few are usual."""

MachineType = TypeVar("MachineType", bound="type[Machine]")


def machine(name: str) -> Any:
    """Register a machine under ``machines.name``."""

    def decorate(kind: MachineType) -> MachineType:
        kind.program = tracing(kind.second)
        registered: MachineType = family(f"machines.{name}")(kind)
        return registered

    return decorate


class Machine(Traced):
    """A machine whose run is drawn until its number of steps fits.

    With ``steps=N`` the run is cut off after N steps where the machine allows that.
    """

    levels = range(1, 6)
    cuts: ClassVar[bool] = False
    """Whether a run may end because its steps are used up; the question then says so."""

    @abstractmethod
    def attempt(self, rng: random.Random, least: int, most: int) -> Params | None:
        """Parameters of a run of ``least`` to ``most`` steps, or None where the draw has none."""

    def sample(self, rng: random.Random, level: int) -> Params:
        """Draw machines until one runs for a number of steps that the level allows."""
        least, most = self.bounds(level)
        for _ in range(MAX_TRIES):
            params = self.attempt(rng, least, most)
            if params is not None:
                return self.pose(rng, params)
        raise InputError(
            f"{self.name}: no machine with {least} to {most} steps in {MAX_TRIES} draws; ask for "
            "another number of steps"
        )

    def draw(self, rng: random.Random, count: int) -> Params:
        """A run of exactly ``count`` steps."""
        params = None
        while params is None:
            params = self.attempt(rng, count, count)
        return params

    def needed(self, params: Params) -> list[str]:
        """The numbers and the texts among the parameters."""
        plain = (str, int)
        return [
            str(value)
            for key, value in params.items()
            if isinstance(value, plain) and key not in ("ask", "goal")
        ]
