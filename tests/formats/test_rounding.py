"""Rounding of arrays agrees with exact rational rounding, in every mode and policy."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import algorist.formats as af
from algorist.core import InputError
from tests.formats._points import check, critical, every_bfloat16, every_float16, same

DIRECTED = [name for name in af.ROUNDINGS if not name.startswith("stochastic")]
SMALL = [
    "e4m3", "e4m3fn", "e4m3fnuz", "e4m3b11fnuz", "e5m2", "e5m2fnuz", "e3m4", "e2m3fn", "e3m2fn",
    "e2m1fn", "p3109(k=8, p=4)", "p3109(k=8, p=3)", "p3109(k=6, p=3, extended=false)",
    "float(e=4, m=3, subnormals=false)", "float(e=3, m=0, infinity=none, nan=none)",
    "float(e=4, m=0, bias=6, infinity=top, nan=negative_zero)",
]  # fmt: skip


def exactly(points: np.ndarray, name: str, rounding: str, overflow: str) -> np.ndarray:
    """The same by rationals, one by one."""
    fmt = af.parse(name)
    assert isinstance(fmt, af.BinaryFloat)
    out = []
    for x in points.astype(np.float64):
        if math.isinf(x):
            big = Fraction(2) ** (fmt.emax + 4)
            policy_mode = "nearest_even" if rounding in ("zero", "odd", "up", "down") else rounding
            found = af.round_exact(big if x > 0 else -big, fmt, policy_mode, overflow)
        else:
            found = af.round_exact(Fraction(float(x)), fmt, rounding, overflow)
        value = float(found)
        if value == 0:
            value = math.copysign(0.0, x) if fmt.has_negative_zero else 0.0
        out.append(value)
    return np.array(out)


@pytest.mark.parametrize("rounding", DIRECTED)
@pytest.mark.parametrize("name", SMALL)
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_every_value_tie_and_neighbour(name: str, rounding: str, kind: type) -> None:
    """Each critical point of float32 and float64 rounds as exact arithmetic says."""
    points = critical(name, kind)[:-3]
    points = points[~np.isnan(points)]

    check(
        af.round(points, name, rounding=rounding), exactly(points, name, rounding, "format"), points
    )


@pytest.mark.parametrize("overflow", ["infinity", "nan", "saturate"])
@pytest.mark.parametrize("rounding", DIRECTED)
@pytest.mark.parametrize("name", ["e4m3fn", "e5m2", "p3109(k=8, p=4)", "e5m2fnuz"])
def test_overflow_policies(name: str, rounding: str, overflow: str) -> None:
    """Past the largest finite value the policy decides, unless the mode points inwards."""
    fmt = af.parse(name)
    assert isinstance(fmt, af.BinaryFloat)
    top = fmt.maximum
    points = np.array([top, top * 1.01, top * 1.06, top * 1.2, top * 4, 1e30, math.inf])
    points = np.concatenate([points, -points])
    if overflow == "infinity" and not fmt.has_infinity:
        with pytest.raises(InputError, match="no infinity"):
            af.round(points, name, rounding=rounding, overflow=overflow)
        return

    ours = af.round(points, name, rounding=rounding, overflow=overflow)

    check(ours, exactly(points, name, rounding, overflow), points)


@pytest.mark.parametrize("rounding", DIRECTED)
@pytest.mark.parametrize("name", ["binary16", "bfloat16", "tf32", "e8m0fnu", "e6m17", "e11m3"])
def test_random_patterns_of_wider_formats(name: str, rounding: str) -> None:
    """Random bit patterns of float64 and float32, subnormals among them, round exactly."""
    rng = np.random.default_rng(5)
    wide = rng.integers(0, 2**64, 1500, dtype=np.uint64).view(np.float64)
    narrow = rng.integers(0, 2**32, 1500, dtype=np.uint64).astype(np.uint32).view(np.float32)
    usual = rng.normal(size=500) * 10.0 ** rng.integers(-45, 39, 500)
    for points in (wide, narrow, usual):
        points = points[np.isfinite(points)]
        ours = af.round(points, name, rounding=rounding)
        check(ours, exactly(points, name, rounding, "format"), points)


@pytest.mark.parametrize("rounding", DIRECTED)
@pytest.mark.parametrize("x", [5e-324, 2.2250738585e-313, -1e-308, 1e-45, -1e-45, 0.0, -0.0])
@pytest.mark.parametrize("kind", [np.float64, np.float32])
def test_numbers_that_vanish_beside_the_smallest_one(kind: type, x: float, rounding: str) -> None:
    """Scaling a subnormal number down gives zero; modes that leave zero must not be fooled."""
    given = np.array([x], kind)
    usual = np.where(given == 0, given, np.copysign(kind(1), given))
    for fmt in (af.BinaryFloat("any", 1, 0, -36, "none", "none"), af.parse("fixed(w=8, f=-90)")):
        ours = af.round(given, fmt, rounding=rounding)

        np.testing.assert_array_equal(ours, af.round(usual, fmt, rounding=rounding))


@settings(max_examples=300, deadline=None)
@given(
    e=st.integers(1, 11),
    m=st.integers(0, 20),
    bias=st.integers(-40, 40),
    special=st.sampled_from(
        [
            ("ieee", "ieee"),
            ("none", "none"),
            ("none", "top"),
            ("top", "negative_zero"),
            ("top", "top"),
            ("none", "negative_zero"),
        ]
    ),
    below=st.sampled_from(["gradual", "flush"]),
    rounding=st.sampled_from(DIRECTED),
    x=st.one_of(
        st.floats(allow_nan=False, allow_infinity=False),
        st.floats(width=32, allow_nan=False, allow_infinity=False),
        st.floats(-64, 64),
    ),
)
def test_any_format(
    e: int, m: int, bias: int, special: tuple[str, str], below: str, rounding: str, x: float
) -> None:
    """Formats of any exponent, mantissa, bias and policy round exactly."""
    bias += (1 << (e - 1)) - 1
    try:
        fmt = af.BinaryFloat("any", e, m, bias, *special, below)  # type: ignore[arg-type]
    except InputError:
        return  # a policy that the mantissa has no codes for
    if fmt.emin - m <= -1000 or fmt.emax > 1000:
        return
    exact = af.round_exact(Fraction(x), fmt, rounding)
    ours = af.round(np.array([x]), fmt, rounding=rounding)

    assert float(exact) == float(ours[0])


@pytest.mark.parametrize("name", [*SMALL, "binary16", "bfloat16", "binary32", "binary64"])
def test_values_are_fixed_points_of_every_mode(name: str) -> None:
    """No mode moves a representable value, and signs of zeros stay."""
    fmt = af.parse(name)
    assert isinstance(fmt, af.BinaryFloat)
    rng = np.random.default_rng(1)
    points = (
        fmt.values()
        if fmt.bits <= 16
        else fmt.decode(rng.integers(0, 1 << fmt.bits, 4000, dtype=np.uint64))
    )
    points = points[np.isfinite(points)]
    for rounding in af.ROUNDINGS:
        random = {"rng": rng} if rounding.startswith("stochastic") else {}
        check(af.round(points, fmt, rounding=rounding, **random), points, points)


@pytest.mark.parametrize("name", [*SMALL, "binary16", "bfloat16", "e8m0fnu"])
def test_codes_and_values_are_inverse(name: str) -> None:
    """Encoding what a code decodes to gives the code back, but for NaN payloads."""
    fmt = af.parse(name)
    assert isinstance(fmt, af.BinaryFloat)
    codes = np.arange(1 << fmt.bits)
    decoded = fmt.decode(codes)
    plain = ~np.isnan(decoded)

    if fmt.subnormals == "flush":
        plain &= (decoded != 0) | ((codes & ((1 << fmt.bits - 1) - 1)) == 0)
    assert (fmt.encode(decoded[plain]) == codes[plain]).all()
    for code in codes[plain & np.isfinite(decoded)][::17].tolist():
        assert fmt.exact(code) == Fraction(float(fmt.decode(np.array([code]))[0]))


def test_float16_input_gives_the_same_as_wider_input() -> None:
    """float16, float32 and float64 inputs of the same value round alike, in every mode."""
    points = every_float16()
    points = points[~np.isnan(points)]
    for name in ("e4m3fn", "e5m2", "e2m3fn", "bfloat16", "fixed(w=8, f=4)"):
        for rounding in DIRECTED:
            half = af.round(points, name, rounding=rounding)
            for kind in (np.float32, np.float64):
                assert same(half, af.round(points.astype(kind), name, rounding=rounding)).all()


def test_result_types() -> None:
    """The input's type is kept where it holds every value of the format."""
    half, single = np.ones(3, np.float16), np.ones(3, np.float32)

    assert af.round(half, "e5m2").dtype == np.float16
    assert af.round(half, "bfloat16").dtype == np.float32
    assert af.round(single, "bfloat16").dtype == np.float32
    assert af.round(single, "e11m3").dtype == np.float64
    assert isinstance(af.round(1.5, "e5m2"), float)
    assert af.round([[1, 2], [3, 4]], "e2m1").shape == (2, 2)


