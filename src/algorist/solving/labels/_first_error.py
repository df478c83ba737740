"""The first wrong step of a wrong solution, by binary search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from algorist.solving.labels._records import Estimate
from algorist.solving.labels._rollouts import Attempt, Rollouts


@dataclass
class Search:
    """One search: the beginning of ``low`` steps can end well, that of ``high`` is lost."""

    attempt: Attempt
    low: int
    high: int
    estimates: list[Estimate] = field(default_factory=list)

    @property
    def open(self) -> bool:
        """Whether several steps may still be the first wrong one."""
        return self.high - self.low > 1

    @property
    def beginning(self) -> tuple[str, ...]:
        """The one whose estimate halves the search."""
        return self.attempt.steps[: (self.low + self.high) // 2]

    def learn(self, estimate: Estimate) -> None:
        """A beginning from which any roll-out is right has no error yet."""
        self.estimates.append(estimate)
        if estimate.right:
            self.low = estimate.steps
        else:
            self.high = estimate.steps


async def first_errors(rollouts: Rollouts, wrong: Sequence[Attempt]) -> list[Search]:
    """Searches for the first error of each wrong attempt, side by side; it is step ``high``.

    Each asks for at most k ceil(log2 n) roll-outs, for n steps. An error is placed too early where
    all k roll-outs from a right beginning fail: with chance (1 - p)^k, when one is right with
    chance p. It is placed too late where a roll-out from a wrong beginning is right by luck or by
    repair. Source: OmegaPRM, Luo et al., arXiv 2406.06592, its search without its tree.
    """
    searches = [Search(attempt, 0, len(attempt.steps)) for attempt in wrong if attempt.steps]
    while open_ones := [one for one in searches if one.open]:
        found = await rollouts.estimate([one.beginning for one in open_ones])
        for search, estimate in zip(open_ones, found, strict=True):
            search.learn(estimate)
    return searches
