"""ProcBench tasks that take strings apart and put them together: 2, 4, 5, 8, 9 and 13."""

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


def _strings(rng: random.Random, count: int, least: int, most: int) -> list[str]:
    return [word(rng, rng.randint(least, most), LETTERS + DIGITS) for _ in range(count)]


def _gather(strings: list[str], commands: list[list[int]], **_: Any) -> list[str]:
    parts = [strings[which][start : start + size] for which, start, size in commands]
    return ["".join(parts[:stop]) for stop in range(1, len(parts) + 1)]


@procedure(2, "gather")
class Gather(Procedure):
    """Append pieces of listed strings."""

    summary = "Append n characters from the i-th of the N-th string, for each (N, i, n)."
    rules = (
        "Start with an empty string. For each triple (N, i, n) in order, take n characters of the "
        "N-th string from its i-th character on (both count from 0) and append them."
    )
    labels = ("Strings", "Sets of Numbers")
    second = staticmethod(_gather)

    def draw(self, rng: random.Random, count: int) -> Params:
        strings = _strings(rng, rng.randint(2, 20), 5, 10)
        commands = []
        for _ in range(count):
            which = rng.randrange(len(strings))
            start = rng.randrange(len(strings[which]))
            commands.append([which, start, rng.randint(1, len(strings[which]) - start)])
        return {"strings": strings, "commands": commands}

    def data(self, params: Params) -> list[str]:
        return [listed(params["strings"]), f"[{pairs(params['commands'])}]"]

    @staticmethod
    def read(fields: list[str]) -> Params:
        return {
            "strings": items(fields[0]),
            "commands": [[int(part) for part in group] for group in groups(fields[1])],
        }

    def start(self, params: Params) -> str:
        return ""

    def work(self, params: Params) -> Iterator[Move]:
        here = ""
        for which, start, size in params["commands"]:
            source = params["strings"][which]
            part = source[start : start + size]
            here += part
            yield moved(
                f"string {which} is '{source}'", f"append its {size} from {start}: '{part}'", here
            )


def _search(strings: list[str], substrings: list[str], **_: Any) -> list[list[int]]:
    totals = [0] * len(strings)
    states = []
    for part in substrings:
        for index, text in enumerate(strings):
            windows = [text[place : place + len(part)] for place in range(len(text))]
            totals[index] += windows.count(part)
        states.append(totals[:])
    return states


@procedure(4, "search")
class Search(Procedure):
    """Count occurrences of substrings in ten strings."""

    version = 2
    mended = "no substring can overlap itself, so that its occurrences are counted in one way only"
    noun = "list of counts"
    state_type = final_type = "list"
    summary = "Add up the occurrences of substrings in each of ten strings."
    rules = (
        "Keep a list of counts, one for each string, all zero at first. For each substring in "
        "order, count how often it occurs in each string and add that to the string's count."
    )
    labels = ("Strings", "Substrings")
    second = staticmethod(_search)

    def draw(self, rng: random.Random, count: int) -> Params:
        substrings = ["".join(rng.sample(LETTERS, 2)) for _ in range(count)]
        strings = []
        for _ in range(10):
            parts = rng.choices(substrings, k=rng.randint(0, 2))
            rest = word(rng, rng.randint(3, 10) - len(parts))
            place = rng.randint(0, len(rest))
            strings.append(rest[:place] + "".join(parts) + rest[place:])
        return {"strings": strings, "substrings": substrings}

    def data(self, params: Params) -> list[str]:
        return [listed(params["strings"]), listed(params["substrings"])]

    @staticmethod
    def read(fields: list[str]) -> Params:
        return {"strings": items(fields[0]), "substrings": items(fields[1])}

    def start(self, params: Params) -> list[int]:
        return [0] * len(params["strings"])

    def work(self, params: Params) -> Iterator[Move]:
        totals = self.start(params)
        for part in params["substrings"]:
            counts = [text.count(part) for text in params["strings"]]
            totals = [total + new for total, new in zip(totals, counts, strict=True)]
            found = [index for index, new in enumerate(counts) if new]
            where = f"in strings {found}" if found else "in no string"
            yield moved(f"'{part}' occurs {where}", f"add {counts}", totals)


