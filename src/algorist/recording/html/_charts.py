"""The charts of a run, as SVG: in the page, and alone for the documentation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files

from algorist.recording._calibration import Calibration
from algorist.recording._statistics import Share
from algorist.recording._tables import share_text
from algorist.recording.html._axes import BOTTOM, RIGHT, Plane, Scale, log_scale, share_scale
from algorist.recording.html._labels import WIDE, Labels
from algorist.recording.html._markup import Markup, join, tag

CROWD = 8
"""Among more points than these, only intervals of the front are drawn strongly."""


@dataclass(frozen=True)
class Point:
    """One strategy on a chart of accuracy against cost."""

    label: str
    cost: float
    """A problem; over 0."""
    accuracy: Share
    front: bool
    """Whether no other is at least as good for less."""
    group: int = 0
    """0 to 3: its colour."""
    series: str = ""
    """Points of one series are joined by a line."""


@dataclass(frozen=True)
class Curve:
    """A share for several numbers of samples."""

    label: str
    shares: Sequence[tuple[int, Share]]
    law: Callable[[float], float] | None = None
    """Drawn dashed through and beyond the points."""


def cost_chart(
    points: Sequence[Point],
    *,
    x_label: str,
    name: str,
    key: Sequence[str] = (),
    width: int = 360,
    height: int = 270,
) -> Markup:
    """Accuracy with its interval against cost on a logarithmic axis; the front is a line.

    ``key`` names the colours that the points' groups have.
    """
    bounds = [end for point in points for end in (point.accuracy.low, point.accuracy.high)]
    plane = Plane(log_scale([p.cost for p in points]), share_scale(bounds), width, height)
    labels = Labels(plane, [(plane.px(p.cost), plane.py(p.accuracy.value)) for p in points])
    legend = [_key(labels, label, group, len(key) - group) for group, label in enumerate(key)]
    content = [_front(plane, [p for p in points if p.front])]
    content += _series(plane, points)
    for point in points:
        faint = not point.front and len(points) > CROWD
        x = plane.px(point.cost)
        content.append(_interval(plane, x, point.accuracy, point.group, faint=faint))
    dots, names = [], []
    for point in sorted(points, key=lambda p: (not p.front, -p.accuracy.value)):
        x, y = plane.px(point.cost), plane.py(point.accuracy.value)
        tip = f"{point.label}: {share_text(point.accuracy)}, {point.cost:,.4g} {x_label}"
        dot = "dot front" if point.front else "dot"
        circle = tag("circle", cx=x, cy=y, r=4.5, class_=f"{dot} c{point.group}")
        dots.append(tag("g", tag("title", tip), circle, class_="tip"))
        names.append(labels.place(point.label, x, y, strong=point.front))
    return plane.drawn(
        [*content, *names, *dots, *legend], name=name, x_label=x_label, y_label="accuracy"
    )


def _front(plane: Plane, points: Sequence[Point]) -> Markup:
    """The best that each cost reaches: level until the next better point."""
    ordered = sorted(points, key=lambda point: point.cost)
    path: list[str] = []
    for point in ordered:
        x, y = plane.px(point.cost), plane.py(point.accuracy.value)
        path.append(f"M{x:.1f} {y:.1f}" if not path else f"H{x:.1f}V{y:.1f}")
    return tag("path", d="".join(path), class_="line frontier") if path else Markup()


def _series(plane: Plane, points: Sequence[Point]) -> list[Markup]:
    series: dict[tuple[str, int], list[tuple[float, float]]] = {}
    for point in sorted(points, key=lambda point: point.cost):
        if point.series:
            at = (plane.px(point.cost), plane.py(point.accuracy.value))
            series.setdefault((point.series, point.group), []).append(at)
    return [
        tag("polyline", points=_points(at), class_=f"line series c{group}")
        for (_, group), at in series.items()
    ]


def _key(labels: Labels, label: str, group: int, line: int) -> Markup:
    """One line of the key, in the lower right corner, counted from below; no label covers it."""
    plane = labels.plane
    x, y = plane.width - RIGHT - 4, plane.height - BOTTOM + 6 - 16 * line
    labels.taken.append((x - 10 - WIDE * len(label), y - 8, x + 5, y + 8))
    dot = tag("circle", cx=x, cy=y, r=4.5, class_=f"dot front c{group}")
    return join(dot, tag("text", label, x=x - 10, y=y + 4, class_="end"))


def _interval(
    plane: Plane, x: float, share: Share, group: int = 0, *, faint: bool = False
) -> Markup:
    low, high = plane.py(share.low), plane.py(share.high)
    look = "interval faint" if faint else "interval"
    return tag("line", x1=x, x2=x, y1=low, y2=high, class_=f"{look} c{group}")


def curve_chart(curves: Sequence[Curve], *, name: str, reach: int = 1) -> Markup:
    """Shares against the number of samples; laws go on to ``reach`` times the last one."""
    ks = [k for curve in curves for k, _ in curve.shares]
    shares = [share for curve in curves for _, share in curve.shares]
    bounds = [end for share in shares for end in (share.low, share.high)]
    last = max(ks) * (reach if any(curve.law for curve in curves) else 1)
    marks = tuple(dict.fromkeys(float(k) for k in (*sorted(ks), last)))
    plane = Plane(Scale(min(ks), last, log=True, marks=marks), share_scale(bounds))
    labels = Labels(plane, [])
    content = []
    for group, curve in enumerate(curves):
        at = [(plane.px(k), plane.py(share.value)) for k, share in curve.shares]
        upper = [(plane.px(k), plane.py(share.high)) for k, share in curve.shares]
        lower = [(plane.px(k), plane.py(share.low)) for k, share in curve.shares]
        band = _points([*upper, *reversed(lower)])
        content.append(tag("polygon", points=band, class_=f"band c{group}"))
        if curve.law is not None:
            steps = [min(ks) * (last / min(ks)) ** (i / 40) for i in range(41)]
            law = _points([(plane.px(k), plane.py(curve.law(k))) for k in steps])
            content.append(tag("polyline", points=law, class_=f"line law c{group}"))
        content.append(tag("polyline", points=_points(at), class_=f"line c{group}"))
        for (x, y), (k, share) in zip(at, curve.shares, strict=True):
            tip = tag("title", f"{curve.label}, k = {k}: {share_text(share)}")
            dot = tag("circle", cx=x, cy=y, r=3.5, class_=f"dot front c{group}")
            content.append(tag("g", tip, dot, class_="tip"))
        x, y = at[-1]
        content.append(labels.place(curve.label, x, y, strong=True))
    return plane.drawn(content, name=name, x_label="samples k", y_label="problems right")


def _points(at: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in at)


def reliability_chart(found: Calibration, *, name: str, x_label: str) -> Markup:
    """The share that is right against the score, in bins; the diagonal is perfect."""
    plane = Plane(Scale(0, 1), Scale(0, 1))
    start, end = (plane.px(0), plane.py(0)), (plane.px(1), plane.py(1))
    content = [tag("polyline", points=_points([start, end]), class_="line ideal")]
    most = max((one.n for one in found.bins), default=1)
    for one in found.bins:
        if one.n:
            x, y = plane.px(one.score), plane.py(one.right.value)
            tip = f"score {one.score:.2f}: {share_text(one.right)} of {one.n} right"
            size = 2.5 + 4.5 * (one.n / most) ** 0.5
            dot = tag("circle", cx=x, cy=y, r=size, class_="dot front c0")
            content.append(_interval(plane, x, one.right))
            content.append(tag("g", tag("title", tip), dot, class_="tip"))
    return plane.drawn(content, name=name, x_label=x_label, y_label="share right")


def gap_bar(accuracy: Share, coverage: Share) -> Markup:
    """A line from 0 to 100%: the selected accuracy with its interval, and the coverage."""
    chosen, covered = 100 * accuracy.value, 100 * coverage.value
    parts = [
        tag("line", x1="0%", x2="100%", y1=11, y2=11, class_="grid"),
        *(tag("line", x1=f"{x}%", x2=f"{x}%", y1=6, y2=16, class_="grid") for x in (0, 50, 100)),
        _stretch(chosen, covered, "gap"),
        _stretch(100 * coverage.low, 100 * coverage.high, "interval c1"),
        _stretch(100 * accuracy.low, 100 * accuracy.high, "interval c0"),
        tag("circle", cx=f"{covered:.2f}%", cy=11, r=5, class_="dot c1"),
        tag("circle", cx=f"{chosen:.2f}%", cy=11, r=5, class_="dot front c0"),
    ]
    return tag("svg", *parts, class_="bar", height=22, width="100%", aria_hidden="true")


def _stretch(low: float, high: float, style: str) -> Markup:
    return tag("line", x1=f"{low:.2f}%", x2=f"{high:.2f}%", y1=11, y2=11, class_=style)


def parts_bar(parts: Sequence[tuple[str, int]], largest: int) -> Markup:
    """Named amounts one after the other, on a scale from 0 to ``largest``."""
    start, drawn = 0.0, []
    for group, (label, amount) in enumerate(parts):
        wide = 100 * amount / max(1, largest)
        if amount:
            rect = tag(
                "rect", x=f"{start:.2f}%", width=f"{wide:.2f}%", y=3, height=16, class_=f"c{group}"
            )
            drawn.append(tag("g", tag("title", f"{label}: {amount:,}"), rect, class_="tip"))
        start += wide
    return tag("svg", *drawn, class_="bar parts", height=22, width="100%", aria_hidden="true")


def style(name: str) -> Markup:
    """One of the style sheets beside this module."""
    return Markup((files(__package__) / name).read_text(encoding="utf-8"))


def standalone(chart: Markup) -> str:
    """A chart as a file of its own, with colours for light and dark surroundings."""
    paper = tag("rect", width="100%", height="100%", class_="paper")
    sheet = tag("style", join(style("palette.css"), style("chart.css")))
    opening, rest = chart.split(">", 1)
    return f"{opening}>{sheet}{paper}{rest}\n"
