"""Who goes on with how much of a strategy's budget: evenly, or where it gains most.

Both ways decide in rounds, from the results of whole rounds alone, so no share depends on which
call came back first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import msgspec

from algorist.core import Budget, Cost
from algorist.recording._amounts import amounts, bounds, changed, least, less, part, plus
from algorist.recording._store import Solved
from algorist.solving import Strategy
from algorist.solving.allocation import Growing, allocate, vote_values

PILOT = 4
"""Samples of each problem before their votes are looked at; later rounds at most double them."""
HORIZON = 32
"""Further samples that are looked ahead."""
WORTH = 0.01
"""A vote that this many more samples make worth less than so much more gets none."""
FAILURES = 3
"""Waves cut short by failing calls or the clock, after which a problem is left as it is."""


@dataclass(frozen=True)
class Turn:
    """Leave for a problem to go on."""

    strategy: Strategy
    budget: Budget
    """What it may have spent at the end of its turn, earlier rounds included."""


class Sharing(Protocol):
    """Decides round by round."""

    async def turns(self, done: Mapping[str, Solved], spent: Mapping[str, Cost]) -> dict[str, Turn]:
        """Who goes on, given the solutions so far and what each problem cost; empty to end."""

    def closed(self, solved: Solved) -> Solved:
        """How a solution is kept that is still open at the end."""


def is_open(solved: Solved) -> bool:
    """Whether a problem would go on if it were given more."""
    return solved.solution.ending in ("budget", "running")


@dataclass
class Even:
    """The same for all; what a problem leaves goes to those that ran out."""

    strategy: Strategy
    budget: Budget
    per_problem: Budget
    _allowed: dict[str, Budget] = field(default_factory=dict)
    _before: dict[str, Cost] = field(default_factory=dict)

    async def turns(self, done: Mapping[str, Solved], spent: Mapping[str, Cost]) -> dict[str, Turn]:
        """See ``Sharing``."""
        waiting = [name for name in self._allowed if is_open(done[name])] if done else list(spent)
        waiting = [name for name in waiting if not self._capped(name)]
        if all(spent[name] == self._before.get(name) for name in waiting):
            # An even share of the rest moves nobody on, so fewer problems share it.
            waiting = waiting[: len(waiting) // 2]
        self._before = {name: spent[name] for name in waiting if name in done}
        rest = part(less(self.budget, sum(spent.values(), Cost())), max(1, len(waiting)))
        self._allowed = {name: least(plus(spent[name], rest), self.per_problem) for name in waiting}
        return {name: Turn(self.strategy, allowed) for name, allowed in self._allowed.items()}

    def closed(self, solved: Solved) -> Solved:
        """See ``Sharing``."""
        return solved

    def _capped(self, name: str) -> bool:
        """Whether a problem had all that one problem may have."""
        caps, had = bounds(self.per_problem), bounds(self._allowed.get(name, Budget()))
        return any(had.get(dimension) == cap for dimension, cap in caps.items())


@dataclass
class ByValue:
    """More samples for the problems whose votes gain most from them for what they cost.

    Each round gives out samples by ``allocate`` on ``vote_values``, paid for at the most that they
    can cost; what they cost less is there in the next round. The rounds end when no sample that
    gains anything fits any more. Problems whose votes have nothing to gain get nothing.
    """

    strategy: Growing
    budget: Budget
    per_problem: Budget
    most: Callable[[str, int], Awaitable[Cost]]
    """The most that a wave of so many samples of a problem can cost, linear in their number."""
    _sizes: dict[str, list[int]] = field(default_factory=dict)
    _failures: Counter[str] = field(default_factory=Counter)
    _prices: dict[str, Price] = field(default_factory=dict)

    async def turns(self, done: Mapping[str, Solved], spent: Mapping[str, Cost]) -> dict[str, Turn]:
        """See ``Sharing``."""
        left = less(self.budget, sum(spent.values(), Cost()))
        names = [name for name in spent if name not in done or self._can_go_on(done[name])]
        values, costs = [], []
        for name in names:
            price = await self._price(name)
            room = least(left, less(self.per_problem, spent[name]))
            curve = self._values(done.get(name))
            most = next((n for n in range(1, len(curve)) if price.share(n, room) > 1), len(curve))
            values.append(curve[:most])
            costs.append([price.share(n, left) for n in range(most)])
        turns = {}
        for name, n in zip(names, allocate(values, costs, 1.0).counts, strict=True):
            if n:
                self._sizes.setdefault(name, []).append(n)
                turn = self.strategy.in_waves(self._sizes[name])
                turns[name] = Turn(turn, self._prices[name].allowed(self.budget, spent[name], n))
        return turns

    def closed(self, solved: Solved) -> Solved:
        """See ``Sharing``."""
        if solved.solution.ending == "budget":
            return solved
        useless = len(self._values(solved)) == 1
        solution = msgspec.structs.replace(
            solved.solution,
            ending="finished" if useless else "budget",
            note=(
                "more samples would hardly change the answer"
                if useless
                else "other problems gained more from what was left of the budget"
            ),
        )
        return msgspec.structs.replace(solved, solution=solution)

    def _can_go_on(self, solved: Solved) -> bool:
        sizes, made = self._sizes[solved.problem], len(solved.solution.candidates)
        missing = sum(sizes) - made
        if missing > 0:
            self._failures[solved.problem] += 1
            # Waves are what was made, so that the next one begins where these ended.
            self._sizes[solved.problem] = _cut(sizes, made)
        failing = self._failures[solved.problem] >= FAILURES
        return is_open(solved) and made < self.strategy.k and not failing

    def _values(self, solved: Solved | None) -> tuple[float, ...]:
        """Worth of the vote after 0, 1, ... more samples, as far as the next round may go."""
        made = len(solved.solution.candidates) if solved else 0
        votes = [len(group.members) for group in solved.solution.groups] if solved else []
        ahead = min(HORIZON, self.strategy.k - made)
        curve = vote_values(votes, made - sum(votes), more=ahead)
        if curve[-1] - curve[0] < WORTH:
            return curve[:1]
        return curve[: max(PILOT, made) + 1]

    async def _price(self, name: str) -> Price:
        if name not in self._prices:
            one, two = [amounts(await self.most(name, n)) for n in (1, 2)]
            self._prices[name] = Price(one, {d: two[d] - one[d] for d in two})
        return self._prices[name]


@dataclass(frozen=True)
class Price:
    """The most that a wave of samples takes of each dimension: its first, and each further one."""

    first: dict[str, float]
    step: dict[str, float]

    def of(self, n: int, dimension: str) -> float:
        """What ``n`` samples take of a dimension."""
        return self.first[dimension] + (n - 1) * self.step[dimension] if n else 0.0

    def share(self, n: int, budget: Budget) -> float:
        """The largest share of any dimension of a budget; over 1 where it does not fit."""
        shares = [
            self.of(n, d) / b if b else 2.0 * (self.of(n, d) > 0) for d, b in bounds(budget).items()
        ]
        return max(shares, default=0.0)

    def allowed(self, budget: Budget, spent: Cost, n: int) -> Budget:
        """What a problem may have spent after ``n`` more samples."""
        used = amounts(spent)
        return changed(budget, lambda d, _: used[d] + self.of(n, d))


def _cut(sizes: Sequence[int], made: int) -> list[int]:
    """The first ``made`` samples of these waves."""
    kept: list[int] = []
    for size in sizes:
        if sum(kept) < made:
            kept.append(min(size, made - sum(kept)))
    return kept
