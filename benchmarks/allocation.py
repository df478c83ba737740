"""A batch shared out by what votes gain, beside the same number of samples for every problem.

    python benchmarks/allocation.py [--seeds 20] [--problems 200] [--mix steps]

Simulated: a sample of a problem is right with a chance of its own, and wrong in one of three ways
equally often, so that votes cannot win problems below 25%. ``--mix steps``: problems of one to five
steps, each step right 85% of the time (samples right 85% to 44%). ``--mix arcsine``: chances by the
arcsine law, many near 0 and 1. ``--mix even``: chances spread evenly from 0 to 1.

"Uniform" is one call of n samples for every problem, the cheapest way to get n. "Stopping early"
is ``vote(k=n)`` without a budget. "By value" is ``vote(k=64, stop=none)`` with
``allocation="value"`` and a budget of so much of the tokens that uniform took on the same batch.
Tokens count prompts each time they are read. The difference is taken batch by batch, in points of
accuracy, with the 95% interval of its mean and the number of batches where it is not negative.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import pi, sin, sqrt
from pathlib import Path
from statistics import mean, stdev

from algorist.checking import check_answer
from algorist.core import Budget, Problem
from algorist.models import Simulated
from algorist.problems import make_many
from algorist.recording import Evaluation, Store

SHARES = (0.4, 0.5, 0.6, 1.0)
MIXES: dict[str, Callable[[float], float]] = {
    "steps": lambda u: 0.85 ** (1 + int(5 * u)),
    "arcsine": lambda u: sin(pi * u / 2) ** 2,
    "even": lambda u: u,
}
"""The chance of a right sample at each quantile of a batch."""


class Mixed(Simulated):
    """Simulated, with a chance of a right sample of its own for each problem."""

    def __init__(self, problems: Sequence[Problem], mix: str, seed: int) -> None:
        super().__init__(seed=seed)
        chances = [MIXES[mix]((i + 0.5) / len(problems)) for i in range(len(problems))]
        random.Random(seed).shuffle(chances)
        self.right = {p.id: chance for p, chance in zip(problems, chances, strict=True)}

    def _write(self, about: Problem | None, chance: random.Random, begun: str) -> str:
        assert about is not None
        # All steps right together has the wanted chance.
        self.step_error = 1.0 - self.right[about.id] ** (1.0 / max(1, len(about.steps)))
        return super()._write(about, chance, begun)


@dataclass(frozen=True)
class Result:
    """One way on one batch."""

    accuracy: float
    tokens: int
    samples: int


def run(problems: Sequence[Problem], mix: str, seed: int, spec: str, tokens: int | None) -> Result:
    """Solve a batch; with ``tokens``, by value within so many."""
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "runs.db") as store:
        evaluation = Evaluation(
            problems,
            Mixed(problems, mix, seed),
            (spec,),
            store,
            budget=Budget(tokens=tokens),
            allocation="even" if tokens is None else "value",
            exemplars=0,
            seed=seed,
        )
        name = asyncio.run(evaluation.run())
        solved = store.solved(name, evaluation.strategies[0])
    right = sum(
        check_answer(problem.gold, solved[problem.id].solution.answer or "").correct
        for problem in problems
    )
    solutions = [one.solution for one in solved.values()]
    return Result(
        right / len(problems),
        sum(solution.cost.tokens for solution in solutions),
        sum(len(solution.candidates) for solution in solutions),
    )


def compare(
    family: str, count: int, mix: str, samples: int, seeds: Sequence[int], shares: Sequence[float]
) -> dict[str, list[Result]]:
    """Each way on one batch a seed: uniform first, then by value at shares of its tokens."""
    name, _, level = family.partition(":")
    found: dict[str, list[Result]] = {}
    for seed in seeds:
        problems = list(make_many(name, count, level=int(level or 1), seed=1000 + seed))
        one = run(problems, mix, seed, f"best_of(k={samples}, score=agreement)", None)
        found.setdefault(f"uniform, {samples} each", []).append(one)
        early = run(problems, mix, seed, f"vote(k={samples})", None)
        found.setdefault("stopping early", []).append(early)
        for share in shares:
            limit = int(share * one.tokens)
            way = run(problems, mix, seed, "vote(k=64, stop=none)", limit)
            found.setdefault(f"by value, {share:.0%}", []).append(way)
    return found


def interval(values: Sequence[float]) -> str:
    """Mean with its 95% interval, in points."""
    half = 1.96 * stdev(values) / sqrt(len(values)) if len(values) > 1 else 0.0
    return f"{100 * mean(values):+.1f} ± {100 * half:.1f}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--problems", type=int, default=200)
    parser.add_argument("--family", default="numbers.multiply:5")
    parser.add_argument("--mix", choices=MIXES, default="steps")
    parser.add_argument("--samples", type=int, nargs="+", default=[16])
    options = parser.parse_args()
    print(
        f"simulated, {options.problems} of {options.family}, {options.mix} mix, "
        f"{options.seeds} seeds"
    )
    print(f"{'':18} {'tokens':>9} {'share':>6} {'samples':>8} {'accuracy':>9} {'difference':>14}")
    for samples in options.samples:
        seeds = range(options.seeds)
        rows = compare(options.family, options.problems, options.mix, samples, seeds, SHARES)
        uniform = next(iter(rows.values()))
        base = mean(one.tokens for one in uniform)
        for name, found in rows.items():
            gains = [a.accuracy - b.accuracy for a, b in zip(found, uniform, strict=True)]
            told = interval(gains) if found is not uniform else ""
            held = f"({sum(g >= 0 for g in gains)}/{len(gains)})" if told else ""
            tokens = mean(one.tokens for one in found)
            print(
                f"{name:18} {tokens:>9.0f} {tokens / base:>6.0%} "
                f"{mean(one.samples for one in found) / options.problems:>8.1f} "
                f"{mean(one.accuracy for one in found):>9.1%} {told:>14} {held}"
            )


if __name__ == "__main__":
    main()
