"""Quotients as pairs (numerator, denominator), so that dividing by zero is put off to the end."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Final

from flint import fmpq, fmpz

Pair = tuple[Any, Any]


class _One:
    """A denominator that is exactly 1, so that no work is spent on it."""

    def __rtruediv__(self, other: Any) -> Any:
        return other

    def __mul__(self, other: Any) -> Any:
        return other

    def __rmul__(self, other: Any) -> Any:
        return other


ONE: Final = _One()


def times(a: Any, b: Any) -> Any:
    """The product, where either may be ``ONE``."""
    if a is ONE:
        return b
    return a if b is ONE else a * b


def pair_sum(a: Pair, b: Pair, minus: bool) -> Pair:
    """The sum or difference of two quotients; one common denominator is kept."""
    if a[1] is b[1]:
        return (a[0] - b[0] if minus else a[0] + b[0]), a[1]
    left, right = times(a[0], b[1]), times(b[0], a[1])
    return (left - right if minus else left + right), times(a[1], b[1])


def arithmetic(name: str, a: Pair, b: Pair) -> Pair:
    """The quotient a + b, a - b, a * b or a / b."""
    if name == "*":
        return a[0] * b[0], times(a[1], b[1])
    if name == "/":
        return times(a[0], b[1]), times(a[1], b[0])
    return pair_sum(a, b, name == "-")


def rational(value: Fraction) -> fmpq:
    """The same number for python-flint."""
    return fmpq(fmpz(value.numerator), fmpz(value.denominator))
