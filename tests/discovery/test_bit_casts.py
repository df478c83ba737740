"""Bit casts: integer tricks on floats are searched for, emitted, and tested on every input."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from algorist.core import InputError
from algorist.discovery import (
    CertificateError,
    Program,
    Target,
    certify,
    emit,
    fit_format,
    rounding_bound,
)
from algorist.discovery._finishing import finish
from algorist.discovery.fitting._samples import take_samples
from algorist.discovery.formats._arithmetic import evaluate_in
from algorist.discovery.programs._patterns import LAYOUTS, integer_constants, integer_rows, to_units
from algorist.discovery.programs._shapes import operation_codes
from algorist.discovery.searching._jobs import Settings
from algorist.discovery.searching._search import Search
from tests.discovered_sources import needs_compiler, run_c, run_numba, run_numpy, run_python

MAGIC = (0x5F3759DF - 3 * (127 << 23) // 2) / 2**23
"""The constant of the fast inverse square root (Lomont 2003), less the patterns of 1."""
GUESS = Program.from_text(
    "t1 = bits(x); t2 = ldexp(t1, -1); t3 = c0 - t2; y = unbits(t3)", {"c0": repr(MAGIC)}
)
RSQRT = Program.from_text(
    GUESS.text().replace("y = unbits", "t4 = unbits")
    + "; t5 = x * t4; t6 = t5 * t4; t7 = t6 * c1; t8 = c2 - t7; y = t4 * t8",
    {"c0": repr(MAGIC), "c1": "0.5", "c2": "1.5"},
)
MIXED = Program.from_text(
    "t1 = bits(x); t2 = t1 * c0; t3 = t1 - t2; t4 = unbits(t3); t5 = t1 + c1; t6 = c2 / t5; "
    "t7 = t4 + t6; y = bits(t7)",
    {"c0": "0.3", "c1": "50.125", "c2": "1.7"},
)
"""An integer in a product, in a quotient and as the result; a number in ``unbits``."""


def _by_hand(x: np.ndarray) -> np.ndarray:
    """The published code: i = 0x5f3759df - (i >> 1); y * (1.5 - 0.5 x y y)."""
    i = np.int32(0x5F3759DF) - (x.view(np.int32) >> 1)
    y = i.view(np.float32)
    return y * (np.float32(1.5) - (x * y) * y * np.float32(0.5))


def _points(name: str = "float32") -> np.ndarray:
    rng = np.random.default_rng(5)
    return np.exp(rng.uniform(-20.0, 20.0, 20_000)).astype(name)


def test_the_fast_inverse_square_root_is_the_published_one() -> None:
    """In float32 the program gives the bits of the published code at 20,000 points."""
    x = _points()
    got = evaluate_in(RSQRT, [float(c) for c in RSQRT.constants], x.astype(np.float64), "float32")
    assert np.array_equal(got.astype(np.float32), _by_hand(x))


@pytest.mark.parametrize(("program", "error"), [(GUESS, 0.0343758), (RSQRT, 0.00175228)])
def test_its_worst_input_is_found_among_all(program: Program, error: float) -> None:
    """Over all 16.8 million float32 of [1, 4] the errors are Lomont's, relative to the value."""
    constants = [float(c) for c in program.constants]
    worst = 0.0
    for first in range(0x3F800000, 0x40800000, 1 << 20):
        x = np.arange(first, first + (1 << 20), dtype=np.uint32).view(np.float32).astype(np.float64)
        got = evaluate_in(program, constants, x, "float32")
        worst = max(worst, float(np.max(np.abs(got * np.sqrt(x) - 1.0))))
    assert worst == pytest.approx(error, rel=2e-4)


