"""The sequence tasks: the published variants, known values, exact floors, forms, steps."""

from __future__ import annotations

from typing import Any

import flint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from algorist.checking import check_answer, check_steps, check_trace
from algorist.core import Answer, InputError
from algorist.problems import build, families, fuse, make, make_many, vary
from tests.problems._programs import run_programs

VARIANTS = {
    "fibonacci_sequence": "fibonacci lucas tribonacci modified_recursive alternating_fibonacci "
    "scaled_fibonacci",
    "algebraic_sequence": "radical_recurrence transcendental_floor nested_radical "
    "algebraic_irrationals continued_fraction diophantine_solutions modular_arithmetic "
    "catalan_like lambert_w hypergeometric_like",
    "geometric_sequence": "geometric exponential factorial double_exponential "
    "alternating_geometric compound_growth power_squares power_cubes power triangular pentagonal",
    "prime_sequence": "primes twin_primes prime_gaps mersenne euler_totient sum_of_divisors "
    "catalan fibonacci_mod_prime prime_powers semiprimes sophie_germain",
    "complex_pattern": "nested_arith_geom polynomial_quadratic polynomial_cubic "
    "interleaved_sequences conditional_pattern multi_recursive pattern_transformation "
    "modular_arithmetic alternating_operations layered_differences position_dependent "
    "spiral_pattern",
    "later": "arithmetic_progression harmonic_sequence collatz_sequence polynomial_evaluation "
    "matrix_operations number_base_conversion logical_operations pattern_completion gcd_lcm "
    "combinatorics",
}
NAMES = sorted({f"sequences.{name}" for text in VARIANTS.values() for name in text.split()})
FORMS = {
    "sequences.modular_arithmetic": ("of=powers",),
    "sequences.matrix_operations": ("of=determinant", "of=inverse"),
    "sequences.gcd_lcm": ("of=lcm",),
    "sequences.combinatorics": ("of=permutation",),
}
SPECS = [*NAMES, *(f"{name}({form})" for name, forms in FORMS.items() for form in forms)]


def test_all_published_variants_are_there() -> None:
    """6 + 10 + 10 (+1) + 11 + 12 variants and the 10 later tasks; one name serves two suites."""
    assert [len(text.split()) for text in VARIANTS.values()] == [6, 10, 11, 11, 12, 10]
    assert sorted(n for n in families.names() if n.startswith("sequences.")) == NAMES


