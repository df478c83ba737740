"""Shapes: straight-line programs with anonymous constants, their normal form and enumeration.

A shape is a tuple of steps ``(opcode, a, b, c)``. An operand ``>= 0`` is 0 for the argument x or
``i`` for the result of step ``i`` (from 1); ``-1 - k`` is constant ``k``. ``NONE`` fills unused
places, and for ``shift`` the last place holds the power of two. A ``lookup`` has the first entry
of its table, a constant, in the second place and what :func:`table_place` packs in the last. The
last step is the result.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Final

from algorist.core import InputError

Step = tuple[int, int, int, int]
Shape = tuple[Step, ...]

ADD, SUB, MUL, DIV, FMA, SQRT, ABS, MIN, MAX, FLOOR, SHIFT, BITS, UNBITS, LOOKUP = range(14)
NONE: Final = 0
"""Fills the operand places that an operation does not use."""


@dataclasses.dataclass(frozen=True)
class Operation:
    """One kind of step: its name, how many operands it takes and whether their order matters."""

    code: int
    name: str
    arity: int
    commutative: bool = False


OPERATIONS: Final = {
    operation.name: operation
    for operation in (
        Operation(ADD, "+", 2, True),
        Operation(SUB, "-", 2),
        Operation(MUL, "*", 2, True),
        Operation(DIV, "/", 2),
        Operation(FMA, "fma", 3),
        Operation(SQRT, "sqrt", 1),
        Operation(ABS, "abs", 1),
        Operation(MIN, "min", 2, True),
        Operation(MAX, "max", 2, True),
        Operation(FLOOR, "floor", 1),
        Operation(SHIFT, "shift", 1),
        Operation(BITS, "bits", 1),
        Operation(UNBITS, "unbits", 1),
        Operation(LOOKUP, "lookup", 1),
    )
}
BY_CODE: Final = {operation.code: operation for operation in OPERATIONS.values()}
ARITY: Final = tuple(BY_CODE[code].arity for code in range(len(BY_CODE)))
COMMUTES: Final = tuple(BY_CODE[code].commutative for code in range(len(BY_CODE)))
DEFAULT_OPERATIONS: Final = ("+", "-", "*", "/")


def operation_codes(names: Sequence[str]) -> tuple[int, ...]:
    """The opcodes of operations given by name; ``InputError`` lists what is known."""
    unknown = [name for name in names if name not in OPERATIONS]
    if unknown or not names:
        raise InputError(
            f"operations {list(names)!r}: choose one or more of {', '.join(OPERATIONS)}"
        )
    return tuple(sorted({OPERATIONS[name].code for name in names}))


def cost(shape: Shape) -> int:
    """Operations that touch x; constants and constant-only parts are free."""
    return len(shape)


_SPAN: Final = 2**16
"""More than a table can have entries."""


def table_place(size: int, first: int) -> int:
    """The last place of a ``lookup`` of ``size`` entries, the first of which is for ``first``."""
    return first * _SPAN + size


def table_of(step: Step) -> tuple[range, int]:
    """Which constants are the entries of a ``lookup``, and the whole number of the first."""
    first, size = divmod(step[3], _SPAN)
    return range(-1 - step[2], -1 - step[2] + size), first


def constant_count(shape: Shape) -> int:
    """How many constants the shape has, entries of tables included."""
    most = 0
    for step in shape:
        most = max(most, *(-operand for operand in step[1 : 1 + ARITY[step[0]]]))
        if step[0] == LOOKUP:
            most = max(most, table_of(step)[0].stop)
    return most


def normal(
    nodes: Sequence[Step], root: int, values: Sequence[float]
) -> tuple[Shape, tuple[float, ...]] | None:
    """The normal form of a program given as nodes in any order.

    Unused steps go, equal steps are shared, parts without x fold into one constant, subtraction
    of or division by a constant becomes addition or multiplication, operands of commutative
    operations are sorted, and constants are numbered in the order in which they are met.

    Args:
        nodes: steps as in a shape, but a step may refer to a later one (never in a circle).
        root: the result: 0 for x, otherwise 1 + the index of the node.
        values: a value per constant; constants may be used more than once.

    Returns:
        The shape and the values of its constants; None where the result has no x in it, or where
        a step is void (a - a, a / a).
    """
    memo: dict[int, int] = {}
    made: dict[Step, int] = {}
    out: list[Step] = []
    marks: list[int] = [7919]
    pool: list[float] = []
    names: dict[int, int] = {}

    def constant(value: float) -> int:
        pool.append(value)
        return -len(pool)

    def named(operand: int) -> int:
        if operand not in names:
            names[operand] = constant(values[-1 - operand])
        return names[operand]

    uses = [0] * (len(nodes) + 1)
    for op, *operands in nodes:
        for operand in operands[: ARITY[op]]:
            if operand > 0:
                uses[operand] += 1

    def build(op: int, a: int, b: int, c: int, alone: bool = False) -> int:
        arity = ARITY[op]
        if arity == 2:
            if a < 0 and b < 0:
                return constant(_fold(op, pool[-1 - a], pool[-1 - b]))
            if op == SUB:
                if b < 0:
                    op, b = ADD, constant(-pool[-1 - b])
                elif a == b:
                    raise _VoidError
                elif alone:
                    turned = negated(b)
                    if turned is not None:
                        op, b = ADD, turned
            elif op == DIV:
                if b < 0:
                    if pool[-1 - b] == 0.0:
                        raise _VoidError
                    op, b = MUL, constant(1.0 / pool[-1 - b])
                elif a == b:
                    raise _VoidError
            elif op == ADD and a == b:
                op, b = MUL, constant(2.0)
            if COMMUTES[op]:
                ka = (1, 0) if a < 0 else (0, marks[a])
                kb = (1, 0) if b < 0 else (0, marks[b])
                if kb < ka:
                    a, b = b, a
        elif arity == 1:
            if a < 0:
                raise _VoidError
        elif op == FMA:
            if a < 0 and b < 0:
                if c < 0:
                    raise _VoidError
                return build(ADD, constant(pool[-1 - a] * pool[-1 - b]), c, NONE)
            if a < 0 or (b >= 0 and marks[b] < marks[a]):
                a, b = b, a
        key = (op, a, b, c)
        if key not in made:
            out.append(key)
            made[key] = len(out)
            marks.append(
                hash(
                    (
                        op,
                        marks[a] if a >= 0 else -1,
                        (marks[b] if b >= 0 else -1) if arity > 1 else 0,
                        (marks[c] if c >= 0 else -1) if arity > 2 else c,
                    )
                )
            )
        return made[key]

    def negated(index: int) -> int | None:
        """The node that is minus this one at the same cost, where one is at hand."""
        if index == 0:
            return None
        op, a, b, c = out[index - 1]
        if op == MUL and b < 0:
            return build(MUL, a, constant(-pool[-1 - b]), c)
        if op == DIV and a < 0:
            return build(DIV, constant(-pool[-1 - a]), b, c)
        return None

    def visit(operand: int) -> int:
        if operand < 0:
            return named(operand)
        if operand == 0:
            return 0
        if operand not in memo:
            op, a, b, c = nodes[operand - 1]
            arity = ARITY[op]
            a = visit(a)
            b = visit(b) if arity > 1 else NONE
            c = visit(c) if arity > 2 else c
            raw = nodes[operand - 1][2]
            alone = arity == 2 and raw > 0 and uses[raw] == 1
            memo[operand] = build(op, a, b, c, alone)
        return memo[operand]

    try:
        last = visit(root)
    except (_VoidError, ZeroDivisionError, OverflowError):
        return None
    if last <= 0:
        return None
    return _renumber(out, marks, last, pool)


class _VoidError(Exception):
    """A step that is always 0, 1 or undefined."""


def _fold(op: int, a: float, b: float) -> float:
    if op == ADD:
        return a + b
    if op == SUB:
        return a - b
    if op == MUL:
        return a * b
    if op == DIV:
        return a / b
    return min(a, b) if op == MIN else max(a, b)


def _renumber(
    out: list[Step], marks: list[int], root: int, pool: list[float]
) -> tuple[Shape, tuple[float, ...]]:
    """Steps in the order of a depth-first walk from the root; constants as they are met."""
    place = {0: 0}
    steps: list[Step] = []
    numbers: dict[int, int] = {}
    kept: list[float] = []

    def visit(operand: int) -> int:
        if operand < 0:
            if operand not in numbers:
                kept.append(pool[-1 - operand])
                numbers[operand] = -len(kept)
            return numbers[operand]
        if operand in place:
            return place[operand]
        op, a, b, c = out[operand - 1]
        arity = ARITY[op]
        a = visit(a)
        if arity > 1:
            b = visit(b)
        if arity > 2:
            c = visit(c)
        steps.append((op, a, b, c))
        place[operand] = len(steps)
        return place[operand]

    visit(root)
    return tuple(steps), tuple(kept)


def enumerate_shapes(count: int, codes: Sequence[int]) -> Iterator[Shape]:
    """Every shape of exactly ``count`` steps over the operations, once, in normal form.

    Each constant is free and used once. About 5, 60, 1,200 and 30,000 shapes of 1 to 4 steps over
    + - * /; redundant constants are not removed here.
    """
    seen: set[Shape] = set()
    for nodes in _raw(count, codes):
        found = normal(nodes, count, [1.5 + 0.37 * k for k in range(_constants(nodes))])
        if found is not None and len(found[0]) == count and found[0] not in seen:
            seen.add(found[0])
            yield found[0]


def _constants(nodes: Sequence[Step]) -> int:
    return -min(0, *(min(node[1:]) for node in nodes))


def _raw(count: int, codes: Sequence[int]) -> Iterator[list[Step]]:
    nodes: list[Step] = []

    def extend(unused: frozenset[int], constants: int) -> Iterator[list[Step]]:
        index = len(nodes)
        if index == count:
            if unused == {count}:
                yield list(nodes)
            return
        remaining = count - index
        for step, used in _steps(index, constants, codes):
            left = (unused - used) | {index + 1}
            if len(left) > remaining:
                continue
            nodes.append(step)
            fresh = sum(1 for operand in step[1 : 1 + ARITY[step[0]]] if operand < 0)
            yield from extend(left, constants + fresh)
            nodes.pop()

    yield from extend(frozenset(), 0)


def _steps(
    index: int, constants: int, codes: Sequence[int]
) -> Iterator[tuple[Step, frozenset[int]]]:
    """Each possible step over rows 0 to ``index``, with the rows that it uses."""
    free = -1 - constants
    for op in codes:
        if ARITY[op] == 1:
            powers = (-1, 1) if op == SHIFT else (NONE,)
            for a in range(index + 1):
                for c in powers:
                    yield (op, a, NONE, c), frozenset((a,))
        elif ARITY[op] == 2:
            for a in range(index + 1):
                for b in range(a if COMMUTES[op] else 0, index + 1):
                    if a != b or op == MUL:
                        yield (op, a, b, NONE), frozenset((a, b))
                if op not in (SUB, DIV):
                    yield (op, a, free, NONE), frozenset((a,))
                else:
                    yield (op, free, a, NONE), frozenset((a,))
        else:
            for a in range(index + 1):
                for b in range(a, index + 1):
                    yield (op, a, b, free), frozenset((a, b))
                    for c in range(index + 1):
                        yield (op, a, b, c), frozenset((a, b, c))
                yield (op, a, free, free - 1), frozenset((a,))
                for c in range(index + 1):
                    yield (op, a, free, c), frozenset((a, c))
