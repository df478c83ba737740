"""The template: the process whose forks the runs are.

A fork makes every page that its parent writes to afterwards a fault and a copy. So the zygote,
whose loop writes to many, does not fork; a process beside it does, which between two forks does
next to nothing.
"""

from __future__ import annotations

import os
import socket
import struct
from collections import deque
from typing import NoReturn

from . import _confine, _memory
from ._child import Child, serve
from ._frames import LENGTH
from ._walls import SCRATCH, Walls

ORDER = struct.Struct("<iiiiI")
"""Descriptors of the channel, stdout, stderr and the Landlock rules (-1 for none), and the number
of the scratch folder (0 for none)."""


class Template:
    """The zygote's view of it. The two share their descriptors, so that those of a new child need
    only be named; its forks are children of the zygote, which kills and reaps them."""

    def __init__(self, walls: Walls) -> None:
        self._walls = walls
        self._count = 0
        self.unborn: deque[Child] = deque()
        self._orders, there = socket.socketpair()
        zygote = os.getpid()
        self.pid = _memory.fork(_memory.SHARED_FILES)
        if self.pid == 0:
            _fork_on_order(there.fileno(), walls, zygote)
        there.detach()  # still its own

    def fileno(self) -> int:
        """Readable once a child was born."""
        return self._orders.fileno()

    def order(self) -> None:
        """Have one child forked, with a scratch folder of its own where runs have them."""
        here, there = socket.socketpair()
        out_reader, out_writer = os.pipe()
        err_reader, err_writer = os.pipe()
        number, scratch, rules = 0, "", -1
        if self._walls.scratch:
            self._count = number = self._count % 0x7FFFFFFF + 1
            scratch = f"{SCRATCH}/{number}"
            os.mkdir(scratch, 0o700)
        if "landlock" in self._walls.names:
            rules = self._walls.file_rules(scratch)
        theirs = [there.detach(), out_writer, err_writer]
        here.setblocking(False)
        os.set_blocking(out_reader, False)
        os.set_blocking(err_reader, False)
        child = Child(here, out_reader, err_reader, scratch, theirs)
        self.unborn.append(child)
        self._orders.sendall(ORDER.pack(*theirs, rules, number))
        if rules >= 0:
            theirs.append(rules)

    def born(self) -> Child:
        """The child that was forked, in the order of the orders."""
        child = self.unborn.popleft()
        child.pid = LENGTH.unpack(self._orders.recv(LENGTH.size))[0]
        for descriptor in child.theirs:
            os.close(descriptor)
        return child

    def check(self) -> None:
        """OSError when it is gone: nothing tells the zygote, which holds both ends."""
        if self.unborn and os.waitpid(self.pid, os.WNOHANG)[0]:
            raise OSError("the process that forks for the zygote is gone")


def _fork_on_order(orders: int, walls: Walls, zygote: int) -> NoReturn:
    if "namespaces" not in walls.names:
        _confine.die_with_parent()
        if os.getppid() != zygote:  # it was quicker; children that wait find their channel closed
            os._exit(0)
    try:
        while True:
            channel, out, err, rules, number = ORDER.unpack(os.read(orders, ORDER.size))
            pid = _memory.fork(_memory.SIBLING)
            if pid == 0:
                scratch = f"{SCRATCH}/{number}" if number else ""
                serve(walls, channel, out, err, rules, scratch)
            os.write(orders, LENGTH.pack(pid))
    finally:
        os._exit(1)
