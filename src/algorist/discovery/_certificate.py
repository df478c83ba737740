"""Certificates: a proven bound of a program's error on whole intervals, in real arithmetic.

On each subinterval the numerator and the denominator of the error are Taylor models: a polynomial
with ball coefficients around one exact point plus the Lagrange remainder, whose coefficient is
taken over the whole subinterval (arb power series). Divisions in the program stay quotients, so
``c/x`` at x = 0 is exact; where numerator and denominator vanish together at 0, the common power
of x is divided out of both models. The polynomials are then bounded by branch and bound until the
bound is within ``SLACK`` of an error that is attained.

Source: Makino and Berz, Taylor models (2003); Johansson, Arb (2017).
"""

from __future__ import annotations

import dataclasses
import hashlib
import heapq
import itertools
import math
import time
from decimal import ROUND_CEILING, Context, Decimal
from fractions import Fraction
from typing import Any, Final

import msgspec
from flint import arb, arb_series

from algorist.core import AlgoristError, InputError, Record
from algorist.discovery._formulas import ONE, Pair, rational
from algorist.discovery._patterns import uses_bits
from algorist.discovery._precision import Precision
from algorist.discovery._program import Program
from algorist.discovery._shapes import (
    ABS,
    ADD,
    ARITY,
    DIV,
    FLOOR,
    FMA,
    MAX,
    MUL,
    SHIFT,
    SQRT,
    SUB,
)
from algorist.discovery._tables import uses_tables
from algorist.discovery._targets import Target

ORDER: Final = 20
BITS: Final = 320
SLACK: Final = Fraction(1, 5000)
"""The bound is at most this much above an error that is attained, relatively."""
MARGIN: Final = 16
"""Bits below the bound that are added to it: another prover, whose enclosures are a little wider,
must be able to meet it where the largest error is attained at an end."""
FIRST_PIECES: Final = 8
MAX_PIECES: Final = 4096
MAX_NODES: Final = 400_000
VERSION: Final = 1


class CertificateError(AlgoristError):
    """No bound could be proven."""


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


def digest_of(*parts: str) -> str:
    """SHA-256 over length-prefixed parts."""
    made = hashlib.sha256()
    for part in parts:
        data = part.encode()
        made.update(len(data).to_bytes(8, "big") + data)
    return made.hexdigest()


def certificate_digest(made: Certificate) -> str:
    """The digest that belongs to what a certificate claims."""
    ends = ";".join(f"{a},{b}" for a, b in made.intervals)
    constants = ";".join(f"{k}={v}" for k, v in sorted(made.constants.items()))
    claim = (made.target, ends, made.error, repr(made.floor), made.program, constants, made.bound)
    return digest_of(*claim, made.attained, made.witness)


@dataclasses.dataclass
class _Model:
    """On [low, high], with t = x - center: top(t) / bottom(t) is the error (signed)."""

    low: Fraction
    high: Fraction
    center: Fraction
    top: list[arb]
    bottom: list[arb]
    removable: bool


def certify(program: Program, target: Target, *, slack: Fraction = SLACK) -> Certificate:
    """Prove a bound of the error on the whole of the target's intervals, in real arithmetic.

    The bound is within ``slack`` (relative) of an error that is attained. Usually well under a
    second; at most ``MAX_PIECES`` subintervals.

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
    if uses_tables(program.shape):
        raise CertificateError(f"{program.text()!r} looks numbers up: its error is measured")
    started = time.perf_counter()
    with Precision(BITS, ORDER + 4):
        rooted = _rooted(program, target)
        models = _models(program, target, rooted)
        upper, lower, witness = _bound(models, slack)
        bound = _up(upper * (1 + arb(2) ** -MARGIN))
        attained = _decimal(_attained(program, target, witness, rooted, lower))
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
        attained=attained,
        witness=str(witness),
        rooted=rooted,
        removable=any(model.removable for model in models),
        pieces=tuple((str(model.low), str(model.high)) for model in models),
        digest="",
        seconds=round(time.perf_counter() - started, 4),
    )
    return msgspec.structs.replace(made, digest=certificate_digest(made))


def program_series(
    program: Program, constants: list[arb], x: arb_series, root: arb_series | None
) -> tuple[Pair, bool]:
    """The program's quotient as power series, and whether it divided by a ball around 0."""
    rows: list[Pair] = [(x, ONE)]
    numbers = [(arb_series([c]), ONE) for c in constants]
    zero = False
    for op, *operands in program.shape:
        args = [rows[o] if o >= 0 else numbers[-1 - o] for o in operands[: ARITY[op]]]
        a = args[0]
        b = args[1] if len(args) > 1 else a
        if op in (ADD, SUB):
            made = _sum(a, b, op == SUB)
        elif op == MUL:
            made = (a[0] * b[0], _times(a[1], b[1]))
        elif op == DIV:
            zero = zero or bool(b[0][0].contains(0))
            made = (_times(a[0], b[1]), _times(a[1], b[0]))
        elif op == FMA:
            made = _sum((a[0] * b[0], _times(a[1], b[1])), args[2], False)
        elif op == SHIFT:
            made = (a[0] * arb(2) ** operands[2], a[1])
        elif op == SQRT and operands[0] == 0 and root is not None:
            made = (root, ONE)
        else:
            made = (_collapsed(op, a, b), ONE)
        rows.append(made)
    return rows[-1], zero


