"""The page of a run in a real Chromium: on a phone, in the dark, by keyboard, by link, at rest."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from algorist.models import Simulated
from algorist.problems import make_many
from algorist.recording import Store, evaluate, read_results
from algorist.recording.html import write_report
from tests.browser._chromium import PROGRAM, Chromium, Page
from tests.browser.pages import ATTACK, hostile_store
from tests.builders import purchases

pytestmark = pytest.mark.skipif(
    PROGRAM is None, reason="no Chromium is installed: apt-get install chromium"
)
STRATEGIES = ("direct", "vote(k=8, stop=none)", "best_of(k=4, score=logprob, weighted=true)")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """One browser for all tests of this file."""
    with Chromium(tmp_path_factory.mktemp("profile")) as running:
        yield running


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of two runs, on word problems and on sums, by a model that slips."""
    folder = tmp_path_factory.mktemp("report")
    with Store(folder / "runs.db") as store:
        words = purchases(14, level=1) + purchases(10, level=3)
        sums = list(make_many("numbers.add", 6, level=4, seed=1))
        for problems in (words + sums, sums):  # two articles
            model = Simulated(step_error=0.2, silent=0.05, parameters=1e8, latency=0.001)
            evaluate(problems, model=model, strategies=STRATEGIES, store=store, source="mixed")
        runs = [read_results(store, run) for run in store.runs()]
    return write_report(folder / "report.html", runs).path


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page whose every text tries to be markup."""
    folder = tmp_path_factory.mktemp("hostile")
    with Store(folder / "runs.db") as store:
        found = read_results(store, hostile_store(store))
    return write_report(folder / "report.html", [found]).path


def first_run(page: Page) -> str:
    """The id of the page's first run."""
    found: str = page.value("browsers[0].index.run")
    return found


def link(report: Path, **values: str) -> str:
    """The page's address with the state of its browser in it."""
    return f"{report.as_uri()}#{urlencode(values)}"


def opened(browser: Chromium, report: Path, **sizes: object) -> Page:
    """The page, shown at its first wrong problem."""
    page = browser.open(report.as_uri(), **sizes)  # type: ignore[arg-type]
    page.choose("show", "wrong")
    page.value("document.querySelector('.list a').click()")
    page.until("document.querySelector('.detail h4') !== null")
    page.value("for (const one of document.querySelectorAll('details')) one.open = true")
    return page


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_the_page_never_scrolls_sideways(browser: Chromium, report: Path, width: int) -> None:
    """With everything unfolded, only framed tables are wider than the window."""
    page = opened(browser, report, width=width)

    assert page.value("document.documentElement.scrollWidth") <= width
    outside = page.value(
        "[...document.querySelectorAll('main *')].filter((e) => !e.closest('.wide, svg') && "
        f"e.getBoundingClientRect().right > {width} + 0.5).map((e) => e.outerHTML.slice(0, 99))"
    )
    assert outside == []


CONTRAST = """
(() => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data; return [r, g, b, a / 255];
  };
  const over = (top, under) => [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3]));
  const light = (c) => c.map((v) => v / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const poor = [];
  for (const element of document.querySelectorAll('body *')) {
    const text = [...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!text || !element.checkVisibility() || element.closest('script, .skip')) continue;
    let ground = [255, 255, 255], chain = [], opacity = 1;
    for (let e = element; e; e = e.parentElement) {
      chain.unshift(rgba(getComputedStyle(e).backgroundColor));
      opacity *= Number(getComputedStyle(e).opacity);
    }
    for (const layer of chain) ground = over(layer, ground);
    const style = getComputedStyle(element);
    const ink = rgba(element.closest('svg') ? style.fill : style.color);
    const seen = over([ink[0], ink[1], ink[2], ink[3] * opacity], ground);
    const [a, b] = [light(seen), light(ground)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) poor.push(element.className + ' ' + element.textContent.slice(0, 30) + ratio);
  }
  return poor;
})()
"""


