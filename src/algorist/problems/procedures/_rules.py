"""ProcBench tasks that rewrite a string by rules until none applies: 10 and 11."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from algorist.problems._family import Params
from algorist.problems._stepped import Move, moved
from algorist.problems.procedures._engine import (
    LETTERS,
    Procedure,
    items,
    procedure,
)
from algorist.problems.procedures._letters import word


def _compose(letters: list[str], rules: list[list[str]], **_: Any) -> list[list[str]]:
    # Rewriting from the right leaves a suffix in normal form, so a stack that takes the letters
    # from the right sees the same rewritings in the same order.
    table = dict(rules)
    done: list[str] = []
    states = []
    for place in range(len(letters) - 1, -1, -1):
        new = letters[place]
        while done and new + done[-1] in table:
            new = table[new + done.pop()]
            states.append([*letters[:place], new, *reversed(done)])
        done.append(new)
    return states


@procedure(10, "compose")
class Compose(Procedure):
    """Rewrite neighbours A, B to C, from the right."""

    noun = "list of letters"
    state_type = final_type = "strings"
    summary = "Replace neighbouring letters by rules, from the right, until none applies."
    rules = (
        "Replace neighbouring letters by the rules until none applies. A rule A, B -> C replaces "
        "A followed directly by B, in this order, with C. In each step look through the list from "
        "right to left and make the first replacement that a rule allows; then start again at the "
        "right end."
    )
    labels = ("Rules", "Initial state")
    second = staticmethod(_compose)

    def draw(self, rng: random.Random, count: int) -> Params:
        """Letters are put on the left of a normal form until ``count`` rewritings are due.

        A rule is made when it is first wanted; its pair must not have been looked up in vain
        before, so that what was worked out so far stays as it is.
        """
        table: dict[str, str] = {}
        vain: set[str] = set()
        most = count // 2 + 2 + rng.randint(0, count // 2)
        least = count + rng.randint(3, 8)
        first = rng.choice(LETTERS)
        letters, normal, steps = [first], [first], 0
        while steps < count or len(letters) < least:
            new = rng.choice(LETTERS)
            if steps < count and rng.random() < 0.7:
                fitting = [pair[0] for pair in table if pair[1] == normal[-1]]
                if fitting and (len(table) >= most or rng.random() < 0.5):
                    new = rng.choice(fitting)
                elif len(table) < most and new + normal[-1] not in vain:
                    table.setdefault(new + normal[-1], rng.choice(LETTERS))
            trial, here, made = normal[:], new, 0
            while trial and here + trial[-1] in table:
                here = table[here + trial.pop()]
                made += 1
            if steps + made <= count:
                vain.update(here + top for top in trial[-1:])
                letters.append(new)
                steps += made
                normal = [*trial, here]
        for _ in range(count // 7 + 1):  # rules that are never used, as in the published tasks
            pair = word(rng, 2)
            if pair not in vain:
                table.setdefault(pair, rng.choice(LETTERS))
        rules = [list(rule) for rule in table.items()]
        rng.shuffle(rules)
        return {"letters": letters[::-1], "rules": rules}

    def data(self, params: Params) -> list[str]:
        rules = "\n".join(f"{pair[0]}, {pair[1]} -> {new}" for pair, new in params["rules"])
        return ["\n" + rules, "\n" + ", ".join(params["letters"])]

    @staticmethod
    def read(fields: list[str]) -> Params:
        rules = []
        for line in fields[0].splitlines():
            old, _, new = line.partition("->")
            rules.append(["".join(items(old)), new.strip()])
        return {"letters": items(fields[1]), "rules": rules}

    def start(self, params: Params) -> list[str]:
        letters: list[str] = params["letters"]
        return letters

    def work(self, params: Params) -> Iterator[Move]:
        table = dict(params["rules"])
        here = params["letters"]
        while True:
            for place in range(len(here) - 2, -1, -1):
                pair = here[place] + here[place + 1]
                if pair in table:
                    break
            else:
                return
            here = [*here[:place], table[pair], *here[place + 2 :]]
            yield moved(
                f"the rightmost match is {pair[0]}, {pair[1]} at {place}",
                f"{pair[0]}, {pair[1]} to {table[pair]}",
                here,
            )


def _decompose(string: str, rules: list[list[str]], **_: Any) -> list[str]:
    # No replacement makes a letter that has a rule, so each letter is replaced where it stands.
    table = dict(rules)
    states = []
    for place, letter in enumerate(string):
        if letter in table:
            head = "".join(table.get(before, before) for before in string[: place + 1])
            states.append(head + string[place + 1 :])
    return states


@procedure(11, "decompose")
class Decompose(Procedure):
    """Rewrite A to BC, the leftmost first."""

    version = 2
    mended = "a task with one rule is not bound to a string of one letter"
    summary = "Replace letters by two letters, the leftmost first, until no rule applies."
    rules = (
        "Replace letters by the rules until none applies. A rule A -> BC replaces the letter A "
        "with B and C. In each step look through the string from the left and replace the first "
        "letter that has a rule; then start again at the left end."
    )
    labels = ("characters", "rules")
    second = staticmethod(_decompose)

    def draw(self, rng: random.Random, count: int) -> Params:
        keys = rng.sample(LETTERS, rng.randint(1, min(12, count)))
        others = [letter for letter in LETTERS if letter not in keys]
        string = keys + rng.choices(keys, k=count - len(keys))
        string += rng.choices(others, k=rng.randint(5, 15))
        rng.shuffle(string)
        rng.shuffle(keys)
        rules = [[key, rng.choice(others) + rng.choice(others)] for key in keys]
        return {"string": "".join(string), "rules": rules}

    def data(self, params: Params) -> list[str]:
        return [params["string"], "\n" + "\n".join(f"{a} -> {b}" for a, b in params["rules"])]

    @staticmethod
    def read(fields: list[str]) -> Params:
        rules = [line.partition("->") for line in fields[1].splitlines()]
        return {
            "string": fields[0],
            "rules": [[old.strip(), new.strip()] for old, _, new in rules],
        }

    def start(self, params: Params) -> str:
        string: str = params["string"]
        return string

    def work(self, params: Params) -> Iterator[Move]:
        table = dict(params["rules"])
        here: str = params["string"]
        place = 0
        while place < len(here):
            letter = here[place]
            if letter not in table:
                place += 1
                continue
            here = here[:place] + table[letter] + here[place + 1 :]
            yield moved(
                f"the leftmost letter with a rule is '{letter}' at {place}",
                f"'{letter}' to '{table[letter]}'",
                here,
            )
