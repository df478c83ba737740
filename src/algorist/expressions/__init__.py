"""Expressions: one immutable tree, read from LaTeX or text, evaluated, compared and printed."""

from algorist.expressions import _calculus, _units
from algorist.expressions._derivatives import NoSlopeError, differentiate
from algorist.expressions._equality import equal
from algorist.expressions._evaluation import Ball
from algorist.expressions._exact import NotExactError
from algorist.expressions._polynomials import polynomial
from algorist.expressions._printing import Printer
from algorist.expressions._reading import Notation, parse
from algorist.expressions._records import Assumption, Equality, Rules
from algorist.expressions._tree import HEADS, Expr, Head, as_expr, define

__all__ = [
    "HEADS",
    "Assumption",
    "Ball",
    "Equality",
    "Expr",
    "Head",
    "NoSlopeError",
    "NotExactError",
    "Notation",
    "Printer",
    "Rules",
    "as_expr",
    "define",
    "differentiate",
    "equal",
    "parse",
    "polynomial",
]

del _calculus, _units
