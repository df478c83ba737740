"""2^x and five more functions: discovered programs beside published and classical ones.

    python benchmarks/discovery.py [--minutes 25] [--max-ops 13] [--cores 2] [--other-minutes 5]
                                   [--functions exp2,cos,...] [--seeded] [--store DIR]

From-scratch searches (no hand-made forms) with certified errors. All baselines are computed here:
Taylor, Chebyshev, minimax polynomial (exchange, and by Sollya's remez where ``sollya`` is on the
PATH), rational minimax as a J-fraction, even/odd Pade with squarings, and the published programs of
Real et al. 2023 (arXiv 2312.08472) with constants fitted to the relative error. ``parity`` is the
best form that uses what is known of the function: a polynomial or a J-fraction in x*x for cos, that
times x for erf, and that times sqrt(x) for I_1/2. Digits are -log10 of the largest error in real
arithmetic on the whole interval, proved, except Taylor, Chebyshev and Sollya, which are sampled.
``f64`` is the largest error of the discovered program run in float64, sampled.
"""

from __future__ import annotations

import argparse
import functools
import math
import os
import platform
import shutil
import subprocess
import time
from fractions import Fraction
from pathlib import Path

import numpy as np

from algorist.discovery import Form, Front, Point, Target, certify, discover, fit_form, verify
from algorist.discovery._kernels import many
from algorist.discovery._samples import take_samples
from algorist.discovery._seeds import (
    _Builder,
    coth,
    even_odd_fitted,
    horner,
    j_fraction,
    rational_start,
)
from algorist.discovery._shapes import SQRT

PUBLISHED = {2: Form("published", ((0, 0, -2, 0), (3, -1, 1, 0))), 3: j_fraction(1),
             5: coth(1, 0), 10: coth(2, 3)}  # fmt: skip
PUBLISHED_DIGITS = {2: 1.38, 3: 2.91, 5: 5.20, 10: 14.45}
"""Of the published constants, by exact arithmetic (this project's reference page)."""
FAIR = dict(zip(range(2, 14), (1.53, 3.06, 3.66, 5.36, 6.56, 9.25, 11.05, 12.85, 14.66, 16.47,
                               18.47, 20.88), strict=True))  # fmt: skip
"""The fair front of the reference page."""
FUNCTIONS = {
    "exp2": ("exp2(x)", ("0", "1"), "relative", "+,-,*,/"),
    "cos": ("cos(x)", ("0", "0.785398163397448"), "relative", "+,-,*,/"),
    "log": ("ln(x)", ("1", "2"), "absolute", "+,-,*,/"),
    "airy": ("airy_ai(-7x)", ("0", "1"), "absolute", "+,-,*,/"),
    "bessel": ("bessel_i(1/2, x)", ("0", "1"), "relative", "+,-,*,/,sqrt"),
    "erf": ("erf(x)", ("0", "2"), "relative", "+,-,*,/"),
}
SOLLYA = {"exp2": "2^x", "cos": "cos(x)", "log": "log(x)"}
"""The functions that Sollya knows and whose plain polynomials mean something."""
PARITY = {"cos": "", "erf": "x", "bessel": "sqrt"}
"""What the form in x*x is multiplied by."""


def speed() -> float:
    """Evaluations a second on one core of 10-operation programs on 64 points."""
    codes = np.array([f.shape for f in [coth(2, 3)] * 100], dtype=np.int64)
    constants = np.random.default_rng(0).random((100, 5)) + 0.5
    x = np.linspace(0.1, 0.9, 64)
    many(codes, constants, x, 1)
    started = time.perf_counter()
    many(codes, constants, x, 300)
    return 30_000 / (time.perf_counter() - started)


def sampled(target: Target, values: np.ndarray, x: np.ndarray) -> float:
    """Digits of values at points."""
    high, low = target.sample(x)
    error = np.abs((values - high) - low)
    if target.error == "relative":
        error = error / np.abs(high)
    worst = float(np.max(error))
    return -math.log10(worst) if worst > 0 else math.inf