def _times(a: Any, b: Any) -> Any:
    if a is ONE:
        return b
    return a if b is ONE else a * b


def _sum(a: Pair, b: Pair, minus: bool) -> Pair:
    if a[1] is b[1]:
        return (a[0] - b[0] if minus else a[0] + b[0]), a[1]
    left, right = _times(a[0], b[1]), _times(b[0], a[1])
    return (left - right if minus else left + right), _times(a[1], b[1])


def _collapsed(op: int, a: Pair, b: Pair) -> arb_series:
    u = a[0] if a[1] is ONE else a[0] / a[1]
    if op == SQRT:
        return u.sqrt()
    if op == ABS:
        if not (u[0] > 0 or u[0] < 0):
            raise ZeroDivisionError("an absolute value at zero")
        return u if u[0] > 0 else -u
    if op == FLOOR:
        low, high = u[0].lower().floor(), u[0].upper().floor()
        if not (low - high).contains(0) or not low.is_finite():
            raise ZeroDivisionError("a jump of floor")
        return arb_series([low])
    v = b[0] if b[1] is ONE else b[0] / b[1]
    if not (u[0] > v[0] or u[0] < v[0]):
        raise ZeroDivisionError("a corner of min or max")
    return u if (u[0] > v[0]) == (op == MAX) else v


def _rooted(program: Program, target: Target) -> bool:
    uses = any(op == SQRT and a == 0 for op, a, *_ in program.shape)
    return (uses or target.formula().uses_root()) and target.intervals[0][0] >= 0


def _models(program: Program, target: Target, rooted: bool) -> list[_Model]:
    """Subintervals in order, each with a finite model whose denominator keeps off zero."""
    formula = target.formula()
    constants = [arb(rational(value)) for value in program.rationals()]
    done: list[_Model] = []
    todo: list[tuple[Fraction, Fraction]] = []
    for low, high in target.intervals:
        if rooted:
            # x = s^2, so that the square root of x is the series s itself.
            low, high = _root(low, False), _root(high, True)
        cuts = [low + (high - low) * k / FIRST_PIECES for k in range(FIRST_PIECES + 1)]
        if low < 0 < high and 0 not in cuts:
            cuts = sorted([*cuts, Fraction(0)])
        todo += list(itertools.pairwise(cuts))
    todo.reverse()
    count = 0
    while todo:
        low, high = todo.pop()
        count += 1
        if count > MAX_PIECES or high - low < Fraction(1, 2**70):
            raise CertificateError(
                f"the error of {program.text()!r} is not bounded near x = {float(low)!r} with "
                f"{count} subintervals: it has a pole, a corner or a jump there, or is undefined"
            )
        try:
            model = _model(program, constants, target, formula, low, high, rooted)
        except (ZeroDivisionError, ValueError):
            model = None
        if model is None:
            middle = (low + high) / 2
            todo += [(middle, high), (low, middle)]
        else:
            done.append(model)
    return done


def _model(
    program: Program,
    constants: list[arb],
    target: Target,
    formula: Any,
    low: Fraction,
    high: Fraction,
    rooted: bool,
) -> _Model | None:
    center = low if low == 0 else (high if high == 0 else (low + high) / 2)
    point = arb_series([arb(rational(center)), 1])
    whole = arb_series([arb(rational(low)).union(arb(rational(high))), 1])
    sides = []
    zero = False
    for s in (point, whole):
        x, root = (s * s, s) if rooted else (s, None)
        (p, q), divided = program_series(program, constants, x, root)
        zero = divided if s is point else zero
        f, g = formula.series(x, root)
        sides.append(_quotient(p, q, f, g, target))
    shift = 0
    if center == 0:
        shift = _common_zeros(sides[0][0], sides[0][1])
    top = [sides[0][0][k] for k in range(shift, ORDER)] + [sides[1][0][ORDER]]
    bottom = [sides[0][1][k] for k in range(shift, ORDER)] + [sides[1][1][ORDER]]
    if not all(c.is_finite() for c in top + bottom):
        return None
    made = _Model(low, high, center, top, bottom, zero and center == 0)
    radius = arb(rational(max(high - center, center - low)))
    level = _value(bottom, arb(0).union(radius) if center == low else arb(0, 1) * radius)
    if level.contains(0):
        return None
    rest = abs(top[-1]).upper() * radius ** (len(top) - 1)
    size = sum((abs(c).upper() * radius**k for k, c in enumerate(top[:-1])), arb(0))
    if not rest < size * arb(2) ** -16:
        return None
    return made


