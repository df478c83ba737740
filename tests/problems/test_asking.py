"""Less than the whole is asked for: the state after step k, the number of steps, the first step."""

from __future__ import annotations

import pytest

from algorist.checking import check_answer, check_steps, check_trace
from algorist.core import InputError, Step, to_json
from algorist.problems import Params, build, families, fuse, make, make_many, noop, rebuild, vary
from algorist.problems.lists import ListFamily
from tests.problems._programs import run_programs

NAMES = sorted(families.names())
FORMS = ("state", "steps", "first")
OFFERS = {name: build(name).asks() for name in NAMES}
ASKED = [name for name in NAMES if len(OFFERS[name]) > 1]
WITHOUT = {
    "lists": "absolute_difference comparison division subtraction",
    "numbers": "add_fraction add_scientific get_digit get_digit_float length length_float max "
    "max_float max_fraction max_scientific min min_float min_fraction min_scientific "
    "multiply_fraction multiply_scientific sig sig_float subtract_fraction subtract_scientific "
    "to_float_fraction to_float_scientific to_scient to_scient_float truediv_fraction",
    "procedures": "",
    "machines": "",
    "sequences": "algebraic_irrationals combinatorics euler_totient hypergeometric_like "
    "interleaved_sequences lambert_w matrix_operations modular_arithmetic nested_arith_geom "
    "nested_radical pattern_completion pentagonal position_dependent power power_cubes "
    "power_squares spiral_pattern sum_of_divisors transcendental_floor triangular",
    "programs": "steps value_at inverse predict error",
}
"""Families whose own question asks so already, or whose work is a few unlike steps."""


@pytest.mark.parametrize("name", ASKED)
def test_every_form_of_every_family(name: str) -> None:
    """For each form: the second solver and the program agree with the worked steps, the question
    shows what is needed, the gold answer passes as text, and the id rebuilds the problem."""
    cases, answers = [], []
    for form in OFFERS[name][1:]:
        spec = f"{name}(ask={form})"
        family = build(spec)
        for level in (1, 3, 5):
            for problem in make_many(spec, 3, level=level, seed=21):
                assert problem.question != make(name, level=level, seed=21).question
                assert family.recompute(problem.params) == problem.answer, problem.id
                assert family.answer(problem.params) == problem.answer, problem.id
                assert family.render(problem.params) == problem.question
                assert check_answer(problem.gold, problem.answer).correct
                assert check_answer(problem.gold, f"So it is \\boxed{{{problem.answer}}}").correct
                for text in family.needed(problem.params):
                    assert text in problem.question, (problem.id, text)
                assert all(step.state is not None for step in problem.steps), problem.id
                answer, trace = family.answer_tokens(problem.params)
                assert 0 < answer <= trace
                cases.append((problem.program or "", problem.params))
                answers.append(problem.answer)
            assert to_json(rebuild(problem.id)) == to_json(problem)
    assert run_programs(cases) == answers


@pytest.mark.parametrize("name", ASKED)
def test_forms_vary_and_their_traces_score(name: str) -> None:
    """Questions and answers vary, and a response that shows all steps scores in full."""
    for form in OFFERS[name][1:]:
        spec = f"{name}(ask={form})"
        made = list(make_many(spec, 20, level=3, seed=5))
        assert len({problem.question for problem in made}) >= 18
        if form != "steps":
            assert len({problem.answer for problem in made}) > 1, spec
        for problem in made[:2]:
            lines = [f"{i}. {step.text}" for i, step in enumerate(problem.steps, 1)]
            response = "\n".join([*lines, f"The answer is {problem.answer}."])
            assert check_trace(problem, response).prefix_accuracy == 1, problem.id
            checked = check_steps([step.text for step in problem.steps])
            assert "wrong" not in [step.verdict for step in checked.steps], problem.id


@pytest.mark.parametrize("group", sorted(WITHOUT))
def test_who_offers_which_form(group: str) -> None:
    """All families of a group offer forms, except those that the documentation names."""
    without = {
        name.partition(".")[2]
        for name in NAMES
        if name not in ASKED and name.startswith(f"{group}.")
    }
    assert without == set(WITHOUT[group].split())


def test_a_family_without_states_names_those_that_have_them() -> None:
    """The error says what the family offers and which of its group offer the form."""
    with pytest.raises(InputError, match=r"it offers final; steps is offered by numbers\.add, "):
        build("numbers.max(ask=steps)")
    with pytest.raises(InputError, match=r"of numbers\.add: it offers final, state"):
        build("numbers.add(ask=last)")
    with pytest.raises(InputError, match=r"it offers final$"):
        build("words.purchase(ask=state)")


def _size(values: list[int]) -> int:
    return len(values)


def test_a_list_task_that_names_no_state_is_asked_for_its_answer_only() -> None:
    """A task of one's own offers the forms as soon as it says what the state is."""

    class Silent(ListFamily):
        name = "lists.silent"
        second = staticmethod(_size)

        def work(self, p: Params) -> tuple[int, list[Step]]:
            return len(p["values"]), [Step("All are counted.", None, len(p["values"]))]

    class Spoken(Silent):
        running = "the number of values so far"

    assert Silent().asks() == ("final",)
    assert Spoken().asks() == ("final", "state", "steps", "first")
    with pytest.raises(InputError, match="ask=steps: one of final is due"):
        Silent(ask="steps")


