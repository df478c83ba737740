"""Arithmetic on written numerals (NUPA's 17 tasks in 41 combinations), with the work of each digit.

Families are named by task and notation: ``numbers.add`` is about integers, ``numbers.add_float``,
``numbers.add_fraction`` and ``numbers.add_scientific`` about the other three. ``numbers.sine`` and
``numbers.sqrt`` come from Teaching Arithmetic. ``work`` writes sums, differences and products of
natural numbers in the published step formats; ``score_number`` computes NUPA's metrics.
"""

from algorist.problems.numbers import (  # noqa: F401  (they register families)
    _arithmetic,
    _conversions,
    _digits,
    _division,
    _iterations,
)
from algorist.problems.numbers._forms import FORMS, work
from algorist.problems.numbers._kinds import KINDS, Kind
from algorist.problems.numbers._metrics import NumberScore, score_number

__all__ = ["FORMS", "KINDS", "Kind", "NumberScore", "score_number", "work"]
