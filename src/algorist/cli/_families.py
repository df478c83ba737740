"""``algorist families``: what can be made."""

from __future__ import annotations

import fnmatch

import typer

from algorist.cli._app import app


@app.command()
def families(
    pattern: str = typer.Argument("*", help="A name with * and ?, or a part of a name."),
    as_json: bool = typer.Option(False, "--json", help="One JSON object a line."),
) -> None:
    """List the problem families, with their levels, how difficulty grows, and what can be asked.

    Where a family offers more than its answer ("final"), as in numbers.add(ask=state), it can be
    asked for the state after a step (state, or state(k=7)), the number of steps (steps), or the
    first step at which a stated state holds (first). --json also estimates the tokens of the
    answer and of the full trace at each level.
    """
    from rich.console import Console
    from rich.table import Table

    from algorist.core import InputError, to_json
    from algorist.problems import build
    from algorist.problems import families as registry

    wanted = pattern if any(mark in pattern for mark in "*?[") else f"*{pattern}*"
    found = [name for name in sorted(registry.names()) if fnmatch.fnmatchcase(name, wanted)]
    if not found:
        raise InputError(f"no family matches {pattern!r}: run `algorist families` to see them all")
    if as_json:
        for name in found:
            kind = registry.get(name)
            typer.echo(
                to_json(
                    {
                        "family": name,
                        "version": kind.version,
                        "summary": kind.summary,
                        "answer_type": kind.answer_type,
                        "levels": list(kind.levels),
                        "law": kind.law,
                        "asks": build(name).asks(),
                        "tokens": {level: _tokens(name, level) for level in kind.levels},
                    }
                )
            )
        return
    table = Table(box=None, pad_edge=False)
    for title in ("family", "levels", "what is asked", "how difficulty grows", "ask="):
        table.add_column(title, overflow="fold")
    for name in found:
        kind = registry.get(name)
        levels = f"{kind.levels.start}-{kind.levels.stop - 1}"
        table.add_row(name, levels, kind.summary, kind.law, ", ".join(build(name).asks()))
    console = Console()
    console.print(table, highlight=False, markup=False)
    console.print(f"{len(found)} families", highlight=False, markup=False)


def _tokens(name: str, level: int) -> tuple[int, int]:
    """Estimated tokens of the answer and of the full trace: the mean of four problems."""
    from algorist.problems import build, make_many

    family = build(name)
    found = [family.answer_tokens(problem.params) for problem in make_many(name, 4, level=level)]
    return round(sum(one for one, _ in found) / 4), round(sum(two for _, two in found) / 4)
