"""Arithmetic on written numerals: all combinations, the published step formats, the metrics."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorist.core import InputError
from algorist.problems import build, families, make, make_many
from algorist.problems.numbers import FORMS, score_number, work

NUPA = {
    "add": 4,
    "subtract": 4,
    "multiply": 4,
    "truediv": 2,
    "floordiv": 1,
    "mod": 1,
    "max": 4,
    "min": 4,
    "digit_max": 2,
    "digit_min": 2,
    "digit_add": 2,
    "get_digit": 2,
    "length": 2,
    "count": 1,
    "to_float": 2,
    "to_scient": 2,
    "sig": 2,
}
"""The 17 tasks of NUPA (arXiv 2411.03766, table 1) and how many notations each has."""

FUNCTIONS = ("numbers.sine", "numbers.sqrt")
"""What else is in the group: the functions of Teaching Arithmetic."""

NUMBERS = sorted(
    name for name in families.names() if name.startswith("numbers.") and name not in FUNCTIONS
)


def test_all_41_combinations_are_there() -> None:
    """Every task in every notation that makes sense, and nothing else."""
    found: dict[str, int] = {}
    for name in NUMBERS:
        task = re.sub(r"_(float|fraction|scientific)$", "", name.removeprefix("numbers."))
        if name == "numbers.to_float":  # pragma: no cover
            task = "to_float"
        found[task] = found.get(task, 0) + 1
    assert found == NUPA
    assert sum(found.values()) == 41


@pytest.mark.parametrize("digits", [1, 2, 7, 50, 100])
@pytest.mark.parametrize("name", NUMBERS)
def test_any_number_of_digits(name: str, digits: int) -> None:
    """From 1 to 100 digits on request, and the second computation agrees."""
    spec = f"{name}(digits={digits})"
    family = build(spec)
    for problem in make_many(spec, 4, seed=digits):
        assert family.recompute(problem.params) == problem.answer, problem.id
        longest = max(len(part) for part in re.findall(r"\d+", problem.question))
        assert longest <= 2 * digits + 2


SIGNED = [name for name in NUMBERS if families.get(name).signed]  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", SIGNED)
def test_negative_numbers(name: str) -> None:
    """With the option, both signs occur in the question, and results stay right."""
    spec = f"{name}(negative=true)"
    family = build(spec)
    made = list(make_many(spec, 60, level=3))
    assert any(str(p.params["a"])[0] == "-" and str(p.params["b"])[0] != "-" for p in made)
    assert any(str(p.params["a"])[0] != "-" and str(p.params["b"])[0] == "-" for p in made)
    for problem in made:
        assert family.recompute(problem.params) == problem.answer


VARIANTS = [
    f"{name}(variant={variant})"
    for name in NUMBERS
    for variant, kinds in families.get(name).variants.items()  # type: ignore[attr-defined]
    if families.get(name).kind in kinds  # type: ignore[attr-defined]
]


def test_the_variants_of_nupa() -> None:
    """add easy for fractions, multiply easy and hard, mod easy, max and min hard: 16 in all."""
    assert len(VARIANTS) == 1 + 8 + 1 + 6


@pytest.mark.parametrize("spec", VARIANTS)
def test_variants_make_problems(spec: str) -> None:
    """Easy ones have a short operand; hard comparisons share their beginning; all agree."""
    family = build(spec)
    for problem in make_many(spec, 30, level=4):
        assert family.recompute(problem.params) == problem.answer
        a, b = str(problem.params["a"]), str(problem.params["b"])
        if "easy" in spec and "/" not in a:
            assert len(re.split("e", b)[0].replace(".", "")) <= 6
        if "max_float" in spec or "min_float" in spec:
            assert a.split(".")[0] == b.split(".")[0]
        if "scientific" in spec and "hard" in spec and "multiply" not in spec:
            assert a.split("e")[1] == b.split("e")[1]


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("numbers.add(digits=0)", "digits=0"),
        ("numbers.add(digits=1001)", "1 to 1000"),
        ("numbers.length(negative=true)", "no signs"),
        ("numbers.add(variant=hard)", "variant='hard'"),
        ("numbers.add(form=shorthand)", "form='shorthand'"),
        ("numbers.add_float(form=detailed)", "natural numbers"),
        ("numbers.add(colour=3)", "options"),
    ],
)
def test_options_out_of_bounds_are_named(spec: str, message: str) -> None:
    """The value, the bound and the family stand in the error."""
    with pytest.raises(InputError, match=message):
        make(spec)


@pytest.mark.parametrize("name", NUMBERS)
def test_claims_are_true_equations(name: str) -> None:
    """Both sides of every claim have the same value, and the claim stands in the text."""
    for level in range(1, 6):
        for problem in make_many(name, 10, level=level, seed=8):
            for step in problem.steps:
                if step.claim is None:
                    continue
                left, right = step.claim.split(" = ")
                assert _value(left) == _value(right), (problem.id, step.claim)
                assert step.claim in step.text


def _value(text: str) -> Fraction:
    """A small reader of its own: + - * / ^, brackets, numbers with e; nothing else."""
    tokens = re.findall(r"\d+(?:\.\d+)?(?:e-?\d+)?|[-+*/^()]", text)
    assert "".join(tokens) == text.replace(" ", "")

    def factor() -> Fraction:
        token = tokens.pop(0)
        if token == "-":
            return -factor()
        if token == "(":
            inner = total()
            assert tokens.pop(0) == ")"
            number = inner
        else:
            number = Fraction(token)
        if tokens and tokens[0] == "^":
            tokens.pop(0)
            return number ** int(factor())
        return number

    def product() -> Fraction:
        number = factor()
        while tokens and tokens[0] in "*/":
            number = number * factor() if tokens.pop(0) == "*" else number / factor()
        return number

    def total() -> Fraction:
        number = product()
        while tokens and tokens[0] in "+-":
            number = number + product() if tokens.pop(0) == "+" else number - product()
        return number

    found = total()
    assert not tokens
    return found


PUBLISHED = [
    # Teaching Arithmetic (arXiv 2307.03381): plain, reverse, simplified and detailed scratchpad.
    (128, "+", 367, "plain", ["128+367=495"]),
    (128, "+", 367, "reversed", ["$128+367=594$"]),
    (128, "+", 367, "simplified", ["A->5 , C->1", "A->9 , C->0", "A->4 , C->0", "495"]),
    (
        128,
        "+",
        367,
        "detailed",
        [
            "[1,2,8] has 3 digits.",
            "[3,6,7] has 3 digits.",
            "[1,2,8] + [3,6,7] , A=[] , C=0 , 8+7+0=15 , A->5 , C->1",
            "[1,2] + [3,6] , A=[5] , C=1 , 2+6+1=9 , A->9 , C->0",
            "[1] + [3] , A=[9,5] , C=0 , 1+3+0=4 , A->4 , C->0",
            "[] + [] , A=[4,9,5] C=0 , END",
            "4 9 5",
        ],
    ),
    (
        22,
        "+",
        1,
        "detailed",
        [
            "[2,2] has 2 digits.",
            "[1] has 1 digits.",
            "[2,2] + [1] , A=[] , C=0 , 2+1+0=3 , A->3 , C->0",
            "[2] + [] , A=[3] , C=0 , 2+0+0=2 , A->2 , C->0",
            "[] + [] , A=[2,3] C=0 , END",
            "2 3",
        ],
    ),
    (
        128,
        "-",
        367,
        "detailed",
        [
            "[1,2,8] has 3 digits.",
            "[3,6,7] has 3 digits.",
            "[1,2,8] - [3,6,7] , A=[] , C=0 , 8-7-0=1 , A->1 , C->0",
            "[1,2] - [3,6] , A=[1] , C=0 , 2-6-0+10=6 , A->6 , C->-1",
            "[1] - [3] , A=[6,1] , C=-1 , 1-3-1=-3 , A->-3 , C->-1",
            "[] - [] , A=[-3,6,1] C=-1 , END",
            "-300+61=-239 , END",
            "-239",
        ],
    ),
    (
        43,
        "*",
        15,
        "detailed",
        [
            "[4,3] has 2 digits.",
            "[1,5] has 2 digits.",
            "[4,3] * 5 , A=[2,1,5] , k=1 , B=[2,1,5] , C=0+215=215",
            "[4,3] * 1 , A=[4,3] , k=10 , B=[4,3,0] , C=215+430=645 , END",
            "6 4 5",
        ],
    ),
    # Positional Description Matters (arXiv 2311.14737): padding and a reversed product.
    (12, "*", 345, "padded", ["012*345=041400"]),
    (95, "+", 7, "padded", ["95+07=201"]),
]


@pytest.mark.parametrize(("a", "sign", "b", "form", "lines"), PUBLISHED)
def test_published_step_formats(a: int, sign: str, b: int, form: str, lines: list[str]) -> None:
    """Line by line as the papers print them."""
    assert [step.text for step in work(a, sign, b, form)] == lines


@given(
    st.integers(0, 10**12),
    st.integers(0, 10**12),
    st.sampled_from("+-*"),
    st.sampled_from(sorted(FORMS)),
)
def test_every_form_ends_in_the_result(a: int, b: int, sign: str, form: str) -> None:
    """Whatever the form and the order of the operands, the last state is the result."""
    steps = work(a, sign, b, form)
    assert steps[-1].state == (a + b if sign == "+" else a - b if sign == "-" else a * b)
    for step in steps:
        if step.claim is not None:
            left, right = step.claim.split(" = ")
            assert _value(left.replace("--", "+")) == _value(right)


def test_forms_are_options_of_the_families() -> None:
    """A problem carries the trace in the form that its spec names."""
    problem = make("numbers.add(form=detailed, digits=4)", seed=2)
    assert problem.id.startswith("numbers.add(form=detailed, digits=4)@1/1/2/0")
    assert problem.steps[-1].text == " ".join(problem.answer)
    spaced = make("numbers.multiply(form=spaced, digits=6)").steps[0].text
    assert (
        spaced.replace(" ", "").split("=")[1]
        == make("numbers.multiply(form=spaced, digits=6)").answer
    )


SCORES = [
    # kind, gold, answer, exact, digit match, dlength
    ("integer", "1234", "1234", True, 1.0, 0),
    ("integer", "1234", "1239", False, 0.75, 0),
    ("integer", "1234", "234", False, 0.75, 1),
    ("integer", "-1234", "1234", False, 0.8, 0),
    ("integer", "1234", "-1234", False, 0.8, 0),
    ("float", "12.5", "12.5", True, 1.0, 0),
    ("float", "12.5", "2.54", False, 2 / 3, 2),
    ("fraction", "7/13", "1 / 2 = 7/13", True, 1.0, 0),
    ("fraction", "7/13", "-7/13", False, 0.75, 0),
    ("scientific", "1.23e4", "1.24e4", False, 0.75, 0),
    ("scientific", "1.23e14", "1.23e4", False, 0.8, 1),
    ("scientific", "1.2e-4", "1.2e4", False, 0.75, 0),
    ("integer", "12", "no number", False, 0.0, 2),
]


@pytest.mark.parametrize(("kind", "gold", "answer", "exact", "digits", "gap"), SCORES)
def test_metrics(kind: str, gold: str, answer: str, exact: bool, digits: float, gap: int) -> None:
    """NUPA's three metrics, with signs kept."""
    found = score_number(kind, gold, answer)
    assert found.exact_match is exact
    assert found.digit_match == pytest.approx(digits)
    assert found.dlength == gap


