"""Constants for each piece of an interval: one program, fitted on all pieces at once.

A program whose constants come from tables is the same smooth program on every piece, with constants
of its own. So machine code needs no lookup: entries are spread over the points of their piece.
Levenberg-Marquardt runs on all pieces together, each with its own damping, first on the whole
interval, then on its halves from there, and so on; exchange levels the error of each piece.
"""

from __future__ import annotations

import dataclasses
import itertools
import math
from typing import Final

import numpy as np

from algorist.discovery._fitting import exchange
from algorist.discovery._kernels import Codes, Reals, backward, forward_dd
from algorist.discovery._table_pieces import Pieces

NODES: Final = 32
"""Points at which the constants of a piece, or of neighbouring pieces together, are fitted."""
ROUNDS: Final = 30
STARTS: Final = 12
"""Random starts on the whole interval, and half as many on each half."""
APART: Final = 3.0
"""Times the error of a neighbour at which a piece starts again from the neighbour's constants."""


class Batch:
    """A shape on groups of points, each with constants of its own (rows of ``c`` and ``cl``)."""

    def __init__(self, code: Codes, count: int, pieces: Pieces, where: Codes) -> None:
        self.code = code
        self.steps = code.shape[0]
        self.shape = where.shape
        self.x, self.f, self.fl, self.w = (
            np.ascontiguousarray(rows.reshape(-1)[where.reshape(-1)])
            for rows in (pieces.x, pieces.f, pieces.fl, pieces.w)
        )
        self._high = np.empty((1 + self.steps + count, where.size))
        self._low = np.zeros_like(self._high)
        self._adjoint = np.empty_like(self._high)

    def residuals(self, c: Reals, cl: Reals) -> Reals:
        """Weighted errors, computed in double-double; a row a group."""
        spread = self.shape[1]
        self._high[0] = self.x
        self._high[1 + self.steps :] = np.repeat(c.T, spread, axis=1)
        self._low[1 + self.steps :] = np.repeat(cl.T, spread, axis=1)
        forward_dd(self.code, self.steps, self._high, self._low)
        made = (self._high[self.steps] - self.f) + (self._low[self.steps] - self.fl)
        return np.asarray((made * self.w).reshape(self.shape))

    def jacobian(self) -> Reals:
        """Derivatives of the last residuals: group, point, constant."""
        backward(self.code, self.steps, self._high, self._adjoint)
        rows = self._adjoint[1 + self.steps :] * self.w
        return np.ascontiguousarray(rows.reshape(-1, *self.shape).transpose(1, 2, 0))


@np.errstate(all="ignore")  # what overflows is refused by its error
def least_squares(batch: Batch, c: Reals, cl: Reals, rounds: int = ROUNDS) -> Reals:
    """Levenberg-Marquardt on every group, in place; the sums of squares that are reached."""
    groups, count = c.shape
    damping = np.full(groups, 1e-3)
    r = batch.residuals(c, cl)
    best = _squares(r)
    for _ in range(rounds):
        j = np.nan_to_num(batch.jacobian(), nan=0.0, posinf=0.0, neginf=0.0)
        norms = np.sqrt(np.sum(j * j, axis=1))
        scale = np.where(norms > 0.0, norms, 1.0)
        ridge = np.sqrt(damping)[:, None, None] * np.eye(count)
        q, upper = np.linalg.qr(np.concatenate([j / scale[:, None, :], ridge], axis=1))
        rhs = -np.einsum("gmk,gm->gk", q[:, : r.shape[1]], np.nan_to_num(r))
        step = np.linalg.solve(upper, rhs[..., None])[..., 0] / scale
        trial, low = add(c, cl, step)
        new = _squares(batch.residuals(trial, low))
        better = new < best
        gain = np.where(better, 1.0 - new / best, 0.0)
        c[better], cl[better] = trial[better], low[better]
        best = np.where(better, new, best)
        damping = np.where(better, np.maximum(damping * 0.1, 1e-20), np.minimum(damping * 8, 1e8))
        if not np.any(gain > 1e-4) and np.all(better | (damping > 1.0)):
            break
        r = batch.residuals(c, cl)
    return best


def add(c: Reals, cl: Reals, step: Reals) -> tuple[Reals, Reals]:
    """``c + cl + step`` as an unevaluated sum (Knuth's two-sum)."""
    total = c + step
    part = total - c
    lost = (c - (total - part)) + (step - part) + cl
    high = total + lost
    return high, lost - (high - total)


def _squares(r: Reals) -> Reals:
    total = np.sum(r * r, axis=1)
    return np.where(np.isfinite(total), total, np.inf)


