"""Share a width out by reward."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, exp, isfinite
from typing import Unpack

from algorist.core import InputError
from algorist.solving._strategy import strategy
from algorist.solving.search import Growth, Node, Options, StepSearch, Tree


def shares(scores: Sequence[float], width: int, sharpness: float) -> list[int]:
    """How often each of several nodes goes on: ``width`` in all, by softmax, the best first.

    ``scores`` are in falling order. Each takes what is left times its part of what is left of the
    softmax, rounded up, so that the last ones may get nothing.

    >>> shares([1.0, 0.5, 0.5, 0.0], 8, 0.5)
    [5, 2, 1, 0]
    """
    weights = [exp((score - scores[0]) / sharpness) for score in scores]
    counts = []
    for place, weight in enumerate(weights):
        left = sum(weights[place:])
        # A hair less, so that rounding errors do not lift a whole number to the next.
        count = min(width, ceil(width * weight / left - 1e-9)) if width else 0
        counts.append(count)
        width -= count
    return counts


@strategy("rebase")
class Rebase(StepSearch):
    """``n`` lines at each depth, shared out over the nodes by the softmax of their rewards.

    ``sharpness`` is the softmax's temperature: small ones favour the best. Each finished solution
    lowers the width by one; all finished ones vote, weighted. Source: reward-balanced search,
    Wu et al., arXiv 2408.00724 (sharpness 0.2).
    """

    name = "rebase"

    def __init__(self, *, n: int = 4, sharpness: float = 0.2, **options: Unpack[Options]) -> None:
        if not 1 <= n <= 10_000:
            raise InputError(f"{self.name}(n={n!r}): the width lies between 1 and 10000")
        if not (sharpness > 0 and isfinite(sharpness)):
            raise InputError(f"{self.name}(sharpness={sharpness!r}): a finite number over 0")
        self.n, self.sharpness = n, sharpness
        super().__init__(**options)

    def ask(self, tree: Tree) -> list[Growth]:
        """The open nodes of the deepest level, as often as they are worth."""
        depth = tree.depth
        whole = depth + 1 >= self.max_steps
        if depth == 0:
            return [Growth(0, self.n, whole)]
        level = [node for node in tree.level(depth) if not node.done]
        width = self.n - len(tree.finished())
        if not level or width <= 0:
            return []
        kept = self.kept(tree, level, shares([node.score for node in level], width, self.sharpness))
        counts = shares([node.score for node in kept], width, self.sharpness)
        return [
            Growth(node.index, count, whole)
            for node, count in zip(kept, counts, strict=True)
            if count
        ]

    def kept(self, tree: Tree, level: list[Node], counts: list[int]) -> list[Node]:
        """Which of the open nodes, the best first, take part in the sharing: all of them."""
        return level
