"""Ask once, greedily."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from algorist.core import Cost
from algorist.models import Message
from algorist.solving._attempts import read
from algorist.solving._electing import candidate, elect
from algorist.solving._prompts import prompts
from algorist.solving._scorers import Trace
from algorist.solving._session import Ask, Session
from algorist.solving._solution import Solution
from algorist.solving._strategy import strategy


@strategy("direct")
class Direct:
    """One answer at temperature 0.

    ``max_tokens`` bounds its length; ``top_p`` matters where a strategy asks for several attempts.
    The baseline of every table. ``prompt`` makes it few-shot chain of thought (``steps``, Wei et
    al., arXiv 2201.11903), with the exemplars of most steps (``complex``, Fu et al., arXiv
    2210.00720), zero-shot chain of thought (``zero_shot``, Kojima et al., arXiv 2205.11916), or an
    answer without any (``answer``).
    """

    def __init__(self, *, max_tokens: int = 256, top_p: float = 1.0, prompt: Any = "steps") -> None:
        self.max_tokens, self.top_p = max_tokens, top_p
        self.prompt = prompts.get(str(prompt))

    async def __call__(self, session: Session) -> AsyncIterator[Solution]:
        """Ask and yield."""
        messages = await self.messages(session)
        samples = await session.sample(messages, max_tokens=self.max_tokens)
        found = [candidate(sample, session.task.answer_type) for sample in samples]
        yield elect(session, found, ending="finished")

    async def attempts(
        self, session: Session, first: int, k: int, temperature: float, logprobs: int
    ) -> list[Trace]:
        """Several samples in one call."""
        samples = await session.sample(
            await self.messages(session),
            k,
            first=first,
            max_tokens=self.max_tokens,
            temperature=temperature,
            top_p=self.top_p,
            logprobs=logprobs,
        )
        return read(samples, session.task.answer_type)

    async def most(self, session: Session, k: int) -> Cost:
        """The most that ``k`` attempts can cost."""
        asked = await self.messages(session)
        return await session.worst([Ask(asked, k, max_tokens=self.max_tokens)])

    async def messages(self, session: Session) -> tuple[Message, ...]:
        """What is asked."""
        return session.task.messages(self.prompt)
