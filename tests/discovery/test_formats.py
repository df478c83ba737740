"""Number formats: every input is tested, and full-range float32 functions keep to 1 ULP."""

from __future__ import annotations

import ctypes
import math
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from algorist.cli import app
from algorist.core import InputError
from algorist.discovery import (
    Program,
    Target,
    check_full_range,
    fit_format,
    full_range_numpy,
    full_range_source,
)
from algorist.discovery.fullrange._c import NAMES
from algorist.discovery.fullrange._check import compile_full_range

needs_compiler = pytest.mark.skipif(
    shutil.which("gcc") is None and shutil.which("cc") is None, reason="no C compiler on PATH"
)
CUBE = Program.from_text(
    "t1 = c0*x; t2 = t1 + c1; t3 = t2*x; t4 = t3 + c2; t5 = t4*x; y = t5 + c3",
    {"c0": "0.0790208", "c1": "0.2241311", "c2": "0.6967495", "c3": "0.9998931"},
)
"""The cubic minimax polynomial for 2^x on [0, 1], relative error 7.4e-5 (4.13 digits)."""


@pytest.mark.parametrize("name", ["float16", "bfloat16"])
def test_every_input_of_a_small_format_is_tested(name: str) -> None:
    """All numbers of the format in [0, 1] are counted, and the worst one is shown exactly."""
    found = fit_format(CUBE, Target.of("exp2(x)", (0, 1)), name, 1.0)
    assert found.inputs == {"float16": 15361, "bfloat16": 16257}[name]
    assert found.worst_ulp <= 1.25
    assert 0 <= found.worst_input <= 1
    assert float(found.worst_exact) == pytest.approx(2**found.worst_input, rel=1e-15)


def test_fixed_point_programs_are_tested_on_every_input() -> None:
    """Q15.16 on [0, 1] has 65,537 inputs; the cubic's error of 7.4e-5 is about 6 to 11 units."""
    found = fit_format(CUBE, Target.of("exp2(x)", (0, 1)), "fixed", 1.0)
    assert found.inputs == 65537
    assert 5 < found.worst_ulp < 16


def test_a_narrow_float32_interval_is_tested_on_every_input() -> None:
    """All 8,389 thousand-odd float32 in [1, 1.001] are tested against a proved reference."""
    program = Program.from_text("t1 = c0*x; y = t1 + c1", {"c0": "1.3868", "c1": "0.6132"})
    found = fit_format(program, Target.of("exp2(x)", (1, "1.001")), "float32", 1.0)
    assert found.inputs == 8389
    assert found.worst_ulp > 0.5


def test_an_unknown_format_is_refused() -> None:
    """Formats that are not known are an input error."""
    with pytest.raises(InputError, match="float8"):
        fit_format(CUBE, Target.of("exp2(x)", (0, 1)), "float8")


@needs_compiler
@pytest.mark.parametrize("language", ["c", "numpy"])
@pytest.mark.parametrize("name", NAMES)
def test_full_range_functions_keep_to_one_ulp_on_a_sample(name: str, language: str) -> None:
    """512 neighbours at each of 2,040 places over all exponents and signs are within 1 ULP."""
    places = [start + k * (1 << 20) for start in (0, 0x80000000) for k in range(0x7F8)]
    found = check_full_range(name, ranges=tuple((p, p + 511) for p in places), language=language)
    assert found.inputs == len(places) * 512
    assert found.worst_ulp <= 1.0


@needs_compiler
@pytest.mark.parametrize("name", ["exp2", "tanh"])
def test_float32_arithmetic_is_the_same_whatever_the_compiler_fuses(
    tmp_path: Path, name: str
) -> None:
    """Without contraction, and not optimised, exp2 and tanh have the same bits: fmas are stated."""
    x = np.arange(0, 1 << 32, 8191, dtype=np.int64).astype(np.uint32).view(np.float32)
    expected = call_array(name, tmp_path, x)
    for flag in ("-ffp-contract=off", "-O0"):
        assert ((call_array(name, tmp_path, x, flag) == expected) | np.isnan(x)).all()


