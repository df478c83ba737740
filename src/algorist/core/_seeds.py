"""Seeds: every random choice is derived by hashing what it belongs to.

Neighbouring seeds share nothing, because the parts are hashed and never added.
"""

from __future__ import annotations

import random
import struct
from collections.abc import Callable, Collection, Iterator
from hashlib import blake2b
from itertools import chain, repeat
from math import trunc
from operator import mul
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from _typeshed import SupportsLenAndGetItem

T = TypeVar("T")


def _framed(part: str | int) -> bytes:
    data = f"{'i' if isinstance(part, int) else 's'}{part}".encode()
    return len(data).to_bytes(8, "big") + data


def derive(*parts: str | int) -> int:
    """A 128-bit seed that depends on every part and on their order.

    Parts are length-prefixed before hashing (BLAKE2b, RFC 7693), so ``("ab", "c")`` and
    ``("a", "bc")`` differ, and so do ``1`` and ``"1"``. About 3 microseconds.

    >>> derive("words.purchase", 1, 2) == derive("words.purchase", 1, 2)
    True
    >>> derive("a", 1) == derive("a", "1")
    False
    """
    framed = b"".join([_framed(part) for part in parts])
    return int.from_bytes(blake2b(framed, digest_size=16).digest(), "big")


class Draws(random.Random):
    """A generator that is cheap to start again: it begins with a stream of hashes.

    Starting it costs a quarter of starting a Mersenne Twister. The i-th block of eight draws is the
    64-byte BLAKE2b digest of the key and i; after four blocks a Mersenne Twister that the fifth
    digest seeds goes on, whose draws are cheaper. Choices below n are ``trunc(random() * n)`` (with
    a bias of n / 2**52), several times as fast as rejecting bits; from 2**32 on bits are used.
    """

    def __init__(self) -> None:
        super().__init__(0)
        self._twister = random.Random(0)
        self.restart(b"")

    def restart(self, key: bytes) -> None:
        """Begin the stream of ``key``."""
        # The bound method of a C iterator: a draw costs no Python frame.
        self.random = _chained(self._blocks(key)).__next__  # type: ignore[method-assign]

    def _blocks(self, key: bytes) -> Iterator[Iterator[float]]:
        for place in _PLACES:
            yield map(mul, _UNPACK(blake2b(key + place).digest()), _UNITS)
        fifth = blake2b(key + _FIFTH, digest_size=16).digest()
        self._twister.seed(int.from_bytes(fifth, "big"))
        yield iter(self._twister.random, None)

    def getrandbits(self, k: int, /) -> int:
        """``k`` random bits."""
        bits, have = 0, 0
        while have < k:
            bits = bits << 32 | int(self.random() * 2.0**32)
            have += 32
        return bits >> (have - k)

    def _randbelow(self, n: int) -> int:
        """A whole number below ``n``; what shuffling and sampling draw with."""
        if n <= 1 << 32:
            return trunc(self.random() * n)
        k = n.bit_length()
        while (bits := self.getrandbits(k)) >= n:
            pass
        return bits

    def randint(self, a: int, b: int) -> int:
        """A whole number from ``a`` to ``b``, both included."""
        span = b - a + 1
        if 0 < span <= 1 << 32:
            return a + trunc(self.random() * span)
        return super().randint(a, b)

    def choice(self, seq: SupportsLenAndGetItem[T]) -> T:
        """One of the values."""
        return seq[trunc(self.random() * len(seq))]


_UNPACK = struct.Struct(">8Q").unpack
HASHED = 32
"""The draws of a stream that are hashes."""

_PLACES = tuple(place.to_bytes(8, "big") for place in range(HASHED // 8))
_FIRST, _SECOND, *_ = _PLACES
_FIFTH = (4).to_bytes(8, "big")
_chained = chain.from_iterable
_UNIT = 2.0**-64 * (1 - 2.0**-52)
"""From 64 bits to [0, 1); the factor keeps the largest word below one after rounding."""
_UNITS = repeat(_UNIT)


def draws_at(places: Collection[int]) -> Callable[[bytes], Iterator[float]]:
    """What finds the draws at these places, in order, in the stream of a key without the others.

    The places count from 0 and lie below ``HASHED``. Ten draws cost a third less than from
    :class:`Draws`, which must keep a place in the stream.
    """
    blocks = _PLACES[: max(places, default=0) // 8 + 1]
    layout = "".join("Q" if place in places else "8x" for place in range(8 * len(blocks)))
    unpack = struct.Struct(">" + layout).unpack
    if len(blocks) == 1:
        return lambda key: map(mul, unpack(blake2b(key + _FIRST).digest()), _UNITS)
    if len(blocks) == 2:
        return lambda key: map(
            mul,
            unpack(blake2b(key + _FIRST).digest() + blake2b(key + _SECOND).digest()),
            _UNITS,
        )
    return lambda key: map(
        mul, unpack(b"".join([blake2b(key + block).digest() for block in blocks])), _UNITS
    )


def key_of(*parts: str | int) -> bytes:
    """What :func:`derive` hashes, for :meth:`Draws.restart`."""
    return b"".join([_framed(part) for part in parts])


def rng(*parts: str | int) -> random.Random:
    """A generator of its own, seeded by :func:`derive`."""
    return random.Random(derive(*parts))
