"""Keep the best beginnings."""

from __future__ import annotations

from typing import Unpack

from algorist.core import InputError
from algorist.solving._strategy import strategy
from algorist.solving.search import Growth, Options, StepSearch, Tree


def check_shape(name: str, n: int, m: int) -> None:
    """``InputError`` unless ``m`` divides ``n``."""
    if not (1 <= m <= n <= 10_000 and n % m == 0):
        raise InputError(
            f"{name}(n={n!r}, m={m!r}): n is a multiple of m, and at most 10000; "
            f"for example n={max(1, n // max(1, m)) * max(1, m)}"
        )


@strategy("beam")
class Beam(StepSearch):
    """Of ``n`` lines written side by side the best ``n/m`` are kept, and each goes on ``m`` times.

    A finished solution among those kept leaves the beam that much narrower. All finished ones vote.
    Source: Snell et al., arXiv 2408.03314 (there n=4 and m=4).
    """

    name = "beam"

    def __init__(self, *, n: int = 4, m: int = 2, **options: Unpack[Options]) -> None:
        check_shape(self.name, n, m)
        self.n, self.m = n, m
        super().__init__(**options)

    def ask(self, tree: Tree) -> list[Growth]:
        """The kept nodes of the deepest level."""
        depth = tree.depth
        whole = depth + 1 >= self.max_steps
        if depth == 0:
            return [Growth(0, self.n, whole)]
        room = self.n // self.m
        kept = tree.level(1)[:room]
        for deeper in range(2, depth + 1):
            room -= sum(node.done for node in kept)
            kept = tree.level(deeper)[:room]
        return [Growth(node.index, self.m, whole) for node in kept if not node.done]
