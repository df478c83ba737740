"""Sources in float16, bfloat16 and fixed point, for C and NumPy.

Each operation rounds to the format, to nearest and ties to even: bit for bit the arithmetic in
which `fit_format` tests every input. Few machines have it; so doubles hold the numbers of a float
format, and integers count the units of the fixed one.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Final

from algorist.core import InputError
from algorist.discovery.formats import FIXED_BITS, number_formats
from algorist.discovery.programs import (
    ABS,
    ADD,
    ARITY,
    DIV,
    FLOOR,
    FMA,
    LOOKUP,
    MAX,
    MIN,
    MUL,
    SHIFT,
    SQRT,
    SUB,
    Program,
    layout_of,
    plain_constants,
    tables_of,
    uses_bits,
)
from algorist.discovery.sources._casting import lookup_words

NARROW: Final = ("float16", "bfloat16", "fixed")


@dataclasses.dataclass(frozen=True)
class _Language:
    """How operations and lines are spelled; ``{0}`` to ``{2}`` are operands, ``{n}`` a power.

    The operands of a lookup are the value, the table, its last place and what makes an address 0.
    """

    calls: dict[int, str]
    constant: Callable[[str, float], str]
    line: str
    table: Callable[[str, list[float]], str]


def emit_narrow(program: Program, language: str, name: str, number_format: str) -> str:
    """Source text of a function ``name`` in float16, bfloat16 or fixed point (Q15.16).

    Raises:
        InputError: the language is neither c nor numpy, or the program reads bits.
    """
    if uses_bits(program.shape):
        raise InputError(
            f"sources with bit casts are written for float32 and float64, not {number_format}"
        )
    fixed = number_format == "fixed"
    if language == "numpy":
        body = _body(program, _NUMPY_FIXED if fixed else _NUMPY, number_format)
        head, start = _NUMPY_HEADS[number_format], _NUMPY_STARTS[fixed]
        return head + f"def {name}(x):\n    {start}\n    {body}\n    return y\n"
    if language == "c":
        body = _body(program, _C_FIXED if fixed else _C_FLOAT, number_format)
        kind = "int32_t" if fixed else "double"
        head = _C_FIXED_HEAD if fixed else _c_head(number_format)
        return head + _C_FUNCTIONS.format(name=name, kind=kind, body=body)
    raise InputError(f"{number_format} is written as c and numpy, not as {language}")


def _body(program: Program, language: _Language, number_format: str) -> str:
    round_ = number_formats()[number_format][0]
    values = [float(round_(float(value))) for value in program.rationals()]
    plain = plain_constants(program.shape)
    lines = [language.constant(f"c{k}", v) for k, v in enumerate(values) if k in plain]
    lines += [
        language.table(f"c{table.start}", [values[k] for k in table])
        for table in tables_of(program.shape)
    ]
    names = ["x", *(f"t{i + 1}" for i in range(len(program.shape) - 1)), "y"]
    for place, step in enumerate(program.shape, start=1):
        op, *operands = step
        args = [names[o] if o >= 0 else f"c{-1 - o}" for o in operands[: ARITY[op]]]
        if op == LOOKUP:
            start, *rest = lookup_words(step)
            args += [f"c{start}", *rest]
        power = operands[2]
        call = language.calls[op]
        if op == SHIFT and power < 0 and -SHIFT in language.calls:
            call, power = language.calls[-SHIFT], -power
        lines.append(language.line.format(names[place], call.format(*args, n=power)))
    return "\n    ".join(lines)


def _c_table(kind: str, name: str, entries: list[str]) -> str:
    return f"static const {kind} {name}[{len(entries)}] = {{{', '.join(entries)}}};"


def _units(value: float) -> int:
    return round(value * 2**FIXED_BITS)


def _c_head(number_format: str) -> str:
    """What C sources in a float format begin with."""
    layout = layout_of(number_format)
    least = 1 - layout.bias
    return _C_FLOAT_HEAD.format(
        format=number_format,
        cut=52 - layout.fraction,
        least=least,
        magic=least - layout.fraction + 52,
        limit=layout.bias + 1,
    )


_NUMPY: Final = _Language(
    {
        ADD: "{0} + {1}", SUB: "{0} - {1}", MUL: "{0} * {1}", DIV: "{0} / {1}",
        FMA: "{0} * {1} + {2}", SQRT: "np.sqrt({0})", ABS: "np.abs({0})",
        MIN: "np.minimum({0}, {1})", MAX: "np.maximum({0}, {1})", FLOOR: "np.floor({0})",
        SHIFT: "np.ldexp({0}, {n})",
        LOOKUP: "{1}[np.fmin(np.fmax(np.floor({0}){3}, 0), {2}).astype(np.int64)]",
    },
    "{} = {!r}".format,
    "{} = rounded({})",
    "{} = np.array({!r})".format,
)  # fmt: skip
_NUMPY_FIXED: Final = _Language(
    {
        ADD: "{0} + {1}", SUB: "{0} - {1}", MUL: "halved({0} * {1}, 16)",
        DIV: "quotient({0}, {1})", FMA: "halved({0} * {1} + {2} * 65536, 16)",
        SQRT: "np.rint(np.sqrt({0} * 65536.0)).astype(np.int64)", ABS: "np.abs({0})",
        MIN: "np.minimum({0}, {1})", MAX: "np.maximum({0}, {1})", FLOOR: "{0} & ~0xFFFF",
        SHIFT: "{0} << {n}", -SHIFT: "halved({0}, {n})",
        LOOKUP: "{1}[np.clip(({0} >> 16){3}, 0, {2})]",
    },
    lambda name, value: f"{name} = {_units(value)}  # {value!r}",
    "{} = {}",
    lambda name, values: f"{name} = np.array({[_units(v) for v in values]})",
)  # fmt: skip
_ROUNDED: Final = """import numpy as np


