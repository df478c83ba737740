"""Texts as vectors, and groups of near ones: no model, no download, the same everywhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise
from math import log

import numpy as np
from numpy.typing import NDArray

from algorist.core import InputError, rng

Rows = NDArray[np.float64]

SIZE = 512
ROUNDS = 100
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|[^\w\s]")


def vectors(texts: Sequence[str], *, size: int = SIZE, digits: bool = False) -> Rows:
    """One row of unit length for each text, shape (texts, size); an empty text is a zero row.

    Counts of words and of pairs of neighbouring words, as 1 + log, each added to a place and with
    a sign that its hash chooses. Numbers are alike, so that two questions from one template are
    near; ``digits=True`` keeps them apart, so that two steps that differ in a figure are not one.

    Source: feature hashing, Weinberger et al., ICML 2009, arXiv 0902.2206.

    >>> same, other = vectors(["Tom has 3 apples.", "Tom has 5 apples."]) @ vectors(["x^2 = 9"]).T
    >>> bool(same == other)
    True
    """
    rows = np.zeros((len(texts), size))
    for row, text in zip(rows, texts, strict=True):
        words = _WORD.findall(text.lower())
        if not digits:
            words = ["0" if word[0].isdigit() else word for word in words]
        counts: dict[str, int] = {}
        for gram in [*words, *map(" ".join, pairwise(words))]:
            counts[gram] = counts.get(gram, 0) + 1
        for gram, count in counts.items():
            hashed = _hash(gram)
            row[(hashed >> 1) % size] += (1.0 if hashed & 1 else -1.0) * (1.0 + log(count))
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(lengths > 0, lengths, 1.0)


@lru_cache(maxsize=1 << 16)
def _hash(gram: str) -> int:
    return int.from_bytes(blake2b(gram.encode(), digest_size=8).digest(), "big")


@dataclass(frozen=True)
class Clusters:
    """What :func:`kmeans` found; clusters are in the order of their first members."""

    centres: Rows
    """Shape (clusters, size)."""
    labels: tuple[int, ...]
    """The cluster of each row."""

    def members(self, cluster: int) -> list[int]:
        """Indices of the rows of a cluster, in order."""
        return [row for row, label in enumerate(self.labels) if label == cluster]


def distances(rows: Rows, centres: Rows) -> Rows:
    """Euclidean distances, shape (rows, centres)."""
    squares = (rows**2).sum(axis=1)[:, None] + (centres**2).sum(axis=1) - 2.0 * rows @ centres.T
    return np.asarray(np.sqrt(np.maximum(squares, 0.0)))


def kmeans(rows: Rows, k: int, *, seed: int = 0, starts: int = 4) -> Clusters:
    """At most ``k`` groups of near rows: the best of several starts, by the sum of squares.

    Fewer where fewer rows differ. Starts are spread out by k-means++ with draws from ``seed``; at
    most 100 rounds each. Cost: starts * rounds * rows * k * size multiplications.

    Source: Lloyd, IEEE Trans. Inf. Theory 28, 1982; Arthur and Vassilvitskii, SODA 2007.
    """
    if not len(rows):
        raise InputError("there are no rows to group: give at least one text")
    if k < 1 or starts < 1:
        raise InputError(f"kmeans(k={k!r}, starts={starts!r}): both are at least 1")
    tried = [_settled(rows, _spread(rows, k, seed, start)) for start in range(starts)]
    centres = min(tried, key=lambda one: float((distances(rows, one).min(axis=1) ** 2).sum()))
    nearest = distances(rows, centres).argmin(axis=1).tolist()
    order = list(dict.fromkeys(nearest))
    return Clusters(centres[order], tuple(order.index(label) for label in nearest))


def _spread(rows: Rows, k: int, seed: int, start: int) -> Rows:
    """First centres: each is drawn with a chance in proportion to its squared distance."""
    chance = rng("kmeans", seed, start)
    chosen = [chance.randrange(len(rows))]
    while len(chosen) < min(k, len(rows)):
        squares = distances(rows, rows[chosen]).min(axis=1) ** 2
        squares[squares < 1e-12] = 0.0
        if not squares.any():
            break
        at = chance.random() * float(squares.sum())
        place = int(np.searchsorted(np.cumsum(squares), at, side="right"))
        chosen.append(min(place, int(np.flatnonzero(squares)[-1])))
    return rows[chosen]


def _settled(rows: Rows, centres: Rows) -> Rows:
    """Move each centre to the mean of its rows until nothing changes; an empty one stays."""
    labels = None
    for _ in range(ROUNDS):
        nearest = distances(rows, centres).argmin(axis=1)
        if labels is not None and (nearest == labels).all():
            break
        labels = nearest
        centres = np.stack(
            [
                rows[labels == i].mean(axis=0) if (labels == i).any() else centre
                for i, centre in enumerate(centres)
            ]
        )
    return centres
