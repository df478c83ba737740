"""Mixtures fitted to runs: they foretell rightness and can be used again from their spec."""

from __future__ import annotations

from pathlib import Path

import pytest

from algorist.core import BudgetError, InputError, Spec, from_json, to_json
from algorist.models import Simulated
from algorist.recording import FittedMixture, Store, calibrations, evaluate, fit_mixture
from tests.builders import purchases

PROBLEMS = purchases(120, level=2)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of votes on a policy that slips in three of ten steps."""
    where = tmp_path_factory.mktemp("mixture") / "runs.db"
    with Store(where) as store:
        evaluate(
            PROBLEMS, model=Simulated(step_error=0.3), strategies=("vote(k=6, stop=none)",),
            store=store, seed=1,
        )  # fmt: skip
    return where


@pytest.mark.parametrize("isotonic", [False, True])
def test_a_fitted_mixture_is_better_calibrated_than_its_parts(path: Path, isotonic: bool) -> None:
    """On held-out problems, by the Brier score and by the calibration error."""
    with Store(path) as store:
        (run,) = store.runs()
        fitted = fit_mixture(store, run, of=["agreement", "steps(over=mean)"], isotonic=isotonic)

    assert from_json(to_json(fitted), FittedMixture) == fitted
    assert fitted.problems == 120
    assert fitted.held_out.n == 720
    for name, alone in fitted.alone.items():
        assert fitted.held_out.brier < alone.brier, name
        assert fitted.held_out.ece < alone.ece, name
    assert fitted.held_out.ece < 0.08
    assert ("knots" in fitted.spec) == isotonic
    assert fitted.simulated
    assert fitted.cost.calls == 0


def test_the_spec_rebuilds_the_mixture_and_a_run_stores_it(path: Path, tmp_path: Path) -> None:
    """On new problems of the same kind its scores are calibrated too."""
    with Store(path) as store:
        (run,) = store.runs()
        fitted = fit_mixture(store, run, of=["agreement", "steps(over=mean)"])
    assert str(Spec.parse(fitted.spec)) == fitted.spec

    strategy = str(Spec.parse(f"best_of(k=6, score={fitted.spec})"))
    with Store(tmp_path / "new.db") as store:
        new = evaluate(
            purchases(120, level=2, seed=77),
            model=Simulated(step_error=0.3),
            strategies=(strategy,),
            store=store,
        )
        assert store.runs()[new].strategies == (strategy,)
        (found,) = calibrations(store, new).values()
    assert found.ece < 0.08
    assert found.brier == pytest.approx(fitted.held_out.brier, abs=0.06)


def test_scorers_that_call_the_model_are_charged_once_and_bounded(path: Path) -> None:
    """The ratings are stored, so a second fit asks nothing; a small budget is told."""
    with Store(path) as store:
        (run,) = store.runs()
        with pytest.raises(BudgetError):
            fit_mixture(store, run, of=["digit"], budget="tokens=500")
        first = fit_mixture(store, run, of=["digit", "agreement"])
        again = fit_mixture(store, run, of=["digit", "agreement"])

        texts = {
            (solved.problem, one.text)
            for solved in store.solved(run, first.strategies[0]).values()
            for one in solved.solution.candidates
        }

    assert first.cost.calls == len(texts) < 720
    assert again == first


def test_what_cannot_be_fitted_is_told(path: Path, tmp_path: Path) -> None:
    """No scorers, no log-probabilities, nothing wrong to learn from."""
    with Store(path) as store:
        (run,) = store.runs()
        with pytest.raises(InputError, match="at least one scorer"):
            fit_mixture(store, run, of=[])
        with pytest.raises(InputError, match="the run has no direct"):
            fit_mixture(store, run, of=["steps"], strategies=["direct"])
        with pytest.raises(InputError, match="log-probabilities"):
            fit_mixture(store, run, of=["tail"])
    with Store(tmp_path / "sure.db") as store:
        sure = evaluate(
            PROBLEMS[:5], model=Simulated(step_error=0.0), strategies=("direct",), store=store
        )
        with pytest.raises(InputError, match="right and wrong"):
            fit_mixture(store, sure, of=["steps"])


def test_log_probabilities_come_from_the_stored_samples(tmp_path: Path) -> None:
    """Of a run that asked for them."""
    with Store(tmp_path / "runs.db") as store:
        run = evaluate(
            PROBLEMS[:40], model=Simulated(step_error=0.3),
            strategies=("vote(k=4, weight=logprob, stop=none)",), store=store,
        )  # fmt: skip
        fitted = fit_mixture(store, run, of=["logprob", "tail"])
        (votes,) = calibrations(store, run).values()
    # The vote's weights are that scorer's own scores.
    assert fitted.alone["logprob"] == votes
