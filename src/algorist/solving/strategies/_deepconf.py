"""Give up attempts as soon as the model turns out unsure of its own words."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from math import exp, fsum
from typing import Any

import msgspec

from algorist.core import BudgetError, InputError, ModelError
from algorist.models import Sample, TokenInfo
from algorist.solving._attempts import stated
from algorist.solving._electing import elect
from algorist.solving._pieces import Sampling, go_on
from algorist.solving._prompts import prompts
from algorist.solving._session import Session
from algorist.solving._solution import Candidate, Ending, Solution
from algorist.solving._strategy import strategy


@strategy("deepconf")
class DeepConf:
    """``k`` attempts of which those below a confidence bound are cut while they are written.

    A token's confidence is the mean of -log p over its ``top`` likeliest alternatives: the surer
    the choice, the unlikelier the others. An attempt's is the least mean over ``window`` tokens in
    a row. The first ``warmup`` attempts are written whole and set the bound, which the share
    ``keep`` of them reaches. The others come in waves of ``warmup``, in pieces of ``chunk``
    tokens; one that falls below the bound is cut, does not vote, and is paid for so far. The
    others vote by their confidence; when one answer has ``consensus`` of all weight, no further
    wave is written. A model that cannot go on from a begun reply writes all to the end.

    Source: DeepConf online, Fu et al., arXiv 2508.15260 (16 in the warm-up, keep 0.1 or 0.9,
    windows of 2048 tokens, consensus 0.95). Where no alternatives are told, a token's confidence
    is its own probability.
    """

    def __init__(
        self,
        *,
        k: int = 16,
        warmup: int = 4,
        keep: float = 0.9,
        window: int = 32,
        top: int = 5,
        consensus: float = 0.95,
        chunk: int = 32,
        temperature: float = 0.7,
        top_p: float = 0.95,
        max_tokens: int = 256,
        prompt: Any = "steps",
    ) -> None:
        if not 1 <= warmup <= k <= 10_000:
            raise InputError(f"deepconf(k={k!r}, warmup={warmup!r}): 1 <= warmup <= k <= 10000")
        if not (0 < keep <= 1 and 0.5 < consensus <= 1):
            raise InputError(
                f"deepconf(keep={keep!r}, consensus={consensus!r}): keep is over 0 and at most 1, "
                "consensus over one half and at most 1"
            )
        if min(window, top, chunk) < 1:
            raise InputError(
                f"deepconf(window={window!r}, top={top!r}, chunk={chunk!r}): all at least 1"
            )
        self.k, self.warmup, self.keep, self.window = k, warmup, keep, window
        self.consensus, self.chunk, self.max_tokens = consensus, chunk, max_tokens
        self.sampling = Sampling(temperature, top_p, top)
        self.prompt = prompts.get(str(prompt))

    async def __call__(self, session: Session) -> AsyncIterator[Solution]:
        """Wave by wave; yields after each."""
        able = await session.model.capabilities()
        if not able.logprobs:
            raise ModelError(
                f"{session.model.spec} gives no log-probabilities, which deepconf needs: take vote"
            )
        piece = self.chunk if able.prefill else self.max_tokens
        chains: list[Sample] = []
        bound: float | None = None
        ending: Ending = "running"
        note = ""
        while ending == "running":
            wave = range(len(chains), min(self.k, len(chains) + self.warmup))
            chains += [Sample("", "length")] * len(wave)
            size = self.max_tokens if bound is None else piece
            try:
                complete = await self._written(session, chains, wave, bound or 0.0, size)
            except BudgetError as error:
                complete, note = False, str(error)
            if bound is None:
                bound = self._bound(chains)
            solution = self._solution(session, chains, bound, note)
            ending = self._ending(solution, complete, len(chains))
            yield msgspec.structs.replace(solution, ending=ending)

    async def _written(
        self, session: Session, chains: list[Sample], wave: range, bound: float, piece: int
    ) -> bool:
        """Write a wave to its end, but for what falls below the bound; whether all was paid for."""
        messages = session.task.messages(self.prompt)
        wanted = list(wave)
        for start in range(0, self.max_tokens, piece):
            size = min(piece, self.max_tokens - start)
            added = await go_on(session, messages, chains, wanted, size, self.sampling)
            for index, chain in added.items():
                chains[index] = chain
            if len(added) < len(wanted) and session.ledger.bounded:
                return False
            begun = [index for index in added if chains[index].finish == "length"]
            wanted = [index for index in begun if not self.cut(chains[index], bound)]
            if not wanted:
                break
        return True

    def _bound(self, chains: Sequence[Sample]) -> float:
        """What the share ``keep`` of the chains reaches: the quantile, rounded down to a chain."""
        known = sorted(self.confidence(chain) for chain in chains if chain.tokens)
        return known[int((len(known) - 1) * (1 - self.keep) + 1e-9)] if known else 0.0

    def _ending(self, solution: Solution, complete: bool, count: int) -> Ending:
        if not complete:
            return "budget"
        if count == self.k:
            return "finished"
        total = sum(group.weight for group in solution.groups)
        agreed = total > 0 and solution.groups[0].weight >= self.consensus * total
        return "confident" if agreed else "running"

    def confidence(self, chain: Sample) -> float:
        """The least mean confidence over a window; over all tokens where they are fewer."""
        tokens = [surety(token) for token in chain.tokens]
        width = min(self.window, len(tokens))
        starts = range(len(tokens) - width + 1)
        return min(fsum(tokens[i : i + width]) / width for i in starts) if width else 0.0

    def cut(self, chain: Sample, bound: float) -> bool:
        """Whether a whole window of the chain lies below the bound."""
        return len(chain.tokens) >= self.window and self.confidence(chain) < bound

    def _solution(
        self, session: Session, chains: Sequence[Sample], bound: float, note: str
    ) -> Solution:
        found, weights = [], []
        for chain in filter(lambda chain: chain.text, chains):
            confidence = self.confidence(chain)
            dropped = chain.finish == "length" and self.cut(chain, bound)
            answer = None if dropped else stated(chain.text, session.task.answer_type)
            found.append(Candidate(chain.text, answer, chain.output_tokens, confidence))
            weights.append(confidence if confidence >= bound else 0.0)
        return elect(session, found, weights=weights, note=note)


def surety(token: TokenInfo) -> float:
    """The mean of -log p over the alternatives; without any, the token's own probability.

    >>> surety(TokenInfo("a", -0.5, (("a", -0.5), ("b", -3.5))))
    2.0
    """
    if not token.top:
        return exp(token.logprob)
    return -fsum(logprob for _, logprob in token.top) / len(token.top)
