"""Whole attempts: reading their answers, and making several by any strategy."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Protocol, runtime_checkable

from algorist.checking import extract
from algorist.core import BudgetError, Cost, ModelError
from algorist.models import Sample
from algorist.solving._programs import find_program, result_text, run
from algorist.solving._scorers import Trace
from algorist.solving._session import Session
from algorist.solving._shared import preparing
from algorist.solving._strategy import Strategy

_PROSE = re.compile(r"(?:[A-Za-z'’]+[,;:]?\s+){3,}[A-Za-z'’]+[.!?]?")


def stated(text: str, answer_type: str) -> str | None:
    """The answer that a text states; a text that is all words states none."""
    found = extract(text, answer_type=answer_type or None)
    return found.text if found and not _PROSE.fullmatch(found.text) else None


def read(samples: Sequence[Sample], answer_type: str) -> list[Trace]:
    """Samples with the answers that they state."""
    return [
        Trace(one.text, stated(one.text, answer_type), one.tokens, one.output_tokens)
        for one in samples
    ]


async def executed(samples: Sequence[Sample]) -> list[Trace]:
    """Samples with what their programs returned; a program that fails abstains."""

    async def one(sample: Sample) -> Trace:
        source = find_program(sample.text)
        answer = result_text(await run(source)) if source else None
        return Trace(sample.text, answer, sample.tokens, sample.output_tokens)

    return list(await asyncio.gather(*map(one, samples)))


@runtime_checkable
class Batched(Protocol):
    """A strategy that makes several attempts in one call, which reads the prompt once."""

    async def attempts(
        self, session: Session, first: int, k: int, temperature: float, logprobs: int
    ) -> list[Trace]:
        """Attempts ``first`` to ``first + k - 1``; fewer when the budget ends."""

    async def most(self, session: Session, k: int) -> Cost:
        """The most that ``k`` attempts can cost."""


async def attempts(
    strategy: Strategy,
    session: Session,
    k: int,
    temperature: float,
    logprobs: int,
    *,
    first: int = 0,
) -> AsyncIterator[list[Trace]]:
    """The attempts so far, ``first`` to ``first + k - 1``, by any strategy; ends with the budget.

    A strategy that makes attempts in batches is asked once; any other runs ``k`` times, each time
    with draws of its own, and its last solution is the attempt. Raises ``BudgetError`` when there
    is none.
    """
    if isinstance(strategy, Batched):
        yield await strategy.attempts(session, first, k, temperature, logprobs)
        return
    made: list[Trace] = []
    for index in range(first, first + k):
        try:
            trace, ended = await attempt(strategy, session.attempt(index, temperature))
        except BudgetError:
            if not made:
                raise
            return
        made.append(trace)
        yield list(made)
        if ended:
            return


async def attempt(strategy: Strategy, session: Session) -> tuple[Trace, bool]:
    """A strategy's last solution as one attempt, and whether the budget ended it.

    Raises ``BudgetError`` when it came to no solution.
    """
    solution = None
    try:
        async for solution in strategy(session):
            ending = solution.ending
    except BudgetError:
        if solution is None:
            raise
        ending = "budget"
    if solution is None:
        return Trace(""), False
    tokens = sum(one.tokens for one in solution.candidates)
    return Trace(solution.text, solution.answer, output_tokens=tokens), ending == "budget"


async def attempts_in(strategy: Strategy, sessions: Sequence[Session]) -> list[Trace]:
    """One attempt in each session, in their order; fewer when the budget ends.

    Side by side where no budget bounds them, and one after the other where one does, so that the
    outcome depends on no call's duration. Failed attempts are left out; raises ``BudgetError`` or
    ``ModelError`` when there is none.
    """

    async def one(session: Session) -> tuple[Trace, bool] | BudgetError | ModelError:
        try:
            return await attempt(strategy, session)
        except (BudgetError, ModelError) as error:
            return error

    found: list[tuple[Trace, bool] | BudgetError | ModelError] = []
    if sessions[0].ledger.bounded or any(preparing(strategy)):
        for session in sessions:
            result = await one(session)
            found.append(result)
            if isinstance(result, BudgetError) or (isinstance(result, tuple) and result[1]):
                break
    else:
        own = [replace(session, used=[]) for session in sessions]
        found += await asyncio.gather(*map(one, own))
        for session in own:
            sessions[0].used.extend(session.used)
    made = [result[0] for result in found if isinstance(result, tuple)]
    errors = [result for result in found if not isinstance(result, tuple)]
    if errors and not made:
        raise errors[0]
    return made
