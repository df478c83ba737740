"""Arithmetic on budgets: parts, rests and bounds."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from algorist.core import Budget, Cost

DIVISIBLE = ("tokens", "output_tokens", "calls", "flops", "dollars")
"""Dimensions of a budget that are shared out among problems; seconds run for all together."""


def amounts(cost: Cost) -> dict[str, float]:
    """What a cost takes of each divisible dimension."""
    return {
        "tokens": cost.tokens,
        "output_tokens": cost.written,
        "calls": cost.calls,
        "flops": cost.flops,
        "dollars": cost.dollars,
    }


def bounds(budget: Budget) -> dict[str, float]:
    """The divisible dimensions that a budget bounds."""
    found = {name: getattr(budget, name) for name in DIVISIBLE}
    return {name: bound for name, bound in found.items() if bound is not None}


def changed(budget: Budget, change: Callable[[str, float], float]) -> Budget:
    """Each divisible bound changed by ``change(dimension, bound)``, but never below 0."""
    found = {name: max(0, change(name, bound)) for name, bound in bounds(budget).items()}
    return msgspec.structs.replace(budget, **found)


def part(budget: Budget, parts: int) -> Budget:
    """An even part; whole numbers are rounded down."""
    return changed(budget, lambda name, b: b // parts if isinstance(b, int) else b / parts)


def less(budget: Budget, cost: Cost) -> Budget:
    """What is left after a cost."""
    used = amounts(cost)
    return changed(budget, lambda name, b: b - used[name])


def plus(cost: Cost, budget: Budget) -> Budget:
    """A cost already spent and a budget for more, as one budget."""
    used = amounts(cost)
    return changed(budget, lambda name, b: b + used[name])


def least(a: Budget, b: Budget) -> Budget:
    """The tighter of two in every divisible dimension; the seconds are those of ``a``."""
    both = bounds(b)
    for name, bound in bounds(a).items():
        both[name] = min(bound, both.get(name, bound))
    return msgspec.structs.replace(a, **both)
