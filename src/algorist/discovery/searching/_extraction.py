"""The cheapest program that an e-graph holds, by any price of shapes.

A step that is used twice counts once: every class of equal values keeps its cheapest program as a
set of steps, and these are improved until none changes. That is greedy: a dearer part that shares
more with the rest is missed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Final

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
)

if TYPE_CHECKING:
    from egglog.bindings import EGraph

Price = Callable[[Shape], float]

NAMES: Final = {
    ADD: "Add", SUB: "Sub", MUL: "Mul", DIV: "Div", FMA: "Fma", SQRT: "Sqrt", ABS: "Abs",
    MIN: "Min", MAX: "Max", FLOOR: "Floor", SHIFT: "Shift", BITS: "Bits", UNBITS: "Unbits",
}  # fmt: skip
"""Of the operations in the rules."""

_Plan = tuple[tuple[float, int], int, frozenset[int]]
"""Price and number of steps; the resulting term; all terms that are steps of it."""


class Extraction:
    """The cheapest program of each class of equal values.

    A term is 0 for x, ``-1 - k`` for constant ``k`` and otherwise ``1 + i`` for step ``i`` of all
    the steps met, whose operands are terms met before.
    """

    def __init__(
        self, graph: EGraph, result: str, price: Price, codes: set[int], bar: float, most: int
    ) -> None:
        self.price = price
        self.bar = bar
        self.most = most
        self.steps: list[Step] = []
        self.known: dict[Step, int] = {}
        functions = graph.freeze().functions
        self.nodes: list[tuple[int, tuple[int, ...], int, int]] = []
        self.values = [graph.value_to_bigrat(row.inputs[0]) for row in functions["K"].rows]
        classes: dict[object, int] = {}
        free: _Plan = ((0.0, 0), 0, frozenset())
        self.best: dict[int, _Plan] = {}
        for term, row in enumerate(functions["K"].rows, start=1):
            self.best[classes.setdefault(row.output, len(classes))] = (free[0], -term, free[2])
        self.best[classes.setdefault(functions["X"].rows[0].output, len(classes))] = free
        for code in sorted(codes):
            for row in functions[NAMES[code]].rows:
                inputs = tuple(
                    classes.setdefault(v, len(classes)) for v in row.inputs[: ARITY[code]]
                )
                power = graph.value_to_i64(row.inputs[1]) if code == SHIFT else NONE
                output = classes.setdefault(row.output, len(classes))
                self.nodes.append((code, inputs, power, output))
        self.root = classes[functions[result].rows[0].output]

    def forms(self) -> Iterator[tuple[list[Step], list[Fraction]]]:
        """The best program of every form of the result."""
        self._improve()
        for node in self.nodes:
            plan = self._plan(node) if node[3] == self.root else None
            if plan is not None:
                yield list(self._shape(plan[2])), self.values

    def _improve(self) -> None:
        users: dict[int, list[int]] = {}
        for index, (_, inputs, _, _) in enumerate(self.nodes):
            for value in inputs:
                users.setdefault(value, []).append(index)
        changed = set(self.best)
        while changed:
            better: dict[int, _Plan] = {}
            for index in sorted({i for value in changed for i in users.get(value, ())}):
                output = self.nodes[index][3]
                old = better.get(output, self.best.get(output))
                plan = self._plan(self.nodes[index], old)
                if plan is not None:
                    better[output] = plan
            self.best.update(better)
            changed = set(better)

    def _plan(
        self, node: tuple[int, tuple[int, ...], int, int], old: _Plan | None = None
    ) -> _Plan | None:
        """The node over the best programs of its operands; None where not better than the old."""
        code, inputs, power, _ = node
        parts = [self.best[value] for value in inputs if value in self.best]
        terms = [term for _, term, _ in parts]
        if len(parts) < len(inputs) or max(terms) < 0 or (code in (SUB, DIV) and terms[1] < 0):
            return None
        if old is not None and max(rank for rank, _, _ in parts) >= old[0]:
            return None
        if COMMUTES[code]:
            terms.sort()
        padded = [*terms, NONE, NONE][:3] if code != SHIFT else [terms[0], NONE, power]
        step = (code, padded[0], padded[1], padded[2])
        if step not in self.known:
            self.steps.append(step)
            self.known[step] = len(self.steps)
        steps = frozenset((self.known[step],)).union(*(part[2] for part in parts))
        if len(steps) > self.most:
            return None
        rank = (self.price(self._shape(steps)), len(steps))
        if rank[0] > self.bar or rank[0] == math.inf or (old is not None and rank >= old[0]):
            return None
        return rank, self.known[step], steps

    def _shape(self, steps: frozenset[int]) -> Shape:
        """The steps in the order in which they were met; constants keep their numbers."""
        place = {term: index for index, term in enumerate(sorted(steps), start=1)}
        return tuple(
            (op, place.get(a, a), place.get(b, b), c if op == SHIFT else place.get(c, c))
            for op, a, b, c in (self.steps[term - 1] for term in place)
        )
