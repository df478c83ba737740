"""Source lines of programs in which numbers and integers (bit patterns) meet."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Final

from algorist.discovery.programs import (
    ARITY,
    BITS,
    LOOKUP,
    SHIFT,
    UNBITS,
    Program,
    Step,
    integer_rows,
    layout_of,
    table_of,
)

Write = Callable[[int, Sequence[str], int], str]
"""How a language spells an operation: its opcode, its operands and the power of a shift.

The operands of a lookup are the value, the table, its last place and what makes an address 0.
"""


@dataclasses.dataclass(frozen=True)
class Casts:
    """How a language spells casts; integers are bit patterns less the pattern of 1."""

    bits: str
    unbits: str
    number: str
    """The value of an integer as a number, in units of 2^-p."""
    integer: str
    """A number as an integer, rounded to such units."""


def rows(
    program: Program,
    write: Write,
    casts: Casts,
    number_format: str,
    kinds: tuple[str, str] = ("", ""),
    prefix: str = "",
) -> list[str]:
    """``t1 = ...`` lines, the last one ``y``, a number; ``kinds`` precede numbers and integers.

    A table has the name of its first entry, after the ``prefix``.
    """
    units = 2 ** layout_of(number_format).fraction
    integers = integer_rows(program.shape)
    values = program.rationals()
    names = ["x", *(f"t{i + 1}" for i in range(len(program.shape) - 1)), "y"]

    def operand(o: int, op: int, whole: bool) -> str:
        if o < 0:
            return str(round(values[-1 - o] * units)) if whole else f"c{-1 - o}"
        if whole or integers[o] == (op == UNBITS):
            return names[o]
        return (casts.integer if op == UNBITS else casts.number).format(names[o])

    lines = []
    for index, step in enumerate(program.shape, start=1):
        op, *operands = step
        whole = op != BITS and integers[index]
        args = [operand(o, op, whole) for o in operands[: ARITY[op]]]
        if op == LOOKUP:
            start, *rest = lookup_words(step)
            args += [f"{prefix}c{start}", *rest]
        if op in (BITS, UNBITS):
            made = (casts.bits if op == BITS else casts.unbits).format(*args)
        elif whole and op == SHIFT:
            made = f"{args[0]} {'<<' if operands[2] > 0 else '>>'} {abs(operands[2])}"
        else:
            made = write(op, args, operands[2])
        last = index == len(program.shape)
        if last and integers[index]:
            made = casts.number.format(f"({made})")
        lines.append(f"{kinds[integers[index] and not last]}{names[index]} = {made}")
    return lines


def lookup_words(step: Step) -> tuple[str, str, str]:
    """The first entry of a table, its last place, and what makes an address 0, such as ``- 3``."""
    table, first = table_of(step)
    shift = f" {'-' if first > 0 else '+'} {abs(first)}" if first else ""
    return str(table.start), str(len(table) - 1), shift


def array_casts(module: str, number_format: str, view: str, cast: str) -> Casts:
    """Casts of NumPy and its kin.

    ``view`` takes a value, the type that it gets and the type that it has; ``cast`` the first two.
    """
    layout = layout_of(number_format)
    kind, whole = f"{module}.{number_format}", f"{module}.int{layout.width}"
    down, up = f"2.0**-{layout.fraction}", f"2.0**{layout.fraction}"
    if module != "torch":
        down, up = f"{kind}({down})", f"{kind}({up})"
    rounded = f"{module}.{'round' if module == 'torch' else 'rint'}({{0}} * {up})"
    return Casts(
        f"{view.format('{0}', whole, kind)} - {layout.offset}",
        view.format(f"{{0}} + {layout.offset}", kind, whole),
        f"({cast.format('{0}', kind)} * {down})",
        cast.format(rounded, whole),
    )


def c_casts(number_format: str, kind: str, suffix: str) -> Casts:
    """Casts of C, with the two functions that :func:`c_functions` writes."""
    layout = layout_of(number_format)
    return Casts(
        "bits_of({0})",
        "of_bits({0})",
        f"(({kind}){{0}} * 0x1p-{layout.fraction}{suffix})",
        f"(int{layout.width}_t)lrint{suffix}({{0}} * 0x1p{layout.fraction}{suffix})",
    )


def c_functions(number_format: str, kind: str) -> str:
    """Headers and functions that C sources with bit casts need."""
    layout = layout_of(number_format)
    return _C.format(kind=kind, whole=f"int{layout.width}_t", offset=layout.offset)


_C: Final = """#include <stdint.h>
#include <string.h>

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
PYTHON: Final = Casts(
    f'struct.unpack("<q", struct.pack("<d", {{0}}))[0] - {layout_of("float64").offset}',
    f'struct.unpack("<d", struct.pack("<q", {{0}} + {layout_of("float64").offset}))[0]',
    "math.ldexp({0}, -52)",
    "round(math.ldexp({0}, 52))",
)
"""Python computes in float64 whatever the constants' format is."""
