"""Judge lines by their beginnings, and pay only for the rest of those that are kept."""

from __future__ import annotations

from typing import Unpack

from algorist.core import InputError
from algorist.solving._strategy import strategy
from algorist.solving.search import Growth, Node, Options, Tree
from algorist.solving.strategies._beam import Beam


@strategy("early_rejection")
class EarlyRejection(Beam):
    """``beam`` whose lines are scored after ``tau`` tokens; only the ``n/m`` best are completed.

    A completed line is scored again, for the vote at the end. It saves tokens where the scorer
    already sees in a line's beginning what it is worth, and is ``beam`` where lines are shorter
    than ``tau``. Source: arXiv 2508.01969 (n=16, m=4, tau=64 of 256 tokens a step).
    """

    name = "early_rejection"

    def __init__(
        self, *, n: int = 4, m: int = 2, tau: int = 16, **options: Unpack[Options]
    ) -> None:
        super().__init__(n=n, m=m, **options)
        if not 1 <= tau < self.max_tokens:
            raise InputError(
                f"early_rejection(tau={tau!r}): at least 1 token and fewer than the "
                f"{self.max_tokens} of a line"
            )
        self.tau = tau

    def ask(self, tree: Tree) -> list[Growth]:
        """New beginnings after the kept lines, or the rest of the best beginnings."""
        kept, room, width = [tree.nodes[0]], self.n // self.m, self.n
        while kept:
            begun = [tree.nodes[i] for node in kept for i in tree.children[node.index]]
            if not begun:
                return [self._beginnings(tree, node, width) for node in kept]
            best = tree.ranked(begun)[:room]
            cut = [node for node in best if not (node.done or node.step.endswith("\n"))]
            rest = [node for node in cut if not tree.children[node.index]]
            if rest:
                return [Growth(node.index, 1, tokens=self.max_tokens - self.tau) for node in rest]
            lines = [
                tree.nodes[tree.children[node.index][0]] if node in cut else node for node in best
            ]
            room -= sum(line.done for line in lines)
            kept, width = [line for line in lines if not line.done], self.m
        return []

    def _beginnings(self, tree: Tree, node: Node, n: int) -> Growth:
        whole = tree.text(node.index).count("\n") + 1 >= self.max_steps
        return Growth(node.index, n, whole, tokens=self.tau)
