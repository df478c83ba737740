"""The error of a program as power series over real balls, on one branch of the program.

Numerator and denominator stay apart, as quotients do inside the program. All abs, min, max, floor
and table lookups take the answers that are given (see :class:`Branch`), first those of the program,
then those of the target, then the sign of the target in a mixed error.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

from flint import arb, arb_series, fmpq

from algorist.core import AlgoristError
from algorist.discovery.programs import (
    ADD,
    ARITY,
    BY_CODE,
    DIV,
    FMA,
    LOOKUP,
    MUL,
    SHIFT,
    SQRT,
    SUB,
    Program,
    table_of,
)
from algorist.discovery.targets import (
    ONE,
    SWITCHES,
    Branch,
    Given,
    Pair,
    Pending,
    Target,
    pair_sum,
    rational,
    switched,
    times,
)

Range = tuple[Fraction, Fraction]

CLOSE: Final = 2.0**-24
"""A target within this part of the floor of its mixed error may be given either sign: |f| is at
least f and at least -f, and the floor makes up for the rest."""
EXACT_BITS: Final = 2**15
"""Exact numbers with longer numerators or denominators are not made."""


class CertificateError(AlgoristError):
    """No bound could be proven."""


class ErrorSeries:
    """The error of one program against one target.

    Where both hold sqrt(x) and x is never negative, ``rooted`` is true and the variable is s with
    x = s^2, so that the square root of x is the series s itself.
    """

    def __init__(self, program: Program, target: Target) -> None:
        self.program = program
        self.target = target
        self.formula = target.formula()
        self.floor = Fraction(target.floor)
        self.numbers = program.rationals()
        self.constants: list[Pair] = [
            (arb_series([arb(rational(value))]), ONE) for value in self.numbers
        ]
        uses = any(op == SQRT and a == 0 for op, a, *_ in program.shape)
        self.rooted = (uses or self.formula.uses_root()) and target.intervals[0][0] >= 0
        self.switches = (
            any(BY_CODE[step[0]].name in (*SWITCHES, "lookup") for step in program.shape)
            or self.formula.switches()
            or target.error == "mixed"
        )

    def sides(self, s: arb_series, answers: Sequence[int]) -> tuple[arb_series, arb_series, bool]:
        """Numerator, denominator, and whether the program divided by a ball around 0.

        Raises:
            Pending: a step that switches has no answer.
            ZeroDivisionError: a function is not analytic on the ball.
        """
        branch = Given(answers)
        x, root = (s * s, s) if self.rooted else (s, None)
        (p, q), divided = program_values(self.program, self.constants, x, root, branch)
        f, g = self.formula.series(x, root, branch)
        left, right = times(p, g), times(f, q)
        if self.target.error == "relative":
            return left - right, right, divided
        below = times(times(arb_series([1]), q), g)
        if self.target.error == "mixed":
            sign = branch.sign((f, g), float(self.floor) * CLOSE)
            below = times(below, arb_series([arb(rational(self.floor))])) + right * sign
        return left - right, below, divided

    def argument_at(self, point: Fraction, answers: Sequence[int]) -> tuple[Pending, Range] | None:
        """The first step without an answer at a point and what its argument is between.

        The two ends are equal where the program reaches the step by rational arithmetic. None
        where all steps have answers; ``ZeroDivisionError`` where the argument is not finite.
        """
        try:
            self._exact(point, answers)
        except Pending as found:
            return found, (as_fraction(found.argument), as_fraction(found.argument))
        except (_InexactError, ZeroDivisionError):
            pass
        try:
            self.sides(arb_series([arb(rational(point)), 1]), answers)
        except Pending as found:
            return found, ends_of(found.argument[0])
        return None

    def _exact(self, point: Fraction, answers: Sequence[int]) -> None:
        s = rational(point)
        x, root = (s * s, s) if self.rooted else (s, None)
        constants: list[Pair] = [(rational(value), ONE) for value in self.numbers]
        program_values(self.program, constants, x, root, Given(answers))
        raise _InexactError  # what follows is up to the target


class _InexactError(Exception):
    """A step whose exact value is not rational, or too long."""


def program_values(
    program: Program, constants: Sequence[Pair], x: Any, root: Any, branch: Branch
) -> tuple[Pair, bool]:
    """The program's quotient over power series or exact rationals.

    Returns:
        The quotient, and whether the program divided by something that may be 0.
    """
    rows: list[Pair] = [(x, ONE)]
    divided = False
    for step in program.shape:
        op, *operands = step
        args = [rows[o] if o >= 0 else constants[-1 - o] for o in operands[: ARITY[op]]]
        a = args[0]
        if op in (ADD, SUB):
            made = pair_sum(a, args[1], op == SUB)
        elif op == MUL:
            made = (a[0] * args[1][0], times(a[1], args[1][1]))
        elif op == DIV:
            b = args[1]
            divided = divided or (b[0] == 0 if isinstance(b[0], fmpq) else b[0][0].contains(0))
            made = (times(a[0], b[1]), times(a[1], b[0]))
        elif op == FMA:
            b = args[1]
            made = pair_sum((a[0] * b[0], times(a[1], b[1])), args[2], False)
        elif op == SHIFT:
            made = (a[0] * fmpq(2) ** operands[2], a[1])
        elif op == SQRT:
            made = (_square_root(a, operands[0] == 0, root), ONE)
        elif op == LOOKUP:
            table, first = table_of(step)
            made = constants[table[branch.whole(a, first, first + len(table) - 1) - first]]
        else:
            made = switched(BY_CODE[op].name, args, branch)
        if isinstance(made[0], fmpq) and _too_long(made):
            raise _InexactError
        rows.append(made)
    return rows[-1], divided


def _square_root(a: Pair, of_x: bool, root: Any) -> Any:
    if of_x and root is not None:
        return root
    if isinstance(a[0], fmpq):
        raise _InexactError
    return (a[0] / a[1]).sqrt()


def _too_long(value: Pair) -> bool:
    return any(v is not ONE and v.height_bits() > EXACT_BITS for v in value)


def as_fraction(value: fmpq) -> Fraction:
    """The same number for Python."""
    return Fraction(int(value.p), int(value.q))


def ends_of(value: arb) -> Range:
    """The ends of a ball; ``ZeroDivisionError`` where it is not finite."""
    if not value.is_finite():
        raise ZeroDivisionError("the argument of a switching step is not finite")
    least, most = value.lower().man_exp(), value.upper().man_exp()
    return (
        Fraction(int(least[0])) * Fraction(2) ** int(least[1]),
        Fraction(int(most[0])) * Fraction(2) ** int(most[1]),
    )
