"""Files of labels: inside a budget, resumable, the same each time, with their provenance."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import msgspec
import pytest

from algorist.core import Budget, InputError, Problem, from_json, to_json
from algorist.models import Reply, Request, Simulated
from algorist.models._faults import Faults
from algorist.recording import Labelling, Store, Tally, evaluate, stored_pairs
from algorist.solving.labels import FirstError, Label, Pair, Value
from tests.builders import purchases
from tests.solving.scripted import Scripted

PROBLEMS = [one for one in purchases(60, level=3) if len(one.steps) >= 3][:10]


def labelled(path: Path, model: Simulated | None = None, **given: object) -> tuple[str, Tally]:
    """The lines of a labelling and what it came to."""

    async def work() -> tuple[str, Tally]:
        with Store(path) as store:
            labelling = Labelling(
                model=model or Simulated(step_error=0.3),
                store=store,
                **{"problems": PROBLEMS} | given,  # type: ignore[arg-type]
            )
            lines = [to_json(one) async for labels in labelling.run() for one in labels]
            return "\n".join(lines), labelling.tally

    return asyncio.run(work())


def test_labels_are_made_once_and_read_back(tmp_path: Path) -> None:
    """The same lines again, with no new call, whatever is in flight; each leads to its samples."""
    path = tmp_path / "labels.db"
    first, tally = labelled(path)
    again, _ = labelled(path, concurrency=1)
    model = Simulated(step_error=0.3)
    model.injected.draw = lambda: pytest.fail("a call was made again")  # type: ignore[method-assign]
    third, same = labelled(path, model)

    assert first == again == third
    assert tally.problems == same.problems == len(PROBLEMS)
    assert min(tally.errors, tally.pairs) > 0
    assert 0 < tally.rollouts <= tally.bound
    with Store(path) as store:
        for line in first.splitlines():
            label = msgspec.json.decode(line, type=Label)
            key, index = label.sample if isinstance(label, FirstError) else label.rejected_sample  # type: ignore[union-attr]
            stored = store.sample(label.source.model, key, index)
            assert stored is not None
            if isinstance(label, FirstError):
                assert "".join(label.steps).startswith(stored.sample.text[:40])
                assert label.labels == (*[1] * (label.first_error - 1), 0)
                for one in label.estimates:
                    assert store.sample(label.source.model, one.key, one.n - 1) is not None
            assert label.source.simulated
            assert label.source.family == "words.purchase"


class Killed(BaseException):
    """Stands for a signal."""


class Mortal(Simulated):
    """Dies at a given call."""

    def __init__(self, at: int | None) -> None:
        super().__init__(step_error=0.4)
        self.at, self.calls = at, 0

    async def generate(self, request: Request) -> Reply:
        """The simulation's answer, while it lives."""
        if self.calls == self.at:
            raise Killed
        self.calls += 1
        return await super().generate(request)


@pytest.mark.parametrize("tokens", [None, 8000])
@pytest.mark.parametrize("kind", ["first_error", "values"])
def test_a_kill_at_any_call_resumes_to_the_same_lines(
    tmp_path: Path, kind: str, tokens: int | None
) -> None:
    """With any number of calls in flight."""
    given = {"problems": PROBLEMS[:2], "kind": kind, "k": 3, "budget": Budget(tokens=tokens)}
    model = Mortal(None)
    whole, tally = labelled(tmp_path / "whole.db", model, **given)
    wide, _ = labelled(tmp_path / "wide.db", Mortal(None), concurrency=64, **given)

    assert wide == whole != ""
    assert tokens is None or tally.cost.tokens <= tokens
    for at in range(model.calls):
        path = tmp_path / f"{at}.db"
        with pytest.raises(Killed):
            labelled(path, Mortal(at), **given)
        assert labelled(path, Mortal(None), **given)[0] == whole


