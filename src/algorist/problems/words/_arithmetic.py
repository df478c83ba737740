"""Exact arithmetic for worked steps: short formulas over named numbers, and how numbers look."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

Number = int | Fraction
Numbers = dict[str, Fraction]
"""The numbers that a story gives, by name."""
Valuer = Callable[[Mapping[str, Any]], Any]

MAX_DECIMALS = 6
"""A terminating decimal longer than this is shown as a fraction."""


def number(value: Any) -> Number:
    """The number that a parameter stands for: an integer, or a decimal given as text."""
    if isinstance(value, str):
        exact = Fraction(value)
        return exact.numerator if exact.denominator == 1 else exact
    return value  # type: ignore[no-any-return] # an int by the contract of Params


def show(value: Number, *, cents: bool = False) -> str:
    """Canonical text: ``21``, ``24.5``, ``2/3``; amounts of money as ``24.50``.

    >>> show(Fraction(49, 2)), show(Fraction(49, 2), cents=True), show(Fraction(2, 3)), show(3)
    ('24.5', '24.50', '2/3', '3')
    """
    if type(value) is int:
        return str(value)
    above, below = value.as_integer_ratio()
    if below == 1:
        return str(above)
    places = _places(below)
    if places > MAX_DECIMALS:
        return f"{above}/{below}"
    if cents and places < 2:
        places = 2
    whole, part = divmod(abs(above) * 10**places // below, 10**places)
    return f"{'-' if above < 0 else ''}{whole}.{part:0{places}}"


@lru_cache(1024)
def _places(denominator: int) -> int:
    """The decimals of a fraction with that denominator; more than are shown if without end."""
    rest, twos, fives = denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else MAX_DECIMALS + 1


def divide(left: Number, right: Number) -> Number:
    """The exact quotient, an integer where it is whole."""
    if type(left) is int and type(right) is int:
        return Fraction(left, right) if left % right else left // right
    exact = Fraction(left) / right
    return exact.numerator if exact.denominator == 1 else exact


def plain(value: Number) -> Number:
    """The number as an integer where it is whole."""
    if type(value) is not int and value.denominator == 1:
        return value.numerator
    return value


_OPERATIONS: dict[type[ast.operator], Callable[[Any, Any], Number]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: divide,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}


class Formula:
    """A formula of a family's own text, such as ``count*price``, read once when it is defined.

    >>> Formula("paid - count*price").filled({"paid": "50", "count": "7", "price": "3"})
    '50 - 7*3'
    """

    def __init__(self, text: str) -> None:
        self.text = text
        tree = ast.parse(text, mode="eval").body
        found = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
        found.sort(key=lambda node: node.col_offset)
        self.names = tuple(dict.fromkeys(node.id for node in found))
        self._value = _compile(tree)
        if not found:
            raise TypeError(f"the formula {text!r} names no number")
        pieces, at = [], 0
        for node in found:
            pieces += [text[at : node.col_offset], node.id]
            at = node.col_offset + len(node.id)
        self.parts: tuple[str, ...] = (*pieces, text[at:])
        """Text, name, text, name, ..., text."""
        operations = {type(node.op) for node in ast.walk(tree) if isinstance(node, ast.BinOp)}
        self.divides, self.subtracts = ast.Div in operations, ast.Sub in operations
        self.quotient = (found[0].id, found[1].id) if _FRACTION.fullmatch(text) else None
        """The two names, where it is one divided by the other."""
        self.source = ast.unparse(_Source().visit(tree))
        """Python source over the names with ``v_`` before them, and ``divide``."""

    def value(self, context: Mapping[str, Any]) -> Number:
        """The exact value for these numbers."""
        return plain(self._value(context))

    def filled(self, operands: Mapping[str, str]) -> str:
        """The formula with these texts in the places of the names."""
        parts = list(self.parts)
        parts[1::2] = [operands[name] for name in parts[1::2]]
        return "".join(parts)


_FRACTION = re.compile(r"\w*[a-z]\w*/\w*[a-z]\w*")


class _Source(ast.NodeTransformer):
    """Names get ``v_`` before them, and exact division is a call of ``divide``."""

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name("v_" + node.id, ast.Load())

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        if not isinstance(node.op, ast.Div):
            return node
        return ast.Call(ast.Name("divide", ast.Load()), [node.left, node.right], [])


def _compile(node: ast.expr) -> Valuer:
    if isinstance(node, ast.Name):
        name = node.id
        return lambda context: context[name]
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        constant = node.value
        return lambda context: constant
    if isinstance(node, ast.BinOp):
        apply = _OPERATIONS[type(node.op)]
        if isinstance(node.left, ast.Name) and isinstance(node.right, ast.Name):
            one, two = node.left.id, node.right.id
            return lambda context: apply(context[one], context[two])
        left, right = _compile(node.left), _compile(node.right)
        return lambda context: apply(left(context), right(context))
    raise TypeError(f"a formula holds names, whole numbers and + - * / // % **: {ast.dump(node)}")
