"""``algorist demo``: the main job on the embedded model, in minutes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from algorist.cli._app import app

if TYPE_CHECKING:
    from algorist.recording import Results


@app.command()
def demo(
    store: Annotated[Path, typer.Option(help="The run file.")] = Path("demo.db"),
    budget: Annotated[str, typer.Option(help="The most to spend.")] = "tokens=120000",
    html: Annotated[
        Path | None, typer.Option(help="The page; beside the run file unless given.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of problems and samples.")] = 0,
) -> None:
    """Make problems, solve them three ways inside a budget, check and count."""
    from algorist.cli._eval import run_and_show
    from algorist.cli._report import write_page
    from algorist.cli._show import rich_table
    from algorist.problems import suite
    from algorist.recording import Store, breakdown, breakdown_table, read_results

    console = Console(highlight=False)
    problems = suite("demo", seed=seed)
    console.print(f"{len(problems)} generated problems; one of each kind:", style="bold")
    for family in dict.fromkeys((p.family, p.level) for p in problems):
        one = next(p for p in problems if (p.family, p.level) == family)
        console.print(f"  {one.id}: {one.question}  [answer {one.answer}]", markup=False)
    run = run_and_show(
        problems,
        model="local",
        strategies=("direct", "vote(k=8)", "adaptive"),
        budget=budget,
        store=store,
        seed=seed,
        exemplars=4,
        concurrency=4,
        source="demo",
        as_json=False,
    )
    with Store(store) as opened:
        results = read_results(opened, run)
    by = ("family", "level")
    title = "where each way helps, and where it does not"
    console.print(rich_table(breakdown_table(breakdown(results, by), by, title)))
    for line in marked_solution(results):
        console.print(line, markup=False)
    write_page(html or store.with_suffix(".html"), [results])


def marked_solution(results: Results) -> list[str]:
    """One wrong answer of the run with its steps marked; nothing if there is none."""
    from algorist.checking import check_steps

    for one in (one for judged in results.outcomes.values() for one in judged):
        if one.outcome != "incorrect":
            continue
        found = check_steps(one.solved.solution.text, one.problem.question)
        if found.first_wrong is None:
            continue
        lines = ["one wrong answer, step by step", f"  {one.problem.question}"]
        marks = {"right": "right", "wrong": "WRONG"}
        for step in found.steps:
            lines.append(f"  {marks.get(step.verdict, '?'):>5}  {step.text}")
            if step.verdict == "wrong":
                claim = next(claim for claim in step.claims if claim.verdict == "wrong")
                lines.append(f"         {claim.text}: {claim.how} {claim.evidence}")
        return lines
    return []
