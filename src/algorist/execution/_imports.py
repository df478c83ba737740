"""Which modules a zygote has loaded, and on which zygotes a program is run."""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
from collections.abc import Iterable
from functools import cache

from algorist.execution._records import Program

STANDARD_IMPORTS = (
    "math",
    "cmath",
    "fractions",
    "decimal",
    "itertools",
    "functools",
    "collections",
    "statistics",
    "random",
    "re",
    "string",
    "datetime",
    "heapq",
    "bisect",
    "operator",
    "dataclasses",
    "typing",
    "copy",
)
"""Loaded in every zygote."""

HEAVY_IMPORTS = ("numpy", "sympy")
"""Loaded in zygotes of their own, for the programs that name them, where they are installed."""


def named_imports(source: str) -> tuple[str, ...]:
    """Those of :data:`HEAVY_IMPORTS` that the import statements of ``source`` name.

    >>> named_imports("from sympy import symbols")
    ('sympy',)
    """
    if not any(name in source for name in HEAVY_IMPORTS):
        return ()
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(each.name.partition(".")[0] for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return tuple(name for name in HEAVY_IMPORTS if name in found and _installed(name))


_IMPORT = re.compile(r"^[ \t]*(?:import|from)[ \t]+(\w+)", re.MULTILINE)


def _needs_none(source: str, more: Iterable[str]) -> bool:
    """Whether nothing in ``source`` hints at modules beyond the standard library, of which ``more``
    are chosen. It may err: a program that imports one all the same is run again."""
    return (
        "modules" not in source  # of sys
        and not any(name.partition(".")[0] in source for name in more)
        and all(root in sys.stdlib_module_names for root in _IMPORT.findall(source))
    )


@cache
def _installed(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


def wanted(program: Program) -> tuple[str, ...]:
    """What is to be loaded for it: the standard imports, then what was chosen or is named."""
    chosen = named_imports(program.source) if program.imports is None else program.imports
    return (*STANDARD_IMPORTS, *sorted(set(chosen) - set(STANDARD_IMPORTS)))


def places(program: Program) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The imports of the zygote to run it on, and of the one to run it on again should it import
    what the first does not have; empty when the first is the last.

    >>> light, heavy = places(Program("import math", imports=("sympy",)))
    >>> light == STANDARD_IMPORTS, heavy[-1], places(Program("import sympy"))[1]
    (True, 'sympy', ())
    """
    imports = wanted(program)
    more = imports[len(STANDARD_IMPORTS) :]
    if more and program.imports is not None and _needs_none(program.source, more):
        return STANDARD_IMPORTS, imports
    return imports, ()
