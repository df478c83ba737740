"""Programs as source text: Python, NumPy, numba, C, JAX, PyTorch and LaTeX."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from algorist.core import InputError, Registry
from algorist.discovery.formats import nearest
from algorist.discovery.programs import (
    ABS,
    ADD,
    ARITY,
    BITS,
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
    UNBITS,
    Program,
    integer_constants,
    layout_of,
    plain_constants,
    tables_of,
    uses_bits,
)
from algorist.discovery.sources import _words as words
from algorist.discovery.sources._casting import (
    PYTHON,
    array_casts,
    c_casts,
    c_functions,
    lookup_words,
    rows,
)
from algorist.discovery.sources._narrow import NARROW, emit_narrow

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


def _constants(program: Program, number_format: str) -> list[tuple[str, float]]:
    """Names and values of the constants that are numbers of their own.

    Integers stand where they are used, and entries of tables in :func:`_tables`.
    """
    kept = plain_constants(program.shape) - integer_constants(program.shape)
    values = enumerate(program.rationals())
    return [(f"c{k}", nearest(value, number_format)) for k, value in values if k in kept]


def _tables(
    program: Program, number_format: str, write: Callable[[float], str] = repr
) -> list[tuple[str, str]]:
    """Names of the tables and their entries, with commas between them."""
    values = program.rationals()
    return [
        (f"c{table.start}", ", ".join(write(nearest(values[k], number_format)) for k in table))
        for table in tables_of(program.shape)
    ]


@emitters.register("python")
def _python(program: Program, name: str, number_format: str) -> str:
    lines = [f"{c} = {value!r}" for c, value in _constants(program, number_format)]
    lines += [f"{c} = ({entries})" for c, entries in _tables(program, number_format)]
    lines += rows(program, words.PYTHON, PYTHON, "float64")
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
    lines += rows(program, words.NUMPY, casts, number_format, prefix=f"{name}_")
    body = "\n    ".join([*lines, "return y"])
    tables = _global_tables(program, name, number_format)
    return f"import numpy as np\n{tables}\n\ndef {name}(x):\n    {body}\n"


def _global_tables(program: Program, name: str, number_format: str) -> str:
    """Assignments of NumPy arrays, so that no call makes them anew."""
    made = [
        f"{name}_{c} = np.array([{entries}], dtype=np.{number_format})\n"
        for c, entries in _tables(program, number_format)
    ]
    return "\n" + "".join(made) if made else ""


@emitters.register("numba")
def _numba(program: Program, name: str, number_format: str) -> str:
    lines = [
        f"{c} = np.{number_format}({value!r})" for c, value in _constants(program, number_format)
    ]
    casts = array_casts("np", number_format, "{2}({0}).view({1})", "{1}({0})")
    lines += rows(program, words.NUMBA, casts, number_format, prefix=f"{name}_")
    body = "\n    ".join([*lines, f"return np.{number_format}(y)"])
    kind = number_format
    tables = _global_tables(program, name, number_format)
    return (
        f"import numba\nimport numpy as np\n{tables}\n\n"
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
    lines += [
        f"{c} = jnp.array([{entries}], dtype=jnp.{number_format})"
        for c, entries in _tables(program, number_format)
    ]
    lines += rows(program, words.JAX, casts, number_format)
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
    lines += [
        f"{c} = torch.tensor([{entries}], dtype=torch.{number_format}, device=x.device)"
        for c, entries in _tables(program, number_format)
    ]
    lines += rows(program, words.TORCH, casts, number_format)
    body = "\n    ".join([*lines, "return y"])
    return f"import torch\n\n\ndef {name}(x):\n    {body}\n"


@emitters.register("c")
def _c(program: Program, name: str, number_format: str) -> str:
    kind, suffix = _C_TYPES[number_format]
    lines = [
        f"const {kind} {c} = {value.hex()}{suffix}; /* {value!r} */"
        for c, value in _constants(program, number_format)
    ]
    for c, entries in _tables(program, number_format, lambda v: v.hex() + suffix):
        count = entries.count(",") + 1
        lines.append(f"static const {kind} {c}[{count}] = {{{entries}}};")
    casts = c_casts(number_format, kind, suffix)
    kinds = (f"const {kind} ", f"const int{layout_of(number_format).width}_t ")
    lines += [f"{row};" for row in rows(program, words.c(suffix), casts, number_format, kinds)]
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
            LOOKUP: r"c_{{{1} + \max(0, \min({2}, \lfloor {0} \rfloor{3}))}}",
            BITS: r"\operatorname{{bits}}({0})", UNBITS: r"\operatorname{{bits}}^{{-1}}({0})",
        }  # fmt: skip
        return forms[op].format(*args, power=power)

    def index(text: str) -> str:
        import re

        return re.sub(r"\b([tc])(\d+)\b", r"\1_{\2}", text)

    names = ["x", *(f"t{i + 1}" for i in range(len(program.shape) - 1)), "y"]
    lines = []
    for place, step in enumerate(program.shape, start=1):
        op, *operands = step
        args = [names[o] if o >= 0 else f"c{-1 - o}" for o in operands[: ARITY[op]]]
        args += lookup_words(step) if op == LOOKUP else ()
        lines.append(index(f"{names[place]} &= {write(op, args, operands[2])}"))
    lines += [f"c_{{{k}}} &= {text}" for k, text in enumerate(program.constants)]
    body = " \\\\\n".join(lines)
    return f"\\begin{{align*}}\n{body}\n\\end{{align*}}\n"


def languages(number_format: str = "float64") -> list[str]:
    """The names of the source languages in which programs of that number format are written."""
    return ["c", "latex", "numpy"] if number_format in NARROW else emitters.names()
