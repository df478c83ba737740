"""Evaluating strategies on problems inside one budget, so that a stopped run goes on."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal, get_args

import msgspec

from algorist.core import Budget, Cost, InputError, Ledger, Problem, Spec
from algorist.models import Caller, Model, Request, resolve
from algorist.recording._advance import Advance, advance
from algorist.recording._amounts import least, less, part
from algorist.recording._sharing import ByValue, Even, Sharing, Turn, is_open
from algorist.recording._store import PROBE, RunSpec, Solved, Store
from algorist.recording._tasks import task_of
from algorist.solving import (
    Callers,
    Session,
    Solution,
    Strategy,
    Task,
    check_rates,
    models_named,
    pricing,
    prompts,
    resolve_strategy,
    scripts,
)
from algorist.solving import run_strategy as run_one
from algorist.solving.allocation import Growing

Progress = Callable[[str, Problem, Solution], None]
"""Called as ``progress(strategy, problem, solution)`` for each problem done."""

Allocation = Literal["even", "value"]
"""How a budget is shared out over problems."""


@dataclass
class Evaluation:
    """One run: problems, a model, strategies, a budget.

    The budget is shared out evenly over the strategies and then over the problems, in rounds, as
    ``allocation`` says; what a problem leaves goes to others. Work that several problems share is
    done before them, with at most half of the strategy's budget, and charged to the first of them.
    No share depends on which call came back first, so the result is the same with 1 call in flight
    and with 64, and the total cannot be overspent.
    """

    problems: Sequence[Problem]
    model: Model
    strategies: Sequence[str]
    store: Store
    budget: Budget = field(default_factory=Budget)
    per_problem: Budget = field(default_factory=Budget)
    """The most that one strategy may spend on one problem."""
    allocation: Allocation = "even"
    """``value`` gives samples where votes gain most, to strategies that can take them so; see
    ``algorist.solving.allocation.Growing``. The others share evenly."""
    seed: int = 0
    exemplars: int = 4
    concurrency: int = 16
    source: str = ""
    progress: Progress = lambda strategy, problem, solution: None
    tell: Callable[[str], None] = lambda note: None
    """Called with what a person should know before the run starts."""
    _callers: Callers = field(init=False)
    _clock: Ledger = field(init=False)

    def __post_init__(self) -> None:
        if not self.problems:
            raise InputError("there are no problems: give a file, a suite or a larger --limit")
        if self.allocation not in get_args(Allocation):
            raise InputError(f"allocation={self.allocation!r}: one of even, value")
        if len({problem.id for problem in self.problems}) < len(self.problems):
            raise InputError("two problems have the same id: ids must differ within a run")
        specs = [Spec.parse(text) for text in self.strategies]
        self.strategies = tuple(dict.fromkeys(map(str, specs)))
        self._callers = Callers(self._caller)
        self._callers.add(self.model)
        others = [self._callers.of(name).model for spec in specs for name in models_named(spec)]
        self.models = list(dict.fromkeys([self.model, *others]))
        for model in self.models:
            check_rates(model, self.budget)
            check_rates(model, self.per_problem)
        self.spec = RunSpec(
            model=self.model.spec,
            strategies=self.strategies,
            budget=str(self.budget),
            per_problem=str(self.per_problem),
            allocation=self.allocation,
            seed=self.seed,
            exemplars=self.exemplars,
            problems=_digest(self.problems),
            source=self.source,
            simulated=any(model.simulated for model in self.models),
        )
        versions = [f"{name}@{prompts.get(name).version}" for name in prompts.names()]
        versions += [f"{name}@{scripts.get(name).version}" for name in scripts.names()]
        text = msgspec.json.encode([msgspec.structs.replace(self.spec, source=""), versions])
        self.id = hashlib.blake2b(text, digest_size=6).hexdigest()

    async def run(self) -> str:
        """Do what is missing; returns the run's id."""
        self.store.begin(self.id, self.spec, self.problems)
        self._clock = Ledger(Budget(seconds=self.budget.seconds))
        planned = [resolve_strategy(text) for text in self.strategies]
        left = self.budget
        try:
            for model in self.models:
                left = less(left, await self._probed(model))
            for number, (text, strategy) in enumerate(zip(self.strategies, planned, strict=True)):
                spent = await self._strategy(text, strategy, part(left, len(planned) - number))
                left = less(left, spent)
        finally:
            await self._callers.aclose()
        return self.id

    def _caller(self, model: Model) -> Caller:
        failed = partial(self._failed, model)
        return Caller(model, self.concurrency, on_failure=failed, price=pricing(model))

    async def _probed(self, model: Model) -> Cost:
        """What it cost to find out what the endpoint supports."""
        able = await model.capabilities()
        if able.cost.calls:
            self.store.fail(model.spec, PROBE, 0, able.cost, "asked what is supported")
        lacking = [name for name in able.missing() if name not in ("n", "usage")]
        if lacking:  # the other two are made up for
            self.tell(f"{model.spec} lacks {', '.join(lacking)}: see docs/models.md")
        return able.cost

    async def _strategy(self, text: str, strategy: Strategy, budget: Budget) -> Cost:
        """Solve all problems by one strategy; returns what it cost."""
        by_id = {problem.id: problem for problem in self.problems}
        done = {
            name: solved
            for name, solved in self.store.solved(self.id, text).items()
            if solved.solution.ending != "failed" and name in by_id
        }
        if len(done) < len(by_id):
            # What a problem may spend depends on what others left, round by round: all of them
            # are gone through again from their stored samples, so that nothing differs.
            done = {}
        for name, solved in done.items():
            self.progress(text, by_id[name], solved.solution)
        if len(done) == len(by_id):
            return sum((one.solution.cost for one in done.values()), Cost())
        before_all = await self._advance(strategy, part(budget, 2))
        sharing = self._sharing(strategy, budget)
        spent = {name: before_all.cost(name) for name in by_id}
        sessions: dict[str, Session] = {}
        while turns := await sharing.turns(done, spent):
            for solved in await self._round(text, turns, before_all, sessions):
                done[solved.problem] = solved
                spent[solved.problem] = solved.solution.cost
        for name, problem in by_id.items():
            last = done.get(name) or Solved(name, text, Solution(ending="running"), ())
            if is_open(last):
                await self._keep(problem, sharing.closed(last))
        return sum(spent.values(), Cost())

    def _sharing(self, strategy: Strategy, budget: Budget) -> Sharing:
        if self.allocation == "even" or not isinstance(strategy, Growing):
            return Even(strategy, budget, self.per_problem)
        by_id = {problem.id: problem for problem in self.problems}

        async def most(name: str, n: int) -> Cost:
            cost = await strategy.most(self._session(self._task(by_id[name]), budget), n)
            able = await self.model.capabilities()
            # Where a server gives fewer choices than asked, the wave ends short.
            return msgspec.structs.replace(cost, calls=1) if able.n else cost

        return ByValue(strategy, budget, self.per_problem, most)

    async def _round(
        self,
        text: str,
        turns: Mapping[str, Turn],
        before_all: Advance,
        sessions: dict[str, Session],
    ) -> list[Solved]:
        """``sessions`` are those of the round before, and become those of this one."""
        slots = asyncio.Semaphore(self.concurrency)

        async def one(problem: Problem) -> Solved:
            turn = turns[problem.id]
            async with slots:
                session = self._session(self._task(problem), turn.budget)
                before_all.enter(problem.id, session, before=sessions.get(problem.id))
                sessions[problem.id] = session
                solution = await run_one(turn.strategy, session)
            own, used = self.model.spec, [(m, key.hex(), i) for m, key, i in session.used]
            solved = Solved(
                problem.id,
                text,
                solution,
                tuple(dict.fromkeys((key, i) for model, key, i in used if model == own)),
                tuple(dict.fromkeys(one for one in used if one[0] != own)),
            )
            if not is_open(solved):
                await self._keep(problem, solved)
            return solved

        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(one(p)) for p in self.problems if p.id in turns]
        except BaseExceptionGroup as several:
            raise several.exceptions[0] from several
        return [task.result() for task in tasks]

    async def _advance(self, strategy: Strategy, budget: Budget) -> Advance:
        """What can be done once for several problems, each piece with an even part."""
        tasks = {problem.id: self._task(problem) for problem in self.problems}
        return await advance(
            strategy,
            tasks,
            lambda task, pieces: self._session(
                task, least(part(budget, pieces), part(self.per_problem, 2))
            ),
            self.concurrency,
        )

    def _task(self, problem: Problem) -> Task:
        simulated = self.spec.simulated
        return task_of(problem, exemplars=self.exemplars, seed=self.seed, simulated=simulated)

    def _session(self, task: Task, budget: Budget) -> Session:
        limits = (self._clock.seconds_left(), self.per_problem.seconds)
        seconds = min((limit for limit in limits if limit is not None), default=None)
        timed = msgspec.structs.replace(budget, seconds=seconds)
        caller = self._callers.add(self.model)
        return Session(task, caller, Ledger(timed), self.store, self._callers)

    async def _keep(self, problem: Problem, solved: Solved) -> None:
        await self.store.keep(self.id, solved)
        self.progress(solved.strategy, problem, solved.solution)

    def _failed(self, model: Model, request: Request, cost: Cost, why: str) -> None:
        self.store.fail(model.spec, request.key(), request.first_index, cost, why)


