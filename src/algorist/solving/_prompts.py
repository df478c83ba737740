"""The ways to put a question to a model, in one place, with versions.

A prompt is replaced by registering another one under a new name and naming it in the strategy's
spec (``vote(k=8, prompt=mine)``). Changing a text here raises its version, which is part of what a
run stores.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from algorist.core import Problem, Registry
from algorist.models import Message
from algorist.problems import MAX_EXEMPLAR_CHARS
from algorist.solving._programs import as_program

POOL = 32
"""Worked examples among which those with the most steps are looked for."""

Pool = Callable[[int], tuple[Problem, ...]]
"""``pool(n)``: up to ``n`` worked examples to choose from, the ones shown by default first."""


def as_given(shown: tuple[Problem, ...], pool: Pool) -> tuple[Problem, ...]:
    """The exemplars of the task: the first ones of its family."""
    return shown


def none_at_all(shown: tuple[Problem, ...], pool: Pool) -> tuple[Problem, ...]:
    """Zero-shot."""
    return ()


def most_steps(shown: tuple[Problem, ...], pool: Pool) -> tuple[Problem, ...]:
    """As many as the task's, those of the pool with the most steps; the longest comes last.

    Source: complexity-based prompting, Fu et al., arXiv 2210.00720. Equal numbers of steps: the
    longer question (the paper's rule where steps are not known), then the earlier one.
    """
    order = sorted(pool(POOL) or shown, key=lambda one: (-len(one.steps), -len(one.question)))
    kept: list[Problem] = []
    room = MAX_EXEMPLAR_CHARS
    for one in order:
        size = len(one.question) + len(worked(one))
        if len(kept) < len(shown) and size <= room:
            kept.append(one)
            room -= size
    return tuple(reversed(kept))


@dataclass(frozen=True)
class Prompt:
    """A way to put a question to a model."""

    name: str
    version: int
    system: str
    """The first message; empty for none."""
    exemplar: Callable[[Problem], str]
    """Writes an exemplar as the reply that the model should give."""
    ask: str = "{question}"
    """What the last turn says."""
    choose: Callable[[tuple[Problem, ...], Pool], tuple[Problem, ...]] = as_given
    """Which exemplars are shown, of the task's own and of its pool."""

    def messages(self, question: str, exemplars: tuple[Problem, ...] = ()) -> tuple[Message, ...]:
        """The conversation: each exemplar is a turn of its own, the question comes last."""
        turns = [Message("system", self.system)] if self.system else []
        for exemplar in exemplars:
            turns.append(Message("user", exemplar.question))
            turns.append(Message("assistant", self.exemplar(exemplar)))
        return (*turns, Message("user", self.ask.format(question=question)))


def worked(problem: Problem) -> str:
    """The steps, one a line, and ``#### answer``."""
    lines = [step.text for step in problem.steps]
    return "\n".join([*lines, f"#### {problem.answer}"])


def answered(problem: Problem) -> str:
    """The answer alone."""
    return f"#### {problem.answer}"


def coded(problem: Problem) -> str:
    """A program with the problem's numbers, in a code block."""
    program = as_program(problem) or f"def solution():\n    return {problem.answer!r}"
    return f"```python\n{program}\n```"


def mixed(problem: Problem) -> str:
    """Text, a program, its output, and the answer that follows."""
    lead = "I compute it with a program."
    return f"{lead}\n{coded(problem)}\n```output\n{problem.answer}\n```\n#### {problem.answer}"


STEPS = (
    "Solve the problem in short steps, one on each line. "
    "Then write the answer alone on the last line after ####."
)

prompts: Registry[Prompt] = Registry("prompt")

for _prompt in (
    Prompt(name="steps", version=1, system=STEPS, exemplar=worked),
    Prompt(name="complex", version=1, system=STEPS, exemplar=worked, choose=most_steps),
    Prompt(
        name="zero_shot",
        version=1,
        system="",
        exemplar=worked,
        ask=(
            "{question}\n\nLet's think step by step. "
            "At the end write the answer alone on the last line after ####."
        ),
        choose=none_at_all,
    ),
    Prompt(
        name="answer",
        version=1,
        system="Write only the answer, on one line after ####.",
        exemplar=answered,
    ),
    Prompt(
        name="program",
        version=1,
        system=(
            "Write a Python function solution() that computes the answer to the problem and "
            "returns it. Name each quantity. Write only the code."
        ),
        exemplar=coded,
    ),
    Prompt(
        name="interleave",
        version=1,
        system=(
            "Solve the problem. You may write Python in a ```python block; its output comes back "
            "in an ```output block. End with the answer alone on the last line after ####."
        ),
        exemplar=mixed,
    ),
):
    prompts.add(_prompt.name, _prompt)
