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

from algorist.discovery._archive import as_code
from algorist.discovery._kernels import Reals
from algorist.discovery._shapes import ADD, ARITY, MUL, Shape, Step
from algorist.discovery._table_fitting import Batch, Fitted, add, best_start, nodes_of
from algorist.discovery._table_pieces import Pieces

LOOKED_UP: Final = 2
"""The first constants of a wrapped shape, A and B, come from tables."""
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


@np.errstate(all="ignore")
def first_guess(core: Shape, shape: Shape, pieces: Pieces, starts: Reals) -> tuple[float, Reals]:
    """Constants of a wrapped shape from g fitted on the first piece; their largest error.

    The tables move each piece to the first one, by its middle.
    """
    where = nodes_of(pieces, pieces.count)
    fitted = best_start(as_code(core), pieces, where[:1], starts)
    middles = (pieces.x[:, 0] + pieces.x[:, -1]) / 2
    if shape[0][0] == MUL and not middles[0] > 0.0:
        return math.inf, fitted.c
    moves = middles[0] / middles if shape[0][0] == MUL else middles[0] - middles
    product = shape[-1][0] == MUL
    c = np.empty((pieces.count, LOOKED_UP + starts.shape[1]))
    c[:, 0], c[:, 1], c[:, LOOKED_UP:] = moves, float(product), fitted.c
    batch = Batch(as_code(shape), c.shape[1], pieces, where)
    f, w = batch.f.reshape(where.shape), batch.w.reshape(where.shape)
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
    batch = Batch(as_code(shape), c.shape[1], pieces, nodes_of(pieces, pieces.count))
    everywhere = np.arange(pieces.x.size).reshape(pieces.x.shape)
    full = Batch(batch.code, c.shape[1], pieces, everywhere)
    known = Fitted(c.copy(), np.zeros_like(c), np.zeros(len(c)))
    _descend(batch, known, ROUNDS)
    plain = batch.w.copy()
    weights = np.ones_like(plain)
    error, best = math.inf, known
    for _ in range(REWEIGHTINGS):
        peak = float(np.max(np.abs(full.residuals(known.c, known.cl))))
        if peak < error:
            error, best = peak, Fitted(known.c.copy(), known.cl.copy(), known.squares)
        batch.w = plain
        weights *= np.abs(batch.residuals(known.c, known.cl)).reshape(-1)
        if not 0.0 < (total := float(np.mean(weights))) < math.inf:
            break
        weights = np.maximum(weights / total, 1e-9)
        batch.w = plain * np.sqrt(weights)
        _descend(batch, known, 3)
    return error, best


def _descend(batch: Batch, known: Fitted, rounds: int) -> None:
    """Steps of Levenberg-Marquardt, in place."""
    damping = 1e-6
    r = batch.residuals(known.c, known.cl)
    best = float(np.sum(r * r))
    for _ in range(rounds):
        step = _step(batch.jacobian(), r, damping)
        c, cl = add(known.c, known.cl, step)
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
