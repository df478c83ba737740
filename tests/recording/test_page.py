"""The page of a run: the terminal's numbers, whoever's text escaped, bounded, repeatable."""

from __future__ import annotations

import json
import math
import re
import zlib
from base64 import b64decode
from dataclasses import replace
from html.parser import HTMLParser
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from algorist.cli._show import rich_table
from algorist.core import Cost, StoreError
from algorist.models import Simulated
from algorist.recording import (
    Results,
    RunSpec,
    Share,
    Solved,
    Store,
    breakdown,
    evaluate,
    joined,
    pareto,
    read_results,
    summary_of,
    tables,
    wilson,
)
from algorist.recording._outcomes import judge
from algorist.recording.html import Curve, Point, cost_chart, curve_chart, page, standalone
from algorist.recording.html import write_report as write
from algorist.recording.html._axes import Plane, Scale
from algorist.recording.html._labels import Labels
from algorist.solving import Candidate, Solution
from tests.browser.pages import hostile_store
from tests.builders import purchases

ROOT = Path(__file__).parents[2]
STRATEGIES = (
    "direct",
    "vote(k=8, stop=none)",
    "best_of(k=4, score=digit)",
    "beam(n=4, m=2)",
)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """A run on a simulated model that slips and fails now and then."""
    with Store(tmp_path_factory.mktemp("page") / "runs.db") as store:
        model = Simulated(step_error=0.25, parameters=1e8, latency=0.001)
        run = evaluate(purchases(20), model=model, strategies=STRATEGIES, store=store)
        return read_results(store, run)


class Reader(HTMLParser):
    """The rows of all tables, and the names of all elements."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[tuple[str, ...]] = []
        self.elements: list[str] = []
        self._row: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self._row = [] if tag == "tr" else self._row
        if tag in ("td", "th"):
            self._row.append("")
            self._inside = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._inside = False
        if tag == "tr":
            self.rows.append(tuple(self._row))

    def handle_data(self, data: str) -> None:
        if self._inside:
            self._row[-1] += data


def read(text: str) -> Reader:
    """A page, parsed."""
    reader = Reader()
    reader.feed(text)
    return reader


def details(text: str) -> list[dict[str, Any]]:
    """What the page's script would unpack."""
    chunks = re.findall(r'<script type="text/plain" data-chunk="\d+">([^<]*)</script>', text)
    return [one for chunk in chunks for one in json.loads(zlib.decompress(b64decode(chunk)))]


def test_the_page_and_the_terminal_show_the_same_numbers(results: Results) -> None:
    """Every row of every table, and the cells of the breakdowns."""
    shown = read(page([results])[0]).rows
    terminal = Console(width=400, file=StringIO())
    for table in tables(summary_of(results)):
        terminal.print(rich_table(table))
        for row in table.rows:
            assert row in shown, row
    lines = terminal.file.getvalue().splitlines()  # type: ignore[attr-defined]
    printed = {tuple(re.split(r" {2,}", line.strip())) for line in lines}
    for table in tables(summary_of(results)):
        assert set(table.rows) <= printed
    for part in breakdown(results, ["family"]):
        cell = f"{100 * part.accuracy.value:.1f}% "
        assert any(part.place[0] in row and any(c.startswith(cell) for c in row) for row in shown)


def test_the_parts_of_the_spending_add_up(results: Results) -> None:
    """For each strategy; a scorer's digits are written beside the attempts, a vote writes none."""
    for row in summary_of(results).rows:
        spent = row.spending
        parts = (spent.read, spent.cached, spent.attempts, spent.beside, spent.assumed)
        assert min(parts) >= 0
        assert sum(parts) == row.cost.tokens
        assert (spent.beside > 0) == ("digit" in row.strategy)


def test_a_page_is_the_same_each_time(results: Results, tmp_path: Path) -> None:
    """Byte by byte, whatever was there before."""
    first = write(tmp_path / "a.html", [results])
    (tmp_path / "b.html").write_text("something else")
    write(tmp_path / "b.html", [results])

    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()
    assert first.size == len((tmp_path / "a.html").read_bytes())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.html", "b.html"]


def test_nothing_in_the_page_points_outside(results: Results) -> None:
    """No address but the name of SVG, no style or script that the policy does not name."""
    text = page([results])[0]

    assert set(re.findall(r"\w+://[^\"' ]*", text)) <= {"http://www.w3.org/2000/svg"}
    assert "default-src 'none'" in text
    assert not re.search(r"\s(style|on\w+|src)=", text)


def test_what_a_model_wrote_is_never_markup(tmp_path: Path) -> None:
    """Closing tags, comments, entities: in questions, answers, texts, strategies and families."""
    with Store(tmp_path / "runs.db") as store:
        run = hostile_store(store)
        found = read_results(store, run)
    text = page([found])[0]
    elements = read(text).elements

    assert "pwned" not in elements
    assert "img" not in elements
    assert elements.count("script") == 3  # the index, one chunk, the page's own
    assert "<pwned" not in text
    assert "</script><" in details(text)[0]["solutions"][0]["attempts"][0]["text"]


