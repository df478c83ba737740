"""Sentences with fields, compiled to Python source.

The functions of a plan are made from the families' own templates, as :mod:`dataclasses` makes
methods: every sentence becomes one f-string. That is several times as fast as filling templates
field by field. No text from outside gets here.

In generated source ``w_item`` is a word and ``w_items``, ``w_a_item``, ``w_Items``, ``w_his`` are
its forms; of a number ``n``, ``v_n`` is the value, ``t_n`` the text, ``s_n`` the text without cents
and ``o_n`` the text as an operand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping
from fractions import Fraction
from functools import cache
from math import trunc
from typing import Any

from algorist.core import Step
from algorist.problems.words._arithmetic import divide, number, plain, show
from algorist.problems.words._lexicon import PEOPLE, article, plural

FIELD = re.compile(r"\{([^{}]+)\}")
"""A field of a template."""


@cache
def capital(text: str) -> str:
    """The text with its first letter in upper case."""
    return text[0].upper() + text[1:]


_PRONOUNS = {
    form: {name: getattr(pronouns, form) for name, pronouns in PEOPLE.items()}
    for form in ("he", "him", "his")
}

_HELPERS: dict[str, Any] = {
    "Fraction": Fraction,
    "SMALL": tuple(map(str, range(1000))),
    "Step": Step,
    "divide": divide,
    "number": number,
    "plain": plain,
    "show": show,
    "trunc": trunc,
}


def function(source: str, name: str, **more: Any) -> Any:
    """The function ``name`` that ``source`` defines; it sees the helpers above and ``more``."""
    names = {**_HELPERS, **more}
    exec(compile(source, f"<{name} of a word family>", "exec"), names)
    return names[name]


def fields(templates: Iterable[str]) -> list[str]:
    """The fields of all the templates, each once."""
    return list(dict.fromkeys(field for text in templates for field in FIELD.findall(text)))


def form(field: str, words: Container[str]) -> tuple[str, Callable[[str], str]] | None:
    """Which of the ``words`` a field is a form of, and what makes the form; None for a number.

    >>> word, made = form("A item", {"item"})
    >>> word, made("orange")
    ('item', 'An orange')
    """
    low = field[0].lower() + field[1:]
    if low != field:
        found = form(low, words)
        return found and (found[0], lambda word: capital(found[1](word)))
    if field in words:
        return field, str
    if field in _PRONOUNS:
        return "name", _PRONOUNS[field].__getitem__
    if field.startswith("a "):
        return field[2:], article
    if field.endswith("s") and field[:-1] in words:
        return field[:-1], plural
    return None


def local(field: str) -> str:
    """The local name of a form of a word."""
    return "w_" + field.replace(" ", "_")


def sentence(text: str, words: Container[str], known: Mapping[str, str] = {}, one: str = "") -> str:
    """The source of an f-string for a template.

    ``known`` are the expressions of fields that are worked out already; other fields are forms of
    words or the texts of numbers. ``one`` is the expression of whether a noun that agrees stands
    behind a one.
    """
    parts = FIELD.split(text)
    for place in range(1, len(parts), 2):
        field = parts[place]
        if field in known:
            made = known[field]
        elif field[0] == "~":
            made = _agreeing(field[1:], words, one)
        else:
            made = f"t_{field}" if form(field, words) is None else local(field)
        parts[place] = "{" + made + "}"
    parts[::2] = map(literal, parts[::2])
    return "f'" + "".join(parts) + "'"


def _agreeing(noun: str, words: Container[str], one: str) -> str:
    single, many = f'"{noun}"', f'"{plural(noun)}"'
    if noun in words:
        single, many = local(noun), local(noun + "s")
    return f"{single} if {one} else {many}"


def digits(value: str) -> str:
    """The source of the text of an integer; small ones lie ready."""
    return f'SMALL[{value}] if 0 <= {value} < 1000 else f"{{{value}}}"'


def literal(text: str) -> str:
    """The text as it stands inside an f-string with single quotes."""
    return repr('"' + text)[2:-1].replace("{", "{{").replace("}", "}}")
