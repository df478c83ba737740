"""Several scorers made into one that is calibrated."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import fsum, isfinite
from typing import Any

from algorist.core import InputError
from algorist.solving._scorers import Trace, resolve_scorer, scorer
from algorist.solving._session import Session
from algorist.solving.scorers._fitting import interpolated, logistic


@scorer("mixture")
class Mixture:
    """The chance of being right that a logistic model gives to the scores of several scorers.

    It is logistic(``bias`` + sum of ``weights`` times the scores of ``of``). With ``knots``, pairs
    of a chance and what it turned out to be, that is read off the line through them (isotonic
    calibration). ``algorist calibrate`` fits all of these to the solved problems of a run and
    prints the spec, which holds every number, so a run that uses it can be done again from its own
    record. Costs what the scorers in it cost.
    """

    def __init__(self, *, of: Any, weights: Any, bias: float = 0.0, knots: Any = ()) -> None:
        if not (isinstance(of, tuple | list) and of):
            raise InputError(f"mixture(of={of!r}): list the scorers, as in of=[steps, agreement]")
        numbers = list(weights) if isinstance(weights, tuple | list) else []
        if len(numbers) != len(of) or not all(map(_finite, [*numbers, bias])):
            raise InputError(
                f"mixture(weights={weights!r}, bias={bias!r}): give {len(of)} finite weights, one "
                "for each scorer"
            )
        self.of = [resolve_scorer(one) for one in of]
        self.weights, self.bias = [float(one) for one in numbers], float(bias)
        self.knots = read_knots(knots)
        self.logprobs = max(one.logprobs for one in self.of)
        self.relative = any(one.relative for one in self.of)

    async def __call__(self, session: Session, traces: Sequence[Trace]) -> list[float]:
        """Scores by each of them in turn, so that what they spend is in a fixed order."""
        columns = [await one(session, traces) for one in self.of]
        chances = [
            logistic(self.bias + fsum(w * x for w, x in zip(self.weights, row, strict=True)))
            for row in zip(*columns, strict=True)
        ]
        return [interpolated(chance, self.knots) for chance in chances] if self.knots else chances


def read_knots(knots: Any) -> list[tuple[float, float]]:
    """Pairs with rising first and never falling second numbers, all within [0, 1]."""
    try:
        pairs = [(float(x), float(y)) for x, y in knots]
    except (TypeError, ValueError):
        raise InputError(f"mixture(knots={knots!r}): a list of pairs, [[0.2, 0.1], ...]") from None
    rising = all(a[0] < b[0] and a[1] <= b[1] for a, b in pairwise(pairs))
    if not rising or not all(0 <= number <= 1 for pair in pairs for number in pair):
        raise InputError(
            f"mixture(knots={knots!r}): within [0, 1], the first numbers rise and the second never "
            "fall"
        )
    return pairs


def _finite(number: object) -> bool:
    return isinstance(number, int | float) and isfinite(number)
