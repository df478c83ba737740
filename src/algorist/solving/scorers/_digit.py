"""A model is asked for one digit; its probabilities count, not its prose."""

from __future__ import annotations

from collections.abc import Sequence

from algorist.models import Message, Sample
from algorist.solving._prompts import RATE, RATE_LEAD
from algorist.solving._scorers import Trace, scorer
from algorist.solving._session import Ask, Session
from algorist.solving.scorers._choices import ALTERNATIVES, sampled, shares


@scorer("digit")
class Digit:
    """The expected digit from 0 to 9 over the first token's alternatives, divided by 9.

    One call of one token for each trace, batched. 0.5 where no digit is among the alternatives.
    Where the model goes on from a begun reply, the reply is begun for it. Source: the score of
    SpecReason, Pan et al., arXiv 2504.07891, as an expectation.
    """

    logprobs = 0
    relative = False

    async def __call__(self, session: Session, traces: Sequence[Trace]) -> list[float]:
        """The call's own log-probabilities are used; without them the digit written counts."""
        able = await session.caller.model.capabilities()
        asks = []
        for trace in traces:
            text = RATE.format(question=session.task.question, solution=trace.text)
            turns = [Message("user", text)]
            if able.prefill:
                turns.append(Message("assistant", RATE_LEAD))
            asks.append(Ask(tuple(turns), max_tokens=1, logprobs=ALTERNATIVES))
        found = await sampled(session, asks, "a rating of every attempt")
        return [expected(samples[0]) if samples else 0.5 for samples in found]


def expected(sample: Sample) -> float:
    """The expected digit over 9 of a one-token reply.

    >>> from algorist.models import TokenInfo
    >>> expected(Sample("9", tokens=(TokenInfo("9", -0.7, (("9", -0.69315), (" 0", -0.69315))),)))
    0.5
    """
    likely = shares(sample, "0123456789")
    return sum(int(digit) * share for digit, share in likely.items()) / 9 if likely else 0.5
