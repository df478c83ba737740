"""The list tasks: the published definitions, ties, forms of the question, checkable steps."""

from __future__ import annotations

import statistics
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algorist.checking import check_answer, check_steps, check_trace
from algorist.core import Answer, InputError
from algorist.problems import build, families, make, make_many
from algorist.problems._values import rounded, show

PUBLISHED = {
    "easy": "sum subtraction multiplication division absolute_difference mean median mode "
    "odd_count even_count count_negative count_unique count_greater_than_previous "
    "count_palindromic count_perfect_squares count_multiples local_maxima_count find_maximum "
    "find_minimum second_maximum range index_of_maximum max_adjacent_difference "
    "sum_of_max_indices comparison sorting longest_increasing_subsequence alternating_sum "
    "sum_of_digits",
    "later": "weighted_sum running_average parity_check cumulative_sum reverse_list rotate_list "
    "interleave_lists set_intersection set_difference moving_average element_frequency "
    "second_minimum variance standard_deviation dot_product",
}
EASY, LATER = (text.split() for text in PUBLISHED.values())
NAMES = [f"lists.{name}" for name in [*EASY, *LATER]]


def test_all_published_tasks_are_there() -> None:
    """BeyondBench's 29 easy tasks and the 15 of its later version, and no others."""
    assert (len(EASY), len(LATER)) == (29, 15)
    assert sorted(NAMES) == sorted(name for name in families.names() if name.startswith("lists."))


CASES: list[tuple[str, dict[str, Any], str]] = [
    # the examples of BeyondBench's own prompts (prompts/task_prompts.py), and edge cases
    ("sum", {"values": [-1, 4, 2]}, "5"),
    ("multiplication", {"values": [-1, 5, 2]}, "-10"),
    ("odd_count", {"values": [1, 2, 3, 4]}, "2"),
    ("odd_count", {"values": [-3, -2, 0]}, "1"),
    ("even_count", {"values": [1, 3, 5]}, "0"),
    ("absolute_difference", {"a": -2, "b": 5}, "7"),
    ("subtraction", {"a": 3, "b": 10}, "7"),
    ("division", {"a": 7, "b": 2}, "7/2"),
    ("division", {"a": -10, "b": -5}, "2"),
    ("comparison", {"a": 4, "b": 4}, "equal"),
    ("find_maximum", {"values": [-5, -1, -3]}, "-1"),
    ("find_minimum", {"values": [3, 7, 1, 5]}, "1"),
    ("mean", {"values": [1, 2, 3, 4]}, "5/2"),
    ("median", {"values": [2, 4, 6, 8]}, "5"),
    ("median", {"values": [1, 3, 5]}, "3"),
    ("mode", {"values": [4, 1, 4, 5]}, "4"),
    ("mode", {"values": [3, 2, 3, 2]}, "2"),
    ("second_maximum", {"values": [1, 5, 3, 5, 2]}, "3"),
    ("second_minimum", {"values": [7, 3, 3, 9]}, "7"),
    ("range", {"values": [-3, 1, 4]}, "7"),
    ("index_of_maximum", {"values": [5, 5, 2]}, "0"),
    ("count_negative", {"values": [-1, 2, -3, 0]}, "2"),
    ("count_unique", {"values": [5, 5, 5]}, "1"),
    ("max_adjacent_difference", {"values": [3, 3, 8]}, "5"),
    ("count_greater_than_previous", {"values": [1, 3, 2, 5]}, "2"),
    ("sum_of_max_indices", {"values": [3, 7, 7]}, "3"),
    ("count_palindromic", {"values": [121, 13, 22, 5, -11]}, "3"),
    ("longest_increasing_subsequence", {"values": [3, 1, 4, 2]}, "2"),
    ("sum_of_digits", {"values": [100, -5, 12]}, "9"),
    ("count_perfect_squares", {"values": [0, 1, 3, 4, -4]}, "3"),
    ("alternating_sum", {"values": [5, 1, 4, 2]}, "6"),
    ("count_multiples", {"values": [2, 3, -4, 0], "divisor": 2}, "3"),
    ("local_maxima_count", {"values": [1, 3, 2, 5, 4]}, "2"),
    ("local_maxima_count", {"values": [1, 3, 3, 1]}, "0"),
    ("weighted_sum", {"values": [2, 4], "weights": [3, 1]}, "10"),
    ("running_average", {"values": [2, 4, 7]}, "[2, 3, 13/3]"),
    ("parity_check", {"values": [3, 5, 2]}, "even"),
    ("parity_check", {"values": [-3, 5]}, "odd"),
    ("cumulative_sum", {"values": [5, -1, 2]}, "[5, 4, 6]"),
    ("reverse_list", {"values": [1, 2, 3]}, "[3, 2, 1]"),
    ("rotate_list", {"values": [1, 2, 3], "k": 2}, "[2, 3, 1]"),
    ("interleave_lists", {"values": [1, 2], "other": [3, 4]}, "[1, 3, 2, 4]"),
    ("set_intersection", {"values": [3, 1, 2], "other": [2, 3, 4]}, "[2, 3]"),
    ("set_intersection", {"values": [1, 5], "other": [2, 3]}, "[]"),
    ("set_difference", {"values": [3, 1, 1], "other": [2, 3, 4]}, "[1]"),
    ("moving_average", {"values": [1, 2, 3, 4], "window": 2}, "[3/2, 5/2, 7/2]"),
    ("element_frequency", {"values": [7, 3, 3]}, "[[3, 2], [7, 1]]"),
    ("variance", {"values": [2, 4, 6]}, "8/3"),
    ("standard_deviation", {"values": [2, 4, 6], "digits": 2}, "1.63"),
    ("standard_deviation", {"values": [0, 0, 0, 0, 0, 0, 0, 3], "digits": 2}, "0.99"),
    ("dot_product", {"values": [1, 2, 3], "other": [4, 5, 6]}, "32"),
]


