"""What all sequence tasks share: the stated rule, the forms of the question, the worked terms.

BeyondBench's medium suite shows some terms and asks for the next. Almost any number can follow
almost any terms, so here the rule is stated and a far term is asked for; or, with ``given=terms``,
the terms are shown with a *class* of rules in which only one continuation fits, which is proved
for each problem when it is made (:mod:`algorist.problems.sequences._unique`).
"""

from __future__ import annotations

import random
from abc import abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar

from algorist.core import InputError, Spec
from algorist.problems._family import Family, Params, Solved
from algorist.problems._stepped import tracing
from algorist.problems._traced import Traced
from algorist.problems._trail import Trail
from algorist.problems._values import between, show, source_of
from algorist.problems.sequences import _unique

BOUNDS = (9, 99, 999, 9_999, 99_999)
"""How large the numbers of a rule are at levels 1 to 5."""


class Sequence(Traced):
    """A sequence whose terms are worked one after the other from a stated rule.

    Options: ``steps`` (how many terms are worked), ``ask`` (``final`` for the last of them,
    ``state`` or ``state(k=7)`` for an earlier one, ``first`` for the index at which a given term
    first occurs), ``trace``, and ``given``: ``rule``, or ``terms`` where the family has a class of
    rules in which the terms determine the next.
    """

    noun = "term"
    final_type = "number"
    law = (
        "the number of terms to work out is 2-6, 7-11, 12-16, 17-20 or 21-25 at levels 1 to 5, "
        "and the numbers of the rule grow with the level"
    )
    open: ClassVar[tuple[str, ...]] = ()
    """Parameters that may be any positive integer: another problem's answer can stand there."""
    rule: ClassVar[str]
    """The rule with ``{name}`` for each parameter."""
    offset: ClassVar[int] = 1
    """The index of the last term that the rule gives at once: step 1 works out the next one."""
    rule_class: ClassVar[tuple[str, int] | None] = None
    """The class of rules for ``given=terms``: ``("recurrence", order)``, ``("polynomial",
    degree)`` or None. Linear recurrences have constant integer coefficients."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "second" in cls.__dict__:
            cls.program = tracing(cls.second)

    def __init__(
        self,
        *,
        steps: int | None = None,
        ask: str | Spec = "final",
        trace: str | Spec = "plain",
        given: str | Spec = "rule",
    ) -> None:
        super().__init__(steps=steps, ask=ask, trace=trace)
        self.given = str(given)
        self.level = 1
        if self.given not in (("rule", "terms") if self.rule_class else ("rule",)):
            why = "rule or terms" if self.rule_class else "rule only"
            raise InputError(f"given={self.given} of {self.name}: it offers {why}")
        if self.given == "terms" and self.ask != "final":
            raise InputError(f"ask={self.ask} of {self.name}: given=terms asks for the final term")

    @abstractmethod
    def choose(self, rng: random.Random, level: int) -> Params:
        """The constants of the rule and the terms to start from."""

    def sample(self, rng: random.Random, level: int) -> Params:
        count = self.steps or between(rng, *self.lengths[level])
        params = {**self.choose(rng, level), "n": self.offset + count}
        if self.given == "rule":
            return self.pose(rng, params)
        return self.shown_terms(rng, params, count)

    def draw(self, rng: random.Random, count: int) -> Params:
        return {**self.choose(rng, 1), "n": self.offset + count}

    def describe(self, params: Params) -> str:
        shown = {
            key: ", ".join(map(show, value)) if isinstance(value, list) else value
            for key, value in params.items()
        }
        return self.rule.format(**shown)

    def question(self, params: Params) -> str:
        ask = params.get("ask", "final")
        if ask == "state":
            return f"What is a({self.offset + params['k']})?"
        if ask == "steps":
            return (
                f"Starting after a({self.offset}), how many further terms must be worked out, one "
                f"by one, to reach a({params['n']})?"
            )
        if ask == "first":
            goal = show(params.get("goal", params.get("target")))
            return (
                f"Among the terms after a({self.offset}), number them from 1 in their order: which "
                f"is the first that equals {goal}? Give its number."
            )
        return f"What is a({params['n']})?"

    def needed(self, params: Params) -> list[str]:
        if self.given == "terms":
            return [", ".join(map(str, params["terms"])), f"a({params['n']})"]
        texts = []
        for key, value in params.items():
            if key == "n" and params.get("ask", "final") in ("state", "first"):
                continue
            if isinstance(value, list):
                texts += [show(item) for item in value]
            elif isinstance(value, int) and key != "k":
                texts.append(str(value))
        return texts

    def slots(self, params: Params) -> tuple[str, ...]:
        return self.open if self.given == "rule" else ()

    def fits(self, params: Params) -> bool:
        return all(isinstance(params[key], int) and 0 < params[key] < 10**9 for key in self.open)

    # given=terms

    def shown_terms(self, rng: random.Random, params: Params, count: int) -> Params:
        """The terms to show, enough that exactly one continuation fits the class of rules."""
        assert self.rule_class is not None
        kind, size = self.rule_class
        shown = _unique.terms_needed(kind, size)
        far = shown + (min(count, 3) if self.steps is None else self.steps)
        full = [*self.known(params), *type(self).second(**{**params, "n": max(far, shown) + 1})]
        terms = full[:shown]
        _unique.continuation(kind, terms, size, 1)  # raises unless it is the only one
        return {"terms": terms, kind: size, "n": far}

    def known(self, params: Params) -> list[Any]:
        """The terms that the rule gives at once."""
        first: list[Any] = params["first"]
        return first

    def render(self, params: Params) -> str:
        if self.given == "rule":
            return super().render(params)
        assert self.rule_class is not None
        kind, size = self.rule_class
        return (
            f"{_unique.CLASSES[kind](size)} The first terms, from a(1), are "
            f"{', '.join(map(str, params['terms']))}. They determine all the others. "
            f"What is a({params['n']})?"
        )

    def solve(self, params: Params) -> Solved:
        if self.given == "rule":
            return super().solve(params)
        assert self.rule_class is not None
        return _unique.worked(self.rule_class[0], params["terms"], self.rule_class[1], params["n"])

    def answer(self, params: Params) -> str:
        return super().answer(params) if self.given == "rule" else self.solve(params).answer

    def recompute(self, params: Params) -> str:
        if self.given == "rule":
            return super().recompute(params)
        return show(_unique.SECOND[self.rule_class[0]](**params))  # type: ignore[index] # set if terms

    def source(self, params: Params) -> str | None:
        if self.given == "rule":
            return self.program
        return source_of(_unique.SECOND[self.rule_class[0]])  # type: ignore[index] # set if terms


class Formula(Family):
    """A term that is worked out by itself, from a stated formula; its trace is a few lines."""

    open: ClassVar[tuple[str, ...]] = ()
    """Parameters that may be any positive integer: another problem's answer can stand there."""
    law = "The numbers of the rule have up to 1, 2, 3, 4 or 5 digits at levels 1 to 5."
    rule: ClassVar[str]
    second: ClassVar[Callable[..., Any]]
    counted: ClassVar[type[Trail] | None] = None
    """What can be asked about the steps, where there are many like ones."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "second" in cls.__dict__:
            cls.program = source_of(cls.second)

    def render(self, params: Params) -> str:
        return self.rule.format(**params)

    def trail(self) -> type[Trail] | None:
        return self.counted

    def slots(self, params: Params) -> tuple[str, ...]:
        return self.open

    def fits(self, params: Params) -> bool:
        return all(isinstance(params[key], int) and 0 < params[key] < 10**9 for key in self.open)

    def recompute(self, params: Params) -> str:
        return show(type(self).second(**params))


def signed(value: int, unit: str = "", *, first: bool = False) -> str:
    """``value`` times ``unit`` as a term of a sum: ``+ 3*n``, ``- n``, nothing for 0."""
    if value == 0:
        return ""
    size = str(abs(value))
    body = size if not unit else unit if size == "1" else f"{size}*{unit}"
    if first:
        return body if value > 0 else f"-{body}"
    return f" + {body}" if value > 0 else f" - {body}"
