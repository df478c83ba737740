"""Problems made from problems: other numbers, a further clause, two joined into one.

All three are families of their own, whose options hold the ids of the problems they start from, so
that what they make has an id that rebuilds it: ``vary(of="words.purchase@1/2/7/41")@1/2/0/3``.
Joining follows MathFusion (arXiv 2503.16212: sequential, parallel and conditional fusion), the
clause follows GSM-NoOp (arXiv 2410.05229), varying follows GSM-Symbolic and DynaMath (2411.00836).
"""

from __future__ import annotations

import random
from typing import Any, ClassVar, Literal

from algorist.core import InputError, Problem, ProblemId, Spec
from algorist.problems._family import Family, Params, Solved, build, transforms
from algorist.problems._joining import JOINED, indented
from algorist.problems._making import make, rebuild

How = Literal["sequence", "parallel", "condition"]
MAX_TRIES = 40
"""Draws after which a family is found to have no other problem."""


class _Transformed(Family):
    """What the families of this module share: the problem they start from."""

    levels: ClassVar[range] = range(1001)
    law = "That of the problem it is made from."

    def __init__(self, of: str) -> None:
        self.base = rebuild(str(of))
        self.made = build(self.base.family)
        vars(self)["answer_type"] = self.base.answer_type

    def solve(self, params: Params) -> Solved:
        """Worked as the family of the base works it."""
        return self.made.solve(params)

    def recompute(self, params: Params) -> str:
        """By the second way of the family of the base."""
        return self.made.recompute(params)

    def source(self, params: Params) -> str | None:
        """The program of the family of the base."""
        return self.made.source(params)

    def needed(self, params: Params) -> list[str]:
        """What the family of the base needs."""
        return self.made.needed(params)


class Vary(_Transformed):
    """The same template with other numbers."""

    name = "vary"
    summary = "A problem with the template of another one and different numbers."

    def sample(self, rng: random.Random, level: int) -> Params:
        """Numbers that make another question than the base's."""
        for _ in range(MAX_TRIES):
            drawn = self.made.redraw(self.base.params, rng, self.base.level)
            if self.made.render(drawn) != self.base.question:
                return drawn
        raise InputError(f"{self.base.id} has no variation: its family drew the same each time")

    def render(self, params: Params) -> str:
        """In the words of the base."""
        return self.made.render(params)


_THINGS = ("umbrella", "photograph", "cushion", "teaspoon", "hat", "newspaper", "kite", "envelope")
_CLAUSES = (
    "The house next door has {n} windows.",
    "A neighbor keeps {n} {things} in the attic.",
    "Last month it rained for {n} minutes in one night.",
    "A poster on the wall shows {n} stars.",
    "Yesterday the radio played {n} songs before noon.",
    "Someone across the street owns {n} {things}.",
)


class Noop(_Transformed):
    """The same problem with a true clause that changes nothing."""

    name = "noop"
    summary = "A problem with one further sentence that does not matter."

    def sample(self, rng: random.Random, level: int) -> Params:
        """A clause about things that no family tells of."""
        clause = rng.choice(_CLAUSES).format(n=rng.randint(3, 40), things=rng.choice(_THINGS) + "s")
        return {**self.base.params, "clause": clause}

    def render(self, params: Params) -> str:
        """The clause stands where the family of the base puts it."""
        return self.made.with_clause(_without(params), params["clause"])

    def solve(self, params: Params) -> Solved:
        """As without the clause."""
        return self.made.solve(_without(params))

    def recompute(self, params: Params) -> str:
        """As without the clause."""
        return self.made.recompute(_without(params))

    def source(self, params: Params) -> str | None:
        """A program that leaves the clause aside."""
        source = self.made.source(_without(params))
        if source is None:
            return None
        call = "def solution(clause, **params):\n    return _problem()(**params)\n"
        return f"def _problem():\n{indented(source)}\n    return solution\n\n\n{call}"

    def needed(self, params: Params) -> list[str]:
        """The clause, and what the family of the base needs."""
        return [params["clause"], *self.made.needed(_without(params))]


