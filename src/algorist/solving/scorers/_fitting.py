"""Fitting chances of being right to scores: logistic regression and isotonic regression."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from math import exp

import numpy as np

from algorist.core import InputError

Knots = Sequence[tuple[float, float]]
"""A piecewise linear function, constant outside: pairs of argument and value."""


def fit_logistic(
    scores: Sequence[Sequence[float]], right: Sequence[bool], *, ridge: float = 0.02
) -> tuple[list[float], float]:
    """Weights and bias that make the outcomes most likely; ``scores`` has a row for each attempt.

    Newton steps on the log-likelihood less ``ridge`` / 2 times the squared weights (the bias is
    free): a normal prior, whose standard deviation of 7 keeps the weights finite where scores
    separate right from wrong. Unique; converges in some ten steps, each of the order of rows times
    columns squared.
    """
    x = np.column_stack([np.asarray(scores, dtype=float), np.ones(len(right))])
    y = np.asarray(right, dtype=float)
    if not 0 < y.sum() < len(y):
        raise InputError(
            f"{int(y.sum())} of {len(y)} attempts are right: a fit needs right and wrong ones"
        )
    penalty = np.append(np.full(x.shape[1] - 1, ridge), 0.0)

    def loss(beta: np.ndarray) -> float:
        z = x @ beta
        return float(np.logaddexp(0, z).sum() - y @ z + 0.5 * penalty @ beta**2)

    beta = np.zeros(x.shape[1])
    for _ in range(100):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -700, 700)))
        slope = x.T @ (p - y) + penalty * beta
        curve = (x.T * np.maximum(p * (1 - p), 1e-12)) @ x + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        scale = 1.0
        while loss(beta - scale * step) > loss(beta) and scale > 1e-6:
            scale /= 2
        beta = beta - scale * step
        if np.abs(step).max() < 1e-10:
            break
    return [float(weight) for weight in beta[:-1]], float(beta[-1])


def fit_isotonic(scores: Sequence[float], right: Sequence[bool]) -> list[tuple[float, float]]:
    """Knots of the never falling function with the least squared error to the outcomes.

    Pools adjacent violators (Ayer et al., Annals of Mathematical Statistics 26, 1955); a pool
    stands at its mean score. Cost: one sort.

    >>> fit_isotonic([0.1, 0.2, 0.3, 0.9], [False, True, False, True])
    [(0.1, 0.0), (0.25, 0.5), (0.9, 1.0)]
    """
    outcomes: dict[float, list[bool]] = {}
    for score, one in zip(scores, right, strict=True):
        outcomes.setdefault(score, []).append(one)
    pools: list[tuple[float, int, int]] = []  # sum of scores, number right, size
    for score in sorted(outcomes):
        n, good = len(outcomes[score]), sum(outcomes[score])
        total = score * n
        while pools and pools[-1][1] * n >= good * pools[-1][2]:
            before = pools.pop()
            total, good, n = total + before[0], good + before[1], n + before[2]
        pools.append((total, good, n))
    return [(total / n, good / n) for total, good, n in pools]


def thinned(knots: Knots, most: int, digits: int = 5) -> list[tuple[float, float]]:
    """At most ``most`` of the knots, evenly by place, rounded so that they fit in a spec."""
    if len(knots) > most:
        knots = [knots[round(i * (len(knots) - 1) / (most - 1))] for i in range(most)]
    rounded = {round(x, digits): round(y, digits) for x, y in knots}
    return sorted(rounded.items())


def interpolated(x: float, knots: Knots) -> float:
    """The function's value.

    >>> [interpolated(x, [(0.25, 0.0), (0.75, 1.0)]) for x in (0.1, 0.5, 0.9)]
    [0.0, 0.5, 1.0]
    """
    place = bisect_right([known for known, _ in knots], x)
    if place in (0, len(knots)):
        return knots[0][1] if place == 0 else knots[-1][1]
    (x0, y0), (x1, y1) = knots[place - 1], knots[place]
    return y0 + (y1 - y0) * (x - x0) / (x1 - x0)


def logistic(x: float) -> float:
    """1 / (1 + exp(-x)), without overflow.

    >>> logistic(0.0), logistic(-1000.0), logistic(1000.0)
    (0.5, 0.0, 1.0)
    """
    small = exp(-abs(x))
    return 1 / (1 + small) if x >= 0 else small / (1 + small)
