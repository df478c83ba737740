"""Cheaper equal programs by equality saturation (egglog), extracted by any cost model.

An e-graph holds all forms of a program that the rules below reach within a bounded number of
rounds and matches. Constants in it are exact rationals, so arithmetic among them is folded and
free.

Sources: Willsey et al., egg, POPL 2021 (equality saturation, limits on matches); Zhang et al.,
egglog, PLDI 2023. The rules are identities of fields: they hold where no divisor is zero.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Collection, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Final, cast

import numpy as np

from algorist.core import MissingExtraError
from algorist.discovery.fitting import Reals, forward_dd
from algorist.discovery.programs import ADD, ARITY, FMA, MUL, SHIFT, Shape, normal
from algorist.discovery.searching._archive import Member, as_code
from algorist.discovery.searching._extraction import NAMES, Extraction, Price

if TYPE_CHECKING:
    from egglog.bindings import EGraph

if importlib.util.find_spec("egglog") is None:
    # Said here and not after the search; the import itself takes seconds and waits.
    raise MissingExtraError("egglog", "discovery")

ROUNDS: Final = 7
MATCHES: Final = 400
"""Matches of one rule in one round above which it rests (and may do twice as many later)."""
RESTARTS: Final = 3
TOLERANCE: Final = 1e-12
"""Relative difference at the probe points that arithmetic of 31 digits may make."""


def _rational(value: Fraction) -> str:
    return f'(bigrat (from-string "{value.numerator}") (from-string "{value.denominator}"))'


_ZERO, _ONE, _TWO, _MINUS = (_rational(Fraction(n)) for n in (0, 1, 2, -1))
_RULES: Final = f"""
(datatype Real (X) (K BigRat) (Add Real Real) (Sub Real Real) (Mul Real Real) (Div Real Real)
  (Fma Real Real Real) (Sqrt Real) (Abs Real) (Min Real Real) (Max Real Real) (Floor Real)
  (Shift Real i64) (Bits Real) (Unbits Real))
(ruleset fold)
(rewrite (Add (K a) (K b)) (K (+ a b)) :ruleset fold)
(rewrite (Mul (K a) (K b)) (K (* a b)) :ruleset fold)
(rewrite (Div a (K b)) (Mul (K (/ {_ONE} b)) a) :when ((!= b {_ZERO})) :ruleset fold)
(rewrite (Mul (K {_ONE}) a) a :ruleset fold)
(rewrite (Mul (K {_ZERO}) a) (K {_ZERO}) :ruleset fold)
(rewrite (Add (K {_ZERO}) a) a :ruleset fold)
(ruleset algebra)
(birewrite (Sub a b) (Add a (Mul (K {_MINUS}) b)) :ruleset algebra)
(rewrite (Add a b) (Add b a) :ruleset algebra)
(rewrite (Mul a b) (Mul b a) :ruleset algebra)
(birewrite (Add a (Add b c)) (Add (Add a b) c) :ruleset algebra)
(birewrite (Mul a (Mul b c)) (Mul (Mul a b) c) :ruleset algebra)
(birewrite (Mul a (Add b c)) (Add (Mul a b) (Mul a c)) :ruleset algebra)
(rewrite (Add a (Mul a b)) (Mul a (Add (K {_ONE}) b)) :ruleset algebra)
(rewrite (Add a a) (Mul (K {_TWO}) a) :ruleset algebra)
(birewrite (Div (Mul a b) c) (Mul a (Div b c)) :ruleset algebra)
(birewrite (Div (Div a b) c) (Div a (Mul b c)) :ruleset algebra)
(rewrite (Div a (Div b c)) (Div (Mul a c) b) :ruleset algebra)
(rewrite (Div a (Mul (K b) c)) (Div (Mul (K (/ {_ONE} b)) a) c) :when ((!= b {_ZERO}))
  :ruleset algebra)