def _without(params: Params) -> Params:
    return {key: value for key, value in params.items() if key != "clause"}


class Fuse(Family):
    """Two problems with number answers joined into one."""

    name = "fuse"
    summary = "Two problems in a row, side by side, or one deciding about the other."
    law = "The steps of both problems and of the link between them."
    levels: ClassVar[range] = range(1001)

    def __init__(self, a: str, b: str, how: str = "sequence") -> None:
        if how not in JOINED:
            raise InputError(f"how={how!r}: give one of {', '.join(JOINED)}")
        self.problems = rebuild(str(a)), rebuild(str(b))
        for problem in self.problems:
            if problem.answer_type != "number" or problem.program is None:
                raise InputError(
                    f"{problem.id} cannot be joined: its answer is of type {problem.answer_type}, "
                    "and only number answers of families with a program feed another problem"
                )
        self.families = build(self.problems[0].family), build(self.problems[1].family)
        self.joined = JOINED[how](*self.problems, *self.families)

    def sample(self, rng: random.Random, level: int) -> Params:
        """Both problems' parameters, and the link that the way of joining draws."""
        return self.joined.sample(rng)

    def render(self, params: Params) -> str:
        """Both questions and what is asked of their answers."""
        return self.joined.render(params)

    def solve(self, params: Params) -> Solved:
        """The steps of both, with the link."""
        return self.joined.solve(params)

    def recompute(self, params: Params) -> str:
        """From the second ways of both families."""
        return self.joined.recompute(params)

    def source(self, params: Params) -> str:
        """One program that holds both."""
        return self.joined.source(params)

    def needed(self, params: Params) -> list[str]:
        """What the first problem needs; the second may refer to it."""
        return self.families[0].needed(params["first"])


for _kind in (Vary, Noop, Fuse):
    transforms.add(_kind.name, _kind)


def _spec(name: str, **options: Any) -> str:
    return str(Spec(name, tuple(options.items())))


def _checked(problem: Problem) -> str:
    if not problem.params:
        raise InputError(
            f"{problem.id} was read from a file and has no parameters: make the problem with a "
            "family, then it can be varied and joined"
        )
    return str(ProblemId.parse(problem.id))


def vary(problem: Problem, *, seed: int = 0, index: int = 0) -> Problem:
    """The same template with other numbers; each index gives other ones.

    >>> base = make("words.purchase", level=1, seed=7)
    >>> vary(base, index=1).id
    'vary(of="words.purchase@1/1/7/0")@1/1/0/1'
    """
    spec = _spec("vary", of=_checked(problem))
    return make(spec, level=problem.level, seed=seed, index=index)


def variants(problem: Problem, count: int, *, seed: int = 0) -> list[Problem]:
    """``count`` different variations of one problem; ``InputError`` where there are fewer."""
    found: dict[str, Problem] = {}
    for index in range(count * MAX_TRIES):
        if len(found) == count:
            break
        made = vary(problem, seed=seed, index=index)
        found.setdefault(made.question, made)
    if len(found) < count:
        raise InputError(f"{problem.id} has only {len(found)} variations, not {count}")
    return list(found.values())


def noop(problem: Problem, *, seed: int = 0, index: int = 0) -> Problem:
    """The same problem with a true but irrelevant clause; the answer stays."""
    spec = _spec("noop", of=_checked(problem))
    return make(spec, level=problem.level, seed=seed, index=index)


def fuse(
    a: Problem, b: Problem, how: How = "sequence", *, seed: int = 0, index: int = 0
) -> Problem:
    """Two problems joined: ``sequence`` feeds the first answer into the second problem,
    ``parallel`` asks for the sum of both, ``condition`` lets their order decide what is asked.

    ``InputError`` where an answer is no number, or the second problem takes no other's answer.
    """
    spec = _spec("fuse", a=_checked(a), b=_checked(b), how=how)
    return make(spec, level=max(a.level, b.level), seed=seed, index=index)
