"""Sharing a budget out over problems by what each would gain from it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import inf

from algorist.core import InputError, Record

Piece = tuple[float, int, int, int]
"""Gain per cost, the problem, and from which to which number of samples."""

NOTHING = 1e-12
"""A gain in value that is only rounding."""


class Plan(Record, frozen=True):
    """How many samples each problem should get."""

    counts: tuple[int, ...]
    multiplier: float
    """Gain per unit of cost at the margin: what is bought gains at least this much, but for what
    the last rest of the budget was filled with; 0 where the budget does not bind."""
    cost: float


def allocate(
    values: Sequence[Sequence[float]], costs: Sequence[Sequence[float]], budget: float
) -> Plan:
    """The counts that bring the largest sum of values for at most ``budget``.

    ``values[i][n]`` and ``costs[i][n]`` are the worth and the cost of ``n`` samples of problem
    ``i``; costs start at 0 and never fall. For a multiplier each problem takes the count with
    the largest ``value - multiplier * cost``; the multiplier at which the batch keeps within the
    budget is found by bisection (arXiv 2604.14853). What is then left, less than the next piece
    takes, is filled in order of gain with as many samples as fit, so that no sample that gains
    anything fits any more. Problems whose values do not rise get nothing. Among equal gains the
    earlier problem comes first. Cost: linear in the number of values, but for one sort.

    >>> allocate([[0.5, 0.7, 0.8], [0.9, 0.91, 0.92]], [[0, 1, 2], [0, 1, 2]], 3).counts
    (2, 1)
    """
    if len(values) != len(costs) or budget < 0:
        raise InputError(
            f"{len(values)} problems with values, {len(costs)} with costs, budget {budget!r}: give "
            "both for each problem, and a budget of at least 0"
        )
    pieces = sorted(
        (piece for i in range(len(values)) for piece in _pieces(i, values[i], costs[i])),
        key=lambda piece: (-piece[0], piece[1], piece[2]),
    )
    running = list(accumulate(costs[i][end] - costs[i][start] for _, i, start, end in pieces))
    whole = bisect_right(running, budget)
    counts = [0] * len(values)
    for _, i, _, end in pieces[:whole]:
        counts[i] = end
    left = budget - (running[whole - 1] if whole else 0.0)
    cut: set[int] = set()
    for _, i, start, end in pieces[whole:]:
        if i in cut:
            continue
        price = [cost - costs[i][start] for cost in costs[i][start : end + 1]]
        bought = bisect_right(price, left) - 1
        if start + bought < end:
            cut.add(i)
        counts[i] = start + bought
        left -= price[bought]
    multiplier = pieces[whole][0] if whole < len(pieces) else 0.0
    return Plan(tuple(counts), multiplier, sum(c[n] for c, n in zip(costs, counts, strict=True)))


def _pieces(i: int, values: Sequence[float], costs: Sequence[float]) -> list[Piece]:
    """The rising part of the concave hull of value against cost; gains fall from piece to piece."""
    if len(values) != len(costs) or not values or costs[0] != 0:
        raise InputError(
            f"problem {i}: {len(values)} values and {len(costs)} costs; give one of each for 0, 1, "
            "... samples, where 0 samples cost 0"
        )
    hull = [0]
    for n in range(1, len(values)):
        if costs[n] < costs[n - 1]:
            raise InputError(f"problem {i}: the cost falls from {n - 1} to {n} samples")
        while len(hull) > 1 and _gain(values, costs, hull[-1], n) >= _gain(
            values, costs, hull[-2], hull[-1]
        ):
            hull.pop()
        hull.append(n)
    return [
        (_gain(values, costs, a, b), i, a, b)
        for a, b in pairwise(hull)
        if values[b] - values[a] > NOTHING
    ]


def _gain(values: Sequence[float], costs: Sequence[float], start: int, end: int) -> float:
    gain, cost = values[end] - values[start], costs[end] - costs[start]
    if cost:
        return gain / cost
    return inf if gain > NOTHING else 0.0
