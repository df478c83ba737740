"""The plane of a chart: scales, ticks and the frame that they are drawn in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from algorist.recording.html._markup import Markup, join, tag

LEFT, RIGHT, TOP, BOTTOM = 42, 14, 26, 42
"""Room around the plane, in units of the drawing, for ticks and labels."""


@dataclass(frozen=True)
class Scale:
    """Values from ``low`` to ``high`` on a line, evenly or by their logarithm."""

    low: float
    high: float
    log: bool = False
    marks: tuple[float, ...] = ()
    """Where its ticks are, if not at round values."""

    def share(self, value: float) -> float:
        """Where a value lies, from 0 to 1; values outside are moved to the ends."""
        low, high, at = self.low, self.high, min(max(value, self.low), self.high)
        if self.log:
            low, high, at = log10(low), log10(high), log10(at)
        return (at - low) / (high - low)

    def ticks(self) -> list[float]:
        """Values inside the scale to be named: some three to eight round ones."""
        if self.marks:
            return list(self.marks)
        if self.log:
            return _log_ticks(self.low, self.high)
        step = _round_step((self.high - self.low) / 5)
        first = ceil(self.low / step - 1e-9)
        return [n * step for n in range(first, floor(self.high / step + 1e-9) + 1)]


def _log_ticks(low: float, high: float) -> list[float]:
    decades = range(floor(log10(low)), ceil(log10(high)) + 1)
    for multiples in ((1, 1.5, 2, 3, 4, 5, 6, 8), (1, 2, 3, 5), (1, 2, 5), (1, 3), (1,)):
        found = [m * 10.0**d for d in decades for m in multiples]
        found = [value for value in found if low * 0.999 <= value <= high * 1.001]
        if len(found) <= 6:
            return found
    return found[:: ceil(len(found) / 6)]


def _round_step(wanted: float) -> float:
    power = 10.0 ** floor(log10(wanted))
    return next(m * power for m in (1, 2, 5, 10) if m * power >= wanted * 0.999)


def log_scale(values: Sequence[float]) -> Scale:
    """One that holds all values, which are over 0, with some room beside them."""
    low, high = min(values), max(values)
    room = max((high / low) ** 0.08, 1.25)
    return Scale(low / room, high * room, log=True)


def share_scale(values: Iterable[float]) -> Scale:
    """Whole tens of percent around shares of 0 to 1; at least three of them."""
    found = list(values)
    low = floor(10 * min(found) + 1e-9) / 10
    high = ceil(10 * max(found) - 1e-9) / 10
    while high - low < 0.29:
        low, high = max(0.0, low - 0.1), min(1.0, high + 0.1)
    return Scale(low, high)


def compact(value: float) -> str:
    """A tick's label.

    >>> [compact(value) for value in (0.05, 2, 1500, 3e6, 2e12)]
    ['0.05', '2', '1.5k', '3M', '2e12']
    """
    if value >= 1e12:
        return f"{value:.2g}".replace("e+", "e")
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:g}{letter}"
    return f"{value:g}"


def percent(value: float) -> str:
    """A share's label on an axis."""
    return f"{100 * value:.0f}%"


@dataclass(frozen=True)
class Plane:
    """A frame with two scales; ``px`` and ``py`` turn values into units of the drawing."""

    x: Scale
    y: Scale
    width: int = 360
    height: int = 270

    def px(self, value: float) -> float:
        """From the left edge."""
        return LEFT + self.x.share(value) * (self.width - LEFT - RIGHT)

    def py(self, value: float) -> float:
        """From the top edge."""
        return TOP + (1 - self.y.share(value)) * (self.height - TOP - BOTTOM)

    def drawn(
        self, content: Sequence[Markup], *, name: str, x_label: str, y_label: str = ""
    ) -> Markup:
        """The finished drawing: grid, axes and content. ``name`` says what it shows."""
        bottom, left = self.height - BOTTOM, LEFT
        grid = [
            join(
                tag("line", x1=left, x2=self.width - RIGHT, y1=y, y2=y, class_="grid"),
                tag("text", percent(tick), x=left - 6, y=y + 4, class_="end"),
            )
            for tick in self.y.ticks()
            for y in [self.py(tick)]
        ]
        for tick in self.x.ticks():
            x = self.px(tick)
            grid.append(tag("line", x1=x, x2=x, y1=bottom, y2=bottom + 4, class_="axis"))
            label = compact(tick) if self.x.log or self.x.high > 1 else percent(tick)
            grid.append(tag("text", label, x=x, y=bottom + 17, class_="mid"))
        middle = (left + self.width - RIGHT) / 2
        labels = [
            tag("line", x1=left, x2=self.width - RIGHT, y1=bottom, y2=bottom, class_="axis"),
            tag("text", x_label, x=middle, y=self.height - 6, class_="mid label"),
        ]
        if y_label:
            labels.append(tag("text", y_label, x=2, y=12, class_="label"))
        return svg(*grid, *labels, *content, name=name, width=self.width, height=self.height)


def svg(*content: Markup, name: str, width: int, height: int) -> Markup:
    """A drawing that scales with its place; read out as ``name``."""
    return tag(
        "svg",
        *content,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width} {height}",
        role="img",
        aria_label=name,
        class_="chart",
    )
