"""What holds for every registered strategy: budgets, any number of calls in flight, any kill."""

from __future__ import annotations

import asyncio
import contextlib
import json
from pathlib import Path

import pytest

from algorist.core import Budget, Cost, derive, rng, to_json
from algorist.models import Model, Reply, Request, Simulated
from algorist.recording import Evaluation, Store, summarise
from algorist.solving import strategies
from tests.builders import purchases

PROBLEMS = purchases(4)
NEEDED: dict[str, str] = {}
"""How strategies are named here that cannot do with their defaults."""
SPECS = [
    *(NEEDED.get(name, name) for name in strategies.names()),
    "best_of(k=3, each=repair(rounds=1), score=digit)",
    "best_of(k=4, each=program, score=agreement, weighted=true)",
    "best_of(k=4, score=programs(k=2))",
    "best_of(k=3, score=comparison)",
    "best_of(k=4, score=comparison(knockout=true), weighted=true)",
    "vote(k=4, weight=verifier(max_tokens=32))",
    "beam(score=mixture(of=[digit(over=min), steps], weights=[1, 1]))",
    "vote(k=6, weight=tail, stop=doubling)",
    "beam(score=digit)",
    "mcts(score=logprob, widen=0.5)",
    "short(m=2, k=4, chunk=8)",
    "mcts(iterations=8, batch=4)",
    "ab_mcts(iterations=12, batch=4)",
    "spec_reason(draft=simulated(step_error=0.6), score=steps)",
    "deepconf(k=6, warmup=2, window=4, chunk=8)",
    "probe(window=2, chunk=6)",
    "vote(k=3, each=prepare(rounds=2))",
    "best_of(k=2, each=auto_cot(each=program, k=2), score=agreement)",
    "plan_search(k=3, each=vote(k=2))",
    "decompose(outlines=1, easy=no_thinking, hard=think_and_execute)",
]
"""Every registered strategy, so that none can be forgotten, and some more ways of a few."""
BUDGETS = ["", "tokens=4000", "tokens=1500", "output_tokens=400", "calls=9"]


class Killed(BaseException):
    """Stands for a signal: nobody catches it, and nothing after it happens."""


class Mortal(Simulated):
    """Dies at a given call."""

    def __init__(self, at: int | None, *, seed: int) -> None:
        super().__init__(step_error=0.4, seed=seed)
        self.at, self.calls = at, 0

    @property
    def dead(self) -> bool:
        """From the call on at which it dies."""
        return self.at is not None and self.calls >= self.at

    async def generate(self, request: Request) -> Reply:
        """The simulation's answer, while it lives."""
        if self.dead:
            raise Killed
        self.calls += 1
        await asyncio.sleep(0)
        return await super().generate(request)


class Sudden(Evaluation):
    """A killed process writes nothing more: not even what its cancelled calls may have cost."""

    def _failed(self, model: Model, request: Request, cost: Cost, why: str) -> None:
        assert isinstance(self.model, Mortal)
        if not self.model.dead:
            super()._failed(model, request, cost, why)


def spent(store: Store, name: str) -> Cost:
    """Everything that a run was charged."""
    return sum((row.cost for row in summarise(store, name).rows), Cost())


def within(cost: Cost, budget: Budget) -> bool:
    """Not a token, not a call over."""
    pairs = [
        (cost.tokens, budget.tokens),
        (cost.output_tokens + cost.assumed_output, budget.output_tokens),
        (cost.calls, budget.calls),
    ]
    return all(bound is None or value <= bound for value, bound in pairs)


def run(
    path: Path, spec: str, budget: Budget, *, width: int, seed: int, kill: int | None = None
) -> tuple[str, int]:
    """Everything that the report shows but the seconds, or ``killed``; and the calls made."""
    model = Mortal(kill, seed=seed)
    with Store(path) as store:
        evaluation = Sudden(PROBLEMS, model, (spec,), store, budget=budget, concurrency=width)
        try:
            name = asyncio.run(evaluation.run())
        except Killed:
            return "killed", model.calls
        rows = json.loads(to_json(summarise(store, name)))["rows"]
        assert within(spent(store, name), budget)
    for row in rows:
        del row["cost"]["seconds"]
    return json.dumps(rows, sort_keys=True), model.calls


@pytest.mark.parametrize("spec", SPECS)
@pytest.mark.parametrize("bound", BUDGETS)
def test_budgets_hold_and_neither_width_nor_a_kill_changes_the_result(
    tmp_path: Path, spec: str, bound: str
) -> None:
    """With 1 and with 64 calls in flight, and killed at some call and started again."""
    budget, seed = Budget.parse(bound), derive(spec, bound) % 100
    narrow, calls = run(tmp_path / "narrow.db", spec, budget, width=1, seed=seed)
    kill = rng("kill", spec, bound).randrange(calls) if calls else 0

    assert run(tmp_path / "wide.db", spec, budget, width=64, seed=seed)[0] == narrow
    run(tmp_path / "killed.db", spec, budget, width=4, seed=seed, kill=kill)
    assert run(tmp_path / "killed.db", spec, budget, width=4, seed=seed)[0] == narrow


@pytest.mark.slow
@pytest.mark.parametrize("spec", SPECS)
@pytest.mark.parametrize("bound", ["", "tokens=4000"])
def test_a_kill_at_any_call_resumes_to_the_same_result(
    tmp_path: Path, spec: str, bound: str
) -> None:
    """At every single one, each time from the beginning."""
    budget, seed = Budget.parse(bound), derive(spec, bound, "any") % 100
    whole, calls = run(tmp_path / "whole.db", spec, budget, width=1, seed=seed)

    for kill in range(calls):
        path = tmp_path / f"{kill}.db"
        run(path, spec, budget, width=3, seed=seed, kill=kill)
        assert run(path, spec, budget, width=3, seed=seed)[0] == whole, f"killed at call {kill}"


async def cancelled(path: Path, spec: str, budget: Budget, turns: int) -> Cost:
    """A run in which a third of all calls fail, cancelled after so many turns of the loop, and
    then left to finish: what it was charged in all."""
    cost = Cost()
    for cancel in (True, False):
        model = Simulated(step_error=0.4, faults=0.3, seed=1)
        with Store(path) as store:
            evaluation = Evaluation(PROBLEMS, model, (spec,), store, budget=budget, concurrency=64)
            task = asyncio.create_task(evaluation.run())
            if cancel:
                for _ in range(turns):
                    await asyncio.sleep(0)
                task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
                cost = spent(store, evaluation.id)
    return cost


@pytest.mark.parametrize("spec", SPECS)
@pytest.mark.parametrize("bound", ["tokens=800", "tokens=3000", "output_tokens=400", "calls=9"])
def test_faults_and_cancellation_overspend_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spec: str, bound: str
) -> None:
    """At some moment of the run."""
    monkeypatch.setattr("algorist.models._caller.FIRST_WAIT", 0.0)
    budget, turns = Budget.parse(bound), derive(spec, bound, "turns") % 60

    cost = asyncio.run(cancelled(tmp_path / "runs.db", spec, budget, turns))

    assert within(cost, budget)


@pytest.mark.slow
@pytest.mark.parametrize("spec", SPECS)
def test_cancellation_at_any_moment_overspends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spec: str
) -> None:
    """At each of the first hundred turns of the loop."""
    monkeypatch.setattr("algorist.models._caller.FIRST_WAIT", 0.0)
    budget = Budget(tokens=2000)
    for turns in range(100):
        cost = asyncio.run(cancelled(tmp_path / f"{turns}.db", spec, budget, turns))
        assert within(cost, budget), f"cancelled after {turns} turns"
