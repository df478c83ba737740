"""One confined process: what the zygote knows of it, and what it does itself."""

from __future__ import annotations

import gc
import os
import socket
from typing import Any, NoReturn

from . import _confine, _harness
from ._frames import LENGTH, Order
from ._walls import Walls

DESCRIPTORS = 1 << 14
"""A zygote has none as high or higher, and its children close all below."""


class Child:
    """A process that waits for a request, serves it, and dies.

    ``channel``, ``out`` and ``err`` are the zygote's ends, which do not block, and ``theirs`` those
    to close once ``pid`` (0 till then) was forked. ``report`` and ``printed`` (by descriptor) hold
    what it has sent so far.
    """

    def __init__(
        self, channel: socket.socket, out: int, err: int, scratch: str, theirs: list[int]
    ) -> None:
        self.pid = 0
        self.channel = channel
        self.out = out
        self.err = err
        self.scratch = scratch
        self.theirs = theirs
        self.order = Order(0, 0)
        self.started = 0.0
        self.deadline = float("inf")
        self.report = bytearray()
        self.printed = {out: bytearray(), err: bytearray()}
        self.dead = False
        self.status = 0


def serve(walls: Walls, channel: int, out: int, err: int, rules: int, scratch: str) -> NoReturn:
    """Confine this process, a fresh fork, read one request, run it, and report."""
    try:
        if "namespaces" not in walls.names:  # their first process takes all others with it
            _confine.die_with_parent()
        if "seccomp" not in walls.names:  # it may fork: a group to kill
            os.setsid()
        os.dup2(out, 1)
        os.dup2(err, 2)
        os.dup2(channel, 3)
        if scratch:
            os.chdir(scratch)
        if rules >= 0:
            _confine.restrict_files(rules)
        os.closerange(4, DESCRIPTORS)
        if "seccomp" in walls.names:
            _confine.restrict_calls()
    except BaseException as error:
        os.write(2, f"confinement failed: {error}".encode()[:500])
        os._exit(97)
    request = _harness.decode(_receive())
    gc.enable()
    _harness.run(request, _send)


def _receive() -> bytes:
    data = b""
    while len(data) < LENGTH.size or len(data) < LENGTH.size + LENGTH.unpack_from(data)[0]:
        more = os.read(3, 1 << 16)
        if not more:
            os._exit(0)  # the zygote is gone
        data += more
    return data[LENGTH.size :]


def _send(report: dict[str, Any]) -> NoReturn:
    _harness.flush()
    data = _harness.encode(report)
    data = LENGTH.pack(len(data)) + data
    try:
        while data:
            data = data[os.write(3, data) :]
    finally:
        os._exit(0)
