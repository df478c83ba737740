"""Fitting the constants of one shape to the target, and counting the work of it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from algorist.discovery.fitting import (
    POWERS_PER_ROOT,
    ROOTS,
    Reals,
    Samples,
    exchange,
    fit,
    largest,
    multi_fit,
    probe,
    track,
)
from algorist.discovery.programs import MUL, Shape, constant_count
from algorist.discovery.searching._archive import Member, as_code, digits_of, squarings

STARTS = 10
FEW_STARTS = 2
"""Random starts where there are constants to go on from, and more than ``MANY`` of them."""
MANY = 8
MOST_CONSTANTS = 24
"""Constants that a program may have: each pays for at least one operation with x."""
SCREEN = 25
"""Least-squares steps, on every other node, that tell which children deserve a whole fit."""
MAKING = 400
"""The work counted for making a child and its normal form."""

_Nodes = tuple[Reals, Reals, Reals, Reals, Reals]

_table = np.random.default_rng(20231213)
_STARTS = _table.choice([-1.0, 1.0], (4096, MOST_CONSTANTS)) * np.exp(
    _table.normal(0.0, 1.2, (4096, MOST_CONSTANTS))
)
_PROBES = np.array(
    [
        0.1837,
        0.3319,
        0.4871,
        0.6113,
        0.7457,
        0.9173,
        1.1311,
        1.3771,
        0.0731,
        0.2617,
        0.5519,
        0.8231,
        1.0517,
        1.2411,
        1.5013,
        1.6217,
    ]
)
_CANON = 0.31 + np.mod(np.arange(1, 1 + MOST_CONSTANTS) * 0.6180339887, 1.0) * 2.3


class Evaluator:
    """Fits shapes to one target; counts its work in steps times points-with-derivatives."""

    def __init__(self, samples: Samples, seed: int) -> None:
        self.samples = samples
        self.seed = seed
        self.work = 0
        self.fits = 0
        easy = samples.easy
        self._fine = (easy.x, easy.xl, easy.f[-1], easy.fl[-1], easy.w[-1])
        x, xl, f, fl, w = (np.ascontiguousarray(row[::2]) for row in self._fine)
        self._coarse = (x, xl, f, fl, w)
        self._r = np.empty(samples.dense.x.shape[0])
        self._values = np.empty(_PROBES.shape[0])
        self.functions: set[int] = set()

    def fresh(self, shape: Shape) -> bool:
        """Whether this function was not met before and no constant of it is redundant."""
        k = constant_count(shape)
        if k > MOST_CONSTANTS:
            return False
        code = as_code(shape)
        found = probe(code, len(shape), _PROBES, _CANON[:k], self._values)
        if found >= 0 and found < k:
            return False
        if found >= 0:
            mark = hash((len(shape), k, *(float(f"{v:.9e}") for v in self._values[:6])))
            if mark in self.functions:
                return False
            self.functions.add(mark)
        return True

    def screen(self, shape: Shape, values: Sequence[float]) -> tuple[float, tuple[float, ...]]:
        """A few steps from these constants: the digits of the mean square error, and the constants.

        It costs a tenth of a whole fit or less.
        """
        code, count = as_code(shape), len(shape)
        c = np.array(values)
        cl = np.zeros_like(c)
        grid: _Nodes = self._coarse if 2 * c.shape[0] <= self._coarse[0].shape[0] else self._fine
        error, used = fit(code, count, *grid, c, cl, SCREEN, False, math.inf, 1e-6)
        self.work += used * count // 2 + MAKING
        digits = -math.log10(max(error, 1e-16)) if error < math.inf else -math.inf
        return digits, tuple(c.tolist())

    def solve(
        self,
        shape: Shape,
        warm: Sequence[Sequence[float]],
        bar: float,
        salt: int = 0,
        starts: int | None = None,
    ) -> Member | None:
        """Fit the constants; None where the error stays clearly above ``10**-bar``.

        Args:
            shape: what to fit.
            warm: constants to begin from, the best of which are kept.
            bar: the digits that are asked for.
            salt: takes other random starts for another salt.
            starts: how many random starts; ``STARTS``, or ``FEW_STARTS``, when left out.
        """
        k = constant_count(shape)
        count = len(shape)
        code = as_code(shape)
        if starts is None:
            starts = FEW_STARTS if warm and k > MANY else STARTS
        offset = (hash(shape) + self.seed * 101 + salt * STARTS) % _STARTS.shape[0]
        table = _STARTS[np.arange(offset, offset + starts) % _STARTS.shape[0], :k].copy()
        known = np.array(warm, dtype=float).reshape(len(warm), k)
        c, cl = np.zeros(k), np.zeros(k)
        give_up = 10.0 ** (0.7 - bar) if bar > -300 else math.inf
        self.fits += 1
        grid = self.samples.easy
        powers = self.samples.powers
        squares = squarings(shape)
        if squares and powers is not None and squares <= ROOTS:
            # The part before the squarings fits a root of the target.
            core = count - squares
            here = slice(squares * POWERS_PER_ROOT, squares * POWERS_PER_ROOT + 1)
            error, used = multi_fit(
                code, core, grid.x, grid.xl, powers.f[here], powers.fl[here], powers.w[here],
                known, table, c, cl, give_up, 100,
            )  # fmt: skip
            self.work += used * core
            if not error < give_up:
                return None
            known, table = np.array([c]), np.empty((0, k))
        error, used = multi_fit(
            code, count, grid.x, grid.xl, grid.f, grid.fl, grid.w,
            known, table, c, cl, give_up, 300,
        )  # fmt: skip
        self.work += used * count
        # No program's largest error is below the least mean square of its shape.
        if not error < 0.4 * give_up:
            return None
        return self._levelled(shape, code, c, cl, error, give_up)

    def perturbed(self, member: Member, salt: int) -> tuple[float, ...]:
        """The member's constants changed by random factors, more so for every fourth salt."""
        offset = (hash(member.shape) + self.seed * 101 + salt * 17) % _STARTS.shape[0]
        change = _STARTS[offset, : len(member.high)]
        spread = (0.05, 0.2, 0.6, 1.2)[salt % 4]
        factors = np.exp(spread * np.log(np.abs(change)))
        if salt % 4 == 3:
            factors = np.where(np.roll(change, 1) * change > 0, factors, -factors)
        return tuple((np.array(member.high) * factors).tolist())

    def square(self, member: Member, bar: float) -> Member | None:
        """The member's program with its result squared, fitted by following its constants.

        The part before the trailing squarings fits a root of the target; the power of the root is
        changed in small steps from the one that belongs to the member to the next.
        """
        powers = self.samples.powers
        squares = squarings(member.shape) + 1
        if powers is None or squares > ROOTS:
            return None
        count = member.cost + 1
        shape = (*member.shape, (MUL, count - 1, count - 1, 0))
        code = as_code(shape)
        c, cl = np.array(member.high), np.array(member.low)
        grid, level = self.samples.easy, squares * POWERS_PER_ROOT
        self.fits += 1
        core = count - squares
        error, used = track(
            code, core, grid.x, grid.xl, powers.f, powers.fl, powers.w, c, cl,
            level - POWERS_PER_ROOT, level,
        )  # fmt: skip
        self.work += used * core
        give_up = 10.0 ** (0.7 - bar) if bar > -300 else math.inf
        error, used = fit(
            code, count, grid.x, grid.xl, grid.f[-1], grid.fl[-1], grid.w[-1], c, cl,
            300, bool(error < 1e-9), math.inf, 1e-10,
        )  # fmt: skip
        self.work += used * count
        return self._levelled(shape, code, c, cl, error, give_up) if error < give_up else None

    def _levelled(
        self,
        shape: Shape,
        code: npt.NDArray[np.int64],
        c: Reals,
        cl: Reals,
        error: float,
        give_up: float,
    ) -> Member | None:
        """The member with the error levelled by exchange; None where it stays above the bound."""
        count, dense = len(shape), self.samples.dense
        given = (
            code,
            count,
            dense.x,
            dense.xl,
            dense.f[0],
            dense.fl[0],
            dense.w[0],
            c,
            cl,
        )
        peak = largest(*given, bool(error < 1e-11), self._r)
        self.work += count * 20
        if not peak < 0.6 * give_up:
            return None
        precise = bool(peak < 1e-9)
        level, _, used = exchange(*given, 12, precise)
        self.work += used * count * (60 if precise else 15)
        error = min(peak, level) if math.isfinite(level) else peak
        if not (error < math.inf and np.all(np.isfinite(c)) and np.all(np.isfinite(cl))):
            return None
        return Member(digits_of(error), shape, tuple(c.tolist()), tuple(cl.tolist()))
