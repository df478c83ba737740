"""Runs stop and go on, share a file, and keep to their budget."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from algorist.core import Budget, Cost, InputError, StoreError, to_json
from algorist.models import Capabilities, Endpoint, Message, Simulated
from algorist.recording import Evaluation, Store, evaluate, summarise
from tests.builders import purchases, serving
from tests.solving.scripted import says, session_for

STRATEGIES = ("direct", "vote(k=6)")


def table(path: Path, run: str) -> str:
    """Everything that the report shows, seconds apart."""
    with Store(path) as store:
        rows = json.loads(to_json(summarise(store, run)))["rows"]
    for row in rows:
        del row["cost"]["seconds"]
    return json.dumps(rows, sort_keys=True)


def test_a_finished_run_makes_no_call_when_run_again(tmp_path: Path) -> None:
    """And shows the same table."""
    problems, path = purchases(12), tmp_path / "runs.db"

    async def both() -> tuple[str, str, int, int]:
        async with serving(problems, step_error=0.3) as (server, url):
            made = []
            counts = []
            for _ in range(2):
                endpoint = Endpoint(url, "sim", known=Capabilities())
                with Store(path) as store:
                    evaluation = Evaluation(problems, endpoint, STRATEGIES, store)
                    made.append(await evaluation.run())
                await endpoint.aclose()
                counts.append(server.requests)
            return made[0], made[1], counts[0], counts[1]

    first, second, before, after = asyncio.run(both())

    assert first == second
    # The endpoint asks once whether the server tokenizes; that is no completion.
    assert after == before


WORK = """
import sys
from algorist.recording import evaluate
from tests.builders import purchases
run = evaluate(purchases(40), model={model!r}, strategies={strategies!r}, store=sys.argv[1],
               budget={budget!r}, concurrency=4)
