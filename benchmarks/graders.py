"""Bare answers graded by Algorist, math-verify, Qwen2.5-Math's logic and lm-eval's two graders.

    make peers && .venv/bin/python benchmarks/graders.py [--constructed 300]

The graders other than ours run in `.venv-peers` (see `_peer_graders.py` for what exactly is run).
Only bare answers are compared, with dollars where math-verify asks for them, because each harness
extracts answers from text by rules of its own tasks. Times are processor time of one pass.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from answers import HEADER, PEER, line, measure_ours, measure_peer, noise, row, shared

from tests.answer_pairs import pairs

GRADERS = {"Qwen (evalscope)": "qwen", "lm-eval MATH": "hendrycks", "lm-eval minerva": "minerva"}


def constructed(count: int) -> list[dict[str, Any]]:
    """``count`` pairs labelled by construction whose answer stands alone."""
    bare = [p for p in pairs(8 * count, seed=20_26) if p.dress in ("bare", "spaced", "sized")]
    return [row(p.gold, p.answer, p.same, wrap=p.latex) for p in bare[:count]]


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--constructed", type=int, default=300)
    chosen = options.parse_args()
    if not (PEER.parents[1] / "graders").is_dir():
        raise SystemExit("the graders are not installed: run 'make peers'")
    print(noise())
    print(HEADER)
    for name, rows in {
        "math-verify tests": shared("math_verify_tests", wrap=False),
        "NeMo-Skills tests": shared("nemo_skills_tests", wrap=True),
        "Qwen2.5-Math cases": shared("qwen25_math_grader_cases", wrap=True),
        "constructed, bare": constructed(chosen.constructed),
    }.items():
        if not rows:
            print(f"{name:<20} absent: the outside data is not here")
            continue
        print(line(name, "algorist", measure_ours(rows), None))
        print(line("", "math-verify", measure_peer(rows), None))
        for shown, grader in GRADERS.items():
            found = measure_peer(rows, "_peer_graders.py", grader)
            print(line("", shown, found, None), flush=True)


if __name__ == "__main__":
    main()
