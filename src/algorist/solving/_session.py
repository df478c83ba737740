"""The calls of one strategy on one problem: cached, budgeted and recorded."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import msgspec

from algorist.core import BudgetError, Cost, Ledger, ModelError, Problem, Record, Spec, derive
from algorist.models import Caller, Message, Model, Request, Sample
from algorist.solving._cache import MemoryCache, SampleCache, Stored, shares
from algorist.solving._callers import Callers
from algorist.solving._task import Task, no_pool


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
    callers: Callers = field(default_factory=Callers)
    """Of the other models that a strategy may name."""
    used: list[tuple[str, bytes, int]] = field(default_factory=list)
    """Model, key and index of every sample returned, in order."""
    limits: dict[tuple[str, bytes, int], int] = field(default_factory=dict)
    """The limit under which each of these samples was written."""
    paid: dict[tuple[str, bytes, int], int] = field(default_factory=dict)
    """The ``limits`` of samples that were charged in an earlier round: they cost nothing more."""
    least_temperature: float = 0.0
    """Calls at a lower temperature are made at this one, so that repeated attempts of a greedy
    strategy can differ."""
    memo: dict[str, object] = field(default_factory=dict)
    """What scorers keep for this problem, such as programs that they paid for once."""
    shared: dict[str, object] = field(default_factory=dict)
    """Results of work that several questions of a run share, by topic."""
    charged: set[tuple[str, bytes, int]] = field(default_factory=set)
    """Where failed attempts of an earlier session were charged to this problem already."""

    @property
    def model(self) -> Model:
        """The model that is called."""
        return self.caller.model

    def attempt(self, index: int, temperature: float) -> Session:
        """The session of one of several attempts: its own draws, the same budget and records."""
        task = msgspec.structs.replace(self.task, seed=derive("attempt", self.task.seed, index))
        least = max(temperature, self.least_temperature)
        return replace(self, task=task, least_temperature=least, memo={})

    def asking(self, question: str, exemplars: tuple[Problem, ...]) -> Session:
        """The session of another question that serves this one: the same budget and records.

        Prompts that choose exemplars choose among those given here.
        """
        task = msgspec.structs.replace(
            self.task, question=question, exemplars=exemplars, pool=no_pool
        )
        return replace(self, task=task, memo={})

    def other(self, model: str | Spec) -> Session:
        """The session with another model: the same budget and records."""
        if str(model) == self.model.spec:
            return self
        return replace(self, caller=self.callers.of(model))

    async def keeping(self, ask: Ask) -> Session:
        """This session with the worst case of a call held back, so that the call can follow."""
        if not self.ledger.bounded:
            return self
        return replace(self, ledger=self.ledger.keeping(await self._worst([self._request(ask)])))

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

    async def worst(self, asks: Sequence[Ask]) -> Cost:
        """The most that these conversations can cost together, were none of them stored."""
        return await self._worst([self._request(ask) for ask in asks])

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
        spec, key, first = self.model.spec, request.key(), request.first_index
        self.used.extend((spec, key, first + offset) for offset in range(len(found)))

    async def _fits(self, requests: Sequence[Request]) -> bool:
        """Whether the budget holds the worst case of all requests together."""
        return not self.ledger.bounded or self.ledger.affords(await self._worst(requests))

    async def _worst(self, requests: Sequence[Request]) -> Cost:
        """The most that all requests together can cost."""
        model = self.model
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
        return worst

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
        spec = self.model.spec
        part = msgspec.structs.replace(request, n=n, first_index=first)
        known = self.cache.load(spec, key, first, n)
        usable = []
        for index in range(first, first + n):
            self._charge_failures(spec, key, index)
            opening = index == request.first_index
            stored = await self._version(known.get(index), (spec, key, index), part, opening)
            if stored is None:
                break
            usable.append(stored.sample)
        if usable:
            return usable
        end = next((i for i in range(first + 1, first + n) if i in known), first + n)
        part = msgspec.structs.replace(part, n=end - first)
        for index in range(first + 1, end):
            self._charge_failures(spec, key, index)
        reply = await self.caller.generate(part, self.ledger)
        limit = request.max_tokens if reply.limit is None else reply.limit
        made = shares(reply, limit)
        made[0] = msgspec.structs.replace(made[0], earlier=known.get(first))
        await self.cache.save(spec, key, first, made)
        self.limits |= {(spec, key, first + i): limit for i in range(len(made))}
        return list(reply.samples)

    async def _version(
        self,
        stored: Stored | None,
        place: tuple[str, bytes, int],
        request: Request,
        opening: bool,
    ) -> Stored | None:
        """A stored sample as a call would give it now, charged unless that was done before.

        The first that is asked for is charged with its prompt, whoever has paid for that. None
        where there is none, or none that can be afforded.
        """
        while stored is not None:
            # One that a stopped run wrote under a later, larger limit is not the one paid for.
            paid = self.paid.get(place) == stored.limit
            cost = stored.cost + stored.prompt if opening else stored.cost
            if (paid or self.ledger.affords(cost)) and await self._usable(stored, request):
                if not paid:
                    self.ledger.charge(cost, reused=True)
                self.limits[place] = stored.limit
                return stored
            stored = stored.earlier
        return None

    async def _usable(self, stored: Stored, request: Request) -> bool:
        """Whether a stored sample is what a call would give now."""
        if stored.sample.finish == "stop" or stored.limit >= request.max_tokens:
            return True
        model = self.model
        prompt = await model.count(request.messages)
        return stored.limit >= self.ledger.allows(prompt, request.max_tokens, model.rates)

    def _charge_failures(self, spec: str, key: bytes, index: int) -> None:
        """Charge the failed attempts of an earlier session at this sample, once."""
        place = (spec, key, index)
        if place not in self.charged:
            self.charged.add(place)
            cost = self.cache.failures(spec, key, index)
            if cost.calls:
                self.ledger.charge(cost, reused=True)
