"""Solutions of one problem as a tree of their common beginnings, and preferences between steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from algorist.solving.labels._records import Key
from algorist.solving.labels._rollouts import Attempt


@dataclass
class Branch:
    """All solutions that begin alike; space around steps does not matter."""

    prefix: str = ""
    """The beginning, as its first solution wrote it."""
    step: str = ""
    """Its last step."""
    right: int = 0
    n: int = 0
    sample: Key = ("", 0)
    """Its first solution."""
    children: dict[str, Branch] = field(default_factory=dict)

    @property
    def value(self) -> float:
        """The share of its solutions that is right."""
        return self.right / self.n


def branches(attempts: Sequence[Attempt], right: Sequence[bool]) -> Branch:
    """The root of the tree of these solutions. Cost: one pass over their steps."""
    root = Branch()
    for attempt, one in zip(attempts, right, strict=True):
        here = root
        here.n, here.right = here.n + 1, here.right + one
        for step in attempt.steps:
            name = step.strip()
            if name not in here.children:
                here.children[name] = Branch(here.prefix + step, step, sample=attempt.sample)
            here = here.children[name]
            here.n, here.right = here.n + 1, here.right + one
    return root


def step_pairs(root: Branch, *, margin: float = 0.5) -> Iterator[tuple[Branch, Branch, Branch]]:
    """Where solutions part: the beginning, its best next step and its worst, from the root down.

    Only where their values differ by at least ``margin``. Among equal values more solutions count
    more, then the earlier one. Source: Step-DPO, Lai et al., arXiv 2406.18629, with the values of a
    tree in place of a judge that names the wrong step.
    """
    waiting = [root]
    while waiting:
        here = waiting.pop(0)
        nexts = list(here.children.values())
        waiting += nexts
        if len(nexts) < 2:
            continue
        best = max(nexts, key=lambda one: (one.value, one.n))
        worst = min(nexts, key=lambda one: (one.value, -one.n))
        if best.value - worst.value >= margin:
            yield here, best, worst
