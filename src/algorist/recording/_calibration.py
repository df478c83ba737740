"""Whether scores mean what they say: of the attempts scored 0.8, four in five should be right."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

from algorist.core import InputError, Record
from algorist.recording._outcomes import Outcome, read_results
from algorist.recording._statistics import Share, wilson
from algorist.recording._store import Store


class Bin(Record, frozen=True):
    """The attempts whose score lies in one stretch of [0, 1]."""

    low: float
    high: float
    n: int
    score: float
    """Their mean score; the middle of the stretch where there are none."""
    right: Share
    """The share of them that is right, with its interval."""


class Calibration(Record, frozen=True):
    """How well scores foretell rightness."""

    n: int
    right: Share
    """The share of all attempts that is right."""
    brier: float
    """Mean squared difference of score and rightness, 0 best; a constant score c gives
    (c - base)^2 + base (1 - base)."""
    ece: float
    """Expected calibration error: mean over attempts of their bin's |mean score - share right|."""
    auc: float
    """Chance that a right attempt is scored above a wrong one, ties one half; 0.5 where all are
    right or all are wrong."""
    bins: tuple[Bin, ...]
    """The reliability diagram: equal widths, empty bins included."""


def calibration(scores: Sequence[float], right: Sequence[bool], *, bins: int = 10) -> Calibration:
    """Brier score, expected calibration error, AUC and reliability bins of scores in [0, 1].

    Sources: Brier, Monthly Weather Review 78, 1950; Guo et al., arXiv 1706.04599 (equal widths).
    Cost: one sort.

    >>> found = calibration([0.9, 0.8, 0.1, 0.2], [True, True, False, True])
    >>> round(found.brier, 4), round(found.ece, 4), found.auc
    (0.175, 0.3, 1.0)
    """
    if len(scores) != len(right):
        raise InputError(f"{len(scores)} scores for {len(right)} outcomes: give one for each")
    if not 1 <= bins <= 1000:
        raise InputError(f"bins={bins!r}: a reliability diagram has 1 to 1000 bins")
    outside = next((score for score in scores if not 0 <= score <= 1), None)
    if outside is not None:
        raise InputError(f"a score of {outside!r}: only scores from 0 to 1 can be calibrated")
    n = len(scores)
    members: list[list[int]] = [[] for _ in range(bins)]
    for index, score in enumerate(scores):
        members[min(bins - 1, int(score * bins))].append(index)
    drawn = []
    for number, one in enumerate(members):
        low, high = number / bins, (number + 1) / bins
        mean = fsum(scores[i] for i in one) / len(one) if one else (low + high) / 2
        drawn.append(Bin(low, high, len(one), mean, wilson(sum(right[i] for i in one), len(one))))
    return Calibration(
        n=n,
        right=wilson(sum(right), n),
        brier=fsum((s - r) ** 2 for s, r in zip(scores, right, strict=True)) / max(1, n),
        ece=fsum(one.n * abs(one.score - one.right.value) for one in drawn) / max(1, n),
        auc=area(scores, right),
        bins=tuple(drawn),
    )


def area(scores: Sequence[float], right: Sequence[bool]) -> float:
    """The area under the ROC curve, by ranks (Mann-Whitney)."""
    good = sum(right)
    bad = len(right) - good
    if not good or not bad:
        return 0.5
    order = sorted(range(len(scores)), key=lambda i: scores[i])
    ranks, start = 0.0, 0
    while start < len(order):
        end = start
        while end < len(order) and scores[order[end]] == scores[order[start]]:
            end += 1
        ranks += (start + 1 + end) / 2 * sum(right[i] for i in order[start:end])
        start = end
    return (ranks - good * (good + 1) / 2) / (good * bad)


def calibrations(store: Store, run: str, *, bins: int = 10) -> dict[str, Calibration]:
    """For each strategy of a run that scores its attempts, the calibration of those scores.

    All scored attempts count, over all problems; one without an answer is not right. Scores that
    are shares of a vote or weights are judged as if they were chances. Cost: one check an attempt.
    """
    judged = read_results(store, run).outcomes
    found = {text: score_calibration(outcomes, bins=bins) for text, outcomes in judged.items()}
    return {text: one for text, one in found.items() if one is not None}


def score_calibration(judged: Sequence[Outcome], *, bins: int = 10) -> Calibration | None:
    """Of the attempts' scores; None where none of them has one."""
    pairs = [
        (candidate.score, right)
        for one in judged
        for candidate, right in zip(one.solved.solution.candidates, one.right, strict=True)
        if candidate.score is not None and 0 <= candidate.score <= 1
    ]
    return calibration(*zip(*pairs, strict=True), bins=bins) if pairs else None


def agreement_calibration(judged: Sequence[Outcome], *, bins: int = 10) -> Calibration | None:
    """Of the share of attempts that gave the selected answer, as the chance that it is right.

    None where no problem has several attempts. Problems without an answer are left out.
    """
    pairs = []
    for one in judged:
        solution = one.solved.solution
        answers = [candidate.answer for candidate in solution.candidates]
        groups = [one.members for one in solution.groups]
        agreeing = next((g for g in groups if solution.answer in [answers[i] for i in g]), ())
        if agreeing and len(answers) > 1:
            pairs.append((len(agreeing) / len(answers), one.outcome == "correct"))
    return calibration(*zip(*pairs, strict=True), bins=bins) if pairs else None
