"""Generated programs: both runners against Python itself, the lines, the counts, the questions."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from typing import Any

import pytest

from algorist.checking import check_answer, check_steps, check_trace
from algorist.core import Answer, InputError, rng
from algorist.problems import build, make, make_many, vary
from algorist.problems.programs import Run, machine, text_of
from algorist.problems.programs._growing import COMPOSITIONS, SIZES, WINDOWS, grow
from tests.problems._programs import run_programs

NAMES = tuple(
    f"programs.{task}" for task in ("returned", "steps", "value_at", "inverse", "predict")
)

_PYTHON = """
import json, sys

answers = []
for counting, plain, args in json.load(sys.stdin):
    names = {}
    exec(counting, names)
    value = names["main"](*args)
    hits, passes, before, source = [], {}, {}, {}

    def note(frame):
        line = before.pop(id(frame), None)
        if line in targets:
            passes[line] = passes.get(line, 0) + 1
            hits.append([line, passes[line], targets[line], frame.f_locals[targets[line]]])

    def watch(frame, event, arg):
        if frame.f_code.co_filename != "<generated>":
            return None
        if event in ("line", "return"):
            note(frame)
        if event == "line":
            before[id(frame)] = frame.f_lineno
        return watch

    targets = {
        i: line.split(" = ")[0].strip()
        for i, line in enumerate(plain.split("\\n"), 1)
        if " = " in line
    }
    space = {}
    exec(compile(plain, "<generated>", "exec"), space)
    sys.settrace(watch)
    try:
        again = space["main"](*args)
    finally:
        sys.settrace(None)
    answers.append([value, names["run_steps"], again, hits])
json.dump(answers, sys.stdout)
"""


def in_python(cases: list[tuple[str, str, list[int]]]) -> list[list[Any]]:
    """Value, counter, value again and all assignments of each program, by Python itself."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", _PYTHON],
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    answers: list[list[Any]] = json.loads(done.stdout)
    return answers


@pytest.mark.parametrize("composition", COMPOSITIONS)
def test_both_runners_agree_with_python(composition: str) -> None:
    """What the tree walker and the stack machine say of a run is what CPython does: the value, the
    count of the counter written into the program, and every assignment with its line and pass."""
    cases, ours = [], []
    for level in range(1, 6):
        for index in range(8):
            code, args = grow(rng("programs", composition, level, index), level, composition)
            run, other = Run(code, args), machine(code, args)
            assert [run.value, run.count] == [other["value"], other["count"]]
            assert [list(hit) for hit in run.hits] == other["assigned"]
            cases.append((text_of(code, counting=True), text_of(code), args))
            ours.append([run.value, run.count, run.value, [list(hit) for hit in run.hits]])
    assert in_python(cases) == ours


def test_lines_are_those_of_the_text() -> None:
    """The line numbers in the tree are those that Python's parser finds in the text."""

    def lines(body: list[Any]) -> list[int]:
        found = []
        for statement in body:
            found.append(statement[1])
            for part in statement[2:]:
                if isinstance(part, list) and part and isinstance(part[0], list):
                    found += lines(part)
        return found

    for level in range(1, 6):
        code, _ = grow(rng("lines", level), level, "mixed")
        ours = [line for function in code for line in lines(function[2])]
        parsed = ast.walk(ast.parse(text_of(code)))
        kinds = (ast.Assign, ast.If, ast.For, ast.While, ast.Return)
        assert sorted(ours) == sorted(node.lineno for node in parsed if isinstance(node, kinds))


@pytest.mark.parametrize("level", range(1, 6))
def test_the_law_of_difficulty_holds(level: int) -> None:
    """Programs have the stated number of functions, all of them called, and runs of the stated
    length."""
    low, high = WINDOWS[level - 1]
    for problem in make_many("programs.steps", 40, level=level, seed=2):
        assert len(problem.params["code"]) == SIZES[level - 1]
        assert low <= int(problem.answer) <= high
        text = text_of(problem.params["code"])
        assert all(text.count(f"{function[0]}(") > 1 for function in problem.params["code"][:-1])


def test_published_lengths_are_covered() -> None:
    """SX-Bench's means, 14.92 steps (easy) and 69.49 (hard), lie between those of our levels."""
    means = []
    for level in range(1, 6):
        problems = list(make_many("programs.steps", 60, level=level))
        means.append(sum(int(problem.answer) for problem in problems) / 60)
    assert means == sorted(means)
    assert means[0] < 14.92 < means[2]
    assert means[2] < 69.49 < means[4]


