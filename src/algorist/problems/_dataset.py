"""Datasets: problems by the million, in constant memory, resumable, with splits that cannot meet.

A dataset is a list of cells (family, level), each with ``count`` consecutive indices of one seed.
It is made in chunks in a fixed order, so that a run that was killed goes on where it stopped and
ends with the same bytes, on any number of processes.

The split of a problem is a function of its question alone: the question's 64-bit digest, as a
fraction of one, lies in the interval of its split. The intervals do not overlap, so no question is
in two splits, whatever the seeds and whenever the files were made.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterator

import msgspec

from algorist.core import InputError, Record, Spec
from algorist.problems._family import build
from algorist.problems._making import make_many

CHUNK = 2000
"""Problems made at a time; a kill loses a few times this many."""

ALL = "all"


class Split(Record, frozen=True):
    """A split and its interval ``[low, high)`` of digests, in units of 2**-64."""

    name: str
    low: int
    high: int


WHOLE = (Split(ALL, 0, 1 << 64),)


def splits(shares: dict[str, float]) -> tuple[Split, ...]:
    """Adjoining intervals in the proportion of ``shares``.

    >>> [split.name for split in splits({"train": 0.8, "validation": 0.1, "test": 0.1})]
    ['train', 'validation', 'test']
    """
    total = sum(shares.values())
    if not shares or min(shares.values()) <= 0:
        raise InputError(f"shares {shares!r}: every split needs a positive share")
    edges = [0]
    for upto in itertools.accumulate(shares.values()):
        edges.append(round(upto / total * (1 << 64)))
    edges[-1] = 1 << 64
    return tuple(
        Split(name, low, high)
        for name, low, high in zip(shares, edges[:-1], edges[1:], strict=True)
    )


def digest(question: str) -> int:
    """The 64-bit digest of a question (BLAKE2b), spaces at the ends and case left aside."""
    data = " ".join(question.split()).casefold().encode()
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big")


class Order(Record, frozen=True):
    """What to make: every family at every level, ``count`` problems each."""

    families: tuple[str, ...]
    levels: tuple[int, ...]
    count: int
    seed: int = 0
    start: int = 0
    splits: tuple[Split, ...] = WHOLE

    def checked(self) -> Order:
        """The order with canonical specs; ``InputError`` for what cannot be made."""
        specs = tuple(str(Spec.parse(spec)) for spec in self.families)
        for spec in specs:
            levels = build(spec).levels
            for level in self.levels:
                if level not in levels:
                    raise InputError(
                        f"level {level} of {spec}: the levels are {levels.start} to "
                        f"{levels.stop - 1}"
                    )
        return msgspec.structs.replace(self, families=specs)

    @property
    def total(self) -> int:
        """Problems in all splits together."""
        return len(self.families) * len(self.levels) * self.count

    def chunks(self) -> Iterator[Chunk]:
        """The pieces of work, in the order in which they are written."""
        end = self.start + self.count
        for family in self.families:
            for level in self.levels:
                for start in range(self.start, end, CHUNK):
                    size = min(CHUNK, end - start)
                    yield Chunk(family, level, self.seed, start, size, self.splits)


class Chunk(Record, frozen=True):
    """Some consecutive problems of one family and level."""

    family: str
    level: int
    seed: int
    start: int
    size: int
    splits: tuple[Split, ...]


class Lines(Record, frozen=True):
    """The JSON lines of a chunk for each split, and how many they are."""

    data: tuple[bytes, ...]
    counts: tuple[int, ...]


def make_chunk(chunk: Chunk) -> Lines:
    """The problems of a chunk as JSON lines, each with the split that its question belongs to."""
    encode = msgspec.json.Encoder().encode
    made = make_many(
        chunk.family, chunk.size, level=chunk.level, seed=chunk.seed, start=chunk.start
    )
    if len(chunk.splits) == 1:
        lines = [encode(problem) for problem in made]
        return Lines((b"\n".join([*lines, b""]),), (len(lines),))
    parts: list[list[bytes]] = [[] for _ in chunk.splits]
    for problem in made:
        key = digest(problem.question)
        place = next(i for i, split in enumerate(chunk.splits) if key < split.high)
        parts[place].append(encode(problem))
    return Lines(tuple(b"\n".join([*p, b""]) for p in parts), tuple(map(len, parts)))
