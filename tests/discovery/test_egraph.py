"""Equality saturation: known cheapest forms, exact equality, and fronts that only gain."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from algorist.core import rng
from algorist.discovery import Program, Target
from algorist.discovery._finishing import finish
from algorist.discovery.fitting._samples import take_samples
from algorist.discovery.programs._costs import price_of
from algorist.discovery.programs._reading import read_steps
from algorist.discovery.programs._shapes import ADD, MUL, SHIFT, Shape, normal
from algorist.discovery.searching._archive import Member
from algorist.discovery.searching._egraph import cheaper_forms, simplify
from algorist.discovery.searching._moves import mutate

VALUES = (3.0, 5.0, 7.0, 11.0, 13.0, 17.0, 19.0)
POWER_8 = "t1 = x*x; t2 = t1*x; t3 = t2*x; t4 = t3*x; t5 = t4*x; t6 = t5*x; y = t6*x"
HORNER = "t1 = x*c0; t2 = t1 + c1; t3 = t2*x; t4 = t3 + c2; t5 = t4*x; y = t5 + c3"
SHARED = "t1 = x*x; t2 = c0/x; t3 = t1*t2; t4 = x + c1; t5 = t4*t2; y = t3 + t5"
FRACTION = "t1 = x + c0; t2 = c1/t1; t3 = t2 + c2; t4 = t3 + x; t5 = c3/t4; y = t5 + c4"


def price(name: str) -> Callable[[Shape], float]:
    return price_of(name) or len


def member(text: str) -> Member:
    shape, names = read_steps(text)
    made = normal(shape, len(shape), [VALUES[int(name[1:])] for name in names])
    assert made is not None
    return Member(1.0, made[0], made[1], (0.0,) * len(made[1]))


def exact(made: Member, x: Fraction) -> Fraction | None:
    """The value in exact arithmetic; None at a pole."""
    constants = [Fraction(h) + Fraction(e) for h, e in zip(made.high, made.low, strict=True)]
    program = Program(made.shape, ("1",) * len(constants))
    functions = {"shift": lambda a, power: a * Fraction(2) ** power}
    try:
        return Fraction(program.run(x, constants, functions))
    except ZeroDivisionError:
        return None


@pytest.mark.parametrize(
    ("text", "cost", "before", "after"),
    [
        ("t1 = x*x; t2 = t1*x; y = t2*x", "operations", 3, 2),  # (x*x)^2
        ("t1 = x*x; t2 = t1*x; y = t2*x", "multiplicative_depth", 3, 2),
        (POWER_8, "operations", 7, 3),
        (POWER_8, "latency", 28, 12),
        (POWER_8, "multiplicative_depth", 7, 3),
        # x x + a x + s x = (x + a + s) x with s = sqrt(x)
        ("t1 = x*x; t2 = x*c0; t3 = t1 + t2; t4 = sqrt(x); t5 = t4*x; y = t3 + t5", "operations",
         6, 4),
        (SHARED, "operations", 6, 4),  # x*x*(c/x) + (x + d)*(c/x) = (x + d' + d/x) c
        ("t1 = c0*x; t2 = t1 + c1; y = t2*c2", "operations", 3, 2),  # (a x + b) c = a' x + b'
        ("t1 = c0/x; t2 = c1/t1; y = t2 + c2", "operations", 3, 2),  # quotients of quotients
        ("t1 = c0/x; t2 = x + c1; t3 = c2/x; t4 = t1 + t3; y = t2*t4", "operations", 5, 2),
        ("t1 = x - c0; t2 = sqrt(x); t3 = t2*t1; t4 = t2*x; y = t3 - t4", "operations", 5, 2),
        (HORNER, "operations", 6, 6),
        (HORNER, "latency", 24, 16),  # (c3 + c2 x) + (x x)(c1 + c0 x), Estrin's form
        (HORNER, "multiplicative_depth", 3, 2),
        (FRACTION, "operations", 6, 6),
        (FRACTION, "latency", 42, 25),  # one quotient of polynomials in place of two quotients
        ("t1 = x + x; t2 = abs(t1); y = min(t2, x)", "operations", 3, 3),
    ],
)  # fmt: skip
def test_known_cheapest_forms(text: str, cost: str, before: float, after: float) -> None:
    """Powers, common factors, quotients and balanced polynomials reach the cost known for them."""
    given_ = member(text)
    assert price(cost)(given_.shape) == before
    made = simplify(given_, price(cost))
    assert price(cost)(made.shape) == after
    assert made.digits == given_.digits
    if after == before:
        assert made is given_


def test_no_operation_or_length_beyond_what_is_allowed() -> None:
    """Without a product no power is balanced; with a bound on the steps no Estrin form appears."""
    sums = member("t1 = x + c0; t2 = abs(t1); t3 = t2 + x; t4 = t3 + t2; y = t4 + x")
    assert simplify(sums, price("operations"), {ADD}).shape == sums.shape
    doubled = simplify(sums, price("operations"), {ADD, MUL})
    assert doubled.cost <= sums.cost
    horner = member(HORNER)
    assert simplify(horner, price("latency"), most=6) is horner
    assert [form.cost for form in cheaper_forms([horner, member(POWER_8)], price("latency"))] == [
        7,
        3,
    ]


def test_fused_products_are_opened_and_closed() -> None:
    """a x + (b x + c) costs one fused step once the two factors are added."""
    made = simplify(member("t1 = fma(x, c0, c1); y = fma(x, c2, t1)"), price("operations"))
    assert made.cost == 1
    assert exact(made, Fraction(1, 3)) == Fraction(3 + 7, 3) + 5


@settings(
    max_examples=15, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
@given(
    st.sampled_from([POWER_8, HORNER, SHARED, FRACTION]),
    st.integers(0, 10**6),
    st.sampled_from(["operations", "latency", "multiplicative_depth"]),
)
def test_simplified_programs_are_equal_and_never_dearer(text: str, seed: int, cost: str) -> None:
    """Random programs keep their values in exact arithmetic, up to the rounding of constants."""
    random = rng(seed, "egraph")
    start = member(text)
    child: tuple[Shape, tuple[float, ...]] | None = (start.shape, start.high)
    for _ in range(3):
        if child is not None:
            child = mutate(child[0], child[1], (0, 1, 2, 3, SHIFT), random) or child
    assert child is not None
    given_ = Member(1.0, child[0], tuple(child[1]), (0.0,) * len(child[1]))
    made = simplify(given_, price(cost))
    assert (price(cost)(made.shape), made.cost) <= (price(cost)(given_.shape), given_.cost)
    for x in (Fraction(1, 7), Fraction(5, 9), Fraction(17, 16)):
        wanted, got = exact(given_, x), exact(made, x)
        if wanted is not None and got is not None:
            assert abs(got - wanted) <= Fraction(1, 10**18) * abs(wanted)


def test_constants_keep_31_digits() -> None:
    """The low parts of constants go through the arithmetic of rationals, not of floats."""
    third, low = 1 / 3, float(Fraction(1, 3) - Fraction(1 / 3))
    text = member("t1 = c0*x; t2 = t1 + c1; y = t2*c2")
    given_ = Member(1.0, text.shape, (third, 5.0, third), (low, 0.0, low))
    made = simplify(given_, price("operations"))
    value = exact(made, Fraction(2))
    assert made.cost == 2
    assert value is not None
    assert abs(value - Fraction(17, 9)) < Fraction(1, 10**31)


def test_the_same_form_in_every_process() -> None:
    """Neither the order of rows in an e-graph nor the seed of hashes of texts decides the form."""
    given_ = member(FRACTION)
    made = simplify(given_, price("latency"))
    assert simplify(given_, price("latency")) == made
    code = (
        "from algorist.discovery.searching._archive import Member\n"
        "from algorist.discovery.programs._costs import price_of\n"
        "from algorist.discovery.searching._egraph import simplify\n"
        f"print(simplify({given_!r}, price_of('latency')))\n"
    )
    other = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7"},
    )
    assert other.stdout.strip() == repr(made)


def test_a_front_gains_the_cheaper_form() -> None:
    """Where an archive holds only (a x + b)^4 as a chain, its front holds it with two squarings."""
    target = Target.of("exp(x)", ("0", "1"))
    shape, _ = read_steps("t1 = x*c0; t2 = t1 + c1; t3 = t2*t2; t4 = t3*t2; y = t4*t2")
    points = finish(target, take_samples(target), [Member(1.2, shape, (0.28, 0.99), (0.0, 0.0))])
    assert [point.ops for point in points] == [4]
    assert points[0].certificate is not None
    assert points[0].digits > 1.8
