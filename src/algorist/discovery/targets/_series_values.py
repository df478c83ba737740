"""Formulas as truncated power series over real balls."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from flint import acb, arb, arb_series, fmpq

from algorist.discovery.targets._branches import SWITCHES, Branch, switched
from algorist.discovery.targets._pairs import ONE, Pair, arithmetic, rational

if TYPE_CHECKING:
    from algorist.discovery.targets._formulas import Formula

_HALF: Final = fmpq(1, 2)
BESSEL: Final = ("bessel_j", "bessel_i", "bessel_y", "bessel_k")


def _build_hyperbolic(name: str) -> Callable[[arb_series], Pair]:
    def made(u: arb_series) -> Pair:
        e = u.exp()
        i = (-u).exp()
        rows = {
            "sinh": ((e - i) * _HALF, ONE),
            "cosh": ((e + i) * _HALF, ONE),
            "tanh": (e - i, e + i),
            "coth": (e + i, e - i),
            "sech": (arb_series([2]), e + i),
            "csch": (arb_series([2]), e - i),
        }
        return rows[name]

    return made


def _one_plus(u: arb_series) -> arb_series:
    return arb_series([1]) + u


BUILT: Final[dict[str, Callable[[arb_series], Pair]]] = {
    **{name: _build_hyperbolic(name) for name in ("sinh", "cosh", "tanh", "coth", "sech", "csch")},
    "cot": lambda u: (u.cos(), u.sin()),
    "sec": lambda u: (arb_series([1]), u.cos()),
    "csc": lambda u: (arb_series([1]), u.sin()),
    "asinh": lambda u: ((u + _one_plus(u * u).sqrt()).log(), ONE),
    "acosh": lambda u: ((u + (u * u - arb_series([1])).sqrt()).log(), ONE),
    "atanh": lambda u: ((_one_plus(u) / (arb_series([1]) - u)).log() * _HALF, ONE),
    "sinc": lambda u: (u.sin(), u),
}
SERIES: Final = {
    "exp", "log", "sqrt", "rsqrt", "sin", "cos", "tan", "atan", "asin", "acos", "gamma", "lgamma",
    "rgamma", "erf", "erfc", "erfi", "airy_ai", "airy_bi", "airy_ai_prime", "airy_bi_prime", "ei",
    "si", "ci", "shi", "chi", "li", "sin_pi", "cos_pi", "cot_pi", "fresnel_s", "fresnel_c",
    "lambertw", "zeta",
}  # fmt: skip
"""Functions of which python-flint's arb_series has the power series."""


def series_of(node: Formula, x: arb_series, root: arb_series | None, branch: Branch) -> Pair:
    """The quotient of a formula as power series."""
    name = node.name
    if name == "x":
        return x, ONE
    if name == "number":
        return arb_series([arb(rational(node.value))]), ONE
    if name == "pi":
        return arb_series([arb.pi()]), ONE
    if name == "sqrt" and node.args[0].name == "x" and root is not None:
        return root, ONE
    args = [series_of(arg, x, root, branch) for arg in node.args]
    if name in "+-*/":
        return arithmetic(name, args[0], args[1])
    if name == "neg":
        return -args[0][0], args[0][1]
    if name in SWITCHES:
        return switched(name, args, branch)
    if name == "power":
        top, bottom = args[0]
        return _int_power(top, node.value), ONE if bottom is ONE else _int_power(bottom, node.value)
    u = args[0][0] if args[0][1] is ONE else args[0][0] / args[0][1]
    if name == "root":
        if u[0] > 0:
            return (u.log() / arb_series([node.value])).exp(), ONE
        if u[0] < 0 and node.value % 2:
            return -((-u).log() / arb_series([node.value])).exp(), ONE
        raise ZeroDivisionError("a root at zero")
    if name in BUILT:
        return BUILT[name](u)
    if name in SERIES:
        return getattr(u, name)(), ONE
    return _compose(_derivatives(node, u[0], max(u.prec, 1)), u), ONE


def _int_power(value: arb_series, power: int) -> arb_series:
    made = arb_series([1])
    for bit in bin(power)[2:]:
        made = made * made
        if bit == "1":
            made = made * value
    return made


def _compose(outer: list[arb], inner: arb_series) -> arb_series:
    """The series sum outer[k] (inner - inner[0])^k, by Horner."""
    shifted = inner - arb_series([inner[0]])
    made = arb_series([outer[-1]])
    for coefficient in reversed(outer[:-1]):
        made = made * shifted + arb_series([coefficient])
    return made


def _derivatives(node: Formula, u: arb, count: int) -> list[arb]:
    """Taylor coefficients at (every point of) the ball ``u``."""
    if node.name in BESSEL:
        return [_bessel_derivative(node.name, node.value, u, k) for k in range(count)]
    if node.name == "callable":
        return _cauchy(node.value, u, count)
    method = node.name
    return _cauchy(lambda z: getattr(z, method)(), u, count)


def _bessel_derivative(kind: str, order: Fraction, u: arb, k: int) -> arb:
    """The k-th derivative over k!, by DLMF 10.6.7 and 10.29.5: 2^-k sum of shifted orders."""
    total = arb(0)
    for j in range(k + 1):
        sign = (-1) ** j if kind in ("bessel_j", "bessel_y") else 1
        shift = arb(rational(order - k + 2 * j))
        term = getattr(acb(u), kind)(acb(shift)).real
        total += sign * math.comb(k, j) * term
    if kind == "bessel_k":
        total *= (-1) ** k
    return total / (arb(2) ** k * math.factorial(k))


def _cauchy(map_: Callable[[acb], acb], u: arb, count: int) -> list[arb]:
    """Taylor coefficients of any function of complex balls, from its values on a circle.

    With |g| <= M on the disc of radius S about every point of u, coefficient k is at most
    M / S^k. At a single point, n values on a circle of radius S/4 give it by a discrete Fourier
    transform, up to M S^-k 4^-n (aliasing).
    """
    n = 2 * count + 16
    radius = max(float(u.rad()) * 4.0, 2.0**-6)
    box = acb(arb(u.mid(), u.rad() + radius), arb(0, radius))
    bound = abs(map_(box))
    if not bound.is_finite():
        raise ZeroDivisionError(f"the function is not bounded on a disc around {u}")
    if u.rad() > 0:
        return [bound.abs_upper() / arb(radius) ** k * arb(0, 1) for k in range(count)]
    small = arb(radius) / 4
    values = []
    for j in range(n):
        c, s = arb.cos_pi_fmpq(fmpq(2 * j, n)), arb.sin_pi_fmpq(fmpq(2 * j, n))
        values.append(map_(acb(u + small * c, small * s)))
    sums = acb.dft(values)
    made = []
    for k in range(count):
        aliasing = bound.abs_upper() / arb(radius) ** k / arb(4) ** n * 2
        made.append((sums[k] / n).real / small**k + arb(0, 1) * aliasing)
    return made
