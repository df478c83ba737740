"""The last polish of the best programs, and the proofs of their errors."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

import numpy as np

from algorist.discovery._points import Point
from algorist.discovery.fitting import Samples, exchange, fit, largest, level_extended, take_samples
from algorist.discovery.programs import (
    Program,
    Shape,
    cost_models,
    decimal,
    price_of,
    uses_bits,
    uses_tables,
)
from algorist.discovery.proving import CertificateError, certify
from algorist.discovery.searching import Member, as_code, cheaper_forms, digits_of
from algorist.discovery.targets import Target

EXTENDED_FROM: Final = 14.0
"""Digits from which errors are levelled with derivatives in extended precision."""
CANDIDATES: Final = 4
"""Members per operation count that are polished at the end."""
USELESS: Final = 0.9
"""An error, as a share of that of the program 0, from which one says nothing of the function."""
WORTH: Final = 1 - 1 / 1000
"""A point's error is at most this share of the one before: proofs may differ by 1/5000 each."""
MEASURED: Final = 10_000
"""Points at which the error of a program with bit casts is measured."""
SPARE_DIGITS: Final = 6
"""Digits of the constants beyond those of the error."""


def finish(
    target: Target, samples: Samples, members: Iterable[Member], cost: str = "operations"
) -> list[Point]:
    """Polish the best members of each cost and prove their errors; the front that is left.

    The best of each cost is first rewritten to its cheapest equal form, a rival at its lower cost.
    """
    price = price_of(cost) or len
    by_cost: dict[float, list[Member]] = {}
    for member in members:
        by_cost.setdefault(price(member.shape), []).append(member)
    smooth = [[m for m in group if not uses_tables(m.shape)] for group in by_cost.values()]
    for form in cheaper_forms([min(group, key=_rank) for group in smooth if group], price):
        by_cost.setdefault(price(form.shape), []).append(form)
    size = float(np.max(np.abs(samples.dense.f[0]))) if target.error == "absolute" else 1.0
    points: list[Point] = []
    for at in sorted(by_cost):
        ranked = sorted(by_cost[at], key=_rank)
        best: Point | None = None
        for member in ranked[:CANDIDATES]:
            if best is not None and uses_tables(member.shape):
                continue  # it is levelled, and was no better than the one that came first
            floor = max((p.digits for p in points), default=-math.inf)
            if member.digits <= floor or (best is not None and member.digits < best.digits - 0.3):
                continue
            point = prove(target, polish(samples, member), cost)
            if point is not None and (best is None or point.error < best.error):
                best = point
        if best is not None and best.error < (
            WORTH * points[-1].error if points else USELESS * size
        ):
            points.append(best)
    return points


def _rank(member: Member) -> tuple[float, Shape]:
    return -member.digits, member.shape


def polish(samples: Samples, member: Member) -> Member:
    """Level the error as far as it goes: exchange, else least squares with growing weights.

    Programs with tables are levelled piece by piece when they are made.
    """
    if uses_tables(member.shape) or member.digits >= digits_of(0.0):
        return member
    grid = samples.dense
    code = as_code(member.shape)
    c, cl = np.array(member.high), np.array(member.low)
    count = member.cost
    error, level, _ = exchange(
        code, count, grid.x, grid.xl, grid.f[0], grid.fl[0], grid.w[0], c, cl, 60, True
    )
    best = (min(error, 10.0**-member.digits), c.copy(), cl.copy())
    if not error <= 10.0**-member.digits:
        best = (10.0**-member.digits, np.array(member.high), np.array(member.low))
    if level < 0.99 and member.digits > EXTENDED_FROM:
        found = level_extended(samples, member.shape, member.high, member.low)
        if found is not None and found.error < best[0]:
            best, level = (found.error, np.array(found.high), np.array(found.low)), found.level
    for damping in (1e-10, 1e-14, 1e-6):
        if level >= 0.99:
            break
        # Least squares first: exchange converges only from near its optimum.
        c, cl, easy = best[1].copy(), best[2].copy(), samples.easy
        fit(
            code, count, easy.x, easy.xl, easy.f[-1], easy.fl[-1], easy.w[-1], c, cl,
            3000, True, math.inf, damping,
        )  # fmt: skip
        error, level, _ = exchange(
            code, count, grid.x, grid.xl, grid.f[0], grid.fl[0], grid.w[0], c, cl, 60, True
        )
        if error < best[0]:
            best = (error, c.copy(), cl.copy())
    if level < 0.99:
        best = lawson(samples, member, best)
    return Member(
        digits_of(best[0]), member.shape, tuple(best[1].tolist()), tuple(best[2].tolist())
    )


_Fit = tuple[float, np.ndarray, np.ndarray]


def lawson(samples: Samples, member: Member, best: _Fit) -> _Fit:
    """Lawson's reweighting (1961): weights grow where the error is large."""
    grid = samples.dense
    step = max(1, grid.x.shape[0] // 192)
    x, xl = grid.x[::step].copy(), grid.xl[::step].copy()
    f, fl, w = (row[0, ::step].copy() for row in (grid.f, grid.fl, grid.w))
    code, count = as_code(member.shape), member.cost
    c, cl = best[1].copy(), best[2].copy()
    r, full = np.empty(x.shape[0]), np.empty(grid.x.shape[0])
    weights = np.ones_like(w)
    for _ in range(40):
        fit(code, count, x, xl, f, fl, w * np.sqrt(weights), c, cl, 12, True, math.inf, 1e-8)
        if not math.isfinite(largest(code, count, x, xl, f, fl, w, c, cl, True, r)):
            break
        error = largest(
            code, count, grid.x, grid.xl, grid.f[0], grid.fl[0], grid.w[0], c, cl, True, full
        )
        if error < best[0]:
            best = (error, c.copy(), cl.copy())
        weights *= np.abs(r)
        total = float(weights.sum())
        if not (math.isfinite(total) and total > 0):
            break
        weights /= total / weights.shape[0]
        weights = np.maximum(weights, 1e-12)
    return best


def as_program(member: Member) -> Program:
    """The member with its constants written to a few digits more than its error needs."""
    digits = min(31, max(8, math.ceil(member.digits) + SPARE_DIGITS))
    return Program(
        member.shape,
        tuple(decimal(h, e, digits) for h, e in zip(member.high, member.low, strict=True)),
    )


def prove(target: Target, member: Member, cost: str = "operations") -> Point | None:
    """The member as a point of the front with a certificate; None where nothing was proved."""
    program = as_program(member)
    at = cost_models.get(cost)(program)
    if target.kind == "table":
        return Point(program.operations, 10.0**-member.digits, program, cost=at)
    if uses_bits(program.shape):
        known = measured(
            take_samples(target, dense=MEASURED), member.shape, member.high, member.low
        )
        return Point(program.operations, 10.0**-known.digits, program, cost=at)
    try:
        made = certify(program, target)
    except CertificateError:
        return None
    return Point(program.operations, made.value, program, made, at)


def measured(
    samples: Samples, shape: Shape, high: tuple[float, ...], low: tuple[float, ...]
) -> Member:
    """The member with these constants and its largest error on the dense grid."""
    grid = samples.dense
    error = largest(
        as_code(shape), len(shape), grid.x, grid.xl, grid.f[0], grid.fl[0], grid.w[0],
        np.array(high), np.array(low), True, np.empty(grid.x.shape[0]),
    )  # fmt: skip
    return Member(digits_of(error), shape, high, low)
