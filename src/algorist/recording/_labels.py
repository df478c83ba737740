"""Labels for problems and for stored runs, with their provenance, inside one budget."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from algorist.core import Budget, BudgetError, Cost, InputError, Ledger, ModelError, Problem, Spec
from algorist.models import Caller, Model, Request
from algorist.recording._store import PROBE, Store
from algorist.recording._tasks import strategies_of, task_of
from algorist.solving import Ask, Session, pricing, prompts
from algorist.solving.labels import (
    Attempt,
    FirstError,
    Label,
    Pair,
    Rollouts,
    Source,
    Value,
    first_error_labels,
    judged,
    pair_labels,
    reference,
    sampled_whole,
    value_labels,
)

MAKERS: dict[str, Callable[[Rollouts, Source], Awaitable[list[Label]]]] = {
    "first_error": first_error_labels,
    "values": value_labels,
}
"""What can be made, by name."""


@dataclass
class Tally:
    """What a labelling has come to."""

    problems: int = 0
    unjudged: int = 0
    """Without an answer of their own, and without one that most attempts agree on."""
    failed: int = 0
    """The model failed for good."""
    errors: int = 0
    pairs: int = 0
    values: int = 0
    rollouts: int = 0
    """Asked for by searches for errors, shared ones counted for each; at most ``bound``."""
    bound: int = 0
    """The sum of k ceil(log2 n) over the wrong attempts of n steps."""
    cost: Cost = field(default_factory=Cost)
    note: str = ""
    """What the last problem that failed failed of, or why it ended before the last problem."""

    def count(self, labels: Sequence[Label], k: int) -> None:
        """Add a problem with its labels."""
        self.problems += 1
        for one in labels:
            if isinstance(one, FirstError):
                self.errors += 1
                self.rollouts += one.rollouts
                self.bound += k * (len(one.steps) - 1).bit_length()
            self.pairs += isinstance(one, Pair)
            self.values += isinstance(one, Value)


@dataclass
class Labelling:
    """Labels for ``attempts`` solutions of each problem, by ``k`` roll-outs a beginning.

    ``first_error`` gives, for each distinct wrong solution, its first wrong step by binary search,
    and a pair of that step and one that a right roll-out took instead. ``values`` gives the value
    of each distinct beginning of each solution, the empty one and the whole ones included.

    Every sample is stored before it is used: the same labelling on the same store makes no call
    again, and gives the same lines in the same order. Under a budget problems are done one after
    the other until it is spent; without one, several at once.
    """

    problems: Sequence[Problem]
    model: Model
    store: Store
    kind: str = "first_error"
    k: int = 8
    attempts: int = 4
    temperature: float = 0.7
    max_tokens: int = 256
    prompt: str = "steps"
    budget: Budget = field(default_factory=Budget)
    seed: int = 0
    exemplars: int = 4
    concurrency: int = 16
    tally: Tally = field(default_factory=Tally, init=False)

    def __post_init__(self) -> None:
        if self.kind not in MAKERS:
            raise InputError(f"labels of the kind {self.kind!r}: one of {', '.join(MAKERS)}")
        if not (1 <= self.k <= 10_000 and 1 <= self.attempts <= 10_000):
            raise InputError(
                f"k={self.k!r}, attempts={self.attempts!r}: both lie between 1 and 10000"
            )
        if self.temperature <= 0:
            raise InputError(
                f"temperature={self.temperature!r}: without chance all roll-outs are the same; "
                "give a temperature over 0"
            )
        self._prompt = prompts.get(self.prompt)

    @property
    def spec(self) -> str:
        """What determines the labels of a problem, apart from the model and the seed."""
        names = ("k", "attempts", "temperature", "max_tokens", "prompt", "exemplars")
        return str(Spec(self.kind, tuple((name, getattr(self, name)) for name in names)))

    async def run(self) -> AsyncIterator[list[Label]]:
        """The labels of one problem after the other, in their order; ``tally`` grows with them."""
        failed = partial(_failed, self.store, self.model)
        caller = Caller(self.model, self.concurrency, on_failure=failed, price=pricing(self.model))
        ledger = Ledger(self.budget)
        able = await self.model.capabilities()
        if able.cost.calls:
            self.store.fail(self.model.spec, PROBE, 0, able.cost, "asked what is supported")
            ledger.charge(able.cost)
        width = 1 if ledger.bounded else self.concurrency
        for start in range(0, len(self.problems), width):
            found = await asyncio.gather(
                *(
                    self._problem(problem, caller, ledger)
                    for problem in self.problems[start : start + width]
                ),
                return_exceptions=True,
            )
            self.tally.cost = ledger.spent
            for one in found:
                if isinstance(one, BudgetError):
                    self.tally.note = str(one)
                    return
                if isinstance(one, ModelError):
                    self.tally.failed += 1
                    self.tally.note = str(one)
                elif isinstance(one, BaseException):
                    raise one
                else:
                    self.tally.count(one, self.k)
                    yield one

    async def _problem(self, problem: Problem, caller: Caller, ledger: Ledger) -> list[Label]:
        simulated = self.model.simulated
        task = task_of(problem, exemplars=self.exemplars, seed=self.seed, simulated=simulated)
        session = Session(task, caller, ledger, self.store)
        ask = Ask(
            task.messages(self._prompt),
            self.attempts,
            max_tokens=self.max_tokens,
            temperature=self.temperature,
        )
        (samples,) = await sampled_whole(session, [ask])
        key = session.used[0][1].hex()
        made = [Attempt.read(s.text, problem.answer_type, (key, i)) for i, s in enumerate(samples)]
        gold = reference(problem, [one.answer for one in made])
        if gold is None:
            self.tally.unjudged += 1
            return []
        rollouts = Rollouts(
            session, self._prompt, judged(gold), made, self.k, self.temperature, self.max_tokens
        )
        source = Source.of(
            problem,
            model=self.model.spec,
            strategy=self.spec,
            seed=self.seed,
            simulated=simulated,
        )
        return await MAKERS[self.kind](rollouts, source)


def stored_pairs(
    store: Store, run: str, *, margin: float = 0.5, strategies: Sequence[str] = ()
) -> Iterator[Pair]:
    """Preferences between steps, from the trees of the attempts that a run has stored; no calls.

    One pair for each beginning at which the attempts of one strategy at one problem part with a
    difference in value of at least ``margin``. They come in the order of the strategies (all, or
    those named) and the problems.
    """
    if not 0 < margin <= 1:
        raise InputError(f"margin={margin!r}: a difference of values is over 0 and at most 1")
    spec = store.runs()[run]
    for text in strategies_of(spec, strategies):
        solutions = store.solved(run, text)
        for problem in store.problems(run):
            if problem.id not in solutions:
                continue
            made = [
                Attempt.read(one.text, problem.answer_type, (f"run:{run}", i))
                for i, one in enumerate(solutions[problem.id].solution.candidates)
            ]
            made = [one for one in made if one.answer is not None]
            gold = reference(problem, [one.answer for one in made])
            if gold is None:
                continue
            right = list(map(judged(gold), (one.answer for one in made)))
            source = Source.of(
                problem,
                model=spec.model,
                strategy=text,
                seed=spec.seed,
                simulated=spec.simulated,
            )
            yield from pair_labels(made, right, source, margin=margin)


def _failed(store: Store, model: Model, request: Request, cost: Cost, why: str) -> None:
    store.fail(model.spec, request.key(), request.first_index, cost, why)
