"""Problems from families: one, many, or one again from its id."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from algorist.core import InputError, Problem, ProblemId, Spec, key_of
from algorist.problems._family import build


class Maker:
    """Makes the problems of one family, level and seed; cheaper than :func:`make` one by one."""

    def __init__(self, spec: str, level: int, seed: int, *, steps: bool = True) -> None:
        self.family = build(spec)
        if level not in self.family.levels:
            raise InputError(
                f"level {level} of {self.family.name}: the levels are {self.family.levels.start} "
                f"to {self.family.levels.stop - 1}"
            )
        self.spec = str(Spec.parse(spec))
        self.level, self.seed, self.steps = level, seed, steps
        self.make = self._maker()

    def __call__(self, index: int) -> Problem:
        """The problem of that index."""
        return self.make(index)

    def _maker(self) -> Callable[[int], Problem]:
        """:meth:`__call__` with everything looked up beforehand."""
        spec, level, seed = self.spec, self.level, self.seed
        version, answer_type = self.family.version, self.family.answer_type
        prefix = str(ProblemId(spec, version, level, seed, 0))[:-1]
        key, made = key_of(spec, version, level, seed), self.family.maker(level, steps=self.steps)

        def make(index: int) -> Problem:
            text = f"{index}"
            question, answer, params, steps, program = made(key + text.encode())
            return Problem(
                prefix + text,
                spec,
                version,
                level,
                seed,
                index,
                question,
                answer,
                answer_type,
                params,
                steps,
                program,
            )

        return make


def make(spec: str, *, level: int = 1, seed: int = 0, index: int = 0) -> Problem:
    """The problem that is this function of family, version, level, seed and index.

    >>> make("words.purchase", level=2, seed=7, index=41).id
    'words.purchase@1/2/7/41'

    Options choose what is asked, where the family offers it:

    >>> make("numbers.add(digits=40, ask=steps)", seed=7).question.splitlines()[-1]
    'How many steps are made in all?'
    """
    return Maker(spec, level, seed)(index)


def make_many(
    spec: str, count: int, *, level: int = 1, seed: int = 0, start: int = 0, steps: bool = True
) -> Iterator[Problem]:
    """``count`` problems with the indices from ``start``, one at a time.

    With ``steps=False`` they carry no steps, and most families need less time for them.
    """
    maker = Maker(spec, level, seed, steps=steps)
    return map(maker.make, range(start, start + count))


def rebuild(problem_id: str) -> Problem:
    """The problem of that id; ``InputError`` where this package makes another version."""
    found = ProblemId.parse(problem_id)
    maker = Maker(found.family, found.level, found.seed)
    if maker.family.version != found.version:
        raise InputError(
            f"{problem_id!r} is version {found.version}, but {maker.family.name} is now at version "
            f"{maker.family.version}: install the release that made it, or make new problems"
        )
    return maker(found.index)
