"""Constants for each piece of an interval, from those of its neighbours.

A program whose constants all come from tables is the same smooth program on every piece, with
constants of its own. So pieces are fitted one by one, by the fitter and the exchange of whole
intervals; machine code needs no lookup.
"""

from __future__ import annotations

import dataclasses
import math
from typing import Final

import numpy as np

from algorist.discovery.fitting import Codes, Reals, exchange, fit, follow, multi_fit
from algorist.discovery.searching._table_pieces import Pieces

PROBED: Final = 3
"""Pieces that are fitted from random starts: the first, the last and those between."""
BETTER: Final = 0.9
"""Part of its error below which a fit from a neighbour's constants takes a piece over."""
STEPS: Final = 300
PRECISE: Final = 1e-7
"""Errors from which pieces are fitted in double-double: constants of a narrow piece nearly depend
on each other, so that float64 loses their digits sooner than on the whole interval."""


@dataclasses.dataclass
class Fitted:
    """Constants ``c + cl``, a row a piece, and root mean squares of the weighted errors."""

    c: Reals
    cl: Reals
    errors: Reals


def fit_piece(
    code: Codes, pieces: Pieces, piece: int, warm: Reals, starts: Reals, width: int = 1
) -> tuple[float, Reals, Reals]:
    """The best fit of a piece from rows of known constants and from random ones.

    With a ``width``, of the piece and as many neighbours together, on no more points.
    Cost: a fifth of a millisecond for a known row, as much for two or three random ones.
    """
    points = pieces.x.shape[1]
    first = min(max(piece - width // 2, 0), pieces.count - width)
    at = np.linspace(first * points, (first + width) * points - 1, points).astype(np.int64)
    x, f, fl, w = (rows.reshape(-1)[at] for rows in (pieces.x, pieces.f, pieces.fl, pieces.w))
    c, cl = np.zeros(warm.shape[1]), np.zeros(warm.shape[1])
    error, _ = multi_fit(
        code, code.shape[0], x, np.zeros_like(x), f[None], fl[None], w[None],
        warm, starts, c, cl, math.inf, STEPS,
    )  # fmt: skip
    if 1e-11 < error < PRECISE:
        grid = (x, np.zeros_like(x), f, fl, w)
        fit(code, code.shape[0], *grid, c, cl, STEPS, True, math.inf, 1e-10)
        error, _ = follow(code, code.shape[0], *grid, c, cl, STEPS, True, math.inf)
    return error, c, cl


def narrowed(
    code: Codes, pieces: Pieces, piece: int, warm: Reals, starts: Reals
) -> tuple[float, Reals, Reals]:
    """The best fit of a piece from the whole interval: its constants are followed as it narrows."""
    width = pieces.count
    error, c, cl = fit_piece(code, pieces, piece, warm, starts, width)
    while width > 1:
        width = (width + 1) // 2
        known = np.concatenate([warm, c[None]])
        tried = starts if width == 1 else starts[:0]
        error, c, cl = fit_piece(code, pieces, piece, known, tried, width)
    return error, c, cl


def probe(code: Codes, pieces: Pieces, warm: Reals, starts: Reals) -> Fitted:
    """Fits of the first, the last and pieces between from all starts; the others are infinite."""
    count = pieces.count
    shape = (count, warm.shape[1])
    known = Fitted(np.ones(shape), np.zeros(shape), np.full(count, math.inf))
    for piece in sorted({k * (count - 1) // (PROBED - 1) for k in range(PROBED)}):
        error, known.c[piece], known.cl[piece] = narrowed(code, pieces, piece, warm, starts)
        known.errors[piece] = error
    return known


def fit_all(code: Codes, pieces: Pieces, known: Fitted) -> None:
    """Fit every piece from its neighbours, up, down and up again, in place."""
    up = list(range(1, pieces.count))
    none = np.empty((0, known.c.shape[1]))
    for order, side in ((up, -1), ([k - 1 for k in reversed(up)], 1), (up, -1)):
        for piece in order:
            if math.isfinite(known.errors[piece + side]):
                error, c, cl = fit_piece(code, pieces, piece, known.c[[piece + side]], none)
                if error < BETTER * known.errors[piece]:
                    known.errors[piece], known.c[piece], known.cl[piece] = error, c, cl


def level(code: Codes, pieces: Pieces, known: Fitted) -> float:
    """Level the errors of the worst pieces by exchange, in place; the largest error left."""
    if not np.all(np.isfinite(known.errors)):
        return math.inf
    x, rest = pieces.x, np.zeros(pieces.x.shape[1])
    worst = 0.0
    # The largest error of a piece is seldom above three times the root mean square.
    for piece in np.argsort(-known.errors):
        if not 3.0 * known.errors[piece] > worst:
            break
        c, cl = known.c[piece], known.cl[piece]
        error, _, _ = exchange(
            code, code.shape[0], x[piece], rest, pieces.f[piece], pieces.fl[piece],
            pieces.w[piece], c, cl, 30, True,
        )  # fmt: skip
        worst = max(worst, float(error))
    return worst
