"""Divisibility: of numbers by division, of expressions in letters by going through all residues."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from algorist.checking.steps._algebra import Polynomial, constant, letters, read_left
from algorist.checking.steps._claims import is_break
from algorist.checking.steps._records import Claim
from algorist.checking.steps._tokens import Token, word_set

MAX_CASES = 20_000
"""Assignments of residues that are gone through, at about a microsecond for each condition."""
MAX_CLAUSE = 40
"""Tokens before a verb that are looked at."""

_BE = word_set("is are be was were")
_BETWEEN = _BE | word_set(
    "a an also always therefore thus hence then not never both clearly that which"
)
_REASONS = word_set("because since if given whether suppose assume when")
_CONCLUSIONS = word_set("so then therefore thus hence , ;")
_PRONOUNS = word_set("it number integer this")
_AFTER_PARITY = word_set("number numbers integer integers and or so since because if for too as")


@dataclass(frozen=True)
class Fact:
    """``subject`` leaves ``residue`` when divided by ``modulus``, or (``holds`` false) does not."""

    subject: Polynomial
    modulus: int
    residue: int
    holds: bool
    text: str
    reason: str
    """The word that makes this a reason or a condition of what else is said, or ""."""


def facts(found: Sequence[Token], variables: frozenset[str]) -> list[Fact]:
    """What is said of divisibility, in order: divisible by, a multiple of, divides, even, odd."""
    done: list[Fact] = []
    for at, token in enumerate(found):
        word = token.text.lower()
        after = found[at + 1].text.lower() if at + 1 < len(found) else ""
        if (word, after) in (("divisible", "by"), ("multiple", "of")):
            moduli, end = _numbers(found, at + 2)
            residue = 0
        elif word in ("even", "odd") and _ends(found, at):
            moduli, end, residue = [2], at + 1, int(word == "odd")
        else:
            continue
        subject = _subject(found, at, variables)
        if subject is None:
            continue
        polynomial, start, holds = subject
        text = "".join(
            (" " if t.spaced and i else "") + t.text for i, t in enumerate(found[start:end])
        )
        reason = _reason(found, start)
        done += [Fact(polynomial, each, residue, holds, text, reason) for each in moduli]
    return done


def _ends(found: Sequence[Token], at: int) -> bool:
    """Whether ``even`` is an adjective here, not the adverb of ``even more``."""
    after = found[at + 1] if at + 1 < len(found) else None
    return after is None or after.kind != "word" or after.text.lower() in _AFTER_PARITY


def _numbers(found: Sequence[Token], at: int) -> tuple[list[int], int]:
    """``2, 3 and 5``, with the index after it; a number that starts a new clause is left."""
    numbers: list[int] = []
    end = at
    while at < len(found):
        token = found[at]
        if token.value is not None and token.value.denominator == 1 and token.value >= 1:
            after = found[at + 1].text.lower() if at + 1 < len(found) else ""
            if numbers and (after in _BE or found[at - 1].value is not None):
                break
            numbers.append(int(token.value))
            end = at + 1
        elif token.text.lower() not in ("and", "both", "by", ","):
            break
        at += 1
    return numbers, end


def _subject(
    found: Sequence[Token], at: int, variables: frozenset[str]
) -> tuple[Polynomial, int, bool] | None:
    """What stands before the verb, where it starts, and whether the verb is affirmed."""
    start = at
    while start and found[start - 1].text.lower() in _BETWEEN:
        start -= 1
    between = {each.text.lower() for each in found[start:at]}
    if not between & _BE:
        return None
    first = max(0, start - MAX_CLAUSE)
    low = next((i + 1 for i in range(start - 1, first - 1, -1) if is_break(found, i)), first)
    left = read_left(found, low, start, variables)
    holds = not between & {"not", "never"}
    if left is not None:
        return left[0], left[1], holds
    if start and found[start - 1].text.lower() in _PRONOUNS and len(variables) == 1:
        return {((next(iter(variables)), 1),): Fraction(1)}, start - 1, holds
    return None


def _reason(found: Sequence[Token], start: int) -> str:
    for index in range(start - 1, max(0, start - MAX_CLAUSE) - 1, -1):
        word = found[index].text.lower()
        if word in _REASONS:
            return word
        if word in _CONCLUSIONS or word == ".":
            break
    return ""


def look(found: Sequence[Token], doubtful: bool) -> Iterator[Claim]:
    """Claims about numbers: ``144 is divisible by 6``."""
    for fact in facts(found, frozenset()):
        value = constant(fact.subject)
        if value is None or value.denominator != 1 or fact.reason in ("if", "whether", "suppose"):
            continue
        rest = int(value) % fact.modulus
        evidence = {"remainder": rest}
        if (rest == fact.residue) == fact.holds:
            yield Claim(fact.text, "divisibility", "right", "by division", evidence)
        elif not doubtful:
            yield Claim(fact.text, "divisibility", "wrong", "by division", evidence)


def decide(
    known: Sequence[Fact], conditions: Sequence[Polynomial], claim: Fact
) -> tuple[str, int, int]:
    """``follows``, ``contradicts`` or ``open``; the modulus, and how many cases were gone through.

    All letters stand for integers. A condition (``= 0``) is used modulo the common modulus, so
    both answers are proofs. ``open`` as well where there would be more than :data:`MAX_CASES`.

    >>> n = {(("n", 1),): Fraction(1)}
    >>> even, third = Fact(n, 2, 0, True, "", ""), Fact(n, 3, 0, True, "", "")
    >>> decide([even, third], [], Fact(n, 6, 0, True, "", ""))
    ('follows', 6, 1)
    """
    every = [*known, claim]
    modulus = math.lcm(*(fact.modulus * _denominator(fact.subject) for fact in every))
    names = sorted(
        set().union(*(letters(p) for p in conditions), *(letters(f.subject) for f in every))
    )
    if len(names) * math.log(modulus) > math.log(MAX_CASES):
        return "open", modulus, 0
    results: set[bool] = set()
    cases = 0
    for values in itertools.product(range(modulus), repeat=len(names)):
        residues = dict(zip(names, values, strict=True))
        if all(_at(p, residues) % modulus == 0 for p in conditions) and all(
            _true(fact, residues) for fact in known
        ):
            cases += 1
            results.add(_true(claim, residues))
    if len(results) != 1:
        return "open", modulus, cases
    return ("follows" if results == {True} else "contradicts"), modulus, cases


def _denominator(polynomial: Polynomial) -> int:
    return math.lcm(*(value.denominator for value in polynomial.values()))


def _at(polynomial: Polynomial, values: dict[str, int]) -> int:
    """The value at integers, times the common denominator."""
    scale = _denominator(polynomial)
    return sum(
        int(value * scale) * math.prod(values[letter] ** power for letter, power in monomial)
        for monomial, value in polynomial.items()
    )


def _true(fact: Fact, values: dict[str, int]) -> bool:
    scale = _denominator(fact.subject)
    rest = (_at(fact.subject, values) - scale * fact.residue) % (scale * fact.modulus)
    return (rest == 0) == fact.holds


def prove(
    found: Sequence[Token],
    variables: frozenset[str],
    known: Sequence[Fact],
    conditions: Sequence[Polynomial],
) -> Iterator[Claim]:
    """Claims of a step about expressions in letters, from its reasons and what is known."""
    said = facts(found, variables)
    reasons = [fact for fact in said if fact.reason]
    for fact in said:
        if fact.reason or not letters(fact.subject):
            continue
        decision, modulus, cases = decide([*known, *reasons], conditions, fact)
        evidence = {"modulus": modulus, "cases": cases}
        if decision == "follows":
            how = "it follows for every residue"
            yield Claim(fact.text, "divisibility", "right", how, evidence)
        elif decision == "contradicts":
            how = "it holds for no residue"
            yield Claim(fact.text, "divisibility", "wrong", how, evidence)
