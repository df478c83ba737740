"""Running one program: compile, count, call, and describe what happened in JSON values."""

from __future__ import annotations

import ast
import builtins
import inspect
import io
import json
import mmap
import random
import sys
import traceback
import types
from collections.abc import Callable, Sequence
from json.scanner import make_scanner
from typing import Any, NoReturn

from . import _count, _trace, _values

FILENAME = "<program>"
MAX_DIGITS = 200_000
"""Longest integer text that a program may read or print, in digits."""
MAX_MESSAGE = 2_000

Report = dict[str, Any]

_scan = make_scanner(json.JSONDecoder())  # type: ignore[arg-type] # its stub errs
# Address space given back when memory runs out, so that a report can be made.
_reserve = mmap.mmap(-1, 1 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
_seeded: int | None = None


class Finished(BaseException):
    """Unwinds a run whose report was already sent; for a run that is not to end its process."""


def run(request: Report, send: Callable[[Report], NoReturn]) -> NoReturn:
    """Run ``request["source"]`` and ``send`` its report; never returns.

    The request holds ``source``, ``inputs`` (a dictionary), ``count`` (whether to count steps),
    ``steps`` (their bound or None), ``trace`` (most events, 0 for none), ``value_bytes``, ``seed``
    and, where another zygote has more modules, ``elsewhere``. The report holds ``outcome``,
    ``value``, ``value_type``, ``steps``, ``instructions``, ``error`` and ``trace``.
    """
    report: Report = {"outcome": "ok", "value": None, "value_type": "NoneType", "error": None}
    cell = [0]
    tracer: _trace.LineTracer | None = None

    def finish() -> NoReturn:
        sys.settrace(None)
        steps, instructions = divmod(cell[0], _count.STEP)
        counted = bool(request["count"])
        report["steps"] = steps if counted else None
        report["instructions"] = instructions if counted else None
        if tracer is not None:
            report["trace"] = tracer.events
            report["trace_truncated"] = tracer.truncated
        send(report)

    def over() -> NoReturn:
        report["outcome"] = "steps_limit"
        report["error"] = _message(
            "StepsLimit", f"more than {request['steps']} steps", request["source"], _line_now()
        )
        finish()

    sys.set_int_max_str_digits(MAX_DIGITS)
    seed(request["seed"])
    if request.get("elsewhere"):
        sys.meta_path.append(_Elsewhere(send))
    module = types.ModuleType("__main__")
    sys.modules["__main__"] = module
    names = module.__dict__
    names["__builtins__"] = builtins
    names.update(request["inputs"])
    try:
        tree = ast.parse(request["source"], FILENAME)
        if request["count"]:
            tree = _count.instrument(tree)
            tick, cell = _count.meter(request["steps"], over)
            names[_count.TICK] = tick
        code = compile(tree, FILENAME, "exec", dont_inherit=True)
        if request["trace"]:
            tracer = _trace.LineTracer(FILENAME, request["trace"])
            sys.settrace(tracer)
        exec(code, names)  # this process exists to run it and is confined
        value = _value(names, request["inputs"])
        sys.settrace(None)
        report["value_type"] = type(value).__name__
        report["value"] = _values.export(value, request["value_bytes"])
    except _values.TooLargeError:
        report["outcome"] = "output_limit"
        report["value"] = None
        report["error"] = _message(
            "ValueTooLarge",
            f"the value is larger than {request['value_bytes']} bytes or nested too deep",
            request["source"],
            None,
        )
    except SystemExit as error:
        if error.code not in (None, 0):
            _fail(report, error, request["source"])
        else:
            _take(report, names, request)
    except BaseException as error:
        _reserve.close()
        sys.settrace(None)
        if request.get("elsewhere") and isinstance(getattr(error, "obj", None), types.ModuleType):
            send({"outcome": "elsewhere"})  # a submodule that only other modules load
        _fail(report, error, request["source"])
    finish()


class _Elsewhere:
    """The last finder of modules: for a name that no other found, it ends the run, which the host
    then makes where more modules are."""

    def __init__(self, send: Callable[[Report], NoReturn]) -> None:
        self._send = send

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        """Called by ``import`` with the full name."""
        if path is None:
            self._send({"outcome": "elsewhere"})


def _take(report: Report, names: dict[str, Any], request: Report) -> None:
    """The value of a script that ended by ``exit()``: its answer variable, if it set one."""
    value = next((names[name] for name in ANSWERS if name in names), None)
    report["value_type"] = type(value).__name__
    try:
        report["value"] = _values.export(value, request["value_bytes"])
    except _values.TooLargeError:
        report["outcome"] = "output_limit"


ANSWERS = ("ans", "answer", "result")


def _value(names: dict[str, Any], inputs: dict[str, Any]) -> object:
    """What ``solution(...)`` returns for the inputs it takes, else an answer variable."""
    function = names.get("solution")
    if not callable(function):
        return next((names[name] for name in ANSWERS if name in names), None)
    positional, keywords, takes_all = _parameters(function)
    if takes_all:
        return function(**inputs)
    return function(
        *(inputs[name] for name in positional if name in inputs),
        **{name: inputs[name] for name in keywords if name in inputs},
    )


def _parameters(function: Callable[..., Any]) -> tuple[Sequence[str], Sequence[str], bool]:
    """Names of the parameters by position only, of the others, and whether any name will do."""
    if type(function) is types.FunctionType and not function.__dict__:  # as below, but quick
        code = function.__code__
        first, last = code.co_posonlyargcount, code.co_argcount + code.co_kwonlyargcount
        takes_all = bool(code.co_flags & inspect.CO_VARKEYWORDS)
        return code.co_varnames[:first], code.co_varnames[first:last], takes_all
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return (), (), True
    kinds = [each.kind for each in parameters]
    named = {inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY}
    return (
        [each.name for each in parameters if each.kind is each.POSITIONAL_ONLY],
        [each.name for each in parameters if each.kind in named],
        inspect.Parameter.VAR_KEYWORD in kinds,
    )


def seed(seed: int) -> None:
    """Fix the generators that a program may use without seeding, for equal counts on every run.

    For the seed of the last call, as a zygote makes one before it forks, there is nothing to do.
    """
    global _seeded
    if seed == _seeded:
        return
    _seeded = seed
    random.seed(seed)
    numpy_random = sys.modules.get("numpy.random")
    if numpy_random is not None:
        numpy_random.seed(seed % (1 << 32))


def _line_now() -> int | None:
    frame: types.FrameType | None = sys._getframe()
    while frame is not None:
        if frame.f_code.co_filename == FILENAME:
            return frame.f_lineno
        frame = frame.f_back
    return None


def _fail(report: Report, error: BaseException, source: str) -> None:
    report["outcome"] = "memory" if isinstance(error, MemoryError) else "error"
    if isinstance(error, SyntaxError) and error.filename == FILENAME:
        line = error.lineno
        message = error.msg
    else:
        line = None
        for each, number in traceback.walk_tb(error.__traceback__):
            if each.f_code.co_filename == FILENAME:
                line = number
        try:
            message = str(error)
        except BaseException:  # a program's own exception may refuse to be shown
            message = ""
    error.__traceback__ = None
    report["error"] = _message(type(error).__name__, message, source, line)


def _message(kind: str, message: str, source: str, line: int | None) -> Report:
    lines = source.splitlines()
    text = lines[line - 1].strip() if line is not None and 0 < line <= len(lines) else None
    clean = message[:MAX_MESSAGE].encode("utf-8", "replace").decode("utf-8")
    return {"type": kind, "message": clean, "line": line, "source": text and text[:200]}


def decode(data: bytes) -> Report:
    """The request from its JSON, by the scanner itself: ``json.loads`` touches 40 pages more."""
    request: Report = _scan(data.decode("utf-8", "surrogatepass"), 0)[0]
    return request


def encode(report: Report) -> bytes:
    """The report as JSON; a report that cannot be encoded is replaced by a plain error."""
    try:
        return json.dumps(report).encode("utf-8", "replace")
    except (ValueError, TypeError, RecursionError, MemoryError) as error:
        plain = {
            "outcome": "memory" if isinstance(error, MemoryError) else "error",
            "error": _message(type(error).__name__, "the report could not be made", "", None),
        }
        return json.dumps(plain).encode()


def flush() -> None:
    """Write out what the program printed, whatever it did to ``sys.stdout``."""
    for stream in (sys.__stdout__, sys.__stderr__):
        try:
            if isinstance(stream, io.TextIOWrapper):
                stream.flush()
        except (OSError, ValueError):
            pass  # the program closed it, or its reader is gone
