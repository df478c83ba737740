"""ProcBench tasks that turn and walk in circles: 17, 22 and 23."""

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
    groups,
    items,
    listed,
    pairs,
    procedure,
)
from algorist.problems.procedures._letters import word


def _rotate(string: str, pairs: list[list[int]], **_: Any) -> list[str]:
    states = []
    here = list(string)
    for first, stop in pairs:
        here.insert(first, here.pop(stop - 1))
        states.append("".join(here))
    return states


@procedure(17, "rotate")
class Rotate(Procedure):
    """Rotate the part from m to n - 1 right by one, for each pair."""

    summary = "Rotate parts of a string to the right by one."
    rules = (
        "For each pair (m, n) in turn, take the part of the string from index m to index n - 1 "
        "(indices count from 0) and rotate it to the right by one: each character of the part "
        "moves one place to the right and the last one comes to the front of the part."
    )
    labels = ("String", "Indices")
    second = staticmethod(_rotate)

    def draw(self, rng: random.Random, count: int) -> Params:
        string = word(rng, rng.randint(5, 14))
        chosen = []
        for _ in range(count):
            last = rng.randrange(1, len(string))
            first = rng.randrange(max(last - 1, 1)) if last > 1 else 0
            chosen.append([first, last + 1])
        return {"string": string, "pairs": chosen}

    def data(self, params: Params) -> list[str]:
        return ["\n" + params["string"], "\n" + pairs(params["pairs"])]

    @staticmethod
    def read(fields: list[str]) -> Params:
        return {"string": fields[0], "pairs": [[int(a), int(b)] for a, b in groups(fields[1])]}

    def start(self, params: Params) -> str:
        string: str = params["string"]
        return string

    def work(self, params: Params) -> Iterator[Move]:
        here: str = params["string"]
        for first, stop in params["pairs"]:
            part = here[first:stop]
            turned = part[-1:] + part[:-1]
            here = here[:first] + turned + here[stop:]
            yield moved(
                f"the part from {first} to {stop - 1} is '{part}'", f"'{part}' to '{turned}'", here
            )


def _move_cyclic(array: str, moves: list[list[Any]], **_: Any) -> list[str]:
    size, place, states = len(array), array.index("x"), []
    for direction, amount in moves:
        place += amount if direction == "right" else -amount
        states.append("".join("x" if index == place % size else "-" for index in range(size)))
    return states


@procedure(22, "move_cyclic")
class MoveCyclic(Procedure):
    """Move x left and right in an array whose ends meet."""

    noun = "array"
    summary = "Move a mark in a cyclic array."
    rules = (
        "Move the 'x' in the array by the operations, in order. Each gives a direction and a "
        "number of places. The ends of the array meet: moving left from the first place leads to "
        "the last, and moving right from the last place to the first."
    )
    labels = ("Initial array", "Operations")
    second = staticmethod(_move_cyclic)

    def draw(self, rng: random.Random, count: int) -> Params:
        size = 5 * rng.randint(1, 10)
        place = rng.randrange(size)
        array = "-" * place + "x" + "-" * (size - 1 - place)
        moves = [[rng.choice(("left", "right")), rng.randint(1, size)] for _ in range(count)]
        return {"array": array, "moves": moves}

    def data(self, params: Params) -> list[str]:
        moves = ",\n".join(f" ({direction}, {amount})" for direction, amount in params["moves"])
        return ["\n" + params["array"], f"[\n{moves}\n]"]

    @staticmethod
    def read(fields: list[str]) -> Params:
        return {
            "array": fields[0],
            "moves": [[direction, int(amount)] for direction, amount in groups(fields[1])],
        }

    def start(self, params: Params) -> str:
        array: str = params["array"]
        return array

    def work(self, params: Params) -> Iterator[Move]:
        size = len(params["array"])
        place = params["array"].index("x")
        for direction, amount in params["moves"]:
            fetch = f"x is at {place} of {size} places"
            place = (place + (amount if direction == "right" else -amount)) % size
            array = "-" * place + "x" + "-" * (size - 1 - place)
            yield moved(fetch, f"move {direction} by {amount} to {place}", array)


def _find_cyclic(string: str, letter: str, count: int, **_: Any) -> list[Any]:
    start = string.index(letter)
    states: list[Any] = [
        [string[(start + done) % len(string)], str(count - done)] for done in range(1, count)
    ]
    return [*states, string[(start + count) % len(string)]]


@procedure(23, "find_cyclic")
class FindCyclic(Procedure):
    """Step to the right in a cyclic string."""

    noun = "pair"
    state_type = "strings"
    summary = "Walk to the right in a cyclic string and name the letter reached."
    rules = (
        "Start at the given character of the string with the given number. In each step move one "
        "character to the right (from the last character to the first) and lower the number by "
        "one, until it is zero. The state after a step is the pair [character, number]; the "
        "last state is the character alone."
    )
    labels = ("String", "Command")
    second = staticmethod(_find_cyclic)

    def draw(self, rng: random.Random, count: int) -> Params:
        size = rng.randint(min(count, 30), min(count + 4, 36))
        string = "".join(rng.sample(LETTERS + DIGITS, max(size, 2)))
        return {"string": string, "letter": rng.choice(string), "count": count}

    def data(self, params: Params) -> list[str]:
        return [params["string"], listed([f"'{params['letter']}'", f"'{params['count']}'"])]

    @staticmethod
    def read(fields: list[str]) -> Params:
        letter, count = items(fields[1])
        return {"string": fields[0], "letter": letter, "count": int(count)}

    def final_question(self, params: Params) -> str:
        return "Which character is reached?"

    def start(self, params: Params) -> list[str]:
        return [params["letter"], str(params["count"])]

    def work(self, params: Params) -> Iterator[Move]:
        string, left = params["string"], params["count"]
        place = string.index(params["letter"])
        while left:
            fetch = f"'{string[place]}' is at {place} of {len(string)}"
            place, left = (place + 1) % len(string), left - 1
            letter = string[place]
            yield moved(
                fetch,
                f"move right to '{letter}', {left} left",
                [letter, str(left)] if left else letter,
            )
