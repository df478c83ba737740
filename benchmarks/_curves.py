"""Accuracy against tokens: what is measured of one setting, how two are compared, the tables."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from algorist.core import Cost
from algorist.recording import wilson

RESAMPLES = 10_000
SLACK = 1.02
"""A setting that writes this many times as much as another still counts as equally dear."""


@dataclass(frozen=True)
class Setting:
    """One method at one budget, on all problems."""

    method: str
    setting: str
    ours: bool
    right: tuple[bool, ...]
    """Whether the selected answer of each problem is right."""
    any_right: float | None
    """Share of problems with a right candidate, where the candidates are known."""
    cost: Cost
    """Of all problems together."""

    @property
    def written(self) -> float:
        """Output tokens a problem."""
        return self.cost.output_tokens / len(self.right)

    @property
    def accuracy(self) -> float:
        """Share of right answers."""
        return sum(self.right) / len(self.right)


def difference(a: Setting, b: Setting) -> tuple[float, float, float]:
    """Of accuracies, with its 95% interval by a paired bootstrap over problems."""
    gain = np.array(a.right, float) - np.array(b.right, float)
    drawn = np.random.default_rng(0).integers(0, len(gain), (RESAMPLES, len(gain)))
    low, high = np.quantile(gain[drawn].mean(axis=1), [0.025, 0.975])
    return float(gain.mean()), float(low), float(high)


def affordable(of: Sequence[Setting], tokens: float) -> list[Setting]:
    """Those that write no more, by how much they write."""
    return sorted((one for one in of if one.written <= SLACK * tokens), key=lambda one: one.written)


def compare(found: Sequence[Setting], reference: str) -> list[dict[str, object]]:
    """The reference method beside each peer's setting, and beside the best of our others."""
    mine = [one for one in found if one.method == reference]
    pairs: list[tuple[Setting | None, Setting, str]] = []
    for other in (one for one in found if not one.ours):
        fitting = affordable(mine, other.written)
        pairs.append((fitting[-1] if fitting else None, other, "peer"))
    for setting in mine:
        rivals = affordable([r for r in found if r.ours and r not in mine], setting.written)
        if rivals:
            pairs.append((setting, max(rivals, key=lambda rival: rival.accuracy), "best of ours"))
    rows: list[dict[str, object]] = []
    for one, other, kind in pairs:
        row: dict[str, object] = {
            "against": f"{other.method}, {other.setting}",
            "kind": kind,
            "written": other.written,
            "accuracy": other.accuracy,
        }
        if one is None:
            rows.append({**row, "verdict": "no setting so cheap"})
            continue
        mean, low, high = difference(one, other)
        verdict = "better" if low > 0 else "worse" if high < 0 else "undecided"
        mark = {"setting": one.setting, "setting_written": one.written}
        rows.append(
            {**row, **mark, "difference": mean, "low": low, "high": high, "verdict": verdict}
        )
    return rows


def show(found: Sequence[Setting], reference: str, path: Path, about: dict[str, object]) -> None:
    """Print the tables, and write them as JSON."""
    print(f"{len(found[0].right)} problems")
    print(f"{'method':34} {'setting':44} {'right':>22} {'any':>6} {'written':>8} {'all':>8}")
    points = []
    for one in found:
        share = wilson(sum(one.right), len(one.right))
        whole = one.cost.tokens / len(one.right)
        covered = "" if one.any_right is None else f"{100 * one.any_right:.0f}%"
        print(f"{one.method:34} {one.setting:44} {share!s:>22} {covered:>6}", end=" ")
        print(f"{one.written:8.0f} {whole:8.0f}")
        points.append(
            {
                "method": one.method,
                "setting": one.setting,
                "ours": one.ours,
                "accuracy": [share.value, share.low, share.high],
                "any_right": one.any_right,
                "written": one.written,
                "all": whole,
                "flops": one.cost.flops / len(one.right),
                "right": [int(r) for r in one.right],
            }
        )
    rows = compare(found, reference)
    print(f"\n{reference}, writing no more, beside")
    for row in rows:
        gain = ""
        if "difference" in row:
            gain = f"{100 * row['difference']:+.1f} [{100 * row['low']:+.1f}, "  # type: ignore[operator]
            gain += f"{100 * row['high']:+.1f}] points"  # type: ignore[operator]
        print(f"{row['against']:70} {row.get('setting', ''):40} {gain:32} {row['verdict']}")
    path.write_text(json.dumps({**about, "points": points, "compared": rows}, indent=1))
