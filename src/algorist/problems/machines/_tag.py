"""m-tag systems, as TMBench has them (arXiv 2504.20771)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from algorist.core import InputError, Spec
from algorist.problems._family import Params
from algorist.problems._stepped import Move, moved
from algorist.problems.machines._engine import Machine, machine

ALPHABETS = {"latin": "ABCDE", "greek": "αβγδε", "digits": "12345", "symbols": "@#$%&"}
"""The four alphabets of TMBench; the first is the base, the others relabel it."""

PUBLISHED_STEPS = 30
"""Transitions of TMBench's runs at most."""


def _tag(rules: dict[str, str], queue: str, limit: int, m: int = 2, **_: Any) -> list[str]:
    # A buffer that is never shortened: `head` moves over it, as a reading head over a tape.
    buffer, head = list(queue), 0
    states: list[str] = []
    while len(buffer) - head >= m and len(states) < limit:
        buffer.extend(rules[buffer[head]])
        head += m
        states.append("".join(buffer[head:]))
    return states


@machine("tag")
class Tag(Machine):
    """Read the head, append its rule, delete m symbols.

    Options beyond those of every traced family: ``alphabet`` (``latin``, ``greek``, ``digits``,
    ``symbols``), ``m`` (2 by default), ``size`` of the alphabet (5), ``longest`` rule (5). As
    published: rules of 1 to 5 symbols, a queue of m to m + 7, at most 30 transitions, and no two
    consecutive states alike. ``published=true`` takes TMBench's sample itself: at every level runs
    of up to 30 transitions, those that halt early among them.
    """

    summary = "Run an m-tag system."
    noun = "queue"
    cuts = True
    lengths = {1: (2, 6), 2: (7, 12), 3: (13, 18), 4: (19, 24), 5: (25, 30)}
    law = "the run has 2-6, 7-12, 13-18, 19-24 and 25-30 transitions at levels 1 to 5"
    second = staticmethod(_tag)

    def __init__(
        self,
        *,
        alphabet: str | Spec = "latin",
        m: int = 2,
        size: int = 5,
        longest: int = 5,
        published: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        if str(alphabet) not in ALPHABETS:
            raise InputError(f"alphabet={alphabet}: one of {', '.join(ALPHABETS)} is due")
        letters = ALPHABETS[str(alphabet)]
        if str(alphabet) == "latin":
            letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        if not (isinstance(size, int) and 2 <= size <= len(letters)):
            raise InputError(f"size={size!r}: the alphabet {alphabet} has 2 to {len(letters)}")
        if not (isinstance(m, int) and 1 <= m <= 9 and isinstance(longest, int) and longest >= 1):
            raise InputError(f"m={m!r}, longest={longest!r}: m is 1 to 9 and longest at least 1")
        if longest < m:
            raise InputError(f"longest={longest!r}: rules shorter than m={m} empty the queue")
        self.m, self.longest, self.letters = m, longest, letters[:size]
        self.published = bool(published)

    def attempt(self, rng: random.Random, least: int, most: int) -> Params | None:
        letters, m = self.letters, self.m
        rules = {
            letter: "".join(rng.choices(letters, k=rng.randint(1, self.longest)))
            for letter in letters
        }
        queue = "".join(rng.choices(letters, k=rng.randint(m, m + 7)))
        limit = rng.randint(least, most)
        if self.published:
            least, limit = 1, self.steps or PUBLISHED_STEPS
        here, count = queue, 0
        while len(here) >= m and count < limit:
            new = here[m:] + rules[here[0]]
            if new == here:
                return None
            here, count = new, count + 1
        if count < least:
            return None
        return {"rules": rules, "queue": queue, "limit": limit, "m": m}

    def describe(self, params: Params) -> str:
        m, rules = params["m"], params["rules"]
        lines = "\n".join(f"{head} -> {' '.join(tail)}" for head, tail in rules.items())
        return (
            f"A {m}-tag system works on a queue of symbols. In each step it reads the symbol at "
            "the head of the queue, appends the symbols that the rule for it gives to the end of "
            f"the queue, and removes the first {m} symbols of the queue (the head among them). It "
            f"stops when the queue has fewer than {m} symbols, and at the latest after "
            f"{params['limit']} steps.\n\nRules:\n{lines}\n\nQueue at the start: "
            f"[{' '.join(params['queue'])}]\n\nA queue is written without spaces, such as "
            f"{params['queue']}."
        )

    def start(self, params: Params) -> str:
        queue: str = params["queue"]
        return queue

    def work(self, params: Params) -> Iterator[Move]:
        here, rules, m = params["queue"], params["rules"], params["m"]
        for _ in range(params["limit"]):
            if len(here) < m:
                return
            head, gone = here[0], here[:m]
            here = here[m:] + rules[head]
            yield moved(
                f"the head is {head} and {head} -> {rules[head]}",
                f"append {rules[head]}, remove {gone}",
                here,
            )

    def needed(self, params: Params) -> list[str]:
        return [params["queue"], str(params["limit"]), *(f"{a} ->" for a in params["rules"])]
