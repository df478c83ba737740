"""The polynomials inside the float32 functions, fitted to the minimax and certified here.

A core is fitted when a source is first made (under a second in all) and kept for the process.
"""

from __future__ import annotations

import functools
from typing import Final

from algorist.core import ExecutionError
from algorist.discovery._front import fit_form
from algorist.discovery.fitting import horner
from algorist.discovery.targets import Target

Interval = tuple[str, str]

_CORES: Final[dict[str, tuple[str, tuple[Interval, ...], int]]] = {
    "exp2": ("(exp2(x)-1)/x", (("-0.5", "-0.0001"), ("0.0001", "0.5")), 5),
    "exp_less_1": ("(1-exp(2*x))/x", (("-0.1734", "-0.0001"), ("0.0001", "0.1734")), 5),
    "tanh": ("x/(tanh(sqrt(x))/sqrt(x)-1)", (("0.0001", "0.83"),), 3),
    "pow2": ("exp2(x)", (("-0.5", "0.5"),), 7),
    "erf": ("erf(sqrt(x))/sqrt(x)", (("0.00000001", "0.36"),), 6),
    "erf_tail": ("exp(((1+x)/(1-x))^2)*erfc((1+x)/(1-x))", (("-0.35", "0.61"),), 11),
    "gelu_tail": (
        "exp((2*(1+x)/(1-x))^2/2)*erfc(2*(1+x)/(1-x)/sqrt(2))/2",
        (("-1", "0.77"),),
        14,
    ),
}
"""Expression, intervals and degree, by name. Limits at 0 are left out of the intervals."""


@functools.cache
def core(key: str) -> tuple[float, ...]:
    """Coefficients of one of the core polynomials, highest power first; relative error."""
    text, intervals, degree = _CORES[key]
    point = fit_form(horner(degree), Target.of(text, *intervals, error="relative"), tries=2)
    if point is None:
        raise ExecutionError(f"no polynomial of degree {degree} was fitted to {text}")
    return tuple(float(value) for value in point.program.rationals())


def nested(coefficients: tuple[str, ...], variable: str, step: str = "({0} * {1} + {2})") -> str:
    """Horner's rule as source text; ``step`` writes one multiplication and addition."""
    made = coefficients[0]
    for coefficient in coefficients[1:]:
        made = step.format(made, variable, coefficient)
    return made
