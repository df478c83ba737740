"""Reduction of lambda terms to normal form, leftmost outermost first.

Terms are written with one name a bound variable that its place decides: the variable of a lambda
that n lambdas enclose is the n-th letter, so that equal terms have one text.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from algorist.core import InputError
from algorist.problems._family import Params
from algorist.problems._stepped import Move, moved
from algorist.problems.machines._engine import Machine, machine

Term = Any
"""An int is a bound variable (de Bruijn index), a str is free, ``(body,)`` is a lambda and
``(function, argument)`` an application."""

BOUND = "abcdefghijklmnopqrstuvw"
FREE = "xyz"
MAX_SIZE = 120
"""Nodes of a term in a run of ordinary length; larger ones are drawn again."""

MAX_REDUCTIONS = 40
"""Reductions that can be asked for: terms are drawn, and longer runs are too rare."""


def shift(term: Term, by: int, cutoff: int = 0) -> Term:
    """``term`` with its indices from ``cutoff`` on raised by ``by``."""
    if isinstance(term, int):
        return term + by if term >= cutoff else term
    if isinstance(term, str):
        return term
    if len(term) == 1:
        return (shift(term[0], by, cutoff + 1),)
    return (shift(term[0], by, cutoff), shift(term[1], by, cutoff))


def substitute(term: Term, value: Term, depth: int = 0) -> Term:
    """The body of a lambda with its variable replaced by ``value``."""
    if isinstance(term, int):
        if term == depth:
            return shift(value, depth) if depth else value
        return term - 1 if term > depth else term
    if isinstance(term, str):
        return term
    if len(term) == 1:
        return (substitute(term[0], value, depth + 1),)
    return (substitute(term[0], value, depth), substitute(term[1], value, depth))


def reduce_once(term: Term) -> tuple[Term, Term] | None:
    """The term after its leftmost outermost reduction, and what was reduced; None if normal."""
    if isinstance(term, int | str):
        return None
    if len(term) == 1:
        inner = reduce_once(term[0])
        return None if inner is None else ((inner[0],), inner[1])
    function, argument = term
    if isinstance(function, tuple) and len(function) == 1:
        return substitute(function[0], argument), term
    left = reduce_once(function)
    if left is not None:
        return (left[0], argument), left[1]
    right = reduce_once(argument)
    return None if right is None else ((function, right[0]), right[1])


def size_of(term: Term) -> int:
    """Variables, lambdas and applications."""
    if isinstance(term, int | str):
        return 1
    return 1 + sum(size_of(part) for part in term)


def write(term: Term, depth: int = 0) -> str:
    r"""The canonical text: ``\a.\b.a b``; application binds to the left."""
    if isinstance(term, str):
        return term
    if isinstance(term, int):
        return BOUND[depth - 1 - term]
    if len(term) == 1:
        return f"\\{BOUND[depth]}.{write(term[0], depth + 1)}"
    function, argument = write(term[0], depth), write(term[1], depth)
    if isinstance(term[0], tuple) and len(term[0]) == 1:
        function = f"({function})"
    if isinstance(term[1], tuple):
        argument = f"({argument})"
    return f"{function} {argument}"


def deepest(term: Term) -> int:
    """The number of lambdas around the innermost one, itself included."""
    if isinstance(term, int | str):
        return 0
    return len(term) % 2 + max(deepest(part) for part in term)


def _lambda(term: str, **_: Any) -> list[str]:
    # Terms with names: a lambda is a name that no other lambda has, and substitution copies the
    # argument with new names, so that nothing can be captured.
    import re
    from itertools import count

    fresh = count()

    def read(tokens: list[str], scope: dict[str, int]) -> Any:
        found: Any = None
        while tokens and tokens[0] != ")":
            token = tokens.pop(0)
            if token == "\\":
                name, _, here = tokens.pop(0), tokens.pop(0), next(fresh)
                part: Any = ["lam", here, read(tokens, {**scope, name: here})]
            elif token == "(":
                part = read(tokens, scope)
                tokens.pop(0)
            else:
                part = ["var", scope.get(token, token)]
            found = part if found is None else ["app", found, part]
        return found

    def put(body: Any, name: int, value: Any) -> Any:
        if body[0] == "var":
            return copy(value, {}) if body[1] == name else body
        if body[0] == "lam":
            return ["lam", body[1], put(body[2], name, value)]
        return ["app", put(body[1], name, value), put(body[2], name, value)]

    def copy(body: Any, names: dict[Any, int]) -> Any:
        if body[0] == "var":
            return ["var", names.get(body[1], body[1])]
        if body[0] == "lam":
            here = next(fresh)
            return ["lam", here, copy(body[2], {**names, body[1]: here})]
        return ["app", copy(body[1], names), copy(body[2], names)]

    def step(body: Any) -> Any:
        if body[0] == "app" and body[1][0] == "lam":
            return put(body[1][2], body[1][1], body[2])
        for place in range(1, len(body)):
            if isinstance(body[place], list):
                new = step(body[place])
                if new is not None:
                    return [*body[:place], new, *body[place + 1 :]]
        return None

    def text(body: Any, scope: dict[Any, str], place: str) -> str:
        if body[0] == "var":
            return scope.get(body[1], str(body[1]))
        if body[0] == "lam":
            name = "abcdefghijklmnopqrstuvw"[len(scope)]
            inner = f"\\{name}.{text(body[2], {**scope, body[1]: name}, '')}"
            return f"({inner})" if place else inner
        inner = f"{text(body[1], scope, 'function')} {text(body[2], scope, 'argument')}"
        return f"({inner})" if place == "argument" else inner

    here, states = read(re.findall(r"[a-z]|[\\.()]", term), {}), []
    while (new := step(here)) is not None:
        here = new
        states.append(text(here, {}, ""))
    return states


def numeral(number: int) -> Term:
    """The Church numeral of ``number``."""
    body: Term = 0
    for _ in range(number):
        body = (1, body)
    return ((body,),)


SUCCESSOR: Term = ((((1, ((2, 1), 0)),),),)
PLUS: Term = (((((((3, 1), ((2, 1), 0)),),),),),)
TIMES: Term = ((((2, (1, 0)),),),)


@machine("lambda_calculus")
class LambdaCalculus(Machine):
    """Normal-order reduction of a lambda term."""

    summary = "Reduce a lambda term to normal form, leftmost outermost first."
    noun = "term"
    lengths = {1: (1, 2), 2: (3, 4), 3: (5, 6), 4: (7, 9), 5: (10, 14)}
    law = "the normal form is reached in 1-2, 3-4, 5-6, 7-9 and 10-14 steps at levels 1 to 5"
    second = staticmethod(_lambda)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        if self.steps is not None and self.steps > MAX_REDUCTIONS:
            raise InputError(f"steps={self.steps}: terms with up to {MAX_REDUCTIONS} are made")

    def attempt(self, rng: random.Random, least: int, most: int) -> Params | None:
        arithmetic = rng.random() < 0.01
        term = _arithmetic(rng, least) if arithmetic else _term(rng, rng.randint(least, most), 0)
        largest = max(MAX_SIZE, 8 * most)
        here, count = term, 0
        while count <= most:
            found = reduce_once(here)
            if found is None:
                break
            here, count = found[0], count + 1
            if size_of(here) > largest or deepest(here) > len(BOUND):
                return None
        if not least <= count <= most:
            return None
        return {"term": write(term)}

    def describe(self, params: Params) -> str:
        return (
            "Reduce the lambda term to its normal form. \\a.t is the function that takes a to t; f "
            "g applies f to g, and f g h means (f g) h; the body of a lambda reaches as far to the "
            "right as possible. In each step make the leftmost outermost beta reduction. After "
            "each step name the bound variables anew: the variable of a lambda that no other "
            "lambda encloses is a, of one that one lambda encloses b, and so on; x, y and z are "
            f"free. Write no brackets that are not needed.\n\nTerm: {params['term']}"
        )

    def start(self, params: Params) -> str:
        term: str = params["term"]
        return term

    def work(self, params: Params) -> Iterator[Move]:
        here = read_term(params["term"])
        while (found := reduce_once(here)) is not None:
            here, redex = found
            inner = max(deepest_index(redex), 0)
            shown = write(redex, inner) if inner + deepest(redex) <= len(BOUND) else "the redex"
            yield moved(f"the leftmost outermost redex is {shown}", "reduce it", write(here))

    def needed(self, params: Params) -> list[str]:
        return [params["term"]]


def deepest_index(term: Term, depth: int = 0) -> int:
    """How many lambdas outside of ``term`` its variables need."""
    if isinstance(term, str):
        return 0
    if isinstance(term, int):
        return term - depth + 1
    return max(deepest_index(part, depth + len(term) % 2) for part in term)


def read_term(text: str) -> Term:
    """The term that :func:`write` wrote."""
    tokens = [character for character in text if not character.isspace()][::-1]
    return _read(tokens, [])


def _read(tokens: list[str], scope: list[str]) -> Term:
    found: Term = None
    while tokens and tokens[-1] != ")":
        token = tokens.pop()
        part: Term
        if token == "\\":
            name = tokens.pop()
            tokens.pop()
            part = (_read(tokens, [*scope, name]),)
        elif token == "(":
            part = _read(tokens, scope)
            tokens.pop()
        elif token in scope:
            part = scope[::-1].index(token)
        else:
            part = token
        found = part if found is None else (found, part)
    return found


def _term(rng: random.Random, redexes: int, depth: int) -> Term:
    """A random term under ``depth`` lambdas that is built from about ``redexes`` redexes."""
    if redexes <= 0 or depth > 8:
        return _plain(rng, rng.choice((1, 1, 2, 3)), depth)
    many = rng.randint(1, min(3, redexes))
    left = redexes - many
    inside = rng.randint(0, left)
    body = _term(rng, inside, depth + many)
    if isinstance(body, int | str) or rng.random() < 0.5:
        body = (body, _plain(rng, 1, depth + many))
    term: Term = body
    for _ in range(many):
        term = (term,)
    holds = rng.randrange(many)
    for place in range(many):
        share = left - inside if place == holds else 0
        term = (term, _term(rng, share, depth))
    return term


def _plain(rng: random.Random, size: int, depth: int) -> Term:
    """A small term without redexes."""
    if size <= 1:
        return rng.randrange(depth) if depth and rng.random() < 0.8 else rng.choice(FREE)
    if rng.random() < 0.4 and depth < len(BOUND) - 1:
        return (_plain(rng, size - 1, depth + 1),)
    return (_plain(rng, 1, depth), _plain(rng, size - 1, depth))


def _arithmetic(rng: random.Random, least: int) -> Term:
    """A small calculation with Church numerals, perhaps applied to free variables."""
    most = 2 + least // 4
    a, b = (numeral(rng.randint(1, most)) for _ in range(2))
    term = rng.choice(
        ((SUCCESSOR, a), ((PLUS, a), b), ((TIMES, a), b), (SUCCESSOR, (SUCCESSOR, a)), (a, b))
    )
    if rng.random() < 0.8:
        term = ((term, rng.choice(FREE)), _plain(rng, rng.randint(1, 3), 0))
    if rng.random() < 0.3:
        term = ((0,), term)
    return term
