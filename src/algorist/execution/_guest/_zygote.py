"""The zygote: a clean interpreter with the chosen imports loaded, of which each run is a fork.

It talks to the host over one socket. It keeps a few confined children waiting, hands each
request to one of them, relays what it prints and reports, kills it at its deadline, and has its
template fork a new one. A child serves one run and dies.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import resource
import select
import signal
import socket
import sys
import time
from collections import deque
from typing import Any

from . import _confine, _harness, _memory
from ._child import DESCRIPTORS, Child
from ._frames import (
    BROKEN,
    CANCEL,
    CANCELLED,
    DIED,
    DONE,
    FLOOD,
    LENGTH,
    REPLY,
    REQUEST,
    TIMEOUT,
    Order,
)
from ._template import Template
from ._walls import Walls

CHUNK = 1 << 16


class Zygote:
    """The loop: ``workers`` children run at a time, ``spare`` more are kept waiting."""

    def __init__(self, host: socket.socket, walls: Walls, workers: int, spare: int) -> None:
        self.host = host
        self.walls = walls
        self.workers = workers
        self.spare = spare
        self.inbox = bytearray()
        self.waiting: deque[tuple[Order, bytes]] = deque()
        self.idle: deque[Child] = deque()
        self.busy: dict[int, Child] = {}
        self.dying: dict[int, Child] = {}
        self.epoll = select.epoll()
        self.owners: dict[int, Child] = {}
        self.template = Template(walls)

    def greet(self, imported: dict[str, str]) -> None:
        """Tell the host what was reached."""
        hello = {
            "walls": self.walls.names,
            "problems": self.walls.problems,
            "landlock_abi": self.walls.abi,
            "scratch": self.walls.scratch,
            "imports": imported,
            "python": ".".join(map(str, sys.version_info[:3])),
            "user": os.geteuid(),
        }
        self._answer(0, json.dumps(hello).encode(), b"", b"", DONE, 0, 0.0)

    def serve(self) -> None:
        """Answer requests until the host closes its end."""
        host, template = self.host.fileno(), self.template.fileno()
        self.epoll.register(host, select.EPOLLIN)
        self.epoll.register(template, select.EPOLLIN)
        while True:
            self._start_waiting()
            self._order_children()
            for descriptor, _ in self.epoll.poll(self._patience()):
                if descriptor == template:
                    self.idle.append(self.template.born())
                elif descriptor != host:
                    child = self.owners.get(descriptor)
                    if child is not None:
                        self._read_child(child, descriptor)
                elif not self._read_host():
                    return
            now = time.monotonic()
            for child in [each for each in self.busy.values() if each.deadline <= now]:
                self._end(child, TIMEOUT)
            self._reap()
            self.template.check()

    def _order_children(self) -> None:
        """Keep ``spare`` children ready, and one more for each run that could start."""
        free = min(len(self.waiting), self.workers - len(self.busy))
        for _ in range(self.spare + free - len(self.idle) - len(self.template.unborn)):
            self.template.order()

    def _patience(self) -> float:
        soonest = min((each.deadline for each in self.busy.values()), default=float("inf"))
        wait = max(0.0, soonest - time.monotonic())
        if self.dying:
            wait = min(wait, 0.002)
        elif self.template.unborn:
            wait = min(wait, 1.0)
        return -1.0 if wait == float("inf") else wait + 0.0005

    def _read_host(self) -> bool:
        data = self.host.recv(1 << 20)
        if not data:
            return False
        self.inbox += data
        while len(self.inbox) >= REQUEST.size:
            order = Order(*REQUEST.unpack_from(self.inbox))
            if order.size == CANCEL:
                del self.inbox[: REQUEST.size]
                self._cancel(order.run)
                continue
            end = REQUEST.size + order.size
            if len(self.inbox) < end:
                break
            body = bytes(self.inbox[REQUEST.size : end])
            del self.inbox[:end]
            self.waiting.append((order, body))
        return True

    def _cancel(self, run: int) -> None:
        self.waiting = deque(each for each in self.waiting if each[0].run != run)
        for child in list(self.busy.values()):
            if child.order.run == run:
                self._end(child, CANCELLED)

    def _start_waiting(self) -> None:
        while self.waiting and self.idle and len(self.busy) < self.workers:
            child = self.idle.popleft()
            child.order, body = self.waiting.popleft()
            child.started = time.monotonic()
            child.deadline = child.started + child.order.seconds
            self.busy[child.pid] = child
            try:
                self.walls.limit(child.pid, child.order)
                child.channel.setblocking(True)
                child.channel.sendall(LENGTH.pack(len(body)) + body)
                child.channel.setblocking(False)
            except OSError:
                self._end(child, BROKEN)
                continue
            for descriptor in (child.channel.fileno(), child.out, child.err):
                self.owners[descriptor] = child
                self.epoll.register(descriptor, select.EPOLLIN)

    def _read_child(self, child: Child, descriptor: int) -> None:
        if descriptor in child.printed:
            if not self._read_printed(child, descriptor):
                self._end(child, FLOOD)
            return
        try:
            data = child.channel.recv(CHUNK)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._end(child, DIED)
            return
        child.report += data
        if len(child.report) < LENGTH.size:
            return
        size = LENGTH.unpack_from(child.report)[0]
        if size > child.order.max_report:
            self._end(child, BROKEN)
        elif len(child.report) >= LENGTH.size + size:
            self._end(child, DONE)

    def _read_printed(self, child: Child, descriptor: int) -> bool:
        """Take what is there; False once the cap is passed."""
        kept = child.printed[descriptor]
        try:
            while data := os.read(descriptor, CHUNK):
                kept += data
                if len(kept) > child.order.max_output:
                    return False
        except BlockingIOError:
            return True
        except OSError:
            pass
        if descriptor in self.owners:  # the program closed its end: nothing more will come
            self.epoll.unregister(descriptor)
            del self.owners[descriptor]
        return True

    def _end(self, child: Child, cause: int) -> None:
        """Kill the child, tell the host, and leave it to be reaped."""
        if self.busy.pop(child.pid, None) is None:
            return
        seconds = time.monotonic() - child.started
        if cause == DIED:
            _, child.status = os.waitpid(child.pid, 0)
            child.dead = True
        else:
            self._kill(child)
        for descriptor in (child.out, child.err):
            if not self._read_printed(child, descriptor) and cause == DONE:
                cause = FLOOD
        report = b""
        if cause == DONE:
            size = LENGTH.unpack_from(child.report)[0]
            report = bytes(child.report[LENGTH.size : LENGTH.size + size])
        out, err = (
            bytes(child.printed[each][: child.order.max_output]) for each in (child.out, child.err)
        )
        self._answer(child.order.run, report, out, err, cause, child.status, seconds)
        for descriptor in (child.channel.fileno(), child.out, child.err):
            if self.owners.pop(descriptor, None) is not None:
                self.epoll.unregister(descriptor)
        child.channel.close()
        os.close(child.out)
        os.close(child.err)
        self.dying[child.pid] = child

    def _kill(self, child: Child) -> None:
        if "seccomp" not in self.walls.names:
            with contextlib.suppress(OSError):
                os.killpg(child.pid, signal.SIGKILL)  # it may have forked
        with contextlib.suppress(OSError):
            os.kill(child.pid, signal.SIGKILL)

    def _reap(self) -> None:
        for child in list(self.dying.values()):
            if not child.dead:
                pid, _ = os.waitpid(child.pid, os.WNOHANG)
                if pid == 0:
                    continue
            del self.dying[child.pid]
            if child.scratch:
                try:
                    os.rmdir(child.scratch)
                except OSError:  # it left files there
                    import shutil  # not at the top: three libraries more for every fork to copy

                    shutil.rmtree(child.scratch, ignore_errors=True)
        if "seccomp" not in self.walls.names and not (
            self.dying or self.busy or self.template.unborn
        ):
            self._kill_orphans()

    def _kill_orphans(self) -> None:
        """Without the seccomp wall a program can leave processes behind; they became ours."""
        known = {self.template.pid, *(each.pid for each in self.idle)}
        try:
            with open(f"/proc/self/task/{os.getpid()}/children") as file:
                orphans = {int(each) for each in file.read().split()} - known
        except OSError:
            return
        for pid in orphans:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)

    def _answer(
        self,
        run: int,
        report: bytes,
        out: bytes,
        err: bytes,
        cause: int,
        status: int,
        seconds: float,
    ) -> None:
        head = REPLY.pack(run, len(report), len(out), len(err), cause, status, seconds)
        self.host.sendall(head + report + out + err)


def main(descriptor: int, config: dict[str, Any]) -> None:
    """Enter namespaces (from a fork that becomes process 1 in them), import, and serve."""
    host = socket.socket(fileno=descriptor)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.umask(0o22)
    os.dup2(os.open("/dev/null", os.O_RDONLY), 0)  # the standard input of every run
    most = min(DESCRIPTORS, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    walls = Walls(config)
    walls.attempt("namespaces", _confine.enter_namespaces)
    _confine.hide_memory()
    if "namespaces" in walls.names:
        pid = os.fork()
        if pid:
            host.close()
            _, status = os.waitpid(pid, 0)
            os._exit(0 if os.waitstatus_to_exitcode(status) == 0 else 1)
        _confine.die_with_parent()
    else:
        _confine.adopt_orphans()
    imported: dict[str, str] = {}
    for name in config["imports"]:
        try:
            module = importlib.import_module(name)
            imported[name] = str(getattr(module, "__version__", ""))
        except ImportError as error:
            walls.problems[f"import {name}"] = str(error)
    _memory.warm_up()
    _harness.seed(0)
    gc.disable()
    with open("/proc/self/maps") as maps:
        walls.raise_shared()
        _memory.settle(maps)
    zygote = Zygote(host, walls, int(config["workers"]), int(config["spare"]))
    zygote.greet(imported)
    zygote.serve()
    os._exit(0)