def test_every_step_carries_its_verdict_and_evidence(results: Results) -> None:
    """A slip of the simulation is shown wrong, with what would have been right."""
    steps = [
        step
        for problem in details(page([results])[0])
        for solution in problem["solutions"]
        for attempt in solution["attempts"]
        for step in attempt["steps"]
    ]
    wrong = [step for step in steps if step["mark"] == "wrong"]

    assert {step["mark"] for step in steps} <= {"right", "wrong", "open"}
    assert wrong
    for step in wrong:
        names = [name for claim in step["claims"] if claim[0] == "wrong" for name, _ in claim[3]]
        assert names, step


@pytest.mark.parametrize("limit", [0, 7, 50, 200])
def test_traces_are_bounded_and_chosen_as_stated(results: Results, limit: int) -> None:
    """Chosen attempts first, those of problems that some strategy got wrong before the others."""
    text, left_out = page([results], limit=limit)
    shown = [
        (place, all(one["outcome"] == "correct" for one in problem["solutions"]))
        for problem in details(text)
        for solution in problem["solutions"]
        for place in range(len(solution["attempts"]))
    ]
    chosen = [smooth for place, smooth in shown if place == 0]
    rough = sum(
        len(problem["solutions"])
        for problem in details(text)
        if any(one["outcome"] != "correct" for one in problem["solutions"])
    )
    hidden = sum(s["hidden"] for problem in details(text) for s in problem["solutions"])

    assert len(details(text)) == 20
    assert len(shown) == min(limit, len(shown) + hidden)
    assert bool(hidden) == bool(left_out)
    assert not hidden or f"{len(shown)} of {len(shown) + hidden}" in left_out
    assert chosen.count(False) == min(limit, rough)
    assert len(chosen) == min(limit, 80)


def test_a_strategy_not_come_to_is_told_and_not_drawn(tmp_path: Path) -> None:
    """Half of a run: figures over what was asked, and a remark."""
    with Store(tmp_path / "runs.db") as store:
        run = evaluate(
            purchases(6), model=Simulated(), strategies=("direct", "vote(k=2)"), store=store
        )
        store._db.execute("DELETE FROM solutions WHERE strategy = 'vote(k=2)'")
        text = page([read_results(store, run)])[0]

    assert "vote(k=2): the run has not come to 6 of 6 problems yet" in text
    assert "vote(k=2): 100" not in text


def test_a_run_that_has_only_begun_has_a_page(tmp_path: Path) -> None:
    """Its problems are there, without figures."""
    problems = purchases(3)
    with Store(tmp_path / "runs.db") as store:
        spec = RunSpec("local", ("direct",), "Budget(tokens=9)", 0, 4, "digest", "words")
        store.begin("begun", spec, problems)
        results = read_results(store, "begun")
    text = page([results])[0]

    assert [one["question"] for one in details(text)] == [one.question for one in problems]
    assert "direct: the run has not come to 3 of 3 problems yet" in text
    assert "<svg" not in text
    assert tables(summary_of(results))[0].rows == (("direct", "3", *"------"),)


def test_a_score_that_is_no_number_spoils_nothing(tmp_path: Path) -> None:
    """JSON has no infinity: it is left out, and the rest is there."""
    problem = purchases(1)[0]
    made = Solution("7", "so 7", "finished", (Candidate("so 7", "7", 3, -math.inf),))
    with Store(tmp_path / "runs.db") as store:
        store.begin("one", RunSpec("local", ("mine",), "", 0, 0, "digest", "words"), [problem])
        results = read_results(store, "one")
        judged = judge(problem, Solved(problem.id, "mine", made, ()))
        text = page([replace(results, outcomes={"mine": (judged,)})])[0]

    assert details(text)[0]["solutions"][0]["attempts"][0]["score"] is None


