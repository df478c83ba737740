"""ProcBench tasks that change a string letter by letter: 1, 6, 16 and 19."""

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
    procedure,
)

_BOTH = LETTERS + DIGITS


def word(rng: random.Random, length: int, alphabet: str = LETTERS) -> str:
    """A random string."""
    return "".join(rng.choices(alphabet, k=length))


def _sort(string: str, **_: Any) -> list[str]:
    here, states = list(string), []
    for place, letter in enumerate(sorted(string)):
        if here[place] != letter:
            other = here.index(letter, place)
            here[place], here[other] = letter, here[place]
            states.append("".join(here))
    return states


def _swaps(string: str) -> int:
    """The number of states of :func:`_sort`."""
    here, swaps = list(string), 0
    for place, letter in enumerate(sorted(string)):
        gone = here[place]
        if gone != letter:
            here[here.index(letter, place)] = gone
            swaps += 1
    return swaps


@procedure(1, "sort")
class Sort(Procedure):
    """Swap each letter, from a to z, into the next position."""

    summary = "Sort a string by swapping each letter into its place."
    rules = (
        "Sort a string alphabetically by swaps. Take the letters from 'a' to 'z' in turn, and "
        "start at the first position of the string. For each letter, look through the string "
        "from the current position to the right; wherever the letter is found, swap it with the "
        "character at the current position and move the current position one to the right. A "
        "swap that changes nothing is not a step."
    )
    labels = ("String",)
    second = staticmethod(_sort)

    def draw(self, rng: random.Random, count: int) -> Params:
        """A string whose number of real swaps is ``count``, found by adjusting its length."""
        length = count + 1 + count // 12
        while True:
            string = word(rng, length)
            swaps = _swaps(string)
            if swaps == count:
                return {"string": string}
            length = max(2, length + max(-2, min(2, count - swaps)))

    def data(self, params: Params) -> list[str]:
        return [params["string"]]

    @staticmethod
    def read(fields: list[str]) -> Params:
        return {"string": fields[0]}

    def start(self, params: Params) -> str:
        string: str = params["string"]
        return string

    def work(self, params: Params) -> Iterator[Move]:
        here = list(params["string"])
        place = 0
        for letter in sorted(set(here)):
            for index in range(place, len(here)):
                if here[index] != letter:
                    continue
                if here[place] != letter:
                    gone = here[place]
                    here[place], here[index] = letter, gone
                    yield moved(
                        f"'{letter}' is at {index} and '{gone}' at {place}",
                        f"swap '{gone}' at {place} with '{letter}' at {index}",
                        "".join(here),
                    )
                place += 1


def _substitute(string: str, pairs: list[list[str]], **_: Any) -> list[str]:
    table = str.maketrans(dict(pairs))
    return [string[:end].translate(table) + string[end:] for end in range(1, len(string) + 1)]


@procedure(6, "substitute")
class Substitute(Procedure):
    """Replace the characters from left to right by a list of pairs."""

    summary = "Replace characters one by one by a list of pairs."
    rules = (
        "Go through the string from left to right, one character a step. If the character is the "
        "first element of a pair, replace it with the second element of that pair; if not, leave "
        "it as it is. Characters put in are not looked at again."
    )
    labels = ("Pairs", "String")
    second = staticmethod(_substitute)

    def draw(self, rng: random.Random, count: int) -> Params:
        characters = rng.choices(_BOTH, k=count)
        present = list(dict.fromkeys(characters))
        others = rng.choices(_BOTH, k=len(present))
        string = "".join(characters)
        # where both sides of a pair would be the same, the next character is the other side
        table = [
            [old, new if new != old else _BOTH[_BOTH.index(new) - 1]]
            for old, new in zip(present, others, strict=True)
        ]
        rng.shuffle(table)
        return {"string": string, "pairs": table}

    def data(self, params: Params) -> list[str]:
        table = "\n".join(f"({a}, {b})" for a, b in params["pairs"])
        return ["\n" + table, "\n" + params["string"]]

    @staticmethod
    def read(fields: list[str]) -> Params:
        return {"string": fields[1], "pairs": groups(fields[0])}

    def start(self, params: Params) -> str:
        string: str = params["string"]
        return string

    def work(self, params: Params) -> Iterator[Move]:
        table = dict(params["pairs"])
        here = list(params["string"])
        for index, character in enumerate(params["string"]):
            new = here[index] = table.get(character, character)
            action = f"replace '{character}' with '{new}'" if new != character else "no change"
            yield moved(f"'{character}' stands at {index}", action, "".join(here))


