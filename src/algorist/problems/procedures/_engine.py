"""The seam of the ProcBench tasks: parameters, published question format, published labels.

Source: ProcBench, arXiv 2410.03117 (23 tasks, 2 to 25 steps; short 2-6, medium 7-16, long 17-25).
The sentences that state the procedures are our own; the data block below them has the published
labels, so that :func:`read_question` reads both our questions and the published ones.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from typing import Any, ClassVar, TypeVar

from algorist.core import InputError
from algorist.problems._family import Params, family
from algorist.problems._stepped import tracing
from algorist.problems._traced import Traced

ProcedureType = TypeVar("ProcedureType", bound="type[Procedure]")

DIGITS = "0123456789"
LETTERS = "abcdefghijklmnopqrstuvwxyz"

tasks: dict[str, type[Procedure]] = {}
"""The tasks by name (``sort``) and by published number (``task01``)."""


def procedure(number: int, name: str) -> Any:
    """Register a task under ``procedures.name`` and under its published number."""

    def decorate(kind: ProcedureType) -> ProcedureType:
        kind.number = number
        kind.program = tracing(kind.second)
        tasks[name] = tasks[f"task{number:02d}"] = kind
        registered: ProcedureType = family(f"procedures.{name}")(kind)
        return registered

    return decorate


class Procedure(Traced):
    """One task of ProcBench.

    The states are typed as published, the initial one is not a step, and the last is the final
    state. A task at version 2 or above mends a fault of the published one, named in ``mended``.
    """

    number: ClassVar[int]
    rules: ClassVar[str]
    """The procedure, in our own words."""
    labels: ClassVar[tuple[str, ...]]
    """The labels of the data block, in order."""
    mended: ClassVar[str | None] = None

    @abstractmethod
    def data(self, params: Params) -> list[str]:
        """What stands after each of :attr:`labels`."""

    @staticmethod
    @abstractmethod
    def read(fields: list[str]) -> Params:
        """The parameters from what stands after each label."""

    def describe(self, params: Params) -> str:
        """The rules and the labelled data."""
        lines = []
        for label, value in zip(self.labels, self.data(params), strict=True):
            mark = label if label.endswith("=") else f"{label}:"
            lines.append(mark + value if value.startswith("\n") else f"{mark} {value}")
        return self.rules + "\n\n[Question]\n" + "\n".join(lines)

    def needed(self, params: Params) -> list[str]:
        """Everything in the data block, and what is asked."""
        asked = [str(params["k"])] if "k" in params else []
        return self.data(params) + asked


def read_question(task: str, question: str) -> Params:
    """The parameters of a ProcBench question, ours or published.

    ``task`` is a name (``sort``) or a published number (``task01``). Only the part after
    ``[Question]`` is read. ``InputError`` says which label is missing.
    """
    kind = _task(task)
    block = question.rpartition("[Question]")[2]
    found: list[str] = []
    position = 0
    starts: list[tuple[int, int]] = []
    for label in kind.labels:
        words = re.escape(label.rstrip("= "))
        match = re.compile(rf"^[ \t]*{words}[ \t]*[:=]", re.MULTILINE).search(block, position)
        if match is None:
            raise InputError(f"{task}: the question has no line that starts with {label!r}")
        position = match.end()
        starts.append((match.start(), match.end()))
    for index, (_, end) in enumerate(starts):
        stop = starts[index + 1][0] if index + 1 < len(starts) else len(block)
        found.append(block[end:stop].strip().split("\n\n")[0].strip())
    return kind.read(found)


def run_published(task: str, params: Params) -> dict[str, Any]:
    """The label that ProcBench gives to these parameters: ``init``, ``intermediate``, ``final``."""
    made = _task(task)()
    states = [state for _, _, state, _ in made.work(params)]
    return {"init": made.start(params), "intermediate": states[:-1], "final": states[-1]}


def _task(name: str) -> type[Procedure]:
    if name not in tasks:
        raise InputError(f"there is no ProcBench task {name!r}; known are {', '.join(tasks)}")
    return tasks[name]


def items(text: str) -> list[str]:
    """The parts of ``[a, b, c]`` or ``a, b, c``, without quotes."""
    inner = text.strip().removeprefix("[").removesuffix("]").strip()
    return [part.strip().strip("'\"") for part in inner.split(",")] if inner else []


def groups(text: str) -> list[list[str]]:
    """The parts of each ``(a, b)`` in the text, without quotes."""
    return [items(inner) for inner in re.findall(r"\(([^()]*)\)", text)]


def listed(values: list[Any]) -> str:
    """``[a, b, c]``."""
    return "[" + ", ".join(map(str, values)) + "]"


def pairs(values: list[list[Any]]) -> str:
    """``(a, b), (c, d)``."""
    return ", ".join(f"({', '.join(map(str, value))})" for value in values)
