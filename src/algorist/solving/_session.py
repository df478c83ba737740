"""The calls of one strategy on one problem: cached, budgeted and recorded."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import msgspec

from algorist.core import BudgetError, Cost, Ledger, ModelError, Problem, Record, derive
from algorist.models import Caller, Message, Reply, Request, Sample
from algorist.solving._task import Task


class Stored(Record, frozen=True):
    """A sample as it is kept: with its own share of the call's cost and the limit it ran under.

    The shares of a call's samples add up to the call's cost: the first one carries the prompt.
    """

    sample: Sample
    cost: Cost
    limit: int
    """``max_tokens`` as it was allowed, which a budget may have made shorter than asked."""


class Ask(Record, frozen=True):
    """One conversation of a batch: what :meth:`Session.sample` takes."""

    messages: tuple[Message, ...]
    n: int = 1
    first: int = 0
    max_tokens: int = 256
    temperature: float = 0.0
    top_p: float = 1.0
    stop: tuple[str, ...] = ()
    logprobs: int = 0


class SampleCache(Protocol):
    """Keeps samples by model, request and index."""

    def load(self, model: str, key: bytes, first: int, n: int) -> dict[int, Stored]:
        """The samples with indices ``first`` to ``first + n - 1`` that are known."""

    async def save(self, model: str, key: bytes, first: int, stored: Sequence[Stored]) -> None:
        """Keep consecutive samples; returns only when they are safe."""

    def failures(self, model: str, key: bytes, first: int) -> Cost:
        """What failed attempts at sample ``first`` were charged in earlier sessions."""


class MemoryCache:
    """A cache that lasts as long as the process."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, bytes, int], Stored] = {}

    def load(self, model: str, key: bytes, first: int, n: int) -> dict[int, Stored]:
        """See :class:`SampleCache`."""
        found = {i: self._known.get((model, key, i)) for i in range(first, first + n)}
        return {i: stored for i, stored in found.items() if stored is not None}

    async def save(self, model: str, key: bytes, first: int, stored: Sequence[Stored]) -> None:
        """See :class:`SampleCache`."""
        for offset, one in enumerate(stored):
            self._known[model, key, first + offset] = one

    def failures(self, model: str, key: bytes, first: int) -> Cost:
        """Nothing: there was no earlier session."""
        return Cost()


