"""Claims in words about ratios and rates: ``60:45 = 4:3``, ``6 miles an hour for 3 hours: 18``."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from fractions import Fraction

from algorist.checking.steps._arithmetic import Side, read
from algorist.checking.steps._claims import FILLERS, is_break
from algorist.checking.steps._judge import show
from algorist.checking.steps._records import Claim
from algorist.checking.steps._tokens import Token, word_set
from algorist.checking.steps._units import singular

_NUMBER = r"\$?(?<![\d.,])((?:\d{1,3}(?:,\d{3}){1,4}|\d{1,15})(?:\.\d{1,9})?)"
_NOUN = r"([a-z]{2,})"
_PARTS = r"(?<![\d:.])\d{1,9}(?:\.\d{1,9})?(?:\s?:\s?\d{1,9}(?:\.\d{1,9})?){1,4}"
_IS = (
    r"\s*(?:,\s*)?(?:is|are|makes?|gives?|equals?|costs?|comes? to|means?|that is|that makes|"
    r"which is|for a total of|=|:)\s"
)
_REDUCED = re.compile(
    rf"({_PARTS})\s*,?\s*(?:=|is|equals|(?:which\s+)?(?:simplifies|reduces|is equal|is equivalent)"
    rf"\s+to)\s*(?:the\s+ratio\s+)?({_PARTS})(?![\d:])",
    re.IGNORECASE,
)
_NAMED = re.compile(
    rf"\bratio\s+of\s+(?:the\s+)?{_NOUN}\s+to\s+(?:the\s+)?{_NOUN}\s+(?:is|was)\s+"
    r"(\d+)\s?(?::|to)\s?(\d+)\b,?\s*(?:and\s+)?(?:so|then|hence|thus|therefore|which means)\b(.*)",
    re.IGNORECASE | re.DOTALL,
)
_RATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # 60 miles per hour for 3 hours is
        rf"{_NUMBER}\s+(?:[a-z]+\s+){{0,3}}?(?:per|an?|each|every)\s+(?P<one>[a-z]+)\s*,?\s*"
        rf"(?:for|in|over|times|\*)\s+{_NUMBER}\s+(?P<many>[a-z]+){_IS}",
        # 3 hours at 60 miles per hour are
        rf"{_NUMBER}\s+(?P<many>[a-z]+)\s*,?\s*(?:at|with|of)\s+{_NUMBER}\s+(?:[a-z]+\s+){{0,3}}?"
        rf"(?:per|an?|each|every)\s+(?P<one>[a-z]+){_IS}",
        # 4 tickets at $5 each cost
        rf"{_NUMBER}\s+(?:[a-z]+\s+){{1,3}}?(?:at|for)\s+{_NUMBER}\s+(?:[a-z]+\s+)?"
        rf"(?:each|apiece){_IS}",
        # $5 each for 4 tickets is
        rf"{_NUMBER}\s+(?:[a-z]+\s+)?(?:each|apiece)\s+(?:for|times)\s+{_NUMBER}\s+[a-z]+{_IS}",
    )
)
_EXTRAS = word_set(
    """after with including less plus minus more before off discount tax tip fee shipping coupon
    average about almost nearly and"""
)


def look(text: str, found: Sequence[Token]) -> list[Claim]:
    """What ``text``, whose tokens are ``found``, says of ratios and rates."""
    claims = [*_rates(text, found)]
    if re.search(r"\bratios?\b|\bproportion|\bodds\b|\bscale\b", text, re.IGNORECASE):
        claims += [*_reductions(text), *_named(text)]
    return claims


def _value(text: str) -> Fraction:
    return Fraction(text.replace(",", "").replace("$", "").strip())


def _reductions(text: str) -> Iterator[Claim]:
    """``the ratio 60:45 simplifies to 4:3``: proportional term by term."""
    for match in _REDUCED.finditer(text):
        first, second = ([_value(part) for part in match[i].split(":")] for i in (1, 2))
        if len(first) != len(second) or not all(first) or not all(second):
            continue
        good = len({a / b for a, b in zip(first, second, strict=True)}) == 1
        how = "the same ratio" if good else "different ratios"
        yield Claim(match[0], "ratio", "right" if good else "wrong", how)


def _named(text: str) -> Iterator[Claim]:
    """``the ratio of boys to girls is 3:2, so 18 boys and 12 girls``: one amount of each."""
    match = _NAMED.search(text)
    if match is None:
        return
    amounts = []
    for noun in (match[1], match[2]):
        pattern = rf"(?<![\d,.])(\d[\d,]{{0,15}}(?:\.\d{{1,9}})?)\s+{singular(noun)}(?:e?s)?\b"
        said = re.findall(pattern, match[5], re.IGNORECASE)
        amounts.append({_value(each) for each in said})
    if any(len(each) != 1 for each in amounts):
        return
    one, other = (next(iter(each)) for each in amounts)
    first, second = Fraction(match[3]), Fraction(match[4])
    good = one * second == other * first
    evidence = {"ratio": f"{match[3]}:{match[4]}", "amounts": [show(one), show(other)]}
    if not good and first:
        evidence["correct"] = show(one * second / first)
    how = "amounts in the ratio" if good else "amounts that are not in the ratio"
    yield Claim(match[0].strip(), "ratio", "right" if good else "wrong", how, evidence)


def _rates(text: str, found: Sequence[Token]) -> Iterator[Claim]:
    """``60 miles per hour for 3 hours is 180 miles``: the rate times the amount."""
    ends = [token.end for token in found]
    for pattern in _RATES:
        for match in pattern.finditer(text):
            named = match.groupdict()
            if named and singular(named["one"] or "") != singular(named["many"] or ""):
                continue
            rate, amount = (_value(each) for each in match.groups() if each and each[0].isdigit())
            side, end = _said(found, bisect_right(ends, match.end()), rate, amount)
            if side is None:
                continue
            true = rate * amount
            unit = Fraction(1, 10**side.digits) if side.bare and side.digits > 0 else 0
            if side.bare and abs(side.value - true) >= unit and side.value != true:
                follows = {each.text.lower() for each in found[end : end + 5]}
                if follows & _EXTRAS or side.last_units[:1] in (["more"], ["less"]):
                    continue
            good = side.value == true or (side.bare and abs(side.value - true) < unit)
            evidence = {"rate": show(rate), "amount": show(amount)}
            if not good:
                evidence["correct"] = show(true)
            how = "rate times amount" if good else "not the rate times the amount"
            said = f"{match[0].strip()} {side.text}"
            yield Claim(said, "rate", "right" if good else "wrong", how, evidence)


def _said(
    found: Sequence[Token], at: int, rate: Fraction, amount: Fraction
) -> tuple[Side | None, int]:
    """The number that stands at the token ``at``, or the one operation on these two numbers, of
    which one may have been copied with a wrong digit."""
    while at < len(found) and found[at].text.lower() in FILLERS:
        at += 1
    high = next((i for i in range(at, len(found)) if is_break(found, i)), len(found))
    done = read(found, at, high, whole=False)
    if done is None:
        return None, at
    side, end = done
    if not side.bare and not (side.operations == 1 and _uses(side, rate, amount)):
        return None, end
    ratio = side.bare and end < len(found) and found[end].kind in ("op", "open")
    return (None if ratio else side), end


def _uses(side: Side, rate: Fraction, amount: Fraction) -> bool:
    operands = [each.value for each in side.operands]
    missing = [each for each in (rate, amount) if each not in operands]
    if len(operands) != 2 or len(missing) > 1:
        return False
    others = [each for each in operands if each not in (rate, amount)]
    return not others or (len(missing) == 1 and _one_digit_off(others[0], missing[0]))


def _one_digit_off(one: Fraction, other: Fraction) -> bool:
    a, b = show(one), show(other)
    return len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) == 1
