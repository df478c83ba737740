"""Fitting constants: Levenberg-Marquardt, then exchange to equi-oscillation, in machine code.

Both work on the weighted residual ``w (P(x; c) - f(x))``. Derivatives are exact (reverse mode).
Near the limit of float64 the residual is computed in double-double while derivatives stay in
float64: each step is then one of iterative refinement, and constants gain about 31 digits.

Sources: Levenberg (1944), Marquardt (1963) for least squares; Remez (1934) for the exchange.
"""

from __future__ import annotations

import numpy as np

from algorist.discovery.fitting._jit import jit
from algorist.discovery.fitting._kernels import (
    Codes,
    Reals,
    _dd_add,
    backward,
    fill_constants,
    forward,
    forward_dd,
)


@jit
def least_squares_step(matrix: Reals, rhs: Reals, step: Reals) -> bool:
    """Solve ``min |matrix step - rhs|`` by Householder reflections, in place; False if singular."""
    m, k = matrix.shape
    for j in range(k):
        norm = 0.0
        for i in range(j, m):
            norm += matrix[i, j] * matrix[i, j]
        norm = np.sqrt(norm)
        if not norm > 1e-290:
            return False
        alpha = -norm if matrix[j, j] > 0 else norm
        pivot = matrix[j, j] - alpha
        matrix[j, j] = alpha
        beta = 1.0 / (norm * norm + abs(norm * (pivot + alpha)))
        for col in range(j + 1, k + 1):
            dot = pivot * (matrix[j, col] if col < k else rhs[j])
            if col < k:
                for i in range(j + 1, m):
                    dot += matrix[i, j] * matrix[i, col]
                dot *= beta
                matrix[j, col] -= dot * pivot
                for i in range(j + 1, m):
                    matrix[i, col] -= dot * matrix[i, j]
            else:
                for i in range(j + 1, m):
                    dot += matrix[i, j] * rhs[i]
                dot *= beta
                rhs[j] -= dot * pivot
                for i in range(j + 1, m):
                    rhs[i] -= dot * matrix[i, j]
    for j in range(k - 1, -1, -1):
        total = rhs[j]
        for col in range(j + 1, k):
            total -= matrix[j, col] * step[col]
        step[j] = total / matrix[j, j]
    return True


@jit
def residual(
    code: Codes,
    n: int,
    rows: Reals,
    low: Reals,
    f: Reals,
    fl: Reals,
    w: Reals,
    r: Reals,
    dd: bool,
) -> float:
    """Weighted residuals into ``r``; returns their sum of squares (NaN where undefined)."""
    m = r.shape[0]
    total = 0.0
    if dd:
        forward_dd(code, n, rows, low)
        for j in range(m):
            h, e = _dd_add(rows[n, j], low[n, j], -f[j], -fl[j])
            r[j] = (h + e) * w[j]
            total += r[j] * r[j]
    else:
        forward(code, n, rows)
        for j in range(m):
            r[j] = (rows[n, j] - f[j]) * w[j]
            total += r[j] * r[j]
    return total


