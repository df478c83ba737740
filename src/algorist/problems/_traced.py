"""Families whose solution is a sequence of typed states, and the questions that can be asked of it.

A long trace may be too long to write down. Such a family can therefore be asked for less than the
whole: the final state, the state after step k, the number of steps, or the first step after which
a stated state holds. All four have the same parameters, the same steps and the same program.
"""

from __future__ import annotations

import random
from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, ClassVar

from algorist.core import InputError, Spec, Step
from algorist.problems._family import Family, Params, Solved
from algorist.problems._values import show, source_of

MAX_STEPS = 100_000
"""Steps that may be asked for; the bound only catches a mistyped number."""

FORMS = ("final", "state", "steps", "first")
TRACES = ("plain", "tail")

_ASKING = '''

def solution(ask="final", k=0, goal=None, **params):
    """The answer to the form of question that `ask` names, from the states after each step."""
    states = trace(**params)
    if ask == "state":
        return states[k - 1]
    if ask == "steps":
        return len(states)
    if ask == "first":
        return 1 + states.index(goal)
    return states[-1]
'''


Move = tuple[str, str, Any, str | None]
"""One step of a procedure, made by :func:`moved`; a plain tuple, which is the cheapest record."""


def moved(fetch: str, action: str, state: Any, claim: str | None = None) -> Move:
    """What is read, what is done with it, and the state that results (JSON values).

    ``fetch`` restates the operands (``the head is B and B -> AC``), ``action`` says what is done
    with them (``append AC, remove BD``), and ``claim`` is the arithmetic of the step, such as
    ``7 + 5 = 12``, where there is any.
    """
    return fetch, action, state, claim


def tracing(second: Callable[..., Any]) -> str:
    """The program of a traced family, from a self-contained function that returns its states."""
    return "from typing import Any\n\n\n" + source_of(second, "trace") + _ASKING


