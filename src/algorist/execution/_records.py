"""What is asked of a sandbox and what comes back."""

from __future__ import annotations

import math
from typing import Any, Literal, Protocol, runtime_checkable

from algorist.core import InputError, Record

MAX_SOURCE = 1 << 18
"""Longest program, in characters."""
MAX_INPUTS = 1 << 22
"""Most bytes of inputs, as JSON."""
MAX_SECONDS = 3600.0

Outcome = Literal[
    "ok",  # it ran to its end
    "error",  # it raised, or is not Python
    "timeout",  # its wall-clock or processor time ran out
    "memory",  # it asked for more memory than allowed
    "output_limit",  # it printed too much, or its value is too large
    "steps_limit",  # it passed the bound on counted steps
    "killed",  # it died of a signal, or broke the protocol
    "refused",  # it was not run: the isolation reached is weaker than asked for
]

Level = Literal["full", "strong", "weak"]


class Limits(Record, frozen=True):
    """The most that one run may use.

    >>> Limits(seconds=0)
    Traceback (most recent call last):
    algorist.core._errors.InputError: limits: seconds=0 is not in (0, 3600]: choose a value inside
    """

    seconds: float = 5.0
    """Wall time from the moment a worker takes the program."""
    memory: int = 512 << 20
    """Bytes of address space beyond what the interpreter and the chosen imports take."""
    output: int = 1 << 16
    """Bytes of stdout; stderr has the same bound."""
    value: int = 1 << 16
    """Bytes of the value, roughly as text."""
    files: int = 1 << 20
    """Bytes of any one file in the scratch folder."""
    steps: int | None = None
    """Counted steps; None for no bound."""

    def __post_init__(self) -> None:
        for name, low, high in (
            ("seconds", 0.0, MAX_SECONDS),
            ("memory", 1 << 20, 1 << 40),
            ("output", 0, 1 << 26),
            ("value", 16, 1 << 26),
            ("files", 0, 1 << 30),
        ):
            value = getattr(self, name)
            if not (math.isfinite(value) and low <= value <= high and (value or name != "seconds")):
                opening = "(" if name == "seconds" else "["
                raise InputError(
                    f"limits: {name}={value!r} is not in {opening}{low:g}, {high:g}]: "
                    "choose a value inside"
                )
        if self.steps is not None and self.steps < 1:
            raise InputError(f"limits: steps={self.steps!r} is not at least 1, nor None")


class Program(Record, frozen=True):
    """One run to make."""

    source: str
    inputs: dict[str, Any] = {}
    """JSON values by name."""
    limits: Limits = Limits()
    count: bool = True
    """Whether to count steps (it slows loops about twofold)."""
    trace: int = 0
    """Most line events to record; 0 for no trace."""
    seed: int = 0
    """Seeds ``random`` (and ``numpy.random``) before the program starts."""
    imports: tuple[str, ...] | None = None
    """Modules that it may import beside the standard library, loaded beforehand; None takes those
    of numpy and sympy that it names."""


class ProgramError(Record, frozen=True):
    """Why a program did not run to its end."""

    type: str
    """The exception's class, such as ``ZeroDivisionError``."""
    message: str
    line: int | None = None
    """1-based line of the program, where there is one."""
    source: str | None = None
    """The text of that line."""

    def __str__(self) -> str:
        where = f" (line {self.line}: {self.source})" if self.line is not None else ""
        return f"{self.type}: {self.message}{where}"


class TraceEvent(Record, frozen=True):
    """One executed line."""

    line: int
    function: str
    values: dict[str, str] = {}
    """Variables that the line changed, as text of at most 200 characters."""


class Isolation(Record, frozen=True):
    """The walls that stood around a run."""

    backend: str
    level: Level
    """``full``: system-call allowlist, Landlock, a private root and namespaces; ``strong``: the
    allowlist and one of Landlock and a private root, or an interpreter or container of its own;
    ``weak``: resource limits only."""
    walls: tuple[str, ...] = ()
    missing: dict[str, str] = {}
    """Walls that could not be raised, with the reason."""
    python: str = ""
    """Version of the interpreter inside."""


class ProgramResult(Record, frozen=True):
    """What a run gave."""

    outcome: Outcome
    value: Any = None
    """JSON values; fractions, decimals, symbolic values and integers of more than about 3,900
    digits as exact text."""
    value_type: str = "NoneType"
    """The name of the value's class inside the sandbox."""
    stdout: str = ""
    stderr: str = ""
    steps: int | None = None
    """Counted steps, or None where they were not counted."""
    instructions: int | None = None
    """Expression nodes evaluated and statements executed: the same on every run."""
    error: ProgramError | None = None
    trace: tuple[TraceEvent, ...] = ()
    trace_truncated: bool = False
    seconds: float = 0.0
    """Wall time between start and end of the run, without waiting for a worker."""
    isolation: Isolation = Isolation("none", "weak")

    @property
    def ok(self) -> bool:
        """Whether the program ran to its end."""
        return self.outcome == "ok"

    @property
    def answer(self) -> str | None:
        """The program's answer as text: its value, or else the last line that it printed."""
        if not self.ok:
            return None
        if self.value is not None:
            return self.value if isinstance(self.value, str) else _text(self.value)
        lines = [line.strip() for line in self.stdout.splitlines() if line.strip()]
        return lines[-1] if lines else None

    @property
    def feedback(self) -> str:
        """One line for a prompt that asks for a repair: the error, or what was printed."""
        if self.error is not None:
            return f"{self.outcome}: {self.error}"
        return f"{self.outcome}: {self.answer}"


def _text(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_text, value)) + "]"
    return str(value)


@runtime_checkable
class Sandbox(Protocol):
    """The seam: a way to run one untrusted program.

    ``run`` returns a result for whatever the program does, and raises ``ExecutionError`` only
    when no program can be run at all.
    """

    def run(self, program: Program) -> ProgramResult:
        """Run it, within its limits, and report."""
        ...
