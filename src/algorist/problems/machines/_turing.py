"""Single-tape Turing machines: random halting ones, three named ones, and the busy beavers.

A configuration is written as the state and the tape with the head's cell in brackets, from the
leftmost to the rightmost cell that is not blank or has the head: ``B 10[1]0``.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from algorist.problems._family import Params
from algorist.problems._stepped import Move, moved
from algorist.problems.machines._engine import Machine, machine

BLANK = "_"
HALT = "H"

Table = dict[str, str]
"""``state + symbol`` to ``written symbol + move + next state``: ``{"A0": "1RB"}``."""


def _turing(
    table: dict[str, str], tape: str, start: str, limit: int = 0, blank: str = "_", **_: Any
) -> list[str]:
    # Two stacks, one for each side of the head, as in the proof that two stacks make a tape.
    left: list[str] = []
    right = list(reversed(tape or blank))
    state = start
    states: list[str] = []
    while state != "H" and (limit == 0 or len(states) < limit):
        symbol = right.pop() if right else blank
        rule = table[state + symbol]
        written, move, state = rule[0], rule[1], rule[2]
        if move == "R":
            left.append(written)
        else:
            right += [written, left.pop() if left else blank]
        before = "".join(left).lstrip(blank)
        head = right[-1] if right else blank
        after = "".join(reversed(right[:-1])).rstrip(blank)
        states.append(f"{state} {before}[{head}]{after}")
    return states


def configuration(state: str, cells: dict[int, str], head: int, blank: str) -> str:
    """The canonical text of a configuration; ``cells`` may hold blanks."""
    filled = [place for place, symbol in cells.items() if symbol != blank]
    first, last = min([head, *filled]), max([head, *filled])
    tape = [cells.get(place, blank) for place in range(first, last + 1)]
    tape[head - first] = f"[{tape[head - first]}]"
    return f"{state} {''.join(tape)}"


def run(table: Table, tape: str, start: str, limit: int, blank: str = BLANK) -> int:
    """How many steps the machine makes until it halts; ``limit`` + 1 where it makes more."""
    cells, head, state = dict(enumerate(tape)), 0, start
    for count in range(limit + 1):
        if state == HALT:
            return count
        written, move, state = tuple(table[state + cells.get(head, blank)])
        cells[head] = written
        head += 1 if move == "R" else -1
    return limit + 1


class TuringMachine(Machine):
    """A Turing machine on a tape that is blank outside its input."""

    noun = "configuration"
    second = staticmethod(_turing)

    def describe(self, params: Params) -> str:
        """The rules of the game, the table and the input."""
        blank, start = params.get("blank", BLANK), params["start"]
        lines = "\n".join(
            f"{key[0]}, {key[1]} -> {value[0]}, {value[1]}, {value[2]}"
            for key, value in params["table"].items()
        )
        tape = params["tape"]
        begin = f"has {tape} on its tape, all other cells" if tape else "begins with all cells"
        limit = params.get("limit")
        ending = f", at the latest after {limit} steps" if limit else ""
        return (
            "A Turing machine has one tape without ends. A rule 'A, 1 -> 0, R, B' says: in state "
            "A, reading 1, write 0, move the head one cell to the right (L: to the left) and go to "
            f"state B. The machine stops when it goes to state {HALT}{ending}. It {begin} blank "
            f"({blank}), starts in state {start} and "
            f"{'reads the leftmost symbol of the tape' if tape else 'reads any cell'}.\n\n"
            f"Rules:\n{lines}\n\nWrite a configuration as the state, a space, and the tape from "
            "the leftmost to the rightmost cell that is not blank or has the head, with the cell "
            f"of the head in brackets; at the start it is: {self.start(params)}"
        )

    def start(self, params: Params) -> str:
        """The first configuration."""
        blank = params.get("blank", BLANK)
        return configuration(params["start"], dict(enumerate(params["tape"])), 0, blank)

    def work(self, params: Params) -> Iterator[Move]:
        """One transition a step."""
        table, limit = params["table"], params.get("limit", 0)
        blank, state = params.get("blank", BLANK), params["start"]
        cells = list(params["tape"]) or [blank]
        head = count = 0
        while state != HALT and not (limit and count == limit):
            symbol, old = cells[head], state
            written, move, state = tuple(table[old + symbol])
            cells[head] = written
            if move == "R":
                head += 1
                if head == len(cells):
                    cells.append(blank)
            elif head:
                head -= 1
            else:
                cells.insert(0, blank)
            count += 1
            before = "".join(cells[:head]).lstrip(blank)
            after = "".join(cells[head + 1 :]).rstrip(blank)
            yield moved(
                f"in state {old} reading {symbol}",
                f"write {written}, move {move}, go to {state}",
                f"{state} {before}[{cells[head]}]{after}",
            )

    def needed(self, params: Params) -> list[str]:
        """The tape, the start and every rule's left side."""
        keys = [f"{key[0]}, {key[1]} ->" for key in params["table"]]
        return [params["tape"], params["start"], *keys]


@machine("turing")
class RandomTuring(TuringMachine):
    """A random machine that halts.

    The transitions are drawn when the run first needs them, so that none is wasted, and the first
    one needed after enough steps halts.
    """

    summary = "Run a random Turing machine until it halts."
    law = (
        "the run has 2-6, 7-11, 12-16, 17-20 and 21-25 steps at levels 1 to 5; the number of "
        "states grows from 2 to 6"
    )

    def attempt(self, rng: random.Random, least: int, most: int) -> Params | None:
        states = "ABCDEFG"[: rng.randint(2, 3) + min(4, least // 6)]
        symbols = "_01"
        table: Table = {}
        tape = "".join(rng.choices("01", k=rng.randint(2, 5)))
        cells, head, state = dict(enumerate(tape)), 0, "A"
        for count in range(1, most + 1):
            symbol = cells.get(head, BLANK)
            rule = table.get(state + symbol)
            if rule is None:
                written, move = rng.choice(symbols), rng.choice("LR")
                rule = written + move + (HALT if count >= least else rng.choice(states))
                table[state + symbol] = rule
            written, move, state = tuple(rule)
            cells[head] = written
            head += 1 if move == "R" else -1
            if state == HALT:
                return self._filled(rng, table, states, symbols, tape)
        return None if self.steps is None else self._cut(rng, table, states, symbols, tape, most)

    def _filled(
        self, rng: random.Random, table: Table, states: str, symbols: str, tape: str
    ) -> Params:
        """The whole table: transitions that the run does not need are drawn as well."""
        full = {}
        for state in states:
            for symbol in symbols:
                other = rng.choice(symbols) + rng.choice("LR") + rng.choice(states)
                full[state + symbol] = table.get(state + symbol, other)
        return {"table": full, "tape": tape, "start": "A"}

    def _cut(
        self, rng: random.Random, table: Table, states: str, symbols: str, tape: str, limit: int
    ) -> Params:
        return {**self._filled(rng, table, states, symbols, tape), "limit": limit}
