"""``algorist labels``: data for training verifiers and policies."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from algorist.cli._app import app, stderr

if TYPE_CHECKING:
    from algorist.recording import Tally

labels_app = typer.Typer(no_args_is_help=True, help="Make labels for training, as JSON lines.")
app.add_typer(labels_app, name="labels")

Out = Annotated[Path | None, typer.Option(help="Write here, and not to standard output.")]


@labels_app.command("make")
def make(
    source: Annotated[
        str, typer.Argument(help="A JSONL file of problems, a suite, or a problem family.")
    ],
    kind: Annotated[str, typer.Option(help="first-error (with pairs) or values.")] = "first-error",
    model: Annotated[str, typer.Option(help="local, simulated(...) or endpoint(...).")] = "local",
    k: Annotated[int, typer.Option("--k", help="Roll-outs from each beginning.")] = 8,
    attempts: Annotated[int, typer.Option(help="Solutions of each problem.")] = 4,
    limit: Annotated[int | None, typer.Option(min=1, help="Use at most so many problems.")] = None,
    level: Annotated[int, typer.Option(help="Level, where SOURCE is a family.")] = 1,
    temperature: Annotated[float, typer.Option(help="Of attempts and roll-outs.")] = 0.7,
    max_tokens: Annotated[int, typer.Option(min=1, help="Of an attempt or a roll-out.")] = 256,
    budget: Annotated[str, typer.Option(help="The most to spend: tokens=60000,calls=99.")] = "",
    store: Annotated[Path, typer.Option(help="Run file that keeps all samples.")] = Path(
        "labels.db"
    ),
    out: Out = None,
    seed: Annotated[int, typer.Option(help="Seed of problems and samples.")] = 0,
    exemplars: Annotated[int, typer.Option(min=0, help="Worked examples in the prompt.")] = 4,
) -> None:
    """Label a model's solutions by roll-outs; stop it at any time, the same command goes on.

    first-error: the first wrong step of each wrong solution, by binary search, and a right step in
    its place where one was seen. values: how likely each beginning is to end well.
    """
    import asyncio

    from algorist.cli._eval import load
    from algorist.core import Budget, to_json
    from algorist.models import resolve
    from algorist.recording import Labelling, Store

    problems = load(source, limit=limit, level=level, seed=seed, strict=False)
    chosen = resolve(model)

    async def work() -> Tally:
        with Store(store) as opened, _sink(out) as sink:
            labelling = Labelling(
                problems,
                chosen,
                opened,
                kind.replace("-", "_"),
                k=k,
                attempts=attempts,
                temperature=temperature,
                max_tokens=max_tokens,
                budget=Budget.parse(budget),
                seed=seed,
                exemplars=exemplars,
            )
            try:
                async for labels in labelling.run():
                    sink.writelines(to_json(one) + "\n" for one in labels)
                    sink.flush()
            finally:
                await chosen.aclose()
            return labelling.tally

    _tell(asyncio.run(work()), len(problems))


@labels_app.command("pairs")
def pairs(
    store: Annotated[Path, typer.Argument(help="A run file.")],
    run: Annotated[str, typer.Option(help="Only the run with this id.")] = "",
    strategy: Annotated[
        list[str] | None, typer.Option(help="Only this strategy; may be given several times.")
    ] = None,
    margin: Annotated[float, typer.Option(help="Least difference of the steps' values.")] = 0.5,
    out: Out = None,
) -> None:
    """Take preferences between steps from the attempts of stored runs, without any call."""
    from algorist.cli._calibrate import runs_in
    from algorist.core import Spec, to_json
    from algorist.recording import stored_pairs

    named = [str(Spec.parse(text)) for text in strategy or ()]
    count = 0
    with runs_in(store, run) as (opened, wanted), _sink(out) as sink:
        for one in wanted:
            for pair in stored_pairs(opened, one, margin=margin, strategies=named):
                sink.write(to_json(pair) + "\n")
                count += 1
    stderr.print(f"{count} pairs", markup=False, highlight=False)


def _tell(tally: Tally, asked: int) -> None:
    told = [f"{tally.problems} of {asked} problems"]
    told += [f"{tally.unjudged} without a consensus"] if tally.unjudged else []
    told += [f"{tally.failed} failed"] if tally.failed else []
    if tally.errors:
        bound = f"{tally.rollouts} roll-outs (at most {tally.bound})"
        told += [f"{tally.errors} first errors by {bound}", f"{tally.pairs} pairs"]
    told += [f"{tally.values} values"] if tally.values else []
    told += [f"{tally.cost.tokens:,} tokens in {tally.cost.calls} calls"]
    stderr.print("; ".join(told), markup=False, highlight=False, soft_wrap=True)
    if tally.note:
        stderr.print(tally.note, style="yellow", markup=False, highlight=False, soft_wrap=True)


@contextmanager
def _sink(out: Path | None) -> Iterator[IO[str]]:
    """A file, or standard output."""
    from algorist.core import InputError

    if out is None:
        yield sys.stdout
        return
    try:
        handle = out.open("w", encoding="utf-8")
    except OSError as error:
        raise InputError(f"{out} cannot be written ({error.strerror}): choose another") from error
    with handle:
        yield handle
