"""float32 functions over their whole range: C source with range reduction around fitted cores.

The reductions are the classical ones (Cody and Waite 1980); the cores are polynomials whose
coefficients are fitted to the minimax and certified by this package when the source is made:

- exp2: x = n + r, 2^r = 1 + r Q(r), the scale set in two factors so that subnormals round once.
- tanh: 1 - 2 / (e^(2a) + 1) with a = |x|, e^(2a) = 2^n (1 + r Q(r)); near 0 a - a^3 / D(a^2),
  whose D hardly bends, the start of the continued fraction of tanh. Both share one division.
- sigmoid: 1 / (1 + 2^(-x log2 e)) in double.
- erf: 1 - exp(-x^2) W(s), s = (|x| - 1) / (|x| + 1) in double; an odd polynomial near 0.
- gelu: x Phi(x) with Phi(-|x|) = exp(-x^2 / 2) V(s), s = (|x| - 2) / (|x| + 2) in double.

W and V are polynomials for erfc(x) exp(x^2) and for Phi(-x) exp(x^2 / 2) (Schonfelder 1978).
exp2 and tanh are float32 throughout and say each fused multiply-add, so that they give the same
bits from every compiler. Loops have no branches, so that compilers make vector code of them, and
bounds are set on integers where they can: compilers have no vector minimum that C allows for NaN.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from algorist.core import InputError
from algorist.discovery.fullrange._cores import core, nested

NAMES: Final = ("exp2", "sigmoid", "tanh", "erf", "gelu")

_BITS: Final = """
static inline int to_bits(float value)
{{
    int bits;
    memcpy(&bits, &value, 4);
    return bits;
}}

static inline float from_bits(unsigned bits)
{{
    float value;
    memcpy(&value, &bits, 4);
    return value;
}}
"""
_POWER: Final = """
static inline double pow2(double y)
{{
    double shifted = y + 0x1.8p52;
    double r = y - (shifted - 0x1.8p52);
    double p = {pow2};
    long long n, bits;
    memcpy(&n, &shifted, 8);
    memcpy(&bits, &p, 8);
    bits += n << 52;
    memcpy(&p, &bits, 8);
    return p;
}}
"""
_BODIES: Final = {
    # n is held as the bits of magic + n. Below: 2^(n - low - 24) times 2^(low + 24), low =
    # min(n, 0); the biased exponent of the second is the low byte of the bits.
    "exp2": """
    const float magic = 0x1.8p23f + 151.0f;
    const int zero = 0x4b400000 + 151;
    float y = x < -151.0f ? -151.0f : x;
    int n = to_bits(y + magic);
    n = n < zero + 128 ? n : zero + 128;
    float r = y - (from_bits(n) - magic);
    float p = fmaf({exp2}, r, 1.0f);
    int low = n < zero ? n : zero;
    return p * from_bits((unsigned)(n - low + 103) << 23) * from_bits((unsigned)low << 23);""",
    # r = a - n ln(2)/2 in one step: that constant is within 10^-9 of its float32.
    "tanh": """
    const float magic = 0x1.8p23f + 127.0f;
    const int most = 0x4b400000 + 127 + 28;
    float a = fabsf(x);
    int n = to_bits(fmaf(a, 0x1.715476p+1f, magic));
    n = n < most ? n : most;
    float r = fmaf(from_bits(n) - magic, -0x1.62e430p-2f, a);
    float power = from_bits((unsigned)n << 23);
    float less = r * {exp_less_1};
    float z = x * x;
    int small = a < 0.91f;
    float top = small ? z : 2.0f;
    float bottom = small ? {tanh} : fmaf(less, power, -1.0f - power);
    float start = small ? a : 1.0f;
    return copysignf(fmaf(start, top / bottom, start), x);""",
    "sigmoid": """
    double u = (double)x * -0x1.71547652b82fep+0;
    u = u > 200.0 ? 200.0 : (u < -200.0 ? -200.0 : u);
    float y = (float)(1.0 / (1.0 + pow2(u)));
    return x == x ? y : x;""",
    "erf": """
    double a = fabs((double)x);
    double u = a > 4.0 ? 4.0 : a;
    double s = (u - 1.0) / (u + 1.0);
    double z = u * u;
    double w = pow2(z * -0x1.71547652b82fep+0) * {erf_tail};
    double small = u * {erf};
    float y = copysignf((float)(u < 0.6 ? small : 1.0 - w), x);
    return x == x ? y : x;""",
    "gelu": """
    double a = fabs((double)x);
    double u = a > 15.0 ? 15.0 : a;
    double s = (u - 2.0) / (u + 2.0);
    double w = pow2(u * u * -0x1.71547652b82fep-1) * {gelu_tail};
    double d = (double)x;
    d = d < -15.0 ? -15.0 : d;
    float y = (float)(d * (d < 0.0 ? w : 1.0 - w));
    return x == x ? y : x;""",
}
_CORES: Final = {
    "exp2": {"exp2": "r"},
    "tanh": {"exp_less_1": "r", "tanh": "z"},
    "sigmoid": {"pow2": "r"},
    "erf": {"pow2": "r", "erf": "z", "erf_tail": "s"},
    "gelu": {"pow2": "r", "gelu_tail": "s"},
}
"""The cores of each function and the variable that each is a polynomial in."""


def cores_of(name: str) -> dict[str, str]:
    """The cores of a function and their variables; ``InputError`` for other functions."""
    if name not in _CORES:
        raise InputError(f"{name!r} has no float32 form over the whole range: {', '.join(NAMES)}")
    return _CORES[name]


def full_range_names() -> tuple[str, ...]:
    """The functions that have a float32 form over the whole range."""
    return NAMES


def full_range_source(name: str) -> str:
    """C source of ``float NAMEf_fast(float)`` and of a loop over arrays.

    exp2, sigmoid, tanh, erf or gelu; correct to 1 ULP on every float32, which
    :func:`check_full_range` shows. NaN gives NaN, infinities their limits. exp2 and tanh call
    ``fmaf``, which is slow on processors without that instruction (before 2013 on x86).
    """
    texts = {key: _text(key, variable) for key, variable in cores_of(name).items()}
    helpers = _POWER if "pow2" in texts else _BITS
    return (
        "#include <math.h>\n#include <stddef.h>\n#include <string.h>\n"
        f"{helpers.format(**texts)}\nstatic inline float {name}f_fast(float x)\n"
        f"{{{_BODIES[name].format(**texts)}\n}}\n\n"
        f"void {name}f_array(const float *x, float *y, size_t n)\n{{\n"
        f"    for (size_t i = 0; i < n; i++)\n        y[i] = {name}f_fast(x[i]);\n}}\n"
    )


def _text(key: str, variable: str) -> str:
    if key in ("exp2", "exp_less_1", "tanh"):
        singles = tuple(f"{float(np.float32(value)).hex()}f" for value in core(key))
        return nested(singles, variable, "fmaf({0}, {1}, {2})")
    return nested(tuple(value.hex() for value in core(key)), variable)
