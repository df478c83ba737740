"""What numbers count or measure, to notice operations that no such quantities go through."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from algorist.checking.steps._arithmetic import BREAKS, Side
from algorist.checking.steps._tokens import NUMBER_WORDS, Token, plain, tokens, word_set
from algorist.checking.steps._units import measures, singular

_NO_NOUNS = BREAKS | word_set(
    """how what many much times time percent per each every of in on at years old other others
    different total extra additional large small big new old left less fewer older younger"""
)
_RATE = word_set("per a an each every / apiece")
_SUM = re.compile(r"[\d.,)%]\s*(?:[^\W\d]+\s*)*[-+]\s*\$?[\d.(]")
_PRODUCT = re.compile(r"[\d.,)]\s*\*\s*\$?[\d.(]")
_COINS = word_set("penny nickel dime quarter buck")
_ADDITIVE = frozenset(("money", "time", "mass", "volume", "calendar"))
"""Dimensions without squares in everyday life: a product of two such amounts is a mistake."""


class Kinds:
    """What each number of a question and of the steps so far stands for, where it is one thing.

    A kind is a dimension with its unit (``time hour``), ``money``, ``percent``, ``times`` (a
    factor), or a noun after ``#``; "" stands for nothing that was said, or more than one thing.
    """

    def __init__(self) -> None:
        self._found: dict[Fraction, frozenset[str]] = {}

    def copy(self) -> Kinds:
        other = Kinds()
        other._found = dict(self._found)
        return other

    def add(self, value: Fraction, kind: str) -> None:
        """One more use of ``value``."""
        self._found[value] = self._found.get(value, frozenset()) | {kind}

    def get(self, value: Fraction) -> str:
        """The kind of ``value``, or ""."""
        found = self._found.get(value, frozenset())
        return next(iter(found)) if len(found) == 1 else ""

    def nouns(self) -> set[str]:
        """Everything that is counted by some number."""
        return {kind for kinds in self._found.values() for kind in kinds if kind[:1] == "#"}

    def read(self, text: str) -> None:
        """Take in a question.

        >>> kinds = Kinds()
        >>> kinds.read("She buys 6 toy cars for 5 dollars each and 30 minutes later 3 toys.")
        >>> kinds.get(Fraction(6)), kinds.get(Fraction(5)), kinds.get(Fraction(30))
        ('#toy', 'money', 'time minute')
        """
        every = tokens(plain(text))
        for index, value, kind in _uses(every):
            if every[index].kind != "note":
                self.add(value, kind)

    def mention(self, found: Sequence[Token]) -> None:
        """Take in what a step says of numbers, but for results and numbers that stand alone."""
        for index, value, kind in _uses(found):
            if kind and not (index and found[index - 1].kind == "rel"):
                self.add(value, kind)

    def result(self, side: Side) -> None:
        """Take in the result of a step."""
        self.add(side.value, "" if side.percent else labelled(side))


def labelled(side: Side) -> str:
    """The kind that stands after a single number, "" for rates and words that are no things."""
    words = side.last_units
    if side.money:
        return "" if words else "money"
    if not words or _RATE & set(words) or {"square", "cubic"} & set(words):
        return ""
    return _named(words[0])


def _named(word: str) -> str:
    dimension = measures(word) if singular(word) not in _COINS else None
    if dimension == "money":
        return "money"
    if dimension:
        return f"{dimension} {singular(word)}"
    return "" if word in _NO_NOUNS or len(word) < 3 else "#" + singular(word)


def _uses(every: Sequence[Token]) -> list[tuple[int, Fraction, str]]:
    found: list[tuple[int, Fraction, str]] = []
    for index, token in enumerate(every):
        value = token.value
        if value is None and token.kind == "word":
            value = NUMBER_WORDS.get(token.text.lower())
        if value is None:
            continue
        after = [each.text.lower() for each in every[index + 1 : index + 3]] + ["", ""]
        kind = ""
        if index and every[index - 1].kind == "money":
            kind = "money"
        elif after[0] in ("%", "percent"):
            kind = "percent"
        elif after[0] == "times" and after[1] in ("as", "that", "what"):
            kind = "times"
        elif index + 1 < len(every) and every[index + 1].kind == "word":
            kind = _named(after[0])
        found.append((index, value, kind))
    return found


def unlike(side: Side, result: Side, known: Kinds) -> tuple[str, tuple[str, str]] | None:
    """What is wrong with the single operation of ``side``, and the kinds of its two operands.

    A sum needs like things; a product of two amounts of money, time, mass or volume is nothing;
    a quotient of like amounts is a plain number; a sum of amounts counts no things.
    """
    if side.operations != 1 or len(side.operands) != 2 or side.percent:
        return None
    if side.operands[0].value == side.operands[1].value:
        return None
    first, second = (known.get(operand.value) for operand in side.operands)
    if not first or not second:
        return None
    one, other = first.split()[0], second.split()[0]
    both = first, second
    label = labelled(result)
    if _SUM.search(side.text):
        if one != other and not (one[0] == "#" and other[0] == "#"):
            return "a sum of unlike things", both
        if one == other in _ADDITIVE | {"length"} and label in known.nouns():
            return "a sum of amounts that is said to count things", both
    elif first == second and one in _ADDITIVE:
        if _PRODUCT.search(side.text):
            return "a product of two amounts of one kind", both
        if side.divisions == 1 and label == first:
            return "a quotient of two amounts of one kind, said to be such an amount", both
    return None
