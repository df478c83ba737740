"""Judging what is stored: every answer of a run is checked anew, once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

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