def test_final_is_the_problem_itself() -> None:
    """``ask=final`` asks what the family asks anyway."""
    plain, final = make("numbers.add", level=3), make("numbers.add(ask=final)", level=3)
    assert final.question.startswith("What is ")
    assert final.question.count("+") == plain.question.count("+") == 1


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("numbers.add(ask=state(k=0))", "whole number from 1"),
        ("numbers.add(ask=state(j=2))", "or state"),
        ("numbers.add(ask=steps(k=2))", "or state"),
        ("numbers.add(form=detailed, ask=steps)", "it offers final;"),
        ("numbers.sine(form=plain, ask=state)", "it offers final;"),
        ("numbers.sqrt(ask=steps)", "it offers final, state, first"),
    ],
)
def test_forms_that_cannot_be_asked_are_refused(spec: str, message: str) -> None:
    """The error names the form and what is offered."""
    with pytest.raises(InputError, match=message):
        build(spec)


def test_a_step_that_no_problem_has_is_refused() -> None:
    """The 50th column of numbers of two digits is an error that says what to change."""
    with pytest.raises(InputError, match="smaller k, a higher level or longer numbers"):
        make("numbers.add(ask=state(k=50))", level=1)
    assert make("numbers.add(digits=50, ask=state(k=50))", level=1).params["k"] == 50


@pytest.mark.parametrize("form", FORMS)
def test_they_vary_and_join_like_others(form: str) -> None:
    """What is asked about a trail can be varied, given a clause and joined, and stays right."""
    problem = make(f"numbers.multiply(digits=4, ask={form})", seed=2)
    other = make("sequences.collatz_sequence(ask=steps)", seed=3)
    for made in (vary(problem, index=1), noop(problem), fuse(problem, other, how="parallel")):
        assert build(made.family).recompute(made.params) == made.answer
        assert to_json(rebuild(made.id)) == to_json(made)
        assert made.question != problem.question


BY_HAND = [
    # by hand: the state after each step
    ("numbers.add", {"a": 95, "b": 7, "sign": "+"}, [[2, 1], [0, 1], [1, 0]]),
    ("numbers.add", {"a": -95, "b": 7, "sign": "+"}, [[8, 1], [8, 0]]),
    ("numbers.subtract", {"a": 100, "b": 1, "sign": "-"}, [[9, 1], [9, 1], [0, 0]]),
    ("numbers.subtract", {"a": -1, "b": 9, "sign": "-"}, [[0, 1], [1, 0]]),
    ("numbers.add_float", {"a": "0.5", "b": "0.75", "sign": "+"}, [[5, 0], [2, 1], [1, 0]]),
    ("numbers.multiply", {"a": 12, "b": 305}, [60, 60, 3660]),
    ("numbers.multiply_float", {"a": "1.2", "b": "0.05"}, [60]),
    ("numbers.truediv", {"a": 12, "b": 18}, [[18, 12], [12, 6], [6, 0]]),
    ("numbers.floordiv", {"a": 105, "b": 7}, [[0, 1], [1, 3], [5, 0]]),
    ("numbers.digit_add_float", {"a": "19.5", "b": "8.75", "operation": "add"}, [1, 7, 2, 5]),
    ("numbers.count", {"number": 707, "digit": 7}, [1, 1, 2]),
    ("numbers.sqrt", {"x": "2.0", "decimals": 1, "terms": 2}, ["1.5", "1.4"]),
    ("numbers.sine", {"x": "-1.0", "decimals": 1, "terms": 2}, ["-0.9", "-1.0"]),
    ("sequences.polynomial_evaluation", {"c": [2, 0, -3], "x": -2}, [-4, 5]),
    ("sequences.number_base_conversion", {"text": "1f", "p": 16, "q": 8}, [1, 31, 3, 0]),
    ("sequences.number_base_conversion", {"text": "1f", "p": 16, "q": 10}, [1, 31]),
    ("sequences.number_base_conversion", {"text": "31", "p": 10, "q": 16}, [1, 0]),
    ("sequences.gcd_lcm", {"a": 12, "b": 18}, [[18, 12], [12, 6], [6, 0]]),
    ("sequences.mersenne", {"m": 10, "n": 3}, [2, 4, 2]),
    ("sequences.modular_arithmetic(of=powers", {"b": 3, "m": 7, "n": 6}, [3, 6, 1]),
    ("sequences.compound_growth", {"c": 3, "r": 2, "n": 2}, [12, 24]),
]


@pytest.mark.parametrize(("name", "params", "states"), BY_HAND)
def test_states_by_hand(name: str, params: dict[str, object], states: list[object]) -> None:
    """Both solvers give the states that were worked out by hand."""
    family = build(f"{name}{', ' if '(' in name else '('}ask=state)")
    asked = {**params, "ask": "state", "k": 1}
    assert [step.state for step in family.solve(asked).steps] == states
    for k, state in enumerate(states, 1):
        text = str(state)
        assert family.recompute({**asked, "k": k}) == family.answer({**asked, "k": k}) == text