@pytest.mark.parametrize("bits", [1, 2, 3, 7, 20, 32, 48])
def test_stochastic_rounding_probability(bits: int) -> None:
    """With all values of the random bits, the share that goes up is the mode's definition."""
    count = 1 << min(bits, 12)
    draws = np.arange(count, dtype=np.uint64) << np.uint64(max(0, bits - 12))
    for x, tail in ((1.0 + 3 / 32, 0.75), (1.0 + 1 / 16, 0.5), (3 * 2.0**-11, 0.5 + 0.25)):
        if x < 2.0**-6:
            tail = x / 2.0**-9 % 1
        points = np.full(count, x, np.float32)
        up = af.round(points, "e4m3fn", rounding="stochastic", rng=draws, random_bits=bits)
        share = float(np.mean(up > x))
        assert abs(share - tail) <= 2.0 ** -min(bits, 12) / 2 + 1e-12


def test_stochastic_rounding_is_unbiased_and_reproducible() -> None:
    """Means agree with the input within four standard errors; one seed gives one result."""
    x = np.full(200_000, 1.03, np.float32)
    first = af.round(x, "e4m3fn", rounding="stochastic", rng=np.random.default_rng(3))
    again = af.round(x, "e4m3fn", rounding="stochastic", rng=np.random.default_rng(3))

    assert (first == again).all()
    assert set(first.tolist()) == {1.0, 1.125}
    deviation = 0.125 * math.sqrt(0.24 * 0.76 / x.size)
    assert abs(float(first.mean()) - 1.03) < 4 * deviation


