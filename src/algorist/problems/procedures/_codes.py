"""ProcBench tasks that count, calculate and code: 3, 7, 12, 15 and 21."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from algorist.problems._family import Params
from algorist.problems._stepped import Move, moved
from algorist.problems.procedures._engine import (
    DIGITS,
    LETTERS,
    Procedure,
    items,
    listed,
    procedure,
)


def _count(strings: list[str], **_: Any) -> list[Any]:
    rows: list[Any] = []
    for text in strings:
        digits = [character for character in text if "0" <= character <= "9"]
        letters, number = len(text) - len(digits), int("0" + "".join(digits))
        rows.append([text, str(letters), str(number), str(letters * number)])
    return [*rows, sum(int(row[3]) for row in rows)]


@procedure(3, "count")
class Count(Procedure):
    """Letters times digits, summed over strings."""

    noun = "row"
    state_type = "strings"
    final_type = "number"
    summary = "Multiply the number of letters by the digits read as a number; sum over strings."
    rules = (
        "For each string in order, let N1 be the number of its letters and N2 the number that its "
        "digits make when they are put together in order (0 if it has none), and let N3 = N1 * "
        "N2. The state after a step is the row [string, N1, N2, N3]. After the last string, one "
        "more step adds up all N3: its state is the sum."
    )
    labels = ("Strings",)
    second = staticmethod(_count)

    def draw(self, rng: random.Random, count: int) -> Params:
        strings = []
        for _ in range(count - 1):
            size = rng.randint(4, 9)
            kinds = [LETTERS if rng.random() < 0.74 else DIGITS for _ in range(size)]
            strings.append("".join(map(rng.choice, kinds)))
        return {"strings": strings}

    def data(self, params: Params) -> list[str]:
        return ["\n" + listed([f"'{text}'" for text in params["strings"]])]

    @staticmethod
    def read(fields: list[str]) -> Params:
        return {"strings": items(fields[0])}

    def final_question(self, params: Params) -> str:
        return "What is the sum of all N3?"

    def start(self, params: Params) -> str:
        return "0"

    def work(self, params: Params) -> Iterator[Move]:
        products = []
        for text in params["strings"]:
            letters = sum(character.isalpha() for character in text)
            digits = "".join(filter(str.isdigit, text))
            number = int(digits) if digits else 0
            product = letters * number
            products.append(product)
            yield moved(
                f"'{text}' has {letters} letters and the digits '{digits}'",
                f"{letters} * {number} = {product}",
                [text, str(letters), str(number), str(product)],
                f"{letters}*{number} = {product}",
            )
        total = sum(products)
        terms = " + ".join(map(str, products))
        yield moved("the N3 of all rows", f"{terms} = {total}", total, f"{terms} = {total}")


def _encode(string: str, **_: Any) -> list[list[str]]:
    from itertools import groupby

    runs = [f"{bit}_{len(list(group))}" for bit, group in groupby(string)]
    return [runs[:stop] for stop in range(1, len(runs) + 1)]


@procedure(7, "encode")
class Encode(Procedure):
    """Run lengths of a string of 0 and 1."""

    noun = "list of codes"
    state_type = final_type = "strings"
    summary = "Write a string of 0 and 1 as its runs."
    rules = (
        "Write the string as its runs of equal characters, from left to right: each step appends "
        "one code, the character, an underscore and the length of the run, such as 1_7."
    )
    labels = ("String",)
    second = staticmethod(_encode)

    def draw(self, rng: random.Random, count: int) -> Params:
        first = rng.randrange(2)
        sizes = [rng.randint(1, 9) for _ in range(count)]
        return {"string": "".join("01"[(first + i) % 2] * size for i, size in enumerate(sizes))}

    def data(self, params: Params) -> list[str]:
        return ["\n" + params["string"]]

    @staticmethod
    def read(fields: list[str]) -> Params:
        return {"string": fields[0]}

    def start(self, params: Params) -> str:
        return ""

    def work(self, params: Params) -> Iterator[Move]:
        string, place = params["string"], 0
        codes: list[str] = []
        while place < len(string):
            bit, stop = string[place], place
            while stop < len(string) and string[stop] == bit:
                stop += 1
            codes = [*codes, f"{bit}_{stop - place}"]
            yield moved(f"from {place} on stands '{string[place:stop]}'", codes[-1], codes)
            place = stop


def _decode(pieces: list[str], **_: Any) -> list[str]:
    states = []
    for stop in range(1, len(pieces) + 1):
        parts = (piece.split("x") for piece in pieces[:stop])
        states.append("".join(bit * int(size) for bit, size in parts))
    return states


@procedure(15, "decode")
class Decode(Procedure):
    """Expand pieces AxB."""

    summary = "Expand run lengths AxB."
    rules = (
        "Expand the pieces in order, one a step: a piece AxB stands for B times the character A. "
        "Append each expansion to a string that is empty at first."
    )
    labels = ("Sentence",)
    second = staticmethod(_decode)

    def draw(self, rng: random.Random, count: int) -> Params:
        first = rng.randrange(2)
        return {"pieces": [f"{(first + i) % 2}x{rng.randint(1, 9)}" for i in range(count)]}

    def data(self, params: Params) -> list[str]:
        return [" ".join(params["pieces"])]

    @staticmethod
    def read(fields: list[str]) -> Params:
        return {"pieces": fields[0].split()}

    def start(self, params: Params) -> str:
        return ""

    def work(self, params: Params) -> Iterator[Move]:
        here = ""
        for piece in params["pieces"]:
            bit, _, size = piece.partition("x")
            part = bit * int(size)
            here += part
            yield moved(f"{piece} stands for '{part}'", f"append '{part}'", here)


def _rhythm(numbers: list[int], letters: list[str], count: int, **_: Any) -> list[str]:
    from itertools import cycle, islice

    beats = zip(islice(cycle(numbers), count), cycle(letters), strict=False)
    here, states = "", []
    for number, letter in beats:
        here += f"{number}{letter}"
        states.append(here)
    return states


@procedure(12, "rhythm")
class Rhythm(Procedure):
    """Interleave two cyclic sequences."""

    summary = "Interleave a cyclic sequence of numbers with one of letters."
    rules = (
        "Start with an empty string and at the first element of both sequences. In each step "
        "append the current number and then the current letter, and move on in both sequences; "
        "after the last element of a sequence comes its first again. Make N steps."
    )
    labels = ("Sequence 1", "Sequence 2", "N")
    second = staticmethod(_rhythm)

    def draw(self, rng: random.Random, count: int) -> Params:
        kinds = LETTERS[: rng.randint(2, 5)]
        return {
            "numbers": [rng.randint(0, 9) for _ in range(rng.randint(4, 6))],
            "letters": rng.choices(kinds, k=8),
            "count": count,
        }

    def data(self, params: Params) -> list[str]:
        numbers = ", ".join(map(str, params["numbers"]))
        return [numbers, ", ".join(params["letters"]), str(params["count"])]

    @staticmethod
    def read(fields: list[str]) -> Params:
        return {
            "numbers": [int(part) for part in items(fields[0])],
            "letters": items(fields[1]),
            "count": int(fields[2]),
        }

    def start(self, params: Params) -> str:
        return ""

    def work(self, params: Params) -> Iterator[Move]:
        numbers, letters = params["numbers"], params["letters"]
        here = ""
        for place in range(params["count"]):
            a, b = place % len(numbers), place % len(letters)
            here += f"{numbers[a]}{letters[b]}"
            yield moved(
                f"number {a} is {numbers[a]} and letter {b} is '{letters[b]}'",
                f"append '{numbers[a]}{letters[b]}'",
                here,
            )


def _cumulate(number: int, operations: list[str], **_: Any) -> list[int]:
    from functools import reduce

    def apply(value: int, operation: str) -> int:
        name, amount = operation.split()
        return value * int(amount) if name == "Multiply" else value + int(amount)

    stops = range(1, len(operations) + 1)
    return [reduce(apply, operations[:stop], number) for stop in stops]


@procedure(21, "cumulate")
class Cumulate(Procedure):
    """Add and multiply in turn."""

    noun = "number"
    state_type = final_type = "number"
    summary = "Apply additions and multiplications to a number."
    rules = "Apply the operations to the number N one after the other."
    labels = ("N =", "Operations")
    second = staticmethod(_cumulate)

    def draw(self, rng: random.Random, count: int) -> Params:
        operations = []
        for _ in range(count):
            times = rng.random() < 0.5
            amount = rng.randint(1, 5) if times else rng.randint(0, 9)
            operations.append(f"{'Multiply' if times else 'Add'} {amount}")
        return {"number": rng.randint(1, 9), "operations": operations}

    def data(self, params: Params) -> list[str]:
        return [str(params["number"]), listed(params["operations"])]

    @staticmethod
    def read(fields: list[str]) -> Params:
        return {"number": int(fields[0]), "operations": items(fields[1])}

    def start(self, params: Params) -> int:
        number: int = params["number"]
        return number

    def work(self, params: Params) -> Iterator[Move]:
        value = params["number"]
        for operation in params["operations"]:
            name, amount = operation.split()
            old, sign = value, "+" if name == "Add" else "*"
            value = old + int(amount) if name == "Add" else old * int(amount)
            yield moved(
                f"the number is {old}",
                f"{operation}: {old} {sign} {amount} = {value}",
                value,
                f"{old} {sign} {amount} = {value}",
            )
