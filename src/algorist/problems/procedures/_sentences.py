"""ProcBench tasks on sentences: 14, 18 and 20, with sentences from our own grammar."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from algorist.problems._family import Params
from algorist.problems._stepped import Move, moved
from algorist.problems.procedures._engine import Procedure, groups, items, listed, pairs, procedure
from algorist.problems.procedures._grammar import sentence


def _count2(sentence: str, **_: Any) -> list[list[int]]:
    states = []
    words = sentence.lower().split()
    for stop in range(1, len(words) + 1):
        text = "".join(words[:stop])
        states.append([text.count(chr(97 + index)) for index in range(26)])
    return states


@procedure(14, "count2")
class Count2(Procedure):
    """Running counts of the 26 letters, word by word."""

    version = 2
    mended = "the words keep the order of the sentence (the published one shuffles them by a set)"
    noun = "list of counts"
    state_type = final_type = "list"
    summary = "Count the 26 letters of a sentence word by word."
    rules = (
        "Go through the sentence word by word and keep the counts of all 26 letters from a to z, "
        "zeros included, without regard to upper and lower case. Each step adds the letters of "
        "one word."
    )
    labels = ("Sentence",)
    second = staticmethod(_count2)

    def draw(self, rng: random.Random, count: int) -> Params:
        return {"sentence": sentence(rng, count)}

    def data(self, params: Params) -> list[str]:
        return ["\n" + params["sentence"]]

    @staticmethod
    def read(fields: list[str]) -> Params:
        return {"sentence": fields[0]}

    def start(self, params: Params) -> list[int]:
        return [0] * 26

    def work(self, params: Params) -> Iterator[Move]:
        counts = [0] * 26
        for text in params["sentence"].split():
            counts = counts[:]
            for code in text.lower().encode():
                if 97 <= code <= 122:
                    counts[code - 97] += 1
            yield moved(f"the word is '{text}'", f"add the letters of '{text}'", counts)


def _fill_word(sentence: str, words: list[list[Any]], **_: Any) -> list[str]:
    known = {f"[{number}]": word for number, word in words}
    order = list(known)
    return [
        " ".join(known[part] if part in order[:stop] else part for part in sentence.split())
        for stop in range(1, len(order) + 1)
    ]


@procedure(18, "fill_word")
class FillWord(Procedure):
    """Fill numbered brackets with words."""

    noun = "sentence"
    summary = "Fill the numbered gaps of a sentence with listed words."
    rules = (
        "The sentence has numbered gaps such as [1]. For each pair (number, word) of the list in "
        "order, put the word in the place of the gap with that number."
    )
    labels = ("Sentence", "List")
    second = staticmethod(_fill_word)

    def draw(self, rng: random.Random, count: int) -> Params:
        words = sentence(rng, count + rng.randint(1, 6)).split()
        chosen = []
        for number, place in enumerate(rng.sample(range(len(words)), count), 1):
            chosen.append([number, words[place]])
            words[place] = f"[{number}]"
        return {"sentence": " ".join(words), "words": chosen}

    def data(self, params: Params) -> list[str]:
        return ["\n" + params["sentence"], f"\n[{pairs(params['words'])}]"]

    @staticmethod
    def read(fields: list[str]) -> Params:
        return {
            "sentence": fields[0],
            "words": [[int(number), text] for number, text in groups(fields[1])],
        }

    def start(self, params: Params) -> str:
        text: str = params["sentence"]
        return text

    def work(self, params: Params) -> Iterator[Move]:
        here: str = params["sentence"]
        for number, text in params["words"]:
            here = here.replace(f"[{number}]", text, 1)
            yield moved(f"gap [{number}] takes '{text}'", f"put '{text}' for [{number}]", here)


def _delete_word(sentence: str, words: list[str], **_: Any) -> list[str]:
    kept = sentence.split()
    states = []
    for word in words:
        kept.remove(word)
        states.append(" ".join(kept))
    return states


@procedure(20, "delete_word")
class DeleteWord(Procedure):
    """Remove words one by one."""

    version = 2
    mended = "the question says which occurrence goes: the first"
    noun = "sentence"
    summary = "Delete listed words from a sentence one by one."
    rules = (
        "Remove the listed words from the sentence, one a step, in the order of the list. Of "
        "several equal words the first is removed."
    )
    labels = ("Sentence", "Words")
    second = staticmethod(_delete_word)

    def draw(self, rng: random.Random, count: int) -> Params:
        text = sentence(rng, count + rng.randint(2, 7))
        return {"sentence": text, "words": rng.sample(text.split(), count)}

    def data(self, params: Params) -> list[str]:
        return ["\n" + params["sentence"], listed(params["words"])]

    @staticmethod
    def read(fields: list[str]) -> Params:
        return {"sentence": fields[0], "words": items(fields[1])}

    def start(self, params: Params) -> str:
        text: str = params["sentence"]
        return text

    def work(self, params: Params) -> Iterator[Move]:
        here = params["sentence"].split()
        for text in params["words"]:
            place = here.index(text)
            here = [*here[:place], *here[place + 1 :]]
            yield moved(f"'{text}' is word {place}", f"remove '{text}'", " ".join(here))
