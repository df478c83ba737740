"""A server between a peer and the model: counts its tokens, keeps replies, adds worked examples.

Every program under comparison then faces the same model with the same conversation, and is charged
by one meter. A peer's address is ``URL/TICKET/asked/v1``; a ticket stands for one method with one
setting on one problem. ``URL/TICKET/plain/v1`` leaves the examples out (for a peer's own judge);
``POST URL/TICKET/score`` rates texts by our step checker.

A request for ``n`` choices is made as ``n`` requests for one, whose output is counted in full (the
server behind reports that of the first choice alone); its prompt counts once. The i-th equal
request of a ticket is always the same draw: settings of a method share their samples, as ours do,
and a run that was stopped goes on. What the model was to go on from is taken off the reply's
beginning, where the peers expect only what is new.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from algorist.checking import step_reward
from algorist.core import Cost
from algorist.models import Message

PASSED_ON = ("messages", "max_tokens", "temperature", "top_p", "stop", "response_format")
Reply = dict[str, Any]


class CountingServer:
    """Counts by ticket what the server at ``behind`` reads and writes.

    ``examples`` gives the worked examples for a ticket, ``question`` the question asked under it.
    ``kept`` is a file to which replies are appended, and from which they are served again.
    """

    def __init__(
        self,
        behind: str,
        kept: Path,
        *,
        examples: Callable[[str], tuple[Message, ...]],
        question: Callable[[str], str],
    ) -> None:
        self.behind, self.kept, self.examples, self.question = behind, kept, examples, question
        self.spent: defaultdict[str, Cost] = defaultdict(Cost)
        self._asked: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._known: dict[str, asyncio.Future[Reply]] = {}
        self._stored: dict[str, Reply] = {}
        if kept.exists():
            lines = (json.loads(line) for line in kept.read_text().splitlines())
            self._stored = {line["key"]: line["reply"] for line in lines}
        self._runner: web.AppRunner | None = None
        self._http: aiohttp.ClientSession | None = None

    async def start(self) -> str:
        """Listen on a free loopback port; returns the address."""
        app = web.Application(client_max_size=2**24)
        app.router.add_post("/{ticket}/{mode}/v1/chat/completions", self._complete)
        app.router.add_post("/{ticket}/score", self._score)
        self._http = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=1800))
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()
        if self._http is not None:
            await self._http.close()

    async def _score(self, request: web.Request) -> web.Response:
        texts = (await request.json())["texts"]
        question = self.question(request.match_info["ticket"])
        rated = await asyncio.to_thread(lambda: [step_reward(t, question).total for t in texts])
        return web.json_response(rated)

    async def _complete(self, request: web.Request) -> web.Response:
        ticket, asked = request.match_info["ticket"], await request.json()
        body = {name: asked[name] for name in PASSED_ON if asked.get(name) is not None}
        body.setdefault("max_tokens", asked.get("max_completion_tokens"))
        if request.match_info["mode"] == "asked":
            body["messages"] = self._with_examples(ticket, body["messages"])
        count = asked.get("n") or 1
        form = hashlib.blake2b(json.dumps(body).encode(), digest_size=12).hexdigest()
        first = self._asked[ticket][form]
        self._asked[ticket][form] += count
        try:
            drawn = [self._draw(form, first + i, body) for i in range(count)]
            replies = await asyncio.gather(*drawn)
        except aiohttp.ClientResponseError as error:
            return web.json_response({"error": {"message": error.message}}, status=error.status)
        prompt, written = replies[0]["prompt"], sum(reply["written"] for reply in replies)
        cost = Cost(prompt, min(reply["cached"] for reply in replies), written, calls=1)
        self.spent[ticket] += cost
        choices = [
            {
                "index": index,
                "message": {"role": "assistant", "content": reply["text"]},
                "finish_reason": reply["finish"],
            }
            for index, reply in enumerate(replies)
        ]
        usage = {"prompt_tokens": prompt, "completion_tokens": written}
        return web.json_response(
            {
                "id": "chatcmpl",
                "object": "chat.completion",
                "created": 0,
                "model": "local",
                "choices": choices,
                "usage": usage | {"total_tokens": prompt + written},
            }
        )

    def _with_examples(self, ticket: str, messages: list[Any]) -> list[Any]:
        """The examples' turns stand between the system prompt and the question."""
        lead = int(messages[0]["role"] == "system")
        turns = [{"role": one.role, "content": one.content} for one in self.examples(ticket)]
        return [*messages[:lead], *turns, *messages[lead:]]

    async def _draw(self, form: str, index: int, body: dict[str, Any]) -> Reply:
        key = f"{form}-{index}"
        if key in self._stored:
            return self._stored[key]
        if key not in self._known:
            self._known[key] = asyncio.ensure_future(self._fetch(key, body))
            self._known[key].add_done_callback(lambda _: self._known.pop(key))
        return await self._known[key]

    async def _fetch(self, key: str, body: dict[str, Any]) -> Reply:
        assert self._http is not None
        seed = int.from_bytes(hashlib.blake2b(key.encode(), digest_size=4).digest()) % 2**31
        url = f"{self.behind}/chat/completions"
        async with self._http.post(url, json={**body, "seed": seed}) as answer:
            if answer.status != 200:
                message = (await answer.text())[:500]
                raise aiohttp.ClientResponseError(
                    answer.request_info, (), status=answer.status, message=message
                )
            said = await answer.json()
        choice, usage = said["choices"][0], said["usage"]
        text = choice["message"].get("content") or ""
        last = body["messages"][-1]
        if last["role"] == "assistant":
            text = text.removeprefix(last["content"])
        reply = {
            "text": text,
            "finish": choice["finish_reason"],
            "prompt": usage["prompt_tokens"],
            "cached": (usage.get("prompt_tokens_details") or {}).get("cached_tokens") or 0,
            "written": usage["completion_tokens"],
        }
        with self.kept.open("a") as file:
            file.write(json.dumps({"key": key, "reply": reply}) + "\n")
        self._stored[key] = reply
        return reply
