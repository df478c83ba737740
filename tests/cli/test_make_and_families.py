"""`algorist make` and `algorist families`, run as a user runs them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

MAIN = "from algorist.cli import main; main()"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", MAIN, *arguments], capture_output=True, text=True, check=False
    )


def test_make_streams_json_lines() -> None:
    """The command of the README: a thousand problems, one a line, each with id and steps."""
    done = run("make", "words.purchase", "--level", "2", "--count", "1000", "--seed", "7")
    assert done.returncode == 0
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) == 1000
    assert lines[41]["id"] == "words.purchase@1/2/7/41"
    fields = "id family version level seed index question answer answer_type params steps program"
    assert " ".join(lines[0]) == fields
    assert set(lines[0]["steps"][0]) == {"text", "claim", "state"}
    again = run("make", "words.purchase", "--level", "2", "--count", "1000", "--seed", "7")
    assert again.stdout == done.stdout


def test_make_with_patterns_levels_and_a_file(tmp_path: Path) -> None:
    """Several families and levels go to one file; --json prints the manifest."""
    out = tmp_path / "data.jsonl"
    done = run("make", "words.a*", "--level", "1,3-4", "--count", "5", "--out", str(out), "--json")
    manifest = json.loads(done.stdout)
    assert manifest["order"]["families"] == ["words.ages", "words.area", "words.averages"]
    assert manifest["files"][0]["problems"] == 3 * 3 * 5 == len(out.read_text().splitlines())


def test_make_asks_for_less_than_the_answer() -> None:
    """--ask names a form; a pattern then means the families that offer it."""
    done = run("make", "numbers.a*", "--count", "1", "--level", "3", "--ask", "state(k=2)")
    problems = [json.loads(line) for line in done.stdout.splitlines()]
    assert [problem["family"] for problem in problems] == [
        "numbers.add(ask=state(k=2))",
        "numbers.add_float(ask=state(k=2))",
    ]
    assert all(problem["question"].endswith("after step 2?") for problem in problems)


def test_split_prints_its_proof(tmp_path: Path) -> None:
    """Three files and the reason why they share no question."""
    out = tmp_path / "data.jsonl"
    done = run("make", "words.ages", "--count", "300", "--split", "--out", str(out))
    assert "no question is in two splits" in done.stdout
    assert {path.name for path in tmp_path.iterdir()} == {
        "data.train.jsonl",
        "data.validation.jsonl",
        "data.test.jsonl",
        "data.manifest.json",
    }


def test_mistakes_are_one_line_and_status_2() -> None:
    """An unknown family, level or pattern is named, with what to do; nothing is on stdout."""
    for arguments, said in [
        (["make", "words.purchas"], "words.purchase"),
        (["make", "words.purchase", "--level", "9"], "levels are 1 to 5"),
        (["make", "words.purchase", "--level", "high"], "--level 'high'"),
        (["make", "nothing.*"], "no family matches"),
        (["make", "words.purchase", "--split"], "--out"),
        (["make", "words.*", "--ask", "steps"], "offers ask=steps"),
        (["make", "numbers.max", "--ask", "steps"], "numbers.max: it offers final"),
        (["families", "nothing"], "no family matches"),
    ]:
        done = run(*arguments)
        assert done.returncode == 2
        assert said in " ".join(done.stderr.split())
        assert "Traceback" not in done.stderr
        assert done.stdout == ""


def test_families_are_listed() -> None:
    """A pattern or a part of a name; --json has one object a line."""
    done = run("families", "numbers.", "--json")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(found) == 43
    fields = "family version summary answer_type levels law asks tokens"
    assert set(found[0]) == set(fields.split())
    assert found[0]["asks"] == ["final", "state", "steps", "first"]
    assert found[0]["tokens"]["5"][1] > found[0]["tokens"]["1"][1] >= found[0]["tokens"]["1"][0] > 0
    assert "words.purchase" in run("families", "words.*").stdout
