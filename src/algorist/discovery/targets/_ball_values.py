"""Formulas at complex balls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flint import acb, arb

from algorist.discovery.targets._branches import SWITCHES, Branch, switched
from algorist.discovery.targets._pairs import ONE, Pair, arithmetic, rational
from algorist.discovery.targets._series_values import BESSEL

if TYPE_CHECKING:
    from algorist.discovery.targets._formulas import Formula


def value_at(node: Formula, x: acb, root: acb | None, branch: Branch) -> Pair:
    """The quotient of a formula at a complex ball."""
    name = node.name
    if name == "x":
        return x, ONE
    if name == "number":
        return acb(arb(rational(node.value))), ONE
    if name == "pi":
        return acb(arb.pi()), ONE
    if name == "sqrt" and node.args[0].name == "x" and root is not None:
        return root, ONE
    args = [value_at(arg, x, root, branch) for arg in node.args]
    if name in "+-*/":
        return arithmetic(name, args[0], args[1])
    if name == "neg":
        return -args[0][0], args[0][1]
    if name in SWITCHES:
        return switched(name, args, branch)
    if name == "power":
        top, bottom = args[0]
        return top**node.value, ONE if bottom is ONE else bottom**node.value
    u = args[0][0] / args[0][1]
    if name == "root":
        if u.real > 0:
            return u.root(node.value), ONE
        if u.real < 0 and node.value % 2:
            return -(-u).root(node.value), ONE
        return acb(arb.nan()), ONE
    if name in BESSEL:
        return getattr(u, name)(acb(arb(rational(node.value)))), ONE
    if name == "callable":
        return node.value(u), ONE
    if name == "airy_ai_prime":
        return u.airy_ai(derivative=1), ONE
    return getattr(u, name)(), ONE