@pytest.mark.parametrize(("name", "params", "answer"), CASES)
def test_published_examples(name: str, params: dict[str, Any], answer: str) -> None:
    """Both solvers give the answers that the published definitions give."""
    family = build(f"lists.{name}")
    assert family.solve(params).answer == answer
    assert family.recompute(params) == answer


VALUES = st.lists(st.integers(-120, 120), min_size=5, max_size=24)


@pytest.mark.parametrize("name", NAMES)
@given(values=VALUES, more=st.data())
def test_solvers_agree_on_any_list(name: str, values: list[int], more: st.DataObject) -> None:
    """Worked steps and second solver agree on lists that no generator drew."""
    family = build(name)
    params: dict[str, Any] = dict(make(name).params)
    if "a" in params:
        params = {"a": values[0], "b": values[1] or 1}
    else:
        if "second" in name and len(set(values)) < 2:
            values[0] += 1
        params["values"] = values
        for key in ("other", "weights"):
            if key in params:
                same = st.lists(st.integers(-20, 20), min_size=len(values), max_size=len(values))
                params[key] = more.draw(same)
    assert family.recompute(params) == family.solve(params).answer


@pytest.mark.parametrize("name", NAMES)
def test_steps_can_be_checked(name: str) -> None:
    """Every claim is true, a response of all steps scores in full, and no step reads as wrong."""
    for problem in make_many(name, 4, level=2, seed=8):
        for step in problem.steps:
            if step.claim is not None and not step.claim.startswith("abs"):
                left, right = step.claim.rsplit(" = ", 1)
                assert check_answer(Answer(right, "expression"), left).correct, step.claim
        lines = [f"{i}. {step.text}" for i, step in enumerate(problem.steps, 1)]
        response = "\n".join([*lines, f"The answer is {problem.answer}."])
        assert check_trace(problem, response).prefix_accuracy == 1
        verdicts = [
            step.verdict for step in check_steps([step.text for step in problem.steps]).steps
        ]
        assert "wrong" not in verdicts


def test_size_follows_the_level_and_the_option() -> None:
    """Sizes are 4 to 64 by level; ``size``, ``low`` and ``high`` override."""
    for level, size in enumerate((4, 8, 16, 32, 64), 1):
        assert len(make("lists.sum", level=level).params["values"]) == size
    values = make("lists.sum(size=100, low=0, high=9)").params["values"]
    assert len(values) == 100
    assert set(values) <= set(range(10))


def test_state_is_what_the_prefix_gives() -> None:
    """``ask=state(k=7)`` asks for the running total after seven values."""
    problem = make("lists.sum(ask=state(k=7))", level=3)
    assert problem.answer == str(sum(problem.params["values"][:7]))
    assert "after step 7" in problem.question


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (Fraction(1, 8), 2, "0.13"),
        (Fraction(-1, 8), 2, "-0.13"),
        (Fraction(-1, 1000), 2, "0.00"),
        (Fraction(5, 2), 0, "3"),
        (Fraction(200, 3), 4, "66.6667"),
    ],
)
def test_rounding_is_half_away_from_zero(value: Fraction, digits: int, text: str) -> None:
    """The rounding that the questions state."""
    assert rounded(value, digits) == text


@given(values=st.lists(st.integers(-100, 100), min_size=1, max_size=12), digits=st.integers(0, 5))
def test_rounded_forms_agree(values: list[int], digits: int) -> None:
    """Rounded means, medians, variances and deviations agree with a second computation."""
    for name in ("mean", "median", "variance", "standard_deviation"):
        family = build(f"lists.{name}(digits={digits})")
        params = {"values": values, "digits": digits}
        assert family.solve(params).answer == family.recompute(params)
    exact = Fraction(statistics.mean(map(Fraction, values)))
    assert build("lists.mean").solve({"values": values}).answer == show(exact)


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("lists.sum(size=0)", "give 1 to"),
        ("lists.sum(low=5, high=5)", "low must be below high"),
        ("lists.division(ask=state)", "it offers final; state is offered by lists"),
        ("lists.sorting(ask=last)", "it offers final, state, steps, first"),
        ("lists.sum(ask=state(k=0))", "whole number from 1"),
        ("lists.mean(digits=99)", "give 0 to 30"),
    ],
)
def test_options_out_of_bounds_are_refused(spec: str, message: str) -> None:
    """The error names the value, the bound and what is offered."""
    with pytest.raises(InputError, match=message):
        build(spec)


def test_a_step_beyond_the_list_is_refused() -> None:
    """There is no state after step 50 of a list of four."""
    with pytest.raises(InputError, match="there are 4 steps"):
        make("lists.sum(ask=state(k=50))", level=1)
