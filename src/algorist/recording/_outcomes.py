"""Judging what is stored: every answer of a run is checked anew, once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec

from algorist.checking import check_answer, group
from algorist.core import Cost, Problem, Record, Verdict
from algorist.recording._store import RunSpec, Solved, Store


class Outcome(Record, frozen=True):
    """One solution, checked: what came out, and for each sample whether it is right."""

    problem: Problem
    strategy: str
    outcome: str
    """correct, incorrect, undecided or unanswered."""
    right: tuple[bool, ...]
    votes: tuple[int | None, ...]
    """For each sample, the number of the group of equal answers that it is in."""
    solved: Solved
    verdict: Verdict | None
    """On the selected answer; None where there is none."""

    @property
    def covered(self) -> bool:
        """Whether any attempt, or what was made of them, is right."""
        return any(self.right) or self.outcome == "correct"


@dataclass(frozen=True)
class Results:
    """A run with its solutions judged: what all its tables, charts and pages are computed from."""

    run: str
    spec: RunSpec
    problems: dict[str, Problem]
    """By id, in the run's order."""
    outcomes: dict[str, tuple[Outcome, ...]]
    """By strategy, in the run's order; problems that were not come to are missing."""
    probing: Cost
    """What finding out what the endpoint supports cost, over all runs of the file."""


def read_results(store: Store, run: str) -> Results:
    """A stored run, judged. Cost: one check per stored sample."""
    spec = store.runs()[run]
    problems = {problem.id: problem for problem in store.problems(run)}
    outcomes = {}
    for text in spec.strategies:
        solved = store.solved(run, text)
        outcomes[text] = tuple(
            judge(problem, solved[name]) for name, problem in problems.items() if name in solved
        )
    return Results(run, spec, problems, outcomes, store.probing(spec.model))


def joined(runs: Sequence[Results]) -> list[Results]:
    """Runs of one model on the same problems put side by side, as one with all their strategies.

    The seed and the number of worked examples must be the same too. A strategy that stands in
    several of them is told apart by its budget, or else by its run.
    """
    groups: dict[tuple[object, ...], list[Results]] = {}
    for one in runs:
        spec = one.spec
        key = (spec.model, spec.problems, spec.seed, spec.exemplars)
        groups.setdefault(key, []).append(one)
    return [_side_by_side(group) if len(group) > 1 else group[0] for group in groups.values()]


def _side_by_side(runs: Sequence[Results]) -> Results:
    judged: dict[str, tuple[Outcome, ...]] = {}
    for one in runs:
        for text, found in one.outcomes.items():
            marks = (text, f"{text} within {bounds(one.spec.budget)}", f"{text} in run {one.run}")
            name = next(mark for mark in marks if mark not in judged)
            judged[name] = tuple(msgspec.structs.replace(each, strategy=name) for each in found)
    budgets = {one.spec.budget for one in runs}
    first = runs[0]
    spec = msgspec.structs.replace(
        first.spec,
        strategies=tuple(judged),
        budget=first.spec.budget if len(budgets) == 1 else "several",
    )
    name = f"{first.run}-and-{len(runs) - 1}-more"
    return Results(name, spec, first.problems, judged, first.probing)


def bounds(budget: str) -> str:
    """A run's budget without the dimensions that it leaves free.

    >>> bounds("Budget(tokens=4000, calls=None)"), bounds("Budget(tokens=None)")
    ('tokens=4000', 'no bound')
    """
    parts = budget.removeprefix("Budget(").removesuffix(")").split(", ")
    return ", ".join(part for part in parts if not part.endswith("=None")) or "no bound"


def outcomes(store: Store, run: str) -> Iterator[Outcome]:
    """Every solution of a run, checked anew."""
    for judged in read_results(store, run).outcomes.values():
        yield from judged


def judge(problem: Problem, solved: Solved) -> Outcome:
    """One solution, checked."""
    answers = [candidate.answer for candidate in solved.solution.candidates]
    right = tuple(a is not None and check_answer(problem.gold, a).correct for a in answers)
    votes: list[int | None] = [None] * len(answers)
    stated = [index for index, a in enumerate(answers) if a is not None]
    grouped = group([answers[i] for i in stated], answer_type=problem.answer_type or None)
    for number, members in enumerate(grouped):
        for member in members:
            votes[stated[member]] = number
    answer = solved.solution.answer
    verdict = None if answer is None else check_answer(problem.gold, answer)
    outcome = "unanswered" if verdict is None else verdict.verdict
    return Outcome(problem, solved.strategy, outcome, right, tuple(votes), solved, verdict)
