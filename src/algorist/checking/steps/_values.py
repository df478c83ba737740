"""Values that letters were given, put into what was asked and into the equation to be solved."""

from __future__ import annotations

import re
from collections.abc import Sequence

from algorist.checking.steps import _deciding as deciding
from algorist.checking.steps._formulas import Formula
from algorist.checking.steps._records import Claim
from algorist.checking.steps._statements import is_bare, shown
from algorist.expressions import Expr

_SOLVE = re.compile(r"\b(?:solve|solutions?|satisf\w+|roots?)\b", re.IGNORECASE)
_SOLUTIONS = re.compile(
    r"\b(?:solutions?|roots?)(?: to (?:the|this) equation)? (?:is|are)(?: then| thus| just| only)?"
    r"(?: either)?\s*:?\s*$",
    re.IGNORECASE,
)
_VALUE = re.compile(r"\b(?:value of|find|compute|calculate|evaluate|determine)\s*$", re.IGNORECASE)
_IS = re.compile(
    r"\s*(?:is|equals|is equal to|must be|comes to)\s*(?:then|just|exactly|simply)?\s*"
)
_AND = re.compile(r"\s*(?:,|and|or|, and|, or)\s*")
_THAT = re.compile(
    r"\W*(?:(?:so|and|ok|okay|right|then|now|finally|yes)\W+)*"
    r"(?P<weak>(?:that|this|which|it) (?:gives|becomes|leaves)(?: us)?|"
    r"(?:that|this|which|it)(?:'s| is| equals| simplifies to| is equal to| evaluates to))"
    r"(?:\s(?:just|simply|equal to|exactly|the same as))*\s*$",
    re.IGNORECASE,
)
_WEAK = re.compile(r"gives|becomes|leaves", re.IGNORECASE)


