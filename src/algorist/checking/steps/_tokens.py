"""Prose with arithmetic in it, as tokens: numbers, operators, relations, units and other words.

LaTeX, Markdown and typographic spellings are first rewritten to one plain form.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple


class Token(NamedTuple):
    """One token; ``value`` is set for numbers."""

    kind: str
    """``num``, ``op``, ``rel``, ``open``, ``close``, ``percent``, ``money``, ``note``, ``time``,
    ``word`` or ``stop``."""
    text: str
    start: int
    end: int
    value: Fraction | None = None
    digits: int = 0
    """Decimal places written (numbers only)."""
    spaced: bool = False
    """Whether white space stands before it."""


def word_set(text: str) -> frozenset[str]:
    """The words of ``text``, which white space parts."""
    return frozenset(text.split())


MAX_DIGITS = 400
"""Longer runs of digits are not read as numbers."""

_UNICODE = str.maketrans(
    {
        "×": "*",
        "⋅": "*",
        "·": "*",
        "∙": "*",
        "∗": "*",
        "÷": "/",
        "−": "-",
        "–": "-",
        "—": " ; ",
        "’": "'",
        "‘": "'",
        "“": '"',
        "”": '"',
        "≠": " != ",
        "≤": " <= ",
        "≥": " >= ",
        "≈": " ~= ",
        "\u00a0": " ",
        "\u2009": " ",
        "\u202f": " ",
        "€": "$",
        "£": "$",
        "¥": "$",
        "₹": "$",
        "½": " 1/2",
        "¼": " 1/4",
        "¾": " 3/4",
        "⅓": " 1/3",
        "⅔": " 2/3",
        "⅛": " 1/8",
        "²": "^2",
        "³": "^3",
    }
)

_LATEX: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"\\(?:text|mathrm|textbf|mathbf|textit|operatorname|mbox)\s*\{([^{}]*)\}", r" \1 "),
        (r"\\(?:boxed|fbox)\s*\{((?:[^{}]|\{[^{}]*\})*)\}", r"\1"),
        (r"\\(?:begin|end)\s*\{[^{}]*\}(?:\{[^{}]*\})?", " ; "),
        (r"\\\\", " ; "),
        (r"\\(?:times|cdot|ast)(?![a-zA-Z])", " * "),
        (r"\\div(?![a-zA-Z])", " / "),
        (r"\\(?:le|leq|leqslant)(?![a-zA-Z])", " <= "),
        (r"\\(?:ge|geq|geqslant)(?![a-zA-Z])", " >= "),
        (r"\\(?:ne|neq)(?![a-zA-Z])", " != "),
        (r"\\lt(?![a-zA-Z])", " < "),
        (r"\\gt(?![a-zA-Z])", " > "),
        (r"\\(?:approx|simeq)(?![a-zA-Z])", " ~= "),
        (r"\\(?:Rightarrow|implies|rightarrow|to|Longrightarrow|iff)(?![a-zA-Z])", " ; "),
        (r"\\(?:left|right|big|Big|bigg|Bigg|displaystyle)(?![a-zA-Z])", ""),
        (r"\\[,;:! ]", " "),
        (r"\\(?:quad|qquad)(?![a-zA-Z])", " ; "),
        (r"\\([%#&_])", r"\1"),
        (r"\\\$", "$"),
        (r"\\(?:pi)(?![a-zA-Z])", " pi "),
    )
)
_FRACTION = re.compile(
    r"\\[dtc]?frac\s*(?:\{((?:[^{}]|\{[^{}]*\})*)\}|(\d))\s*(?:\{((?:[^{}]|\{[^{}]*\})*)\}|(\d))"
)
_MIXED = re.compile(
    r"(?<![\d.^_{/])(\d+)\s*\\[dtc]?frac\s*(?:\{(\d+)\}|(\d))\s*(?:\{(\d+)\}|(\d))(?!\s*[\^(\d])"
)
_BINOMIAL = re.compile(r"\\[dt]?binom\s*\{(\d+)\}\s*\{(\d+)\}")
_ROOT = re.compile(r"\\sqrt\s*\{((?:[^{}]|\{[^{}]*\})*)\}")
_POWER = re.compile(r"\^\s*\{((?:[^{}]|\{[^{}]*\})*)\}")


def plain(text: str) -> str:
    """``text`` with LaTeX, Markdown and typographic marks rewritten; line breaks are kept."""
    text = text.translate(_UNICODE)
    if "**" in text:
        text = re.sub(r"\*\*(\S(?:[^*\n]*\S)?)\*\*(?!\s*\d)", r"\1", text)
    if "\\" in text:
        text = re.sub(r"(?<!\\)&", " ", text)  # alignment
        for pattern, replacement in _LATEX:
            text = pattern.sub(replacement, text)
        text = _MIXED.sub(_mixed, text)
        for _ in range(4):
            before = text
            text = _FRACTION.sub(_fraction, text)
            text = _ROOT.sub(r" sqrt(\1)", text)
            text = _BINOMIAL.sub(r" binom(\1)(\2)", text)
            if text == before:
                break
    if "^" in text:
        text = _POWER.sub(r"^(\1)", text)
        text = re.sub(r"\^\(?\\?circ\)?", " degrees ", text)
    return text.replace("{,}", ",")


def _mixed(match: re.Match[str]) -> str:
    """A whole number with a proper fraction right after it is their sum."""
    above, below = match[2] or match[3], match[4] or match[5]
    return f"{match[1]} {above}/{below}" if int(above) < int(below) else match[0]


def _fraction(match: re.Match[str]) -> str:
    above = match[1] if match[1] is not None else match[2]
    below = match[3] if match[3] is not None else match[4]
    return f"(({above})/({below}))"


_TOKEN = re.compile(
    r"""
    (?P<note><<[^<>\n]*>>)
  | (?P<time>\d{1,2}(?::\d{2})?(?!\d)\s*[ap]\.?m\b\.?)
  | (?P<num>(?:\d{1,3}(?:,\d{3})+(?!\d)|\d{1,3}(?:[ ]\d{3})+(?![\d,.]\d|\d)|\d+)(?:\.\d+)?|\.\d+)
  | (?P<rel><=|>=|!=|~=|==|=|<|>)
  | (?P<op>\*\*|[-+*/^])
  | (?P<open>[(\[{])
  | (?P<close>[)\]}])
  | (?P<percent>%)
  | (?P<money>\$)
  | (?P<word>[^\W\d_]+(?:'[^\W\d_]+)?(?:-[^\W\d_]{2,}[^\W\d]*)*)
  | (?P<stop>\n+|[.;:!?,"']|\S)
    """,
    re.VERBOSE | re.IGNORECASE,
)

MULTIPLIERS = {
    "hundred": 100,
    "thousand": 1000,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
NUMBER_WORDS: dict[str, Fraction] = {
    word: Fraction(value) for value, word in enumerate(_ONES.split())
}
NUMBER_WORDS.update({word: Fraction(10 * value) for value, word in enumerate(_TENS.split(), 2)})
PART_WORDS: dict[str, Fraction] = {
    "half": Fraction(1, 2),
    "halves": Fraction(1, 2),
    "third": Fraction(1, 3),
    "thirds": Fraction(1, 3),
    "quarter": Fraction(1, 4),
    "quarters": Fraction(1, 4),
    "fourth": Fraction(1, 4),
    "fourths": Fraction(1, 4),
    "fifth": Fraction(1, 5),
    "fifths": Fraction(1, 5),
    "sixth": Fraction(1, 6),
    "sixths": Fraction(1, 6),
    "seventh": Fraction(1, 7),
    "eighth": Fraction(1, 8),
    "eighths": Fraction(1, 8),
    "ninth": Fraction(1, 9),
    "tenth": Fraction(1, 10),
    "tenths": Fraction(1, 10),
}


def tokens(text: str) -> list[Token]:
    """The tokens of a text already made :func:`plain`.

    An ``x`` between two numbers is a multiplication; a number with letters attached, such as
    ``60g``, is a number and a word; ordinals such as ``3rd`` are words.
    """
    found: list[Token] = []
    last = 0
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "stop"
        word = match.group()
        spaced = match.start() > last or not found
        last = match.end()
        value: Fraction | None = None
        digits = 0
        if kind == "num":
            bare = word.replace(",", "").replace(" ", "")
            if len(bare) > MAX_DIGITS:
                kind = "word"
            else:
                value = Fraction(bare)
                digits = len(bare.partition(".")[2])
        elif kind == "word" and not spaced and found and found[-1].kind == "num" and _ordinal(word):
            before = found.pop()
            whole = before.text + word
            found.append(Token("word", whole, before.start, match.end(), spaced=before.spaced))
            continue
        if word == "!=" and not spaced and found and found[-1].kind in ("num", "close"):
            found.append(Token("stop", "!", match.start(), match.start() + 1))
            kind, word = "rel", "="
        found.append(Token(kind, word, match.start(), match.end(), value, digits, spaced))
    return _times(found)


def _ordinal(word: str) -> bool:
    return word.lower() in ("st", "nd", "rd", "th")


def _times(found: list[Token]) -> list[Token]:
    """Read ``x`` between operands as a multiplication sign, and split ``4x5``."""
    done: list[Token] = []
    for index, token in enumerate(found):
        if token.kind == "word" and token.text in ("x", "X") and done and index + 1 < len(found):
            before, after = done[-1], found[index + 1]
            operand_before = before.kind in ("num", "close", "percent", "word")
            operand_after = after.kind in ("num", "open", "money")
            if operand_before and operand_after and (before.kind != "word" or token.spaced):
                token = token._replace(kind="op", text="*")
        elif token.text == "**":
            token = token._replace(text="^")
        done.append(token)
    return done
