"""Stored samples cost whoever reads them what calls of his own would have cost."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algorist.core import Cost, Rates
from algorist.models import Capabilities, Message, Reply, Request, Sample
from algorist.solving import MemoryCache
from algorist.solving._cache import shares
from tests.solving.scripted import Scripted, session_for

ASKED = (Message("user", "What is 40 + 2?"),)
PRICED = Rates(flops=2e6, dollars_in=1e-6, dollars_out=4e-6)


class Priced(Scripted):
    """Each sample has another length; calls are priced by tokens, as endpoints do."""

    rates = PRICED

    def __init__(self, *, able: Capabilities | None = None) -> None:
        super().__init__(lambda request, index: "word " * (3 + index), able=able)

    async def generate(self, request: Request) -> Reply:
        """All samples in one call, or each in one of its own."""
        reply = await super().generate(request)
        read, calls = reply.cost.prompt_tokens, 1 if self.able.n else request.n
        written = reply.cost.output_tokens
        cost = Cost(
            prompt_tokens=read * calls,
            output_tokens=written,
            calls=calls,
            flops=PRICED.flops * (read * calls + written),
            dollars=PRICED.dollars_in * read * calls + PRICED.dollars_out * written,
        )
        return Reply(reply.samples, cost)


def spent(cache: MemoryCache, *asked: tuple[int, int], able: Capabilities | None = None) -> Cost:
    """What a session is charged for ``n`` samples from ``first`` on, one ask after another."""
    session = session_for(Priced(able=able), cache=cache)

    async def ask() -> None:
        for first, n in asked:
            await session.sample(ASKED, n, first=first, temperature=0.7)

    asyncio.run(ask())
    return session.ledger.spent


@given(
    read=st.integers(1, 500),
    written=st.lists(st.integers(0, 300), min_size=1, max_size=9),
    calls=st.integers(1, 12),
    flops=st.integers(0, 2**50),
)
def test_shares_add_up(read: int, written: list[int], calls: int, flops: int) -> None:
    """Tokens, calls and operations exactly; nothing is charged twice or lost."""
    cost = Cost(
        prompt_tokens=read,
        cached_tokens=read // 2,
        output_tokens=sum(written),
        calls=calls,
        seconds=1.5,
        flops=float(flops),
    )
    made = shares(Reply(tuple(Sample("", output_tokens=n) for n in written), cost), 300)
    total = sum((one.cost for one in made), Cost())

    for name in ("prompt_tokens", "cached_tokens", "output_tokens", "calls", "flops"):
        assert getattr(total, name) == getattr(cost, name), name
    assert total.seconds == pytest.approx(cost.seconds)
    assert [one.cost.output_tokens for one in made] == written


@pytest.mark.parametrize("n", [True, False])
@pytest.mark.parametrize(
    "asked", [[(1, 3)], [(5, 2)], [(0, 2)], [(0, 1), (1, 3)], [(2, 2), (4, 4)]]
)
def test_samples_of_another_call_cost_what_a_call_for_them_would(
    asked: list[tuple[int, int]], n: bool
) -> None:
    """The prompt is read once a call, whoever has read it before for other samples."""
    able, shared = Capabilities(n=n), MemoryCache()
    spent(shared, (0, 8), able=able)
    found, alone = spent(shared, *asked, able=able), spent(MemoryCache(), *asked, able=able)

    for name in ("prompt_tokens", "output_tokens", "calls"):
        assert getattr(found, name) == getattr(alone, name), name
    # by tokens, which is exact for operations; tokens read and written differ in price
    assert found.flops == pytest.approx(alone.flops, rel=1e-6)


@pytest.mark.parametrize("asked", [[(1, 3)], [(0, 1), (1, 3)]])
def test_going_on_costs_the_same_again(asked: list[tuple[int, int]]) -> None:
    """What a stopped run was charged for samples of others, it is charged when it goes on."""
    shared = MemoryCache()
    spent(shared, (0, 8))

    assert spent(shared, *asked) == spent(shared, *asked)