class Values:
    """Letters with their one value, what the question asks for and the equation it poses."""

    def __init__(self, question: str | None = None, found: Sequence[Formula] = ()) -> None:
        self.known: dict[str, Expr | None] = {}
        self.asked: frozenset[Expr] = frozenset()
        self.posed: tuple[str, Expr, Expr] | None = None
        self.pending: Expr | None = None
        """The expression with which the step before ended."""
        if question:
            self.asked = frozenset(
                each.sides[0]
                for each in found
                if not each.relations and each.sides[0] is not None and each.sides[0].args
            )
            self.posed = _posed(question, found)

    def copy(self) -> Values:
        """An independent copy."""
        other = Values()
        other.known = dict(self.known)
        other.asked, other.posed, other.pending = self.asked, self.posed, self.pending
        return other

    def look(self, text: str, found: Sequence[Formula], doubtful: bool) -> list[Claim]:
        """Claims about the value asked for, the solutions, and ``That's`` so much."""
        self._assign(found, doubtful)
        claims = self._continued(text, found)
        claims += self._solutions(text, found)
        for place, formula in enumerate(found):
            later = found[place + 1] if place + 1 < len(found) else None
            claims += self._value(text, formula, later)
        return claims

    def _assign(self, found: Sequence[Formula], doubtful: bool) -> None:
        """Take the values that letters are given; a letter with two values has none."""
        for formula in found:
            left, right = formula.sides[0], formula.sides[-1]
            if left is None or left.name != "variable":
                continue
            known = left.data in self.known
            usable = set(formula.relations) == {"="} and not (formula.listed or doubtful)
            if usable and right is not None and deciding.is_number(right):
                same = known and self.known[left.data] == right
                self.known[left.data] = right if same or not known else None
            elif doubtful and formula.relations:
                self.known[left.data] = None

    def remember(self, text: str, found: Sequence[Formula]) -> None:
        """Keep the expression with which the step ends, for a ``That's`` in the next one."""
        last = found[-1] if found else None
        ends = last is not None and not re.search(r"\w", text[last.end :])
        self.pending = last.sides[-1] if last is not None and ends and not last.listed else None
        if self.pending is not None and last is not None and not _is_amount(last):
            self.pending = None

    def _continued(self, text: str, found: Sequence[Formula]) -> list[Claim]:
        """``That's 73`` after a step that ended with an expression."""
        before = self.pending
        if not found or before is None or is_bare(before) or found[0].listed:
            return []
        match = _THAT.match(text[: found[0].start])
        said = found[0].sides[0]
        if match is None or match.end() < found[0].start or said is None:
            return []
        if not (deciding.is_value(before) and deciding.is_value(said)) or before == said:
            return []
        claim = f"{before.text()} = {found[0].texts[0]}"
        outcome = deciding.compare(before, said)
        if outcome in ("equal", "rounded"):
            return [Claim(claim, "equation", "right", outcome)]
        numeric = not before.variables and not said.variables
        if outcome != "different" or not numeric or _WEAK.search(match["weak"]):
            return []
        if re.match(r"\s*(?:[-+*/]|times|more|less|of|percent|\\?%|\w)", text[found[0].end :]):
            return []
        evidence = {"left": shown(before), "right": shown(said), "correct": shown(before)}
        return [Claim(claim, "equation", "wrong", "different values", evidence)]

    def _value(self, text: str, formula: Formula, later: Formula | None) -> list[Claim]:
        """The expression that was asked for, with the known values of its letters."""
        asked = formula.sides[0]
        if asked is None or asked not in self.asked or formula.listed:
            return []
        if formula.relations == ("=",):
            said = formula.sides[1]
        elif not formula.relations and later is not None and not later.relations:
            joined = _IS.fullmatch(text[formula.end : later.start])
            said = later.sides[0] if joined and not later.listed else None
        else:
            return []
        values = {name: self.known.get(name) for name in asked.variables}
        if said is None or not deciding.is_number(said) or not deciding.is_value(asked):
            return []
        put = {name: value for name, value in values.items() if value is not None}
        if not put or len(put) < len(values):
            return []
        value = asked.substitute(put)
        outcome = deciding.compare(value, said)
        claim = f"{asked.text()} = {said.text()}"
        evidence = {"values": {name: each.text() for name, each in put.items()}}
        if outcome in ("equal", "rounded"):
            return [Claim(claim, "algebra", "right", "with the values of its letters", evidence)]
        if outcome != "different" or any(map(deciding.has_decimal, (value, said))):
            return []
        how = "not what the values of its letters give"
        return [Claim(claim, "algebra", "wrong", how, {**evidence, "correct": shown(value)})]

    def _solutions(self, text: str, found: Sequence[Formula]) -> list[Claim]:
        """Each claimed solution put into the equation that the question poses."""
        if self.posed is None:
            return []
        letter, left, right = self.posed
        claims: list[Claim] = []
        running = False
        for place, formula in enumerate(found):
            gap = text[found[place - 1].end if place else 0 : formula.start]
            running = bool(_SOLUTIONS.search(gap)) or (running and bool(_AND.fullmatch(gap)))
            if not running:
                continue
            root = formula.sides[-1]
            named = formula.texts[0] == letter if formula.relations == ("=",) else False
            if root is None or not (named or not formula.relations):
                continue
            if not deciding.is_number(root) or deciding.has_decimal(root):
                continue
            put = {letter: root}
            outcome = deciding.compare(left.substitute(put), right.substitute(put))
            claim = f"{letter} = {root.text()}"
            evidence = {"equation": f"{left.text()} = {right.text()}"}
            if outcome == "equal":
                how = "it satisfies the equation of the question"
                claims.append(Claim(claim, "algebra", "right", how, evidence))
            elif outcome == "different":
                how = "it does not satisfy the equation of the question"
                claims.append(Claim(claim, "algebra", "wrong", how, evidence))
        return claims


def _posed(question: str, found: Sequence[Formula]) -> tuple[str, Expr, Expr] | None:
    """The one equation in one letter that the question wants solved."""
    stated = [each for each in found if each.relations]
    if len(stated) != 1 or not _SOLVE.search(question):
        return None
    left, right = (*stated[0].sides, None, None)[:2]
    if stated[0].relations != ("=",) or left is None or right is None:
        return None
    letters = left.variables | right.variables
    if len(letters) != 1 or not (deciding.is_value(left) and deciding.is_value(right)):
        return None
    if deciding.ambiguous(left) or deciding.ambiguous(right):
        return None
    return next(iter(letters)), left, right


def _is_amount(formula: Formula) -> bool:
    """Whether the last side is what a number or one letter is said to be."""
    if not formula.relations:
        return True
    first = formula.sides[0]
    return (
        set(formula.relations) == {"="}
        and formula.modulus is None
        and first is not None
        and (first.name == "variable" or deciding.is_number(first))
    )
