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
import re
from abc import abstractmethod
from collections.abc import Callable
from fractions import Fraction
from functools import cached_property
from itertools import chain
from typing import ClassVar

from algorist.core import Step
from algorist.problems._family import Family, Params, Solved
from algorist.problems.words._arithmetic import Formula, Number, Numbers, number, show
from algorist.problems.words._lexicon import NAMES
from algorist.problems.words._template import FIELD, function, literal, sentence

MAX_NUMBER = 10_000_000
"""Larger numbers make no sensible story."""

_COUNTED = re.compile(
    r"\{=\} (more )?(?:\{(\w+)s\}|(dollar|liter|hour|pack|week|day|crate|bag|piece|year|minute|"
    r"kilometer|centimeter|meter|gram|letter|cell)s\b)"
)
"""A claim and the noun that it counts."""


class Work:
    """One worked step: ``name`` becomes the value of ``formula``; ``text`` tells it.

    ``shown`` replaces the left side of the claim where the formula is not plain arithmetic: the
    quotient ``total//people`` is claimed as the product ``people*each``.
    """

    def __init__(self, name: str, formula: str, text: str, shown: str | None = None) -> None:
        self.name, self.formula, self.text = name, Formula(formula), _COUNTED.sub(_agreeing, text)
        self.shown = Formula(shown) if shown is not None else self.formula


def _agreeing(found: re.Match[str]) -> str:
    return f"{{=}} {found[1] or ''}{{~{found[2] or found[3]}}}"


class Stage:
    """A part of a story: its facts, its question and its steps (see the module's text)."""

    def __init__(
        self, facts: tuple[str, ...], ask: tuple[str, ...], *steps: tuple[str, ...]
    ) -> None:
        self.facts, self.ask = facts, ask
        self.steps = tuple(Work(*step) for step in steps)


