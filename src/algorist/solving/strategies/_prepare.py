"""Think about a context before questions about it come."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import msgspec

from algorist.checking import check_steps
from algorist.core import InputError, Spec, derive
from algorist.solving._script import script_for
from algorist.solving._session import Session
from algorist.solving._shared import prepared
from algorist.solving._solution import Solution
from algorist.solving._strategy import resolve_strategy, strategy
from algorist.solving._task import Task
from algorist.solving._written import items, split_context

MAX_NOTES = 24
"""Lines of notes that are kept."""
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


@strategy("prepare")
class Prepare:
    """The model works out what a context implies, once; questions about it come with its notes.

    The context of a question is its text without the last paragraph, or without the last
    sentence where it is one paragraph. In ``rounds`` calls the model writes facts that may be
    asked for, one a line; lines that our step checker shows wrong, and what only they bring up,
    are dropped (``checked``). ``each`` then answers with these notes. A question of one sentence
    has no context and is asked as it is.

    Cost: ``rounds`` calls of ``note_tokens`` for all questions on one context in a run, which the
    first of them pays, and one attempt each: over q questions (prepare + q * attempt) / q.

    Source: sleep-time compute, Lin et al., arXiv 2504.13171 (up to 10 rounds; the check is ours).
    """

    def __init__(
        self,
        *,
        each: Any = "direct",
        rounds: int = 1,
        note_tokens: int = 256,
        checked: bool = True,
        script: Any = "prepare",
    ) -> None:
        if not 1 <= rounds <= 100:
            raise InputError(f"prepare(rounds={rounds!r}): rounds lie between 1 and 100")
        self.rounds, self.note_tokens, self.checked = rounds, note_tokens, checked
        self.each = resolve_strategy(each if isinstance(each, Spec) else str(each))
        self.script = script_for("prepare", script)

    async def __call__(self, session: Session) -> AsyncIterator[Solution]:
        """Prepare, where nobody has for this context; ask."""
        task = session.task
        notes = await prepared(self, session)
        context, query = split_context(task.question)
        if not notes:
            note = "nothing was prepared" if context else "the question has no context"
            async for solution in self.each(session):
                yield msgspec.structs.replace(solution, note=solution.note or note)
            return
        text = self.script.fill("ask", context=context, notes=notes, query=query)
        async for solution in self.each(session.asking(text, task.exemplars)):
            yield solution

    def topic(self, task: Task) -> str:
        """The context, and how it is prepared."""
        how = f"{self.script.name} {self.rounds} {self.note_tokens} {self.checked}"
        return f"prepare {derive(how, split_context(task.question)[0]):x}"

    async def prepare(self, session: Session) -> object:
        """The notes, one a line; empty where there is no context or nothing of use was written."""
        context, _ = split_context(session.task.question)
        notes: list[str] = []
        for number in range(self.rounds if context else 0):
            part = "more" if number else "notes"
            turns = self.script.turns(part, context=context, notes="\n".join(notes))
            (sample,) = await session.sample(turns, max_tokens=self.note_tokens)
            written = sample.text
            if sample.finish == "length":
                # The last line was cut, and half a fact is none.
                written = written.rpartition("\n")[0] or written
            before = len(notes)
            notes = list(dict.fromkeys([*notes, *items(written, MAX_NOTES)]))[:MAX_NOTES]
            if self.checked:
                notes = await asyncio.to_thread(_not_wrong, notes, context)
            if len(notes) == before:
                break
        return "\n".join(notes)


def _not_wrong(notes: list[str], context: str) -> list[str]:
    """The notes but for those that the step checker shows wrong, each looked at by itself.

    A note that it cannot check goes too where it repeats a number that only a wrong one brought.
    """
    kept = []
    known, doubtful = set(_NUMBER.findall(context)), set[str]()
    for line in notes:
        verdicts = {step.verdict for step in check_steps(line, context).steps}
        numbers = set(_NUMBER.findall(line))
        if "wrong" in verdicts:
            doubtful |= numbers
        elif "right" in verdicts or not numbers & (doubtful - known):
            kept.append(line)
            known |= numbers
    return kept
