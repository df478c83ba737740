"""Programs: a shape with named, exactly written constants."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

from algorist.core import InputError, Record
from algorist.discovery._shapes import (
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
    OPERATIONS,
    SHIFT,
    SQRT,
    SUB,
    UNBITS,
    Shape,
    Step,
    table_of,
    table_place,
)
from algorist.discovery._tables import MAX_TABLE
from algorist.expressions import Expr, parse

MAX_STEPS = 200
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
        from algorist.expressions import parse

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
    from algorist.expressions import parse

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


_STEP = re.compile(r"\s*(t\d+|y)\s*=\s*(.*?)\s*")
_INFIX = re.compile(r"(\w+)\s*([-+*/])\s*(\w+)")
_CALL = re.compile(r"(\w+)\(\s*(\w+)\s*(?:,\s*(-?\w+)\s*)?(?:,\s*(\w+)\s*)?\)")
_LOOKUP = re.compile(r"lookup\(\s*(\w+)\s*,\s*c(\d{1,6})\s*,\s*(\d{1,6})\s*,\s*(-?\d{1,9})\s*\)")


def read_steps(text: str) -> tuple[Shape, list[str]]:
    """The shape that straight-line text spells, and the names of its constants in order."""
    rows = {"x": 0}
    names: list[str] = []
    steps: list[Step] = []
    parts = [part for part in text.split(";") if part.strip()]
    if not 1 <= len(parts) <= MAX_STEPS:
        raise InputError(f"a program of {len(parts)} steps: 1 to {MAX_STEPS} can be read")

    def operand(name: str) -> int:
        if name in rows:
            return rows[name]
        if not re.fullmatch(r"c\d+", name):
            raise InputError(f"{name!r} is neither x, a constant c0, c1, ... nor an earlier step")
        if name not in names:
            names.append(name)
        return -1 - names.index(name)

    def table(first_name: int, size: int) -> int:
        if not 1 <= size <= MAX_TABLE:
            raise InputError(f"a table of {size} entries: 1 to {MAX_TABLE} can be read")
        entries = [operand(f"c{first_name + k}") for k in range(size)]
        if entries != list(range(entries[0], entries[0] - size, -1)):
            raise InputError(
                f"the {size} entries of a table from c{first_name} on stand apart: use them first "
                "in this table, and beyond it one by one or in tables that lie inside it"
            )
        return entries[0]

    for part in parts:
        found = _STEP.fullmatch(part)
        body = found[2] if found else ""
        infix, call, read = (form.fullmatch(body) for form in (_INFIX, _CALL, _LOOKUP))
        if found is None or not (infix or call or read):
            raise InputError(f"{part.strip()!r} is not a step such as t1 = c0 / x or y = sqrt(t1)")
        if read:
            size, first = int(read[3]), int(read[4])
            row = operand(read[1])
            steps.append((LOOKUP, row, table(int(read[2]), size), table_place(size, first)))
        elif infix:
            symbol = infix[2]
            steps.append((OPERATIONS[symbol].code, operand(infix[1]), operand(infix[3]), 0))
        elif call:
            name = "shift" if call[1] == "ldexp" else call[1]
            if name not in OPERATIONS or name in _SYMBOLS.values():
                raise InputError(f"{name!r} is not an operation: {', '.join(OPERATIONS)}")
            op = OPERATIONS[name]
            if op.code == SHIFT:
                steps.append((SHIFT, operand(call[2]), 0, int(call[3] or "0")))
            else:
                if op.code == LOOKUP:
                    raise InputError(
                        f"{body!r} has no table: write lookup(t1, c1, 16, 0) for the 16 entries "
                        "from c1 on, of which 0 is the first"
                    )
                given = [operand(g) for g in call.groups()[1:] if g is not None]
                if len(given) != op.arity:
                    raise InputError(f"{name} takes {op.arity} operands, got {len(given)}")
                given += [0] * (3 - len(given))
                steps.append((op.code, given[0], given[1], given[2]))
        rows[found[1]] = len(steps)
    return tuple(steps), names


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


__all__ = ["Program", "decimal", "parse", "read_steps", "step_text"]
