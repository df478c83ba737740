"""Look for different plans before looking for solutions."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from itertools import combinations
from typing import Any

from algorist.core import BudgetError, InputError, ModelError, Spec, rng
from algorist.models import Message
from algorist.solving._attempts import attempts_in
from algorist.solving._electing import elect
from algorist.solving._script import script_for
from algorist.solving._session import Ask, Session
from algorist.solving._solution import Solution
from algorist.solving._strategy import resolve_strategy, strategy
from algorist.solving._written import MAX_ITEM, items


@strategy("plan_search")
class PlanSearch:
    """Search over ideas in words: observations, sets of them, plans, then solutions that vote.

    1. The model writes ``observations`` observations. 2. From each of several sets of one or two
    of them it derives ``derived`` more (0: none). 3. It writes a plan from each set; with
    ``critique`` it also says what may be wrong with each plan and writes a different one.
    4. ``each`` follows the ``k`` plans, and their answers vote. The sets are drawn by the seed.

    Cost: 1 + 2k short calls and ``k`` attempts; with ``critique``, half as many sets. What the
    model wrote in no readable form is left out: without observations plans are made from the
    question alone, and without a plan its attempt is made without.

    Source: PlanSearch, Wang et al., arXiv 2409.03733 (for programs, with sets of all sizes up to 2
    and all plans tried; here their number is bounded).
    """

    def __init__(
        self,
        *,
        k: int = 4,
        observations: int = 3,
        derived: int = 2,
        critique: bool = True,
        each: Any = "direct",
        temperature: float = 0.7,
        idea_tokens: int = 128,
        script: Any = "plan_search",
    ) -> None:
        if not 1 <= k <= 1000 or not 1 <= observations <= 50 or not 0 <= derived <= 50:
            raise InputError(
                f"plan_search(k={k!r}, observations={observations!r}, derived={derived!r}): plans "
                "lie between 1 and 1000, observations between 1 and 50, derived ones from 0 to 50"
            )
        if temperature <= 0 and k > 1:
            raise InputError(
                f"plan_search(temperature={temperature!r}): without chance plans are the same; "
                "give a temperature over 0"
            )
        self.k, self.observations, self.derived, self.critique = k, observations, derived, critique
        self.temperature, self.idea_tokens = temperature, idea_tokens
        self.each = resolve_strategy(each if isinstance(each, Spec) else str(each))
        self.script = script_for("plan_search", script)

    async def __call__(self, session: Session) -> AsyncIterator[Solution]:
        """Ideas first; yields once, after the attempts."""
        task = session.task
        seen, plans = await self._plans(session)
        asked = [
            self.script.fill("solve", question=task.question, plan=plan) if plan else task.question
            for plan in plans
        ]
        lost = plans.count("")
        notes = [
            *([] if seen else ["no observations were written"]),
            *([f"{lost} of {self.k} attempts were made without a plan"] if lost else []),
        ]
        found = await attempts_in(
            self.each,
            [
                session.asking(text, task.exemplars).attempt(index, self.temperature)
                for index, text in enumerate(asked)
            ],
        )
        yield elect(
            session,
            [trace.candidate() for trace in found],
            ending="finished" if len(found) == self.k else "budget",
            note="; ".join(notes),
        )

    async def _plans(self, session: Session) -> tuple[list[str], list[str]]:
        """The first observations, and ``k`` plans; an empty one where the model wrote none."""
        question = session.task.question
        first = await self._written(
            session,
            [self.script.turns("observe", question=question, count=self.observations)],
        )
        seen = items(first[0], self.observations)
        sets = self._sets(session, seen, -(-self.k // 2) if self.critique else self.k)
        if self.derived:
            asked = [
                self.script.turns(
                    "derive", question=question, observations=listed(one), count=self.derived
                )
                for one in sets
            ]
            added = await self._written(session, asked)
            sets = [
                list(dict.fromkeys([*one, *items(text, self.derived)]))
                for one, text in zip(sets, added, strict=True)
            ]
        asked = [
            self.script.turns("plan", question=question, observations=listed(one)) for one in sets
        ]
        plans = [short(text) for text in await self._written(session, asked)]
        if self.critique:
            asked = [self.script.turns("replan", question=question, plan=plan) for plan in plans]
            others = await self._written(session, asked[: self.k - len(plans)])
            plans += map(short, others)
        return seen, plans

    def _sets(self, session: Session, seen: list[str], count: int) -> list[list[str]]:
        """``count`` sets of one or two observations, all different as far as there are so many."""
        every: list[list[str]] = [[one] for one in seen]
        every += map(list, combinations(seen, 2))
        rng("observations", session.task.seed).shuffle(every)
        every = every or [[]]
        return [every[i % len(every)] for i in range(count)]

    async def _written(self, session: Session, asked: Sequence[tuple[Message, ...]]) -> list[str]:
        """What the model writes to each; empty where the budget or the model failed."""
        asks = [
            # Two conversations may be the same: the index keeps their draws apart.
            Ask(
                turns,
                first=index,
                max_tokens=self.idea_tokens,
                temperature=self.temperature,
            )
            for index, turns in enumerate(asked)
        ]
        try:
            found = await session.sample_all(asks) if asks else []
        except (BudgetError, ModelError):
            return [""] * len(asked)
        return [samples[0].text if samples else "" for samples in found]


def listed(lines: Sequence[str]) -> str:
    """One a line, with a bullet; ``none`` for nothing."""
    return "\n".join(f"- {line}" for line in lines) or "none"


def short(plan: str) -> str:
    """A plan on one line, cut where it rambles."""
    return " ".join(plan.split())[: 2 * MAX_ITEM]
