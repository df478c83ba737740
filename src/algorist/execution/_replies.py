"""From what a guest sent to a :class:`ProgramResult`; nothing the guest says is trusted."""

from __future__ import annotations

import json
import signal
from typing import Any

import msgspec

from algorist.core import InputError
from algorist.execution._guest._frames import BROKEN, CANCELLED, DIED, DONE, FLOOD, TIMEOUT
from algorist.execution._records import (
    MAX_INPUTS,
    MAX_SOURCE,
    Isolation,
    Program,
    ProgramError,
    ProgramResult,
    TraceEvent,
)

REPORT_ROOM = 1 << 16
"""Bytes of a report beyond its value: the error and the counts."""
EVENT_ROOM = 3 << 10
"""Bytes of one trace event."""


class _Report(msgspec.Struct, forbid_unknown_fields=True):
    """The report as a guest may write it."""

    outcome: str
    value: Any = None
    value_type: str = "NoneType"
    steps: int | None = None
    instructions: int | None = None
    error: ProgramError | None = None
    trace: tuple[TraceEvent, ...] = ()
    trace_truncated: bool = False


_reports = msgspec.json.Decoder(_Report)
_from_guest = {"ok", "error", "memory", "output_limit", "steps_limit"}


def request(program: Program, elsewhere: bool = False) -> bytes:
    """The request that the guest reads; ``InputError`` for what cannot be sent. ``elsewhere`` asks
    for :data:`ELSEWHERE` when the program imports what is not there."""
    if len(program.source) > MAX_SOURCE:
        raise InputError(
            f"a program of {len(program.source)} characters is over the bound of {MAX_SOURCE}"
        )
    if not all(isinstance(name, str) and name.isidentifier() for name in program.inputs):
        raise InputError(f"inputs {list(program.inputs)!r}: every name must be an identifier")
    limits = program.limits
    try:
        body = json.dumps(
            {
                "source": program.source,
                "inputs": program.inputs,
                "count": program.count or limits.steps is not None,
                "steps": limits.steps,
                "trace": program.trace,
                "seed": program.seed,
                "value_bytes": limits.value,
                "memory": limits.memory,
                "seconds": limits.seconds,
                "file_bytes": limits.files,
                "elsewhere": elsewhere,
            }
        )
    except (TypeError, ValueError, RecursionError) as error:
        raise InputError(
            f"the inputs are not JSON values ({error}): write fractions as text, sets as lists"
        ) from error
    if len(body) > MAX_INPUTS:
        raise InputError(f"a request of {len(body)} bytes is over the bound of {MAX_INPUTS}")
    return body.encode("utf-8", "surrogatepass")


def report_room(program: Program) -> int:
    """The most bytes that the report of this program may have."""
    return 6 * program.limits.value + REPORT_ROOM + EVENT_ROOM * program.trace


def result(
    program: Program,
    isolation: Isolation,
    *,
    cause: int,
    status: int,
    seconds: float,
    report: bytes,
    stdout: bytes,
    stderr: bytes,
) -> ProgramResult:
    """The result of a run that ended for ``cause`` with the wait status ``status``."""
    printed = {
        "stdout": stdout.decode("utf-8", "replace"),
        "stderr": stderr.decode("utf-8", "replace"),
        "seconds": seconds,
        "isolation": isolation,
    }
    if cause == DONE:
        try:
            read = _reports.decode(report)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            cause = BROKEN
        else:
            if read.outcome in _from_guest:
                fields = {name: getattr(read, name) for name in read.__struct_fields__}
                return ProgramResult(**fields, **printed)  # type: ignore[arg-type] # as checked
            cause = BROKEN
    limits = program.limits
    if cause == TIMEOUT:
        error = ProgramError("Timeout", f"it ran for more than {limits.seconds:g} seconds")
        return ProgramResult("timeout", error=error, **printed)  # type: ignore[arg-type]
    if cause == FLOOD:
        error = ProgramError("OutputLimit", f"it printed more than {limits.output} bytes")
        return ProgramResult("output_limit", error=error, **printed)  # type: ignore[arg-type]
    if cause == CANCELLED:
        error = ProgramError("Cancelled", "the caller cancelled the run")
        return ProgramResult("killed", error=error, **printed)  # type: ignore[arg-type]
    if cause == DIED:
        return _died(program, status, printed)
    error = ProgramError("Broken", "it wrote over the channel that its report travels on")
    return ProgramResult("killed", error=error, **printed)  # type: ignore[arg-type]


def _died(program: Program, status: int, printed: dict[str, Any]) -> ProgramResult:
    code = (status >> 8) & 0xFF
    number = status & 0x7F
    if number == signal.SIGXCPU:
        error = ProgramError("Timeout", "its processor time ran out")
        return ProgramResult("timeout", error=error, **printed)
    if number:
        name = signal.Signals(number).name if number in list(signal.Signals) else str(number)
        error = ProgramError("Killed", f"the interpreter died of {name}")
    elif code == 97:
        return ProgramResult("refused", error=ProgramError("Refused", printed["stderr"]), **printed)
    else:
        error = ProgramError("Exit", f"the interpreter ended with status {code} without a report")
    return ProgramResult("killed", error=error, **printed)
