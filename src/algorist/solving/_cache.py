"""What was sampled, kept so that it is paid for once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec

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
    """A reply's samples, each with its share of the cost; the first carries all but the output."""
    output = [sample.output_tokens for sample in reply.samples]
    first = msgspec.structs.replace(
        reply.cost, output_tokens=reply.cost.output_tokens - sum(output[1:])
    )
    costs = [first, *(Cost(output_tokens=tokens) for tokens in output[1:])]
    return [Stored(s, cost, limit) for s, cost in zip(reply.samples, costs, strict=True)]