@dataclass
class Session:
    """What a strategy calls the model through.

    Samples already in the cache are charged to the ledger at what they once cost and used again;
    only missing ones are asked for. A sample is in the cache before it is returned.
    """

    task: Task
    caller: Caller
    ledger: Ledger
    cache: SampleCache = field(default_factory=MemoryCache)
    used: list[tuple[bytes, int]] = field(default_factory=list)
    """Key and index of every sample returned, in order."""
    least_temperature: float = 0.0
    """Calls at a lower temperature are made at this one, so that repeated attempts of a greedy
    strategy can differ."""
    memo: dict[str, object] = field(default_factory=dict)
    """What scorers keep for this problem, such as programs that they paid for once."""
    shared: dict[str, object] = field(default_factory=dict)
    """Results of work that several questions of a run share, by topic."""
    _seen: set[tuple[bytes, int]] = field(default_factory=set)

    def attempt(self, index: int, temperature: float) -> Session:
        """The session of one of several attempts: its own draws, the same budget and records."""
        task = msgspec.structs.replace(self.task, seed=derive("attempt", self.task.seed, index))
        return replace(self, task=task, least_temperature=temperature, memo={})

    def asking(self, question: str, exemplars: tuple[Problem, ...]) -> Session:
        """The session of another question that serves this one: the same budget and records."""
        task = msgspec.structs.replace(self.task, question=question, exemplars=exemplars)
        return replace(self, task=task, memo={})

    async def sample(
        self,
        messages: tuple[Message, ...],
        n: int = 1,
        *,
        first: int = 0,
        max_tokens: int = 256,
        temperature: float = 0.0,
        top_p: float = 1.0,
        stop: tuple[str, ...] = (),
        logprobs: int = 0,
    ) -> list[Sample]:
        """Samples ``first`` to ``first + n - 1`` of this conversation; fewer when the budget ends.

        Raises ``BudgetError`` when there is none, ``ModelError`` when the model failed for good.
        """
        request = self._request(
            Ask(messages, n, first, max_tokens, temperature, top_p, stop, logprobs)
        )
        found = await self._sampled(request)
        self._use(request, found)
        return found

    async def sample_all(self, asks: Sequence[Ask]) -> list[list[Sample]]:
        """The samples of several conversations, in their order; empty where the budget ended.

        All are in flight together where the budget holds the worst of all of them, and one after
        the other where it does not, so that the outcome depends on no call's duration. A failed
        conversation leaves the others alone and comes back empty; ``ModelError`` or
        ``BudgetError`` when not one brought a sample.
        """
        requests = [self._request(ask) for ask in asks]
        if await self._fits(requests):
            found = await asyncio.gather(*map(self._sampled, requests), return_exceptions=True)
        else:
            found = []
            for request in requests:
                found += await asyncio.gather(self._sampled(request), return_exceptions=True)
        kept: list[list[Sample]] = []
        for request, one in zip(requests, found, strict=True):
            if isinstance(one, BaseException):
                if not isinstance(one, BudgetError | ModelError):
                    raise one
                kept.append([])
            else:
                self._use(request, one)
                kept.append(one)
        errors = [one for one in found if isinstance(one, BaseException)]
        if errors and not any(kept):
            raise errors[0]
        return kept

    def _request(self, ask: Ask) -> Request:
        return Request(
            ask.messages,
            n=ask.n,
            max_tokens=ask.max_tokens,
            temperature=max(ask.temperature, self.least_temperature),
            top_p=ask.top_p,
            stop=ask.stop,
            logprobs=ask.logprobs,
            seed=derive("sample", self.task.seed) % 2**31,
            first_index=ask.first,
            about=self.task.about,
        )

    def _use(self, request: Request, found: Sequence[Sample]) -> None:
        key = request.key()
        self.used.extend((key, request.first_index + offset) for offset in range(len(found)))

    async def _fits(self, requests: Sequence[Request]) -> bool:
        """Whether the budget holds the worst case of all requests together."""
        if not self.ledger.bounded:
            return True
        model = self.caller.model
        able = await model.capabilities()
        worst = Cost()
        for request in requests:
            prompt = await model.count(request.messages)
            calls = 1 if able.n else request.n
            written = request.n * request.max_tokens
            worst += Cost(
                prompt_tokens=prompt * calls,
                output_tokens=written,
                calls=request.n,
                flops=model.rates.flops * (prompt * calls + written),
                dollars=model.rates.dollars_in * prompt * calls + model.rates.dollars_out * written,
            )
        return self.ledger.affords(worst)

    async def _sampled(self, request: Request) -> list[Sample]:
        key, n, first = request.key(), request.n, request.first_index
        found: list[Sample] = []
        while len(found) < n:
            try:
                found += await self._some(request, key, first + len(found), n - len(found))
            except BudgetError:
                if not found:
                    raise
                break
        return found

    async def _some(self, request: Request, key: bytes, first: int, n: int) -> list[Sample]:
        """At least one of the samples: a run of stored ones, or a run of new ones."""
        spec = self.caller.model.spec
        part = msgspec.structs.replace(request, n=n, first_index=first)
        known = self.cache.load(spec, key, first, n)
        self._charge_failures(spec, key, first)
        usable = []
        for index in range(first, first + n):
            if index not in known or not await self._usable(known[index], part):
                break
            self.ledger.charge(known[index].cost, reused=True)
            usable.append(known[index].sample)
        if usable:
            return usable
        end = next((i for i in range(first + 1, first + n) if i in known), first + n)
        part = msgspec.structs.replace(part, n=end - first)
        reply = await self.caller.generate(part, self.ledger)
        limit = request.max_tokens if reply.limit is None else reply.limit
        await self.cache.save(spec, key, first, shares(reply, limit))
        return list(reply.samples)

    async def _usable(self, stored: Stored, request: Request) -> bool:
        """Whether a stored sample is what a call would give now, and can be afforded."""
        if not self.ledger.affords(stored.cost):
            return False
        if stored.sample.finish == "stop" or stored.limit >= request.max_tokens:
            return True
        model = self.caller.model
        prompt = await model.count(request.messages)
        return stored.limit >= self.ledger.allows(prompt, request.max_tokens, model.rates)

    def _charge_failures(self, spec: str, key: bytes, first: int) -> None:
        """Charge the failed attempts of an earlier session at this sample, once."""
        if (key, first) not in self._seen:
            self._seen.add((key, first))
            cost = self.cache.failures(spec, key, first)
            if cost.calls:
                self.ledger.charge(cost, reused=True)


def shares(reply: Reply, limit: int) -> list[Stored]:
    """A reply's samples, each with its share of the cost; the first carries all but the output."""
    output = [sample.output_tokens for sample in reply.samples]
    first = msgspec.structs.replace(
        reply.cost, output_tokens=reply.cost.output_tokens - sum(output[1:])
    )
    costs = [first, *(Cost(output_tokens=tokens) for tokens in output[1:])]
    return [Stored(s, cost, limit) for s, cost in zip(reply.samples, costs, strict=True)]
