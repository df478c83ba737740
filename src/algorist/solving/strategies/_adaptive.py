"""Spend where the evidence asks for it: the strategy that we recommend."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from copy import copy
from dataclasses import dataclass

import msgspec

from algorist.core import BudgetError, Cost, InputError
from algorist.solving._electing import elect
from algorist.solving._scorers import Trace
from algorist.solving._session import Session
from algorist.solving._solution import Ending, Group, Solution
from algorist.solving._strategy import strategy
from algorist.solving._votes import FIRST_WAVE, is_certain, leader_probability, waves
from algorist.solving.allocation import vote_values
from algorist.solving.scorers._steps import Steps
from algorist.solving.strategies._direct import Direct
from algorist.solving.strategies._program import Program

SPLIT = 0.25
"""Largest share of the programs behind one result with which texts are tried."""
TEXT, FAULTY = 0.5, 0.1
"""Votes of a text, and of one with a step shown wrong; a program's result has 1."""
WORTH = 0.02
"""Least gain in the vote's worth for which all samples still allowed are worth asking for."""


@dataclass(frozen=True)
class Attempt:
    """One attempt and what speaks for it."""

    trace: Trace
    program: bool
    weight: float
    """Its vote: 1, less for a text, nearly nothing for a text with a step shown wrong."""


@strategy("adaptive")
class Adaptive:
    """Programs and worked texts in waves, chosen, weighed and stopped by the evidence so far.

    1. *Programs first*: their arithmetic cannot slip, and running one costs no tokens. Where fewer
       than four attempts are allowed, the first is greedy: it is likelier to be right than one made
       by chance, ties go to it, and no vote of so few knows better.
    2. *Another way where that fails*: when no result is shared by more than a quarter of the
       programs, for they fail or differ, the next wave is of texts. From then on each wave is made
       the way whose attempts agree more among themselves.
    3. *Votes by evidence*: a program's result weighs 1, a text 0.5, a text in which the step
       checker shows a step wrong 0.1, a failed program nothing.
    4. *Stop* when the votes still out cannot change the answer (``certain``); when the Beta
       posterior of the leading answer against the second, over attempts without a known fault,
       passes ``confidence``; or when the samples still allowed would make the vote worth less than
       0.02 more (``vote_values``; both ``confident``).
    5. *Waves* of 4, 4, 8, ... attempts.

    In a batch with ``allocation="value"`` the waves go to the problems that gain most from them,
    and whether one more is worth it is decided there.

    Sources: programs as in Gao et al., arXiv 2211.10435; weights by verification as in Zhou et al.,
    arXiv 2308.07921; stopping as in Aggarwal et al., arXiv 2305.11860. The constants were chosen on
    24 word problems of seed 770 with the embedded model; see ``docs/strategies.md``.
    """

    def __init__(
        self,
        *,
        k: int = 16,
        temperature: float = 0.7,
        confidence: float = 0.95,
        max_tokens: int = 256,
    ) -> None:
        if not 1 <= k <= 10_000:
            raise InputError(f"adaptive(k={k!r}): the number of samples lies between 1 and 10000")
        if temperature <= 0 and k > 1:
            raise InputError(
                f"adaptive(temperature={temperature!r}): without chance all attempts are the same; "
                "give a temperature over 0"
            )
        if not 0.5 < confidence < 1:
            raise InputError(f"adaptive(confidence={confidence!r}): lies between 0.5 and 1")
        self.k, self.temperature, self.confidence = k, temperature, confidence
        self.program, self.text = Program(max_tokens=max_tokens), Direct(max_tokens=max_tokens)
        self.steps = Steps(over="min")
        self.sizes: tuple[int, ...] = ()

    async def __call__(self, session: Session) -> AsyncIterator[Solution]:
        """Wave by wave; yields after each."""
        made: list[Attempt] = []
        solution = Solution()
        for size in self.sizes or waves(self.k):
            try:
                wave = await self._wave(session, made, solution.groups, size)
            except BudgetError as error:
                yield msgspec.structs.replace(solution, ending="budget", note=str(error))
                return
            made += wave
            solution = elect(
                session,
                [one.trace.candidate(one.weight) for one in made],
                weights=[one.weight for one in made],
            )
            ending = "budget" if len(wave) < size else self._ending(made, solution.groups)
            yield msgspec.structs.replace(solution, ending=ending)
            if ending != "running":
                return

    def in_waves(self, sizes: Sequence[int]) -> Adaptive:
        """See ``Growing``."""
        other = copy(self)
        other.sizes = tuple(sizes)
        return other

    async def most(self, session: Session, n: int) -> Cost:
        """See ``Growing``: a wave may be made in either way, by one call or two."""
        ways = [await way.most(session, n) for way in (self.program, self.text)]
        if self.k < FIRST_WAVE and n > 1:
            one = [await way.most(session, 1) for way in (self.program, self.text)]
            rest = [await way.most(session, n - 1) for way in (self.program, self.text)]
            ways = [a + b for a, b in zip(one, rest, strict=True)]
        return Cost(
            **{name: max(getattr(way, name) for way in ways) for name in Cost.__struct_fields__}
        )

    async def _wave(
        self, session: Session, made: Sequence[Attempt], groups: Sequence[Group], size: int
    ) -> list[Attempt]:
        program = self._programs_next(made, groups)
        start = sum(one.program == program for one in made)
        way = self.program if program else self.text
        traces = await self._attempts(way, session, start, size)
        if program:
            return [Attempt(trace, True, 1.0) for trace in traces]
        scores = await self.steps(session, traces)
        return [
            Attempt(trace, False, TEXT if score else FAULTY)
            for trace, score in zip(traces, scores, strict=True)
        ]

    async def _attempts(
        self, way: Program | Direct, session: Session, start: int, size: int
    ) -> list[Trace]:
        """By chance, but for the first of few; fewer when the budget ends."""
        if self.k >= FIRST_WAVE or start:
            return await way.attempts(session, start, size, self.temperature, 0)
        made = await way.attempts(session, 0, 1, 0.0, 0)
        if size == 1:
            return made
        try:
            return made + await way.attempts(session, 1, size - 1, self.temperature, 0)
        except BudgetError:
            return made

    def _programs_next(self, made: Sequence[Attempt], groups: Sequence[Group]) -> bool:
        """Which way the next wave is made, by how far the attempts of each way agree."""

        def agreement(program: bool) -> float | None:
            own = {i for i, one in enumerate(made) if one.program == program}
            largest = max((len(own.intersection(group.members)) for group in groups), default=0)
            return largest / len(own) if own else None

        programs, texts = agreement(True), agreement(False)
        if programs is None:
            return True
        return programs > SPLIT if texts is None else programs >= texts

    def _ending(self, made: Sequence[Attempt], groups: Sequence[Group]) -> Ending:
        left = self.k - len(made)
        if left <= 0:
            return "finished"
        if is_certain(groups, left):
            return "certain"
        sound = [sum(made[i].weight > FAULTY for i in group.members) for group in groups]
        if sound and leader_probability(sound[0], max(sound[1:], default=0)) >= self.confidence:
            return "confident"
        if self.sizes:
            return "running"
        votes = [len(group.members) for group in groups]
        values = vote_values(votes, len(made) - sum(votes), more=left)
        return "confident" if values[-1] - values[0] < WORTH else "running"
