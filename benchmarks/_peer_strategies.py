"""Methods of optillm and its-hub on questions; run by the peers' interpreter.

    .venv-peers/bin/python benchmarks/_peer_strategies.py TASKS.json

TASKS.json holds the ``system`` prompt, the address ``url`` of a counting server, ``max_tokens`` a
sample, and ``tasks``: each with its ``ticket``, ``method``, ``k`` and ``question``. Prints one JSON
object a line as tasks end, with the text that the method selected or, where it raised, the error.

Each method runs as its package ships it. Where a package leaves something to its user, it is chosen
in the method's favour: its-hub samples at temperature 0.7 and its judge answers greedily in at most
32 tokens. It brings no reward model for steps that runs without a GPU, so its beam is given its own
judge (``beam-judge``) or our step checker (``beam-steps``).
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import random
import re
import sys
import threading
import warnings
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENAI_API_KEY", "none")
TOGETHER = 6
"""Tasks at once: enough to keep the server's slots busy."""
STEPS = 8
"""Most lines of a solution of its-hub's beam."""
TELLING = threading.Lock()


class Optillm:
    """``run(task)`` blocks; the samples of most methods come one after another."""

    def __init__(self, setup: dict[str, Any]) -> None:
        self.setup = setup

    def run(self, task: dict[str, Any]) -> str:
        """The text that the method selected."""
        from openai import OpenAI

        client = OpenAI(base_url=f"{self.setup['url']}/{task['ticket']}/asked/v1", timeout=1800)
        arguments = (self.setup["system"], task["question"], client, "local")
        method: Callable[..., str] = getattr(self, task["method"].partition(" ")[2])
        return method(*arguments, k=task["k"], config={"max_tokens": self.setup["max_tokens"]})

    def bon(self, *arguments: Any, k: int, config: dict[str, Any]) -> str:
        """Best of ``k`` by the model's own rating."""
        from optillm.bon import best_of_n_sampling

        return str(best_of_n_sampling(*arguments, n=k, request_config=config)[0])

    def self_consistency(self, system: str, query: str, *arguments: Any, **given: Any) -> str:
        """The largest cluster of similar texts."""
        from optillm.self_consistency import AdvancedSelfConsistency

        method = AdvancedSelfConsistency(
            *arguments, num_samples=given["k"], request_config=given["config"]
        )
        clusters = method.evaluate(system, query)["aggregated_result"]["clusters"]
        return str(clusters[0]["answer"])

    def majority_voting(self, *arguments: Any, k: int, config: dict[str, Any]) -> str:
        """The commonest answer by its patterns."""
        from optillm.plugins.majority_voting_plugin import run

        return str(run(*arguments, request_config={**config, "k": k})[0])

    def mcts(self, *arguments: Any, k: int, config: dict[str, Any]) -> str:
        """``k`` simulations."""
        from optillm.mcts import chat_with_mcts

        return str(chat_with_mcts(*arguments, num_simulations=k, request_config=config)[0])


