"""Strategies on simulated policies whose accuracy is known by theory."""

from __future__ import annotations

import asyncio
from itertools import product
from math import prod, sqrt

import pytest

from algorist.checking import check_answer
from algorist.core import Budget, InputError, Ledger, Problem, SpecError
from algorist.models import Caller, Simulated
from algorist.solving import (
    MemoryCache,
    Session,
    Solution,
    Task,
    resolve_strategy,
    run_strategy,
    solve,
)
from tests.builders import purchases


def run(
    problem: Problem,
    strategy: str,
    model: Simulated,
    *,
    budget: Budget | None = None,
    seed: int = 0,
    cache: MemoryCache | None = None,
) -> Solution:
    """One strategy on one problem."""
    task = Task(problem.question, problem.answer_type, about=problem, seed=seed)
    session = Session(task, Caller(model), Ledger(budget or Budget()), cache or MemoryCache())
    return asyncio.run(run_strategy(resolve_strategy(strategy), session))


def vote_accuracy(right: float, spread: int, k: int) -> float:
    """Exact accuracy of a vote of k over one right and `spread` equally likely wrong answers."""
    chances = [right, *[(1 - right) / spread] * spread]
    total = 0.0
    for draws in product(range(spread + 1), repeat=k):
        counts = [draws.count(answer) for answer in range(spread + 1)]
        if counts[0] == max(counts):
            total += prod(chances[d] for d in draws) / counts.count(max(counts))
    return total


@pytest.mark.parametrize(("k", "error"), [(1, 0.3), (3, 0.4), (5, 0.5)])
def test_voting_agrees_with_the_multinomial(k: int, error: float) -> None:
    """Within four standard errors over 600 problems."""
    problems = [p for p in purchases(900, level=2) if len(p.steps) == 2][:600]
    model = Simulated(step_error=error)
    expected = vote_accuracy((1 - error) ** 2, 3, k)

    right = 0
    for number, problem in enumerate(problems):
        solution = run(problem, f"vote(k={k}, stop=none)", model, seed=number)
        right += check_answer(problem.gold, solution.answer or "").correct

    assert abs(right / 600 - expected) <= 4 * sqrt(expected * (1 - expected) / 600)


def test_stopping_early_saves_calls_and_tells_why() -> None:
    """Four unanimous votes are enough for the posterior, and a certain winner for anyone."""
    problem = purchases(1)[0]
    sure = Simulated(step_error=0.0)

    assert run(problem, "vote(k=16)", sure).ending == "confident"
    assert len(run(problem, "vote(k=16)", sure).candidates) == 4
    assert run(problem, "vote(k=7, stop=certain)", sure).ending == "certain"
    assert len(run(problem, "vote(k=16, stop=none)", sure).candidates) == 16


def test_more_samples_go_on_from_the_stored_ones() -> None:
    """A sample is drawn once: its index names it."""
    problem, cache, model = purchases(1)[0], MemoryCache(), Simulated(step_error=0.5)

    few = run(problem, "vote(k=4, stop=none)", model, cache=cache)
    many = run(problem, "vote(k=8, stop=none)", model, cache=cache)

    assert many.candidates[:4] == few.candidates


@pytest.mark.parametrize("tokens", [0, 50, 120, 300, 900])
def test_an_answer_so_far_survives_the_end_of_the_budget(tokens: int) -> None:
    """And not a token is overspent."""
    problem = purchases(1)[0]

    solution = run(
        problem, "vote(k=64, stop=none)", Simulated(step_error=0.5), budget=Budget(tokens=tokens)
    )

    assert solution.cost.tokens <= tokens
    assert solution.ending == "budget"
    assert (solution.answer is not None) == bool(solution.candidates)


def test_a_bare_question_can_be_solved() -> None:
    """The simulation knows no outside problem, and says so rather than guessing."""
    solution = solve("What is 1 + 1?", model="simulated()", strategy="direct")

    assert solution.answer is None
    assert solution.cost.calls == 1


def test_an_empty_question_is_refused_before_anything_is_spent() -> None:
    """Blanks are no question."""
    with pytest.raises(InputError, match="empty"):
        solve(" \n", model="simulated()")


@pytest.mark.parametrize("bound", ["flops=1e9", "dollars=1"])
@pytest.mark.parametrize("strategy", ["direct", "spec_reason(draft=simulated(seed=3))"])
def test_a_bound_that_cannot_be_kept_is_refused(bound: str, strategy: str) -> None:
    """Also of one question: where no rates are known, nothing could hold the budget."""
    with pytest.raises(InputError, match=r"cannot be kept.*bound the tokens"):
        solve("What is 1 + 1?", model="simulated()", strategy=strategy, budget=bound)


@pytest.mark.parametrize(
    ("spec", "error"),
    [
        ("vote(k=0)", InputError),
        ("vote(k=3, stop=soon)", InputError),
        ("vote(q=3)", InputError),
        ("votes", SpecError),
        ("vote(k=3, prompt=nowhere)", SpecError),
    ],
)
def test_a_strategy_that_makes_no_sense_is_refused_by_name(
    spec: str, error: type[Exception]
) -> None:
    """Before anything is spent."""
    with pytest.raises(error, match=r"vote|prompt"):
        resolve_strategy(spec)
