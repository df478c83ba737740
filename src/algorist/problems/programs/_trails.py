"""The assignments of a run, one by one, and what can be asked about them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from algorist.problems._family import Params
from algorist.problems._stepped import Move, moved, tracing
from algorist.problems._trail import Trail
from algorist.problems._values import source_of
from algorist.problems.programs._machine import machine
from algorist.problems.programs._running import Run
from algorist.problems.programs._syntax import Program, text_of


def _assigned(code: Program, args: list[int]) -> list[Any]:
    hits: Any = machine(code, args)["assigned"]
    return [hit[3] for hit in hits]


class Assignments(Trail):
    """The assignments that a run of a program executes, in their order."""

    noun = "latest value"
    second = staticmethod(_assigned)
    program = tracing(
        source_of(machine, "run")
        + "\n\ndef trace(code, args):\n"
        + '    """The values that are assigned, in order."""\n'
        + '    return [hit[3] for hit in run(code, args)["assigned"]]\n'
    )

    def describe(self, params: Params) -> str:
        call = f"main({', '.join(map(str, params['args']))})"
        return (
            f"{text_of(params['code'])}\n\n{call} is called. Number the assignments from 1 in the "
            "order in which they are executed, over all calls of all functions; what a for loop "
            "gives to its variable is not counted. Each of them is a step, and the latest value "
            "after a step is the one that it assigns."
        )

    def work(self, params: Params) -> Iterator[Move]:
        run = Run(params["code"], params["args"])
        found = (step for step in run.steps if re.match(r"line \d+: \w+ = ?", step.text))
        for step in found:
            yield moved("", step.text, step.state, step.claim)
