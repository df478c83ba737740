"""How well each scorer foretells which attempts of a model are right, and what it costs.

    python benchmarks/scorers.py [--model local] [--problems 25] [--k 4] [--store scorers.db]

Word problems, ``k`` attempts each, all scored by every scorer. AUC is the chance
that a right attempt is scored above a wrong one of any problem (0.5: the scorer knows nothing);
Brier and ECE judge the scores as chances, before and after calibration on other problems (five
folds). Stopped at any time, the same command goes on.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from algorist.models import resolve
from algorist.problems import suite
from algorist.recording import FittedMixture, Store, evaluate, fit_mixture

SOURCE = "words60"
"""Word problems that the embedded model sometimes gets right."""
SCORERS = (
    "agreement",
    "logprob",
    "tail",
    "confidence",
    "steps",
    "steps(over=min)",
    "digit",
    "digit(over=min)",
    "comparison",
    "verifier(checks=0)",
    "verifier(checks=1, max_tokens=96)",
    "programs(k=4)",
)

MIXTURES: dict[str, Sequence[str]] = {
    "mixture of those without calls": ("agreement", "logprob", "tail", "steps(over=min)"),
    "mixture of all but programs": SCORERS[:-1],
}


def row(name: str, fitted: FittedMixture, attempts: int) -> str:
    """One line of the table."""
    raw = next(iter(fitted.alone.values()))
    shown = fitted.held_out if len(fitted.alone) > 1 else raw
    return (
        f"{name:36} {shown.auc:6.3f} {shown.brier:7.3f} {shown.ece:7.3f} "
        f"{fitted.held_out.brier:9.3f} {fitted.held_out.ece:9.3f} "
        f"{fitted.cost.tokens / max(1, attempts):9.0f} {fitted.cost.calls / max(1, attempts):7.2f}"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="local")
    parser.add_argument("--problems", type=int, default=60)
    parser.add_argument("--k", type=int, default=4)
    parser.add_argument("--store", type=Path, default=Path("scorers.db"))
    given = parser.parse_args()
    problems = suite(SOURCE, limit=given.problems, seed=11)
    attempts = len(problems) * given.k
    model = resolve(given.model)
    title = f"{'SIMULATED ' if model.simulated else ''}{model.spec}"
    with Store(given.store) as store:
        run = evaluate(
            problems,
            model=model,
            strategies=(f"vote(k={given.k}, weight=logprob, stop=none)",),
            store=store,
        )
        print(f"{title}: {attempts} attempts at {len(problems)} problems")
        print(
            f"{'scorer':36} {'AUC':>6} {'Brier':>7} {'ECE':>7} {'Brier cal':>9} {'ECE cal':>9} "
            f"{'tok/att':>9} {'calls':>7}"
        )
        for name in SCORERS:
            print(row(name, fit_mixture(store, run, of=[name]), attempts), flush=True)
        for name, of in MIXTURES.items():
            print(row(name, fit_mixture(store, run, of=of), attempts), flush=True)


if __name__ == "__main__":
    main()
