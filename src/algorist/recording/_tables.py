"""A run's figures as tables of text: the terminal and the page both show these."""

from __future__ import annotations

from collections.abc import Sequence

from algorist.core import Cost, Record
from algorist.recording._breakdown import Part
from algorist.recording._calibration import Calibration
from algorist.recording._report import Summary
from algorist.recording._statistics import Share


class Table(Record, frozen=True):
    """Text in rows and columns."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    names: int = 1
    """So many columns name the row; the others hold figures."""


NOTE = (
    "coverage: any attempt right (what perfect choice would reach); seconds: summed over calls, "
    "which overlap; J (joules): a lower bound (docs/costs.md); attempts, beside: tokens written in "
    "the attempts kept, and by scorers, checks and dropped attempts; agreement: share of attempts "
    "that agree with the selected answer; ECE, Brier, AUC: docs/runs.md"
)
"""What the tables' words mean."""


def tables(summary: Summary) -> tuple[Table, ...]:
    """All tables of a run that hold something."""
    makers = (summary_table, at_k_table, trace_table, spending_table, calibration_table)
    return tuple(table for table in (maker(summary) for maker in makers) if table.rows)


def share_text(value: Share) -> str:
    """A share as ``61.1% [45, 75]``."""
    return f"{100 * value.value:.1f}% [{100 * value.low:.0f}, {100 * value.high:.0f}]"


def amount(value: float) -> str:
    """Two or three digits; a dash where the model's card is not known."""
    if not value:
        return "-"
    return f"{value:.3g}" if 0.01 <= value < 1000 else f"{value:.1e}".replace("e+", "e")


def label(summary: Summary) -> str:
    """The run, its model, and whether that is a simulation."""
    spec = summary.spec
    return f"run {summary.run}   model {spec.model}" + ("   SIMULATED" if spec.simulated else "")


def summary_table(summary: Summary) -> Table:
    """Accuracy, coverage and total cost of each strategy; dashes where none of it was run.

    There are dollars where the endpoint has prices.
    """
    priced = any(row.cost.dollars for row in summary.rows)
    rows = []
    for row in summary.rows:
        if row.missing == row.problems:
            rows.append((row.strategy, str(row.problems), *"------", *"-" * priced))
            continue
        cost: Cost = row.cost
        figures = (
            str(row.problems),
            share_text(row.accuracy),
            share_text(row.coverage),
            f"{cost.tokens:,}",
            f"{cost.seconds:,.0f}",
            amount(cost.flops),
            amount(cost.joules),
            *((amount(cost.dollars),) if priced else ()),
        )
        rows.append((row.strategy, *figures))
    names = ("n", "accuracy [95%]", "coverage [95%]", "tokens", "seconds", "FLOPs", "J")
    columns = ("strategy", *names, *(("$",) if priced else ()))
    return Table(label(summary), columns, tuple(rows))


def at_k_table(summary: Summary) -> Table:
    """pass@k and maj@k, where there are samples for them."""
    rows = tuple(
        (row.strategy, str(at.k), share_text(at.pass_at), share_text(at.maj_at))
        for row in summary.rows
        for at in row.at_k
    )
    return Table("from the stored samples", ("strategy", "k", "pass@k [95%]", "maj@k [95%]"), rows)


def trace_table(summary: Summary) -> Table:
    """How far stated steps agree with the worked ones, where problems have typed states."""
    rows = []
    for row in summary.rows:
        if row.traces is not None:
            found = row.traces
            figures = (
                found.prefix_accuracy,
                found.sequential_match,
                found.final_match,
                found.stepwise_uniform,
                found.stepwise_linear,
            )
            percents = (f"{100 * value:.1f}%" for value in figures)
            rows.append((row.strategy, str(found.count), *percents))
    names = ("n", "prefix", "all right", "final", "stepwise", "linear")
    return Table("stated steps against the worked ones", ("strategy", *names), tuple(rows))


def spending_table(summary: Summary) -> Table:
    """Where each strategy's tokens went, in parts that add up."""
    rows = []
    for row in summary.rows:
        spent = row.spending
        parts = (spent.read, spent.cached, spent.attempts, spent.beside, spent.assumed)
        rows.append((row.strategy, *(f"{part:,}" for part in parts)))
    names = ("read", "cached", "attempts", "beside", "assumed")
    return Table("where the tokens went", ("strategy", *names), tuple(rows))


def calibration_table(summary: Summary) -> Table:
    """Whether scores and agreement foretell what is right."""
    rows = []
    for row in summary.rows:
        found = {"attempts' scores": row.scores, "agreement": row.agreement}
        rows += [(row.strategy, name, *_quality(one)) for name, one in found.items() if one]
    names = ("n", "right [95%]", "ECE", "Brier", "AUC")
    title = "how well scores foretell what is right"
    return Table(title, ("strategy", "judged", *names), tuple(rows), 2)


def _quality(found: Calibration) -> tuple[str, ...]:
    figures = (found.ece, found.brier, found.auc)
    return str(found.n), share_text(found.right), *(f"{figure:.3f}" for figure in figures)


def breakdown_table(parts: Sequence[Part], by: Sequence[str], title: str) -> Table:
    """Each strategy's figures for each place."""
    rows = tuple(
        (
            *part.place,
            part.strategy,
            str(part.accuracy.n),
            share_text(part.accuracy),
            share_text(part.coverage),
        )
        for part in parts
    )
    columns = (*by, "strategy", "n", "selected right", "any right")
    return Table(title, columns, rows, len(by) + 1)
