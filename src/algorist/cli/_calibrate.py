"""``algorist calibrate``: whether scores mean what they say, and mixtures that do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from algorist.cli._app import app, stderr
from algorist.core import InputError

if TYPE_CHECKING:
    from algorist.recording import Calibration, Store


@app.command()
def calibrate(
    store: Annotated[Path, typer.Argument(help="A run file.")],
    run: Annotated[str, typer.Option(help="Only the run with this id.")] = "",
    of: Annotated[
        list[str] | None,
        typer.Option(help="A scorer to mix, such as 'steps'; may be given several times."),
    ] = None,
    strategy: Annotated[
        list[str] | None,
        typer.Option(help="Fit to this strategy's attempts only; may be given several times."),
    ] = None,
    isotonic: Annotated[bool, typer.Option(help="Add a monotone calibration curve.")] = False,
    budget: Annotated[str, typer.Option(help="The most that scoring may spend.")] = "",
    out: Annotated[Path | None, typer.Option(help="Also write the mixture here, as JSON.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Show how well the scores of stored attempts foretell that they are right.

    With --of, fit a mixture of scorers to one run and print the spec that rebuilds it.
    """
    from algorist.core import Spec, to_json
    from algorist.recording import calibrations, fit_mixture

    named = [str(Spec.parse(text)) for text in strategy or ()]
    with runs_in(store, run) as (opened, wanted):
        if not of:
            for one in wanted:
                found = calibrations(opened, one)
                if as_json:
                    typer.echo(to_json({"run": one, "calibrations": found}))
                else:
                    _show(f"run {one}: scores of attempts", found)
            return
        if len(wanted) > 1:
            raise InputError(f"{store} holds several runs: choose one of {', '.join(wanted)}")
        fitted = fit_mixture(
            opened,
            wanted[0],
            of=of,
            strategies=named,
            isotonic=isotonic,
            budget=budget,
        )
    if out is not None:
        out.write_text(to_json(fitted) + "\n", encoding="utf-8")
    if as_json:
        typer.echo(to_json(fitted))
        return
    rows = fitted.alone | {"the mixture, on problems held out": fitted.held_out}
    _show(f"run {fitted.run}: {fitted.problems} problems", rows)
    typer.echo(fitted.spec)
    if fitted.cost.calls:
        told = f"scoring: {fitted.cost.tokens:,} tokens in {fitted.cost.calls} calls"
        stderr.print(told, markup=False, highlight=False)


@contextmanager
def runs_in(path: Path, run: str) -> Iterator[tuple[Store, list[str]]]:
    """An existing run file and its runs whose ids begin as given."""
    from algorist.recording import Store

    if not path.is_file():
        raise InputError(f"there is no run file {path}: make one with algorist eval --store")
    with Store(path) as opened:
        known = list(opened.runs())
        wanted = [one for one in known if one.startswith(run)]
        if not wanted:
            raise InputError(f"{path} holds no run {run!r}; it has {', '.join(known) or 'none'}")
        yield opened, wanted


def _show(title: str, rows: dict[str, Calibration]) -> None:
    from algorist.cli._show import plain_table

    if not rows:
        typer.echo(f"{title}: none; score them, as best_of(score=...) or vote(weight=...) do")
        return
    table = plain_table(title)
    table.add_column("scores", overflow="fold")
    for name in ("attempts", "right", "Brier", "ECE", "AUC"):
        table.add_column(name, justify="right")
    for name, one in rows.items():
        figures = (f"{one.brier:.3f}", f"{one.ece:.3f}", f"{one.auc:.3f}")
        table.add_row(name, str(one.n), f"{100 * one.right.value:.1f}%", *figures)
    Console().print(table)
