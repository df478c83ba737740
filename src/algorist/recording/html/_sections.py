"""The sections of a run's part of the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from algorist.core import Cost
from algorist.recording._breakdown import FIELDS, Part, breakdown
from algorist.recording._calibration import Calibration
from algorist.recording._outcomes import Results
from algorist.recording._report import Row, Summary
from algorist.recording._tables import (
    Table,
    breakdown_table,
    calibration_table,
    share_text,
    spending_table,
    trace_table,
)
from algorist.recording.html._accuracy import costs, gaps, samples
from algorist.recording.html._charts import parts_bar, reliability_chart
from algorist.recording.html._markup import Markup, folded, frame, join, table, tag

PARTS = (
    "read",
    "read from the cache",
    "written in attempts",
    "written beside them",
    "assumed (failed or cancelled)",
)

MANY = 6
"""More diagrams than these are folded away."""

WIDE = 8
"""More strategies than these stand in rows."""

Section = tuple[str, str, Markup]
"""Anchor, heading and content."""


def sections(results: Results, summary: Summary) -> Iterator[Section]:
    """All sections of a run that have something to show, but for its problems."""
    come_to = [row for row in summary.rows if row.missing < row.problems]
    if come_to:
        yield "cost", "Accuracy and what it cost", costs(summary, come_to)
    if any(row.samples > row.problems for row in come_to):
        yield "gap", "What choosing better could reach", gaps(come_to)
    if any(len(row.at_k) > 1 for row in come_to):
        yield "samples", "More samples", samples(summary, come_to)
    for by in ((FIELDS[0],), (FIELDS[1],), FIELDS):
        name = " and ".join(by)
        parts = breakdown(results, by)
        places = {part.place for part in parts}
        if len(places) > 1 or (places and by == FIELDS[:1]):
            yield "-".join(by), f"By {name}", _by_place(parts, by, results.spec.strategies)
    if come_to:
        yield "budget", "Where the tokens went", _spending(summary, come_to)
    if calibration_table(summary).rows:
        yield "scorers", "Do scores foretell what is right?", _scorers(summary)
    if trace_table(summary).rows:
        yield "states", "Stated steps against the worked ones", _states(summary)


def _by_place(parts: Sequence[Part], by: Sequence[str], strategies: Sequence[str]) -> Markup:
    """Places against strategies, whichever are more in rows; a cell's tint is its accuracy."""
    cells = {(part.place, part.strategy): part for part in parts}
    sizes = {part.place: part.accuracy.n for part in reversed(parts)}
    places = list(dict.fromkeys(part.place for part in parts))
    rows: list[tuple[tuple[str, ...], str, list[Part | None]]]
    if len(strategies) > max(WIDE, len(places)):
        columns = [f"{' '.join(place)} (n = {sizes[place]})" for place in places]
        heads = ("strategy", *columns)
        rows = [
            ((text,), "", [cells.get((place, text)) for place in places]) for text in strategies
        ]
    else:
        heads = (*by, "n", *strategies)
        rows = [
            (place, str(sizes[place]), [cells.get((place, text)) for text in strategies])
            for place in places
        ]
    body = []
    for names, size, found in rows:
        count = (tag("td", size),) if size else ()
        named = [tag("th", name, scope="row") for name in names]
        body.append(tag("tr", *named, *count, *map(_cell, found)))
    head = tag("tr", *(tag("th", name, scope="col") for name in heads))
    matrix = tag("table", tag("thead", head), tag("tbody", *body), class_="heat")
    return join(
        tag("p", "Selected answers right [95%]; below: any attempt right.", class_="note"),
        frame(matrix, f"By {' and '.join(by)}: selected answers right, and any attempt right"),
        folded(breakdown_table(parts, by, f"by {','.join(by)}")),
    )


def _cell(part: Part | None) -> Markup:
    if part is None:
        return tag("td", "–")
    tint = f"t{round(10 * part.accuracy.value)}"
    text, interval = share_text(part.accuracy).split(" ", 1)
    covered = tag("small", f"any {100 * part.coverage.value:.1f}%")
    return tag("td", tag("b", text), " ", tag("small", interval), tag("br"), covered, class_=tint)


def _spending(summary: Summary, rows: Sequence[Row]) -> Markup:
    largest = max(row.cost.tokens for row in rows)
    bars, used = [], [0] * len(PARTS)
    for row in rows:
        spent = row.spending
        amounts = (spent.read, spent.cached, spent.attempts, spent.beside, spent.assumed)
        used = [a + b for a, b in zip(used, amounts, strict=True)]
        drawn = parts_bar(list(zip(PARTS, amounts, strict=True)), largest)
        total = tag("span", f"{row.cost.tokens:,} tokens", class_="figure")
        bars.append(tag("li", tag("span", row.strategy, class_="name"), drawn, total))
    key = [
        tag("li", _swatch(number), " ", name) for number, name in enumerate(PARTS) if used[number]
    ]
    whole = sum((row.cost for row in rows), Cost())
    told = f"{whole.tokens:,} tokens and {whole.calls:,} calls in all. "
    if summary.probing.calls:
        told += f"Asking what the endpoint supports cost {summary.probing.tokens:,} tokens more. "
    told += (
        "Strategies of a run share stored samples: each is charged for all that it used. Written "
        "beside: by scorers and checks, in dropped and unfinished attempts."
    )
    return join(
        tag("p", told, class_="note"),
        tag("ul", *key, class_="key"),
        tag("ul", *bars, class_="bars"),
        folded(spending_table(summary)),
    )


def _swatch(number: int) -> Markup:
    square = tag("rect", width=12, height=12, class_=f"c{number}")
    return tag("svg", square, width=12, height=12, class_="parts", aria_hidden="true")


def _scorers(summary: Summary) -> Markup:
    charts = []
    for row in summary.rows:
        for found, axis in ((row.scores, "score of an attempt"), (row.agreement, "agreement")):
            if found is not None and found.n:
                charts.append(_reliability(row.strategy, found, axis))
    note = (
        "On the dashed diagonal a score is the chance of being right; points are bins with 95% "
        "intervals, larger where they hold more. Agreement: the share of a problem's attempts that "
        "give the selected answer, against whether it is right. ECE: mean distance from the "
        "diagonal; Brier: mean squared error; AUC: the chance that a right one is scored higher."
    )
    drawn = tag("div", *charts, class_="figures small")
    listed = table(calibration_table(summary), caption=False)
    title = tag("summary", f"Reliability diagrams ({len(charts)})")
    folded_charts = tag("details", title, drawn, open=len(charts) <= MANY)
    return join(tag("p", note, class_="note"), listed, folded_charts)


def _reliability(strategy: str, found: Calibration, axis: str) -> Markup:
    name = f"Share right against {axis}, {strategy}"
    rows = tuple(
        (f"{one.low:.1f} to {one.high:.1f}", str(one.n), f"{one.score:.2f}", share_text(one.right))
        for one in found.bins
        if one.n
    )
    bins = Table(name, ("bin", "n", "mean score", "right [95%]"), rows)
    caption = tag("figcaption", f"{strategy}: {axis}")
    return tag("figure", caption, reliability_chart(found, name=name, x_label=axis), folded(bins))


def _states(summary: Summary) -> Markup:
    note = (
        "Prefix: steps before the first that does not agree, over all. All right: every step "
        "agrees. Final: the last state or the answer. Stepwise and linear: mean share of agreeing "
        "steps, unweighted and with step k weighted by k."
    )
    return join(tag("p", note, class_="note"), table(trace_table(summary), caption=False))
