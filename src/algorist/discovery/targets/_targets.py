"""Targets: what to approximate, where, and in which error."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Final, Literal

import numpy as np
import numpy.typing as npt
from flint import acb, arb

from algorist.core import InputError, Record
from algorist.discovery.targets._formulas import Formula, formula, of_callable
from algorist.discovery.targets._pairs import rational
from algorist.discovery.targets._precision import Precision

ErrorKind = Literal["relative", "absolute", "mixed"]
ERROR_KINDS: Final = ("relative", "absolute", "mixed")
FORMATS: Final = ("real", "float64", "float32", "float16", "bfloat16", "fixed")
MAX_INTERVALS: Final = 16

Interval = tuple[Fraction, Fraction]
Number = int | float | str | Fraction


class Target(Record, frozen=True):
    """A function on intervals with a kind of error. Make one by :meth:`of` and its siblings.

    ``relative`` error is ``|P/f - 1|``, ``absolute`` is ``|P - f|`` and ``mixed`` is
    ``|P - f| / (floor + |f|)``.
    """

    text: str
    """The expression in x, or a name where the target is a callable or a table."""
    intervals: tuple[Interval, ...]
    error: ErrorKind = "relative"
    floor: float = 0.0
    format: str = "real"
    """The number format that programs are to run in: one of ``FORMATS``."""
    points: tuple[tuple[float, float], ...] | None = None
    """(x, f(x)) where the target is a table."""
    kind: Literal["expression", "callable", "table"] = "expression"

    @classmethod
    def of(
        cls,
        text: str,
        *intervals: Sequence[Number],
        error: str = "relative",
        floor: float = 0.0,
        format: str = "real",  # noqa: A002 # the field's own term
    ) -> Target:
        """The target that an expression in x is, such as ``exp2(x)`` on ``(0, 1)``.

        Args:
            text: what our parser reads, with the functions of python-flint's ``acb`` by name.
            intervals: pairs of finite ends, the lower first; they must not overlap.
            error: relative, absolute or mixed.
            floor: of the mixed error, positive.
            format: real, float64, float32, float16, bfloat16 or fixed.

        Raises:
            InputError: a part is not supported, or a bound is broken; says which.
        """
        made = cls(text, _intervals(intervals), _kind(error, floor), floor, _format(format))
        made.formula()
        return made

    @classmethod
    def of_callable(
        cls,
        function: Callable[[acb], acb],
        *intervals: Sequence[Number],
        name: str = "f(x)",
        error: str = "relative",
        floor: float = 0.0,
    ) -> Target:
        """The target that a Python callable from complex balls to complex balls is.

        It must enclose an analytic function; certificates take its derivatives by Cauchy's
        formula. The callable stays in this process: it is not stored with the target.
        """
        made = cls(
            name, _intervals(intervals), _kind(error, floor), floor, "real", None, "callable"
        )
        _CALLABLES[name] = of_callable(function)
        return made

    @classmethod
    def of_points(
        cls, points: Sequence[tuple[float, float]], *, error: str = "absolute", floor: float = 0.0
    ) -> Target:
        """The target that a table of (x, f(x)) is: the error is taken at its points only."""
        table = tuple(sorted((float(x), float(y)) for x, y in points))
        if len(table) < 2 or any(not math.isfinite(v) for pair in table for v in pair):
            raise InputError(
                f"a table of {len(table)} points: give at least 2 pairs of finite numbers"
            )
        ends = (Fraction(table[0][0]), Fraction(table[-1][0]))
        return cls("table", (ends,), _kind(error, floor), floor, "real", table, "table")

    def formula(self) -> Formula:
        """The target as a formula; ``InputError`` for a table."""
        if self.kind == "table":
            raise InputError(
                "a table of points has no formula: its error is known at the points only"
            )
        if self.kind == "callable":
            if self.text not in _CALLABLES:
                raise InputError(f"the callable {self.text!r} is not known in this process")
            return _CALLABLES[self.text]
        return formula(self.text)

    @property
    def stretchable(self) -> bool:
        """Whether values between the points asked for can be had, for easier relatives."""
        return self.kind != "table"

    def float_intervals(self) -> list[tuple[float, float]]:
        """The intervals in float64."""
        return [(float(a), float(b)) for a, b in self.intervals]

    def sample(
        self, x: npt.NDArray[np.float64], power: float = 1.0
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """``f(x)**power`` as unevaluated sums of two float64; NaN where it is not real."""
        high, low = np.empty(x.shape), np.zeros(x.shape)
        if self.points is not None:
            known = dict(self.points)
            return np.array([known[float(v)] ** power for v in x]), low
        made = self.formula()
        with Precision(160):
            for index, value in enumerate(x):
                ball = made.real(arb(float(value)))
                if power != 1.0:
                    ball = ball ** arb(power)
                high[index] = float(ball.mid()) if ball.is_finite() else math.nan
                if math.isfinite(high[index]):
                    low[index] = float((ball - arb(float(high[index]))).mid())
        return high, low

    def value(self, x: Fraction, bits: int = 200) -> arb:
        """A ball that contains f(x), at ``bits`` of working precision."""
        with Precision(bits):
            return self.formula().real(arb(rational(x)))


_CALLABLES: dict[str, Formula] = {}


def exact(value: Number) -> Fraction:
    """The number that was written: a decimal text or float means its decimal digits."""
    if isinstance(value, float):
        if not math.isfinite(value):
            raise InputError(f"{value!r} is not a finite number: give a finite end")
        return Fraction(repr(value))
    try:
        return Fraction(value)
    except (ValueError, ZeroDivisionError) as error:
        raise InputError(
            f"{value!r} is not a number: write for example 0, 0.785398 or 1/3"
        ) from error


def _intervals(pairs: Sequence[Sequence[Number]]) -> tuple[Interval, ...]:
    if not 1 <= len(pairs) <= MAX_INTERVALS:
        raise InputError(f"{len(pairs)} intervals: give 1 to {MAX_INTERVALS}")
    made = []
    for pair in pairs:
        if len(pair) != 2:
            raise InputError(f"an interval has two ends, got {list(pair)!r}")
        low, high = exact(pair[0]), exact(pair[1])
        if not low < high:
            raise InputError(
                f"the interval from {low} to {high} is empty: give the lower end first"
            )
        made.append((low, high))
    made.sort()
    for (_, before), (after, _) in itertools.pairwise(made):
        if after < before:
            raise InputError(f"intervals overlap between {after} and {before}: join them")
    return tuple(made)


def _kind(error: str, floor: float) -> ErrorKind:
    if error not in ERROR_KINDS:
        raise InputError(f"error {error!r}: choose one of {', '.join(ERROR_KINDS)}")
    if error == "mixed" and not 0.0 < floor < math.inf:
        raise InputError(
            f"a mixed error |P - f| / (floor + |f|) needs a positive floor, got {floor!r}"
        )
    return error  # type: ignore[return-value] # it is one of the three


def _format(name: str) -> str:
    if name not in FORMATS:
        raise InputError(f"format {name!r}: choose one of {', '.join(FORMATS)}")
    return name
