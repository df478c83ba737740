"""Programs: a shape with named, exactly written constants."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

from algorist.core import InputError, Record
from algorist.discovery.programs._reading import read_steps
from algorist.discovery.programs._shapes import (
    ABS,
    ADD,
    ARITY,
    BITS,
    BY_CODE,
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
    Shape,
    Step,
    table_of,
)
from algorist.expressions import Expr, parse

MAX_CONSTANT = 400
"""Characters of a constant."""

_SYMBOLS = {ADD: "+", SUB: "-", MUL: "*", DIV: "/"}


class Program(Record, frozen=True):
    """A straight-line program: steps over x, earlier steps and constants.

    ``shape[i] = (opcode, a, b, c)``; an operand 0 is x, ``j`` the result of step ``j`` and
    ``-1 - k`` constant ``k``. The last step is the result. Constants are decimal texts that mean
    exactly what they say; they are named c0, c1, ... in texts.
    """

    shape: Shape
    constants: tuple[str, ...]

    @property
    def operations(self) -> int:
        """Steps that touch x, each counted as 1; constants and constant-only parts are free."""
        return len(self.shape)

    def rationals(self) -> tuple[Fraction, ...]:
        """The constants as exact fractions."""
        return tuple(Fraction(text) for text in self.constants)

    def named(self) -> dict[str, str]:
        """The constants by name."""
        return {f"c{k}": text for k, text in enumerate(self.constants)}

    def text(self) -> str:
        """Straight-line text over named constants, that Python can run: ``t1 = c0/x; y = x + t1``.

        ``fma``, ``sqrt``, ``abs``, ``min``, ``max``, ``floor``, ``ldexp``, ``bits`` and
        ``unbits`` are calls. ``lookup(t1, c1, 16, 0)`` reads the table of the 16 constants from c1
        on at the whole part of t1 less 0.
        """
        names = ["x", *(f"t{i + 1}" for i in range(len(self.shape)))]
        names[-1] = "y"
        constants = [f"c{k}" for k in range(len(self.constants))]
        lines = [
            f"{names[i + 1]} = {step_text(step, names, constants)}"
            for i, step in enumerate(self.shape)
        ]
        return "; ".join(lines)

    def run(self, x: Any, constants: Sequence[Any], functions: Mapping[str, Any]) -> Any:
        """Evaluate over any numbers that have + - * /; ``functions`` gives the others by name."""
        values: list[Any] = [x]
        for step in self.shape:
            op, *operands = step
            args = [values[o] if o >= 0 else constants[-1 - o] for o in operands[: ARITY[op]]]
            if op == ADD:
                made = args[0] + args[1]
            elif op == SUB:
                made = args[0] - args[1]
            elif op == MUL:
                made = args[0] * args[1]
            elif op == DIV:
                made = args[0] / args[1]
            elif op == FMA and "fma" not in functions:
                made = args[0] * args[1] + args[2]
            elif op == SHIFT:
                made = (
                    args[0] * Fraction(2) ** operands[2]
                    if "shift" not in functions
                    else (functions["shift"](args[0], operands[2]))
                )
            elif op == LOOKUP:
                table, first = table_of(step)
                made = functions["lookup"](args[0], [constants[k] for k in table], first)
            else:
                made = functions[BY_CODE[op].name](*args)
            values.append(made)
        return values[-1]

    def expression(self) -> Expr:
        """The program as one expression of the common tree (shared steps are repeated).

        Raises:
            InputError: the program has bit casts or tables, which are no functions of the tree.
        """
        nodes: list[Expr] = [parse("x")]
        numbers = [_as_tree(value) for value in self.rationals()]
        for op, *operands in self.shape:
            args = [nodes[o] if o >= 0 else numbers[-1 - o] for o in operands[: ARITY[op]]]
            names = dict(zip("abc", args, strict=False))
            if op in (BITS, UNBITS):
                raise InputError(f"{self.text()!r} reads bit patterns: it has no expression")
            if op == LOOKUP:
                raise InputError(f"{self.text()!r} looks numbers up: it has no expression")
            form = _TREE_FORMS[op] if op != SHIFT else f"a*2^({operands[2]})"
            nodes.append(parse(form).substitute(names))
        return nodes[-1]

    @classmethod
    def from_text(cls, text: str, constants: Mapping[str, str]) -> Program:
        """Read what :meth:`text` writes, with the constants by name."""
        shape, names = read_steps(text)
        missing = [name for name in names if name not in constants]
        if missing:
            raise InputError(f"the program uses {missing!r}, which the constants do not give")
        return cls(shape, tuple(_checked(str(constants[name])) for name in names))


_TREE_FORMS = {
    ADD: "a + b", SUB: "a - b", MUL: "a*b", DIV: "a/b", FMA: "a*b + c", SQRT: "sqrt(a)",
    ABS: "abs(a)", MIN: "min(a, b)", MAX: "max(a, b)", FLOOR: "floor(a)",
}  # fmt: skip


def _as_tree(value: Fraction) -> Expr:
    made = parse(f"{abs(value.numerator)}/{value.denominator}")
    return made if value >= 0 else parse("-a").substitute({"a": made})


def step_text(step: Step, names: Sequence[str], constants: Sequence[str]) -> str:
    """One right-hand side over the given names of rows and constants."""
    op, *operands = step
    args = [names[o] if o >= 0 else constants[-1 - o] for o in operands[: ARITY[op]]]
    if op in _SYMBOLS:
        return f"{args[0]} {_SYMBOLS[op]} {args[1]}"
    if op == SHIFT:
        return f"ldexp({args[0]}, {operands[2]})"
    if op == LOOKUP:
        table, first = table_of(step)
        return f"lookup({args[0]}, {constants[table.start]}, {len(table)}, {first})"
    return f"{BY_CODE[op].name}({', '.join(args)})"


def _checked(text: str) -> str:
    if len(text) > MAX_CONSTANT or not re.fullmatch(r"[-+]?\d*\.?\d*(?:[eE][-+]?\d{1,4})?", text):
        raise InputError(f"{text[:60]!r} is not a decimal constant of at most {MAX_CONSTANT} signs")
    try:
        Fraction(text)
    except ValueError as error:
        raise InputError(f"{text!r} is not a decimal constant") from error
    return text


def decimal(high: float, low: float, digits: int) -> str:
    """``high + low`` as a decimal text of that many significant digits."""
    with localcontext() as context:
        context.prec = digits
        value = +(Decimal(high) + Decimal(low)) if low else +Decimal(high)
    return _plain(value)


def _plain(value: Decimal) -> str:
    value = value.normalize()
    text = f"{value:f}" if -7 < value.adjusted() < 22 else f"{value:e}"
    return text.replace("E", "e").replace("e+", "e")
