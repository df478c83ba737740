"""Budgets shared out by value: exact, repeatable, resumable, and never overspent."""

from __future__ import annotations

import asyncio
import contextlib
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from algorist.core import Budget, InputError, Problem, derive, to_json
from algorist.models import Simulated
from algorist.problems import make_many
from algorist.recording import Evaluation, Store, evaluate, summarise
from benchmarks.allocation import compare
from tests.recording.test_all_strategies import Killed, Mortal, Sudden

PROBLEMS = [
    problem
    for level in (1, 2, 3)
    for problem in make_many("words.purchase", 3, level=level, seed=6)
]
SPECS = ["vote(k=12)", "vote(k=12, stop=none, each=program)", "adaptive(k=12)"]


def run(
    path: Path,
    spec: str,
    budget: Budget,
    *,
    width: int,
    seed: int,
    kill: int | None = None,
    faults: float = 0.0,
) -> str:
    """Everything that the report shows but the seconds; or ``killed``."""
    model = Mortal(kill, seed=seed) if not faults else Simulated(step_error=0.4, faults=faults)
    kind = Sudden if not faults else Evaluation
    with Store(path) as store:
        evaluation = kind(
            PROBLEMS, model, (spec,), store, budget=budget, allocation="value", concurrency=width
        )
        try:
            name = asyncio.run(evaluation.run())
        except Killed:
            return "killed"
        rows = json.loads(to_json(summarise(store, name)))["rows"]
        (row,) = summarise(store, name).rows
        for bound, used in (
            (budget.tokens, row.cost.tokens),
            (budget.output_tokens, row.cost.written),
            (budget.calls, row.cost.calls),
            (budget.flops, row.cost.flops),
        ):
            assert bound is None or used <= bound
    for one in rows:
        del one["cost"]["seconds"]
    return json.dumps(rows, sort_keys=True)


@pytest.mark.parametrize("spec", SPECS)
@pytest.mark.parametrize(("tokens", "kill"), [(None, 20), (20_000, 13), (8000, 3), (300, 1)])
def test_neither_width_nor_a_kill_changes_who_gets_what(
    tmp_path: Path, spec: str, tokens: int | None, kill: int
) -> None:
    """With 1 and with 64 calls in flight, and killed at some call and started again."""
    seed, budget = derive(spec, str(tokens)) % 100, Budget(tokens=tokens)
    narrow = run(tmp_path / "narrow.db", spec, budget, width=1, seed=seed)

    assert run(tmp_path / "wide.db", spec, budget, width=64, seed=seed) == narrow
    run(tmp_path / "killed.db", spec, budget, width=4, seed=seed, kill=kill)
    assert run(tmp_path / "killed.db", spec, budget, width=4, seed=seed) == narrow


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(
        st.builds(Budget, tokens=st.integers(0, 30_000)),
        st.builds(Budget, output_tokens=st.integers(0, 4000)),
        st.builds(Budget, calls=st.integers(0, 60), tokens=st.integers(0, 30_000)),
    ),
    st.sampled_from([0.0, 0.3]),
)
def test_no_dimension_is_overspent(
    tmp_path_factory: pytest.TempPathFactory, budget: Budget, faults: float
) -> None:
    """By a single token or call, with and without failing calls."""
    path = tmp_path_factory.mktemp("run") / "runs.db"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("algorist.models._caller.FIRST_WAIT", 0.0)
        run(path, "vote(k=12)", budget, width=64, seed=3, faults=faults)


def test_a_cancelled_run_goes_on_within_its_budget(tmp_path: Path) -> None:
    """What was cancelled is charged, so less is left to share out."""

    async def work(cancel: bool) -> int:
        with Store(tmp_path / "runs.db") as store:
            evaluation = Evaluation(
                PROBLEMS,
                Simulated(step_error=0.4, seed=1, latency=0.001),
                ("vote(k=12)",),
                store,
                budget=Budget(tokens=15_000),
                allocation="value",
            )
            task = asyncio.create_task(evaluation.run())
            if cancel:
                await asyncio.sleep(0.01)
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
                return 0
            name = await task
            return sum(row.cost.tokens for row in summarise(store, name).rows)

    asyncio.run(work(True))
    assert 0 < asyncio.run(work(False)) <= 15_000


def solutions(path: Path, problems: list[Problem], **given: object) -> dict[str, tuple[int, str]]:
    """Samples and ending of each problem of a run of ``vote(k=32)``."""
    with Store(path) as store:
        name = evaluate(
            problems,
            model="simulated(step_error=0.3, seed=4)",
            strategies=("vote(k=32, stop=none)",),
            store=store,
            **given,  # type: ignore[arg-type]
        )
        found = store.solved(name, "vote(k=32, stop=none)")
    return {
        problem: (len(one.solution.candidates), one.solution.ending)
        for problem, one in found.items()
    }


def test_hard_problems_get_more_and_decided_ones_nothing_more(tmp_path: Path) -> None:
    """Without a budget all that may gain go on to the end; with one, the least decided ones do."""
    free = solutions(tmp_path / "free.db", PROBLEMS, allocation="value")
    tight = solutions(tmp_path / "tight.db", PROBLEMS, allocation="value", budget="tokens=25000")

    assert min(count for count, _ in free.values()) < 10
    assert {ending for _, ending in free.values()} <= {"finished"}
    counts = [count for count, _ in tight.values()]
    assert min(counts) >= 4
    assert max(counts) >= 2 * min(counts)


