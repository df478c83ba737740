"""Asking a model to choose one of a few words, and reading how likely it found each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import exp

from algorist.core import BudgetError
from algorist.models import Sample
from algorist.solving._session import Ask, Session

ALTERNATIVES = 10
"""Alternatives of the first token to ask for, so that rarely chosen words are among them."""


async def sampled(session: Session, asks: Sequence[Ask], what: str) -> list[list[Sample]]:
    """The samples of each ask, all in one batch; an ask that failed for good has none.

    ``BudgetError`` where the budget did not hold all of them: ``what`` says what they were for.
    """
    found = await session.sample_all(asks)
    if session.ledger.bounded and not all(found):
        raise BudgetError(f"the budget does not hold {what}")
    return found


def shares(sample: Sample, words: Sequence[str]) -> dict[str, float]:
    """How likely each word was as the first token, as shares of these words alone.

    Case and spaces around a token do not matter. Words that are not among the alternatives have 0;
    empty where none of them is. Without log-probabilities the first word that was written has 1.

    >>> from algorist.models import TokenInfo
    >>> shares(Sample("Yes", tokens=(TokenInfo("Yes", -0.1, (("Yes", -0.1), ("no", -0.1))),)),
    ...        ("yes", "no"))
    {'yes': 0.5, 'no': 0.5}
    >>> shares(Sample("No, it is not."), ("yes", "no"))
    {'yes': 0.0, 'no': 1.0}
    """
    if sample.tokens:
        token = sample.tokens[0]
        said = [
            (text.strip().casefold(), exp(logprob))
            for text, logprob in token.top or ((token.text, token.logprob),)
        ]
    else:
        written = re.match(r"\W*(\w+)", sample.text)
        said = [(written[1].casefold(), 1.0)] if written else []
    weights = {word: sum(p for text, p in said if text == word.casefold()) for word in words}
    total = sum(weights.values())
    return {word: weight / total for word, weight in weights.items()} if total else {}
