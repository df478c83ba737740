"""``algorist eval``: strategies on problems inside one budget."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from algorist.cli._app import app, stderr
from algorist.core import DataError, InputError, Problem


class Allocate(StrEnum):
    """How a budget is shared out over problems."""

    even = "even"
    value = "value"


@app.command("eval")
def evaluate(
    source: Annotated[
        str, typer.Argument(help="A JSONL file of problems, a suite, or a problem family.")
    ],
    model: Annotated[str, typer.Option(help="local, simulated(...) or endpoint(...).")] = "local",
    strategy: Annotated[
        list[str] | None,
        typer.Option(help="A strategy such as 'vote(k=8)'; may be given several times."),
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Use at most so many problems.")] = None,
    level: Annotated[int, typer.Option(help="Level, where SOURCE is a family.")] = 1,
    budget: Annotated[
        str, typer.Option(help="The most that the whole run may spend: tokens=60000,seconds=300.")
    ] = "",
    per_problem: Annotated[
        str, typer.Option(help="The most that a strategy may spend on one problem: tokens=2000.")
    ] = "",
    allocate: Annotated[
        Allocate, typer.Option(help="Share the budget evenly, or where votes gain most (value).")
    ] = Allocate.even,
    store: Annotated[Path, typer.Option(help="The run file.")] = Path("runs.db"),
    seed: Annotated[int, typer.Option(help="Seed of problems and samples.")] = 0,
    exemplars: Annotated[int, typer.Option(min=0, help="Worked examples in the prompt.")] = 4,
    concurrency: Annotated[int, typer.Option(min=1, help="Calls in flight.")] = 16,
    strict: Annotated[bool, typer.Option(help="Stop at the first unreadable line.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Evaluate strategies on problems; stop it at any time, the same command goes on."""
    problems = load(source, limit=limit, level=level, seed=seed, strict=strict)
    run_and_show(
        problems,
        model=model,
        strategies=tuple(strategy or ("direct", "vote(k=8)")),
        budget=budget,
        per_problem=per_problem,
        allocation=allocate.value,
        store=store,
        seed=seed,
        exemplars=exemplars,
        concurrency=concurrency,
        source=source,
        as_json=as_json,
    )


def load(source: str, *, limit: int | None, level: int, seed: int, strict: bool) -> list[Problem]:
    """Problems from a file, a suite or a family; unreadable lines are told on stderr."""
    from itertools import islice

    from algorist.problems import read_problems, suite

    if not Path(source).exists() and not source.endswith((".jsonl", ".json")):
        return suite(source, limit=limit, level=level, seed=seed)
    faults: list[DataError] = []
    reading = read_problems(source, on_fault=None if strict else faults.append)
    problems = list(islice(reading, limit))
    for fault in faults:
        stderr.print(f"left out: {fault}", style="yellow", markup=False, highlight=False)
    if not problems:
        raise InputError(f"{source} holds no problem that can be read")
    return problems


def run_and_show(
    problems: list[Problem],
    *,
    model: str,
    strategies: tuple[str, ...],
    budget: str,
    store: Path,
    seed: int,
    exemplars: int,
    concurrency: int,
    source: str,
    as_json: bool,
    per_problem: str = "",
    allocation: Literal["even", "value"] = "even",
) -> str:
    """Run with live progress and print the summary; returns the run's id."""
    from algorist.cli._show import run_progress, show_summary
    from algorist.core import Spec, to_json
    from algorist.recording import Store, evaluate, summarise

    plain = tuple(dict.fromkeys(str(Spec.parse(text)) for text in strategies))
    with Store(store) as opened:
        with run_progress(plain, len(problems)) as progress:
            run = evaluate(
                problems,
                model=model,
                strategies=plain,
                budget=budget,
                per_problem=per_problem,
                allocation=allocation,
                store=opened,
                seed=seed,
                exemplars=exemplars,
                concurrency=concurrency,
                source=source,
                progress=progress,
                tell=lambda note: stderr.print(note, style="yellow", markup=False),
            )
        summary = summarise(opened, run)
    if as_json:
        typer.echo(to_json(summary))
    else:
        show_summary(summary, Console())
        typer.echo(f"run file: {store}")
    return run
