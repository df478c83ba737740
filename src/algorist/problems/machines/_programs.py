"""Register machines and stack programs."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from algorist.problems._family import Params
from algorist.problems._stepped import Move, moved
from algorist.problems.machines._engine import Machine, machine

MOST = 10**6
"""Numbers on a stack stay below this, so that the arithmetic stays readable."""


def _register(
    program: list[str], registers: dict[str, int], limit: int = 0, **_: Any
) -> list[list[int]]:
    # Decoded first and run as one loop over tuples.
    names = list(registers)
    code = [tuple(line.split()) for line in program]
    values, line = dict(registers), 1
    states: list[list[int]] = []
    while code[line - 1] != ("HALT",) and (limit == 0 or len(states) < limit):
        name, *operands = code[line - 1]
        following = line + 1
        if name == "GOTO":
            following = int(operands[0])
        elif name == "JZ":
            following = following if values[operands[0]] else int(operands[1])
        else:
            values[operands[0]] += {"INC": 1, "DEC": -1}[name]
        line = following
        states.append([line] + [values[register] for register in names])
    return states


@machine("register")
class Register(Machine):
    """A counter machine with INC, DEC, JZ, GOTO and HALT."""

    summary = "Run a register machine until it halts."
    noun = "state"
    state_type = final_type = "list"
    cuts = True
    law = "the run has 2-6, 7-11, 12-16, 17-20 and 21-25 instructions at levels 1 to 5"
    second = staticmethod(_register)

    def attempt(self, rng: random.Random, least: int, most: int) -> Params | None:
        """Loops that empty one register into others, with plain instructions between them."""
        names = "ABCDE"[: rng.randint(3, 5)]
        program: list[str] = []
        emptied: set[str] = set()
        wanted = 2 + min(most, 40) // 3
        while len(program) < 2 or (rng.random() < 0.8 and len(program) < wanted):
            if rng.random() < 0.4:
                source, *targets = rng.sample(names, rng.randint(2, min(3, len(names))))
                emptied.add(source)
                first = len(program) + 1
                after = first + 3 + len(targets)
                program.append(f"JZ {source} {after}")
                program.append(f"DEC {source}")
                program += [f"INC {target}" for target in targets]
                program.append(f"GOTO {first}")
            else:
                program.append(f"INC {rng.choice(names)}")
        program.append("HALT")
        top = {True: 2 + min(most, 200) // 10, False: 30}
        registers = {name: rng.randint(0, top[name in emptied]) for name in names}
        states = _register(program, registers, limit=most + 1)
        if least <= len(states) <= most:
            return {"program": program, "registers": registers}
        if self.steps is not None and len(states) > most:
            return {"program": program, "registers": registers, "limit": most}
        return None

    def describe(self, params: Params) -> str:
        lines = "\n".join(f"{n}: {line}" for n, line in enumerate(params["program"], 1))
        values = ", ".join(f"{name} = {value}" for name, value in params["registers"].items())
        names = ", ".join(params["registers"])
        limit = f", at the latest after {params['limit']} steps" if "limit" in params else ""
        return (
            "A register machine runs the program below from line 1. INC X adds 1 to register X, "
            "DEC X subtracts 1 from it, JZ X n goes to line n if X is 0 and to the next line if "
            "not, GOTO n goes to line n. Each of these is one step. The machine stops when it "
            f"comes to HALT{limit}.\n\n{lines}\n\nAt the start: {values}\n\nWrite a state as "
            f"[line, {names}], where line is the line to be run next; at the start it is "
            f"{_bracketed(self.start(params))}."
        )

    def start(self, params: Params) -> list[int]:
        return [1, *params["registers"].values()]

    def work(self, params: Params) -> Iterator[Move]:
        program, limit = params["program"], params.get("limit", 0)
        values, line, count = dict(params["registers"]), 1, 0
        while program[line - 1] != "HALT" and not (limit and count == limit):
            text = program[line - 1]
            name, _, rest = text.partition(" ")
            claim = None
            if name == "GOTO":
                fetch, line = f"line {line} is {text}", int(rest)
            elif name == "JZ":
                register, target = rest.split()
                fetch = f"line {line} is {text} and {register} = {values[register]}"
                line = line + 1 if values[register] else int(target)
            else:
                old = values[rest]
                fetch, line = f"line {line} is {text} and {rest} = {old}", line + 1
                values[rest] = old + 1 if name == "INC" else old - 1
                claim = f"{old} {'+' if name == 'INC' else '-'} 1 = {values[rest]}"
            count += 1
            yield moved(fetch, text, [line, *values.values()], claim)

    def needed(self, params: Params) -> list[str]:
        values = [f"{name} = {value}" for name, value in params["registers"].items()]
        return [*params["program"], *values]


def _bracketed(values: list[int]) -> str:
    return "[" + ", ".join(map(str, values)) + "]"


def _stack(program: list[str], stack: list[int], **_: Any) -> list[list[int]]:
    # The stack as a linked list of (value, rest); no list is changed in place.
    linked: Any = None
    for value in stack:
        linked = (value, linked)
    states = []
    for line in program:
        name = line.split()[0]
        if name == "PUSH":
            linked = (int(line.split()[1]), linked)
        elif name == "DROP":
            linked = linked[1]
        elif name == "DUP":
            linked = (linked[0], linked)
        elif name == "NEG":
            linked = (-linked[0], linked[1])
        else:
            b, (a, rest) = linked
            if name == "SWAP":
                linked = (a, (b, rest))
            elif name == "OVER":
                linked = (a, linked)
            elif name == "MAX":
                linked = (a if a > b else b, rest)
            else:
                linked = ({"ADD": a + b, "SUB": a - b, "MUL": a * b}[name], rest)
        values, here = [], linked
        while here is not None:
            values.append(here[0])
            here = here[1]
        states.append(values[::-1])
    return states


@machine("stack")
class Stack(Machine):
    """A straight-line stack program."""

    summary = "Run a stack program."
    noun = "stack"
    state_type = final_type = "list"
    law = "the program has 2-6, 7-11, 12-16, 17-20 and 21-25 instructions at levels 1 to 5"
    second = staticmethod(_stack)

    def attempt(self, rng: random.Random, least: int, most: int) -> Params | None:
        stack = [rng.randint(-9, 9) for _ in range(rng.randint(0, 3))]
        here, program = stack[:], []
        for _ in range(rng.randint(least, most)):
            line = self._pick(rng, here)
            program.append(line)
            here = _apply(here, line)[0]
        return {"program": program, "stack": stack}

    def _pick(self, rng: random.Random, here: list[int]) -> str:
        if len(here) < 2 or (len(here) < 6 and rng.random() < 0.3):
            return f"PUSH {rng.randint(-12, 12)}"
        name = rng.choice(
            ("ADD", "SUB", "MUL", "MAX", "SWAP", "OVER", "DUP", "DROP", "NEG", "ADD", "SUB", "MUL")
        )
        if name == "MUL" and abs(here[-1] * here[-2]) > MOST:
            return "MAX"
        if name in ("OVER", "DUP") and len(here) > 7:
            return "DROP"
        return "MAX" if name in ("ADD", "SUB") and abs(here[-1]) + abs(here[-2]) > MOST else name

    def describe(self, params: Params) -> str:
        lines = "\n".join(f"{n}: {line}" for n, line in enumerate(params["program"], 1))
        return (
            "Run the stack program below. PUSH n puts n on top of the stack, DROP removes the top, "
            "DUP puts a copy of the top on it, NEG changes the sign of the top, SWAP exchanges the "
            "two topmost numbers, OVER puts a copy of the second number from the top on the top. "
            "ADD, SUB, MUL and MAX take b from the top and a from below it and put a + b, a - b, "
            f"a * b or the larger of both in their place.\n\n{lines}\n\nStack at the start: "
            f"{_bracketed(params['stack'])}\n\nWrite a stack as a list from the bottom to the top."
        )

    def start(self, params: Params) -> list[int]:
        stack: list[int] = params["stack"]
        return stack

    def work(self, params: Params) -> Iterator[Move]:
        here = params["stack"]
        for line in params["program"]:
            top = f"the top is {', '.join(map(str, here[-2:]))}" if here else "the stack is empty"
            here, claim = _apply(here, line)
            yield moved(top, f"{line} ({claim})" if claim else line, here, claim)

    def needed(self, params: Params) -> list[str]:
        return [*params["program"], _bracketed(params["stack"])]


def _apply(stack: list[int], line: str) -> tuple[list[int], str | None]:
    """The stack after one instruction, and the arithmetic it did."""
    name, _, number = line.partition(" ")
    if name == "PUSH":
        return [*stack, int(number)], None
    if name == "DROP":
        return stack[:-1], None
    if name == "DUP":
        return [*stack, stack[-1]], None
    if name == "NEG":
        return [*stack[:-1], -stack[-1]], None
    below, a, b = stack[:-2], stack[-2], stack[-1]
    if name == "SWAP":
        return [*below, b, a], None
    if name == "OVER":
        return [*stack, a], None
    if name == "MAX":
        return [*below, max(a, b)], None
    sign = {"ADD": "+", "SUB": "-", "MUL": "*"}[name]
    value = a + b if name == "ADD" else a - b if name == "SUB" else a * b
    right = f"({b})" if b < 0 else str(b)
    left = f"({a})" if a < 0 else str(a)
    return [*below, value], f"{left} {sign} {right} = {value}"