def test_equal_chances() -> None:
    """The random rounding of CESTAC: both neighbours alike, and exact numbers stay."""
    x = np.array([1.0, 1.01, 1.12, 2.0**-12] * 50_000, np.float32)
    rng = np.random.default_rng(0)
    got = af.round(x, "e4m3fn", rounding="stochastic_equal", rng=rng).reshape(-1, 4)

    assert (got[:, 0] == 1).all()
    for column, high in ((1, 1.125), (2, 1.125), (3, 2.0**-9)):
        assert abs(float(np.mean(got[:, column] == high)) - 0.5) < 0.01


def test_generator_must_be_explicit() -> None:
    """No hidden global randomness: the stochastic modes ask for a generator, others refuse it."""
    with pytest.raises(InputError, match="explicit generator"):
        af.round([1.0], "e5m2", rounding="stochastic")
    with pytest.raises(InputError, match="belong to the stochastic modes"):
        af.round([1.0], "e5m2", rng=np.random.default_rng(0))
    with pytest.raises(InputError, match="random_bits"):
        af.round([1.0], "e5m2", rounding="stochastic", rng=np.random.default_rng(0), random_bits=60)


@pytest.mark.parametrize(
    ("value", "name", "message"),
    [
        (np.array([1 + 2j]), "e5m2", "complex"),
        (np.array([2**53 + 1]), "e5m2", "passes 2\\*\\*53"),
        (np.array([np.nan]), "e2m1", "no NaN"),
        (np.array(["a"]), "e5m2", "cannot be rounded"),
        (np.array([np.nan]), "int8", "no NaN"),
        (np.array([1.0]), "e5m9x", "number format"),
    ],
)
def test_refused_inputs(value: np.ndarray, name: str, message: str) -> None:
    """What cannot be rounded is refused with the reason, never rounded wrongly."""
    with pytest.raises(InputError, match=message):
        af.round(value, name)


def test_the_input_is_not_changed_and_views_work() -> None:
    """Strided, read-only and empty arrays are taken as they are."""
    base = np.linspace(-3, 3, 40).reshape(4, 10)
    base.flags.writeable = False
    kept = base.copy()

    rounded = af.round(base[:, ::3], "e2m1")

    assert (base == kept).all()
    assert (rounded == af.round(np.ascontiguousarray(base), "e2m1")[:, ::3]).all()
    assert af.round(np.empty((0, 3)), "e2m1").shape == (0, 3)


def test_every_bfloat16_to_every_small_format() -> None:
    """All bfloat16 values round as exact arithmetic says (nearest even and toward zero)."""
    points = every_bfloat16()
    points = points[np.isfinite(points)][::37]
    for name in ("e4m3fn", "e5m2", "e2m1fn"):
        for rounding in ("nearest_even", "zero", "up"):
            check(
                af.round(points, name, rounding=rounding),
                exactly(points, name, rounding, "format"),
                points,
            )


def test_formats_wider_than_float64() -> None:
    """Quad holds every float64; a rational number encodes to its 128 bits."""
    x = np.array([0.1, -5e-324, 1.7e308])

    assert (af.round(x, "binary128") == x).all()
    quad = af.parse("quad")
    assert isinstance(quad, af.BinaryFloat)
    code = af.encode_exact(Fraction(1, 3), quad)
    assert code == 0x3FFD5555555555555555555555555555
    assert abs(quad.exact(code) - Fraction(1, 3)) < Fraction(1, 2**114)
