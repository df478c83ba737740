"""The seam for further checkers of a step, and z3 as the first of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from algorist.checking.steps import _divisibility, _proofs
from algorist.checking.steps._algebra import Equation, Polynomial, equations, is_assignment
from algorist.checking.steps._records import Claim
from algorist.checking.steps._tokens import Token, plain, tokens
from algorist.core import Registry

_WHOLE = re.compile(r"\b(?:integers?|whole|natural|even|odd|divisible|prime|multiple)\b", re.I)
_CASES = re.compile(r"\bor\b")
_TRIED = re.compile(r"\b(?:suppose|assume|if|try|check|cannot|not|impossible)\b", re.I)
MAX_CLAIMS = 6
"""Claims of one step that are handed to z3, at about 0.3 s each."""


@dataclass(frozen=True)
class StepContext:
    """What a checker gets to see of a step."""

    text: str
    question: str | None
    tokens: Sequence[Token]
    letters: frozenset[str]
    """Letters that stand for numbers."""
    conditions: Sequence[Polynomial]
    """What the question and the earlier steps set to zero."""
    claims: Sequence[Claim]
    """What the built-in rules found."""
    earlier: Sequence[str]
    """The steps before, without those that were shown wrong."""
    hypothetical: bool
    """Whether the step tries something out, so that a contradiction is no error."""


class StepChecker(Protocol):
    """The seam: more claims about one step. It must end by itself, and never guess."""

    def __call__(self, context: StepContext) -> Sequence[Claim]:
        """The claims that it could decide."""
        ...


STEP_CHECKERS: Registry[StepChecker] = Registry("step checker")
"""Checkers by name, for the argument ``checkers`` of ``check_steps``."""


@STEP_CHECKERS.register("z3")
def prove(context: StepContext) -> list[Claim]:
    """Whether statements in letters follow from the conditions or contradict them.

    Divisibility by going through residues; equations, inequalities and lists of cases
    (``x = 1 or x = 2``) by z3, over the integers where the words speak of integers (extra
    ``proofs``).
    """
    found = _divisible(context)
    if not context.conditions:
        return found
    settled = {claim.text for claim in context.claims if claim.verdict != "not checkable"}
    asked = equations(context.tokens, context.letters, ("=", "==", "<", ">", "<=", ">="))
    asked = [each for each in asked if each.text not in settled and not each.decimals]
    cases = [each for each in asked if each.relation in ("=", "==")]
    if len(cases) > 1 and _CASES.search(context.text) and is_assignments(cases):
        return [*found, *_decided(cases, context)]
    for equation in asked[:MAX_CLAIMS]:
        found += _decided([equation], context)
    return found


def _divisible(context: StepContext) -> list[Claim]:
    known: list[_divisibility.Fact] = []
    for text in (context.question or "", *context.earlier):
        every = [each for each in tokens(plain(text)) if each.kind != "note"]
        known += [
            fact for fact in _divisibility.facts(every, context.letters) if fact.reason != "if"
        ]
    claims = _divisibility.prove(context.tokens, context.letters, known, context.conditions)
    return [each for each in claims if each.verdict == "right" or not context.hypothetical]


def is_assignments(cases: Sequence[Equation]) -> bool:
    """Whether all equations give values to one and the same letter."""
    return all(map(is_assignment, cases)) and len({str(each.left) for each in cases}) == 1


def _decided(cases: Sequence[Equation], context: StepContext) -> list[Claim]:
    """One statement: that one of ``cases`` holds."""
    whole = bool(_WHOLE.search(f"{context.question or ''} {context.text}"))
    decision = _proofs.decide(
        context.conditions,
        [each.difference for each in cases],
        cases[0].relation,
        whole=whole,
    )
    text = " or ".join(each.text for each in cases)
    evidence = {"over": "the integers" if whole else "the real numbers"}
    if decision == "follows":
        return [Claim(text, "proof", "right", "z3: it follows from the conditions", evidence)]
    hypothetical = context.hypothetical if len(cases) == 1 else bool(_TRIED.search(context.text))
    if decision == "contradicts" and not hypothetical:
        how = "z3: nothing satisfies it together with the conditions"
        return [Claim(text, "proof", "wrong", how, evidence)]
    return []
