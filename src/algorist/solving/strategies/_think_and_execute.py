"""One program in words for all questions of a kind, run by the model for each."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import msgspec

from algorist.core import InputError, Problem, Spec, derive
from algorist.solving._programs import find_program
from algorist.solving._prompts import worked
from algorist.solving._script import script_for
from algorist.solving._session import Session
from algorist.solving._shared import prepared
from algorist.solving._solution import Solution
from algorist.solving._strategy import resolve_strategy, strategy
from algorist.solving._task import Task
from algorist.solving._written import items

MAX_LINES = 12
"""Lines of the analysis that go into the question for the program; repeated ones are dropped."""


@strategy("think_and_execute")
class ThinkAndExecute:
    """The model writes a program for the kind of question, and goes through it line by line.

    *Think*, once for all questions with the same exemplars: from ``examples`` of them the model
    says how they are solved, then writes a program that prints each intermediate value. *Execute*,
    by ``each`` for every question: the model simulates that program and answers. Nothing runs
    here (``program`` runs programs). Without exemplars the question is its own example; a
    program that is not written to its end is dropped, and ``each`` works without.

    Cost: two calls of ``think_tokens`` for all questions of a kind in a run, which the first of
    them pays, and one attempt each, whose prompt carries the program.

    Source: Think-and-Execute, Chae et al., arXiv 2404.02575.
    """

    def __init__(
        self,
        *,
        each: Any = "direct",
        examples: int = 3,
        think_tokens: int = 320,
        script: Any = "think_and_execute",
    ) -> None:
        if not 1 <= examples <= 100:
            raise InputError(
                f"think_and_execute(examples={examples!r}): between 1 and 100 are shown"
            )
        self.examples, self.think_tokens = examples, think_tokens
        self.each = resolve_strategy(each if isinstance(each, Spec) else str(each))
        self.script = script_for("think_and_execute", script)

    async def __call__(self, session: Session) -> AsyncIterator[Solution]:
        """Think, where nobody has for this kind; execute."""
        task = session.task
        program = await prepared(self, session)
        if not program:
            async for solution in self.each(session):
                yield msgspec.structs.replace(
                    solution, note=solution.note or "no program was written"
                )
            return
        text = self.script.fill("execute", question=task.question, program=program)
        async for solution in self.each(session.asking(text, task.exemplars)):
            yield solution

    def topic(self, task: Task) -> str:
        """The examples, and how the program is asked for."""
        how = f"{self.script.name} {self.think_tokens}"
        return f"think_and_execute {derive(how, self._examples(task)):x}"

    async def prepare(self, session: Session) -> object:
        """The program as text; None where the model wrote none, or none to its end."""
        examples = self._examples(session.task)
        turns = self.script.turns("analyse", examples=examples)
        (analysis,) = await session.sample(turns, max_tokens=self.think_tokens)
        told = "\n".join(items(analysis.text, MAX_LINES))
        turns = self.script.turns("write", examples=examples, analysis=told)
        (written,) = await session.sample(turns, max_tokens=self.think_tokens)
        return find_program(written.text) if written.finish == "stop" else None

    def _examples(self, task: Task) -> str:
        shown = task.exemplars[: self.examples]
        return "\n\n".join(map(_example, shown)) or f"Question: {task.question}"


def _example(problem: Problem) -> str:
    return f"Question: {problem.question}\n{worked(problem)}"
