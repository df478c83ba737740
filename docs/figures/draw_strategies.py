"""Draws the plots of docs/strategies.md: ``python docs/figures/draw_strategies.py FILE.json``.

FILE.json is what ``benchmarks/strategies.py`` writes beside its run store. The SVG files are
written beside this script; drawing them again from the same file changes nothing.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from algorist.recording import Share, pareto
from algorist.recording.html import Point, cost_chart, standalone

FOLDER = Path(__file__).parent
SIZE = {"width": 720, "height": 440}


def points(
    measured: Sequence[dict[str, Any]], colour: Callable[[dict[str, Any]], int], *, lines: bool
) -> list[Point]:
    """A point for each setting that wrote anything, at its output tokens a problem."""
    found = [one for one in measured if one["written"] > 0]
    front = pareto([(one["written"], one["accuracy"][0]) for one in found])
    return [
        Point(
            one["setting"] if one["ours"] else f"{one['method']} {one['setting']}",
            one["written"],
            Share(*one["accuracy"], n=len(one["right"])),
            best,
            colour(one),
            one["method"] if lines else "",
        )
        for one, best in zip(found, front, strict=True)
    ]


def draw(name: str, about: str, drawn: Sequence[Point], key: Sequence[str]) -> None:
    """One file."""
    label = "output tokens a problem"
    chart = cost_chart(drawn, x_label=label, name=about, key=key, **SIZE)
    (FOLDER / f"{name}.svg").write_text(standalone(chart), encoding="utf-8")


def main() -> None:
    """Ours alone, and the reference beside peers."""
    measured = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["points"]
    ours = [one for one in measured if one["ours"]]
    draw(
        "strategies-ours",
        "Accuracy against output tokens of every strategy, with the Pareto front",
        points(ours, lambda one: int(one["method"] == "adaptive"), lines=False),
        ("strategies", "adaptive"),
    )
    shown = [one for one in measured if not one["ours"] or one["method"] in ("adaptive", "vote")]
    groups = ("adaptive and vote", "optillm", "its-hub")
    draw(
        "strategies-peers",
        "Accuracy against output tokens of adaptive and vote beside methods of peers",
        points(
            shown,
            lambda one: 0 if one["ours"] else groups.index(one["method"].partition(" ")[0]),
            lines=True,
        ),
        groups,
    )


if __name__ == "__main__":
    main()
