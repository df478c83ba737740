"""Where further independent attempts stop to matter."""

from __future__ import annotations

from math import ceil, log, log1p

from algorist.core import InputError


def reach(p: float, n: int, *, ceiling: float = 1.0) -> float:
    """Chance that any of ``n`` attempts succeeds: ceiling * (1 - (1 - p)^n).

    ``p`` is the chance of one attempt on a problem that can be solved at all, ``ceiling`` the share
    of such problems. The form of the test-time scaling performance model, arXiv 2505.20522.
    """
    _check(p, ceiling)
    return ceiling * (1.0 - (1.0 - p) ** n)


def saturation(p: float, *, ceiling: float = 1.0, tolerance: float = 0.01) -> int:
    """The number of attempts after which one more adds less than ``tolerance``.

    N* = ceil(ln(tolerance / (ceiling p)) / ln(1 - p)), 0 where not even the first adds as much
    (arXiv 2505.20522). This is about coverage, for a chooser who knows a right answer when it is
    there; a vote may need more attempts, see ``vote_values``.

    >>> [saturation(p) for p in (0.9, 0.3, 0.1, 0.005)]
    [2, 10, 22, 0]
    """
    _check(p, ceiling)
    if not 0 < tolerance < 1:
        raise InputError(f"tolerance={tolerance!r}: a gain lies between 0 and 1, such as 0.01")
    if tolerance >= ceiling * p:
        return 0
    return 1 if p == 1 else ceil(log(tolerance / (ceiling * p)) / log1p(-p))


def _check(p: float, ceiling: float) -> None:
    if not (0 <= p <= 1 and 0 <= ceiling <= 1):
        raise InputError(f"p={p!r}, ceiling={ceiling!r}: chances lie between 0 and 1")
