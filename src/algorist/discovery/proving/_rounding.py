"""Bounds of float64 rounding errors by Gappa, an independent prover (Daumas and Melquiond 2010).

The real-arithmetic certificate bounds the program with its exact constants; Gappa bounds how far
float64 arithmetic, with constants rounded to float64, leads away from the same rounded constants
in real arithmetic, for every float64 in the interval.
"""

from __future__ import annotations

import math
import re
import shutil
import subprocess
from fractions import Fraction
from typing import Final

from algorist.core import ExecutionError, InputError, Record
from algorist.discovery.programs import ADD, ARITY, BY_CODE, DIV, FMA, MUL, SQRT, SUB, Program

_OPERATIONS: Final = {
    ADD: "{0} + {1}", SUB: "{0} - {1}", MUL: "{0} * {1}", DIV: "{0} / {1}",
    FMA: "{0} * {1} + {2}", SQRT: "sqrt({0})",
}  # fmt: skip
PARTS: Final = 64
"""Parts of the interval that Gappa treats apart, against the correlation of terms."""
SECONDS: Final = 60.0


class RoundingBound(Record, frozen=True):
    """``|float64 result - real result| <= bound`` for every float64 argument in the interval."""

    bound: float
    interval: tuple[str, str]
    source: str
    """The Gappa input that was proved."""


def gappa_source(program: Program, low: Fraction, high: Fraction) -> str:
    """Gappa input that asks for the absolute rounding error of the program on [low, high].

    Raises:
        InputError: an operation other than + - * / fma sqrt, or ends in the wrong order.
    """
    if not low < high:
        raise InputError(f"the interval [{low}, {high}] is empty: give the lower end first")
    unknown = [step[0] for step in program.shape if step[0] not in _OPERATIONS]
    if unknown:
        raise InputError(
            "Gappa input is written for + - * / fma and sqrt only, not for "
            + ", ".join(sorted({BY_CODE[code].name for code in unknown}))
        )
    lines = ["@rnd = float<ieee_64, ne>;", "x = rnd(arg);"]
    for k, value in enumerate(program.rationals()):
        lines.append(f"c{k} = {float(value).hex()};")
    names = ["x", *(f"t{i + 1}" for i in range(len(program.shape) - 1)), "y"]
    for rounded in (True, False):
        for index, (op, *operands) in enumerate(program.shape):
            args = [
                f"c{-1 - o}" if o < 0 else names[o] if rounded or o == 0 else f"R{names[o]}"
                for o in operands[: ARITY[op]]
            ]
            head = f"{names[index + 1]} rnd=" if rounded else f"R{names[index + 1]} ="
            lines.append(f"{head} {_OPERATIONS[op].format(*args)};")
    lines.append(f"{{ x in [{_end(low, -math.inf)}, {_end(high, math.inf)}] -> y - Ry in ? }}")
    lines.append(f"$ x in {PARTS};")
    return "\n".join(lines) + "\n"


def rounding_bound(program: Program, low: Fraction, high: Fraction) -> RoundingBound:
    """Have Gappa bound the float64 rounding error of the program on [low, high].

    Raises:
        InputError: the program has an operation that is not written for Gappa.
        ExecutionError: Gappa is not installed, or proves no bound (a division by an interval that
            holds 0 has none).
    """
    source = gappa_source(program, low, high)
    prover = shutil.which("gappa")
    if prover is None:
        raise ExecutionError("gappa is not on PATH: install the package gappa (Debian)")
    try:
        done = subprocess.run(
            [prover], input=source, capture_output=True, text=True, check=False, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        raise ExecutionError(f"gappa gave no bound within {SECONDS:.0f} s") from None
    ends = _ends(done.stdout + done.stderr)
    if done.returncode or len(ends) != 2:
        said = (done.stdout + done.stderr).strip()[-300:]
        raise ExecutionError(f"gappa proves no bound on [{low}, {high}]: {said}")
    bound = math.nextafter(float(max(abs(end) for end in ends)), math.inf)
    return RoundingBound(bound, (str(low), str(high)), source)


def _end(value: Fraction, away: float) -> str:
    """The end as an exact hexadecimal float64, moved outward where it is none."""
    nearest = float(value)
    out = Fraction(nearest) < value if away > 0 else Fraction(nearest) > value
    return (math.nextafter(nearest, away) if out else nearest).hex()


def _ends(text: str) -> list[Fraction]:
    """The ends that Gappa prints, ``-111b-59 {-9.6e-16, -2^(-49.8)}`` being -111 * 2^-59."""
    line = next((row for row in text.splitlines() if "y - Ry in [" in row), "")
    found = re.findall(r"[\[ ](-?\d+)(?:b(-?\d+))?(?= \{|,|\])", line)
    return [Fraction(int(a)) * Fraction(2) ** int(b or "0") for a, b in found]
