"""The archive of the best programs found, one niche per cost and length of the unary tail."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

from algorist.discovery._claims import NO_ERROR
from algorist.discovery.programs import ARITY, MUL, Shape

PER_NICHE = 14
SLACK = 0.5
"""Digits by which a program may be worse than the best one with a step less."""


def digits_of(error: float) -> float:
    """-log10 of an error; one that counts as none has the digits of ``NO_ERROR``, 30.1."""
    return -math.log10(max(error, float(NO_ERROR)))


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
            if other.shape == member.shape:
                if other.digits >= member.digits:
                    return False
                del niche[position]
                break
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