@jit
def fit(
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
    damping: float,
) -> tuple[float, int]:
    """Least squares from the constants ``c + cl`` (changed in place).

    ``damping`` is the first Marquardt parameter, relative to columns of norm 1: large far from the
    solution, tiny close to it, where narrow valleys must be followed.
    Stops at convergence, after ``steps`` accepted or refused steps, or after a third of them when
    the root mean square is still above ``give_up``.

    Returns:
        The root mean square of the weighted residual (infinity if it never was finite) and the
        number of program evaluations with derivatives, the unit of work.
    """
    k = c.shape[0]
    m = x.shape[0]
    size = 1 + n + k
    rows = np.empty((size, m))
    low = np.zeros((size, m))
    adjoint = np.empty((size, m))
    matrix = np.empty((m + k, k))
    rhs = np.empty(m + k)
    step = np.empty(k)
    scale = np.empty(k)
    r = np.empty(m)
    trial = np.empty(k)
    trial_low = np.zeros(k)
    rows[0] = x
    low[0] = xl
    fill_constants(rows, n, c)
    fill_constants(low, n, cl)
    best = residual(code, n, rows, low, f, fl, w, r, dd)
    work = 1
    if not np.isfinite(best):
        return np.inf, work
    slow = 0
    fresh = True
    copy = np.empty((m + k, k))
    bend = np.empty(k)
    r2 = np.empty(m)
    for iteration in range(steps):
        if iteration * 3 >= steps and best > give_up * give_up * m:
            break
        if fresh:
            backward(code, n, rows, adjoint)
            for col in range(k):
                g = adjoint[1 + n + col]
                norm = 0.0
                for j in range(m):
                    g[j] *= w[j]
                    norm += g[j] * g[j]
                norm = np.sqrt(norm)
                if not np.isfinite(norm):
                    return np.sqrt(best / m), work
                scale[col] = norm if norm > 0.0 else 1.0
            fresh = False
        root = np.sqrt(damping)
        for col in range(k):
            g = adjoint[1 + n + col]
            inverse = 1.0 / scale[col]
            for j in range(m):
                matrix[j, col] = g[j] * inverse
            for j in range(k):
                matrix[m + j, col] = 0.0
            matrix[m + col, col] = root
        for j in range(m):
            rhs[j] = -r[j]
        for j in range(k):
            rhs[m + j] = 0.0
        copy[:, :] = matrix
        if not least_squares_step(matrix, rhs, step):
            break
        # Geodesic acceleration: the second derivative along the step, by one more evaluation.
        h = 0.1
        for col in range(k):
            if dd:
                move = h * step[col] / scale[col]
                trial[col], trial_low[col] = _dd_add(c[col], cl[col], move, 0.0)
            else:
                trial[col] = c[col] + h * step[col] / scale[col]
        fill_constants(rows, n, trial)
        fill_constants(low, n, trial_low)
        bent = residual(code, n, rows, low, f, fl, w, r2, dd)
        work += 1
        if np.isfinite(bent):
            for j in range(m):
                along = 0.0
                for col in range(k):
                    along += copy[j, col] * step[col]
                rhs[j] = -(2.0 / h) * ((r2[j] - r[j]) / h - along)
            for j in range(k):
                rhs[m + j] = 0.0
            if least_squares_step(copy, rhs, bend):
                size_a = 0.0
                size_v = 0.0
                for col in range(k):
                    size_a += bend[col] * bend[col]
                    size_v += step[col] * step[col]
                if 2.0 * np.sqrt(size_a) <= 0.75 * np.sqrt(size_v):
                    for col in range(k):
                        step[col] += 0.5 * bend[col]
        for col in range(k):
            if dd:
                trial[col], trial_low[col] = _dd_add(c[col], cl[col], step[col] / scale[col], 0.0)
            else:
                trial[col] = c[col] + step[col] / scale[col]
        fill_constants(rows, n, trial)
        fill_constants(low, n, trial_low)
        new = residual(code, n, rows, low, f, fl, w, r, dd)
        work += 1
        if np.isfinite(new) and new < best:
            gain = 1.0 - new / best
            best = new
            c[:] = trial
            if dd:
                cl[:] = trial_low
            damping = max(damping * 0.1, 1e-20)
            fresh = True
            slow = slow + 1 if gain < 1e-5 else 0
            if slow >= 6 or best == 0.0:
                break
        else:
            # The values belong to the refused constants: bring back those of the kept ones.
            damping = damping * 8.0
            slow += 1
            if damping > 1e8 or slow >= 12:
                break
            fill_constants(rows, n, c)
            fill_constants(low, n, cl)
            best = residual(code, n, rows, low, f, fl, w, r, dd)
    return np.sqrt(best / m), work


@jit
def rank(code: Codes, n: int, x: Reals, c: Reals) -> int:
    """The number of constants that act independently on the values at ``x``, near ``c``."""
    k = c.shape[0]
    m = x.shape[0]
    rows = np.empty((1 + n + k, m))
    adjoint = np.empty((1 + n + k, m))
    rows[0] = x
    fill_constants(rows, n, c)
    forward(code, n, rows)
    backward(code, n, rows, adjoint)
    jacobian = adjoint[1 + n :]
    for col in range(k):
        norm = np.sqrt(np.sum(jacobian[col] ** 2))
        if not np.isfinite(norm):
            return -1
        if norm > 0:
            jacobian[col] /= norm
    found = 0
    for _ in range(k):
        pick = 0
        largest = -1.0
        for col in range(k):
            norm = np.sum(jacobian[col] ** 2)
            if norm > largest:
                largest = norm
                pick = col
        if largest < 1e-18:
            break
        found += 1
        direction = jacobian[pick] / np.sqrt(largest)
        for _again in range(2):
            for col in range(k):
                jacobian[col] -= np.sum(jacobian[col] * direction) * direction
    return found


@jit
def peaks(r: Reals, where: Codes) -> int:
    """Indices of the largest residual in each run of one sign; returns how many runs."""
    count = 0
    previous = 0.0
    for j in range(r.shape[0]):
        v = r[j]
        if v == 0.0:
            continue
        if count == 0 or (v > 0) != (previous > 0):
            if count == where.shape[0]:
                return count
            where[count] = j
            count += 1
            previous = v
        elif abs(v) > abs(previous):
            where[count - 1] = j
            previous = v
    return count


