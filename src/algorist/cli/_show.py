"""Tables and progress that several commands show."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table as RichTable

from algorist.cli._app import stderr

if TYPE_CHECKING:
    from algorist.core import Problem
    from algorist.recording import Progress as RunProgress
    from algorist.recording import Summary, Table
    from algorist.solving import Solution


@contextmanager
def run_progress(strategies: tuple[str, ...], problems: int) -> Iterator[RunProgress]:
    """A live bar for each strategy on stderr: problems done, tokens so far."""
    from algorist.core import Cost

    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=28),
        MofNCompleteColumn(),
        TextColumn("{task.fields[spent]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=stderr) as progress:
        tasks: dict[str, TaskID] = {
            text: progress.add_task(text, total=problems, spent="", start=number == 0)
            for number, text in enumerate(strategies)
        }
        costs = dict.fromkeys(strategies, Cost())

        def done(strategy: str, problem: Problem, solution: Solution) -> None:
            costs[strategy] += solution.cost
            progress.start_task(tasks[strategy])
            progress.update(tasks[strategy], advance=1, spent=f"{costs[strategy].tokens:,} tokens")

        yield done


def plain_table(title: str) -> RichTable:
    """A table without rules, narrow enough for 80 columns."""
    return RichTable(
        title=escape(title),
        title_justify="left",
        box=SIMPLE_HEAD,
        padding=(0, 0, 0, 1),
        pad_edge=False,
    )


def rich_table(table: Table) -> RichTable:
    """A table of a run's figures, for the terminal."""
    shown = plain_table(table.title)
    for number, name in enumerate(table.columns):
        if number < table.names:
            shown.add_column(name, overflow="fold")
        else:
            shown.add_column(name, justify="right", no_wrap=True)
    for row in table.rows:
        shown.add_row(*map(escape, row))
    return shown


def show_summary(summary: Summary, console: Console) -> None:
    """The tables and remarks of one run."""
    from algorist.recording import NOTE, remarks, tables

    for table in tables(summary):
        console.print(rich_table(table))
    for line in remarks(summary):
        console.print(line, markup=False, highlight=False)
    if summary.rows:
        console.print(NOTE, style="dim", markup=False, highlight=False)
