"""Quotients with remainders, remainders and inverses that are told in words."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from algorist.checking.steps._records import Claim
from algorist.checking.steps._slots import SLOT, Slots, spoken
from algorist.expressions import Expr

_REMAINDER = re.compile(
    r"\bdivid(?:e|es|ed|ing) {A} by {A}(?:,)?(?: (?:we|you))? (?:to get|get|gives?|giving|is) {A}"
    r",? (?:with|and)(?: leaves)? (?:a |the )?remainder (?:of |is )?{A}".replace("{A}", SLOT),
    re.IGNORECASE,
)
_MODULO = re.compile(
    r"(?:{A} \(?mod(?:ulo)? {A}\)?|remainder (?:when|of|if) {A} (?:is )?(?:divided by|by|mod) {A})"
    r"(?:,)? (?:is|equals|gives|leaves)(?: equal to)? {A}".replace("{A}", SLOT),
    re.IGNORECASE,
)
_INVERSE = re.compile(
    r"inverse (?:to|of) {A},? \(?mod(?:ulo)? {A}\)?,? (?:is|equals) {A}".replace("{A}", SLOT),
    re.IGNORECASE,
)
_NO_REST = re.compile(
    r"(?:inverse|order|root|power|solution)s? (?:to|of) (?:the )?$", re.IGNORECASE
)


def look(sentence: str, slots: Slots) -> list[Claim]:
    """The claims of one slotted sentence."""
    claims: list[Claim] = []
    for match in _REMAINDER.finditer(sentence):
        claims += _with_remainder([slots[int(each)][1] for each in match.groups()], match, slots)
    for match in _MODULO.finditer(sentence):
        places = [int(each) for each in match.groups() if each is not None]
        if not _NO_REST.search(sentence[: match.start()]):
            claims += _rest([slots[each][1] for each in places], match, slots)
    for match in _INVERSE.finditer(sentence):
        claims += _inverse([slots[int(each)][1] for each in match.groups()], match, slots)
    return claims


def _whole(node: Expr | None) -> int | None:
    return node.data if node is not None and node.name == "integer" else None


def _with_remainder(
    parts: Sequence[Expr | None], match: re.Match[str], slots: Slots
) -> list[Claim]:
    values = [_whole(each) for each in parts]
    if None in values or not values[1]:
        return []
    number, divisor, quotient, rest = (int(each or 0) for each in values)
    text = spoken(match[0], slots)
    if divmod(number, divisor) == (quotient, rest):
        return [Claim(text, "statement", "right", "quotient and remainder")]
    correct = "{} remainder {}".format(*divmod(number, divisor))
    how = "another quotient or remainder"
    return [Claim(text, "statement", "wrong", how, {"correct": correct})]


def _rest(parts: Sequence[Expr | None], match: re.Match[str], slots: Slots) -> list[Claim]:
    values = [_whole(each) for each in parts]
    if len(values) != 3 or None in values or not values[1]:
        return []
    number, modulus, rest = (int(each or 0) for each in values)
    text = spoken(match[0], slots)
    if number % modulus == rest:
        return [Claim(text, "divisibility", "right", "the remainder")]
    correct = {"correct": str(number % modulus)}
    return [Claim(text, "divisibility", "wrong", "another remainder", correct)]


def _inverse(parts: Sequence[Expr | None], match: re.Match[str], slots: Slots) -> list[Claim]:
    number, modulus, said = (_whole(each) for each in parts)
    if number is None or modulus is None or said is None or math.gcd(number, modulus) != 1:
        return []
    text = spoken(match[0], slots)
    if number * said % modulus == 1 % modulus:
        return [Claim(text, "divisibility", "right", "the product leaves 1")]
    correct = {"correct": str(pow(number, -1, modulus))}
    return [Claim(text, "divisibility", "wrong", "the product does not leave 1", correct)]
