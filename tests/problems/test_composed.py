"""Problems made from problems keep their template, their answer or their steps, and their id."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from algorist.checking import check_answer
from algorist.core import InputError, Problem
from algorist.problems import (
    build,
    families,
    fuse,
    make,
    make_many,
    noop,
    rebuild,
    robustness,
    variants,
    vary,
)
from tests.problems._programs import run_programs

WORDS = [name for name in sorted(families.names()) if name.startswith("words.")]


def _holds(problem: Problem) -> None:
    """It rebuilds, and its program, run elsewhere, gives its answer."""
    assert rebuild(problem.id) == problem
    (answer,) = run_programs([(problem.program or "", problem.params)])
    assert Fraction(answer) == Fraction(problem.answer)


@pytest.mark.parametrize("name", WORDS)
@pytest.mark.parametrize("level", [1, 3, 5])
def test_vary_keeps_the_words(name: str, level: int) -> None:
    """Without its numbers, a variation reads like the original; with them it does not."""
    base = make(name, level=level, seed=4)
    made = variants(base, 5)
    assert len({problem.question for problem in [base, *made]}) == 6
    for problem in made:
        assert re.sub(r"\d+(\.\d+)?", "#", problem.question) == re.sub(
            r"\d+(\.\d+)?", "#", base.question
        )
        assert problem.program == base.program
        assert rebuild(problem.id) == problem


@pytest.mark.parametrize("name", sorted(families.names()))
def test_vary_works_for_every_family(name: str) -> None:
    """Every family gives other problems of its own kind, which have ids."""
    base = make(name, level=3, seed=4)
    made = vary(base, index=2)
    assert made.question != base.question
    assert rebuild(made.id) == made


@pytest.mark.parametrize("name", sorted(families.names()))
def test_noop_changes_nothing_but_the_text(name: str) -> None:
    """The clause is in the text, and answer, type and steps stay."""
    base = make(name, level=2, seed=4)
    made = noop(base, seed=1)
    assert made.params["clause"] in made.question
    assert len(made.question) > len(base.question)
    assert (made.answer, made.answer_type) == (base.answer, base.answer_type)
    assert made.steps == base.steps
    assert rebuild(made.id) == made


def test_noop_programs_run() -> None:
    """A program that is given the clause as a parameter leaves it aside."""
    made = [noop(problem) for name in WORDS for problem in make_many(name, 2, level=4)]
    answers = run_programs([(problem.program or "", problem.params) for problem in made])
    assert [Fraction(answer) for answer in answers] == [Fraction(p.answer) for p in made]


@pytest.mark.parametrize("how", ["sequence", "parallel", "condition"])
def test_fuse_composes_steps_and_answers(how: str) -> None:
    """All pairs of families: the steps of both are there and the joined program agrees."""
    made = []
    for i, one in enumerate(WORDS):
        for k in range(3):
            a = make(one, level=1 + (i + k) % 5, seed=k)
            b = make(WORDS[(i * 5 + k + 1) % len(WORDS)], level=1 + (i + 2 * k) % 5, seed=k + 9)
            fused = fuse(a, b, how)  # type: ignore[arg-type]
            assert rebuild(fused.id) == fused
            assert all(step in fused.steps for step in a.steps)
            assert len(fused.steps) > len(a.steps)
            made.append(fused)
    answers = run_programs([(problem.program or "", problem.params) for problem in made])
    for problem, answer in zip(made, answers, strict=True):
        assert Fraction(answer) == Fraction(problem.answer), problem.id


def test_fuse_feeds_the_answer() -> None:
    """In a sequence the second problem shows X in place of the number that X is."""
    a = make("numbers.add", level=1, seed=3)
    b = make("words.purchase", level=1, seed=5)
    fused = fuse(a, b)
    assert "X" in fused.question
    x = fused.params["second"][fused.params["slot"]]
    assert Fraction(a.answer) + Fraction(fused.params["shift"]) == x
    _holds(fused)


def with_slots() -> list[str]:
    """The families of which a number can be another problem's answer."""
    found = []
    for name in families.names():
        problem = make(name, level=2)
        if build(name).slots(problem.params) and problem.answer_type == "number":
            found.append(name)
    return found


def test_every_family_with_slots_takes_an_answer() -> None:
    """Steps, second computation and program agree for each, and most take the answer unmoved."""
    made, unmoved = [], 0
    names = with_slots()
    assert len(names) >= 45
    for name in names:
        for k in range(3):
            a = make("numbers.add", level=1 + k, seed=k)
            fused = fuse(a, make(name, level=1 + k, seed=k + 20))
            assert "X" in fused.question
            assert rebuild(fused.id) == fused
            assert build(fused.family).recompute(fused.params) == fused.answer
            unmoved += fused.params["shift"] == "0"
            made.append(fused)
    assert unmoved > len(made) // 3
    answers = run_programs([(problem.program or "", problem.params) for problem in made])
    for problem, answer in zip(made, answers, strict=True):
        assert check_answer(problem.gold, answer).verdict == "correct", problem.id


def test_fuse_shows_both_cases_of_a_condition() -> None:
    """Over some pairs, both the sum and the difference are asked for."""
    seen = set()
    for index in range(12):
        a = make("words.saving", level=1, seed=1, index=index)
        b = make("words.travel", level=1, seed=2, index=index % 3)
        c = make("words.sharing", level=1, seed=2, index=index)
        seen.add(any(step.state is True for step in fuse(a, c, "condition").steps))
        seen.add(any(step.state is True for step in fuse(c, b, "condition").steps))
    assert seen == {True, False}


def test_fuse_of_a_fuse_rebuilds() -> None:
    """What was made from problems can be joined again."""
    a, b = make("numbers.add", level=1), make("words.ages", level=1)
    inner = fuse(a, b)
    _holds(fuse(inner, make("words.travel", level=2), "parallel"))
    _holds(fuse(vary(b), noop(b), "condition"))


def test_what_cannot_be_joined_says_why() -> None:
    """A problem without parameters, or without a number answer, is refused with the reason."""
    read = Problem("file:1", "file", 0, 0, 0, 0, "How many?", "3")
    with pytest.raises(InputError, match="no parameters"):
        vary(read)
    sort = next(
        problem
        for name in families.names()
        for problem in [make(name, level=1)]
        if problem.answer_type != "number"
    )
    with pytest.raises(InputError, match="only number answers"):
        fuse(sort, make("words.ages", level=1))
    with pytest.raises(InputError, match="how="):
        fuse(make("words.ages"), make("words.ages", index=1), "mixed")  # type: ignore[arg-type]


def test_robustness_is_worst_over_average() -> None:
    """Two problems, one right in all variations and one in half of them."""
    found = robustness({"a": [True] * 4, "b": [True, False, True, False]})
    assert (found.average, found.worst) == (0.75, 0.5)
    assert found.ratio == pytest.approx(2 / 3)
    assert found.spread == pytest.approx(0.25)
    with pytest.raises(InputError):
        robustness({})
