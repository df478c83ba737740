"""Word problems: everyday arithmetic told in sentences."""

from algorist.problems.words import (  # noqa: F401  (they register families)
    _home,
    _measures,
    _percent,
    _rates,
    _sharing,
    _shopping,
)
from algorist.problems.words._engine import WordFamily
from algorist.problems.words._stage import Stage

__all__ = ["Stage", "WordFamily"]