@needs_compiler
@pytest.mark.parametrize("program", [GUESS, RSQRT, MIXED], ids=["guess", "rsqrt", "mixed"])
@pytest.mark.parametrize("number_format", ["float32", "float64"])
def test_emitted_sources_agree(program: Program, number_format: str, tmp_path: Path) -> None:
    """C, NumPy and numba agree bit for bit, in float32 with the exact model; Python in float64."""
    x = _points(number_format)
    first = run_c(program, number_format, tmp_path)(x)
    assert np.array_equal(run_numpy(program, number_format)(x), first)
    assert np.array_equal(run_numba(program, number_format)(x), first)
    if number_format == "float64":
        assert np.array_equal(run_python(program)(x), first)
        return
    whole = integer_constants(program.shape)
    constants = [
        float(to_units(float(v), "float32")) if k in whole else float(np.float32(float(v)))
        for k, v in enumerate(program.rationals())
    ]
    model = evaluate_in(program, constants, x.astype(np.float64), "float32")
    assert np.array_equal(model.astype(np.float32), first)


def test_other_languages_spell_the_casts() -> None:
    """JAX, PyTorch and LaTeX sources have casts of their own."""
    assert "bitcast_convert_type(x, jnp.int32)" in emit(RSQRT, "jax", number_format="float32")
    assert "(x).view(torch.int32)" in emit(RSQRT, "torch", number_format="float32")
    assert r"\operatorname{bits}(x)" in emit(RSQRT, "latex")


def test_integer_steps_are_told_from_numbers() -> None:
    """Casts, their shifts and sums with constants are integers; products are numbers."""
    assert integer_rows(RSQRT.shape) == [False, True, True, True, *[False] * 6]
    assert integer_rows(MIXED.shape) == [False, True, False, False, False, True, False, False, True]
    assert integer_constants(MIXED.shape) == {1}


@given(st.floats(min_value=2.0**-100, max_value=2.0**100), st.sampled_from(sorted(LAYOUTS)))
def test_unbits_undoes_bits(value: float, name: str) -> None:
    """In every format with exponents, unbits(bits(v)) is v rounded to the format."""
    if name in ("float16", "float64"):
        value = math.ldexp(math.frexp(value)[0], 3)
    program = Program.from_text("t1 = bits(x); y = unbits(t1)", {})
    if name == "float64":
        assert run_numpy(program, name)(np.array([value]))[0] == value
        return
    x = evaluate_in(Program.from_text("y = x + c0", {"c0": "0"}), [0.0], np.array([value]), name)
    assert evaluate_in(program, [], x, name)[0] == x[0]


def test_a_search_finds_the_trick() -> None:
    """All shapes of 4 casts, shifts and differences hold the guess: 3.5% on [1, 4], unproved."""
    target = Target.of("1/sqrt(x)", (1, 4))
    samples = take_samples(target)
    codes = operation_codes(["-", "shift", "bits", "unbits"])
    with Search(Settings(samples, codes, 4, 0, 1), enumerate_to=4) as search:
        while search.queue:
            search.step(math.inf)
        best = finish(target, samples, search.archive.members())[-1]
    assert best.error < 0.035
    assert best.certificate is None
    assert '"certified":false,' in best.json()
    assert '"picojoules":null,' in best.json()


def test_every_input_of_float32_is_tested(tmp_path: Path) -> None:
    """The guess in float32 on [1, 1.01] is measured over all inputs, with a whole constant."""
    guess = Program.from_text(GUESS.text(), {"c0": "-0.0024626255"})
    found = fit_format(guess, Target.of("1/sqrt(x)", (1, "1.01")), "float32", 1e6)
    assert found.exhaustive
    assert found.inputs == 83_887
    assert (float(found.program.constants[0]) * 2**23).is_integer()


def test_what_cannot_be_done_is_said() -> None:
    """No certificate, no Gappa bound, no expression, and no fixed-point patterns."""
    target = Target.of("1/sqrt(x)", (1, 4))
    with pytest.raises(CertificateError, match="bit patterns"):
        certify(RSQRT, target)
    with pytest.raises(InputError, match="bits, shift, unbits"):
        rounding_bound(RSQRT, Fraction(1), Fraction(4))
    with pytest.raises(InputError, match="no expression"):
        RSQRT.expression()
    with pytest.raises(InputError, match="no exponent bits"):
        fit_format(RSQRT, target, "fixed")
