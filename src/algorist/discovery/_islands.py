"""The search: generic moves on archive members, shared out over processes by epochs.

Every epoch the master picks jobs (a member and a kind of move) from the archive, cheapest and best
first, in turn over the operation counts. Every island makes all children of every job but fits
only those whose hash is its own, so that nothing is fitted twice and nothing needs to be asked.
Results are merged in the order of the islands. The same seed, cores and number of epochs give the
same front; the budget is therefore counted in work, and the clock is only a last resort.
"""

from __future__ import annotations

import dataclasses
import functools
import math
import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection
from typing import Any, Final

from algorist.core import Record, rng
from algorist.discovery import _moves
from algorist.discovery._archive import Archive, Evaluator, Member
from algorist.discovery._costs import price_of
from algorist.discovery._samples import Samples
from algorist.discovery._shapes import ADD, DIV, MUL, SUB, Shape, enumerate_shapes

WORK_RATE: Final = 3_000_000.0
"""Work units that a core is counted to do in a second; sets the budget that minutes buy."""
JOBS: Final = 4
"""Jobs per epoch."""
SLICE: Final = 1500
"""Shapes of an enumeration that one job fits."""
STAGES: Final = {
    "insert": 0.0, "enrich": 1.0, "extend": 1.5, "refit": 2.0, "substitute": 2.0, "rewire": 4.0,
}  # fmt: skip
"""Kinds of moves and the rank handicap at which each is tried."""
_ROOM: Final = {
    "insert": 1, "enrich": 2, "extend": 3, "refit": 0, "substitute": 2, "rewire": 0,
}  # fmt: skip
BETTER: Final = 0.25
"""Digits by which a parent must be better for its children to be fitted again."""
EVOLVED: Final = 250
"""Random children of one job of the evolutionary part."""


@dataclasses.dataclass(frozen=True)
class Job:
    """What to do in an epoch: a stage for a member (with mates), or a slice of an enumeration."""

    stage: str
    member: Member | None = None
    mates: tuple[Member, ...] = ()
    number: int = 0
    first: int = 0


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

    def archive(self) -> Archive:
        """An empty archive for this search."""
        return Archive(price=price_of(self.cost))


@dataclasses.dataclass
class Report:
    """What an island found in an epoch."""

    found: list[Member]
    work: int
    fits: int
    cpu: float = 0.0
    """Processor seconds since the report before; 0 from an island that is no process of its own."""


class Stored(Record, frozen=True):
    """A member as a checkpoint holds it."""

    digits: float
    shape: Shape
    high: tuple[float, ...]
    low: tuple[float, ...]


