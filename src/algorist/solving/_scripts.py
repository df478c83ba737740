"""What strategies that ask for more than a solution say, in one place, with versions.

A script is replaced by registering another one under a new name and naming it in the strategy's
spec (``plan_search(script=mine)``). Changing a text here raises the script's version, which is part
of what a run stores.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

from algorist.core import InputError, Registry


@dataclass(frozen=True)
class Script:
    """The texts that one strategy sends beside the question's own prompt."""

    name: str
    version: int
    texts: Mapping[str, str]
    """Each with the places in braces that the built-in script of that strategy has."""

    def fill(self, part: str, **values: object) -> str:
        """One text with its places filled."""
        return self.texts[part].format(**values)


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


for _script in (
    Script(
        "plan_search",
        1,
        {
            "observe": (
                "Question: {question}\n\nDo not solve it yet. Write {count} different observations "
                "that help to solve it, numbered, one on each line."
            ),
            "derive": (
                "Question: {question}\n\nObservations:\n{observations}\n\nDo not solve it yet. "
                "Write {count} new observations that follow from these and help to solve the "
                "question, numbered, one on each line."
            ),
            "plan": (
                "Question: {question}\n\nObservations:\n{observations}\n\nWrite a plan that uses "
                "these observations to solve the question, in a few sentences. Do not compute yet."
            ),
            "replan": (
                "Question: {question}\n\nPlan: {plan}\n\nThis plan may be wrong. Say in one "
                "sentence what could be wrong with it, then write a different plan."
            ),
            "solve": "{question}\n\nFollow this plan as far as it is right:\n{plan}",
        },
    ),
    Script(
        "think_and_execute",
        1,
        {
            "analyse": (
                "These questions are of one kind:\n\n{examples}\n\nExplain in a few sentences "
                "which steps lead to the answer of any question of this kind."
            ),
            "write": (
                "These questions are of one kind:\n\n{examples}\n\nHow they are solved:\n"
                "{analysis}\n\nWrite one Python function that solves any question of this kind. "
                "Its arguments are what the question states; it prints each intermediate value "
                "with its name. Write only the code."
            ),
            "execute": (
                "{question}\n\nThis program solves questions of this kind:\n```python\n{program}\n"
                "```\nGo through it line by line for this question and write what it prints."
            ),
        },
    ),
    Script(
        "decompose",
        1,
        {
            "outline": (
                "Question: {question}\n\nWrite an outline of at most {most} steps that lead to "
                "the answer, numbered, one on each line. Do not compute anything yet."
            ),
            "choose": (
                "Question: {question}\n\n{outlines}\n\nWhich outline is the best? "
                "Answer with its number."
            ),
            "choose_lead": "Outline ",
            "rate": (
                "Question: {question}\n\nDone so far:\n{done}\n\nNext step: {step}\n\nHow "
                "difficult is the next step? Answer with one digit from 0 (easy) to 9 (difficult)."
            ),
            "rate_lead": "Difficulty: ",
            "step": (
                "{question}\n\nDone so far:\n{done}\n\n"
                "Do only the next step and give its result: {step}"
            ),
            "last": "{question}\n\nDone so far:\n{done}\n\nNow finish and answer the question.",
        },
    ),
    Script(
        "prepare",
        1,
        {
            "notes": (
                "Questions about this text will be asked later:\n\n{context}\n\nWork out now what "
                "they may ask for. Write one fact on each line, with its computation."
            ),
            "more": (
                "Questions about this text will be asked later:\n\n{context}\n\nWorked out so far:"
                "\n{notes}\n\nWork out what is still missing. Write one fact on each line, with "
                "its computation."
            ),
            "ask": "{context}\n\nIt is known that:\n{notes}\n\n{query}",
        },
    ),
):
    scripts.add(_script.name, _script)
