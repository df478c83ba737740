"""Cutting an interval where abs, min, max, floor, a table lookup or the target's sign switches.

On a piece where an argument keeps its sign (or its floor) the step has one answer. Where that is
not plain from the argument's enclosure, but the argument is monotone, its values at both ends
say it; and where it has a crossing inside, an interval Newton method finds that. A crossing at a
simple fraction that exact arithmetic confirms becomes an end of two pieces. Any other is closed
into a piece of 2^-120 of the interval, for which every answer is kept that may occur there:
the error is then bounded for each.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
from fractions import Fraction
from typing import Final

from flint import arb, arb_series, ctx

from algorist.discovery.proving._answers import (
    Answers,
    UndecidedError,
    all_answers,
    answers_inside,
    argument_of,
)
from algorist.discovery.proving._error_series import CertificateError, ErrorSeries, Range, ends_of
from algorist.discovery.targets import Pending, Precision, rational

NARROW_BITS: Final = 120
MAX_CUTS: Final = 2000
"""Pieces of an interval, tried ones included."""


@dataclasses.dataclass(frozen=True)
class Stretch:
    """A piece from ``low`` to ``high`` (equal for a point) and every branch that occurs on it.

    With one branch, that one holds inside (at its ends, or a neighbour's does).
    """

    low: Fraction
    high: Fraction
    branches: tuple[Answers, ...]


def stretches(error: ErrorSeries, cuts: list[Fraction]) -> list[Stretch]:
    """The pieces from the first to the last of ``cuts``, and points that differ from both sides.

    Args:
        error: of a program against a target.
        cuts: where pieces end in any case, increasing.

    Raises:
        CertificateError: there are too many switches, or some cannot be told apart.
    """
    if not error.switches:
        return [Stretch(a, b, ((),)) for a, b in itertools.pairwise(cuts)]
    with Precision(ctx.prec, 2):
        return _with_points(error, _Cutter(error, cuts).run())


class _Cutter:
    def __init__(self, error: ErrorSeries, cuts: list[Fraction]) -> None:
        self.error = error
        self.todo = list(itertools.pairwise(cuts))[::-1]
        length = cuts[-1] - cuts[0]
        whole = length.numerator.bit_length() - length.denominator.bit_length()
        self.narrow = Fraction(2) ** (whole - NARROW_BITS)

    def run(self) -> list[Stretch]:
        done: list[Stretch] = []
        count = 0
        while self.todo:
            low, high = self.todo.pop()
            count += 1
            if count > MAX_CUTS:
                raise CertificateError(
                    f"{self.error.program.text()!r} switches more often than {MAX_CUTS} pieces can "
                    f"follow, or stays where abs, min, max or floor switches, near "
                    f"x = {self.place(low)!r}"
                )
            try:
                done.append(Stretch(low, high, (answers_inside(self.error, low, high),)))
            except UndecidedError as open_:
                if high - low <= self.narrow:
                    done.append(Stretch(low, high, all_answers(self.error, low, high)))
                else:
                    ends = self.cuts(low, high, open_)
                    pairs = zip([low, *ends], [*ends, high], strict=True)
                    self.todo += [pair for pair in pairs if pair[0] < pair[1]][::-1]
        return done

    def place(self, s: Fraction) -> float:
        return float(s * s if self.error.rooted else s)

    def cuts(self, low: Fraction, high: Fraction, open_: UndecidedError) -> list[Fraction]:
        """Where to cut a piece next: at or around a crossing, or in the middle."""
        middle = [(low + high) / 2]
        if open_.found is None or open_.ends is None:
            return middle
        level = _level(open_.found, *open_.ends)
        near = self.crossing(low, high, open_.answers, level)
        if near is None:
            return middle
        simple = simplest_between(*near)
        if low < simple < high:
            try:
                at = self.error.argument_at(simple, open_.answers)
            except (ValueError, ZeroDivisionError):
                at = None
            if open_.found.slack or (
                at is not None and at[1] == (Fraction(level), Fraction(level))
            ):
                return [simple]
        around = [min(max(low, end), high) for end in near]
        return around if around != [low, high] else middle

    def crossing(
        self, low: Fraction, high: Fraction, answers: Answers, level: int
    ) -> tuple[Fraction, Fraction] | None:
        """Two numbers around the one crossing of a monotone argument, by interval Newton steps."""
        ball = arb(rational(low)).union(arb(rational(high)))
        wanted = arb(rational(self.narrow)) / 16
        while True:
            middle = ball.mid()
            try:
                whole = argument_of(self.error, arb_series([ball, 1]), answers)
                here = argument_of(self.error, arb_series([middle, 1]), answers)
                step = middle - (here[0] - level) / whole[1]
                after = ball.intersection(step)
            except (ValueError, ZeroDivisionError):
                return None
            if not after.is_finite():
                return None
            if after.rad() < wanted:
                break
            if after.rad() * 2 > ball.rad():
                return None
            ball = after
        grid = self.narrow / 4
        least, most = ends_of(after)
        return (math.floor(least / grid) - 1) * grid, (math.ceil(most / grid) + 1) * grid


def _level(found: Pending, at_low: Range, at_high: Range) -> int:
    """The value at which to look for a crossing: the middle one of those between both ends."""
    if not found.whole:
        return 0
    least, most = sorted(((at_low[0] + at_low[1]) / 2, (at_high[0] + at_high[1]) / 2))
    options = found.options(math.floor(least), math.ceil(most) - 1)
    if len(options) > 1:
        return options[len(options) // 2]
    return round(least) if abs(least - round(least)) < abs(most - round(most)) else round(most)


def _with_points(error: ErrorSeries, pieces: list[Stretch]) -> list[Stretch]:
    """The pieces, and each end at which a branch holds that holds on neither side."""
    beside: dict[Fraction, set[Answers]] = {}
    for piece in pieces:
        for end in (piece.low, piece.high):
            beside.setdefault(end, set()).update(piece.branches)
    points = []
    for end, known in beside.items():
        here = all_answers(error, end, end, known)
        if not known.issuperset(here):
            points.append(Stretch(end, end, here))
    return pieces + points


def simplest_between(low: Fraction, high: Fraction) -> Fraction:
    """The fraction of the smallest denominator from ``low`` to ``high`` (Stern and Brocot)."""
    floor = math.floor(low)
    if floor == low:
        return Fraction(floor)
    if floor + 1 <= high:
        return Fraction(floor + 1)
    return floor + 1 / simplest_between(1 / (high - floor), 1 / (low - floor))
