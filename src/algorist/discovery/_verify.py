"""Checking a stored certificate by a second prover that shares no proof code with the first.

The first prover takes derivatives by power series over real balls. This one evaluates numerator
and denominator of the error at points of complex circles only: a discrete Fourier transform gives
the Taylor polynomial on each stored piece, and Cauchy's estimate on a larger disc bounds both what
the transform folds in and what the polynomial leaves out. The program is read from its text anew,
with exact rational constants, and every check is of the inequality

    |top(x)| <= bound * |bottom(x)|        on every piece,

where error = top / bottom. Pieces must cover the intervals, the witness must have the stored
error to 20 digits, and the digest must fit.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from flint import acb, arb, fmpq

from algorist.core import InputError, Record, from_json
from algorist.discovery._branches import ONE
from algorist.discovery._certificate import Certificate, certificate_digest
from algorist.discovery._formulas import Formula, formula, rational
from algorist.discovery._precision import Precision

BITS: Final = 360
SAMPLES: Final = 64
DEPTH: Final = 24
"""How often a piece is halved before the bound counts as broken there."""
NEAR: Final = Fraction(1, 10**20)


class Verification(Record, frozen=True):
    """What the second prover found: ``valid``, or the first reason why not."""

    valid: bool
    reason: str
    bound: str
    pieces: int
    seconds: float


@dataclasses.dataclass(frozen=True)
class _Quotient:
    """A value as top / bottom over complex balls."""

    top: acb
    bottom: acb


def verify(certificate: Certificate | str | Path) -> Verification:
    """Check a certificate, or the file that holds one, by the second prover.

    Raises:
        InputError: the file is not a certificate, or its target cannot be read in this process.
    """
    made = certificate if isinstance(certificate, Certificate) else read_certificate(certificate)
    started = time.perf_counter()
    with Precision(BITS):
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
    reason = _covers(made)
    if reason:
        return reason
    bound, attained = Fraction(made.bound), Fraction(made.attained)
    error = _error_function(made)
    place = acb(arb(rational(Fraction(made.witness))))
    here = error(place)
    value = abs(here.top / here.bottom)
    if not abs(value - arb(rational(attained))) <= arb(rational(attained * NEAR)):
        return f"the error at the witness is {value.str(22)}, not the stored {made.attained}"
    if attained > bound:
        return f"the error at the witness, {made.attained}, is above the bound {made.bound}"
    order = zero_order(made)
    for low, high in made.pieces:
        reason = _piece(error, Fraction(low), Fraction(high), bound, order)
        if reason:
            return reason
    return ""


def _covers(made: Certificate) -> str:
    pieces = sorted((Fraction(a), Fraction(b)) for a, b in made.pieces)
    for text_low, text_high in made.intervals:
        low, high = Fraction(text_low), Fraction(text_high)
        reached: Fraction | None = None
        for a, b in pieces:
            start = a * a if made.rooted else a
            end = b * b if made.rooted else b
            if reached is None:
                reached = end if start <= low <= end else None
            elif start <= reached:
                reached = max(reached, end)
            if reached is not None and reached >= high:
                break
        if reached is None or reached < high:
            return f"the pieces do not cover the interval from {low} to {high}"
    return ""


def _error_function(made: Certificate) -> Callable[[acb], _Quotient]:
    """The error as a function of a complex ball, read from the texts of the certificate."""
    target = formula(made.target)
    constants = {name: fmpq_of(text) for name, text in made.constants.items()}
    steps = [_read_step(part) for part in made.program.split(";")]

    def error(place: acb) -> _Quotient:
        x, root = (place * place, place) if made.rooted else (place, None)
        p = _run(steps, constants, x, root)
        f = _target(target, x, root)
        right = f.top * p.bottom
        top = p.top * f.bottom - right
        if made.error == "relative":
            return _Quotient(top, right)
        if made.error == "absolute":
            return _Quotient(top, p.bottom * f.bottom)
        sign = 1 if (f.top / f.bottom).real > 0 else -1
        floor = arb(rational(Fraction(made.floor)))
        return _Quotient(top, p.bottom * f.bottom * floor + right * sign)

    return error


def fmpq_of(text: str) -> fmpq:
    """The exact rational that a decimal text writes."""
    value = Fraction(text)
    return fmpq(value.numerator, value.denominator)


def _target(target: Formula, x: acb, root: acb | None) -> _Quotient:
    top, bottom = target.at(x, root)
    return _Quotient(top, acb(1) if bottom is ONE else bottom)


def _read_step(part: str) -> tuple[str, str, list[str]]:
    """(name, operation, operands) of one assignment."""
    name, _, body = part.partition("=")
    body = body.strip()
    if "(" in body:
        head, _, rest = body.rstrip(")").partition("(")
        return name.strip(), head.strip(), [item.strip() for item in rest.split(",")]
    words = body.split()
    if len(words) != 3 or words[1] not in "+-*/":
        raise InputError(f"{part.strip()!r} is not a step of a program")
    return name.strip(), words[1], [words[0], words[2]]


def _run(
    steps: list[tuple[str, str, list[str]]], constants: dict[str, fmpq], x: acb, root: acb | None
) -> _Quotient:
    one = acb(1)
    rows = {name: _Quotient(acb(arb(value)), one) for name, value in constants.items()}
    rows["x"] = _Quotient(x, one)
    last = rows["x"]
    for name, operation, operands in steps:
        try:
            args = [rows[o] for o in operands] if operation != "ldexp" else [rows[operands[0]]]
        except KeyError as error:
            raise InputError(f"the program uses {error.args[0]!r} before it is made") from error
        last = rows[name] = _apply(operation, args, operands, root)
    return last


def _apply(
    operation: str, args: list[_Quotient], operands: list[str], root: acb | None
) -> _Quotient:
    a = args[0]
    if operation == "ldexp":
        return _Quotient(a.top * arb(2) ** int(operands[1]), a.bottom)
    if operation == "sqrt":
        if operands[0] == "x" and root is not None:
            return _Quotient(root, acb(1))
        u = a.top / a.bottom
        return _Quotient(u.sqrt() if u.real > 0 else acb(arb.nan()), acb(1))
    if operation == "abs":
        u = a.top / a.bottom
        return _Quotient(u if u.real > 0 else -u if u.real < 0 else acb(arb.nan()), acb(1))
    if operation == "floor":
        low = (a.top / a.bottom).real
        value = low.lower().floor()
        fits = (low.upper().floor() - value).contains(0)
        return _Quotient(acb(value if fits else arb.nan()), acb(1))
    b = args[1]
    if operation == "*":
        return _Quotient(a.top * b.top, a.bottom * b.bottom)
    if operation == "/":
        return _Quotient(a.top * b.bottom, a.bottom * b.top)
    if operation in ("min", "max"):
        u, v = a.top / a.bottom, b.top / b.bottom
        if not (u.real < v.real or u.real > v.real):
            return _Quotient(acb(arb.nan()), acb(1))
        return a if bool(u.real > v.real) == (operation == "max") else b
    if operation == "fma":
        c = args[2]
        product, below = a.top * b.top, a.bottom * b.bottom
        return _Quotient(product * c.bottom + c.top * below, below * c.bottom)
    if operation not in ("+", "-"):
        raise InputError(f"{operation!r} is not an operation that a certificate may hold")
    left, right = a.top * b.bottom, b.top * a.bottom
    return _Quotient(left + right if operation == "+" else left - right, a.bottom * b.bottom)


def _piece(
    error: Callable[[acb], _Quotient], low: Fraction, high: Fraction, bound: Fraction, order: int
) -> str:
    """Why the bound is not proved on the piece; empty where it is."""
    found = _polynomials(error, low, high, order if low <= 0 <= high else 0)
    if found is None:
        if high - low < Fraction(1, 2**60):
            return f"no disc around x = {float(low)!r} keeps the error finite"
        middle = (low + high) / 2
        return _piece(error, low, middle, bound, order) or _piece(error, middle, high, bound, order)
    top, bottom, spare_top, spare_bottom, center, radius = found
    limit = arb(rational(bound))
    todo = [(Fraction(-1), Fraction(1), 0)]
    slope_top, slope_bottom = _slope(top), _slope(bottom)
    while todo:
        a, b, depth = todo.pop()
        half = arb(rational((b - a) / 2))
        u = arb(rational((a + b) / 2))
        over = u + half * arb(0, 1)
        # |top| - bound |bottom| by the mean value theorem, for the sign that bottom has here.
        base, slope = _horner(bottom, u), _horner(slope_bottom, over)
        across = base + slope * half * arb(0, 1) + spare_bottom
        if across > 0 or across < 0:
            sign = 1 if across > 0 else -1
            height = _horner(top, u)
            rise = _horner(slope_top, over)
            good = True
            for way in (1, -1):
                gap = way * height - sign * limit * base
                tilt = (way * rise - sign * limit * slope) * half * arb(0, 1)
                if not gap + tilt + spare_top + limit * spare_bottom <= 0:
                    good = False
            if good:
                continue
        if depth == DEPTH:
            place = float(center) + float(radius) * float((a + b) / 2)
            return f"the bound {float(bound)!r} is not met near x = {place!r}"
        middle = (a + b) / 2
        todo += [(a, middle, depth + 1), (middle, b, depth + 1)]
    return ""


def zero_order(made: Certificate) -> int:
    """A proven lower bound of the order of the zero that top and bottom share at the origin.

    Orders of products add and those of sums are at least the smaller one; an odd function of
    something that vanishes keeps its order.
    """
    rows = dict.fromkeys(made.constants, (0, 0))
    rows["x"] = (2 if made.rooted else 1, 0)
    p = rows["x"]
    for part in made.program.split(";"):
        name, operation, operands = _read_step(part)
        if operation == "sqrt":
            p = (1 if made.rooted and operands[0] == "x" else 0, 0)
        elif operation == "ldexp":
            p = rows[operands[0]]
        elif operation in "+-*/":
            p = _order(operation, rows[operands[0]], rows[operands[1]])
        elif operation == "fma":
            first = _order("*", rows[operands[0]], rows[operands[1]])
            p = _order("+", first, rows[operands[2]])
        else:
            p = (0, 0)
        rows[name] = p
    target = formula(made.target)
    f = _formula_order(target, made.rooted)
    if f == (0, 0) and not made.rooted:
        # An analytic function whose value at 0 is an exact zero has a zero of order 1 at least.
        here = _target(target, acb(0), None)
        f = (1, 0) if here.top.is_zero() and not here.bottom.contains(0) else f
    right = f[0] + p[1]
    bottom = right if made.error == "relative" else p[1] + f[1]
    return min(p[0] + f[1], right, bottom)


_ODD: Final = ("sin", "tan", "asin", "atan", "sinh", "tanh", "asinh", "atanh", "erf", "erfi")


def _order(operation: str, a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
    if operation == "*":
        return a[0] + b[0], a[1] + b[1]
    if operation == "/":
        return a[0] + b[1], a[1] + b[0]
    return min(a[0] + b[1], b[0] + a[1]), a[1] + b[1]


def _formula_order(node: Formula, rooted: bool) -> tuple[int, int]:
    if node.name == "x":
        return 2 if rooted else 1, 0
    if node.name == "sqrt" and node.args[0].name == "x" and rooted:
        return 1, 0
    orders = [_formula_order(arg, rooted) for arg in node.args]
    if node.name in "+-*/":
        return _order(node.name, orders[0], orders[1])
    if node.name == "neg":
        return orders[0]
    if node.name == "power":
        return orders[0][0] * node.value, orders[0][1] * node.value
    if node.name in _ODD and orders[0][0] > orders[0][1]:
        return orders[0][0] - orders[0][1], 0
    return 0, 0


def _circle(n: int) -> list[tuple[arb, arb]]:
    return [(arb.cos_pi_fmpq(fmpq(2 * j, n)), arb.sin_pi_fmpq(fmpq(2 * j, n))) for j in range(n)]


def _polynomials(
    error: Callable[[acb], _Quotient], low: Fraction, high: Fraction, shift: int
) -> Any:
    """Polynomials in u in [-1, 1] of top and bottom over x^shift, with the balls left over.

    Values are taken on the circle of radius 5/4 of the half width, bounds on that of 5.
    """
    center, radius = (low + high) / 2, (high - low) / 2
    m, r = arb(rational(center)), arb(rational(radius))
    small, big = r * 5 / 4, r * 5
    box = error(acb(m + big * arb(0, 1), big * arb(0, 1)))
    largest = [abs(box.top).upper(), abs(box.bottom).upper()]
    if shift:
        # The maximum over the disc is taken on its rim, where |x| >= 5 r - |m| > 0.
        rim = big - abs(m)
        if not rim > 0:
            return None
        largest = [value / rim**shift for value in largest]
    if not all(value.is_finite() for value in largest):
        return None
    tops, bottoms = [], []
    for c, s in _circle(SAMPLES):
        z = acb(m + small * c, small * s)
        row = error(z)
        below = z**shift
        tops.append(row.top / below)
        bottoms.append(row.bottom / below)
    made = []
    spare = []
    for values, most in ((tops, largest[0]), (bottoms, largest[1])):
        sums = acb.dft(values)
        # sums[k]/n = c_k small^k + folded; on |x - m| <= r the k-th term shrinks by (4/5)^k.
        made.append([(sums[k] / SAMPLES).real * arb(fmpq(4, 5)) ** k for k in range(SAMPLES)])
        folded = most * arb(fmpq(1, 4)) ** SAMPLES * 2 * 5
        left_out = most * arb(fmpq(1, 5)) ** SAMPLES * 2
        spare.append((folded + left_out).upper() * arb(0, 1))
    if not all(c.is_finite() for row in made for c in row):
        return None
    return made[0], made[1], spare[0], spare[1], center, radius


def _horner(coefficients: list[arb], u: arb) -> arb:
    total = coefficients[-1]
    for coefficient in reversed(coefficients[:-1]):
        total = total * u + coefficient
    return total


def _slope(coefficients: list[arb]) -> list[arb]:
    return [k * c for k, c in enumerate(coefficients)][1:]
