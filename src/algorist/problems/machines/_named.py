"""Turing machines with a purpose, and the busy beavers."""

from __future__ import annotations

import random
from abc import abstractmethod
from typing import ClassVar

from algorist.problems._family import Params
from algorist.problems.machines._engine import machine
from algorist.problems.machines._turing import HALT, Table, TuringMachine, run


class Named(TuringMachine):
    """A machine with a fixed table and a random input."""

    table: ClassVar[Table]
    start_state: ClassVar[str]
    sizes: ClassVar[dict[int, tuple[int, int]]]
    """Fewest and most symbols of the input at each level."""

    @abstractmethod
    def tape(self, rng: random.Random, size: int) -> str:
        """An input of about ``size`` symbols."""

    def sample(self, rng: random.Random, level: int) -> Params:
        """A random input, with the states of the table renamed at random."""
        if self.steps is not None:
            return super().sample(rng, level)
        return self.pose(rng, self._renamed(rng, self.tape(rng, rng.randint(*self.sizes[level]))))

    def attempt(self, rng: random.Random, least: int, most: int) -> Params | None:
        """An input whose run is cut off after ``most`` steps."""
        params = self._renamed(rng, self.tape(rng, rng.randint(2, 4 + most)))
        if run(params["table"], params["tape"], params["start"], most) < least:
            return None
        return {**params, "limit": most}

    def _renamed(self, rng: random.Random, tape: str) -> Params:
        old = list(dict.fromkeys(key[0] for key in self.table))
        names = dict(zip(old, rng.sample("ABCDEFGIJKLMNOPQRSTUVWXYZ", len(old)), strict=True))
        names[HALT] = HALT
        table = {names[k[0]] + k[1]: v[:2] + names[v[2]] for k, v in self.table.items()}
        return {"table": table, "tape": tape, "start": names[self.start_state]}


@machine("binary_increment")
class BinaryIncrement(Named):
    """Add one to a binary number."""

    summary = "Run the Turing machine that adds one to a binary number."
    law = "the number has 2-4, 5-7, 8-11, 12-15 and 16-20 binary digits at levels 1 to 5"
    sizes = {1: (2, 4), 2: (5, 7), 3: (8, 11), 4: (12, 15), 5: (16, 20)}
    start_state = "A"
    table = {"A0": "0RA", "A1": "1RA", "A_": "_LB", "B1": "0LB", "B0": "1LC", "B_": "1LC",
             "C0": "0LC", "C1": "1LC", "C_": "_RH"}  # fmt: skip

    def tape(self, rng: random.Random, size: int) -> str:
        """A number without a leading zero; half of them end in ones, so that there is carrying."""
        ones = rng.randint(0, size - 1) if rng.random() < 0.5 else 0
        return "1" + "".join(rng.choices("01", k=size - 1 - ones)) + "1" * ones


