"""Which branches occur on a piece: the second prover finds them by itself.

A step's argument is enclosed over the piece or, where that does not decide, expanded from its
values on a circle: it keeps its sign (stays between two whole numbers) where a polynomial does by
subdivision and, up to an end, by its slope and its value there. At ends, values and derivatives
are exact rationals where the program reaches the step by rational arithmetic; a multiple zero
there is divided out. Where neither decides, all answers that the enclosure leaves are taken to
occur.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

from flint import acb, arb, fmpq, fmpq_series

from algorist.discovery.targets import rational
from algorist.discovery.verifying._circles import expansions, is_positive
from algorist.discovery.verifying._replay import InexactError, Question, Replay

MAX_BRANCHES: Final = 16
"""Branches of one piece that are followed."""

BOTH: Final = (1, -1)
Branch = tuple[int, ...]


def branches_on(
    replay: Replay, low: Fraction, high: Fraction, beside: Sequence[Branch] = ()
) -> list[Branch] | None:
    """The answers of all steps that may occur inside a piece, or at a point (``low == high``).

    At an end of a piece where floor jumps, another branch may hold than inside. Where an argument
    is zero at a point both signs are right; that of ``beside`` is taken.

    Returns:
        At least the branches that occur; None where there are too many, or an argument is not
        finite.
    """
    ball = arb(rational(low)).union(arb(rational(high)))
    todo: list[Branch] = [()]
    done: list[Branch] = []
    while todo:
        given = todo.pop()
        found = replay.question(acb(ball), given)
        if found is None:
            done.append(given)
            continue
        alike = [known[len(given)] for known in beside if known[: len(given)] == given]
        options = _options(replay, found, given, low, high, *alike)
        if options is None or len(todo) + len(done) + len(options) > MAX_BRANCHES:
            return None
        todo += [(*given, option) for option in options]
    return done


def _options(
    replay: Replay,
    found: Question,
    given: Branch,
    low: Fraction,
    high: Fraction,
    of_zero: int = 1,
    *_: int,
) -> Sequence[int] | None:
    """Answers to one question; ``of_zero`` is the sign of zero at a point."""
    across = _value(_at(replay, low, given) if low == high else found.argument)
    if not isinstance(across, fmpq) and not across.is_finite():
        return None
    if found.whole:
        return _floors(replay, found, across, given, low, high)
    if low == high and across == 0:
        return (of_zero,)
    if across >= 0 or across <= 0:
        return (1,) if across >= 0 else (-1,)
    if low == high:
        return BOTH
    sign = 1 if _value(_at(replay, (low + high) / 2, given)) >= 0 else -1
    return (sign,) if _keeps(replay, given, low, high, 0, sign) else BOTH


def _floors(
    replay: Replay, found: Question, across: Any, given: Branch, low: Fraction, high: Fraction
) -> Sequence[int] | None:
    first, last = _cut(found, _floor(across, False)), _cut(found, _floor(across, True))
    if first == last or low == high:
        return range(first, last + 1) if last - first < MAX_BRANCHES else None
    here = _value(_at(replay, (low + high) / 2, given))
    n = _cut(found, _floor(here, False))
    above = n == found.lowest or _keeps(replay, given, low, high, n, 1)
    if above and (n == found.highest or _keeps(replay, given, low, high, n + 1, -1)):
        return (n,)
    return range(first, last + 1) if last - first < MAX_BRANCHES else None


def _keeps(
    replay: Replay, given: Branch, low: Fraction, high: Fraction, level: int, sign: int
) -> bool:
    """Whether the argument stays above (``sign`` 1) or below (-1) the level inside the piece."""

    ends = [(_at(replay, end, given) - level) * sign for end in (low, high)]
    shift, at, turn = 0, low, 1
    for end, argument, inward in ((low, ends[0], 1), (high, ends[1], -1)):
        order = _zeros(argument)
        if order > 1:
            shift, at, turn = order, end, inward**order

    def values(place: acb) -> list[acb]:
        found = replay.question(place, given)
        return [] if found is None else [(found.argument - level) * sign * turn]

    made = expansions(values, low, high, shift, at)
    if made is None:
        return False
    known = [bool(_value(argument) >= 0) for argument in ends]
    if shift:
        known[0 if at == low else 1] = False
    return is_positive(made[0], known[0], known[1])


def _at(replay: Replay, point: Fraction, given: Branch) -> Any:
    """The argument at a point: an exact Taylor series, or a ball."""
    try:
        found = replay.question(point, given)
    except InexactError:
        found = replay.question(acb(arb(rational(point))), given)
    if found is None:
        raise ValueError(f"no step is without an answer after {given}")
    return found.argument


def _value(argument: Any) -> Any:
    """The real ball or rational that an argument is at its point."""
    if isinstance(argument, fmpq_series):
        return argument[0]
    return argument.real


def _zeros(argument: Any) -> int:
    """How many coefficients of an exact series vanish before one that does not; 0 for a ball."""
    if not isinstance(argument, fmpq_series):
        return 0
    return next((k for k, c in enumerate(argument.coeffs()) if c != 0), 0)


def _floor(value: Any, of_upper: bool) -> int:
    if isinstance(value, fmpq):
        return math.floor(Fraction(int(value.p), int(value.q)))
    end = (value.upper() if of_upper else value.lower()).floor()
    return int(end.unique_fmpz())


def _cut(found: Question, value: int) -> int:
    """The answer for a floor, which tables cut to their entries."""
    if found.lowest is not None:
        value = max(value, found.lowest)
    return value if found.highest is None else min(value, found.highest)
