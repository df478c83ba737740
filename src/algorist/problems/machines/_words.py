"""Machines on words: ordered string rewriting and finite automata."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from math import trunc
from operator import ne
from typing import Any

from algorist.core import InputError, Spec
from algorist.problems._family import Params
from algorist.problems._stepped import Move, moved
from algorist.problems.machines._engine import Machine, machine


def _rewriting(word: str, rules: list[list[str]], limit: int = 0, **_: Any) -> list[str]:
    states: list[str] = []
    while limit == 0 or len(states) < limit:
        for old, new in rules:
            if old in word:
                word = word.replace(old, new, 1)
                states.append(word)
                break
        else:
            return states
    return states


def _states(rules: list[list[str]], word: str, limit: int) -> list[str]:
    """The words of at most ``limit`` steps; the sampler's hot spot."""
    states: list[str] = []
    for _ in range(limit):
        for old, new in rules:
            if old in word:
                word = word.replace(old, new, 1)
                states.append(word)
                break
        else:
            break
    return states


@cache
def _triples(letters: str) -> tuple[str, ...]:
    return tuple(map("".join, product(letters, repeat=3)))


def _letters(roll: Callable[[], float], letters: str, count: int) -> str:
    """So many letters, three a draw; several times as fast as :func:`random.choices`."""
    triples = _triples(letters)
    size = len(triples)
    return "".join([triples[trunc(roll() * size)] for _ in range(0, count, 3)])[:count]


_ALPHABETS = ("abc", "abcd", "xyz", "pqrs", "uvw", "efgh", "0123", "012")


