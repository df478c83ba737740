"""A model that says what a test tells it to, over the real caller, ledger and session."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from algorist.core import Budget, Cost, Ledger, Problem, Rates
from algorist.models import Caller, Capabilities, Message, Reply, Request, Sample
from algorist.solving import (
    MemoryCache,
    SampleCache,
    Session,
    Solution,
    Task,
    resolve_strategy,
    run_strategy,
)


class Scripted:
    """Answers sample ``i`` of a conversation by ``write(request, i)``; counts its calls."""

    simulated = True
    spec = "scripted"
    rates = Rates()
    card = ""

    def __init__(
        self,
        write: Callable[[Request, int], Sample | str],
        *,
        able: Capabilities | None = None,
        most: int = 10_000,
    ) -> None:
        self.write, self.able, self.most = write, able or Capabilities(), most
        self.requests: list[Request] = []

    async def capabilities(self) -> Capabilities:
        """As the test says."""
        return self.able

    async def count(self, messages: tuple[Message, ...]) -> int:
        """Words."""
        return sum(len(turn.content.split()) for turn in messages)

    async def generate(self, request: Request) -> Reply:
        """At most ``most`` choices a call, as some servers do."""
        self.requests.append(request)
        await asyncio.sleep(0)
        samples = []
        for index in range(request.first_index, request.first_index + min(self.most, request.n)):
            said = self.write(request, index)
            if isinstance(said, str):
                said = Sample(said, output_tokens=max(1, len(said.split())))
            samples.append(said)
        written = sum(sample.output_tokens for sample in samples)
        cost = Cost(
            prompt_tokens=await self.count(request.messages), output_tokens=written, calls=1
        )
        return Reply(tuple(samples), cost)

    async def aclose(self) -> None:
        """Nothing to release."""


def says(*texts: str) -> Scripted:
    """Sample ``i`` is the ``i``-th text, whatever is asked."""
    return Scripted(lambda request, index: texts[index % len(texts)])


def session_for(
    model: object,
    *,
    about: Problem | None = None,
    question: str = "What is 40 + 2?",
    answer_type: str = "",
    budget: Budget | None = None,
    seed: int = 0,
    cache: SampleCache | None = None,
    concurrency: int = 16,
) -> Session:
    """A session on one question."""
    if about is not None:
        question, answer_type = about.question, about.answer_type
    task = Task(question, answer_type, about=about, seed=seed)
    caller = Caller(model, concurrency, attempts=1)  # type: ignore[arg-type]
    return Session(task, caller, Ledger(budget or Budget()), cache or MemoryCache())


def solved(strategy: str | object, session: Session) -> Solution:
    """One strategy on one session."""
    chosen = resolve_strategy(strategy) if isinstance(strategy, str) else strategy
    return asyncio.run(run_strategy(chosen, session))  # type: ignore[arg-type]


__all__ = ["Scripted", "says", "session_for", "solved"]
