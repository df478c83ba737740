"""The four ways in which a number is written (NUPA, arXiv 2411.03766): how each is drawn and shown.

integer ``123``; float ``123.45``; fraction ``12/5``, irreducible; scientific ``1.23e4``, with a
mantissa from 1 to below 10 and at least one decimal. ``digits`` of a number are: its digits
(integer), the longer of its whole and decimal parts (float), the longer of its numerator and
denominator (fraction), the digits of its mantissa (scientific).
"""

from __future__ import annotations

import random
from fractions import Fraction
from math import gcd, trunc
from typing import Literal

from algorist.problems._values import between

Kind = Literal["integer", "float", "fraction", "scientific"]
KINDS: tuple[Kind, ...] = ("integer", "float", "fraction", "scientific")

FORMATS: dict[str, str] = {
    "integer": "",
    "float": " Answer with a decimal number such as 12.5.",
    "fraction": " Answer with an irreducible fraction such as 7/13.",
    "scientific": " Answer in scientific notation such as 1.23e4.",
}
"""How the answer is to be written, as a sentence for the question."""

MAX_EXPONENT = 99


def value(text: str | int) -> Fraction:
    """The exact value of a number in any of the four notations."""
    return Fraction(text)


def decimal(number: Fraction, least: int = 1) -> str:
    """A terminating decimal with at least ``least`` decimals and no further zeros at the end.

    >>> decimal(Fraction(5, 4)), decimal(Fraction(-3)), decimal(Fraction(3), 0)
    ('1.25', '-3.0', '3')
    """
    places, rest = 0, number.denominator
    twos = fives = 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    places = max(twos, fives)
    digits = str(abs(number.numerator) * 10**places // number.denominator).zfill(places + 1)
    whole, part = (digits[:-places], digits[-places:]) if places else (digits, "")
    sign = "-" if number < 0 else ""
    part = part.ljust(least, "0")
    return f"{sign}{whole}.{part}" if part else f"{sign}{whole}"


def scaled(text: str) -> tuple[int, int]:
    """A decimal as a whole number and the number of its decimals.

    >>> scaled("-12.50")
    (-1250, 2)
    """
    whole, _, part = text.partition(".")
    return int(whole + part), len(part)


def pointed(number: int, places: int) -> str:
    """The decimal ``number / 10**places``, with at least one decimal and no further zeros.

    >>> pointed(-1250, 2), pointed(300, 2)
    ('-12.5', '3.0')
    """
    digits = str(abs(number)).zfill(places + 1)
    part = digits[-places:].rstrip("0") or "0"
    return f"{'-' if number < 0 else ''}{digits[:-places]}.{part}"


def scientific(number: Fraction) -> str:
    """Scientific notation of a terminating decimal.

    >>> scientific(Fraction(12300)), scientific(Fraction(-1, 20)), scientific(Fraction(200))
    ('1.23e4', '-5.0e-2', '2.0e2')
    """
    if not number:
        return "0.0e0"
    whole, part = decimal(abs(number)).split(".")
    if whole == "0":
        exponent = len(part.lstrip("0")) - len(part) - 1
    else:
        exponent = len(whole) - 1
    digits = (whole + part).strip("0")
    sign = "-" if number < 0 else ""
    return f"{sign}{digits[0]}.{digits[1:] or '0'}e{exponent}"


def show(kind: str, number: Fraction) -> str:
    """The number in the notation of ``kind``; a whole fraction is shown as an integer."""
    if kind == "float":
        return decimal(number)
    if kind == "scientific":
        return scientific(number)
    return str(number)


def natural(rng: random.Random, n: int) -> int:
    """A whole number of exactly ``n`` digits (0 to 9 for one digit)."""
    if n <= 12:  # far from the 53 bits of a random(), which is several times faster
        return _LOWEST[n] + trunc(rng.random() * _COUNTS[n])
    return rng.randrange(int(10 ** (n - 1)), int(10**n))


def digits(rng: random.Random, n: int) -> str:
    """``n`` digits of which the first may be 0; none for 0."""
    if n <= 12:
        return f"{trunc(rng.random() * 10**n):0{n}}" if n else ""
    return str(rng.randrange(int(10**n))).zfill(n)


_LOWEST: tuple[int, ...] = (0, 0, *(10**k for k in range(1, 12)))
"""The least number of n digits."""
_COUNTS: tuple[int, ...] = tuple(10**k - low for k, low in enumerate(_LOWEST))
"""How many numbers have n digits."""
_TENS: tuple[int, ...] = tuple(10**k for k in range(13))


def draw(kind: str, rng: random.Random, n: int, exponent: int | None = None) -> int | str:
    """A positive number of ``n`` digits (integers of one digit may be 0)."""
    if kind == "integer":
        return natural(rng, n)
    if kind == "float":
        return draw_float(rng, n, between(rng, (n + 1) // 2, n))
    if kind == "fraction":
        return draw_fraction(rng, n)
    return draw_scientific(rng, n, between(rng, 0, MAX_EXPONENT) if exponent is None else exponent)


def draw_float(rng: random.Random, whole: int, decimals: int) -> str:
    """So many digits before the point and behind it, the last one not 0."""
    if decimals > 12:
        return f"{natural(rng, whole)}.{digits(rng, decimals - 1)}{between(rng, 1, 9)}"
    head, last = divmod(trunc(rng.random() * 9 * _TENS[decimals - 1]), 9)
    return f"{natural(rng, whole)}.{10 * head + last + 1:0{decimals}}"


def draw_fraction(rng: random.Random, n: int) -> str:
    """An irreducible fraction; numerator and denominator have up to ``n`` digits, one has n."""
    while True:
        long, short = natural(rng, n), natural(rng, between(rng, (n + 1) // 2, n))
        top, bottom = (long, short) if rng.random() < 0.5 else (short, long)
        if top and bottom > 1 and gcd(top, bottom) == 1:
            return f"{top}/{bottom}"


def draw_scientific(rng: random.Random, n: int, exponent: int) -> str:
    """A mantissa of ``n`` digits (at least 2), neither the first nor the last one 0."""
    n = max(n, 2)
    middle = digits(rng, n - 2)
    return f"{between(rng, 1, 9)}.{middle}{between(rng, 1, 9)}e{exponent}"
