"""What the page's browser shows: every problem, and attempts with their steps checked."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any

from algorist.checking import check_steps, check_trace
from algorist.core import Problem
from algorist.recording._outcomes import Outcome, Results

CHUNK = 40
"""Problems that are packed, and unpacked by the page, together."""

QUESTION, TEXT, STEPS, VALUE = 140, 6000, 80, 240
"""Characters of a question in the list and of an attempt's text; steps of an attempt or of worked
steps; characters of a piece of evidence. What is longer is cut and marked so."""

MARKS = {"right": "right", "wrong": "wrong", "correct": "right", "incorrect": "wrong"}
"""Verdicts that decide something; any other is open."""

LETTERS = {"correct": "r", "incorrect": "w", "undecided": "u", "unanswered": "n"}
"""Outcomes in the list, which holds one for each strategy and problem."""


@dataclass(frozen=True)
class Attempt:
    """One text that a strategy made of a problem, however often it did."""

    text: str
    answer: str | None
    right: bool
    chosen: bool
    score: float | None = None
    tokens: int = 0
    count: int = 1


@dataclass(frozen=True)
class Traces:
    """The browser's data."""

    index: dict[str, Any]
    """JSON: what is needed for the list and its filters."""
    chunks: tuple[str, ...]
    """Base64 of deflated JSON: the details of :data:`CHUNK` problems each."""
    shown: int
    attempts: int
    """Different attempts of the run, of which ``shown`` stand in the page."""


def traces(results: Results, limit: int) -> Traces:
    """The problems of a run, with the steps of at most ``limit`` attempts.

    Chosen attempts come first, those of problems that some strategy did not get right before the
    others; then the attempts that were not chosen, in the run's order. About 1 ms a step shown.
    """
    solved: dict[str, dict[str, Outcome]] = {name: {} for name in results.problems}
    for strategy, judged in results.outcomes.items():
        for one in judged:
            solved[one.problem.id][strategy] = one
    made = {
        (name, strategy): attempts(one)
        for name, by in solved.items()
        for strategy, one in by.items()
    }
    shown = _selected(solved, made, limit)
    families = list(dict.fromkeys(problem.family for problem in results.problems.values()))
    rows, details = [], []
    for name, problem in results.problems.items():
        outcomes = [solved[name].get(strategy) for strategy in results.spec.strategies]
        views = [
            _solution(one, made[name, one.strategy], shown.get((name, one.strategy), 0))
            if one is not None
            else None
            for one in outcomes
        ]
        rows.append(_row(problem, families.index(problem.family), outcomes, views))
        details.append({**_problem(problem), "solutions": views})
    chunks = tuple(_packed(details[i : i + CHUNK]) for i in range(0, len(details), CHUNK))
    index = {
        "run": results.run,
        "strategies": results.spec.strategies,
        "families": families,
        "chunk": CHUNK,
        "problems": rows,
    }
    return Traces(index, chunks, sum(shown.values()), sum(map(len, made.values())))


def attempts(one: Outcome) -> list[Attempt]:
    """The different texts of a solution, the chosen one first."""
    solution = one.solved.solution
    found: dict[str, Attempt] = {}
    if solution.text:
        right = one.outcome == "correct"
        found[solution.text] = Attempt(solution.text, solution.answer, right, chosen=True, count=0)
    for candidate, right in zip(solution.candidates, one.right, strict=True):
        known = found.get(candidate.text)
        if known is None or not known.count:
            found[candidate.text] = Attempt(
                candidate.text,
                candidate.answer,
                right,
                chosen=known is not None,
                score=candidate.score,
                tokens=candidate.tokens,
            )
        else:
            found[candidate.text] = replace(known, count=known.count + 1)
    return list(found.values())


def _selected(
    solved: dict[str, dict[str, Outcome]],
    made: dict[tuple[str, str], list[Attempt]],
    limit: int,
) -> dict[tuple[str, str], int]:
    """For each solution, how many of its attempts are shown."""
    smooth = {name: all(o.outcome == "correct" for o in by.values()) for name, by in solved.items()}
    places = [place for place in made if made[place]]
    shown = dict.fromkeys(sorted(places, key=lambda place: smooth[place[0]])[:limit], 1)
    left = limit - len(shown)
    for place in places if left else ():
        more = min(left, len(made[place]) - 1)
        shown[place] += more
        left -= more
    return shown


