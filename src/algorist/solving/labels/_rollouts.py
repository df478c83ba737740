"""Going on from the beginning of a solution, and judging what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from algorist.checking import check_answer
from algorist.core import Answer, BudgetError, ModelError, Problem
from algorist.models import Message, Sample
from algorist.solving._attempts import stated
from algorist.solving._prompts import Prompt
from algorist.solving._session import Ask, Session
from algorist.solving._solution import Candidate
from algorist.solving._votes import group_answers
from algorist.solving.labels._records import Estimate, Key
from algorist.solving.search._tree import ENDS

Judge = Callable[[str | None], bool]
"""Whether an answer is right."""


def steps_of(text: str) -> tuple[str, ...]:
    """A solution's steps: its lines with their ends, up to the first that states the answer.

    Blank lines belong to the step before them.

    >>> steps_of("2 + 2 = 4\\n\\n4 * 3 = 12\\n#### 12\\nThank you.")
    ('2 + 2 = 4\\n\\n', '4 * 3 = 12\\n', '#### 12')
    """
    steps: list[str] = []
    for line in text.splitlines(keepends=True):
        if steps and (not line.strip() or not steps[-1].strip()):
            steps[-1] += line
        else:
            steps.append(line)
        if any(mark in line for mark in ENDS):
            steps[-1] = steps[-1].rstrip()
            break
    return tuple(steps)


def judged(gold: Answer) -> Judge:
    """By a known answer; an answer that cannot be decided is not right."""
    return lambda answer: answer is not None and check_answer(gold, answer).correct


def reference(problem: Problem, answers: Sequence[str | None]) -> Answer | None:
    """The answer that counts as right: the problem's own; without one, what most attempts say."""
    return problem.gold if problem.answer else agreed(answers, problem.answer_type)


def agreed(answers: Sequence[str | None], answer_type: str) -> Answer | None:
    """The answer of over half of those who gave one, and of at least two; None without one."""
    told = [Candidate("", answer) for answer in answers if answer is not None]
    groups = group_answers(told, answer_type)
    if not groups or len(groups[0].members) < 2 or 2 * len(groups[0].members) <= len(told):
        return None
    return Answer(groups[0].answer, answer_type) if answer_type else Answer(groups[0].answer)


@dataclass(frozen=True)
class Attempt:
    """A whole solution."""

    steps: tuple[str, ...]
    answer: str | None
    sample: Key

    @classmethod
    def read(cls, text: str, answer_type: str, sample: Key) -> Attempt:
        """The attempt that a text makes, up to the first line that states an answer."""
        steps = steps_of(text)
        return cls(steps, stated("".join(steps), answer_type), sample)


async def sampled_whole(session: Session, asks: Sequence[Ask]) -> list[list[Sample]]:
    """All samples of all conversations, none of them cut short by the budget.

    They are in flight together where the budget holds the worst case of all, and else one
    conversation after the other. ``BudgetError`` before one whose worst case it does not hold;
    ``ModelError`` where a sample could not be had.
    """
    found: list[list[Sample]] = []
    for batch in [asks] if await _fits(session, asks) else [[ask] for ask in asks]:
        if not await _fits(session, batch):
            raise BudgetError(
                f"the budget does not hold {batch[0].n} more samples of a beginning: give a larger "
                "one, and the same command goes on"
            )
        found += await session.sample_all(batch)
    for ask, samples in zip(asks, found, strict=True):
        if len(samples) < ask.n:
            raise ModelError(f"{session.model.spec} gave {len(samples)} of {ask.n} samples")
    return found


async def _fits(session: Session, asks: Sequence[Ask]) -> bool:
    return not session.ledger.bounded or session.ledger.affords(await session.worst(asks))


@dataclass
class Rollouts:
    """Estimates how often a solution that begins in a given way ends well, with ``k`` roll-outs.

    Equal beginnings are estimated once. ``attempts`` are the roll-outs from nothing.
    """

    session: Session
    prompt: Prompt
    judge: Judge
    attempts: Sequence[Attempt]
    k: int = 8
    temperature: float = 0.7
    max_tokens: int = 256
    known: dict[str, Estimate] = field(default_factory=dict)
    nexts: dict[str, list[tuple[str, Key]]] = field(default_factory=dict)
    """For each beginning, the next steps of the right roll-outs from it."""

    def __post_init__(self) -> None:
        self._keep("", 0, list(self.attempts), self.attempts[0].sample[0] if self.attempts else "")

    async def estimate(self, beginnings: Sequence[tuple[str, ...]]) -> list[Estimate]:
        """One for each beginning, given as its steps; costs ``k`` samples for each new one.

        All are asked for in one batch. Raises ``BudgetError`` where the budget does not hold all of
        them, and ``ModelError`` where the model failed or cannot go on from a begun reply.
        """
        fresh = {"".join(steps): len(steps) for steps in beginnings}
        fresh = {text: steps for text, steps in fresh.items() if text not in self.known}
        able = await self.session.model.capabilities()
        if fresh and not able.prefill:
            raise ModelError(
                f"{self.session.model.spec} cannot go on from a begun reply, which roll-outs need"
            )
        start = self.session.task.messages(self.prompt)
        asks = [
            Ask(
                (*start, Message("assistant", text)),
                self.k,
                max_tokens=self.max_tokens,
                temperature=self.temperature,
            )
            for text in fresh
        ]
        place = len(self.session.used)
        found = await sampled_whole(self.session, asks)
        for (text, steps), samples in zip(fresh.items(), found, strict=True):
            _, key, _ = self.session.used[place]
            place += len(samples)
            self._keep(text, steps, self._read(text, samples, key.hex()), key.hex())
        return [self.known["".join(steps)] for steps in beginnings]

    def _read(self, text: str, samples: Sequence[Sample], key: str) -> list[Attempt]:
        kind = self.session.task.answer_type
        return [Attempt.read(text + one.text, kind, (key, i)) for i, one in enumerate(samples)]

    def _keep(self, text: str, steps: int, ends: Sequence[Attempt], key: str) -> None:
        right = [one for one in ends if self.judge(one.answer)]
        self.known[text] = Estimate(steps, len(right), len(ends), key)
        self.nexts[text] = [
            (one.steps[steps], one.sample) for one in right if len(one.steps) > steps
        ]
