"""The search: rounds of jobs over islands, whose results are merged in a fixed order.

Every epoch the master picks jobs (a member and a kind of move) from the archive, cheapest and best
first, in turn over the operation counts, and merges what the islands found in their order. The
same seed, cores and number of epochs give the same front; the budget is therefore counted in work,
and the clock is only a last resort.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, Final

from algorist.core import Record
from algorist.discovery.programs import Shape
from algorist.discovery.searching._archive import Member
from algorist.discovery.searching._islands import Island, serve
from algorist.discovery.searching._jobs import SLICE, Job, Settings, enumerated

WORK_RATE: Final = 2_000_000.0
"""Work units that a core is counted to do in a second; sets the budget that minutes buy."""
JOBS: Final = 4
"""Jobs per epoch."""
STAGES: Final = {
    "insert": (0.0, 1), "enrich": (0.5, 2), "extend": (1.0, 3), "rewire": (1.0, 0),
    "substitute": (2.0, 2), "hop": (2.0, 0),
    "refit": (5.0, 0), "insert deep": (6.0, 1), "enrich deep": (7.0, 2), "extend deep": (7.5, 3),
    "substitute deep": (8.0, 2),
}  # fmt: skip
"""Kinds of moves: the rank handicap at which each is tried, and the operations that it adds."""
BETTER: Final = 0.25
"""Digits by which a member must be better for a job to be done again."""


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
    asked: str = ""


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
                    target=serve, args=(self.settings, index, there), daemon=True
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
        self,
        *,
        work: float,
        deadline: float,
        watch: Callable[[Search], None] | None = None,
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
            self.seconds, self.cpu, self.settings.asked,
        )  # fmt: skip

    def restore(self, state: State) -> None:
        """Go on from a state of a search for the same; longer programs than allowed are left."""
        self.epoch, self.work, self.fits = state.epoch, state.work, state.fits
        self.level, self.evolved = state.level, state.evolved
        self._seconds += state.seconds
        self._cpu += state.cpu
        self.queue = self.queue[len(self.queue) - state.queued :] if state.queued else []
        self.done = {(shape, stage): digits for shape, stage, digits in state.done}
        for stored in state.members:
            if len(stored.shape) <= self.settings.max_ops:
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
                for stage, (handicap, added) in STAGES.items():
                    before = self.done.get((member.shape, stage))
                    if before is not None and member.digits < before + BETTER:
                        continue
                    if room < added:
                        continue
                    lead = 3.0 if member is champion else 0.0
                    key_ = (place + handicap - lead, -member.digits, stage, member)
                    if best is None or key_[:3] < best[:3]:
                        best = key_
        if best is None or best[0] > 8.0:
            return self._evolution(members[self.evolved % len(members)])
        self.done[best[3].shape, best[2]] = best[3].digits
        stage, _, deep = best[2].partition(" ")
        return Job(stage, best[3], deep=bool(deep))

    def _evolution(self, member: Member) -> Job:
        self.evolved += 1
        mates = tuple(self.archive.front())
        return Job("evolve", member, mates, self.evolved)
