"""Text whose numbers and formulas have given way to numbered slots: one pattern reads both."""

from __future__ import annotations

import re
from collections.abc import Sequence

from algorist.checking.steps._formulas import Formula, expression
from algorist.checking.steps._tokens import plain
from algorist.expressions import Expr

SLOT = r"\x01(\d+)\x02"
"""A slot in slotted text; its group is the place in the slots."""
Slots = Sequence[tuple[str, Expr | None]]
"""What stood in each slot: its text, and its value where it could be read."""
MAX_SLOTS = 40
_NUMBER = re.compile(
    r"(?<![\w.,:/$^*+=(\[{-])-?\d+(?:,\d{3})*(?:\.\d+)?"
    r"(?![\w^*+=:/!%)\]}-]|,\d|\.\d|\.\.| ?[-*/+^=%]| x \d)"
)


def slots_of(text: str, found: Sequence[Formula]) -> tuple[str, Slots]:
    """The text with numbered slots for its formulas and numbers, and what stood there."""
    slots: list[tuple[str, Expr | None]] = []
    parts: list[str] = []
    last = 0
    places = [each.start for each in found]

    def number(match: re.Match[str]) -> str:
        if len(slots) >= MAX_SLOTS:
            return match[0]
        slots.append((match[0], expression(match[0])))
        return f"\x01{len(slots) - 1}\x02"

    for formula in found:
        if formula.start < last:
            continue
        parts.append(_NUMBER.sub(number, plain(text[last : formula.start])))
        one = places.count(formula.start) == 1 and formula.modulus is None
        value = formula.sides[-1] if one else None
        slots.append((formula.texts[-1], value))
        single = "" if not formula.relations else "="
        parts.append(f"{single}\x01{len(slots) - 1}\x02")
        last = formula.end
    parts.append(_NUMBER.sub(number, plain(text[last:])))
    return re.sub(r"=(\x01\d+\x02)", r"\1", "".join(parts)), slots


def spoken(matched: str, slots: Slots) -> str:
    """Slotted text as it was written."""
    return re.sub(SLOT, lambda each: slots[int(each[1])][0], matched).strip(" ,")
