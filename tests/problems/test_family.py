"""The seam of families: ids, examples, problems without steps, and the quick generator."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algorist.core import HASHED, Draws, InputError, SpecError, draws_at
from algorist.problems import build, exemplars, families, make, make_many, rebuild


def test_make_many_is_make_one_by_one() -> None:
    """The i-th problem does not depend on those before it."""
    many = list(make_many("words.travel", 5, level=4, seed=9, start=20))
    assert many == [make("words.travel", level=4, seed=9, index=20 + k) for k in range(5)]


@pytest.mark.parametrize("name", sorted(families.names()))
def test_without_steps_the_rest_is_the_same(name: str) -> None:
    """Question, answer and parameters stay; only the steps are left out."""
    full = list(make_many(name, 8, level=3, seed=4))
    bare = list(make_many(name, 8, level=3, seed=4, steps=False))
    for one, other in zip(full, bare, strict=True):
        assert other.steps == ()
        assert (one.id, one.question, one.answer) == (other.id, other.question, other.answer)
        assert one.params == other.params


def test_options_are_part_of_the_id() -> None:
    """Options stand in the id, words without quotes, and change the problem."""
    made = make('numbers.add(digits=9, form="detailed")', seed=3)
    assert made.id == "numbers.add(digits=9, form=detailed)@1/1/3/0"
    assert rebuild(made.id) == made
    assert made.question != make("numbers.add", seed=3).question


def test_exemplars_are_others_and_the_same_each_time() -> None:
    """Different problems of the family and level, never the problem and never of its seed."""
    problem = make("words.purchase", level=2, seed=5, index=3)
    shown = exemplars("words.purchase", 2, 4, avoiding=problem)
    assert shown == exemplars("words.purchase", 2, 4, avoiding=problem)
    assert len({one.question for one in [problem, *shown]}) == 5
    assert all((one.family, one.level) == ("words.purchase", 2) for one in shown)
    assert all(one.seed != problem.seed for one in shown)
    assert exemplars("words.purchase", 2, 4, seed=1) != shown


@pytest.mark.parametrize(
    ("spec", "error"),
    [
        ("words.purchas", SpecError),
        ("words.purchase(size=3)", InputError),
        ("numbers.add(digits=many)", InputError),
        ("numbers.add(", SpecError),
    ],
)
def test_specs_that_cannot_be_built(spec: str, error: type[Exception]) -> None:
    """Unknown families and options are errors that name them."""
    with pytest.raises(error):
        build(spec)


@pytest.mark.parametrize("text", ["words.purchase", "words.purchase@1/2", "@1/2/3/4", "a@b/c/d/e"])
def test_ids_that_cannot_be_read(text: str) -> None:
    """What is no id is refused with the form of an id."""
    with pytest.raises(InputError, match="not a problem id"):
        rebuild(text)


def test_draws_are_uniform_and_repeatable() -> None:
    """The same key gives the same numbers; they fill [0, 1) evenly, beyond the first block too."""
    draws = Draws()
    draws.restart(b"a")
    first = [draws.random() for _ in range(40_000)]
    draws.restart(b"a")
    assert [draws.random() for _ in range(100)] == first[:100]
    draws.restart(b"b")
    assert draws.random() != first[0]
    assert 0 <= min(first) < max(first) < 1
    counts = Counter(int(number * 10) for number in first)
    expected = len(first) / 10
    chi = sum((counts[k] - expected) ** 2 / expected for k in range(10))
    assert chi < 27.9  # the 0.999 quantile with 9 degrees of freedom
    assert len({draws.randint(1, 6) for _ in range(200)}) == 6
    assert draws.getrandbits(200).bit_length() > 150
    assert sorted(draws.sample(range(50), 50)) == list(range(50))


@given(st.binary(max_size=100), st.sets(st.integers(0, HASHED - 1)))
def test_draws_at_places_are_those_of_the_stream(key: bytes, places: set[int]) -> None:
    """Single draws are found without the others."""
    draws = Draws()
    draws.restart(key)
    stream = [draws.random() for _ in range(HASHED)]
    assert list(draws_at(places)(key)) == [stream[place] for place in sorted(places)]


def test_neighbouring_draws_share_nothing() -> None:
    """First numbers of neighbouring indices are as good as independent."""
    draws = Draws()
    pairs = []
    for index in range(4000):
        draws.restart(b"key" + str(index).encode())
        pairs.append(draws.random())
    same = sum(int(a * 8) == int(b * 8) for a, b in itertools.pairwise(pairs))
    assert 400 < same < 600
