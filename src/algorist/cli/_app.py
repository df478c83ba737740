"""The command line's root; each command lives in a module of its own."""

from __future__ import annotations

import sys

import typer
from rich.console import Console

from algorist import __version__
from algorist.core import AlgoristError

app = typer.Typer(
    name="algorist",
    help="Make, solve, check and count verifiable mathematics.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

stderr = Console(stderr=True)
"""Progress and messages go here; results go to stdout."""


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"algorist {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version and stop."
    ),
) -> None:
    """Make, solve, check and count verifiable mathematics."""


def main() -> None:
    """Run the command line; our errors and the system's become one line on stderr and status 2."""
    try:
        app()
    except AlgoristError as error:
        stderr.print(f"algorist: {error}", style="red", markup=False, highlight=False)
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)
    except OSError as error:  # a full disk, a missing permission: what was shown before holds
        stderr.print(f"algorist: {error}", style="red", markup=False, highlight=False)
        sys.exit(2)
