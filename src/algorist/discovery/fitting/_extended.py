"""Least squares and Remez exchange in extended precision, for nearly dependent constants.

The machine-code fit takes its steps in float64: where the constants act almost alike (the even/odd
Pade form with squarings: a condition above 1e16) the steps point nowhere and it stops early. Here
values, derivatives and linear systems have ``BITS`` bits: Gauss-Newton steps until the error
alternates often enough, then exchange. Costs some 10 milliseconds a round.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Final

import numpy as np
from flint import arb, arb_mat

from algorist.discovery.fitting._samples import Samples
from algorist.discovery.programs import ADD, ARITY, DIV, MUL, SUB, Shape, constant_count
from algorist.discovery.targets import Precision

BITS: Final = 300
ROUNDS: Final = 60
SQUARES: Final = 12
"""Gauss-Newton steps at most."""
LEVEL: Final = 0.9999
"""Ratio of the smallest peak to the largest one at which the error counts as levelled."""

_Dual = tuple[arb, dict[int, arb]]


@dataclasses.dataclass(frozen=True)
class Levelled:
    """Constants ``high + low``, the largest error on the dense grid, and how level it is."""

    error: float
    level: float
    high: tuple[float, ...]
    low: tuple[float, ...]


def supports(shape: Shape) -> bool:
    """Whether the shape has only the four operations that are differentiated here."""
    return all(step[0] in (ADD, SUB, MUL, DIV) for step in shape)


def level_extended(
    samples: Samples, shape: Shape, high: Sequence[float], low: Sequence[float]
) -> Levelled | None:
    """Level the error of a program of + - * / from good constants.

    None where another operation occurs, where the error does not alternate once more often than
    there are constants, or where nothing was gained. Each round is kept only if it lowers the
    largest error; steps are halved up to 12 times for that.
    """
    if not supports(shape):
        return None
    with Precision(BITS):
        return _exchange(samples, shape, high, low)


def _exchange(
    samples: Samples, shape: Shape, high: Sequence[float], low: Sequence[float]
) -> Levelled | None:
    grid, k = samples.dense, constant_count(shape)
    x = [arb(a) + arb(b) for a, b in zip(grid.x.tolist(), grid.xl.tolist(), strict=True)]
    f = [arb(a) + arb(b) for a, b in zip(grid.f[0].tolist(), grid.fl[0].tolist(), strict=True)]
    w = [arb(v) for v in grid.w[0].tolist()]
    constants = [arb(a) + arb(b) for a, b in zip(high, low, strict=True)]

    def residuals(values: Sequence[arb]) -> list[arb]:
        return [((_value(shape, a, values) - b) * c).mid() for a, b, c in zip(x, f, w, strict=True)]

    r = residuals(constants)
    first = error = _largest(r)
    if _alternation(r, k + 1) is None:
        pairs = list(zip(x, f, w, strict=True))[:: max(1, len(x) // 96)]
        constants = _gauss_newton(shape, pairs, constants)
        r = residuals(constants)
        error = _largest(r)
    level = 0.0
    for _ in range(ROUNDS):
        where = _alternation(r, k + 1)
        if where is None or not error < float("inf"):
            break
        level = min(abs(float(r[j])) for j in where) / error
        if level > LEVEL:
            break
        step = _newton(shape, [(x[j], w[j], r[j]) for j in where], constants)
        if step is None:
            break
        factor, found = arb(1), None
        for _halving in range(12):
            trial = [(c + factor * s).mid() for c, s in zip(constants, step, strict=True)]
            made = residuals(trial)
            if _largest(made) < error:
                found = trial, made
                break
            factor = factor / 2
        if found is None:
            break
        constants, r = found
        error = _largest(r)
    if not error < first:
        return None
    top = [float(c.mid()) for c in constants]
    rest = [float((c - arb(h)).mid()) for c, h in zip(constants, top, strict=True)]
    return Levelled(error, level, tuple(top), tuple(rest))


def odd_over_even(samples: Samples, levels: int, squares: int) -> tuple[float, ...] | None:
    """Coefficients of O, then of E without its leading 1, by rising powers of x*x.

    x O(x*x) = E(x*x) (g - 1)/(g + 1) in the sense of least squares, where g is the target's root
    of order 2^squares; None where the target is not positive or the system has no solution.
    """
    grid = samples.dense
    with Precision(BITS):
        rows, right = [], []
        for at, high, low in zip(
            grid.x.tolist()[::8], grid.f[0].tolist()[::8], grid.fl[0].tolist()[::8], strict=True
        ):
            if not high > 0.0:
                return None
            root = (arb(high) + arb(low)) ** (arb(2) ** -squares)
            t = ((root - 1) / (root + 1)).mid()
            x = arb(at)
            powers = [x ** (2 * j) for j in range(levels + 1)]
            rows.append([*(x * p for p in powers[:-1]), *(-t * p for p in powers[:-1])])
            right.append([t * powers[-1]])
        matrix = arb_mat(rows)
        found = _solve(matrix.transpose() * matrix, matrix.transpose() * arb_mat(right))
        return None if found is None else tuple(float(v) for v in found)


def _gauss_newton(
    shape: Shape, points: Sequence[tuple[arb, arb, arb]], constants: Sequence[arb]
) -> list[arb]:
    """Least squares by normal equations, whose squared condition the precision bears."""
    k = len(constants)

    def residuals(values: Sequence[arb]) -> list[arb]:
        return [((_value(shape, x, values) - f) * w).mid() for x, f, w in points]

    best = list(constants)
    r = residuals(best)
    total = sum(float(v) ** 2 for v in r)
    for _ in range(SQUARES):
        slopes = [[(g * w).mid() for g in _gradient(shape, x, best)] for x, _, w in points]
        matrix = arb_mat(slopes)
        step = _solve(matrix.transpose() * matrix, matrix.transpose() * arb_mat([[-v] for v in r]))
        if step is None:
            return best
        factor, found = arb(1), None
        for _halving in range(8):
            trial = [(c + factor * step[j]).mid() for j, c in zip(range(k), best, strict=True)]
            made = residuals(trial)
            new = sum(float(v) ** 2 for v in made)
            if new < total:
                found = trial, made, new
                break
            factor = factor / 4
        if found is None:
            return best
        gain = 1.0 - found[2] / total
        best, r, total = found
        if gain < 1e-3:
            return best
    return best


def _solve(matrix: arb_mat, right: arb_mat) -> list[arb] | None:
    """The solution's midpoints; None where there is none."""
    try:
        found = matrix.solve(right, algorithm="approx")
    except (ValueError, ZeroDivisionError):
        return None
    step = [found[i, 0].mid() for i in range(matrix.ncols())]
    return step if all(s.is_finite() for s in step) else None