def evaluate(
    problems: Sequence[Problem],
    *,
    model: str | Model = "local",
    strategies: Sequence[str] = ("direct", "vote(k=8)"),
    budget: str | Budget = "",
    per_problem: str | Budget = "",
    allocation: Allocation = "even",
    store: str | Path | Store = "runs.db",
    seed: int = 0,
    exemplars: int = 4,
    concurrency: int = 16,
    source: str = "",
    progress: Progress = lambda strategy, problem, solution: None,
    tell: Callable[[str], None] = lambda note: None,
) -> str:
    """Run every strategy on every problem inside one budget; returns the run's id in the store.

    The same call again goes on where the last one stopped, and makes no call that is stored.
    """
    chosen = resolve(model)
    opened = store if isinstance(store, Store) else Store(store)
    try:
        evaluation = Evaluation(
            problems=problems,
            model=chosen,
            strategies=strategies,
            store=opened,
            budget=Budget.parse(budget) if isinstance(budget, str) else budget,
            per_problem=(
                Budget.parse(per_problem) if isinstance(per_problem, str) else per_problem
            ),
            allocation=allocation,
            seed=seed,
            exemplars=exemplars,
            concurrency=concurrency,
            source=source,
            progress=progress,
            tell=tell,
        )

        async def work() -> str:
            try:
                return await evaluation.run()
            finally:
                if isinstance(model, str):
                    await chosen.aclose()

        return asyncio.run(work())
    finally:
        if opened is not store:
            opened.close()


def _digest(problems: Sequence[Problem]) -> str:
    parts = msgspec.json.encode([(p.id, p.question, p.answer) for p in problems])
    return hashlib.blake2b(parts, digest_size=8).hexdigest()
