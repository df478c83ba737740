"""The first to finish decide."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from algorist.core import BudgetError, InputError
from algorist.models import Sample
from algorist.solving._attempts import read
from algorist.solving._electing import elect
from algorist.solving._pieces import Sampling, go_on
from algorist.solving._prompts import prompts
from algorist.solving._session import Session
from algorist.solving._solution import Ending, Solution
from algorist.solving._strategy import strategy


@strategy("short")
class Short:
    """``k`` attempts side by side; the ``m`` that finish first vote and the others are dropped.

    First is by length, not by the clock, so that a run can be repeated: all attempts are written
    in pieces of ``chunk`` tokens, and those still unfinished are given up once ``m`` have finished
    with an answer. What they wrote until then is paid for. ``chunk=0``, and a model that cannot go
    on from a begun reply, write all to the end. A tied vote goes to the shortest attempt.

    Source: short-m@k, Hassid et al., arXiv 2505.17813 (the authors stop generation by the clock).
    """

    def __init__(
        self,
        *,
        m: int = 1,
        k: int = 3,
        chunk: int = 64,
        temperature: float = 0.7,
        top_p: float = 0.95,
        max_tokens: int = 256,
        prompt: Any = "steps",
    ) -> None:
        if not 1 <= m <= k <= 1000:
            raise InputError(f"short(m={m!r}, k={k!r}): 1 <= m <= k <= 1000")
        if chunk < 0:
            raise InputError(f"short(chunk={chunk!r}): tokens a piece, or 0 for no pieces")
        self.m, self.k, self.chunk = m, k, chunk
        self.sampling, self.max_tokens = Sampling(temperature, top_p), max_tokens
        self.prompt = prompts.get(str(prompt))

    async def __call__(self, session: Session) -> AsyncIterator[Solution]:
        """Piece by piece; yields when attempts have finished."""
        able = await session.model.capabilities()
        step = self.chunk if self.chunk and able.prefill else self.max_tokens
        messages = session.task.messages(self.prompt)
        written = [Sample("", "length")] * self.k
        finished: list[int] = []
        open_ones = list(range(self.k))
        size = 0
        ending: Ending = "finished"
        note = ""
        while open_ones and size < self.max_tokens:
            piece = min(step, self.max_tokens - size)
            try:
                added = await go_on(session, messages, written, open_ones, piece, self.sampling)
            except BudgetError as error:
                ending, note = "budget", str(error)
                break
            size += piece
            for index, one in added.items():
                written[index] = one
            if len(added) < len(open_ones):
                ending = "budget"
            open_ones = [i for i in added if written[i].finish == "length"]
            finished += [i for i in added if i not in open_ones]
            if ending == "budget" or self._stated(session, written, finished) >= self.m:
                break
            if finished and open_ones:
                yield self._solution(session, written, finished, "running")
        if self._stated(session, written, finished) < self.m:
            # Attempts that were cut may have stated an answer all the same.
            finished += [i for i in range(self.k) if written[i].text and i not in finished]
        yield self._solution(session, written, finished, ending, note)

    def _stated(self, session: Session, written: list[Sample], finished: list[int]) -> int:
        read_ones = read([written[i] for i in finished], session.task.answer_type)
        return sum(one.answer is not None for one in read_ones)

    def _solution(
        self,
        session: Session,
        written: list[Sample],
        finished: list[int],
        ending: Ending,
        note: str = "",
    ) -> Solution:
        traces = read([written[i] for i in finished], session.task.answer_type)
        # Those over m that finished in the same piece are longer, and do not vote.
        order = sorted(range(len(traces)), key=lambda i: (traces[i].output_tokens, i))
        voters = [i for i in order if traces[i].answer is not None][: self.m]
        # What the rank adds cannot outweigh a vote; it lets a tie go to the shortest.
        weights = [0.0] * len(traces)
        for rank, i in enumerate(voters):
            weights[i] = 1.0 + 1e-6 / (1 + rank)
        candidates = [trace.candidate() for trace in traces]
        return elect(session, candidates, weights=weights, ending=ending, note=note)
