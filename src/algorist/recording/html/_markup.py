"""Building HTML and SVG from text that nobody vouches for: whatever is not markup is escaped."""

from __future__ import annotations

import json
from html import escape

from algorist.recording._tables import Table

VOID = frozenset({"br", "hr", "input", "link", "meta"})


class Markup(str):
    """Text that is markup already; only this module and its callers' own constants make it."""

    __slots__ = ()


def tag(name: str, /, *children: str, **attributes: object) -> Markup:
    """One element. Children are escaped unless they are markup; attributes always are.

    ``class_`` stands for ``class`` and ``data_x`` for ``data-x``; None and False leave an
    attribute out, True writes it without a value.

    >>> tag("p", "1 < 2", tag("br"), class_="note", hidden=True)
    '<p class="note" hidden>1 &lt; 2<br></p>'
    """
    written = [name]
    for key, value in attributes.items():
        attribute = key.rstrip("_").replace("_", "-")
        if value is True:
            written.append(attribute)
        elif value is not None and value is not False:
            written.append(f'{attribute}="{escape(number(value))}"')
    opening = f"<{' '.join(written)}>"
    if name in VOID:
        return Markup(opening)
    return Markup(f"{opening}{join(*children)}</{name}>")


def join(*parts: str) -> Markup:
    """Several parts one after the other, escaped unless they are markup."""
    return Markup("".join(p if isinstance(p, Markup) else escape(p) for p in parts))


def number(value: object) -> str:
    """A float with at most two decimals, anything else as its text."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def data(value: object) -> Markup:
    """JSON that may stand inside a script element: it holds no ``<``."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))


def table(shown: Table, *, caption: bool = True) -> Markup:
    """A table of text; wide ones scroll inside their own frame, which the keyboard reaches."""
    head = tag("tr", *(tag("th", name, scope="col") for name in shown.columns))
    rows = []
    for row in shown.rows:
        cells = [tag("th", text, scope="row") for text in row[: shown.names]]
        rows.append(tag("tr", *cells, *(tag("td", text) for text in row[shown.names :])))
    body = (tag("thead", head), tag("tbody", *rows))
    title = (tag("caption", shown.title),) if caption else ()
    return frame(tag("table", *title, *body), shown.title)


def frame(content: Markup, name: str) -> Markup:
    """A region of its own that scrolls sideways where its content is wider than the page."""
    return tag("div", content, class_="wide", role="region", aria_label=name, tabindex="0")


def folded(shown: Table) -> Markup:
    """A table behind its title."""
    summary = tag("summary", "As a table")
    return tag("details", summary, table(shown, caption=False))
