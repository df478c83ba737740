"""``algorist labels`` and ``algorist calibrate``, in processes of their own."""

from __future__ import annotations

import json
from pathlib import Path

from algorist.solving import resolve_scorer
from tests.cli.test_solving_commands import run

MODEL = "simulated(step_error=0.3)"


def test_labels_are_written_and_a_stopped_labelling_goes_on(tmp_path: Path) -> None:
    """A small budget writes the first lines; without it the rest follows, and the first stay."""
    command = ["labels", "make", "words.purchase", "--level", "3", "--limit", "5", "--model", MODEL]
    _, told = run(*command, "--budget", "tokens=14000", "--out", "part.jsonl", cwd=tmp_path)
    shown, done = run(*command, cwd=tmp_path)

    part = (tmp_path / "part.jsonl").read_text(encoding="utf-8")
    assert "the same command goes on" in " ".join(told.split())
    assert part
    assert shown.startswith(part)
    assert len(shown) > len(part)
    assert "first errors by" in done
    kinds = [json.loads(line)["kind"] for line in shown.splitlines()]
    assert set(kinds) == {"first_error", "pair"}


def test_a_run_is_calibrated_and_gives_pairs(tmp_path: Path) -> None:
    """The table, the mixture's spec that rebuilds it, and the preferences."""
    score = ["--strategy", "best_of(k=4, score=agreement)", "--limit", "20", "--level", "2"]
    run("eval", "words.purchase", "--model", MODEL, *score, cwd=tmp_path)

    table, _ = run("calibrate", "runs.db", cwd=tmp_path)
    assert "Brier" in table
    fitted, _ = run(
        "calibrate", "runs.db", "--of", "agreement", "--of", "steps(over=mean)", "--out", "m.json",
        cwd=tmp_path,
    )  # fmt: skip
    spec = json.loads((tmp_path / "m.json").read_text(encoding="utf-8"))["spec"]
    assert fitted.splitlines()[-1] == spec
    assert resolve_scorer(spec).relative

    pairs, _ = run("labels", "pairs", "runs.db", "--margin", "1", cwd=tmp_path)
    for line in pairs.splitlines():
        pair = json.loads(line)
        assert (pair["chosen_value"], pair["rejected_value"]) == (1.0, 0.0)
    assert pairs


def test_mistakes_are_told_in_one_line(tmp_path: Path) -> None:
    """A missing file, an unknown kind."""
    _, missing = run("calibrate", "none.db", cwd=tmp_path, status=2)
    _, kind = run("labels", "make", "demo", "--kind", "best", cwd=tmp_path, status=2)

    assert "there is no run file none.db" in missing
    assert "one of first_error, values" in kind