CASES: list[tuple[str, dict[str, Any], str]] = [
    # OEIS numbers where a variant is a known sequence
    ("fibonacci", {"first": [1, 1], "n": 20}, "6765"),  # A000045
    ("lucas", {"first": [2, 1], "n": 11}, "123"),  # A000032
    ("tribonacci", {"first": [0, 0, 1], "n": 12}, "149"),  # A000073
    ("modified_recursive", {"first": [0, 1], "c": [2, 1], "n": 9}, "408"),  # A000129, Pell
    ("multi_recursive", {"first": [3, 0, 2], "c": [0, 1, 1], "n": 10}, "12"),  # A001608, Perrin
    ("alternating_fibonacci", {"first": [1, 2], "n": 5}, "4"),
    ("scaled_fibonacci", {"first": [1, 1], "s": 3, "n": 10}, "165"),
    ("radical_recurrence", {"first": [2], "p": 1, "q": 1, "n": 3}, "3"),
    ("nested_radical", {"p": 1, "q": 1, "r": 1, "n": 4}, "2"),
    ("transcendental_floor", {"p": 1, "q": 1, "n": 1}, "2"),
    ("transcendental_floor", {"p": 1, "q": 1, "n": 7}, "8"),
    ("algebraic_irrationals", {"b": 1, "c": 2, "d": 5, "n": 10}, "5"),
    ("continued_fraction", {"c": 1, "d": 2, "m": 10**9, "n": 6}, "239"),  # A001333
    ("diophantine_solutions", {"d": 2, "x": 3, "y": 2, "m": 10**9, "n": 4}, "577"),  # A001541
    ("modular_arithmetic", {"p": 1, "s": 7, "n": 5}, "10"),
    ("modular_arithmetic(of=powers)", {"b": 2, "m": 5, "n": 3}, "3"),
    ("catalan_like", {"first": [1], "p": 1, "m": 1000, "n": 3}, "19"),
    ("lambert_w", {"p": 1, "n": 10}, "3"),
    ("hypergeometric_like", {"m": 1000, "n": 4}, "13"),
    ("geometric", {"first": [3], "ratio": "1/2", "n": 4}, "3/8"),
    ("exponential", {"c": 1, "b": 2, "n": 10}, "1024"),
    ("factorial", {"c": 1, "n": 7}, "5040"),
    ("double_exponential", {"b": 2, "m": 10**9, "n": 4}, "65536"),
    ("alternating_geometric", {"first": [1], "r": 3, "n": 4}, "-27"),
    ("compound_growth", {"c": 1, "r": 2, "n": 5}, "160"),  # A036289
    ("power_squares", {"c": 1, "s": 0, "e": 2, "n": 12}, "144"),
    ("power_cubes", {"c": 1, "s": 0, "e": 3, "n": 5}, "125"),
    ("triangular", {"n": 100}, "5050"),
    ("pentagonal", {"n": 5}, "35"),  # A000326
    ("primes", {"above": 1, "n": 10}, "29"),  # A000040
    ("primes", {"above": 7918, "n": 1}, "7919"),
    ("twin_primes", {"above": 2, "n": 5}, "29"),  # A001359
    ("prime_gaps", {"above": 1, "n": 4}, "4"),  # A001223
    ("sophie_germain", {"above": 1, "n": 6}, "29"),  # A005384
    ("semiprimes", {"above": 1, "n": 6}, "15"),  # A001358
    ("mersenne", {"m": 10**9, "n": 5}, "2047"),  # A001348
    ("mersenne", {"m": 5, "n": 2}, "2"),
    ("euler_totient", {"n": 36}, "12"),
    ("euler_totient", {"n": 97}, "96"),
    ("sum_of_divisors", {"n": 28}, "56"),
    ("catalan", {"c": 1, "n": 5}, "42"),  # A000108
    ("fibonacci_mod_prime", {"first": [1, 1], "p": 7, "n": 10}, "6"),
    ("prime_powers", {"p": 3, "m": 10**9, "n": 5}, "243"),
    ("nested_arith_geom", {"s": 1, "d": 1, "g": 2, "n": 2}, "12"),
    ("polynomial_quadratic", {"c": [1, 0, 0], "n": 9}, "81"),
    ("polynomial_cubic", {"c": [1, -1, 2, 5], "n": 3}, "29"),
    ("layered_differences", {"first": [1, 2, 1], "n": 4}, "10"),
    ("interleaved_sequences", {"a": 1, "d": 1, "b": 2, "r": 2, "n": 8}, "16"),
    ("conditional_pattern", {"first": [2, 3, 4], "n": 5}, "10"),
    ("pattern_transformation", {"s": 1, "d": 2, "b": 3, "c": 1, "n": 5}, "23"),
    ("alternating_operations", {"first": [2], "m": 2, "n": 4}, "11"),
    ("position_dependent", {"p": 2, "q": 0, "r": 10, "n": 6}, "16"),
    ("spiral_pattern", {"k": 4, "c": 1, "n": 5}, "10"),
    ("arithmetic_progression", {"first": [10], "d": -3, "n": 4}, "1"),
    ("harmonic_sequence", {"first": [2], "d": 2, "c": 1, "n": 4}, "1/8"),
    ("collatz_sequence", {"start": 6, "n": 8}, "1"),
    ("polynomial_evaluation", {"c": [1, 2, 1], "x": 3}, "16"),
    ("matrix_operations", {"a": [[1, 2], [3, 4]], "b": [[5, 6], [7, 8]]}, "[[19, 22], [43, 50]]"),
    ("matrix_operations(of=determinant)", {"a": [[1, 2], [3, 4]]}, "-2"),
    ("matrix_operations(of=inverse)", {"a": [[1, 2], [3, 4]]}, "[[-2, 1], [3/2, -1/2]]"),
    ("number_base_conversion", {"text": "255", "p": 10, "q": 16}, "ff"),
    ("number_base_conversion", {"text": "1010", "p": 2, "q": 10}, "10"),
    ("logical_operations", {"tree": ["XOR", "A", "B"], "values": {"A": True, "B": True}}, "false"),
    ("pattern_completion", {"terms": [27, 64, 125, 216, 343]}, "512"),
    ("pattern_completion", {"terms": [2, 4, 8, 16, 32]}, "64"),
    ("gcd_lcm", {"a": 48, "b": 18}, "6"),
    ("gcd_lcm(of=lcm)", {"a": 4, "b": 6}, "12"),
    ("combinatorics", {"n": 12, "k": 5}, "792"),
    ("combinatorics(of=permutation)", {"n": 5, "k": 2}, "20"),
]


@pytest.mark.parametrize(("spec", "params", "answer"), CASES)
def test_known_values(spec: str, params: dict[str, Any], answer: str) -> None:
    """Both solvers give known terms of known sequences."""
    family = build(f"sequences.{spec}")
    assert family.solve(params).answer == answer
    assert family.recompute(params) == answer


@given(p=st.integers(2, 10**5), q=st.integers(1, 10**4), n=st.integers(1, 10**4))
def test_exponential_floors_against_balls(p: int, q: int, n: int) -> None:
    """The floor from integer enclosures is the floor that ball arithmetic certifies."""
    q = min(q, n)
    answer = int(build("sequences.transcendental_floor").solve({"p": p, "q": q, "n": n}).answer)
    with flint.ctx.workprec(200):
        value = flint.arb(p * n) * (flint.arb(q) / n).exp()
        assert value >= answer
        assert value < answer + 1


