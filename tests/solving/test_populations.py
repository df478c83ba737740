"""Searches that share a width out: by worth and cost, by beginnings of lines, by odds."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from math import exp, log, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorist.checking import check_answer
from algorist.core import InputError, rng
from algorist.models import Sample, Simulated
from algorist.solving import Session, Trace, resolve_scorer, resolve_strategy
from algorist.solving._vectors import vectors
from algorist.solving.search import Growth, Tree
from algorist.solving.strategies._early_rejection import EarlyRejection
from algorist.solving.strategies._ets import EXHAUSTIVE, Ets, best_choice, linked
from algorist.solving.strategies._particles import (
    Particles,
    effective,
    flattened,
    shares,
    systematic,
)
from algorist.solving.strategies._rebase import Rebase
from tests.builders import purchases
from tests.solving.scripted import Scripted, session_for, solved
from tests.solving.verifiers import Flipping

PROBLEMS = [p for p in purchases(900, level=2) if len(p.steps) == 2][:300]


def grown(*steps: tuple[int, str, float]) -> Tree:
    """A tree of (parent, step, score); a step costs as many tokens as it has words."""
    tree = Tree()
    for parent, text, score in steps:
        index = tree.grow(parent, Sample(text, output_tokens=len(text.split())))
        tree.rate(index, score)
        tree.asked += 1
    return tree


# which branches are worth their cost


def test_the_objective_is_the_published_one() -> None:
    """By hand: three leaves, two of which share a branch of 6 tokens and say the same."""
    paths, worth = [[1, 2], [1, 3], [4]], [0.5, 0.25, 0.25]
    tokens, clusters = {1: 6, 2: 2, 3: 2, 4: 10}, [0, 0, 1]
    # Worth - unshared * tokens / 20 + coverage * clusters / 2:
    # {0}: .5 - .4 u + .5 c; {0, 1}: .75 - .5 u + .5 c; {0, 2}: .75 - .9 u + c; all: 1 - u + c.
    cases = {
        (0.0, 0.0): [0, 1, 2],
        (3.0, 0.0): [0],
        (2.0, 0.0): [0, 1],
        (2.6, 0.0): [0],
        (2.0, 2.0): [0, 1, 2],
        (2.6, 2.4): [0, 2],
        (1.0, 0.2): [0, 1],
        (1.0, 1.0): [0, 1, 2],
    }

    for (unshared, coverage), expected in cases.items():
        assert best_choice(paths, worth, tokens, clusters, unshared, coverage) == expected


@st.composite
def trees(draw: st.DrawFn) -> tuple[list[list[int]], list[float], dict[int, int], list[int]]:
    """Eleven to thirteen leaves below three branches."""
    count = draw(st.integers(EXHAUSTIVE + 1, EXHAUSTIVE + 3))
    paths = [[draw(st.integers(1, 3)), 10 + leaf] for leaf in range(count)]
    worth = [draw(st.integers(0, 10)) / 10 for _ in paths]
    tokens = {node: draw(st.integers(1, 30)) for path in paths for node in path}
    return paths, worth, tokens, [draw(st.integers(0, 3)) for _ in paths]


@settings(max_examples=15, deadline=None)
@given(trees(), st.sampled_from([0.5, 1.0, 3.0]), st.sampled_from([0.0, 1.4]))
def test_single_changes_come_near_the_best_of_all_choices(
    tree: tuple[list[list[int]], list[float], dict[int, int], list[int]],
    unshared: float,
    coverage: float,
) -> None:
    """Beyond ten nodes: at least 95% of the way from the worst start to the exact maximum."""
    paths, worth, tokens, clusters = tree
    cost = sum(tokens[node] for node in {node for path in paths for node in path})

    def value(choice: Sequence[int]) -> float:
        branches = {node for i in choice for node in paths[i]}
        return (
            sum(worth[i] for i in choice)
            - unshared * sum(tokens[node] for node in branches) / cost
            + coverage * len({clusters[i] for i in choice}) / len(set(clusters))
        )

    everything = range(len(paths))
    best = max(value(one) for size in everything for one in combinations(everything, size + 1))
    found = value(best_choice(paths, worth, tokens, clusters, unshared, coverage))
    start = min(value(everything), value([0]))

    assert found >= start + 0.95 * (best - start) - 1e-9


def test_lines_with_other_figures_are_other_lines() -> None:
    """At the default cut only spelling may differ."""
    lines = ["2 * 3 = 6", "2*3 = 6", "2 * 3 = 5", "so there are 6 apples"]

    assert linked(vectors(lines, digits=True), 0.05) == [0, 0, 1, 2]
    assert linked(vectors(lines, digits=True), 2.0) == [0, 0, 0, 0]


@given(st.lists(st.sampled_from(["a b", "a c", "b c d", "e"]), min_size=1, max_size=8))
def test_average_linkage_leaves_no_pair_of_clusters_within_the_cut(texts: list[str]) -> None:
    """Equal lines are together, and no two clusters could still be joined."""
    rows = vectors(texts)
    labels = linked(rows, 0.4)

    for a, b in combinations(range(len(texts)), 2):
        assert texts[a] != texts[b] or labels[a] == labels[b]
    groups = [[i for i, one in enumerate(labels) if one == label] for label in set(labels)]
    for one, other in combinations(groups, 2):
        assert np.mean(1 - rows[one] @ rows[other].T) > 0.4


def test_ets_prunes_what_rebase_would_pay_for() -> None:
    """Of two branches that say the same the worse one goes, unless branches cost nothing."""
    tree = grown((0, "a long line of words 1", 0.6), (0, "a long line of words 2", 0.5))
    for parent in (1, 2):
        tree.rate(tree.grow(parent, Sample("2 * 3 = 6", output_tokens=5)), 0.6 - parent / 20)

    assert Rebase(n=4).ask(tree) == [Growth(3, 3), Growth(4, 1)]
    assert Ets(n=4).ask(tree) == [Growth(3, 4)]
    assert Ets(n=4, unshared=0.0).ask(tree) == [Growth(3, 3), Growth(4, 1)]


def test_without_prices_ets_is_rebase() -> None:
    """The same solutions, sample by sample."""
    for number, problem in enumerate(PROBLEMS[:20]):
        for spec in ("rebase(n=6)", "ets(n=6, unshared=0, coverage=0)"):
            session = session_for(Simulated(step_error=0.5), about=problem, seed=number)
            texts = [one.text for one in solved(spec, session).candidates]
            if spec.startswith("rebase"):
                expected = texts
        assert texts == expected


# lines judged by their beginnings


def test_with_beginnings_as_long_as_lines_early_rejection_is_beam() -> None:
    """The same solutions, sample by sample."""
    for number, problem in enumerate(PROBLEMS[:20]):
        for spec in ("beam(max_tokens=64)", "early_rejection(tau=63, max_tokens=64)"):
            session = session_for(Simulated(step_error=0.5), about=problem, seed=number)
            solution = solved(spec, session)
            if spec.startswith("beam"):
                expected = solution
        assert solution.candidates == expected.candidates
        assert solution.cost.output_tokens == expected.cost.output_tokens


def test_only_the_kept_lines_are_completed() -> None:
    """Four lines of ten words, two of them bad from the first word: tokens by hand."""
    lines = ["good " + "a " * 8 + "end", "bad " + "b " * 8 + "end"]

    def write(request: object, index: int) -> Sample:
        last = request.messages[-1]  # type: ignore[attr-defined]
        begun = last.content if last.role == "assistant" else ""
        if begun.count("\n"):
            return Sample("#### 7", output_tokens=2)
        whole = lines[index % 2] if not begun else next(x for x in lines if x.startswith(begun))
        words = whole[len(begun) :].split(" ")
        room = request.max_tokens  # type: ignore[attr-defined]
        text = " ".join(words[:room]) + (" " if len(words) > room else "")
        return Sample(text, "length" if len(words) > room else "stop", min(room, len(words)))

    class Good:
        logprobs, relative = 0, False

        async def __call__(self, session: Session, traces: Sequence[Trace]) -> list[float]:
            return [float(trace.text.startswith("good")) for trace in traces]

    search = EarlyRejection(n=4, m=2, tau=3, max_tokens=20, score=Good())
    solution = solved(search, session_for(Scripted(write)))

    assert solution.answer == "7"
    # Four beginnings of 3 words, the other 7 of two of them, then four answer lines of 2.
    assert solution.cost.output_tokens == 4 * 3 + 2 * 7 + 4 * 2


def test_a_number_that_a_bound_cut_is_not_taken_for_wrong() -> None:
    """8 * 7 = 5 may become 56: it is judged without its last word, and as a whole line with it."""
    tree = Tree()
    cut = tree.grow(0, Sample("So 8 * 7 = 5", "length"))
    whole = tree.grow(0, Sample("So 8 * 7 = 5"))
    steps = resolve_scorer("steps")

    async def scores() -> list[float]:
        traces = [tree.trace(cut), tree.judged(cut), tree.judged(whole)]
        return await steps(session_for(Simulated()), traces)

    assert [tree.judged(cut).text, tree.judged(whole).text] == ["So 8 * 7 = ", "So 8 * 7 = 5\n"]
    assert asyncio.run(scores()) == [0.0, 0.5, 0.0]
    assert asyncio.run(EarlyRejection(tau=8).rate(session_for(Simulated()), tree, [cut])) is None
    assert tree.nodes[cut].score == 0.5


# populations


@given(
    st.lists(st.floats(0.01, 1), min_size=1, max_size=8),
    st.integers(1, 20),
    st.integers(0, 1000),
)
def test_each_particle_goes_on_as_often_as_its_weight_says_to_within_one(
    raw: list[float], n: int, seed: int
) -> None:
    """Rounded up or down, and n in all."""
    weights = [one / sum(raw) for one in raw]
    counts = Counter(systematic(weights, n, rng("test", seed)))

    assert sum(counts.values()) == n
    assert all(abs(counts[i] - n * weight) < 1 + 1e-9 for i, weight in enumerate(weights))


def test_resampling_is_unbiased() -> None:
    """Over 20,000 seeds the mean counts are n times the weights, within four standard errors."""
    weights, n, draws = [0.05, 0.6, 0.02, 0.33], 3, 20_000
    counts = Counter(
        index for seed in range(draws) for index in systematic(weights, n, rng("unbiased", seed))
    )

    for index, weight in enumerate(weights):
        fraction = n * weight % 1
        error = sqrt(fraction * (1 - fraction) / draws)
        assert abs(counts[index] / draws - n * weight) <= 4 * error


def test_weights_are_the_odds_of_the_scores() -> None:
    """The softmax of the logits, held away from 0 and 1."""
    logits = [log(p / (1 - p)) for p in (0.2, 0.5, 0.8)]
    expected = [exp(one) / sum(map(exp, logits)) for one in logits]

    assert shares([0.2, 0.5, 0.8]) == pytest.approx(expected)
    assert shares([1.0, 0.0]) == pytest.approx(shares([0.99, 0.01]))


def test_flattening_keeps_the_order_and_reaches_the_effective_number() -> None:
    """And leaves alone what is even enough."""
    weights = shares([0.99, 0.9, 0.2, 0.1])
    flat = flattened(weights, 2.0)

    assert effective(weights) < 2.0
    assert effective(flat) == pytest.approx(2.0)
    assert flat == sorted(flat, reverse=True)
    assert flattened([0.3, 0.3, 0.2, 0.2], 2.0) == [0.3, 0.3, 0.2, 0.2]


def test_finished_particles_stay_and_vote_by_their_odds() -> None:
    """By hand: two finish at once, one goes on; the last population is weighed, not drawn."""
    search = Particles(n=3, early=0)
    tree = grown((0, "#### 1", 0.5), (0, "#### 2", 0.5), (0, "more", 0.5))
    while wishes := search.ask(tree):
        for wish in wishes:
            for _ in range(wish.n):
                tree.rate(tree.grow(wish.node, Sample("#### 3", output_tokens=1)), 0.75)
    voters = {node.step.strip(): weight for node, weight in search.voters(tree)}

    # Equal weights: each is drawn exactly once. Then odds 1, 1 and 3.
    assert voters == pytest.approx({"#### 1": 0.2, "#### 2": 0.2, "#### 3": 0.6})


@pytest.mark.parametrize("n", [2, 4])
def test_particles_agree_with_the_exact_chance_of_survival(n: int) -> None:
    """With a verifier that is never mistaken: both lines need one right particle of n.

    A wrong particle among right ones is drawn with odds of 1 to 9801 for each right one.
    """
    error = 0.6
    expected = (1 - error**n) ** 2
    right = 0
    for number, problem in enumerate(PROBLEMS):
        session = session_for(Simulated(step_error=error), about=problem, seed=number)
        solution = solved(Particles(n=n, early=0, score=Flipping(0.0)), session)
        right += check_answer(problem.gold, solution.answer or "").correct

    deviation = sqrt(expected * (1 - expected) / len(PROBLEMS))
    assert abs(right / len(PROBLEMS) - expected) <= 4 * deviation + n / 9801


@pytest.mark.parametrize(
    "spec",
    [
        "ets(unshared=-1)",
        "ets(n=0)",
        "early_rejection(tau=0)",
        "early_rejection(tau=64)",
        "early_rejection(n=3)",
        "particles(n=0)",
        "particles(early=-1)",
    ],
)
def test_searches_that_make_no_sense_are_refused(spec: str) -> None:
    """By name."""
    with pytest.raises(InputError, match=spec.split("(")[0]):
        resolve_strategy(spec)
