"""How coverage grows with the number of samples."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log

from algorist.core import InputError, Record


class CoverageLaw(Record, frozen=True):
    """c(k) = exp(a k^b): the share of problems that any of ``k`` samples solves.

    Source of the form: Brown et al., Large Language Monkeys, arXiv 2407.21787.
    """

    a: float
    """Negative; log of the coverage of one sample."""
    b: float
    """Negative where coverage grows, down to 0 where more samples bring nothing."""
    error: float
    """Largest distance from a point that it was fitted to."""

    def at(self, k: float) -> float:
        """Coverage of ``k`` samples; beyond the points of the fit it is a guess."""
        return exp(self.a * k**self.b)

    def needed(self, coverage: float) -> float:
        """Samples at which the law reaches ``coverage``; infinite where it never does."""
        if not 0 < coverage < 1:
            raise InputError(f"coverage={coverage!r}: a share between 0 and 1, such as 0.9")
        if self.b >= 0:
            return 1.0 if coverage <= self.at(1) else float("inf")
        exponent = log(log(coverage) / self.a) / self.b
        return exp(exponent) if exponent < 700 else float("inf")


def fit_coverage(points: Sequence[tuple[int, float]]) -> CoverageLaw | None:
    """The law through points (k, coverage), by least squares of log(-log c) on log k.

    The coverage of a point should be the unbiased pass@k. Points at 0 and 1 carry no information
    about the law and are left out; None where fewer than two are left.

    >>> law = fit_coverage([(1, 0.2), (4, 0.45), (16, 0.67), (64, 0.82)])
    >>> (round(law.a, 2), round(law.b, 2), round(law.at(256), 2)) if law else None
    (-1.61, -0.5, 0.91)
    """
    kept = [(k, c) for k, c in points if 0 < c < 1]
    if any(k < 1 for k, _ in points) or len({k for k, _ in kept}) < len(kept):
        raise InputError(f"points={list(points)!r}: each k is at least 1 and stands once")
    if len(kept) < 2:
        return None
    xs = [log(k) for k, _ in kept]
    ys = [log(-log(c)) for _, c in kept]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    b = sum((u - x) * (v - y) for u, v in zip(xs, ys, strict=True)) / sum((u - x) ** 2 for u in xs)
    law = CoverageLaw(-exp(y - b * x), b, 0.0)
    return CoverageLaw(law.a, law.b, max(abs(law.at(k) - c) for k, c in kept))
