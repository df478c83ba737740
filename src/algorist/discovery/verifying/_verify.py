"""Checking a stored certificate by a second prover that shares no proof code with the first.

The first prover takes derivatives by power series over real balls. This one evaluates numerator
and denominator of the error on complex circles only (``_circles``). The program is read from its
text anew, with exact rational constants, which of its branches occur on a piece is found again
(``_occurring``), and every check is of the inequality

    |top(x)| <= bound * |bottom(x)|        on every piece, for every branch that occurs there,

where error = top / bottom. Pieces must cover the intervals, the witness must have the stored
error to 20 digits, and the digest must fit.
"""

from __future__ import annotations

import time
from fractions import Fraction
from pathlib import Path
from typing import Final

from flint import acb, arb

from algorist.core import InputError, Record, from_json
from algorist.discovery._claims import NO_ERROR, Certificate, certificate_digest
from algorist.discovery.targets import Precision, rational
from algorist.discovery.verifying._circles import exceeds, expansions
from algorist.discovery.verifying._occurring import Branch, branches_on
from algorist.discovery.verifying._replay import Replay
from algorist.discovery.verifying._zero_order import zero_order

BITS: Final = 360
TAYLOR: Final = 8
"""Coefficients of the exact Taylor series at ends of pieces."""
NEAR: Final = Fraction(1, 10**20)
NARROWEST: Final = Fraction(1, 2**60)
"""Pieces are halved to no less than this where their discs are too wide."""


class Verification(Record, frozen=True):
    """What the second prover found: ``valid``, or the first reason why not."""

    valid: bool
    reason: str
    bound: str
    pieces: int
    seconds: float


def verify(certificate: Certificate | str | Path) -> Verification:
    """Check a certificate, or the file that holds one, by the second prover.

    Raises:
        InputError: the file is not a certificate, or its target cannot be read in this process.
    """
    made = certificate if isinstance(certificate, Certificate) else read_certificate(certificate)
    started = time.perf_counter()
    with Precision(BITS, TAYLOR):
        reason = _check(made)
    spent = round(time.perf_counter() - started, 4)
    return Verification(not reason, reason or "proved", made.bound, len(made.pieces), spent)


def read_certificate(path: str | Path) -> Certificate:
    """The certificate in a file; ``InputError`` says what is wrong with it."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise InputError(
            f"the certificate {str(path)!r} cannot be read: {error.strerror}"
        ) from error
    return from_json(data, Certificate)


def _check(made: Certificate) -> str:
    if certificate_digest(made) != made.digest:
        return "the digest does not fit: program, constants, target or bound were changed"
    if made.kind != "expression":
        raise InputError(f"a target of kind {made.kind!r} cannot be read back from a file")
    pieces = [(Fraction(a), Fraction(b)) for a, b in made.pieces]
    reason = _covers(made, pieces)
    if reason:
        return reason
    bound, attained = Fraction(made.bound), Fraction(made.attained)
    replay = Replay(made)
    reason = _witness(replay, attained, pieces)
    if reason:
        return reason
    if attained > bound:
        return f"the error at the witness, {made.attained}, is above the bound {made.bound}"
    for low, high in pieces:
        reason = _piece(replay, low, high, bound)
        if reason:
            return reason
    return ""


def _covers(made: Certificate, pieces: list[tuple[Fraction, Fraction]]) -> str:
    if any(not a < b for a, b in pieces):
        return "a piece is empty"
    squared = [(a * a, b * b) if made.rooted else (a, b) for a, b in sorted(pieces)]
    for text_low, text_high in made.intervals:
        low, high = Fraction(text_low), Fraction(text_high)
        reached: Fraction | None = None
        for start, end in squared:
            if reached is None:
                reached = end if start <= low <= end else None
            elif start <= reached:
                reached = max(reached, end)
            if reached is not None and reached >= high:
                break
        if reached is None or reached < high:
            return f"the pieces do not cover the interval from {low} to {high}"
    return ""


def _witness(replay: Replay, attained: Fraction, pieces: list[tuple[Fraction, Fraction]]) -> str:
    """Why the error at the witness is not the stored one; empty where it is."""
    place = Fraction(replay.made.witness)
    if not any(a <= place <= b for a, b in pieces):
        return f"the witness {replay.made.witness} lies outside all pieces"
    branches = branches_on(replay, place, place)
    if branches is None or len(branches) != 1:
        return f"which branch holds at the witness {replay.made.witness} is not known"
    here = replay.error(branches[0], place)(acb(arb(rational(place))))
    value = abs(here.top / here.bottom)
    if not abs(value - arb(rational(attained))) <= arb(rational(max(attained, NO_ERROR) * NEAR)):
        return f"the error at the witness is {value.str(22)}, not the stored {replay.made.attained}"
    return ""


def _piece(replay: Replay, low: Fraction, high: Fraction, bound: Fraction) -> str:
    """Why the bound is not proved on the piece, its ends included; empty where it is."""
    inside = branches_on(replay, low, high)
    if inside is None:
        middle = (low + high) / 2
        if high - low < NARROWEST:
            return f"which branches hold near x = {float(low)!r} is not known"
        return _piece(replay, low, middle, bound) or _piece(replay, middle, high, bound)
    for branch in inside:
        reason = _on_branch(replay, low, high, bound, branch)
        if reason:
            return reason
    for end in (low, high):
        here = branches_on(replay, end, end, inside)
        if here is None:
            return f"which branch holds at x = {float(end)!r} is not known"
        for branch in set(here).difference(inside):
            found = replay.error(branch, end)(acb(arb(rational(end))))
            if not abs(found.top) <= arb(rational(bound)) * abs(found.bottom):
                return f"the bound {float(bound)!r} is not met at x = {float(end)!r}"
    return ""


def _on_branch(
    replay: Replay, low: Fraction, high: Fraction, bound: Fraction, branch: Branch
) -> str:
    """Why the bound is not proved on the piece for one branch; empty where it is."""
    error = replay.error(branch, (low + high) / 2)

    def sides(place: acb) -> tuple[acb, acb]:
        found = error(place)
        return found.top, found.bottom

    order = zero_order(replay, branch) if low <= 0 <= high else 0
    found = expansions(sides, low, high, order)
    if found is None:
        middle = (low + high) / 2
        if high - low < NARROWEST:
            return f"no disc around x = {float(low)!r} keeps the error finite"
        return _on_branch(replay, low, middle, bound, branch) or _on_branch(
            replay, middle, high, bound, branch
        )
    where = exceeds(found[0], found[1], bound)
    if where is None:
        return ""
    place = float((low + high) / 2 + (high - low) / 2 * where)
    return f"the bound {float(bound)!r} is not met near x = {place!r}"
