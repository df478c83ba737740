"""``algorist route``: fit which model to ask about which kind of question."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from algorist.cli._app import app


@app.command()
def route(
    stores: Annotated[list[Path], typer.Argument(help="Run files, of several models together.")],
    out: Annotated[Path, typer.Option(help="Where to write the profile, as JSON.")],
    clusters: Annotated[int, typer.Option(min=1, help="Kinds of question, at most.")] = 8,
    seed: Annotated[int, typer.Option(help="Of the search for the clusters.")] = 0,
) -> None:
    """Fit a profile of models to runs on the same problems, for the strategy route.

    Use it as --strategy 'route(models=[...], profile="FILE")'.
    """
    from algorist.cli._calibrate import runs_in
    from algorist.cli._show import plain_table
    from algorist.core import to_json
    from algorist.recording import read_results, route_profile

    found = []
    for store in stores:
        with runs_in(store, "") as (opened, wanted):
            found += [read_results(opened, one) for one in wanted]
    profile = route_profile(found, clusters=clusters, seed=seed)
    out.write_text(to_json(profile) + "\n", encoding="utf-8")
    table = plain_table("share of right attempts by kind of question")
    table.add_column("like", overflow="ellipsis", no_wrap=True)
    table.add_column("questions", justify="right")
    for model in profile.models:
        table.add_column(model, justify="right", overflow="fold")
    for example, count, shares in zip(
        profile.examples, profile.questions, profile.accuracy, strict=True
    ):
        line = " ".join(example.split())
        table.add_row(line[:40], str(count), *(f"{100 * share:.1f}%" for share in shares))
    Console().print(table)
    typer.echo(f"profile: {out}")
