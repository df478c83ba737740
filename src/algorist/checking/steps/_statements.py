"""What a formula says by itself: numbers, identities, congruences, and ``A``, which is ``B``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from algorist.checking.steps import _deciding as deciding
from algorist.checking.steps._formulas import Formula, expression
from algorist.checking.steps._records import Claim
from algorist.core import AlgoristError
from algorist.expressions import Expr

_ROUNDED = re.compile(r"round|approx|about|nearest|estimat|roughly|almost|truncat|floor|ceil", re.I)
_EXPANDS = re.compile(
    r"\b(?:expand(?:s|ed|ing)?|distribut\w+|multiply(?:ing)? out|FOIL\w*|factor(?:s|ed|ing))\b",
    re.IGNORECASE,
)
_INSISTS = re.compile(r"\b(?:true|confirms?|proves?|indeed|holds)\b", re.IGNORECASE)
_DENIES = re.compile(
    r"\b(?:not|false|wrong|impossible|contradict\w*|incorrect|cannot|never|no)\b|n't", re.IGNORECASE
)
_SAME = re.compile(
    r"(?P<which>\s*,?\s*(?:and\s+)?(?:which|that|this)\b)?\s*"
    r"(?:(?:clearly|just|also|simply|then|exactly|further|obviously|indeed|can be)\s+)*"
    r"(?P<verb>(?:simplif(?:y|ies|ied)|reduc(?:es?|ed))(?: down)? (?:to|as)|evaluates to|"
    r"(?:is|are) (?:clearly |exactly |just |simply )?(?:equal|equivalent) to|equals|"
    r"(?:factors|factored) (?:as|into|to)|(?:expands|expanded) (?:to|as)|is the same as|is|are)"
    r"(?:\s+(?:just|exactly|simply|clearly))?\s*"
)
_BEFORE = re.compile(
    r"(?:^|[.;:,!?]\s*|\b(?:so|thus|then|therefore|hence|that|get|have|obtain|since|because|note|"
    r"see|now|gives|value of|fraction|expression|answer is|equals|is|know)\s*:?\s*)$",
    re.IGNORECASE,
)
_OF = re.compile(
    r"(?P<name>square root|cube root|square|cube|reciprocal|absolute value) of\s*$", re.IGNORECASE
)
_OF_LATEX = {
    "square root": r"\sqrt{%s}", "cube root": r"\sqrt[3]{%s}", "square": r"(%s)^2",
    "cube": r"(%s)^3", "reciprocal": r"\frac{1}{%s}", "absolute value": r"\left|%s\right|",
}  # fmt: skip
_GOES_ON = re.compile(
    r"\s*(?:[-+*/^]|times|more|less|of|percent|mod|plus|minus|\\?%|or|multiplied|divided|and a|"
    r"if|when|only)",
    re.IGNORECASE,
)


def look(text: str, found: Sequence[Formula]) -> list[Claim]:
    """The claims of a step's formulas taken one by one, and of two that a verb joins."""
    loose = bool(_ROUNDED.search(text))
    expands = bool(_EXPANDS.search(text))
    insists = bool(_INSISTS.search(text)) and not _DENIES.search(text)
    claims: list[Claim] = []
    for formula in found:
        for index in range(len(formula.relations)):
            claims += _link(formula, index, loose, insists, expands)
    for first, second in pairwise(found):
        claims += _joined(text, first, second, loose)
    return claims


def _link(formula: Formula, index: int, loose: bool, insists: bool, expands: bool) -> list[Claim]:
    left, right = formula.sides[index], formula.sides[index + 1]
    if left is None or right is None or left == right:
        return []
    if not (deciding.is_value(left) and deciding.is_value(right)):
        return []
    sign, text = formula.relations[index], formula.link(index)
    if formula.modulus is not None:
        return _congruent(left, right, formula.modulus, text)
    numeric = not left.variables and not right.variables
    if sign == "=" and numeric:
        return _numbers(left, right, text, loose or formula.listed, insists)
    if sign == "=":
        return _letters(left, right, text, formula, expands)
    if numeric and sign == "~=":
        return _approximate(left, right, text)
    return _ordered(left, right, sign, text) if numeric and sign in "<=>=" else []


def is_bare(node: Expr) -> bool:
    """Whether it is a number as written, without any operation."""
    while node.name == "neg":
        node = node.args[0]
    return not node.args


def shown(node: Expr) -> str:
    """The value of a number as text."""
    try:
        value = node.evaluate(digits=12)
    except AlgoristError:
        return node.text()
    if isinstance(value, int | Fraction):
        return str(value)
    real = deciding.number(node)
    return node.text() if real is None else f"{real:.10g}"


def _numbers(left: Expr, right: Expr, text: str, loose: bool, insists: bool = False) -> list[Claim]:
    outcome = deciding.compare(left, right)
    if outcome is None:
        return []
    evidence = {"left": shown(left), "right": shown(right)}
    if outcome in ("equal", "rounded"):
        how = "equal" if outcome == "equal" else "rounded"
        return [Claim(text, "equation", "right", how, evidence)]
    if loose or (is_bare(left) and not insists):
        return []  # "1 = 7" may be what a value that is tried leads to
    correct = {**evidence, "correct": shown(left)}
    return [Claim(text, "equation", "wrong", "different values", correct)]