def nodes_of(pieces: Pieces, groups: int) -> Codes:
    """Indices of ``NODES`` points of each of ``groups`` groups of neighbouring pieces."""
    each = pieces.x.shape[1]
    cuts = [k * pieces.count // groups * each for k in range(groups + 1)]
    rows = [np.rint(np.linspace(a, b - 1, NODES)) for a, b in itertools.pairwise(cuts)]
    return np.array(rows, dtype=np.int64)


def levels(count: int) -> list[int]:
    """How many groups of pieces are fitted in turn: 1, 2, 4, ..., all."""
    return [2**k for k in range(math.ceil(math.log2(count)))] + [count]


@dataclasses.dataclass
class Fitted:
    """Constants ``c + cl``, a row a group of pieces, and the sums of squares of their errors."""

    c: Reals
    cl: Reals
    squares: Reals


def refine(
    code: Codes, pieces: Pieces, starts: Reals, known: Fitted | None = None, most: int | None = None
) -> Fitted:
    """Constants for all pieces, or for as many groups of :func:`levels` as ``most`` allows.

    Args:
        starts: rows of constants for the whole interval, random ones and known ones.
        known: what was reached before with fewer groups, to go on from.
    """
    count = starts.shape[1]
    for groups in levels(pieces.count):
        before = 0 if known is None else len(known.c)
        if groups <= before or (most is not None and groups > most):
            continue
        where = nodes_of(pieces, groups)
        if known is None:
            known = best_start(code, pieces, where, starts)
        elif groups == 2:
            rows = np.concatenate([known.c, starts[: STARTS // 2]])
            known = best_start(code, pieces, where, rows)
        else:
            parents = np.arange(groups) * before // groups
            known = Fitted(known.c[parents], np.zeros((groups, count)), np.zeros(groups))
            known.squares = least_squares(Batch(code, count, pieces, where), known.c, known.cl)
        _mend(code, pieces, where, known)
    if known is None:
        raise ValueError("a group at least is needed")
    return known


def best_start(code: Codes, pieces: Pieces, where: Codes, rows: Reals) -> Fitted:
    """For each group the best of fits from every start."""
    groups, tries = where.shape[0], rows.shape[0]
    c, cl = np.tile(rows, (groups, 1)), np.zeros((groups * tries, rows.shape[1]))
    batch = Batch(code, rows.shape[1], pieces, np.repeat(where, tries, axis=0))
    errors = least_squares(batch, c, cl).reshape(groups, tries)
    pick = np.argmin(errors, axis=1) + np.arange(groups) * tries
    return Fitted(c[pick], cl[pick], errors.reshape(-1)[pick])


def _mend(code: Codes, pieces: Pieces, where: Codes, known: Fitted) -> None:
    """Fit groups much worse than a neighbour from the neighbour's constants, in place."""
    last = len(where) - 1
    for side in (1, -1):
        other = np.clip(np.arange(last + 1) + side, 0, last)
        bad = np.nonzero(known.squares > APART**2 * known.squares[other])[0]
        if not len(bad):
            continue
        c, cl = known.c[other[bad]], known.cl[other[bad]]
        squares = least_squares(Batch(code, c.shape[1], pieces, where[bad]), c, cl)
        good = squares < known.squares[bad]
        kept = bad[good]
        known.c[kept], known.cl[kept], known.squares[kept] = c[good], cl[good], squares[good]


@np.errstate(all="ignore")
def level(code: Codes, pieces: Pieces, known: Fitted) -> float:
    """Level the errors of the worst pieces by exchange, in place; the largest error left."""
    everywhere = np.arange(pieces.x.size).reshape(pieces.x.shape)
    batch = Batch(code, known.c.shape[1], pieces, everywhere)
    peaks = np.max(np.abs(batch.residuals(known.c, known.cl)), axis=1)
    if not np.all(np.isfinite(peaks)):
        return math.inf
    worst = 0.0
    for piece in np.argsort(-peaks):
        if not peaks[piece] > worst:
            break
        c, cl = known.c[piece].copy(), known.cl[piece].copy()
        error, _, _ = exchange(
            code, code.shape[0], pieces.x[piece], np.zeros(pieces.x.shape[1]), pieces.f[piece],
            pieces.fl[piece], pieces.w[piece], c, cl, 30,
        )  # fmt: skip
        if error < peaks[piece]:
            known.c[piece], known.cl[piece], peaks[piece] = c, cl, error
        worst = max(worst, float(peaks[piece]))
    return worst