def _copy(strings: list[str], indices: list[int], **_: Any) -> list[str]:
    return [
        "".join(strings[index] for index in indices[:stop]) for stop in range(1, len(indices) + 1)
    ]


@procedure(5, "copy")
class Copy(Procedure):
    """Concatenate strings by a list of indices."""

    summary = "Concatenate strings in the order of a list of indices."
    rules = (
        "Start with an empty string. For each index of the list in order, append the string that "
        "has this index in the list of strings (counted from 0)."
    )
    labels = ("Strings", "Indices")
    second = staticmethod(_copy)

    def draw(self, rng: random.Random, count: int) -> Params:
        strings = _strings(rng, rng.randint(3, 25), 5, 20)
        return {"strings": strings, "indices": rng.choices(range(len(strings)), k=count)}

    def data(self, params: Params) -> list[str]:
        return [listed(params["strings"]), listed(params["indices"])]

    @staticmethod
    def read(fields: list[str]) -> Params:
        return {
            "strings": items(fields[0]),
            "indices": [int(index) for index in items(fields[1])],
        }

    def start(self, params: Params) -> str:
        return ""

    def work(self, params: Params) -> Iterator[Move]:
        here = ""
        for index in params["indices"]:
            part = params["strings"][index]
            here += part
            yield moved(f"string {index} is '{part}'", f"append '{part}'", here)


def _split1(string: str, positions: list[int], **_: Any) -> list[list[str]]:
    from itertools import pairwise

    states = []
    for stop in range(1, len(positions) + 1):
        cuts = [0, *sorted(positions[:stop]), len(string)]
        states.append([string[a:b] for a, b in pairwise(cuts)])
    return states


@procedure(8, "split1")
class Split1(Procedure):
    """Cut at positions of the original string."""

    noun = "list of pieces"
    state_type = final_type = "strings"
    summary = "Cut a string at positions of the original string."
    rules = (
        "Cut the string into pieces. Each position i counts the characters of the original "
        "string from 0, cuts made before do not count: the cut comes between the original "
        "characters i - 1 and i. Make the cuts in the order of the list."
    )
    labels = ("String", "Positions")
    second = staticmethod(_split1)

    def draw(self, rng: random.Random, count: int) -> Params:
        string = word(rng, rng.randint(count + 1, max(30, count + 10)))
        return {"string": string, "positions": rng.sample(range(1, len(string)), count)}

    def data(self, params: Params) -> list[str]:
        return ["\n" + params["string"], "\n" + ", ".join(map(str, params["positions"]))]

    @staticmethod
    def read(fields: list[str]) -> Params:
        return {"string": fields[0], "positions": [int(part) for part in items(fields[1])]}

    def start(self, params: Params) -> list[str]:
        return [params["string"]]

    def work(self, params: Params) -> Iterator[Move]:
        pieces = self.start(params)
        for position in params["positions"]:
            index = before = 0
            while position >= before + len(pieces[index]):
                before += len(pieces[index])
                index += 1
            piece, place = pieces[index], position - before
            pieces = [*pieces[:index], piece[:place], piece[place:], *pieces[index + 1 :]]
            yield moved(
                f"position {position} is in '{piece}', which starts at {before}",
                f"cut '{piece}' after {place}",
                pieces,
            )


def _split2(string: str, pairs: list[list[int]], **_: Any) -> list[list[str]]:
    from itertools import pairwise

    cuts = [0, len(string)]
    states = []
    for which, place in pairs:
        cuts.insert(which + 1, cuts[which] + place)
        states.append([string[a:b] for a, b in pairwise(cuts)])
    return states


