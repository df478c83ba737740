"""The numbers of one plan at one level, from draws at known places.

A family states its numbers for all levels and plans in one readable method, ``draw``. Here its
source is specialised (partial evaluation): ``level`` and ``plan`` become constants, what follows
from them alone is computed, branches that are never taken go, and each draw becomes an argument.
The numbers stay the same, and cost half.
"""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from collections import Counter
from collections.abc import Callable
from math import trunc
from typing import TYPE_CHECKING, Any, NamedTuple

from algorist.problems._family import Params
from algorist.problems._values import between

if TYPE_CHECKING:
    from algorist.problems.words._engine import WordFamily


class Drawing(NamedTuple):
    """``draw`` for one level and plan, as a function of the family and of some draws."""

    draw: Callable[..., Params]
    places: tuple[int, ...]
    """Which of its draws it takes; the others change nothing."""
    whole: bool
    """Whether all numbers are sure to be integers."""


_WHOLE = frozenset({"abs", "gcd", "int", "len", "max", "min", "sum", "trunc"})
"""Functions that give integers for integers."""


def drawing(kind: type[WordFamily], level: int, plan: str) -> Drawing | None:
    """What ``draw`` is for that level and plan.

    None where the number of draws depends on what is drawn, or where ``draw`` gives its generator
    away, or has no source at hand: then it is called as it stands.
    """
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(kind.draw)))
    except (OSError, TypeError, SyntaxError):
        return None
    define, module = tree.body[0], vars(sys.modules[kind.draw.__module__])
    if not isinstance(define, ast.FunctionDef) or define.decorator_list:
        return None
    if kind.draw.__code__.co_freevars or module.get("between", between) is not between:
        return None
    family, rng, *others = (argument.arg for argument in define.args.args)
    stored = Counter(node.id for node in _names(define) if isinstance(node.ctx, ast.Store))
    special = _Special(rng, dict(zip(others, (level, plan), strict=True)), stored)
    define.body = special.body(define.body)
    used = {node.id for statement in define.body for node in _names(statement)}
    if not special.fixed or rng in used:
        return None
    places = tuple(place for place in range(special.count) if f"r_{place}" in used)
    arguments = [family, *(f"r_{place}" for place in places)]
    define.args = ast.arguments([], [ast.arg(name) for name in arguments], None, [], [], None, [])
    define.returns = None
    names = {**module, "trunc": trunc}
    exec(compile(ast.fix_missing_locations(tree), f"<numbers of {kind.__name__}>", "exec"), names)
    return Drawing(names[define.name], places, _integers(define))


def _integers(define: ast.FunctionDef) -> bool:
    """Whether nothing in a function can be a text or a fraction but the names of the numbers."""
    keys: set[ast.AST | None] = set()
    for node in ast.walk(define):
        match node:
            case ast.Dict():
                keys |= {*node.keys}
            case ast.Subscript() | ast.Expr():
                keys.add(node.slice if isinstance(node, ast.Subscript) else node.value)
            case ast.Call():
                if not (isinstance(node.func, ast.Name) and node.func.id in _WHOLE):
                    return False
            case ast.JoinedStr() | ast.Div():
                return False
            case ast.Constant(str()) if node not in keys:
                return False
    return True


def _names(tree: ast.AST) -> list[ast.Name]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Name)]


_REPEATED = (
    ast.While, ast.For, ast.Try, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp,
    ast.GeneratorExp,
)  # fmt: skip
"""What may be run more than once, or not at all."""


class _Special(ast.NodeTransformer):
    """Puts in the constants that are known, and ``r_0``, ``r_1``, ... for the draws in order."""

    def __init__(self, rng: str, known: dict[str, int | str], stored: Counter[str]) -> None:
        self.rng, self.known, self.stored = rng, known, stored
        self.count = 0
        self.fixed = True
        """Whether every draw is made, and made once, whatever was drawn before."""

    def body(self, statements: list[ast.stmt]) -> list[ast.stmt]:
        """The statements that are left."""
        made: list[ast.stmt] = []
        for one in statements:
            found = self.visit(one)
            made += found if isinstance(found, list) else [found]
            if made and isinstance(made[-1], ast.Return):
                break
        return made

    def visit(self, node: ast.AST) -> Any:
        """The node with constants for what can be computed."""
        before = self.count
        found = super().visit(node)
        if isinstance(node, _REPEATED) and self.count > before:
            self.fixed = False
        return _computed(found) if isinstance(found, ast.expr) else found

    def visit_Name(self, node: ast.Name) -> ast.expr:
        read = isinstance(node.ctx, ast.Load) and node.id in self.known
        return ast.Constant(self.known[node.id]) if read else node

    def visit_Assign(self, node: ast.Assign) -> ast.Assign:
        self.generic_visit(node)
        match node:
            case ast.Assign([ast.Name(name)], ast.Constant(int(value) | str(value))):
                if self.stored[name] == 1:
                    self.known[name] = value
        return node

    def visit_If(self, node: ast.If) -> Any:
        test = self.visit(node.test)
        if isinstance(test, ast.Constant):
            return self.body(node.body if test.value else node.orelse)
        return self._undecided(ast.If(test, node.body, node.orelse))

    def visit_IfExp(self, node: ast.IfExp) -> Any:
        test = self.visit(node.test)
        if isinstance(test, ast.Constant):
            return self.visit(node.body if test.value else node.orelse)
        return self._undecided(ast.IfExp(test, node.body, node.orelse))

    def visit_BoolOp(self, node: ast.BoolOp) -> Any:
        first, *rest = node.values
        found, ends = self.visit(first), isinstance(node.op, ast.Or)
        if not isinstance(found, ast.Constant):
            return self._undecided(ast.BoolOp(node.op, [found, *rest]))
        if bool(found.value) == ends or not rest:
            return found
        return self.visit(ast.BoolOp(node.op, rest))

    def _undecided(self, node: Any) -> Any:
        """A node whose parts may run or not."""
        before = self.count
        made = self.generic_visit(node)
        self.fixed = self.fixed and self.count == before
        return made

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        match node:
            case ast.Call(ast.Name("between"), [ast.Name(self.rng), low, high]):
                span = _computed(ast.BinOp(high, ast.Sub(), _computed(_less_one(low))))
                match span:
                    case ast.Constant(int(size)):
                        span = ast.Constant(float(size))  # quicker, and the same product
                return ast.BinOp(low, ast.Add(), _trunc(ast.BinOp(self._draw(), ast.Mult(), span)))
            case ast.Call(ast.Attribute(ast.Name(self.rng), "random"), []):
                return self._draw()
        return node

    def _draw(self) -> ast.Name:
        self.count += 1
        return ast.Name(f"r_{self.count - 1}", ast.Load())


def _less_one(node: ast.expr) -> ast.expr:
    return ast.BinOp(node, ast.Sub(), ast.Constant(1))


def _trunc(node: ast.expr) -> ast.Call:
    return ast.Call(ast.Name("trunc", ast.Load()), [node], [])


def _computed(node: ast.expr) -> ast.expr:
    """The constant that an operation on constants is; left as it is where it fails."""
    operation = isinstance(node, (ast.BinOp, ast.UnaryOp, ast.Compare, ast.Subscript))
    method = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    if not (operation or method) or any(isinstance(inner, ast.Name) for inner in ast.walk(node)):
        return node
    try:
        value = eval(compile(ast.fix_missing_locations(ast.Expression(node)), "<constant>", "eval"))
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return node
    return ast.Constant(value) if isinstance(value, (int, str)) else node
