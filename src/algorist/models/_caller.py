"""Calls that are paid for before they are made, retried, and topped up."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec

from algorist.core import (
    BudgetError,
    Cost,
    Grant,
    Ledger,
    ModelError,
    ModelTimeoutError,
    RateLimitError,
    RefusedError,
    ReplyError,
)
from algorist.models._model import Model
from algorist.models._request import Reply, Request, Sample

MAX_ATTEMPTS = 8
FIRST_WAIT = 0.25
"""Seconds before the second attempt; doubles each time, with full jitter, up to LONGEST_WAIT."""
LONGEST_WAIT = 20.0


@dataclass
class Caller:
    """Makes calls to one model: at most ``concurrency`` in flight, each inside a ledger.

    A failed attempt is charged: nothing but the call where the server turned it away (429, 4xx,
    5xx), and the most that it could have used where its usage never became known (time-out,
    broken body, cancellation). ``on_failure`` sees each failed attempt and its charge.
    """

    model: Model
    concurrency: int = 16
    attempts: int = MAX_ATTEMPTS
    on_failure: Callable[[Request, Cost, str], None] = lambda request, cost, why: None
    """Called as ``on_failure(request, charge, why)``."""
    price: Callable[[Cost, int], Cost] = lambda cost, samples: cost
    """Fills in what the server does not tell: FLOPs and energy of a call with so many samples."""
    _slots: asyncio.Semaphore = field(init=False)
    _jitter: random.Random = field(default_factory=lambda: random.Random(0), init=False)

    def __post_init__(self) -> None:
        self._slots = asyncio.Semaphore(self.concurrency)

    async def generate(self, request: Request, ledger: Ledger) -> Reply:
        """Up to ``request.n`` samples: all of them, or fewer where the budget allows fewer.

        A server that gives fewer choices than asked is asked again for the missing ones. Raises
        ``BudgetError`` when not one sample can be paid for, ``ModelError`` when the attempts are
        used up and no sample was got.
        """
        able = await self.model.capabilities()
        prompt = await self.model.count(request.messages)
        if not able.logprobs:
            request = msgspec.structs.replace(request, logprobs=0)
        if able.n or request.n == 1:
            return await self._topped_up(request, prompt, ledger)
        singles = [_part(request, offset, 1) for offset in range(request.n)]
        found = await asyncio.gather(
            *(self._topped_up(single, prompt, ledger) for single in singles),
            return_exceptions=True,
        )
        replies = [one for one in found if isinstance(one, Reply)]
        for one in found:
            if not isinstance(one, Reply | BudgetError | ModelError) or not replies:
                raise one  # type: ignore[misc] # without replies every element is an exception
        samples = tuple(sample for reply in replies for sample in reply.samples)
        limit = min(reply.limit or request.max_tokens for reply in replies)
        return Reply(samples, sum((reply.cost for reply in replies), Cost()), limit)

    async def _topped_up(self, request: Request, prompt: int, ledger: Ledger) -> Reply:
        samples: list[Sample] = []
        total = Cost()
        limit = request.max_tokens
        while len(samples) < request.n:
            rest = _part(request, len(samples), request.n - len(samples))
            try:
                grant = await ledger.reserve(prompt, rest.max_tokens, rest.n, self.model.rates)
                reply = await self._attempts(rest, grant, ledger)
            except (BudgetError, ModelError):
                if samples:
                    break
                raise
            if len(reply.samples) == request.n and not samples:
                return Reply(reply.samples, reply.cost, grant.max_tokens)
            samples += reply.samples
            total += reply.cost
            limit = min(limit, grant.max_tokens)
        return Reply(tuple(samples[: request.n]), total, limit)

    async def _attempts(self, request: Request, grant: Grant, ledger: Ledger) -> Reply:
        for attempt in range(1, self.attempts + 1):
            if (grant.n, grant.max_tokens) != (request.n, request.max_tokens):
                clamped = msgspec.structs.replace(request, n=grant.n, max_tokens=grant.max_tokens)
            else:
                clamped = request
            try:
                return await self._once(clamped, grant, ledger)
            except RefusedError:
                raise
            except ModelError as error:
                if attempt == self.attempts:
                    raise
                await asyncio.sleep(self._wait(attempt, error))
                grant = await ledger.reserve(
                    grant.prompt_tokens, request.max_tokens, request.n, self.model.rates
                )
        raise ModelError("no attempt was allowed: give attempts of at least 1")

    async def _once(self, request: Request, grant: Grant, ledger: Ledger) -> Reply:
        cost = grant.worst
        try:
            async with self._slots:
                left = ledger.seconds_left()
                if left is None:
                    reply = await self.model.generate(request)
                else:
                    async with asyncio.timeout(left):
                        reply = await self.model.generate(request)
            cost = self.price(reply.cost, len(reply.samples))
            return msgspec.structs.replace(reply, cost=cost)
        except TimeoutError as error:
            cost = self._failed(request, grant, "out of time", known=False)
            raise BudgetError("the time budget ran out during a call") from error
        except ModelError as error:
            known = not isinstance(error, ModelTimeoutError | ReplyError)
            cost = self._failed(request, grant, str(error), known=known)
            raise
        except asyncio.CancelledError:
            cost = self._failed(request, grant, "cancelled", known=False)
            raise
        finally:
            ledger.settle(grant, cost)

    def _failed(self, request: Request, grant: Grant, why: str, *, known: bool) -> Cost:
        worst = grant.worst
        assumed = Cost(
            calls=1,
            flops=worst.flops,
            dollars=worst.dollars,
            assumed_tokens=worst.tokens,
            assumed_output=worst.output_tokens,
        )
        cost = Cost(calls=1) if known else assumed
        self.on_failure(request, cost, why)
        return cost

    def _wait(self, attempt: int, error: ModelError) -> float:
        most = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** (attempt - 1))
        asked = error.retry_after or 0.0 if isinstance(error, RateLimitError) else 0.0
        return min(LONGEST_WAIT, max(asked, most * (0.5 + 0.5 * self._jitter.random())))


def _part(request: Request, offset: int, n: int) -> Request:
    """``n`` of the request's samples, from ``offset`` on."""
    return msgspec.structs.replace(request, n=n, first_index=request.first_index + offset)
