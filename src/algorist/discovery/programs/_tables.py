"""Table lookups: a step that reads one of a table of constants.

``lookup(v, c, n, first)`` is the entry ``floor(v) - first`` of the n constants from ``c`` on; below
the table it is the first and above it the last of them. So v is cut to a whole number, which is an
address: the integer ``first`` is part of the table's address, and keeping the address inside the
table is part of the step. One step touches x and costs 1; entries are constants and free.

Source of the idea: table-driven elementary functions, Tang, ACM TOMS 15(2), 1989.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np

from algorist.discovery.programs._shapes import ARITY, LOOKUP, Shape, table_of

MAX_TABLE: Final = 256
"""Entries of a table: 2 KiB in float64, a sixteenth of a first-level cache."""
DEFAULT_TABLE: Final = 16


def uses_tables(shape: Shape) -> bool:
    """Whether the shape looks numbers up."""
    return any(step[0] == LOOKUP for step in shape)


def tables_of(shape: Shape) -> list[range]:
    """The constants of each table; of tables that begin alike the longest."""
    found: dict[int, range] = {}
    for step in shape:
        if step[0] == LOOKUP:
            table, _ = table_of(step)
            found[table.start] = max(table, found.get(table.start, table), key=len)
    return list(found.values())


def plain_constants(shape: Shape) -> set[int]:
    """The constants that are operands themselves, not only entries of tables."""
    return {-1 - o for op, *operands in shape for o in operands[: ARITY[op]] if o < 0}


def place_in(values: Any, size: int, first: int) -> Any:
    """Which entry is read for each value, from 0; entry 0 for what is not a number."""
    return np.fmin(np.fmax(np.floor(values) - first, 0), size - 1).astype(np.int64)


def reader(take: Callable[[Any], Any]) -> Callable[[Any, Sequence[Any], int], Any]:
    """``lookup`` over arrays for :meth:`Program.run`; ``take`` gives an operand as an array."""

    def lookup(value: Any, entries: Sequence[Any], first: int) -> Any:
        table = np.array([take(entry) for entry in entries])
        return table[place_in(np.asarray(take(value)), len(entries), first)]

    return lookup
