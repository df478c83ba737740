"""The archive of the best programs found, and the fitting of one shape to the target."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from algorist.discovery._fitting import exchange, fit, largest, probe
from algorist.discovery._kernels import Reals
from algorist.discovery._samples import POWERS_PER_ROOT, ROOTS, Samples
from algorist.discovery._shapes import (
    ARITY,
    MUL,
    Shape,
    constant_count,
)
from algorist.discovery._starts import multi_fit, track

STARTS = 10
FEW_STARTS = 2
"""Random starts where there are constants to go on from, and more than ``MANY`` of them."""
MANY = 8
PER_NICHE = 14
MOST_CONSTANTS = 24
"""Constants that a program may have: each pays for at least one operation with x."""
SLACK = 0.5
"""Digits by which a program may be worse than the best one with a step less."""

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


@dataclasses.dataclass(frozen=True)
class Member:
    """A fitted program: ``high + low`` are its constants, ``digits`` is -log10 of its error."""

    digits: float
    shape: Shape
    high: tuple[float, ...]
    low: tuple[float, ...]

    @property
    def cost(self) -> int:
        return len(self.shape)


def tail(shape: Shape) -> int:
    """Length of the chain of last steps that use only the step before and constants."""
    length = 0
    for index in range(len(shape), 1, -1):
        op, *operands = shape[index - 1]
        if any(o >= 0 and o != index - 1 for o in operands[: ARITY[op]]):
            break
        length += 1
    return length


def squarings(shape: Shape) -> int:
    """How many squarings the shape ends in."""
    length = 0
    for index in range(len(shape), 1, -1):
        if shape[index - 1][:3] != (MUL, index - 1, index - 1):
            break
        length += 1
    return length


def as_code(shape: Shape) -> npt.NDArray[np.int64]:
    """The shape as the kernels take it."""
    return np.array(shape, dtype=np.int64).reshape(len(shape), 4)


class Archive:
    """The best members of each niche: (cost, length of the unary tail).

    With a ``price`` of shapes other than their number of steps, the best member of each price is
    kept as well, in a niche of its own where its number of steps would not keep it.
    """

    def __init__(
        self, size: int = PER_NICHE, price: Callable[[Shape], float] | None = None
    ) -> None:
        self.size = size
        self.price = price
        self.niches: dict[tuple[int, int], list[Member]] = {}
        self.best: dict[int, Member] = {}
        self.cheapest: dict[float, Member] = {}
        """The best member of each price that was met."""

    def bar(self, shape: Shape) -> float:
        """The digits that a program of this shape must pass to be kept."""
        return min(self._bar(shape), self._price_bar(shape))

    def _bar(self, shape: Shape) -> float:
        count = len(shape)
        niche = self.niches.get((count, tail(shape)), [])
        floor = niche[-1].digits if len(niche) >= self.size else -math.inf
        cheaper = [
            self.best[c].digits - (SLACK if c == count - 1 else 0.0)
            for c in range(1, count)
            if c in self.best
        ]
        return max([floor, *cheaper])

    def _price_bar(self, shape: Shape) -> float:
        if self.price is None:
            return math.inf
        price = self.price(shape)
        known = [member.digits for at, member in self.cheapest.items() if at <= price]
        return max(known, default=-math.inf)

    def add(self, member: Member) -> bool:
        """Keep the member where it is among the best; whether it was kept."""
        price = self.price(member.shape) if self.price is not None else 0.0
        if price == math.inf:
            return False
        if self.price is not None and member.digits > self._price_bar(member.shape):
            self.cheapest[price] = member
            if not member.digits > self._bar(member.shape):
                self.niches[member.cost, -1 - math.ceil(price)] = [member]
                return True
        if not member.digits > self._bar(member.shape):
            return False
        niche = self.niches.setdefault((member.cost, tail(member.shape)), [])
        for position, other in enumerate(niche):
            if abs(other.digits - member.digits) < 2e-3:
                if member.digits > other.digits + 1e-9:
                    niche[position] = member
                    break
                return False
        else:
            niche.append(member)
        niche.sort(key=lambda m: (-m.digits, m.shape))
        del niche[self.size :]
        if member.cost not in self.best or member.digits > self.best[member.cost].digits:
            self.best[member.cost] = member
        return True

    def members(self) -> Iterator[Member]:
        """All that are kept; the best of a price stays when better programs crowd its niche."""
        shown: set[Shape] = set()
        for key in sorted(self.niches):
            for member in self.niches[key]:
                shown.add(member.shape)
                yield member
        yield from (
            self.cheapest[at]
            for at in sorted(self.cheapest)
            if self.cheapest[at].shape not in shown
        )

    def front(self) -> list[Member]:
        """The best member of each price that beats every cheaper one."""
        best = (
            self.cheapest if self.price is not None else {float(k): m for k, m in self.best.items()}
        )
        found: list[Member] = []
        for price in sorted(best):
            if not found or best[price].digits > found[-1].digits + 1e-6:
                found.append(best[price])
        return found


class Evaluator:
    """Fits shapes to one target; counts its work in steps times points-with-derivatives."""

    def __init__(self, samples: Samples, seed: int) -> None:
        self.samples = samples
        self.seed = seed
        self.work = 0
        self.fits = 0
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

    def solve(
        self, shape: Shape, warm: Sequence[Sequence[float]], bar: float, salt: int = 0
    ) -> Member | None:
        """Fit the constants; None where the error stays clearly above ``10**-bar``."""
        k = constant_count(shape)
        count = len(shape)
        code = as_code(shape)
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
            level = squares * POWERS_PER_ROOT
            core = count - squares
            f, fl, w = powers.f, powers.fl, powers.w
            here = slice(level, level + 1)
            error, used = multi_fit(
                code,
                core,
                grid.x,
                grid.xl,
                f[here],
                fl[here],
                w[here],
                known,
                table,
                c,
                cl,
                give_up,
                100,
            )
            self.work += used * core
            if not error < give_up:
                return None
            known, table = np.array([c]), np.empty((0, k))
        error, used = multi_fit(
            code,
            count,
            grid.x,
            grid.xl,
            grid.f,
            grid.fl,
            grid.w,
            known,
            table,
            c,
            cl,
            give_up,
            300,
        )
        self.work += used * count
        if not error < give_up:
            return None
        return self._levelled(shape, code, c, cl, error, give_up)

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
        count = len(shape)
        dense = self.samples.dense
        precise = bool(error < 1e-11)
        peak = largest(
            code,
            count,
            dense.x,
            dense.xl,
            dense.f[0],
            dense.fl[0],
            dense.w[0],
            c,
            cl,
            precise,
            self._r,
        )
        self.work += count * 20
        if not peak < 2.0 * give_up:
            return None
        level, _, used = exchange(
            code, count, dense.x, dense.xl, dense.f[0], dense.fl[0], dense.w[0], c, cl, 12
        )
        self.work += used * count * 60
        error = min(peak, level) if math.isfinite(level) else peak
        if not (0 < error < math.inf and np.all(np.isfinite(c)) and np.all(np.isfinite(cl))):
            return None
        return Member(-math.log10(error), shape, tuple(c.tolist()), tuple(cl.tolist()))
