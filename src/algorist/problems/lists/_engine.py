"""What all list tasks share: drawing the list, the forms of the question, and the worked scan.

BeyondBench's easy suite (its 29 tasks and 15 later ones) asks one short question about a list of
4, 8, 16, 32 or 64 integers from -100 to 100. Here each task also shows its work, one step for
each value, and ties, indices and rounding are said in the question.
"""

from __future__ import annotations

import functools
import random
from abc import abstractmethod
from collections.abc import Callable
from itertools import pairwise
from typing import Any, ClassVar, Literal

from algorist.core import InputError, Spec, Step
from algorist.problems._family import Family, Params, Solved
from algorist.problems._stepped import FORMS, read_form
from algorist.problems._values import between, show, source_of

SIZES = (4, 8, 16, 32, 64)
MAX_SIZE = 10_000

Shape = Literal["prefix", "items"]
"""What the state after step k is: a property of the first k values, or item k of the answer."""


class ListFamily(Family):
    """A question about a list of integers.

    Options: ``size`` (instead of the level's), ``low`` and ``high`` (the range of the values),
    and ``ask``: ``final`` for the answer, ``state`` (or ``state(k=7)``) for the state after a step,
    ``steps`` for the number of steps that change the state (how many there are is the length of
    the list), ``first`` for the first step after which a stated state holds. (``ask=first`` is at
    version 2: version 1 asked for the last state, which sums mostly reach at the last step.)
    """

    law = "The list has 4, 8, 16, 32 or 64 values at levels 1 to 5."
    question: ClassVar[str]
    """The question, with ``{name}`` for each further parameter."""
    running: ClassVar[str] = ""
    """What the state is, as a noun phrase, for the forms that ask about it; none without."""
    aside: ClassVar[str] = ""
    """A sentence more about the state, where the noun phrase leaves something open."""
    shape: ClassVar[Shape] = "prefix"
    second: ClassVar[Callable[..., Any]]
    """The second solver: a self-contained function of ``values`` and the further parameters."""
    kept: ClassVar[Callable[..., Any] | None] = None
    """The state after some values by an independent way, like ``second``, where it is not the
    answer for these values."""
    state_type: ClassVar[str] = "number"
    whole: ClassVar[bool] = True
    """Whether answers hold integers and words only, which are written as Python writes them."""
    least: ClassVar[int] = 1
    """The least size that the task makes sense for."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "second" in cls.__dict__:
            cls.program = source_of(cls.second)

    def __init__(
        self,
        size: int | None = None,
        low: int = -100,
        high: int = 100,
        ask: str | Spec = "final",
    ) -> None:
        self.ask, self.step = read_form(ask, self.asks())
        if size is not None and not self.least <= size <= MAX_SIZE:
            raise InputError(f"size={size!r} of {self.name}: give {self.least} to {MAX_SIZE}")
        if not low < high:
            raise InputError(f"low={low!r}, high={high!r} of {self.name}: low must be below high")
        self.size, self.low, self.high = size, low, high
        kind = {"final": self.answer_type, "state": self.state_type}.get(self.ask, "number")
        if self.ask == "first":
            vars(self)["version"] = type(self).version + 1
        vars(self)["answer_type"] = kind  # the type of the answer depends on what is asked

    def asks(self) -> tuple[str, ...]:
        return FORMS if self.running or self.shape == "items" else FORMS[:1]

    def sample(self, rng: random.Random, level: int) -> Params:
        size = self.size or max(self.least, SIZES[level - 1])
        params = {"values": self.draw(rng, size), **self.extras(rng, size)}
        if self.ask == "state":
            params["step"] = self.step_of(rng, len(params["values"]))
        return self.posed(rng, params)

    def posed(self, rng: random.Random, params: Params) -> Params:
        """``params`` with the state that ``ask=first`` looks for: any but the last, if it can."""
        if self.ask == "first":
            steps = self.scan(params)
            params["goal"] = steps[between(rng, 0, max(len(steps) - 2, 0))].state
        return params

    def step_of(self, rng: random.Random, count: int) -> int:
        """The step that is asked about, of ``count``."""
        if self.step is None:
            return between(rng, min(2, count), count)
        if self.step > count:
            raise InputError(f"state(k={self.step}) of {self.name}: there are {count} steps")
        return self.step

    def draw(self, rng: random.Random, size: int) -> list[int]:
        """``size`` values, uniform and independent unless the task needs otherwise."""
        return rng.choices(range(self.low, self.high + 1), k=size)

    def extras(self, rng: random.Random, size: int) -> Params:
        """Further parameters by name."""
        return {}

    @abstractmethod
    def work(self, p: Params) -> tuple[Any, list[Step]]:
        """The answer and the steps."""

    def scan(self, p: Params) -> list[Step]:
        """The steps that ``ask`` counts, one for each value or item."""
        return self.work(p)[1]

    def render(self, params: Params) -> str:
        if self.ask == "final" and len(params) == 1:
            return f"{self.asked(self.question, params)}\nList: {params['values']}"
        asked = self.question.format(**params)
        lists = [(name, v) for name, v in params.items() if name in _LABELS]
        if len(lists) == 1:
            text = f"List: {lists[0][1]}"
        else:
            text = "\n".join(f"{_LABELS[name]}: {value}" for name, value in lists)
        return f"{self.asked(asked, params)}\n{text}"

    def asked(self, question: str, params: Params) -> str:
        """The question in the form of ``ask``."""
        if self.ask == "final":
            return question
        if self.shape == "items":
            lead = f"Consider this task: {question}\nDo not give the whole list. "
            if self.ask == "state":
                return f"{lead}What is item {params['step']} of the result, counting from 1?"
            if self.ask == "steps":
                return f"{lead}Not counting item 1, how many items differ from the item before?"
            return (
                f"{lead}What is the number of the first item (counting from 1) that equals "
                f"{show(params['goal'])}?"
            )
        lead = f"Consider this task: {question}\nGo through the list from left to right, one "
        lead += f"value a step, and keep {self.running}."
        lead += f" {self.aside}" if self.aside else ""
        if self.ask == "state":
            return f"{lead} What is {self.running} after step {params['step']}?"
        if self.ask == "steps":
            return f"{lead} Not counting step 1, how many steps change {self.running}?"
        return (
            f"{lead} What is the number of the first step (counting from 1) after which "
            f"{self.running} is {show(params['goal'])}?"
        )

    def solve(self, params: Params) -> Solved:
        if self.ask == "final":
            answer, steps = self.work(params)
            return Solved(str(answer) if self.whole else show(answer), tuple(steps))
        steps = self.scan(params)
        if self.ask == "state":
            steps = steps[: params["step"]]
            answer = steps[-1].state
        elif self.ask == "steps":
            answer = sum(one.state != two.state for one, two in pairwise(steps))
            steps.append(Step(f"It changed at {answer} of the later steps.", state=answer))
        elif self.ask == "first":
            goal = params["goal"]
            answer = next(i for i, step in enumerate(steps, 1) if step.state == goal)
            steps.append(Step(f"It is {show(goal)} first after step {answer}.", state=answer))
        return Solved(show(answer), tuple(steps))

    def recompute(self, params: Params) -> str:
        rest = dict(params)
        values, step, goal = rest.pop("values"), rest.pop("step", None), rest.pop("goal", None)
        if self.ask == "final":
            return show(type(self).second(values, **rest))
        kept = self._kept()
        if self.shape == "items":
            states = kept(values, **rest)
        elif self.ask == "state":
            return show(kept(values[:step], **rest))
        else:
            states = [kept(values[:i], **rest) for i in range(1, len(values) + 1)]
        if self.ask == "state":
            return show(states[step - 1])
        if self.ask == "first":
            return show([show(state) for state in states].index(show(goal)) + 1)
        return show(sum(states[i] != states[i - 1] for i in range(1, len(states))))

    def _kept(self) -> Callable[..., Any]:
        return type(self).kept or type(self).second

    def source(self, params: Params) -> str | None:
        if self.ask == "final":
            return self.program
        return _wrapped(self._kept(), self.shape, self.ask)

    def needed(self, params: Params) -> list[str]:
        return [str(value) for value in params.values()]


_LABELS = {"values": "First list", "other": "Second list", "weights": "Weights"}

_FORMS = {
    ("items", "state"): "    return result(values, **rest)[step - 1]\n",
    ("items", "steps"): (
        "    states = result(values, **rest)\n"
        "    return sum(a != b for a, b in zip(states, states[1:]))\n"
    ),
    ("items", "first"): (
        "    states = [str(state) for state in result(values, **rest)]\n"
        "    return states.index(str(goal)) + 1\n"
    ),
    ("prefix", "state"): "    return result(values[:step], **rest)\n",
    ("prefix", "steps"): (
        "    states = [result(values[:i], **rest) for i in range(1, len(values) + 1)]\n"
        "    return sum(a != b for a, b in zip(states, states[1:]))\n"
    ),
    ("prefix", "first"): (
        "    states = [str(result(values[:i], **rest)) for i in range(1, len(values) + 1)]\n"
        "    return states.index(str(goal)) + 1\n"
    ),
}


@functools.cache
def _wrapped(second: Callable[..., Any], shape: str, ask: str) -> str:
    asked = "goal" if ask == "first" else "step=None"
    head = f"def solution(values, {asked}, **rest):\n"
    return source_of(second, "result") + "\n\n" + head + _FORMS[shape, ask]
