"""What a caller of ``run_program`` gets."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from algorist.core import InputError, from_json, to_json
from algorist.execution import Limits, Program, ProgramResult, run_program, run_program_async

VALUES = [
    # source, value, type
    ("ans = 3", 3, "int"),
    ("answer = 2.5", 2.5, "float"),
    ("ans = 'text'", "text", "str"),
    ("ans = True", True, "bool"),
    ("from fractions import Fraction\nans = Fraction(6, 4)", "3/2", "Fraction"),
    ("from decimal import Decimal\nans = Decimal('0.10')", "0.10", "Decimal"),
    ("ans = (1, [2, {3}])", [1, [2, [3]]], "tuple"),
    ("ans = {3, 1, 2}", [1, 2, 3], "set"),
    ("ans = {1: 'a', 'b': None}", {"1": "a", "b": None}, "dict"),
    ("ans = float('inf')", "inf", "float"),
    ("ans = 10**30", 10**30, "int"),
    ("ans = 10**5000", "1" + "0" * 5000, "int"),
    ("ans = 1 + 2j", "(1+2j)", "complex"),
    ("def solution():\n    return 7", 7, "int"),
    ("solution = lambda: 8", 8, "function"),
    ("ans = range(3)", [0, 1, 2], "range"),
    ("print(5)", None, "NoneType"),
    ("ans = 4\nexit()", 4, "int"),
]


@pytest.mark.parametrize(("source", "value", "kind"), VALUES)
def test_values_come_back_as_json_values(source: str, value: object, kind: str) -> None:
    """Numbers stay numbers, exact rationals become text, containers become lists."""
    result = run_program(source)

    assert (result.outcome, result.value) == ("ok", value)
    assert result.value_type == ("int" if kind == "function" else kind)
    assert from_json(to_json(result), ProgramResult) == result


def test_solution_is_called_with_the_inputs() -> None:
    """Inputs are keyword arguments of ``solution``."""
    source = "def solution(a, b=2, *, c):\n    return [a, b, c]"

    assert run_program(source, {"a": 1, "c": 3}).value == [1, 2, 3]


def test_inputs_are_also_globals() -> None:
    """A script without ``solution``, or one that takes no arguments, sees them as variables."""
    assert run_program("ans = a + 1", {"a": 1}).value == 2
    assert run_program("def solution():\n    return a + 1", {"a": 1}).value == 2


def test_a_missing_input_is_the_programs_error() -> None:
    """It is reported as the TypeError that Python raises."""
    result = run_program("def solution(a, b):\n    return a", {"a": 1})

    assert result.outcome == "error"
    assert result.error is not None
    assert result.error.type == "TypeError"


ERRORS = [
    ("x = 1\ny = x / 0", "ZeroDivisionError", 2),
    ("def f(:\n  pass", "SyntaxError", 1),
    ("def f():\n    return g()\n\nf()", "NameError", 2),
    ("import sys\nsys.exit(3)", "SystemExit", 2),
    ("def f(n):\n    return f(n + 1)\nf(0)", "RecursionError", 2),
    ("raise ValueError('no')", "ValueError", 1),
    ("input()", "EOFError", 1),
    ("import requests", "ModuleNotFoundError", 1),
]


@pytest.mark.parametrize(("source", "kind", "line"), ERRORS)
def test_errors_name_the_line(source: str, kind: str, line: int) -> None:
    """A repair prompt gets the class, the message and the line of the program."""
    result = run_program(source)

    assert result.outcome == "error"
    assert result.error is not None
    assert (result.error.type, result.error.line) == (kind, line)
    assert result.error.source in source
    assert kind in result.feedback


LIMITS = [
    ("while True: pass", "timeout"),
    ("import time\ntime.sleep(60)", "timeout"),
    ("x = 'a' * 10**10", "memory"),
    ("x = [0]\nwhile True: x += x", "memory"),
    ("print('a' * 10**6)", "output_limit"),
    ("while True: print('a')", "output_limit"),
    ("ans = 'a' * 10**6", "output_limit"),
    ("ans = []\nfor i in range(100): ans = [ans]", "output_limit"),
]


@pytest.mark.parametrize(("source", "outcome"), LIMITS)
def test_limits_end_a_run(source: str, outcome: str) -> None:
    """Each limit has an outcome of its own."""
    seconds = 1.0 if outcome == "timeout" else 20.0
    assert run_program(source, limits=Limits(seconds=seconds)).outcome == outcome


def test_what_was_printed_before_a_limit_is_kept() -> None:
    """A run that times out still shows its output, cut at the cap."""
    flooded = run_program("while True: print('ab')", limits=Limits(output=10))
    stopped = run_program(
        "print('before', flush=True)\nwhile True: pass", limits=Limits(seconds=0.3)
    )

    assert flooded.stdout == "ab\nab\nab\na"
    assert stopped.stdout == "before\n"


def test_the_answer_falls_back_to_the_last_line() -> None:
    """A program that only prints answers with its last line."""
    assert run_program("print('x')\nprint(42)\n").answer == "42"
    assert run_program("ans = 3\nprint(4)").answer == "3"


def test_runs_share_nothing() -> None:
    """What a program changes is gone for the next one."""
    run_program("import math, builtins\nmath.pi = 3\nbuiltins.print = None\nimport os")
    result = run_program("import math\nprint(math.pi)\nimport os\nans = os.listdir('.')")

    assert result.stdout.startswith("3.14159")
    assert result.value == []


def test_the_scratch_folder_is_the_only_place_to_write() -> None:
    """Files can be made there, and nowhere else."""
    source = """
with open("notes.txt", "w") as file:
    file.write("kept")
