"""The lines of a file of labels: what is labelled, with what, and where it came from."""

from __future__ import annotations

from typing import Literal

from algorist.core import Problem, Record

Key = tuple[str, int]
"""Hexadecimal key and index of a stored sample; for an attempt of a stored run ``run:`` with the
run's id, and the number of the candidate in the strategy's solution."""


class Source(Record, frozen=True):
    """Where a label came from: enough to find every sample behind it and to make it again."""

    problem: str
    family: str
    version: int
    question: str
    judged_by: Literal["gold", "consensus"]
    """What made an answer right: the problem's own, or the one most attempts agreed on."""
    model: str
    strategy: str
    """The spec of what made the attempts and the labels."""
    seed: int
    simulated: bool = False

    @classmethod
    def of(
        cls, problem: Problem, *, model: str, strategy: str, seed: int, simulated: bool
    ) -> Source:
        """For the labels of a problem."""
        return cls(
            problem.id,
            problem.family,
            problem.version,
            problem.question,
            "gold" if problem.answer else "consensus",
            model,
            strategy,
            seed,
            simulated,
        )


class Estimate(Record, frozen=True):
    """What roll-outs from the beginning of a solution came to."""

    steps: int
    """How many steps of the solution it has."""
    right: int
    n: int
    key: str = ""
    """Hexadecimal key of the roll-outs; their indices are 0 to ``n`` - 1."""

    @property
    def value(self) -> float:
        """The Monte Carlo value: the share of the roll-outs that were right."""
        return self.right / self.n


class FirstError(Record, frozen=True, tag_field="kind", tag="first_error"):
    """The first wrong step of a wrong solution."""

    source: Source
    steps: tuple[str, ...]
    first_error: int
    """Its number, from 1; all steps before it are right."""
    labels: tuple[int, ...]
    """1 for each step before it, and 0 for it; later steps have no label."""
    estimates: tuple[Estimate, ...]
    """In the order in which they were asked for."""
    rollouts: int
    """How many this search asked for, some of which it may share with other searches."""
    sample: Key


class Pair(Record, frozen=True, tag_field="kind", tag="pair"):
    """Two steps after the same beginning, of which the first is to be preferred."""

    source: Source
    prefix: str
    chosen: str
    rejected: str
    chosen_value: float | None
    """The value after the step; None where it is only known to be over 0."""
    rejected_value: float
    chosen_sample: Key
    rejected_sample: Key


class Value(Record, frozen=True, tag_field="kind", tag="value"):
    """How likely a begun solution is to end well."""

    source: Source
    prefix: str
    estimate: Estimate


Label = FirstError | Pair | Value
