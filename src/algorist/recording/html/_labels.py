"""Labels beside points, without one covering another."""

from __future__ import annotations

from dataclasses import dataclass, field

from algorist.recording.html._axes import BOTTOM, LEFT, TOP, Plane
from algorist.recording.html._markup import Markup, tag

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

WIDE, HIGH, DOT = 6.6, 12.0, 5.5
"""Units that a letter is wide and high, and half the side of a point."""


@dataclass
class Labels:
    """Places labels one after the other; a label that fits nowhere is left to the point's tip."""

    plane: Plane
    points: list[tuple[float, float]]
    taken: list[Box] = field(default_factory=list)

    def place(self, text: str, x: float, y: float, *, strong: bool = False) -> Markup:
        """The label of the point at (x, y): right of it, left, above or below."""
        wide = WIDE * len(text) * (1.1 if strong else 1.0)
        spots = (
            ("start", x + 8, x + 8, y + 4),
            ("end", x - 8, x - 8 - wide, y + 4),
            ("mid", x, x - wide / 2, y - 9),
            ("mid", x, x - wide / 2, y + 18),
            ("start", x + 7, x + 7, y - 8),
            ("start", x + 7, x + 7, y + 16),
            ("end", x - 7, x - 7 - wide, y - 8),
            ("end", x - 7, x - 7 - wide, y + 16),
        )
        for anchor, at, left, base in spots:
            box = (left, base - HIGH + 2, left + wide, base + 2)
            if self._free(box, x, y):
                self.taken.append(box)
                look = f"{anchor} strong" if strong else anchor
                return tag("text", text, x=at, y=base, class_=look)
        return Markup()

    def _free(self, box: Box, x: float, y: float) -> bool:
        left, top, right, bottom = box
        if left < LEFT or right > self.plane.width or top < TOP - 12:
            return False
        if bottom > self.plane.height - BOTTOM:
            return False
        dots = [
            (px - DOT, py - DOT, px + DOT, py + DOT) for px, py in self.points if (px, py) != (x, y)
        ]
        return not any(
            left < r and right > le and top < b and bottom > t for le, t, r, b in self.taken + dots
        )
