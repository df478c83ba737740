"""Where the numbers of a solution come from: the question, a constant, or an earlier result."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction

from algorist.checking.steps._arithmetic import Operand
from algorist.checking.steps._kinds import Kinds
from algorist.checking.steps._tokens import (
    MULTIPLIERS,
    NUMBER_WORDS,
    PART_WORDS,
    Token,
    plain,
    tokens,
)
from algorist.checking.steps._units import known, singular

CONSTANTS: dict[Fraction, frozenset[str]] = {
    Fraction(value): frozenset(map(singular, words.split()))
    for values, words in {
        (0, 1, 2): "",
        (7,): "week weekly day daily night morning evening",
        (10,): "dime decade percent % digit tenth ten cent centimeter millimeter",
        (12,): "month monthly year yearly annual annually dozen inch foot feet ft clock noon hour "
        "midnight am pm evening",
        (24,): "hour day daily clock time",
        (28, 29, 30, 31): "month monthly day daily january february march april may june july "
        "august september october november december year",
        (52,): "week weekly year yearly annual annually",
        (60,): "hour minute second hourly mph time clock",
        (100,): "percent % percentage cent penny dollar $ centimeter meter century year hundred "
        "perfect full whole entire total all rest",
        (365, 366): "year yearly annual annually day daily",
        (1000,): "kilogram kg gram g kilometer km meter m liter l milliliter ml thousand ton",
    }.items()
    for value in values
}
"""Numbers that a solver brings along, each with the words beside which it makes sense."""

WORDS: dict[str, tuple[int | str, ...]] = {
    "once": (1,), "twice": (2,), "double": (2,), "doubled": (2,), "doubles": (2,), "both": (2,),
    "couple": (2,), "pair": (2,), "pairs": (2,), "thrice": (3,), "triple": (3,), "tripled": (3,),
    "triples": (3,), "triplets": (3,), "twins": (2,), "quadruple": (4,), "quadrupled": (4,),
    "dozen": (12,), "dozens": (12,), "quarter": (25, "1/4", 4),
    "quarters": (25, "1/4", 4), "half": ("1/2", 2), "halves": ("1/2",),
    "nickel": (5,), "nickels": (5,), "dime": (10,), "dimes": (10,), "weekday": (5,),
    "weekdays": (5,), "weekend": (2,), "weekends": (2,), "decade": (10,), "decades": (10,),
    "fortnight": (14,), "century": (100,), "pound": (16,), "pounds": (16,), "yard": (3, 36),
    "yards": (3, 36), "gallon": (4, 16, 128), "gallons": (4, 16, 128), "mile": (5280, 1760),
    "miles": (5280, 1760), "ton": (2000,), "tons": (2000,), "square": (4,), "rectangle": (4,),
    "rectangular": (4,), "triangle": (3,), "triangular": (3,), "cube": (6, 3), "monthly": (12,),
    "quarterly": (4,), "season": (4,), "seasons": (4,), "solo": (1,), "trio": (3,), "duo": (2,),
    "couples": (2,), "hour": (3600,), "hours": (3600,), "month": (4,), "months": (4,),
    "weeks": (4,), "noon": (12,), "midnight": (12, 24), "score": (20,), "gross": (144,),
}  # fmt: skip

_FORMAL = re.compile(
    r"\\[a-zA-Z]|[=^*{}`\[\]]|\w\(|\$[^$\d][^$]*\$|"
    r"\b(?:mod|modulo|def|sequence|digits?|base|integers?|primes?|divisors?|divisible|remainder|"
    r"polynomials?|functions?|equations?|solve|evaluate|simplify|compute|factors?|multiples?|"
    r"probability|permutations?|arrange|triangles?|circles?|perpendicular|parallel|angles?|"
    r"irreducible|decimal number|first number|second number|two numbers|such as \d|exactly one of|"
    r"vertices|logarithms?|matrix|vectors?|"
    r"binary|numerals?|cipher|list of numbers)\b",
    re.IGNORECASE,
)
"""Signs of a question about mathematics as such, where numbers may come out of one's head."""

SCALES = tuple(
    Fraction(value)
    for value in ("100", "1/100", "60", "1/60", "12", "1/12", "1000", "1/1000", "1/2", "2")
)


def _word_value(every: Sequence[Token], index: int) -> Iterable[Fraction]:
    """The numbers that the word at ``index`` stands for, with what follows it."""
    word = every[index].text.lower()
    after = every[index + 1].text.lower() if index + 1 < len(every) else ""
    if word in NUMBER_WORDS:
        value = NUMBER_WORDS[word]
        yield value
        if value >= 20 and after in NUMBER_WORDS:
            yield value + NUMBER_WORDS[after]
        if after in MULTIPLIERS:
            yield value * MULTIPLIERS[after]
        if after in PART_WORDS:
            yield value * PART_WORDS[after]
    elif word in PART_WORDS:
        yield PART_WORDS[word]
        yield 1 / PART_WORDS[word]
    for other in WORDS.get(word, ()):
        yield Fraction(other)


