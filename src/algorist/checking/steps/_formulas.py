r"""Formulas in the text of a step, as chains of parsed sides with the words around them.

Formulas stand in ``$...$``, ``\(...\)``, ``\[...\]`` or an environment; in LaTeX without such
marks a run of symbols that holds a relation is one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from algorist.checking._spans import math_spans
from algorist.core import InputError, LimitError
from algorist.expressions import Expr, parse

MAX_FORMULA = 600
"""Longer formulas are not read."""

_ENVIRONMENT = re.compile(
    r"\\begin\s*\{((?:align|gather|equation|split|multline|eqnarray)\w*)\*?\}(.*?)"
    r"\\end\s*\{\1\*?\}",
    re.DOTALL,
)
_ALIGNED = re.compile(r"\\(?:begin|end)\s*\{(?:aligned|alignat|split|gathered|align)\*?\}")
_BRIDGE = re.compile(r"(?<![\\\s])\$\s*(=|<|>)\s*\$(?=[^\s$])")
_CONTINUED = re.compile(r"\\\\(?:\[[^\]]*\])?\s*&?\s*(?==|<|>|\\le|\\ge|\\approx)")
_ATOM = (
    r"(?:\\[a-zA-Z]+|\d*\.\d*(?=\\overline)|\d+(?:\.\d+)?(?:\.\.\.)?|"
    r"(?<![A-Za-z])[A-Za-z](?![A-Za-z])|[-+*/^_=<>(){}|!'])"
)
_RUN = re.compile(rf"{_ATOM}(?:\s?{_ATOM})*")
_RELATION = re.compile(
    r"\\(?:leqslant|geqslant|leq|geq|neq|le|ge|ne|lt|gt|approx|equiv)(?![a-zA-Z])|<=|>=|[=<>]"
)
_SIGNS = {
    "\\leqslant": "<=", "\\leq": "<=", "\\le": "<=", "\\geqslant": ">=", "\\geq": ">=",
    "\\ge": ">=", "\\neq": "!=", "\\ne": "!=", "\\lt": "<", "\\gt": ">", "\\approx": "~=",
    "\\equiv": "==", "<=": "<=", ">=": ">=", "=": "=", "<": "<", ">": ">",
}  # fmt: skip
_SPLIT = re.compile(
    r"\\(?:implies|iff|Rightarrow|Longrightarrow|Leftrightarrow|rightarrow|to|quad|qquad)"
    r"(?![a-zA-Z])|\\\\|;|\\text\s*\{\s*(?:and|or|so|thus|then|if|for|when|where|,)[^{}]*\}"
)
_COMMA = re.compile(r",(?!\d{3}(?!\d))")
_OPENING, _CLOSING = "([{", ")]}"
_REPEATING = re.compile(r"(\d*)\.(\d*)\\overline\s*\{(\d+)\}")
_ENDLESS = re.compile(r"(\d*)\.(\d{4,})\s*(?:\.\.\.|\\ldots|\\dots)")
_NOISE = re.compile(r"\\(?:displaystyle|boxed(?=\s*\{)|!|,|;|:)|\{,\}|(?<=\d),(?=\d{3}(?!\d))")


@dataclass(frozen=True)
class Formula:
    """``sides[0] relations[0] sides[1] ...``; a side that is no expression is None."""

    start: int
    end: int
    texts: tuple[str, ...]
    sides: tuple[Expr | None, ...]
    relations: tuple[str, ...]
    modulus: int | None = None
    listed: bool = False
    """Whether more values follow after a comma, so that the last side is one of several."""

    @property
    def text(self) -> str:
        """As written, with single spaces around relations."""
        parts = [self.texts[0]]
        for sign, side in zip(self.relations, self.texts[1:], strict=True):
            parts += [sign, side]
        return " ".join(parts)

    def link(self, index: int) -> str:
        """The text of one relation with its two sides."""
        return " ".join((self.texts[index], self.relations[index], self.texts[index + 1]))


def formulas(text: str) -> list[Formula]:
    """Every formula of ``text`` from left to right; places are those in :func:`bridged` text."""
    found: list[Formula] = []
    spans = [(m.start(), m.end(), m[2]) for m in _ENVIRONMENT.finditer(text)]
    for span in math_spans(text):
        if not any(start <= span[0] < end for start, end, _ in spans):
            spans.append(span)
    if not spans and "$" not in text:
        spans = _bare(text)
    for start, end, inside in sorted(spans):
        if len(inside) <= MAX_FORMULA:
            found += _chains(start, end, inside)
    return found


def bridged(text: str) -> str:
    """``text`` with a relation between two formulas made part of one."""
    return _BRIDGE.sub(r" \1 ", text)


def _bare(text: str) -> list[tuple[int, int, str]]:
    """Runs of symbols with a relation, in text that marks no formulas."""
    spans: list[tuple[int, int, str]] = []
    for match in _RUN.finditer(text):
        run = match[0]
        start = match.start()
        lead = re.match(r"(?:[aAI]\s|-\s)+", run)
        if lead is not None:
            start, run = start + lead.end(), run[lead.end() :]
        run = re.sub(r"(?:\s[aAI]|\s-|[(])+$", "", run)
        if _RELATION.search(run) or "\\" in run:
            spans.append((start, start + len(run), run))
    return spans


def _chains(start: int, end: int, inside: str) -> list[Formula]:
    inside = _ALIGNED.sub(" ", inside)
    if "\\begin" in inside:  # a matrix or cases: its rows are no formulas of their own
        return [Formula(start, end, (inside,), (expression(inside),), ())]
    inside = _CONTINUED.sub(" ", inside).replace("&", " ")
    pieces: list[str] = []
    for part in _SPLIT.split(inside):
        pieces += _parted(part)
    found: list[Formula] = []
    for place, piece in enumerate(pieces):
        piece = piece.strip()
        piece = piece if piece.endswith("...") else piece.rstrip(".").strip()
        if not piece:
            continue
        made = _chain(start, end, piece)
        later = pieces[place + 1].strip() if place + 1 < len(pieces) else ""
        if later and not _RELATION.search(later):
            made = Formula(
                start, end, made.texts, made.sides, made.relations, made.modulus, listed=True
            )
        found.append(made)
    return found


def _parted(part: str) -> list[str]:
    """``part`` cut at commas outside brackets."""
    cuts, depth = [], 0
    commas = {match.start() for match in _COMMA.finditer(part)}
    for index, sign in enumerate(part):
        if sign in _OPENING:
            depth += 1
        elif sign in _CLOSING:
            depth -= 1
        elif index in commas and depth <= 0:
            cuts.append(index)
    bounds = [-1, *cuts, len(part)]
    return [part[a + 1 : b] for a, b in pairwise(bounds)]


def _chain(start: int, end: int, piece: str) -> Formula:
    modulus = None
    modular = re.search(r"\\pmod\s*\{?\s*(\d+)\s*\}?\s*$|\(\\?mod\s*(\d+)\)\s*$", piece)
    if modular is not None:
        modulus = int(modular[1] or modular[2])
        piece = piece[: modular.start()]
    texts: list[str] = []
    relations: list[str] = []
    depth = last = 0
    position = 0
    while position < len(piece):
        sign = piece[position]
        if sign in _OPENING:
            depth += 1
        elif sign in _CLOSING:
            depth -= 1
        elif depth <= 0 and (match := _RELATION.match(piece, position)):
            texts.append(piece[last:position].strip())
            relations.append(_SIGNS[match[0]])
            position = last = match.end()
            continue
        position += 1
    texts.append(piece[last:].strip())
    sides = tuple(expression(each) for each in texts)
    return Formula(start, end, tuple(texts), sides, tuple(relations), modulus)


@lru_cache(maxsize=4096)
def expression(text: str) -> Expr | None:
    """One side of a formula; None where it is none."""
    if not text:
        return None
    text = _NOISE.sub("", text)
    if "." in text:
        text = _ENDLESS.sub(_endless, _REPEATING.sub(_repeating, text))
    try:
        return parse(text, "latex")
    except (InputError, LimitError, ArithmeticError, ValueError):
        return None


def _repeating(match: re.Match[str]) -> str:
    whole, head, cycle = match[1] or "0", match[2], match[3]
    below = (10 ** len(cycle) - 1) * 10 ** len(head)
    above = int(whole + head + cycle) - int(whole + head)
    return rf"(\frac{{{above}}}{{{below}}})"


def _endless(match: re.Match[str]) -> str:
    """``0.4444...``: the shortest cycle that its digits show at least thrice; else unreadable."""
    digits = match[2]
    for size in range(1, len(digits) // 3 + 1):
        cycle = digits[:size]
        if all(cycle[k % size] == digit for k, digit in enumerate(digits)):
            below = 10**size - 1
            return rf"(\frac{{{int(match[1] or 0) * below + int(cycle)}}}{{{below}}})"
    return match[0]
