"""Tree search that weighs what is known against what was hardly tried."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Unpack

from algorist.core import InputError
from algorist.solving._strategy import strategy
from algorist.solving.scorers._logprob import likelihood
from algorist.solving.search import Growth, Node, Options, StepSearch, Tree


@strategy("mcts")
class Mcts(StepSearch):
    """``iterations`` times: descend by PUCT, write ``width`` lines there, score them, back up.

    ``batch`` descents are made before their lines are written together: each counts on its way as
    ``width`` visits of score 0 until its lines are there (virtual loss), and one that leads where
    another of the batch already did ends the batch.

    PUCT is Q + ``c`` P sqrt(N of the parent) / (1 + N). Q is the mean score of all nodes from the
    child on down and N their number; the prior P is the probability of the child's line, by its
    tokens' geometric mean, as a share of its siblings' (equal shares without log-probabilities).
    Scores stand for the value, without roll-outs. Finished branches are not entered again; where
    all children are finished, and where they number fewer than ``width`` times N to the power of
    ``widen``, a node gets another child. When no solution has finished by the end, the most
    visited beginning is written to its end.

    Source: AlphaMath, Chen et al., arXiv 2405.03553 (c=1.25, 40 iterations, 5 children); virtual
    loss: Chaslot, Winands, van den Herik, Computers and Games 2008.
    """

    name = "mcts"

    def __init__(
        self,
        *,
        iterations: int = 16,
        width: int = 3,
        c: float = 1.25,
        widen: float = 0.0,
        batch: int = 1,
        **options: Unpack[Options],
    ) -> None:
        if not (1 <= iterations <= 100_000 and 1 <= width <= 1000):
            raise InputError(
                f"mcts(iterations={iterations!r}, width={width!r}): iterations lie between 1 and "
                "100000, width between 1 and 1000"
            )
        if not (c >= 0 and 0 <= widen <= 1):
            raise InputError(f"mcts(c={c!r}, widen={widen!r}): c >= 0 and widen from 0 to 1")
        if not 1 <= batch <= iterations:
            raise InputError(f"mcts(batch={batch!r}): from 1 to the {iterations} iterations")
        self.iterations, self.width, self.batch = iterations, width, batch
        self.c, self.widen = c, widen
        super().__init__(**options)
        self.logprobs = max(1, self.logprobs)

    def ask(self, tree: Tree) -> list[Growth]:
        """The nodes that the descents of a batch end in."""
        visits, totals = backed_up(tree)
        wishes: dict[int, Growth] = {}
        for _ in range(min(self.batch, self.iterations - tree.asked)):
            wish = self._descent(tree, visits, totals)
            if wish.node in wishes:
                break
            wishes[wish.node] = wish
            for index in tree.path(wish.node):
                visits[index] += wish.n
        return list(wishes.values())

    def _descent(self, tree: Tree, visits: list[int], totals: list[float]) -> Growth:
        here, n = 0, self.width
        while children := tree.children[here]:
            open_ones = [index for index in children if not tree.nodes[index].done]
            if not open_ones or len(children) < self.width * visits[here] ** self.widen:
                n = 1
                break
            priors = prior([tree.nodes[index] for index in children])
            parent = sqrt(visits[here])
            values = {
                index: totals[index] / visits[index] + self.c * p * parent / (1 + visits[index])
                for index, p in zip(children, priors, strict=True)
            }
            here = max(open_ones, key=lambda index: (values[index], -index))
        return Growth(here, n, whole=tree.nodes[here].depth + 1 >= self.max_steps)

    def favourite(self, tree: Tree) -> int:
        """Down by visits, then by score."""
        visits, _ = backed_up(tree)
        here = 0
        while children := [i for i in tree.children[here] if not tree.nodes[i].done]:
            here = max(children, key=lambda i: (visits[i], tree.nodes[i].score, -i))
        return here


def backed_up(tree: Tree) -> tuple[list[int], list[float]]:
    """For each node, how many nodes stand from it on down, and the sum of their scores.

    The root, which no scorer saw, counts one visit and no score.
    """
    visits = [1] * len(tree.nodes)
    totals = [node.score if node.index else 0.0 for node in tree.nodes]
    for node in reversed(tree.nodes[1:]):
        visits[node.parent] += visits[node.index]
        totals[node.parent] += totals[node.index]
    return visits, totals


def prior(siblings: Sequence[Node]) -> list[float]:
    """Their shares of probability; equal where a line's log-probabilities are not known."""
    if not all(node.tokens for node in siblings):
        return [1 / len(siblings)] * len(siblings)
    chances = [likelihood(node.tokens) for node in siblings]
    total = sum(chances)
    if total == 0:
        return [1 / len(siblings)] * len(siblings)
    return [chance / total for chance in chances]
