"""Attempts that are written piece by piece, so that they can be looked at on the way."""

from __future__ import annotations

from collections.abc import Sequence

from algorist.core import Record
from algorist.models import Message, Sample
from algorist.solving._session import Ask, Session


class Sampling(Record, frozen=True):
    """How a piece is drawn."""

    temperature: float
    top_p: float = 1.0
    logprobs: int = 0


async def go_on(
    session: Session,
    messages: tuple[Message, ...],
    written: Sequence[Sample],
    wanted: Sequence[int],
    tokens: int,
    how: Sampling,
) -> dict[int, Sample]:
    """The ``wanted`` attempts with at most ``tokens`` more of each, joined to what is ``written``.

    Those that the budget did not allow a piece, or whose call failed, are left out. Attempts of
    which nothing is written yet are begun in one call; their indices follow one another. Needs
    prefill, unless all are begun. Raises ``BudgetError`` or ``ModelError`` when there is no piece.
    """
    if not any(written[i].text for i in wanted):
        found = await session.sample(
            messages,
            len(wanted),
            first=wanted[0],
            max_tokens=tokens,
            temperature=how.temperature,
            top_p=how.top_p,
            logprobs=how.logprobs,
        )
        return dict(zip(wanted, found, strict=False))
    asks = [
        Ask(
            (*messages, Message("assistant", written[i].text)),
            # Two attempts may be the same so far: the index keeps their draws apart.
            first=i,
            max_tokens=tokens,
            temperature=how.temperature,
            top_p=how.top_p,
            logprobs=how.logprobs,
        )
        for i in wanted
    ]
    pieces = await session.sample_all(asks)
    return {
        i: joined(written[i], piece[0]) for i, piece in zip(wanted, pieces, strict=True) if piece
    }


def joined(begun: Sample, piece: Sample) -> Sample:
    """One sample of two pieces."""
    return Sample(
        begun.text + piece.text,
        piece.finish,
        begun.output_tokens + piece.output_tokens,
        begun.tokens + piece.tokens,
    )
