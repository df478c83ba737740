"""The command line: one module a command, heavy imports inside the commands."""

from algorist.cli import (  # noqa: F401  (they register commands)
    _calibrate,
    _check,
    _demo,
    _discover,
    _eval,
    _families,
    _formats,
    _labels,
    _make,
    _models,
    _report,
    _route,
    _run,
    _solve,
    _steps,
)
from algorist.cli._app import app, main

__all__ = ["app", "main"]
