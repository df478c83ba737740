"""Machine-code kernels: programs and their derivatives at many points, in two precisions.

A shape is an int64 array ``code[n, 4]`` of (opcode, a, b, c). An operand ``>= 0`` is a row: 0 is
the argument x, ``i`` the result of step ``i``; ``-1 - k`` is constant ``k``. Values live in
``rows[1 + n + K, m]``: the argument, the steps, then every constant spread over the ``m`` points,
so that each operation is one loop over contiguous memory which LLVM turns into vector code.

The double-double part follows Dekker (1971) and Knuth with a fused multiply-add for the exact
product: about 31 significant digits, at 20 to 30 floating-point operations per operation.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
from numba import types
from numba.extending import intrinsic

from algorist.discovery.fitting._jit import jit

Reals = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

ADD, SUB, MUL, DIV, FMA, SQRT, ABS, MIN, MAX, FLOOR, SHIFT, BITS, UNBITS = range(13)


def _fma_intrinsic(typingctx: Any, a: Any, b: Any, c: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.fma(*args)

    return types.float64(types.float64, types.float64, types.float64), generate


_fma: Any = intrinsic(_fma_intrinsic)


@jit
def _power(exponent: float) -> float:
    """2**exponent; NaN beyond the normal exponents of float64."""
    return float(2.0**exponent) if abs(exponent) < 1022.0 else np.nan


@jit
def _bits(value: float) -> float:
    """What the bits of a positive number read as: its exponent plus its significand less 1."""
    if not 0.0 < value < np.inf:
        return np.nan
    significand, exponent = math.frexp(value)
    return exponent + (2.0 * significand - 2.0)


@jit
def _unbits(value: float) -> float:
    """The number whose bits read as ``value``."""
    whole = np.floor(value)
    return float((1.0 + (value - whole)) * _power(whole))


@jit
def fill_constants(rows: Reals, n: int, constants: Reals) -> None:
    """Spread the constants over their rows."""
    for k in range(constants.shape[0]):
        rows[1 + n + k, :] = constants[k]


@jit
def forward(code: Codes, n: int, rows: Reals) -> None:
    """Evaluate the ``n`` steps in float64; row ``n`` is the result."""
    m = rows.shape[1]
    for i in range(n):
        op = code[i, 0]
        a = code[i, 1]
        b = code[i, 2]
        p = rows[a if a >= 0 else n - a]
        q = rows[b if b >= 0 else n - b]
        out = rows[i + 1]
        if op == 0:
            for j in range(m):
                out[j] = p[j] + q[j]
        elif op == 1:
            for j in range(m):
                out[j] = p[j] - q[j]
        elif op == 2:
            for j in range(m):
                out[j] = p[j] * q[j]
        elif op == 3:
            for j in range(m):
                out[j] = p[j] / q[j]
        elif op == 4:
            d = code[i, 3]
            s = rows[d if d >= 0 else n - d]
            for j in range(m):
                out[j] = _fma(p[j], q[j], s[j])
        elif op == 5:
            for j in range(m):
                out[j] = np.sqrt(p[j])
        elif op == 6:
            for j in range(m):
                out[j] = abs(p[j])
        elif op == 7:
            for j in range(m):
                out[j] = min(p[j], q[j])
        elif op == 8:
            for j in range(m):
                out[j] = max(p[j], q[j])
        elif op == 9:
            for j in range(m):
                out[j] = np.floor(p[j])
        elif op == 11:
            for j in range(m):
                out[j] = _bits(p[j])
        elif op == 12:
            for j in range(m):
                out[j] = _unbits(p[j])
        else:
            scale = 2.0 ** code[i, 3]
            for j in range(m):
                out[j] = p[j] * scale


@jit
def backward(code: Codes, n: int, rows: Reals, adjoint: Reals) -> None:
    """Derivatives of the result: ``adjoint`` row ``1 + n + k`` is d result / d constant k."""
    m = rows.shape[1]
    adjoint[:, :] = 0.0
    adjoint[n, :] = 1.0
    for i in range(n - 1, -1, -1):
        op = code[i, 0]
        a = code[i, 1]
        b = code[i, 2]
        ra = a if a >= 0 else n - a
        rb = b if b >= 0 else n - b
        p = rows[ra]
        q = rows[rb]
        value = rows[i + 1]
        g = adjoint[i + 1]
        dp = adjoint[ra]
        dq = adjoint[rb]
        if op == 0:
            for j in range(m):
                dp[j] += g[j]
            for j in range(m):
                dq[j] += g[j]
        elif op == 1:
            for j in range(m):
                dp[j] += g[j]
            for j in range(m):
                dq[j] -= g[j]
        elif op == 2:
            for j in range(m):
                dp[j] += g[j] * q[j]
            for j in range(m):
                dq[j] += g[j] * p[j]
        elif op == 3:
            for j in range(m):
                t = g[j] / q[j]
                dp[j] += t
                dq[j] -= t * value[j]
        elif op == 4:
            d = code[i, 3]
            ds = adjoint[d if d >= 0 else n - d]
            for j in range(m):
                dp[j] += g[j] * q[j]
            for j in range(m):
                dq[j] += g[j] * p[j]
            for j in range(m):
                ds[j] += g[j]
        elif op == 5:
            for j in range(m):
                dp[j] += 0.5 * g[j] / value[j]
        elif op == 6:
            for j in range(m):
                dp[j] += g[j] if p[j] >= 0.0 else -g[j]
        elif op == 7 or op == 8:
            for j in range(m):
                if value[j] == p[j]:
                    dp[j] += g[j]
                else:
                    dq[j] += g[j]
        elif op == 10:
            scale = 2.0 ** code[i, 3]
            for j in range(m):
                dp[j] += g[j] * scale
        elif op == 11:
            for j in range(m):
                dp[j] += g[j] * _power(-np.floor(value[j]))
        elif op == 12:
            for j in range(m):
                dp[j] += g[j] * _power(np.floor(p[j]))


@jit
def _quick(a: float, b: float) -> tuple[float, float]:
    s = a + b
    return s, b - (s - a)


@jit
def _two_sum(a: float, b: float) -> tuple[float, float]:
    s = a + b
    v = s - a
    return s, (a - (s - v)) + (b - v)


@jit
def _dd_add(ah: float, al: float, bh: float, bl: float) -> tuple[float, float]:
    s, e = _two_sum(ah, bh)
    t, f = _two_sum(al, bl)
    s, e = _quick(s, e + t)
    return _quick(s, e + f)


@jit
def _dd_mul(ah: float, al: float, bh: float, bl: float) -> tuple[float, float]:
    p = ah * bh
    e = _fma(ah, bh, -p)
    return _quick(p, e + (ah * bl + al * bh))


@jit
def _dd_div(ah: float, al: float, bh: float, bl: float) -> tuple[float, float]:
    q1 = ah / bh
    ph, pl = _dd_mul(bh, bl, q1, 0.0)
    rh, rl = _dd_add(ah, al, -ph, -pl)
    q2 = rh / bh
    ph, pl = _dd_mul(bh, bl, q2, 0.0)
    rh, rl = _dd_add(rh, rl, -ph, -pl)
    q3 = rh / bh
    s, e = _quick(q1, q2)
    return _dd_add(s, e, q3, 0.0)


@jit
def forward_dd(code: Codes, n: int, high: Reals, low: Reals) -> None:
    """Evaluate the ``n`` steps in double-double; ``high + low`` in row ``n`` is the result."""
    m = high.shape[1]
    for i in range(n):
        op = code[i, 0]
        a = code[i, 1]
        b = code[i, 2]
        ra = a if a >= 0 else n - a
        rb = b if b >= 0 else n - b
        ph = high[ra]
        pl = low[ra]
        qh = high[rb]
        ql = low[rb]
        oh = high[i + 1]
        ol = low[i + 1]
        if op == 0:
            for j in range(m):
                oh[j], ol[j] = _dd_add(ph[j], pl[j], qh[j], ql[j])
        elif op == 1:
            for j in range(m):
                oh[j], ol[j] = _dd_add(ph[j], pl[j], -qh[j], -ql[j])
        elif op == 2:
            for j in range(m):
                oh[j], ol[j] = _dd_mul(ph[j], pl[j], qh[j], ql[j])
        elif op == 3:
            for j in range(m):
                oh[j], ol[j] = _dd_div(ph[j], pl[j], qh[j], ql[j])
        elif op == 4:
            d = code[i, 3]
            rc = d if d >= 0 else n - d
            for j in range(m):
                th, tl = _dd_mul(ph[j], pl[j], qh[j], ql[j])
                oh[j], ol[j] = _dd_add(th, tl, high[rc, j], low[rc, j])
        elif op == 5:
            for j in range(m):
                s = np.sqrt(ph[j])
                th, tl = _dd_mul(s, 0.0, s, 0.0)
                th, tl = _dd_add(ph[j], pl[j], -th, -tl)
                oh[j], ol[j] = _quick(s, th / (2.0 * s)) if s > 0.0 else (s, 0.0)
        elif op == 6:
            for j in range(m):
                sign = 1.0 if ph[j] >= 0.0 else -1.0
                oh[j] = sign * ph[j]
                ol[j] = sign * pl[j]
        elif op == 7 or op == 8:
            for j in range(m):
                less = ph[j] < qh[j] or (ph[j] == qh[j] and pl[j] < ql[j])
                first = less == (op == 7)
                oh[j] = ph[j] if first else qh[j]
                ol[j] = pl[j] if first else ql[j]
        elif op == 9:
            for j in range(m):
                f = np.floor(ph[j])
                oh[j] = f
                ol[j] = 0.0 if f != ph[j] else np.floor(pl[j])
        elif op == 11:
            for j in range(m):
                whole = np.floor(_bits(ph[j]))
                scale = _power(-whole)
                oh[j], ol[j] = _dd_add(ph[j] * scale, pl[j] * scale, whole - 1.0, 0.0)
        elif op == 12:
            for j in range(m):
                whole = np.floor(ph[j])
                scale = _power(whole)
                th, tl = _dd_add(ph[j], pl[j], 1.0 - whole, 0.0)
                oh[j] = th * scale
                ol[j] = tl * scale
        else:
            scale = 2.0 ** code[i, 3]
            for j in range(m):
                oh[j] = ph[j] * scale
                ol[j] = pl[j] * scale


@jit
def many(codes: Codes, constants: Reals, x: Reals, rounds: int) -> float:
    """Evaluate all programs ``codes[p, n, 4]`` at all points, ``rounds`` times; a checksum."""
    n = codes.shape[1]
    rows = np.empty((1 + n + constants.shape[1], x.shape[0]))
    rows[0] = x
    total = 0.0
    for _ in range(rounds):
        for p in range(codes.shape[0]):
            fill_constants(rows, n, constants[p])
            forward(codes[p], n, rows)
            total += rows[n, 0]
    return total