def _largest(r: Sequence[arb]) -> float:
    worst = max(abs(float(v)) for v in r)
    return worst if np.isfinite(worst) else float("inf")


def _value(shape: Shape, x: arb, constants: Sequence[arb]) -> arb:
    rows = [x]
    for op, *operands in shape:
        a, b = (rows[o] if o >= 0 else constants[-1 - o] for o in operands[: ARITY[op]])
        if op == ADD:
            made = a + b
        elif op == SUB:
            made = a - b
        elif op == MUL:
            made = a * b
        else:
            made = a / b
        rows.append(made.mid() if made.is_finite() else made)
    return rows[-1]


def _gradient(shape: Shape, x: arb, constants: Sequence[arb]) -> list[arb]:
    """Derivatives by every constant, by forward accumulation."""
    rows: list[_Dual] = [(x, {})]
    for op, *operands in shape:
        (a, da), (b, db) = (
            rows[o] if o >= 0 else (constants[-1 - o], {-1 - o: arb(1)}) for o in operands[:2]
        )
        if op == ADD:
            value, along, across = a + b, arb(1), arb(1)
        elif op == SUB:
            value, along, across = a - b, arb(1), arb(-1)
        elif op == MUL:
            value, along, across = a * b, b, a
        else:
            value = a / b
            along, across = 1 / b, -value / b
        slopes = {key: (along * d).mid() for key, d in da.items()}
        for key, d in db.items():
            slopes[key] = (slopes.get(key, arb(0)) + across * d).mid()
        rows.append((value.mid(), slopes))
    return [rows[-1][1].get(key, arb(0)) for key in range(len(constants))]


def _alternation(r: Sequence[arb], wanted: int) -> list[int] | None:
    """Peaks of ``wanted`` successive runs of one sign with the largest ends; None if too few."""
    values = [float(v) for v in r]
    found: list[int] = []
    for j, value in enumerate(values):
        if value == 0.0 or value != value:
            continue
        if not found or (value > 0) != (values[found[-1]] > 0):
            found.append(j)
        elif abs(value) > abs(values[found[-1]]):
            found[-1] = j
    while len(found) > wanted:
        found.pop(0 if abs(values[found[0]]) < abs(values[found[-1]]) else -1)
    return found if len(found) == wanted else None


def _newton(
    shape: Shape, points: Sequence[tuple[arb, arb, arb]], constants: Sequence[arb]
) -> list[arb] | None:
    """Changes of the constants that make the residuals at the points +-E, to first order."""
    rows, right = [], []
    for place, (x, w, r) in enumerate(points):
        slopes = [(g * w).mid() for g in _gradient(shape, x, constants)]
        rows.append([*slopes, arb(-1 if place % 2 == 0 else 1)])
        right.append([-r])
    step = _solve(arb_mat(rows), arb_mat(right))
    return None if step is None else step[: len(constants)]


__all__ = ["Levelled", "level_extended", "odd_over_even", "supports"]
