"""``algorist report``: tables, JSON, and the page beside them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from algorist.models import Simulated
from algorist.recording import evaluate
from tests.builders import purchases

ALGORIST = str(Path(sys.executable).with_name("algorist"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With a run file in it."""
    made = tmp_path_factory.mktemp("report")
    evaluate(
        purchases(6),
        model=Simulated(step_error=0.3),
        strategies=("direct", "vote(k=4)"),
        store=str(made / "runs.db"),
    )
    return made


def report(folder: Path, *arguments: str, status: int = 0) -> tuple[str, str]:
    """Standard output and error."""
    command = [ALGORIST, "report", "runs.db", *arguments]
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=folder, check=False, timeout=120
    )
    assert done.returncode == status, done.stderr
    return done.stdout, done.stderr


def test_the_page_is_written_beside_the_json(folder: Path) -> None:
    """Standard output stays JSON; where the page is, and what it leaves out, is told beside."""
    shown, told = report(folder, "--json", "--html", "page.html", "--traces", "3")
    text = (folder / "page.html").read_text(encoding="utf-8")

    assert [row["strategy"] for row in json.loads(shown)["rows"]] == ["direct", "vote(k=4)"]
    assert "report: page.html" in told
    assert "3 of" in told
    assert "--traces" in told
    assert text.startswith("<!doctype html>")
    assert "simulated model" in text


def test_tables_say_where_tokens_went(folder: Path) -> None:
    """And break down by what is asked for."""
    shown, _ = report(folder, "--by", "family,level")

    assert "where the tokens went" in shown
    assert "by family,level" in shown
    assert "words.purchase" in shown


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--by", "colour"), "give family, level or family,level"),
        (("--html", "no/such/page.html"), "name a file in a folder that you may write to"),
        (("--run", "zz"), "holds no run 'zz'"),
    ],
)
def test_a_mistake_is_one_line(folder: Path, arguments: tuple[str, ...], says: str) -> None:
    """Status 2, with what to do."""
    _, told = report(folder, *arguments, status=2)

    assert says in " ".join(told.split())
    assert "Traceback" not in told
