"""Fitting along a valley: from a parent's constants to an optimum that straight steps miss."""

from __future__ import annotations

import math

import numpy as np
import pytest

from algorist.discovery import Target
from algorist.discovery.fitting._fitting import fit
from algorist.discovery.fitting._following import follow
from algorist.discovery.fitting._samples import take_samples
from algorist.discovery.fitting._seeds import coth
from algorist.discovery.programs._shapes import constant_count
from algorist.discovery.searching._archive import as_code
from algorist.discovery.searching._evaluator import Evaluator
from algorist.discovery.searching._moves import enrich

SAMPLES = take_samples(Target.of("exp2(x)", (0, 1)))


def test_a_level_more_is_fitted_from_the_parents_constants() -> None:
    """c2/(c4 + (x + c1/x)) + c3 with c1 + d/(x*x + e) for c1 passes 11.4 digits from 5.4.

    The even/odd Pade form of as many operations, a special case of it, has 11.25.
    """
    evaluator = Evaluator(SAMPLES, 0)
    parent = evaluator.solve(coth(1, 0).shape, [], -math.inf)
    assert parent is not None
    best = 0.0
    for child in enrich(parent.shape, parent.high):
        if child is not None and len(child[0]) == 9:
            made = evaluator.solve(child[0], [child[1]], 10.5)
            best = max(best, made.digits if made is not None else 0.0)
    assert best == pytest.approx(11.5, abs=0.1)


def test_following_goes_on_where_straight_steps_stop() -> None:
    """From the same constants, 300 Levenberg-Marquardt steps stay above 1e-9; 400 steps along
    the valley reach 1e-11.6."""
    evaluator = Evaluator(SAMPLES, 0)
    parent = evaluator.solve(coth(1, 0).shape, [], -math.inf)
    assert parent is not None
    grid = SAMPLES.easy
    reached = []
    for child in enrich(parent.shape, parent.high):
        if child is None or len(child[0]) != 9:
            continue
        shape, values = child
        given = (as_code(shape), len(shape), grid.x, grid.xl, grid.f[-1], grid.fl[-1], grid.w[-1])
        straight = np.array(values)
        first, _ = fit(*given, straight, np.zeros_like(straight), 300, False, math.inf, 1e-6)
        c = straight.copy()
        second, _ = follow(*given, c, np.zeros_like(c), 400, False, math.inf)
        assert second <= first
        reached.append((first, second))
    assert min(second for _, second in reached) < 10**-11.5
    assert min(first for first, _ in reached) > 1e-9


def test_following_leaves_an_optimum_alone() -> None:
    """At the optimum nothing moves, and the error is what it was."""
    evaluator = Evaluator(SAMPLES, 0)
    shape = coth(1, 0).shape
    made = evaluator.solve(shape, [], -math.inf)
    assert made is not None
    grid = SAMPLES.easy
    c, low = np.array(made.high), np.array(made.low)
    given = (as_code(shape), len(shape), grid.x, grid.xl, grid.f[-1], grid.fl[-1], grid.w[-1])
    before, _ = fit(*given, c, low, 300, False, math.inf, 1e-6)
    kept = c.copy()
    after, _ = follow(*given, c, low, 50, False, math.inf)
    assert constant_count(shape) == len(c)
    assert after == pytest.approx(before, rel=1e-6)
    assert np.allclose(c, kept, rtol=1e-4)