def test_faults_change_no_label(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A third of all calls fail in some way; what they may have cost is charged."""
    monkeypatch.setattr("algorist.models._caller.FIRST_WAIT", 0.0)
    steady, _ = labelled(tmp_path / "steady.db")
    faulty = Simulated(step_error=0.3)
    faulty.injected = Faults(0.3, 5)
    shaken, tally = labelled(tmp_path / "shaken.db", faulty)

    assert shaken == steady
    assert tally.cost.assumed_tokens > 0


def test_pairs_share_their_beginning_and_differ_in_rightness(tmp_path: Path) -> None:
    """On a policy without luck, the chosen step is the worked one and the rejected one is not."""
    lines, _ = labelled(tmp_path / "labels.db", k=16)
    worked = {p.id: [step.text for step in p.steps] + [f"#### {p.answer}"] for p in PROBLEMS}
    pairs = [from_json(one, Pair) for one in lines.splitlines() if '"pair"' in one[:20]]

    assert pairs
    for pair in pairs:
        right = worked[pair.source.problem]
        depth = len(pair.prefix.splitlines())
        assert pair.prefix.splitlines() == right[:depth]
        assert pair.chosen.strip() == right[depth] != pair.rejected.strip()


def test_a_step_that_is_shown_wrong_is_not_preferred_for_ending_well(tmp_path: Path) -> None:
    """A policy that slips and then guesses the answer: its lucky steps are in no pair."""
    problem = next(one for one in PROBLEMS if one.answer_type == "number")

    def write(request: Request, index: int) -> str:
        if request.messages[-1].role == "assistant":
            return f"so 2 + 2 = {4 if index == 3 else 5}\n#### {problem.answer}"
        return f"3 + 3 = 6\nso 2 + 2 = 7\n#### {index}"

    async def work() -> list[Label]:
        with Store(tmp_path / "labels.db") as store:
            labelling = Labelling([problem], Scripted(write), store, k=4, attempts=1)
            return [one async for labels in labelling.run() for one in labels]

    error, pair = asyncio.run(work())
    assert isinstance(error, FirstError)
    assert isinstance(pair, Pair)
    assert error.first_error == 3
    assert (pair.chosen, pair.chosen_sample[1]) == ("so 2 + 2 = 4\n", 3)


def test_values_cover_every_beginning_once(tmp_path: Path) -> None:
    """From the empty one to the whole ones, whose value is their rightness."""
    lines, tally = labelled(tmp_path / "labels.db", kind="values", k=4)
    values = [from_json(one, Value) for one in lines.splitlines()]
    places = [(one.source.problem, one.prefix) for one in values]

    assert len(set(places)) == len(places) == tally.values
    assert sum(one.prefix == "" for one in values) == len(PROBLEMS)
    whole = [one.estimate.value for one in values if "####" in one.prefix]
    assert set(whole) == {0.0, 1.0}
    assert all(one.estimate.n == 4 for one in values if "####" not in one.prefix)


@pytest.mark.parametrize("tokens", [0, 500, 3000, 12_000])
def test_a_budget_buys_whole_problems_in_their_order(tmp_path: Path, tokens: int) -> None:
    """Not a token more; a larger budget goes on, and the lines before are the same."""
    full, whole = labelled(tmp_path / "full.db")
    part, tally = labelled(tmp_path / "part.db", budget=Budget(tokens=tokens))

    assert tally.cost.tokens <= tokens
    assert full.startswith(part)
    assert tally.note
    assert tally.problems < len(PROBLEMS)
    rest, done = labelled(tmp_path / "part.db", budget=Budget(tokens=whole.cost.tokens + 10_000))
    assert rest == full
    assert done.cost.tokens == whole.cost.tokens
    assert not done.note


def test_without_an_answer_the_consensus_judges(tmp_path: Path) -> None:
    """Where over half agree; where not, there is no label and it is told."""
    blind = [msgspec.structs.replace(one, answer="") for one in PROBLEMS]
    gold, _ = labelled(tmp_path / "gold.db", Simulated(step_error=0.1), attempts=8)

    class Teller(Simulated):
        """Writes for the problem with its answer, which the labelling does not see."""

        def _write(self, about: Problem | None, chance: object, begun: str) -> str:  # type: ignore[override]
            assert about is not None
            assert not about.answer
            known = next(one for one in PROBLEMS if one.id == about.id)
            return super()._write(known, chance, begun)  # type: ignore[arg-type]

    told, tally = labelled(tmp_path / "told.db", Teller(step_error=0.1), problems=blind, attempts=8)
    assert tally.unjudged < 4
    for line in told.splitlines():
        assert json.loads(line)["source"]["judged_by"] == "consensus"
    # The same draws, so where the consensus is right the labels are the same ones.
    agreeing = told.replace('"consensus"', '"gold"').splitlines()
    assert len(set(agreeing) & set(gold.splitlines())) >= 0.8 * len(agreeing) > 0
    _, lost = labelled(tmp_path / "lost.db", Teller(step_error=0.9), problems=blind, attempts=2)
    assert lost.unjudged >= 3


def test_pairs_of_a_stored_run_need_no_call(tmp_path: Path) -> None:
    """From the attempts of a vote and of a search, each under its own strategy's name."""
    strategies = ("vote(k=8, stop=none)", "beam(n=4, m=2)")
    with Store(tmp_path / "runs.db") as store:
        run = evaluate(
            PROBLEMS, model=Simulated(step_error=0.4), strategies=strategies, store=store
        )
        pairs = list(stored_pairs(store, run))
        assert pairs == list(stored_pairs(store, run))
        votes = list(stored_pairs(store, run, strategies=strategies[:1]))
        assert votes == [one for one in pairs if one.source.strategy == strategies[0]]
        assert len(list(stored_pairs(store, run, margin=1.0))) <= len(pairs)

    assert {one.source.strategy for one in pairs} <= set(strategies)
    assert votes
    for one in pairs:
        assert one.chosen_value is not None
        assert one.chosen_value - one.rejected_value >= 0.5
        assert one.chosen_sample[0] == f"run:{run}"


def test_labels_that_make_no_sense_are_refused(tmp_path: Path) -> None:
    """Before anything is asked."""
    for wrong in ({"kind": "x"}, {"k": 0}, {"attempts": 0}, {"temperature": 0.0}):
        with pytest.raises(InputError):
            labelled(tmp_path / "x.db", **wrong)
    with Store(tmp_path / "x.db") as store, pytest.raises(InputError, match="margin"):
        list(stored_pairs(store, "none", margin=0))
