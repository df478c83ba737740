"""Suites: named, fixed selections of families and levels, so that results can be compared."""

from __future__ import annotations

from functools import cache
from typing import TypeGuard

from msgspec import structs

from algorist.core import InputError, Problem, Record, Registry
from algorist.problems._exemplars import exemplars
from algorist.problems._family import families
from algorist.problems._making import make, make_many

OUTSIDE_EXEMPLARS = (
    ("words.purchase", 2),
    ("words.rate", 1),
    ("words.purchase", 1),
    ("words.recipe", 1),
    ("words.discount", 1),
    ("words.saving", 2),
)
"""Worked examples for questions of no family of ours, in this order."""

MAX_EXEMPLAR_CHARS = 2400
"""Most characters of worked examples in a prompt: long traces fill a small model's context."""


class Part(Record, frozen=True):
    """One family at one level."""

    family: str
    level: int
    count: int


suites: Registry[tuple[Part, ...]] = Registry("suite")

suites.add(
    "demo",
    (
        Part("words.purchase", 1, 8),
        Part("words.purchase", 2, 8),
        Part("numbers.add", 1, 8),
    ),
)

CORE = (
    "words.purchase",
    "words.rate",
    "words.recipe",
    "words.travel",
    "numbers.add",
    "numbers.subtract",
    "numbers.multiply",
    "procedures.count",
    "procedures.cumulate",
    "procedures.rotate",
    "procedures.sort",
    "machines.automaton",
    "machines.stack",
    "machines.tag",
    "lists.sum",
    "lists.find_maximum",
    "lists.median",
    "sequences.fibonacci",
    "sequences.geometric",
    "programs.returned",
)
"""Twenty families, several of each group."""

suites.add("core", tuple(Part(name, level, 3) for name in CORE for level in (1, 2, 3)))
suites.add(
    "words60",
    tuple(
        Part(name, level, 10)
        for name in ("words.purchase", "words.rate", "words.saving")
        for level in (1, 2)
    ),
)


def suite(name: str, *, limit: int | None = None, level: int = 1, seed: int = 0) -> list[Problem]:
    """The problems of a suite, or ``limit`` (20 by default) of one family at ``level``.

    ``SpecError`` offers near names where there is no such suite or family.
    """
    if name in suites:
        made = [
            problem
            for part in suites.get(name)
            for problem in make_many(part.family, part.count, level=part.level, seed=seed)
        ]
        return made[:limit]
    if name.split("(")[0] in families:
        return list(make_many(name, 20 if limit is None else limit, level=level, seed=seed))
    raise InputError(
        f"{name!r} is no file, no suite ({', '.join(suites.names())}) and no problem family: "
        "`algorist families` lists the families"
    )


def default_exemplars(about: Problem | None, count: int) -> tuple[Problem, ...]:
    """Worked examples for a prompt, never the problem itself and never from its seed.

    A problem of ours gets others of its family and level; any other question gets word problems.
    """
    if count <= 0:
        return ()
    if _ours(about):
        return _short(_of_family(about, count))
    return _outside(count)


def exemplar_pool(about: Problem | None, count: int) -> tuple[Problem, ...]:
    """Up to ``count`` worked examples to choose from; those of :func:`default_exemplars` are first.

    Long ones are among them. A family with fewer different problems gives the default four.
    """
    if not _ours(about):
        return _outside(count)
    try:
        return _of_family(about, count)
    except InputError:
        return default_exemplars(about, min(count, 4))


def _ours(about: Problem | None) -> TypeGuard[Problem]:
    return about is not None and about.version > 0 and about.family.split("(")[0] in families


def _of_family(about: Problem, count: int) -> tuple[Problem, ...]:
    shared = _shared(about.family, about.level, count, about.seed)
    if all(one.question != about.question for one in shared):
        return shared
    return tuple(exemplars(about.family, about.level, count, avoiding=about))


@cache
def _shared(family: str, level: int, count: int, seed: int) -> tuple[Problem, ...]:
    """The examples of all problems of a family, level and seed that are not among them."""
    other = make(family, level=level, seed=seed, index=0)
    return tuple(exemplars(family, level, count, avoiding=_unasked(other)))


def _short(examples: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """As many of the examples, in order, as stay within ``MAX_EXEMPLAR_CHARS`` together."""
    kept: list[Problem] = []
    room = MAX_EXEMPLAR_CHARS
    for one in examples:
        room -= len(one.question) + sum(len(step.text) + 1 for step in one.steps)
        if room < 0:
            break
        kept.append(one)
    return tuple(kept)


def _unasked(problem: Problem) -> Problem:
    return structs.replace(problem, question="")


@cache
def _outside(count: int) -> tuple[Problem, ...]:
    made = [
        make(family, level=level, seed=1_000_003, index=index)
        for index, (family, level) in enumerate(OUTSIDE_EXEMPLARS * (1 + count // 6))
    ]
    return tuple(made[:count])
