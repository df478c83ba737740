"""The tree of begun solutions that step searches grow."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from algorist.core import Record, rng
from algorist.models import Sample, TokenInfo
from algorist.solving._attempts import stated
from algorist.solving._scorers import Trace

ENDS = ("####", "\\boxed{")
"""A line that holds one of these is the last."""
_PART = re.compile(r"\S+\Z")


class Node(Record, frozen=True):
    """A begun or finished solution: its parent's, and one step more."""

    index: int
    """Its place in the tree's list; the root is 0."""
    parent: int
    """-1 for the root."""
    depth: int
    step: str
    """The step's text, with its line end."""
    tokens: tuple[TokenInfo, ...] = ()
    """The step's log-probabilities, where there are any."""
    output_tokens: int = 0
    """The step's."""
    done: bool = False
    score: float = 0.5
    """What the scorer said of the solution up to and with this step."""


class Growth(Record, frozen=True):
    """What a searcher asks for: ``n`` further steps after a node."""

    node: int
    n: int
    whole: bool = False
    """Write on to the end instead of to the end of the line."""
    tokens: int = 0
    """The most that each step may have; 0 for what the search allows."""


@dataclass
class Tree:
    """All nodes in the order in which they came, and nothing else that searchers depend on.

    A searcher is a function of the tree, so that a search goes on from any tree, and two searches
    with equal trees are equal.
    """

    answer_type: str = ""
    seed: int = 0
    nodes: list[Node] = field(default_factory=lambda: [Node(0, -1, 0, "")])
    asked: int = 0
    """How many of a searcher's wishes were met."""
    children: list[list[int]] = field(default_factory=lambda: [[]])
    _texts: list[str] = field(default_factory=lambda: [""])
    _drawn: dict[str, int] = field(default_factory=dict)

    def text(self, index: int) -> str:
        """The solution up to and with a node."""
        return self._texts[index]

    def path(self, index: int) -> list[int]:
        """From the root to the node, both included."""
        nodes = [index]
        while nodes[-1]:
            nodes.append(self.nodes[nodes[-1]].parent)
        return nodes[::-1]

    def draw(self, index: int, n: int) -> int:
        """The index of the first of ``n`` new samples after this node.

        Nodes with equal texts ask the same of the model, so they share one sequence of draws, and
        none of them is given another's continuation.
        """
        text = self._texts[index]
        first = self._drawn.get(text, 0)
        self._drawn[text] = first + n
        return first

    def grow(self, parent: int, sample: Sample, *, last: bool = False) -> int:
        """Add what a sample said as a child; returns its index.

        A child is done when its step states the final answer, when the model had nothing to add,
        or when it is the ``last`` that is allowed.
        """
        before, text = self.nodes[parent], self._texts[parent]
        closed = sample.finish == "stop"
        line = text[text.rfind("\n") + 1 :] + sample.text
        # In the middle of a line that a bound had cut, nothing more means only that it ends here.
        silent = not line.strip()
        node = Node(
            index=len(self.nodes),
            parent=parent,
            depth=before.depth + 1,
            step=sample.text + ("\n" if closed and not last else ""),
            tokens=sample.tokens,
            output_tokens=sample.output_tokens,
            done=last or silent or (closed and any(mark in line for mark in ENDS)),
        )
        self.nodes.append(node)
        self.children.append([])
        self.children[parent].append(node.index)
        self._texts.append(self._texts[parent] + node.step)
        return node.index

    def rate(self, index: int, score: float) -> None:
        """Set a node's score."""
        self.nodes[index] = msgspec.structs.replace(self.nodes[index], score=score)

    def trace(self, index: int) -> Trace:
        """The solution up to and with a node."""
        path = [self.nodes[i] for i in self.path(index)]
        done = path[-1].done
        return Trace(
            text=self._texts[index],
            answer=stated(self._texts[index], self.answer_type) if done else None,
            tokens=tuple(token for node in path for token in node.tokens),
            output_tokens=sum(node.output_tokens for node in path),
            done=done,
        )

    def judged(self, index: int) -> Trace:
        """A node as scorers see it: a line that a bound cut goes without its last word.

        The word may be a part of one: ``8 * 7 = 5`` is not wrong while it may become 56.
        """
        trace = self.trace(index)
        if trace.done or trace.text.endswith("\n"):
            return trace
        return msgspec.structs.replace(trace, text=_PART.sub("", trace.text))

    def finished(self) -> list[Node]:
        """The finished solutions, in the order in which they came."""
        return [node for node in self.nodes if node.done]

    def answered(self) -> bool:
        """Whether a finished solution states an answer."""
        return any(self.trace(node.index).answer is not None for node in self.finished())

    def favourite(self) -> int:
        """The best of the longest beginnings that nothing was added to yet."""
        begun = [one for one in self.nodes if not (one.done or self.children[one.index])]
        deepest = max((one.depth for one in begun), default=0)
        return next((one.index for one in self.ranked(begun) if one.depth == deepest), 0)

    @property
    def depth(self) -> int:
        """The depth of the deepest node."""
        return max(node.depth for node in self.nodes)

    def level(self, depth: int) -> list[Node]:
        """The nodes of a depth, by score, the best first; ties in an order drawn by the seed."""
        return self.ranked([node for node in self.nodes if node.depth == depth])

    def ranked(self, nodes: Sequence[Node]) -> list[Node]:
        """By score, the best first; ties in an order drawn by the seed."""
        return sorted(
            nodes, key=lambda one: (-one.score, rng("rank", self.seed, one.index).random())
        )
