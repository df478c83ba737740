"""Programs in which pieces share constants: B + g(A + x), B g(A x) and so on, A and B looked up.

Table-driven exp and log are of this kind: 2^x = 2^(j/n) g(x - j/n), log x = log m + g(x/m), m in
the piece. One short program g serves all pieces, so its constants cost no lookups; a program of n
operations becomes one of n + 5.

Levenberg-Marquardt on all constants at once: those of a piece are eliminated from its equations by
a QR factorisation, which leaves a small problem in the shared ones (Golub and Pereyra 1973, for
problems that separate). Lawson's reweighting (1961) levels the errors of all pieces together.

Sources of the form: Tang, ACM TOMS 15(2), 1989 (exp) and 16(4), 1990 (log).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from algorist.discovery.fitting import Codes, Reals, backward, forward_dd
from algorist.discovery.programs import ADD, ARITY, MUL, Shape, Step
from algorist.discovery.searching._archive import as_code
from algorist.discovery.searching._table_fitting import Fitted
from algorist.discovery.searching._table_pieces import Pieces

LOOKED_UP: Final = 2
"""The first constants of a wrapped shape, A and B, come from tables."""
EVERY: Final = 2
"""Of the points of a piece, every second one is fitted."""
ROUNDS: Final = 25
REWEIGHTINGS: Final = 30


def wrapped(shape: Shape, codes: Sequence[int]) -> Iterator[Shape]:
    """``y = g(x op A) op B`` with constant 0 for A and 1 for B; g's constants follow."""
    for inner in (ADD, MUL):
        for outer in (ADD, MUL):
            if inner in codes and outer in codes:
                steps: list[Step] = [(inner, 0, -1, 0)]
                for op, *operands in shape:
                    moved = [o + 1 if o >= 0 else o - LOOKED_UP for o in operands[: ARITY[op]]]
                    moved += operands[ARITY[op] :]
                    steps.append((op, moved[0], moved[1], moved[2]))
                yield (*steps, (outer, len(steps), -2, 0))


class _Batch:
    """A shape on all pieces at every so many points, each piece with a row of constants.

    Machine code needs no lookup: entries are spread over the points of their piece.
    """

    def __init__(self, shape: Shape, count: int, pieces: Pieces, every: int) -> None:
        self.code: Codes = as_code(shape)
        self.x, self.f, self.fl, self.w = (
            rows[:, ::every] for rows in (pieces.x, pieces.f, pieces.fl, pieces.w)
        )
        self._high = np.empty((1 + len(shape) + count, self.x.size))
        self._low = np.zeros_like(self._high)
        self._adjoint = np.empty_like(self._high)

    def residuals(self, c: Reals, cl: Reals) -> Reals:
        """Weighted errors, computed in double-double; a row a piece."""
        steps, spread = len(self.code), self.x.shape[1]
        self._high[0] = self.x.reshape(-1)
        self._high[1 + steps :] = np.repeat(c.T, spread, axis=1)
        self._low[1 + steps :] = np.repeat(cl.T, spread, axis=1)
        forward_dd(self.code, steps, self._high, self._low)
        high, low = (rows[steps].reshape(self.x.shape) for rows in (self._high, self._low))
        return np.asarray(((high - self.f) + (low - self.fl)) * self.w)

    def jacobian(self) -> Reals:
        """Derivatives of the last residuals: piece, point, constant."""
        steps = len(self.code)
        backward(self.code, steps, self._high, self._adjoint)
        rows = self._adjoint[1 + steps :].reshape(-1, *self.x.shape) * self.w
        return np.ascontiguousarray(rows.transpose(1, 2, 0))


@np.errstate(all="ignore")
def first_guess(shape: Shape, pieces: Pieces, core: Reals) -> tuple[float, Reals]:
    """Constants of a wrapped shape from those of g on the first piece; their largest error.

    The tables move each piece to the first one, by its middle.
    """
    middles = (pieces.x[:, 0] + pieces.x[:, -1]) / 2
    if shape[0][0] == MUL and not middles[0] > 0.0:
        return math.inf, core
    moves = middles[0] / middles if shape[0][0] == MUL else middles[0] - middles
    product = shape[-1][0] == MUL
    c = np.empty((pieces.count, LOOKED_UP + core.shape[0]))
    c[:, 0], c[:, 1], c[:, LOOKED_UP:] = moves, float(product), core
    batch = _Batch(shape, c.shape[1], pieces, EVERY)
    f, w = batch.f, batch.w
    p = batch.residuals(c, np.zeros_like(c)) / w + f
    if product:
        c[:, 1] = np.sum(w * w * p * f, axis=1) / np.sum(w * w * p * p, axis=1)
    else:
        c[:, 1] = np.sum(w * w * (f - p), axis=1) / np.sum(w * w, axis=1)
    error = float(np.max(np.abs(batch.residuals(c, np.zeros_like(c)))))
    return error if math.isfinite(error) else math.inf, c


