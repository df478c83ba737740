"""Functions that a formula defines, and what is said of their values and derivatives later."""

from __future__ import annotations

import re
from collections.abc import Sequence

from algorist.checking.steps import _deciding as deciding
from algorist.checking.steps._formulas import Formula
from algorist.checking.steps._records import Claim
from algorist.core import AlgoristError
from algorist.expressions import Expr, NoSlopeError, differentiate

_PIECEWISE = re.compile(r"\s*,?\s*(?:for|if|when|where|otherwise|on)\b", re.IGNORECASE)
MAX_DEPTH = 6


class Functions:
    """Definitions by name; a function that is defined twice, or by an equation, has none."""

    def __init__(self) -> None:
        self.bodies: dict[str, tuple[str, Expr] | None] = {}

    def copy(self) -> Functions:
        """An independent copy."""
        other = Functions()
        other.bodies = dict(self.bodies)
        return other

    def learn(self, found: Sequence[Formula], text: str) -> None:
        """Take the definitions ``f(x) = ...`` among formulas."""
        for formula in found:
            for index, side in enumerate(formula.sides):
                if side is None or not _calls(side):
                    continue
                if not self._defines(formula, index, side, text):
                    for name in _calls(side):
                        if _is_equation(side, formula):
                            self.bodies[name] = None

    def _defines(self, formula: Formula, index: int, side: Expr, text: str) -> bool:
        """Whether the side is ``f(x)`` and what follows is its body."""
        if side.name != "apply" or len(side.args) != 1 or side.args[0].name != "variable":
            return not _free(side)
        name, letter = str(side.data), side.args[0].data
        if index or formula.relations[:1] != ("=",) or formula.modulus is not None:
            return not formula.relations
        body = formula.sides[1]
        if body is None or not deciding.is_value(body) or _calls(body) or "'" in name:
            if body is not None and not _calls(body) and "'" in name:
                return True
            self.bodies[name] = None
            return True
        if letter not in body.variables:
            return True  # "f(x) = 0" is solved, not defined
        known = self.bodies.get(name)
        if name in self.bodies and known != (letter, body):
            same = known is not None and self._same(known, letter, body)
            self.bodies[name] = known if same else None
        elif name not in self.bodies:
            doubtful = formula.listed or _PIECEWISE.match(text, formula.end)
            self.bodies[name] = None if doubtful else (letter, body)
        return True

    def _same(self, known: tuple[str, Expr], letter: str, body: Expr) -> bool:
        return deciding.compare(known[1], body) == "equal" if known[0] == letter else False

    def look(self, found: Sequence[Formula]) -> list[Claim]:
        """Values ``f(3) = 10`` and derivatives ``f'(x) = ...`` held against the definitions."""
        claims: list[Claim] = []
        for formula in found:
            if formula.modulus is not None or formula.listed:
                continue
            for index, sign in enumerate(formula.relations):
                left, right = formula.sides[index], formula.sides[index + 1]
                if sign == "=" and left is not None and right is not None:
                    claims += self._value(left, right, formula.link(index))
        return claims

    def _value(self, left: Expr, right: Expr, text: str) -> list[Claim]:
        names = _calls(left) | _calls(right)
        if not names or not all(self.bodies.get(name.rstrip("'")) for name in names):
            return []
        try:
            a, b = self._applied(left, 0), self._applied(right, 0)
        except (AlgoristError, NoSlopeError):
            return []
        if a == b or not (deciding.is_value(a) and deciding.is_value(b)):
            return []
        outcome = deciding.compare(a, b)
        evidence = {"left": a.text()[:200], "right": b.text()[:200]}
        if outcome in ("equal", "rounded"):
            return [Claim(text, "algebra", "right", "by the definition of the function", evidence)]
        slope = left.name == "apply" and "'" in str(left.data) and bool(b.variables)
        if outcome == "different" and ((not a.variables and not b.variables) or slope):
            how = "not what the definition of the function gives"
            return [Claim(text, "algebra", "wrong", how, {**evidence, "correct": a.text()[:200]})]
        return []

    def _applied(self, node: Expr, depth: int) -> Expr:
        """``node`` with the definitions put in."""

        def put(part: Expr) -> Expr | None:
            if part.name != "apply":
                return None
            name = str(part.data)
            known = self.bodies.get(name.rstrip("'"))
            if known is None or len(part.args) != 1 or depth > MAX_DEPTH:
                raise NoSlopeError(name)
            letter, body = known
            if name.endswith("'"):
                body = differentiate(body, letter, len(name) - len(name.rstrip("'")))
            return body.substitute({letter: self._applied(part.args[0], depth + 1)})

        return node.replace(put)


def _calls(node: Expr) -> frozenset[str]:
    """Names of the functions without a meaning of their own that occur."""
    return frozenset(str(part.data) for part in node.walk() if part.name == "apply")


def _free(side: Expr) -> bool:
    """Whether a function of something with letters occurs."""
    return any(part.name == "apply" and part.variables for part in side.walk())


def _is_equation(side: Expr, formula: Formula) -> bool:
    return bool(formula.relations) and _free(side)
