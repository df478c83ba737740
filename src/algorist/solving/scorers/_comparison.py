"""A model is asked which of two attempts is better; its probability counts, not its prose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from algorist.core import InputError, rng
from algorist.models import Message
from algorist.solving._scorers import Trace, scorer
from algorist.solving._script import Script, script_for
from algorist.solving._session import Ask, Session
from algorist.solving.scorers._choices import ALTERNATIVES, sampled, shares

Wins = dict[tuple[int, int], float]
"""For each pair that met, the chance that the first of it is the better one."""


@scorer("comparison")
class Comparison:
    """How an attempt fares against the others when a model compares two at a time.

    Each pair is shown in both orders, and the two probabilities are averaged, so that a liking for
    the first place cancels. By default all pairs meet, and a Bradley-Terry model is fitted to the
    outcomes; the score is the fitted chance to beat an average attempt. Calls of one token, for k
    attempts: k (k - 1); with ``meet=m`` (even) each meets m others only, k m; with
    ``knockout=true`` 2 (k - 1) in rounds, and the score is the share of the rounds survived.

    An attempt without an answer loses unseen (0); equal texts draw without a call; a pair of which
    the model says neither A nor B is a draw. Source: Bradley and Terry, Biometrika 39, 1952.
    (GenSelect, of NeMo-Skills, shows a model many attempts at once instead.)
    """

    logprobs = 0
    relative = True

    def __init__(
        self, *, meet: Any = None, knockout: bool = False, script: Any = "comparison"
    ) -> None:
        if meet is not None and not (isinstance(meet, int) and meet >= 2 and meet % 2 == 0):
            raise InputError(
                f"comparison(meet={meet!r}): an even number of others, from 2; leave it out for all"
            )
        if meet is not None and knockout:
            raise InputError("comparison(meet=..., knockout=true): give one of the two")
        self.meet, self.knockout = meet, knockout
        self.script = script_for("comparison", script)

    async def __call__(self, session: Session, traces: Sequence[Trace]) -> list[float]:
        """One batch of calls, or one a round of a knockout."""
        entered = [i for i, trace in enumerate(traces) if trace.answer or not trace.done]
        # Who meets whom is drawn, so that the order in which attempts came does not decide it.
        rng("comparison", session.task.seed).shuffle(entered)
        seen = [traces[i] for i in entered]
        if self.knockout:
            found = await self._rounds(session, seen)
        else:
            wins = await self._wins(session, seen, pairs(len(seen), self.meet))
            found = [strength / (1 + strength) for strength in bradley_terry(wins, len(seen))]
        scores = [0.0] * len(traces)
        for i, score in zip(entered, found, strict=True):
            scores[i] = score
        return scores

    async def _rounds(self, session: Session, seen: Sequence[Trace]) -> list[float]:
        left, survived, rounds = list(range(len(seen))), [0] * len(seen), 0
        while len(left) > 1:
            rounds += 1
            met = list(zip(left[::2], left[1::2], strict=False))
            wins = await self._wins(session, seen, met)
            bye = left[-1:] if len(left) % 2 else []
            left = [i if wins[i, j] >= 0.5 else j for i, j in met] + bye
            for i in left:
                survived[i] += 1
        return [one / rounds if rounds else 0.5 for one in survived]

    async def _wins(
        self, session: Session, seen: Sequence[Trace], met: Sequence[tuple[int, int]]
    ) -> Wins:
        asked = [(i, j) for i, j in met if seen[i].text != seen[j].text]
        prefill = (await session.caller.model.capabilities()).prefill if asked else False
        asks = [
            _ask(self.script, session.task.question, seen[first], seen[second], prefill)
            for i, j in asked
            for first, second in ((i, j), (j, i))
        ]
        found = await sampled(session, asks, "a comparison of every pair")
        chances = [
            shares(samples[0], ("A", "B")).get("A", 0.5) if samples else 0.5 for samples in found
        ]
        both = zip(chances[::2], chances[1::2], strict=True)
        told = {
            pair: (first + 1 - second) / 2
            for pair, (first, second) in zip(asked, both, strict=True)
        }
        return {pair: told.get(pair, 0.5) for pair in met}


def _ask(script: Script, question: str, first: Trace, second: Trace, prefill: bool) -> Ask:
    text = script.fill("compare", question=question, first=first.text, second=second.text)
    turns = (Message("user", text), Message("assistant", script.fill("lead")))
    return Ask(turns if prefill else turns[:1], max_tokens=1, logprobs=ALTERNATIVES)


def pairs(k: int, meet: int | None) -> list[tuple[int, int]]:
    """Who meets whom: all pairs, or with ``meet`` others each, the neighbours in a circle.

    >>> pairs(3, None), len(pairs(8, 4))
    ([(0, 1), (1, 2), (0, 2)], 16)
    """
    reach = k if meet is None else meet // 2
    found = (
        (min(i, (i + step) % k), max(i, (i + step) % k))
        for step in range(1, min(reach, k // 2) + 1)
        for i in range(k)
    )
    return list(dict.fromkeys(found))


def bradley_terry(wins: Wins, k: int, *, rounds: int = 1000) -> list[float]:
    """Strengths s with chance s_i / (s_i + s_j) for i to beat j, scaled so that 1 is average.

    Maximises the likelihood of the (fractional) wins and of one draw of each with an average
    opponent, which keeps strengths finite where one never loses. Minorise-maximise steps, Hunter,
    Annals of Statistics 32, 2004; each costs one pass over the pairs.
    """
    won = [0.5] * k
    for (i, j), chance in wins.items():
        won[i] += chance
        won[j] += 1 - chance
    strengths = [1.0] * k
    for _ in range(rounds):
        weights = [1 / (one + 1) for one in strengths]
        for i, j in wins:
            met = 1 / (strengths[i] + strengths[j])
            weights[i] += met
            weights[j] += met
        new = [a / b for a, b in zip(won, weights, strict=True)]
        settled = all(abs(a / b - 1) < 1e-12 for a, b in zip(new, strengths, strict=True))
        strengths = new
        if settled:
            break
    return strengths
