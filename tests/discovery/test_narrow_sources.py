"""Sources in float16, bfloat16 and fixed point do the arithmetic that the tests of inputs did."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from algorist.core import InputError
from algorist.discovery import Program, Target, emit, fit_format
from algorist.discovery.formats._arithmetic import evaluate_in, number_formats
from algorist.discovery.formats._formats import inputs_of

needs_compiler = pytest.mark.skipif(
    shutil.which("gcc") is None and shutil.which("cc") is None, reason="no C compiler on PATH"
)
PROGRAMS = {
    "sums": ("t1 = x + c0; t2 = t1 - x; t3 = t2 * x; y = t3 / c1", ("0.3", "7.1")),
    "quotients": ("t1 = c0 / x; t2 = x - t1; t3 = t2 / c1; y = c0 / t3", ("1.7", "-0.013")),
    "fused": ("t1 = fma(x, c0, c1); t2 = fma(t1, x, t1); y = fma(t2, t2, x)", ("0.77", "-0.31")),
    "roots": ("t1 = x * x; t2 = sqrt(t1); t3 = abs(x); t4 = t2 - t3; y = t4 + c0", ("0.001",)),
    "limits": ("t1 = min(x, c0); t2 = max(t1, c1); t3 = floor(x); y = t2 - t3", ("0.9", "-0.4")),
    "tables": (
        "t1 = x * c0; t2 = lookup(t1, c1, 5, -2); t3 = lookup(x, c2, 3, 1); y = t2 - t3",
        ("0.7", "0.11", "-3.3", "7.77", "0.001", "1.9"),
    ),
    "shifts": ("t1 = ldexp(x, -3); t2 = ldexp(t1, 2); t3 = t2 - x; y = t3 * t1", ()),
}


def _program(name: str) -> Program:
    text, values = PROGRAMS[name]
    return Program.from_text(text, {f"c{k}": value for k, value in enumerate(values)})


def _inputs(name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Every number of float16 and bfloat16 that is finite, and fixed ones around zero."""
    end = {"float16": "65504", "bfloat16": "3.3895313e38", "fixed": "9"}[name]
    chunks = inputs_of(Target.of("exp(x)", (f"-{end}", end)), name)
    return np.concatenate([chunk.values() for chunk in chunks])


def _numpy(source: str, x: Any) -> Any:
    space: dict[str, Any] = {}
    exec(compile(source, "made", "exec"), space)
    with np.errstate(all="ignore"):
        return space["f"](x)


def _c(source: str, x: Any, folder: Path) -> Any:
    (folder / "f.c").write_text(source)
    compiler = shutil.which("gcc") or "cc"
    subprocess.run(
        [compiler, "-O3", "-Wall", "-Werror", "-shared", "-fPIC", "f.c", "-o", "f.so", "-lm"],
        cwd=folder, check=True,
    )  # fmt: skip
    made = ctypes.CDLL(str(folder / "f.so")).f_array
    y = np.empty_like(x)
    made(ctypes.c_void_p(x.ctypes.data), ctypes.c_void_p(y.ctypes.data), ctypes.c_size_t(len(x)))
    return y


@needs_compiler
@pytest.mark.parametrize("number_format", ["float16", "bfloat16", "fixed"])
@pytest.mark.parametrize("name", PROGRAMS)
def test_sources_agree_with_the_arithmetic_that_was_tested(
    name: str, number_format: str, tmp_path: Path
) -> None:
    """C and NumPy give the value of the model at every input where it stays within the format."""
    program, x = _program(name), _inputs(number_format)
    constants = [
        float(number_formats()[number_format][0](float(value))) for value in program.rationals()
    ]
    expected = evaluate_in(program, constants, x, number_format)
    numpy_source = emit(program, "numpy", number_format=number_format)
    c_source = emit(program, "c", number_format=number_format)
    if number_format == "fixed":
        units = np.rint(x * 65536)
        finite = np.isfinite(expected)
        got = _numpy(numpy_source, units.astype(np.int64)[finite]) / 65536
        compiled = _c(c_source, units.astype(np.int32)[finite], tmp_path) / 65536
        expected = expected[finite]
        assert len(expected) > 1_000_000 * (name != "quotients")
    else:
        got, compiled = _numpy(numpy_source, x), _c(c_source, x, tmp_path)
    np.testing.assert_array_equal(got, expected)
    np.testing.assert_array_equal(compiled, expected)


@pytest.mark.parametrize(
    ("text", "constants", "x", "exact"),
    [
        ("y = x * x", {}, 200.0, None),  # 40000 is beyond 2^15
        ("t1 = c0 / x; y = c0 / t1", {"c0": "1"}, 0.0, None),  # no infinity to come back from
        ("y = x / c0", {"c0": "0.0000305"}, 1 / 65536, 0.5),  # 2 units: 1/2
        ("y = x * c0", {"c0": "0.5"}, 3 / 65536, 2 / 65536),  # 1.5 units: to the even 2
        ("y = x * c0", {"c0": "0.5"}, 5 / 65536, 2 / 65536),  # 2.5 units: to the even 2
    ],
)
def test_fixed_point_rounds_to_even_and_has_no_infinity(
    text: str, constants: dict[str, str], x: float, exact: float | None
) -> None:
    """What 32 bits cannot hold, and what is divided by zero, stays undefined to the end."""
    program = Program.from_text(text, constants)
    values = [float(number_formats()["fixed"][0](float(v))) for v in program.rationals()]
    found = float(evaluate_in(program, values, np.array([x]), "fixed")[0])
    assert np.isnan(found) if exact is None else found == exact


def test_a_program_that_overflows_fixed_point_is_not_within_any_ulp() -> None:
    """An intermediate of 40,000 makes the worst input infinitely wrong."""
    program = Program.from_text("t1 = x * c0; y = t1 / c0", {"c0": "20000"})
    assert fit_format(program, Target.of("x", (1, 2)), "fixed").worst_ulp == np.inf


@pytest.mark.parametrize("language", ["python", "numba", "jax", "torch"])
def test_other_languages_have_no_narrow_arithmetic(language: str) -> None:
    """They are refused, not written in another arithmetic than the tested one."""
    with pytest.raises(InputError, match=f"c and numpy, not as {language}"):
        emit(_program("sums"), language, number_format="bfloat16")


def test_bit_casts_are_written_for_float32_and_float64() -> None:
    """Programs that read bits have no narrow source."""
    with pytest.raises(InputError, match="bit casts"):
        emit(Program.from_text("t1 = bits(x); y = unbits(t1)", {}), "c", number_format="float16")
