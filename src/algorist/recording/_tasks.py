"""Problems as tasks, asked in one way by every command."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from algorist.core import InputError, Problem
from algorist.problems import default_exemplars, exemplar_pool
from algorist.recording._store import RunSpec
from algorist.solving import Task


def task_of(problem: Problem, *, exemplars: int, seed: int, simulated: bool) -> Task:
    """The task of a problem, so that equal requests have equal keys in every command."""
    return Task(
        question=problem.question,
        answer_type=problem.answer_type,
        exemplars=default_exemplars(problem, exemplars),
        pool=partial(exemplar_pool, problem),
        about=problem if simulated else None,
        seed=seed,
    )


def strategies_of(spec: RunSpec, named: Sequence[str]) -> tuple[str, ...]:
    """All strategies of a run, or those named; ``InputError`` for one that it does not have."""
    strange = next((one for one in named if one not in spec.strategies), None)
    if strange is not None:
        raise InputError(f"the run has no {strange}; it has {', '.join(spec.strategies)}")
    return tuple(named) or spec.strategies
