"""float32 exp2, sigmoid, tanh, erf and gelu over their whole range: ULP and nanoseconds.

    python benchmarks/float32.py [--exhaustive] [--repeats 25]

Ours is the C source that :func:`algorist.discovery.full_range_source` makes, compiled here by the
system compiler. Beside it: NumPy, SciPy, libm in a C loop, and SLEEF's 1.0-ULP AVX-512 functions
(Debian libsleef-dev; skipped where absent). Times are processor time in nanoseconds a number, for
one pass over 1,048,576 numbers drawn evenly from [-8, 8] into an array that exists; each repeat
runs all of them in turn. The table has the median and, in parentheses, the least. ``--exhaustive``
tests all 4,278,190,082 numbers too: two and a quarter minutes of processor time for all five, in
as many threads as there are processors.
"""

from __future__ import annotations

import argparse
import ctypes
import functools
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy import special

from algorist.discovery import check_full_range, full_range_names
from algorist.discovery.fullrange._check import FLAGS, compile_full_range

SIZE = 1 << 20
COLUMNS = ("ours", "NumPy or SciPy", "libm", "SLEEF")
LIBM = {
    "exp2": "exp2f(v)",
    "sigmoid": "1.0f / (1.0f + expf(-v))",
    "tanh": "tanhf(v)",
    "erf": "erff(v)",
    "gelu": "0.5f * v * erfcf(-v * 0.70710678f)",
}
LOOP = """
#include <math.h>
#include <stddef.h>
void run(const float *x, float *y, size_t n)
{{ for (size_t i = 0; i < n; i++) {{ float v = x[i]; y[i] = {call}; }} }}
"""
SLEEF = {"exp2": "Sleef_exp2f16_u10", "tanh": "Sleef_tanhf16_u10", "erf": "Sleef_erff16_u10"}
VECTORS = """
#include <stddef.h>
#include <immintrin.h>
#include <sleef.h>
void run(const float *x, float *y, size_t n)
{{ for (size_t i = 0; i + 16 <= n; i += 16)
    _mm512_storeu_ps(y + i, {call}(_mm512_loadu_ps(x + i))); }}
"""
PEERS: dict[str, Callable[[np.ndarray, np.ndarray], object]] = {
    "exp2": np.exp2,
    "sigmoid": special.expit,
    "tanh": np.tanh,
    "erf": special.erf,
    "gelu": lambda x, out: np.multiply(x, special.ndtr(x, out), out),
}


def timed(calls: dict[str, Callable[[], object]], repeats: int) -> dict[str, tuple[float, float]]:
    """(median, least) nanoseconds a number, all calls in turn in each repeat."""
    rows: dict[str, list[float]] = {label: [] for label in calls}
    for call in calls.values():
        call()
    for _ in range(repeats):
        for label, call in calls.items():
            started = time.process_time_ns()
            call()
            rows[label].append((time.process_time_ns() - started) / SIZE)
    return {label: (float(np.median(row)), min(row)) for label, row in rows.items()}


def c_loop(folder: Path, name: str, source: str, library: str) -> Callable[..., object] | None:
    """The function ``run`` of a C source; None where it does not compile."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        return None
    path = folder / f"{name}.c"
    path.write_text(source)
    done = subprocess.run(
        [compiler, *FLAGS, "-shared", "-fPIC", "-o", path.with_suffix(".so"), path, library],
        capture_output=True, check=False,
    )  # fmt: skip
    return ctypes.CDLL(str(path.with_suffix(".so"))).run if done.returncode == 0 else None


def candidates(name: str, folder: Path) -> dict[str, Callable[[], object]]:
    """A call over the same numbers for each of ours and its peers."""
    x = np.random.default_rng(0).uniform(-8, 8, SIZE).astype(np.float32)
    y = np.empty_like(x)
    ends = (ctypes.c_void_p(x.ctypes.data), ctypes.c_void_p(y.ctypes.data), ctypes.c_size_t(SIZE))
    loops = {
        "ours": ctypes.CDLL(str(compile_full_range(name, folder)))[f"{name}f_array"],
        "libm": c_loop(folder, f"libm_{name}", LOOP.format(call=LIBM[name]), "-lm"),
    }
    if name in SLEEF:
        source = VECTORS.format(call=SLEEF[name])
        loops["SLEEF"] = c_loop(folder, f"sleef_{name}", source, "-lsleef")
    made: dict[str, Callable[[], object]] = {"NumPy or SciPy": lambda: PEERS[name](x, y)}
    for label, loop in loops.items():
        if loop is not None:
            made[label] = functools.partial(loop, *ends)
    return made


def main() -> None:
    """Time, test and print one table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--exhaustive", action="store_true")
    parser.add_argument("--repeats", type=int, default=25)
    args = parser.parse_args()
    print(f"nanoseconds a number, median (least); load {os.getloadavg()[0]:.1f}\n")
    tested = ("ULP", "worst input", "not nearest") if args.exhaustive else ()
    print("| " + " | ".join(("function", *tested, *COLUMNS)) + " |")
    print("|---" * (1 + len(tested) + len(COLUMNS)) + "|")
    for name in full_range_names():
        with tempfile.TemporaryDirectory() as folder:
            rows = timed(candidates(name, Path(folder)), args.repeats)
        cells = [name]
        if args.exhaustive:
            found = check_full_range(name)
            cells += [f"{found.worst_ulp:.4f}", f"{found.worst_input:.9g}", f"{found.wrong:,}"]
        for label in COLUMNS:
            middle, least = rows.get(label, (0.0, 0.0))
            ratio = "" if label == "ours" else f", x{middle / rows['ours'][0]:.2f}"
            cells.append(f"{middle:.2f} ({least:.2f}){ratio}" if middle else "")
        print("| " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
