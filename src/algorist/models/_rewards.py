"""Servers of reward models: they judge a text and write none."""

from __future__ import annotations

import time
from typing import Any

import msgspec

from algorist.core import Cost, InputError, ReplyError, Spec, to_json
from algorist.models._endpoint import Endpoint
from algorist.models._model import Capabilities, model
from algorist.models._request import Reply, Request, Sample

PATHS = {"score": "score", "pooling": "pooling", "reward": "classify"}
"""What is asked for, by kind."""


class _Judged(msgspec.Struct):
    """One judged text, in any of the three forms."""

    score: float | None = None
    data: list[list[float] | float] = []
    probs: list[float] = []

    def rows(self) -> list[list[float]]:
        if self.score is not None:
            return [[self.score]]
        if self.probs:
            return [self.probs]
        return [row if isinstance(row, list) else [row] for row in self.data]


class _Usage(msgspec.Struct):
    prompt_tokens: int = 0


class _Judgement(msgspec.Struct):
    data: list[_Judged]
    usage: _Usage = msgspec.field(default_factory=_Usage)


@model("rewards")
class Rewards(Endpoint):
    """A reward server as a model that replies with rows of numbers, as JSON.

    A conversation is a question and the solution to be judged; there is one row for each place that
    the server judges. So these calls are budgeted, retried, stored and used again like all others.
    ``kind`` is the form that is spoken, as documented by vLLM (SGLang speaks the third):

    - ``score``: POST ``/score``, two texts, one number back;
    - ``pooling``: POST ``/pooling``, the conversation, a list of numbers or of rows back;
    - ``reward``: POST ``/classify``, the conversation, one row of classes back.

    ``base_url`` is what stands before the path: for vLLM without ``/v1``. ``task`` is sent along
    where a server asks for it. The others as in :class:`Endpoint`.
    """

    def __init__(
        self,
        base_url: str,
        model: str = "default",
        *,
        kind: str = "score",
        task: str = "",
        api_key_env: str = "OPENAI_API_KEY",
        timeout: float = 60.0,
        parameters: float = 0.0,
        price_in: float = 0.0,
    ) -> None:
        if kind not in PATHS:
            raise InputError(f"rewards(kind={kind}): one of {', '.join(PATHS)}")
        super().__init__(
            base_url,
            model,
            api_key_env=api_key_env,
            timeout=timeout,
            parameters=parameters,
            price_in=price_in,
            known=Capabilities(n=False, logprobs=False, prefill=False),
        )
        self.kind, self.task = kind, task
        self._can_tokenize = False  # such servers need not; bytes bound the prompt

    @property
    def spec(self) -> str:
        """The kind is part of it: the same address may serve several."""
        return str(Spec("rewards", (*self._args, ("kind", self.kind))))

    async def generate(self, request: Request) -> Reply:
        """One solution judged."""
        if [turn.role for turn in request.messages] != ["user", "assistant"]:
            raise InputError(
                f"{self.spec} judges a question and a solution, and writes none: name it in a "
                "scorer, server(base_url=...), and not as the model"
            )
        question, solution = (turn.content for turn in request.messages)
        body: dict[str, Any] = {"model": self.model}
        if self.kind == "score":
            body |= {"text_1": question, "text_2": solution}
        else:
            body["messages"] = request.messages
        if self.task:
            body["task"] = self.task
        start = time.monotonic()
        raw = await self._post(f"{self.base_url}/{PATHS[self.kind]}", body)
        try:
            found = msgspec.json.decode(raw, type=_Judgement)
        except msgspec.MsgspecError as error:
            raise ReplyError(f"{self.base_url} sent no {self.kind} reply: {error}") from error
        rows = found.data[0].rows() if len(found.data) == 1 else [[]]
        if not all(rows) or (not rows and self.kind != "pooling"):
            raise ReplyError(f"{self.base_url} sent a {self.kind} reply without one judged text")
        read = found.usage.prompt_tokens
        cost = Cost(
            prompt_tokens=read,
            calls=1,
            seconds=time.monotonic() - start,
            flops=self.rates.flops * read,
            dollars=self.rates.dollars_in * read,
        )
        return Reply((Sample(to_json(rows)),), cost)
