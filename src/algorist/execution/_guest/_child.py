"""One confined process: what the zygote knows of it, and what it does itself."""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
from typing import Any, NoReturn

from . import _confine, _harness, _memory
from ._frames import LENGTH, Order
from ._walls import SCRATCH, Walls


class Child:
    """A process that waits for a request, serves it, and dies.

    ``report`` and ``printed`` (by descriptor) hold what it has sent so far; the descriptors do
    not block.
    """

    def __init__(self, pid: int, channel: socket.socket, out: int, err: int, scratch: str) -> None:
        self.pid = pid
        self.channel = channel
        self.out = out
        self.err = err
        self.scratch = scratch
        self.order = Order(0, 0)
        self.started = 0.0
        self.deadline = float("inf")
        self.report = bytearray()
        self.printed = {out: bytearray(), err: bytearray()}
        self.dead = False
        self.status = 0


def fork_child(walls: Walls, number: int) -> Child:
    """A new child of this process, with a scratch folder named by ``number`` where it has one."""
    here, there = socket.socketpair()
    out_reader, out_writer = os.pipe()
    err_reader, err_writer = os.pipe()
    scratch = ""
    if walls.scratch:
        scratch = f"{SCRATCH}/{number}"
        os.mkdir(scratch, 0o700)
    rules = walls.file_rules(scratch) if "landlock" in walls.names else -1
    pid = _memory.fork()
    if pid == 0:
        _serve(walls, there.fileno(), out_writer, err_writer, rules, scratch)
    for descriptor in (out_writer, err_writer, rules):
        if descriptor >= 0:
            os.close(descriptor)
    there.close()
    here.setblocking(False)
    os.set_blocking(out_reader, False)
    os.set_blocking(err_reader, False)
    return Child(pid, here, out_reader, err_reader, scratch)


def _serve(walls: Walls, channel: int, out: int, err: int, rules: int, scratch: str) -> NoReturn:
    """Confine this process, read one request, run it, and report."""
    try:
        signal.set_wakeup_fd(-1)
        os.setsid()
        _confine.die_with_parent()
        _confine.hide_memory()
        for standard, descriptor in enumerate((walls.null, out, err, channel)):
            os.dup2(descriptor, standard)
        if scratch:
            os.chdir(scratch)
        if rules >= 0:
            _confine.restrict_files(rules)
        os.closerange(4, 1024)
        if "seccomp" in walls.names:
            _confine.restrict_calls()
    except BaseException as error:
        os.write(2, f"confinement failed: {error}".encode()[:500])
        os._exit(97)
    size = LENGTH.unpack(_exactly(3, LENGTH.size))[0]
    request = json.loads(_exactly(3, size))
    gc.enable()
    _harness.run(request, _send)


def _exactly(descriptor: int, size: int) -> bytes:
    data = bytearray()
    while len(data) < size:
        more = os.read(descriptor, min(size - len(data), 1 << 20))
        if not more:
            os._exit(0)  # the zygote is gone
        data += more
    return bytes(data)


def _send(report: dict[str, Any]) -> NoReturn:
    _harness.flush()
    data = _harness.encode(report)
    data = LENGTH.pack(len(data)) + data
    try:
        while data:
            data = data[os.write(3, data) :]
    finally:
        os._exit(0)
