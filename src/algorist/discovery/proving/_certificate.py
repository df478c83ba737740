"""Certificates: a proven bound of a program's error on whole intervals, in real arithmetic.

The intervals are cut where a step of the program switches (``_pieces``); on each piece the error
has Taylor models (``_models``), which are bounded by branch and bound until the bound is within
``SLACK`` of an error that is attained.
"""

from __future__ import annotations

import math
import time
from decimal import ROUND_CEILING, Context, Decimal
from fractions import Fraction
from typing import Final

import msgspec
from flint import arb, arb_series

from algorist.core import InputError
from algorist.discovery._claims import Certificate, certificate_digest
from algorist.discovery.programs import Program, uses_bits
from algorist.discovery.proving._answers import all_answers
from algorist.discovery.proving._error_series import CertificateError, ErrorSeries
from algorist.discovery.proving._models import ORDER, bound_of, models_of
from algorist.discovery.proving._pieces import Stretch, stretches
from algorist.discovery.targets import Precision, Target, rational

BITS: Final = 320
SLACK: Final = Fraction(1, 5000)
"""The bound is at most this much above an error that is attained, relatively."""
MARGIN: Final = 16
"""Bits below the bound that are added to it: another prover, whose enclosures are a little wider,
must be able to meet it where the largest error is attained at an end."""
FIRST_PIECES: Final = 8
VERSION: Final = 1


def certify(program: Program, target: Target, *, slack: Fraction = SLACK) -> Certificate:
    """Prove a bound of the error on the whole of the target's intervals, in real arithmetic.

    The bound is within ``slack`` (relative) of an error that is attained. Milliseconds for smooth
    programs, about as much for each piece between jumps or corners; at most ``MAX_PIECES``
    subintervals.

    Raises:
        CertificateError: the error is not bounded, or not with these subintervals.
        InputError: the target is a table of points.
    """
    if target.kind == "table":
        raise InputError("a table of points has no intervals to certify on: ask for its error only")
    if uses_bits(program.shape):
        raise CertificateError(
            f"{program.text()!r} reads bit patterns: its error is measured, over every input where "
            "a number format is asked for"
        )
    started = time.perf_counter()
    with Precision(BITS, ORDER + 4):
        error = ErrorSeries(program, target)
        cut = [piece for ends in target.intervals for piece in _cut(error, *ends)]
        models = models_of(error, cut)
        upper, lower, witness = bound_of(models, slack)
        attained = _attained(error, witness, lower)
        bound = _up(upper * (1 + arb(2) ** -MARGIN))
    kept = dict.fromkeys((model.low, model.high) for model in models if model.low < model.high)
    made = Certificate(
        version=VERSION,
        target=target.text,
        kind=target.kind,
        intervals=tuple((str(a), str(b)) for a, b in target.intervals),
        error=target.error,
        floor=target.floor,
        program=program.text(),
        constants=program.named(),
        bound=bound,
        attained=_decimal(attained),
        witness=str(witness),
        rooted=error.rooted,
        removable=any(model.removable for model in models),
        pieces=tuple((str(low), str(high)) for low, high in kept),
        digest="",
        seconds=round(time.perf_counter() - started, 4),
    )
    return msgspec.structs.replace(made, digest=certificate_digest(made))


def _cut(error: ErrorSeries, low: Fraction, high: Fraction) -> list[Stretch]:
    """The pieces of one interval, in the variable of the error."""
    if error.rooted:
        low, high = _root(low, False), _root(high, True)
    cuts = [low + (high - low) * k / FIRST_PIECES for k in range(FIRST_PIECES + 1)]
    if low < 0 < high and 0 not in cuts:
        cuts = sorted([*cuts, Fraction(0)])
    return stretches(error, cuts)


def _root(value: Fraction, up: bool) -> Fraction:
    """A fraction near the square root, on the outer side."""
    scale = 2**80
    root = Fraction(math.isqrt(value.numerator * scale * scale // value.denominator), scale)
    if up and root * root < value:
        root += Fraction(1, scale)
    return root


def _attained(error: ErrorSeries, witness: Fraction, lower: arb) -> arb:
    """The error at the witness, without the remainder of any model."""
    (answers, *others) = all_answers(error, witness, witness)
    if others:
        raise CertificateError(f"which branch holds at x = {float(witness)!r} is not known")
    top, bottom, _ = error.sides(arb_series([arb(rational(witness)), 1]), answers)
    value = abs(top[0] / bottom[0])
    return value.mid() if value.is_finite() else lower


def _up(value: arb) -> str:
    """A decimal text of six digits that is at least the ball."""
    man, exp = value.upper().man_exp()
    number = Fraction(int(man)) * Fraction(2) ** int(exp)
    context = Context(prec=7, rounding=ROUND_CEILING)
    return str(context.divide(Decimal(number.numerator), Decimal(number.denominator))).lower()


def _decimal(value: arb) -> str:
    man, exp = value.man_exp()
    number = Fraction(int(man)) * Fraction(2) ** int(exp)
    made = Context(prec=30).divide(Decimal(number.numerator), Decimal(number.denominator))
    return str(made).lower()
