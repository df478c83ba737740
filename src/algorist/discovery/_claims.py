"""What a certificate claims; all that the prover and the verifier share about a proof."""

from __future__ import annotations

import hashlib
import math
from fractions import Fraction
from typing import Final

from algorist.core import Record

NO_ERROR: Final = Fraction(1, 2**100)
"""An error that is nowhere larger counts as none, and this is its bound."""


class Certificate(Record, frozen=True):
    """A program, a target and the proven bound, with what a second prover needs.

    ``pieces`` are subintervals (exact fractions as text) that cover the intervals; ``witness`` is
    a point at which the error is at least ``attained`` (both decimal texts; the true error there
    agrees with ``attained`` to 20 digits).
    """

    version: int
    target: str
    kind: str
    intervals: tuple[tuple[str, str], ...]
    error: str
    floor: float
    program: str
    constants: dict[str, str]
    bound: str
    attained: str
    witness: str
    removable: bool
    """Whether the program divides by zero at x = 0 while its quotient has a limit there: the
    value at 0 is then the limit, which IEEE arithmetic gives as well only by its infinities."""
    rooted: bool
    """Whether ``pieces`` and ``witness`` are values of s with x = s^2 (both sides hold sqrt(x))."""
    pieces: tuple[tuple[str, str], ...]
    digest: str
    seconds: float = 0.0

    @property
    def value(self) -> float:
        """The bound as a float64, rounded up."""
        return math.nextafter(float(self.bound), math.inf)


def certificate_digest(made: Certificate) -> str:
    """SHA-256 over what a certificate claims, in parts that begin with their lengths."""
    ends = ";".join(f"{a},{b}" for a, b in made.intervals)
    constants = ";".join(f"{k}={v}" for k, v in sorted(made.constants.items()))
    claim = (made.target, ends, made.error, repr(made.floor), made.program, constants, made.bound)
    digest = hashlib.sha256()
    for part in (*claim, made.attained, made.witness):
        data = part.encode()
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()
