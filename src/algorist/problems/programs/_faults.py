"""Where a program fails: SURGE's prediction of what a faulty program does."""

from __future__ import annotations

import random
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from algorist.core import ExecutionError, Step
from algorist.execution import run_program
from algorist.problems._family import Params, Solved, family
from algorist.problems.programs._families import ProgramFamily, terminates
from algorist.problems.programs._growing import WINDOWS, grow
from algorist.problems.programs._running import Run
from algorist.problems.programs._syntax import (
    Program,
    numbered,
    text_of,
    with_line_numbers,
)

MAX_TRIES = 40
RAISING = 0.75
"""How many of the programs fail; the others pass both places that might."""


PROGRAM = '''\
def solution(text, args, **_):
    """The line on which the program raises an exception when main is called, or 0."""
    names = {}
    exec(compile(text, "program", "exec"), names)
    try:
        names["main"](*args)
    except (ZeroDivisionError, UnboundLocalError) as error:
        place = error.__traceback__
        while place.tb_next is not None:
            place = place.tb_next
        return place.tb_lineno
    return 0
'''
"""Python's own answer; it executes the text, so it runs in the sandbox."""


@family("programs.error")
class ErrorLine(ProgramFamily):
    """The line on which a program raises an exception, if it does; two of its lines might."""

    summary = "On which line a program fails, if it does."
    question = (
        "{call} is called. On which line does the program raise an exception (ZeroDivisionError, "
        "or UnboundLocalError where a variable has no value yet)? Answer with the number of the "
        "line, or with 0 if main returns a value."
    )
    law = (
        "A program has 2, 3, 4, 6 or 8 functions; without its faults its run has 5-14, 12-26, "
        "24-50, 45-95 or 80-190 counted steps at levels 1 to 5. Three of four runs fail."
    )
    program = PROGRAM

    def sample(self, rng: random.Random, level: int) -> Params:
        """A program that fails at one of two doubtful places, or one time in four at none."""
        raising, most = rng.random() < RAISING, 2 * WINDOWS[level - 1][1]
        params: Params = {}
        for _ in range(MAX_TRIES):
            code, args = grow(rng, level, self.composition, self.inputs, self.functions)
            code = with_fault(rng, with_fault(rng, code))
            if not terminates(code, args, most):
                continue
            params = {"code": code, "text": text_of(code), "args": args}
            if (Run(code, args, trace=False).fault is not None) == raising:
                break
        return params

    def redraw(self, params: Params, rng: random.Random, level: int) -> Params:
        return {**params, **super().redraw(params, rng, level)}

    def listing(self, params: Params) -> str:
        return with_line_numbers(params["text"])

    def solve(self, params: Params) -> Solved:
        run = Run(params["code"], params["args"])
        if run.fault is None:
            last = Step(f"main returns {run.value}: no line fails.", None, 0)
        else:
            line = run.fault.line
            last = Step(f"line {line}: {run.fault.what}, so the run fails here.", None, line)
        return Solved(str(last.state), (*run.steps, last))

    def recompute(self, params: Params) -> str:
        """What CPython says, in the sandbox: 5 milliseconds; ``ExecutionError`` where it ends."""
        run = run_program(self.program, {"text": params["text"], "args": params["args"]})
        if not run.ok:
            raise ExecutionError(f"the program ended with {run.outcome!r} in the sandbox")
        return str(run.value)


def with_fault(rng: random.Random, program: Program) -> Program:
    """A copy in which one more divisor may be zero, or one more variable may have no value."""
    broken = deepcopy(program)
    choices: list[tuple[list[Any], list[str]]] = []
    for _, parameters, body in broken:
        choices += [(node, parameters) for node in _moduli(body)]
        if body[0][0] == "if" and body[0][4]:
            choices.append((body[0], parameters))
    if not choices:
        return broken
    node, parameters = rng.choice(choices)
    if node[0] == "if":
        node[4] = []
    else:
        node[2] = ["%", rng.choice(parameters), rng.randint(2, 4)]
    return numbered(broken)  # lines move where an else is gone


def _moduli(node: Any) -> Iterator[list[Any]]:
    """The remainders by a number larger than four, anywhere below a node."""
    if isinstance(node, list):
        if len(node) == 3 and node[0] == "%" and isinstance(node[2], int) and node[2] > 4:
            yield node
        for part in node:
            yield from _moduli(part)