@machine("palindrome")
class Palindrome(Named):
    """Test whether a word reads the same in both directions."""

    summary = "Run the Turing machine that tests whether a word is a palindrome."
    law = "the word has 2-3, 4-5, 6-7, 8-9 and 10-12 letters at levels 1 to 5"
    sizes = {1: (2, 3), 2: (4, 5), 3: (6, 7), 4: (8, 9), 5: (10, 12)}
    start_state = "A"
    # A: take the first letter; B, C: carry 0 or 1 to the right end; D, E: compare it there;
    # F: go back; Y, N: halt after writing the verdict.
    table = {"A0": "_RB", "A1": "_RC", "A_": "YRH", "B0": "0RB", "B1": "1RB", "B_": "_LD",
             "C0": "0RC", "C1": "1RC", "C_": "_LE", "D0": "_LF", "D1": "NRH", "D_": "YRH",
             "E1": "_LF", "E0": "NRH", "E_": "YRH", "F0": "0LF", "F1": "1LF",
             "F_": "_RA"}  # fmt: skip

    def tape(self, rng: random.Random, size: int) -> str:
        """A word over 0 and 1; about half of them are palindromes or differ in one letter."""
        half = "".join(rng.choices("01", k=(size + 1) // 2))
        word = half + half[::-1][size % 2 :]
        if rng.random() < 0.5:
            place = rng.randrange(size)
            word = word[:place] + ("1" if word[place] == "0" else "0") + word[place + 1 :]
        return word


@machine("unary_addition")
class UnaryAddition(Named):
    """Add two unary numbers."""

    summary = "Run the Turing machine that adds two unary numbers."
    law = "the summands have together 2-5, 6-9, 10-14, 15-20 and 21-28 strokes at levels 1 to 5"
    sizes = {1: (2, 5), 2: (6, 9), 3: (10, 14), 4: (15, 20), 5: (21, 28)}
    start_state = "A"
    table = {"A1": "1RA", "A+": "1RB", "A_": "_RA", "B1": "1RB", "B_": "_LC", "B+": "+RB",
             "C1": "_LD", "C_": "_LC", "C+": "+LC", "D1": "1LD", "D_": "_RH",
             "D+": "+LD"}  # fmt: skip

    def tape(self, rng: random.Random, size: int) -> str:
        """``111+11``: at least one stroke on each side."""
        left = rng.randint(1, size - 1)
        return "1" * left + "+" + "1" * (size - left)


BEAVERS: dict[str, tuple[int, int, Table]] = {
    "2": (6, 4, {"A0": "1RB", "A1": "1LB", "B0": "1LA", "B1": "1RH"}),
    "3": (21, 5, {"A0": "1RB", "A1": "1RH", "B0": "1LB", "B1": "0RC", "C0": "1LC",
                       "C1": "1LA"}),
    "3 ones": (14, 6, {"A0": "1RB", "A1": "1RH", "B0": "0RC", "B1": "1RB", "C0": "1LC",
                       "C1": "1LA"}),
    "4": (107, 13, {"A0": "1RB", "A1": "1LB", "B0": "1LA", "B1": "0LC", "C0": "1RH", "C1": "1LD",
                    "D0": "1RD", "D1": "0RA"}),
}  # fmt: skip
"""Steps, ones left and table of the busy beavers: 2 and 3 states from Rado (1962) and Lin and Rado
(1965), 4 states from Brady (1983). "3" has the most steps and "3 ones" the most ones."""


@machine("busy_beaver")
class BusyBeaver(TuringMachine):
    """The busy beavers of 2 to 4 states, with names, direction and symbols changed at random."""

    summary = "Run a busy beaver of 2, 3 or 4 states."
    law = "2 states (6 steps) at level 1, 3 states (14 or 21 steps) at 2 and 3, 4 (107) above"
    lengths = {1: (6, 6), 2: (14, 21), 3: (14, 21), 4: (107, 107), 5: (107, 107)}

    def sample(self, rng: random.Random, level: int) -> Params:
        """A beaver in disguise: other names, perhaps mirrored, perhaps with other symbols."""
        chosen = {1: ["2"], 2: ["3", "3 ones"], 3: ["3", "3 ones"]}.get(level, ["4"])
        table = BEAVERS[rng.choice(chosen)][2]
        old = sorted({key[0] for key in table})
        letters = rng.sample("ABCDEFGIJKLMNOPQRSTUVWXYZ", len(old))
        names = dict(zip(old, letters, strict=True)) | {HALT: HALT}
        marks = dict(zip("01", rng.choice(("01", "_1", "_a", "_x", "0x")), strict=True))
        turn = {"L": "R", "R": "L"} if rng.random() < 0.5 else {"L": "L", "R": "R"}
        rules = [
            (names[k[0]] + marks[k[1]], marks[v[0]] + turn[v[1]] + names[v[2]])
            for k, v in table.items()
        ]
        params: Params = {
            "table": dict(rng.sample(rules, len(rules))),
            "tape": "",
            "start": names["A"],
            "blank": marks["0"],
        }
        if self.steps is not None:
            params["limit"] = self.steps
        return self.pose(rng, params)

    def attempt(self, rng: random.Random, least: int, most: int) -> Params | None:
        """Unused: a beaver's run is known beforehand."""
        return self.sample(rng, 1)
