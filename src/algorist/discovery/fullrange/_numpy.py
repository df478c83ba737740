"""NumPy source of the float32 functions over their whole range, all of it in float64.

NumPy has no fused multiply-add and spends its time on memory, so exp2 and tanh take here the same
steps as the C, but in float64 and rounded to float32 once; the other three are the C, line by line.
"""

from __future__ import annotations

from typing import Final

from algorist.discovery.fullrange._c import cores_of
from algorist.discovery.fullrange._cores import core, nested

_POWER: Final = """

def _pow2(y):
    shifted = y + 6755399441055744.0
    r = y - (shifted - 6755399441055744.0)
    p = {pow2}
    return (p.view(np.int64) + (shifted.view(np.int64) << 52)).view(np.float64)
"""
_BODIES: Final = {
    "exp2": """
    u = x.astype(np.float64)
    u = np.where(u > 200.0, 200.0, np.where(u < -200.0, -200.0, u))
    with np.errstate(over="ignore", under="ignore"):
        y = _pow2(u).astype(np.float32)
    y = np.where(x == x, y, x)""",
    "sigmoid": """
    u = x.astype(np.float64) * -1.4426950408889634
    u = np.where(u > 200.0, 200.0, np.where(u < -200.0, -200.0, u))
    y = (1.0 / (1.0 + _pow2(u))).astype(np.float32)
    y = np.where(x == x, y, x)""",
    "tanh": """
    a = np.abs(x.astype(np.float64))
    u = np.where(a > 20.0, 20.0, a)
    z = u * u
    small = u < 0.91
    bottom = np.where(small, {tanh}, -1.0 - _pow2(u * 2.8853900817779268))
    start = np.where(small, u, 1.0)
    y = start + start * (np.where(small, z, 2.0) / bottom)
    y = np.where(x == x, np.copysign(y, x).astype(np.float32), x)""",
    "erf": """
    a = np.abs(x.astype(np.float64))
    u = np.where(a > 4.0, 4.0, a)
    s = (u - 1.0) / (u + 1.0)
    z = u * u
    w = _pow2(z * -1.4426950408889634) * {erf_tail}
    small = u * {erf}
    y = np.copysign(np.where(u < 0.6, small, 1.0 - w).astype(np.float32), x)
    y = np.where(x == x, y, x)""",
    "gelu": """
    a = np.abs(x.astype(np.float64))
    u = np.where(a > 15.0, 15.0, a)
    s = (u - 2.0) / (u + 2.0)
    w = _pow2(u * u * -0.7213475204444817) * {gelu_tail}
    d = x.astype(np.float64)
    d = np.where(d < -15.0, -15.0, d)
    y = (d * np.where(d < 0.0, w, 1.0 - w)).astype(np.float32)
    y = np.where(x == x, y, x)""",
}


def full_range_numpy(name: str) -> str:
    """NumPy source of a module with ``NAMEf(x)``: float32 in, float32 of the same shape out.

    exp2, sigmoid, tanh, erf or gelu; NaN gives NaN, infinities their limits.
    """
    variables = {**cores_of(name), "pow2": "r"}
    made = {
        key: nested(tuple(map(repr, core(key))), variable) for key, variable in variables.items()
    }
    return (
        f"import numpy as np\n{_POWER.format(**made)}\n\ndef {name}f(x):\n"
        "    x = np.asarray(x, dtype=np.float32)\n    shape = x.shape\n    x = x.reshape(-1)"
        f"{_BODIES[name].format(**made)}\n    return y.reshape(shape)\n"
    )
