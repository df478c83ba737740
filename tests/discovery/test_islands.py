"""Islands: which children they fit, from which starts, and how they share the work."""

from __future__ import annotations

import math

import pytest

from algorist.discovery import Target
from algorist.discovery.fitting._samples import take_samples
from algorist.discovery.fitting._seeds import coth
from algorist.discovery.programs._shapes import DEFAULT_OPERATIONS, operation_codes
from algorist.discovery.searching._archive import Archive, Member
from algorist.discovery.searching._evaluator import Evaluator
from algorist.discovery.searching._islands import Island
from algorist.discovery.searching._jobs import Job, Settings, enumerated
from algorist.discovery.searching._moves import substitute

CODES = operation_codes(DEFAULT_OPERATIONS)
SAMPLES = take_samples(Target.of("exp2(x)", (0, 1)))


@pytest.fixture(scope="module")
def parent() -> Member:
    """The fraction with two levels, 7 operations and 9.25 digits."""
    evaluator = Evaluator(SAMPLES, 0)
    fits = [evaluator.solve(coth(2, 0).shape, [], -math.inf, salt) for salt in range(24)]
    best = max((fit for fit in fits if fit is not None), key=lambda fit: fit.digits)
    assert best.digits == pytest.approx(9.25, abs=0.01)
    return best


def test_a_second_start_of_a_shape_reaches_what_the_first_misses(parent: Member) -> None:
    """x + c/x for x makes a fraction with three levels. From c = 0.1 its fit stays at 12 digits or
    below; another start of the same shape reaches 13.6, and the island tries both."""
    first: dict[object, tuple[float, ...]] = {}
    for child in substitute(parent.shape, parent.high, enumerated(2, CODES)):
        if child is not None and len(child[0]) <= 9:
            first.setdefault(*child)
    evaluator = Evaluator(SAMPLES, 0)
    alone = [evaluator.solve(shape, [start], 12.0, starts=0) for shape, start in first.items()]  # type: ignore[arg-type]
    assert max((made.digits for made in alone if made is not None), default=0.0) < 13.0
    island = Island(Settings(SAMPLES, CODES, 9, 0, 1), 0)
    report = island.run([Job("substitute", parent)], [parent], math.inf)
    assert max(made.digits for made in report.found) > 13.5


def test_islands_share_the_shapes_of_a_job(parent: Member) -> None:
    """No shape is fitted by two islands."""
    found = []
    for index in range(2):
        island = Island(Settings(SAMPLES, CODES, 8, 0, 2), index)
        report = island.run([Job("insert", parent)], [parent], math.inf)
        found.append({made.shape for made in report.found if made.cost == 8})
        assert report.fits > 0
    assert not found[0] & found[1] - {(*parent.shape, (2, 7, 7, 0))}


def test_changed_constants_lead_back_to_the_optimum(parent: Member) -> None:
    """From constants that are 1% off, a hop over random changes reaches the best error."""
    poor = Member(2.0, parent.shape, tuple(1.01 * c for c in parent.high), parent.low)
    island = Island(Settings(SAMPLES, CODES, 7, 0, 1), 0)
    report = island.run([Job("hop", poor)], [poor], math.inf)
    assert max(made.digits for made in report.found) == pytest.approx(9.25, abs=0.01)


def test_the_archive_keeps_a_shape_once() -> None:
    """A better fit of a shape takes the place of the worse one, which is not taken again."""
    shape = coth(1, 0).shape
    archive = Archive()
    poor, good = (Member(d, shape, (1.0,) * 4, (0.0,) * 4) for d in (2.0, 5.0))
    assert archive.add(poor)
    assert archive.add(good)
    assert not archive.add(poor)
    assert list(archive.members()) == [good]