@np.errstate(all="ignore")
def fit_shared(shape: Shape, pieces: Pieces, c: Reals) -> tuple[float, Fitted]:
    """Fit A and B of each piece and the shared constants together; the largest error left."""
    batch, full = (_Batch(shape, c.shape[1], pieces, every) for every in (EVERY, 1))
    known = Fitted(c.copy(), np.zeros_like(c), np.zeros(len(c)))
    plain = batch.w
    weights = np.ones_like(plain)
    error, best = math.inf, known
    for round_ in range(REWEIGHTINGS):
        peak = float(np.max(np.abs(full.residuals(known.c, known.cl))))
        if peak < error:
            error, best = peak, Fitted(known.c.copy(), known.cl.copy(), known.errors)
        if round_ == 0:
            _descend(batch, known, ROUNDS)
            continue
        batch.w = plain
        weights *= np.abs(batch.residuals(known.c, known.cl))
        if not 0.0 < (total := float(np.mean(weights))) < math.inf:
            break
        weights = np.maximum(weights / total, 1e-9)
        batch.w = plain * np.sqrt(weights)
        _descend(batch, known, 3)
    return error, best


def _descend(batch: _Batch, known: Fitted, rounds: int) -> None:
    """Steps of Levenberg-Marquardt, in place."""
    damping = 1e-6
    r = batch.residuals(known.c, known.cl)
    best = float(np.sum(r * r))
    for _ in range(rounds):
        step = _step(batch.jacobian(), r, damping)
        c, cl = _add(known.c, known.cl, step)
        new_r = batch.residuals(c, cl)
        new = float(np.sum(new_r * new_r))
        if new < best:
            slow = new > best * (1 - 1e-5)
            known.c, known.cl = c, cl
            best, r, damping = new, new_r, max(damping * 0.1, 1e-18)
            if slow:
                return
            continue
        damping *= 30.0
        if not damping < 1e6:
            return
        r = batch.residuals(known.c, known.cl)


def _add(c: Reals, cl: Reals, step: Reals) -> tuple[Reals, Reals]:
    """``c + cl + step`` as an unevaluated sum (Knuth's two-sum)."""
    total = c + step
    part = total - c
    lost = (c - (total - part)) + (step - part) + cl
    high = total + lost
    return high, lost - (high - total)


def _step(j: Reals, r: Reals, damping: float) -> Reals:
    """The damped Gauss-Newton step: pieces are eliminated, then the shared constants solved for."""
    j = np.nan_to_num(j, nan=0.0, posinf=0.0, neginf=0.0)
    norms = np.sqrt(np.sum(j * j, axis=1))
    norms[:, LOOKED_UP:] = np.sqrt(np.sum(norms[:, LOOKED_UP:] ** 2, axis=0))
    scale = np.where(norms > 0.0, norms, 1.0)
    j = j / scale[:, None, :]
    groups, points, count = j.shape
    padded = np.zeros((groups, points + LOOKED_UP, count - LOOKED_UP + 1))
    padded[:, :points, :-1] = j[:, :, LOOKED_UP:]
    padded[:, :points, -1] = -np.nan_to_num(r)
    ridge = np.broadcast_to(math.sqrt(damping) * np.eye(LOOKED_UP), (groups, LOOKED_UP, LOOKED_UP))
    q, upper = np.linalg.qr(np.concatenate([j[:, :, :LOOKED_UP], ridge], axis=1))
    onto = np.swapaxes(q, 1, 2) @ padded
    rest = (padded - q @ onto).reshape(-1, padded.shape[2])
    ridge = math.sqrt(damping) * np.eye(count - LOOKED_UP, count - LOOKED_UP + 1)
    rest = np.concatenate([rest, ridge])
    shared = np.linalg.lstsq(rest[:, :-1], rest[:, -1], rcond=None)[0]
    own = np.linalg.solve(upper, (onto[:, :, -1] - onto[:, :, :-1] @ shared)[..., None])[..., 0]
    step = np.concatenate([own, np.broadcast_to(shared, (groups, len(shared)))], axis=1)
    return np.asarray(step / scale)
