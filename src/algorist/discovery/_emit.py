"""Programs as source text: Python, NumPy, numba, C, JAX, PyTorch and LaTeX."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Final

from algorist.core import InputError, Registry
from algorist.discovery._casting import PYTHON, Write, array_casts, c_casts, c_functions, rows
from algorist.discovery._emit_narrow import NARROW, emit_narrow
from algorist.discovery._patterns import integer_constants, layout_of, uses_bits
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
            written so that they read back as the nearest number of that format. For c and numpy
            also float16, bfloat16 and fixed, each operation rounded as :func:`fit_format` does.

    Raises:
        InputError: an argument is outside its values.
    """
    if number_format not in (*NUMBER_FORMATS, *NARROW):
        choices = ", ".join((*NUMBER_FORMATS, *NARROW))
        raise InputError(f"number format {number_format!r}: choose one of {choices}")
    if not name.isidentifier() or not name.isascii():
        raise InputError(f"{name!r} is not a name for a function: use letters, digits and _")
    if number_format in NARROW and language != "latex":
        return emit_narrow(program, language, name, number_format)
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


def _infix(calls: dict[int, str]) -> Write:
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
    lines += rows(program, _PYTHON, PYTHON, "float64")
    body = "\n    ".join([*lines, "return y"])
    head = "import math\nimport struct\n" if uses_bits(program.shape) else "import math\n"
    return f"{head}\n\ndef {name}(x):\n    {body}\n"


@emitters.register("numpy")
def _numpy(program: Program, name: str, number_format: str) -> str:
    lines = [f"x = np.asarray(x, dtype=np.{number_format})"]
    lines += [
        f"{c} = np.{number_format}({value!r})" for c, value in _constants(program, number_format)
    ]
    casts = array_casts("np", number_format, "({0}).view({1})", "({0}).astype({1})")
    lines += rows(program, _NUMPY, casts, number_format)
    body = "\n    ".join([*lines, "return y"])
    return f"import numpy as np\n\n\ndef {name}(x):\n    {body}\n"


@emitters.register("numba")
def _numba(program: Program, name: str, number_format: str) -> str:
    lines = [
        f"{c} = np.{number_format}({value!r})" for c, value in _constants(program, number_format)
    ]
    casts = array_casts("np", number_format, "{2}({0}).view({1})", "{1}({0})")
    lines += rows(program, _NUMPY, casts, number_format)
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
    casts = array_casts(
        "jnp", number_format, "jax.lax.bitcast_convert_type({0}, {1})", "({0}).astype({1})"
    )
    lines += rows(program, _JAX, casts, number_format)
    body = "\n    ".join([*lines, "return y"])
    return f"import jax\nimport jax.numpy as jnp\n\n\n@jax.jit\ndef {name}(x):\n    {body}\n"


@emitters.register("torch")
def _torch(program: Program, name: str, number_format: str) -> str:
    lines = [f"x = torch.as_tensor(x, dtype=torch.{number_format})"]
    lines += [
        f"{c} = torch.tensor({value!r}, dtype=torch.{number_format}, device=x.device)"
        for c, value in _constants(program, number_format)
    ]
    casts = array_casts("torch", number_format, "({0}).view({1})", "({0}).to({1})")
    lines += rows(program, _TORCH, casts, number_format)
    body = "\n    ".join([*lines, "return y"])
    return f"import torch\n\n\ndef {name}(x):\n    {body}\n"


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
    casts = c_casts(number_format, kind, suffix)
    kinds = (f"const {kind} ", f"const int{layout_of(number_format).width}_t ")
    lines += [f"{row};" for row in rows(program, _infix(calls), casts, number_format, kinds)]
    body = "\n    ".join([*lines, "return y;"])
    head = "#include <math.h>\n#include <stddef.h>\n"
    if uses_bits(program.shape):
        head += c_functions(number_format, kind)
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
    lines = []
    for place, (op, *operands) in enumerate(program.shape, start=1):
        args = [names[o] if o >= 0 else f"c{-1 - o}" for o in operands[: ARITY[op]]]
        lines.append(index(f"{names[place]} &= {write(op, args, operands[2])}"))
    lines += [f"c_{{{k}}} &= {text}" for k, text in enumerate(program.constants)]
    body = " \\\\\n".join(lines)
    return f"\\begin{{align*}}\n{body}\n\\end{{align*}}\n"


def languages(number_format: str = "float64") -> list[str]:
    """The names of the source languages in which programs of that number format are written."""
    return ["c", "latex", "numpy"] if number_format in NARROW else emitters.names()
