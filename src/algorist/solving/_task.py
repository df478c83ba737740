"""What a strategy is given: the question, never the answer."""

from __future__ import annotations

from algorist.core import Problem, Record
from algorist.models import Message
from algorist.solving._prompts import Pool, Prompt


def no_pool(count: int) -> tuple[Problem, ...]:
    """Nothing to choose from."""
    return ()


class Task(Record, frozen=True):
    """One question to be answered.

    ``about`` is handed on to simulated models with each request; strategies do not look at it.
    """

    question: str
    answer_type: str
    """What kind of answer is due; empty where nobody knows."""
    exemplars: tuple[Problem, ...] = ()
    """Shown by prompts that make no choice of their own."""
    pool: Pool = no_pool
    """More worked examples of the question's kind, where a prompt or a strategy chooses."""
    about: Problem | None = None
    seed: int = 0

    def messages(self, prompt: Prompt) -> tuple[Message, ...]:
        """The conversation that asks this question in the prompt's way."""
        return prompt.messages(self.question, prompt.choose(self.exemplars, self.pool))