@pytest.mark.parametrize("dark", [False, True])
def test_all_text_has_the_contrast_of_wcag_aa(browser: Chromium, report: Path, dark: bool) -> None:
    """4.5 to 1 in light and dark; the dark page is dark."""
    page = opened(browser, report, dark=dark)
    ground = page.value("getComputedStyle(document.body).backgroundColor")

    assert page.value(CONTRAST) == []
    assert (max(map(int, ground[4:-1].split(","))) < 60) == dark


def test_it_is_quiet_and_reaches_for_nothing(browser: Chromium, report: Path) -> None:
    """No error, no warning, and no request but for the file itself."""
    page = opened(browser, report)

    assert page.complaints() == []
    assert page.requests() == [report.as_uri()]


def test_filters_show_what_they_say(browser: Chromium, report: Path) -> None:
    """By outcome, strategy, family, level and words; the count and the address follow."""
    page = browser.open(report.as_uri())
    total = page.value("browsers[0].matching().length")

    assert total == 30
    assert page.text("output")[0] == "30 of 30 problems"
    seen = 0
    for show in ("right", "wrong", "open"):
        page.choose("strategy", "direct")
        page.choose("show", show)
        letters = page.value("browsers[0].matching().map((row) => row[4][0]).join('')")
        assert set(letters) <= {"right": {"r"}, "wrong": {"w"}, "open": {"u", "n"}}[show]
        assert page.value("browsers[0].list.children.length") == len(letters)
        seen += len(letters)
    assert seen == total
    page.choose("strategy", "")
    page.choose("show", "differ")
    rows = page.value("browsers[0].matching().map((row) => row[4])")
    assert rows
    assert all(len(set(letters)) > 1 for letters in rows)
    page.choose("show", "step")
    assert page.value("browsers[0].matching().length") > 0
    page.choose("show", "")
    page.choose("family", "numbers.add")
    assert page.value("browsers[0].matching().length") == 6
    page.choose("level", "1")
    assert page.text("output")[0] == "0 of 30 problems"
    page.value("document.forms[0].reset()")
    page.until("document.querySelector('output').textContent === '30 of 30 problems'")
    page.choose("q", "words.purchase@1/3")
    assert page.value("browsers[0].matching().length") == 10
    assert "q=words.purchase" in page.value("location.hash")


def test_a_link_opens_at_its_problem(browser: Chromium, report: Path) -> None:
    """With its filters; the chosen strategy comes first, and each step has a verdict."""
    first = browser.open(report.as_uri())
    run = first_run(first)
    wanted = first.value("browsers[0].index.problems.find((row) => row[4][2] === 'w')[0]")
    address = link(report, run=run, problem=wanted, show="wrong", strategy=STRATEGIES[2])
    page = browser.open(address, width=360)
    page.until("document.querySelector('.detail h4') !== null")

    assert page.text(".detail h4") == [wanted]
    assert page.value("document.forms[0].elements.show.value") == "wrong"
    assert page.text(".solution h5")[0].startswith(STRATEGIES[2])
    assert page.text(".list [aria-current] .id") == [wanted]
    marks = page.value("[...document.querySelectorAll('.steps > li')].map((e) => e.className)")
    assert "wrong" in marks
    assert set(marks) <= {"right", "wrong", "open"}
    assert "correct:" in page.text(".steps > li.wrong .claim.wrong")[0]
    assert abs(page.value("document.querySelector('.detail').getBoundingClientRect().top")) < 450
    page.value(f"location.hash = {json.dumps('#' + urlencode({'run': run, 'problem': 'none'}))}")
    page.until("document.querySelector('.detail').textContent.includes('no problem none')")


def test_the_keyboard_reaches_everything(browser: Chromium, report: Path) -> None:
    """Arrows in the list, Enter opens, j and k go on; focus is where it is looked for."""
    page = browser.open(report.as_uri())
    page.value("document.querySelector('.list a').focus()")
    page.press("ArrowDown")
    wanted = page.value("document.activeElement.querySelector('.id').textContent")
    assert wanted == page.value("browsers[0].index.problems[1][0]")
    page.press("Enter")
    page.until(f"document.querySelector('.detail h4')?.textContent === {json.dumps(wanted)}")
    assert page.value("document.activeElement.className") == "detail"
    page.press("j")
    page.until("browsers[0].problem === browsers[0].index.problems[2][0]")
    page.press("k")
    page.until(f"browsers[0].problem === {json.dumps(wanted)}")
    framed = "[...document.querySelectorAll('.wide')].every((e) => e.tabIndex === 0)"
    assert page.value(framed)


