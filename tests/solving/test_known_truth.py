"""Strategies on policies of set ability, against what theory says of them exactly.

Best-of-N against the order statistic is in ``test_best_of``; beam, rebase and dvts against the
dynamic programme over their tree are in ``test_search``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from math import comb, prod, sqrt

import pytest
from scipy.stats import beta

from algorist.core import Budget, rng
from algorist.models import Request, Sample, Simulated
from algorist.solving import Session, Solution, Strategy, Trace, resolve_strategy, run_strategy
from algorist.solving.strategies._best_of import BestOf
from algorist.solving.strategies._vote import Vote
from tests.builders import purchases
from tests.solving.scripted import Scripted, session_for

RIGHT = "42"
SPREAD = 3
"""Wrong answers that are possible, equally likely."""
TRIALS = 400
TWO_STEPS = [p for p in purchases(900, level=2) if len(p.steps) == 2][:TRIALS]
Counts = tuple[int, ...]


def chances(right: float, silent: float = 0.0) -> list[float]:
    """Of the right answer, of each wrong one, and of none."""
    wrong = [(1 - right) * (1 - silent) / SPREAD] * SPREAD
    return [right * (1 - silent), *wrong, silent]


def splits(total: int, parts: int) -> Iterator[Counts]:
    """All ways to share out a total."""
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in splits(total - first, parts - 1):
            yield (first, *rest)


def multinomial(k: int, given: Sequence[float]) -> dict[Counts, float]:
    """The chance of every count vector of ``k`` draws."""
    law = {}
    for counts in splits(k, len(given)):
        left, ways = k, 1
        for count in counts:
            ways *= comb(left, count)
            left -= count
        law[counts] = ways * prod(p**n for p, n in zip(given, counts, strict=True))
    return law


def wins(counts: Counts) -> float:
    """The right answer's share of the first place; the last count is that of abstentions."""
    votes = counts[:-1]
    return (votes[0] == max(votes) > 0) / votes.count(max(votes))


def voted(k: int, given: Sequence[float]) -> float:
    """Accuracy of a vote among ``k`` independent draws."""
    return sum(chance * wins(counts) for counts, chance in multinomial(k, given).items())


def close(found: Sequence[float], expected: float) -> bool:
    """Whether the mean lies within four standard errors, taken from the spread that was seen."""
    mean = sum(found) / len(found)
    seen = sum((value - mean) ** 2 for value in found) / len(found)
    # Where nothing varied, a rare outcome may have been missed by chance.
    error = sqrt(max(seen, 1 / len(found)) / len(found))
    return abs(mean - expected) <= 4 * error


def scripted(
    strategy: str | Strategy,
    write: Callable[[Request, int], Sample | str],
    *,
    budget: Budget | None = None,
    trials: int = TRIALS,
) -> list[Solution]:
    """One strategy on a policy whose draws a test writes, each trial with a seed of its own."""
    planned = resolve_strategy(strategy) if isinstance(strategy, str) else strategy

    async def work() -> list[Solution]:
        model = Scripted(write)
        return [
            await run_strategy(planned, session_for(model, budget=budget, seed=number))
            for number in range(trials)
        ]

    return asyncio.run(work())


def right_of(solutions: Sequence[Solution]) -> list[float]:
    """1 for each right answer."""
    return [float(one.answer == RIGHT) for one in solutions]


def drawn(request: Request, index: int, right: float, name: str = "draw") -> str:
    """An answer: right with the given chance, else one of the wrong ones."""
    about = "|".join(turn.content for turn in request.messages)
    chance = rng(name, about, request.seed, index)
    return RIGHT if chance.random() < right else str(50 + chance.randrange(SPREAD))


@pytest.mark.parametrize(
    ("k", "error", "shared"), [(1, 0.3, 0.5), (3, 0.3, 0.4), (5, 0.4, 0.2), (8, 0.45, 0.7)]
)
def test_votes_of_correlated_samples_agree_with_the_mixture(
    k: int, error: float, shared: float
) -> None:
    """With some chance a draw is the one that all share: a mixture of multinomials."""
    given = chances((1 - error) ** 2)
    expected = 0.0
    for common, weight in enumerate(given):
        mixed = [(1 - shared) * p + shared * (i == common) for i, p in enumerate(given)]
        expected += weight * voted(k, mixed)
    model = Simulated(spread=SPREAD, step_error=error, shared=shared)
    planned = resolve_strategy(f"vote(k={k}, stop=none)")

    async def work() -> list[float]:
        found = []
        for number, problem in enumerate(TWO_STEPS):
            solution = await run_strategy(planned, session_for(model, about=problem, seed=number))
            found.append(float(solution.answer == problem.answer))
        return found

    assert close(asyncio.run(work()), expected)


