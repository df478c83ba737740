"""Questions about the run of a generated program: SX-Bench's and SURGE's, with the trace shown."""

from __future__ import annotations

import random
from typing import Any, ClassVar

from algorist.core import InputError, Spec, Step
from algorist.problems._family import Family, Params, Solved, family
from algorist.problems._trail import Trail
from algorist.problems._values import show, source_of
from algorist.problems.programs._growing import COMPOSITIONS, WINDOWS, grow
from algorist.problems.programs._machine import machine
from algorist.problems.programs._running import Run, TooLongError
from algorist.problems.programs._syntax import Program, text_of, with_line_numbers
from algorist.problems.programs._trails import Assignments

RULE = (
    "Count the steps of a run so: each call of a function that the program defines is 1 step (the "
    "first call included), each iteration of a loop is 1 step, and each assignment that is "
    "executed is 1 step. Nothing else counts."
)
COUNTER = "The program counts its steps in run_steps."


class ProgramFamily(Family):
    """A question about ``main(...)`` of a generated program.

    Options: ``composition`` (``mixed``, ``sequential``, ``selective``, ``loop``, ``recursion``)
    and ``functions`` (how many, instead of the level's).
    """

    law = (
        "A program has 2, 3, 4, 6 or 8 functions and its run 5-14, 12-26, 24-50, 45-95 or 80-190 "
        "counted steps at levels 1 to 5."
    )
    question: ClassVar[str]
    result: ClassVar[str]
    """The last lines of the program that a problem carries: from a run to the answer."""
    inputs: ClassVar[int] = 2

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "result" in cls.__dict__:
            cls.program = source_of(machine, "run") + "\n\n" + cls.result

    def __init__(self, *, composition: str | Spec = "mixed", functions: int | None = None) -> None:
        self.composition, self.functions = str(composition), functions
        if self.composition not in COMPOSITIONS:
            raise InputError(
                f"composition={self.composition} of {self.name}: it offers "
                f"{', '.join(COMPOSITIONS)}"
            )
        if functions is not None and not (isinstance(functions, int) and 2 <= functions <= 20):
            raise InputError(f"functions={functions!r} of {self.name}: give 2 to 20")

    def sample(self, rng: random.Random, level: int) -> Params:
        code, args = grow(rng, level, self.composition, self.inputs, self.functions)
        return self.asked(rng, {"code": code, "args": args})

    def redraw(self, params: Params, rng: random.Random, level: int) -> Params:
        """The same program with other arguments."""
        high = WINDOWS[level - 1][1]
        args: list[int] = params["args"]
        for _ in range(20):
            args = [rng.randint(2, 20 * level) for _ in params["args"]]
            if args != params["args"] and terminates(params["code"], args, 2 * high):
                break
        return self.asked(rng, {"code": params["code"], "args": args})

    def asked(self, rng: random.Random, params: Params) -> Params:
        """What is asked about the run, drawn where the question leaves a choice."""
        return params

    def listing(self, params: Params) -> str:
        """The text of the program as the question shows it."""
        return text_of(params["code"])

    def render(self, params: Params) -> str:
        call = f"main({', '.join(map(str, params.get('args', [])))})"
        question = self.question.format(call=call, **params)
        return f"{self.listing(params)}\n\n{question}"

    def needed(self, params: Params) -> list[str]:
        return [self.listing(params), *(str(value) for value in params.get("args", []))]


@family("programs.returned")
class Returned(ProgramFamily):
    """SURGE's and SX-Bench's prediction of an output."""

    summary = "What a program returns."
    question = "What does {call} return?"
    result = (
        "def solution(code, args):\n"
        '    """What the program returns."""\n'
        '    return run(code, args)["value"]\n'
    )

    def trail(self) -> type[Trail]:
        """Its assignments; the other tasks ask for steps, passes or whole runs themselves."""
        return Assignments

    def solve(self, params: Params) -> Solved:
        run = Run(params["code"], params["args"])
        return Solved(str(run.value), tuple(run.steps))

    def recompute(self, params: Params) -> str:
        return show(machine(**params)["value"])