def test_all_that_is_shown_has_a_name(browser: Chromium, report: Path) -> None:
    """Charts, fields, buttons and regions, as a screen reader gets them; ids are unique."""
    page = opened(browser, report)
    nodes = page.send("Accessibility.getFullAXTree")["nodes"]
    named = {"image", "img", "combobox", "searchbox", "button", "link", "region", "navigation"}
    roles = [(node.get("role", {}).get("value"), node) for node in nodes if not node["ignored"]]
    nameless = [
        role for role, node in roles if role in named and not node.get("name", {}).get("value")
    ]

    assert nameless == []
    assert sum(role in ("image", "img") for role, _ in roles) > 6
    assert page.value(
        "(() => { const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);"
        "return ids.length === new Set(ids).size; })()"
    )


def test_hostile_text_stays_text(browser: Chromium, hostile: Path) -> None:
    """Questions, answers, attempts, notes, strategies, families, models: shown as written."""
    page = browser.open(hostile.as_uri())
    page.value("document.querySelector('.list a').click()")
    page.until("document.querySelector('.detail h4') !== null")
    page.value("for (const one of document.querySelectorAll('details')) one.open = true")

    assert (
        page.value("document.querySelectorAll('pwned, img, .detail script, b script').length") == 0
    )
    assert "pwned" in page.value("document.title")  # the model's name, as text
    assert page.value("document.title").startswith("Algorist: endpoint(</script><script>")
    assert ATTACK in page.value("document.querySelector('.asked').textContent")
    assert ATTACK in page.value("document.querySelector('.attempt pre').textContent")
    assert page.complaints() == []
    assert page.requests() == [hostile.as_uri()]


def test_figures_are_there_without_scripts_and_on_paper(browser: Chromium, report: Path) -> None:
    """Tables and charts need no script, and printing leaves the controls out."""
    page = browser.open("about:blank#")
    page.send("Emulation.setScriptExecutionDisabled", value=True)
    page.send("Page.navigate", url=report.as_uri())
    page.until("document.querySelectorAll('table').length > 10")

    assert page.value("document.querySelectorAll('svg.chart').length") > 6
    assert "needs JavaScript" in page.value("document.querySelector('noscript').textContent")
    page.send("Emulation.setEmulatedMedia", media="print")
    assert page.value("getComputedStyle(document.forms[0]).display") == "none"
    page.send(
        "Emulation.setDeviceMetricsOverride",
        width=720,
        height=1000,
        deviceScaleFactor=1,
        mobile=False,
    )
    assert page.value("document.documentElement.scrollWidth") <= 720
    assert len(page.send("Page.printToPDF")["data"]) > 10_000


@pytest.mark.slow
def test_two_thousand_problems_stay_openable(browser: Chromium, tmp_path: Path) -> None:
    """2,000 problems by four strategies: a bounded file, a list in pages, any problem at once."""
    strategies = ("direct", "vote(k=4)", "vote(k=8, stop=none)", "best_of(k=8, score=logprob)")
    with Store(tmp_path / "runs.db") as store:
        run = evaluate(
            purchases(2000, level=3),
            model=Simulated(step_error=0.2),
            strategies=strategies,
            store=store,
        )
        written = write_report(tmp_path / "report.html", [read_results(store, run)])
    page = browser.open(link(written.path, run=run, problem="words.purchase@1/3/5/1999"))
    page.until("document.querySelector('.detail h4') !== null")

    assert written.size < 8_000_000
    assert "4,000 of" in written.left_out
    assert page.text("output") == ["2,000 of 2,000 problems"]
    assert page.value("document.querySelectorAll('.list a').length") == 2000
    page.choose("show", "wrong")
    assert page.value("document.querySelectorAll('.list a').length") == 100
    assert page.text(".solution h5")
    assert page.complaints() == []
