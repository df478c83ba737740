"""Several greedy searches that do not compete."""

from __future__ import annotations

from typing import Unpack

from algorist.solving._strategy import strategy
from algorist.solving.search import Growth, Node, Options, StepSearch, Tree
from algorist.solving.strategies._beam import check_shape


@strategy("dvts")
class Dvts(StepSearch):
    """``n/m`` trees side by side; each writes ``m`` lines and goes on from the best of them.

    A tree ends when its best line finishes; all finished solutions of all trees vote. Source:
    diverse verifier tree search, Beeching et al., Scaling test-time compute with open models, 2024.
    """

    name = "dvts"

    def __init__(self, *, n: int = 4, m: int = 2, **options: Unpack[Options]) -> None:
        check_shape(self.name, n, m)
        self.n, self.m = n, m
        super().__init__(**options)

    def ask(self, tree: Tree) -> list[Growth]:
        """The best of the last lines of each tree."""
        if tree.depth == 0:
            return [Growth(0, self.n, whole=self.max_steps == 1)]
        first = tree.children[0]
        heads = [
            self._head(tree, first[start : start + self.m]) for start in range(0, self.n, self.m)
        ]
        return [
            Growth(head.index, self.m, head.depth + 1 >= self.max_steps)
            for head in heads
            if head is not None and not head.done
        ]

    def _head(self, tree: Tree, lines: list[int]) -> Node | None:
        """Down from these lines by the best; where the tree goes on from."""
        head = None
        while lines:
            head = tree.ranked([tree.nodes[index] for index in lines])[0]
            lines = tree.children[head.index]
        return head
