"""Which model is good at what kind of question: fitted on solved problems, kept as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, fsum
from pathlib import Path

import numpy as np

from algorist.core import InputError, Record, from_json
from algorist.solving._vectors import distances, kmeans, vectors

DIGITS = 4
"""Decimals that are kept of a centre's numbers."""


class Profile(Record, frozen=True):
    """The accuracy of each model in each cluster of questions."""

    models: tuple[str, ...]
    """Their specs."""
    centres: tuple[tuple[float, ...], ...]
    questions: tuple[int, ...]
    """How many were in each cluster."""
    accuracy: tuple[tuple[float, ...], ...]
    """By cluster, then by model."""
    examples: tuple[str, ...] = ()
    """For people: the question nearest to each centre."""

    def scores(self, question: str, *, near: int = 2, sharpness: float = 6.0) -> dict[str, float]:
        """The accuracy to be expected of each model on a question.

        The mean over the ``near`` nearest clusters, weighted by exp(-``sharpness`` * distance).
        """
        far = distances(vectors([question]), np.array(self.centres))[0].tolist()
        nearest = sorted(range(len(far)), key=lambda cluster: (far[cluster], cluster))[:near]
        weights = [exp(-sharpness * (far[cluster] - far[nearest[0]])) for cluster in nearest]
        return {
            model: fsum(
                weight * self.accuracy[cluster][place]
                for weight, cluster in zip(weights, nearest, strict=True)
            )
            / fsum(weights)
            for place, model in enumerate(self.models)
        }


def fit_profile(
    questions: Sequence[str],
    right: Mapping[str, Sequence[float]],
    *,
    clusters: int = 8,
    seed: int = 0,
) -> Profile:
    """Group solved questions and average how often each model was right, from 0 to 1, on them.

    ``right`` maps a model's spec to one number a question. Fewer clusters where fewer questions
    differ. Cost: as :func:`algorist.solving._vectors.kmeans`.
    """
    if not questions or not right:
        raise InputError("there is nothing to fit a profile to: give solved questions and models")
    for model, shares in right.items():
        if len(shares) != len(questions) or not all(0 <= share <= 1 for share in shares):
            raise InputError(
                f"{model} needs one number from 0 to 1 for each of the {len(questions)} questions"
            )
    rows = vectors(questions)
    found = kmeans(rows, clusters, seed=seed)
    members = [found.members(cluster) for cluster in range(len(found.centres))]
    nearest = distances(found.centres, rows).argmin(axis=1)
    return Profile(
        models=tuple(right),
        centres=tuple(tuple(row) for row in found.centres.round(DIGITS).tolist()),
        questions=tuple(map(len, members)),
        accuracy=tuple(
            tuple(fsum(shares[i] for i in one) / len(one) for shares in right.values())
            for one in members
        ),
        examples=tuple(questions[place] for place in nearest.tolist()),
    )


def read_profile(path: str | Path) -> Profile:
    """A stored profile; ``InputError`` says what is wrong with the file."""
    try:
        return from_json(Path(path).read_text(encoding="utf-8"), Profile)
    except (OSError, ValueError) as error:
        raise InputError(
            f"{path} is no profile of models ({error}): make one with  algorist route RUNS.db "
            "--out FILE"
        ) from error
