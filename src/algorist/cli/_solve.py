"""``algorist solve``: one question inside a budget."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from algorist.cli._app import app


@app.command()
def solve(
    question: Annotated[str, typer.Argument(help="The question.")],
    model: Annotated[str, typer.Option(help="local, simulated(...) or endpoint(...).")] = "local",
    strategy: Annotated[str, typer.Option(help="A strategy such as 'vote(k=8)'.")] = "adaptive",
    budget: Annotated[str, typer.Option(help="The most to spend, such as tokens=4000.")] = "",
    exemplars: Annotated[int, typer.Option(min=0, help="Worked examples in the prompt.")] = 4,
    seed: Annotated[int, typer.Option(help="Seed of the samples.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print the solution as JSON.")] = False,
) -> None:
    """Answer a question and show how the answer came about and what it cost."""
    from algorist.core import to_json
    from algorist.solving import solve as work

    solution = work(
        question, model=model, strategy=strategy, budget=budget, exemplars=exemplars, seed=seed
    )
    if as_json:
        typer.echo(to_json(solution))
        return
    console = Console(highlight=False)
    if solution.answer is None:
        console.print(f"no answer ({solution.ending}) {solution.note}".rstrip(), markup=False)
    else:
        console.print(solution.text.strip(), markup=False)
        console.print(f"answer: {solution.answer}", style="bold", markup=False)
    for group in solution.groups[:5]:
        console.print(f"  {group.answer}: {group.weight:g} of {len(solution.candidates)} votes")
    cost = solution.cost
    console.print(
        f"{strategy} on {model}: ended {solution.ending} after {cost.tokens:,} tokens in "
        f"{cost.calls} calls",
        style="dim",
        markup=False,
    )
    if solution.answer is None:
        raise typer.Exit(1)
