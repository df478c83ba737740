"""The one engine of all word problems: families are data and a few lines of arithmetic.

A family tells a story in *stages*. A stage has facts (sentences), a way to ask, and the worked
steps that lead from its facts to its result. A *plan* names the stages of one problem: their facts
in order, then the question of the last one. Every level has its plans, so that a higher level means
more steps as well as larger numbers.

Templates are text with fields in braces:

====================  ====================================================================
``{count}``           a number or text of the story
``{item}, {items}``   a noun and its plural; ``{Items}`` starts a sentence
``{a item}``          the noun with its article; ``{A item}`` starts a sentence
``{he}, {him}, {his}``  the pronouns of the person ``name``; ``{He}, {His}`` start a sentence
``{=}``               (steps only) the claim, such as ``3*7 = 21``; a noun that follows it
                      agrees with its result
====================  ====================================================================
"""

from __future__ import annotations

import random
from abc import abstractmethod
from collections.abc import Callable
from fractions import Fraction
from math import trunc
from typing import ClassVar

from algorist.problems._family import Family, Made, Params, Solved
from algorist.problems.words._arithmetic import Number, Numbers, number, show
from algorist.problems.words._at_once import AtOnce
from algorist.problems.words._plan import Plan
from algorist.problems.words._stage import Stage

MAX_NUMBER = 10_000_000
"""Larger numbers make no sensible story."""

_AT_ONCE = ("sample", "render", "solve", "answer", "source")
"""The methods whose work is done at once; a family that has its own is asked one by one."""


class WordFamily(Family):
    """A word problem told in stages. A subclass states the data below, ``draw`` and ``direct``."""

    stages: ClassVar[dict[str, Stage]]
    plans: ClassVar[dict[int, tuple[str, ...]]]
    """For each level the plans of which one is drawn; a plan is the names of its stages."""
    nouns: ClassVar[dict[str, tuple[str, ...]]] = {}
    """The nouns of the story and what they are drawn from."""
    people: ClassVar[tuple[str, ...]] = ("name",)
    money: ClassVar[frozenset[str]] = frozenset()
    """Names of amounts of money: shown with two decimals unless they are whole."""

    _plans: ClassVar[dict[str, Plan]]
    _at_once: ClassVar[dict[tuple[int, bool], AtOnce]]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls._at_once = {}
        if "plans" in cls.__dict__:
            names = dict.fromkeys(plan for plans in cls.plans.values() for plan in plans)
            cls._plans = {name: Plan(cls, name) for name in names}

    @abstractmethod
    def draw(self, rng: random.Random, level: int, plan: str) -> Params:
        """Numbers for every stage of ``plan``: integers, or decimals as text (``"2.75"``).

        None is negative.
        """

    @abstractmethod
    def direct(self, plan: str, p: Numbers) -> Number:
        """The answer in one closed form, written without looking at the steps."""

    def sample(self, rng: random.Random, level: int) -> Params:
        """Choose a plan, its wording, its people and nouns, then its numbers."""
        roll = rng.random
        plans = self.plans[level]
        plan = plans[trunc(roll() * len(plans))]
        return self._plans[plan].choose(roll) | self.draw(rng, level, plan)

    def maker(self, level: int, *, steps: bool = True) -> Callable[[bytes], Made]:
        """Everything at once from draws at known places, where that can be."""
        one_by_one, key = super().maker(level, steps=steps), (level, steps)
        if any(getattr(type(self), name) is not getattr(WordFamily, name) for name in _AT_ONCE):
            return one_by_one
        if key not in self._at_once:
            self._at_once[key] = AtOnce(type(self), level, steps=steps)
        found = self._at_once[key]
        return found.maker(self, one_by_one) if found.possible else one_by_one

    def redraw(self, params: Params, rng: random.Random, level: int) -> Params:
        """The same story about other numbers."""
        drawn = self.draw(rng, level, params["plan"])
        return {**params, **drawn}

    def render(self, params: Params) -> str:
        """The facts in order, then the question."""
        return "".join(self._plans[params["plan"]].tell(params))

    def solve(self, params: Params) -> Solved:
        """One step a formula, each with its claim."""
        return Solved(*self._plans[params["plan"]].solve(params))

    def answer(self, params: Params) -> str:
        """The formulas alone."""
        return self._plans[params["plan"]].answer(params)

    def recompute(self, params: Params) -> str:
        """The closed form of :meth:`direct`."""
        given = self._plans[params["plan"]].given
        exact = {name: Fraction(params[name]) for name in given}
        return show(self.direct(params["plan"], exact))

    def source(self, params: Params) -> str | None:
        """The program of the plan: the same text whatever the numbers."""
        return self._plans[params["plan"]].program

    def with_clause(self, params: Params, clause: str) -> str:
        """The clause stands between the facts and the question."""
        facts, ask = self._plans[params["plan"]].tell(params)
        return f"{facts}{clause} {ask}"

    def slots(self, params: Params) -> tuple[str, ...]:
        """The given whole numbers that are larger than one, in the order of the steps."""
        given = self._plans[params["plan"]].given
        return tuple(name for name in given if isinstance(params[name], int) and params[name] > 1)

    def fits(self, params: Params) -> bool:
        """Whether every number along the way is positive, and whole or in cents as usual."""
        plan = self._plans[params["plan"]]
        context = {name: number(params[name]) for name in plan.given}
        for work in plan.works:
            name = work.name
            value = context[name] = work.formula.value(context)
            whole = value.denominator == 1
            if value <= 0 or not (whole or (name in self.money and 100 % value.denominator == 0)):
                return False
        return max(context.values()) < MAX_NUMBER

    def needed(self, params: Params) -> list[str]:
        """The given numbers, as they are shown."""
        return [
            show(number(params[name]), cents=name in self.money)
            for name in self._plans[params["plan"]].given
        ]


def cents(amount: int) -> int | str:
    """An amount of money from its cents: ``275`` gives ``"2.75"``, ``300`` gives ``3``."""
    return amount // 100 if amount % 100 == 0 else f"{amount // 100}.{amount % 100:02}"
