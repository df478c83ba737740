"""Reading what models write beside solutions: lists, and the context that a question is about."""

from __future__ import annotations

import re

MAX_ITEM = 400
"""Characters of a list's item that are kept: a model that rambles must not fill later prompts."""

_MARKED = re.compile(
    r"^\s*(?:(?:\*\*)?(?:step|observation|fact)?\s*\(?\d{1,3}[.):](?!\d)|[-*•+]\s)\s*(.*)",
    re.IGNORECASE,
)
_NO_ITEM = re.compile(
    r"\s*(?:```|####|(?:so|thus|therefore|hence)?,?\s*the (?:final )?answer is)", re.IGNORECASE
)
_SENTENCE = re.compile(r"(?<=[.!?])[\"'”’)]?\s+(?=\S)")
_SHORTENED = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|No|vs|etc|e\.g|i\.e|[A-Z])\.$")


def items(text: str, most: int) -> list[str]:
    """At most ``most`` different items of a list, however it is marked.

    Where no line is numbered or has a bullet, every line is an item. Code fences, empty items and
    lines that state a final answer are left out.

    >>> items("Sure:\\n1. Add them.\\n2) **Halve** it.\\n\\nDone.", 3)
    ['Add them.', 'Halve it.']
    >>> items("Add them.\\n#### 7", 3)
    ['Add them.']
    """
    lines = [line for line in text.splitlines() if not _NO_ITEM.match(line)]
    marked = [found[1] for line in lines if (found := _MARKED.match(line))]
    plain = [" ".join(line.replace("**", "").split())[:MAX_ITEM] for line in marked or lines]
    return list(dict.fromkeys(filter(None, plain)))[:most]


def split_context(question: str) -> tuple[str, str]:
    """What a question is about, and what it asks: its last paragraph, or its last sentence.

    The context is empty where the question is a single sentence.

    >>> split_context("Mr. Ode has 3.5 kg of rice. He buys 2 kg. How much has he?")
    ('Mr. Ode has 3.5 kg of rice. He buys 2 kg.', 'How much has he?')
    """
    text = question.strip()
    context, _, query = text.rpartition("\n\n")
    if context.strip() and query.strip():
        return context.strip(), query.strip()
    for found in reversed(list(_SENTENCE.finditer(text))):
        if not _SHORTENED.search(text[: found.start()]):
            return text[: found.end()].strip(), text[found.end() :]
    return "", text
