"""What was sampled, kept so that it is paid for once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from algorist.core import Cost, Record
from algorist.models import Reply, Sample


class Stored(Record, frozen=True):
    """A sample as it is kept: with its own share of the call's cost and the limit it ran under.

    The shares of a call's samples add up to the call's cost: the first one carries the prompt.
    """

    sample: Sample
    cost: Cost
    limit: int
    """``max_tokens`` as it was allowed, which a budget may have made shorter than asked."""
    earlier: Stored | None = None
    """What a smaller limit gave before: a stopped run goes through its rounds with it again."""
    prompt: Cost = Cost()
    """What the prompt cost its call, where another sample carries it: to be charged to who asks
    for samples from this one on, whose own call would have read the prompt too."""


class SampleCache(Protocol):
    """Keeps samples by model, request and index."""

    def load(self, model: str, key: bytes, first: int, n: int) -> dict[int, Stored]:
        """The samples with indices ``first`` to ``first + n - 1`` that are known."""

    async def save(self, model: str, key: bytes, first: int, stored: Sequence[Stored]) -> None:
        """Keep consecutive samples; returns only when they are safe."""

    def failures(self, model: str, key: bytes, index: int) -> Cost:
        """What failed calls that began with sample ``index`` were charged in earlier sessions."""


class MemoryCache:
    """A cache that lasts as long as the process."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, bytes, int], Stored] = {}

    def load(self, model: str, key: bytes, first: int, n: int) -> dict[int, Stored]:
        """See :class:`SampleCache`."""
        found = {i: self._known.get((model, key, i)) for i in range(first, first + n)}
        return {i: stored for i, stored in found.items() if stored is not None}

    async def save(self, model: str, key: bytes, first: int, stored: Sequence[Stored]) -> None:
        """See :class:`SampleCache`."""
        for offset, one in enumerate(stored):
            self._known[model, key, first + offset] = one

    def failures(self, model: str, key: bytes, index: int) -> Cost:
        """Nothing: there was no earlier session."""
        return Cost()


def shares(reply: Reply, limit: int) -> list[Stored]:
    """A reply's samples, each with its share of the cost, by tokens.

    The first carries the prompt, or each its own where each was a call of its own.
    """
    cost, n = reply.cost, len(reply.samples)
    alone = cost.calls >= n
    others = [
        _share(cost, cost.prompt_tokens // n, sample.output_tokens, 1)
        if alone
        else _share(cost, 0, sample.output_tokens, 0)
        for sample in reply.samples[1:]
    ]
    prompt = Cost() if alone else _share(cost, cost.prompt_tokens, 0, cost.calls)
    costs = [_less(cost, sum(others, Cost())), *others]
    return [
        Stored(sample, own, limit, prompt=Cost() if own.calls else prompt)
        for sample, own in zip(reply.samples, costs, strict=True)
    ]


def _share(cost: Cost, read: int, written: int, calls: int) -> Cost:
    """So many tokens of a call, with what they cost; operations in whole numbers, which add up."""
    tokens = max(1, cost.prompt_tokens + cost.output_tokens)
    part = (read + written) / tokens
    return Cost(
        prompt_tokens=read,
        cached_tokens=cost.cached_tokens * read // max(1, cost.prompt_tokens),
        output_tokens=written,
        calls=calls,
        seconds=cost.seconds * part,
        flops=float(int(cost.flops) * (read + written) // tokens),
        joules=cost.joules * part,
        dollars=cost.dollars * part,
    )


def _less(cost: Cost, other: Cost) -> Cost:
    return Cost(
        **{name: getattr(cost, name) - getattr(other, name) for name in Cost.__struct_fields__}
    )
