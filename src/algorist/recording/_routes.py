"""Profiles of models from runs: which model is right how often on which questions."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

from algorist.core import InputError
from algorist.recording._outcomes import Outcome, Results
from algorist.solving import Profile, fit_profile


def route_profile(runs: Sequence[Results], *, clusters: int = 8, seed: int = 0) -> Profile:
    """Fit a profile to the runs of several models, over the problems that all of them solved.

    A model is as right on a problem as the mean share of right attempts over its strategies.
    """
    shares: dict[str, dict[str, list[float]]] = {}
    questions: dict[str, str] = {}
    for run in runs:
        of_model = shares.setdefault(run.spec.model, {})
        for one in (outcome for found in run.outcomes.values() for outcome in found):
            questions.setdefault(one.problem.id, one.problem.question)
            of_model.setdefault(one.problem.id, []).append(_share(one))
    common = [name for name in questions if all(name in found for found in shares.values())]
    if not common:
        raise InputError(
            f"no problem was solved by all of {', '.join(shares) or 'no model'}: evaluate each "
            "model on the same problems first"
        )
    right = {
        model: [fsum(found[name]) / len(found[name]) for name in common]
        for model, found in shares.items()
    }
    return fit_profile([questions[name] for name in common], right, clusters=clusters, seed=seed)


def _share(outcome: Outcome) -> float:
    if not outcome.right:
        return float(outcome.outcome == "correct")
    return sum(outcome.right) / len(outcome.right)
