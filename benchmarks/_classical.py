"""Classical forms of a function with a given number of operations, for ``benchmarks/discovery.py``.

Taylor and Chebyshev polynomials and Sollya's minimax polynomial are sampled; all others are fitted
by this package and proved. A rational minimax approximation is shown twice: as a quotient of two
polynomials by Horner's rule, 2(m + n) operations, and, for m = n, as a J-fraction, 3m.
"""

from __future__ import annotations

import functools
import math
import shutil
import subprocess
from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from algorist.discovery import Form, Target, fit_form
from algorist.discovery.fitting._samples import take_samples
from algorist.discovery.fitting._seeds import (
    _Builder,
    even_odd_fitted,
    horner,
    j_fraction,
    rational_start,
)
from algorist.discovery.programs._shapes import SQRT

COLUMNS = ("Taylor", "Chebyshev", "minimax", "Sollya", "adapted", "rational", "J-frac", "even/odd",
           "parity")  # fmt: skip
SOLLYA = {"exp2": "2^x", "cos": "cos(x)", "log": "log(x)"}
"""The functions that Sollya knows and whose plain polynomials mean something."""
PARITY = {"cos": "", "erf": "x", "bessel": "sqrt"}
"""What the form in x*x is multiplied by."""


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


def quotient(above: int, below: int) -> Form:
    """A polynomial of degree ``above`` over a monic one of degree ``below``, each by Horner."""
    b = _Builder()
    top = b.c()
    for _ in range(above):
        top = b("+", b("*", top, 0), b.c())
    bottom = b("+", 0, b.c())
    for _ in range(below - 1):
        bottom = b("+", b("*", bottom, 0), b.c())
    b("/", top, bottom)
    return Form(f"rational [{above}/{below}]", b.shape())


def adapted(target: Target, factors: int) -> Form:
    """A polynomial of degree 2m + 1 in 3m + 4 operations (Knuth 1962; Eve 1964).

    With y = x - s and w = y*y it is (...((a y + b) (w - r1) + c1)...)(w - rm) + cm. The start is
    the Chebyshev interpolant: where s lies left of its zeros, those of its odd part are real.
    """
    ((low, high),) = target.float_intervals()
    degree = 2 * factors + 1
    made = np.polynomial.Chebyshev.interpolate(
        lambda x: target.sample(np.asarray(x))[0], degree, domain=[low, high]
    ).convert(kind=np.polynomial.Polynomial, domain=[-1, 1], window=[-1, 1])
    shift = float(min(made.roots().real)) - 1e-3
    p = made(np.polynomial.Polynomial([shift, 1.0])).coef
    even, odd = p[0::2], p[1::2]
    pairs = []
    for r in sorted(np.polynomial.Polynomial(odd).roots().real):
        quotient_, rest = np.polynomial.polynomial.polydiv(even, [-r, 1.0])
        pairs.append((float(r), float(rest[0])))
        even, odd = quotient_, np.polynomial.polynomial.polydiv(odd, [-r, 1.0])[0]
    b = _Builder()
    y = b("+", 0, b.c(-shift))
    w = b("*", y, y)
    value = b("+", b("*", y, b.c(float(odd[0]))), b.c(float(even[0])))
    for r, rest_ in reversed(pairs):
        value = b("+", b("*", value, b("+", w, b.c(-r))), b.c(rest_))
    shape, start = b.made()
    return Form(f"adapted polynomial {degree}", shape, start)


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


def _forms(name: str, target: Target, ops: int) -> Iterator[tuple[str, Form]]:
    """The forms with exactly that many operations that are fitted here, by column."""
    if ops % 2 == 0:
        yield "minimax", horner(ops // 2)
        for below in range(1, ops // 2 + 1):
            form = quotient(ops // 2 - below, below)
            if len(form.shape) <= ops:
                yield "rational", form
    if ops in (7, 10, 13, 16):  # beyond, its constants grow past what float64 can start from
        yield "adapted", adapted(target, (ops - 4) // 3)
    if ops % 3 == 0:
        yield "J-frac", j_fraction(ops // 3, values=rational_start(target, ops // 3))
    if target.error == "relative" and 9 <= ops <= 13:
        samples = take_samples(target)
        for levels in (2, 3):
            if ops > 3 * levels + 2:
                exact = even_odd_fitted(samples, levels, ops - 3 * levels - 3)
                if exact is not None:
                    yield "even/odd", exact
    if name in PARITY:
        for levels in range(1, ops // 2):
            for kind in ("polynomial", "fraction"):
                form = with_parity(name, levels, kind)
                if len(form.shape) == ops:
                    yield "parity", form


def classical(name: str, target: Target, ops: int) -> dict[str, float]:
    """Digits of each classical form with exactly that many operations."""
    found: dict[str, float] = {}
    if ops % 2 == 0:
        found["Taylor"] = polynomial(target, ops // 2, "taylor")
        found["Chebyshev"] = polynomial(target, ops // 2, "chebyshev")
        ((low, high),) = target.intervals
        other = sollya(name, ops // 2, str(low), str(high), target.error)
        if other is not None:
            found["Sollya"] = other
    for column, form in _forms(name, target, ops):
        point = fit_form(form, target)
        if point is not None:
            found[column] = max(point.digits, found.get(column, -9.0))
    return found
