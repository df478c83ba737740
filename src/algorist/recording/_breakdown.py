"""A run's figures by parts: problems of a family or level, tokens by use, strategies by worth."""

from __future__ import annotations

from collections.abc import Sequence

from algorist.core import InputError, Record
from algorist.recording._outcomes import Outcome, Results
from algorist.recording._statistics import Share, wilson

FIELDS = ("family", "level")


class Part(Record, frozen=True):
    """One strategy on the problems of one place, such as a family."""

    place: tuple[str, ...]
    """The values of the fields that the run was broken down by."""
    strategy: str
    accuracy: Share
    """Over the problems of this place that the run has come to."""
    coverage: Share


def breakdown(results: Results, by: Sequence[str]) -> tuple[Part, ...]:
    """Each strategy's figures for each value of the problems' fields ``by`` (family, level).

    Places are in the order of names and of numbers, strategies in the run's order.
    """
    if not by or not set(by) <= set(FIELDS):
        raise InputError(f"by {','.join(by)!r}: give family, level or family,level")
    counts: dict[tuple[str | int, ...], dict[str, list[int]]] = {}
    for strategy, judged in results.outcomes.items():
        for one in judged:
            place = tuple(getattr(one.problem, name) for name in by)
            row = counts.setdefault(place, {}).setdefault(strategy, [0, 0, 0])
            row[0] += one.outcome == "correct"
            row[1] += one.covered
            row[2] += 1
    return tuple(
        Part(tuple(map(str, place)), strategy, wilson(right, n), wilson(covered, n))
        for place in sorted(counts)
        for strategy in results.outcomes
        if strategy in counts[place]
        for right, covered, n in [counts[place][strategy]]
    )


class Spending(Record, frozen=True):
    """Where a strategy's tokens went. The parts add up to all its tokens."""

    read: int = 0
    """Tokens read that the server had not in its cache."""
    cached: int = 0
    """Tokens read that it had."""
    attempts: int = 0
    """Tokens written in the attempts that the solutions hold."""
    beside: int = 0
    """Tokens written beside them: by scorers and checks, in dropped and unfinished attempts. At
    least so many in searches, where attempts share lines."""
    assumed: int = 0
    """Charged for failed and cancelled calls whose usage never became known."""


def spending_of(judged: Sequence[Outcome]) -> Spending:
    """Where the tokens of these solutions went."""
    total = [0] * 5
    for one in judged:
        cost = one.solved.solution.cost
        kept = sum(candidate.tokens for candidate in one.solved.solution.candidates)
        attempts = min(kept, cost.output_tokens)
        cached = min(cost.cached_tokens, cost.prompt_tokens)
        parts = (
            cost.prompt_tokens - cached,
            cached,
            attempts,
            cost.output_tokens - attempts,
            cost.assumed_tokens,
        )
        total = [a + b for a, b in zip(total, parts, strict=True)]
    return Spending(*total)


def pareto(points: Sequence[tuple[float, float]]) -> tuple[bool, ...]:
    """For each (cost, worth), whether no other costs at most as much and is worth more, or costs
    less and is worth as much. By the points as they are: their intervals have no part in it.

    >>> pareto([(1.0, 0.5), (2.0, 0.4), (3.0, 0.6)])
    (True, False, True)
    """
    return tuple(
        not any(
            other <= cost and gain >= worth and (other < cost or gain > worth)
            for other, gain in points
        )
        for cost, worth in points
    )
