"""Taylor models of the error, and a bound from them by branch and bound.

On each piece the numerator and the denominator of the error are a polynomial with ball
coefficients around one exact point plus the Lagrange remainder, whose coefficient is taken over
the whole piece (arb power series). Divisions in the program stay quotients, so ``c/x`` at x = 0 is
exact; where numerator and denominator vanish together at 0, the common power of x is divided out
of both models.

Source: Makino and Berz, Taylor models (2003); Johansson, Arb (2017).
"""

from __future__ import annotations

import dataclasses
import heapq
from fractions import Fraction
from typing import Final

from flint import arb, arb_series

from algorist.discovery._claims import NO_ERROR
from algorist.discovery.proving._answers import Answers
from algorist.discovery.proving._error_series import CertificateError, ErrorSeries
from algorist.discovery.proving._pieces import Stretch
from algorist.discovery.targets import rational

ORDER: Final = 20
MAX_PIECES: Final = 4096
MAX_NODES: Final = 400_000
NEGLIGIBLE: Final = 200
"""A remainder may be this many bits below the denominator where the numerator is as good as 0."""


@dataclasses.dataclass
class Model:
    """On [low, high], with t = x - center: top(t) / bottom(t) is the error (signed).

    ``attained`` says that the branch of the model is the one that holds inside.
    """

    low: Fraction
    high: Fraction
    center: Fraction
    top: list[arb]
    bottom: list[arb]
    removable: bool
    attained: bool


def models_of(error: ErrorSeries, pieces: list[Stretch]) -> list[Model]:
    """Subintervals with a finite model whose denominator keeps off zero, for every branch.

    Raises:
        CertificateError: there is none with at most ``MAX_PIECES`` subintervals.
    """
    done: list[Model] = []
    todo = [
        (piece.low, piece.high, answers, len(piece.branches) == 1)
        for piece in pieces
        for answers in piece.branches
    ]
    todo.reverse()
    limit = MAX_PIECES + len(todo)
    count = 0
    while todo:
        low, high, answers, alone = todo.pop()
        count += 1
        try:
            model = _model(error, low, high, answers, alone)
        except (ZeroDivisionError, ValueError):
            model = None
        if model is not None:
            done.append(model)
            continue
        if count > limit or high - low < Fraction(1, 2**70):
            raise CertificateError(
                f"the error of {error.program.text()!r} is not bounded near x = {float(low)!r} "
                f"with {count} subintervals: it has a pole there, or is undefined"
            )
        middle = (low + high) / 2
        todo += [(middle, high, answers, alone), (low, middle, answers, alone)]
    return done


def _model(
    error: ErrorSeries, low: Fraction, high: Fraction, answers: Answers, alone: bool
) -> Model | None:
    center = low if low == 0 else (high if high == 0 else (low + high) / 2)
    point = arb_series([arb(rational(center)), 1])
    whole = arb_series([arb(rational(low)).union(arb(rational(high))), 1])
    top_here, bottom_here, _ = error.sides(point, answers)
    top_over, bottom_over, zero = error.sides(whole, answers)
    shift = _common_zeros(top_here, bottom_here) if center == 0 else 0
    top = [top_here[k] for k in range(shift, ORDER)] + [top_over[ORDER]]
    bottom = [bottom_here[k] for k in range(shift, ORDER)] + [bottom_over[ORDER]]
    if not all(c.is_finite() for c in top + bottom):
        return None
    known = alone and not (shift and low == high)
    made = Model(low, high, center, top, bottom, zero and center == 0, known)
    radius = arb(rational(max(high - center, center - low)))
    level = value_of(bottom, arb(0).union(radius) if center == low else arb(0, 1) * radius)
    if level.contains(0):
        return None
    rest = abs(top[-1]).upper() * radius ** (len(top) - 1)
    size = sum((abs(c).upper() * radius**k for k, c in enumerate(top[:-1])), arb(0))
    least = abs(level).lower() * arb(2) ** -NEGLIGIBLE
    if not (rest < size * arb(2) ** -16 or rest <= least):
        return None
    return made


