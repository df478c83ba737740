"""The seam between strategies and the allocation of a batch."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Protocol, runtime_checkable

from algorist.core import Cost
from algorist.solving._session import Session
from algorist.solving._solution import Solution


@runtime_checkable
class Growing(Protocol):
    """A strategy that takes its samples in waves whose sizes another can choose.

    What it does in a wave depends only on the waves before, so the same waves bring the same
    result whenever each was decided on.
    """

    k: int
    """The most samples of one problem."""

    def in_waves(self, sizes: Sequence[int]) -> Growing:
        """The same strategy with these waves, at most ``k`` samples in all.

        When they are over and it would go on, its ending is ``running``.
        """

    async def most(self, session: Session, n: int) -> Cost:
        """The most that a wave of ``n`` samples can cost; ``InputError`` where that is unknown."""

    def __call__(self, session: Session) -> AsyncIterator[Solution]:
        """See ``Strategy``."""