@jit
def exchange(
    code: Codes,
    n: int,
    x: Reals,
    xl: Reals,
    f: Reals,
    fl: Reals,
    w: Reals,
    c: Reals,
    cl: Reals,
    rounds: int,
    dd: bool,
) -> tuple[float, float, int]:
    """Level the error by Remez exchange with Newton steps, from good constants (in place).

    Works on the dense grid ``x``, in double-double where ``dd``.

    Returns:
        The largest absolute residual, the ratio of the smallest to the largest peak of the last
        reference (0 where no full alternation was found), and the work done.
    """
    k = c.shape[0]
    m = x.shape[0]
    size = 1 + n + k
    rows = np.empty((size, m))
    low = np.zeros((size, m))
    adjoint = np.empty((size, m))
    r = np.empty(m)
    where = np.empty(4 * k + 40, dtype=np.int64)
    matrix = np.empty((k + 1, k + 1))
    rhs = np.empty(k + 1)
    step = np.empty(k + 1)
    trial = c.copy()
    trial_low = cl.copy()
    rows[0] = x
    low[0] = xl
    fill_constants(rows, n, c)
    fill_constants(low, n, cl)
    total = residual(code, n, rows, low, f, fl, w, r, dd)
    work = 1
    if not np.isfinite(total):
        return np.inf, 0.0, work
    error = np.max(np.abs(r))
    level = 0.0
    for _ in range(rounds):
        count = peaks(r, where)
        while count > k + 1:
            # Keep a run of k + 1 alternating peaks: drop the smaller end, or for an odd
            # surplus inside nothing else keeps the alternation.
            if abs(r[where[0]]) < abs(r[where[count - 1]]):
                for i in range(count - 1):
                    where[i] = where[i + 1]
            count -= 1
        if count < k + 1:
            return error, 0.0, work
        smallest = error
        for i in range(count):
            smallest = min(smallest, abs(r[where[i]]))
        level = smallest / error
        if level > 0.99999:
            break
        backward(code, n, rows, adjoint)
        sign = 1.0 if r[where[0]] > 0 else -1.0
        for i in range(k + 1):
            j = where[i]
            for col in range(k):
                matrix[i, col] = adjoint[1 + n + col, j] * w[j]
            matrix[i, k] = -sign
            rhs[i] = -r[j]
            sign = -sign
        for col in range(k + 1):
            norm = np.sqrt(np.sum(matrix[:, col] ** 2))
            step[col] = norm if norm > 0 else 1.0
        scale = step.copy()
        for col in range(k + 1):
            for i in range(k + 1):
                matrix[i, col] /= scale[col]
        if not least_squares_step(matrix, rhs, step):
            break
        factor = 1.0
        improved = False
        for _half in range(12):
            for col in range(k):
                move = factor * step[col] / scale[col]
                if dd:
                    trial[col], trial_low[col] = _dd_add(c[col], cl[col], move, 0.0)
                else:
                    trial[col] = c[col] + move
            fill_constants(rows, n, trial)
            fill_constants(low, n, trial_low)
            total = residual(code, n, rows, low, f, fl, w, r, dd)
            work += 1
            if np.isfinite(total):
                new = np.max(np.abs(r))
                if new < error:
                    gain = 1.0 - new / error
                    error = new
                    c[:] = trial
                    if dd:
                        cl[:] = trial_low
                    improved = gain > 1e-7
                    break
            factor *= 0.4
        if not improved:
            fill_constants(rows, n, c)
            fill_constants(low, n, cl)
            residual(code, n, rows, low, f, fl, w, r, dd)
            break
    return error, level, work


@jit
def largest(
    code: Codes,
    n: int,
    x: Reals,
    xl: Reals,
    f: Reals,
    fl: Reals,
    w: Reals,
    c: Reals,
    cl: Reals,
    dd: bool,
    r: Reals,
) -> float:
    """The largest absolute residual on the grid; the residuals are left in ``r``."""
    k = c.shape[0]
    m = x.shape[0]
    rows = np.empty((1 + n + k, m))
    low = np.zeros((1 + n + k, m))
    rows[0] = x
    low[0] = xl
    fill_constants(rows, n, c)
    fill_constants(low, n, cl)
    if not np.isfinite(residual(code, n, rows, low, f, fl, w, r, dd)):
        return np.inf
    return float(np.max(np.abs(r)))


@jit
def probe(code: Codes, n: int, x: Reals, c: Reals, out: Reals) -> int:
    """Values at ``x`` into ``out``; the rank of the constants there, or -1 where undefined."""
    k = c.shape[0]
    rows = np.empty((1 + n + k, x.shape[0]))
    rows[0] = x
    fill_constants(rows, n, c)
    forward(code, n, rows)
    for j in range(x.shape[0]):
        out[j] = rows[n, j]
        if not np.isfinite(out[j]):
            return -1
    return rank(code, n, x, c)