def test_figures_are_drawn_from_what_the_benchmark_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two SVG files, with every setting that wrote anything."""
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    monkeypatch.syspath_prepend(ROOT / "docs" / "figures")
    curves, draw = import_module("_curves"), import_module("draw_strategies")
    settings = [
        curves.Setting(method, f"{method}({n})", ours, (True,) * n + (False,) * 9, None, cost)
        for method, ours in (("adaptive", True), ("vote", True), ("optillm bon", False))
        for n in (1, 4)
        for cost in [Cost(prompt_tokens=100, output_tokens=50 * n * len(method), calls=1)]
    ]
    curves.show(settings, "adaptive", tmp_path / "measured.json", {})
    monkeypatch.setattr(draw, "FOLDER", tmp_path)
    monkeypatch.setattr("sys.argv", ["draw", str(tmp_path / "measured.json")])
    draw.main()

    for name, count in (("strategies-ours", 4 + 2), ("strategies-peers", 6 + 3)):
        drawn = ElementTree.parse(tmp_path / f"{name}.svg").getroot()
        assert len(drawn.findall(".//{http://www.w3.org/2000/svg}circle")) == count


def test_a_place_that_cannot_be_written_to_is_an_error(results: Results, tmp_path: Path) -> None:
    """Which names it, and leaves nothing behind."""
    with pytest.raises(StoreError, match="no-such-folder"):
        write(tmp_path / "no-such-folder" / "page.html", [results])
    assert not list(tmp_path.iterdir())


POINTS = st.lists(
    st.tuples(st.floats(0.01, 1e15), st.integers(0, 50), st.text(max_size=40)),
    min_size=1,
    max_size=25,
)


@settings(max_examples=30, deadline=None)
@given(POINTS)
def test_charts_are_well_formed_and_fronts_are_right(
    found: list[tuple[float, int, str]],
) -> None:
    """Any costs, shares and names give XML whose numbers lie within the drawing."""
    front = pareto([(cost, right) for cost, right, _ in found])
    for (cost, right, _), best in zip(found, front, strict=True):
        better = [c <= cost and r >= right and (c, r) != (cost, right) for c, r, _ in found]
        assert best == (not any(better))
    points = [
        Point(re.sub(r"[^\x20-\ud7ff]", "", name), cost, wilson(right, 50), best)
        for (cost, right, name), best in zip(found, front, strict=True)
    ]
    drawn = ElementTree.fromstring(standalone(cost_chart(points, x_label="tokens", name="a < b")))
    circles = drawn.findall(".//{http://www.w3.org/2000/svg}circle")

    assert len(circles) == len(points)
    assert all(0 <= float(circle.attrib["cx"]) <= 360 for circle in circles)
    assert all(0 <= float(circle.attrib["cy"]) <= 270 for circle in circles)


@pytest.mark.parametrize("cost", [100.0, 400.0, 900.0, 1000.0])
def test_no_label_covers_the_key(cost: float) -> None:
    """A point in the corner of the key is named beside it, or by its tip alone."""
    points = [Point("cheap", 1.0, wilson(50, 100), True), Point("dear", cost, wilson(1, 99), False)]
    drawn = cost_chart(points, x_label="tokens", name="both", key=("strategies", "the peers"))
    texts = ElementTree.fromstring(standalone(drawn)).findall(".//{http://www.w3.org/2000/svg}text")
    key = next(one for one in texts if one.text == "strategies")
    for one in texts:
        if one.text == "dear":
            left = float(one.attrib["x"])
            above = float(one.attrib["y"]) < float(key.attrib["y"]) - 8
            assert above or left + 40 < float(key.attrib["x"]) - 66


def test_a_curve_is_drawn_with_its_law() -> None:
    """The law goes on beyond the last point, dashed."""
    shares = [(k, Share(k / 20, k / 25, k / 16, 50)) for k in (1, 2, 4, 8)]
    drawn = curve_chart([Curve("any of k", shares, lambda k: min(1.0, k / 20))], name="curve")

    assert drawn.count('class="line law c0"') == 1
    assert drawn.count("<circle") == 4
    assert ElementTree.fromstring(standalone(drawn)).attrib["aria-label"] == "curve"


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 999), st.integers(0, 100)), min_size=1, max_size=30))
def test_labels_cover_neither_each_other_nor_points(places: list[tuple[int, int]]) -> None:
    """A label that fits nowhere is left out."""
    plane = Plane(Scale(1, 1000, log=True), Scale(0, 1))
    points = [(plane.px(cost), plane.py(share / 100)) for cost, share in places]
    labels = Labels(plane, points)
    for number, (x, y) in enumerate(points):
        labels.place(f"strategy {number}", x, y, strong=number % 2 == 0)
    boxes = labels.taken

    for i, (left, top, right, bottom) in enumerate(boxes):
        for le, t, r, b in boxes[:i]:
            assert left >= r or right <= le or top >= b or bottom <= t
        assert left >= 0
        assert right <= plane.width


def test_runs_on_the_same_problems_are_put_side_by_side(tmp_path: Path) -> None:
    """Whatever was run first; a strategy under two budgets is told apart; others stay alone."""
    problems, model = purchases(5), Simulated(step_error=0.3)
    with Store(tmp_path / "runs.db") as store:
        for strategies, budget, asked in (
            (["direct"], "", problems),
            (["vote(k=3)", "direct"], "", problems),
            (["vote(k=3)"], "tokens=900", problems),
            (["vote(k=3)"], "", problems[:2]),
        ):
            evaluate(asked, model=model, strategies=strategies, store=store, budget=budget)
        runs = [read_results(store, run) for run in store.runs()]
    together, alone = sorted(joined(runs), key=lambda one: -len(one.problems))

    assert alone.run in [one.run for one in runs]
    assert len(together.outcomes) == 4
    assert {"direct", "vote(k=3)", "vote(k=3) within tokens=900"} < set(together.outcomes)
    assert together.spec.strategies == tuple(together.outcomes)
    for name, found in together.outcomes.items():
        assert {one.strategy for one in found} == {name}
    assert page(runs)[0].count("<article>") == 2
