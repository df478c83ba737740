"""Questions about a sequence of typed states: the last, the one after step k, how many, the first.

A long trace may be too long to write down. A family whose work is a sequence of states can
therefore be asked for less than the whole. All forms of question have the same parameters, the
same steps and the same program.
"""

from __future__ import annotations

import random
from abc import abstractmethod
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from algorist.core import InputError, Spec, Step
from algorist.problems._family import Family, Params, Solved
from algorist.problems._values import show, source_of

FORMS = ("final", "state", "steps", "first")

Move = tuple[str, str, Any, str | None]
"""One step of a procedure, made by :func:`moved`; a plain tuple, which is the cheapest record."""


def moved(fetch: str, action: str, state: Any, claim: str | None = None) -> Move:
    """What is read, what is done with it, and the state that results (JSON values).

    ``fetch`` restates the operands (``the head is B and B -> AC``), ``action`` says what is done
    with them (``append AC, remove BD``), and ``claim`` is the arithmetic of the step, such as
    ``7 + 5 = 12``, where there is any.
    """
    return fetch, action, state, claim


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


def tracing(second: Callable[..., Any] | str) -> str:
    """The program of a family with steps, from a self-contained function that returns its states,
    or from source text that defines it as ``trace``."""
    text = second if isinstance(second, str) else source_of(second, "trace")
    return "from typing import Any\n\n\n" + text + _ASKING


class Stepped(Family):
    """A family whose work is a sequence of steps, each with one typed state.

    ``ask`` is ``final``, ``state`` (or ``state(k=7)``), ``steps`` or ``first``.
    """

    noun: ClassVar[str] = "state"
    """What a state is, in questions: ``string``, ``queue``, ``running total``."""
    unit: ClassVar[str] = "step"
    forms: ClassVar[tuple[str, ...]] = FORMS
    final_type: ClassVar[str] = "string"
    """The type of the last state."""
    state_type: ClassVar[str] = "string"
    """The type of the states before the last."""
    second: ClassVar[Callable[..., list[Any]]]
    """The states by an independent way, from the parameters as keywords."""

    def __init__(self, ask: str | Spec = "final") -> None:
        self.ask, self.k = read_form(ask, self.forms)
        kind = {"final": self.final_type, "state": self.state_type}.get(self.ask, "number")
        vars(self)["answer_type"] = kind  # the type of the answer depends on what is asked

    def asks(self) -> tuple[str, ...]:
        """All forms that the class has."""
        return self.forms

    @abstractmethod
    def describe(self, params: Params) -> str:
        """The procedure and its data, without the question."""

    @abstractmethod
    def work(self, params: Params) -> Iterable[Move]:
        """The steps."""

    def final_question(self, params: Params) -> str:
        """The question that ``ask=final`` puts."""
        return f"What is the final {self.noun}?"

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
                raise InputError(self.beyond(len(states)))
        else:
            params["goal"] = states[rng.randrange(last)]
        return params

    def beyond(self, count: int) -> str:
        """Why there is no state after step k, and what to do."""
        return f"state(k={self.k}) of a run of {count} steps: set steps= to at least k"

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

    def worked(self, params: Params) -> list[Step]:
        """The steps as they are shown."""
        return [
            Step(f"{action} -> {state if state.__class__ is str else shown(state)}", claim, state)
            for _, action, state, claim in self.work(params)
        ]

    def solve(self, params: Params) -> Solved:
        """Carry the procedure out."""
        steps = self.worked(params)
        if "ask" not in params:
            return Solved(shown(steps[-1].state), tuple(steps))
        return Solved(shown(asked(params, [step.state for step in steps])), tuple(steps))

    def answer(self, params: Params) -> str:
        """The answer without the texts of the steps."""
        return shown(asked(params, [state for _, _, state, _ in self.work(params)]))

    def recompute(self, params: Params) -> str:
        """The answer from the states that :attr:`second` finds."""
        return show(asked(params, type(self).second(**unasked(params))))


def read_form(ask: str | Spec, forms: tuple[str, ...]) -> tuple[str, int | None]:
    """The form that ``ask`` names, one of ``forms``, and the k of ``state(k=7)`` if it has one."""
    form = ask if isinstance(ask, Spec) else Spec.parse(ask)
    if form.name not in forms:
        raise InputError(f"ask={form.name}: one of {', '.join(forms)} is due")
    options = form.kwargs()
    k = options.pop("k", None)
    if options or (k is not None and form.name != "state"):
        raise InputError(f"ask={form}: give {', '.join(forms)} or state(k=7)")
    if k is not None and (not isinstance(k, int) or isinstance(k, bool) or k < 1):
        raise InputError(f"state(k={k!r}): k is a whole number from 1")
    return form.name, k


def unasked(params: Params) -> Params:
    """The parameters of the work, without what is asked about it."""
    return {key: value for key, value in params.items() if key not in ("ask", "k", "goal")}


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
