"""Reading the text of programs: ``t1 = c0 / x; y = lookup(t1, c1, 16, 0)`` and so on."""

from __future__ import annotations

import re
from typing import Final

from algorist.core import InputError
from algorist.discovery.programs._shapes import LOOKUP, OPERATIONS, SHIFT, Shape, Step, table_place
from algorist.discovery.programs._tables import MAX_TABLE

MAX_STEPS: Final = 200
_SIGNS: Final = ("+", "-", "*", "/")

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
            if name not in OPERATIONS or name in _SIGNS:
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
