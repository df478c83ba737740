"""The labels of one problem."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from algorist.checking import step_reward
from algorist.solving.labels._first_error import first_errors
from algorist.solving.labels._records import Estimate, FirstError, Label, Pair, Source, Value
from algorist.solving.labels._rollouts import Attempt, Rollouts
from algorist.solving.labels._tree import branches, step_pairs


async def first_error_labels(rollouts: Rollouts, source: Source) -> list[Label]:
    """The first error of each distinct wrong attempt, and what a right roll-out did instead.

    An attempt that states no answer is unfinished, and not wrong: it has no label.
    """
    labels: list[Label] = []
    wrong = [one for one in distinct(rollouts.attempts) if not rollouts.judge(one.answer)]
    for search in await first_errors(rollouts, wrong):
        steps, at = search.attempt.steps, search.high
        labels.append(
            FirstError(
                source,
                steps,
                first_error=at,
                labels=(*[1] * (at - 1), 0),
                estimates=tuple(search.estimates),
                rollouts=sum(one.n for one in search.estimates),
                sample=search.attempt.sample,
            )
        )
        labels += _instead(rollouts, search.attempt, at, source)
    return labels


async def value_labels(rollouts: Rollouts, source: Source) -> list[Label]:
    """The value of each distinct beginning of each attempt, from the empty one to the whole ones.

    Costs k samples for each beginning but these: the attempts are the roll-outs of the empty one,
    and a whole one is known by its answer.
    """
    made = distinct(rollouts.attempts)
    await rollouts.estimate(
        [one.steps[:length] for one in made for length in range(1, len(one.steps))]
    )
    found = [Value(source, text, one) for text, one in rollouts.known.items()]
    for one in made:
        whole = Estimate(len(one.steps), int(rollouts.judge(one.answer)), 1, one.sample[0])
        found.append(Value(source, "".join(one.steps), whole))
    return list(found)


def pair_labels(
    attempts: Sequence[Attempt], right: Sequence[bool], source: Source, *, margin: float = 0.5
) -> Iterator[Pair]:
    """Preferences between steps where these attempts part; see :func:`step_pairs`.

    None where the preferred step is shown wrong, though it ended well more often.
    """
    for here, best, worst in step_pairs(branches(attempts, right), margin=margin):
        if refuted(here.prefix, best.step, source.question):
            continue
        yield Pair(
            source,
            here.prefix,
            best.step,
            worst.step,
            best.value,
            worst.value,
            best.sample,
            worst.sample,
        )


def refuted(prefix: str, step: str, question: str) -> bool:
    """Whether the step checker shows this step wrong after this beginning."""
    before = step_reward(prefix, question).steps.count(0.0)
    return step_reward(prefix + step, question).steps.count(0.0) > before


def distinct(attempts: Sequence[Attempt]) -> list[Attempt]:
    """The first of each text among those that state an answer."""
    found: dict[str, Attempt] = {}
    for one in attempts:
        if one.answer is not None:
            found.setdefault("".join(one.steps), one)
    return list(found.values())


def _instead(rollouts: Rollouts, wrong: Attempt, at: int, source: Source) -> Iterator[Pair]:
    """The wrong step against the first right roll-out's step in its place, where there is one.

    A roll-out may be right by luck or by a later repair: a step that is shown wrong is passed over.
    """
    prefix, rejected = "".join(wrong.steps[: at - 1]), wrong.steps[at - 1]
    for chosen, sample in rollouts.nexts[prefix]:
        other = chosen.strip() != rejected.strip()
        if other and not refuted(prefix, chosen, source.question):
            after = rollouts.known.get(prefix + chosen)
            yield Pair(
                source,
                prefix,
                chosen,
                rejected,
                after.value if after else None,
                0.0,
                sample,
                wrong.sample,
            )
            return
