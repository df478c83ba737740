"""What holds for every registered strategy: budgets, any number of calls in flight, any kill."""

from __future__ import annotations

import asyncio
import contextlib
import json
from pathlib import Path

import pytest

from algorist.core import Budget, Cost, derive, to_json
from algorist.models import Model, Reply, Request, Simulated
from algorist.recording import Evaluation, Store, summarise
from algorist.solving import strategies
from tests.builders import purchases

PROBLEMS = purchases(4)
SPECS = [
    *strategies.names(),
    "best_of(k=3, each=repair(rounds=1), score=digit)",
    "best_of(k=4, each=program, score=agreement, weighted=true)",
    "best_of(k=4, score=programs(k=2))",
    "vote(k=6, weight=tail, stop=doubling)",
    "beam(score=digit)",
    "mcts(score=logprob, widen=0.5)",
    "short(m=2, k=4, chunk=8)",
]


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


def run(
    path: Path, spec: str, tokens: int | None, *, width: int, seed: int, kill: int | None = None
) -> str:
    """Everything that the report shows but the seconds; or ``killed``."""
    model = Mortal(kill, seed=seed)
    with Store(path) as store:
        evaluation = Sudden(
            PROBLEMS, model, (spec,), store, budget=Budget(tokens=tokens), concurrency=width
        )
        try:
            name = asyncio.run(evaluation.run())
        except Killed:
            return "killed"
        rows = json.loads(to_json(summarise(store, name)))["rows"]
        spent = sum(row.cost.tokens for row in summarise(store, name).rows)
    assert tokens is None or spent <= tokens
    for row in rows:
        del row["cost"]["seconds"]
    return json.dumps(rows, sort_keys=True)


@pytest.mark.parametrize("spec", SPECS)
@pytest.mark.parametrize(("tokens", "kill"), [(None, 7), (4000, 3), (1500, 2)])
def test_budgets_hold_and_neither_width_nor_a_kill_changes_the_result(
    tmp_path: Path, spec: str, tokens: int | None, kill: int
) -> None:
    """With 1 and with 64 calls in flight, and killed at some call and started again."""
    seed = derive(spec, str(tokens)) % 100
    narrow = run(tmp_path / "narrow.db", spec, tokens, width=1, seed=seed)

    assert run(tmp_path / "wide.db", spec, tokens, width=64, seed=seed) == narrow
    run(tmp_path / "killed.db", spec, tokens, width=4, seed=seed, kill=kill)
    assert run(tmp_path / "killed.db", spec, tokens, width=4, seed=seed) == narrow


@pytest.mark.parametrize("spec", SPECS)
@pytest.mark.parametrize("tokens", [800, 3000])
def test_faults_and_cancellation_overspend_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spec: str, tokens: int
) -> None:
    """A third of all calls fail; the run is cancelled once, and goes on within its budget."""
    monkeypatch.setattr("algorist.models._caller.FIRST_WAIT", 0.0)

    async def work(cancel: bool) -> float:
        model = Simulated(step_error=0.4, faults=0.3, seed=1)
        with Store(tmp_path / "runs.db") as store:
            evaluation = Evaluation(
                PROBLEMS, model, (spec,), store, budget=Budget(tokens=tokens), concurrency=64
            )
            task = asyncio.create_task(evaluation.run())
            if cancel:
                for _ in range(12):
                    await asyncio.sleep(0)
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
            name = evaluation.id if cancel else await task
            return sum(row.cost.tokens for row in summarise(store, name).rows)

    asyncio.run(work(True))
    assert asyncio.run(work(False)) <= tokens
