"""Counting votes: equal answers are one, abstentions do not count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import comb

from algorist.checking import group
from algorist.core import rng
from algorist.solving._solution import Candidate, Group

FIRST_WAVE = 4
"""Samples before the first look at the votes."""


def group_answers(
    candidates: Sequence[Candidate],
    answer_type: str,
    *,
    weights: Sequence[float] | None = None,
    seed: int = 0,
) -> tuple[Group, ...]:
    """Groups of checked-equal answers, heaviest first; 1/2 and 0.5 are in one group.

    Ties in weight are broken by a seeded draw among the tied, so that no answer is favoured for
    being short, early or small.
    """
    alike: dict[str, list[int]] = {}
    for index, candidate in enumerate(candidates):
        if candidate.answer is not None:
            alike.setdefault(candidate.answer, []).append(index)
    answers = list(alike)
    members = [
        sorted(index for i in one for index in alike[answers[i]])
        for one in group(answers, answer_type=answer_type or None)
    ]
    chance = rng("ties", seed)
    weighed = [
        (sum(weights[i] if weights else 1.0 for i in one), chance.random(), one) for one in members
    ]
    weighed.sort(key=lambda item: (-item[0], item[1]))
    return tuple(
        Group(candidates[one[0]].answer or "", tuple(one), weight) for weight, _, one in weighed
    )


def waves(k: int) -> Iterator[int]:
    """Sizes of the waves in which ``k`` samples are asked for: 4, 4, 8, 16, ... and the rest.

    Stopping between waves saves calls. With fewer than four votes not even unanimity passes 0.95
    in ``leader_probability``.

    >>> list(waves(20))
    [4, 4, 8, 4]
    """
    made = 0
    while made < k:
        size = min(k - made, max(FIRST_WAVE, made))
        yield size
        made += size


def is_certain(groups: Sequence[Group], remaining: int) -> bool:
    """Whether no outcome of ``remaining`` further votes can change the winner."""
    if not groups:
        return False
    second = groups[1].weight if len(groups) > 1 else 0.0
    return groups[0].weight - second > remaining


def leader_probability(first: int, second: int) -> float:
    """Chance that the leading answer is the likelier of the two, under a uniform Beta prior.

    1 - I_{1/2}(first + 1, second + 1) in exact integer form (Aggarwal et al., arXiv 2305.11860).

    >>> leader_probability(4, 0)
    0.96875
    """
    n = first + second + 1
    return 1.0 - sum(comb(n, k) for k in range(second + 1)) / float(2**n)
