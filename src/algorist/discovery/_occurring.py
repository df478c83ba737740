"""Which branches occur on a piece: the second prover finds them by itself.

A step's argument is enclosed over the piece or, where that does not decide, expanded from its
values on a circle: it keeps its sign (stays between two whole numbers) where a polynomial does by
subdivision and, up to an end, by its slope and its value there. Values at ends are exact rationals
where the program reaches the step by rational arithmetic. Where neither decides, all answers that
the enclosure leaves are taken to occur.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

from flint import acb, arb, fmpq

from algorist.discovery._circles import Expansion, expansions, is_positive
from algorist.discovery._formulas import rational
from algorist.discovery._replay import InexactError, Question, Replay

MAX_BRANCHES: Final = 16
"""Branches of one piece that are followed."""

Branch = tuple[int, ...]


def branches_on(replay: Replay, low: Fraction, high: Fraction) -> list[Branch] | None:
    """The answers of all steps that may occur inside a piece, or at a point (``low == high``).

    At an end of a piece where floor jumps, another branch may hold than inside.

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
        options = _options(replay, found, given, low, high)
        if options is None or len(todo) + len(done) + len(options) > MAX_BRANCHES:
            return None
        todo += [(*given, option) for option in options]
    return done


def _options(
    replay: Replay, found: Question, given: Branch, low: Fraction, high: Fraction
) -> Sequence[int] | None:
    if low == high:
        found = _at(replay, low, given)
    across = _real(found.argument)
    if not isinstance(across, fmpq) and not across.is_finite():
        return None
    if found.whole:
        return _floors(replay, found, across, given, low, high)
    if across >= 0 or across <= 0:
        return (1,) if across >= 0 else (-1,)
    if low == high:
        return (1, -1)
    sign = 1 if _real(_at(replay, (low + high) / 2, given).argument) >= 0 else -1
    return (sign,) if _keeps(replay, given, low, high, 0, sign) else (1, -1)


def _floors(
    replay: Replay, found: Question, across: Any, given: Branch, low: Fraction, high: Fraction
) -> Sequence[int] | None:
    first, last = _cut(found, _floor(across, False)), _cut(found, _floor(across, True))
    if first == last or low == high:
        return range(first, last + 1) if last - first < MAX_BRANCHES else None
    here = _real(_at(replay, (low + high) / 2, given).argument)
    n = _cut(found, _floor(here, False))
    above = n == found.lowest or _keeps(replay, given, low, high, n, 1)
    if above and (n == found.highest or _keeps(replay, given, low, high, n + 1, -1)):
        return (n,)
    return range(first, last + 1) if last - first < MAX_BRANCHES else None


def _keeps(
    replay: Replay, given: Branch, low: Fraction, high: Fraction, level: int, sign: int
) -> bool:
    """Whether the argument stays above (``sign`` 1) or below (-1) the level inside the piece."""

    def values(place: acb) -> list[acb]:
        found = replay.question(place, given)
        return [] if found is None else [(found.argument - level) * sign]

    made: list[Expansion] | None = expansions(values, low, high, 0)
    if made is None:
        return False
    ends = [
        bool((_real(_at(replay, end, given).argument) - level) * sign >= 0) for end in (low, high)
    ]
    return is_positive(made[0], ends[0], ends[1])


def _at(replay: Replay, point: Fraction, given: Branch) -> Question:
    """The question at a point, with an exact argument if there is one."""
    try:
        found = replay.question(point, given)
    except InexactError:
        found = replay.question(acb(arb(rational(point))), given)
    if found is None:
        raise ValueError(f"no step is without an answer after {given}")
    return found


def _real(value: Any) -> Any:
    return value.real if isinstance(value, acb) else value


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
