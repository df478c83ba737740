"""Equations in letters that follow one another, in steps that are written in formulas.

An equation that a step offers as nothing but the next form of the one before must have a common
solution with it. Anything else with letters is a condition, and never wrong by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain

from flint import fmpq_poly

from algorist.checking.steps import _deciding as deciding
from algorist.checking.steps import _operations as operations
from algorist.checking.steps import _statements as statements
from algorist.checking.steps._formulas import Formula, bridged, formulas
from algorist.checking.steps._functions import Functions
from algorist.checking.steps._records import Claim
from algorist.checking.steps._tokens import word_set
from algorist.checking.steps._values import Values
from algorist.expressions import HEADS, Expr

_DERIVING = word_set(
    """so thus then therefore hence now which and that this it its means gives give giving us we
    get have has obtain obtained can simplify simplifies simplified simplifying to becomes become be
    as rewrite rewritten rewriting the equation left right side sides hand both by from adding
    subtracting multiplying dividing add subtract multiply divide combining combine like terms
    expanding expand factoring factor is are our equals equal ok okay alright well again solving
    a in of constant constants everything move moving isolating isolate rearranging rearrange
    cancel canceling cancelling out clearing denominators denominator fractions distributing
    distribute collecting collect reduces reduced yields leaves leaving finally simply just
    exactly know see that's it's factors factored clearly square squaring squared calculating
    calculate evaluating standard form quadratic must solve indeed substituting substitute
    substitution into through multiplied divided added subtracted cross numerator numerators last
    previous same going result two three whole coefficient coefficients integer integers"""
)
"""Words of a step that only carries the equation before it on."""
_PLANNING = word_set("should need first let let's we'll will next want to s ll")
_TURN = re.compile(
    r"\b(?:no|not|wrong|mistake|actually|sorry|oops|incorrect|instead|wait|but|however)\b", re.I
)
_SOLVING_FOR = re.compile(r"\b(?:solve|solving) for\b", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z]+(?:'[a-z]+)?")
MAX_FORMULAS = 24
"""Formulas of one step that are looked at."""
MAX_STATED = 8
"""Earlier equations that a new one may follow from."""


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
        self.values = Values()
        self.last: tuple[Equation, ...] = ()
        """The equations of the last step that had any; empty where one could not be read."""
        self.given: tuple[Equation, ...] = ()
        """The equations of the question."""
        self.stated: tuple[Equation, ...] = ()
        """The equations of the question and of recent steps."""
        self.numbers: tuple[Expr, ...] = ()
        """The different numbers that the formulas of the last step stand for."""
        if question:
            found = formulas(bridged(question))[:MAX_FORMULAS]
            self.functions.learn(found, question)
            self.values = Values(question, found)
            self.stated = tuple(each for each in map(_equation, found) if each is not None)
            self.given = self.stated

    def copy(self) -> Derivations:
        """An independent state with the same past."""
        other = Derivations()
        other.functions, other.values = self.functions.copy(), self.values.copy()
        other.given = self.given
        other.last, other.stated, other.numbers = self.last, self.stated, self.numbers
        return other

    def look(self, text: str, doubtful: bool) -> list[Claim]:
        """The claims of a step that could be decided; none is wrong where it is ``doubtful``."""
        text = bridged(text)
        found = formulas(text)[:MAX_FORMULAS]
        if not any(each.relations for each in found) and self._turns(text, found):
            self.last = ()
        worded = operations.look(text, found, self.numbers)
        self.numbers = operations.numbers(found)
        if not found:
            self.values.pending = None
            return worded
        claims = statements.look(text, found)
        claims += self.functions.look(found)
        claims += self._equations(text, found)
        claims += self.values.look(text, found, doubtful)
        self.functions.learn(found, text)
        self.values.remember(text, found)
        if doubtful:
            self.last = ()
            claims = [each for each in claims if each.verdict == "right"]
        return claims + worded

    def _turns(self, text: str, found: Sequence[Formula]) -> bool:
        """Whether a step without equations takes something back or speaks of another thing."""
        return bool(_TURN.search(text)) or bool(
            found and not _words(text, found) <= _DERIVING | _PLANNING
        )

    def _equations(self, text: str, found: Sequence[Formula]) -> list[Claim]:
        """Equations in letters held against those before."""
        stated = [
            each
            for each in found
            if each.relations and not all(map(deciding.is_plain_number, each.sides))
        ]
        read = [_equation(each) for each in stated]
        equations = [each for each in read if each is not None]
        claims = self._carried_on(text, found, equations, len(equations) < len(read))
        settled = {claim.text for claim in claims}
        for equation in equations:
            if equation.text not in settled and any(
                _relation(each, equation) == "follows"
                for each in chain(self.stated, _substituted(self.stated, equation.letters))
                if each.letters >= equation.letters
            ):
                how = "it follows from an earlier equation"
                claims.append(Claim(equation.text, "algebra", "right", how))
            self.stated = (*self.stated, equation)[-MAX_STATED:]
        return claims

    def _carried_on(
        self, text: str, found: Sequence[Formula], equations: list[Equation], unread: bool
    ) -> list[Claim]:
        """What contradicts the equation before, where the words only carry that on."""
        if not equations and not unread:
            return []
        before = self.last
        self.last = () if unread else tuple(equations)
        words = _words(text, found)
        several = len(equations) > 1 and "and" in words
        if unread or several or not words <= _DERIVING or "\\text" in text or "\\pm" in text:
            return []
        claims: list[Claim] = []
        for place, equation in enumerate(equations):
            claims += _against(equation, before) or self._against_question(equation)
            if place + 1 == len(equations) or equations[place + 1].span != equation.span:
                before = tuple(each for each in equations if each.span == equation.span)
        self.last = before
        return claims

    def _against_question(self, equation: Equation) -> list[Claim]:
        """What contradicts the only equation of the question in the same letters."""
        posed = [each for each in self.given if each.letters == equation.letters]
        if len(posed) != 1 or equation.is_assignment or posed[0].is_assignment:
            return []
        if _relation(posed[0], equation) != "contradicts":
            return []
        how = "no number satisfies both this and the equation of the question"
        return [Claim(equation.text, "algebra", "wrong", how, {"question": posed[0].text})]


def _words(text: str, found: Sequence[Formula]) -> frozenset[str]:
    """The words of a step outside its formulas, in lower case."""
    kept: list[str] = []
    last = 0
    for formula in found:
        if formula.start >= last:
            kept.append(text[last : formula.start])
            last = formula.end
    kept.append(text[last:])
    prose = _SOLVING_FOR.sub("solving", " ".join(kept))
    return frozenset(word.lower() for word in _WORD.findall(prose))


def _equation(formula: Formula) -> Equation | None:
    """The formula as one equation whose sides can be compared."""
    if formula.relations != ("=",) or formula.listed or formula.modulus is not None:
        return None
    left, right = formula.sides
    if left is None or right is None:
        return None
    if not (deciding.is_value(left) and deciding.is_value(right)):
        return None
    left, right = deciding.lettered(left), deciding.lettered(right)
    if deciding.ambiguous(left) or deciding.ambiguous(right):
        return None
    return Equation(left, right, formula.text, formula.start)


def _substituted(stated: Sequence[Equation], wanted: frozenset[str]) -> Iterator[Equation]:
    """The equations with letters replaced that others solve for, if they then hold ``wanted``."""
    for solved in stated:
        letter = solved.left
        if letter.name != "variable" or letter.data in solved.right.variables:
            continue
        put = {str(letter.data): solved.right}
        for each in stated:
            left = (each.letters - {letter.data}) | solved.right.variables
            if each is not solved and letter.data in each.letters and left >= wanted:
                yield Equation(
                    each.left.substitute(put), each.right.substitute(put), each.text, each.span
                )


def _against(now: Equation, before: Sequence[Equation]) -> list[Claim]:
    found = [_relation(each, now) for each in before]
    if "follows" in found:
        how = "it follows from the equation before"
        return [Claim(now.text, "algebra", "right", how)]
    if found and all(each == "contradicts" for each in found):
        how = "no number satisfies both this and the equation before"
        return [Claim(now.text, "algebra", "wrong", how, {"before": before[-1].text})]
    return []


def _relation(before: Equation, now: Equation) -> str | None:
    """Whether ``now`` ``follows`` from ``before`` or ``contradicts`` it."""
    if before.text == now.text:
        return None
    if before.left == now.left and not before.right.variables and not now.right.variables:
        return _same_left(before, now)
    if before.is_assignment and now.is_assignment:
        return None
    if len(now.letters) == 1 and now.letters <= before.letters:
        letter = next(iter(now.letters))
        a = _alone(before, letter)
        b = deciding.condition(now.left, now.right, letter)
        if a is not None and b is not None:
            return _by_roots(a, b, before, now)
    if before.letters != now.letters:
        return None
    decimals = any(map(deciding.has_decimal, (before.left, before.right, now.left, now.right)))
    old, new = before.difference, now.difference
    for other in (new, HEADS["neg"](new)):
        if deciding.apart(old, other) == "a constant":
            return None if decimals else "contradicts"
    if deciding.apart(old, new) == "a factor" or deciding.same(old, new):
        return "follows"
    return None


def _same_left(before: Equation, now: Equation) -> str | None:
    """The same left side with one number and then with another.

    A shorter form of the number before must have its value; another number may be another value.
    """
    found = deciding.compare(before.right, now.right)
    if found in ("equal", "rounded"):
        return "follows"
    shorter = now.right.size < before.right.size
    return "contradicts" if found == "different" and shorter else None


def _alone(equation: Equation, letter: str) -> fmpq_poly | None:
    """The condition on ``letter``, where all other letters of the equation cancel."""
    others = sorted(equation.letters - {letter})
    found: list[fmpq_poly] = []
    for values in ((3, 5, 7, 11), (13, 2, 17, 4))[: 2 if others else 1]:
        put = {name: Fraction(value, 3) for name, value in zip(others, values, strict=False)}
        if len(put) < len(others):
            return None
        sides = (equation.left.substitute(put), equation.right.substitute(put))
        made = deciding.condition(*sides, letter)
        if made is None:
            return None
        found.append(made / made[made.degree()])
    return found[0] if found[0] == found[-1] else None


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
