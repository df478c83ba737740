"""Sources that `emit` writes, run: Python, NumPy, numba and C, each as a function of an array."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from algorist.discovery import Program, emit

Run = Callable[[np.ndarray], np.ndarray]
needs_compiler = pytest.mark.skipif(
    shutil.which("gcc") is None and shutil.which("cc") is None, reason="no C compiler on PATH"
)


def run_python(program: Program) -> Run:
    """In float64."""
    made = _function(emit(program, "python"))
    return lambda x: np.array([made(float(v)) for v in x])


def run_numpy(program: Program, number_format: str) -> Run:
    """Over the whole array."""
    return _function(emit(program, "numpy", number_format=number_format))


def run_numba(program: Program, number_format: str) -> Run:
    """By numba's vectorize."""
    return _function(emit(program, "numba", number_format=number_format))


def run_c(program: Program, number_format: str, folder: Path) -> Run:
    """Compiled without fused multiply-add; warnings are errors. One program a folder."""
    (folder / "f.c").write_text(emit(program, "c", number_format=number_format))
    compiler = shutil.which("gcc") or "cc"
    subprocess.run(
        [compiler, "-O2", "-Wall", "-Werror", "-ffp-contract=off", "-shared", "-fPIC", "f.c",
         "-o", "f.so", "-lm"], cwd=folder, check=True,
    )  # fmt: skip
    made = ctypes.CDLL(str(folder / "f.so")).f_array

    def run(x: np.ndarray) -> np.ndarray:
        y = np.empty_like(x)
        made(
            ctypes.c_void_p(x.ctypes.data), ctypes.c_void_p(y.ctypes.data), ctypes.c_size_t(len(x))
        )
        return y

    return run


def _function(source: str) -> Any:
    space: dict[str, Any] = {}
    exec(compile(source, "made", "exec"), space)
    return space["f"]
