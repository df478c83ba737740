"""Answer at once, without the thinking block."""

from __future__ import annotations

from typing import Any

from algorist.core import ModelError
from algorist.models import Message
from algorist.solving._scripts import scripts
from algorist.solving._session import Session
from algorist.solving._strategy import strategy
from algorist.solving.strategies._direct import Direct


@strategy("no_thinking")
class NoThinking(Direct):
    """A reasoning model's reply is begun with an empty thinking block, so that it goes on after it.

    ``block`` is that beginning; other models may mark their thinking in other ways. Cheap attempts
    for ``vote(k=8, each=no_thinking)`` and ``best_of(k=8, each=no_thinking)``: at equal tokens
    the authors found many such attempts better than one that thinks. Needs prefill. A model
    that does not think reads the block as part of its reply, which can only confuse it.

    Source: NoThinking, Ma et al., arXiv 2504.09858.
    """

    def __init__(
        self,
        *,
        max_tokens: int = 256,
        top_p: float = 1.0,
        prompt: Any = "steps",
        block: str = scripts.get("no_thinking").texts["block"],
    ) -> None:
        super().__init__(max_tokens=max_tokens, top_p=top_p, prompt=prompt)
        self.block = block

    async def messages(self, session: Session) -> tuple[Message, ...]:
        """The question and the begun reply; ``ModelError`` before anything is spent."""
        model = session.caller.model
        if not (await model.capabilities()).prefill:
            raise ModelError(
                f"{model.spec} does not go on from a begun reply, which no_thinking needs: take "
                "strategy=direct, and turn thinking off at the server"
            )
        return (*session.task.messages(self.prompt), Message("assistant", self.block))
