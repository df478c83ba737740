"""Programs as source text: Python, NumPy, numba, C, JAX, PyTorch and LaTeX."""

from __future__ import annotations

import dataclasses
import struct
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Final

from algorist.core import InputError, Registry
from algorist.discovery._patterns import integer_constants, integer_rows, layout_of, uses_bits
from algorist.discovery._program import Program
from algorist.discovery._shapes import (
    ABS,
    ADD,
    ARITY,
    BITS,
    DIV,
    FLOOR,
    FMA,
    MAX,
    MIN,
    MUL,
    SHIFT,
    SQRT,
    SUB,
    UNBITS,
)

Emitter = Callable[[Program, str, str], str]
emitters: Registry[Emitter] = Registry("source language")
"""By name; an emitter takes the program, the function's name and the number format."""

NUMBER_FORMATS: Final = ("float64", "float32")
_C_TYPES: Final = {"float64": ("double", ""), "float32": ("float", "f")}


def emit(
    program: Program, language: str, *, name: str = "f", number_format: str = "float64"
) -> str:
    """The program as source text of a function ``name`` of one argument.

    Args:
        language: python, numpy, numba, c, jax, torch or latex.
        name: a C identifier.
        number_format: float64 or float32: the type of constants and arithmetic. Constants are
            written so that they read back as the nearest number of that format.

    Raises:
        InputError: an argument is outside its values.
    """
    if number_format not in NUMBER_FORMATS:
        raise InputError(f"number format {number_format!r}: choose float64 or float32")
    if not name.isidentifier() or not name.isascii():
        raise InputError(f"{name!r} is not a name for a function: use letters, digits and _")
    return emitters.get(language)(program, name, number_format)


def nearest(value: Fraction, number_format: str) -> float:
    """The nearest number of the format, ties to even."""
    if number_format == "float64":
        return float(value)
    double = float(value)
    low = struct.unpack("f", struct.pack("f", double))[0]
    # Rounding twice can be off by one place: take the closest of the neighbours.
    bits = struct.unpack("I", struct.pack("f", low))[0]
    near = [struct.unpack("f", struct.pack("I", bits + k))[0] for k in (-1, 0, 1) if bits + k > 0]
    return float(min(near, key=lambda v: (abs(Fraction(v) - value), int(v != low))))


@dataclasses.dataclass(frozen=True)
class _Casts:
    """How a language spells bit casts; integers are bit patterns less the pattern of 1."""

    bits: str
    unbits: str
    number: str
    """The value of an integer as a number, in units of 2^-p."""
    integer: str
    """A number as an integer, rounded to such units."""
    constant: str
    """An integer constant."""


def _rows(
    program: Program,
    write: Callable[[int, Sequence[str], int], str],
    name: str,
    casts: _Casts,
    number_format: str,
    kinds: tuple[str, str] = ("", ""),
) -> list[str]:
    """``t1 = ...`` lines, the last one as ``name``; ``kinds`` precede numbers and integers."""
    layout = layout_of(number_format)
    integers = integer_rows(program.shape)
    integers[-1] = False
    values = program.rationals()
    names = ["x", *(f"t{i + 1}" for i in range(len(program.shape)))]
    names[-1] = name
    lines = []
    for index, (op, *operands) in enumerate(program.shape):
        whole = op in (ADD, SUB, SHIFT) and integer_rows(program.shape)[index + 1]

        def given(o: int, whole: bool = whole, op: int = op) -> str:
            if o < 0 and whole:
                return casts.constant.format(round(values[-1 - o] * 2**layout.fraction))
            text = names[o] if o >= 0 else f"c{-1 - o}"
            if o >= 0 and integers[o] and not whole and op != UNBITS:
                return casts.number.format(text)
            return casts.integer.format(text) if op == UNBITS and not integers[o] else text

        args = [given(o) for o in operands[: ARITY[op]]]
        if op in (BITS, UNBITS):
            made = (casts.bits if op == BITS else casts.unbits).format(*args)
        elif whole and op == SHIFT:
            made = f"{args[0]} {'<<' if operands[2] > 0 else '>>'} {abs(operands[2])}"
        else:
            made = write(op, args, operands[2])
        if index + 1 == len(program.shape) and (whole or op == BITS):
            made = casts.number.format(f"({made})")
        kind = kinds[integers[index + 1]]
        lines.append(f"{kind}{names[index + 1]} = {made}")
    return lines


def _array_casts(module: str, number_format: str, view: str, cast: str) -> _Casts:
    """Bit casts of NumPy and its kin.

    ``view`` takes a value, the type that it gets and the type that it has; ``cast`` the first two.
    """
    layout = layout_of(number_format)
    kind, whole = f"{module}.{number_format}", f"{module}.int{layout.width}"
    down, up = f"2.0**-{layout.fraction}", f"2.0**{layout.fraction}"
    if module != "torch":
        down, up = f"{kind}({down})", f"{kind}({up})"
    rounded = f"{module}.{'round' if module == 'torch' else 'rint'}({{0}} * {up})"
    return _Casts(
        f"{view.format('{0}', whole, kind)} - {layout.offset}",
        view.format(f"{{0}} + {layout.offset}", kind, whole),
        f"{cast.format('{0}', kind)} * {down}",
        cast.format(rounded, whole),
        "{0}",
    )


