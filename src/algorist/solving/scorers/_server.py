"""An external reward model, for whole attempts or for their steps, behind an HTTP address."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from algorist.core import ModelError, Spec, from_json
from algorist.models import Message, Rewards
from algorist.solving._scorers import Trace, aggregate, read_over, scorer
from algorist.solving._session import Ask, Session
from algorist.solving.scorers._choices import sampled
from algorist.solving.scorers._fitting import logistic

Rows = list[list[float]]


@scorer("server")
class Server:
    """What a reward server says of a trace, by one call each.

    ``kind=score`` and ``kind=reward`` judge the whole text. ``kind=pooling`` judges steps (lines):
    ``separator`` is put after each, one row is due for each, and ``over`` aggregates; with an empty
    separator one row is due for the whole. Of a row the number ``label`` counts (-1: the last,
    which is *right* in Qwen2.5-Math-PRM; 0 in Math-Shepherd). It must be a probability;
    ``logits=true`` presses raw rewards into (0, 1) by the logistic function. A text without steps,
    and one that could not be judged, score 0.5. All other arguments are those of
    :class:`algorist.models.Rewards`, which says what is sent.
    """

    logprobs = 0
    relative = False

    def __init__(
        self,
        *,
        base_url: str,
        kind: str = "score",
        over: Any = "last",
        separator: str = "<extra_0>",
        label: int = -1,
        logits: bool = False,
        **rest: Any,
    ) -> None:
        Rewards(base_url, kind=kind, **rest)  # what is wrong with these is told at once
        self.model = Spec("rewards", (("base_url", base_url), ("kind", kind), *rest.items()))
        self.over = read_over(over, "server")
        self.separator = separator if kind == "pooling" else ""
        self.address, self.label, self.logits = base_url, label, logits

    async def __call__(self, session: Session, traces: Sequence[Trace]) -> list[float]:
        """All calls in one batch."""
        steps = [self._steps(trace.text) for trace in traces]
        judged = [i for i, lines in enumerate(steps) if lines]
        question = Message("user", session.task.question)
        asks = [
            Ask(
                (question, Message("assistant", "".join(s + self.separator for s in steps[i]))),
                max_tokens=0,
            )
            for i in judged
        ]
        found = await sampled(session.other(self.model), asks, "a judgement of every attempt")
        scores = [0.5] * len(traces)
        for i, samples in zip(judged, found, strict=True):
            if samples:
                scores[i] = self._read(from_json(samples[0].text, Rows), len(steps[i]))
        return scores

    def _steps(self, text: str) -> list[str]:
        """What the server is to judge one by one."""
        return [line for line in text.splitlines() if line.strip()] if self.separator else [text]

    def _read(self, rows: Rows, steps: int) -> float:
        if len(rows) != steps:
            raise ModelError(
                f"{self.address} judged {len(rows)} places of {steps}: give the separator that its "
                "model was trained with, or separator='' where it judges the whole"
            )
        if not -len(rows[0]) <= self.label < len(rows[0]):
            raise ModelError(
                f"{self.address} gives {len(rows[0])} numbers a place: label={self.label} is none "
                "of them"
            )
        numbers = [row[self.label] for row in rows]
        if self.logits:
            numbers = [logistic(number) for number in numbers]
        outside = next((number for number in numbers if not 0 <= number <= 1), None)
        if outside is not None:
            raise ModelError(
                f"{self.address} gave {outside:g}, which is no probability: give logits=true"
            )
        return aggregate(numbers, self.over)