def test_sine_follows_the_published_lines() -> None:
    """The lines are those of Teaching Arithmetic. Its notebook shows sin(1.5707) with 0.9247 and so
    on, because it takes the powers of pi/2 there and not of the number that it shows."""
    family = build("numbers.sine(decimals=4, terms=4)")
    solved = family.solve({"x": "1.5707", "decimals": 4, "terms": 4})
    assert [step.text for step in solved.steps] == [
        "x_1: x_0 - 1/3! * (x^3) , x_1=0.9248",
        "x_2: x_1 + 1/5! * (x^5) , x_2=1.0044",
        "x_3: x_2 - 1/7! * (x^7) , x_3=0.9997",
        "x_4: x_3 + 1/9! * (x^9) , x_4=0.9998",
    ]
    assert solved.answer == "0.9998"


def test_root_follows_newton() -> None:
    """sqrt(5.5) from 2: the mean of 2 and 2.75 is 2.375, and so on, rounded down."""
    solved = build("numbers.sqrt").solve({"x": "5.5000", "decimals": 4, "terms": 3})
    assert [step.state for step in solved.steps] == [2.375, 2.3453, 2.3452]
    assert solved.steps[0].text == "x_1: 1/2*(2+5.5000/2) , x_1=2.3750"


@pytest.mark.parametrize("name", FUNCTIONS)
@given(decimals=st.integers(1, 60), seed=st.integers(0, 10**6))
@settings(max_examples=25, deadline=None)
def test_plain_values_are_rounded_down(name: str, decimals: int, seed: int) -> None:
    """Without steps the answer is the value itself, whatever the digits: bounded on both sides."""
    spec = f"{name}(decimals={decimals}, form=plain)"
    problem = make(spec, seed=seed)
    assert build(spec).recompute(problem.params) == problem.answer
    if name == "numbers.sqrt":
        x, root, unit = Fraction(problem.params["x"]), Fraction(problem.answer), 10**decimals
        assert root**2 <= x < (root + Fraction(1, unit)) ** 2


@pytest.mark.parametrize("option", ["decimals=0", "terms=21", "form=columns", "decimals=1.5"])
def test_bounds_of_functions_are_named(option: str) -> None:
    """What cannot be made is refused with what can."""
    with pytest.raises(InputError, match=r"1 to|detailed or plain"):
        build(f"numbers.sine({option})")
