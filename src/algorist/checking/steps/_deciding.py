"""What two expressions of a formula have to do with each other, decided without guessing.

Every function answers None where the notation is ambiguous (a logarithm without base, an angle
without a degree sign, the letters e and i) or where the decision was not reached.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from hashlib import blake2b
from typing import Literal

from flint import acb, fmpq_poly

from algorist.core import AlgoristError
from algorist.expressions import HEADS, Expr, NotExactError, equal, polynomial

Compared = Literal["equal", "rounded", "different"]

_OPAQUE = frozenset({"apply", "ellipsis", "mod", "subscript", "percent", "ln", "plus_minus"})
_ANGLES = frozenset({"sin", "cos", "tan", "cot", "sec", "csc"})
_POINTS = (Fraction(37, 29), Fraction(-53, 31), Fraction(83, 19), Fraction(-17, 23))
MAX_SIZE = 200
"""Nodes of an expression that is compared with another."""


def is_value(node: Expr | None) -> bool:
    """Whether it denotes a number once its letters do: no set, pair, unit or relation."""
    return node is not None and node.size <= MAX_SIZE and _sorts(node)


@lru_cache(maxsize=4096)
def _sorts(node: Expr) -> bool:
    return all(part.head.sort == "value" for part in node.walk())


@lru_cache(maxsize=4096)
def ambiguous(node: Expr) -> bool:
    """Whether a reader may take it for another number than the parser does."""
    for part in node.walk():
        name = part.name
        if name in _OPAQUE:
            return True
        if name == "constant" and part.data in ("e", "i", "gamma", "phi", "oo"):
            return True
        if name in _ANGLES and not part.variables and not _is_angle(part.args[0]):
            return True
    return False


def _is_angle(node: Expr) -> bool:
    names = {part.name for part in node.walk()}
    return "degree" in names or "constant" in names or node.text() == "0"


_ATOMS = frozenset({"apply", "subscript", "ln"})


@lru_cache(maxsize=4096)
def lettered(node: Expr) -> Expr:
    """``node`` with a letter for each part that has no certain value, such as ``f(3)`` or ``e``.

    What holds for all values of the letters holds for the values that were meant.
    """

    def put(part: Expr) -> Expr | None:
        if part.name in _ATOMS:
            return HEADS["variable"](
                data=f"part{blake2b(part.text().encode(), digest_size=8).hexdigest()}"
            )
        if part.name == "constant" and part.data in ("e", "i", "gamma", "phi"):
            return HEADS["variable"](data=str(part.data))
        return None

    return node.replace(put)


def is_number(node: Expr | None) -> bool:
    """Whether it is a value without letters."""
    return node is not None and is_value(node) and not node.variables


def is_plain_number(node: Expr | None) -> bool:
    """Whether it is a number without any part whose value is left open."""
    return node is not None and is_number(node) and not lettered(node).variables


def has_decimal(node: Expr) -> bool:
    """Whether a decimal number is written in it."""
    return any(part.name == "decimal" for part in node.walk())


@lru_cache(maxsize=4096)
def compare(a: Expr, b: Expr) -> Compared | None:
    """Two numbers, or two expressions in letters as functions.

    ``rounded``: equal within the last decimal that the rounder side prints.
    """
    try:
        outcome = equal(a, b).outcome
    except AlgoristError:
        return None
    if outcome == "equal":
        return "equal"
    if outcome != "different" or ambiguous(a) or ambiguous(b):
        return None
    if a.variables or b.variables or not (has_decimal(a) or has_decimal(b)):
        return "different"
    return _within_rounding(a, b)


def _within_rounding(a: Expr, b: Expr) -> Compared | None:
    x, y = number(a), number(b)
    if x is None or y is None:
        return None
    ulps = [_ulp(each) for each in (a, b) if _ulp(each) is not None]
    gap = abs(x - y)
    if any(ulp is not None and gap < float(ulp) * 1.0001 for ulp in ulps):
        return "rounded"
    alone = ulps and not any(has_decimal(each) for each in (a, b) if _ulp(each) is None)
    if alone or gap > 0.02 * max(abs(x), abs(y)):
        return "different"
    return None  # decimals within an expression may be rounded results


def _ulp(node: Expr) -> Fraction | None:
    """The last place of a decimal that stands alone."""
    while node.name == "neg":
        node = node.args[0]
    if node.name != "decimal":
        return None
    return Fraction(1, 10 ** len(node.text().partition(".")[2]))


@lru_cache(maxsize=4096)
def number(node: Expr) -> float | None:
    """The real value, to double precision."""
    try:
        value = node.evaluate(digits=18)
        if isinstance(value, int | Fraction):
            return float(value)
        return float(value) if value.real else None
    except (AlgoristError, ArithmeticError, ValueError, TypeError):
        return None


@lru_cache(maxsize=4096)
def _samples(node: Expr, names: tuple[str, ...]) -> tuple[complex, ...]:
    found: list[complex] = []
    for shift in range(4):
        values = {name: _POINTS[(place + shift) % 4] + place for place, name in enumerate(names)}
        try:
            value = node.evaluate(digits=20, **values)
            ball = (
                acb(value.numerator) / acb(value.denominator)
                if isinstance(value, int | Fraction)
                else value.value
            )
            found.append(complex(ball))
        except (AlgoristError, ArithmeticError, ValueError, TypeError):
            continue
    return tuple(found) if len(found) > 2 else ()


def _constant(values: tuple[complex, ...]) -> complex | None:
    """The common value, where there is one."""
    if not values:
        return None
    scale = max(1e-6, max(map(abs, values)))
    first = values[0]
    return first if all(abs(each - first) < 1e-9 * scale for each in values) else None


def apart(a: Expr, b: Expr) -> str | None:
    """How two expressions in the same letters can never be equal, or only where both vanish.

    ``"a constant"`` where they differ by a constant that is not zero, ``"a factor"`` where one
    is a constant multiple of the other; None otherwise, and where it is not known.
    """
    names = tuple(sorted(a.variables | b.variables))
    if not names or a.variables != b.variables or ambiguous(a) or ambiguous(b):
        return None
    left, right = _samples(a, names), _samples(b, names)
    if len(left) != 4 or len(right) != 4:
        return None
    scale = max(map(abs, left)) + max(map(abs, right))
    gap = _constant(tuple(x - y for x, y in zip(left, right, strict=True)))
    if gap is not None:
        return "a constant" if abs(gap) > 1e-9 * scale else None
    if any(abs(y) < 1e-12 * scale for y in right):
        return None
    ratio = _constant(tuple(x / y for x, y in zip(left, right, strict=True)))
    return "a factor" if ratio is not None and abs(ratio) > 1e-9 else None


def same(a: Expr, b: Expr) -> bool:
    """Whether two expressions in letters are equal, which a few points rule out for most."""
    names = tuple(sorted(a.variables | b.variables))
    left, right = _samples(a, names), _samples(b, names)
    if len(left) == len(right) == 4:
        scale = 1e-9 * (max(map(abs, left)) + max(map(abs, right)))
        if any(abs(x - y) > scale for x, y in zip(left, right, strict=True)):
            return False
    return compare(a, b) == "equal"


@lru_cache(maxsize=4096)
def condition(left: Expr, right: Expr, name: str) -> fmpq_poly | None:
    """A polynomial in one letter that vanishes exactly where ``left = right`` may hold."""
    try:
        (top, bottom), (other, below) = polynomial(left, name), polynomial(right, name)
    except (AlgoristError, NotExactError, ArithmeticError):
        return None
    found = top * below - other * bottom
    while found.degree() > 0 and (pole := found.gcd(bottom * below)).degree() > 0:
        found //= pole
    return found if 0 < found.degree() <= 24 else None


def whole_polynomial(node: Expr, name: str) -> fmpq_poly | None:
    """The polynomial in one letter that ``node`` is; None for anything else."""
    try:
        top, bottom = polynomial(node, name)
    except (AlgoristError, NotExactError, ArithmeticError):
        return None
    return top / bottom[0] if bottom.degree() == 0 else None


def common_roots(a: fmpq_poly, b: fmpq_poly) -> Literal["none", "some", "all"]:
    """Which roots of ``a``, real or complex, are roots of ``b``."""
    shared = a.gcd(b)
    if shared.degree() < 1:
        return "none"
    distinct = a // a.gcd(a.derivative()) if a.degree() > 1 else a
    return "all" if (b % distinct).degree() < 0 else "some"