def _row(
    problem: Problem,
    family: int,
    outcomes: Sequence[Outcome | None],
    views: Sequence[dict[str, Any] | None],
) -> list[Any]:
    """A problem in the list: for each strategy a letter for its outcome, and flags."""
    letters = "".join("-" if one is None else LETTERS[one.outcome] for one in outcomes)
    flags = []
    for one, view in zip(outcomes, views, strict=True):
        missed = one is not None and one.outcome != "correct" and one.covered
        slipped = view is not None and any(a["first_wrong"] is not None for a in view["attempts"])
        flags.append((1 if missed else 0) + (2 if slipped else 0))
    return [problem.id, family, problem.level, _cut(problem.question, QUESTION), letters, flags]


def _problem(problem: Problem) -> dict[str, Any]:
    return {
        "question": problem.question,
        "answer": problem.answer,
        "type": problem.answer_type,
        "worked": [_cut(step.text, TEXT) for step in problem.steps[:STEPS]],
        "more": max(0, len(problem.steps) - STEPS),
    }


def _solution(one: Outcome, made: Sequence[Attempt], shown: int) -> dict[str, Any]:
    solution, verdict = one.solved.solution, one.verdict
    cost = solution.cost
    return {
        "outcome": one.outcome,
        "answer": solution.answer,
        "reason": verdict.reason if verdict is not None else "",
        "evidence": _evidence(verdict.evidence) if verdict is not None else [],
        "ending": solution.ending,
        "note": _cut(solution.note, VALUE),
        "tokens": cost.tokens,
        "calls": cost.calls,
        "seconds": round(cost.seconds, 2),
        "groups": [
            [group.answer, len(group.members), any(one.right[i] for i in group.members)]
            for group in solution.groups
        ],
        "attempts": [_attempt(one.problem, attempt) for attempt in made[:shown]],
        "hidden": len(made) - shown,
    }


def _attempt(problem: Problem, attempt: Attempt) -> dict[str, Any]:
    found = check_steps(attempt.text, problem.question)
    steps = [
        {
            "mark": MARKS.get(step.verdict, "open"),
            "text": _cut(step.text, TEXT),
            "reason": step.reason,
            "claims": [
                [
                    MARKS.get(claim.verdict, "open"),
                    _cut(claim.text, VALUE),
                    claim.how,
                    _evidence(claim.evidence),
                ]
                for claim in step.claims[:STEPS]
            ],
        }
        for step in found.steps[:STEPS]
    ]
    final = found.final
    return {
        "text": _cut(attempt.text, TEXT),
        "answer": attempt.answer,
        "right": attempt.right,
        "chosen": attempt.chosen,
        "score": attempt.score if isfinite(attempt.score or 0.0) else None,
        "tokens": attempt.tokens,
        "count": attempt.count,
        "steps": steps,
        "more": max(0, len(found.steps) - STEPS),
        "first_wrong": found.first_wrong,
        "final": [MARKS.get(final.verdict, "open"), final.how, _evidence(final.evidence)]
        if final
        else None,
        "trace": _states(problem, attempt.text),
    }


def _states(problem: Problem, text: str) -> dict[str, Any] | None:
    """The stated states beside the worked ones, where all worked steps have typed states."""
    if not problem.steps or any(step.state is None for step in problem.steps):
        return None
    score = check_trace(problem, text)
    rows = [
        [MARKS.get(one.verdict, "open"), _cut(one.expected, VALUE), _cut(one.stated or "", VALUE)]
        for one in score.verdicts[:STEPS]
    ]
    return {"prefix": score.prefix_length, "of": len(score.verdicts), "rows": rows}


def _evidence(found: dict[str, Any]) -> list[list[str]]:
    return [[name, _cut(_plain(value), VALUE)] for name, value in found.items()]


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most] + " […]"


def _packed(details: Iterable[dict[str, Any]]) -> str:
    text = json.dumps(list(details), ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(errors="replace"), 9)).decode()
