"""The scorer that asks a reward server, against a real HTTP server that speaks the three forms."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from math import exp
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from algorist.core import Budget, BudgetError, Cost, InputError, ModelError
from algorist.models import Rewards, Simulated
from algorist.recording import Evaluation, Solved, Store
from algorist.solving import MemoryCache, Session, Trace, resolve_scorer, solve
from tests.builders import purchases
from tests.solving.scripted import says, session_for

STEPS = [Trace("1 + 1 = 2\n\n2 + 2 = 4\n#### 4", "4"), Trace("1 + 1 = 3", "3"), Trace("", None)]


class RewardServer:
    """Finds a text the worse, the more 3s it holds: 1 / (1 + their number) is its probability."""

    def __init__(self, *, fail: tuple[str, ...] = (), raw: bool = False) -> None:
        self.fail = list(fail)
        self.raw = raw
        self.bodies: list[dict[str, Any]] = []
        self.paths: list[str] = []

    def judge(self, text: str) -> float:
        """A probability, or a reward where the server is one without activation."""
        threes = text.count("3")
        return 4.0 - threes if self.raw else 1 / (1 + threes)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """As vLLM documents it; the first calls fail as told."""
        body = await request.json()
        self.bodies.append(body)
        self.paths.append(request.path)
        kind = self.fail.pop(0) if self.fail else ""
        if kind == "busy":
            return web.json_response({"error": {"message": "slow down"}}, status=429)
        if kind == "broken":
            return web.Response(text='{"data": [', content_type="application/json")
        if kind == "refused":
            return web.json_response({"error": {"message": "no such model"}}, status=404)
        if kind == "hang":
            await asyncio.sleep(30)
        judged: dict[str, Any] = {"index": 0}
        if request.path == "/score":
            text = body["text_2"]
            judged |= {"object": "score", "score": self.judge(text)}
        else:
            assert [turn["role"] for turn in body["messages"]] == ["user", "assistant"]
            text = body["messages"][1]["content"]
            if request.path == "/classify":
                judged |= {"label": "LABEL_0", "probs": [self.judge(text)], "num_classes": 1}
            else:
                rows = [self.judge(step) for step in text.split("<extra_0>")[:-1]]
                judged |= {"object": "pooling", "data": [[1 - one, one] for one in rows]}
        read = len(text)
        usage = {"prompt_tokens": read, "total_tokens": read, "completion_tokens": 0}
        return web.json_response(
            {"id": "x", "object": "list", "created": 0, "data": [judged], "usage": usage}
        )


@asynccontextmanager
async def listening(server: RewardServer) -> AsyncIterator[str]:
    """Its address on loopback, as the beginning of a spec's arguments."""
    app = web.Application()
    app.router.add_post("/{path}", server.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f'base_url="http://127.0.0.1:{runner.addresses[0][1]}", model=prm'
    finally:
        await runner.cleanup()


def asked(
    server: RewardServer, spec: str, traces: list[Trace], session: Session | None = None
) -> list[float]:
    """Scores over HTTP; ``@`` in the spec stands for the address."""

    async def run() -> list[float]:
        async with listening(server) as address:
            needed = resolve_scorer(spec.replace("@", address))
            using = session or session_for(says(""))
            try:
                return await needed(using, traces)
            finally:
                await using.callers.aclose()

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("spec", "path", "expected"),
    [
        ("server(@)", "/score", [1.0, 0.5, 1.0]),
        ("server(@, kind=reward)", "/classify", [1.0, 0.5, 1.0]),
        ("server(@, kind=pooling)", "/pooling", [1.0, 0.5, 0.5]),
        ("server(@, kind=pooling, over=min, label=0)", "/pooling", [0.0, 0.5, 0.5]),
    ],
)
def test_each_form_is_spoken_as_documented(spec: str, path: str, expected: list[float]) -> None:
    """One call a trace; for steps, none for a trace without any."""
    server = RewardServer()

    assert asked(server, spec, STEPS) == expected
    assert set(server.paths) == {path}
    assert {body["model"] for body in server.bodies} == {"prm"}
    if path == "/score":
        assert server.bodies[0]["text_1"] == "What is 40 + 2?"
    if path == "/pooling":
        (first,) = (b for b in server.bodies if "#### 4" in b["messages"][1]["content"])
        assert first["messages"][1]["content"] == (
            "1 + 1 = 2<extra_0>2 + 2 = 4<extra_0>#### 4<extra_0>"
        )


@pytest.mark.parametrize(
    ("over", "expected"), [("last", 0.25), ("min", 0.25), ("product", 0.125), ("mean", 7 / 12)]
)
def test_step_scores_are_aggregated_as_told(over: str, expected: float) -> None:
    """Of 1, 1/2 and 1/4."""
    trace = Trace("a\n3\n333", "1")
    found = asked(RewardServer(), f"server(@, kind=pooling, over={over})", [trace])

    assert found == [pytest.approx(expected)]


def test_raw_rewards_are_pressed_into_probabilities_only_when_told() -> None:
    """Otherwise a reward of 4 is named, with what to do."""
    spec = "server(@, kind=reward, logits=true)"

    assert asked(RewardServer(raw=True), spec, STEPS[:1]) == [pytest.approx(1 / (1 + exp(-4)))]
    with pytest.raises(ModelError, match="gave 4, which is no probability: give logits=true"):
        asked(RewardServer(raw=True), "server(@, kind=reward)", STEPS[:1])