def _root(value: Fraction, up: bool) -> Fraction:
    """A fraction near the square root, on the outer side."""
    scale = 2**80
    root = Fraction(math.isqrt(value.numerator * scale * scale // value.denominator), scale)
    if up and root * root < value:
        root += Fraction(1, scale)
    return root


def _quotient(p: Any, q: Any, f: Any, g: Any, target: Target) -> tuple[arb_series, arb_series]:
    """Numerator and denominator of the signed error of P = p/q against f/g."""
    left, right = _times(p, g), _times(f, q)
    top = left - right
    if target.error == "relative":
        bottom = right
    elif target.error == "absolute":
        bottom = _times(_times(arb_series([1]), q), g)
    else:
        sign = 1 if (f[0] if g is ONE else f[0] / g[0]) >= 0 else -1
        value = f[0] if g is ONE else f[0] / g[0]
        if not (value >= 0 or value <= 0):
            raise ZeroDivisionError("the target changes its sign")
        floor = arb_series([arb(rational(Fraction(target.floor)))])
        bottom = _times(_times(floor, q), g) + right * sign
    return top, bottom


def _common_zeros(top: arb_series, bottom: arb_series) -> int:
    """How many leading coefficients are exactly zero in both."""
    shift = 0
    while shift < ORDER - 2 and bottom[shift].is_zero() and top[shift].is_zero():
        shift += 1
    return shift


def _value(coefficients: list[arb], t: arb) -> arb:
    total = coefficients[-1]
    for coefficient in reversed(coefficients[:-1]):
        total = total * t + coefficient
    return total


def _derivative(coefficients: list[arb]) -> list[arb]:
    return [k * c for k, c in enumerate(coefficients)][1:]


def _bound(models: list[_Model], slack: Fraction) -> tuple[arb, arb, Fraction]:
    """An upper bound, an attained error and where, by branch and bound over all models."""
    prepared: list[tuple[_Model, list[arb], list[arb], list[arb], list[arb]]] = []
    heap: list[tuple[float, int, Fraction, Fraction, arb]] = []
    lower, witness = arb(0), models[0].center
    count = 0

    def consider(index: int, low: Fraction, high: Fraction) -> None:
        nonlocal lower, witness, count
        model, slope_top, slope_bottom, curve_top, curve_bottom = prepared[index]
        count += 1
        middle = (low + high) / 2
        half = arb(rational((high - low) / 2))
        t = arb(rational(middle - model.center))
        over = t + half * arb(0, 1)
        a, b = _value(model.top, t), _value(model.bottom, t)
        value = abs(a / b)
        if value.is_finite() and value.lower() > lower:
            lower, witness = value.lower(), middle
        # Mean value forms of second order for both, then the quotient's linear part together.
        da, db = _value(slope_top, t), _value(slope_bottom, t)
        ca = abs(_value(curve_top, over)).upper() * half * half / 2
        cb = abs(_value(curve_bottom, over)).upper() * half * half / 2
        ratio = a / b
        drift = abs(da - ratio * db).upper() * half + ca + abs(ratio).upper() * cb
        least = (abs(b) - abs(db) * half - cb).lower()
        if not least > 0:
            least = abs(_value(model.bottom, over)).lower()
        upper = (abs(ratio).upper() + drift / least).upper() if least > 0 else arb.pos_inf()
        heapq.heappush(heap, (-_float(upper), count, low, high, upper))
        places[count] = index

    places: dict[int, int] = {}
    for index, model in enumerate(models):
        slopes = _derivative(model.top), _derivative(model.bottom)
        curves = _derivative(slopes[0]), _derivative(slopes[1])
        prepared.append((model, *slopes, *curves))
        for k in range(4):
            width = (model.high - model.low) / 4
            consider(index, model.low + k * width, model.low + (k + 1) * width)
    allowed = arb(1) + arb(rational(slack))
    while True:
        _, number, low, high, upper = heapq.heappop(heap)
        if upper.is_finite() and upper <= lower * allowed:
            # The heap is ordered by float64 keys: the rest can be larger by their rounding.
            return upper * (arb(1) + arb(2) ** -40), lower, witness
        if count > MAX_NODES or high - low < Fraction(1, 2**90):
            raise CertificateError(
                f"no bound within {float(slack):.2g} of an attained error after {count} pieces, "
                f"near x = {float(low)!r}: the error may be zero or unbounded"
            )
        middle = (low + high) / 2
        index = places.pop(number)
        consider(index, low, middle)
        consider(index, middle, high)


def _attained(program: Program, target: Target, witness: Fraction, rooted: bool, lower: arb) -> arb:
    """The error at the witness, without the remainder of any model."""
    s = arb_series([arb(rational(witness)), 1])
    x, root = (s * s, s) if rooted else (s, None)
    constants = [arb(rational(value)) for value in program.rationals()]
    (p, q), _ = program_series(program, constants, x, root)
    f, g = target.formula().series(x, root)
    top, bottom = _quotient(p, q, f, g, target)
    value = abs(top[0] / bottom[0])
    return value.mid() if value.is_finite() else lower


def _float(value: arb) -> float:
    return float(value) if value.is_finite() else float("inf")


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
