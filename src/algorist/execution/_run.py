"""The one call that most users need, and the registry of sandboxes behind it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any

from algorist.core import Registry, Spec, SpecError
from algorist.execution._command import bwrap, container
from algorist.execution._monty import MontySandbox
from algorist.execution._pool import Pool
from algorist.execution._records import Limits, Program, ProgramResult, Sandbox

SANDBOXES: Registry[Callable[..., Sandbox]] = Registry("sandbox")
"""Makers of sandboxes by name; each takes keyword arguments only."""

SANDBOXES.add("fork", Pool)
SANDBOXES.add("bwrap", bwrap)
SANDBOXES.add("container", container)
SANDBOXES.add("monty", MontySandbox)

_made: dict[str, Sandbox] = {}
_lock = threading.RLock()


def sandbox(spec: str | Sandbox = "fork") -> Sandbox:
    """The sandbox that ``spec`` names, such as ``fork`` or ``container(image="python:3.12")``.

    Equal specs give the same object, made at first use. A sandbox passes through.
    """
    if not isinstance(spec, str):
        return spec
    with _lock:
        known = _made.get(spec)
        if known is None or getattr(known, "_closed", False):
            parsed = Spec.parse(spec)
            try:
                known = SANDBOXES.get(parsed.name)(**parsed.kwargs())
            except TypeError as error:
                raise SpecError(f"the sandbox {spec!r}: {error}") from error
            _made[spec] = known
        return known


def _program(
    source: str,
    inputs: Mapping[str, Any] | None,
    limits: Limits | None,
    count: bool,
    trace: int | bool,
    seed: int,
    imports: tuple[str, ...] | None,
) -> Program:
    return Program(
        source,
        dict(inputs or {}),
        limits or Limits(),
        count=count,
        trace=1000 if trace is True else int(trace),
        seed=seed,
        imports=imports,
    )


def run_program(
    source: str,
    inputs: Mapping[str, Any] | None = None,
    limits: Limits | None = None,
    *,
    count: bool = True,
    trace: int | bool = 0,
    seed: int = 0,
    imports: tuple[str, ...] | None = None,
    sandbox: str | Sandbox = "fork",
    allow_weak_isolation: bool = False,
) -> ProgramResult:
    """Run untrusted Python in isolation and report its value, its output and what it computed.

    ``inputs`` are JSON values by name. They are set as global variables; if the program defines
    ``solution``, it is called with those of them that it takes, and its return value is the
    result's ``value``. Otherwise ``value`` is the variable ``ans``, ``answer`` or ``result``, or
    None for a program that only prints. A program's own failures are outcomes, never exceptions
    here. 2 to 4 ms on Linux after the first call, which starts an interpreter (0.1 s; 1 s if
    the program imports sympy).

    ``trace`` records that many line events (True: 1000). ``imports`` chooses what is loaded
    beforehand; by default what the program names of numpy and sympy. Programs can import these
    and the standard library, nothing else.

    >>> run_program("def solution(a, b):\\n    return a * b", {"a": 6, "b": 7}).value
    42
    >>> run_program("print(1/0)").outcome
    'error'

    Raises:
        InputError: ``inputs`` are not JSON values, or the program is too long.
        ExecutionError: no program can be run here at all.
    """
    program = _program(source, inputs, limits, count, trace, seed, imports)
    return _chosen(sandbox, allow_weak_isolation).run(program)


def _chosen(spec: str | Sandbox, allow_weak_isolation: bool) -> Sandbox:
    if allow_weak_isolation and spec == "fork":
        spec = "fork(allow_weak_isolation=true)"
    return sandbox(spec)


async def run_program_async(
    source: str,
    inputs: Mapping[str, Any] | None = None,
    limits: Limits | None = None,
    *,
    count: bool = True,
    trace: int | bool = 0,
    seed: int = 0,
    imports: tuple[str, ...] | None = None,
    sandbox: str | Sandbox = "fork",
    allow_weak_isolation: bool = False,
) -> ProgramResult:
    """:func:`run_program` for event loops: thousands may be awaited at once.

    Cancelling the task kills the run. A sandbox without ``arun`` runs in a thread.
    """
    import asyncio

    program = _program(source, inputs, limits, count, trace, seed, imports)
    chosen = _chosen(sandbox, allow_weak_isolation)
    arun = getattr(chosen, "arun", None)
    if arun is not None:
        done: ProgramResult = await arun(program)
        return done
    return await asyncio.to_thread(chosen.run, program)
