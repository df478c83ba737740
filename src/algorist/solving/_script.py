"""What strategies and scorers say beside the question's prompt, under names, with versions.

The texts themselves are in ``_scripts.py``.

A script is replaced by registering another one under a new name and naming it in the strategy's
spec (``plan_search(script=mine)``). Changing a text here raises the script's version, which is part
of what a run stores.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Formatter

from algorist.core import InputError, Problem, Registry, Step
from algorist.models import Message


@dataclass(frozen=True)
class Script:
    """The texts that one strategy sends beside the question's own prompt."""

    name: str
    version: int
    texts: Mapping[str, str]
    """Each with the places in braces that the built-in script of that strategy has."""
    shown: Mapping[str, tuple[Mapping[str, object], str]] = field(default_factory=dict)
    """What fills a text's places in an example, and the reply to that, which small models need."""

    def fill(self, part: str, **values: object) -> str:
        """One text with its places filled."""
        return self.texts[part].format(**values)

    def turns(self, part: str, **values: object) -> tuple[Message, ...]:
        """The conversation that asks this: the example's two turns, where there is one, first."""
        example: tuple[Message, ...] = ()
        if part in self.shown:
            given, reply = self.shown[part]
            example = (Message("user", self.fill(part, **given)), Message("assistant", reply))
        return (*example, Message("user", self.fill(part, **values)))

    def exemplars(self, part: str) -> tuple[Problem, ...]:
        """The example as an exemplar, for a text that another strategy asks as a question."""
        if part not in self.shown:
            return ()
        given, reply = self.shown[part]
        text, _, answer = reply.partition("\n#### ")
        steps = tuple(map(Step, text.splitlines()))
        asked = self.fill(part, **given)
        return (Problem(f"{self.name}.{part}", self.name, 0, 0, 0, 0, asked, answer, steps=steps),)


scripts: Registry[Script] = Registry("script")


def script_for(strategy: str, name: object) -> Script:
    """The script of that name, which must have the texts and places of ``strategy``'s own.

    ``InputError`` names a text that is missing, or a place that the strategy cannot fill.
    """
    own, chosen = scripts.get(strategy), scripts.get(str(name))
    for part, text in own.texts.items():
        if part not in chosen.texts:
            raise InputError(
                f"the script {chosen.name!r} has no text {part!r}, which {strategy} sends: "
                f"give it {', '.join(own.texts)}"
            )
        strange = _places(chosen.texts[part]) - _places(text)
        if strange:
            raise InputError(
                f"the text {part!r} of the script {chosen.name!r} has the places "
                f"{', '.join(sorted(strange))}; {strategy} fills {', '.join(sorted(_places(text)))}"
            )
    return chosen


def _places(text: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(text) if field is not None}
