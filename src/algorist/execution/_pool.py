"""The default sandbox: a pool of zygotes, one a set of imports, for thousands of runs at once."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import os
import sys
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from types import TracebackType

from algorist.core import ExecutionError, InputError
from algorist.execution import _imports, _replies
from algorist.execution._host import Job, Zygote
from algorist.execution._records import Isolation, Program, ProgramError, ProgramResult

MAX_ZYGOTES = 4
TRIES = 2
"""How often a run is started before a zygote's death is laid at its door."""


class Pool:
    """Runs programs in confined forks of clean interpreters; the sandbox named ``fork``.

    At most ``workers`` programs (default: the number of processors) run at a time in each
    zygote; the others wait in order, and their time limits start when they do. ``spare``
    confined processes are kept ready, which is what makes a run start in well under a
    millisecond. Safe to use from many threads and event loops at once, and from a forked child,
    which starts its own. A zygote that dies is replaced, and the runs that were in flight on it
    are started again, at most twice each.

    Where only resource limits can be had, every run comes back ``refused``, unless
    ``allow_weak_isolation`` says in so many words that this is wanted. ``without`` names walls
    to leave out (``namespaces``, ``private_root``, ``landlock``, ``seccomp``), for tests.

    Raises:
        ExecutionError: not on Linux, or no interpreter could be started.
    """

    def __init__(
        self,
        workers: int | None = None,
        *,
        spare: int = 2,
        allow_weak_isolation: bool = False,
        without: Iterable[str] = (),
    ) -> None:
        if sys.platform != "linux":
            raise ExecutionError(
                f"the sandbox 'fork' needs Linux, and this is {sys.platform}: use "
                "sandbox='monty' (pip install 'algorist[monty]') or sandbox='container(...)'"
            )
        if workers is not None and workers < 1:
            raise InputError(f"a pool of {workers!r} workers: at least 1 is needed")
        self.workers = workers or os.cpu_count() or 1
        self._spare = max(1, spare)
        self._allow_weak = allow_weak_isolation
        self._without = tuple(without)
        self._forget_everything()
        _pools.append(self)

    def _forget_everything(self) -> None:
        self._zygotes: dict[tuple[str, ...], Zygote] = {}
        self._lock = threading.Lock()
        self._closed = False

    # Zygotes ---------------------------------------------------------------------------------

    def _zygote(self, imports: tuple[str, ...]) -> Zygote:
        with self._lock:
            if self._closed:
                raise ExecutionError("this pool is closed: make a new one")
            zygote = self._zygotes.pop(imports, None)
            if zygote is None or not zygote.alive:
                if len(self._zygotes) >= MAX_ZYGOTES:
                    oldest = next(iter(self._zygotes))
                    threading.Thread(target=self._zygotes.pop(oldest).close).start()
                zygote = Zygote(
                    imports,
                    self.workers,
                    self._spare,
                    self._without,
                    self._start_again,
                    self._start_elsewhere,
                )
            self._zygotes[imports] = zygote  # at the end: most recently used
            return zygote

    def _start_again(self, jobs: list[Job]) -> None:
        """Give each lost run another zygote, or up."""
        for job in jobs:
            if job.tries < TRIES and not self._closed:
                with contextlib.suppress(ExecutionError):
                    self._zygote(job.imports).send(job._replace(tries=job.tries + 1))
                    continue
            if job.future.set_running_or_notify_cancel():
                error = ProgramError("Lost", "the sandbox process ended while this ran")
                job.future.set_result(ProgramResult("killed", error=error))

    def _start_elsewhere(self, job: Job) -> None:
        """Run it again where all that was chosen is loaded, in what is left of its time."""
        body = _replies.request(job.program)
        there = job._replace(imports=job.elsewhere, elsewhere=(), body=body, tries=0)
        # A thread, as the other zygote may have to be started first.
        threading.Thread(target=self._start_again, args=([there],), daemon=True).start()

    def isolation(self, imports: tuple[str, ...] = ()) -> Isolation:
        """The walls that runs have here (starts a zygote if none runs)."""
        return self._zygote(_imports.wanted(Program("", imports=imports))).isolation

    # Running ---------------------------------------------------------------------------------

    def submit(self, program: Program) -> Future[ProgramResult]:
        """Queue a run; cancelling the future kills it."""
        imports, elsewhere = _imports.places(program)
        body = _replies.request(program, bool(elsewhere))
        zygote = self._zygote(imports)
        future: Future[ProgramResult] = Future()
        if zygote.isolation.level == "weak" and not self._allow_weak:
            future.set_result(_refusal(zygote.isolation))
        else:
            zygote.send(Job(program, imports, body, future, elsewhere))
        return future

    def run(self, program: Program) -> ProgramResult:
        """Run it and wait for the result."""
        future = self.submit(program)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise

    async def arun(self, program: Program) -> ProgramResult:
        """Run it without blocking the event loop; cancelling the task kills the run."""
        loop = asyncio.get_running_loop()
        future = await loop.run_in_executor(None, self.submit, program)
        return await asyncio.wrap_future(future)

    def map(self, programs: Iterable[Program]) -> Iterator[ProgramResult]:
        """The results in the order of the programs, which are all queued at once."""
        futures = [self.submit(program) for program in programs]
        try:
            for future in futures:
                yield future.result()
        finally:
            for future in futures:
                future.cancel()

    def close(self) -> None:
        """End all processes of the pool; runs in flight come back ``killed``."""
        with self._lock:
            self._closed = True
            zygotes = list(self._zygotes.values())
            self._zygotes.clear()
        for zygote in zygotes:
            zygote.close()
        if self in _pools:
            _pools.remove(self)

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _refusal(isolation: Isolation) -> ProgramResult:
    reasons = "; ".join(f"{wall}: {why}" for wall, why in isolation.missing.items())
    error = ProgramError(
        "Refused",
        f"only {', '.join(isolation.walls) or 'nothing'} could be had here ({reasons}), which "
        "does not confine a hostile program: pass allow_weak_isolation=True to run it all the "
        "same, or use another sandbox",
    )
    return ProgramResult("refused", error=error, isolation=isolation)


_pools: list[Pool] = []


def _after_fork() -> None:
    """A forked child must not share its parent's zygotes: it forgets them and starts its own."""
    for pool in _pools:
        for zygote in pool._zygotes.values():
            with contextlib.suppress(OSError):
                zygote.abandon()
        pool._forget_everything()


def _at_exit() -> None:
    for pool in tuple(_pools):
        pool.close()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
atexit.register(_at_exit)