def polynomial(target: Target, degree: int, kind: str) -> float:
    """Digits of the Taylor polynomial about the middle, or the Chebyshev interpolant."""
    ((low, high),) = target.float_intervals()
    nodes = np.cos(np.pi * (np.arange(degree + 1) + 0.5) / (degree + 1))
    if kind == "taylor":
        nodes = nodes * 1e-2  # interpolation on a small disc is the Taylor polynomial to 2e-2 h
    middle, half = (low + high) / 2, (high - low) / 2
    f = [Fraction(v) for v in target.sample(middle + half * nodes)[0].tolist()]
    grid = np.linspace(low, high, 400)[1:-1]
    x = (grid - middle) / half
    rows = [Fraction(v) for v in nodes.tolist()]
    table = list(f)
    for k in range(1, degree + 1):
        for i in range(degree, k - 1, -1):
            table[i] = (table[i] - table[i - 1]) / (rows[i] - rows[i - k])
    value = np.full(x.shape, float(table[-1]))
    for i in range(degree - 1, -1, -1):
        value = value * (x - nodes[i]) + float(table[i])
    return sampled(target, value, grid)


@functools.cache
def sollya(name: str, degree: int, low: str, high: str, error: str) -> float | None:
    """Digits of Sollya's minimax polynomial; None where Sollya or the function is missing."""
    if name not in SOLLYA or shutil.which("sollya") is None:
        return None
    function, domain = SOLLYA[name], f"[{low};{high}]"
    if error == "relative":
        fitted, residue = f"remez(1,{degree},d,1/({function}))", f"p/({function})-1"
    else:
        fitted, residue = f"remez({function},{degree},d)", f"p-{function}"
    script = (
        f"prec=200!; d={domain}; p={fitted}; print(evaluate(-log10(dirtyinfnorm({residue},d)),0));"
    )
    made = subprocess.run(["sollya"], input=script, capture_output=True, text=True, timeout=60)
    return float(made.stdout.strip().splitlines()[-1])


def with_parity(name: str, levels: int, kind: str) -> Form:
    """A polynomial or a J-fraction in x*x, times what the function needs."""
    b = _Builder()
    y = b("*", 0, 0)
    if kind == "polynomial":
        value = b.c()
        for _ in range(levels):
            value = b("+", b("*", value, y), b.c())
    else:
        value = b("+", y, b.c())
        for _ in range(levels - 1):
            value = b("+", b("+", y, b.c()), b("/", b.c(), value))
        value = b("+", b("/", b.c(), value), b.c())
    if PARITY[name] == "x":
        value = b("*", value, 0)
    elif PARITY[name] == "sqrt":
        b.steps.append((SQRT, 0, 0, 0))
        value = b("*", value, len(b.steps))
    return Form(f"parity {kind} {levels}", b.shape())


