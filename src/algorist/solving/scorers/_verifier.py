"""A model checks an attempt in words, then says yes or no; the probability of yes counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from algorist.core import InputError
from algorist.models import Message
from algorist.solving._scorers import Trace, scorer
from algorist.solving._script import script_for
from algorist.solving._session import Ask, Session
from algorist.solving.scorers._choices import ALTERNATIVES, sampled, shares


@scorer("verifier")
class Verifier:
    """The mean probability of *yes* after each of ``checks`` written checks of a trace.

    A check is a sample of at most ``max_tokens`` tokens; the model then goes on with one token for
    its verdict. ``checks=0`` asks for the verdict alone. Calls for each trace: one of ``checks``
    samples, and ``checks`` of one token (or one). A check without a verdict does not count; a trace
    without any scores 0.5. Source: generative verifiers, Zhang et al., arXiv 2408.15240, prompted
    and not trained.
    """

    logprobs = 0
    relative = False

    def __init__(
        self,
        *,
        checks: int = 1,
        temperature: float = 0.7,
        max_tokens: int = 256,
        script: Any = "verifier",
    ) -> None:
        if not 0 <= checks <= 1000:
            raise InputError(f"verifier(checks={checks!r}): checks lie between 0 and 1000")
        if temperature <= 0 and checks > 1:
            raise InputError(
                f"verifier(checks={checks}, temperature={temperature!r}): without chance all "
                "checks are the same; give a temperature over 0"
            )
        self.checks, self.temperature, self.max_tokens = checks, temperature, max_tokens
        self.script = script_for("verifier", script)

    async def __call__(self, session: Session, traces: Sequence[Trace]) -> list[float]:
        """All checks in one batch, then all verdicts in another."""
        verdict = self.script.fill("verdict")
        asked = [
            self.script.fill("check", question=session.task.question, solution=trace.text)
            for trace in traces
        ]
        whose = list(range(len(traces)))
        conversations: list[tuple[Message, ...]]
        if self.checks:
            written = await sampled(
                session,
                [
                    Ask(
                        (Message("user", text),),
                        self.checks,
                        max_tokens=self.max_tokens,
                        temperature=self.temperature,
                    )
                    for text in asked
                ],
                "a check of every attempt",
            )
            whose = [i for i, checks in enumerate(written) for _ in checks]
            conversations = [
                (
                    Message("user", asked[i]),
                    Message("assistant", check.text.strip() or "I find nothing."),
                    Message("user", verdict),
                )
                for i, checks in enumerate(written)
                for check in checks
            ]
        else:
            conversations = [(Message("user", f"{text}\n{verdict}"),) for text in asked]
        found = await sampled(
            session,
            [Ask(turns, max_tokens=1, logprobs=ALTERNATIVES) for turns in conversations],
            "a verdict on every attempt",
        )
        said: list[list[float]] = [[] for _ in traces]
        for i, samples in zip(whose, found, strict=True):
            likely = shares(samples[0], ("yes", "no")) if samples else {}
            if likely:
                said[i].append(likely["yes"])
        return [sum(one) / len(one) if one else 0.5 for one in said]