(birewrite (Add (Div a c) (Div b c)) (Div (Add a b) c) :ruleset algebra)
(rewrite (Add a (Div b c)) (Div (Add (Mul a c) b) c) :ruleset algebra)
(rewrite (Div (Mul a b) b) a :ruleset algebra)
(rewrite (Div a a) (K {_ONE}) :ruleset algebra)
(ruleset fused)
(birewrite (Fma a b c) (Add (Mul a b) c) :ruleset fused)
"""


def simplify(
    member: Member, price: Price, codes: Collection[int] | None = None, most: int | None = None
) -> Member:
    """The cheapest equal program that is found; the member itself where none is cheaper.

    Args:
        member: in normal form; its constants are taken as exact.
        price: of a shape, never less than that of a part of it; ties go to fewer steps.
        codes: the operations that may be used; those of the member and + * when left out.
        most: the most steps; as many as needed when left out.

    Returns:
        A member of the same digits, for it is the same function, with constants of 31 digits. It
        agrees with the given one at the probe points to ``TOLERANCE``. The same call gives the
        same member. A fraction of a second; the first call imports egglog, which takes seconds.
    """
    allowed = {step[0] for step in member.shape} | {ADD, MUL} if codes is None else set(codes)
    limit = 10**6 if most is None else most
    for _ in range(RESTARTS):
        found = _cheapest(member, price, allowed, limit)
        if found is None:
            break
        member = found
    return member


def cheaper_forms(members: Iterable[Member], price: Price) -> Iterator[Member]:
    """The cheaper forms of members, of no operations or lengths beyond those of all of them."""
    given = list(members)
    codes = {step[0] for member in given for step in member.shape}
    most = max((member.cost for member in given), default=0)
    for member in given:
        found = simplify(member, price, codes, most)
        if found is not member:
            yield found


def _cheapest(member: Member, price: Price, codes: set[int], most: int) -> Member | None:
    bar = (price(member.shape), member.cost)
    made: list[tuple[tuple[float, int], Shape, tuple[Fraction, ...]]] = []
    graph, result = _saturated(member, FMA in codes)
    for nodes, values in Extraction(graph, result, price, codes, bar[0], most).forms():
        # Exact numbers do for floats: no form divides by a constant.
        found = normal(nodes, len(nodes), cast(Sequence[float], values))
        if found is not None:
            rank = (price(found[0]), len(found[0]))
            if rank < bar:
                made.append((rank, found[0], tuple(Fraction(v) for v in found[1])))
    reference = _probed(member)
    for _, shape, exact in sorted(made, key=lambda form: form[:2]):
        try:
            high = tuple(float(v) for v in exact)
            low = tuple(float(v - Fraction(h)) for v, h in zip(exact, high, strict=True))
        except OverflowError:
            continue
        form = Member(member.digits, shape, high, low)
        if np.allclose(_probed(form), reference, rtol=TOLERANCE, atol=0.0, equal_nan=True):
            return form
    return None


def _probed(member: Member) -> Reals:
    """Values at 16 points, from arithmetic of 31 digits."""
    n, k = member.cost, len(member.high)
    high, low = np.zeros((1 + n + k, 16)), np.zeros((1 + n + k, 16))
    high[0] = 0.07 + 0.1037 * np.arange(16)
    high[1 + n :] = np.array(member.high).reshape(k, 1)
    low[1 + n :] = np.array(member.low).reshape(k, 1)
    forward_dd(as_code(member.shape), n, high, low)
    return cast(Reals, high[n])


def _saturated(member: Member, fused: bool) -> tuple[EGraph, str]:
    """The e-graph of the member after the last round, and the name of its result."""
    from egglog.bindings import EGraph

    constants = [
        f"(K {_rational(Fraction(h) + Fraction(e))})"
        for h, e in zip(member.high, member.low, strict=True)
    ]
    lines = ["(let $t0 (X))"]
    for index, (op, *operands) in enumerate(member.shape):
        args = [f"$t{o}" if o >= 0 else constants[-1 - o] for o in operands[: ARITY[op]]]
        args += [str(operands[2])] if op == SHIFT else []
        lines.append(f"(let $t{index + 1} ({NAMES[op]} {' '.join(args)}))")
    run = f"(saturate (run fold)) (run-with limited algebra){' (run fused)' if fused else ''}"
    lines.append(
        f"(run-schedule (let-scheduler limited (back-off :match-limit {MATCHES} :ban-length 2)) "
        f"(repeat {ROUNDS} {run}) (saturate (run fold)))"
    )
    graph = EGraph()
    graph.run_program(*graph.parse_program(_RULES + "\n".join(lines)))
    return graph, f"$t{member.cost}"