def stops(rule: str, counts: Counts, k: int) -> bool:
    """The rules as ``docs/strategies.md`` states them, written anew."""
    made, votes = sum(counts), sorted(counts[:-1], reverse=True)
    if not votes[0]:
        return False
    certain = votes[0] - votes[1] > k - made
    if rule == "beta":
        return certain or beta.sf(0.5, votes[0] + 1, votes[1] + 1) >= 0.95
    if rule == "doubling":
        return certain or (votes[0] >= 0.75 * made and votes[0] >= 3)
    return certain


@pytest.mark.parametrize("rule", ["certain", "beta", "doubling"])
@pytest.mark.parametrize(("right", "silent"), [(0.7, 0.0), (0.4, 0.3)])
def test_early_stops_follow_the_exact_stopping_law(rule: str, right: float, silent: float) -> None:
    """Waves of four up to twelve: the accuracy, and the mean number of samples paid for."""
    given, k = chances(right, silent), 12
    wave = multinomial(4, given)
    going, expected, samples = {(0,) * len(given): 1.0}, 0.0, 0.0
    for made in (4, 8, 12):
        after: dict[Counts, float] = {}
        for counts, chance in going.items():
            for more, part in wave.items():
                both = tuple(a + b for a, b in zip(counts, more, strict=True))
                after[both] = after.get(both, 0.0) + chance * part
        going = {}
        for counts, chance in after.items():
            if made == k or stops(rule, counts, k):
                expected += chance * wins(counts)
                samples += chance * made
            else:
                going[counts] = chance

    def write(request: Request, index: int) -> str:
        if rng("silent", request.seed, index).random() < silent:
            return "I do not know it"
        return f"#### {drawn(request, index, right)}"

    found = scripted(f"vote(k={k}, stop={rule})", write)

    assert close(right_of(found), expected)
    assert close([float(len(one.candidates)) for one in found], samples)


