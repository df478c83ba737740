"""What is known while a solution is read, and the verdict on each further step."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction

from algorist.checking.steps import (
    _algebra,
    _divisibility,
    _divisors,
    _facts,
    _final,
    _judge,
    _operations,
    _phrases,
    _ratios,
)
from algorist.checking.steps._arithmetic import Side, read
from algorist.checking.steps._checkers import StepChecker, StepContext
from algorist.checking.steps._claims import Link, Note, find
from algorist.checking.steps._comparisons import Comparisons
from algorist.checking.steps._derivations import Derivations
from algorist.checking.steps._kinds import labelled, unlike
from algorist.checking.steps._letters import declared, redeclared, standing
from algorist.checking.steps._plausible import asked_thing, is_whole, may_be_negative
from algorist.checking.steps._records import Claim, StepCheck, StepOutcome, StepsResult
from algorist.checking.steps._sources import Sources
from algorist.checking.steps._split import unmarked
from algorist.checking.steps._tokens import Token, plain, tokens, word_set
from algorist.checking.steps._units import changed, known

_OUTCOME: dict[str, StepOutcome] = {
    "right": "right",
    "wrong": "wrong",
    "unchecked": "not checkable",
}
_HYPOTHESIS = re.compile(
    r"\b(?:suppose|assume|assuming|try|trying|guess|case|cases|check|checking|verify|instead|"
    r"otherwise|either|would|works?|or|contradiction|impossible|no solutions?|not|cannot|"
    r"can't|when|wrong|incorrect|false)\b|"
    r"\b(?:if|for|at|put|taking)\s+\$?[a-zA-Z]\s*=",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\b(?:works?|when|or)\b", re.IGNORECASE)
"""Words that leave a statement on given numbers a statement."""
_FORMULA = re.compile(
    r"\\(?:sqrt|frac|sin|cos|log|sum|int|begin|pi|binom|pmod)|\$[^$]*[a-zA-Z][^$]*[=^][^$]*\$"
)
"""Mathematics in a solution: its question is no word problem, whatever it looks like."""
_LATEX = re.compile(r"\\[a-zA-Z\[(]|(?<![\w$\\])\$(?=[^\s$])[^$\n]*[^\s$+*/=-]\$(?![\d$])")
"""Formulas in dollars or commands, rather than amounts of money."""
_SHARED = word_set("each per every average half third quarter rate share")
"""Words beside which a part of a thing makes sense."""
_ASSERTED = word_set("true confirms confirmed confirming proves indeed valid")
_DENIED = word_set("not false wrong impossible contradiction incorrect cannot doesn't isn't")


class State:
    """Steps read so far; :meth:`push` adds one and is all that a search needs per step."""

    def __init__(self, question: str | None = None, checkers: tuple[StepChecker, ...] = ()) -> None:
        self.question = question
        self.checkers = checkers
        self.sources = Sources(question)
        self.compared = Comparisons(question or "")
        self.rounded: dict[Fraction, Fraction] = {}
        self.letters: frozenset[str] = frozenset()
        self.formal = False
        self.latex = bool(question and _LATEX.search(question))
        self.system = _algebra.System()
        self.steps: list[StepCheck] = []
        self.last: Side | None = None
        self.computed: list[Fraction] = []
        self.recent: list[tuple[int, _algebra.Equation]] = []
        self.derivations = Derivations(question)
        if question:
            self._take_conditions(question)

    def copy(self) -> State:
        """An independent state with the same past."""
        other = State.__new__(State)
        other.__dict__.update(self.__dict__)
        other.sources = Sources.__new__(Sources)
        other.sources.__dict__.update(self.sources.__dict__)
        other.sources.results = set(self.sources.results)
        other.sources.mentioned = set(self.sources.mentioned)
        other.sources.stated = set(self.sources.stated)
        other.sources.units = set(self.sources.units)
        other.sources.kinds = self.sources.kinds.copy()
        other.compared = self.compared.copy()
        other.rounded = dict(self.rounded)
        other.system = _algebra.System()
        other.system.rows = list(self.system.rows)
        other.system.polynomials = list(self.system.polynomials)
        other.system.decimals = self.system.decimals
        other.steps = list(self.steps)
        other.computed = list(self.computed)
        other.recent = list(self.recent)
        other.derivations = self.derivations.copy()
        return other

    def push(self, text: str) -> StepCheck:
        """Check the next step and remember its results."""
        prose = unmarked(plain(text))
        if _FORMULA.search(text):
            self.sources.is_prose = False
            self.formal = True
        for letter in redeclared(prose):
            self.system.forget(letter)
        self.letters |= declared(prose)
        here = standing(prose, self.letters)
        self.letters |= here
        links, notes, found = find(prose, here | self.letters)
        words = frozenset(token.text.lower() for token in found)
        claims: list[Claim] = []
        for note in notes:
            claims += self._note(note, words)
        doubtful = bool(_HYPOTHESIS.search(prose))
        claims += [self._link(link, words, doubtful) for link in links]
        claims += _phrases.clocks(text)
        claims += _ratios.look(plain(prose), found)
        claims += _divisibility.look(found, bool(_HYPOTHESIS.search(_ASIDE.sub(" ", prose))))
        claims += _divisors.look(prose)
        claims += _facts.look(prose)
        before = list(self.system.polynomials)
        for equation in _algebra.equations(found, here | self.letters):
            claims.append(self._equation(equation, doubtful))
        self.latex = self.latex or bool(_LATEX.search(text))
        if self.latex:
            claims += self.derivations.look(unmarked(text), doubtful)
        else:
            claims += _operations.look(unmarked(text), ())
        self.sources.hear(prose)
        claims += self._provenance(links, notes, found)
        claims += self._unit(links)
        if self.sources.is_prose and not doubtful:
            claims += self.compared.look(prose, links)
        claims += self._implausible(links, notes, words) or self._unlike(links, notes, found)
        if not any(claim.verdict != "not checkable" for claim in claims):
            claims += _phrases.look(found, self.sources, self.question)
        if self.checkers:
            context = StepContext(
                text,
                self.question,
                found,
                here | self.letters,
                before,
                tuple(claims),
                tuple(step.text for step in self.steps if step.verdict != "wrong"),
                doubtful,
            )
            for checker in self.checkers:
                claims += checker(context)
        check = _verdict(len(self.steps), text, claims)
        self.steps.append(check)
        self._learn(links, notes, found)
        return check

    # Numeric claims --------------------------------------------------------------------------

    def _link(self, link: Link, words: frozenset[str], doubtful: bool) -> Claim:
        again = self._again(link.left, link.right)
        asserted = bool(words & _ASSERTED) and not words & _DENIED
        finding = _judge.judge(link, words, again, asserted=asserted)
        tested = link.left.bare and (doubtful or not self.sources.is_prose) and not asserted
        tested = tested and link.relation not in ("<", ">", "<=", ">=")
        if finding.verdict == "wrong" and (tested or (doubtful and _DENIED & words)):
            finding = _judge.Finding(
                "unchecked", "a case that is put to the test", finding.evidence
            )
        kind = link.kind if link.relation in ("=", "==", "~=") else "comparison"
        return Claim(link.text, kind, _OUTCOME[finding.verdict], finding.how, finding.evidence)

    def _note(self, note: Note, words: frozenset[str]) -> list[Claim]:
        link = Link(note.left, "=", note.right, note.text, kind="note")
        finding = _judge.judge(link, words, self._again(note.left, note.right))
        claims = [
            Claim(note.text, "note", _OUTCOME[finding.verdict], finding.how, finding.evidence)
        ]
        if note.printed is not None and note.printed.value is not None:
            claims.append(_copied(note, note.printed))
        return claims

    def _again(self, left: Side, right: Side) -> list[tuple[Side, Side]]:
        """The claim read again with earlier results in place of their rounded forms."""
        used = {operand.value for side in (left, right) for operand in side.operands}
        if not used & set(self.rounded):
            return []
        parts: list[Side] = []
        for side in (left, right):
            every = tokens(plain(side.text))
            done = read(every, 0, len(every), whole=True, swaps=self.rounded)
            parts.append(done[0] if done else side)
        return [(parts[0], right), (parts[0], parts[1])]

    # Equations with letters ------------------------------------------------------------------

    def _take_conditions(self, text: str) -> None:
        prose = plain(text)
        self.letters |= declared(prose) | standing(prose, frozenset())
        found = [token for token in tokens(prose) if token.kind != "note"]
        if _HYPOTHESIS.search(prose):
            return
        for equation in _algebra.equations(found, self.letters):
            self.system.decimals = self.system.decimals or equation.decimals
            self.system.insert(equation.difference)

    def _equation(self, equation: _algebra.Equation, doubtful: bool) -> Claim:
        text = equation.text
        if not equation.difference:
            return Claim(text, "algebra", "right", "an identity")
        if _algebra.letters(equation.difference) == {"i"} and not _algebra.is_assignment(equation):
            complex_ = self._complex(equation, doubtful)
            if complex_ is not None:
                return complex_
        if self.formal or not (self.sources.is_prose or self.question is None):
            return self._rewriting(equation, doubtful)
        rest = self.system.reduce(equation.difference)
        value = _algebra.constant(rest)
        inexact = equation.decimals or self.system.decimals
        if value is None and _algebra.is_assignment(equation):
            value = self.system.residue(equation)
        if value is None:
            if not doubtful and not (self.question is None and _algebra.is_assignment(equation)):
                self.system.insert(equation.difference)
                self.system.decimals = self.system.decimals or equation.decimals
            return Claim(text, "algebra", "not checkable", "a condition on its letters")
        if value == 0:
            return Claim(text, "algebra", "right", "it follows from the earlier equations")
        sizes = [abs(each) for each in equation.difference.values()]
        if inexact and abs(value) <= max(sizes) / 50:
            return Claim(text, "algebra", "right", "it follows up to rounding")
        if doubtful:
            return Claim(text, "algebra", "not checkable", "a case that does not hold")
        return self._contradiction(equation)

    def _complex(self, equation: _algebra.Equation, doubtful: bool) -> Claim | None:
        """Numbers with the imaginary unit, where the letter cannot be anything else."""
        left, right = (_algebra.imaginary(side) for side in (equation.left, equation.right))
        if not left[1] or not right[1]:
            return None  # "2i = 6" may be a condition
        if left == right:
            return Claim(equation.text, "algebra", "right", "equal complex numbers")
        if doubtful or equation.decimals:
            return None
        shown = f"{_judge.show(left[0])} + {_judge.show(left[1])}i"
        return Claim(
            equation.text, "algebra", "wrong", "different complex numbers", {"correct": shown}
        )

    def _rewriting(self, equation: _algebra.Equation, doubtful: bool) -> Claim:
        """Outside word problems letters take many values in turn, so an equation is held against
        the equations of this step and the one before in the same single letter only."""
        text, now = equation.text, len(self.steps)
        names = _algebra.letters(equation.difference)
        self.recent = [each for each in self.recent if each[0] >= now - 1]
        system = _algebra.System()
        for _, earlier in self.recent:
            if _algebra.letters(earlier.difference) == names and len(names) == 1:
                system.insert(earlier.difference)
        rest = system.reduce(equation.difference)
        assigned = _algebra.is_assignment(equation)
        if assigned and system.polynomials:
            letter = next(iter(names))
            root = (
                -equation.difference.get(_algebra.ONE, Fraction(0)) / equation.left[((letter, 1),)]
                if ((letter, 1),) in equation.left
                else None
            )
            if root is not None:
                rest = _algebra.substitute(system.polynomials[-1], {letter: root})
        value = _algebra.constant(rest)
        if not assigned and not doubtful and len(names) == 1:
            self.recent.append((now, equation))
        if value is None or not system.polynomials:
            return Claim(text, "algebra", "not checkable", "a condition on its letters")
        if value == 0:
            return Claim(text, "algebra", "right", "it follows from the equation before")
        inexact = equation.decimals or any(each.decimals for _, each in self.recent)
        size = max(abs(each) for each in equation.difference.values())
        if doubtful or self.latex or (inexact and abs(value) <= size / 20):
            return Claim(text, "algebra", "not checkable", "it does not follow exactly")
        return Claim(
            text,
            "algebra",
            "wrong",
            "no number satisfies both this and the equation before",
            {"before": self.recent[-1][1].text if assigned else self.recent[-2][1].text},
        )

    def _contradiction(self, equation: _algebra.Equation) -> Claim:
        evidence: dict[str, object] = {"contradicts": "the earlier equations"}
        known = self.system.known()
        held = {
            letter: known[letter] for letter in _algebra.letters(equation.difference) & set(known)
        }
        if held:
            evidence["values"] = {letter: _judge.show(value) for letter, value in held.items()}
        single = _algebra.letters(equation.left)
        if len(equation.left) == 1 and len(single) == 1 and single <= set(held):
            evidence["correct"] = _judge.show(held[next(iter(single))])
        return Claim(
            equation.text, "algebra", "wrong", "it contradicts the earlier equations", evidence
        )

    # Where numbers come from -------------------------------------------------------------------

    def _provenance(self, links: list[Link], notes: list[Note], found: list[Token]) -> list[Claim]:
        """Operands that come from nowhere; only for word problems whose text is at hand."""
        if not self.sources.is_prose:
            return []
        claims: list[Claim] = []
        seen: set[Fraction] = set()
        pairs = [pair for pair in _pairs(links, notes) if pair.left.operations]
        written = Counter(token.value for token in found if token.value is not None)
        written.subtract(operand.value for link in links for operand in link.left.operands)
        written.subtract(operand.value for link in links for operand in link.right.operands)
        for pair in pairs:
            for operand in pair.left.operands:
                if operand.value in seen:
                    continue
                seen.add(operand.value)
                if written[operand.value] > 0:
                    continue  # the step says where it is from, in words
                if self.sources.source(operand) != "unknown" or any(
                    operand.value in (other.right.value, other.left.value)
                    for other in pairs
                    if other is not pair
                ):
                    continue
                claims.append(
                    Claim(
                        operand.text,
                        "provenance",
                        "wrong",
                        "a number from nowhere: not in the question, no usual constant, no "
                        "earlier result",
                        {"number": _judge.show(operand.value), "in": pair.text},
                    )
                )
        return claims

    def _implausible(
        self, links: list[Link], notes: list[Note], words: frozenset[str]
    ) -> list[Claim]:
        """Fewer than no things, or a part of one that is only counted whole."""
        if not self.sources.is_prose:
            return []
        question = self.question or ""
        thing = "" if words & _SHARED else asked_thing(question)
        for pair in _pairs(links, notes):
            value = pair.right.value
            how = ""
            if value < 0 and pair.left.value < 0 and not may_be_negative(question):
                how = "an amount of things below zero"
            elif thing and not is_whole(value) and labelled(pair.right) == f"#{thing}":
                how = "a part of a thing that is counted whole"
            if how and pair.left.operations:
                evidence = {"value": _judge.show(value)}
                return [Claim(pair.text, "plausible", "wrong", how, evidence)]
        return []

    def _unlike(self, links: list[Link], notes: list[Note], found: list[Token]) -> list[Claim]:
        """An operation that the quantities of the question or of earlier steps do not allow."""
        if not self.sources.is_prose:
            return []
        self.sources.kinds.mention(found)
        for pair in _pairs(links, notes):
            wrong = unlike(pair.left, pair.right, self.sources.kinds)
            if wrong is not None:
                evidence = {"kinds": [kind.lstrip("#") for kind in wrong[1]]}
                return [Claim(pair.text, "kinds", "wrong", wrong[0], evidence)]
        return []

    def _unit(self, links: list[Link]) -> list[Claim]:
        """A result in a unit that nothing so far was in, without a factor that leads to it."""
        if not self.sources.is_prose:
            return []
        for link in links:
            unit = next((word for word in link.right.last_units if known(word)), None)
            if unit is None or not link.left.operations or link.right.money:
                continue
            found = changed(unit, self.sources.units)
            if found is None or unit in link.left.units:
                continue
            spoken, factors = found
            used = {operand.value for operand in link.left.operands}
            if any(factor in used or 1 / factor in used for factor in factors):
                continue
            if any(factor.numerator in used or factor.denominator in used for factor in factors):
                continue
            evidence = {"unit": unit, "so far": spoken, "factor": _judge.show(min(factors))}
            return [
                Claim(link.text, "unit", "wrong", "a unit that nothing was in so far", evidence)
            ]
        return []

    def _learn(self, links: list[Link], notes: list[Note], found: list[Token]) -> None:
        results: set[Fraction] = set()
        for pair in _pairs(links, notes):
            left, right = pair.left, pair.right
            if left.operations:
                self.last = right
                self.computed.append(right.value)
                self.sources.kinds.result(right)
            results |= {left.value, right.value}
            gap = abs(left.value - right.value)
            if (
                right.bare
                and left.operations
                and 0 < gap <= max(Fraction(1), abs(left.value / 100))
            ):
                self.rounded[right.value] = left.value
        self.sources.learn(found, results)
        self.sources.units |= {t.text.lower() for t in found if known(t.text.lower())}

    def result(self, final: str | None) -> StepsResult:
        """Everything found so far, with the final answer judged."""
        answer, claim = _final.judge(self, final)
        wrong = next((step.index for step in self.steps if step.verdict == "wrong"), None)
        checkable = sum(step.verdict != "not checkable" for step in self.steps)
        coverage = checkable / len(self.steps) if self.steps else 0.0
        return StepsResult(tuple(self.steps), wrong, coverage, claim, answer)


def _pairs(links: list[Link], notes: list[Note]) -> list[Link | Note]:
    return [*notes, *links]


def _copied(note: Note, printed: Token) -> Claim:
    """Whether the number after a calculator note is the note's value."""
    said, value = printed.value, note.right.value
    assert said is not None
    text = f"{note.text}{printed.text}"
    evidence = {"left": _judge.show(value), "right": _judge.show(said)}
    close = bool(printed.digits) and abs(said - value) < Fraction(1, 10**printed.digits)
    factors = (100, Fraction(1, 100), 60, Fraction(1, 60), 1000, Fraction(1, 1000), 12)
    if said == value or close or abs(said) == abs(value):
        return Claim(text, "copy", "right", "the same number", evidence)
    if any(said == value * factor for factor in factors) and (
        note.printed_percent or note.left.percent or value.denominator != 1 or said < value
    ):
        return Claim(text, "copy", "right", "the same amount in another unit", evidence)
    if abs(said - value) < 1 and printed.digits == 0:
        return Claim(text, "copy", "right", "rounded to a whole number", evidence)
    if note.printed_percent or note.left.percent:
        return Claim(text, "copy", "not checkable", "a percentage", evidence)
    correct = {**evidence, "correct": _judge.show(value)}
    return Claim(text, "copy", "wrong", "the number written is not the one computed", correct)


def _verdict(index: int, text: str, claims: list[Claim]) -> StepCheck:
    for outcome in ("wrong", "right"):
        for claim in claims:
            if claim.verdict == outcome:
                return StepCheck(index, text, claim.verdict, claim.how, tuple(claims))
    reason = claims[0].how if claims else "no claim that could be checked was found"
    return StepCheck(index, text, "not checkable", reason, tuple(claims))
