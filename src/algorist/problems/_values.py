"""Exact values as text, for answers, steps and claims."""

from __future__ import annotations

import functools
import inspect
import random
import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from math import trunc
from typing import Any, TypeVar

from algorist.core import InputError

T = TypeVar("T")


_INTEGERS = re.compile(r"[-\d, \[\]]*").fullmatch


def between(rng: random.Random, low: int, high: int) -> int:
    """A whole number from ``low`` to ``high``; a fourth of the time of ``randint``.

    One draw of 53 bits, so ranges are to stay far below 2^53: a range of 10^10 is uniform to one
    part in a million.
    """
    return low + trunc(rng.random() * (high - low + 1))


def pick(rng: random.Random, items: Sequence[T]) -> T:
    """One of ``items``, by one draw."""
    return items[trunc(rng.random() * len(items))]


def show(value: Any) -> str:
    """The canonical text of an exact value: ``3``, ``3/4``, ``true``, ``[1, 1/2]``, or the text.

    >>> show([Fraction(3, 4), Fraction(2), 5])
    '[3/4, 2, 5]'
    """
    if type(value) is list and _INTEGERS(text := str(value)):
        return text
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(show, value)) + "]"
    return str(value)


def operand(value: Any) -> str:
    """The text of a number as an operand: negative numbers and fractions stand in brackets."""
    text = str(value)
    return f"({text})" if text[0] == "-" or "/" in text else text


def rounded(value: Fraction, digits: int) -> str:
    """``value`` with ``digits`` decimals, halves away from zero.

    >>> rounded(Fraction(-1, 8), 2), rounded(Fraction(2), 1), rounded(Fraction(5, 2), 0)
    ('-0.13', '2.0', '3')
    """
    scaled = abs(value) * 10**digits
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    sign = "-" if value < 0 and units else ""
    whole, part = divmod(units, 10**digits)
    return f"{sign}{whole}.{part:0{digits}d}" if digits else f"{sign}{whole}"


@functools.cache
def source_of(function: Callable[..., Any], name: str = "solution") -> str:
    """The source text of a self-contained ``function``, renamed to ``name``.

    A family's second solver is also the program that its problems carry: one text, run in this
    process by the validity tests and in isolation by the solvers.
    """
    try:
        text = inspect.getsource(function)
    except OSError as error:
        raise InputError(
            f"the source of {function.__name__} cannot be read: define it in a file"
        ) from error
    return text.replace(f"def {function.__name__}(", f"def {name}(", 1)
