"""What strategies that ask for more than a solution say, in one place, with versions.

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


EGGS = "A box holds 6 eggs. Ana has 4 boxes. She sells 10 eggs."
"""What the examples are about."""
EGG_EXAMPLE = (
    f"Question: {EGGS} How many has she left?\n"
    "All boxes hold 4*6 = 24 eggs.\nShe has 24 - 10 = 14 left.\n#### 14"
)

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
            "solve": "{question}\n\nPlan: {plan}",
        },
        {
            "observe": (
                {"question": f"{EGGS} How many has she left?", "count": 3},
                "1. All boxes hold the same number of eggs.\n"
                "2. The eggs in the boxes are a product.\n"
                "3. Selling makes the number smaller.",
            ),
            "derive": (
                {
                    "question": f"{EGGS} How many has she left?",
                    "count": 2,
                    "observations": "- The eggs in the boxes are a product.",
                },
                "1. The number of all eggs comes first, before selling.\n"
                "2. What is left is that product less the eggs sold.",
            ),
            "plan": (
                {
                    "question": f"{EGGS} How many has she left?",
                    "observations": "- The eggs in the boxes are a product.",
                },
                "Multiply the eggs in one box by the number of boxes. "
                "Then subtract the eggs that were sold.",
            ),
            "replan": (
                {
                    "question": f"{EGGS} How many has she left?",
                    "plan": "Add the eggs and the boxes. Then subtract the eggs that were sold.",
                },
                "Eggs and boxes cannot be added. Multiply the eggs in one box by the number of "
                "boxes instead. Then subtract the eggs that were sold.",
            ),
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
        {
            "analyse": (
                {"examples": EGG_EXAMPLE},
                "Multiply the number of things by how many each holds. "
                "Then subtract what was sold from that product.",
            ),
            "write": (
                {
                    "examples": EGG_EXAMPLE,
                    "analysis": "Multiply to get the number of eggs, then subtract those sold.",
                },
                "```python\ndef solve(eggs_in_box, boxes, sold):\n"
                "    eggs = boxes * eggs_in_box\n    print('eggs =', eggs)\n"
                "    left = eggs - sold\n    print('left =', left)\n    return left\n```",
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
        {
            "outline": (
                {"question": f"{EGGS} How many has she left?", "most": 5},
                "1. Find how many eggs are in all boxes.\n2. Subtract the eggs that were sold.",
            ),
            "step": (
                {
                    "question": f"{EGGS} How many has she left?",
                    "done": "nothing",
                    "step": "Find how many eggs are in all boxes.",
                },
                "All boxes hold 4*6 = 24 eggs.\n#### 24",
            ),
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
        {
            "notes": (
                {"context": EGGS},
                "All boxes hold 4*6 = 24 eggs.\nAna has 24 - 10 = 14 eggs left.\n"
                "She has sold more than one box: 10 > 6.",
            ),
        },
    ),
):
    scripts.add(_script.name, _script)
