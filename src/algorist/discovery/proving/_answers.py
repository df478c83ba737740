"""Which answers of switching steps hold between two points, by series over real balls.

Where a step's argument keeps its sign (or its floor) on a piece, it has one answer there. An
argument whose enclosure does not show that, but which is monotone, shows it by its values at both
ends.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from fractions import Fraction
from typing import Final

from flint import arb, arb_series, ctx

from algorist.discovery.proving._error_series import CertificateError, ErrorSeries, Range, ends_of
from algorist.discovery.targets import Pending, Precision, rational

Answers = tuple[int, ...]

TANGENT: Final = 8
"""Taylor coefficients that are looked at where an argument touches a switching value."""
MAX_ANSWERS: Final = 16
"""Branches that may occur on one narrow piece."""


class UndecidedError(Exception):
    """A step has two answers on a piece."""

    def __init__(
        self, found: Pending | None, answers: Answers, ends: tuple[Range, Range] | None
    ) -> None:
        super().__init__()
        self.found = found
        """None where an argument could not even be enclosed."""
        self.answers = answers
        self.ends = ends
        """Ranges of the argument at both ends, where it is monotone between them."""


def answers_inside(error: ErrorSeries, low: Fraction, high: Fraction) -> Answers:
    """The one branch that holds between two points; ``UndecidedError`` where there may be two."""
    whole = _over(low, high)
    answers: Answers = ()
    while True:
        try:
            error.sides(whole, answers)
        except Pending as found:
            answers = (*answers, _answer(error, found, answers, low, high))
        except (ValueError, ZeroDivisionError):
            raise UndecidedError(None, answers, None) from None
        else:
            return answers


def _answer(
    error: ErrorSeries, found: Pending, answers: Answers, low: Fraction, high: Fraction
) -> int:
    ends = None
    if found.argument[0].is_finite():
        answer = _decided(found, ends_of(found.argument[0]), False)
        if answer is not None:
            return answer
    if _is_monotone(error, found, answers, low, high):
        try:
            at_low, at_high = error.argument_at(low, answers), error.argument_at(high, answers)
        except (ValueError, ZeroDivisionError):
            at_low = at_high = None
        if at_low is not None and at_high is not None:
            ends = at_low[1], at_high[1]
            across = min(ends[0][0], ends[1][0]), max(ends[0][1], ends[1][1])
            answer = _decided(found, across, True)
            if answer is not None:
                return answer
    raise UndecidedError(found, answers, ends)


def _is_monotone(
    error: ErrorSeries, found: Pending, answers: Answers, low: Fraction, high: Fraction
) -> bool:
    """Whether the argument rises or falls from end to end.

    By its slope or, where that vanishes at an end, by the Taylor coefficients there: they have one
    sign up to one that keeps it on the whole piece.
    """
    if found.argument[1] >= 0 or found.argument[1] <= 0:
        return True
    with Precision(ctx.prec, TANGENT):
        whole = argument_of(error, _over(low, high), answers)
        for inward, end in ((1, low), (-1, high)):
            here = argument_of(error, arb_series([arb(rational(end)), 1]), answers)
            for sign in (1, -1):
                for k in range(1, TANGENT):
                    if sign * whole[k] * inward**k >= 0:
                        return True
                    if not sign * here[k] * inward**k >= 0:
                        break
    return False


def _decided(found: Pending, across: Range, monotone: bool) -> int | None:
    """The answer for an argument in a range; a monotone one has its ends at ends only."""
    least, most = across
    if not found.whole:
        return 1 if least >= -found.slack else -1 if most <= found.slack else None
    if monotone and least == most == math.floor(least):
        return None  # it stays where floor jumps: the second prover could not tell
    first = math.floor(least)
    last = max(first, math.ceil(most) - 1) if monotone else math.floor(most)
    options = found.options(first, last)
    return options[0] if len(options) == 1 else None


def all_answers(
    error: ErrorSeries, low: Fraction, high: Fraction, beside: Collection[Answers] = ()
) -> tuple[Answers, ...]:
    """Every branch that may occur on a narrow piece or, where both ends are equal, at a point.

    Where an argument is zero at a point both signs are right; that of ``beside`` is taken.
    """
    todo: list[Answers] = [()]
    done: list[Answers] = []
    while todo:
        answers = todo.pop()
        try:
            met = _next_switch(error, low, high, answers)
        except (ValueError, ZeroDivisionError):
            raise CertificateError(
                f"a step of {error.program.text()!r} that switches is not finite near "
                f"x = {float(low)!r}"
            ) from None
        if met is None:
            done.append(answers)
            continue
        found, (least, most) = met
        if found.whole:
            options = list(found.options(math.floor(least), math.floor(most)))
        elif least == most == 0:
            alike = [known for known in beside if known[: len(answers)] == answers]
            options = [alike[0][len(answers)] if alike else 1]
        elif least >= 0 or most <= 0:
            options = [1 if least >= 0 else -1]
        else:
            options = [1, -1]
        todo += [(*answers, option) for option in options]
        if len(todo) + len(done) > MAX_ANSWERS:
            raise CertificateError(
                f"more than {MAX_ANSWERS} branches of {error.program.text()!r} meet near "
                f"x = {float(low)!r}"
            )
    return tuple(sorted(done))


def _next_switch(
    error: ErrorSeries, low: Fraction, high: Fraction, answers: Answers
) -> tuple[Pending, Range] | None:
    if low == high:
        return error.argument_at(low, answers)
    try:
        error.sides(_over(low, high), answers)
    except Pending as found:
        return found, ends_of(found.argument[0])
    return None


def _over(low: Fraction, high: Fraction) -> arb_series:
    return arb_series([arb(rational(low)).union(arb(rational(high))), 1])


def argument_of(error: ErrorSeries, s: arb_series, answers: Answers) -> arb_series:
    """The argument of the first step that has no answer."""
    try:
        error.sides(s, answers)
    except Pending as found:
        return found.argument
    raise ValueError(f"all steps have their answers: {answers}")
