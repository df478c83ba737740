"""Wider or deeper, decided by chance in proportion to what each has brought."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from math import sqrt
from typing import Unpack

from algorist.core import InputError, rng
from algorist.solving._strategy import strategy
from algorist.solving.search import Growth, Options, StepSearch, Tree

STRENGTH, FREEDOM, SPREAD = 1.0, 1.0, 0.1
"""The prior of a mean score: normal around 0 with the weight of one look, its variance 0.1 by an
inverse chi-square of one degree of freedom."""


def thompson(scores: Sequence[float], chance: random.Random) -> float:
    """A mean score drawn from its posterior, given scores seen."""
    n = len(scores)
    mean = sum(scores) / n if n else 0.0
    strength, freedom = STRENGTH + n, FREEDOM + n
    square = (
        FREEDOM * SPREAD
        + sum((score - mean) ** 2 for score in scores)
        + STRENGTH * n / strength * mean**2
    )
    variance = square / (2.0 * chance.gammavariate(freedom / 2.0, 1.0))
    return chance.gauss(n * mean / strength, sqrt(variance / strength))


@strategy("ab_mcts")
class AbMcts(StepSearch):
    """``iterations`` times: from the root down, draw whether to write a new line here or go deeper.

    A new line and each open child are arms. An arm's mean score is drawn from its posterior: for a
    new line given the scores of the lines written here, for a child given those of all nodes from
    it on down; the larger draw wins, and a new line is written where it wins, or where no child is
    open. When no solution has finished by the end, the best beginning is written to its end.
    ``batch`` lines are decided on, each by draws of its own, before they are written together.

    Source: AB-MCTS-A, Inoue et al., arXiv 2503.04412 (normal-inverse-chi-square prior with mean 0,
    strength 1, 1 degree of freedom, scale 0.1), over lines in place of whole attempts, and with an
    arm for each child in place of one for all that leads on to a choice among them.
    """

    name = "ab_mcts"

    def __init__(self, *, iterations: int = 32, batch: int = 1, **options: Unpack[Options]) -> None:
        if not 1 <= iterations <= 100_000:
            raise InputError(
                f"ab_mcts(iterations={iterations!r}): iterations lie between 1 and 100000"
            )
        if not 1 <= batch <= iterations:
            raise InputError(f"ab_mcts(batch={batch!r}): from 1 to the {iterations} iterations")
        self.iterations, self.batch = iterations, batch
        super().__init__(**options)

    def ask(self, tree: Tree) -> list[Growth]:
        """As many lines as a batch has, where the draws lead."""
        written = len(tree.nodes) - 1
        chance = rng("ab_mcts", tree.seed, written)
        seen = below(tree)
        batch = min(self.batch, self.iterations - written)
        lines = Counter(self._descent(tree, seen, chance) for _ in range(batch))
        return [
            Growth(node, n, whole=tree.nodes[node].depth + 1 >= self.max_steps)
            for node, n in lines.items()
        ]

    def _descent(self, tree: Tree, seen: list[list[float]], chance: random.Random) -> int:
        here = 0
        while True:
            children = tree.children[here]
            new = thompson([tree.nodes[index].score for index in children], chance)
            draws = [
                (thompson(seen[index], chance), index)
                for index in children
                if not tree.nodes[index].done
            ]
            drawn, child = max(draws, default=(0.0, -1))
            if child < 0 or new >= drawn:
                return here
            here = child


def below(tree: Tree) -> list[list[float]]:
    """For each node the scores of all nodes from it on down; the root's own is not a score."""
    seen: list[list[float]] = [[node.score] if node.index else [] for node in tree.nodes]
    for node in reversed(tree.nodes[1:]):
        seen[node.parent] += seen[node.index]
    return seen