print(run)
"""
MODEL = "simulated(step_error=0.3, latency=0.02)"


def start(path: Path, *, model: str = MODEL, budget: str = "") -> subprocess.Popen[str]:
    """The same evaluation in a process of its own."""
    code = WORK.format(model=model, strategies=STRATEGIES, budget=budget)
    return subprocess.Popen(
        [sys.executable, "-c", code, str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )


@pytest.mark.parametrize("budget", ["", "tokens=9000"])
def test_a_run_killed_at_any_moment_ends_with_the_same_table(tmp_path: Path, budget: str) -> None:
    """Killed again and again by SIGKILL, then left to finish."""
    whole = start(tmp_path / "whole.db", budget=budget)
    run = whole.communicate(timeout=120)[0].strip()
    path = tmp_path / "killed.db"
    kills = 0
    for moment in (0.4, 0.7, 1.0):
        process = start(path, budget=budget)
        time.sleep(moment)
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
            kills += 1
        process.communicate(timeout=60)
    last = start(path, budget=budget)
    output, errors = last.communicate(timeout=120)

    assert last.returncode == 0, errors
    assert kills
    assert output.strip() == run
    assert table(path, run) == table(tmp_path / "whole.db", run)


def test_two_processes_on_one_file_do_not_corrupt_it(tmp_path: Path) -> None:
    """Both finish, with the same run and one set of samples."""
    path = tmp_path / "shared.db"
    both = [start(path), start(path)]
    ends = [process.communicate(timeout=120) for process in both]

    assert [process.returncode for process in both] == [0, 0], ends
    assert ends[0][0] == ends[1][0]
    with sqlite3.connect(path) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()
    alone = start(tmp_path / "alone.db")
    run = alone.communicate(timeout=120)[0].strip()
    assert table(path, run) == table(tmp_path / "alone.db", run)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 12000), st.sampled_from([0.0, 0.3]), st.integers(0, 99))
def test_no_budget_is_overspent_and_concurrency_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, tokens: int, faults: float, seed: int
) -> None:
    """One call in flight or 64, with and without faults."""
    problems = purchases(10)
    found = []
    for width in (1, 64):
        path = tmp_path_factory.mktemp("run") / "runs.db"
        model = Simulated(step_error=0.4, seed=seed)
        with Store(path) as store:
            evaluation = Evaluation(
                problems,
                model,
                STRATEGIES,
                store,
                budget=Budget(tokens=tokens),
                concurrency=width,
            )
            run = asyncio.run(evaluation.run())
            spent = sum(row.cost.tokens for row in summarise(store, run).rows)
            assert spent <= tokens
        found.append(table(path, run))

    assert found[0] == found[1]


def test_a_larger_budget_uses_what_is_left_over(tmp_path: Path) -> None:
    """Problems that need little leave their share to those that need more."""
    problems = purchases(20)
    path = tmp_path / "runs.db"
    full = evaluate(problems, model="simulated(step_error=0.3)", store=str(path))
    with Store(path) as store:
        need = sum(row.cost.tokens for row in summarise(store, full).rows)
    tight = evaluate(
        problems, model="simulated(step_error=0.3)", store=str(path), budget=f"tokens={need * 2}"
    )

    assert [row["accuracy"] for row in json.loads(table(path, tight))] == [
        row["accuracy"] for row in json.loads(table(path, full))
    ]


def test_a_full_disk_is_a_clear_error_and_loses_nothing(tmp_path: Path) -> None:
    """The file cannot grow; what was stored is there, and the run goes on when it can."""
    path = tmp_path / "runs.db"
    problems = purchases(60)
    with Store(path) as store:
        # SQLite's own bound on the file's size gives the error of a full disk.
        store._db.execute("PRAGMA max_page_count = 40")
        evaluation = Evaluation(problems, Simulated(step_error=0.3), STRATEGIES, store)
        with pytest.raises(StoreError, match=r"full.*nothing stored so far is lost"):
            asyncio.run(evaluation.run())
    with sqlite3.connect(path) as db:
        (kept,) = db.execute("SELECT count(*) FROM samples").fetchone()
    db.close()
    run = evaluate(
        problems, model=Simulated(step_error=0.3), strategies=STRATEGIES, store=str(path)
    )

    assert kept > 0
    with Store(path) as store:
        assert [row.problems for row in summarise(store, run).rows] == [60, 60]


@pytest.mark.parametrize(
    ("name", "says"), [("missing/runs.db", "does not exist"), (".", "is a folder")]
)
def test_a_path_that_cannot_be_used_says_so(tmp_path: Path, name: str, says: str) -> None:
    """Before any call is made."""
    with pytest.raises(StoreError, match=says):
        Store(tmp_path / name)


def test_a_file_that_is_no_run_file_is_left_alone(tmp_path: Path) -> None:
    """Its bytes stay as they were."""
    path = tmp_path / "letter.txt"
    path.write_text("Dear reader, this is not a database. " * 40)
    before = path.read_bytes()

    with pytest.raises(StoreError, match="not a run file"):
        Store(path)
    assert path.read_bytes() == before


def test_problems_must_be_there_and_differ(tmp_path: Path) -> None:
    """Else their solutions could not be told apart."""
    with pytest.raises(InputError, match="no problems"):
        evaluate([], store=str(tmp_path / "a.db"), model="simulated()")
    with pytest.raises(InputError, match="same id"):
        evaluate(purchases(1) * 2, store=str(tmp_path / "b.db"), model="simulated()")


@pytest.mark.slow
def test_faults_lose_nothing_and_the_ledger_agrees_with_the_server(tmp_path: Path) -> None:
    """2,000 problems with 20% faults of all kinds: each counted once, every token accounted for."""
    problems = purchases(2000, level=2)

    async def work() -> tuple[str, int, int]:
        async with serving(problems, faults=0.2, step_error=0.2) as (server, url):
            endpoint = Endpoint(url, "sim", timeout=1.5, known=Capabilities())
            endpoint._can_tokenize = False
            with Store(tmp_path / "runs.db") as store:
                evaluation = Evaluation(
                    problems, endpoint, ("vote(k=4)",), store, concurrency=64, exemplars=0
                )
                run = await evaluation.run()
            await endpoint.aclose()
            return run, server.billed.prompt_tokens, server.billed.output_tokens

    run, prompt, output = asyncio.run(work())

    with Store(tmp_path / "runs.db") as store:
        (row,) = summarise(store, run).rows
        assert row.failed == 0
        assert row.samples == 8000
        assert len(store.solved(run, "vote(k=4)")) == 2000
    assert (row.cost.prompt_tokens, row.cost.output_tokens) == (prompt, output)


def test_a_failed_call_is_charged_however_often_its_samples_are_read_again(tmp_path: Path) -> None:
    """It began in the middle of what is asked for, after samples that were stored before."""
    path, model = tmp_path / "runs.db", says("#### 42")
    lost = Cost(calls=1, assumed_tokens=50, assumed_output=40)
    messages = (Message("user", "What is 40 + 2?"),)

    def sampled(n: int) -> Cost:
        """What a process would charge that asks for ``n`` samples, with those of earlier ones."""
        with Store(path) as store:
            session = session_for(model, cache=store)
            asyncio.run(session.sample(messages, n, temperature=0.7))
        return session.ledger.spent

    sampled(2)
    with Store(path) as store:
        store.fail(model.spec, model.requests[0].key(), 2, lost, "killed before usage was known")
    made = sampled(4)
    again = sampled(4)

    assert made.assumed_tokens == again.assumed_tokens == 50
    assert to_json(made) == to_json(again)