def rounded(v):
    {}


"""
_NUMPY_HEADS: Final = {
    "float16": _ROUNDED.format("return v.astype(np.float16).astype(np.float64)"),
    "bfloat16": _ROUNDED.format(
        """unit = np.ldexp(1.0, np.maximum(np.frexp(v)[1] - 8, -133))
    near = np.rint(v / unit) * unit
    return np.where(np.abs(near) >= 2.0**128, np.copysign(np.inf, v), near)"""
    ),
    "fixed": """import numpy as np

# Q15.16: integers count units of 2^-16. Nothing checks for overflow.


def halved(v, n):  # v / 2^n, rounded to nearest, ties to even
    return (v + (1 << (n - 1)) - 1 + (v >> n & 1)) >> n


def quotient(a, b):
    whole, rest = np.divmod(np.where(b < 0, -a, a) * 65536, np.abs(b))
    return whole + ((2 * rest > np.abs(b)) | ((2 * rest == np.abs(b)) & (whole % 2 == 1)))


""",
}
_NUMPY_STARTS: Final = {
    False: "x = rounded(np.asarray(x, dtype=np.float64))",
    True: "x = np.asarray(x, dtype=np.int64)",
}
_C_FLOAT: Final = _Language(
    {
        ADD: "{0} + {1}", SUB: "{0} - {1}", MUL: "{0} * {1}", DIV: "{0} / {1}",
        FMA: "{0} * {1} + {2}", SQRT: "sqrt({0})", ABS: "fabs({0})",
        MIN: "fmin({0}, {1})", MAX: "fmax({0}, {1})", FLOOR: "floor({0})",
        SHIFT: "ldexp({0}, {n})",
        LOOKUP: "{1}[(int)fmin(fmax(floor({0}){3}, 0), {2})]",
    },
    lambda name, value: f"const double {name} = {value.hex()}; /* {value!r} */",
    "const double {} = rounded({});",
    lambda name, values: _c_table("double", name, [v.hex() for v in values]),
)  # fmt: skip
_C_FLOAT_HEAD: Final = """#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The nearest number of {format}, ties to even. Doubles hold its numbers; x has to be one. */
static inline double rounded(double v)
{{
    const double a = fabs(v), magic = 0x1.8p{magic};
    uint64_t i;
    double w;
    if (!(a < INFINITY))
        return v;
    if (a < 0x1p{least})
        return copysign((a + magic) - magic, v);
    memcpy(&i, &v, sizeof i);
    i += ((uint64_t)1 << ({cut} - 1)) - 1 + (i >> {cut} & 1);
    i = i >> {cut} << {cut};
    memcpy(&w, &i, sizeof w);
    return fabs(w) < 0x1p{limit} ? w : copysign(INFINITY, v);
}}

"""
_C_FIXED: Final = _Language(
    {
        ADD: "(int64_t){0} + {1}", SUB: "(int64_t){0} - {1}",
        MUL: "halved((int64_t){0} * {1}, 16)", DIV: "quotient({0}, {1})",
        FMA: "halved((int64_t){0} * {1} + (int64_t){2} * 65536, 16)",
        SQRT: "rint(sqrt({0} * 65536.0))", ABS: "{0} < 0 ? -{0} : {0}",
        MIN: "{0} < {1} ? {0} : {1}", MAX: "{0} > {1} ? {0} : {1}",
        FLOOR: "{0} & ~0xffff", SHIFT: "(int64_t){0} * ((int64_t)1 << {n})",
        -SHIFT: "halved({0}, {n})", LOOKUP: "{1}[place(({0} >> 16){3}, {2})]",
    },
    lambda name, value: f"const int32_t {name} = {_units(value)}; /* {value!r} */",
    "const int32_t {} = (int32_t)({});",
    lambda name, values: _c_table("int32_t", name, [str(_units(v)) for v in values]),
)  # fmt: skip
_C_FIXED_HEAD: Final = """#include <math.h>
#include <stddef.h>
#include <stdint.h>

/* Q15.16: integers count units of 2^-16. Nothing checks for overflow. */

/* v / 2^n, rounded to nearest, ties to even. */
static inline int64_t halved(int64_t v, int n)
{
    return (v + ((int64_t)1 << (n - 1)) - 1 + (v >> n & 1)) >> n;
}

/* i, kept between 0 and last. */
static inline int32_t place(int32_t i, int32_t last)
{
    return i < 0 ? 0 : i > last ? last : i;
}

static inline int64_t quotient(int64_t a, int64_t b)
{
    int64_t q, r;
    if (b == 0)
        return a < 0 ? INT32_MIN : INT32_MAX;
    if (b < 0) {
        a = -a;
        b = -b;
    }
    a *= 65536;
    q = a / b;
    r = a % b;
    if (r < 0) {
        q -= 1;
        r += b;
    }
    return q + (2 * r > b || (2 * r == b && (q & 1)));
}

"""
_C_FUNCTIONS: Final = """{kind} {name}({kind} x)
{{
    {body}
    return y;
}}

void {name}_array(const {kind} *x, {kind} *y, size_t n)
{{
    for (size_t i = 0; i < n; i++)
        y[i] = {name}(x[i]);
}}
"""
