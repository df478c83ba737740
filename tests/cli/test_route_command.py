"""``algorist route`` as a user types it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from algorist.models import Simulated
from algorist.recording import evaluate
from algorist.solving import read_profile, solve
from tests.builders import purchases

ALGORIST = str(Path(sys.executable).with_name("algorist"))


def test_a_profile_is_fitted_to_run_files_and_used_by_the_strategy(tmp_path: Path) -> None:
    """Two files of two models; the strategy then asks the one that was right."""
    problems = purchases(6)
    for name, error in (("good", 0.0), ("poor", 1.0)):
        model = Simulated(step_error=error)
        evaluate(problems, model=model, strategies=["direct"], store=str(tmp_path / f"{name}.db"))
    done = subprocess.run(
        [ALGORIST, "route", "poor.db", "good.db", "--clusters", "2", "--out", "profile.json"],
        capture_output=True, text=True, cwd=tmp_path, check=False, timeout=120,
    )  # fmt: skip
    path = tmp_path / "profile.json"
    spec = "route(models=[simulated(step_error=1.0), simulated(step_error=0.0)], top=1, k=2, "
    solution = solve(problems[0], model="simulated", strategy=f'{spec}profile="{path}")')

    assert done.returncode == 0, done.stderr
    assert "100.0%" in done.stdout
    assert set(read_profile(path).accuracy) == {(0.0, 1.0)}
    assert solution.answer == problems[0].answer
