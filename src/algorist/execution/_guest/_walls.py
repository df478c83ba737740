"""Which walls stand: those raised once for a zygote and all its children, and those that each child
raises for itself, each tried beforehand in a process of its own."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
from collections.abc import Callable
from typing import Any

from . import _confine, _memory, _paths
from ._frames import Order

SCRATCH = "/scratch"


class Walls:
    """The walls of one zygote; ``config`` is the JSON object that the host passed to it.

    ``names`` lists those that stand, ``problems`` says why the others do not. ``scratch`` tells
    whether runs have folders of their own to write to.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config
        self.names: list[str] = []
        self.problems: dict[str, str] = {}
        self.scratch = False
        self.abi = 0
        self._base_memory = 0
        self._files: list[tuple[int, int]] = []

    def attempt(self, wall: str, action: Callable[..., object], *arguments: object) -> None:
        """Raise ``wall`` by ``action``, unless the host wants it left out."""
        if wall in self._config["without"]:
            self.problems[wall] = "switched off by the caller"
            return
        try:
            action(*arguments)
        except OSError as error:
            self.problems[wall] = str(error)
        else:
            self.names.append(wall)

    def raise_shared(self) -> None:
        """Raise those that all runs share, and find out which the children can raise."""
        readable = _paths.library_paths(self._config["readable"])
        self._base_memory = _confine.address_space()
        if "namespaces" in self.names and self._config["base"]:
            self.attempt("private_root", self._private_root, readable)
        self.attempt("user", self._change_user, readable)
        self.attempt("no_new_privs", _confine.no_new_privileges)
        _confine.hide_memory()  # for good: only a change of user would undo it
        if "landlock" not in self._config["without"]:
            self.abi = _confine.landlock_abi()
            if self.abi == 0:
                self.problems["landlock"] = "the kernel does not offer it"
        rights = [*((path, _confine.READ_CODE) for path in readable)]
        for path, right in (*rights, ("/dev/null", _confine.NULL_DEVICE)):
            with contextlib.suppress(OSError):
                self._files.append((os.open(path, os.O_PATH | os.O_CLOEXEC), right))
        self._probe("rlimits", self._limit_a_child)
        self._probe("landlock", lambda: _confine.restrict_files(self.file_rules("")))
        self._probe("seccomp", _confine.restrict_calls)
        # Only Landlock keeps runs out of each other's scratch folders.
        self.scratch = self.scratch and "landlock" in self.names

    def _private_root(self, readable: list[str]) -> None:
        owner = _confine.NOBODY if os.geteuid() == 0 else -1
        size = int(self._config["scratch_bytes"])
        _confine.enter_private_root(self._config["base"], readable, SCRATCH, size, owner)
        self.scratch = True

    def _change_user(self, readable: list[str]) -> None:
        if os.geteuid() == 0:
            blocked = [path for path in readable if not _paths.open_to_all(path)]
            if blocked:
                _confine.drop_capabilities()
                raise OSError(errno.EACCES, f"an ordinary user cannot read {blocked[0]}")
            _confine.become_nobody()
        _confine.drop_capabilities()
        if "namespaces" in self.names:
            _confine.die_with_parent()  # a change of user had undone it

    def _probe(self, wall: str, action: Callable[[], None]) -> None:
        """Raise ``wall`` once in a child, to know whether the kernel grants it."""
        if wall in self._config["without"] or wall in self.problems:
            self.problems.setdefault(wall, "switched off by the caller")
            return
        reader, writer = os.pipe()
        pid = _memory.fork()
        if pid == 0:
            try:
                action()
                os.write(writer, b"ok")
            except OSError as error:
                os.write(writer, str(error).encode()[:200])
            finally:
                os._exit(0)
        os.close(writer)
        answer = os.read(reader, 300).decode()
        os.close(reader)
        os.waitpid(pid, 0)
        if answer == "ok":
            self.names.append(wall)
        else:
            self.problems[wall] = answer or "the probe died"

    def file_rules(self, scratch: str) -> int:
        """The Landlock rule set of a child that may write below ``scratch`` ("" for nowhere)."""
        rules = list(self._files)
        if scratch:
            rules.append((os.open(scratch, os.O_PATH | os.O_CLOEXEC), _confine.SCRATCH))
        try:
            return _confine.file_rules(self.abi, rules)
        finally:
            if scratch:
                os.close(rules[-1][0])

    def limit(self, child: int, order: Order) -> None:
        """Put the resource limits of ``order`` on a child that waits for it."""
        if "rlimits" in self.names:
            memory = self._base_memory + order.memory
            _confine.limit_resources(memory, order.seconds, order.file_bytes, child)

    def _limit_a_child(self) -> None:
        child = _memory.fork()
        if child == 0:
            signal.pause()
        try:
            _confine.limit_resources(1 << 40, 60.0, 1 << 20, child)
        finally:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
