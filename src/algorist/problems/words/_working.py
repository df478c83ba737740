"""The source of worked steps: values, claims and sentences, one formula after another.

What is known to be whole needs no test for fractions, and what is not negative no brackets.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Sequence

from algorist.problems.words._arithmetic import Formula
from algorist.problems.words._stage import Work
from algorist.problems.words._template import digits, literal, sentence


class Working:
    """Lines that work out the formulas of ``works`` from the values ``v_`` and texts ``t_`` of the
    ``given`` numbers. Those that are ``drawn`` are whole and not negative."""

    def __init__(
        self,
        works: Sequence[Work],
        given: Collection[str],
        drawn: Collection[str],
        money: Container[str],
        words: Container[str],
    ) -> None:
        self.works, self.given, self.money, self.words = works, given, money, words
        self.whole, self.positive = set(drawn), set(drawn)
        for work in works:
            names = {*work.formula.names}
            if names <= self.whole and not work.formula.divides:
                self.whole.add(work.name)
            if names <= self.positive and not work.formula.subtracts:
                self.positive.add(work.name)

        self.answer = (
            f"s_{works[-1].name}" if self._has_cents(works[-1].name) else f"t_{works[-1].name}"
        )
        """The expression of the answer when the lines have run."""
        self.made = "(" + "".join(f"step_{place}, " for place in range(len(works))) + ")"
        """The expression of all steps."""

    def result(self) -> list[str]:
        """Lines for the answer alone."""
        lines = []
        for work in self.works:
            value, whole = self._value(work.formula), work.name in self.whole
            lines.append(f"v_{work.name} = {value if whole else f'plain({value})'}")
        last = self.works[-1].name
        shown = digits(f"v_{last}") if last in self.whole else f"show(v_{last})"
        return [*lines, f"{self.answer} = {shown}"]

    def steps(self) -> list[str]:
        """Lines for the steps ``step_0``, ``step_1``, ... and the texts of all values."""
        known = {name: f"t_{name}" for name in (*self.given, *(work.name for work in self.works))}
        claimed = {name for work in self.works for name in work.shown.names}
        operands, lines = dict(known), []
        for place, work in enumerate(self.works):
            name, value, right = work.name, f"v_{work.name}", f"t_{work.name}"
            lines += [f"{value} = {self._value(work.formula)}", *self._texts(name)]
            if name in claimed and name not in self.positive:
                operands[name] = f"o_{name}"
                bare = f'{right} if {value} >= 0 and "/" not in {right}'
                lines.append(f'o_{name} = {bare} else f"({{{right}}})"')
            one = f"{value} == 1" if name in self.whole else f'{right} == "1"'
            if work.shown is not work.formula:
                lines.append(f"counted = plain({self._value(work.shown)})")
                one, right = "counted == 1", f"show(counted, cents={name in self.money})"
            parts = list(work.shown.parts)
            parts[1::2] = [f"{{{operands[part]}}}" for part in parts[1::2]]
            parts[::2] = map(literal, parts[::2])
            lines.append(f"claim = f'{''.join(parts)} = {{{right}}}'")
            told = sentence(work.text, self.words, {**known, "=": "claim"}, one)
            state = f"s_{name}" if self._has_cents(name) else f"t_{name}"
            lines.append(f'step_{place} = Step({told}, claim, {{"{name}": {state}}})')
        return lines

    def _value(self, formula: Formula) -> str:
        if formula.quotient is None or not {*formula.names} <= self.whole:
            return formula.source
        left, right = (f"v_{name}" for name in formula.quotient)
        return f"{left} // {right} if {left} % {right} == 0 else Fraction({left}, {right})"

    def _has_cents(self, name: str) -> bool:
        """Whether the text of an amount of money may differ from the plain number."""
        return name in self.money and name not in self.whole

    def _texts(self, name: str) -> list[str]:
        """The text ``t_``, and ``s_`` where it may differ."""
        value = f"v_{name}"
        if name in self.whole:
            return [f"t_{name} = {digits(value)}"]
        cents = self._has_cents(name)
        targets = f"t_{name} = s_{name}" if cents else f"t_{name}"
        return [
            f"if {value}.__class__ is int:",
            f"    {targets} = {digits(value)}",
            "else:",
            f"    {value} = plain({value})",
            f"    {targets} = show({value})",
            *([f"    t_{name} = show({value}, cents=True)"] if cents else []),
        ]