def classical(name: str, target: Target, ops: int) -> dict[str, float]:
    """Digits of each classical form with at most that many operations."""
    found: dict[str, float] = {}
    if ops >= 2 and ops % 2 == 0 and ops // 2 <= 6:
        found["Taylor"] = polynomial(target, ops // 2, "taylor")
        found["Chebyshev"] = polynomial(target, ops // 2, "chebyshev")
        ((low, high),) = target.intervals
        other = sollya(name, ops // 2, str(low), str(high), target.error)
        if other is not None:
            found["Sollya"] = other
    forms: list[tuple[str, Form]] = []
    if ops % 2 == 0:
        forms.append(("minimax", horner(ops // 2)))
    if ops % 3 == 0:
        levels = ops // 3
        start = rational_start(target, levels)
        forms.append(("J-frac", j_fraction(levels, values=start)))
    if target.error == "relative" and 9 <= ops <= 13:
        samples = take_samples(target)
        for levels in (2, 3):
            exact = (
                even_odd_fitted(samples, levels, ops - 3 * levels - 3)
                if ops > 3 * levels + 2
                else None
            )
            if exact is not None:
                forms.append(("even/odd", exact))
    if name in PARITY:
        for levels in range(1, ops // 2):
            for kind in ("polynomial", "fraction"):
                form = with_parity(name, levels, kind)
                if len(form.shape) == ops:
                    forms.append(("parity", form))
    for column, form in forms:
        point = fit_form(form, target)
        if point is not None:
            found[column] = max(point.digits, found.get(column, -9.0))
    return found


def float64_digits(target: Target, point: Point) -> float:
    """Digits of the program run in float64, at 4,001 points."""
    ((low, high),) = target.float_intervals()
    x = np.linspace(low, high, 4001)[1:]
    constants = [float(v) for v in point.program.rationals()]
    with np.errstate(all="ignore"):
        return sampled(target, point.program.run(x, constants, {"sqrt": np.sqrt}), x)


def absolute_digits(target: Target, point: Point) -> float:
    """Certified digits of the same program in absolute error."""
    other = Target.of(target.text, *target.intervals, error="absolute")
    return -math.log10(certify(point.program, other).value)


def table(name: str, front: Front, target: Target, max_ops: int, *, seeded: bool) -> None:
    """One row per operation count."""
    columns = ["Taylor", "Chebyshev", "minimax", "Sollya", "J-frac", "even/odd", "parity"]
    print(f"\n{target.text} on {[str(v) for v in target.intervals[0]]}, {target.error} error; "
          f"{front.fits} fits in {front.seconds:.0f} s, "
          f"{'seeded' if seeded else 'from scratch'}")  # fmt: skip
    head = ["ops", "found", "abs", "f64", *columns]
    if name == "exp2":
        head += ["published", "refitted", "fair", "gap"]
    print(" | ".join(f"{h:>9s}" for h in head))
    kept: dict[str, float] = {}
    for ops in range(2, max_ops + 1):
        point = front.best(ops)
        row = [f"{ops:9d}"]
        if point is None or point.certificate is None:
            row += [" " * 9] * 3
        else:
            if not verify(point.certificate).valid:
                raise SystemExit(f"the certificate with {ops} operations does not hold")
            row += [f"{point.digits:9.2f}", f"{absolute_digits(target, point):9.2f}",
                    f"{float64_digits(target, point):9.2f}"]  # fmt: skip
        for column, value in classical(name, target, ops).items():
            kept[column] = max(kept.get(column, -9.0), value)
        row += [f"{kept[c]:9.2f}" if c in kept else " " * 9 for c in columns]
        if name == "exp2":
            old = fit_form(PUBLISHED[ops], target) if ops in PUBLISHED else None
            row.append(f"{PUBLISHED_DIGITS[ops]:9.2f}" if ops in PUBLISHED else " " * 9)
            row.append(f"{old.digits:9.2f}" if old is not None else " " * 9)
            row.append(f"{FAIR[ops]:9.2f}")
            row.append(f"{(point.digits if point else 0.0) - FAIR[ops]:+9.2f}")
        print(" | ".join(row), flush=True)


def main() -> None:
    """Search and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=25.0)
    parser.add_argument("--other-minutes", type=float, default=5.0)
    parser.add_argument("--max-ops", type=int, default=13)
    parser.add_argument("--other-max-ops", type=int, default=10)
    parser.add_argument("--cores", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--functions", default=",".join(FUNCTIONS))
    parser.add_argument("--seeded", action="store_true")
    parser.add_argument("--store", default="", help="checkpoints, so that a run can go on")
    args = parser.parse_args()
    rates = [speed() for _ in range(5)]
    print(
        f"{platform.machine()}, {args.cores} cores; load {os.getloadavg()[0]:.1f}; evaluations of "
        f"10 operations on 64 points per core-second: {min(rates):.3g} to {max(rates):.3g}"
    )
    for name in args.functions.split(","):
        text, ends, error, operations = FUNCTIONS[name]
        target = Target.of(text, ends, error=error)
        first = name == "exp2"
        most = args.max_ops if first else args.other_max_ops
        front = discover(
            target,
            max_ops=most,
            minutes=args.minutes if first else args.other_minutes,
            cores=args.cores,
            operations=operations.split(","),
            seeded=args.seeded,
            directory=Path(args.store) / name if args.store else None,
            resume=bool(args.store),
        )
        table(name, front, target, most, seeded=args.seeded)


if __name__ == "__main__":
    main()