class State(Record, frozen=True):
    """A search as a checkpoint holds it."""

    epoch: int
    work: int
    fits: int
    level: int
    evolved: int
    queued: int
    members: tuple[Stored, ...]
    done: tuple[tuple[Shape, str, float], ...]
    seconds: float = 0.0
    cpu: float = 0.0


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
        self.seen: dict[int, float] = {}

    def run(self, jobs: Sequence[Job], members: Sequence[Member], deadline: float) -> Report:
        """Do the jobs from the archive's present members; stop early at the deadline."""
        archive = self.settings.archive()
        for member in members:
            archive.add(member)
        evaluator = self.evaluator
        work, fits = evaluator.work, evaluator.fits
        found: list[Member] = []
        for job in jobs:
            if job.stage == "refit" and job.member is not None:
                found += self._refit(job.member, archive, deadline)
                continue
            if job.stage == "insert" and job.member is not None and self.index == 0:
                found += self._squared(job.member, archive)
            quality = job.member.digits if job.member is not None else 0.0
            for shape, values in self._children(job):
                if time.monotonic() > deadline:
                    return Report(found, evaluator.work - work, evaluator.fits - fits)
                if not self._mine(shape, quality):
                    continue
                made = evaluator.solve(shape, [values] if values else [], archive.bar(shape))
                if made is not None and archive.add(made):
                    found.append(made)
        return Report(found, evaluator.work - work, evaluator.fits - fits)

    def _mine(self, shape: Shape, quality: float) -> bool:
        """Whether to fit the shape here: new, or now reached from a clearly better parent."""
        mark = hash(shape)
        if len(shape) > self.settings.max_ops or not self.allowed.issuperset(s[0] for s in shape):
            return False
        before = self.seen.get(mark)
        if before is not None:
            if quality < before + BETTER:
                return False
            self.seen[mark] = quality
            return True
        if (mark >> 7) % self.settings.cores != self.index or not self.evaluator.fresh(shape):
            self.seen[mark] = math.inf
            return False
        self.seen[mark] = quality
        return True

    def _refit(self, member: Member, archive: Archive, deadline: float) -> list[Member]:
        found = []
        for salt in range(1, 13):
            if salt % self.settings.cores == self.index and time.monotonic() < deadline:
                made = self.evaluator.solve(
                    member.shape, [member.high], archive.bar(member.shape), salt
                )
                if made is not None and archive.add(made):
                    found.append(made)
        return found

    def _squared(self, member: Member, archive: Archive) -> list[Member]:
        """The member squared again and again, while that is within the operations allowed."""
        found: list[Member] = []
        made: Member | None = member
        while made is not None and made.cost < self.settings.max_ops:
            made = self.evaluator.square(made, made.digits - 0.5)
            if made is not None and archive.add(made):
                found.append(made)
        return found

    def _children(self, job: Job) -> Iterator[_moves.Child]:
        codes = self.settings.codes
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
            source = self._evolve(job)
        yield from (child for child in source if child is not None)

    def _evolve(self, job: Job) -> Iterator[_moves.Child | None]:
        random = rng(self.settings.seed, "evolve", job.number)
        parent = job.member
        if parent is None:
            return
        for _ in range(EVOLVED):
            child: _moves.Child | None
            if job.mates and random.random() < 0.4:
                mate = random.choice(job.mates)
                child = _moves.cross(parent.shape, parent.high, mate.shape, mate.high, random)
            else:
                child = (parent.shape, parent.high)
                for _ in range(random.randint(2, 3)):
                    if child is not None:
                        child = _moves.mutate(child[0], child[1], self.settings.codes, random)
            yield child


@functools.cache
def enumerated(count: int, codes: tuple[int, ...]) -> tuple[Shape, ...]:
    """All shapes of that many steps."""
    return tuple(enumerate_shapes(count, codes))


def _serve(settings: Settings, index: int, pipe: Connection) -> None:
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


