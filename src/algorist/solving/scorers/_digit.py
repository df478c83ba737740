"""A model is asked for one digit; its probabilities count, not its prose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from algorist.models import Message, Sample
from algorist.solving._scorers import Trace, aggregate, read_over, scorer
from algorist.solving._script import script_for
from algorist.solving._session import Ask, Session
from algorist.solving.scorers._choices import ALTERNATIVES, sampled, shares


@scorer("digit")
class Digit:
    """The expected digit from 0 to 9 over the first token's alternatives, divided by 9.

    It rates the last step of what it is shown. With ``over=last`` that is the whole trace: one call
    of one token each. With ``min``, ``product`` or ``mean`` it is every beginning of it that ends
    with a line: one call a line, each beginning once. 0.5 where no digit is among the alternatives,
    and for a trace without a line. Where the model goes on from a begun reply, the reply is begun
    for it. Source: the score of SpecReason, Pan et al., arXiv 2504.07891, as an expectation.
    """

    logprobs = 0
    relative = False

    def __init__(self, *, over: Any = "last", script: Any = "digit") -> None:
        self.over = read_over(over, "digit")
        self.script = script_for("digit", script)

    async def __call__(self, session: Session, traces: Sequence[Trace]) -> list[float]:
        """The call's own log-probabilities are used; without them the digit written counts."""
        shown = [
            [trace.text] if self.over == "last" else beginnings(trace.text) for trace in traces
        ]
        known = cast(dict[str, float], session.memo.setdefault(f"digit {self.script.name}", {}))
        new = [text for text in dict.fromkeys(t for one in shown for t in one) if text not in known]
        prefill = (await session.model.capabilities()).prefill
        asks = []
        for text in new:
            asked = self.script.fill("rate", question=session.task.question, solution=text)
            turns = (Message("user", asked), Message("assistant", self.script.fill("lead")))
            asks.append(Ask(turns if prefill else turns[:1], max_tokens=1, logprobs=ALTERNATIVES))
        found = await sampled(session, asks, "a rating of every attempt")
        for text, samples in zip(new, found, strict=True):
            if samples:
                known[text] = expected(samples[0])
        return [aggregate([known.get(text, 0.5) for text in one], self.over) for one in shown]


def beginnings(text: str) -> list[str]:
    """The beginnings of a text that end with a line that says something.

    >>> beginnings("a\\n\\nb")
    ['a', 'a\\n\\nb']
    """
    lines = text.splitlines(keepends=True)
    return ["".join(lines[: i + 1]).rstrip() for i, line in enumerate(lines) if line.strip()]


def expected(sample: Sample) -> float:
    """The expected digit over 9 of a one-token reply.

    >>> from algorist.models import TokenInfo
    >>> expected(Sample("9", tokens=(TokenInfo("9", -0.7, (("9", -0.69315), (" 0", -0.69315))),)))
    0.5
    """
    likely = shares(sample, "0123456789")
    return sum(int(digit) * share for digit, share in likely.items()) / 9 if likely else 0.5
