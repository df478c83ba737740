"""What a run shows, computed from what is stored: every answer is checked anew."""

from __future__ import annotations

from collections.abc import Sequence

from algorist.checking import TraceSummary, check_trace, summarize_traces
from algorist.core import Cost, Record
from algorist.recording._breakdown import Spending, spending_of
from algorist.recording._calibration import Calibration, agreement_calibration, score_calibration
from algorist.recording._outcomes import Outcome, Results, read_results
from algorist.recording._statistics import Share, maj_at_k, mean_share, pass_at_k, wilson
from algorist.recording._store import RunSpec, Store

KS = (1, 2, 4, 8, 16, 32, 64)
"""The k of pass@k and maj@k that are shown, as far as every problem has that many samples."""


class AtK(Record, frozen=True):
    """What ``k`` samples would give, over the problems that have at least ``k``."""

    k: int
    pass_at: Share
    """Any of the k correct: what perfect choice would reach."""
    maj_at: Share
    """A vote among the k correct."""


class Row(Record, frozen=True):
    """One strategy."""

    strategy: str
    problems: int
    accuracy: Share
    """Selected answers that are correct, over all problems asked."""
    coverage: Share
    """Problems with any correct sample: what choosing could reach at most."""
    unanswered: int
    """Problems without an answer: abstentions, an empty budget, a failed model."""
    undecided: int
    """Answers that could not be checked; counted as not correct."""
    failed: int
    samples: int
    cost: Cost
    at_k: tuple[AtK, ...]
    """Empty for strategies whose candidates are not single draws."""
    traces: TraceSummary | None = None
    """How far the chosen attempts' steps agree with the worked ones, over the problems whose
    steps have states."""
    missing: int = 0
    """Problems that the run has not come to yet; they are counted as unanswered too."""
    spending: Spending = Spending()
    scores: Calibration | None = None
    """Of the attempts' scores as chances that the attempt is right, where attempts are scored."""
    agreement: Calibration | None = None
    """Of the share of attempts that agree with the selected answer, as the chance that it is
    right, where there are several attempts."""


class Summary(Record, frozen=True):
    """One run."""

    run: str
    spec: RunSpec
    rows: tuple[Row, ...]
    probing: Cost = Cost()
    """What finding out what the endpoint supports cost, over all runs of the file."""


def summarise(store: Store, run: str) -> Summary:
    """Every figure of one run. Cost: one check per stored sample."""
    return summary_of(read_results(store, run))


def summary_of(results: Results) -> Summary:
    """Every figure of judged results."""
    asked = len(results.problems)
    rows = tuple(_row(text, asked, judged) for text, judged in results.outcomes.items())
    return Summary(results.run, results.spec, rows, results.probing)


def _row(text: str, asked: int, judged: Sequence[Outcome]) -> Row:
    cost = sum((one.solved.solution.cost for one in judged), Cost())
    return Row(
        strategy=text,
        problems=asked,
        accuracy=wilson(sum(one.outcome == "correct" for one in judged), asked),
        coverage=wilson(sum(one.covered for one in judged), asked),
        unanswered=sum(one.outcome == "unanswered" for one in judged) + asked - len(judged),
        undecided=sum(one.outcome == "undecided" for one in judged),
        failed=sum(one.solved.solution.ending == "failed" for one in judged),
        samples=sum(len(one.right) for one in judged),
        cost=cost,
        at_k=_at_k(judged) if _independent(judged) else (),
        traces=_traces(judged),
        missing=asked - len(judged),
        spending=spending_of(judged),
        scores=score_calibration(judged),
        agreement=agreement_calibration(judged),
    )


def _independent(judged: Sequence[Outcome]) -> bool:
    """Whether every candidate is one draw: those of a search depend on each other."""
    return all(len(one.solved.samples) == len(one.right) for one in judged)


def _traces(judged: Sequence[Outcome]) -> TraceSummary | None:
    scores = [
        check_trace(one.problem, one.solved.solution.text)
        for one in judged
        if one.problem.steps and all(step.state is not None for step in one.problem.steps)
    ]
    return summarize_traces(scores) if scores else None


def _at_k(judged: Sequence[Outcome]) -> tuple[AtK, ...]:
    # Strategies that stop early have more samples of harder problems: only the first ones, as
    # many as every problem has, are an unbiased draw.
    n = min((len(one.right) for one in judged), default=0)
    found = []
    for k in (k for k in KS if k <= n):
        passed = [pass_at_k(n, sum(one.right[:n]), k) for one in judged]
        voted = [maj_at_k(*_sizes(one, n), k) for one in judged]
        found.append(AtK(k, mean_share(passed), mean_share(voted)))
    return tuple(found)


def _sizes(judged: Outcome, n: int) -> tuple[list[tuple[int, bool]], int]:
    """Votes for each answer among the first ``n`` samples, with its rightness; and abstentions."""
    sizes: dict[int, tuple[int, bool]] = {}
    for vote, right in zip(judged.votes[:n], judged.right[:n], strict=True):
        if vote is not None:
            sizes[vote] = (sizes.get(vote, (0, right))[0] + 1, right)
    return list(sizes.values()), n - sum(size for size, _ in sizes.values())


def remarks(summary: Summary) -> tuple[str, ...]:
    """What a reader of the figures should know besides, one sentence each."""
    found = []
    if summary.probing.calls:
        found.append(
            f"asking what the endpoint supports cost {summary.probing.tokens:,} tokens besides"
        )
    for row in summary.rows:
        if row.missing:
            found.append(
                f"{row.strategy}: the run has not come to {row.missing} of {row.problems} problems "
                "yet, which count as not right; the same command goes on"
            )
        if row.unanswered > row.missing:
            found.append(
                f"{row.strategy}: {row.unanswered - row.missing} of {row.problems} without an "
                "answer"
            )
        if row.undecided:
            found.append(f"{row.strategy}: {row.undecided} answers could not be checked")
        if row.failed:
            found.append(
                f"{row.strategy}: the model failed on {row.failed}; run again to retry them"
            )
        if row.cost.assumed_tokens:
            found.append(
                f"{row.strategy}: {row.cost.assumed_tokens:,} of the tokens are charged at the "
                "most that failed or cancelled calls could have used"
            )
    return tuple(found)