@family("programs.steps")
class Steps(ProgramFamily):
    """SX-Bench's Easy- and Hard-Reasoning: how many computation steps a run has.

    Its paper counts operations, loop iterations and function calls with a global ``run_steps``.
    ``counter=rule`` states the rule in words; ``counter=shown`` writes the counter into the
    program, as the paper does.
    """

    summary = "How many steps a program runs."
    question = f"{RULE} How many steps does {{call}} run?"
    result = (
        "def solution(code, args):\n"
        '    """How many steps the program runs."""\n'
        '    return run(code, args)["count"]\n'
    )

    def __init__(
        self,
        *,
        composition: str | Spec = "mixed",
        functions: int | None = None,
        counter: str | Spec = "rule",
    ) -> None:
        super().__init__(composition=composition, functions=functions)
        self.shown = str(counter) == "shown"
        if str(counter) not in ("rule", "shown"):
            raise InputError(f"counter={counter} of {self.name}: it offers rule and shown")

    def listing(self, params: Params) -> str:
        return text_of(params["code"], counting=self.shown)

    def render(self, params: Params) -> str:
        if not self.shown:
            return super().render(params)
        call = f"main({', '.join(map(str, params['args']))})"
        return (
            f"{self.listing(params)}\n\nThe program is started and {call} is called once. "
            "What is the value of run_steps afterwards?"
        )

    def solve(self, params: Params) -> Solved:
        run = Run(params["code"], params["args"])
        steps, count = [], 0
        for step in run.steps:
            if " returns" in step.text:
                continue
            count += 1
            steps.append(Step(f"{count}. {step.text}", step.claim, count))
        return Solved(str(run.count), tuple(steps))

    def recompute(self, params: Params) -> str:
        return show(machine(**params)["count"])


