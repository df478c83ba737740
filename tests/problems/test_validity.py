"""What every registered family owes its users, whoever wrote it."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from algorist.checking import check_answer
from algorist.core import Problem, from_json, rng, to_json
from algorist.problems import build, families, make, make_many, rebuild
from tests.problems._programs import run_programs

NAMES = sorted(families.names())
LEVELS = range(1, 6)


@pytest.fixture(scope="module", params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def some(name: str) -> list[Problem]:
    """Six problems at each level."""
    return [problem for level in LEVELS for problem in make_many(name, 6, level=level, seed=11)]


def test_says_what_it_is(name: str) -> None:
    """A family has a name in its group, a summary, a law of difficulty and levels 1 to 5."""
    kind = families.get(name)
    assert re.fullmatch(r"[a-z]+\.[a-z][a-z0-9_]*", name)
    assert kind.name == name
    assert kind.summary.strip()
    assert "\n" not in kind.summary
    assert kind.law.strip()
    assert set(LEVELS) <= set(kind.levels)
    assert kind.__doc__


def test_rebuilds_from_its_id(some: list[Problem]) -> None:
    """The id alone gives the same problem again, byte for byte, and so does its JSON."""
    for problem in some:
        assert to_json(rebuild(problem.id)) == to_json(problem)
        assert to_json(from_json(to_json(problem), Problem)) == to_json(problem)


def test_is_single_valued(name: str, some: list[Problem]) -> None:
    """Solving and rendering depend on the parameters only, not on what was made before."""
    family = build(name)
    for problem in reversed(some):
        solved = family.solve(problem.params)
        assert (solved.answer, solved.steps) == (problem.answer, problem.steps)
        assert family.render(problem.params) == problem.question


def test_varies(name: str) -> None:
    """Seeds and indices change the question, and the answer is not always the same."""
    made = list(make_many(name, 30, level=3, seed=5)) + list(make_many(name, 30, level=3, seed=6))
    assert len({problem.question for problem in made}) >= 50
    assert len({problem.answer for problem in made}) >= 2


def test_shows_what_is_needed(name: str, some: list[Problem]) -> None:
    """Every parameter that the answer needs stands in the question."""
    family = build(name)
    for problem in some:
        for text in family.needed(problem.params):
            assert text in problem.question, (problem.id, text)


def test_carries_steps(some: list[Problem]) -> None:
    """There is at least one step, each says something, and the answer is not empty."""
    for problem in some:
        assert problem.steps
        assert all(step.text.strip() for step in problem.steps)
        assert problem.answer.strip()


def test_second_computation_agrees(name: str) -> None:
    """An independent computation gives the answer of the worked steps."""
    family = build(name)
    for level in LEVELS:
        for problem in make_many(name, 40, level=level, seed=3):
            assert family.recompute(problem.params) == problem.answer, problem.id


def test_program_agrees(name: str, some: list[Problem]) -> None:
    """The number-independent program, run elsewhere, gives the answer."""
    carrying = [problem for problem in some if problem.program is not None]
    assert carrying, f"{name} carries no program"
    answers = run_programs([(problem.program or "", problem.params) for problem in carrying])
    for problem, answer in zip(carrying, answers, strict=True):
        verdict = check_answer(problem.gold, answer)
        assert verdict.verdict == "correct", (problem.id, problem.answer, answer, verdict)


def test_programs_hold_no_numbers_of_the_problem(name: str) -> None:
    """Few programs serve many problems: the text does not depend on the numbers."""
    programs = {problem.program for problem in make_many(name, 60, level=3, seed=2)}
    assert len(programs) <= 8


WRAPPED = ("{}", " {}\n", "So the answer is {}.", "We get \\boxed{{{}}}", "Thus.\n#### {}")


def test_gold_passes_in_several_notations(some: list[Problem]) -> None:
    """The gold answer is accepted bare, in a sentence, boxed and after the marks."""
    for problem in some:
        for form in WRAPPED:
            if " " in problem.answer and problem.answer_type == "string" and "is {}" in form:
                continue  # nothing marks where a sentence within a sentence starts
            verdict = check_answer(problem.gold, form.format(problem.answer))
            assert verdict.verdict == "correct", (problem.id, form, problem.answer, verdict)


def _number(text: str) -> Fraction | None:
    return Fraction(text) if re.fullmatch(r"-?\d+(\.\d+)?(/\d+)?", text) else None


def test_numbers_pass_in_other_notations(some: list[Problem]) -> None:
    """A number may be written as a fraction, with trailing zeros or with separators."""
    for problem in some:
        value = _number(problem.answer)
        if problem.answer_type != "number" or value is None:
            continue
        forms = [f"{value.numerator * 3}/{value.denominator * 3}"]
        if value.denominator == 1 and len(problem.answer) < 40:
            forms += [f"{value.numerator:,}", f"{value.numerator}.00"]
        for form in forms:
            verdict = check_answer(problem.gold, form)
            assert verdict.verdict == "correct", (problem.id, form, verdict)


def test_near_misses_fail(name: str, some: list[Problem]) -> None:
    """A neighbouring number, another sign, or another problem's answer is not accepted."""
    for problem in some:
        value = _number(problem.answer)
        if problem.answer_type == "number" and value is not None:
            near = (value + 1, value - 1, value * 10 + 7, -value - 2)
            misses = [str(miss) for miss in near if miss != value]
        else:
            misses = [
                other.answer
                for other in some
                if build(name).recompute(other.params) != problem.answer
                and other.answer != problem.answer
            ][:3]
        # Decimals that could be printed doubles (15 digits and more) are compared as such by the
        # default policy; digit for digit they are compared by the strict one.
        policy = "strict" if len(problem.answer) > 15 else "default"
        for miss in misses:
            verdict = check_answer(problem.gold, miss, policy=policy)
            assert verdict.verdict != "correct", (problem.id, problem.answer, miss, verdict)


@pytest.mark.parametrize("level", [3, 4, 5])
def test_rarely_repeats(name: str, level: int) -> None:
    """Of 1,000 problems at level 3 and up, fewer than ten repeat a question."""
    family = build(name)
    questions = {
        family.render(family.sample(rng(name, family.version, level, 1, index), level))
        for index in range(1000)
    }
    assert len(questions) > 990


def test_estimates_tokens(name: str, some: list[Problem]) -> None:
    """The estimates are positive, and the trace is not shorter than the answer."""
    family = build(name)
    for problem in some[:: len(some) // 5]:
        answer, trace = family.answer_tokens(problem.params)
        assert 0 < answer <= trace


def test_grows_with_the_level(name: str) -> None:
    """By the family's own estimates, question and trace are longer at level 5 than at level 1."""
    family = build(name)
    sizes = [
        sum(
            family.answer_tokens(problem.params)[1] + len(problem.question) // 4
            for problem in make_many(name, 12, level=level, seed=3)
        )
        for level in (1, 5)
    ]
    assert sizes[1] > sizes[0]


@pytest.mark.slow
def test_makes_thousands_without_error(name: str) -> None:
    """Many instances at each level are made and recomputed (benchmarks/soak.py makes 10,000)."""
    family = build(name)
    for level in LEVELS:
        for problem in make_many(name, 300, level=level, seed=99):
            assert family.recompute(problem.params) == problem.answer, problem.id


def test_ids_of_other_versions_are_refused() -> None:
    """A version that this package does not make is an error that says so."""
    from algorist.core import InputError

    problem = make("words.purchase", level=2)
    with pytest.raises(InputError, match="version 99"):
        rebuild(problem.id.replace("@1/", "@99/"))
