"""Statements about single numbers that are true or false by themselves: "51 is prime".

Primes, squares, digits, numbers of divisors, the angles of polygons, and how many of one unit
make another ("there are 60 seconds in a minute").
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator

from flint import fmpz

from algorist.checking.steps._records import Claim
from algorist.checking.steps._tokens import word_set
from algorist.checking.steps._units import ratios

_NUMBER = r"(?<![\w.,^*+/=()-])(?<![*+/=(-] )(\d{1,15})"
_END = r"(?![\w^*/=(]|[.,]\d| ?[*+/=^-])"
_DOUBTED = re.compile(
    r"\b(?:if|whether|suppose|assum\w*|check|checking|would|wrong|incorrect\w*|false|say|instead|"
    r"unless|could|might|may|pretend|imagine|mod|modulo|base)\b|\?",
    re.IGNORECASE,
)
_KIND = re.compile(
    rf"{_NUMBER} is (?P<no>not )?(?:a |an )?(?P<kind>prime|composite|perfect square|perfect cube)"
    r"(?: number| integer)?(?! (?:factor|power|divisor|to|relative|multiple))\b",
    re.IGNORECASE,
)
_LAST_DIGIT = re.compile(
    rf"\b(?:units|ones|last) digit of {_NUMBER} is {_NUMBER}{_END}", re.IGNORECASE
)
_DIGIT_SUM = re.compile(
    rf"\bsum of the digits (?:of|in) {_NUMBER} (?:is|equals) {_NUMBER}{_END}", re.IGNORECASE
)
_COUNT = re.compile(
    rf"{_NUMBER} has (?:exactly |only )?(\d+) (?:(?:positive )?(?P<what>divisors|factors)|digits)"
    r"(?=[.,;]|$)",
    re.IGNORECASE,
)
_POLYGONS = {
    "triangle": 3, "quadrilateral": 4, "pentagon": 5, "hexagon": 6, "heptagon": 7, "octagon": 8,
    "nonagon": 9, "decagon": 10,
}  # fmt: skip
_ANGLES = re.compile(
    r"\bsum of (?:all )?(?:the )?(?:interior |measures of the )*angles (?:of|in) (?:a|any|every) "
    rf"(?P<shape>{'|'.join(_POLYGONS)}) (?:is|equals|is equal to|must be) (?:always )?"
    r"(?P<sum>\d+)(?= degrees)",
    re.IGNORECASE,
)
_UNITS = re.compile(
    r"\bthere (?:are|were) (?:exactly )?(?P<count>\d+) (?P<small>[a-z]+) in "
    r"(?:a|an|one|each|every|1) (?P<large>[a-z]+)(?=[.,;]|$| and | so )",
    re.IGNORECASE,
)
_FIXED = word_set(
    """second seconds minute minutes hour hours day days week weeks inch inches foot feet yard yards
    meter meters kilometer kilometers centimeter centimeters cent cents dollar dollars ounce ounces
    gram grams kilogram kilograms liter liters milliliter milliliters"""
)


def look(prose: str) -> Iterator[Claim]:
    """The claims of a step's plain text; nothing that a sentence only supposes."""
    prose = re.sub(r"[ \t]+", " ", prose.replace("$", " "))
    for sentence in re.split(r"(?<=[.;!?])\s+|\n", prose):
        if not any(map(str.isdigit, sentence)) or _DOUBTED.search(sentence):
            continue
        yield from _numbers(sentence)
        yield from _shapes(sentence)


def _numbers(sentence: str) -> Iterator[Claim]:
    for match in _KIND.finditer(sentence):
        holds = _KINDS[match["kind"].lower()](int(match[1]))
        yield _claim(match[0], holds != bool(match["no"]), "by calculation")
    for match in _LAST_DIGIT.finditer(sentence):
        digit = match[1][-1]
        yield _claim(match[0], digit == match[2], "the last digit", digit)
    for match in _DIGIT_SUM.finditer(sentence):
        total = sum(map(int, match[1]))
        yield _claim(match[0], total == int(match[2]), "the sum of the digits", str(total))
    for match in _COUNT.finditer(sentence):
        if int(match[1]) == 0:
            continue
        count = _divisors(int(match[1])) if match["what"] else len(match[1])
        yield _claim(match[0], count == int(match[2]), "counted", str(count))


def _shapes(sentence: str) -> Iterator[Claim]:
    for match in _ANGLES.finditer(sentence):
        total = 180 * (_POLYGONS[match["shape"].lower()] - 2)
        yield _claim(match[0], total == int(match["sum"]), "angles of a polygon", str(total))
    for match in _UNITS.finditer(sentence):
        small, large = match["small"].lower(), match["large"].lower()
        if not {small, large} <= _FIXED:
            continue
        factors = ratios([large], [small])
        if len(factors) == 1:
            factor = next(iter(factors))
            if factor > 1:
                holds = factor == int(match["count"])
                yield _claim(match[0], holds, "a fixed number of units", str(factor))


def _claim(text: str, holds: bool, how: str, correct: str | None = None) -> Claim:
    if holds:
        return Claim(text, "statement", "right", how)
    evidence = {} if correct is None else {"correct": correct}
    return Claim(text, "statement", "wrong", how, evidence)


def _divisors(number: int) -> int:
    return math.prod(int(power) + 1 for _, power in fmpz(number).factor())


_KINDS: dict[str, Callable[[int], bool]] = {
    "prime": lambda n: bool(fmpz(n).is_prime()),
    "composite": lambda n: n > 3 and not fmpz(n).is_prime(),
    "perfect square": lambda n: math.isqrt(n) ** 2 == n,
    "perfect cube": lambda n: round(n ** (1 / 3)) ** 3 == n,
}
