"""Equations in letters that follow one another, in steps that are written in formulas.

An equation that a step offers as nothing but the next form of the one before must have a common
solution with it. Anything else with letters is a condition, and never wrong by itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from flint import fmpq_poly

from algorist.checking.steps import _deciding as deciding
from algorist.checking.steps import _statements as statements
from algorist.checking.steps._formulas import Formula, bridged, formulas
from algorist.checking.steps._functions import Functions
from algorist.checking.steps._records import Claim
from algorist.checking.steps._tokens import word_set
from algorist.expressions import HEADS, Expr

_DERIVING = word_set(
    """so thus then therefore hence now which and that this it its means gives give giving us we
    get have has obtain obtained can simplify simplifies simplified simplifying to becomes become be
    as rewrite rewritten rewriting the equation left right side sides hand both by from adding
    subtracting multiplying dividing add subtract multiply divide combining combine like terms
    expanding expand factoring factor is are our equals equal ok okay alright well again solving
    for a in of constant constants everything move moving isolating isolate rearranging rearrange
    cancel canceling cancelling out clearing denominators denominator fractions distributing
    distribute collecting collect reduces reduced yields leaves leaving finally simply just
    exactly"""
)
"""Words of a step that only carries the equation before it on."""
_PLANNING = word_set("should need first let let's we'll will next want to s ll")
_TURN = re.compile(
    r"\b(?:no|not|wrong|mistake|actually|sorry|oops|incorrect|instead|wait|but|however)\b", re.I
)
_WORD = re.compile(r"[A-Za-z]+(?:'[a-z]+)?")
MAX_FORMULAS = 24
"""Formulas of one step that are looked at."""


@dataclass(frozen=True)
class Equation:
    """An equation in letters, as a step states it."""

    left: Expr
    right: Expr
    text: str
    span: int
    """Where its formula begins in the step."""

    @property
    def letters(self) -> frozenset[str]:
        """The letters of both sides."""
        return self.left.variables | self.right.variables

    @property
    def is_assignment(self) -> bool:
        """Whether it only gives a letter its value."""
        return self.left.name == "variable" and not self.right.variables

    @property
    def difference(self) -> Expr:
        """The left side minus the right one."""
        return HEADS["add"](self.left, HEADS["neg"](self.right))


class Derivations:
    """What formulas have said so far; :meth:`look` checks those of the next step."""

    def __init__(self, question: str | None = None) -> None:
        self.functions = Functions()
        self.last: tuple[Equation, ...] = ()
        """The equations of the last step that had any; empty where one could not be read."""
        if question:
            self.functions.learn(formulas(bridged(question)), question)

    def copy(self) -> Derivations:
        """An independent state with the same past."""
        other = Derivations()
        other.functions = self.functions.copy()
        other.last = self.last
        return other

    def look(self, text: str, doubtful: bool) -> list[Claim]:
        """The claims of a step that could be decided; none is wrong where it is ``doubtful``."""
        text = bridged(text)
        found = formulas(text)[:MAX_FORMULAS]
        if not any(each.relations for each in found) and self._turns(text, found):
            self.last = ()
        if not found:
            return []
        claims = statements.look(text, found)
        claims += self.functions.look(found)
        claims += self._carried_on(text, found)
        self.functions.learn(found, text)
        if doubtful:
            self.last = ()
            return [each for each in claims if each.verdict == "right"]
        return claims

    def _turns(self, text: str, found: Sequence[Formula]) -> bool:
        """Whether a step without equations takes something back or speaks of another thing."""
        return bool(_TURN.search(text)) or bool(
            found and not _words(text, found) <= _DERIVING | _PLANNING
        )

    def _carried_on(self, text: str, found: Sequence[Formula]) -> list[Claim]:
        """Equations held against the ones before, where the words only carry them on."""
        stated = [
            each
            for each in found
            if each.relations and not all(map(deciding.is_number, each.sides))
        ]
        if not stated:
            return []
        read = [_equation(each) for each in stated]
        equations = [each for each in read if each is not None]
        claims: list[Claim] = []
        before = self.last
        self.last = tuple(equations) if len(equations) == len(read) else ()
        words = _words(text, found)
        several = len(equations) > 1 and "and" in words
        if len(equations) < len(read) or several or not words <= _DERIVING:
            return []
        if "\\text" in text or "\\pm" in text:
            return []
        for place, equation in enumerate(equations):
            claims += _against(equation, before)
            if place + 1 == len(equations) or equations[place + 1].span != equation.span:
                before = tuple(each for each in equations if each.span == equation.span)
        self.last = before
        return claims


def _words(text: str, found: Sequence[Formula]) -> frozenset[str]:
    """The words of a step outside its formulas, in lower case."""
    kept: list[str] = []
    last = 0
    for formula in found:
        if formula.start >= last:
            kept.append(text[last : formula.start])
            last = formula.end
    kept.append(text[last:])
    return frozenset(word.lower() for word in _WORD.findall(" ".join(kept)))


def _equation(formula: Formula) -> Equation | None:
    """The formula as one equation whose sides can be compared."""
    if formula.relations != ("=",) or formula.listed or formula.modulus is not None:
        return None
    left, right = formula.sides
    if left is None or right is None:
        return None
    if not (deciding.is_value(left) and deciding.is_value(right)):
        return None
    if deciding.ambiguous(left) or deciding.ambiguous(right):
        return None
    return Equation(left, right, formula.text, formula.start)


def _against(now: Equation, before: Sequence[Equation]) -> list[Claim]:
    found = [_relation(each, now) if each.letters == now.letters else None for each in before]
    if "follows" in found:
        how = "it follows from the equation before"
        return [Claim(now.text, "algebra", "right", how)]
    if found and all(each == "contradicts" for each in found):
        how = "no number satisfies both this and the equation before"
        return [Claim(now.text, "algebra", "wrong", how, {"before": before[-1].text})]
    return []


def _relation(before: Equation, now: Equation) -> str | None:
    """Whether ``now`` ``follows`` from ``before`` or ``contradicts`` it."""
    if before.is_assignment and now.is_assignment:
        return None  # one value after the other
    if len(now.letters) == 1:
        letter = next(iter(now.letters))
        a = deciding.condition(before.left, before.right, letter)
        b = deciding.condition(now.left, now.right, letter)
        if a is not None and b is not None:
            return _by_roots(a, b, before, now)
    sides = (before.left, before.right, now.left, now.right)
    if any(map(deciding.has_decimal, sides)):
        return None
    old, new = before.difference, now.difference
    if deciding.apart(old, new) == "a constant":
        return "contradicts"
    if deciding.apart(old, HEADS["neg"](new)) == "a constant":
        return "contradicts"
    if deciding.apart(old, new) == "a factor" or deciding.compare(old, new) == "equal":
        return "follows"
    return None


def _by_roots(a: fmpq_poly, b: fmpq_poly, before: Equation, now: Equation) -> str | None:
    shared = deciding.common_roots(a, b)
    if shared == "all" or (shared == "some" and now.is_assignment):
        return "follows"
    if shared == "some":
        return None
    sides = (before.left, before.right, now.left, now.right)
    if not any(map(deciding.has_decimal, sides)):
        return None if before.is_assignment else "contradicts"
    if a.degree() == b.degree() == 1:
        first, second = (Fraction(str(-each[0] / each[1])) for each in (a, b))
        gap = abs(first - second)
        if gap <= Fraction(1, 100) * max(abs(first), abs(second)):
            return None  # decimals may be rounded
        return None if before.is_assignment else "contradicts"
    return None
