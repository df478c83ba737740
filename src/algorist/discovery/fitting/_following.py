"""Fitting along curved valleys: Gauss-Newton steps held to their path by chord corrections.

Where constants nearly depend on each other, as the levels of a fraction do, the set of good
constants is a narrow valley that bends: a straight step of useful length leaves it, although what
the program computes hardly bends at all. (Bates and Watts, 1980, call the first curvature that of
the parameters and the second the intrinsic one.) So each step is aimed at residuals, not at
constants: r shrunk by the fraction t of its part that the constants can reach. Corrections with
the same factorised derivatives bring the constants to that aim, at one evaluation each; t grows
while few are needed and is halved where they do not contract.
"""

from __future__ import annotations

import numpy as np

from algorist.discovery.fitting._fitting import residual
from algorist.discovery.fitting._jit import jit
from algorist.discovery.fitting._kernels import Codes, Reals, _dd_add, backward, fill_constants

CORRECTIONS = 9
"""Corrections of a step at most."""


@jit
def factorise(rows: Reals, w: Reals, q: Reals, upper: Reals) -> bool:
    """Orthonormal rows ``q[k, m]`` and ``upper[k, k]`` with ``(rows w)^T = q^T upper``.

    Gram-Schmidt, each row twice; False where a row is zero, infinite or depends on the others.
    """
    k, m = rows.shape
    upper[:, :] = 0.0
    for col in range(k):
        start = 0.0
        for j in range(m):
            q[col, j] = rows[col, j] * w[j]
            start += q[col, j] * q[col, j]
        if not (start > 0.0 and np.isfinite(start)):
            return False
        for _ in range(2):
            for row in range(col):
                dot = 0.0
                for j in range(m):
                    dot += q[row, j] * q[col, j]
                upper[row, col] += dot
                for j in range(m):
                    q[col, j] -= dot * q[row, j]
        norm = 0.0
        for j in range(m):
            norm += q[col, j] * q[col, j]
        if not norm > start * 1e-31:
            return False
        norm = np.sqrt(norm)
        upper[col, col] = norm
        for j in range(m):
            q[col, j] /= norm
    return True


@jit
def solve_upper(upper: Reals, along: Reals, step: Reals) -> None:
    """``step`` with ``upper step = along``."""
    for row in range(along.shape[0] - 1, -1, -1):
        total = along[row]
        for col in range(row + 1, along.shape[0]):
            total -= upper[row, col] * step[col]
        step[row] = total / upper[row, row]


@jit
def follow(
    code: Codes,
    n: int,
    x: Reals,
    xl: Reals,
    f: Reals,
    fl: Reals,
    w: Reals,
    c: Reals,
    cl: Reals,
    steps: int,
    dd: bool,
    give_up: float,
) -> tuple[float, int]:
    """Least squares along a valley from the constants ``c + cl`` (changed in place).

    Stops at convergence, when no step lowers the error, after ``steps`` steps, or as soon as the
    pace of the last ten cannot bring the root mean square below ``give_up`` within them.

    Returns:
        The root mean square of the weighted residual (infinity if it never was finite) and the
        number of program evaluations, the unit of work.
    """
    k = c.shape[0]
    m = x.shape[0]
    rows = np.empty((1 + n + k, m))
    low = np.zeros((1 + n + k, m))
    adjoint = np.empty((1 + n + k, m))
    q = np.empty((k, m))
    upper = np.empty((k, k))
    r = np.empty(m)
    aim = np.empty(m)
    r2 = np.empty(m)
    along = np.empty(k)
    step = np.empty(k)
    part = np.empty(k)
    trial = c.copy()
    trial_low = cl.copy()
    kept = c.copy()
    kept_low = cl.copy()
    rows[0] = x
    low[0] = xl
    fill_constants(rows, n, c)
    fill_constants(low, n, cl)
    best = residual(code, n, rows, low, f, fl, w, r, dd)
    work = 1
    if not np.isfinite(best):
        return np.inf, work
    t = 0.03
    before = best
    for iteration in range(steps):
        if iteration % 10 == 0:
            if iteration > 0:
                pace = (np.log(before) - np.log(best)) / 10.0
                left = np.log(best) - 2.0 * np.log(give_up) - np.log(m)
                if not left < pace * (steps - iteration) * 3.0:
                    break
            before = best
        backward(code, n, rows, adjoint)
        work += 1
        if not factorise(adjoint[1 + n :], w, q, upper):
            break
        for row in range(k):
            along[row] = 0.0
            for j in range(m):
                along[row] -= q[row, j] * r[j]
        solve_upper(upper, along, step)
        accepted = False
        used = 0
        new = best
        for _ in range(14):
            for j in range(m):
                reach = 0.0
                for row in range(k):
                    reach += q[row, j] * along[row]
                aim[j] = r[j] + t * reach
            for col in range(k):
                trial[col], trial_low[col] = _dd_add(c[col], cl[col], t * step[col], 0.0)
            new = np.inf
            last = np.inf
            used = 0
            for _correction in range(CORRECTIONS):
                used += 1
                fill_constants(rows, n, trial)
                fill_constants(low, n, trial_low)
                total = residual(code, n, rows, low, f, fl, w, r2, dd)
                work += 1
                if not np.isfinite(total):
                    break
                miss = 0.0
                for row in range(k):
                    part[row] = 0.0
                    for j in range(m):
                        part[row] += q[row, j] * (aim[j] - r2[j])
                    miss += part[row] * part[row]
                if total < new:
                    new = total
                    kept[:] = trial
                    kept_low[:] = trial_low
                if miss > 0.5 * last or miss <= 1e-4 * t * t * best:
                    break
                last = miss
                solve_upper(upper, part, part)
                for col in range(k):
                    trial[col], trial_low[col] = _dd_add(trial[col], trial_low[col], part[col], 0.0)
            if new < best * (1.0 - 0.25 * t):
                accepted = True
                break
            t *= 0.5
        if not accepted:
            break
        gain = 1.0 - new / best
        best = new
        c[:] = kept
        cl[:] = kept_low
        fill_constants(rows, n, c)
        fill_constants(low, n, cl)
        residual(code, n, rows, low, f, fl, w, r, dd)
        if gain < 1e-4 and t > 0.2:
            break
        if used <= 5:
            t = min(1.0, 1.5 * t)
    return np.sqrt(best / m), work
