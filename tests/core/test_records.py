"""Records, ids, specs and seeds are exact inverses of their texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algorist.core import (
    Budget,
    Cost,
    InputError,
    Problem,
    ProblemId,
    Spec,
    SpecError,
    Step,
    Verdict,
    derive,
    from_json,
    to_json,
)

NAMES = st.from_regex(r"[a-z][a-z_]{0,8}", fullmatch=True).filter(
    lambda word: word not in ("true", "false", "none")
)
SPECS = st.deferred(
    lambda: st.builds(
        Spec,
        NAMES,
        st.dictionaries(NAMES, VALUES, max_size=3).map(lambda found: tuple(found.items())),
    )
)
VALUES = st.deferred(
    lambda: st.one_of(
        st.integers(-(10**12), 10**12),
        st.floats(allow_nan=False, allow_infinity=False),
        st.booleans(),
        st.none(),
        st.text(max_size=8),
        st.lists(st.integers(-9, 9), max_size=3).map(tuple),
        NAMES.map(Spec),
    )
)


@given(SPECS)
def test_a_spec_read_from_its_text_is_the_same_spec(spec: Spec) -> None:
    """Printing and reading are inverses."""
    assert Spec.parse(str(spec)) == spec


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("vote(k=8", "expected ','"),
        ("vote(8)", "expected a word"),
        ("vote(k=8, k=9)", "'k' is given twice"),
        ("vote(k=8) x", "expected the end"),
        ("", "expected a word"),
        ("a(b=" * 20, "nested deeper"),
        ("x" * 5000, "over the bound"),
    ],
)
def test_a_spec_that_makes_no_sense_says_where(text: str, says: str) -> None:
    """The message names the place and shows how to write it."""
    with pytest.raises(SpecError, match=says.replace("(", r"\(")):
        Spec.parse(text)


@given(
    NAMES,
    st.integers(1, 99),
    st.integers(0, 999),
    st.integers(-(10**9), 10**9),
    st.integers(0, 10**9),
)
def test_an_id_read_from_its_text_is_the_same_id(
    family: str, version: int, level: int, seed: int, index: int
) -> None:
    """So an id is enough to rebuild the problem."""
    made = ProblemId(f"words.{family}", version, level, seed, index)

    assert ProblemId.parse(str(made)) == made


def test_an_id_may_carry_the_options_of_its_family() -> None:
    """Options change the problem, so they are part of its name."""
    assert ProblemId.parse("numbers.add(digits=50)@1/3/0/12").family == "numbers.add(digits=50)"


@pytest.mark.parametrize("text", ["", "words.purchase", "words.purchase@1/2/7", "W@1/1/1/1"])
def test_a_text_that_is_no_id_says_what_one_looks_like(text: str) -> None:
    """The message shows an id."""
    with pytest.raises(InputError, match=r"words\.purchase@1/2/7/41"):
        ProblemId.parse(text)


def test_a_problem_survives_json_byte_for_byte() -> None:
    """Equal records have equal JSON, and reading it back gives an equal record."""
    made = Problem(
        "f@1/1/0/0", "f", 1, 1, 0, 0, "q?", "3", params={"a": [1, "x"]}, steps=(Step("s", "1=1"),)
    )

    back = from_json(to_json(made), Problem)

    assert back == made
    assert to_json(back) == to_json(made)


def test_json_that_does_not_fit_says_what_is_wrong() -> None:
    """The message names the record and the field."""
    with pytest.raises(InputError, match=r"not a Problem.*id"):
        from_json('{"question": "q"}', Problem)


def test_a_verdict_is_not_a_truth_value() -> None:
    """Undecided must not pass for wrong by an `if`."""
    with pytest.raises(TypeError, match="three values"):
        bool(Verdict("undecided", "limit"))


@given(st.lists(st.one_of(st.text(max_size=5), st.integers()), min_size=1, max_size=4))
def test_seeds_depend_on_every_part_and_on_their_bounds(parts: list[str | int]) -> None:
    """Joining or splitting parts gives another seed."""
    assert derive(*parts) == derive(*parts)
    assert derive(*parts) != derive(*parts, "")
    assert derive(*parts) != derive("".join(map(str, parts)) + "|")


def test_neighbouring_seeds_share_no_problem() -> None:
    """What `seed + index` would give: item i + 1 of seed 0 equal to item i of seed 1."""
    assert len({derive("f", seed, index) for seed in range(30) for index in range(30)}) == 900


@given(st.builds(Cost, *[st.integers(0, 10**6)] * 4), st.builds(Cost, *[st.integers(0, 10**6)] * 4))
def test_costs_add_up(a: Cost, b: Cost) -> None:
    """Addition is by field and commutes."""
    assert (a + b).tokens == a.tokens + b.tokens
    assert a + b == b + a


def test_a_budget_reads_its_text() -> None:
    """Several dimensions, with the usual ways to write large numbers."""
    assert Budget.parse("tokens=60_000, seconds=1.5") == Budget(tokens=60000, seconds=1.5)
    assert Budget.parse("tokens=6e4").tokens == 60000
    assert Budget.parse("") == Budget()


@pytest.mark.parametrize("text", ["tokens", "tokens=x", "token=5", "tokens=-5", "tokens=1.2.3"])
def test_a_budget_that_cannot_be_read_shows_how_to_write_it(text: str) -> None:
    """The message names the part."""
    with pytest.raises(InputError, match="tokens"):
        Budget.parse(text)
