"""Finding claims in the text of a step: equations, chains, comparisons, calculator notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from algorist.checking.steps._arithmetic import FUNCTION_WORDS, Side, read
from algorist.checking.steps._tokens import Token, plain, tokens

STARTS = ("num", "open", "money")
LINKS = {"is", "are", "equals", "equal", "makes", "gives", "was", "totals", "be", "leaves", "get"}
"""Verbs that can stand for an equals sign between an operation and a number."""
FILLERS = {
    "to", "a", "total", "of", "only", "just", "about", "exactly", "us", "you", "approximately",
    "roughly", "an", "average", "around", "the", "same", "as", "nearly", "almost",
}  # fmt: skip
_ACTS = ("add", "subtract", "multipl", "divid")
_OF_TWO = {"sum", "difference", "product", "quotient", "average", "mean", "between"}
COMPARISONS = {
    "more": ">",
    "greater": ">",
    "larger": ">",
    "bigger": ">",
    "higher": ">",
    "less": "<",
    "fewer": "<",
    "smaller": "<",
    "lower": "<",
}


@dataclass
class Link:
    """Two sides and what is said of them."""

    left: Side
    relation: str
    right: Side
    text: str
    kind: str = "equation"
    first: bool = True
    """Whether no other relation stands before it in the same chain."""
    after: tuple[str, ...] = ()
    """The words that follow, in lower case."""


@dataclass
class Note:
    """A calculator note ``<<expression=value>>`` and the number printed after it."""

    left: Side
    right: Side
    printed: Token | None
    printed_percent: bool
    text: str


def _boundaries(found: Sequence[Token]) -> list[int]:
    """Indices of tokens that no expression crosses."""
    cuts: list[int] = []
    for index, token in enumerate(found):
        if token.kind == "stop" or token.kind == "rel":
            cuts.append(index)
    return cuts


def _is_variable(token: Token, variables: frozenset[str]) -> bool:
    return token.kind == "word" and token.text in variables


def _left_start(found: Sequence[Token], low: int, high: int) -> tuple[Side, int] | None:
    """The longest run of tokens that ends at ``high`` and is one expression."""
    for start in range(low, high):
        token = found[start]
        minus = token.text == "-" and (start == low or found[start - 1].kind in ("word", "stop"))
        if (
            token.kind not in STARTS
            and token.text.lower() not in ("sqrt", "half", "third")
            and not minus
        ):
            continue
        if start > low and _continues(found[start - 1], token):
            continue
        done = read(found, start, high, whole=True)
        if done is not None:
            return done[0], start
    return None


def _continues(before: Token, token: Token) -> bool:
    """Whether the expression must have begun before ``token``."""
    if before.kind == "money":
        return token.kind == "num"
    return before.kind == "op"


def find(text: str, variables: frozenset[str]) -> tuple[list[Link], list[Note], list[Token]]:
    """The numeric claims of one step, its calculator notes, and its tokens without the notes."""
    every = tokens(plain(text))
    notes: list[Note] = []
    found: list[Token] = []
    for index, token in enumerate(every):
        if token.kind != "note":
            found.append(token)
            continue
        note = _note(token, every, index)
        if note is not None:
            notes.append(note)
    links = [*_equations(found, variables), *_worded(found, variables)]
    return links, notes, found


def _note(token: Token, every: Sequence[Token], index: int) -> Note | None:
    inside = tokens(plain(token.text[2:-2]))
    cut = [i for i, each in enumerate(inside) if each.kind == "rel" and each.text == "="]
    if not cut:
        return None
    left = read(inside, 0, cut[-1], whole=True) if len(cut) == 1 else None
    if left is None and len(cut) > 1:
        left = read(inside, cut[-2] + 1, cut[-1], whole=True)
    right = read(inside, cut[-1] + 1, len(inside), whole=True)
    if left is None or right is None:
        return None
    after = index + 1
    if after < len(every) and every[after].kind == "money":
        after += 1
    printed = every[after] if after < len(every) and every[after].kind == "num" else None
    percent = printed is not None and after + 1 < len(every) and every[after + 1].kind == "percent"
    return Note(left[0], right[0], printed, percent, token.text)


def _equations(found: list[Token], variables: frozenset[str]) -> list[Link]:
    links: list[Link] = []
    relations = [i for i, token in enumerate(found) if token.kind == "rel"]
    for order, at in enumerate(relations):
        low = _low(found, at)
        high = _high(found, at)
        if any(_is_variable(found[i], variables) for i in (at - 1, at + 1) if 0 <= i < len(found)):
            continue
        left = _left_start(found, low, at)
        right = read(found, at + 1, high, whole=False)
        if left is None or right is None:
            continue
        side, start = left
        other, end = right
        if _touches_variable(found, start, end, variables):
            continue
        chained = order > 0 and relations[order - 1] >= low - 1 and relations[order - 1] == low - 1
        links.append(
            Link(
                side,
                found[at].text,
                other,
                f"{side.text} {found[at].text} {other.text}",
                first=not chained,
                after=tuple(each.text.lower() for each in found[end : end + 6]),
            )
        )
    return links


def _touches_variable(
    found: Sequence[Token], start: int, end: int, variables: frozenset[str]
) -> bool:
    """Whether the claim holds a variable, or goes on with something that is no arithmetic."""
    if any(_is_variable(each, variables) for each in found[start:end]):
        return True
    after = found[end] if end < len(found) else None
    if after is not None:
        if after.kind == "op" or _is_variable(after, variables) or unfinished(found, end):
            return True
        if after.kind == "open" and not after.spaced:
            return True
        if after.kind == "num" and found[end - 1].text in ("R", "r"):
            return True  # a quotient with its remainder
    before = found[start - 1] if start else None
    if before is not None:
        if before.kind == "op" or _is_variable(before, variables):
            return True
        if before.text.lower() in FUNCTION_WORDS or before.kind == "percent":
            return True  # "%" between numbers is a remainder
        if before.kind == "word" and found[start].kind == "open" and not found[start].spaced:
            return True
        if before.text in ("_", "|", "\\") or (before.kind == "close" and not found[start].spaced):
            return True
    return False


def unfinished(found: Sequence[Token], end: int) -> bool:
    """Whether the expression that ends before ``end`` goes on: ``0.55...`` or ``2 pi``."""
    after = found[end]
    if after.kind == "num" and found[end - 1].kind == "percent":
        return True
    if after.text == "." and end + 1 < len(found) and found[end + 1].text == ".":
        return True
    return after.text.lower() in FUNCTION_WORDS or after.text in ("\\", "_", "|", "!", "^")


def is_break(found: Sequence[Token], index: int) -> bool:
    """Whether no expression crosses the token: punctuation or a relation, but not a factorial."""
    token = found[index]
    if token.text == "!" and index and found[index - 1].kind in ("num", "close"):
        return token.spaced
    return token.kind in ("stop", "rel")


def _low(found: Sequence[Token], at: int) -> int:
    """Where the clause that ends at ``at`` begins."""
    for index in range(at - 1, -1, -1):
        if is_break(found, index):
            return index + 1
    return 0


def _high(found: Sequence[Token], at: int) -> int:
    """Where the clause that begins after ``at`` ends."""
    for index in range(at + 1, len(found)):
        if is_break(found, index):
            return index
    return len(found)


def _is_second_of(found: Sequence[Token], low: int, start: int) -> bool:
    """Whether what starts here is a part: ``the sum of 2 and 3 times 4``, ``adding 2 to 3 + 4``."""
    before = found[start - 1].text.lower() if start > low else ""
    if before in ("twice", "double", "triple"):
        return True
    if before in ("to", "from", "by", "into"):
        return any(token.text.lower().startswith(_ACTS) for token in found[low:start])
    if before != "and":
        return False
    return any(token.text.lower() in _OF_TWO for token in found[low:start])


def _worded(found: list[Token], variables: frozenset[str]) -> list[Link]:
    """Claims with a verb: ``3 times 4 is 12``, ``45 is more than 40``."""
    links: list[Link] = []
    for at, token in enumerate(found):
        if token.kind != "word" or token.text.lower() not in LINKS:
            continue
        low = _low(found, at)
        left = _left_start(found, low, at)
        if left is None:
            continue
        side, start = left
        if _is_second_of(found, low, start):
            continue
        index = at + 1
        relation = "="
        while index < len(found) and found[index].text.lower() in FILLERS:
            index += 1
        word = found[index].text.lower() if index < len(found) else ""
        if (
            word in COMPARISONS
            and index + 1 < len(found)
            and found[index + 1].text.lower() == "than"
        ):
            relation = COMPARISONS[word]
            index += 2
        elif side.bare:
            continue
        right = read(found, index, _high(found, at), whole=False)
        if right is None or _touches_variable(found, start, right[1], variables):
            continue
        after = tuple(each.text.lower() for each in found[right[1] : right[1] + 6])
        if (
            relation == "="
            and after[:1]
            and after[0] in ("more", "less", "fewer", "times", "older")
        ):
            continue
        text = "".join(
            (" " if t.spaced and i else "") + t.text for i, t in enumerate(found[start : right[1]])
        )
        links.append(Link(side, relation, right[0], text, kind="statement", after=after))
    return links