@cache
def _choices(letters: str) -> tuple[tuple[str, str], ...]:
    """The rules to draw from. 45% exchange neighbours in one direction, 15% raise a letter, 24%
    shorten the word, so that runs end; 16% make it grow."""
    rising = [(a, b) for k, a in enumerate(letters) for b in letters[k + 1 :]]
    kinds: list[tuple[int, list[tuple[str, str]]]] = [
        (45, [(b + a, a + b) for a, b in rising]),
        (15, rising),
        (24, [(x + y, z) for x in letters for y in letters for z in letters]),
        (16, [(a, b + z) for a, b in rising for z in letters]),
    ]
    return tuple(
        rule for share, rules in kinds for rule in rules for _ in range(20 * share // len(rules))
    )


def _rules(roll: Callable[[], float], letters: str) -> list[list[str]]:
    """Two to four rules, those with the same left side counted once."""
    choices = _choices(letters)
    many = len(choices)
    found: dict[str, list[str]] = {}
    for _ in range(2 + trunc(roll() * 3)):
        old, new = choices[trunc(roll() * many)]
        if old not in found:
            found[old] = [old, new]
    return list(found.values())


@machine("rewriting")
class Rewriting(Machine):
    """An ordered string rewriting system (a Markov algorithm) run to its normal form."""

    summary = "Rewrite a word by ordered rules until none applies."
    noun = "word"
    law = "the normal form is reached in 2-6, 7-11, 12-16, 17-20 and 21-25 steps at levels 1 to 5"
    second = staticmethod(_rewriting)

    def attempt(self, rng: random.Random, least: int, most: int) -> Params | None:
        roll = rng.random  # the cheapest draw
        letters = _ALPHABETS[trunc(roll() * len(_ALPHABETS))]
        rules = _rules(roll, letters)
        word = _letters(roll, letters, 4 + trunc(roll() * 3) + min(least, 60) // 3)
        longer = None
        for _ in range(5):  # a word that is too quick or too slow is made longer or shorter
            states = _states(rules, word, most + 1)
            count = len(states)
            if least <= count <= most:
                return {"word": word, "rules": rules} if "" not in states else None
            if count > most and len(word) < 4:
                break
            if count == 0:  # no rule applies: a left side is put where one will
                word += rules[trunc(roll() * len(rules))][0]
            elif count > most:
                longer = word if len(states[-1]) <= 4 * len(word) else longer
                word = word[: -1 - len(word) // 8]
            else:
                word += _letters(roll, letters, 3 + (least - count) // 2)
        if self.steps is not None and longer is not None:
            return {"word": longer, "rules": rules, "limit": most}
        return None

    def describe(self, params: Params) -> str:
        lines = "\n".join(
            f"{n}. {old} -> {new or '(nothing)'}" for n, (old, new) in enumerate(params["rules"], 1)
        )
        limit = f", at the latest after {params['limit']} steps" if "limit" in params else ""
        return (
            "Rewrite a word by the rules below. In each step take the first rule of the list whose "
            "left side occurs in the word, and replace the leftmost occurrence of its left side by "
            f"its right side. Stop when no rule applies{limit}.\n\n{lines}\n\n"
            f"Word: {params['word']}"
        )

    def start(self, params: Params) -> str:
        word: str = params["word"]
        return word

    def work(self, params: Params) -> Iterator[Move]:
        word, left = params["word"], params.get("limit", 0)
        rules, fetching = params["rules"], self.fetching
        while True:
            for rule in rules:
                place = word.find(rule[0])
                if place >= 0:
                    break
            else:
                return
            old, new = rule
            word = word[:place] + new + word[place + len(old) :]
            fetch = ""
            if fetching:
                fetch = f"the first rule that applies is {old} -> {new or '(nothing)'}, at {place}"
            yield moved(fetch, f"replace {old} at {place} by {new or 'nothing'}", word)
            left -= 1
            if left == 0:
                return

    def needed(self, params: Params) -> list[str]:
        return [params["word"], *(f"{old} -> {new}" for old, new in params["rules"] if new)]


def _automaton(
    moves: dict[str, list[str]], start: str, word: str, kind: str = "dfa", **_: Any
) -> list[Any]:
    names = sorted({key.split(",")[0] for key in moves} | {start})
    bit = {name: 1 << place for place, name in enumerate(names)}
    here, states = bit[start], []
    for letter in word:
        reached = 0
        for name in names:
            if here & bit[name]:
                for target in moves.get(f"{name},{letter}", []):
                    reached |= bit[target]
        here = reached
        names_here = [name for name in names if here & bit[name]]
        states.append(names_here[0] if kind == "dfa" else names_here)
    return states


@machine("automaton")
class Automaton(Machine):
    """A finite automaton; ``kind=nfa`` asks for the set of states that it can be in."""

    summary = "Run a finite automaton on a word."
    noun = "state"
    law = (
        "the word has 2-6, 7-11, 12-16, 17-20 and 21-25 letters and the automaton 3 to 7 states "
        "at levels 1 to 5"
    )
    second = staticmethod(_automaton)

    def __init__(self, *, kind: str | Spec = "dfa", **options: Any) -> None:
        if str(kind) not in ("dfa", "nfa"):
            raise InputError(f"kind={kind}: one of dfa, nfa is due")
        self.kind = str(kind)
        super().__init__(**options)
        if self.kind == "nfa":
            vars(self)["noun"] = "set of states"
            if self.ask in ("final", "state"):
                vars(self)["answer_type"] = "strings"

    def attempt(self, rng: random.Random, least: int, most: int) -> Params | None:
        letters = "ab" if rng.random() < 0.5 else "abc"
        names = [f"q{place}" for place in range(3 + min(least, 20) // 5)]
        moves = {}
        for name in names:
            for letter in letters:
                many = 1 if self.kind == "dfa" else rng.choice((0, 1, 1, 2))
                moves[f"{name},{letter}"] = sorted(rng.sample(names, many))
        word = "".join(rng.choices(letters, k=rng.randint(least, most)))
        states = _automaton(moves, "q0", word, self.kind)
        if not states[-1] or sum(map(ne, states, states[1:])) < len(word) // 3:
            return None  # every way ended, or the run hardly ever changes its state
        return {"moves": moves, "start": "q0", "word": word, "kind": self.kind}

    def describe(self, params: Params) -> str:
        lines = []
        for key, targets in params["moves"].items():
            name, letter = key.split(",")
            lines.append(f"{name}, {letter} -> {' or '.join(targets) or 'none'}")
        table = "\n".join(lines)
        several = (
            "Where a rule names several states the automaton may go to any of them; where it names "
            "none, that way ends. Give the set of all states that it can be in, as a list in the "
            "order of their numbers, such as [q0, q2].\n\n"
            if params["kind"] == "nfa"
            else ""
        )
        return (
            "A finite automaton reads a word letter by letter, one a step. A rule 'q0, a -> q1' "
            "says: in state q0, reading a, go to state q1. "
            f"{several}It starts in {params['start']}.\n\n{table}\n\nWord: {params['word']}"
        )

    def start(self, params: Params) -> Any:
        return params["start"] if params["kind"] == "dfa" else [params["start"]]

    def work(self, params: Params) -> Iterator[Move]:
        moves, single = params["moves"], params["kind"] == "dfa"
        here = [params["start"]]
        for letter in params["word"]:
            used = [f"{name}, {letter} -> {' or '.join(moves[f'{name},{letter}']) or 'none'}"
                    for name in here]  # fmt: skip
            here = sorted({target for name in here for target in moves[f"{name},{letter}"]})
            yield moved("; ".join(used), f"read {letter}", here[0] if single else here)

    def needed(self, params: Params) -> list[str]:
        return [params["word"], *(key.replace(",", ", ") + " ->" for key in params["moves"])]
