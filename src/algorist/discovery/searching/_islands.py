"""Islands: the processes that make the children of archive members and fit them.

Every island makes all children of every job but fits only those whose hash is its own, so that
nothing is fitted twice and nothing needs to be asked.
"""

from __future__ import annotations

import dataclasses
import math
import time
from collections.abc import Iterable, Iterator, Sequence
from multiprocessing.connection import Connection
from typing import Final

from algorist.discovery.programs import ADD, DIV, MUL, SUB, Shape
from algorist.discovery.searching import _moves
from algorist.discovery.searching._archive import Archive, Member
from algorist.discovery.searching._evaluator import Evaluator
from algorist.discovery.searching._jobs import Job, Settings, children

PATIENCE: Final = 20
"""So many fits of a job in a row may miss the archive before the rest of its shapes are left."""
NEWS: Final = 0.05
"""Digits by which a start must have come further than earlier ones of its shape to be fitted."""
VALLEYS: Final = 3
"""Starts of one shape that are fitted at most."""
HOPS: Final = 48
"""Changes of a member's constants that one job screens."""


@dataclasses.dataclass
class Report:
    """What an island found in an epoch."""

    found: list[Member]
    work: int
    fits: int
    cpu: float = 0.0
    """Processor seconds since the report before; 0 from an island that is no process of its own."""


class Island:
    """Fits the children that belong to it."""

    def __init__(self, settings: Settings, index: int) -> None:
        self.settings = settings
        self.index = index
        self.evaluator = Evaluator(settings.samples, settings.seed)
        # The normal form writes x - c as x + (-c) and x / c as x * (1/c).
        self.allowed = {*settings.codes} | {
            other for code, other in ((SUB, ADD), (DIV, MUL)) if code in settings.codes
        }
        self.reached: dict[int, float] = {}
        """Digits that the best start of a shape came to in a few steps; infinite if redundant."""
        self.deep: set[int] = set()

    def run(self, jobs: Sequence[Job], members: Sequence[Member], deadline: float) -> Report:
        """Do the jobs from the archive's present members; stop early at the deadline."""
        archive = self.settings.archive()
        for member in members:
            archive.add(member)
        evaluator = self.evaluator
        work, fits = evaluator.work, evaluator.fits
        found: list[Member] = []
        for job in jobs:
            for made in self._attempts(job, archive):
                if time.monotonic() > deadline:
                    return Report(found, evaluator.work - work, evaluator.fits - fits)
                if made is not None and archive.add(made):
                    found.append(made)
        return Report(found, evaluator.work - work, evaluator.fits - fits)

    def _attempts(self, job: Job, archive: Archive) -> Iterator[Member | None]:
        """What the job's fits make, one by one; the archive may grow in between."""
        if job.stage == "refit" and job.member is not None:
            yield from self._refit(job.member, archive)
        elif job.stage == "hop" and job.member is not None:
            yield from self._hop(job.member, archive)
        elif job.deep or job.stage == "enumerate":
            for shape, values in children(job, self.settings):
                mark = hash(shape)
                if mark not in self.deep and self._mine(shape, mark):
                    self.deep.add(mark)
                    yield self.evaluator.solve(
                        shape, [values] if values else [], archive.bar(shape)
                    )
        else:
            if job.stage == "insert" and job.member is not None and self.index == 0:
                yield from self._squared(job.member)
            yield from self._race(children(job, self.settings), archive)

    def _mine(self, shape: Shape, mark: int) -> bool:
        """Whether the shape belongs to this island, is allowed, and no constant is redundant."""
        if (mark >> 7) % self.settings.cores != self.index or len(shape) > self.settings.max_ops:
            return False
        known = self.reached.get(mark)
        if known is None:
            usable = self.allowed.issuperset(s[0] for s in shape) and self.evaluator.fresh(shape)
            known = self.reached[mark] = -math.inf if usable else math.inf
        return known < math.inf

    def _race(self, born: Iterable[_moves.Child], archive: Archive) -> Iterator[Member | None]:
        """Screen all starts of all shapes; fit the shapes that come furthest, best first."""
        starts: dict[Shape, list[tuple[float, _moves.Values]]] = {}
        tried: set[_moves.Child] = set()
        for child in born:
            shape, values = child
            if child not in tried and self._mine(shape, hash(shape)):
                tried.add(child)
                starts.setdefault(shape, []).append(self.evaluator.screen(shape, values))
        ranked = []
        for shape, screened in starts.items():
            screened.sort(key=lambda one: -one[0])
            mark, digits = hash(shape), screened[0][0]
            if digits > self.reached[mark] + NEWS:
                self.reached[mark] = digits
                ranked.append((digits, shape))
        ranked.sort(key=lambda one: (-one[0], one[1]))
        misses = 0
        for _, shape in ranked:
            bar, best = archive.bar(shape), None
            for values in _apart(starts[shape]):
                made = self.evaluator.solve(shape, [values], bar, starts=0)
                if made is not None and (best is None or made.digits > best.digits):
                    best = made
            misses = 0 if best is not None and best.digits > bar else misses + 1
            yield best
            if misses == PATIENCE:
                return

    def _hop(self, member: Member, archive: Archive) -> Iterator[Member | None]:
        """The member's shape from its constants after random changes of them."""
        screened = [
            self.evaluator.screen(member.shape, self.evaluator.perturbed(member, salt))
            for salt in range(self.index, HOPS, self.settings.cores)
        ]
        screened.sort(key=lambda one: -one[0])
        bar = max(archive.bar(member.shape), member.digits)
        for _, values in screened[:4]:
            yield self.evaluator.solve(member.shape, [values], bar, starts=0)

    def _refit(self, member: Member, archive: Archive) -> Iterator[Member | None]:
        for salt in range(1, 13):
            if salt % self.settings.cores == self.index:
                yield self.evaluator.solve(
                    member.shape, [member.high], archive.bar(member.shape), salt
                )

    def _squared(self, member: Member) -> Iterator[Member]:
        """The member squared again and again, while that is within the operations allowed."""
        made: Member | None = member
        while made is not None and made.cost < self.settings.max_ops:
            made = self.evaluator.square(made, made.digits - 0.5)
            if made is not None:
                yield made


def _apart(screened: Sequence[tuple[float, _moves.Values]]) -> Iterator[_moves.Values]:
    """The best starts of a shape that came to different errors: they lie in different valleys."""
    last, count = math.inf, 0
    for digits, values in screened:
        if last - digits > 0.01 and count < VALLEYS:
            last, count = digits, count + 1
            yield values


def serve(settings: Settings, index: int, pipe: Connection) -> None:
    island = Island(settings, index)
    spent = 0.0
    while True:
        try:
            task = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        if task is None:
            return
        try:
            report = island.run(*task)
            report.cpu, spent = time.process_time() - spent, time.process_time()
            pipe.send(report)
        except KeyboardInterrupt:
            return
