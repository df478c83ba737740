"""The counted steps of the number tasks, and what they say: columns, rows, divisions, places.

A task has a trail where its work is a sequence of like steps that grows with the numbers.
Conversions, rounding, fractions and scientific sums take a few unlike steps, and a comparison
mostly ends at the first digit; what ``get_digit`` and ``length`` ask is such a question already.
"""

from __future__ import annotations

from collections.abc import Iterator

from algorist.problems._family import Params
from algorist.problems._stepped import Move, moved
from algorist.problems._trail import Trail
from algorist.problems.numbers._columns import (
    add_columns,
    multiply_columns,
    subtract_columns,
)
from algorist.problems.numbers._kinds import scaled
from algorist.problems.numbers._task import bracket


def whole(a: int | str, b: int | str) -> tuple[int, int]:
    """Two integers or decimals with as many decimals and without their points.

    >>> whole("-1.5", "0.25")
    (-150, 25)
    """
    (x, p), (y, q) = scaled(str(a)), scaled(str(b))
    places = max(p, q)
    return x * 10 ** (places - p), y * 10 ** (places - q)


def _column_states(a: int | str, b: int | str, sign: str) -> list[list[int]]:
    # by place value: what is carried out of k places is what their sum has above them
    from fractions import Fraction

    places = max(len(str(text).partition(".")[2]) for text in (a, b))
    x, y = (int(Fraction(text) * 10**places) for text in (a, b))
    both = x * y if sign == "+" else -x * y
    adding = both > 0 or (both == 0 and sign == "+")
    high, low = max(abs(x), abs(y)), min(abs(x), abs(y))
    states = []
    for k in range(len(str(high))):
        unit, below = 10**k, 10 ** (k + 1)
        if adding:
            out = (high % below + low % below) // below
            states.append([(high + low) // unit % 10, out])
        else:
            states.append([(high - low) // unit % 10, int(high % below < low % below)])
    if adding and states[-1][1]:
        states.append([1, 0])
    return states


class Columns(Trail):
    """The columns of a sum or a difference of integers or decimals, from the right."""

    state_type = "list"
    second = staticmethod(_column_states)

    def constants(self) -> Params:
        return {"sign": self.base.operator}  # type: ignore[attr-defined] # an Operation

    def operands(self, params: Params) -> tuple[int, int, bool]:
        """The larger and the smaller absolute value, and whether they are added."""
        x, y = whole(params["a"], params["b"])
        both = x * y if params["sign"] == "+" else -x * y
        adding = both > 0 or (both == 0 and params["sign"] == "+")
        x, y = abs(x), abs(y)
        return max(x, y), min(x, y), adding

    def describe(self, params: Params) -> str:
        high, low, adding = self.operands(params)
        a, b = params["a"], params["b"]
        how = f"add {high} and {low}" if adding else f"take {low} off {high}"
        if isinstance(a, int) and isinstance(b, int) and min(a, b) >= 0:
            lead = f"{how[0].upper()}{how[1:]} column by column"
        else:
            lead = (
                f"To work out {a} {params['sign']} {bracket(b)}, write both numbers with the same "
                "number of decimals, without signs and without the points (zeros in front are left "
                f"out), and {how} column by column"
            )
        carry = "carry" if adding else "borrow"
        each = (
            "adds the digits of both numbers in the column and the carry of the step before (0 in "
            "step 1), writes the last digit of this sum and carries 1 if the sum is 10 or more, "
            "else 0. If the carry is 1 after the leftmost column, one more step writes 1 and "
            "leaves the carry 0."
            if adding
            else f"takes the digit of {low} in the column and the borrow of the step before (0 in "
            f"step 1) off the digit of {high}. If this is negative, 10 is added and the borrow is "
            "1, else it is 0; the result is the digit that is written."
        )
        return (
            f"{lead}. Step 1 is the column on the right, step 2 the one to its left, and so on, "
            f"one step for each digit of {high}; missing digits of {low} are 0. Each step {each} "
            f"The state after a step is the list [digit written in it, {carry}]."
        )

    def work(self, params: Params) -> Iterator[Move]:
        high, low, adding = self.operands(params)
        for step in (add_columns if adding else subtract_columns)(str(high), str(low)):
            over = step.state["carry" if adding else "borrow"]
            digit = int(step.state["written"][0])
            yield moved("", step.text.rstrip("."), [digit, over], step.claim)


def _row_totals(a: int | str, b: int | str) -> list[int]:
    # the last k digits of one number times the other
    x, y = (abs(int(str(text).replace(".", ""))) for text in (a, b))
    return [x * (y % 10**k) for k in range(1, len(str(y)) + 1)]


class Rows(Trail):
    """The rows of a product of integers or decimals, one for each digit of the second number."""

    noun = "running total"
    second = staticmethod(_row_totals)

    def operands(self, params: Params) -> tuple[int, int]:
        """Both numbers without points and signs."""
        return abs(scaled(str(params["a"]))[0]), abs(scaled(str(params["b"]))[0])

    def describe(self, params: Params) -> str:
        x, y = self.operands(params)
        a, b = str(params["a"]), str(params["b"])
        lead = f"Multiply {x} by {y} in rows."
        if (a, b) != (str(x), str(y)):
            lead = (
                f"To work out {a} * {bracket(b)}, leave out signs, points and zeros in front, and "
                f"multiply {x} by {y} in rows."
            )
        return (
            f"{lead} Step 1 is the row of the last digit of {y}, step 2 the row of the digit to "
            f"its left, and so on, one step for each digit of {y}. Each step multiplies {x} by the "
            "digit and by the value of its place (1, 10, 100, ...) and adds the product to the "
            "running total, which is 0 before step 1."
        )

    def work(self, params: Params) -> Iterator[Move]:
        x, y = self.operands(params)
        rows = multiply_columns(str(x), str(y))
        yield moved("", rows[0].text.rstrip("."), rows[0].state["sum"], rows[0].claim)
        for row, total in zip(rows[1::2], rows[2::2], strict=True):
            text = f"{row.text.rstrip('.')}, added up {total.claim}"
            yield moved("", text, total.state["sum"], total.claim)


def _division_states(a: int, b: int) -> list[list[int]]:
    # from the first k digits of the dividend
    heads = [int(str(a)[:k]) for k in range(1, len(str(a)) + 1)]
    return [[head // b % 10, head % b] for head in heads]


class LongDivision(Trail):
    """Long division, one step for each digit of the dividend."""

    state_type = "list"
    second = staticmethod(_division_states)

    def describe(self, params: Params) -> str:
        a, b = params["a"], params["b"]
        return (
            f"Divide {a} by {b} by long division. Step 1 takes the first digit of {a}, step 2 the "
            "second, and so on to the last. Each step puts its digit behind the remainder of the "
            f"step before (0 in step 1), divides the number that this makes by {b}, writes the "
            "whole quotient, which is one digit and may be 0, and keeps the remainder. The state "
            "after a step is the list [digit written in it, remainder]."
        )

    def work(self, params: Params) -> Iterator[Move]:
        rest, b = 0, params["b"]
        for digit in str(params["a"]):
            now = 10 * rest + int(digit)
            part, rest = divmod(now, b)
            claim = f"{now} = {part}*{b} + {rest}"
            yield moved("", f"bring down {digit}: {claim}", [part, rest], claim)


def _places(a: int | str, b: int | str, operation: str) -> list[int]:
    # from the places of ten, by dividing
    parts = [(str(text) + ".").split(".")[:2] for text in (a, b)]
    behind = max(len(part) for _, part in parts)
    front = max(len(before) for before, _ in parts)
    x, y = (int(before + part.ljust(behind, "0")) for before, part in parts)
    units = [10**k for k in range(front + behind)]
    pairs = [(x // unit % 10, y // unit % 10) for unit in reversed(units)]
    if operation == "add":
        return [sum(pair) % 10 for pair in pairs]
    return [max(pair) if operation == "max" else min(pair) for pair in pairs]


class Places(Trail):
    """The places of an operation on digits, from the left."""

    noun = "latest digit"
    second = staticmethod(_places)

    def constants(self) -> Params:
        return {"operation": self.base.operation}  # type: ignore[attr-defined] # Digitwise

    def describe(self, params: Params) -> str:
        return (
            f"{self.base.render(params)} Go from left to right, one place a step: step 1 is the "
            "leftmost place that one of the numbers has, and the point is no place. The latest "
            "digit after a step is the one that the step writes."
        )

    def work(self, params: Params) -> Iterator[Move]:
        for step in self.base.solve(params).steps[:-1]:
            yield moved("", step.text.rstrip("."), int(step.state[-1]), step.claim)


def _counted(number: int, digit: int) -> list[int]:
    text = str(number)
    return [text[:k].count(str(digit)) for k in range(1, len(text) + 1)]


class Counted(Trail):
    """The digits of a number, and how often one of them has occurred."""

    noun = "count"
    second = staticmethod(_counted)

    def describe(self, params: Params) -> str:
        return (
            f"Go through the digits of {params['number']} from left to right, one digit a step, "
            f"and count how many times the digit {params['digit']} has occurred so far."
        )

    def work(self, params: Params) -> Iterator[Move]:
        count = 0
        for k, mark in enumerate(str(params["number"]), 1):
            if int(mark) == params["digit"]:
                count += 1
                claim = f"{count - 1} + 1 = {count}"
                yield moved("", f"digit {k} is {mark}: {claim}", count, claim)
            else:
                yield moved("", f"digit {k} is {mark}: the count stays {count}", count)
