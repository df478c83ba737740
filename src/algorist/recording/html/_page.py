"""The page: one file that opens from disk, reaches for nothing and runs only its own script."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template

from algorist import __version__
from algorist.core import StoreError
from algorist.recording._outcomes import Results, bounds, joined
from algorist.recording._report import Summary, remarks, summary_of
from algorist.recording.html._charts import style
from algorist.recording.html._markup import Markup, data, join, tag
from algorist.recording.html._sections import sections
from algorist.recording.html._traces import Traces, traces

TRACES = 4000
"""Attempts that a page shows step by step unless told otherwise."""

SHOWN = {
    "": "all",
    "wrong": "wrong",
    "right": "right",
    "open": "undecided or unanswered",
    "missed": "right attempt not chosen",
    "step": "a step shown wrong",
    "differ": "strategies differ",
}
"""The browser's filter by outcome, as the script knows it."""


@dataclass(frozen=True)
class Written:
    """What was written."""

    path: Path
    size: int
    """In bytes."""
    left_out: str
    """What the page does not show, for people; empty where it shows everything."""


def write_report(path: str | Path, runs: Sequence[Results], *, limit: int = TRACES) -> Written:
    """Write the page of some runs; an old one is replaced in one move.

    At most ``limit`` attempts, over all runs, are shown step by step: about 1 ms and 150 bytes for
    each of their steps. ``StoreError`` where the place cannot be written to.
    """
    path = Path(path)
    text, left_out = page(runs, limit=limit)
    content = text.encode(errors="replace")
    fresh = path.with_name(path.name + ".part")
    try:
        fresh.write_bytes(content)
        os.replace(fresh, path)
    except OSError as error:
        raise StoreError(
            f"{path}: writing the report failed ({error.strerror}); name a file in a folder that "
            "you may write to, with --html"
        ) from error
    return Written(path, len(content), left_out)


def page(runs: Sequence[Results], *, limit: int = TRACES) -> tuple[str, str]:
    """The page's text, and what it leaves out; runs on the same problems are joined."""
    runs = joined(runs)
    parts, told = [], []
    for number, results in enumerate(runs):
        found = traces(results, limit // (len(runs) - number))
        limit -= found.shown
        parts.append(_run(results, found))
        if found.shown < found.attempts:
            told.append(_left_out(results.run, found))
    names = [f"{one.spec.model}, {one.spec.source or one.run}" for one in runs]
    links = [
        tag("li", tag("a", name, href=f"#run-{one.run}"))
        for name, one in zip(names, runs, strict=True)
    ]
    header = tag(
        "header",
        tag("p", f"Algorist {__version__}", class_="brand"),
        tag("h1", _title(runs)),
        tag("nav", tag("ul", *links), aria_label="Runs") if len(runs) > 1 else "",
    )
    body = join(header, tag("main", *parts, id="main"))
    script = style("report.js")
    sheet = join(style("palette.css"), style("chart.css"), style("report.css"))
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(sheet)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    title = tag("title", f"Algorist: {'; '.join(names)}"[:200])
    filled = Template(style("report.html")).substitute(
        policy=policy, title=title, style=sheet, body=body, script=script
    )
    return filled, "; ".join(told)


def _title(runs: Sequence[Results]) -> str:
    if len(runs) != 1:
        return f"Report of {len(runs)} runs"
    (one,) = runs
    problems, strategies = len(one.problems), len(one.spec.strategies)
    return (
        f"Report: {problems:,} problem{'s' * (problems != 1)}, "
        f"{strategies} strateg{'ies' if strategies != 1 else 'y'}"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _left_out(run: str, found: Traces) -> str:
    return (
        f"run {run}: {found.shown:,} of {found.attempts:,} different attempts are shown step by "
        "step, chosen ones first, those of problems that some strategy did not get right before "
        "the others (--traces sets how many)"
    )


def _run(results: Results, found: Traces) -> Markup:
    summary = summary_of(results)
    spec = results.spec
    shown = list(sections(results, summary))
    anchors = [(f"{name}-{results.run}", heading) for name, heading, _ in shown]
    links = [*anchors, (f"problems-{results.run}", "Problems and attempts")]
    badge = tag("span", "simulated model", class_="simulated") if spec.simulated else ""
    head = [
        tag("h2", spec.model, " ", badge, id=f"run-{results.run}"),
        _facts(results),
        _notes(summary),
        tag(
            "nav",
            tag("ul", *(tag("li", tag("a", text, href=f"#{at}")) for at, text in links)),
            aria_label="Sections",
            class_="sections",
        ),
    ]
    body = [
        tag("section", tag("h3", heading), content, id=f"{name}-{results.run}")
        for name, heading, content in shown
    ]
    return tag("article", *head, *body, _browser(results.run, found))


def _facts(results: Results) -> Markup:
    spec = results.spec
    facts = {
        "problems": f"{len(results.problems):,}" + (f" ({spec.source})" if spec.source else ""),
        "budget": bounds(spec.budget),
        "seed": str(spec.seed),
        "worked examples in the prompt": str(spec.exemplars),
        "run": results.run,
    }
    return tag("dl", *(tag("div", tag("dt", n), tag("dd", v)) for n, v in facts.items()))


def _notes(summary: Summary) -> Markup:
    found = list(remarks(summary))
    if summary.spec.simulated:
        found.insert(0, "The model is a simulation of known ability: no language model answered.")
    return tag("ul", *(tag("li", line) for line in found), class_="remarks") if found else Markup()


def _browser(run: str, found: Traces) -> Markup:
    def choice(name: str, label: str, options: dict[str, str]) -> Markup:
        made = [tag("option", text, value=value) for value, text in options.items()]
        return tag("label", label, tag("select", *made, name=name))

    search = tag("input", type="search", name="q", placeholder="id or question")
    form = tag(
        "form",
        tag("label", "Search", search),
        choice("show", "Show", SHOWN),
        choice("strategy", "Strategy", {"": "any"}),
        choice("family", "Family", {"": "all"}),
        choice("level", "Level", {"": "all"}),
        tag("button", "Reset", type="reset"),
        role="search",
        aria_label="Filter problems",
    )
    told = "Every step of an attempt carries its verdict and the evidence for it. "
    if found.shown < found.attempts:
        told += f"Left out: {_left_out(run, found)}. "
    told += "Arrow keys move in the list, j and k from one problem to the next."
    chunks = [
        tag("script", Markup(chunk), type="text/plain", data_chunk=number)
        for number, chunk in enumerate(found.chunks)
    ]
    return tag(
        "section",
        tag("h3", "Problems and attempts"),
        tag("p", told, class_="note"),
        tag("noscript", tag("p", "The list of problems needs JavaScript; all tables do without.")),
        form,
        tag("output", aria_live="polite"),
        tag(
            "div",
            tag(
                "div",
                tag("ol", tabindex="-1"),
                tag("button", "Show more", type="button", class_="more", hidden=True),
                class_="list",
            ),
            tag("div", class_="detail", tabindex="-1", role="region", aria_label="The problem"),
            class_="panes",
        ),
        tag("script", data(found.index), type="application/json", class_="index"),
        *chunks,
        class_="browser",
        id=f"problems-{run}",
    )