@family("programs.value_at")
class ValueAt(ProgramFamily):
    """The value of a variable right after a line, at a given pass."""

    summary = "The value of a variable after a line at a pass."
    question = (
        "During {call}, what is the value of {name} right after line {line} has been executed for "
        "the {ordinal} time? (Count the executions of that line from the start, over all calls of "
        "its function.)"
    )
    result = (
        "def solution(code, args, line, k, **_):\n"
        '    """The value that the line assigns at its k-th pass."""\n'
        '    hits = run(code, args)["assigned"]\n'
        "    return next(hit[3] for hit in hits if hit[:2] == [line, k])\n"
    )

    def asked(self, rng: random.Random, params: Params) -> Params:
        hits = Run(params["code"], params["args"]).hits
        later = hits[len(hits) // 3 :]  # so that some of the run has to be followed
        repeated = [hit for hit in later if hit[1] > 1]
        line, k, name, _ = rng.choice(repeated or later)
        return {**params, "line": line, "k": k, "name": name}

    def listing(self, params: Params) -> str:
        return with_line_numbers(text_of(params["code"]))

    def render(self, params: Params) -> str:
        return super().render({**params, "ordinal": ordinal(params["k"])})

    def solve(self, params: Params) -> Solved:
        run = Run(params["code"], params["args"])
        wanted, seen = f"line {params['line']}: {params['name']} =", 0
        for i, step in enumerate(run.steps):
            if step.text.startswith(wanted):
                seen += 1
                if seen == params["k"]:
                    return Solved(str(step.state), tuple(run.steps[: i + 1]))
        raise InputError(
            f"line {params['line']} runs {seen} times, not {params['k']}: give a smaller k"
        )

    def recompute(self, params: Params) -> str:
        hits: Any = machine(params["code"], params["args"])["assigned"]
        where = [params["line"], params["k"]]
        return next(str(hit[3]) for hit in hits if hit[:2] == where)

    def needed(self, params: Params) -> list[str]:
        return [*super().needed(params), f"line {params['line']}", ordinal(params["k"])]


@family("programs.inverse")
class Inverse(ProgramFamily):
    """Which input gives an output; that it is the only one is proved by trying all."""

    summary = "Which input of a program gives an output."
    question = (
        "For exactly one integer x from {low} to {high}, main(x) returns {output}. Which x is it?"
    )
    law = (
        "A program has 2, 2, 3, 3 or 4 functions, and x is one of 5, 8, 12, 16 or 20 integers at "
        "levels 1 to 5."
    )
    inputs = 1
    result = (
        "def solution(code, low, high, output):\n"
        '    """The only input that gives the output."""\n'
        "    found = [x for x in range(low, high + 1) if run(code, [x])['value'] == output]\n"
        "    (only,) = found\n"
        "    return only\n"
    )

    def sample(self, rng: random.Random, level: int) -> Params:
        width = (5, 8, 12, 16, 20)[level - 1]
        size = self.functions or (2, 2, 3, 3, 4)[level - 1]
        while True:
            code, _ = grow(rng, min(level, 2), self.composition, 1, size)
            found = self.window(rng, code, width, 9 * level)
            if found:
                return found

    def window(self, rng: random.Random, code: Program, width: int, far: int) -> Params:
        """A range of inputs in which several outputs occur once, and one of them; else nothing."""
        low = rng.randint(0, far)
        values = [Run(code, [x], trace=False).value for x in range(low, low + width)]
        unique = [value for value in values if values.count(value) == 1]
        if len(unique) < 2:
            return {}
        return {"code": code, "low": low, "high": low + width - 1, "output": rng.choice(unique)}

    def redraw(self, params: Params, rng: random.Random, level: int) -> Params:
        width = params["high"] - params["low"] + 1
        for _ in range(20):
            found = self.window(rng, params["code"], width, 9 * level)
            if found:
                return found
        return params

    def solve(self, params: Params) -> Solved:
        steps, answer = [], None
        for x in range(params["low"], params["high"] + 1):
            value = Run(params["code"], [x], trace=False).value
            steps.append(Step(f"main({x}) returns {value}", None, [x, value]))
            if value == params["output"]:
                answer = x
        steps.append(Step(f"Only x = {answer} gives {params['output']}.", None, answer))
        return Solved(str(answer), tuple(steps))

    def recompute(self, params: Params) -> str:
        inputs = range(params["low"], params["high"] + 1)
        found = [x for x in inputs if machine(params["code"], [x])["value"] == params["output"]]
        (only,) = found
        return str(only)

    def needed(self, params: Params) -> list[str]:
        return [self.listing(params), *(str(params[key]) for key in ("low", "high", "output"))]


@family("programs.predict")
class Predict(ProgramFamily):
    """SX-Bench's Predict: for each of some input and output pairs, whether the program fits it.

    Its 626 items have 7.2 pairs each on average; here each has ``pairs`` of them (7), about half
    of them wrong by a little or by the result of another input.
    """

    summary = "Which input and output pairs fit a program."
    question = (
        "For each of the following pairs of an input and an output, does main give that output "
        "for that input? {listed}. Answer with a list of true and false, in the order of the "
        "pairs, such as [true, false]."
    )
    law = "A program has 2, 2, 3, 3 or 4 functions at levels 1 to 5, and 7 pairs are to be judged."
    answer_type = "list"
    result = (
        "def solution(code, pairs):\n"
        '    """Whether each pair fits."""\n'
        "    fits = [run(code, args)['value'] == out for args, out in pairs]\n"
        "    return '[' + ', '.join(str(one).lower() for one in fits) + ']'\n"
    )

    def __init__(
        self,
        *,
        composition: str | Spec = "mixed",
        functions: int | None = None,
        pairs: int = 7,
    ) -> None:
        super().__init__(composition=composition, functions=functions)
        if not (isinstance(pairs, int) and 1 <= pairs <= 50):
            raise InputError(f"pairs={pairs!r} of {self.name}: give 1 to 50")
        self.pairs = pairs

    def sample(self, rng: random.Random, level: int) -> Params:
        size = self.functions or (2, 2, 3, 3, 4)[level - 1]
        code, _ = grow(rng, min(level, 3), self.composition, 2, size)
        return self.judged(rng, code, level)

    def redraw(self, params: Params, rng: random.Random, level: int) -> Params:
        return self.judged(rng, params["code"], level)

    def judged(self, rng: random.Random, code: Program, level: int) -> Params:
        """Pairs of an input and an output of ``code``, about half of them wrong."""
        pairs: list[list[Any]] = []
        for _ in range(self.pairs):
            args = [rng.randint(2, 20 * level), rng.randint(2, 20 * level)]
            value = Run(code, args, trace=False).value
            if rng.random() < 0.5:
                value += rng.choice([-10, -2, -1, 1, 2, 10])
            pairs.append([args, value])
        return {"code": code, "pairs": pairs}

    def render(self, params: Params) -> str:
        return super().render({**params, "listed": listed(params["pairs"])})

    def solve(self, params: Params) -> Solved:
        steps, answer = [], []
        for args, output in params["pairs"]:
            value = Run(params["code"], args, trace=False).value
            call = f"main({', '.join(map(str, args))})"
            fits = "so it fits" if value == output else f"not {output}"
            steps.append(Step(f"{call} returns {value}, {fits}.", None, value))
            answer.append(value == output)
        return Solved(show(answer), tuple(steps))

    def recompute(self, params: Params) -> str:
        return show([machine(params["code"], a)["value"] == out for a, out in params["pairs"]])

    def needed(self, params: Params) -> list[str]:
        return [self.listing(params), listed(params["pairs"])]


def terminates(code: Program, args: list[int], most: int) -> bool:
    """Whether the run has at most ``most`` counted steps."""
    try:
        Run(code, args, trace=False, most=most)
    except TooLongError:
        return False
    return True


def listed(pairs: list[Any]) -> str:
    """The pairs as ``main(3, 4) -> 5``, separated by semicolons."""
    return "; ".join(f"main({', '.join(map(str, args))}) -> {out}" for args, out in pairs)


def ordinal(k: int) -> str:
    """``1st``, ``2nd``, ``11th``."""
    ending = "th" if k % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(k % 10, "th")
    return f"{k}{ending}"
