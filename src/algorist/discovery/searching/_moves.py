"""Generic changes of a shape: insert, substitute, rewire, cross. None knows the target.

Every move works on nodes in any order and ends in the normal form, so that rewrites of one program
meet. Constants keep their values, and a new constant starts where the change is small where there
is such a value (add 0, multiply by 1), so that fitting starts from the parent's accuracy.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from algorist.discovery.programs import (
    ABS,
    ADD,
    ARITY,
    BITS,
    COMMUTES,
    DIV,
    FLOOR,
    FMA,
    MAX,
    MIN,
    MUL,
    NONE,
    SHIFT,
    SQRT,
    SUB,
    UNBITS,
    Shape,
    Step,
    normal,
)

Values = tuple[float, ...]
Child = tuple[Shape, Values]

NEW = (0.1, 10.0)
"""Where new constants of a substitution start: they lead to different valleys."""

_UNARY = (SQRT, ABS, FLOOR, BITS, UNBITS)
_SMALL = {ADD: 1e-3, SUB: 1e-3, MUL: 1.0, DIV: 1e-3, MIN: 10.0, MAX: -10.0}


def _slots(nodes: Sequence[Step]) -> Iterator[tuple[int, int, int]]:
    """Each operand place: node index from 0, place 1 to 3, what stands there."""
    for index, node in enumerate(nodes):
        for place in range(1, 1 + ARITY[node[0]]):
            yield index, place, node[place]


def _put(node: Step, place: int, operand: int) -> Step:
    changed = list(node)
    changed[place] = operand
    return (changed[0], changed[1], changed[2], changed[3])


def _one_step(v: int, below: int, fresh: int, codes: Sequence[int]) -> Iterator[tuple[Step, float]]:
    """Each step that takes ``v`` and something among x, the steps up to ``below`` and a constant.

    The float is the starting value of the new constant ``fresh`` (NaN where none is used).
    """
    for op in codes:
        if op in _UNARY:
            if v >= 0:
                yield (op, v, NONE, NONE), float("nan")
        elif op == SHIFT:
            if v >= 0:
                yield (op, v, NONE, 1), float("nan")
                yield (op, v, NONE, -1), float("nan")
        elif op == FMA:
            for other in range(below + 1):
                yield (FMA, v, other, fresh), 0.0
                yield (FMA, fresh, other, v), 1e-3
                for third in range(below + 1):
                    yield (FMA, v, other, third), float("nan")
        else:
            for other in range(below + 1):
                if other != v or op == MUL:
                    yield (op, v, other, NONE), float("nan")
                    if not COMMUTES[op]:
                        yield (op, other, v, NONE), float("nan")
            if v >= 0:
                if op in (DIV, SUB):
                    yield (op, fresh, v, NONE), 1.0
                else:
                    yield (op, v, fresh, NONE), _SMALL[op]


def _extend(values: Values, start: float) -> Values:
    return values if start != start else (*values, start)


def insert_one(shape: Shape, values: Values, codes: Sequence[int]) -> Iterator[Child | None]:
    """Every program that has one more step, on an edge, on a whole node or on the result."""
    count = len(shape)
    fresh = -1 - len(values)
    for step, start in _one_step(count, count, fresh, codes):
        yield normal((*shape, step), count + 1, _extend(values, start))
    for index, place, operand in _slots(shape):
        for step, start in _one_step(operand, index, fresh, codes):
            nodes = list(shape)
            nodes[index] = _put(shape[index], place, count + 1)
            nodes.append(step)
            yield normal(nodes, count, _extend(values, start))
    for target in range(count):
        users = [(i, p) for i, p, operand in _slots(shape) if operand == target]
        if len(users) < 2:
            continue
        for step, start in _one_step(target, target, fresh, codes):
            nodes = list(shape)
            for index, place in users:
                nodes[index] = _put(nodes[index], place, count + 1)
            nodes.append(step)
            yield normal(nodes, count, _extend(values, start))


def substitute(shape: Shape, values: Values, inner: Sequence[Shape]) -> Iterator[Child | None]:
    """Every program in which x or a step, everywhere or at one place, is put through a shape.

    With v the thing replaced and s the small shape, v becomes s(v): the result itself, x, and
    every step in between. Composition such as x -> x + c/x is one such move. The same shape comes
    once for each start of its new constants.
    """
    count = len(shape)
    for small in inner:
        for target in range(count + 1):
            users = [(i, p) for i, p, operand in _slots(shape) if operand == target]
            groups = [users] + ([[user] for user in users] if len(users) > 1 else [])
            for group in groups:
                nodes = list(shape)
                for index, place in group:
                    nodes[index] = _put(nodes[index], place, count + len(small))
                fresh = len(values)
                for op, *operands in small:
                    mapped = [
                        target if o == 0 else (count + o if o > 0 else o - fresh)
                        for o in operands[: ARITY[op]]
                    ]
                    mapped += operands[ARITY[op] :]
                    nodes.append((op, mapped[0], mapped[1], mapped[2]))
                added = -min(0, *(min(s[1 : 1 + ARITY[s[0]]]) for s in small))
                root = count + len(small) if target == count else count
                for start in NEW if added else NEW[:1]:
                    yield normal(nodes, root, (*values, *(start,) * added))


def enrich(shape: Shape, values: Values) -> Iterator[Child | None]:
    """Every program in which a constant becomes a small function of x, of a step or of its square.

    The constant c becomes c + d w, c + d/w or c + d/(w + e), with d small at the start: the next
    term of a sum or the next level of a continued fraction, in w or in w*w.
    """
    count, old = len(shape), len(values)
    for index, place, operand in _slots(shape):
        if operand >= 0:
            continue
        for v in range(index + 1):
            for square in (False, True):
                # The step after the last one holds the square, so that others keep their places.
                below = [*shape, (MUL, v, v, NONE)] if square else list(shape)
                w = len(below) if square else v
                for sign in (1e-3, -1e-3):
                    for steps, added in _terms(w, len(below), operand, old, sign):
                        nodes = [*below, *steps]
                        nodes[index] = _put(shape[index], place, len(nodes))
                        yield normal(nodes, count, (*values, *added))


def _terms(
    w: int, count: int, operand: int, old: int, small: float
) -> Iterator[tuple[list[Step], Values]]:
    """Steps after ``count`` others that make operand + d w, + d/w and + d/(w + e)."""
    for op, a, b in ((MUL, w, -1 - old), (DIV, -1 - old, w)):
        yield [(op, a, b, NONE), (ADD, count + 1, operand, NONE)], (small,)
    yield (
        [
            (ADD, w, -2 - old, NONE),
            (DIV, -1 - old, count + 1, NONE),
            (ADD, count + 2, operand, NONE),
        ],
        (small, 1.0),
    )


def extend(shape: Shape, values: Values) -> Iterator[Child | None]:
    """Every program in which a step v is v (w + a) + b or v/(w + a) + b, w being x or up to v.

    Three operations at once: the next factor of a nested product, of which each part alone is
    seldom better than the program that it came from. Knuth's (1962) polynomials grow so.
    """
    count, old = len(shape), len(values)
    for v in range(1, count + 1):
        users = [(i, p) for i, p, operand in _slots(shape) if operand == v]
        for w in range(v + 1):
            for op in (MUL, DIV):
                nodes = list(shape)
                for index, place in users:
                    nodes[index] = _put(nodes[index], place, count + 3)
                nodes += [
                    (ADD, w, -1 - old, NONE),
                    (op, v, count + 1, NONE),
                    (ADD, count + 2, -2 - old, NONE),
                ]
                yield normal(nodes, count + 3 if v == count else count, (*values, 1.0, 1e-3))


def rewire(shape: Shape, values: Values, codes: Sequence[int]) -> Iterator[Child | None]:
    """Every program in which one operation or one operand is another one."""
    count = len(shape)
    fresh = -1 - len(values)
    for index, node in enumerate(shape):
        for op in codes:
            if op != node[0] and ARITY[op] == ARITY[node[0]]:
                nodes = list(shape)
                nodes[index] = (op, *node[1:])
                yield normal(nodes, count, values)
                if not COMMUTES[op] and ARITY[op] == 2:
                    nodes[index] = (op, node[2], node[1], node[3])
                    yield normal(nodes, count, values)
        if ARITY[node[0]] == 2 and not COMMUTES[node[0]]:
            nodes = list(shape)
            nodes[index] = (node[0], node[2], node[1], node[3])
            yield normal(nodes, count, values)
    for index, place, operand in _slots(shape):
        for other in range(index + 1):
            if other != operand:
                nodes = list(shape)
                nodes[index] = _put(shape[index], place, other)
                yield normal(nodes, count, values)
        if operand >= 0:
            nodes = list(shape)
            nodes[index] = _put(shape[index], place, fresh)
            yield normal(nodes, count, (*values, 1.0))


def cross(
    shape: Shape, values: Values, other: Shape, other_values: Values, rng: random.Random
) -> Child | None:
    """The first program with one operand replaced by a part of the second."""
    index, place, _ = rng.choice(list(_slots(shape)))
    part = rng.randint(1, len(other))
    count, fresh = len(shape), len(values)
    nodes = list(shape)
    nodes[index] = _put(shape[index], place, count + part)
    for op, *operands in other:
        mapped = [
            (o + count if o > 0 else o) if o >= 0 else o - fresh for o in operands[: ARITY[op]]
        ]
        mapped += operands[ARITY[op] :]
        nodes.append((op, mapped[0], mapped[1], mapped[2]))
    return normal(nodes, count, (*values, *other_values))


def mutate(shape: Shape, values: Values, codes: Sequence[int], rng: random.Random) -> Child | None:
    """One random insertion or rewiring."""
    index, place, operand = rng.choice(list(_slots(shape)))
    count, fresh = len(shape), -1 - len(values)
    nodes = list(shape)
    if rng.random() < 0.5:
        options = list(_one_step(operand, index, fresh, codes))
        step, start = rng.choice(options) if options else ((ADD, operand, 0, NONE), float("nan"))
        nodes[index] = _put(shape[index], place, count + 1)
        nodes.append(step)
        return normal(nodes, count, _extend(values, start))
    if rng.random() < 0.5:
        nodes[index] = _put(shape[index], place, rng.randint(0, index))
    else:
        same = [op for op in codes if ARITY[op] == ARITY[shape[index][0]]]
        nodes[index] = (rng.choice(same), *shape[index][1:]) if same else shape[index]
    return normal(nodes, count, values)
