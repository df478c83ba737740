"""Split a problem into steps, and think long only about the difficult ones."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

from algorist.core import BudgetError, InputError, Spec
from algorist.models import Message, Sample
from algorist.solving._attempts import attempt
from algorist.solving._electing import elect
from algorist.solving._scorers import Trace
from algorist.solving._script import script_for
from algorist.solving._session import Session
from algorist.solving._solution import Candidate, Ending, Solution
from algorist.solving._strategy import resolve_strategy, strategy
from algorist.solving._written import MAX_ITEM, items
from algorist.solving.scorers._choices import ALTERNATIVES, shares
from algorist.solving.scorers._digit import expected

LAST = 0.9
"""The difficulty of the last step, whatever the model thinks: it gives the answer."""


@strategy("decompose")
class Decompose:
    """An outline of steps, each done by a quick or by a thorough strategy as it is difficult.

    1. The model writes ``outlines`` outlines and chooses one of them. 2. Step by step it rates
    the difficulty of the next one, given what is done, by its expected digit over 9; the last
    step has 0.9. 3. A step of at least ``hard_from`` is done by ``hard`` (*System 2*), others by
    ``easy`` (*System 1*); the results are passed on. For a reasoning model take
    ``decompose(easy=no_thinking, hard=direct(max_tokens=4096))``.

    A difficulty that cannot be read counts 0.5. Where no outline of two steps or more is written,
    ``hard`` solves the whole question.

    Cost: ``outlines`` samples and a short call, then for each of at most ``most`` steps a call
    of one token and one of the two strategies, each with all results so far in its prompt.

    Source: SCALE, arXiv 2512.00466 (8 outlines, threshold 0.5; prompts are our own).
    """

    def __init__(
        self,
        *,
        easy: Any = "direct(max_tokens=96)",
        hard: Any = "vote(k=4)",
        outlines: int = 4,
        most: int = 5,
        hard_from: float = 0.5,
        outline_tokens: int = 160,
        temperature: float = 0.7,
        script: Any = "decompose",
    ) -> None:
        if not 1 <= outlines <= 9 or not 2 <= most <= 100:
            raise InputError(
                f"decompose(outlines={outlines!r}, most={most!r}): outlines lie between 1 and 9, "
                "and the most steps between 2 and 100"
            )
        if not 0 <= hard_from <= 1:
            raise InputError(f"decompose(hard_from={hard_from!r}): a difficulty lies in [0, 1]")
        self.outlines, self.most, self.hard_from = outlines, most, hard_from
        self.outline_tokens, self.temperature = outline_tokens, temperature
        self.easy = resolve_strategy(easy if isinstance(easy, Spec) else str(easy))
        self.hard = resolve_strategy(hard if isinstance(hard, Spec) else str(hard))
        self.script = script_for("decompose", script)

    async def __call__(self, session: Session) -> AsyncIterator[Solution]:
        """Outline, then step by step; yields once the last step is done."""
        task = session.task
        steps = await self._outline(session)
        if len(steps) < 2:
            trace, ended = await attempt(self.hard, session)
            yield _solution(session, [trace], ended, "no outline was written", answered=True)
            return
        done: list[Trace] = []
        efforts = ""
        for number, step in enumerate(steps):
            last = number == len(steps) - 1
            so_far = "\n".join(map(_result, steps, done)) or "nothing"
            values = {"question": task.question, "done": so_far}
            try:
                rated = LAST
                if not last:
                    rated = expected(await self._digit(session, "rate", step=step, **values))
                hard = rated >= self.hard_from
                text = self.script.fill("last" if last else "step", **values, step=step)
                shown = task.exemplars if last else self.script.exemplars("step")
                part = session.asking(text, shown).attempt(number, 0.0)
                trace, ended = await attempt(self.hard if hard else self.easy, part)
            except BudgetError as error:
                yield _solution(session, done, True, str(error))
                return
            efforts += "2" if hard else "1"
            done.append(trace)
            if ended and not last:
                yield _solution(session, done, True, f"ended in step {number + 1}")
                return
        yield _solution(session, done, ended, f"efforts {efforts}", answered=True)

    async def _outline(self, session: Session) -> list[str]:
        """The steps of the chosen outline; empty where none could be read."""
        question = session.task.question
        samples = await session.sample(
            self.script.turns("outline", question=question, most=self.most),
            self.outlines,
            max_tokens=self.outline_tokens,
            temperature=self.temperature if self.outlines > 1 else 0.0,
        )
        read = [items(one.text, self.most) for one in samples]
        outlines = [list(one) for one in dict.fromkeys(map(tuple, read)) if len(one) > 1]
        if len(outlines) < 2:
            return outlines[0] if outlines else []
        shown = "\n\n".join(f"Outline {i + 1}:\n{_numbered(one)}" for i, one in enumerate(outlines))
        said = await self._digit(session, "choose", question=question, outlines=shown)
        numbers = [str(i + 1) for i in range(len(outlines))]
        likely = shares(said, numbers)
        return outlines[numbers.index(max(numbers, key=lambda one: likely.get(one, 0.0)))]

    async def _digit(self, session: Session, part: str, **values: object) -> Sample:
        """One token of reply to a text that asks for a digit, with its alternatives."""
        turns = [*self.script.turns(part, **values)]
        if (await session.model.capabilities()).prefill:
            turns.append(Message("assistant", self.script.fill(f"{part}_lead")))
        (sample,) = await session.sample(tuple(turns), max_tokens=1, logprobs=ALTERNATIVES)
        return sample


def _numbered(lines: Sequence[str]) -> str:
    return "\n".join(f"{i + 1}. {line}" for i, line in enumerate(lines))


def _result(step: str, trace: Trace) -> str:
    """What one step brought, as the next ones see it."""
    told = " ".join(trace.text.partition("####")[0].split())[:MAX_ITEM]
    return f"- {step} {told or trace.answer or ''}".rstrip()


def _solution(
    session: Session, done: Sequence[Trace], ended: bool, note: str, *, answered: bool = False
) -> Solution:
    """The steps as one attempt; without its last step it states no answer."""
    text = "\n".join(trace.text for trace in done)
    tokens = sum(trace.output_tokens for trace in done)
    ending: Ending = "budget" if ended else "finished"
    found = Candidate(text, done[-1].answer if answered else None, tokens)
    return elect(session, [found] if done else [], ending=ending, note=note)