@pytest.mark.parametrize(
    ("composition", "node"),
    [("loop", ast.For), ("selective", ast.If), ("sequential", ast.Call), ("recursion", ast.If)],
)
def test_compositions_show(composition: str, node: type[ast.AST]) -> None:
    """A composition that is asked for is in the program; recursion is a function that calls
    itself."""
    for problem in make_many(f"programs.returned(composition={composition})", 10, level=4):
        text = text_of(problem.params["code"])
        assert any(isinstance(part, node) for part in ast.walk(ast.parse(text)))
        if composition == "recursion":
            bodies = text.split("def ")[1:]
            assert any(body.count(body.split("(")[0] + "(") > 1 for body in bodies)


@pytest.mark.parametrize("name", NAMES)
def test_programs_agree(name: str) -> None:
    """The number-independent program that a problem carries gives the answer elsewhere."""
    cases, answers = [], []
    for spec in (name, f"{name}(composition=selective)", f"{name}(functions=5)"):
        for level in (1, 3, 5):
            for problem in make_many(spec, 2, level=level):
                assert build(spec).recompute(problem.params) == problem.answer
                cases.append((problem.program or "", problem.params))
                answers.append(problem.answer)
    assert run_programs(cases) == answers


def test_the_inverse_is_the_only_one() -> None:
    """Trying every input in Python, one gives the output, and it is the answer."""
    problems = [p for level in range(1, 6) for p in make_many("programs.inverse", 4, level=level)]
    for problem in problems:
        low, high = problem.params["low"], problem.params["high"]
        code = problem.params["code"]
        cases = [(text_of(code, counting=True), text_of(code), [x]) for x in range(low, high + 1)]
        values = [one[0] for one in in_python(cases)]
        assert values.count(problem.params["output"]) == 1
        assert low + values.index(problem.params["output"]) == int(problem.answer)


def test_the_shown_counter_is_the_rule() -> None:
    """``counter=shown`` writes the counter that ``counter=rule`` describes."""
    rule, shown = make("programs.steps", level=3), make("programs.steps(counter=shown)", level=3)
    assert "run_steps" not in rule.question
    assert "each iteration of a loop is 1 step" in rule.question
    assert "global run_steps" in shown.question
    assert "run_steps += 1" in shown.question
    listing = shown.question.split("\n\nThe program is started")[0]
    [[_, count, _, _]] = in_python([(listing, listing, shown.params["args"])])
    assert str(count) == shown.answer


@pytest.mark.parametrize("name", NAMES)
def test_steps_can_be_checked(name: str) -> None:
    """Every claim is true, a response of all steps scores in full, and no step reads as wrong."""
    for level in (1, 3):
        for problem in make_many(name, 4, level=level, seed=8):
            for step in problem.steps:
                if step.claim is not None:
                    left, right = step.claim.rsplit(" = ", 1)
                    assert check_answer(Answer(right, "expression"), left).correct, step.claim
            lines = [f"{i}. {step.text}" for i, step in enumerate(problem.steps, 1)]
            response = "\n".join([*lines, f"The answer is {problem.answer}."])
            assert check_trace(problem, response).prefix_accuracy == 1
            checked = check_steps([step.text for step in problem.steps])
            assert "wrong" not in [step.verdict for step in checked.steps]


def test_the_trace_of_a_count_counts_along() -> None:
    """The states of ``programs.steps`` are 1, 2, 3, ... up to the answer."""
    problem = make("programs.steps", level=4)
    states = [step.state for step in problem.steps]
    assert states == list(range(1, int(problem.answer) + 1))


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("programs.returned(composition=odd)", "it offers mixed"),
        ("programs.returned(functions=1)", "give 2 to 20"),
        ("programs.steps(counter=hidden)", "rule and shown"),
        ("programs.predict(pairs=0)", "give 1 to 50"),
    ],
)
def test_options_out_of_bounds_are_refused(spec: str, message: str) -> None:
    """The error says what is offered."""
    with pytest.raises(InputError, match=message):
        build(spec)


@pytest.mark.parametrize("name", NAMES)
def test_a_variation_keeps_the_program(name: str) -> None:
    """``vary`` asks about the same program with other inputs."""
    base = make(name, level=3)
    for index in range(4):
        varied = vary(base, index=index)
        assert varied.params["code"] == base.params["code"]
        assert varied.question != base.question
        assert build(varied.family).recompute(varied.params) == varied.answer


@pytest.mark.parametrize("composition", COMPOSITIONS)
def test_failing_lines_are_those_of_python(composition: str) -> None:
    """The walked run stops where CPython raises; some runs pass every doubtful line."""
    spec = f"programs.error(composition={composition})"
    family, lines = build(spec), set()
    for problem in make_many(spec, 40, level=2, seed=8):
        assert family.recompute(problem.params) == problem.answer, problem.id
        line = int(problem.answer)
        lines.add(line > 0)
        assert problem.steps[-1].state == line
        if line:
            shown = problem.question.splitlines()[line - 1]
            assert shown.lstrip().startswith(f"{line} |")
    assert lines == {True, False}
