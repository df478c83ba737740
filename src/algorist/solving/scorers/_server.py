"""An external reward model, for whole attempts or for their steps, behind an HTTP address."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import msgspec

from algorist.core import Cost, InputError, ModelError, ReplyError, Spec, from_json, to_json
from algorist.models import Caller, Capabilities, Endpoint, Message, Reply, Request, Sample
from algorist.solving._scorers import Trace, aggregate, read_over, scorer
from algorist.solving._session import Ask, Session
from algorist.solving.scorers._choices import sampled
from algorist.solving.scorers._fitting import logistic

PATHS = {"score": "score", "pooling": "pooling", "reward": "classify"}
"""What is asked for, by kind."""

Rows = list[list[float]]
"""One row of numbers for each place that the server judged."""


class _Judged(msgspec.Struct):
    """One judged text, in any of the three forms."""

    score: float | None = None
    data: list[list[float] | float] = []
    probs: list[float] = []

    def rows(self) -> Rows:
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


class Rewards(Endpoint):
    """A reward server as a model that replies with rows of numbers in JSON.

    So its calls are budgeted, retried, stored and used again like those of any other model.
    """

    def __init__(self, kind: str, task: str, base_url: str, model: str, **rest: Any) -> None:
        super().__init__(base_url, model, **rest)
        self.kind, self.task = kind, task
        self._can_tokenize = (
            False  # prompts are bounded by their bytes: such servers have no such path
        )

    @property
    def spec(self) -> str:
        """The kind is part of it: the same address may serve several."""
        return str(Spec("server", (*self._args, ("kind", self.kind))))

    async def capabilities(self) -> Capabilities:
        """It judges, and writes nothing."""
        return Capabilities(n=False, logprobs=False, prefill=False)

    async def generate(self, request: Request) -> Reply:
        """One text judged."""
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
        rows = found.data[0].rows() if len(found.data) == 1 else []
        if not all(rows) or not rows:
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


@scorer("server")
class Server:
    """What a reward server says of a trace: one call each, batched, retried and charged.

    ``kind`` is the form that is spoken, as vLLM speaks it (SGLang speaks the third):

    - ``score``: POST ``/score`` with the question and the trace, one number back;
    - ``pooling``: POST ``/pooling`` with a conversation whose reply has ``separator`` after each
      step (line), one row back for each step, aggregated by ``over``; an empty separator asks for
      one row in all;
    - ``reward``: POST ``/classify`` with the conversation, one row of classes back.

    Of a row the number ``label`` counts (-1: the last, which is *right* in Qwen2.5-Math-PRM; 0 in
    Math-Shepherd). It must be a probability; ``logits=true`` presses raw rewards into (0, 1) by the
    logistic function. ``base_url`` is what stands before the path: for vLLM without ``/v1``.
    ``task`` is sent along where a server asks for it. ``timeout`` is in seconds, for one of
    ``attempts``; ``parameters`` and ``price_in`` cost tokens as in ``endpoint``. A trace that could
    not be judged scores 0.5.
    """

    logprobs = 0
    relative = False

    def __init__(
        self,
        *,
        base_url: str,
        model: str = "default",
        kind: str = "score",
        over: Any = "last",
        separator: str = "<extra_0>",
        label: int = -1,
        logits: bool = False,
        task: str = "",
        attempts: int = 4,
        concurrency: int = 16,
        timeout: float = 60.0,
        api_key_env: str = "OPENAI_API_KEY",
        parameters: float = 0.0,
        price_in: float = 0.0,
    ) -> None:
        if kind not in PATHS:
            raise InputError(f"server(kind={kind}): one of {', '.join(PATHS)}")
        if attempts < 1 or concurrency < 1 or timeout <= 0:
            raise InputError(
                f"server(attempts={attempts!r}, concurrency={concurrency!r}, timeout={timeout!r}): "
                "the first two are at least 1, and the time-out is over 0 seconds"
            )
        self.kind, self.over = kind, read_over(over, "server")
        self.separator, self.label, self.logits = separator, label, logits
        self.attempts, self.concurrency = attempts, concurrency
        self._address: dict[str, Any] = {
            "base_url": base_url,
            "model": model,
            "timeout": timeout,
            "api_key_env": api_key_env,
            "parameters": parameters,
            "price_in": price_in,
        }
        self._task = task
        Rewards(kind, task, **self._address)  # what is wrong with the address is told at once

    async def __call__(self, session: Session, traces: Sequence[Trace]) -> list[float]:
        """One call for each trace with a step."""
        steps = [self._steps(trace) for trace in traces]
        judged = [i for i, lines in enumerate(steps) if lines]
        rewards = Rewards(self.kind, self._task, **self._address)
        caller = Caller(rewards, self.concurrency, self.attempts)
        # Its samples are not the model's, so they are not in the record of what the model said.
        own = replace(session, caller=caller, used=[], least_temperature=0.0)
        asks = [
            Ask(
                (
                    Message("user", session.task.question),
                    Message("assistant", self._text(steps[i], traces[i])),
                ),
                max_tokens=0,
            )
            for i in judged
        ]
        try:
            found = await sampled(own, asks, "a judgement of every attempt")
        finally:
            await rewards.aclose()
        scores = [0.5] * len(traces)
        for i, samples in zip(judged, found, strict=True):
            if samples:
                rows = from_json(samples[0].text, Rows)
                scores[i] = self._read(rows, len(steps[i]))
        return scores

    def _steps(self, trace: Trace) -> list[str]:
        """What the server is to judge one by one."""
        if self.kind == "pooling" and self.separator:
            return [line for line in trace.text.splitlines() if line.strip()]
        return [trace.text]

    def _text(self, steps: Sequence[str], trace: Trace) -> str:
        if self.kind == "pooling" and self.separator:
            return "".join(step + self.separator for step in steps)
        return trace.text

    def _read(self, rows: Rows, steps: int) -> float:
        if len(rows) != steps:
            raise ModelError(
                f"{self._address['base_url']} judged {len(rows)} places of {steps}: give the "
                "separator that its model was trained with, or separator='' for one in all"
            )
        try:
            numbers = [row[self.label] for row in rows]
        except IndexError:
            raise ModelError(
                f"{self._address['base_url']} gives {len(rows[0])} numbers a place, and "
                f"label={self.label} is not one of them"
            ) from None
        if self.logits:
            numbers = [logistic(number) for number in numbers]
        outside = next((number for number in numbers if not 0 <= number <= 1), None)
        if outside is not None:
            raise ModelError(
                f"{self._address['base_url']} gave {outside:g}, which is no probability: "
                "give logits=true"
            )
        return aggregate(numbers, self.over)