def _common_zeros(top: arb_series, bottom: arb_series) -> int:
    """How many leading coefficients are exactly zero in both."""
    shift = 0
    while shift < ORDER - 2 and bottom[shift].is_zero() and top[shift].is_zero():
        shift += 1
    return shift


def value_of(coefficients: list[arb], t: arb) -> arb:
    """The polynomial's value, by Horner."""
    total = coefficients[-1]
    for coefficient in reversed(coefficients[:-1]):
        total = total * t + coefficient
    return total


def derivative(coefficients: list[arb]) -> list[arb]:
    """The derivative's coefficients."""
    return [k * c for k, c in enumerate(coefficients)][1:]


class _Bounding:
    """Nodes of the branch and bound over all models: the largest upper bound comes first."""

    def __init__(self, models: list[Model]) -> None:
        self.models = models
        self.slopes = [(derivative(m.top), derivative(m.bottom)) for m in models]
        self.curves = [(derivative(a), derivative(b)) for a, b in self.slopes]
        self.heap: list[tuple[float, int, int, Fraction, Fraction, arb]] = []
        self.count = 0
        self.lower, self.witness = arb(0), models[0].center

    def consider(self, index: int, low: Fraction, high: Fraction) -> None:
        """Bound the error on a part of a model, by second-order mean value forms."""
        model = self.models[index]
        self.count += 1
        middle = (low + high) / 2
        half = arb(rational((high - low) / 2))
        t = arb(rational(middle - model.center))
        over = t + half * arb(0, 1)
        a, b = value_of(model.top, t), value_of(model.bottom, t)
        ratio = a / b
        if model.attained and ratio.is_finite() and abs(ratio).lower() > self.lower:
            self.lower, self.witness = abs(ratio).lower(), middle
        # Numerator and denominator each by their own form, then the quotient's linear part as one.
        da, db = (value_of(slope, t) for slope in self.slopes[index])
        ca, cb = (
            abs(value_of(curve, over)).upper() * half * half / 2 for curve in self.curves[index]
        )
        drift = abs(da - ratio * db).upper() * half + ca + abs(ratio).upper() * cb
        least = (abs(b) - abs(db) * half - cb).lower()
        if not least > 0:
            least = abs(value_of(model.bottom, over)).lower()
        upper = (abs(ratio).upper() + drift / least).upper() if least > 0 else arb.pos_inf()
        key = -float(upper) if upper.is_finite() else -float("inf")
        heapq.heappush(self.heap, (key, self.count, index, low, high, upper))


def bound_of(models: list[Model], slack: Fraction) -> tuple[arb, arb, Fraction]:
    """An upper bound of the error, a lower one that is attained, and a point where it is.

    An upper bound is at least ``NO_ERROR``.

    Raises:
        CertificateError: they do not come within ``slack`` of each other.
    """
    state = _Bounding(models)
    for index, model in enumerate(models):
        for k in range(4 if model.attained else 1):
            width = (model.high - model.low) / (4 if model.attained else 1)
            state.consider(index, model.low + k * width, model.low + (k + 1) * width)
    allowed = arb(1) + arb(rational(slack))
    none = arb(rational(NO_ERROR))
    beside, place = arb(0), Fraction(0)
    while True:
        _, _, index, low, high, upper = heapq.heappop(state.heap)
        model = state.models[index]
        enough = (state.lower * allowed).max(none)
        if upper <= enough:
            if not beside <= enough:
                raise CertificateError(
                    f"the error near x = {float(place)!r} is at most {float(beside):.6g}, but "
                    "which side of a jump holds there is not known: shift the constants a little"
                )
            # The heap is ordered by float64 keys: the rest can be larger by their rounding.
            most = upper.max(beside).max(none) * (arb(1) + arb(2) ** -40)
            return most, state.lower, state.witness
        if not model.attained and upper.is_finite():
            if not upper <= beside:
                beside, place = upper, low
            continue
        if state.count > MAX_NODES or high - low < Fraction(1, 2**90):
            raise CertificateError(
                f"no bound within {float(slack):.2g} of an attained error after {state.count} "
                f"pieces, near x = {float(low)!r}: the error may be zero or unbounded"
            )
        middle = (low + high) / 2
        state.consider(index, low, middle)
        state.consider(index, middle, high)
