"""Calibration figures against closed forms and brute force."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algorist.core import InputError
from algorist.models import Simulated
from algorist.recording import Store, calibration, calibrations, evaluate
from tests.builders import purchases

PAIRS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


@given(PAIRS, st.integers(1, 20))
def test_figures_agree_with_their_definitions(pairs: list[tuple[float, bool]], bins: int) -> None:
    """The area by comparing all pairs; the bins by counting; every figure within [0, 1]."""
    scores, right = [s for s, _ in pairs], [r for _, r in pairs]
    found = calibration(scores, right, bins=bins)
    good = [s for s, r in pairs if r]
    bad = [s for s, r in pairs if not r]
    wins = sum((g > b) + 0.5 * (g == b) for g in good for b in bad)

    assert found.auc == pytest.approx(wins / (len(good) * len(bad)) if good and bad else 0.5)
    assert found.brier == pytest.approx(sum((s - r) ** 2 for s, r in pairs) / len(pairs))
    assert sum(one.n for one in found.bins) == found.n == len(pairs)
    assert len(found.bins) == bins
    assert 0 <= found.ece <= 1
    for one in found.bins:
        assert one.low - 1e-9 <= one.score <= one.high + 1e-9


def test_a_constant_score_has_its_closed_form() -> None:
    """Brier is (c - base)^2 + base (1 - base), and the calibration error |c - base|."""
    right = [True] * 30 + [False] * 70
    found = calibration([0.5] * 100, right)

    assert found.brier == pytest.approx(0.2**2 + 0.3 * 0.7)
    assert found.ece == pytest.approx(0.2)
    assert found.auc == 0.5


def test_true_chances_are_calibrated_and_squared_ones_are_not() -> None:
    """On 20,000 draws, the error of true chances is within its sampling noise."""
    chance = Random(3)
    scores = [chance.random() for _ in range(20_000)]
    right = [chance.random() < score for score in scores]

    assert calibration(scores, right).ece < 0.02
    # Of x - x^2 over [0, 1] the mean is 1/6.
    assert calibration([s * s for s in scores], right).ece == pytest.approx(1 / 6, abs=0.02)


def test_nothing_scored_is_no_error() -> None:
    """Empty bins, and intervals that say nothing is known."""
    found = calibration([], [])

    assert (found.n, found.brier, found.ece, found.auc) == (0, 0, 0, 0.5)
    assert (found.bins[3].right.low, found.bins[3].right.high) == (0, 1)


def test_the_scores_of_a_run_are_judged_by_strategy(tmp_path: Path) -> None:
    """Agreement foretells rightness on a policy whose slips differ; votes have no scores."""
    with Store(tmp_path / "runs.db") as store:
        strategies = ("vote(k=4, stop=none)", "best_of(k=4, score=agreement)")
        run = evaluate(
            purchases(40), model=Simulated(step_error=0.25), strategies=strategies, store=store
        )
        found = calibrations(store, run)

    assert list(found) == ["best_of(k=4, score=agreement)"]
    (agreement,) = found.values()
    assert agreement.n == 160
    assert agreement.auc > 0.75


@pytest.mark.parametrize(
    ("scores", "right", "bins"), [([1.2], [True], 10), ([0.2], [], 10), ([0.2], [True], 0)]
)
def test_what_cannot_be_calibrated_is_refused(
    scores: list[float], right: list[bool], bins: int
) -> None:
    """With the value and the bound."""
    with pytest.raises(InputError):
        calibration(scores, right, bins=bins)
