"""Operations that are told in words: "dividing 5040 by 16 gives 315", "54 mod 6 is 0".

Numbers and formulas are first taken out of the text and leave numbered slots, so that one
pattern reads both. Operations on given numbers hold whatever else a step supposes, so these
claims are made in doubtful steps as well, unless the sentence denies what it says.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from fractions import Fraction

from algorist.checking.steps import _deciding as deciding
from algorist.checking.steps import _remainders as remainders
from algorist.checking.steps._formulas import Formula, expression
from algorist.checking.steps._records import Claim
from algorist.checking.steps._slots import SLOT, Slots, slots_of, spoken
from algorist.checking.steps._statements import shown
from algorist.core import AlgoristError
from algorist.expressions import HEADS, Expr

_SLOTS = r"((?:\x01\d+\x02,? )+and \x01\d+\x02)"
_TWO = r"(?:the )?(?:numbers )?" + SLOT
_GIVES = (
    r"(?:,|, which|, and|, that|, so| and)?(?: then)?(?: (?:we|you|I|it|he|she|they|this|that|the "
    r"(?:result|answer)))?"
    r"(?: can)? (?:to get|gets?|gives?|giving|is|are|equals?|is equal to|yields?|yielding|"
    r"results? in|resulting in|makes?|leaves?|leaving|to obtain|obtain|produces?|to give|"
    r"becomes|comes to)"
    r"(?: (?:us|exactly|just|a total of|the result|a result of|simply|only|the number|with|"
    r"the answer|an answer of|a quotient of))* " + SLOT
)
_DENIED = re.compile(
    r"\b(?:not|wrong\w*|incorrect\w*|mistaken\w*|mistake|instead|contradict\w*|false\w*|would|"
    r"cannot|never|should)\b|n't",
    re.IGNORECASE,
)
_ROUNDED = re.compile(
    r"round|approx|about|nearest|estimat|roughly|almost|remainder|quotient|whole|full|complete|"
    r"left over|leftover|each",
    re.IGNORECASE,
)
_FOLLOWED = re.compile(
    r"\s*(?:[-*/+^=%(:]|times|more|less|percent|mod\b|plus|minus|and a|point|with|R\d|r\d|"
    r"remainder|multiplied|divided|over|to the|squared|cubed|and then|thousand|million|hundred|"
    r"billion|dozen)",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"(?:^|[.;:,]\s*|\b(?:so|thus|then|therefore|hence|that|since|because|know|see|have|find|get|"
    r"note|now|(?<!\x02 )and)\s+)(?:the\s+)?(?:positive |total |absolute )?$",
    re.IGNORECASE,
)
"""What may stand before an operation that is told as a noun: nothing that acts on its result."""
_TOLD = re.compile(
    r"divi[ds]|multipl|\badd|subtract|\bsum\b|product|quotient|difference|times|plus|minus|"
    r"common|gc[df]|lcm|\bmod|remainder|inverse|average|mean",
    re.IGNORECASE,
)


def _divide(a: Expr, b: Expr) -> Expr:
    return HEADS["div"](a, b)


_BINARY: tuple[tuple[re.Pattern[str], Callable[[Expr, Expr], Expr]], ...] = tuple(
    (re.compile(pattern.replace("A", SLOT).replace("B", SLOT) + _GIVES, re.IGNORECASE), build)
    for pattern, build in (
        (r"\bdivid(?:e|es|ed|ing) A by B", _divide),
        (r"\bdivid(?:e|es|ing) A into B", lambda a, b: _divide(b, a)),
        (r"\bmultipl(?:y|ies|ied|ying) A (?:by|and|with|times) B", lambda a, b: HEADS["mul"](a, b)),
        (r"\badd(?:s|ed|ing)? A (?:and|to|with) B", lambda a, b: HEADS["add"](a, b)),
        (
            r"\bsubtract(?:s|ed|ing)? A from B",
            lambda a, b: HEADS["add"](b, HEADS["neg"](a)),
        ),
        (r"\bsum of A and B", lambda a, b: HEADS["add"](a, b)),
        (r"\bproduct of A and B", lambda a, b: HEADS["mul"](a, b)),
        (r"\bquotient of A and B", _divide),
        (
            r"\bdifference (?:between|of) A and B",
            lambda a, b: HEADS["abs"](HEADS["add"](a, HEADS["neg"](b))),
        ),
        (r"(?<!by )A times B", lambda a, b: HEADS["mul"](a, b)),
        (r"A multiplied by B", lambda a, b: HEADS["mul"](a, b)),
        (r"A divided by B", _divide),
        (r"A plus B", lambda a, b: HEADS["add"](a, b)),
        (r"A minus B", lambda a, b: HEADS["add"](a, HEADS["neg"](b))),
        (r"\b(?:greatest common (?:divisor|factor)|gcd|gcf) of A and B", HEADS["gcd"]),
        (r"\b(?:least common multiple|lcm) of A and B", HEADS["lcm"]),
    )
)
_NOUNS = frozenset(
    pattern
    for pattern, _ in _BINARY
    if re.match(r"\\b\(?(?:sum|prod|quot|diff|great|least)", pattern.pattern)
)
_MANY = re.compile(
    r"\b(?P<kind>sum|product|average|mean) of (?:the numbers )?" + _SLOTS + _GIVES, re.IGNORECASE
)


_THEM = re.compile(
    r"\b(?P<verb>add|subtract|multiply|divid)\w* (?:them|these|those|both|the two)"
    r"(?: (?:numbers|values|fractions|decimals|results|together|up))*" + _GIVES,
    re.IGNORECASE,
)
_MADE: dict[str, Callable[[Expr, Expr], Expr]] = {
    "add": lambda a, b: HEADS["add"](a, b),
    "subtract": lambda a, b: HEADS["add"](a, HEADS["neg"](b)),
    "multiply": lambda a, b: HEADS["mul"](a, b),
    "divid": _divide,
}


def numbers(found: Sequence[Formula]) -> tuple[Expr, ...]:
    """The different numbers that formulas stand for, in order."""
    different: list[Expr] = []
    for side in (side for formula in found for side in formula.sides):
        if side is None or not deciding.is_number(side) or not deciding.is_value(side):
            return ()
        if not any(deciding.compare(side, each) == "equal" for each in different):
            different.append(side)
    return tuple(different)


def look(text: str, found: Sequence[Formula], before: Sequence[Expr] = ()) -> list[Claim]:
    """The operations in words whose result the same sentence states.

    ``before`` are the different numbers of the step before: what "adding them" adds.
    """
    if not _TOLD.search(text):
        return []
    slotted, slots = slots_of(text, found)
    claims: list[Claim] = []
    if len(slots) == 1 and len(before) == 2 and not _DENIED.search(slotted):
        claims += _them(slotted, slots, before)
    for sentence in re.split(r"(?<=[.;?!])\s+", slotted):
        if sentence.count("\x01") < 2 or _DENIED.search(sentence):
            continue
        claims += _sentence(sentence, slots)
    return claims


def _sentence(sentence: str, slots: Slots) -> list[Claim]:
    claims = remainders.look(sentence, slots)
    for match in _MANY.finditer(sentence):
        if _CLAUSE.search(sentence[: match.start()]):
            claims += _many(match, sentence, slots)
    for pattern, build in _BINARY:
        for match in pattern.finditer(sentence):
            if _FOLLOWED.match(sentence, match.end()):
                continue
            verb = match[0][0] != "\x01" and pattern not in _NOUNS
            if not verb and not _CLAUSE.search(sentence[: match.start()]):
                continue
            a, b, c = (slots[int(each)][1] for each in match.groups())
            if a is None or b is None or c is None:
                continue
            if not (deciding.is_value(a) and deciding.is_value(b) and deciding.is_value(c)):
                continue
            claims += _judged(build(a, b), c, spoken(match[0], slots), sentence)
    return claims


def _them(sentence: str, slots: Slots, before: Sequence[Expr]) -> list[Claim]:
    """Two numbers of the step before, taken together."""
    match = _THEM.search(sentence)
    said = slots[0][1]
    if match is None or said is None or not deciding.is_number(said):
        return []
    if _FOLLOWED.match(sentence, match.end()) or not deciding.is_value(said):
        return []
    make = _MADE[match["verb"].lower()]
    first, second = before
    back = _judged(make(second, first), said, spoken(match[0], slots), sentence)
    if back and back[0].verdict == "right":
        return back
    return _judged(make(first, second), said, spoken(match[0], slots), sentence)


def _judged(value: Expr, said: Expr, text: str, sentence: str) -> list[Claim]:
    outcome = deciding.compare(value, said)
    if outcome in ("equal", "rounded"):
        return [Claim(text, "statement", "right", outcome, {"right": said.text()})]
    if outcome != "different" or value.variables or said.variables:
        return []
    if _ROUNDED.search(sentence) or deciding.compare(HEADS["neg"](value), said) == "equal":
        return []
    evidence = {"left": shown(value), "right": shown(said), "correct": shown(value)}
    return [Claim(text, "statement", "wrong", "different values", evidence)]


def _many(match: re.Match[str], sentence: str, slots: Slots) -> list[Claim]:
    parts = [slots[int(each)][1] for each in re.findall(SLOT, match[2])]
    said = slots[int(match[3])][1]
    if said is None or _FOLLOWED.match(sentence, match.end()):
        return []
    values = [_fraction(each) for each in parts]
    result = _fraction(said)
    if result is None or None in values:
        return []
    numbers = [each for each in values if each is not None]
    kind = match["kind"].lower()
    value = math.prod(numbers, start=Fraction(1)) if kind == "product" else sum(numbers)
    if kind in ("average", "mean"):
        value = Fraction(value, len(numbers))
    made = expression(f"\\frac{{{Fraction(value).numerator}}}{{{Fraction(value).denominator}}}")
    return [] if made is None else _judged(made, said, spoken(match[0], slots), sentence)


def _fraction(node: Expr | None) -> Fraction | None:
    if node is None or not deciding.is_number(node):
        return None
    try:
        value = node.evaluate()
    except AlgoristError:
        return None
    return Fraction(value) if isinstance(value, int | Fraction) else None
