"""Worked examples that the model writes itself, for questions chosen to differ."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

import msgspec

from algorist.core import InputError, Problem, Spec, Step, derive
from algorist.models import Sample
from algorist.solving._attempts import stated
from algorist.solving._prompts import prompts
from algorist.solving._session import Ask, Session
from algorist.solving._shared import prepared
from algorist.solving._solution import Solution
from algorist.solving._strategy import resolve_strategy, strategy
from algorist.solving._task import Task
from algorist.solving._vectors import distances, kmeans, vectors

POOL = 64
"""Questions among which those to be shown are chosen."""


@strategy("auto_cot")
class AutoCot:
    """``each`` with exemplars whose reasoning the model wrote itself, zero-shot.

    The pool's questions are put into ``k`` clusters of near ones. In each cluster the question
    nearest to the centre with at most ``longest`` words, whose zero-shot reply states an answer
    after at most ``most_steps`` lines, becomes an exemplar; after ``tries`` of them the cluster
    gives none. Their gold answers and worked steps are not looked at, so an exemplar can be wrong.

    Cost: ``k`` to ``k * tries`` samples for all questions of a kind in a run, which the first of
    them pays.

    Source: Auto-CoT, Zhang et al., arXiv 2210.03493. Questions are compared as hashed word counts
    (the authors embed them with Sentence-BERT).
    """

    def __init__(
        self,
        *,
        each: Any = "direct",
        k: int = 4,
        tries: int = 3,
        longest: int = 60,
        most_steps: int = 5,
        max_tokens: int = 256,
        prompt: Any = "zero_shot",
    ) -> None:
        if not 1 <= k <= POOL or tries < 1 or longest < 1 or most_steps < 1:
            raise InputError(
                f"auto_cot(k={k!r}, tries={tries!r}, longest={longest!r}, "
                f"most_steps={most_steps!r}): k lies between 1 and {POOL}, the others are at "
                "least 1"
            )
        self.k, self.tries, self.longest, self.most_steps = k, tries, longest, most_steps
        self.max_tokens = max_tokens
        self.each = resolve_strategy(each if isinstance(each, Spec) else str(each))
        self.prompt = prompts.get(str(prompt))

    async def __call__(self, session: Session) -> AsyncIterator[Solution]:
        """Write the exemplars, where nobody has for this pool; attempt."""
        made = await prepared(self, session)
        shown = made if isinstance(made, tuple) else ()
        note = "" if shown else "no exemplar could be written"
        async for solution in self.each(session.asking(session.task.question, shown)):
            yield msgspec.structs.replace(solution, note=solution.note or note)

    def topic(self, task: Task) -> str:
        """The pool, and how exemplars are chosen."""
        how = (self.k, self.tries, self.longest, self.most_steps, self.max_tokens)
        questions = [one.question for one in task.pool(POOL)]
        return f"auto_cot {derive(self.prompt.name, str(how), *questions):x}"

    async def prepare(self, session: Session) -> object:
        """The exemplars, in the order of their clusters."""
        pool = [one for one in session.task.pool(POOL) if len(one.question.split()) <= self.longest]
        waiting = _by_cluster(pool, self.k, session.task.seed)
        found: dict[int, Problem] = {}
        for _ in range(self.tries):
            tried = [i for i, queue in enumerate(waiting) if queue and i not in found]
            if not tried:
                break
            chosen = [waiting[i].pop(0) for i in tried]
            asks = [
                Ask(self.prompt.messages(one.question), max_tokens=self.max_tokens)
                for one in chosen
            ]
            replies = await session.sample_all(asks)
            for i, problem, samples in zip(tried, chosen, replies, strict=True):
                exemplar = self._exemplar(problem, samples)
                if exemplar is not None:
                    found[i] = exemplar
        return tuple(found[i] for i in sorted(found))

    def _exemplar(self, problem: Problem, samples: Sequence[Sample]) -> Problem | None:
        """The question with what the model wrote, unless that is too long or states no answer."""
        if not samples or samples[0].finish == "length":
            return None
        answer = stated(samples[0].text, problem.answer_type)
        lines = [line.strip() for line in samples[0].text.split("####")[0].splitlines()]
        steps = tuple(Step(line) for line in lines if line)
        if answer is None or not 1 <= len(steps) <= self.most_steps:
            return None
        return msgspec.structs.replace(
            problem, answer=answer, steps=steps, program=None, params={}, version=0
        )


def _by_cluster(pool: Sequence[Problem], k: int, seed: int) -> list[list[Problem]]:
    """The questions of each cluster, the nearest to its centre first."""
    if not pool:
        return []
    rows = vectors([one.question for one in pool])
    clusters = kmeans(rows, k, seed=seed)
    far = distances(rows, clusters.centres)
    return [
        [pool[i] for i in sorted(clusters.members(c), key=lambda i: (far[i, c], i))]
        for c in range(len(clusters.centres))
    ]