def test_a_budget_is_spent_to_the_last_sample_that_fits(tmp_path: Path) -> None:
    """What is left over is less than one more sample can cost at most."""
    problems = list(make_many("words.purchase", 6, level=3, seed=6))
    with Store(tmp_path / "runs.db") as store:
        name = evaluate(
            problems,
            model="simulated(step_error=0.6, spread=9, seed=4)",
            strategies=("vote(k=400, stop=none, max_tokens=64)",),
            store=store,
            allocation="value",
            budget="tokens=30000",
        )
        (row,) = summarise(store, name).rows
        prompt = max(
            one.solution.cost.prompt_tokens / one.solution.cost.calls
            for one in store.solved(name, row.strategy).values()
        )

    assert 30_000 - row.cost.tokens < prompt + 64


@pytest.mark.parametrize("allocation", ["even", "value"])
@pytest.mark.parametrize("per_problem", ["tokens=700", "calls=1", "output_tokens=100"])
def test_one_problem_takes_no_more_than_it_may(
    tmp_path: Path, allocation: str, per_problem: str
) -> None:
    """Whatever is left of the run's own budget, which here is none or plenty."""
    bound = Budget.parse(per_problem)
    for budget in ("", "tokens=100000"):
        with Store(tmp_path / "runs.db") as store:
            name = evaluate(
                PROBLEMS,
                model="simulated(step_error=0.4)",
                strategies=("vote(k=12, max_tokens=64)", "beam"),
                store=store,
                budget=budget,
                per_problem=per_problem,
                allocation=allocation,  # type: ignore[arg-type]
            )
            for strategy in store.runs()[name].strategies:
                for one in store.solved(name, strategy).values():
                    cost = one.solution.cost
                    assert bound.tokens is None or cost.tokens <= bound.tokens
                    assert bound.calls is None or cost.calls <= bound.calls
                    assert bound.output_tokens is None or cost.output_tokens <= bound.output_tokens


@pytest.mark.parametrize("allocation", ["even", "value"])
@pytest.mark.parametrize("bound", ["flops=2e7", "flops=2e7,tokens=5000", "seconds=0.0"])
def test_operations_and_seconds_bound_a_run_as_tokens_do(
    tmp_path: Path, allocation: str, bound: str
) -> None:
    """A model of 1,000 parameters takes 2,000 operations a token; no time allows no call."""
    with Store(tmp_path / "runs.db") as store:
        name = evaluate(
            PROBLEMS,
            model="simulated(step_error=0.4, parameters=1000)",
            strategies=("vote(k=12, max_tokens=64)",),
            store=store,
            budget=bound,
            allocation=allocation,  # type: ignore[arg-type]
        )
        (row,) = summarise(store, name).rows

    assert row.cost.flops == 2000 * row.cost.tokens
    if "flops" in bound:
        assert 1.5e6 < row.cost.flops <= 2e7
    else:
        assert row.cost.calls == 0
        assert row.unanswered == len(PROBLEMS)


def test_what_cannot_be_allocated_or_kept_is_refused(tmp_path: Path) -> None:
    """Before anything is spent, and with what to do."""
    with pytest.raises(InputError, match="one of even, value"):
        evaluate(
            PROBLEMS,
            model="simulated",
            store=str(tmp_path / "a.db"),
            allocation="best",  # type: ignore[arg-type]
        )
    for bound in ("flops", "dollars"):
        with pytest.raises(InputError, match=f"budget of {bound} cannot be kept.*bound the tokens"):
            evaluate(PROBLEMS, model="simulated", store=str(tmp_path / "c.db"), budget=f"{bound}=1")
    with pytest.raises(InputError, match="vote over direct or program"):
        evaluate(
            PROBLEMS,
            model="simulated",
            strategies=("vote(k=8, each=repair)",),
            store=str(tmp_path / "b.db"),
            allocation="value",
        )


def test_by_value_beats_the_same_number_of_samples_for_all_at_equal_tokens() -> None:
    """Simulated problems of one to five steps; ``benchmarks/allocation.py`` has the full table."""
    uniform, _, by_value = compare("numbers.multiply:5", 60, "steps", 12, range(2), [1.0]).values()

    for even, shared in zip(uniform, by_value, strict=True):
        assert shared.tokens <= even.tokens
    gained = sum(b.accuracy - a.accuracy for a, b in zip(uniform, by_value, strict=True))
    assert gained > 0


@pytest.mark.slow
def test_by_value_needs_sixty_percent_of_the_tokens_for_the_same_accuracy() -> None:
    """200 problems, 5 seeds: the same accuracy within two points, which is the spread's size."""
    uniform, _, by_value = compare("numbers.multiply:5", 200, "steps", 16, range(5), [0.6]).values()

    for even, shared in zip(uniform, by_value, strict=True):
        assert shared.tokens <= 0.6 * even.tokens
    gained = sum(b.accuracy - a.accuracy for a, b in zip(uniform, by_value, strict=True))
    assert gained / 5 > -0.02
