"""Work that several questions share: done once, paid for once."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Protocol, runtime_checkable

import msgspec

from algorist.core import BudgetError, ModelError, derive
from algorist.solving._session import Session
from algorist.solving._task import Task


@runtime_checkable
class Preparing(Protocol):
    """A strategy that first does work which other questions can use as well."""

    def topic(self, task: Task) -> str:
        """Names the work: questions with the same topic share its result."""

    async def prepare(self, session: Session) -> object:
        """The result, which must not depend on anything of the task that the topic leaves out."""


async def prepared(strategy: Preparing, session: Session) -> object:
    """The result of the shared work, done here and now where nobody did it in advance.

    Its draws are then the question's own, so that no other question's calls can change it. None
    where the budget ended it or the model failed: a strategy then goes on without.
    """
    task = session.task
    topic = strategy.topic(task)
    if topic not in session.shared:
        seed = derive("prepare", task.seed, task.question)
        own = replace(session, task=msgspec.structs.replace(task, seed=seed))
        await prepare(strategy, topic, own)
    return session.shared[topic]


async def prepare(strategy: Preparing, topic: str, session: Session) -> None:
    """Do the work, and leave its result in ``session.shared``."""
    session.shared[topic] = None
    with suppress(BudgetError, ModelError):
        session.shared[topic] = await strategy.prepare(session)


def shared_work(strategy: object, tasks: Sequence[Task]) -> dict[str, tuple[Preparing, int]]:
    """What a strategy and its parts can do once for several of the tasks, by topic.

    Each with the index of the first task that needs it, by which it is done and paid for.
    """
    found: dict[str, tuple[Preparing, int]] = {}
    for part in preparing(strategy):
        needed: dict[str, list[int]] = {}
        for index, task in enumerate(tasks):
            needed.setdefault(part.topic(task), []).append(index)
        for topic, several in needed.items():
            if len(several) > 1:
                found.setdefault(topic, (part, several[0]))
    return found


def preparing(strategy: object) -> Iterator[Preparing]:
    """The strategy, and the strategies that it is made of, as far as they share work."""
    if isinstance(strategy, Preparing):
        yield strategy
    for part in vars(strategy).values():
        if inspect.isasyncgenfunction(getattr(type(part), "__call__", None)):  # noqa: B004
            yield from preparing(part)
