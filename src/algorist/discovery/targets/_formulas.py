"""Targets as formulas over functions that ball arithmetic encloses.

A formula is made from the common expression tree. It has two evaluators that share no code:
:meth:`Formula.at` on complex balls, and :meth:`Formula.series` on truncated power series over
real balls. Both return a quotient (numerator, denominator), so that a removable infinity such as
``1/x`` at 0 stays an exact pair instead of a division by zero. Both ask a :class:`Branch` what
abs, min, max, floor and ceil do; without one, the value of their arguments decides.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final

from flint import acb, arb, arb_series

from algorist.core import InputError
from algorist.discovery.targets._ball_values import value_at
from algorist.discovery.targets._branches import SWITCHES, Branch, ByValue, Given, Pending
from algorist.discovery.targets._pairs import Pair
from algorist.discovery.targets._series_values import BESSEL, BUILT, SERIES, series_of
from algorist.expressions import Expr, parse

MAX_BRANCHES: Final = 16
"""Branches of abs, min, max, floor and ceil that are put together to one value."""


@dataclasses.dataclass(frozen=True)
class Formula:
    """A node: ``name`` with ``args``; ``value`` holds a number's or a constant's data."""

    name: str
    args: tuple[Formula, ...] = ()
    value: Any = None

    def at(self, x: acb, root: acb | None = None, branch: Branch | None = None) -> Pair:
        """The quotient at a complex ball; ``root`` is the square root of x, if it is known."""
        return value_at(self, x, root, branch or ByValue())

    def series(
        self, x: arb_series, root: arb_series | None = None, branch: Branch | None = None
    ) -> Pair:
        """The quotient as power series, ``x`` being a series itself (centre + t)."""
        return series_of(self, x, root, branch or ByValue())

    def uses_root(self) -> bool:
        """Whether the square root of the argument itself occurs."""
        if self.name == "sqrt" and self.args[0].name == "x":
            return True
        return any(arg.uses_root() for arg in self.args)

    def switches(self) -> bool:
        """Whether abs, min, max, floor or ceil occur."""
        return self.name in SWITCHES or any(arg.switches() for arg in self.args)

    def real(self, x: arb) -> arb:
        """The value at a real ball: NaN where it is not a finite real number.

        Where a switching function has several branches on the ball, all of them together.
        """
        made: arb | None = None
        todo: list[tuple[int, ...]] = [()]
        count = 0
        while todo:
            answers = todo.pop()
            count += 1
            try:
                top, bottom = self.at(acb(x), None, Given(answers))
            except Pending as found:
                options = found.possible(found.argument.real)
                if count > MAX_BRANCHES or not 0 < len(options) <= MAX_BRANCHES:
                    return arb.nan()
                todo += [(*answers, option) for option in options]
                continue
            value = top / bottom
            if not (value.is_finite() and value.imag.contains(0)):
                return arb.nan()
            made = value.real if made is None else made.union(value.real)
        return arb.nan() if made is None else made


X: Final = Formula("x")


def of_callable(map_: Callable[[acb], acb]) -> Formula:
    """The formula that is one Python callable from complex balls to complex balls.

    The callable must enclose an analytic function: for a ball argument it returns a ball that
    contains every value, or a non-finite ball.
    """
    return Formula("callable", (X,), map_)


def number(value: Fraction | int) -> Formula:
    """A rational constant."""
    return Formula("number", (), Fraction(value))


def _bin(name: str, a: Formula, b: Formula) -> Formula:
    return Formula(name, (a, b))


def _exp_of(u: Formula) -> Formula:
    return Formula("exp", (u,))


def _log2() -> Formula:
    return Formula("log", (number(2),))


def _sigmoid(u: Formula) -> Formula:
    return _bin("/", number(1), _bin("+", number(1), _exp_of(Formula("neg", (u,)))))


def _normal(u: Formula) -> Formula:
    """Phi(u) = erfc(-u / sqrt 2) / 2."""
    inner = _bin("/", Formula("neg", (u,)), Formula("sqrt", (number(2),)))
    return _bin("/", Formula("erfc", (inner,)), number(2))


def _half_bessel(kind: str, u: Formula) -> Formula:
    """J or I of order 1/2: sqrt(2 / pi) * (sin or sinh)(u) / sqrt(u) (DLMF 10.16.1, 10.39.1)."""
    scale = Formula("sqrt", (_bin("/", number(2), Formula("pi")),))
    wave = Formula("sinh" if kind == "bessel_i" else "sin", (u,))
    return _bin("/", _bin("*", scale, wave), Formula("sqrt", (u,)))


_MADE: Final[dict[str, Callable[..., Formula]]] = {
    "exp2": lambda u: _exp_of(_bin("*", u, _log2())),
    "exp10": lambda u: _exp_of(_bin("*", u, Formula("log", (number(10),)))),
    "expm1": lambda u: _bin("-", _exp_of(u), number(1)),
    "log1p": lambda u: Formula("log", (_bin("+", number(1), u),)),
    "log2": lambda u: _bin("/", Formula("log", (u,)), _log2()),
    "log10": lambda u: _bin("/", Formula("log", (u,)), Formula("log", (number(10),))),
    "sigmoid": _sigmoid,
    "logistic": _sigmoid,
    "expit": _sigmoid,
    "softplus": lambda u: Formula("log", (_bin("+", number(1), _exp_of(u)),)),
    "silu": lambda u: _bin("*", u, _sigmoid(u)),
    "swish": lambda u: _bin("*", u, _sigmoid(u)),
    "gelu": lambda u: _bin("*", u, _normal(u)),
    "ndtr": _normal,
    "normcdf": _normal,
    "cbrt": lambda u: Formula("root", (u,), 3),
    "J0": lambda u: Formula("bessel_j", (u,), Fraction(0)),
    "J1": lambda u: Formula("bessel_j", (u,), Fraction(1)),
    "I0": lambda u: Formula("bessel_i", (u,), Fraction(0)),
    "I1": lambda u: Formula("bessel_i", (u,), Fraction(1)),
    "Ai": lambda u: Formula("airy_ai", (u,)),
    "Bi": lambda u: Formula("airy_bi", (u,)),
}
_ALIASES: Final = {
    "ln": "log", "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arsinh": "asinh",
    "arcosh": "acosh", "artanh": "atanh", "gamma_function": "gamma", "zeta_function": "zeta",
    "loggamma": "lgamma", "lngamma": "lgamma", "airyai": "airy_ai", "airybi": "airy_bi",
    "besselj": "bessel_j", "besseli": "bessel_i", "jv": "bessel_j", "iv": "bessel_i",
    "bessely": "bessel_y", "besselk": "bessel_k", "erfcc": "erfc",
}  # fmt: skip


def formula(text: str | Expr) -> Formula:
    """The formula of an expression in x; ``InputError`` names the part that is not supported."""
    tree = parse(text) if isinstance(text, str) else text
    names = tree.variables - {"pi", "e"}
    if names != {"x"}:
        raise InputError(
            f"{tree.text()!r} has the variables {sorted(names)}: a target is a function of x alone"
        )
    return _compile(tree)


def _compile(node: Expr) -> Formula:
    name = node.name
    if name == "apply":
        name = str(node.data)
    name = _ALIASES.get(name, name)
    if name == "variable":
        return X
    if name in ("integer", "rational", "decimal", "percent"):
        value = node.evaluate()
        if isinstance(value, int | Fraction):
            return number(Fraction(value))
    if name == "constant" and node.data in ("pi", "e"):
        return Formula("pi") if node.data == "pi" else _exp_of(number(1))
    args = [_compile(arg) for arg in node.args]
    if name in ("add", "mul"):
        made = args[0]
        for arg in args[1:]:
            made = _bin("+" if name == "add" else "*", made, arg)
        return made
    if name == "div":
        return _bin("/", *args)
    if name == "neg":
        return Formula("neg", (args[0],))
    if name == "log_base":
        return _bin("/", Formula("log", (args[1],)), Formula("log", (args[0],)))
    if name == "power":
        return _power(*args)
    if name == "root" and args[1].name == "number" and args[1].value.denominator == 1:
        return Formula("root", (args[0],), int(args[1].value))
    if name in BESSEL and len(args) == 2 and args[0].name == "number":
        if args[0].value == Fraction(1, 2) and name in ("bessel_j", "bessel_i"):
            return _half_bessel(name, args[1])
        return Formula(name, (args[1],), args[0].value)
    if name in ("min", "max"):
        return functools.reduce(lambda a, b: _bin(name, a, b), args)
    if len(args) == 1:
        if name in _MADE:
            return _MADE[name](args[0])
        if name in SERIES or name in BUILT or name in SWITCHES or hasattr(acb, name):
            return Formula(name, (args[0],))
    raise InputError(
        f"{name!r} with {len(args)} argument(s) is not a function that can be enclosed here: use "
        "the elementary functions, erf, gamma, Airy or Bessel functions, or any function of one "
        "argument that python-flint's acb has"
    )


def _power(base: Formula, exponent: Formula) -> Formula:
    if exponent.name == "neg" and exponent.args[0].name == "number":
        exponent = number(-exponent.args[0].value)
    if exponent.name == "number":
        value = exponent.value
        if value.denominator == 1 and abs(value) <= 1000:
            power = Formula("power", (base,), abs(int(value)))
            return power if value >= 0 else _bin("/", number(1), power)
        if value.denominator == 2:
            return _power(Formula("sqrt", (base,)), number(value.numerator))
        if value.denominator == 3:
            return _power(Formula("root", (base,), 3), number(value.numerator))
    return _exp_of(_bin("*", exponent, Formula("log", (base,))))
