"""What a question says of its people by comparison, held against the steps about them.

``Ben is 32 years older than Amara, who is 11``: a step about Ben that combines 32 and 11 must add
them. Only plain statements with names are read, so that what is read is meant.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from algorist.checking.steps._claims import Link
from algorist.checking.steps._judge import show
from algorist.checking.steps._records import Claim
from algorist.checking.steps._tokens import plain, word_set

_NAME = r"([A-Z][a-z]+)"
_HAS = r"(?:is|was|has|had|owns|owned|counts|counted|keeps|collected)"
_AMOUNT = r"(\d{1,15}(?:\.\d{1,9})?)"
_COUNT = r"(\d{1,15}(?:\.\d{1,9})?|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive)"
_REST = r"(?P<rest>[^.;?]{0,200})"
_PLAIN = re.compile(
    rf"\b{_NAME},?\s+(?:who\s+)?{_HAS}\s+(?:only\s+)?\$?{_AMOUNT}" r"(?=(?P<rest>[^.,;]{0,200}))"
)
_MORE = re.compile(
    rf"\b{_NAME}\s+{_HAS}\s+(?:exactly\s+)?\$?{_AMOUNT}\s+(?:[a-z]+\s+){{0,2}}?"
    rf"(?P<how>more|fewer|less|older|younger|taller|shorter)\b{_REST}"
)
_TIMES = re.compile(
    rf"\b{_NAME}\s+{_HAS}\s+{_COUNT}\s+times\s+as\s+(?:many|much|old|tall)\b{_REST}"
)
_THAN = re.compile(rf"\b(?:than|as)\s+{_NAME}\b(?!')")
_COMPARED = re.compile(r"\b(?:more|fewer|less|older|younger|taller|shorter|times|percent|%)")
_DOWN = word_set("fewer less younger shorter")
_WORDS = {"two": 2, "three": 3, "four": 4, "five": 5}


@dataclass(frozen=True)
class Comparison:
    """``subject`` has ``number`` more or fewer than, or times as many as, ``other``."""

    subject: str
    number: Fraction
    operation: str
    other: str
    text: str

    def value(self, other: Fraction) -> Fraction:
        """What the subject has where the other has ``other``."""
        if self.operation == "*":
            return other * self.number
        return other + self.number if self.operation == "+" else other - self.number


class Comparisons:
    """The comparisons of a question, and how many each person is known to have."""

    def __init__(self, question: str) -> None:
        self.values: dict[str, Fraction] = {}
        self.said: dict[str, Comparison] = {}
        twice: set[str] = set()
        before = ""
        for sentence in re.split(r"(?<=[.;?])\s+", plain(question)):
            names = re.findall(rf"(?:^|[\s,]){_NAME}\s+{_HAS}\b", sentence)
            for match in (*_MORE.finditer(sentence), *_TIMES.finditer(sentence)):
                self._compare(match, before, twice)
            for match in _PLAIN.finditer(sentence):
                if not _COMPARED.search(match["rest"]):
                    twice |= {match[1]} & set(self.values)
                    self.values[match[1]] = Fraction(match[2])
            before = names[0] if names else ""
        for name in twice:  # said more than once: about different times, or different things
            self.values.pop(name, None)
            self.said.pop(name, None)

    def copy(self) -> Comparisons:
        other = Comparisons("")
        other.values, other.said = dict(self.values), self.said
        return other

    def _compare(self, match: re.Match[str], before: str, twice: set[str]) -> None:
        than = _THAN.search(match["rest"])
        other = than[1] if than else before
        if not other or (than is None and " than " in match["rest"]) or other == match[1]:
            return
        number = Fraction(_WORDS.get(match[2].lower(), match[2]))
        how = match.groupdict().get("how")
        operation = "*" if how is None else "-" if how in _DOWN else "+"
        twice |= {match[1]} & set(self.said)
        self.said[match[1]] = Comparison(match[1], number, operation, other, match[0].strip())

    def look(self, text: str, links: Sequence[Link]) -> list[Claim]:
        """The claim of a step about one person that uses the numbers of its comparison."""
        match = re.match(rf"\W*(?:So|Then|Thus|Now|Therefore)?,?\s*{_NAME}\s+{_HAS}\b", text)
        said = self.said.get(match[1]) if match else None
        if said is None or said.other not in self.values or len(links) != 1:
            return []
        left = links[0].left
        known = self.values[said.other]
        operands = sorted(each.value for each in left.operands)
        if left.operations != 1 or operands != sorted((said.number, known)):
            return []
        true = said.value(known)
        evidence = {"question": said.text, said.other: show(known)}
        if left.value == true:
            self.values[said.subject] = true
            return [Claim(links[0].text, "compared", "right", "as the question says", evidence)]
        evidence["correct"] = show(true)
        how = "not what the question says of the two"
        return [Claim(links[0].text, "compared", "wrong", how, evidence)]
