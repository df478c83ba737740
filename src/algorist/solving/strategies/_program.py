"""Let a program do the arithmetic."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from algorist.core import BudgetError, Cost, InputError
from algorist.solving._attempts import executed
from algorist.solving._electing import elect
from algorist.solving._prompts import prompts
from algorist.solving._scorers import Trace
from algorist.solving._session import Ask, Session
from algorist.solving._solution import Ending, Solution
from algorist.solving._strategy import strategy


@strategy("program")
class Program:
    """The model writes ``solution()`` and we run it in the sandbox; a failure abstains.

    One greedy sample. Source: program-aided language models, Gao et al., arXiv 2211.10435.
    """

    def __init__(self, *, max_tokens: int = 256, prompt: Any = "program") -> None:
        self.max_tokens = max_tokens
        self.prompt = prompts.get(str(prompt))

    async def __call__(self, session: Session) -> AsyncIterator[Solution]:
        """Ask, run, yield."""
        messages = session.task.messages(self.prompt)
        samples = await session.sample(messages, max_tokens=self.max_tokens)
        found = [trace.candidate() for trace in await executed(samples)]
        yield elect(session, found, ending="finished")

    async def attempts(
        self, session: Session, first: int, k: int, temperature: float, logprobs: int
    ) -> list[Trace]:
        """Several programs in one call."""
        samples = await session.sample(
            session.task.messages(self.prompt),
            k,
            first=first,
            max_tokens=self.max_tokens,
            temperature=temperature,
            logprobs=logprobs,
        )
        return await executed(samples)

    async def most(self, session: Session, k: int) -> Cost:
        """The most that ``k`` programs can cost."""
        asked = session.task.messages(self.prompt)
        return await session.worst([Ask(asked, k, max_tokens=self.max_tokens)])


@strategy("program_vote")
class ProgramVote:
    """A vote of ``k`` sampled programs on what they return; failures do not vote.

    Source: Gao et al., arXiv 2211.10435 (with self-consistency).
    """

    def __init__(
        self,
        *,
        k: int = 8,
        temperature: float = 0.7,
        top_p: float = 0.95,
        max_tokens: int = 256,
        prompt: Any = "program",
    ) -> None:
        if not 1 <= k <= 10_000:
            raise InputError(f"program_vote(k={k!r}): the number lies between 1 and 10000")
        self.k, self.temperature, self.top_p = k, temperature, top_p
        self.max_tokens = max_tokens
        self.prompt = prompts.get(str(prompt))

    async def __call__(self, session: Session) -> AsyncIterator[Solution]:
        """Ask, run all, vote."""
        try:
            samples = await session.sample(
                session.task.messages(self.prompt),
                self.k,
                max_tokens=self.max_tokens,
                temperature=self.temperature,
                top_p=self.top_p,
            )
        except BudgetError as error:
            yield Solution(ending="budget", note=str(error))
            return
        ending: Ending = "finished" if len(samples) == self.k else "budget"
        found = [trace.candidate() for trace in await executed(samples)]
        yield elect(session, found, ending=ending)
