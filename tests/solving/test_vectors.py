"""Vectors of texts and their groups."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from algorist.core import InputError
from algorist.problems import make_many
from algorist.solving._vectors import distances, kmeans, vectors

FAMILIES = ("words.purchase", "numbers.add", "lists.mean", "machines.tag")


def test_questions_of_one_family_form_one_cluster() -> None:
    """Four kinds of question, ten of each, whose numbers all differ."""
    names = [name for name in FAMILIES for _ in range(10)]
    questions = [one.question for name in FAMILIES for one in make_many(name, 10, level=2)]
    found = kmeans(vectors(questions), 4, seed=1)

    assert len({(name, label) for name, label in zip(names, found.labels, strict=True)}) == 4
    assert found.labels[0] == 0  # clusters are numbered by their first members
    assert found.members(0) == list(range(10))


def test_numbers_are_alike_unless_they_are_to_count() -> None:
    """Templates are near each other, steps with different figures are not."""
    texts = ["3 * 4 = 12", "3 * 5 = 15"]

    same, apart = vectors(texts), vectors(texts, digits=True)
    assert same[0] @ same[1] == pytest.approx(1)
    assert apart[0] @ apart[1] < 0.8
    assert not vectors([""]).any()


@given(st.lists(st.text(max_size=12), min_size=1, max_size=12), st.integers(1, 6))
def test_grouping_is_repeatable_and_each_row_is_with_its_nearest_centre(
    texts: list[str], k: int
) -> None:
    """At most k groups, none of them empty, whatever the texts."""
    rows = vectors(texts, size=32)
    found, again = kmeans(rows, k, seed=3), kmeans(rows, k, seed=3)

    assert found.labels == again.labels
    assert np.array_equal(found.centres, again.centres)
    assert set(found.labels) == set(range(len(found.centres)))
    assert len(found.centres) <= k
    far = distances(rows, found.centres)
    own = far[np.arange(len(rows)), list(found.labels)]
    assert np.allclose(own, far.min(axis=1))


def test_separate_groups_are_found_whatever_the_start() -> None:
    """Three tight groups in the plane, for many seeds."""
    rows = np.array([[x + dx / 50, y] for x, y in ((0, 0), (5, 0), (0, 5)) for dx in range(4)])

    for seed in range(20):
        assert kmeans(rows, 3, seed=seed).labels == (0,) * 4 + (1,) * 4 + (2,) * 4


def test_nothing_to_group_is_refused() -> None:
    """By name."""
    with pytest.raises(InputError, match="no rows"):
        kmeans(vectors([]), 2)
    with pytest.raises(InputError, match="k=0"):
        kmeans(vectors(["a"]), 0)
