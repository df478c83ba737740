"""Claims that z3 decides, in a process that is killed at its deadline (extra ``proofs``).

A claim follows from the conditions when they and its negation have no model, and contradicts them
when they and the claim have none. The problem travels as SMT-LIB text, so nothing is evaluated.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Sequence
from typing import Literal

from algorist.checking.steps._algebra import Polynomial, letters
from algorist.core import MissingExtraError

Decision = Literal["follows", "contradicts", "open"]

_WORKER = """\
import sys, z3
solver = z3.Solver()
solver.set("timeout", int(float(sys.argv[1]) * 1000))
solver.from_string(sys.stdin.read())
print(solver.check())
"""
GRACE = 3.0
"""Seconds for the process to start, beyond the limit."""
_RELATIONS = {"=": "=", "==": "=", "<": "<", ">": ">", "<=": "<=", ">=": ">="}


def term(polynomial: Polynomial) -> str:
    """The polynomial in SMT-LIB's prefix notation.

    >>> from fractions import Fraction
    >>> term({(("x", 2),): Fraction(3), (): Fraction(-1, 2)})
    '(+ (* (/ 3 1) x x) (/ (- 1) 2) 0)'
    """
    parts: list[str] = []
    for monomial, value in polynomial.items():
        above = str(value.numerator) if value >= 0 else f"(- {-value.numerator})"
        number = f"(/ {above} {value.denominator})"
        factors = [letter for letter, power in monomial for _ in range(power)]
        parts.append(f"(* {number} {' '.join(factors)})" if factors else number)
    return f"(+ {' '.join(parts)} 0)"


def _satisfiable(lines: Sequence[str], names: set[str], whole: bool, seconds: float) -> str:
    kind = "Int" if whole else "Real"
    text = "\n".join([f"(declare-const {name} {kind})" for name in sorted(names)] + list(lines))
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", _WORKER, str(seconds)],
            input=text,
            capture_output=True,
            text=True,
            timeout=seconds + GRACE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "unknown"
    return done.stdout.strip() or "unknown"


def decide(
    conditions: Sequence[Polynomial],
    differences: Sequence[Polynomial],
    relation: str,
    *,
    whole: bool = False,
    seconds: float = 2.0,
) -> Decision:
    """Whether ``difference relation 0``, for one of ``differences`` at least, follows from
    ``conditions`` (each ``= 0``).

    ``whole`` lets the letters stand for integers only, by which parity and divisibility count.
    The process is killed ``GRACE`` seconds after the limit at the latest, and then the claim is
    open. About 0.3 s, most of it for loading z3.

    Raises:
        MissingExtraError: z3 is not installed.
    """
    if importlib.util.find_spec("z3") is None:
        raise MissingExtraError("z3-solver", "proofs")
    sign = _RELATIONS.get(relation)
    if sign is None:
        return "open"
    known = [f"(assert (= {term(each)} 0))" for each in conditions]
    cases = " ".join(f"({sign} {term(each)} 0)" for each in differences)
    claim = f"(or {cases})"
    names = set().union(*map(letters, differences), *map(letters, conditions))
    if _satisfiable([*known, f"(assert (not {claim}))"], names, whole, seconds) == "unsat":
        consistent = _satisfiable(known, names, whole, seconds) == "sat"
        return "follows" if consistent else "open"
    if _satisfiable([*known, f"(assert {claim})"], names, whole, seconds) == "unsat":
        return "contradicts"
    return "open"
