"""The commands as a user types them, in processes of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from algorist.core import to_json
from tests.builders import purchases

ALGORIST = str(Path(sys.executable).with_name("algorist"))
MODEL = "simulated(step_error=0.2)"


def run(*arguments: str, cwd: Path, status: int = 0) -> tuple[str, str]:
    """Standard output and error of one command."""
    done = subprocess.run(
        [ALGORIST, *arguments], capture_output=True, text=True, cwd=cwd, check=False, timeout=400
    )
    assert done.returncode == status, done.stderr
    return done.stdout, done.stderr


def test_eval_ends_with_a_table_and_report_repeats_it(tmp_path: Path) -> None:
    """The table holds both strategies, and the run file is named."""
    command = ["eval", "words.purchase", "--level", "2", "--limit", "8", "--model", MODEL]
    shown, _ = run(*command, "--store", "runs.db", cwd=tmp_path)
    again, _ = run("report", "runs.db", cwd=tmp_path)

    assert "SIMULATED" in shown
    assert "direct" in shown
    assert "vote(k=8)" in shown
    assert "run file: runs.db" in shown
    assert again.strip() in shown


def test_eval_keeps_to_its_budget_and_says_so_in_json(tmp_path: Path) -> None:
    """For machines."""
    shown, _ = run(
        "eval", "demo", "--model", MODEL, "--budget", "tokens=5000", "--strategy", "vote(k=4)",
        "--json", cwd=tmp_path,
    )  # fmt: skip
    (row,) = json.loads(shown)["rows"]

    assert row["strategy"] == "vote(k=4)"
    assert row["cost"]["prompt_tokens"] + row["cost"]["output_tokens"] <= 5000
    assert row["accuracy"]["low"] <= row["accuracy"]["value"] <= row["accuracy"]["high"]


def test_eval_shares_a_budget_by_value_and_bounds_each_problem(tmp_path: Path) -> None:
    """As told on the command line; the run says how."""
    shown, _ = run(
        "eval", "words.purchase", "--limit", "6", "--model", MODEL, "--budget", "tokens=20000",
        "--allocate", "value", "--per-problem", "calls=2", "--strategy", "vote(k=64, stop=none)",
        "--json", cwd=tmp_path,
    )  # fmt: skip
    summary = json.loads(shown)
    (row,) = summary["rows"]

    assert summary["spec"]["allocation"] == "value"
    assert "calls=2" in summary["spec"]["per_problem"]
    assert row["cost"]["calls"] <= 12
    assert 24 <= row["samples"] <= 6 * 64


def test_eval_reads_the_forms_that_are_in_use_and_names_the_lines_that_it_cannot(
    tmp_path: Path,
) -> None:
    """The rest still runs; --strict stops instead."""
    lines = [
        '{"question": "What is 2 + 3?", "answer": "2 + 3 = <<2+3=5>>5\\n#### 5"}',
        '{"question": "half a record',
        '{"ID": "c-1", "Body": "Sam had 3 pens", "Question": "How many pens?", "Answer": 3.0}',
        '{"question": "What is it?"}',
        to_json(purchases(1)[0]),
    ]
    (tmp_path / "mixed.jsonl").write_text("\n".join(lines))
    command = ("eval", "mixed.jsonl", "--model", MODEL, "--strategy", "direct", "--json")

    shown, told = run(*command, cwd=tmp_path)
    _, refused = run(*command, "--strict", cwd=tmp_path, status=2)

    assert json.loads(shown)["rows"][0]["problems"] == 3
    assert "mixed.jsonl:2: not JSON" in told.replace("\n", " ")
    assert "mixed.jsonl:4: 'answer' is" in told.replace("\n", " ")
    assert "mixed.jsonl:2" in refused


def test_solve_abstains_rather_than_guess(tmp_path: Path) -> None:
    """A simulated model knows no outside question; the status says that there is no answer."""
    shown, _ = run("solve", "What is 1 + 1?", "--model", MODEL, "--json", cwd=tmp_path)

    assert json.loads(shown)["answer"] is None
    run("solve", "What is 1 + 1?", "--model", MODEL, cwd=tmp_path, status=1)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("eval", "nowhere.jsonl"), "nowhere.jsonl cannot be read"),
        (("eval", "words.purchas"), "algorist families"),
        (("eval", "demo", "--model", "gpt"), "no model 'gpt'"),
        (("eval", "demo", "--model", MODEL, "--strategy", "vot(k=2)"), "no strategy 'vot'"),
        (("eval", "demo", "--model", MODEL, "--budget", "tokens=many"), "tokens=many"),
        (("eval", "demo", "--model", MODEL, "--store", "no/such/runs.db"), "does not exist"),
        (("report", "nowhere.db"), "no run file"),
        (("models", "install", "gpt"), "needs no installation"),
    ],
)
def test_a_mistake_is_one_line_that_names_it(
    arguments: tuple[str, ...], says: str, tmp_path: Path
) -> None:
    """Status 2, no traceback."""
    _, told = run(*arguments, cwd=tmp_path, status=2)

    assert says in " ".join(told.split())
    assert "Traceback" not in told


@pytest.mark.model
@pytest.mark.slow
def test_the_demo_runs_on_the_embedded_model(tmp_path: Path) -> None:
    """A short one: the budget ends it early, and the table is still there."""
    shown, _ = run("demo", "--budget", "tokens=6000", cwd=tmp_path)

    assert "where each way helps" in shown
    assert "run file: demo.db" in shown
    assert (tmp_path / "demo.html").read_text(encoding="utf-8").startswith("<!doctype html>")
