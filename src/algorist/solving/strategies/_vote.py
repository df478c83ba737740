"""Ask several times and take the commonest answer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from copy import copy
from typing import Any

import msgspec

from algorist.core import BudgetError, Cost, InputError, Spec
from algorist.solving._attempts import Batched, attempts
from algorist.solving._electing import elect
from algorist.solving._scorers import Trace, check_able, resolve_scorer
from algorist.solving._session import Session
from algorist.solving._solution import Ending, Group, Solution
from algorist.solving._strategy import resolve_strategy, strategy
from algorist.solving._votes import is_certain, leader_probability, waves
from algorist.solving.strategies._direct import Direct

STOPS = ("beta", "certain", "doubling", "none")


@strategy("vote")
class Vote:
    """Self-consistency: the answer that most of ``k`` samples agree on.

    Answers are compared by value; a sample without an answer does not vote; ties are broken by
    the seed. ``stop`` ends it early: ``certain`` when the votes still out cannot change the
    winner, ``beta`` also when the leading answer's posterior passes ``confidence``, ``doubling``
    also when the leader holds ``share`` of the votes, ``none`` never. Samples come in waves of
    4, 4, 8, 16, ... so that stopping early saves calls.

    ``weight`` names a scorer whose scores are summed instead of counting 1 each: ``complexity``,
    ``confidence``, ``tail``, ``steps``, ``digit``. An early stop then also needs the heaviest
    answer to be the commonest; a scorer that looks at all samples together allows none.

    ``each`` is the strategy that makes an attempt (``program``, ``no_thinking``,
    ``decompose(easy=no_thinking)``, ...), with its own ``max_tokens`` and ``prompt``; those given
    here are for the plain samples that vote without it.

    Source: Wang et al., arXiv 2203.11171; stopping after Aggarwal et al., arXiv 2305.11860.
    """

    def __init__(
        self,
        *,
        k: int = 8,
        weight: Any = None,
        temperature: float = 0.7,
        top_p: float = 1.0,
        stop: Any = "beta",
        confidence: float = 0.95,
        share: float = 0.75,
        max_tokens: int = 256,
        prompt: Any = "steps",
        each: Any = None,
    ) -> None:
        if not 1 <= k <= 10_000:
            raise InputError(f"vote(k={k!r}): the number of samples lies between 1 and 10000")
        if str(stop) not in STOPS and stop is not None:
            raise InputError(f"vote(stop={stop}): one of {', '.join(STOPS)}")
        if not 0.5 < share <= 1:
            raise InputError(f"vote(share={share!r}): a share over one half and at most 1")
        if temperature <= 0 and k > 1:
            raise InputError(
                f"vote(temperature={temperature!r}): without chance all attempts are the same; "
                "give a temperature over 0"
            )
        self.k, self.temperature = k, temperature
        self.sizes: tuple[int, ...] = ()
        self.weight = None if weight in (None, "majority") else resolve_scorer(weight)
        self.stop = "none" if stop is None else str(stop)
        self.confidence, self.share = confidence, share
        self.each = (
            Direct(max_tokens=max_tokens, top_p=top_p, prompt=prompt)
            if each is None
            else resolve_strategy(each if isinstance(each, Spec) else str(each))
        )

    async def __call__(self, session: Session) -> AsyncIterator[Solution]:
        """Sample wave by wave; yields after each."""
        if self.weight is not None:
            await check_able(session, self.weight)
        logprobs = self.weight.logprobs if self.weight else 0
        found: list[Trace] = []
        weights: list[float] = []
        for wave in self.sizes or waves(self.k):
            try:
                rounds = [
                    made
                    async for made in attempts(
                        self.each, session, wave, self.temperature, logprobs, first=len(found)
                    )
                ]
                made = rounds[-1]
                found += made
                weights = await self._weights(session, found, weights)
            except BudgetError as error:
                # Where the weighing could not be paid for, the votes count 1 each.
                known = weights if len(weights) == len(found) else None
                yield self._elected(session, found, known, "budget", str(error))
                return
            solution = self._elected(session, found, weights, "running", "")
            if len(made) < wave:
                yield msgspec.structs.replace(solution, ending="budget")
                return
            ending = self._ending(solution.groups, len(found))
            yield msgspec.structs.replace(solution, ending=ending or "running")
            if ending is not None:
                return

    def in_waves(self, sizes: Sequence[int]) -> Vote:
        """See ``Growing``."""
        other = copy(self)
        other.sizes = tuple(sizes)
        return other

    async def most(self, session: Session, n: int) -> Cost:
        """See ``Growing``; what the weighing may cost is not counted."""
        if not isinstance(self.each, Batched):
            raise InputError(
                "what one more attempt of this vote can cost is not known beforehand, which an "
                "allocation by value needs: vote over direct or program"
            )
        return await self.each.most(session, n)

    async def _weights(
        self, session: Session, found: list[Trace], known: list[float]
    ) -> list[float]:
        """The weight of every sample; only new ones are scored where that is enough."""
        if self.weight is None:
            return [1.0] * len(found)
        if self.weight.relative:
            return await self.weight(session, found)
        return [*known, *await self.weight(session, found[len(known) :])]

    def _elected(
        self,
        session: Session,
        found: list[Trace],
        weights: list[float] | None,
        ending: Ending,
        note: str,
    ) -> Solution:
        scores = weights if self.weight is not None and weights else [None] * len(found)
        return elect(
            session,
            [trace.candidate(score) for trace, score in zip(found, scores, strict=True)],
            weights=weights,
            ending=ending,
            note=note,
        )

    def _ending(self, groups: tuple[Group, ...], count: int) -> Ending | None:
        if count >= self.k:
            return "finished"
        if self.stop == "none" or not groups or (self.weight and self.weight.relative):
            return None
        if is_certain(groups, self.k - count):
            return "certain"
        sizes = [len(group.members) for group in groups]
        second = max(sizes[1:], default=0)
        if sizes[0] < second:
            return None
        if self.stop == "beta" and leader_probability(sizes[0], second) >= self.confidence:
            return "confident"
        if self.stop == "doubling" and sizes[0] >= max(3.0, self.share * count):
            return "confident"
        return None