@given(p=st.integers(2, 10**6), n=st.integers(1, 10**7))
def test_logarithm_floors_against_balls(p: int, n: int) -> None:
    """The same for n/ln(n + e)."""
    answer = int(build("sequences.lambert_w").solve({"p": p, "n": n}).answer)
    with flint.ctx.workprec(200):
        value = flint.arb(p * n) / (flint.arb(n) + flint.arb(1).exp()).log()
        assert value >= answer
        assert value < answer + 1


@given(n=st.integers(2, 1_400_000))
def test_divisor_functions_against_flint(n: int) -> None:
    """Totients and divisor sums agree with python-flint."""
    factors = flint.fmpz(n).factor()
    totient, sigma = 1, 1
    for p, e in factors:
        totient *= int(p) ** (e - 1) * (int(p) - 1)
        sigma *= (int(p) ** (e + 1) - 1) // (int(p) - 1)
    assert build("sequences.euler_totient").solve({"n": n}).answer == str(totient)
    assert build("sequences.sum_of_divisors").solve({"n": n}).answer == str(sigma)


@pytest.mark.parametrize("spec", SPECS)
def test_forms_agree_with_programs(spec: str) -> None:
    """Every way of stating and tracing it gives what its program gives, run elsewhere."""
    cases, answers = [], []
    name, _, given_options = spec.partition("(")
    for form in ("", "trace=tail", "given=terms"):
        options = ", ".join(filter(None, (given_options.rstrip(")"), form)))
        full = f"{name}({options})" if options else name
        try:
            family = build(full)
        except InputError:
            continue
        for level in (1, 3, 5):
            for problem in make_many(full, 3, level=level):
                assert family.recompute(problem.params) == problem.answer, problem.id
                for text in family.needed(problem.params):
                    assert text in problem.question
                cases.append((problem.program or "", problem.params))
                answers.append(problem.answer)
    assert run_programs(cases) == answers


@pytest.mark.parametrize("spec", SPECS)
def test_steps_can_be_checked(spec: str) -> None:
    """Every claim is true, a response of all steps scores in full, and no step reads as wrong."""
    for level in (1, 3):
        for problem in make_many(spec, 2, level=level, seed=8):
            for step in problem.steps:
                if step.claim is not None:
                    left, right = step.claim.rsplit(" = ", 1)
                    assert check_answer(Answer(right, "expression"), left).correct, step.claim
            lines = [f"{i}. {step.text}" for i, step in enumerate(problem.steps, 1)]
            response = "\n".join([*lines, f"The answer is {problem.answer}."])
            assert check_trace(problem, response).prefix_accuracy == 1
            checked = check_steps([step.text for step in problem.steps])
            assert "wrong" not in [step.verdict for step in checked.steps]


def test_a_fixed_step_of_a_long_run_is_asked_for() -> None:
    """A run of 5,000 terms stays answerable when the state after step 3 is asked for."""
    problem = make("sequences.collatz_sequence(steps=5000, ask=state(k=3))", level=1)
    term = problem.params["start"]
    for _ in range(3):
        term = 3 * term + 1 if term % 2 else term // 2
    assert problem.answer == str(term)
    assert "What is a(3)?" in problem.question


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("sequences.gcd_lcm(of=gdc)", "it offers gcd and lcm"),
        ("sequences.fibonacci(given=nothing)", "rule or terms"),
        ("sequences.fibonacci(given=terms, ask=state)", "asks for the final term"),
        ("sequences.fibonacci(steps=1)", "from 2"),
    ],
)
def test_options_out_of_bounds_are_refused(spec: str, message: str) -> None:
    """The error says what is offered."""
    with pytest.raises(InputError, match=message):
        build(spec)


OPEN = [name for name in NAMES if getattr(families.get(name), "open", ())]


@pytest.mark.parametrize("name", OPEN)
def test_another_answer_can_stand_in_it(name: str) -> None:
    """A problem whose rule has an open number can be joined behind another one."""
    first = make("lists.find_maximum(low=5)", level=1, index=2)
    joined = fuse(first, make(name, level=3), "sequence")
    assert build(joined.family).recompute(joined.params) == joined.answer
    assert "X" in joined.question


@pytest.mark.parametrize("name", NAMES)
def test_variations_are_sound(name: str) -> None:
    """Other numbers in the same template, with an answer that the second solver confirms."""
    for index in range(3):
        varied = vary(make(name, level=2), index=index)
        assert build(varied.family).recompute(varied.params) == varied.answer


@pytest.mark.parametrize("spec", SPECS)
def test_answers_without_steps_are_the_same(spec: str) -> None:
    """Leaving the steps out changes nothing else, in every form."""
    for form in (spec, f"{spec}(given=terms)", f"{spec}(ask=state)"):
        try:
            build(form)
        except InputError:
            continue
        with_steps = [problem.answer for problem in make_many(form, 4, level=3)]
        assert [p.answer for p in make_many(form, 4, level=3, steps=False)] == with_steps
