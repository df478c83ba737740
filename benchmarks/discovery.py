"""2^x and five more functions: discovered programs beside published and classical ones.

    python benchmarks/discovery.py [--minutes 25] [--other-minutes 5] [--max-ops N] [--cores 2]
                                   [--functions exp2,cos,...] [--seeded] [--store DIR]

From-scratch searches (no hand-made forms) with certified errors. All baselines are computed here:
Taylor, Chebyshev, minimax polynomial (exchange, and by Sollya's remez where ``sollya`` is on the
PATH), polynomials of degree 3 to 9 with adapted coefficients (3 operations for 2 degrees), rational
minimax as a quotient of polynomials and as a J-fraction, even/odd Pade with squarings, and the
published programs of Real et al. 2023 (arXiv 2312.08472) with constants fitted to the relative
error. ``parity`` is the best form that uses what is known of the function: a
polynomial or a J-fraction in x*x for cos, that times x for erf, and that times sqrt(x) for I_1/2.
Digits are -log10 of the largest error in real arithmetic on the whole interval, proved, except
Taylor, Chebyshev and Sollya, which are sampled. ``f64`` is the largest error of the discovered
program run in float64, sampled.

Beside every search stand the processor seconds of all its processes, which mean the same on a busy
machine, the clock's, and how many programs were fitted. With ``--store`` a run that was stopped
goes on: a finished function is printed again, a search has the minutes that it has left. A search
takes at most the minutes given (Airy's programs of 20 operations twice the other minutes), its
table and baselines one to three minutes more a function.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import time
from pathlib import Path

import numpy as np
from _classical import COLUMNS, classical, sampled

from algorist.core import Record, from_json, to_json
from algorist.discovery import Form, Front, Point, Target, certify, discover, fit_form, verify
from algorist.discovery.fitting._kernels import many
from algorist.discovery.fitting._seeds import coth, j_fraction
from algorist.discovery.searching._search import State

PUBLISHED = {2: Form("published", ((0, 0, -2, 0), (3, -1, 1, 0))), 3: j_fraction(1),
             5: coth(1, 0), 10: coth(2, 3)}  # fmt: skip
PUBLISHED_DIGITS = {2: 1.38, 3: 2.91, 5: 5.20, 10: 14.45}
"""Of the published constants, by exact arithmetic (this project's reference page)."""
FAIR = dict(zip(range(2, 14), (1.53, 3.06, 3.66, 5.36, 6.56, 9.25, 11.05, 12.85, 14.66, 16.47,
                               18.47, 20.88), strict=True))  # fmt: skip
"""The fair front of the reference page."""
FUNCTIONS = {
    "exp2": ("exp2(x)", ("0", "1"), "relative", "+,-,*,/", 13),
    "cos": ("cos(x)", ("0", "0.785398163397448"), "relative", "+,-,*,/", 12),
    "log": ("ln(x)", ("1", "2"), "absolute", "+,-,*,/", 12),
    "airy": ("airy_ai(-7x)", ("0", "1"), "absolute", "+,-,*,/", 20),
    "bessel": ("bessel_i(1/2, x)", ("0", "1"), "relative", "+,-,*,/,sqrt", 12),
    "erf": ("erf(x)", ("0", "2"), "relative", "+,-,*,/", 12),
}
"""Expression, interval, error, operations and the most operations."""
SHARE = {"airy": 2.0}
"""Of the other minutes: programs of twice as many operations take more of them."""
CHECKPOINT = "search.json"


class Done(Record, frozen=True):
    """A finished function as ``--store`` keeps it: its table and its rows of the last table."""

    asked: str
    title: str
    table: str
    found: tuple[str, ...]
    classical: tuple[str, ...]
    spent: str


def speed() -> float:
    """Evaluations a second on one core of 10-operation programs on 64 points."""
    codes = np.array([f.shape for f in [coth(2, 3)] * 100], dtype=np.int64)
    constants = np.random.default_rng(0).random((100, 5)) + 0.5
    x = np.linspace(0.1, 0.9, 64)
    many(codes, constants, x, 1)
    started = time.perf_counter()
    many(codes, constants, x, 300)
    return 30_000 / (time.perf_counter() - started)


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


def cell(value: float | None, sign: str = "") -> str:
    """A figure of a table, or blanks."""
    return " " * 9 if value is None else f"{value:{sign}9.2f}"


def table(name: str, front: Front, target: Target, most: int, asked: str) -> Done:
    """One row per operation count, printed as they are made."""
    ends = ", ".join(str(float(end)) for end in target.intervals[0])
    title = f"{target.text} on [{ends}], {target.error} error"
    spent = f"{front.cpu_seconds:.0f} core-s, {front.seconds:.0f} s by the clock, {front.fits} fits"
    head = ["ops", "found", "abs", "f64", *COLUMNS]
    if name == "exp2":
        head += ["published", "refitted", "fair", "gap"]
    lines = [f"{title}; {asked}; {spent}", " | ".join(f"{h:>9s}" for h in head)]
    print("\n" + "\n".join(lines), flush=True)
    kept: dict[str, float] = {}
    found, best_classical = [], []
    for ops in range(1, most + 1):
        point = front.best(ops)
        row: list[float | None] = [None, None, None]
        if point is not None and point.certificate is not None:
            if not verify(point.certificate).valid:
                raise SystemExit(f"the certificate with {ops} operations does not hold")
            row = [point.digits, absolute_digits(target, point), float64_digits(target, point)]
        for column, value in classical(name, target, ops).items():
            kept[column] = max(kept.get(column, -9.0), value)
        row += [kept.get(column) for column in COLUMNS]
        cells = [cell(value) for value in row]
        if name == "exp2":
            old = fit_form(PUBLISHED[ops], target) if ops in PUBLISHED else None
            gap = row[0] - FAIR[ops] if row[0] is not None and ops in FAIR else None
            cells += [cell(PUBLISHED_DIGITS.get(ops)), cell(old.digits if old else None),
                      cell(FAIR.get(ops)), cell(gap, "+")]  # fmt: skip
        lines.append(" | ".join([f"{ops:9d}", *cells]))
        print(lines[-1], flush=True)
        found.append("" if row[0] is None else f"{row[0]:.2f}")
        best_classical.append(f"{max(kept.values()):.2f}" if kept else "")
    return Done(asked, title, "\n".join(lines), tuple(found), tuple(best_classical), spent)


def summary(done: list[Done]) -> None:
    """One table for all functions, as Markdown."""
    most = max(len(d.found) for d in done)
    print("\n| operations | " + " | ".join(str(k) for k in range(1, most + 1)) + " | spent |")
    print("|---" * (most + 2) + "|")
    for d in done:
        blank = [""] * (most - len(d.found))
        print("| " + " | ".join([d.title, *d.found, *blank, d.spent]) + " |")
        print("| the best classical form | " + " | ".join([*d.classical, *blank, ""]) + " |")


def run(name: str, minutes: float, args: argparse.Namespace) -> Done:
    """Search for one function and print its table, or what of that is left to do."""
    text, ends, error, operations, most = FUNCTIONS[name]
    most = min(most, args.max_ops)
    asked = (f"{minutes:g} minutes, {args.cores} processes, at most {most} operations, "
             f"{'seeded' if args.seeded else 'from scratch'}")  # fmt: skip
    folder = Path(args.store) / name if args.store else None
    if folder is not None and (folder / "done.json").exists():
        done = from_json((folder / "done.json").read_bytes(), Done)
        if done.asked == asked:
            print("\n" + done.table, flush=True)
            return done
    left = minutes
    if folder is not None and (folder / CHECKPOINT).exists():
        before = from_json((folder / CHECKPOINT).read_bytes(), State)
        left = max(0.01, minutes - before.seconds / 60.0)
    target = Target.of(text, ends, error=error)
    front = discover(
        target, max_ops=most, minutes=left, cores=args.cores, operations=operations.split(","),
        seeded=args.seeded, directory=folder, resume=folder is not None,
    )  # fmt: skip
    done = table(name, front, target, most, asked)
    if folder is not None:
        fresh = folder / "done.new"
        fresh.write_text(to_json(done))
        fresh.replace(folder / "done.json")
    return done


def main() -> None:
    """Search and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=25.0, help="for 2^x")
    parser.add_argument("--other-minutes", type=float, default=5.0, help="for each other function")
    parser.add_argument("--max-ops", type=int, default=40, help="a bound for all functions")
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
    print("Digits of the largest error, proved; core-s are processor seconds of all processes.")
    done = []
    for name in args.functions.split(","):
        minutes = args.minutes if name == "exp2" else args.other_minutes * SHARE.get(name, 1.0)
        done.append(run(name, minutes, args))
    summary(done)


if __name__ == "__main__":
    main()