ans = open("notes.txt").read()
"""
    assert run_program(source).value == "kept"
    assert run_program("open('/tmp/x', 'w')").outcome == "error"


def test_imports_are_chosen_or_found() -> None:
    """A program that names sympy or numpy gets them; with a chosen list it gets just that."""
    assert run_program("import sympy\nans = sympy.Rational(2, 4)").value == "1/2"
    assert run_program("import numpy as np\nans = np.arange(3) * 2").value == [0, 2, 4]
    refused = run_program("import numpy", imports=("math",))
    assert refused.error is not None
    assert refused.error.type in ("ModuleNotFoundError", "ImportError", "PermissionError")


ELSEWHERE = [
    # programs that do not name what they import, and their values where all is loaded
    ("ans = __import__('sym' + 'py').Integer(3)", 3),
    ("from importlib import import_module\nans = str(import_module('sympy'[:]).pi)", "pi"),
    ("def solution(name):\n    return __import__(name).__name__", "sympy"),
    ("import mpmath\nans = mpmath.mpf(2) == 2", True),
    ("try:\n    import nowhere\nexcept ImportError:\n    ans = 5", 5),
    ("import sys\nans = 'sympy' in sys.modules", True),
    ("import urllib\nans = urllib.parse.quote(' ')", "%20"),  # sympy has loaded urllib.parse
    ("print('once')\n__import__('sym' + 'py')\nans = 1", 1),
]


@pytest.mark.parametrize(("source", "value"), ELSEWHERE)
def test_a_chosen_module_is_there_however_it_is_imported(source: str, value: object) -> None:
    """A program that seemed to need none of the chosen modules is run again where they are."""
    result = run_program(source, {"name": "sympy"}, imports=("sympy",))

    assert (result.outcome, result.value) == ("ok", value)
    assert result.stdout in ("", "once\n")


def test_a_program_that_is_run_again_keeps_its_limit() -> None:
    """What it used before it asked for a module is taken off its time, and asking twice is of no
    use to it."""
    slow = "import time\ntime.sleep(0.7)\n__import__('sym' + 'py')\ntime.sleep(0.7)\nans = 1"
    run_program("import sympy", imports=("sympy",))
    late = run_program(slow, limits=Limits(seconds=1.0), imports=("sympy",))
    report = b'{"outcome": "elsewhere"}'
    message = len(report).to_bytes(4, "little") + report
    forged = run_program(f"import os\nos.write(3, {message!r})\nans = 1", imports=("sympy",))

    assert late.outcome == "timeout"
    assert late.seconds >= 1.0
    assert forged.outcome == "killed"


@pytest.mark.parametrize(
    "inputs", [{"a": {1, 2}}, {"not a name": 1}, {"a": object()}], ids=["set", "name", "object"]
)
def test_inputs_that_are_not_json_are_refused(inputs: dict[str, object]) -> None:
    """The caller's mistake is an InputError, not a result."""
    with pytest.raises(InputError):
        run_program("ans = 1", inputs)


@pytest.mark.parametrize("bad", [{"seconds": 0}, {"memory": 1}, {"steps": 0}, {"output": -1}])
def test_limits_have_bounds(bad: dict[str, int]) -> None:
    """An impossible limit is refused with its bound."""
    with pytest.raises(InputError, match=next(iter(bad))):
        Limits(**bad)


def test_hundreds_of_runs_at_once() -> None:
    """Threads and event loops can share the default sandbox."""

    async def many() -> list[ProgramResult]:
        return list(await asyncio.gather(*(run_program_async(f"ans = {n}") for n in range(200))))

    assert [each.value for each in asyncio.run(many())] == list(range(200))
    with ThreadPoolExecutor(8) as threads:
        values = list(threads.map(lambda n: run_program("ans = n", {"n": n}).value, range(100)))
    assert values == list(range(100))


def test_results_say_how_they_were_confined() -> None:
    """On this kind of machine no wall is missing, or the reason is there."""
    isolation = run_program("ans = 1").isolation

    assert isolation.backend == "fork"
    assert isolation.level in ("full", "strong")
    assert {"rlimits", "no_new_privs", "seccomp"} <= set(isolation.walls)
    json.loads(to_json(isolation))


def test_programs_are_records() -> None:
    """A program to run can be stored and read back."""
    program = Program("ans = 1", {"a": [1]}, Limits(steps=5))

    assert from_json(to_json(program), Program) == program


SOLUTIONS = [
    # how `solution` takes a = 6 and b = 7, of which c is no input
    "def solution(a, b):\n    return a * b",
    "def solution(a, /, *, b, c=1):\n    return a * b * c",
    "def solution(**given):\n    return given['a'] * given['b']",
    "from functools import partial\nsolution = partial(lambda c, a, b: c * a * b, 1)",
    "from functools import wraps\ndef double(f):\n    @wraps(f)\n    def g(*x, **y):\n"
    "        return 2 * f(*x, **y)\n    return g\n@double\ndef solution(b):\n    return 3 * b",
    "class solution(int):\n    def __new__(cls, b):\n        return int.__new__(cls, 6 * b)",
]


@pytest.mark.parametrize("source", SOLUTIONS)
def test_a_solution_takes_the_inputs_that_it_names(source: str) -> None:
    """Functions, decorated ones, partial ones and classes get the arguments of their signature."""
    assert run_program(source, {"a": 6, "b": 7}).value == 42


def test_the_forked_interpreter_is_whole() -> None:
    """Its one thread is the main thread, and its random numbers come from the seed alone."""
    source = (
        "import random, threading\n"
        "ans = [threading.current_thread() is threading.main_thread(),\n"
        "       threading.active_count(), random.random()]"
    )
    first, again, other = (run_program(source, seed=seed).value for seed in (3, 3, 4))

    assert first[:2] == [True, 1]
    assert first == again != other
