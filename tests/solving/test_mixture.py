"""Mixtures of scorers: what is fitted is what generated the data, and specs rebuild it."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from math import exp
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algorist.core import InputError, Spec
from algorist.solving import Trace, resolve_scorer
from algorist.solving.scorers._fitting import (
    fit_isotonic,
    fit_logistic,
    interpolated,
    logistic,
    thinned,
)
from tests.solving.scripted import says, session_for

TRACES = [Trace("3 + 4 = 7", "7"), Trace("3 + 4 = 8", "8"), Trace("4 + 3 = 7", "7.0")]


def scores(spec: str) -> list[float]:
    """Of three attempts of which two agree and one is shown wrong."""
    return asyncio.run(resolve_scorer(spec)(session_for(says("")), TRACES))


def test_a_mixture_is_its_formula() -> None:
    """logistic(bias + weights . scores), with steps (1, 0, 1) and agreement (2/3, 1/3, 2/3)."""
    found = scores("mixture(of=[steps(over=min), agreement], weights=[2.0, 3.0], bias=-2.5)")
    good, bad = 1 / (1 + exp(-1.5)), 1 / (1 + exp(1.5))

    assert found == pytest.approx([good, bad, good])
    knots = "knots=[[0.2, 0.1], [0.5, 0.1], [0.7, 0.9]]"
    pressed = scores(f"mixture(of=[steps(over=min)], weights=[2], bias=-1.5, {knots})")
    x = 1 / (1 + exp(-0.5))
    assert pressed == pytest.approx([0.1 + 0.8 * (x - 0.5) / 0.2, 0.1, 0.1 + 0.8 * (x - 0.5) / 0.2])


def test_a_mixture_needs_what_its_parts_need() -> None:
    """Log-probabilities for one, whole attempts for the other."""
    both = resolve_scorer("mixture(of=[tail, agreement], weights=[1, 1])")
    plain = resolve_scorer("mixture(of=[steps], weights=[1])")

    assert (both.logprobs, both.relative) == (1, True)
    assert (plain.logprobs, plain.relative) == (0, False)


def test_the_fit_finds_the_weights_that_made_the_data() -> None:
    """40,000 draws from a known model; each estimate within five of its standard errors (0.06)."""
    chance = Random(1)
    rows = [(chance.random(), chance.random()) for _ in range(40_000)]
    right = [chance.random() < logistic(-1.0 + 3.0 * a - 2.0 * b) for a, b in rows]

    (first, second), bias = fit_logistic(rows, right, ridge=1e-6)

    assert first == pytest.approx(3.0, abs=0.3)
    assert second == pytest.approx(-2.0, abs=0.3)
    assert bias == pytest.approx(-1.0, abs=0.2)


@given(
    st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), st.booleans()), min_size=4, max_size=40)
)
def test_the_fit_is_at_its_optimum(rows: list[tuple[float, float, bool]]) -> None:
    """The gradient vanishes, also where scores separate right from wrong."""
    right = [one[2] for one in rows]
    if len(set(right)) < 2:
        with pytest.raises(InputError, match="needs right and wrong ones"):
            fit_logistic([one[:2] for one in rows], right)
        return
    weights, bias = fit_logistic([one[:2] for one in rows], right)
    rest = [logistic(bias + weights[0] * a + weights[1] * b) - r for a, b, r in rows]

    assert sum(rest) == pytest.approx(0, abs=1e-6)
    for column, weight in enumerate(weights):
        slope = sum(e * one[column] for e, one in zip(rest, rows, strict=True)) + 0.02 * weight
        assert slope == pytest.approx(0, abs=1e-6)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=30))
def test_isotonic_regression_agrees_with_the_max_min_formula(
    pairs: list[tuple[float, bool]],
) -> None:
    """The value at a place is the largest over beginnings of the least mean over ends; a knot
    stands at the mean score of the attempts that share its value."""
    places = sorted({score for score, _ in pairs})
    outcomes = [[right for score, right in pairs if score == place] for place in places]

    def mean(a: int, b: int) -> float:
        run = [right for one in outcomes[a : b + 1] for right in one]
        return sum(run) / len(run)

    last = len(places)
    values = [
        max(min(mean(a, b) for b in range(i, last)) for a in range(i + 1)) for i in range(last)
    ]
    expected = []
    for value in sorted(set(values)):
        run = [s for s, _ in pairs if values[places.index(s)] == value]
        expected.append((sum(run) / len(run), value))

    knots = fit_isotonic([score for score, _ in pairs], [right for _, right in pairs])
    assert [y for _, y in knots] == pytest.approx([y for _, y in expected])
    assert [x for x, _ in knots] == pytest.approx([x for x, _ in expected])


def test_thinned_knots_keep_their_ends_and_still_never_fall() -> None:
    """So that they fit in a spec."""
    knots = [(i / 1000, (i // 7) / 1000) for i in range(1000)]
    few = thinned(knots, 20)

    assert len(few) == 20
    assert (few[0], few[-1]) == (knots[0], knots[-1])
    assert all(a[0] < b[0] and a[1] <= b[1] for a, b in pairwise(few))
    assert abs(interpolated(0.5, few) - interpolated(0.5, knots)) < 0.01
    spec = f"mixture(of=[steps], weights=[1], knots={[list(one) for one in few]})"
    assert resolve_scorer(str(Spec.parse(spec))).knots == few  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "spec",
    [
        "mixture(of=[], weights=[])",
        "mixture(of=steps, weights=[1])",
        "mixture(of=[steps], weights=[1, 2])",
        "mixture(of=[steps], weights=1)",
        "mixture(of=[steps], weights=[true_])",
        "mixture(of=[steps], weights=[1], knots=[[0.5, 0.5], [0.4, 0.6]])",
        "mixture(of=[steps], weights=[1], knots=[[0.5, 1.5]])",
        "mixture(of=[steps], weights=[1], knots=[0.5])",
    ],
)
def test_mixtures_that_make_no_sense_are_refused(spec: str) -> None:
    """With what is wrong."""
    with pytest.raises(InputError, match="mixture"):
        resolve_scorer(spec)
