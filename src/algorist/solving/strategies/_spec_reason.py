"""A small model drafts each step; the large one judges it, and writes those that it rejects."""

from __future__ import annotations

from typing import Any, Unpack

from algorist.core import InputError
from algorist.solving._session import Session
from algorist.solving._strategy import strategy
from algorist.solving.search import Growth, Node, Options, StepSearch, Tree, check_prefill


@strategy("spec_reason")
class SpecReason(StepSearch):
    """One chain: ``draft`` writes a line, the run's model scores it and rewrites a poor one.

    A draft is accepted from ``threshold`` on, on the scale of 0 to 9; ``score`` is ``digit``, the
    large model's expected digit by its probabilities, or any scorer of beginnings. A draft that
    repeats a line is rejected unread; a rewritten line is not judged. ``draft`` is a model's spec,
    such as ``local`` or ``simulated(step_error=0.4)``; without one the run's model drafts for
    itself. A line is one call of the small model and one token of the large one, which reads the
    text again for it, and as often as a draft is rejected one call more of the large one.

    Source: SpecReason, Pan et al., arXiv 2504.07891 (threshold 7, temperature 0.6).
    """

    name = "spec_reason"

    def __init__(
        self, *, draft: Any = None, threshold: float = 7.0, **options: Unpack[Options]
    ) -> None:
        if not 0 <= threshold <= 9:
            raise InputError(f"spec_reason(threshold={threshold!r}): a digit from 0 to 9")
        options.setdefault("score", "digit")
        options.setdefault("temperature", 0.6)
        super().__init__(**options)
        self.draft, self.threshold = draft, threshold

    def ask(self, tree: Tree) -> list[Growth]:
        """The next line of the chain."""
        last = tree.nodes[_last(tree)]
        return [] if last.done else [Growth(last.index, 1, last.depth + 1 >= self.max_steps)]

    def favourite(self, tree: Tree) -> int:
        """The chain's end; a draft that was rejected, but not rewritten any more, is left out."""
        last = tree.nodes[_last(tree)]
        single = last.parent >= 0 and len(tree.children[last.parent]) == 1
        return last.parent if single and not self._accepts(last) else last.index

    def voters(self, tree: Tree) -> list[tuple[Node, float]]:
        """The chain, once it is finished."""
        last = tree.nodes[_last(tree)]
        return [(last, last.score)] if last.done else super().voters(tree)

    async def grow(self, session: Session, tree: Tree, wishes: list[Growth]) -> bool:
        """A draft, and a line in its place where it is rejected."""
        drafting = session if self.draft is None else session.other(self.draft)
        await check_prefill(drafting, self.name)
        (new,) = await self.write(drafting, tree, wishes)
        if not self._repeats(tree, new):
            await self.rate(session, tree, [new])
            if self._accepts(tree.nodes[new]):
                return True
        await self.write(session, tree, wishes)
        return True

    def _accepts(self, node: Node) -> bool:
        return 9 * node.score >= self.threshold - 1e-9

    def _repeats(self, tree: Tree, new: int) -> bool:
        *before, last = tree.path(new)
        return tree.nodes[last].step in [tree.nodes[index].step for index in before[1:]]


def _last(tree: Tree) -> int:
    """Where the chain ends: a rewritten line stands after its draft and takes its place."""
    here = 0
    while children := tree.children[here]:
        here = children[-1]
    return here
