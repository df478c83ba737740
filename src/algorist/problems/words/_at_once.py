"""Whole problems of one level in one generated function, from draws at known places."""

from __future__ import annotations

from collections.abc import Callable
from math import trunc
from typing import TYPE_CHECKING

from algorist.core import HASHED, draws_at
from algorist.problems._family import Made
from algorist.problems.words._drawing import drawing

if TYPE_CHECKING:
    from algorist.problems.words._engine import WordFamily


class AtOnce:
    """Makes the problems of a level of word problems."""

    def __init__(self, kind: type[WordFamily], level: int, *, steps: bool) -> None:
        plans = [kind._plans[name] for name in kind.plans[level]]
        found = [drawing(kind, level, plan.name) for plan in plans]
        drawn = [one for one in found if one is not None]
        places = {
            place for plan, one in zip(plans, drawn, strict=False) for place in plan.places(one)
        }
        self.possible = len(drawn) == len(plans) and max(places, default=0) + 1 < HASHED
        """Whether all draws have places that are known beforehand."""
        if self.possible:
            self._makers = [
                plan.maker(one, sorted(places), steps=steps)
                for plan, one in zip(plans, drawn, strict=True)
            ]
            first = [0] if len(plans) > 1 else []  # chooses the plan
            self._find = draws_at([*first, *(place + 1 for place in sorted(places))])

    def maker(self, family: WordFamily, again: Callable[[bytes], Made]) -> Callable[[bytes], Made]:
        """What makes the problem of a key; ``again`` does it one draw after another.

        That is needed where two words of the story are the same and one is drawn again.
        """
        makers, find, count = self._makers, self._find, len(self._makers)
        only = makers[0]

        def alone(key: bytes) -> Made:
            return only(family, again, key, find(key))

        def chosen(key: bytes) -> Made:
            draws = find(key)
            return makers[trunc(next(draws) * count)](family, again, key, draws)

        return alone if count == 1 else chosen