@procedure(9, "split2")
class Split2(Procedure):
    """Cut the i-th piece at its j-th character."""

    noun = "list of pieces"
    state_type = final_type = "strings"
    summary = "Cut the i-th piece of a string at its j-th character, for each (i, j)."
    rules = (
        "Cut the string into pieces. Each pair (i, j) cuts the i-th of the pieces that there are "
        "at that time into its first j characters and the rest (pieces and characters count from "
        "0). Make the cuts in the order of the list."
    )
    labels = ("String", "Indices")
    second = staticmethod(_split2)

    def draw(self, rng: random.Random, count: int) -> Params:
        string = word(rng, rng.randint(count + 1, max(30, count + 10)))
        sizes, chosen = [len(string)], []
        for _ in range(count):
            which = rng.choice([index for index, size in enumerate(sizes) if size > 1])
            place = rng.randrange(1, sizes[which])
            sizes[which : which + 1] = [place, sizes[which] - place]
            chosen.append([which, place])
        return {"string": string, "pairs": chosen}

    def data(self, params: Params) -> list[str]:
        return ["\n" + params["string"], "\n" + pairs(params["pairs"])]

    @staticmethod
    def read(fields: list[str]) -> Params:
        return {"string": fields[0], "pairs": [[int(a), int(b)] for a, b in groups(fields[1])]}

    def start(self, params: Params) -> list[str]:
        return [params["string"]]

    def work(self, params: Params) -> Iterator[Move]:
        pieces = self.start(params)
        for which, place in params["pairs"]:
            piece = pieces[which]
            pieces = [*pieces[:which], piece[:place], piece[place:], *pieces[which + 1 :]]
            yield moved(f"piece {which} is '{piece}'", f"cut '{piece}' after {place}", pieces)


def _compare(target: str, candidates: list[str], **_: Any) -> list[Any]:
    from itertools import takewhile

    shared = []
    for other in candidates[: candidates.index(target)]:
        same = takewhile(lambda both: both[0] == both[1], zip(target, other, strict=False))
        shared.append("".join(letter for letter, _ in same))
    return [*shared, [*shared, target]]


@procedure(13, "compare")
class Compare(Procedure):
    """Name the common prefix of the target with each candidate until one matches."""

    version = 2
    mended = (
        "the target stands among the candidates once, at the place that the number of steps asks "
        "for (the published generator repeats it by chance and appends unused candidates)"
    )
    noun = "matched part"
    final_type = "strings"
    summary = "Compare a target with candidates until one matches wholly."
    rules = (
        "Compare the target with the candidates one after the other, character by character from "
        "the left, and stop each comparison at the first difference: the part that matched is the "
        "state of this step. At the candidate that matches wholly, stop. The last state is the "
        "list of all matched parts in order, the whole match included."
    )
    labels = ("Target", "Candidate")
    second = staticmethod(_compare)

    def draw(self, rng: random.Random, count: int) -> Params:
        target = word(rng, min(count + 1, 30))
        candidates = []
        for _ in range(count - 1 + rng.randint(0, 3)):
            shared = rng.randrange(1, len(target))
            other = rng.choice(LETTERS)
            while other == target[shared]:
                other = rng.choice(LETTERS)
            rest = word(rng, len(target) - shared - 1)
            candidates.append(target[:shared] + other + rest)
        candidates.insert(count - 1, target)
        return {"target": target, "candidates": candidates}

    def data(self, params: Params) -> list[str]:
        return [params["target"], ", ".join(params["candidates"])]

    @staticmethod
    def read(fields: list[str]) -> Params:
        return {"target": fields[0], "candidates": items(fields[1])}

    def final_question(self, params: Params) -> str:
        return "What is the list of all matched parts?"

    def start(self, params: Params) -> list[str]:
        return [""]

    def work(self, params: Params) -> Iterator[Move]:
        target, parts = params["target"], []
        for other in params["candidates"]:
            size = 0
            while size < len(target) and target[size] == other[size : size + 1]:
                size += 1
            parts.append(target[:size])
            fetch = f"the candidate is '{other}'"
            if size == len(target):
                yield moved(fetch, f"'{target}' matches wholly", parts)
                return
            plural = "" if size == 1 else "s"
            yield moved(fetch, f"{size} character{plural} of '{other}' agree", target[:size])