def _infix(calls: dict[int, str]) -> Callable[[int, Sequence[str], int], str]:
    symbols = {ADD: "+", SUB: "-", MUL: "*", DIV: "/"}

    def write(op: int, args: Sequence[str], power: int) -> str:
        if op in symbols:
            return f"{args[0]} {symbols[op]} {args[1]}"
        return calls[op].format(*args, power=power)

    return write


def _calls(prefix: str, fma: str, minimum: str, maximum: str, absolute: str) -> dict[int, str]:
    return {
        FMA: fma,
        SQRT: prefix + "sqrt({0})",
        ABS: absolute,
        MIN: minimum,
        MAX: maximum,
        FLOOR: prefix + "floor({0})",
        SHIFT: "{0} * 2.0 ** {power}",
    }


_PYTHON = _infix(_calls("math.", "{0} * {1} + {2}", "min({0}, {1})", "max({0}, {1})", "abs({0})"))
_NUMPY = _infix(
    _calls("np.", "{0} * {1} + {2}", "np.minimum({0}, {1})", "np.maximum({0}, {1})", "np.abs({0})")
)
_JAX = _infix(
    _calls(
        "jnp.", "{0} * {1} + {2}", "jnp.minimum({0}, {1})", "jnp.maximum({0}, {1})", "jnp.abs({0})"
    )
)
_TORCH = _infix(
    _calls(
        "torch.", "{0} * {1} + {2}", "torch.minimum({0}, {1})", "torch.maximum({0}, {1})",
        "torch.abs({0})",
    )
)  # fmt: skip


def _constants(program: Program, number_format: str) -> list[tuple[str, float]]:
    """Names and values of the constants that are numbers; integers stand where they are used."""
    whole = integer_constants(program.shape)
    values = enumerate(program.rationals())
    return [(f"c{k}", nearest(value, number_format)) for k, value in values if k not in whole]


@emitters.register("python")
def _python(program: Program, name: str, number_format: str) -> str:
    lines = [f"{c} = {value!r}" for c, value in _constants(program, number_format)]
    # Python computes in float64 whatever the constants' format is.
    layout = layout_of("float64")
    casts = _Casts(
        f'struct.unpack("<q", struct.pack("<d", {{0}}))[0] - {layout.offset}',
        f'struct.unpack("<d", struct.pack("<q", {{0}} + {layout.offset}))[0]',
        "math.ldexp({0}, -52)", "round(math.ldexp({0}, 52))", "{0}",
    )  # fmt: skip
    lines += _rows(program, _PYTHON, "y", casts, "float64")
    body = "\n    ".join([*lines, "return y"])
    head = "import math\nimport struct\n" if uses_bits(program.shape) else "import math\n"
    return f"{head}\n\ndef {name}(x):\n    {body}\n"


@emitters.register("numpy")
def _numpy(program: Program, name: str, number_format: str) -> str:
    lines = [f"x = np.asarray(x, dtype=np.{number_format})"]
    lines += [
        f"{c} = np.{number_format}({value!r})" for c, value in _constants(program, number_format)
    ]
    casts = _array_casts("np", number_format, "({0}).view({1})", "({0}).astype({1})")
    lines += _rows(program, _NUMPY, "y", casts, number_format)
    body = "\n    ".join([*lines, "return y"])
    return f"import numpy as np\n\n\ndef {name}(x):\n    {body}\n"


@emitters.register("numba")
def _numba(program: Program, name: str, number_format: str) -> str:
    lines = [
        f"{c} = np.{number_format}({value!r})" for c, value in _constants(program, number_format)
    ]
    casts = _array_casts("np", number_format, "{2}({0}).view({1})", "{1}({0})")
    lines += _rows(program, _NUMPY, "y", casts, number_format)
    body = "\n    ".join([*lines, f"return np.{number_format}(y)"])
    kind = number_format
    return (
        "import numba\nimport numpy as np\n\n\n"
        f'@numba.vectorize(["{kind}({kind})"], nopython=True)\n'
        f"def {name}(x):\n    {body}\n"
    )


@emitters.register("jax")
def _jax(program: Program, name: str, number_format: str) -> str:
    lines = [f"x = jnp.asarray(x, dtype=jnp.{number_format})"]
    lines += [
        f"{c} = jnp.{number_format}({value!r})" for c, value in _constants(program, number_format)
    ]
    casts = _array_casts(
        "jnp", number_format, "jax.lax.bitcast_convert_type({0}, {1})", "({0}).astype({1})"
    )
    lines += _rows(program, _JAX, "y", casts, number_format)
    body = "\n    ".join([*lines, "return y"])
    return f"import jax\nimport jax.numpy as jnp\n\n\n@jax.jit\ndef {name}(x):\n    {body}\n"


