"""The seam for problem families, and how one is built from its spec."""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from algorist.core import Draws, InputError, Record, Registry, Spec, Step

if TYPE_CHECKING:
    from algorist.problems._trail import Trail

Params = dict[str, Any]
"""What a problem is about: JSON values only, so that a problem can be stored and rebuilt."""


class Solved(Record, frozen=True, gc=False):
    """A worked solution: the steps and the exact answer in canonical notation."""

    answer: str
    steps: tuple[Step, ...]


Made = tuple[str, str, Params, tuple[Step, ...], str | None]
"""What is made anew for each problem: question, answer, parameters, steps and program."""


class Family(ABC):
    """A kind of problem that can be made without end.

    A family is a pure function of its parameters: ``sample`` draws them from the generator it is
    given (and from nothing else), ``render`` writes the question, ``solve`` works it out step by
    step, ``program`` is number-independent source text that computes the answer, and ``recompute``
    is a second computation that shares no code with ``solve``. Constructor arguments are the
    family's options; they are part of its spec (``numbers.add(digits=50)``) and so of every id.

    A change that alters any problem raises ``version``.
    """

    name: ClassVar[str]
    """The group and the task, in snake case: ``words.purchase``. Set by :func:`family`."""
    version: ClassVar[int] = 1
    summary: ClassVar[str]
    """One line: what is asked."""
    answer_type: ClassVar[str] = "number"
    levels: ClassVar[range] = range(1, 6)
    law: ClassVar[str]
    """How difficulty grows with the level, in one sentence."""
    program: ClassVar[str | None] = None
    """Python source that defines ``solution(...)`` over the parameters it names; it may ignore
    further ones by ``**_``. It returns the answer."""

    @abstractmethod
    def sample(self, rng: random.Random, level: int) -> Params:
        """Draw parameters at ``level`` (one of ``levels``)."""

    @abstractmethod
    def render(self, params: Params) -> str:
        """The question. Every parameter that the answer needs stands in it."""

    @abstractmethod
    def solve(self, params: Params) -> Solved:
        """The worked steps and the exact answer."""

    @abstractmethod
    def recompute(self, params: Params) -> str:
        """The answer by an independent way, for the validity tests."""

    def source(self, params: Params) -> str | None:
        """The program for these parameters: ``program``, unless the family has several."""
        return self.program

    def needed(self, params: Params) -> list[str]:
        """Texts that the question must contain, for the validity tests."""
        return [str(value) for value in params.values() if isinstance(value, int)]

    def answer(self, params: Params) -> str:
        """The exact answer alone; a family overrides it where that is quicker than the steps."""
        return self.solve(params).answer

    def maker(self, level: int, *, steps: bool = True) -> Callable[[bytes], Made]:
        """What makes problem after problem at ``level``, each from the stream of a key.

        A family overrides it where it makes the same problems quicker than by one method after
        the other.
        """
        sample, render, source = self.sample, self.render, self.source
        solve, answer = self.solve, self.answer
        draws = Draws()
        restart = draws.restart

        def made(key: bytes) -> Made:
            restart(key)
            params = sample(draws, level)
            if not steps:
                return render(params), answer(params), params, (), source(params)
            solved = solve(params)
            return render(params), solved.answer, params, solved.steps, source(params)

        return made

    def asks(self) -> tuple[str, ...]:
        """The forms of question that the option ``ask`` chooses from; the first is the default."""
        trail = self.trail()
        return ("final",) if trail is None else ("final", *trail.forms)

    def trail(self) -> type[Trail] | None:
        """What is asked about the steps, for a family whose own problem asks for a result.

        None where the work is no sequence of like steps.
        """
        return None

    def redraw(self, params: Params, rng: random.Random, level: int) -> Params:
        """Other numbers for the same template; a family with one template samples anew."""
        return self.sample(rng, level)

    def with_clause(self, params: Params, clause: str) -> str:
        """The question with a further sentence that changes nothing, for robustness tests."""
        return f"{clause} {self.render(params)}"

    def slots(self, params: Params) -> tuple[str, ...]:
        """Integer parameters that another problem's answer may stand for.

        ``render`` accepts a text such as ``X`` in their place; ``fits`` says which integers do.
        """
        return ()

    def fits(self, params: Params) -> bool:
        """Whether parameters changed at a slot still make a sensible problem."""
        return False

    def answer_tokens(self, params: Params) -> tuple[int, int]:
        """Estimated tokens of the bare answer and of the full trace (4 characters a token)."""
        solved = self.solve(params)
        trace = sum(len(step.text) + 1 for step in solved.steps)
        return 1 + len(solved.answer) // 4, 1 + (trace + len(solved.answer)) // 4


FamilyType = TypeVar("FamilyType", bound=type[Family])

families: Registry[type[Family]] = Registry("problem family")

transforms: Registry[type[Family]] = Registry("way to make problems from problems")
"""Families whose problems are made from other problems; their options hold those problems' ids."""


def family(name: str) -> Any:
    """Register a :class:`Family` under ``name``."""

    def decorate(kind: FamilyType) -> FamilyType:
        kind.name = name
        families.add(name, kind)
        return kind

    return decorate


def build(spec: str | Spec) -> Family:
    """The family that a spec names, with its options set."""
    read = Spec.parse(spec) if isinstance(spec, str) else spec
    kind: Any = transforms.get(read.name) if read.name in transforms else families.get(read.name)
    options: dict[str, Any] = read.kwargs()
    ask = options.pop("ask", "final")
    try:
        base: Family = kind(**options)
        form = ask if isinstance(ask, Spec) else Spec.parse(str(ask))
        if form.name not in base.asks():
            raise InputError(_not_asked(base, form.name))
        if str(form) == "final":
            return base
        trail = base.trail()
        asked: Family = kind(**options, ask=form) if trail is None else trail(base, form)
        return asked
    except TypeError as error:
        raise InputError(
            f"the family {read.name!r} does not take these options: {error}"
        ) from error


def _not_asked(base: Family, form: str) -> str:
    """Why a family cannot be asked that way, and which of its group can."""
    offered = base.asks()
    group = base.name.partition(".")[0]
    others = [
        name
        for name in sorted(families.names())
        if name.startswith(f"{group}.") and form in families.get(name)().asks()
    ]
    listed = f"; {form} is offered by {', '.join(others)}" if others else ""
    return f"ask={form} of {base.name}: it offers {', '.join(offered)}{listed}"
