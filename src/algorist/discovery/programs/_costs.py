"""Cost models: what a program is counted to cost."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Final, Protocol

from algorist.core import InputError, Registry
from algorist.discovery.programs._program import Program
from algorist.discovery.programs._shapes import (
    ARITY,
    BY_CODE,
    DIV,
    FMA,
    LOOKUP,
    MUL,
    SHIFT,
    Shape,
    constant_count,
)


class CostModel(Protocol):
    """What a program costs; ``inf`` where it may not be used at all."""

    def __call__(self, program: Program) -> float: ...


cost_models: Registry[CostModel] = Registry("cost model")

LATENCY: Final[Mapping[str, float]] = {
    "+": 4, "-": 4, "*": 4, "/": 13, "fma": 4, "sqrt": 19, "abs": 1, "min": 4, "max": 4,
    "floor": 8, "shift": 4, "bits": 1, "unbits": 1, "lookup": 22,
}  # fmt: skip
"""Cycles in float64 on x86-64 cores (Fog, instruction tables, Skylake); the default weights.

A lookup rounds down, clamps at both ends, converts to an integer and loads from the first cache.
"""


@cost_models.register("operations")
def operations(program: Program) -> float:
    """Steps that touch x, each counted as 1; constant-only parts are free (AutoNumerics-Zero)."""
    return float(len(program.shape))


@cost_models.register("latency")
def latency(program: Program) -> float:
    """Cycles along the longest chain, with the default weights."""
    return weighted_latency(program, LATENCY)


def weighted_latency(program: Program, weights: Mapping[str, float]) -> float:
    """The sum of the weights along the heaviest chain of steps."""
    rows = [0.0]
    for op, *operands in program.shape:
        name = BY_CODE[op].name
        if name not in weights or not weights[name] >= 0:
            raise InputError(f"the operation {name!r} has no weight of at least 0: give it one")
        rows.append(weights[name] + max(rows[o] for o in _used(op, operands) if o >= 0))
    return rows[-1]


@cost_models.register("multiplicative_depth")
def multiplicative_depth(program: Program) -> float:
    """Products of two values that depend on x along the longest chain (homomorphic encryption).

    Products with a constant count as well, as in the CKKS scheme, where they use up a level; a
    division or a lookup cannot be done at all.
    """
    return float(_depth(program.shape))


def _depth(shape: Shape) -> float:
    rows = [0.0]
    for op, *operands in shape:
        below = max((rows[o] for o in _used(op, operands) if o >= 0), default=0.0)
        if op in (DIV, LOOKUP):
            return float("inf")
        rows.append(below + (1.0 if op in (MUL, FMA) else 0.0))
    return rows[-1]


@cost_models.register("multiplier_free")
def multiplier_free(program: Program) -> float:
    """Additions, comparisons and shifts; infinite where a product, quotient or root is needed.

    A product with a constant that is a power of two counts as a shift.
    """
    total = 0.0
    values = program.rationals()
    for op, *operands in program.shape:
        name = BY_CODE[op].name
        if op == MUL and min(operands[:2]) < 0:
            value = abs(values[-1 - min(operands[:2])])
            power = value.numerator & (value.numerator - 1) == 0
            if value and power and value.denominator & (value.denominator - 1) == 0:
                total += 1.0
                continue
        if name in ("*", "/", "fma", "sqrt"):
            return float("inf")
        total += 1.0
    return total


def price_of(name: str) -> Callable[[Shape], float] | None:
    """What a cost model says of shapes; None for ``operations``, by which searches go anyway."""
    model = cost_models.get(name)
    if name == "operations":
        return None

    @functools.lru_cache(maxsize=1 << 16)
    def price(shape: Shape) -> float:
        return model(Program(shape, ("1.5",) * constant_count(shape)))

    return price


def usable(codes: Sequence[int], name: str) -> tuple[int, ...]:
    """The operations that do not make a program's cost infinite; ``InputError`` for none."""
    price = price_of(name)
    kept = tuple(code for code in codes if price is None or price(_alone(code)) < float("inf"))
    if not kept:
        raise InputError(
            f"the cost model {name!r} allows none of the operations "
            f"{', '.join(BY_CODE[code].name for code in codes)}: choose others"
        )
    return kept


def _alone(code: int) -> Shape:
    return ((code, 0, -1 if ARITY[code] > 1 else 0, -2 if ARITY[code] > 2 else 0),)


def _used(op: int, operands: list[int]) -> list[int]:
    return operands[:1] if op == SHIFT else operands[: ARITY[op]]
