"""Sentences with fields, compiled once to Python functions and filled many times.

The functions are made from the families' own templates, as :mod:`dataclasses` makes methods: a
sentence becomes one f-string, and the worked steps of a plan one function without a loop. That is
several times as fast as filling templates field by field. No text from outside gets here.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from functools import cache
from typing import Any

from algorist.core import Step
from algorist.problems.words._arithmetic import divide, number, plain, show
from algorist.problems.words._lexicon import NAMES, PEOPLE, article, plural

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
    "Step": Step,
    "NAMES": NAMES,
    "article": article,
    "capital": capital,
    "divide": divide,
    "number": number,
    "plain": plain,
    "plural": plural,
    "show": show,
    **_PRONOUNS,
}


def function(source: str, name: str, **more: Any) -> Any:
    """The function ``name`` that ``source`` defines; it sees the helpers above and ``more``."""
    names = {**_HELPERS, **more}
    exec(compile(source, f"<{name} of a word family>", "exec"), names)
    return names[name]


def literal(text: str) -> str:
    """The text as it stands inside an f-string with single quotes."""
    return repr('"' + text)[2:-1].replace("{", "{{").replace("}", "}}")


def sentence(
    text: str, nouns: Container[str], known: Mapping[str, str], counted: str = "counted"
) -> str:
    """The source of an f-string for a template.

    ``known`` are the expressions of fields that are worked out already; all others are looked up in
    the parameters ``p``. ``counted`` is the expression of the number before a noun that agrees.
    """
    parts = FIELD.split(text)
    for place in range(1, len(parts), 2):
        parts[place] = "{" + _field(parts[place], nouns, known, counted) + "}"
    parts[::2] = map(literal, parts[::2])
    return "f'" + "".join(parts) + "'"


def _field(name: str, nouns: Container[str], known: Mapping[str, str], counted: str) -> str:
    if name in known:
        return known[name]
    low = name[0].lower() + name[1:]
    made = _lower_field(low, nouns, counted)
    return made if low == name else f"capital({made})"


def _lower_field(name: str, nouns: Container[str], counted: str) -> str:
    if name[0] == "~":
        noun = name[1:]
        if noun in nouns:
            return f'p["{noun}"] if {counted} == 1 else plural(p["{noun}"])'
        return f'"{noun}" if {counted} == 1 else "{plural(noun)}"'
    if name.startswith("a "):
        return f'article(p["{name[2:]}"])'
    if name in _PRONOUNS:
        return f'{name}[p["name"]]'
    if name.endswith("s") and name not in nouns and name[:-1] in nouns:
        return f'plural(p["{name[:-1]}"])'
    return f'p["{name}"]'
