"""The sections on accuracy: against cost, against coverage, against the number of samples."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from algorist.core import Cost
from algorist.recording._breakdown import pareto
from algorist.recording._report import AtK, Row, Summary
from algorist.recording._tables import at_k_table, share_text, summary_table
from algorist.recording.html._charts import Curve, Point, cost_chart, curve_chart, gap_bar
from algorist.recording.html._markup import Markup, folded, join, table, tag
from algorist.solving.allocation import CoverageLaw, fit_coverage, saturation

COSTS: dict[str, tuple[str, Callable[[Cost], float]]] = {
    "tokens": ("tokens a problem", lambda cost: float(cost.tokens)),
    "seconds": ("seconds a problem", lambda cost: cost.seconds),
    "FLOPs": ("FLOPs a problem", lambda cost: cost.flops),
    "dollars": ("dollars a problem", lambda cost: cost.dollars),
}
"""What accuracy is drawn against: the axis and the amount of a total cost."""

REACH = 4
"""The coverage law is drawn and read up to this many times the samples that there are."""


def cost_points(rows: Sequence[Row], kind: str) -> list[Point]:
    """A point for each strategy at its cost a problem, but for those without any of that cost."""
    amount = COSTS[kind][1]
    each = [(amount(row.cost) / (row.problems - row.missing or 1), row) for row in rows]
    known = [(cost, row) for cost, row in each if cost > 0]
    front = pareto([(cost, row.accuracy.value) for cost, row in known])
    return [
        Point(_label(row), cost, row.accuracy, best)
        for (cost, row), best in zip(known, front, strict=True)
    ]


def _label(row: Row) -> str:
    """The strategy, and how far it has come where that is not all the way."""
    done = row.problems - row.missing
    return f"{row.strategy} ({done} of {row.problems})" if row.missing else row.strategy


def costs(summary: Summary, rows: Sequence[Row]) -> Markup:
    """Which is best, accuracy against each kind of cost that is known, and the summary."""
    best = max(rows, key=lambda row: row.accuracy.value)
    rivals = sum(row.accuracy.high >= best.accuracy.low for row in rows if row is not best)
    each = best.cost.tokens / (best.problems - best.missing or 1)
    lead = join(
        "Most accurate: ",
        tag("b", best.strategy),
        f", {share_text(best.accuracy)} of {best.problems} problems right at {each:,.0f} tokens a "
        "problem. ",
        f"Strategies whose intervals reach into its own: {rivals}." if rivals else "",
    )
    charts, unknown = [], []
    for kind, (axis, _) in COSTS.items():
        points = cost_points(rows, kind)
        if not points:
            unknown += [kind] if kind != "dollars" else []
            continue
        front = ", ".join(
            point.label for point in sorted(points, key=lambda p: p.cost) if point.front
        )
        name = f"Accuracy against {axis}. On the Pareto front, by rising cost: {front}."
        caption = tag("figcaption", f"Accuracy against {axis}")
        charts.append(tag("figure", caption, cost_chart(points, x_label=axis, name=name)))
    note = (
        "Points with their 95% intervals; filled points on the line are the Pareto front: none "
        "is at least as accurate for less. The axis of costs is logarithmic; seconds are summed "
        "over calls, which overlap."
    )
    if unknown:
        note += f" Not known for this model, so not drawn: {', '.join(unknown)}."
    return join(
        tag("p", lead, class_="lead"),
        tag("div", *charts, class_="figures"),
        tag("p", note, class_="note"),
        table(summary_table(summary), caption=False),
    )


def gaps(rows: Sequence[Row]) -> Markup:
    """For each strategy, a bar from its accuracy to its coverage."""
    bars = []
    for row in rows:
        gap = 100 * (row.coverage.value - row.accuracy.value)
        figures = f"{share_text(row.accuracy)} → {share_text(row.coverage)}, gap {gap:.1f} points"
        bars.append(
            tag(
                "li",
                tag("span", row.strategy, class_="name"),
                gap_bar(row.accuracy, row.coverage),
                tag("span", figures, class_="figure"),
            )
        )
    note = (
        "On a line from 0 to 100%, from the selected accuracy (filled) to the coverage (open): the "
        "problems of which some attempt was right. The gap is what a better choice among the same "
        "attempts could gain."
    )
    return join(tag("p", note, class_="note"), tag("ul", *bars, class_="bars"))


def samples(summary: Summary, rows: Sequence[Row]) -> Markup:
    """pass@k and maj@k, once for strategies that drew the same samples, with the coverage law."""
    groups: dict[tuple[AtK, ...], list[Row]] = {}
    for row in rows:
        if len(row.at_k) > 1:
            groups.setdefault(row.at_k, []).append(row)
    charts = []
    for at_k, alike in groups.items():
        names = "; ".join(row.strategy for row in alike)
        law = _law([(at.k, at.pass_at.value) for at in at_k])
        curves = [
            Curve("any of k", [(at.k, at.pass_at) for at in at_k], law.at if law else None),
            Curve("vote of k", [(at.k, at.maj_at) for at in at_k]),
        ]
        told = ""
        if law:
            needed = law.needed(0.9)
            told = f"Coverage law (dashed): exp({law.a:.3g} k^{law.b:.3g}), "
            told += f"off by at most {law.error:.3f}"
            told += f"; 90% at k = {needed:,.0f}. " if needed < REACH * at_k[-1].k else ". "
        told += _saturation(at_k[0].pass_at.value, at_k[-1].pass_at.value)
        about = f"Problems right against the number of samples: {names}"
        chart = curve_chart(curves, name=about, reach=REACH)
        charts.append(tag("figure", tag("figcaption", names), chart, tag("p", told, class_="note")))
    note = (
        "Any of k: unbiased pass@k, what perfect choice reaches. Vote of k: maj@k, exact over all "
        "subsets. Bands are 95% intervals; beyond the last point the law is a guess."
    )
    return join(
        tag("div", *charts, class_="figures"),
        tag("p", note, class_="note"),
        folded(at_k_table(summary)),
    )


def _law(points: Sequence[tuple[int, float]]) -> CoverageLaw | None:
    """The coverage law where it says something: through three points or more, and close to them."""
    law = fit_coverage(points) if sum(0 < share < 1 for _, share in points) > 2 else None
    return law if law and law.b < 0 and law.error < 0.05 else None


def _saturation(one: float, last: float) -> str:
    """After how many attempts another adds little, if problems are equally hard or out of reach."""
    if not 0 < one < last:
        return ""
    count = saturation(one / last, ceiling=last)
    return (
        f"If {last:.0%} is all that can be reached and problems are alike, each sample beyond "
        f"{count} adds less than 1 point to any of k."
    )
