"""Run a generated program by walking its tree, counting its steps and writing the trace."""

from __future__ import annotations

from typing import Any

from algorist.core import LimitError, Step
from algorist.problems.programs._syntax import Expression, Program, Statement, joined

MAX_STEPS = 4_000
"""Counted steps after which a run is given up (generated programs stay below 250)."""
MAX_DEPTH = 60


class TooLongError(LimitError):
    """A program passed the bound on its steps or its depth; generation then draws another."""


class Fault(Exception):  # noqa: N818  (what a program does wrong is its result, not an error)
    """A division by zero, or a variable without a value, on a line of the program."""

    def __init__(self, line: int, what: str) -> None:
        self.line, self.what = line, what


class _Return(Exception):  # noqa: N818  (it is control flow, not an error)
    def __init__(self, value: int, shown: str) -> None:
        self.value, self.shown = value, shown


class Run:
    """One run of a program, by walking its tree.

    ``value`` is what it returned and ``count`` the number of counted steps: one for each call of a
    function of the program (the first included), each iteration of a loop, each assignment.
    ``steps`` is the trace, if asked for, and ``hits`` the assignments as (line, pass, name, value),
    passes counted from 1 for each line over the whole run. ``fault`` is where it failed, if it did;
    ``value`` is then 0.
    """

    def __init__(
        self, program: Program, args: list[int], *, trace: bool = True, most: int = MAX_STEPS
    ) -> None:
        self.functions = {function[0]: function for function in program}
        self.trace, self.most = trace, most
        self.count = self.depth = 0
        self.steps: list[Step] = []
        self.hits: list[tuple[int, int, str, int]] = []
        self.passes: dict[int, int] = {}
        self.value = 0
        self.fault: Fault | None = None
        try:
            self.value = self._call(program[-1][0], args)
        except Fault as fault:
            self.fault = fault

    def _tick(self) -> None:
        self.count += 1
        if self.count > self.most:
            raise TooLongError(f"the program runs for more than {self.most} steps")

    def _call(self, name: str, args: list[int]) -> int:
        self._tick()
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise TooLongError(f"the program nests more than {MAX_DEPTH} calls")
        if self.trace:
            self.steps.append(Step(f"call {name}({', '.join(map(str, args))})", None, list(args)))
        _, parameters, body = self.functions[name]
        env = dict(zip(parameters, args, strict=True))
        try:
            self._body(body, env)
        except _Return as done:
            self.depth -= 1
            if self.trace:
                text, claim = _line(f"{name} returns", done.shown, done.value)
                self.steps.append(Step(text, claim, done.value))
            return done.value
        raise LimitError(f"{name} ended without a return: every generated function has one")

    def _body(self, body: list[Statement], env: dict[str, int]) -> None:
        try:
            for statement in body:
                kind, line = statement[0], statement[1]
                if kind == "=":
                    value, shown = self._value(statement[3], env)
                    env[statement[2]] = value
                    self._tick()
                    if self.trace:
                        self._assigned(line, statement[2], value, shown)
                elif kind == "if":
                    self._body(statement[3 if self._holds(statement[2], env) else 4], env)
                elif kind == "for":
                    for i in range(self._value(statement[3], env)[0]):
                        env[statement[2]] = i
                        self._tick()
                        if self.trace:
                            text = f"line {line}: iteration with {statement[2]} = {i}"
                            self.steps.append(Step(text, None, i))
                        self._body(statement[4], env)
                elif kind == "while":
                    while self._holds(statement[2], env):
                        self._tick()
                        if self.trace:
                            test, left, right = statement[2]
                            one, two = self._value(left, env), self._value(right, env)
                            text = f"line {line}: iteration, as {one[1]} {test} {two[1]}"
                            self.steps.append(Step(text, None, one[0]))
                        self._body(statement[3], env)
                else:
                    raise _Return(*self._value(statement[2], env))
        except ZeroDivisionError as error:
            raise Fault(statement[1], "division by zero") from error
        except KeyError as error:
            raise Fault(statement[1], f"{error.args[0]} has no value") from error

    def _assigned(self, line: int, name: str, value: int, shown: str) -> None:
        k = self.passes[line] = self.passes.get(line, 0) + 1
        self.hits.append((line, k, name, value))
        text, claim = _line(f"line {line}: {name} =", shown, value)
        self.steps.append(Step(text, claim, value))

    def _holds(self, test: list[Any], env: dict[str, int]) -> bool:
        one, two = self._value(test[1], env)[0], self._value(test[2], env)[0]
        match test[0]:
            case "<":
                return one < two
            case "<=":
                return one <= two
            case ">":
                return one > two
            case ">=":
                return one >= two
            case "==":
                return one == two
            case _:
                return one != two

    def _value(self, expression: Expression, env: dict[str, int]) -> tuple[int, str]:
        """The value, and the expression with values in the place of names and calls."""
        if isinstance(expression, int):
            return expression, str(expression)
        if isinstance(expression, str):
            value = env[expression]
            return value, str(value) if value >= 0 else f"({value})"
        if expression[0] == "call":
            args = [self._value(argument, env)[0] for argument in expression[2:]]
            value = self._call(expression[1], args)
            return value, str(value) if value >= 0 else f"({value})"
        op, left, right = expression
        one, one_text = self._value(left, env)
        two, two_text = self._value(right, env)
        match op:
            case "+":
                value = one + two
            case "-":
                value = one - two
            case "*":
                value = one * two
            case "//":
                value = one // two
            case _:
                value = one % two
        return value, joined(op, left, one_text, right, two_text) if self.trace else ""


def _line(lead: str, shown: str, value: int) -> tuple[str, str | None]:
    """The text of a step and its claim: equations without // and % are claims."""
    plain = shown.strip("()")
    if plain == str(value):
        return f"{lead} {value}", None
    equation = f"{shown} = {value}"
    claim = None if "/" in shown or "%" in shown else equation
    return f"{lead} {equation}".replace(" % ", " mod "), claim  # 5 % 3 reads as a percentage