@emitters.register("torch")
def _torch(program: Program, name: str, number_format: str) -> str:
    lines = [f"x = torch.as_tensor(x, dtype=torch.{number_format})"]
    lines += [
        f"{c} = torch.tensor({value!r}, dtype=torch.{number_format}, device=x.device)"
        for c, value in _constants(program, number_format)
    ]
    casts = _array_casts("torch", number_format, "({0}).view({1})", "({0}).to({1})")
    lines += _rows(program, _TORCH, "y", casts, number_format)
    body = "\n    ".join([*lines, "return y"])
    return f"import torch\n\n\ndef {name}(x):\n    {body}\n"


_C_CASTS: Final = """
/* The bits of a number as an integer, less those of 1, and back. */
static inline {whole} bits_of({kind} v)
{{
    u{whole} i;
    memcpy(&i, &v, sizeof i);
    return ({whole})(i - {offset});
}}

static inline {kind} of_bits({whole} k)
{{
    const u{whole} i = (u{whole})k + {offset};
    {kind} v;
    memcpy(&v, &i, sizeof v);
    return v;
}}
"""


@emitters.register("c")
def _c(program: Program, name: str, number_format: str) -> str:
    kind, suffix = _C_TYPES[number_format]
    calls = {
        FMA: f"fma{suffix}({{0}}, {{1}}, {{2}})",
        SQRT: f"sqrt{suffix}({{0}})",
        ABS: f"fabs{suffix}({{0}})",
        MIN: f"fmin{suffix}({{0}}, {{1}})",
        MAX: f"fmax{suffix}({{0}}, {{1}})",
        FLOOR: f"floor{suffix}({{0}})",
        SHIFT: f"ldexp{suffix}({{0}}, {{power}})",
    }
    lines = [
        f"const {kind} {c} = {value.hex()}{suffix}; /* {value!r} */"
        for c, value in _constants(program, number_format)
    ]
    layout = layout_of(number_format)
    whole = f"int{layout.width}_t"
    casts = _Casts(
        "bits_of({0})", "of_bits({0})", f"({kind}){{0}} * 0x1p-{layout.fraction}{suffix}",
        f"({whole})lrint{suffix}({{0}} * 0x1p{layout.fraction}{suffix})", "{0}",
    )  # fmt: skip
    kinds = (f"const {kind} ", f"const {whole} ")
    lines += [
        f"{line};" for line in _rows(program, _infix(calls), "y", casts, number_format, kinds)
    ]
    body = "\n    ".join([*lines, "return y;"])
    head = "#include <math.h>\n#include <stddef.h>\n"
    if uses_bits(program.shape):
        head += "#include <stdint.h>\n#include <string.h>\n"
        head += _C_CASTS.format(kind=kind, whole=whole, offset=layout.offset)
    return (
        f"{head}\n{kind} {name}({kind} x)\n{{\n    {body}\n}}\n\n"
        f"void {name}_array(const {kind} *x, {kind} *y, size_t n)\n{{\n"
        f"    for (size_t i = 0; i < n; i++)\n        y[i] = {name}(x[i]);\n}}\n"
    )


@emitters.register("latex")
def _latex(program: Program, name: str, number_format: str) -> str:
    def write(op: int, args: Sequence[str], power: int) -> str:
        forms = {
            ADD: "{0} + {1}", SUB: "{0} - {1}", MUL: r"{0} \cdot {1}", DIV: r"\frac{{{0}}}{{{1}}}",
            FMA: r"{0} \cdot {1} + {2}", SQRT: r"\sqrt{{{0}}}", ABS: r"\left|{0}\right|",
            MIN: r"\min({0}, {1})", MAX: r"\max({0}, {1})",
            FLOOR: r"\lfloor {0} \rfloor", SHIFT: r"{0} \cdot 2^{{{power}}}",
            BITS: r"\operatorname{{bits}}({0})", UNBITS: r"\operatorname{{bits}}^{{-1}}({0})",
        }  # fmt: skip
        return forms[op].format(*args, power=power)

    def index(text: str) -> str:
        import re

        return re.sub(r"\b([tc])(\d+)\b", r"\1_{\2}", text)

    names = ["x", *(f"t{i + 1}" for i in range(len(program.shape) - 1)), "y"]
    rows = []
    for place, (op, *operands) in enumerate(program.shape, start=1):
        args = [names[o] if o >= 0 else f"c{-1 - o}" for o in operands[: ARITY[op]]]
        rows.append(index(f"{names[place]} &= {write(op, args, operands[2])}"))
    rows += [f"c_{{{k}}} &= {text}" for k, text in enumerate(program.constants)]
    body = " \\\\\n".join(rows)
    return f"\\begin{{align*}}\n{body}\n\\end{{align*}}\n"


def languages() -> list[str]:
    """The names of all source languages."""
    return emitters.names()