@needs_compiler
@pytest.mark.parametrize("name", NAMES)
def test_the_numpy_source_is_correct_without_warnings_and_keeps_the_shape(
    tmp_path: Path, name: str
) -> None:
    """Its results are within a unit of the C; no overflow, underflow or NaN warns."""
    (tmp_path / f"{name}_made.py").write_text(full_range_numpy(name))
    special = np.array([0.0, -0.0, np.inf, -np.inf, np.nan], np.float32)
    x = np.arange(0, 1 << 32, 8191, dtype=np.int64).astype(np.uint32).view(np.float32)
    x = np.concatenate([x[~np.isnan(x)], special])
    x = x[: len(x) // 2 * 2].reshape(2, -1)
    np.save(tmp_path / "x.npy", x)
    code = f"import numpy as np, {name}_made as m; np.save('y.npy', m.{name}f(np.load('x.npy')))"
    subprocess.run([sys.executable, "-W", "error", "-c", code], cwd=tmp_path, check=True)
    got, expected = np.load(tmp_path / "y.npy"), call_array(name, tmp_path, x)
    assert got.dtype == np.float32
    assert got.shape == x.shape
    steps = np.abs(got.view(np.int32).astype(np.int64) - expected.view(np.int32))
    apart = (steps > 1) & ~(np.isnan(got) & np.isnan(expected))
    assert not apart.any(), x[apart][:5]


def call_array(name: str, folder: Path, x: np.ndarray, *flags: str) -> np.ndarray:
    """The results of the compiled C for an array."""
    y = np.empty_like(x)
    folder = folder / "".join(flags)
    folder.mkdir(exist_ok=True)
    made = ctypes.CDLL(str(compile_full_range(name, folder, *flags)))[f"{name}f_array"]
    made(ctypes.c_void_p(x.ctypes.data), ctypes.c_void_p(y.ctypes.data), ctypes.c_size_t(x.size))
    return y


@needs_compiler
def test_the_fallback_writes_every_source_asked_for(tmp_path: Path) -> None:
    """A float32 target that no short program meets is written with range reduction, as asked."""
    done = CliRunner().invoke(
        app,
        ["discover", "function", "erf(x)", "--on", "1", "1.01", "--target", "float32",
         "--max-ulp", "0.51", "--max-ops", "2", "--minutes", "0.01", "--cores", "1",
         "--emit", "c,numpy,jax", "--out", str(tmp_path)],
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "c with range reduction: 0.5" in done.stdout
    assert "numpy with range reduction: 0.5" in done.stdout
    assert (tmp_path / "chosen_full_range.c").read_text() == full_range_source("erf")
    assert (tmp_path / "chosen_full_range_numpy.py").read_text() == full_range_numpy("erf")
    assert not (tmp_path / "chosen_full_range_jax.py").exists()


@needs_compiler
@pytest.mark.slow
@pytest.mark.parametrize("name", ["exp2", "tanh"])
def test_full_range_functions_keep_to_one_ulp_on_every_float(name: str) -> None:
    """Every float32 that is not NaN is within 1 ULP, subnormal results and overflow included."""
    found = check_full_range(name)
    assert found.inputs == 2 * (0x7F800000 + 1)
    assert found.worst_ulp <= 1.0


@needs_compiler
@pytest.mark.parametrize(
    ("name", "at", "expected"),
    [
        ("exp2", math.inf, math.inf), ("exp2", -math.inf, 0.0), ("exp2", 1.0, 2.0),
        ("exp2", -149.0, 2.0**-149), ("sigmoid", 0.0, 0.5), ("sigmoid", math.inf, 1.0),
        ("tanh", -math.inf, -1.0), ("erf", math.inf, 1.0), ("gelu", math.inf, math.inf),
        ("exp2", math.nan, math.nan), ("exp2", -math.nan, math.nan), ("erf", math.nan, math.nan),
        ("tanh", math.nan, math.nan), ("tanh", -math.nan, math.nan),
    ],
)  # fmt: skip
def test_special_values(tmp_path: Path, name: str, at: float, expected: float) -> None:
    """Infinities, NaN and exact cases give what C's annex F asks for."""
    y = call_array(name, tmp_path, np.array([at], np.float32))
    assert y[0] == np.float32(expected) or (math.isnan(expected) and math.isnan(y[0]))


def test_only_known_languages_are_checked() -> None:
    """Only C and NumPy have forms with range reduction."""
    with pytest.raises(InputError, match="fortran"):
        check_full_range("erf", language="fortran")


def test_only_known_functions_have_a_full_range_form() -> None:
    """Other names are refused with the list of those that exist."""
    with pytest.raises(InputError, match="gelu"):
        full_range_source("lgamma")
