"""A simulated solver of known ability, for load, faults and known truth.

It writes a problem's own worked steps and slips at a stated rate, so that the accuracy of a
strategy on it can be computed beforehand. Every table labels its results as simulated.
"""

from __future__ import annotations

import asyncio
import random
import re

from algorist.core import Cost, InputError, Problem, Rates, Spec, derive, rng
from algorist.models._faults import Faults
from algorist.models._model import Capabilities, model
from algorist.models._request import Message, Reply, Request, Sample, TokenInfo
from algorist.models._wire import cut_at_stop

CHARS_PER_TOKEN = 4
_THOUGHT = re.compile(r"\A<think>.*?</think>\s*", re.DOTALL)


def tokens_in(text: str) -> int:
    """The simulation's own token count: one for every four characters begun."""
    return -(-len(text) // CHARS_PER_TOKEN)


@model("simulated")
class Simulated:
    """A policy that writes worked steps with a stated error rate per step.

    ``step_error`` is the chance that a step slips; from the first slip on, the answer is wrong.
    ``spread`` wrong answers are possible per problem, equally likely. With chance ``shared`` the
    slips of a sample are those of every other sample of that problem (correlation 0 to 1).
    ``silent`` is the chance that a sample states no answer. ``latency`` is in seconds per call.
    ``faults`` is the chance that a call fails, spread evenly over all kinds of faults.
    ``parameters`` (a count) is for FLOPs.
    """

    simulated = True

    def __init__(
        self,
        *,
        step_error: float = 0.1,
        spread: int = 3,
        shared: float = 0.0,
        silent: float = 0.0,
        latency: float = 0.0,
        faults: float = 0.0,
        seed: int = 0,
        parameters: float = 0.0,
    ) -> None:
        for name, value in {
            "step_error": step_error, "shared": shared, "silent": silent, "faults": faults
        }.items():  # fmt: skip
            if not 0 <= value <= 1:
                raise InputError(f"simulated({name}={value!r}): a chance lies between 0 and 1")
        if spread < 1 or latency < 0:
            raise InputError(
                f"simulated(spread={spread!r}, latency={latency!r}): spread is at least 1 and "
                "latency at least 0 seconds"
            )
        given: dict[str, object] = {
            "step_error": step_error,
            "spread": spread,
            "shared": shared,
            "silent": silent,
            "latency": latency,
            "faults": faults,
            "seed": seed,
            "parameters": parameters,
        }
        self._spec = str(Spec("simulated", tuple(given.items())))
        self.step_error, self.spread, self.shared, self.silent = step_error, spread, shared, silent
        self.latency, self.seed = latency, seed
        self.rates = Rates(2.0 * parameters)
        self.card = ""
        self.injected = Faults(faults, derive(self._spec))

    @property
    def spec(self) -> str:
        """The spec that rebuilds this model."""
        return self._spec

    async def capabilities(self) -> Capabilities:
        """All of them."""
        return Capabilities()

    async def count(self, messages: tuple[Message, ...]) -> int:
        """Exact."""
        return sum(tokens_in(turn.content) + 4 for turn in messages)

    async def generate(self, request: Request) -> Reply:
        """One attempt: waits ``latency``, then fails or answers."""
        if self.latency:
            await asyncio.sleep(self.latency)
        asked = self.injected.strike(request.n)
        return self.answer(request, asked)

    async def aclose(self) -> None:
        """Nothing to release."""

    def answer(self, request: Request, count: int) -> Reply:
        """``count`` samples and their exact cost, without waiting or failing."""
        prompt = sum(tokens_in(turn.content) + 4 for turn in request.messages)
        samples = tuple(self._sample(request, request.first_index + i) for i in range(count))
        written = sum(sample.output_tokens for sample in samples)
        cost = Cost(
            prompt_tokens=prompt,
            output_tokens=written,
            calls=1,
            seconds=self.latency,
            flops=self.rates.flops * (prompt + written),
        )
        return Reply(samples, cost)

    def _sample(self, request: Request, index: int) -> Sample:
        last = request.messages[-1]
        begun = _THOUGHT.sub("", last.content) if last.role == "assistant" else ""
        name = request.about.id if request.about is not None else ""
        chance = rng(self._spec, name, begun, request.seed, index, str(request.temperature))
        text = self._write(request.about, chance, begun)
        text = cut_at_stop(text, request.stop)
        room = request.max_tokens * CHARS_PER_TOKEN
        cut = text[:room]
        tokens: tuple[TokenInfo, ...] = ()
        if request.logprobs:
            pieces = re.findall(r"(?s).{1,4}", cut)
            tokens = tuple(TokenInfo(piece, -chance.expovariate(4.0)) for piece in pieces)
        return Sample(cut, "length" if len(text) > room else "stop", tokens_in(cut), tokens)

    def _write(self, about: Problem | None, chance: random.Random, begun: str) -> str:
        if about is None:
            return "I do not know this problem."
        steps = [step.text for step in about.steps] or [f"The result is {about.answer}."]
        # A slip at a given step is one of `spread` fixed wrong values, so that samples can agree
        # on a wrong answer as those of real models do.
        if self.shared and chance.random() < self.shared:
            chance = rng(self._spec, about.id, "shared")
        *full, part = begun.split("\n")
        done = [line for line in full if line.strip()]
        slip = next((i for i, line in enumerate(done) if line not in steps), None)
        which = rng(self._spec, about.id, "slip", str(slip)).randrange(self.spread)
        lines = []
        for number in range(len(done), len(steps)):
            kind = 0
            if slip is None and chance.random() < self.step_error:
                kind = 1 + chance.randrange(self.spread)
            line = wrong(steps[number], kind - 1) if kind else steps[number]
            if part:
                kind, line = self._begun_as(part, steps[number], kind, line)
                line, part = line[len(part) :], ""
            if kind and slip is None:
                slip, which = number, kind - 1
            lines.append(line)
        if chance.random() < self.silent:
            return "\n".join(lines)
        ending = f"#### {about.answer if slip is None else wrong(about.answer, which)}"
        return "\n".join([*lines, ending[len(part) :]])

    def _begun_as(self, part: str, right: str, kind: int, line: str) -> tuple[int, str]:
        """The line that was begun: as drawn where that fits, else one that fits, else as it is."""
        if line.startswith(part):
            return kind, line
        known = [right, *(wrong(right, i) for i in range(self.spread))]
        fitting = [(i, one) for i, one in enumerate(known) if one.startswith(part)]
        return fitting[0] if fitting else (1, part)


def wrong(text: str, which: int) -> str:
    """A text whose last number is off by ``which + 1``; other texts get letters appended.

    >>> wrong("3*7 = 21", 0), wrong("abc", 1)
    ('3*7 = 22', 'abczz')
    """
    found = list(re.finditer(r"\d+", text))
    if not found:
        return text + "z" * (which + 1)
    last = found[-1]
    return text[: last.start()] + str(int(last[0]) + which + 1) + text[last.end() :]
