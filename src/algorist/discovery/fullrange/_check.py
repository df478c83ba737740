"""The float32 functions over their whole range, tested on every input.

The reference is the system's libm in double, which is within about 2^-48 of the exact value; the
source under test and the comparison run in as many threads as there are processors.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from algorist.core import ExecutionError, InputError, Record
from algorist.discovery.fullrange._c import full_range_source
from algorist.discovery.fullrange._numpy import full_range_numpy

Floats32 = npt.NDArray[np.float32]
FLAGS: Final = (
    "-O3", "-march=native", "-mprefer-vector-width=512", "-fno-math-errno", "-fno-trapping-math",
    "-ffp-contract=fast", "-std=gnu11",
)  # fmt: skip
PIECE: Final = 1 << 20
"""Inputs tested at a time."""
_ALL: Final = ((0, 0x7F800000), (0x80000000, 0xFF800000))
_REFERENCES: Final = {
    "exp2": "exp2(x)",
    "sigmoid": "1.0 / (1.0 + exp(-x))",
    "tanh": "tanh(x)",
    "erf": "erf(x)",
    "gelu": "x < -40.0 ? -0.0 : 0.5 * x * erfc(-x * 0x1.6a09e667f3bcdp-1)",
}
_JUDGE: Final = """
double judge(const float *in, const float *out, size_t n, float *where, size_t *wrong)
{{
    double worst = 0.0;
    *wrong = 0;
    for (size_t i = 0; i < n; i++) {{
        double x = in[i], exact = {reference};
        float rounded = (float)exact;
        if (rounded == out[i])
            continue;
        ++*wrong;
        int exponent;
        frexp(exact, &exponent);
        double error = fabs(out[i] - exact) / ldexp(1.0, exponent < -125 ? -149 : exponent - 24);
        if (!isfinite(rounded) || !isfinite(out[i]))
            error = INFINITY;
        if (error > worst) {{
            worst = error;
            *where = in[i];
        }}
    }}
    return worst;
}}
"""


class Exhaustive(Record, frozen=True):
    """The finding of a test of every float32 input."""

    name: str
    worst_ulp: float
    """In units of the last place of the exact value; infinite for a wrong infinity or NaN."""
    worst_input: float
    inputs: int
    wrong: int
    """Inputs whose result is not the correctly rounded one."""


def compile_full_range(name: str, folder: Path, *flags: str) -> Path:
    """Compile the C source and its test into ``folder``; returns the shared library.

    Raises:
        ExecutionError: there is no C compiler, or it refuses the source.
    """
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        raise ExecutionError("no C compiler is on PATH: install gcc to test emitted C")
    source, library = folder / f"{name}.c", folder / f"{name}.so"
    source.write_text(full_range_source(name) + _JUDGE.format(reference=_REFERENCES[name]))
    done = subprocess.run(
        [compiler, *FLAGS, *flags, "-shared", "-fPIC", "-o", str(library), str(source), "-lm"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise ExecutionError(f"{compiler} refuses the source: {done.stderr[-400:]}")
    return library


def check_full_range(
    name: str, *, ranges: tuple[tuple[int, int], ...] = _ALL, language: str = "c"
) -> Exhaustive:
    """Run the C or the NumPy source and compare every float32 with the function, both signs.

    Inputs that give the correctly rounded result are counted as such; for the others the error is
    measured in units of the last place of the exact value.

    Args:
        name: exp2, sigmoid, tanh, erf or gelu.
        ranges: first and last bit patterns; without it all 4,278,190,082 numbers that are not
            NaN: about 25 seconds of processor time for C, 80 to 160 for NumPy.
        language: c or numpy.

    Raises:
        InputError: there is no such function or language.
        ExecutionError: there is no C compiler, which the comparison needs in both languages.
    """
    if language not in ("c", "numpy"):
        raise InputError(f"language {language!r}: choose c or numpy")
    with tempfile.TemporaryDirectory() as where, ThreadPoolExecutor(os.cpu_count()) as pool:
        folder = Path(where)
        library = ctypes.CDLL(str(compile_full_range(name, folder)))
        library.judge.restype = ctypes.c_double
        run = _c(library, name) if language == "c" else _numpy(folder, name)

        def test(piece: tuple[int, int]) -> tuple[float, float, int, int]:
            x = np.arange(*piece, dtype=np.uint32).view(np.float32)
            y = run(x)
            place, wrong = ctypes.c_float(0.0), ctypes.c_size_t(0)
            worst = library.judge(
                _at(x), _at(y), ctypes.c_size_t(len(x)), ctypes.byref(place), ctypes.byref(wrong)
            )
            return worst, place.value, len(x), wrong.value

        rows = list(pool.map(test, _pieces(ranges)))
    worst, place = max((row[0], row[1]) for row in rows)
    return Exhaustive(name, worst, place, sum(row[2] for row in rows), sum(row[3] for row in rows))


def _pieces(ranges: tuple[tuple[int, int], ...]) -> Iterator[tuple[int, int]]:
    for first, last in ranges:
        for start in range(first, last + 1, PIECE):
            yield start, min(start + PIECE, last + 1)


def _at(array: Floats32) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)


def _c(library: ctypes.CDLL, name: str) -> Callable[[Floats32], Floats32]:
    def run(x: Floats32) -> Floats32:
        y = np.empty_like(x)
        library[f"{name}f_array"](_at(x), _at(y), ctypes.c_size_t(len(x)))
        return y

    return run


def _numpy(folder: Path, name: str) -> Callable[[Floats32], Floats32]:
    path = folder / f"{name}_numpy.py"
    path.write_text(full_range_numpy(name))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ExecutionError(f"{path} is no module")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    run: Callable[[Floats32], Floats32] = getattr(module, f"{name}f")
    return run