def test_a_wrong_separator_or_label_is_named() -> None:
    """Not silently read as something else."""
    with pytest.raises(ModelError, match="judged 0 places of 3: give the sep"):
        asked(RewardServer(), 'server(@, kind=pooling, separator=" ki")', STEPS)
    both = [Trace("a<extra_0>b", "1")]
    with pytest.raises(ModelError, match="judged 2 places of 1"):
        asked(RewardServer(), "server(@, kind=pooling)", both)
    with pytest.raises(ModelError, match="label=2 is none of them"):
        asked(RewardServer(), "server(@, kind=pooling, label=2)", STEPS)


def test_busy_broken_and_hanging_servers_are_asked_again_and_charged() -> None:
    """Three failures, then the score: what was never known is charged at its most."""
    server = RewardServer(fail=("busy", "broken", "hang"))
    session = session_for(says(""))

    found = asked(server, "server(@, timeout=0.3)", STEPS[1:2], session)

    assert found == [0.5]
    assert session.ledger.spent.calls == 4
    assert session.ledger.spent.prompt_tokens == len(STEPS[1].text)
    assert session.ledger.spent.assumed_tokens > 0


def test_a_refusal_is_final_and_a_partial_failure_leaves_the_others() -> None:
    """A wrong model name costs one call; where others succeed, the unjudged trace counts 0.5."""
    refusing = RewardServer(fail=("refused",))
    with pytest.raises(ModelError, match="no such model"):
        asked(refusing, "server(@)", STEPS[:1])
    assert len(refusing.paths) == 1
    half = RewardServer(fail=("refused",))
    assert sorted(asked(half, "server(@)", [Trace("a"), Trace("b")])) == [0.5, 1.0]


def test_judgements_are_stored_and_charged_again_without_a_call() -> None:
    """A resumed run asks the server nothing, and another aggregation uses the same rows."""
    cache, server = MemoryCache(), RewardServer()

    sessions = [session_for(says(""), cache=cache) for _ in range(2)]

    async def run() -> list[list[float]]:
        async with listening(server) as address:
            found = []
            for over, one in zip(("last", "mean"), sessions, strict=True):
                needed = resolve_scorer(f"server({address}, kind=pooling, over={over})")
                found.append(await needed(one, STEPS))
                await one.callers.aclose()
            return found

    assert asyncio.run(run()) == [[1.0, 0.5, 0.5], [1.0, 0.5, 0.5]]
    assert len(server.paths) == 2
    assert sessions[1].ledger.spent.tokens == sessions[0].ledger.spent.tokens > 0
    assert sessions[1].ledger.reused.calls == 2
    assert {model.split("(")[0] for model, _, _ in sessions[0].used} == {"rewards"}


def test_judgements_keep_to_the_budget() -> None:
    """Tokens read by the reward model count; FLOPs by its own parameters."""
    many = [Trace("x" * 50 + str(i), str(i)) for i in range(20)]
    session = session_for(says(""), budget=Budget(tokens=600))
    with pytest.raises(BudgetError, match="a judgement of every attempt"):
        asked(RewardServer(), "server(@)", many, session)
    assert 0 < session.ledger.spent.tokens <= 600

    session = session_for(says(""))
    asked(RewardServer(), "server(@, parameters=1000, price_in=2)", many[:1], session)
    assert session.ledger.spent.flops == 2000 * session.ledger.spent.prompt_tokens
    assert session.ledger.spent.dollars == pytest.approx(2e-6 * session.ledger.spent.prompt_tokens)


def test_a_reward_server_is_no_solver() -> None:
    """Named as the model, it says what it is for."""
    with pytest.raises(InputError, match="name it in a scorer"):
        solve("What is 1 + 1?", model=Rewards("http://127.0.0.1:9"), strategy="direct")


@pytest.mark.parametrize("bound", ["", "tokens=6000", "calls=9"])
def test_a_run_with_a_reward_server_is_the_same_at_any_width_and_goes_on(
    tmp_path: Path, bound: str
) -> None:
    """Within its budget; done again it asks the server nothing, and its samples are in the file."""
    problems, budget = purchases(4), Budget.parse(bound)

    async def run(path: Path, width: int) -> tuple[list[Solved], int]:
        server = RewardServer()
        async with listening(server) as address:
            strategy = f"best_of(k=3, score=server({address}, kind=pooling))"
            with Store(path) as store:
                evaluation = Evaluation(
                    problems,
                    Simulated(step_error=0.3),
                    (strategy,),
                    store,
                    budget,
                    concurrency=width,
                )
                for _ in range(2):
                    asked = len(server.paths)
                    name = await evaluation.run()
                solved = list(store.solved(name, evaluation.strategies[0]).values())
                for one in solved:
                    for model, key, index in one.others:
                        assert store.load(model, bytes.fromhex(key), index, 1)
        assert asked == len(server.paths)
        return solved, asked

    wide, asked = asyncio.run(run(tmp_path / "wide.db", 64))
    narrow, _ = asyncio.run(run(tmp_path / "narrow.db", 1))
    assert asked > 0

    def shown(found: list[Solved]) -> list[tuple[object, ...]]:
        return [(one.problem, one.solution.candidates, one.solution.cost.tokens) for one in found]

    assert shown(wide) == shown(narrow)
    total = sum((one.solution.cost for one in wide), Cost())
    assert budget.tokens is None or total.tokens <= budget.tokens
    assert budget.calls is None or total.calls <= budget.calls


@pytest.mark.parametrize(
    "args",
    [
        'base_url="127.0.0.1:8000"',
        'base_url="http://x", kind=rank',
        'base_url="http://x", over=median',
        'base_url="http://x", attempts=0',
        "",
    ],
)
def test_arguments_that_make_no_sense_are_refused(args: str) -> None:
    """When the spec is read, before anything is spent."""
    with pytest.raises(InputError):
        resolve_scorer(f"server({args})")