class _Plan:
    """A compiled plan: what is chosen, what is given, how it is told and worked."""

    def __init__(self, kind: type[WordFamily], name: str) -> None:
        stages = [kind.stages[stage] for stage in name.split()]
        nouns = kind.nouns
        self.name, self.all_nouns = name, nouns
        self.facts = [stage.facts for stage in stages]
        self.ask = stages[-1].ask
        self.works = [step for stage in stages for step in stage.steps]
        made = {work.name for work in self.works}
        used = [name for work in self.works for name in work.formula.names]
        self.given = list(dict.fromkeys(name for name in used if name not in made))
        self.money = kind.money
        templates = [*chain(*self.facts), *self.ask, *(work.text for work in self.works)]
        fields = " ".join(chain.from_iterable(map(FIELD.findall, templates))).lower()
        mentioned = set(fields.replace("~", "").split())
        self.people = [name for name in kind.people if name in mentioned or name == "name"]
        self.nouns = {
            noun: choices
            for noun, choices in nouns.items()
            if noun in mentioned or noun + "s" in mentioned
        }
        lines = [f"    {work.name} = {work.formula.text}" for work in self.works]
        self.program = (
            "from fractions import Fraction\n\n\n"
            f"def solution({', '.join(self.given)}, **_):\n"
            + "".join(f"    {name} = Fraction({name})\n" for name in self.given)
            + "\n".join(lines)
            + f"\n    return {self.works[-1].name}\n"
        )
        self._tellers: dict[str, Callable[[Params], str]] = {}
        self._questions: dict[tuple[int, ...], Callable[[Params], str]] = {}

    def told(self, text: str) -> Callable[[Params], str]:
        """What makes a sentence of a template."""
        found = self._tellers.get(text)
        if found is None:
            source = f"def told(p):\n    return {sentence(text, self.all_nouns, {})}\n"
            found = self._tellers[text] = function(source, "told")
        return found

    def question(self, wording: list[int]) -> Callable[[Params], str]:
        """What makes the facts and the question in that wording."""
        key = tuple(wording)
        found = self._questions.get(key)
        if found is None:
            chosen = [facts[k] for facts, k in zip(self.facts, wording, strict=False)]
            text = " ".join([*filter(None, chosen), self.ask[wording[-1]]])
            found = self._questions[key] = self.told(text)
        return found

    @cached_property
    def choose(self) -> Callable[[Callable[[], float]], Params]:
        """Draws the wording, the people and the nouns; two of them are never the same word."""
        sizes = [len(facts) for facts in self.facts]
        picks = ", ".join(f"int(r() * {size})" for size in [*sizes, len(self.ask)])
        lines = ["def choose(r):", f"    wording = [{picks}]"]
        taken: list[tuple[str, frozenset[str]]] = []
        sources = [(person, "NAMES", NAMES) for person in self.people]
        sources += [(noun, f"of_{noun}", choices) for noun, choices in self.nouns.items()]
        for name, source, choices in sources:
            pick = f"n_{name} = {source}[int(r() * {len(choices)})]"
            rivals = [f"n_{name} == n_{other}" for other, words in taken if words & {*choices}]
            lines.append("    " + pick)
            if rivals:
                lines += [f"    while {' or '.join(rivals)}:", "        " + pick]
            taken.append((name, frozenset(choices)))
        chosen = "".join(f', "{name}": n_{name}' for name, _ in taken)
        lines.append(f'    return {{"plan": "{self.name}", "wording": wording{chosen}}}')
        choices_of = {f"of_{noun}": choices for noun, choices in self.nouns.items()}
        made: Callable[[Callable[[], float]], Params]
        made = function("\n".join(lines) + "\n", "choose", **choices_of)
        return made

    def _values(self) -> list[str]:
        """The given numbers: integers, or decimals as text."""
        lines = []
        for name in self.given:
            lines += [
                f'    v_{name} = g_{name} = p["{name}"]',
                f"    if g_{name}.__class__ is not int:",
                f"        v_{name} = number(g_{name})",
            ]
        return lines

    @cached_property
    def solve(self) -> Callable[[Params], tuple[str, tuple[Step, ...]]]:
        """The answer and the steps.

        Of a number ``n``, ``v_n`` is the value, ``g_n`` what was given, ``t_n`` the text, ``s_n``
        the text without cents and ``o_n`` the text as an operand.
        """
        lines = ["def solve(p):", *self._values()]
        known = {name: f"g_{name}" for name in self.given}
        operands = dict(known)
        needed = {name for work in self.works for name in work.shown.parts[1::2]}
        for place, work in enumerate(self.works):
            name, cents = work.name, f", cents={work.name in self.money}"
            lines += [
                f"    v_{name} = {work.formula.source}",
                f"    if v_{name}.__class__ is int:",
                f'        t_{name} = s_{name} = f"{{v_{name}}}"',
                "    else:",
                f"        v_{name} = plain(v_{name})",
                f"        t_{name} = s_{name} = show(v_{name})",
            ]
            if name in self.money:
                lines.append(f"        t_{name} = show(v_{name}{cents})")
            known[name], operands[name] = f"t_{name}", f"o_{name}"
            if name in needed:
                plain = f't_{name} if v_{name} >= 0 and "/" not in t_{name}'
                lines.append(f'    o_{name} = {plain} else f"({{t_{name}}})"')
            right, counted = f"t_{name}", f"v_{name}"
            if work.shown is not work.formula:
                lines.append(f"    counted = plain({work.shown.source})")
                right, counted = f"show(counted{cents})", "counted"
            parts = list(work.shown.parts)
            parts[1::2] = [f"{{{operands[part]}}}" for part in parts[1::2]]
            parts[::2] = map(literal, parts[::2])
            lines.append(f"    c_{place} = f'{''.join(parts)} = {{{right}}}'")
            known["="] = f"c_{place}"
            text = sentence(work.text, self.all_nouns, known, counted)
            lines.append(f'    s_{place} = Step({text}, c_{place}, {{"{name}": s_{name}}})')
        steps = " ".join(f"s_{place}," for place in range(len(self.works)))
        lines.append(f"    return s_{self.works[-1].name}, ({steps})")
        made: Callable[[Params], tuple[str, tuple[Step, ...]]]
        made = function("\n".join(lines) + "\n", "solve")
        return made

    @cached_property
    def answer(self) -> Callable[[Params], str]:
        """The answer alone."""
        lines = ["def answer(p):", *self._values()]
        for work in self.works:
            lines.append(f"    v_{work.name} = plain({work.formula.source})")
        lines.append(f"    return show(v_{self.works[-1].name})")
        made: Callable[[Params], str] = function("\n".join(lines) + "\n", "answer")
        return made


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

    _plans: ClassVar[dict[str, _Plan]]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "plans" in cls.__dict__:
            names = dict.fromkeys(plan for plans in cls.plans.values() for plan in plans)
            cls._plans = {name: _Plan(cls, name) for name in names}

    @abstractmethod
    def draw(self, rng: random.Random, level: int, plan: str) -> Params:
        """Numbers for every stage of ``plan``: integers, or decimals as text (``"2.75"``)."""

    @abstractmethod
    def direct(self, plan: str, p: Numbers) -> Number:
        """The answer in one closed form, written without looking at the steps."""

    def sample(self, rng: random.Random, level: int) -> Params:
        """Choose a plan, its wording, its people and nouns, then its numbers."""
        roll = rng.random
        plans = self.plans[level]
        plan = plans[int(roll() * len(plans))]
        params = self._plans[plan].choose(roll)
        params.update(self.draw(rng, level, plan))
        return params

    def redraw(self, params: Params, rng: random.Random, level: int) -> Params:
        """The same story about other numbers."""
        drawn = self.draw(rng, level, params["plan"])
        return {**params, **drawn}

    def told(self, params: Params) -> tuple[list[str], str]:
        """The facts and the question, apart."""
        plan, wording = self._plans[params["plan"]], params["wording"]
        facts = [
            plan.told(choices[chosen])(params)
            for choices, chosen in zip(plan.facts, wording, strict=False)
        ]
        return facts, plan.told(plan.ask[wording[-1]])(params)

    def render(self, params: Params) -> str:
        """The facts in order, then the question."""
        return self._plans[params["plan"]].question(params["wording"])(params)

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
        facts, ask = self.told(params)
        return " ".join([*filter(None, facts), clause, ask])

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


def between(rng: random.Random, low: int, high: int) -> int:
    """A whole number from ``low`` to ``high``, both included; a few times faster than randint."""
    return low + int(rng.random() * (high - low + 1))


def cents(amount: int) -> int | str:
    """An amount of money from its cents: ``275`` gives ``"2.75"``, ``300`` gives ``3``."""
    return amount // 100 if amount % 100 == 0 else f"{amount // 100}.{amount % 100:02}"
