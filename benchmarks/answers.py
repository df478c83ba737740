"""Answer checking beside math-verify 0.9.0, in one run on the same pairs.

    .venv/bin/python benchmarks/answers.py [--constructed 600] [--hostile] [--json FILE]

Sets: the shared pairs (the peer's own tests, two other suites), pairs labelled by construction,
model solutions of GSM8K. Each pair is one check of two texts, extraction included. Our checker runs
three times over each set: the fastest pass counts for throughput, the slowest gives the spread,
latencies are of the first pass. The peer runs once (it is slow). Both are warmed up on ten pairs
first. All times are processor time, so that other work on the machine does not enter.
`math-verify` lives in `.venv-peers` and is called in a subprocess.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
DATA = ROOT / ".." / "shared" / "data"
PEER = ROOT / ".venv-peers" / "bin" / "python"
sys.path.insert(0, str(ROOT))

from algorist.checking import Policy, check_answer  # noqa: E402
from tests.answer_pairs import pairs  # noqa: E402

HOSTILE = [
    ("9^{9^{9^9}}", "9^{9^{9^8}}", False),
    ("1000000!", "1000001!", False),
    ("x^{100000}", "(x+1)^{20000}", False),
    (r"\prod_{k=1}^{10000000} k", r"\prod_{k=1}^{9999999} k", False),
    ("(" * 300 + "1" + ")" * 300, "1", True),
    (r"\frac{1}{" * 60 + "2" + "}" * 60, "2", True),
    ("10^{10^{10}}", "10^{10^{10}}+1", False),
]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--constructed", type=int, default=600)
    options.add_argument("--hostile", action="store_true")
    options.add_argument("--no-peer", action="store_true")
    options.add_argument("--json", type=Path)
    chosen = options.parse_args()

    sets = {
        "math-verify tests": shared("math_verify_tests", wrap=False),
        "NeMo-Skills tests": shared("nemo_skills_tests", wrap=True),
        "Qwen2.5-Math cases": shared("qwen25_math_grader_cases", wrap=True),
        "constructed": constructed(chosen.constructed),
        "GSM8K solutions": gsm8k(),
    }
    if chosen.hostile:
        sets["hostile"] = [row(gold, answer, same, wrap=True) for gold, answer, same in HOSTILE]
    print(f"{platform.machine()}, Python {platform.python_version()}, {noise()}")
    print(HEADER)
    report: dict[str, Any] = {}
    for name, rows in sets.items():
        if not rows:
            print(f"{name:<20} absent: the outside data is not here")
            continue
        ours = measure_ours(rows)
        peer = None if chosen.no_peer or not PEER.exists() else measure_peer(rows)
        report[name] = {"algorist": ours, "math-verify": peer}
        print(line(name, "algorist", ours, peer))
        if peer is not None:
            print(line("", "math-verify", peer, None))
    ratios = [
        r["algorist"]["per_second"] / r["math-verify"]["per_second"]
        for name, r in report.items()
        if r["math-verify"] and name not in ("GSM8K solutions", "hostile")
    ]
    if ratios:
        print(f"median ratio of throughput on the LaTeX sets: {statistics.median(ratios):.0f}")
    if chosen.json:
        chosen.json.write_text(json.dumps(report, indent=1), encoding="utf-8")


def row(
    gold: str, pred: str, expected: bool, *, wrap: bool, wrap_pred: bool | None = None
) -> dict[str, Any]:
    return {
        "gold": gold,
        "pred": pred,
        "expected": expected,
        "wrap": wrap,
        "wrap_pred": wrap if wrap_pred is None else wrap_pred,
    }


def shared(name: str, *, wrap: bool) -> list[dict[str, Any]]:
    path = DATA / f"answer_pairs_{name}.jsonl"
    if not path.is_file():
        return []
    rows = []
    for text in path.read_text(encoding="utf-8").splitlines():
        data = json.loads(text)
        made = row(data["gold"], data["pred"], bool(data["expected"]), wrap=wrap)
        made["extra"] = data.get("extra") or {}
        rows.append(made)
    return rows


def constructed(count: int) -> list[dict[str, Any]]:
    return [
        row(
            p.gold,
            p.answer,
            p.same,
            wrap=p.latex,
            wrap_pred=p.latex and p.dress in ("bare", "spaced", "sized"),
        )
        for p in pairs(count, seed=20_26)
    ]


def gsm8k() -> list[dict[str, Any]]:
    path = DATA / "gsm8k_model_solutions.jsonl"
    if not path.is_file():
        return []
    rows = []
    for text in path.read_text(encoding="utf-8").splitlines():
        data = json.loads(text)
        gold = data["ground_truth"].rpartition("A:")[2].strip()
        rows += [
            row(gold, found["solution"], found["is_correct"], wrap=False)
            for found in data.values()
            if isinstance(found, dict)
        ]
    return rows


def measure_ours(rows: list[dict[str, Any]]) -> dict[str, Any]:
    strict_sets = Policy(relation_as_set=False)
    policies = [
        strict_sets if r.get("extra", {}).get("allow_set_relation_comp") is False else Policy()
        for r in rows
    ]
    for _ in range(5):
        check_answer("1/2", "0.5")
        check_answer("x^2+1", "1+x^2")
    passes = []
    for turn in range(3):
        times, found, undecided = [], [], 0
        for r, policy in zip(rows, policies, strict=True):
            start = time.process_time()
            verdict = check_answer(r["gold"], r["pred"], policy=policy)
            times.append(time.process_time() - start)
            found.append(verdict.correct)
            undecided += verdict.verdict == "undecided"
        passes.append(sum(times))
        if turn == 0:
            first, outcome, doubts = times, found, undecided
    summary = summarise(rows, outcome, first)
    summary["undecided"] = doubts
    summary["per_second"] = len(rows) / min(passes)
    summary["spread"] = max(passes) / min(passes) - 1
    return summary


def measure_peer(
    rows: list[dict[str, Any]], script: str = "_peer_math_verify.py", *arguments: str
) -> dict[str, Any]:
    warm = [row("1/2", "0.5", True, wrap=True), row("x^2+1", "1+x^2", True, wrap=True)] * 5
    sent = "".join(json.dumps(r) + "\n" for r in warm + rows)
    command = [str(PEER), str(Path(__file__).with_name(script)), *arguments]
    done = subprocess.run(command, input=sent, capture_output=True, text=True, check=True)
    found = [json.loads(text) for text in done.stdout.splitlines()][len(warm) :]
    summary = summarise(rows, [f["correct"] for f in found], [f["seconds"] for f in found])
    summary["per_second"] = len(rows) / sum(f["seconds"] for f in found)
    summary["undecided"] = None
    summary["spread"] = None
    return summary


def summarise(rows: list[dict[str, Any]], found: list[bool], times: list[float]) -> dict[str, Any]:
    ordered = sorted(times)
    right = sum(f == r["expected"] for f, r in zip(found, rows, strict=True))
    return {
        "n": len(rows),
        "accuracy": right / len(rows),
        "false_positives": sum(f and not r["expected"] for f, r in zip(found, rows, strict=True)),
        "false_negatives": sum(r["expected"] and not f for f, r in zip(found, rows, strict=True)),
        "p50_ms": 1000 * ordered[len(ordered) // 2],
        "p99_ms": 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))],
        "max_ms": 1000 * ordered[-1],
    }


HEADER = (
    f"{'set':<20} {'checker':<16} {'n':>5} {'acc.':>7} {'FP':>4} {'FN':>4} {'und.':>5} "
    f"{'pairs/s':>9} {'p50 ms':>8} {'p99 ms':>8} {'max ms':>8} {'spread':>7} {'ratio':>6}"
)


def line(name: str, checker: str, found: dict[str, Any], peer: dict[str, Any] | None) -> str:
    doubts = "-" if found["undecided"] is None else str(found["undecided"])
    spread = "-" if found["spread"] is None else f"{found['spread']:.0%}"
    ratio = "" if peer is None else f"{found['per_second'] / peer['per_second']:.0f}x"
    return (
        f"{name:<20} {checker:<16} {found['n']:>5} {found['accuracy']:>7.2%} "
        f"{found['false_positives']:>4} {found['false_negatives']:>4} {doubts:>5} "
        f"{found['per_second']:>9.0f} {found['p50_ms']:>8.3f} {found['p99_ms']:>8.2f} "
        f"{found['max_ms']:>8.2f} {spread:>7} {ratio:>6}"
    )


def noise() -> str:
    """How steady the machine is: the spread of one fixed loop."""
    times = []
    for _ in range(15):
        start = time.perf_counter()
        sum(k * k for k in range(200_000))
        times.append(time.perf_counter() - start)
    return (
        f"machine noise {max(times) / min(times) - 1:.0%} (slowest of 15 equal loops over fastest)"
    )


if __name__ == "__main__":
    main()
