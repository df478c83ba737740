"""Endpoints, against a real loopback server."""

from __future__ import annotations

import asyncio

import pytest

from algorist.core import (
    Budget,
    BudgetError,
    Cost,
    InputError,
    Ledger,
    ModelError,
    ModelTimeoutError,
    RateLimitError,
    RefusedError,
    ReplyError,
    SpecError,
)
from algorist.models import Caller, Capabilities, Endpoint, Message, Request, resolve
from tests.builders import purchases, serving

ABLE = Capabilities()


def ask(question: str, **changes: object) -> Request:
    """A request for one question."""
    return Request((Message("user", question),), **changes)  # type: ignore[arg-type]


def test_the_probe_finds_what_a_server_can_do() -> None:
    """The simulated server supports everything but going on from a prefix it never saw."""

    async def probe() -> Capabilities:
        async with serving([]) as (_, url):
            endpoint = Endpoint(url, "sim")
            found = await endpoint.capabilities()
            await endpoint.aclose()
            return found

    found = asyncio.run(probe())

    assert found.n
    assert found.logprobs
    assert found.seed
    assert found.usage


def test_samples_come_with_their_cost() -> None:
    """Usage is the server's own."""
    problems = purchases(3)

    async def work() -> tuple[list[str], Cost, Cost]:
        async with serving(problems) as (server, url):
            endpoint = Endpoint(url, "sim", known=ABLE)
            reply = await endpoint.generate(ask(problems[1].question, n=4))
            await endpoint.aclose()
            return [sample.text for sample in reply.samples], reply.cost, server.billed

    texts, cost, billed = asyncio.run(work())

    assert len(texts) == 4
    assert any(f"#### {problems[1].answer}" in text for text in texts)
    assert (cost.prompt_tokens, cost.output_tokens) == (billed.prompt_tokens, billed.output_tokens)


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (429, b"{}", RateLimitError),
        (500, b"oops", ModelError),
        (400, b'{"error": "too long"}', RefusedError),
        (200, b'{"choices": [{"mess', ReplyError),
        (200, b'{"choices": [], "usage": {}}', ReplyError),
        (200, b"[]", ReplyError),
    ],
)
def test_each_fault_has_its_own_error(status: int, body: bytes, kind: type[ModelError]) -> None:
    """So that only what may pass is tried again."""

    async def work() -> None:
        async def reply(_: bytes) -> tuple[int, bytes]:
            return status, body

        async with serving([]) as (server, url):
            server.reply = reply  # type: ignore[method-assign] # this server is at fault
            endpoint = Endpoint(url, "sim", known=ABLE)
            try:
                await endpoint.generate(ask("q"))
            finally:
                await endpoint.aclose()

    with pytest.raises(kind):
        asyncio.run(work())


def test_a_server_that_does_not_answer_is_a_timeout() -> None:
    """After the endpoint's own limit."""

    async def work() -> None:
        async with serving(purchases(1), latency=60.0) as (_, url):
            endpoint = Endpoint(url, "sim", timeout=0.2, known=ABLE)
            try:
                await endpoint.generate(ask("q"))
            finally:
                await endpoint.aclose()

    with pytest.raises(ModelTimeoutError, match=r"0\.2 s"):
        asyncio.run(work())


def test_no_server_at_all_says_so() -> None:
    """The address is in the message."""

    async def work() -> None:
        endpoint = Endpoint("http://127.0.0.1:9/v1", "m", known=ABLE)
        try:
            await endpoint.generate(ask("q"))
        finally:
            await endpoint.aclose()

    with pytest.raises(ModelError, match=r"127\.0\.0\.1:9/v1 cannot be reached"):
        asyncio.run(work())


def test_fewer_choices_than_asked_are_topped_up() -> None:
    """A server that ignores `n` must not make eight samples one."""
    problems = purchases(2)

    async def work() -> tuple[int, int, Cost]:
        async with serving(problems, faults=0.0) as (server, url):
            plain = server.reply

            async def one_choice(body: bytes) -> tuple[int, bytes]:
                return await plain(body.replace(b'"n":', b'"ignored":'))

            server.reply = one_choice  # type: ignore[method-assign] # as some servers are
            endpoint = Endpoint(url, "sim", known=ABLE)
            ledger = Ledger()
            reply = await Caller(endpoint).generate(ask(problems[0].question, n=8), ledger)
            await endpoint.aclose()
            return len(reply.samples), ledger.spent.calls, ledger.spent

    samples, calls, _ = asyncio.run(work())

    assert (samples, calls) == (8, 8)


def test_a_model_without_n_is_asked_in_parallel() -> None:
    """One call for each sample, and the samples of one request stay in order."""
    problems = purchases(1)

    async def work() -> tuple[list[str], list[str]]:
        async with serving(problems) as (_, url):
            several = Endpoint(url, "sim", known=ABLE)
            single = Endpoint(url, "sim", known=Capabilities(n=False))
            request = ask(problems[0].question, n=6, temperature=0.5)
            a = await Caller(several).generate(request, Ledger())
            b = await Caller(single).generate(request, Ledger())
            await several.aclose()
            await single.aclose()
            return [s.text for s in a.samples], [s.text for s in b.samples]

    together, apart = asyncio.run(work())

    assert len(together) == len(apart) == 6


def test_a_cancelled_call_is_charged_the_most_it_could_cost() -> None:
    """Its true usage never becomes known."""
    problems = purchases(1)

    async def work() -> Cost:
        async with serving(problems, latency=30.0) as (_, url):
            endpoint = Endpoint(url, "sim", known=ABLE)
            ledger = Ledger(Budget(tokens=1000))
            request = ask(problems[0].question, n=2, max_tokens=50)
            call = asyncio.create_task(Caller(endpoint).generate(request, ledger))
            await asyncio.sleep(0.2)
            call.cancel()
            await asyncio.gather(call, return_exceptions=True)
            await endpoint.aclose()
            return ledger.spent

    spent = asyncio.run(work())

    assert spent.calls == 1
    assert spent.assumed_tokens >= 100


def test_time_that_runs_out_ends_a_call() -> None:
    """A budget of seconds holds inside a call as well."""

    async def work() -> None:
        async with serving(purchases(1), latency=30.0) as (_, url):
            endpoint = Endpoint(url, "sim", known=ABLE)
            try:
                await Caller(endpoint).generate(ask("q"), Ledger(Budget(seconds=0.3)))
            finally:
                await endpoint.aclose()

    with pytest.raises(BudgetError, match="time budget"):
        asyncio.run(work())


def test_a_model_spec_rebuilds_the_model() -> None:
    """The spec is what a run stores."""
    for text in (
        'endpoint(base_url="http://127.0.0.1:1/v1", model="m")',
        "local",
        "local(slots=4)",
    ):
        assert resolve(resolve(text).spec).spec == resolve(text).spec


def test_an_unknown_model_offers_near_names() -> None:
    """With the names that exist."""
    with pytest.raises(SpecError, match="local"):
        resolve("locl")
    with pytest.raises(InputError, match="does not take"):
        resolve("local(size=3)")
    with pytest.raises(InputError, match="http"):
        resolve("endpoint(base_url=here)")
    with pytest.raises(SpecError, match=r"endpoint\(base_url='http://127.0.0.1:8000/v1', model="):
        resolve("http://127.0.0.1:8000/v1")