def _pushpop(string: str, actions: list[str], **_: Any) -> list[str]:
    from collections import deque

    here = deque(string)
    states = []
    for action in actions:
        name = action.split("(")[0]
        if name == "push_left":
            here.appendleft(action[-2])
        elif name == "push_right":
            here.append(action[-2])
        elif here:
            here.popleft() if name == "pop_left" else here.pop()
        states.append("".join(here))
    return states


@procedure(16, "pushpop")
class PushPop(Procedure):
    """Remove and add characters at both ends."""

    version = 2
    mended = "nothing is removed from an empty string (the published generator does so)"
    summary = "Push and pop characters at the two ends of a string."
    rules = (
        "Apply the actions to the string one after the other. pop_left removes the leftmost "
        "character, pop_right the rightmost; push_left(A) adds A at the left end, push_right(A) "
        "at the right end."
    )
    labels = ("Initial string", "Actions")
    second = staticmethod(_pushpop)

    def draw(self, rng: random.Random, count: int) -> Params:
        string = word(rng, rng.randint(1, 8 + count // 2))
        size, actions = len(string), []
        for _ in range(count):
            names = ("push_left", "push_right", "pop_right", "pop_left")
            name = rng.choice(names if size > 1 else names[:2])
            pushes = name.startswith("push")
            size += 1 if pushes else -1
            actions.append(f"{name}({rng.choice(LETTERS)})" if pushes else name)
        return {"string": string, "actions": actions}

    def data(self, params: Params) -> list[str]:
        return [params["string"], ", ".join(params["actions"])]

    @staticmethod
    def read(fields: list[str]) -> Params:
        return {"string": fields[0], "actions": items(fields[1])}

    def start(self, params: Params) -> str:
        string: str = params["string"]
        return string

    def work(self, params: Params) -> Iterator[Move]:
        here: str = params["string"]
        for action in params["actions"]:
            added = action[action.find("(") + 1 : -1]
            if action == "pop_left":
                fetch, here = f"the left end is '{here[:1]}'", here[1:]
            elif action == "pop_right":
                fetch, here = f"the right end is '{here[-1:]}'", here[:-1]
            elif action.startswith("push_left"):
                fetch, here = f"'{added}' goes to the left end", added + here
            else:
                fetch, here = f"'{added}' goes to the right end", here + added
            yield moved(fetch, action, here)


def _delete_char(string: str, letters: list[str], **_: Any) -> list[str]:
    states = []
    kept = list(string)
    for letter in letters:
        kept.remove(letter)
        states.append("".join(kept))
    return states


@procedure(19, "delete_char")
class DeleteChar(Procedure):
    """Remove listed letters one by one."""

    version = 2
    mended = "the question says which occurrence goes: the leftmost"
    summary = "Delete listed letters from a string one by one."
    rules = (
        "Remove the listed letters from the string, one a step, in the order of the list. Of "
        "several equal letters the leftmost is removed."
    )
    labels = ("String", "Steps")
    second = staticmethod(_delete_char)

    def draw(self, rng: random.Random, count: int) -> Params:
        string = word(rng, rng.randint(count + 1, max(30, count + 10)))
        return {"string": string, "letters": rng.sample(string, count)}

    def data(self, params: Params) -> list[str]:
        lines = [f"{place}. {letter}" for place, letter in enumerate(params["letters"], 1)]
        return [params["string"], "\n" + "\n".join(lines)]

    @staticmethod
    def read(fields: list[str]) -> Params:
        lines = [line.rpartition(".")[2].strip() for line in fields[1].splitlines()]
        return {"string": fields[0], "letters": [line for line in lines if line]}

    def start(self, params: Params) -> str:
        string: str = params["string"]
        return string

    def work(self, params: Params) -> Iterator[Move]:
        here: str = params["string"]
        for letter in params["letters"]:
            place = here.find(letter)
            here = here[:place] + here[place + 1 :]
            yield moved(f"the leftmost '{letter}' is at {place}", f"remove '{letter}'", here)
