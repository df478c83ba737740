"""Work shared by the problems of a run: done first, charged once, the same at any width."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from msgspec import structs

from algorist.core import Budget, Problem
from algorist.models import Reply, Request, Simulated
from algorist.models._simulated import tokens_in
from algorist.recording import Evaluation, Store
from algorist.recording._store import Solved
from tests.builders import purchases


def on_one_context(count: int) -> list[Problem]:
    """Questions with the same text before the last sentence."""
    base = purchases(1, seed=8)[0]
    context = base.question.rpartition(". ")[0]
    return [
        structs.replace(base, id=f"{base.id}{i}", question=f"{context}. Question {i}: how many?")
        for i in range(count)
    ]


class Counting(Simulated):
    """Keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__(step_error=0.2)
        self.asked: list[Request] = []

    def answer(self, request: Request, count: int) -> Reply:
        """Takes note."""
        self.asked.append(request)
        return super().answer(request, count)


def run(
    path: Path, problems: list[Problem], spec: str, *, budget: Budget | None = None, width: int = 8
) -> tuple[list[Solved], list[Request]]:
    """The solutions in the order of the problems, and the calls that were made."""
    model = Counting()
    with Store(path) as store:
        evaluation = Evaluation(
            problems, model, (spec,), store, budget=budget or Budget(), concurrency=width
        )
        name = asyncio.run(evaluation.run())
        found = store.solved(name, evaluation.strategies[0])
    return [found[problem.id] for problem in problems], model.asked


def is_preparation(request: Request) -> bool:
    """Whether notes on a context are asked for."""
    return "Questions about this text" in request.messages[-1].content


@pytest.mark.parametrize("width", [1, 64])
@pytest.mark.parametrize("count", [1, 2, 9])
def test_a_context_is_paid_once_so_its_cost_is_shared_out(
    tmp_path: Path, width: int, count: int
) -> None:
    """The first question is charged for the notes, to the token; the others for themselves."""
    solved, asked = run(tmp_path / "runs.db", on_one_context(count), "prepare", width=width)
    (notes,) = [one for one in asked if is_preparation(one)]
    prompt = sum(tokens_in(turn.content) + 4 for turn in notes.messages)
    costs = [one.solution.cost for one in solved]

    assert [cost.calls for cost in costs] == [2, *[1] * (count - 1)]
    assert [len(one.samples) for one in solved] == [2, *[1] * (count - 1)]
    assert len(asked) == 1 + count
    # Questions of one length differ by what is written to them only.
    assert all(costs[0].prompt_tokens == prompt + cost.prompt_tokens for cost in costs[1:])


def test_many_questions_cost_less_each(tmp_path: Path) -> None:
    """As (prepare + q * attempt) / q."""
    each = []
    for count in (1, 3, 9):
        solved, _ = run(tmp_path / f"{count}.db", on_one_context(count), "prepare")
        each.append(sum(one.solution.cost.tokens for one in solved) / count)

    assert each == sorted(each, reverse=True)
    assert each[0] - each[2] > 100


@pytest.mark.parametrize("tokens", [0, 100, 300, 700, 1500, 4000])
def test_a_preparation_takes_at_most_half_of_the_budget(tmp_path: Path, tokens: int) -> None:
    """One that does not fit is left out for all, and nothing is overspent."""
    budget = Budget(tokens=tokens)
    problems = on_one_context(5)
    narrow, asked = run(tmp_path / "1.db", problems, "prepare", budget=budget, width=1)
    wide, _ = run(tmp_path / "64.db", problems, "prepare", budget=budget, width=64)

    assert sum(one.solution.cost.tokens for one in narrow) <= tokens
    # The note of an ending tells the seconds, which differ.
    assert [structs.replace(one.solution, note="") for one in narrow] == [
        structs.replace(one.solution, note="") for one in wide
    ]
    for request in filter(is_preparation, asked):
        prompt = sum(tokens_in(turn.content) + 4 for turn in request.messages)
        assert prompt + request.max_tokens <= tokens // 2


def test_a_finished_run_prepares_nothing_again(tmp_path: Path) -> None:
    """What it cost stands in the solutions."""
    first, _ = run(tmp_path / "runs.db", on_one_context(3), "vote(k=2, each=prepare)")
    again, asked = run(tmp_path / "runs.db", on_one_context(3), "vote(k=2, each=prepare)")

    assert asked == []
    assert again == first


def test_each_strategy_of_a_run_shows_its_own_preparation(tmp_path: Path) -> None:
    """Though the second one finds the notes stored, its row says what it costs to do that."""
    problems, model = on_one_context(3), Counting()
    specs = ("prepare", "prepare(each=direct(prompt=zero_shot))")
    with Store(tmp_path / "runs.db") as store:
        evaluation = Evaluation(problems, model, specs, store)
        name = asyncio.run(evaluation.run())
        calls = [
            sum(one.solution.cost.calls for one in store.solved(name, spec).values())
            for spec in evaluation.strategies
        ]

    assert calls == [4, 4]
    assert sum(map(is_preparation, model.asked)) == 1
