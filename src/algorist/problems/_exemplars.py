"""Worked examples for prompts: problems of the same family from other seeds."""

from __future__ import annotations

from algorist.core import InputError, Problem, derive
from algorist.problems._making import make

MAX_TRIES = 50
"""Problems looked at for each example before the family is found too small."""


def exemplars(
    spec: str, level: int, count: int, *, avoiding: Problem | None = None, seed: int = 0
) -> list[Problem]:
    """``count`` different problems of that family and level, never the one to avoid.

    Their seed is derived from the family and the seed (and the problem's), so it is never the
    problem's own, and the examples are the same each time. ``InputError`` where the family has too
    few different problems at that level.
    """
    origin = avoiding.seed if avoiding is not None else 0
    own = derive("exemplars", spec, level, seed, origin) % 2**31 + 2**31
    if avoiding is not None and own == avoiding.seed:
        own += 1
    seen = {avoiding.question} if avoiding is not None else set()
    found: list[Problem] = []
    for index in range(count * MAX_TRIES):
        if len(found) == count:
            break
        problem = make(spec, level=level, seed=own, index=index)
        if problem.question not in seen:
            seen.add(problem.question)
            found.append(problem)
    if len(found) < count:
        raise InputError(
            f"{spec} has fewer than {count} different problems at level {level}: "
            "ask for fewer examples or a higher level"
        )
    return found
