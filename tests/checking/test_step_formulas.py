"""Worked solutions in LaTeX: what is decided, and correct solutions that must not be flagged."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorist.checking import check_steps
from algorist.checking.steps import StepScorer

NEUTRAL = r"Let $q$ be as in the picture; find what is asked."

CASES = [
    # question, steps, verdict of the last one
    (NEUTRAL, [r"$\binom{5}{3} = 10$"], "right"),
    (NEUTRAL, [r"There are $\binom{5}{3}=15$ ways to choose them."], "wrong"),
    (NEUTRAL, [r"So $\sqrt{54} = \sqrt{6} \cdot \sqrt{9} = 3\sqrt{6}$."], "right"),
    (NEUTRAL, [r"So $\sqrt{54} = \sqrt{6} \cdot \sqrt{9} = 2\sqrt{27}$."], "wrong"),
    (NEUTRAL, [r"$\sin 60^\circ = \frac{\sqrt3}{2}$"], "right"),
    (NEUTRAL, [r"$\sin 60^\circ = \frac{1}{2}$"], "wrong"),
    (NEUTRAL, [r"$0.\overline{7} - 0.\overline{4} = 0.\overline{3}$"], "right"),
    (NEUTRAL, [r"$0.\overline{7} - 0.\overline{4} = 0.\overline{4}$"], "wrong"),
    (NEUTRAL, [r"$1556_7 = 629_{10}$"], "right"),
    (NEUTRAL, [r"$2^{10} \equiv 4 \pmod{5}$"], "right"),
    (NEUTRAL, [r"$2^{10} \equiv 3 \pmod{5}$"], "wrong"),
    (NEUTRAL, [r"The fraction $\frac{9}{12}$ simplifies to $\frac34$."], "right"),
    (NEUTRAL, [r"It is $\frac{9}{12}$, which simplifies to $\frac23$."], "wrong"),
    (NEUTRAL, [r"The square root of $144$ is $12$."], "right"),
    (NEUTRAL, [r"That confirms that $1 = 7$."], "wrong"),
    (NEUTRAL, [r"Trying $n$ gives $1 = 7$."], "not checkable"),
    # letters: an identity, what can hold for no value, and a condition
    (NEUTRAL, [r"$(x-7)(x+2) = x^2 - 5x - 14$"], "right"),
    (NEUTRAL, [r"$(x-7)(x+2) = x^2 - 5x + 14$"], "wrong"),
    (NEUTRAL, [r"$\frac{10000x^5}{4x^4} = 250x$"], "wrong"),
    (NEUTRAL, [r"$(x-7)(x+2) = x^2 + 5$"], "not checkable"),
    (NEUTRAL, [r"$x^2 - 9$ factors as $(x-3)(x+3)$."], "right"),
    (NEUTRAL, [r"$x^2 - 9$ factors as $(x-3)(x+4)$."], "wrong"),
    (NEUTRAL, [r"Expanding, $(x-4)^2 = x^2 - 6x + 16$."], "wrong"),
    (NEUTRAL, [r"For this $x$, $(x-4)^2 = x^2 - 6x + 16$."], "not checkable"),
    # one equation after the other
    (NEUTRAL, [r"$2p = 0.58$.", r"So $p = 0.29$."], "right"),
    (NEUTRAL, [r"$2p = 0.58$.", r"So $p = 0.58$."], "wrong"),
    (NEUTRAL, [r"$2p = 0.58$.", r"If instead $p = 0.58$, more is paid."], "not checkable"),
    (NEUTRAL, [r"$x^2-8x+16 = 11-2x$.", r"Now we have $x^2-6x+5=0$."], "right"),
    (NEUTRAL, [r"$x^2-8x+16 = 11-2x$.", r"Now we have $x^2-6x+7=0$."], "wrong"),
    (NEUTRAL, [r"$x^2+14x+y^2-7 = 56$.", r"$x^2+14x+y^2 = 63$."], "right"),
    (NEUTRAL, [r"$x^2+14x+y^2-7 = 56$.", r"$x^2+14x+y^2 = 61$."], "wrong"),
    (NEUTRAL, [r"$\frac{ar^7}{ar^4} = \frac{8!}{7!}$.", r"So $r^3 = 8$."], "right"),
    (NEUTRAL, [r"$\frac{ar^7}{ar^4} = \frac{8!}{7!}$.", r"So $r^3 = \frac18$."], "wrong"),
    (NEUTRAL, [r"$g(10) = 2(3 \cdot 6) + 1$.", r"So $g(10) = 37$."], "right"),
    (NEUTRAL, [r"$g(10) = 2(3 \cdot 6) + 1$.", r"So $g(10) = 36$."], "wrong"),
    (NEUTRAL, [r"We have $y = 2x$ and $3x + y = 10$.", r"This gives $3x + 2x = 10$."], "right"),
    (r"Solve $x^2-5x+6=0$.", [r"First, we factor.", r"So $x^2-5x=-6$."], "right"),
    (r"Solve $x^2-5x+6=0$.", [r"First, we factor.", r"So $x^2-5x=6$."], "wrong"),
    (r"Shift $y=x^2-5x+6$ up.", [r"The shifted parabola is $y=x^2-5x+9$."], "not checkable"),
    # functions that were defined
    (r"If $f(x) = x^2 + 1$, what is $f(3)$?", [r"$f(3) = 10$."], "right"),
    (r"If $f(x) = x^2 + 1$, what is $f(3)$?", [r"$f(3) = 9$."], "wrong"),
    (
        r"If $f(x) = x^2 + 1$, solve $f(x) = 5$.",
        [r"$f(x) = 5$ holds for two values."],
        "not checkable",
    ),
    (NEUTRAL, [r"We have $h(x) = x^3 - 2x$.", r"So $h'(x) = 3x^2 - 2$."], "right"),
    (NEUTRAL, [r"We have $h(x) = x^3 - 2x$.", r"So $h'(x) = 3x^2 + 2x$."], "wrong"),
    # values put into what was asked, and into the equation that is posed
    (
        r"If $xy=24$, $xz=48$ and $yz=72$, find $x+y+z$.",
        [r"So $x=4$, and then $y=6$.", r"Then $z=12$.", r"The value of $x+y+z$ is $22$."],
        "right",
    ),
    (
        r"If $xy=24$, $xz=48$ and $yz=72$, find $x+y+z$.",
        [r"So $x=4$, and then $y=6$.", r"Then $z=12$.", r"The value of $x+y+z$ is $34$."],
        "wrong",
    ),
    (r"Solve the equation $x = \sqrt{11-2x} + 4$.", [r"The only solution is $x=5$."], "right"),
    (
        r"Solve the equation $x = \sqrt{11-2x} + 4$.",
        [r"The solutions are $x=5$ and $x=1$."],
        "wrong",
    ),
    (NEUTRAL, [r"We need $35.4 + 12 - 25.6$.", r"That's $21.8$."], "right"),
    (NEUTRAL, [r"We need $35.4 + 12 - 25.6$.", r"That's $22.8$."], "wrong"),
    # operations in words
    (NEUTRAL, [r"Dividing $5040$ by $16$ gives exactly $315$."], "right"),
    (NEUTRAL, [r"Dividing $5040$ by $16$ gives exactly $320$."], "wrong"),
    ("Find the remainder.", ["So 54 mod 6 is 0."], "right"),
    ("Find the remainder.", ["So 54 mod 6 is 1."], "wrong"),
    ("Find the remainder.", ["When we divide 7 by 3, we get 2 with a remainder of 1."], "right"),
    ("Find the remainder.", ["When we divide 7 by 3, we get 2 with a remainder of 2."], "wrong"),
    ("Find the remainder.", ["It would be wrong that 54 mod 6 is 1."], "not checkable"),
    ("Find it.", ["The sum of 3, 4, and 5 is 12."], "right"),
    ("Find it.", ["The average of 3, 4, and 5 is 5."], "wrong"),
    ("Find it.", ["The greatest common divisor of 12 and 18 is 6."], "right"),
    ("Find it.", ["The least common multiple of 4 and 6 is 24."], "wrong"),
    ("Find it.", ["Half the sum of 4 and 6 is 5."], "not checkable"),
    ("Find it.", ["Now 53 is prime."], "right"),
    ("Find it.", ["Now 51 is a prime number."], "wrong"),
    ("Find it.", ["Since 51 is not prime, we go on."], "right"),
    ("Find it.", ["We check whether 51 is prime."], "not checkable"),
    ("Find it.", ["Note that 1 + 50 is prime or not."], "not checkable"),
    ("Find it.", [r"Here $144$ is a perfect square."], "right"),
    ("Find it.", [r"Here $145$ is a perfect square."], "wrong"),
    ("Find it.", ["The units digit of 343 is 3."], "right"),
    ("Find it.", ["The sum of the digits of 343 is 11."], "wrong"),
    ("Find it.", ["The number 12 has 6 divisors."], "right"),
    ("Find it.", ["The sum of the angles in a triangle is 200 degrees."], "wrong"),
    ("Find it.", ["There are 60 seconds in a minute."], "right"),
    ("Find it.", ["There are 100 seconds in a minute."], "wrong"),
    ("Find it.", ["There are 5 school days in a week."], "not checkable"),
    ("Find it.", ["There are 4 weeks in a month."], "not checkable"),
    ("Find it.", ["The factors of 12 are 1, 2, 3, 4, 6, and 12."], "right"),
    ("Find it.", ["The factors of 12 are 1, 2, 3, 5, 6, and 12."], "wrong"),
    ("Find it.", ["Two of the factors of 12 are 3 and 4."], "not checkable"),
    ("Find it.", ["The prime factors of 84 are 2, 3, and 7."], "right"),
    ("Find $a$.", [r"88 is divisible by 3, therefore $a=1$ works as well."], "wrong"),
    (NEUTRAL, [r"The inverse of $450$ modulo $3599$ is $8$."], "right"),
    (NEUTRAL, [r"The inverse of $450$ modulo $3599$ is $3591$."], "wrong"),
    (
        NEUTRAL,
        [r"Here are $\frac13$ and $\frac29$.", r"If we add them, we get $\frac59$."],
        "right",
    ),
    (
        NEUTRAL,
        [r"Here are $\frac13$ and $\frac29$.", r"If we add them, we get $\frac49$."],
        "wrong",
    ),
]


@pytest.mark.parametrize(("question", "steps", "verdict"), CASES)
def test_what_formulas_say_is_decided(question: str, steps: list[str], verdict: str) -> None:
    """Each rule has a right, a wrong and where it could go too far an open case."""
    last = check_steps(steps, question).steps[-1]
    assert last.verdict == verdict, last.claims


def test_branches_of_a_search_do_not_share_what_was_said() -> None:
    """Definitions, values and equations of one branch are unknown to the other."""
    scorer = StepScorer(r"Find $f(3) + x$.")
    scorer.push(r"Let $2x = 8$.")
    branch = scorer.copy()
    scorer.push(r"We have $f(x) = x^2$.")
    branch.push(r"We have $f(x) = x^3$.")
    scorer.push(r"So $f(3) = 9$.")
    branch.push(r"So $f(3) = 9$.")
    assert [scorer.checks[-1].verdict, branch.checks[-1].verdict] == ["right", "wrong"]


FRAGMENTS = st.sampled_from(
    [
        "$", "$$", r"\frac{1}{0}", r"\frac", "{", "}", "=", "^", r"\sqrt", r"\pmod{0}", r"\pmod{1}",
        r"\binom{-1}{2}", "0^0", r"\log_1 2", "x", "f(x)=", "f(f(x))", "f'(x)", "9^{9^{9}}",
        r"\sum_{k=1}^{10^9} k", "100000!", r"\infty", r"\overline{}", r"0.\overline{0}", "...",
        " 5 mod 0 is 0. ", " dividing 5 by 0 gives 5. ", r"\begin{align}", r"\end{align}", r"\\",
        "1/0", "&",
        "e", "i", r"\pm", "|", " the inverse of 0 modulo 0 is 0. ", " 0 is prime. ", "That's ",
        " the factors of 0 are 1 and 2. ", r"\tan 90^\circ", " So ", " the solutions are ", "12",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(FRAGMENTS, max_size=12).map("".join), min_size=1, max_size=3), FRAGMENTS)
def test_broken_formulas_raise_nothing(steps: list[str], question: str) -> None:
    """Unbalanced marks, divisions by zero and sizes past every limit end in a verdict."""
    assert len(check_steps(steps, f"Solve ${question}$.").steps) == len(steps)


_small = st.integers(min_value=-9, max_value=9)


@settings(max_examples=60, deadline=None)
@given(_small, _small, st.integers(min_value=1, max_value=9))
def test_expanded_products_are_right_and_slips_in_the_constant_wrong(
    a: int, b: int, d: int
) -> None:
    """``(x+a)(x+b)`` against its expansion, and against one whose last term is off by ``d``."""
    left = f"(x + ({a}))(x + ({b}))"
    middle, last = a + b, a * b
    steps = [
        f"${left} = x^2 + ({middle})x + ({last})$",
        f"${left} = x^2 + ({middle})x + ({last + d})$",
    ]
    found = check_steps(steps, NEUTRAL).steps
    assert [each.verdict for each in found] == ["right", "wrong"]


@settings(max_examples=60, deadline=None)
@given(st.integers(min_value=2, max_value=9), _small, _small, st.integers(min_value=1, max_value=9))
def test_a_solved_equation_is_right_and_any_other_value_wrong(
    factor: int, shift: int, root: int, slip: int
) -> None:
    """``factor*x + shift = value`` leads to its root and to nothing else."""
    equation = f"We have ${factor}x + ({shift}) = {factor * root + shift}$."
    for value, verdict in ((root, "right"), (root + slip, "wrong")):
        last = check_steps([equation, f"So $x = {value}$."], NEUTRAL).steps[-1]
        assert last.verdict == verdict, last.claims


@settings(max_examples=60, deadline=None)
@given(_small, _small, _small, _small)
def test_two_conditions_are_never_held_against_each_other(a: int, b: int, c: int, d: int) -> None:
    """Lines, and values that a letter takes in turn, with no word that carries one on."""
    steps = [
        f"The first line is $y = {a}x + ({b})$.",
        f"The second line is $y = {c}x + ({d})$.",
        f"For $n = {a}$ we have $n^2 = {a * a}$.",
        f"For $n = {c}$ we have $n^2 = {c * c}$.",
        f"Now $x = {a}$ or $x = {d}$.",
    ]
    assert check_steps(steps, NEUTRAL).first_wrong is None
