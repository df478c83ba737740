"""Work that several problems of a run share: done before them, charged to the first of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from algorist.core import Cost
from algorist.solving import Preparing, Session, Strategy, Task, prepare, shared_work


@dataclass
class Advance:
    """What was prepared, and which problem is charged for it.

    Each piece has a budget of its own, so that neither its result nor its cost depends on how many
    calls are in flight. The problem that is charged is the first in order, not the first to come.
    """

    results: dict[str, object] = field(default_factory=dict)
    paid: dict[str, list[Session]] = field(default_factory=dict)

    def cost(self, problem: str) -> Cost:
        """What a problem is charged before it begins."""
        return sum((one.ledger.spent for one in self.paid.get(problem, ())), Cost())

    @property
    def total(self) -> Cost:
        """What all of it cost."""
        return sum(map(self.cost, self.paid), Cost())

    def enter(self, problem: str, session: Session, *, before: Session | None = None) -> None:
        """Hand a problem's session the results, and what was paid for it already.

        That is the work done in advance, where this problem is the one to pay; after an earlier
        round all that was spent ``before``, which includes samples that are not asked for again.
        """
        session.shared = dict(self.results)
        if before is None:
            session.ledger.charge(self.cost(problem), reused=True)
            for one in self.paid.get(problem, ()):
                session.used.extend(one.used)
        else:
            session.ledger.charge(before.ledger.spent, reused=True)
            session.used, session.charged = before.used, before.charged
            session.limits, session.paid = before.limits, dict(before.limits)


async def advance(
    strategy: Strategy,
    tasks: Mapping[str, Task],
    opened: Callable[[Task, int], Session],
    concurrency: int,
) -> Advance:
    """Do all that a strategy can do once for several of the problems.

    ``opened(task, n)`` makes the session in which one of ``n`` pieces is done, with its budget.
    """
    names = list(tasks)
    work = shared_work(strategy, list(tasks.values()))
    made = Advance()
    slots = asyncio.Semaphore(concurrency)

    async def do(part: Preparing, topic: str, session: Session) -> None:
        async with slots:
            await prepare(part, topic, session)
        made.results |= session.shared

    try:
        async with asyncio.TaskGroup() as group:
            for topic, (part, index) in work.items():
                session = opened(tasks[names[index]], len(work))
                made.paid.setdefault(names[index], []).append(session)
                group.create_task(do(part, topic, session))
    except BaseExceptionGroup as several:
        raise several.exceptions[0] from several
    return made
