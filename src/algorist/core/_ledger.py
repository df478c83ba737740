"""Ledgers: a budget is reserved before a call and settled after it, so it cannot be overspent."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec

from algorist.core._cost import Budget, Cost
from algorist.core._errors import BudgetError

USEFUL_TOKENS = 8
"""A grant of fewer output tokens a sample than this is not worth a call."""


@dataclass(frozen=True)
class Rates:
    """What a token costs, so that FLOPs and money can be bounded before a call."""

    flops: float = 0.0
    """FLOPs per token, read or written (the larger of the two)."""
    dollars_in: float = 0.0
    dollars_out: float = 0.0


@dataclass(frozen=True)
class Grant:
    """Leave to make one call with at most ``n`` samples of ``max_tokens`` output tokens each."""

    n: int
    max_tokens: int
    prompt_tokens: int
    """The upper bound of the prompt that the grant allows for."""
    worst: Cost
    """The most that the call can cost; held back until :meth:`Ledger.settle`."""


@dataclass
class Ledger:
    """Counts what is spent and what is promised, against a budget.

    A ledger may have a parent (one for a problem inside one for a run): every charge counts in
    both, and a grant must fit in both. Not thread-safe: one event loop uses it.
    """

    budget: Budget = field(default_factory=Budget)
    parent: Ledger | None = None
    clock: Callable[[], float] = time.monotonic
    spent: Cost = field(default_factory=Cost, init=False)
    """Everything charged, whether paid now or in an earlier session of the same run."""
    reused: Cost = field(default_factory=Cost, init=False)
    """The part of ``spent`` that came from stored calls and cost nothing now."""
    _held: Cost = field(default_factory=Cost, init=False)
    _open: int = field(default=0, init=False)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)
    _changed: asyncio.Event | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self._start = self.clock()
        self._chain: tuple[Ledger, ...] = (self, *(self.parent._chain if self.parent else ()))

    @property
    def seconds(self) -> float:
        """Wall time since this ledger was opened."""
        return self.clock() - self._start

    def seconds_left(self) -> float | None:
        """Wall time that the budgets up the line still allow, or None for no bound."""
        limits = [(one.budget.seconds, one.seconds) for one in self._chain]
        chain = [bound - used for bound, used in limits if bound is not None]
        return max(0.0, min(chain)) if chain else None

    @property
    def bounded(self) -> bool:
        """Whether a budget up the line bounds anything but the time."""
        free = Budget()
        return any(msgspec.structs.replace(one.budget, seconds=None) != free for one in self._chain)

    def affords(self, cost: Cost) -> bool:
        """Whether a known cost still fits, open grants not counted."""
        return all(
            amount <= bound
            for ledger in self._chain
            for _, bound, amount in _used(ledger.budget, ledger.spent + cost)
        )

    def keeping(self, cost: Cost) -> Ledger:
        """A ledger inside this one under which so much stays unspent in every bounded dimension."""
        rooms: dict[str, float] = {}
        for ledger in self._chain:
            for name, bound, amount in _used(ledger.budget, ledger.spent + cost):
                rooms[name] = min(max(0, bound - amount), rooms.get(name, bound))
        return Ledger(msgspec.structs.replace(Budget(), **rooms), self, self.clock)

    def allows(self, prompt_tokens: int, max_tokens: int, rates: Rates = Rates()) -> int:
        """Output tokens that one sample after such a prompt would be granted now; 0 for none."""
        fitted = self._fit(prompt_tokens, max_tokens, 1, rates, held=False)
        return fitted[1] if fitted else 0

    def exhausted(self, prompt_tokens: int = 0) -> bool:
        """Whether not even one short sample after such a prompt fits any more."""
        return self._fit(prompt_tokens, USEFUL_TOKENS, 1, Rates(), held=False) is None

    async def reserve(
        self, prompt_tokens: int, max_tokens: int, n: int = 1, rates: Rates = Rates()
    ) -> Grant:
        """Hold back the most that a call can cost, clamped to what is left.

        ``n`` is lowered first and then ``max_tokens``. Where more would fit but for grants still
        open, this waits for them to settle; callers are served in the order in which they came.
        ``BudgetError`` when nothing useful fits.
        """
        async with self._turn:
            count, tokens = await self._fitted(prompt_tokens, max_tokens, n, rates)
            return self._grant(prompt_tokens, count, tokens, rates)

    async def _fitted(self, prompt: int, max_tokens: int, n: int, rates: Rates) -> tuple[int, int]:
        # Waiting until open grants no longer matter makes the outcome the same as if calls
        # were made one after the other, however many are in flight.
        while True:
            now = self._fit(prompt, max_tokens, n, rates, held=True)
            at_best = self._fit(prompt, max_tokens, n, rates, held=False)
            if at_best is None:
                raise BudgetError(self._why(prompt))
            if now == at_best:
                return now
            await self._wait()

    def _grant(self, prompt_tokens: int, count: int, tokens: int, rates: Rates) -> Grant:
        written = count * tokens
        total = prompt_tokens + written
        worst = Cost(
            prompt_tokens=prompt_tokens,
            output_tokens=written,
            calls=1,
            flops=rates.flops * total,
            dollars=rates.dollars_in * prompt_tokens + rates.dollars_out * written,
        )
        for ledger in self._chain:
            ledger._held += worst
            ledger._open += 1
        return Grant(count, tokens, prompt_tokens, worst)

    def settle(self, grant: Grant, cost: Cost) -> None:
        """Give back the grant and charge what the call truly cost."""
        for ledger in self._chain:
            ledger._open -= 1
            ledger._held = _minus(ledger._held, grant.worst) if ledger._open else Cost()
        self.charge(cost)

    def charge(self, cost: Cost, *, reused: bool = False) -> None:
        """Charge a cost outside a grant, such as that of a stored call used again."""
        for ledger in self._chain:
            ledger.spent += cost
            if reused:
                ledger.reused += cost
            if ledger._changed is not None:
                ledger._changed.set()

    async def _wait(self) -> None:
        root = self._chain[-1]
        if root._changed is None:
            root._changed = asyncio.Event()
        root._changed.clear()
        await root._changed.wait()

    def _fit(
        self, prompt: int, max_tokens: int, n: int, rates: Rates, *, held: bool
    ) -> tuple[int, int] | None:
        count, tokens = n, max_tokens
        for ledger in self._chain:
            used = ledger.spent + ledger._held if held else ledger.spent
            for room, per_prompt, per_token in _rooms(ledger.budget, used, rates):
                for_output = room - per_prompt * prompt
                if per_token == 0:
                    if for_output < 0:
                        return None
                    continue
                most = int(for_output / per_token)
                if most >= count * tokens:
                    continue
                count = min(count, max(1, most // max(1, tokens)))
                tokens = min(tokens, most // count)
            if ledger.budget.seconds is not None and ledger.seconds >= ledger.budget.seconds:
                return None
        return (count, tokens) if tokens >= min(USEFUL_TOKENS, max_tokens) else None

    def _why(self, prompt_tokens: int) -> str:
        for ledger in reversed(self._chain):
            used, budget = ledger.spent, ledger.budget
            if ledger._fit_alone(prompt_tokens):
                continue
            return (
                f"the budget is spent: a prompt of {prompt_tokens} tokens does not fit any more "
                f"(used {used.tokens} tokens, {used.calls} calls, {ledger.seconds:.1f} s of "
                f"{_bounds(budget)}); give a larger --budget, or fewer problems"
            )
        return "the budget is spent"

    def _fit_alone(self, prompt_tokens: int) -> bool:
        alone = Ledger(self.budget, clock=self.clock)
        alone.spent, alone._start = self.spent, self._start
        return alone._fit(prompt_tokens, USEFUL_TOKENS, 1, Rates(), held=False) is not None


def _rooms(budget: Budget, used: Cost, rates: Rates) -> list[tuple[float, float, float]]:
    """For each bounded dimension: what is left, and what a prompt and an output token take."""
    rooms: list[tuple[float, float, float]] = []
    if budget.tokens is not None:
        rooms.append((budget.tokens - used.tokens, 1, 1))
    if budget.output_tokens is not None:
        rooms.append((budget.output_tokens - used.written, 0, 1))
    if budget.calls is not None:
        rooms.append((budget.calls - used.calls - 1, 0, 0))
    if budget.flops is not None:
        rooms.append((budget.flops - used.flops, rates.flops, rates.flops))
    if budget.dollars is not None:
        rooms.append((budget.dollars - used.dollars, rates.dollars_in, rates.dollars_out))
    return rooms


def _used(budget: Budget, cost: Cost) -> list[tuple[str, float, float]]:
    """For each bounded dimension but the time: its name, its bound, and what a cost takes of it."""
    amounts = {
        "tokens": cost.tokens,
        "output_tokens": cost.written,
        "calls": cost.calls,
        "flops": cost.flops,
        "dollars": cost.dollars,
    }
    bounds = ((name, getattr(budget, name), amount) for name, amount in amounts.items())
    return [(name, bound, amount) for name, bound, amount in bounds if bound is not None]


def _minus(a: Cost, b: Cost) -> Cost:
    return Cost(
        prompt_tokens=a.prompt_tokens - b.prompt_tokens,
        output_tokens=a.output_tokens - b.output_tokens,
        calls=a.calls - b.calls,
        flops=a.flops - b.flops,
        dollars=a.dollars - b.dollars,
    )


def _bounds(budget: Budget) -> str:
    names = budget.__struct_fields__
    set_bounds = [f"{n}={getattr(budget, n)}" for n in names if getattr(budget, n) is not None]
    return ", ".join(set_bounds) or "no bound"