class ItsHub:
    """``run(task)`` is a coroutine."""

    def __init__(self, setup: dict[str, Any]) -> None:
        self.setup = setup

    def model(self, task: dict[str, Any], mode: str, **given: Any) -> Any:
        """Its client for an OpenAI-compatible server."""
        from its_hub.core.lms.openai_lm import OpenAICompatibleLanguageModel

        address = f"{self.setup['url']}/{task['ticket']}/{mode}/v1"
        return OpenAICompatibleLanguageModel(
            endpoint=address, api_key="none", model_name="local", **given
        )

    async def run(self, task: dict[str, Any]) -> str:
        """The text that the method selected."""
        from its_hub.core.reward_models.llm_judge import LLMJudge

        given = {"system_prompt": self.setup["system"], "temperature": 0.7}
        model = self.model(task, "asked", max_tokens=self.setup["max_tokens"], **given)
        judging = self.model(task, "plain", max_tokens=32, temperature=0.0)
        try:
            method = self.method(task, LLMJudge(judging))
            random.seed(task["ticket"])  # its ties are broken by the global generator
            chosen = await method.ainfer(model, task["question"], task["k"])
            return str(chosen["content"])
        finally:
            await model.close()
            await judging.close()

    def method(self, task: dict[str, Any], judge: Any) -> Any:
        """One of its algorithms."""
        from its_hub.core.algorithms.beam_search import BeamSearch
        from its_hub.core.algorithms.bon import BestOfN
        from its_hub.core.algorithms.self_consistency import (
            SelfConsistency,
            create_regex_projection_function,
        )
        from its_hub.core.lms.step_generation import StepGeneration

        kind = task["method"].partition(" ")[2]
        if kind == "self-consistency":
            return SelfConsistency()
        if kind == "self-consistency-regex":
            return SelfConsistency(create_regex_projection_function(r"####\s*([^\n]+)"))
        if kind == "best-of-n":
            return BestOfN(judge)
        reward = judged(judge) if kind == "beam-judge" else checked(self.setup["url"], task)
        steps = StepGeneration(max_steps=STEPS, step_token="\n", stop_token="####")
        return BeamSearch(steps, reward, beam_width=2)


def rewarding(rate: Callable[[str, list[str]], Awaitable[list[float]]]) -> Any:
    """A process-reward model for its-hub from a coroutine."""
    from its_hub.api import AbstractProcessRewardModel

    class Reward(AbstractProcessRewardModel):
        def score(self, prompt_or_messages: Any, steps: list[str]) -> list[float]:
            return asyncio.run(self.ascore(prompt_or_messages, steps))

        async def ascore(self, prompt_or_messages: Any, steps: list[str]) -> list[float]:
            return await rate(str(prompt_or_messages), steps)

    return Reward()


def judged(judge: Any) -> Any:
    """Its own judge, asked about the solution so far."""
    from its_hub.api import ChatMessage

    async def rate(prompt: str, steps: list[str]) -> list[float]:
        asked = [
            [ChatMessage(role="user", content=prompt), ChatMessage(role="assistant", content=text)]
            for text in steps
        ]
        return list(await judge.ascore(asked))

    return rewarding(rate)


def checked(url: str, task: dict[str, Any]) -> Any:
    """Our step checker, behind the counting server."""
    import aiohttp

    async def rate(prompt: str, steps: list[str]) -> list[float]:
        address = f"{url}/{task['ticket']}/score"
        async with aiohttp.ClientSession() as http, http.post(address, json={"texts": steps}) as r:
            return list(await r.json())

    return rewarding(rate)


def tell(task: dict[str, Any], text: str, error: str = "") -> None:
    """One line for the caller."""
    line = json.dumps({"ticket": task["ticket"], "text": text, "error": error})
    with TELLING:
        print(line, flush=True)


def attempt(task: dict[str, Any], peer: Optillm) -> None:
    """One task; a method that raises has no answer."""
    try:
        tell(task, peer.run(task))
    except Exception as error:
        tell(task, "", f"{type(error).__name__}: {error}"[:300])


async def attempts(tasks: list[dict[str, Any]], peer: ItsHub) -> None:
    """All tasks, several at once."""
    slots = asyncio.Semaphore(TOGETHER)

    async def one(task: dict[str, Any]) -> None:
        async with slots:
            try:
                tell(task, await peer.run(task))
            except Exception as error:
                tell(task, "", f"{type(error).__name__}: {error}"[:300])

    await asyncio.gather(*map(one, tasks))


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    setup = json.loads(Path(sys.argv[1]).read_text())
    by_peer: dict[str, list[dict[str, Any]]] = {"optillm": [], "its-hub": []}
    for task in setup["tasks"]:
        by_peer[re.split(" ", task["method"])[0]].append(task)
    with ThreadPoolExecutor(TOGETHER) as pool:
        optillm = Optillm(setup)
        list(pool.map(lambda task: attempt(task, optillm), by_peer["optillm"]))
    asyncio.run(attempts(by_peer["its-hub"], ItsHub(setup)))
