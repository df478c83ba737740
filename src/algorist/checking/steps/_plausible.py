"""What a word problem says about its answer: whole numbers of things, nothing below zero."""

from __future__ import annotations

import re
from fractions import Fraction

from algorist.checking.steps._tokens import word_set
from algorist.checking.steps._units import known, singular

_MEASURED = word_set(
    """percent percentage dollar cent time degree acre calorie watt unit point mile hour part
    square cubic fraction more less of much total average kilowatt joule newton gram liter litre
    euro pound serving portion bag box tank batch stick bar loaf sheet roll brick tile"""
)
"""Things that can be halved."""
_MAY_BE_NEGATIVE = re.compile(
    r"\b(?:temperature|degrees?|below|debt|owes?|owed|negative|loss|lose|lost|losing|elevation|"
    r"altitude|deficit|profit|change|difference|minus|overdrawn|net|sea|depth|short|behind)\b|-\d",
    re.IGNORECASE,
)
_NO_THINGS = word_set("is was does has his this its times")
_HOW_MANY = re.compile(r"\bhow\s+many\s+((?:[a-z'-]+\s+){0,3}?[a-z'-]+)", re.IGNORECASE)


def wants_whole(question: str) -> bool:
    """Whether the question asks for a number of things that cannot be divided.

    >>> wants_whole("How many birds are left?"), wants_whole("How many miles did he run?")
    (True, False)
    """
    return bool(_asked(question))


def asked_thing(question: str) -> str:
    """The things that cannot be divided whose number is asked for, in the singular, or "".

    >>> asked_thing("How many birds are left?"), asked_thing("How many miles did he run?")
    ('bird', '')
    """
    things = [word for word in _asked(question) if word.endswith("s") and word not in _NO_THINGS]
    return singular(things[-1]) if things else ""


def _asked(question: str) -> list[str]:
    asked = _HOW_MANY.findall(question)
    if len(asked) != 1 or "average" in question.lower() or "expect" in question.lower():
        return []
    words = asked[0].lower().split()
    measured = any(known(word) or singular(word) in _MEASURED for word in words)
    return [] if measured else words


def may_be_negative(question: str) -> bool:
    """Whether an amount below zero could make sense in the question."""
    return bool(_MAY_BE_NEGATIVE.search(question))


def is_whole(value: Fraction) -> bool:
    """Whether ``value`` is an integer."""
    return value.denominator == 1
