"""Running a strategy on one question."""

from __future__ import annotations

import asyncio
from functools import partial

import msgspec

from algorist.core import Budget, BudgetError, InputError, Ledger, ModelError, Problem, Spec
from algorist.models import Model, resolve
from algorist.problems import default_exemplars, exemplar_pool
from algorist.solving._callers import Callers, models_named
from algorist.solving._pricing import check_rates
from algorist.solving._session import Session
from algorist.solving._solution import Solution
from algorist.solving._strategy import Strategy, resolve_strategy
from algorist.solving._task import Task


async def run_strategy(strategy: Strategy, session: Session) -> Solution:
    """The strategy's last answer; running out of budget or a failing model ends it, not the run."""
    best = Solution()
    try:
        async for solution in strategy(session):
            best = solution
    except BudgetError as error:
        best = msgspec.structs.replace(best, ending="budget", note=str(error))
    except ModelError as error:
        best = msgspec.structs.replace(best, ending="failed", note=str(error))
    return msgspec.structs.replace(best, cost=session.ledger.spent)


def solve(
    question: str | Problem,
    *,
    model: str | Model = "local",
    strategy: str = "adaptive",
    budget: str | Budget = "",
    exemplars: int = 4,
    seed: int = 0,
) -> Solution:
    """Answer one question inside a budget.

    A bare question gets worked exemplars from our word problems; a :class:`Problem` gets
    exemplars of its own family from other seeds. The gold answer of a problem is not looked at.
    Must not be called from a running event loop (use :func:`run_strategy` there). ``InputError``
    for an empty question, and for a bound on FLOPs or money where a model's rates are not known.
    """
    about = question if isinstance(question, Problem) else None
    text = about.question if about is not None else str(question)
    if not text.strip():
        raise InputError(f"the question {text!r} is empty: write what is to be solved")
    chosen = resolve(model)
    task = Task(
        question=text,
        answer_type=about.answer_type if about is not None else "",
        exemplars=default_exemplars(about, exemplars),
        pool=partial(exemplar_pool, about),
        about=about,
        seed=seed,
    )
    bound = Budget.parse(budget) if isinstance(budget, str) else budget
    planned = resolve_strategy(strategy)
    callers = Callers()
    named = [callers.of(name).model for name in models_named(Spec.parse(strategy))]
    for one in (chosen, *named):
        check_rates(one, bound)

    async def work() -> Solution:
        session = Session(task, callers.add(chosen), Ledger(bound), callers=callers)
        try:
            return await run_strategy(planned, session)
        finally:
            await callers.aclose()
            if chosen is not model:
                await chosen.aclose()

    return asyncio.run(work())
