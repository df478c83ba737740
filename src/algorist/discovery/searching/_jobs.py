"""Jobs: a member of the archive and a kind of move, and the children that it makes."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterator
from typing import Final

from algorist.core import rng
from algorist.discovery.fitting import Samples
from algorist.discovery.programs import Shape, enumerate_shapes, price_of
from algorist.discovery.searching import _moves
from algorist.discovery.searching._archive import Archive, Member

SLICE: Final = 1500
"""Shapes of an enumeration that one job fits."""
EVOLVED: Final = 250
"""Random children of one job of the evolutionary part."""


@dataclasses.dataclass(frozen=True)
class Job:
    """What to do in an epoch: a stage for a member (with mates), or a slice of an enumeration.

    Where it is ``deep``, every child gets a whole fit with random starts too; otherwise those
    that come furthest in a few steps from the parent's constants go on from there.
    """

    stage: str
    member: Member | None = None
    mates: tuple[Member, ...] = ()
    number: int = 0
    first: int = 0
    deep: bool = False


@dataclasses.dataclass(frozen=True)
class Settings:
    """What every island knows."""

    samples: Samples
    codes: tuple[int, ...]
    max_ops: int
    seed: int
    cores: int
    cost: str = "operations"
    """The cost model by which fronts are kept."""
    asked: str = ""
    """What is searched for, in words; a checkpoint of anything else is not gone on from."""

    def archive(self) -> Archive:
        """An empty archive for this search."""
        return Archive(price=price_of(self.cost))


@functools.cache
def enumerated(count: int, codes: tuple[int, ...]) -> tuple[Shape, ...]:
    """All shapes of that many steps."""
    return tuple(enumerate_shapes(count, codes))


def children(job: Job, settings: Settings) -> Iterator[_moves.Child]:
    """The shapes that the job makes, with a start for their constants (none in an enumeration)."""
    codes = settings.codes
    if job.stage == "enumerate":
        shapes = enumerated(job.number, codes)[job.first : job.first + SLICE]
        yield from ((shape, ()) for shape in shapes)
        return
    if job.member is None:
        return
    shape = job.member.shape
    values = job.member.high
    source: Iterator[_moves.Child | None]
    if job.stage == "insert":
        source = _moves.insert_one(shape, values, codes)
    elif job.stage == "substitute":
        source = _moves.substitute(shape, values, enumerated(2, codes))
    elif job.stage == "enrich":
        source = _moves.enrich(shape, values)
    elif job.stage == "extend":
        source = _moves.extend(shape, values)
    elif job.stage == "rewire":
        source = _moves.rewire(shape, values, codes)
    else:
        source = _evolved(job, job.member, settings)
    yield from (child for child in source if child is not None)


def _evolved(job: Job, parent: Member, settings: Settings) -> Iterator[_moves.Child | None]:
    """Random crossings with mates, and two or three random changes at once."""
    random = rng(settings.seed, "evolve", job.number)
    for _ in range(EVOLVED):
        child: _moves.Child | None
        if job.mates and random.random() < 0.4:
            mate = random.choice(job.mates)
            child = _moves.cross(parent.shape, parent.high, mate.shape, mate.high, random)
        else:
            child = (parent.shape, parent.high)
            for _ in range(random.randint(2, 3)):
                if child is not None:
                    child = _moves.mutate(child[0], child[1], settings.codes, random)
        yield child
