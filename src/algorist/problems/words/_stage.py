"""What a word family states: stages of a story and their worked steps."""

from __future__ import annotations

import re

from algorist.problems.words._arithmetic import Formula

_COUNTED = re.compile(
    r"\{=\} (more )?(?:\{(\w+)s\}|(dollar|liter|hour|pack|week|day|crate|bag|piece|year|minute|"
    r"kilometer|centimeter|meter|gram|letter|cell)s\b)"
)
"""A claim and the noun that it counts."""


class Work:
    """One worked step: ``name`` becomes the value of ``formula``; ``text`` tells it.

    ``shown`` replaces the left side of the claim where the formula is not plain arithmetic: the
    quotient ``total//people`` is claimed as the product ``people*each``.
    """

    def __init__(self, name: str, formula: str, text: str, shown: str | None = None) -> None:
        self.name, self.formula, self.text = name, Formula(formula), _COUNTED.sub(_agreeing, text)
        self.shown = Formula(shown) if shown is not None else self.formula


def _agreeing(found: re.Match[str]) -> str:
    return f"{{=}} {found[1] or ''}{{~{found[2] or found[3]}}}"


class Stage:
    """A part of a story: its facts, its question and its steps (see the engine's text)."""

    def __init__(
        self, facts: tuple[str, ...], ask: tuple[str, ...], *steps: tuple[str, ...]
    ) -> None:
        self.facts, self.ask = facts, ask
        self.steps = tuple(Work(*step) for step in steps)
