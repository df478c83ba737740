"""What more samples would bring, checked against enumeration, and budgets shared out by it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise, product
from math import exp, prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorist.core import InputError
from algorist.recording import pass_at_k
from algorist.solving.allocation import (
    allocate,
    fit_coverage,
    reach,
    saturation,
    vote_values,
)

VOTES = st.lists(st.integers(1, 5), max_size=4)


def by_enumeration(votes: Sequence[int], abstained: int, more: int) -> Fraction:
    """Every sequence of ``more`` draws from the urn, one by one, in exact arithmetic."""
    kinds = [*map(Fraction, votes), Fraction(1), Fraction(abstained)]
    total = Fraction(0)
    for drawn in product(range(len(kinds)), repeat=more):
        urn, chance = list(kinds), Fraction(1)
        for kind in drawn:
            chance *= urn[kind] / sum(urn)
            urn[kind] += 1
        # The answer not yet seen counts once it is drawn: before that its weight is only prior.
        counts = [*urn[: len(votes)], urn[-2] - 1]
        total += chance * max(counts) / sum(urn)
    return total


@pytest.mark.parametrize("votes", [(), (1,), (2, 1), (1, 1, 1), (4,), (3, 2, 1)])
@pytest.mark.parametrize("abstained", [0, 2])
def test_the_value_of_more_samples_is_the_enumerated_one(
    votes: tuple[int, ...], abstained: int
) -> None:
    """For every number of samples up to four."""
    exact = [float(by_enumeration(votes, abstained, more)) for more in range(5)]

    assert vote_values(votes, abstained, more=4) == pytest.approx(exact, abs=1e-12)


@given(VOTES, st.integers(0, 4), st.integers(0, 40))
def test_more_samples_never_lower_the_value(votes: list[int], abstained: int, more: int) -> None:
    """And the order in which the answers are counted does not matter."""
    values = vote_values(votes, abstained, more=more)

    assert all(0 <= value <= 1 for value in values)
    assert all(b >= a - 1e-12 for a, b in pairwise(values))
    assert values == vote_values(sorted(votes), abstained, more=more)


def test_samples_that_cannot_change_the_winner_are_worth_nothing() -> None:
    """A lead of three stays through two samples; unanimity leaves little to be won."""
    values = vote_values([4, 1], more=4)

    assert values[2] == pytest.approx(values[0], abs=1e-12)
    assert values[4] > values[0] + 1e-6
    gains = [vote_values([n], more=32)[32] - n / (n + 1) for n in (1, 2, 3, 4, 8)]
    assert gains == sorted(gains, reverse=True)
    assert gains[-1] < 0.001


CURVE = st.lists(st.floats(0, 1), min_size=1, max_size=5).map(sorted)


@settings(max_examples=60)
@given(st.lists(CURVE, min_size=1, max_size=4), st.integers(0, 12), st.integers(0, 2))
def test_an_allocation_is_the_best_there_is_but_for_the_last_piece(
    values: list[list[float]], budget: int, fixed: int
) -> None:
    """Against every possible allocation: never over the budget, and behind the best by no more
    than one piece of the hull, which is what a multiplier alone can miss."""
    costs = [[0.0, *(fixed + n for n in range(1, len(v)))] for v in values]
    plan = allocate(values, costs, budget)
    every = product(*(range(len(v)) for v in values))
    best = max(
        sum(v[n] for v, n in zip(values, counts, strict=True))
        for counts in every
        if sum(c[n] for c, n in zip(costs, counts, strict=True)) <= budget
    )
    got = sum(v[n] for v, n in zip(values, plan.counts, strict=True))

    assert plan.cost <= budget
    assert plan.cost == sum(c[n] for c, n in zip(costs, plan.counts, strict=True))
    longest = max(c[-1] for c in costs)
    assert best - got <= plan.multiplier * longest + 1e-9


def test_a_budget_is_met_to_the_last_sample_that_fits() -> None:
    """Every problem would gain from more; what is left is less than one more sample costs."""
    values = [vote_values([1, 1, 1], more=30)] * 7
    costs = [[3.0 * n for n in range(31)]] * 7
    for budget in range(0, 630, 7):
        assert 0 <= budget - allocate(values, costs, budget).cost < 3


def test_nothing_is_spent_where_nothing_is_gained() -> None:
    """Flat curves get no samples however large the budget, and the multiplier says so."""
    plan = allocate([[0.9] * 5, [0.2, 0.4, 0.4]], [[0, 1, 2, 3, 4], [0, 1, 2]], 1000)

    assert plan.counts == (0, 1)
    assert plan.multiplier == 0


def test_the_multiplier_falls_as_the_budget_grows() -> None:
    """A larger budget buys what gains less."""
    values = [vote_values(v, more=12) for v in ([1, 1], [2, 1], [2, 2, 1])]
    costs = [[float(n) for n in range(13)]] * 3
    found = [allocate(values, costs, budget).multiplier for budget in range(37)]

    assert found == sorted(found, reverse=True)
    assert found[-1] == 0


@pytest.mark.parametrize(
    ("values", "costs", "budget"),
    [
        ([[0.5]], [[0], [0]], 1),
        ([[0.5, 0.6]], [[0]], 1),
        ([[0.5, 0.6]], [[1, 2]], 1),
        ([[0.5, 0.6, 0.7]], [[0, 2, 1]], 1),
        ([[0.5]], [[0]], -1),
    ],
)
def test_curves_that_do_not_fit_are_refused(
    values: list[list[float]], costs: list[list[float]], budget: float
) -> None:
    """With what is wrong."""
    with pytest.raises(InputError, match="cost"):
        allocate(values, costs, budget)


@given(st.floats(0.02, 0.95), st.floats(0.1, 1.0), st.floats(0.001, 0.2))
def test_saturation_is_the_first_number_after_which_one_more_adds_too_little(
    p: float, ceiling: float, tolerance: float
) -> None:
    """Found by adding one attempt after the other."""
    n = 0
    while reach(p, n + 1, ceiling=ceiling) - reach(p, n, ceiling=ceiling) >= tolerance + 1e-12:
        n += 1
    assert abs(saturation(p, ceiling=ceiling, tolerance=tolerance) - n) <= 1
    assert reach(p, 5) == pytest.approx(1 - prod([1 - p] * 5))


@given(st.floats(-5, -0.05), st.floats(-0.9, -0.05))
def test_a_law_is_found_again_from_its_own_points(a: float, b: float) -> None:
    """Exactly, and it says where a coverage is reached."""
    points = [(k, exp(a * k**b)) for k in (1, 2, 4, 8, 16)]
    law = fit_coverage(points)

    assert law is not None
    assert (law.a, law.b, law.error) == pytest.approx((a, b, 0), rel=1e-6, abs=1e-9)
    middle = law.at(6)
    assert law.needed(middle) == pytest.approx(6, rel=1e-6)


def test_a_law_fits_the_coverage_of_mixed_problems() -> None:
    """Counts of right samples of problems of spread difficulty, through the unbiased pass@k."""
    n, right = 64, [round(64 * (i / 40) ** 3) for i in range(40)]
    points = [
        (k, sum(pass_at_k(n, c, k) for c in right) / len(right)) for k in (1, 2, 4, 8, 16, 32)
    ]
    law = fit_coverage(points)

    assert law is not None
    assert law.error < 0.02
    assert law.b < 0


def test_points_without_information_give_no_law() -> None:
    """All solved, none solved, or a single point."""
    assert fit_coverage([(1, 0.0), (2, 1.0), (4, 0.5)]) is None
    with pytest.raises(InputError, match="once"):
        fit_coverage([(2, 0.5), (2, 0.6)])
