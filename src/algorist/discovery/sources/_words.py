"""How the source languages spell operations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from algorist.discovery.programs import (
    ABS,
    ADD,
    DIV,
    FLOOR,
    FMA,
    LOOKUP,
    MAX,
    MIN,
    MUL,
    SHIFT,
    SQRT,
    SUB,
)
from algorist.discovery.sources._casting import Write


def infix(calls: Mapping[int, str]) -> Write:
    """Signs for + - * / and the given templates for what is called."""
    symbols = {ADD: "+", SUB: "-", MUL: "*", DIV: "/"}

    def write(op: int, args: Sequence[str], power: int) -> str:
        if op in symbols:
            return f"{args[0]} {symbols[op]} {args[1]}"
        return calls[op].format(*args, power=power)

    return write


def _calls(
    prefix: str, fma: str, minimum: str, maximum: str, absolute: str, lookup: str
) -> dict[int, str]:
    return {
        FMA: fma,
        SQRT: prefix + "sqrt({0})",
        ABS: absolute,
        MIN: minimum,
        MAX: maximum,
        FLOOR: prefix + "floor({0})",
        SHIFT: "{0} * 2.0 ** {power}",
        LOOKUP: lookup,
    }


PYTHON: Final = infix(
    _calls(
        "math.", "{0} * {1} + {2}", "min({0}, {1})", "max({0}, {1})", "abs({0})",
        "{1}[min(max(math.floor({0}){3}, 0), {2})]",
    )
)  # fmt: skip
NUMPY: Final = infix(
    _calls(
        "np.", "{0} * {1} + {2}", "np.minimum({0}, {1})", "np.maximum({0}, {1})", "np.abs({0})",
        "{1}[np.fmin(np.fmax(np.floor({0}){3}, 0), {2}).astype(np.int64)]",
    )
)  # fmt: skip
NUMBA: Final = infix(
    _calls(
        "np.", "{0} * {1} + {2}", "np.minimum({0}, {1})", "np.maximum({0}, {1})", "np.abs({0})",
        "{1}[int(np.fmin(np.fmax(np.floor({0}){3}, 0.0), {2}.0))]",
    )
)  # fmt: skip
JAX: Final = infix(
    _calls(
        "jnp.", "{0} * {1} + {2}", "jnp.minimum({0}, {1})", "jnp.maximum({0}, {1})",
        "jnp.abs({0})", "{1}[jnp.clip(jnp.floor({0}){3}, 0, {2}).astype(jnp.int32)]",
    )
)  # fmt: skip
TORCH: Final = infix(
    _calls(
        "torch.", "{0} * {1} + {2}", "torch.minimum({0}, {1})", "torch.maximum({0}, {1})",
        "torch.abs({0})", "{1}[torch.clamp(torch.floor({0}){3}, 0, {2}).long()]",
    )
)  # fmt: skip


def c(suffix: str) -> Write:
    """C's, with the suffix of functions of the number type."""
    return infix(
        {
            FMA: f"fma{suffix}({{0}}, {{1}}, {{2}})",
            SQRT: f"sqrt{suffix}({{0}})",
            ABS: f"fabs{suffix}({{0}})",
            MIN: f"fmin{suffix}({{0}}, {{1}})",
            MAX: f"fmax{suffix}({{0}}, {{1}})",
            FLOOR: f"floor{suffix}({{0}})",
            SHIFT: f"ldexp{suffix}({{0}}, {{power}})",
            LOOKUP: f"{{1}}[(int)fmin{suffix}(fmax{suffix}(floor{suffix}({{0}}){{3}}, 0), {{2}})]",
        }
    )