def _letters(left: Expr, right: Expr, text: str, formula: Formula, expands: bool) -> list[Claim]:
    if deciding.compare(left, right) == "equal":
        return [Claim(text, "algebra", "right", "an identity")]
    if formula.listed or left.name == "variable" or right.name == "variable" or left.size < 4:
        return []
    how = deciding.apart(left, right)
    if how is None and expands and _is_slip(left, right):
        how = "more than a constant, and one is said to be the other multiplied out"
    if how is None:
        return []
    return [Claim(text, "algebra", "wrong", f"the two sides differ by {how}")]


def _is_slip(left: Expr, right: Expr) -> bool:
    """Whether a product and a sum have the same leading term in one letter, and are not equal."""
    names = left.variables
    if len(names) != 1 or right.variables != names:
        return False
    kinds = {left.name in ("mul", "power"), right.name in ("mul", "power")}
    letter = next(iter(names))
    a, b = deciding.whole_polynomial(left, letter), deciding.whole_polynomial(right, letter)
    if len(kinds) == 1 or a is None or b is None or a.degree() < 2 or a.degree() != b.degree():
        return False
    return bool(a[a.degree()] == b[b.degree()] and a != b)


def _approximate(left: Expr, right: Expr, text: str) -> list[Claim]:
    x, y = deciding.number(left), deciding.number(right)
    if x is None or y is None or deciding.ambiguous(left) or deciding.ambiguous(right):
        return []
    evidence = {"left": shown(left), "right": shown(right)}
    if abs(x - y) <= max(abs(x) / 10, 1.0):
        return [Claim(text, "equation", "right", "approximate", evidence)]
    return [Claim(text, "equation", "wrong", "not even approximately", evidence)]


def _ordered(left: Expr, right: Expr, sign: str, text: str) -> list[Claim]:
    x, y = deciding.number(left), deciding.number(right)
    if x is None or y is None or deciding.ambiguous(left) or deciding.ambiguous(right):
        return []
    if abs(x - y) <= 1e-9 * max(abs(x), abs(y), 1.0):
        return []
    holds = x < y if sign[0] == "<" else x > y
    evidence = {"left": shown(left), "right": shown(right)}
    if holds:
        return [Claim(text, "comparison", "right", "the comparison holds", evidence)]
    return [Claim(text, "comparison", "wrong", "the comparison does not hold", evidence)]


def _congruent(left: Expr, right: Expr, modulus: int, text: str) -> list[Claim]:
    values = [_whole(left), _whole(right)]
    if modulus < 2 or None in values:
        return []
    rests = [int(value or 0) % modulus for value in values]
    evidence = {"left": str(rests[0]), "right": str(rests[1]), "modulus": modulus}
    if rests[0] == rests[1]:
        return [Claim(text, "divisibility", "right", "the same remainder", evidence)]
    return [Claim(text, "divisibility", "wrong", "different remainders", evidence)]


def _whole(node: Expr) -> int | None:
    if node.variables:
        return None
    try:
        value = node.evaluate()
    except AlgoristError:
        return None
    return value if isinstance(value, int) else None


def _joined(text: str, first: Formula, second: Formula, loose: bool) -> list[Claim]:
    """``A is equal to B`` with both in formulas."""
    match = _SAME.fullmatch(text[first.end : second.start])
    left, right = first.sides[-1], second.sides[0]
    if match is None or left is None or right is None or first.listed or second.listed:
        return []
    if first.relations and second.relations:
        return []  # one equation after the other
    if not (deciding.is_value(left) and deciding.is_value(right)) or left == right:
        return []
    verb, said = match["verb"], second.texts[0]
    before = text[: first.start]
    of = _OF.search(before)
    if of is not None and not first.relations:
        inner = expression(_OF_LATEX[of["name"].lower()] % first.texts[0])
        if inner is None:
            return []
        left, before = inner, before[: of.start()].rstrip().removesuffix("the").rstrip() + ","
    elif first.relations and verb in ("is", "are") and match["which"] is None:
        return []
    if not first.relations and not _BEFORE.search(before.rstrip()):
        return []
    after = text[second.end :]
    if _GOES_ON.match(after) and not second.relations:
        return []
    claim = f"{left.text() if of else first.texts[-1]} {verb} {said}"
    if not left.variables and not right.variables:
        return (
            [] if is_bare(left) and verb in ("is", "are") else _numbers(left, right, claim, loose)
        )
    if left.variables != right.variables:
        return []
    if deciding.compare(left, right) == "equal":
        return [Claim(claim, "algebra", "right", "an identity")]
    if verb in ("is", "are", "equals") or left.size < 4:
        return []
    how = deciding.apart(left, right)
    if how is None and verb.startswith(("factor", "expand")):
        how = "what is no constant" if deciding.compare(left, right) == "different" else None
    return [] if how is None else [Claim(claim, "algebra", "wrong", f"they differ by {how}")]
