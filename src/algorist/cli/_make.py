"""``algorist make``: problems as JSON lines or Parquet."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from algorist.cli._app import app, stderr

if TYPE_CHECKING:
    from algorist.core import Spec
    from algorist.problems import Manifest, Order

_FAMILIES = "Families, such as words.purchase, 'numbers.add(digits=9)' or the pattern 'words.*'."


@app.command()
def make(
    family: Annotated[list[str], typer.Argument(help=_FAMILIES)],
    level: str = typer.Option("1", "--level", help="A level, or several: 2, 1-5, 1,3."),
    count: int = typer.Option(10, "--count", min=0, help="Problems of each family and level."),
    seed: int = typer.Option(0, "--seed", help="Another seed, other problems."),
    start: int = typer.Option(0, "--start", min=0, help="Index of the first problem."),
    ask: str = typer.Option(
        "",
        "--ask",
        help="Ask for less than the answer, where a family offers it: state, 'state(k=7)', steps "
        "or first. Patterns then name only families that do; `algorist families` lists them.",
    ),
    out: str = typer.Option(
        "", "--out", help="A .jsonl or .parquet file; resumes if stopped. Default: stdout."
    ),
    split: bool = typer.Option(
        False, "--split", help="Write disjoint train, validation and test files beside --out."
    ),
    shares: str = typer.Option("80,10,10", "--shares", help="Sizes of the three splits."),
    processes: int = typer.Option(1, "--processes", min=1, help="Processes that make problems."),
    as_json: bool = typer.Option(False, "--json", help="With --out: print the manifest as JSON."),
) -> None:
    """Make problems, one JSON object a line, or a dataset with a manifest.

    The same arguments make the same bytes, on any machine and any number of processes.
    """
    from msgspec.structs import replace

    from algorist.core import InputError, to_json
    from algorist.problems import Order, families, make_lines, splits

    names = [match for name in family for match in _matching(name, families.names(), ask)]
    order = Order(tuple(names), _levels(level), count, seed, start)
    if split:
        if not out:
            raise InputError("--split writes three files: say where with --out FILE")
        order = replace(order, splits=splits(_shares(shares)))
    order = order.checked()
    if not out:
        write = sys.stdout.buffer.write
        for lines in make_lines(order, processes=processes):
            write(lines.data[0])
            sys.stdout.buffer.flush()
        return
    manifest = _written(order, out, processes)
    if as_json:
        typer.echo(to_json(manifest))
        return
    for done in manifest.files:
        typer.echo(f"{done.path}: {done.problems} problems, {done.bytes} bytes, {done.sha256}")
    if split:
        typer.echo(manifest.proof)


def _written(order: Order, out: str, processes: int) -> Manifest:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    from algorist.problems import write_dataset

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=stderr, transient=True)
    task = bar.add_task("problems", total=order.total)

    def show(done: int) -> None:
        bar.start()  # with the first chunk: the bar has a thread, and before it workers start fast
        bar.update(task, completed=done)

    try:
        return write_dataset(order, out, processes=processes, on_progress=show)
    finally:
        bar.stop()


def _matching(name: str, known: list[str], ask: str) -> list[str]:
    import fnmatch

    from algorist.core import InputError, Spec
    from algorist.problems import build

    form = Spec.parse(ask or "final")
    if "(" in name or not any(mark in name for mark in "*?["):
        found = [name]
    else:
        found = fnmatch.filter(known, name)
        if ask:
            found = [match for match in found if form.name in build(match).asks()]
    if not found:
        asked = f" and offers ask={form.name}" if ask else ""
        raise InputError(
            f"no family matches {name!r}{asked}: run `algorist families` to see them all"
        )
    return [_asking(one, form) for one in found] if ask else found


def _asking(spec: str, form: Spec) -> str:
    from algorist.core import Spec

    read = Spec.parse(spec)
    return str(Spec(read.name, (*read.args, ("ask", form if form.args else form.name))))


def _levels(text: str) -> tuple[int, ...]:
    from algorist.core import InputError

    found: list[int] = []
    for part in text.split(","):
        low, dash, high = part.strip().partition("-")
        if not low.isdecimal() or (dash and not high.isdecimal()):
            raise InputError(f"--level {text!r}: give a level, a range or a list: 2, 1-5, 1,3")
        found.extend(range(int(low), int(high if dash else low) + 1))
    return tuple(dict.fromkeys(found))


def _shares(text: str) -> dict[str, float]:
    from algorist.core import InputError

    try:
        train, validation, test = (float(part) for part in text.split(","))
    except ValueError as error:
        raise InputError(f"--shares {text!r}: give three numbers, such as 80,10,10") from error
    return {"train": train, "validation": validation, "test": test}