@pytest.mark.parametrize("held", [1, 2, 3, 6, 9])
def test_a_vote_is_worth_the_samples_that_its_budget_holds(held: int) -> None:
    """A budget of output tokens for so many samples is a vote of so many, at each budget."""
    size = 10

    def write(request: Request, index: int) -> Sample:
        return Sample(f"#### {drawn(request, index, 0.5)}", output_tokens=size)

    strategy = f"vote(k=16, stop=none, max_tokens={size})"
    found = scripted(strategy, write, budget=Budget(output_tokens=size * held + size // 2))

    assert {len(one.candidates) for one in found} == {held}
    assert {one.cost.output_tokens for one in found} == {size * held}
    assert close(right_of(found), voted(held, chances(0.5)))


class Mistaken:
    """A verifier that likes right answers and dislikes wrong ones, but for a known chance."""

    logprobs = 0
    relative = False

    def __init__(self, chance: float) -> None:
        self.chance = chance

    async def __call__(self, session: Session, traces: Sequence[Trace]) -> list[float]:
        """1 or 0, each look independent."""
        chance = rng("verifier", session.task.seed)
        return [float((t.answer == RIGHT) != (chance.random() < self.chance)) for t in traces]


def chosen(
    k: int, right: float, mistaken: float, rank: Callable[[int, int], tuple[float, float]]
) -> float:
    """The chance that the right answer ranks first, by going through all draws and looks.

    ``rank`` orders answers by how many attempts give them and how many of those are liked; the
    answers that share the first place are equally likely to be taken.
    """
    given = chances(right)[:-1]
    total = 0.0
    for draws in product(range(SPREAD + 1), repeat=k):
        for looks in product((False, True), repeat=k):  # whether each look is mistaken
            chance = prod(given[d] for d in draws)
            chance *= prod(mistaken if flip else 1 - mistaken for flip in looks)
            ranks = {}
            for answer in set(draws):
                liked = [
                    (answer == 0) != flip
                    for d, flip in zip(draws, looks, strict=True)
                    if d == answer
                ]
                ranks[answer] = rank(len(liked), sum(liked))
            first = [answer for answer, one in ranks.items() if one == max(ranks.values())]
            total += chance * (0 in first) / len(first)
    return total


@pytest.mark.parametrize("mistaken", [0.0, 0.25, 0.45])
def test_choices_by_a_noisy_verifier_agree_with_the_enumeration(mistaken: float) -> None:
    """Best of 4: one liked attempt is enough, most of them decide. Weighted: the likings add up."""

    def write(request: Request, index: int) -> str:
        return f"#### {drawn(request, index, 0.4)}"

    naive = scripted(BestOf(k=4, score=Mistaken(mistaken)), write)
    weighted = scripted(BestOf(k=4, score=Mistaken(mistaken), weighted=True), write)
    votes = scripted(Vote(k=4, weight=Mistaken(mistaken), stop="none"), write)

    by_best = chosen(4, 0.4, mistaken, lambda size, liked: (liked > 0, liked if liked else size))
    assert close(right_of(naive), by_best)
    by_sum = chosen(4, 0.4, mistaken, lambda size, liked: (liked, size))
    assert close(right_of(weighted), by_sum)
    # A vote weighs by the likings alone: what nobody likes is tied with all else of that kind.
    by_weight = chosen(4, 0.4, mistaken, lambda size, liked: (liked, 0))
    assert close(right_of(votes), by_weight)


PIECE = 8


@pytest.mark.parametrize(("m", "k"), [(1, 1), (1, 3), (2, 4), (3, 3)])
def test_the_shortest_attempts_decide_as_often_as_they_are_right(m: int, k: int) -> None:
    """Attempts of 1 to 3 pieces, the shorter ones more often right: accuracy and tokens exactly."""
    rights = {1: 0.8, 2: 0.5, 3: 0.2}

    def attempt(seed: int, index: int) -> tuple[int, str]:
        chance = rng("attempt", seed, index)
        pieces = chance.choice(sorted(rights))
        wrong = str(50 + chance.randrange(SPREAD))
        return pieces, RIGHT if chance.random() < rights[pieces] else wrong

    def write(request: Request, index: int) -> Sample:
        pieces, answer = attempt(request.seed, index)
        last = request.messages[-1]
        done = last.content.count("w") // PIECE if last.role == "assistant" else 0
        ends = done + 1 == pieces
        text = "w" * PIECE + (f"\n#### {answer}" if ends else "")
        return Sample(text, "stop" if ends else "length", PIECE)

    expected = tokens = 0.0
    for lengths in product(sorted(rights), repeat=k):
        last = sorted(lengths)[m - 1]
        voters = sorted(range(k), key=lambda i: (lengths[i], i))[:m]
        tokens += sum(min(one, last) for one in lengths) * PIECE / 3**k
        given = [chances(rights[lengths[i]])[:-1] for i in voters]
        for draws in product(range(SPREAD + 1), repeat=m):
            chance = prod(row[d] for row, d in zip(given, draws, strict=True))
            counts = [draws.count(answer) for answer in range(SPREAD + 1)]
            # The voters stand in order of length, and a tie goes to the shortest.
            first = next(d for d in draws if counts[d] == max(counts))
            expected += chance * (first == 0) / 3**k
    found = scripted(f"short(m={m}, k={k}, chunk={PIECE})", write)

    assert close(right_of(found), expected)
    assert close([float(one.cost.output_tokens) for one in found], tokens)


@pytest.mark.parametrize("rounds", [0, 1, 3])
def test_repair_mends_what_the_step_checker_sees(rounds: int) -> None:
    """A fault that is seen gives one attempt more; one that is not seen stays."""
    right, seen = 0.3, 0.6

    def write(request: Request, index: int) -> str:
        answer = drawn(request, index, right)
        slips = answer != RIGHT and rng("seen", answer, request.seed, len(request.messages))
        step = "3 * 2 = 7" if slips and slips.random() < seen else "3 * 2 = 6"
        return f"{step}\n#### {answer}"

    expected = right
    for _ in range(rounds):
        expected = right + (1 - right) * seen * expected
    assert close(right_of(scripted(f"repair(rounds={rounds})", write)), expected)


@pytest.mark.parametrize("k", [1, 3])
def test_votes_of_programs_agree_with_the_multinomial(k: int) -> None:
    """A program that fails abstains; the others vote by what they return."""
    right, failing = 0.5, 0.3

    def write(request: Request, index: int) -> str:
        value = drawn(request, index, right)
        fails = rng("fails", request.seed, index).random() < failing
        return f"def solution():\n    return {value}{' // 0' if fails else ''}"

    found = scripted(f"program_vote(k={k})", write, trials=100)

    assert close(right_of(found), voted(k, chances(right, failing)))


def test_verified_votes_agree_with_the_enumeration() -> None:
    """Each attempt weighs 1 or 0.2 by a second computation, which is right 7 times in 10."""
    right, sound = 0.4, 0.7

    def write(request: Request, index: int) -> str:
        asked = "Proposed solution" in request.messages[-1].content
        if not asked:
            return f"#### {drawn(request, index, right)}"
        return f"def solution():\n    return {drawn(request, index, sound, 'check')}"

    given, check = chances(right)[:-1], chances(sound)[:-1]
    expected = 0.0
    for draws in product(range(SPREAD + 1), repeat=2):
        for looks in product(range(SPREAD + 1), repeat=2):
            chance = prod(given[d] for d in draws) * prod(check[c] for c in looks)
            weights = dict.fromkeys(draws, 0.0)
            for draw, look in zip(draws, looks, strict=True):
                weights[draw] += 1.0 if draw == look else 0.2
            first = [answer for answer, one in weights.items() if one == max(weights.values())]
            expected += chance * (0 in first) / len(first)
    found = scripted("self_verify(k=2)", write, trials=100)

    assert close(right_of(found), expected)