class Traced(Family):
    """A family that carries out a stated procedure, one typed state a step.

    Options: ``steps`` fixes the number of steps (where the family can choose it); ``ask`` is
    ``final``, ``state`` (or ``state(k=7)``), ``steps`` or ``first``; ``trace`` is ``plain``, or
    ``tail`` for steps that restate the state and the operands that they read (the linear, atomic
    and fetched steps of Turing Machine Imitation Learning, arXiv 2507.13332).
    """

    noun: ClassVar[str] = "string"
    """What a state is, in questions: ``string``, ``queue``, ``configuration``."""
    unit: ClassVar[str] = "step"
    lengths: ClassVar[Mapping[int, tuple[int, int]]] = {
        1: (2, 6),
        2: (7, 11),
        3: (12, 16),
        4: (17, 20),
        5: (21, 25),
    }
    """Fewest and most steps at each level."""
    law: ClassVar[str] = (
        "the number of steps is uniform in 2-6, 7-11, 12-16, 17-20 and 21-25 at levels 1 to 5"
    )
    final_type: ClassVar[str] = "string"
    """The type of the last state."""
    state_type: ClassVar[str] = "string"
    """The type of the states before the last."""
    second: ClassVar[Callable[..., list[Any]]]
    """The states by an independent way, from the parameters as keywords."""

    def __init__(
        self, *, steps: int | None = None, ask: str | Spec = "final", trace: str | Spec = "plain"
    ) -> None:
        form = ask if isinstance(ask, Spec) else Spec.parse(ask)
        if form.name not in FORMS:
            raise InputError(f"ask={form.name}: one of {', '.join(FORMS)} is due")
        if str(trace) not in TRACES:
            raise InputError(f"trace={trace}: one of {', '.join(TRACES)} is due")
        if steps is not None and not (isinstance(steps, int) and 2 <= steps <= MAX_STEPS):
            raise InputError(f"steps={steps!r}: a whole number from 2 to {MAX_STEPS} is due")
        self.steps = steps
        self.ask = form.name
        self.fetching = str(trace) == "tail"
        k = form.kwargs().get("k")
        if k is not None and (not isinstance(k, int) or isinstance(k, bool)):
            raise InputError(f"state(k={k!r}): k is a whole number")
        self.k: int | None = k
        if self.k is not None and not 1 <= self.k <= (steps or MAX_STEPS):
            raise InputError(
                f"state(k={self.k}): k is 1 to {steps or MAX_STEPS}, the number of steps; set "
                "steps= to at least k"
            )
        kind = {"final": self.final_type, "state": self.state_type}.get(form.name, "number")
        vars(self)["answer_type"] = kind  # the type of the answer depends on what is asked

    @abstractmethod
    def draw(self, rng: random.Random, count: int) -> Params:
        """Parameters of a run with ``count`` steps, where the family can choose the number."""

    @abstractmethod
    def describe(self, params: Params) -> str:
        """The procedure and its data, without the question."""

    @abstractmethod
    def start(self, params: Params) -> Any:
        """The state before the first step."""

    @abstractmethod
    def work(self, params: Params) -> Iterable[Move]:
        """The steps."""

    def final_question(self, params: Params) -> str:
        """The question that ``ask=final`` puts."""
        return f"What is the final {self.noun}?"

    def sample(self, rng: random.Random, level: int) -> Params:
        """Draw a run, then what is asked of it."""
        least, most = self.bounds(level)
        return self.pose(rng, self.draw(rng, rng.randint(least, most)))

    def bounds(self, level: int) -> tuple[int, int]:
        """Fewest and most steps: those of the level, unless ``steps`` or k ask for others."""
        if self.steps is not None:
            return self.steps, self.steps
        least, most = self.lengths[level]
        k = self.k or 0
        return max(least, k), max(most, k)

    def pose(self, rng: random.Random, params: Params) -> Params:
        """Add to ``params`` what is asked, where that is not the final state."""
        if self.ask == "final":
            return params
        params["ask"] = self.ask
        if self.ask == "steps":
            return params
        states = [state for _, _, state, _ in self.work(params)]
        last = max(len(states) - 1, 1)
        if self.ask == "state":
            params["k"] = self.k if self.k is not None else rng.randint(1, last)
            if params["k"] > len(states):
                raise InputError(
                    f"state(k={params['k']}) of a run of {len(states)} steps: set steps= to at "
                    "least k"
                )
        else:
            params["goal"] = states[rng.randrange(last)]
        return params

    def render(self, params: Params) -> str:
        """The procedure, its data and the question."""
        return f"{self.describe(params)}\n\n{self.question(params)}"

    def question(self, params: Params) -> str:
        """The last sentence: what is asked."""
        ask = params.get("ask", "final")
        if ask == "state":
            return f"What is the {self.noun} after {self.unit} {params['k']}?"
        if ask == "steps":
            return f"How many {self.unit}s are made in all?"
        if ask == "first":
            return (
                f"After which {self.unit} is the {self.noun} first {show(params['goal'])}? "
                f"Count the {self.unit}s from 1 and give the number."
            )
        return self.final_question(params)

    def solve(self, params: Params) -> Solved:
        """Carry the procedure out."""
        if self.fetching:
            steps = list(self._fetched(params))
        else:
            steps = [
                Step(
                    f"{action} -> {state if state.__class__ is str else shown(state)}", claim, state
                )
                for _, action, state, claim in self.work(params)
            ]
        if "ask" not in params:
            return Solved(shown(steps[-1].state), tuple(steps))
        return Solved(shown(asked(params, [step.state for step in steps])), tuple(steps))

    def _fetched(self, params: Params) -> Iterator[Step]:
        previous = shown(self.start(params))
        for fetch, action, state, claim in self.work(params):
            text = shown(state)
            yield Step(f"{self.noun} {previous}; {fetch}; {action} -> {text}", claim, state)
            previous = text

    def answer(self, params: Params) -> str:
        """The answer without the texts of the steps."""
        return shown(asked(params, [state for _, _, state, _ in self.work(params)]))

    def recompute(self, params: Params) -> str:
        """The answer from the states that :attr:`second` finds."""
        data = {key: value for key, value in params.items() if key not in ("ask", "k", "goal")}
        return show(asked(params, type(self).second(**data)))


def shown(state: Any) -> str:
    """:func:`show`, quick for the states that are most common."""
    if isinstance(state, str):
        return state
    if isinstance(state, list) and state:
        kinds = set(map(type, state))
        if len(kinds) == 1:
            if int in kinds:
                return str(state)
            if str in kinds:
                return f"[{', '.join(state)}]"
    return show(state)


def asked(params: Params, states: list[Any]) -> Any:
    """The answer to the form of question in ``params``, from the states after each step."""
    ask = params.get("ask", "final")
    if ask == "state":
        return states[params["k"] - 1]
    if ask == "steps":
        return len(states)
    if ask == "first":
        return 1 + states.index(params["goal"])
    return states[-1]
