"""Fitting a mixture of scorers to the solved problems of a run."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from algorist.checking import check_answer
from algorist.core import Budget, Cost, InputError, Ledger, Record, Spec
from algorist.models import resolve
from algorist.recording._calibration import Calibration, calibration
from algorist.recording._store import RunSpec, Solved, Store
from algorist.recording._tasks import strategies_of, task_of
from algorist.solving import Callers, Scorer, Session, Trace, resolve_scorer
from algorist.solving.scorers._fitting import (
    Knots,
    fit_isotonic,
    fit_logistic,
    interpolated,
    logistic,
    thinned,
)

MOST_KNOTS = 24
"""So that the spec of a mixture stays readable."""
DIGITS = 5


class FittedMixture(Record, frozen=True):
    """A mixture with what it was fitted to and how well it foretells rightness."""

    spec: str
    """``mixture(...)`` with every number in it: all that a run needs to use it again."""
    run: str
    model: str
    simulated: bool
    strategies: tuple[str, ...]
    """Whose attempts it was fitted to."""
    problems: int
    alone: dict[str, Calibration]
    """Of each scorer by itself."""
    held_out: Calibration
    """Of mixtures fitted without the problems that they are judged on (cross-validation)."""
    cost: Cost
    """What the scoring cost, stored samples included."""


@dataclass
class _Scored:
    """Every attempt with its scores."""

    rows: list[tuple[float, ...]] = field(default_factory=list)
    right: list[bool] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def fit_mixture(
    store: Store,
    run: str,
    *,
    of: Sequence[str],
    strategies: Sequence[str] = (),
    isotonic: bool = False,
    folds: int = 5,
    budget: str | Budget = "",
) -> FittedMixture:
    """Score the attempts of a run by each scorer of ``of``, and fit a mixture to their rightness.

    The attempts of all strategies count, or of those named. ``isotonic`` adds a monotone
    calibration curve, which some hundred attempts can support. What scorers ask of the run's model
    is stored and charged to ``budget``; ``BudgetError`` where it does not hold all of it. The
    problems need answers. Must not be called from a running event loop.
    """
    names = tuple(str(Spec.parse(one)) for one in of)
    if not names or folds < 2:
        raise InputError(f"of={of!r}, folds={folds!r}: at least one scorer and two folds")
    spec = store.runs()[run]
    chosen = strategies_of(spec, strategies)
    bound = Budget.parse(budget) if isinstance(budget, str) else budget
    ledger = Ledger(bound)
    scored = asyncio.run(_score(store, run, spec, chosen, names, ledger))
    places = {name: i % folds for i, name in enumerate(dict.fromkeys(scored.problems))}
    weights, bias, knots = _fit(scored.rows, scored.right, isotonic)
    return FittedMixture(
        spec=_spec(names, weights, bias, knots),
        run=run,
        model=spec.model,
        simulated=spec.simulated,
        strategies=chosen,
        problems=len(places),
        alone={
            name: calibration([row[i] for row in scored.rows], scored.right)
            for i, name in enumerate(names)
        },
        held_out=_held_out(scored, [places[one] for one in scored.problems], isotonic),
        cost=ledger.spent,
    )


async def _score(
    store: Store,
    run: str,
    spec: RunSpec,
    strategies: Sequence[str],
    names: Sequence[str],
    ledger: Ledger,
) -> _Scored:
    needed = [resolve_scorer(name) for name in names]
    model, callers, scored = resolve(spec.model), Callers(), _Scored()
    try:
        for problem in store.problems(run):
            task = task_of(
                problem, exemplars=spec.exemplars, seed=spec.seed, simulated=spec.simulated
            )
            for text in strategies:
                solved = store.solved(run, text).get(problem.id)
                traces = _traces(store, spec.model, solved, needed) if solved else []
                if not traces:
                    continue
                session = Session(task, callers.add(model), ledger, store, callers)
                columns = [await one(session, traces) for one in needed]
                scored.rows += zip(*columns, strict=True)
                scored.problems += [problem.id] * len(traces)
                scored.right += [
                    trace.answer is not None and check_answer(problem.gold, trace.answer).correct
                    for trace in traces
                ]
    finally:
        await callers.aclose()
        await model.aclose()
    return scored


def _traces(store: Store, model: str, solved: Solved, needed: Sequence[Scorer]) -> list[Trace]:
    """The attempts as scorers saw them; log-probabilities from the samples."""
    candidates = solved.solution.candidates
    plain = [Trace(one.text, one.answer, output_tokens=one.tokens) for one in candidates]
    if not any(one.logprobs for one in needed):
        return plain
    stored = [store.sample(model, key, index) for key, index in solved.samples]
    tokens = [one.sample.tokens for one in stored if one is not None]
    if len(tokens) != len(plain) or not all(tokens):
        raise InputError(
            f"the attempts of {solved.strategy} at {solved.problem} are not stored with their "
            "log-probabilities: fit on a run of vote(weight=logprob) or best_of(score=logprob)"
        )
    return [
        Trace(one.text, one.answer, info, one.output_tokens)
        for one, info in zip(plain, tokens, strict=True)
    ]


def _fit(
    rows: Sequence[tuple[float, ...]], right: Sequence[bool], isotonic: bool
) -> tuple[list[float], float, Knots]:
    weights, bias = fit_logistic(rows, right)
    # Adding zero makes -0.0 a plain 0.0.
    weights, bias = [round(one, DIGITS) + 0.0 for one in weights], round(bias, DIGITS) + 0.0
    if not isotonic:
        return weights, bias, ()
    knots = fit_isotonic([_chance(row, weights, bias) for row in rows], right)
    return weights, bias, thinned(knots, MOST_KNOTS, DIGITS)


def _chance(
    row: Sequence[float], weights: Sequence[float], bias: float, knots: Knots = ()
) -> float:
    chance = logistic(bias + sum(w * x for w, x in zip(weights, row, strict=True)))
    return interpolated(chance, knots) if knots else chance


def _held_out(scored: _Scored, folds: Sequence[int], isotonic: bool) -> Calibration:
    """Each problem's attempts by a mixture that was fitted to the other folds."""
    chances = [0.0] * len(folds)
    for fold in set(folds):
        rest = [i for i, one in enumerate(folds) if one != fold]
        right = [scored.right[i] for i in rest]
        if 0 < sum(right) < len(right):
            fitted = _fit([scored.rows[i] for i in rest], right, isotonic)
        else:  # nothing to tell apart: their common outcome is the best guess
            fitted = ([0.0] * len(scored.rows[0]), 40.0 if sum(right) else -40.0, ())
        for i, one in enumerate(folds):
            if one == fold:
                chances[i] = _chance(scored.rows[i], *fitted)
    return calibration(chances, scored.right)


def _spec(names: Sequence[str], weights: Sequence[float], bias: float, knots: Knots) -> str:
    parts = tuple(Spec.parse(name) for name in names)
    given: list[tuple[str, object]] = [("of", tuple(p if p.args else p.name for p in parts))]
    given += [("weights", tuple(weights)), ("bias", bias)]
    given += [("knots", tuple(knots))] if knots else []
    return str(Spec("mixture", tuple(given)))
