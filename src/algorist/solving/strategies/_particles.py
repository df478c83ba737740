"""A population of beginnings that is drawn anew, by their scores, after each line."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from typing import Unpack

from algorist.core import InputError, rng
from algorist.solving._strategy import strategy
from algorist.solving.search import Growth, Node, Options, StepSearch, Tree

FLOOR = 0.01
"""Scores are taken to lie between this and 1 less this, so that no odds are without bound."""


@strategy("particles")
class Particles(StepSearch):
    """``n`` beginnings, each a line longer at each step and then drawn by the odds of its score.

    The odds are score / (1 - score), the exponential of the logit. Drawing is systematic, so that
    each goes on as often as its weight says, to within one. Finished solutions stay and may be
    drawn more than once; those of the last population vote by their odds. In the first ``early``
    steps, weights whose effective number is under half of ``n`` are flattened to that: by the
    largest power below 1 that gives it.

    Source: particle filtering, Puri et al., arXiv 2502.01618; flattening after the annealing of
    its-hub (effective number under n/2 in the early phase).
    """

    name = "particles"

    def __init__(self, *, n: int = 4, early: int = 2, **options: Unpack[Options]) -> None:
        if not 1 <= n <= 10_000:
            raise InputError(f"particles(n={n!r}): the number lies between 1 and 10000")
        if early < 0:
            raise InputError(f"particles(early={early!r}): steps, at least 0")
        self.n, self.early = n, early
        super().__init__(**options)

    def ask(self, tree: Tree) -> list[Growth]:
        """A line for each particle that is not finished."""
        counts = Counter(index for index, _ in self.population(tree) if not tree.nodes[index].done)
        return [
            Growth(index, n, whole=tree.nodes[index].depth + 1 >= self.max_steps)
            for index, n in counts.items()
        ]

    def voters(self, tree: Tree) -> list[tuple[Node, float]]:
        """Those of the last population; where none of them states an answer, all finished ones."""
        weights: dict[int, float] = {}
        for index, weight in self.population(tree):
            if tree.trace(index).answer is not None:
                weights[index] = weights.get(index, 0.0) + weight
        found = [(tree.nodes[index], weight) for index, weight in weights.items()]
        return found or super().voters(tree)

    def population(self, tree: Tree) -> list[tuple[int, float]]:
        """The particles as nodes with their weights, which sum to 1; gone through from the root.

        A particle whose line could not be had is lost, and another is drawn in its place.
        """
        particles, step = [(0, 1 / self.n)] * self.n, 0
        while True:
            fresh = {index: iter(tree.children[index]) for index, _ in particles}
            moved = [
                index if tree.nodes[index].done else next(fresh[index], None)
                for index, _ in particles
            ]
            places = [index for index in moved if index is not None]
            if not any(tree.children[index] for index in fresh):
                return particles
            step += 1
            weights = shares([tree.nodes[index].score for index in places])
            if step <= self.early:
                weights = flattened(weights, self.n / 2)
            if all(tree.nodes[index].done for index in places):
                return list(zip(places, weights, strict=True))
            drawn = systematic(weights, self.n, rng("particles", tree.seed, step))
            particles = [(places[i], 1 / self.n) for i in drawn]


def shares(scores: Sequence[float]) -> list[float]:
    """Weights in proportion to the odds of scores."""
    held = [min(1 - FLOOR, max(FLOOR, score)) for score in scores]
    odds = [score / (1 - score) for score in held]
    return [one / sum(odds) for one in odds]


def effective(weights: Sequence[float]) -> float:
    """How many equal particles would be worth as much.

    >>> effective([0.25] * 4), effective([1.0, 0.0])
    (4.0, 1.0)
    """
    return 1 / sum(weight**2 for weight in weights)


def flattened(weights: Sequence[float], least: float) -> list[float]:
    """The weights to the largest power up to 1 at which they are worth ``least`` particles."""
    if effective(weights) >= least:
        return list(weights)
    low, high = 0.0, 1.0
    for _ in range(40):
        power = (low + high) / 2
        if effective(_powered(weights, power)) >= least:
            low = power
        else:
            high = power
    return _powered(weights, low)


def _powered(weights: Sequence[float], power: float) -> list[float]:
    raised = [weight**power for weight in weights]
    return [one / sum(raised) for one in raised]


def systematic(weights: Sequence[float], n: int, chance: random.Random) -> list[int]:
    """``n`` indices, each as often as ``n`` times its weight, rounded up or down without bias.

    One draw shifts ``n`` evenly spaced points over the cumulated weights. Source: Carpenter,
    Clifford, Fearnhead, IEE Proc. Radar Sonar Navig. 146, 1999.
    """
    shift = chance.random()
    drawn, total, place = [], weights[0], 0
    for point in ((i + shift) / n for i in range(n)):
        while total <= point and place < len(weights) - 1:
            place += 1
            total += weights[place]
        drawn.append(place)
    return drawn
