"""The host's end of one zygote: start it, send it programs, match its replies, notice its death."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, NamedTuple

from algorist.core import ExecutionError
from algorist.execution import _replies
from algorist.execution._guest import _frames as frames
from algorist.execution._records import Isolation, Level, Program, ProgramResult

START_SECONDS = 60.0
GRACE_SECONDS = 10.0
"""How long past every deadline a zygote may stay silent before it is taken for dead."""

BOOT = (
    "import sys; sys.path.insert(0, sys.argv[1]); from _guest import _zygote; del sys.path[0]; "
    "import json; _zygote.main(int(sys.argv[2]), json.loads(sys.argv[3]))"
)

ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "HOME": "/",
    "LANG": "C.UTF-8",
    "PYTHONUTF8": "1",
    "PYTHONHASHSEED": "0",  # sets iterate in the same order on every run
    "OPENBLAS_NUM_THREADS": "1",  # a zygote must have one thread when it forks
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "SYMPY_GROUND_TYPES": "python",  # the same sympy everywhere, and 45 libraries fewer to fork
}

SCRATCH_BYTES = 64 << 20
"""Size of the memory-backed file system that all scratch folders of a zygote share."""


class Job(NamedTuple):
    """A run to make on a zygote that has ``imports``."""

    program: Program
    imports: tuple[str, ...]
    body: bytes
    """The request."""
    future: Future[ProgramResult]
    elsewhere: tuple[str, ...] = ()
    """Imports of the zygote to run it on, should it need a module that this one does not have."""
    tries: int = 1
    spent: float = 0.0
    """Seconds of its limit that it used on another zygote."""


def level_of(walls: tuple[str, ...]) -> Level:
    """How strong these walls are together.

    >>> level_of(("rlimits", "no_new_privs"))
    'weak'
    """
    have = set(walls)
    if not {"seccomp", "no_new_privs", "rlimits"} <= have or not have & {
        "landlock",
        "private_root",
    }:
        return "weak"
    return "full" if {"landlock", "private_root", "namespaces"} <= have else "strong"


class Zygote:
    """One zygote process and the runs in flight on it.

    ``on_loss`` gets the jobs that were in flight when the process died, and ``on_elsewhere`` one
    that needs another zygote; they are called from the reader thread.
    """

    def __init__(
        self,
        imports: tuple[str, ...],
        workers: int,
        spare: int,
        without: tuple[str, ...],
        on_loss: Callable[[list[Job]], None],
        on_elsewhere: Callable[[Job], None],
    ) -> None:
        self._on_loss = on_loss
        self._on_elsewhere = on_elsewhere
        self._jobs: dict[int, Job] = {}
        self._next = 1
        self._lock = threading.Lock()
        self._send_lock = threading.Lock()
        self._silent_since = time.monotonic()
        self._longest = 0.0
        self.alive = True
        self._base = tempfile.mkdtemp(prefix="algorist-")
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 # lives as long as the zygote
        here, there = socket.socketpair()
        config = {
            "workers": workers,
            "spare": spare,
            "imports": list(imports),
            "readable": [],
            "without": list(without),
            "base": self._base,
            "scratch_bytes": SCRATCH_BYTES,
        }
        folder = str(Path(__file__).parent)
        with there:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-s",
                    "-P",
                    "-B",
                    "-c",
                    BOOT,
                    folder,
                    str(there.fileno()),
                    json.dumps(config),
                ],
                env=ENVIRONMENT,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._errors,
                pass_fds=(there.fileno(),),
                start_new_session=True,
            )
        self._socket = here
        self.isolation = self._greet()
        here.settimeout(1.0)
        self._reader = threading.Thread(target=self._read, name="algorist-sandbox", daemon=True)
        self._reader.start()

    def _greet(self) -> Isolation:
        self._socket.settimeout(START_SECONDS)
        try:
            head = frames.REPLY.unpack(self._exactly(frames.REPLY.size))
            hello: dict[str, Any] = json.loads(self._exactly(head[1]))
        except (OSError, EOFError) as error:
            self.process.kill()
            self.process.wait()
            self._errors.seek(0)
            tail = self._errors.read()[-800:].decode("utf-8", "replace").strip()
            self._forget()
            raise ExecutionError(
                f"the sandbox process did not start ({error or 'it ended'}): {tail or 'no message'}"
            ) from error
        walls = tuple(hello["walls"])
        return Isolation("fork", level_of(walls), walls, hello["problems"], hello["python"])

    def send(self, job: Job) -> None:
        """Queue one run; its future is resolved by the reader thread."""
        limits = job.program.limits
        seconds = max(0.001, limits.seconds - job.spent)
        with self._lock:
            run = self._next
            self._next = self._next % 0x7FFFFFFF + 1
            if not self._jobs:
                self._silent_since = time.monotonic()
            self._jobs[run] = job
            self._longest = max(self._longest, limits.seconds)
        job.future.add_done_callback(lambda done: self._cancel(run) if done.cancelled() else None)
        room = _replies.report_room(job.program)
        order = frames.Order(
            run, len(job.body), seconds, limits.output, room, limits.memory, limits.files
        )
        self._write(frames.REQUEST.pack(*order) + job.body)

    def _cancel(self, run: int) -> None:
        with self._lock:
            known = self._jobs.pop(run, None)
        if known is not None:
            self._write(frames.REQUEST.pack(*frames.Order(run, frames.CANCEL)))

    def _write(self, data: bytes) -> None:
        """Send all of it; a dead zygote is noticed by the reader, which saves the jobs."""
        with self._send_lock, contextlib.suppress(OSError):
            view = memoryview(data)
            while view:
                try:
                    view = view[self._socket.send(view) :]
                except TimeoutError:
                    if not self.alive:
                        return

    def _exactly(self, size: int) -> bytes:
        data = bytearray()
        while len(data) < size:
            try:
                more = self._socket.recv(min(size - len(data), 1 << 20))
            except TimeoutError:
                if self._stuck():
                    self.process.kill()
                continue
            if not more:
                raise EOFError
            data += more
        return bytes(data)

    def _stuck(self) -> bool:
        with self._lock:
            waiting = bool(self._jobs)
            patience = self._longest + GRACE_SECONDS
        return waiting and time.monotonic() - self._silent_since > patience

    def _read(self) -> None:
        try:
            while True:
                head = frames.REPLY.unpack(self._exactly(frames.REPLY.size))
                run, report_size, out_size, err_size, cause, status, seconds = head
                body = self._exactly(report_size + out_size + err_size)
                with self._lock:
                    job = self._jobs.pop(run, None)
                    self._silent_since = time.monotonic()
                    if not self._jobs:
                        self._longest = 0.0
                if job is None:
                    continue
                report, spent = body[:report_size], job.spent + seconds
                if job.elsewhere and cause == frames.DONE and report == frames.ELSEWHERE:
                    self._on_elsewhere(job._replace(spent=spent))
                    continue
                done = _replies.result(
                    job.program,
                    self.isolation,
                    cause=cause,
                    status=status,
                    seconds=spent,
                    report=report,
                    stdout=body[report_size : report_size + out_size],
                    stderr=body[report_size + out_size :],
                )
                if job.future.set_running_or_notify_cancel():
                    job.future.set_result(done)
        except (EOFError, OSError):
            self._die()

    def _die(self) -> None:
        self.alive = False
        try:
            self.process.wait(timeout=2.0)  # it goes by itself once our end is closed
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        with self._lock:
            lost = list(self._jobs.values())
            self._jobs.clear()
        self._forget()
        if lost:
            self._on_loss(lost)

    def _forget(self) -> None:
        self._socket.close()
        self._errors.close()
        shutil.rmtree(self._base, ignore_errors=True)

    def close(self) -> None:
        """End the process and all its runs; what was in flight comes back through ``on_loss``."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        if self._reader is not threading.current_thread():
            self._reader.join(timeout=5.0)

    def abandon(self) -> None:
        """Let go without touching the process: for a child of the process that owns it."""
        os.close(self._socket.detach())
