"""Feed what went wrong back to the model."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from algorist.checking import check_steps
from algorist.core import BudgetError, InputError
from algorist.models import Message, Sample
from algorist.solving._electing import candidate, elect
from algorist.solving._programs import find_program, result_text, run
from algorist.solving._prompts import prompts
from algorist.solving._script import script_for
from algorist.solving._session import Session
from algorist.solving._solution import Candidate, Solution
from algorist.solving._strategy import strategy


@strategy("repair")
class Repair:
    """Solve, find the first wrong step or the program's error, and ask for a correction.

    At most ``rounds`` corrections. With ``prompt=program`` the fault is the program's own error;
    otherwise the step checker's first wrong step. An attempt without a found fault is final.
    """

    def __init__(
        self,
        *,
        rounds: int = 2,
        max_tokens: int = 256,
        prompt: Any = "steps",
        script: Any = "repair",
    ) -> None:
        if not 0 <= rounds <= 100:
            raise InputError(f"repair(rounds={rounds!r}): rounds lie between 0 and 100")
        self.rounds, self.max_tokens = rounds, max_tokens
        self.prompt = prompts.get(str(prompt))
        self.script = script_for("repair", script)

    async def __call__(self, session: Session) -> AsyncIterator[Solution]:
        """Attempt by attempt; the last one counts."""
        messages = session.task.messages(self.prompt)
        solution = Solution()
        for _ in range(self.rounds + 1):
            try:
                (sample,) = await session.sample(messages, max_tokens=self.max_tokens)
            except BudgetError as error:
                if solution.candidates:
                    yield elect(session, solution.candidates, ending="budget", note=str(error))
                    return
                raise
            attempt, fault = await self._examined(session, sample)
            solution = elect(session, [attempt])
            yield solution
            if fault is None:
                break
            messages = (*messages, Message("assistant", sample.text), Message("user", fault))
        yield elect(session, solution.candidates, ending="finished")

    async def _examined(self, session: Session, sample: Sample) -> tuple[Candidate, str | None]:
        """The attempt, and the message that names its fault."""
        if self.prompt.name == "program":
            source = find_program(sample.text)
            if source is None:
                answer, problem = None, "there is no program in the reply"
            else:
                result = await run(source)
                answer, problem = result_text(result), result.feedback
            attempt = Candidate(sample.text, answer, sample.output_tokens)
            fault = self.script.fill("program", problem=problem) if answer is None else None
            return attempt, fault
        attempt = candidate(sample, session.task.answer_type)
        checked = check_steps(sample.text, session.task.question)
        if checked.first_wrong is None:
            return attempt, None
        step = checked.steps[checked.first_wrong]
        return attempt, self.script.fill(
            "step", number=checked.first_wrong + 1, step=step.text, reason=step.reason
        )
