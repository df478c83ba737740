"""Share a width out over branches that are good, share their beginnings, and differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Unpack

import numpy as np

from algorist.core import InputError
from algorist.solving._strategy import strategy
from algorist.solving._vectors import Rows, vectors
from algorist.solving.search import Node, Options, Tree
from algorist.solving.strategies._rebase import Rebase

EXHAUSTIVE = 10
"""Up to so many open nodes all choices among them are tried."""


@strategy("ets")
class Ets(Rebase):
    """``rebase`` over those open nodes whose worth outweighs what their branches cost.

    The nodes kept maximise the sum of their shares of the width by ``rebase``, less ``unshared``
    times the tokens of all branches that lead to them as a part of those of all open nodes, plus
    ``coverage`` times the part of the clusters of last lines that they cover. Lines whose words
    and figures differ by at most ``cut`` (cosine distance, average linkage) form a cluster.

    Source: efficient tree search, Hooper et al., arXiv 2502.13575 (unshared=1, coverage=1.4,
    cut=0.05, sharpness 0.2; there an integer program over node counts, clusters of embeddings).
    Here all choices are tried up to 10 nodes and single changes from two starts beyond.
    """

    name = "ets"

    def __init__(
        self,
        *,
        n: int = 8,
        sharpness: float = 0.2,
        unshared: float = 1.0,
        coverage: float = 1.4,
        cut: float = 0.05,
        **options: Unpack[Options],
    ) -> None:
        if min(unshared, coverage, cut) < 0:
            raise InputError(
                f"ets(unshared={unshared!r}, coverage={coverage!r}, cut={cut!r}): all at least 0"
            )
        self.unshared, self.coverage, self.cut = unshared, coverage, cut
        super().__init__(n=n, sharpness=sharpness, **options)

    def kept(self, tree: Tree, level: list[Node], counts: list[int]) -> list[Node]:
        """The open nodes that are worth their branches."""
        choice = best_choice(
            [tree.path(node.index)[1:] for node in level],
            [count / sum(counts) for count in counts],
            {node.index: node.output_tokens for node in tree.nodes},
            linked(vectors([node.step for node in level], digits=True), self.cut),
            self.unshared,
            self.coverage,
        )
        return [level[i] for i in choice]


def best_choice(
    paths: Sequence[Sequence[int]],
    worth: Sequence[float],
    tokens: Mapping[int, int],
    clusters: Sequence[int],
    unshared: float,
    coverage: float,
) -> list[int]:
    """The leaves to keep, at least one, in order; among equals the fewest, the first.

    ``paths`` leads to each leaf through the tree's nodes, ``tokens`` is what each node cost.
    """
    count = len(paths)
    cost = sum(tokens[node] for node in {node for path in paths for node in path}) or 1

    def value(choice: frozenset[int]) -> tuple[float, int, tuple[int, ...]]:
        branches = {node for i in choice for node in paths[i]}
        total = sum(worth[i] for i in choice)
        total -= unshared * sum(tokens[node] for node in branches) / cost
        total += coverage * len({clusters[i] for i in choice}) / len(set(clusters))
        return round(total, 12), -len(choice), tuple(-i for i in sorted(choice))

    if count <= EXHAUSTIVE:
        sizes = range(1, count + 1)
        every = [frozenset(one) for size in sizes for one in combinations(range(count), size)]
        top = max(every, key=value)
        return sorted(top)
    ends: list[frozenset[int]] = []
    for choice in (frozenset(range(count)), frozenset([0])):
        while True:
            changed = [choice ^ {i} for i in range(count) if choice != {i}]
            best = max(changed, key=value)
            if value(best) <= value(choice):
                break
            choice = best
        ends.append(choice)
    top = max(ends, key=value)
    return sorted(top)


def linked(rows: Rows, cut: float) -> list[int]:
    """The cluster of each row by average linkage: the nearest are joined up to a mean distance.

    ``rows`` are of unit length, the distance is 1 less their product.

    >>> linked(vectors(["2 * 3 = 6", "2*3 = 6.", "2 * 3 = 5"], digits=True), 0.1)
    [0, 0, 1]
    """
    far = 1.0 - rows @ rows.T
    groups = [[i] for i in range(len(rows))]

    def mean(a: list[int], b: list[int]) -> float:
        return float(np.mean(far[np.ix_(a, b)]))

    while len(groups) > 1:
        pairs = combinations(range(len(groups)), 2)
        distance, a, b = min((mean(groups[a], groups[b]), a, b) for a, b in pairs)
        if distance > cut:
            break
        groups[a] += groups.pop(b)
    label = {row: number for number, group in enumerate(groups) for row in group}
    return [label[row] for row in range(len(rows))]
