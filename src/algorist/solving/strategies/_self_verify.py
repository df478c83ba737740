"""Each attempt is checked by a program that the model writes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from algorist.checking import check_answer
from algorist.core import BudgetError, InputError
from algorist.models import Message
from algorist.solving._attempts import executed
from algorist.solving._electing import candidate, elect
from algorist.solving._prompts import prompts
from algorist.solving._script import script_for
from algorist.solving._session import Session
from algorist.solving._solution import Candidate, Ending, Solution
from algorist.solving._strategy import strategy


@strategy("self_verify")
class SelfVerify:
    """``k`` attempts, each verified by a program that computes the answer in its own way.

    The program's answer equals the attempt's: *True*, differs: *False*, no program or a failing
    one: *Uncertain*. The vote weighs attempts by 1, ``false`` and ``uncertain``. Verifying by
    prose instead was measured to hurt. Source: code-based self-verification with
    verification-guided voting, Zhou et al., arXiv 2308.07921.
    """

    def __init__(
        self,
        *,
        k: int = 4,
        temperature: float = 0.7,
        uncertain: float = 0.5,
        false: float = 0.2,
        max_tokens: int = 256,
        prompt: Any = "steps",
        script: Any = "self_verify",
    ) -> None:
        if not 1 <= k <= 1000:
            raise InputError(f"self_verify(k={k!r}): the number lies between 1 and 1000")
        if not 1 >= uncertain >= false >= 0:
            raise InputError(
                f"self_verify(uncertain={uncertain!r}, false={false!r}): weights must satisfy "
                "1 >= uncertain >= false >= 0"
            )
        self.k, self.temperature = k, temperature
        self.uncertain, self.false = uncertain, false
        self.max_tokens = max_tokens
        self.prompt = prompts.get(str(prompt))
        self.program = prompts.get("program")
        self.script = script_for("self_verify", script)

    async def __call__(self, session: Session) -> AsyncIterator[Solution]:
        """Attempt, verify, vote; yields after the attempts and after each verification."""
        task = session.task
        samples = await session.sample(
            task.messages(self.prompt),
            self.k,
            max_tokens=self.max_tokens,
            temperature=self.temperature,
        )
        found = [candidate(sample, task.answer_type) for sample in samples]
        weights = [self.uncertain] * len(found)
        yield elect(session, found, weights=weights)
        ending: Ending = "finished" if len(found) == self.k else "budget"
        for index, attempt in enumerate(found):
            if attempt.answer is None:
                continue
            try:
                weights[index] = await self._weight(session, attempt, index)
            except BudgetError:
                ending = "budget"
                break
            yield elect(session, found, weights=weights)
        yield elect(session, found, weights=weights, ending=ending)

    async def _weight(self, session: Session, attempt: Candidate, index: int) -> float:
        shown = self.program.messages(session.task.question, session.task.exemplars)[:-1]
        text = self.script.fill("check", question=session.task.question, solution=attempt.text)
        samples = await session.sample(
            (*shown, Message("user", text)),
            first=index,
            max_tokens=self.max_tokens,
            temperature=self.temperature,
        )
        (check,) = await executed(samples)
        if check.answer is None:
            return self.uncertain
        agreed = check_answer(str(attempt.answer), check.answer).verdict
        return {"correct": 1.0, "incorrect": self.false}.get(agreed, self.uncertain)
