"""Strategies that call more than the run's own model."""

from __future__ import annotations

import asyncio
from math import sqrt
from pathlib import Path

import pytest

from algorist.checking import check_answer
from algorist.core import Budget, InputError, Spec
from algorist.models import Request, Sample, Simulated, TokenInfo
from algorist.recording import Evaluation, Store
from algorist.solving import Callers, models_named, resolve_strategy
from algorist.solving.strategies._spec_reason import SpecReason
from tests.builders import purchases
from tests.solving.scripted import Scripted, session_for, solved
from tests.solving.verifiers import Flipping

PROBLEMS = [p for p in purchases(900, level=2) if len(p.steps) == 2][:300]


class Closable(Scripted):
    """Knows whether it was closed."""

    closed = False

    async def aclose(self) -> None:
        """Noted."""
        self.closed = True


def test_a_run_closes_the_models_that_it_resolved_and_no_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each is resolved once, and equal specs have one caller."""
    made: list[Closable] = []

    def resolved(text: str) -> Closable:
        made.append(Closable(lambda request, index: "x"))
        made[-1].spec = text.replace(" ", "")
        return made[-1]

    monkeypatch.setattr("algorist.solving._callers.resolve", resolved)
    callers, own = Callers(), Closable(lambda request, index: "x")
    callers.add(own)
    first = callers.of("other(a=1)")

    assert callers.of(Spec.parse("other(a=1)")) is first
    assert callers.of("other( a=1 )") is first
    assert callers.of("scripted").model is own
    asyncio.run(callers.aclose())
    assert (own.closed, made[0].closed) == (False, True)


def test_models_are_found_in_specs_at_any_depth() -> None:
    """As values, not as names of strategies or prompts."""
    text = "best_of(each=spec_reason(draft=simulated(seed=3)), models=[local, simulated], k=3)"

    assert models_named(Spec.parse(text)) == ["simulated(seed=3)", "local", "simulated"]
    assert models_named(Spec.parse("vote(k=8, prompt=steps)")) == []


def test_another_model_spends_from_the_same_budget_and_is_recorded_apart() -> None:
    """Two sessions, one ledger and one list of samples."""
    problem = PROBLEMS[0]
    session = session_for(Simulated(seed=1), about=problem, budget=Budget(tokens=10_000))
    other = session.other("simulated(seed=2)")

    async def both() -> None:
        for one in (session, other, session.other(session.model.spec)):
            await one.sample(session.task.messages(resolve_strategy("direct").prompt))  # type: ignore[attr-defined]

    asyncio.run(both())
    assert session.ledger.spent.calls == 3
    assert [model for model, _, _ in session.used] == [
        session.model.spec,
        other.model.spec,
        session.model.spec,
    ]


@pytest.mark.parametrize(("mistaken", "low", "high"), [(0.0, 0.6, 0.3), (0.2, 0.5, 0.2)])
def test_spec_reason_agrees_with_the_closed_form(mistaken: float, low: float, high: float) -> None:
    """A line is right if it was right and kept, or rewritten rightly; two lines decide."""
    kept = (1 - low) * (1 - mistaken)
    rewritten = ((1 - low) * mistaken + low * (1 - mistaken)) * (1 - high)
    expected = (kept + rewritten) ** 2
    draft = Spec.parse(f"simulated(step_error={low}, spread=1)")
    strategy = SpecReason(draft=draft, score=Flipping(mistaken))

    right = 0
    for number, problem in enumerate(PROBLEMS):
        model = Simulated(step_error=high, spread=1)
        solution = solved(strategy, session_for(model, about=problem, seed=number))
        right += check_answer(problem.gold, solution.answer or "").correct
    assert abs(right / 300 - expected) <= 4 * sqrt(expected * (1 - expected) / 300)


def judged(digit: str) -> Scripted:
    """A large model that gives every step this digit and writes ``large`` lines."""

    def write(request: Request, index: int) -> Sample:
        if request.max_tokens == 1:
            return Sample("x", tokens=(TokenInfo("x", -3.0, ((digit, -0.1), ("x", -3.0))),))
        begun = request.messages[-1].content if request.messages[-1].role == "assistant" else ""
        return Sample("#### 2" if begun.count("\n") else "large")

    return Scripted(write)


@pytest.mark.parametrize(
    ("digit", "text"),
    [("9", "small\n#### 1\n"), ("7", "small\n#### 1\n"), ("6", "large\n#### 2\n")],
)
def test_the_digits_probability_decides_and_not_the_text(digit: str, text: str) -> None:
    """The token that was written is no digit; 7 of 9 is the least that is accepted."""

    def write(request: Request, index: int) -> str:
        begun = request.messages[-1].content if request.messages[-1].role == "assistant" else ""
        return "#### 1" if begun.count("\n") else "small"

    small = Scripted(write)
    small.spec = "small"
    session = session_for(judged(digit))
    session.callers.add(small)
    solution = solved("spec_reason(draft=small)", session)

    assert solution.candidates[0].text == text
    assert {model for model, _, _ in session.used} == {"small", "scripted"}


def test_a_draft_that_repeats_itself_is_not_even_judged() -> None:
    """The large model goes on in its place."""
    small = Scripted(lambda request, index: "again")
    small.spec = "small"
    large = judged("9")
    session = session_for(large)
    session.callers.add(small)
    solution = solved("spec_reason(draft=small)", session)

    assert solution.candidates[0].text == "again\n#### 2\n"
    assert sum(request.max_tokens == 1 for request in large.requests) == 1


def test_a_run_stores_whose_sample_is_whose_and_goes_on_from_them(tmp_path: Path) -> None:
    """A second process with the same store calls neither model."""
    spec = "spec_reason(draft=simulated(step_error=0.3, seed=8), score=steps)"
    calls = []
    for _ in range(2):
        with Store(tmp_path / "runs.db") as store:
            evaluation = Evaluation(PROBLEMS[:3], Simulated(step_error=0.1), (spec,), store)
            name = asyncio.run(evaluation.run())
            found = store.solved(name, evaluation.strategies[0]).values()
            calls.append([one.solution.cost.calls for one in found])
            for one in found:
                assert one.others
                for model, key, number in one.others:
                    assert store.load(model, bytes.fromhex(key), number, 1)
                assert all(model != evaluation.model.spec for model, _, _ in one.others)
    assert calls[0] == calls[1]
    assert evaluation.spec.simulated


@pytest.mark.parametrize("spec", ["spec_reason(threshold=10)", "spec_reason(score=agreement)"])
def test_speculation_that_makes_no_sense_is_refused(spec: str) -> None:
    """By name."""
    with pytest.raises(InputError, match="spec_reason"):
        resolve_strategy(spec)