def numbers(text: str) -> set[Fraction]:
    """Every number of a text: digits, number words, fractions, and percentages as both."""
    found: set[Fraction] = set()
    every = tokens(plain(re.sub(r"(?<=\w)-(?=\w)", " ", text)))
    for index, token in enumerate(every):
        if token.kind in ("note", "time"):
            found.update(Fraction(each) for each in re.findall(r"\d+", token.text))
        value = token.value
        if value is None:
            if token.kind == "word":
                found.update(_word_value(every, index))
            continue
        found.add(value)
        after = every[index + 1] if index + 1 < len(every) else None
        if after is None:
            continue
        if after.text.lower() in MULTIPLIERS:
            found.add(value * MULTIPLIERS[after.text.lower()])
        if after.kind == "percent" or after.text.lower() == "percent":
            found.add(value / 100)
        if after.text == "/" and index + 2 < len(every):
            below = every[index + 2].value
            if below:
                found.add(value / below)
                whole = every[index - 1].value if index else None
                if whole is not None and token.spaced:
                    found.add(whole + value / below)
    return found


def is_word_problem(question: str) -> bool:
    """Whether ``question`` tells a story, whose numbers a solution cannot do without.

    >>> is_word_problem("What is 67 - 8?")
    False
    """
    words = re.findall(r"[^\W\d_]{2,}", question)
    return len(words) >= 12 and not _FORMAL.search(question)


_LIST = re.compile(r"[\w'-]+(?:\s[\w'-]+)?(?:,\s+[\w'-]+(?:\s[\w'-]+)?)+,?\s+(?:and|or)\s+\w+")


def _listed(question: str) -> set[Fraction]:
    """How many things the lists of the question name, and one more (whose list it is)."""
    counts = {listed.count(",") + 2 for listed in _LIST.findall(question)}
    return {Fraction(count + extra) for count in counts for extra in (-1, 0, 1)}


def _spoken(question: str) -> Iterable[str]:
    words = re.findall(r"[^\W\d_]+", question.lower())
    if "$" in question:
        words.append("dollars")
    return (word for word in words if known(word))


def _words(text: str) -> set[str]:
    return {singular(word) for word in re.findall(r"[^\W\d_]+|[%$]", text.lower())}


class Sources:
    """Numbers known at some point of a solution, with where they came from."""

    def __init__(self, question: str | None) -> None:
        self.question = question
        self.given = numbers(question) | _listed(question) if question else set()
        self.is_prose = question is not None and is_word_problem(question)
        """Whether the question is a word problem, whose numbers can be traced."""
        self.kinds = Kinds()
        if self.is_prose and question:
            self.kinds.read(question)
            for word in re.findall(r"[^\W\d_]+", question.lower()):
                for value in WORDS.get(word, ()):  # "twice": that 2 is no amount of anything
                    self.kinds.add(Fraction(value), "")
        self.results: set[Fraction] = set()
        self.mentioned: set[Fraction] = set()
        self.stated: set[Fraction] = set()
        """Numbers that stand right after an equals sign."""
        self.words = _words(question) if question else set()
        """Words and signs of the question and the steps so far, in the singular."""
        self.units = set(_spoken(question)) if question else set()
        """Words for units in the question and the steps so far."""

    def source(self, operand: Operand) -> str:
        """``question``, ``earlier step``, ``constant``, ``derived`` or ``unknown``."""
        for value in {operand.value, operand.value / 100 if operand.percent else operand.value}:
            found = self._source(abs(value))
            if found != "unknown":
                return found
        return "unknown"

    def _source(self, value: Fraction) -> str:
        if value in self.results or value in self.mentioned:
            return "earlier step"
        if value in self.given:
            return "question"
        if self._is_constant(value):
            return "constant"
        known = self.given | self.results | self.mentioned
        if any(value * factor in known for factor in SCALES):
            return "derived"
        if any(v in known for v in (1 - value, 100 - value, value - 1, value - 100, 1 / value)):
            return "derived"
        if self._derivable(value, known):
            return "derived"
        return "unknown"

    def _is_constant(self, value: Fraction) -> bool:
        if value.numerator == 1 and value.denominator <= 100:
            return True
        cues = CONSTANTS.get(value)
        return cues is not None and (not cues or bool(cues & self.words))

    def _derivable(self, value: Fraction, known: set[Fraction]) -> bool:
        """Whether ``value`` is the sum of two known numbers, as of things counted on the way."""
        return len(known) > 80 or any(value - each in known for each in known if each)

    def hear(self, text: str) -> None:
        """Take in the words of a step, before its numbers are traced."""
        self.words = self.words | _words(text)

    def learn(self, found: Sequence[Token], results: Iterable[Fraction]) -> None:
        """Remember the results of a step, and the numbers that it mentions."""
        self.results.update(results)
        for index, token in enumerate(found):
            if token.value is not None:
                self.mentioned.add(token.value)
                before = found[index - 1] if index else None
                if before is not None and before.kind == "money" and index > 1:
                    before = found[index - 2]
                if before is not None and before.text == "=":
                    self.stated.add(token.value)
            elif token.kind == "word":
                self.mentioned.update(_word_value(found, index))
