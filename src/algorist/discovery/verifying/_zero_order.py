"""How often numerator and denominator of an error vanish together at x = 0, proved from texts.

An order is a pair: a lower bound of the numerator's, and of the denominator's. Orders of products
add and those of sums are at least the smaller one; an odd function of something that vanishes keeps
its order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from flint import acb

from algorist.discovery.targets import SWITCHES, Formula
from algorist.discovery.verifying._replay import Replay, Replies, target_at

_Order = tuple[int, int]


def zero_order(replay: Replay, answers: Sequence[int]) -> int:
    """A proven lower bound of the order of the zero that top and bottom share at the origin."""
    rooted = replay.made.rooted
    left = iter(answers)
    rows: dict[str, _Order] = {
        name: (_MANY if value.top.is_zero() else 0, 0) for name, value in replay.balls.items()
    }
    rows["x"] = p = (2 if rooted else 1, 0)
    for step in replay.steps:
        operation, operands = step.operation, step.operands
        if operation == "sqrt":
            p = (1 if rooted and operands[0] == "x" else 0, 0)
        elif operation == "ldexp":
            p = rows[operands[0]]
        elif operation in "+-*/":
            p = _combined(operation, rows[operands[0]], rows[operands[1]])
        elif operation == "fma":
            first = _combined("*", rows[operands[0]], rows[operands[1]])
            p = _combined("+", first, rows[operands[2]])
        else:
            p = _switched(operation, [rows.get(name, (0, 0)) for name in operands], left)
        rows[step.name] = p
    for_target = tuple(left)
    f = _formula_order(replay.target, rooted, iter(for_target))
    if f == (0, 0) and not rooted:
        # An analytic function whose value at 0 is an exact zero has a zero of order 1 at least.
        here = target_at(replay.target, acb(0), None, Replies(for_target))
        f = (1, 0) if here.top.is_zero() and not here.bottom.contains(0) else f
    right = f[0] + p[1]
    bottom = right if replay.made.error == "relative" else p[1] + f[1]
    return min(p[0] + f[1], right, bottom)


_MANY: Final = 1000
"""The order of what is zero everywhere: any number would do."""
_ODD: Final = ("sin", "tan", "asin", "atan", "sinh", "tanh", "asinh", "atanh", "erf", "erfi")


def _combined(operation: str, a: _Order, b: _Order) -> _Order:
    if operation == "*":
        return a[0] + b[0], a[1] + b[1]
    if operation == "/":
        return a[0] + b[1], a[1] + b[0]
    return min(a[0] + b[1], b[0] + a[1]), a[1] + b[1]


def _switched(name: str, args: list[_Order], left: Iterator[int]) -> _Order:
    """abs keeps the order, min and max have that of the operand they take."""
    answer = next(left)
    if name == "abs":
        return args[0]
    if name in ("min", "max"):
        return args[0] if (answer == 1) == (name == "max") else args[1]
    return (_MANY if name in ("floor", "ceil") and answer == 0 else 0), 0


def _formula_order(node: Formula, rooted: bool, left: Iterator[int]) -> _Order:
    if node.name == "x":
        return (2 if rooted else 1), 0
    if node.name == "sqrt" and node.args[0].name == "x" and rooted:
        return 1, 0
    orders = [_formula_order(arg, rooted, left) for arg in node.args]
    if node.name in SWITCHES:
        return _switched(node.name, orders, left)
    if node.name in "+-*/":
        return _combined(node.name, orders[0], orders[1])
    if node.name == "neg":
        return orders[0]
    if node.name == "power":
        return orders[0][0] * node.value, orders[0][1] * node.value
    if node.name in _ODD and orders[0][0] > orders[0][1]:
        return orders[0][0] - orders[0][1], 0
    return 0, 0
