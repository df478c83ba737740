"""``algorist report``: every figure of a run file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from algorist.cli._app import app, stderr
from algorist.core import InputError

if TYPE_CHECKING:
    from algorist.recording import Results


@app.command()
def report(
    store: Annotated[Path, typer.Argument(help="A run file.")],
    run: Annotated[str, typer.Option(help="Only the run with this id.")] = "",
    by: Annotated[
        str, typer.Option(help="Break each run down by family, level or family,level.")
    ] = "",
    html: Annotated[
        Path | None, typer.Option(help="Also write one page that opens from disk.")
    ] = None,
    traces: Annotated[
        int, typer.Option(min=0, help="At most so many attempts in the page, step by step.")
    ] = 4000,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a run.")] = False,
) -> None:
    """Show the runs of a file, computed from the stored samples alone.

    Runs of one model on the same problems are shown side by side, but for --json.
    """
    from algorist.cli._show import rich_table, show_summary
    from algorist.core import to_json
    from algorist.recording import (
        Store,
        breakdown,
        breakdown_table,
        joined,
        read_results,
        summary_of,
    )

    fields = tuple(filter(None, by.split(",")))
    if not store.is_file():
        raise InputError(f"there is no run file {store}: make one with algorist eval --store")
    with Store(store) as opened:
        known = list(opened.runs())
        wanted = [one for one in known if one.startswith(run)]
        if not wanted:
            raise InputError(f"{store} holds no run {run!r}; it has {', '.join(known) or 'none'}")
        found = [read_results(opened, one) for one in wanted]
    for results in found if as_json else ():
        typer.echo(to_json(summary_of(results)))
    for results in () if as_json else joined(found):
        show_summary(summary_of(results), Console())
        if fields:
            parts = breakdown(results, fields)
            Console().print(rich_table(breakdown_table(parts, fields, f"by {by}")))
    if html is not None:
        write_page(html, found, traces)


def write_page(path: Path, runs: list[Results], traces: int = 4000) -> None:
    """Write the runs' page and say on stderr where it is and what it leaves out."""
    from algorist.recording.html import write_report

    written = write_report(path, runs, limit=traces)
    told = f"report: {path} ({written.size / 1e6:.1f} MB)"
    if written.left_out:
        told += f"; {written.left_out}"
    stderr.print(told, markup=False, highlight=False, soft_wrap=True)