class Search:
    """The state of a search and its epochs. Use as a context manager: it holds processes."""

    def __init__(self, settings: Settings, *, enumerate_to: int = 3) -> None:
        self.settings = settings
        self.archive = settings.archive()
        self.done: dict[tuple[Shape, str], float] = {}
        self.epoch = 0
        self.work = 0
        self.fits = 0
        self.level = 0
        self.evolved = 0
        self._seconds = -time.monotonic()
        self._cpu = -time.process_time()
        self.queue = [
            Job("enumerate", number=count, first=first)
            for count in range(1, min(enumerate_to, settings.max_ops) + 1)
            for first in range(0, len(enumerated(count, settings.codes)), SLICE)
        ]
        self._pipes: list[Connection] = []
        self._processes: list[Any] = []
        self._own = Island(settings, 0) if settings.cores == 1 else None

    @property
    def seconds(self) -> float:
        """Clock time of this search, the runs that it was resumed from included."""
        return self._seconds + time.monotonic()

    @property
    def cpu(self) -> float:
        """Processor seconds of all its processes, the runs that it was resumed from included."""
        return self._cpu + time.process_time()

    def __enter__(self) -> Search:
        if self._own is None:
            context = multiprocessing.get_context("spawn")
            for index in range(self.settings.cores):
                here, there = context.Pipe()
                process = context.Process(
                    target=_serve, args=(self.settings, index, there), daemon=True
                )
                process.start()
                there.close()
                self._pipes.append(here)
                self._processes.append(process)
        return self

    def __exit__(self, *_: object) -> None:
        for pipe in self._pipes:
            try:
                pipe.send(None)
            except OSError:
                continue
            pipe.close()
        for process in self._processes:
            process.join(2.0)
            if process.is_alive():
                process.kill()
                process.join()

    def run(
        self, *, work: float, deadline: float, watch: Callable[[Search], None] | None = None
    ) -> None:
        """Run epochs until the work is done, or the clock (``time.monotonic``) passes."""
        while self.work < work and time.monotonic() < deadline:
            self.step(deadline)
            if watch is not None:
                watch(self)

    def step(self, deadline: float) -> None:
        """One epoch."""
        jobs = self._pick()
        members = list(self.archive.members())
        if self._own is not None:
            reports = [self._own.run(jobs, members, deadline)]
        else:
            for pipe in self._pipes:
                pipe.send((jobs, members, deadline))
            reports = [pipe.recv() for pipe in self._pipes]
        for report in reports:
            self.work += report.work
            self.fits += report.fits
            self._cpu += report.cpu
            for member in report.found:
                self.archive.add(member)
        self.epoch += 1

    def state(self) -> State:
        """All that is needed to go on later (what was already fitted is not kept)."""
        done = tuple((shape, stage, digits) for (shape, stage), digits in self.done.items())
        members = tuple(Stored(m.digits, m.shape, m.high, m.low) for m in self.archive.members())
        left = len(self.queue)
        return State(
            self.epoch, self.work, self.fits, self.level, self.evolved, left, members, done,
            self.seconds, self.cpu,
        )  # fmt: skip

    def restore(self, state: State) -> None:
        """Go on from a state of a search with the same settings."""
        self.epoch, self.work, self.fits = state.epoch, state.work, state.fits
        self.level, self.evolved = state.level, state.evolved
        self._seconds += state.seconds
        self._cpu += state.cpu
        self.queue = self.queue[len(self.queue) - state.queued :] if state.queued else []
        self.done = {(shape, stage): digits for shape, stage, digits in state.done}
        for stored in state.members:
            self.archive.add(Member(stored.digits, stored.shape, stored.high, stored.low))

    def _pick(self) -> list[Job]:
        if self.queue:
            taken, self.queue = self.queue[:JOBS], self.queue[JOBS:]
            return taken
        jobs: list[Job] = []
        for _ in range(self.settings.max_ops):
            self.level = self.level % self.settings.max_ops + 1
            job = self._best_job(self.level)
            if job is not None:
                jobs.append(job)
            if len(jobs) == JOBS:
                break
        return jobs or [self._evolution(self.archive.front()[-1])]

    def _best_job(self, count: int) -> Job | None:
        best: tuple[float, float, str, Member] | None = None
        champion = self.archive.best.get(count)
        members = [m for m in self.archive.members() if m.cost == count]
        if not members:
            return None
        room = self.settings.max_ops - count
        for key, niche in self.archive.niches.items():
            if key[0] != count:
                continue
            for place, member in enumerate(niche):
                for stage, handicap in STAGES.items():
                    before = self.done.get((member.shape, stage))
                    if before is not None and member.digits < before + BETTER:
                        continue
                    if room < _ROOM[stage]:
                        continue
                    lead = 3.0 if member is champion else 0.0
                    key_ = (place + handicap - lead, -member.digits, stage, member)
                    if best is None or key_[:3] < best[:3]:
                        best = key_
        if best is None or best[0] > 8.0:
            return self._evolution(members[self.evolved % len(members)])
        self.done[best[3].shape, best[2]] = best[3].digits
        return Job(best[2], best[3])

    def _evolution(self, member: Member) -> Job:
        self.evolved += 1
        mates = tuple(self.archive.front())
        return Job("evolve", member, mates, self.evolved)
