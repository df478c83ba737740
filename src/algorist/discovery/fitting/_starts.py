"""Constants from many starts, or from those of a target nearby.

Not machine code: what is called here is, and compiling it together again would take minutes.
"""

from __future__ import annotations

import numpy as np

from algorist.discovery.fitting._fitting import fit
from algorist.discovery.fitting._following import follow
from algorist.discovery.fitting._kernels import Codes, Reals

STEPS = 400
"""Steps along a valley at most."""


@np.errstate(all="ignore")  # as machine code does: what overflows is refused by its error
def track(
    code: Codes,
    n: int,
    x: Reals,
    xl: Reals,
    fs: Reals,
    fls: Reals,
    ws: Reals,
    c: Reals,
    cl: Reals,
    first: int,
    last: int,
) -> tuple[float, int]:
    """Follow the constants from target ``fs[first]``, which they fit, to ``fs[last]`` (in place).

    The targets lie close together; each next start is the last one continued geometrically, for
    constants change by powers of the parameter of such a family.
    """
    k = c.shape[0]
    previous = c.copy()
    way = 1 if last >= first else -1
    index = first
    error, work = fit(
        code, n, x, xl, fs[first], fls[first], ws[first], c, cl, 0, True, np.inf, 1e-8
    )
    while index != last:
        index += way
        f = fs[index]
        fl = fls[index]
        w = ws[index]
        if not error < 1e-10:
            error, used = fit(code, n, x, xl, f, fl, w, c, cl, 30, False, np.inf, 1e-8)
            work += used
        if error < 1e-9:
            error, used = fit(code, n, x, xl, f, fl, w, c, cl, 100, True, np.inf, 1e-10)
            work += 3 * used
            error, used = follow(code, n, x, xl, f, fl, w, c, cl, 40, True, np.inf)
            work += 3 * used
        for col in range(k):
            old = previous[col]
            previous[col] = c[col]
            if index != last and index != first + way and c[col] * old > 0.0:
                ratio = c[col] / old
                c[col] *= ratio
                cl[col] *= ratio
    return error, work


@np.errstate(all="ignore")
def multi_fit(
    code: Codes,
    n: int,
    x: Reals,
    xl: Reals,
    fs: Reals,
    fls: Reals,
    ws: Reals,
    warm: Reals,
    starts: Reals,
    best_c: Reals,
    best_cl: Reals,
    give_up: float,
    steps: int,
) -> tuple[float, int]:
    """Least squares from many starts by successive halving; the best constants are put in place.

    ``fs[-1]`` is the target and ``fs[0]`` an easier one from which it is reached by small changes.
    The starts get 14 steps on the easy target; the best two get 60 and are tracked to the
    target. The ``warm`` constants go to the target at once. The best of all is followed
    along its valley; unless it is above ``give_up`` then, it gets ``steps``, and double-double
    steps when its error is near float64's limit.
    """
    count, k = starts.shape
    last = fs.shape[0] - 1
    c = np.empty(k)
    zero = np.zeros(k)
    errors = np.empty(count)
    work = 0
    best = np.inf
    for s in range(warm.shape[0]):
        c[:] = warm[s]
        f = fs[last]
        fl = fls[last]
        w = ws[last]
        error, used = fit(code, n, x, xl, f, fl, w, c, zero, 0, False, np.inf, 1e-6)
        work += used
        if error > 1e-11:
            error, used = fit(code, n, x, xl, f, fl, w, c, zero, 60, False, np.inf, 1e-6)
            work += used
        if error < best:
            best = error
            best_c[:] = c
    for s in range(count):
        errors[s], used = fit(
            code, n, x, xl, fs[0], fls[0], ws[0], starts[s], zero, 14, False, np.inf, 1e-3
        )
        work += used
    for _ in range(min(2, count)):
        pick = 0
        for s in range(count):
            if errors[s] < errors[pick]:
                pick = s
        if not np.isfinite(errors[pick]):
            break
        errors[pick] = np.inf
        c[:] = starts[pick]
        error, used = fit(code, n, x, xl, fs[0], fls[0], ws[0], c, zero, 60, False, np.inf, 1e-3)
        work += used
        if last > 0:
            if not error < give_up:
                continue
            error, used = track(code, n, x, xl, fs, fls, ws, c, zero, 0, last)
            zero[:] = 0.0
            work += used
        if error < best:
            best = error
            best_c[:] = c
    if not np.isfinite(best):
        return best, work
    best_cl[:] = 0.0
    f = fs[last]
    fl = fls[last]
    w = ws[last]
    if best > 1e-11:
        best, used = follow(code, n, x, xl, f, fl, w, best_c, best_cl, STEPS, False, give_up)
        work += used
    if best < give_up:
        if best > 1e-11:
            best, used = fit(code, n, x, xl, f, fl, w, best_c, best_cl, steps, False, give_up, 1e-6)
            work += used
        if best < 1e-11:
            best, used = fit(code, n, x, xl, f, fl, w, best_c, best_cl, steps, True, give_up, 1e-10)
            work += 3 * used
            best, used = follow(code, n, x, xl, f, fl, w, best_c, best_cl, STEPS, True, give_up)
            work += 3 * used
    return best, work
