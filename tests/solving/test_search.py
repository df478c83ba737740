"""Step searches against exact enumeration, and against known defects of other programs."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, product
from math import ceil, comb, exp, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algorist.checking import check_answer
from algorist.core import Budget, InputError, rng
from algorist.models import Capabilities, Sample, Simulated, TokenInfo
from algorist.solving import resolve_strategy
from algorist.solving.search import Growth, StepSearch, Tree
from algorist.solving.strategies._ab_mcts import AbMcts, below, thompson
from algorist.solving.strategies._beam import Beam
from algorist.solving.strategies._dvts import Dvts
from algorist.solving.strategies._mcts import Mcts, backed_up, prior
from algorist.solving.strategies._rebase import Rebase, shares
from tests.builders import purchases
from tests.solving.scripted import Scripted, session_for, solved
from tests.solving.verifiers import Flipping

PROBLEMS = [p for p in purchases(900, level=2) if len(p.steps) == 2][:400]


def binomial(n: int, chance: float) -> list[float]:
    """Chances of 0 to ``n``."""
    return [comb(n, k) * chance**k * (1 - chance) ** (n - k) for k in range(n + 1)]


def ranked(right: int, wrong: int, mistaken: float) -> dict[tuple[bool, ...], float]:
    """Chances of the orders in which a verifier ranks so many right and wrong nodes.

    A key tells which of the ranked places were liked, and then which of them are right.
    """
    orders: dict[tuple[bool, ...], float] = {}
    liked = product(enumerate(binomial(right, 1 - mistaken)), enumerate(binomial(wrong, mistaken)))
    for (hr, chance_r), (hw, chance_w) in liked:
        tops = list(combinations(range(hr + hw), hr))
        lows = list(combinations(range(right + wrong - hr - hw), right - hr))
        for top, low in product(tops, lows):
            order = (
                *(i in top for i in range(hr + hw)),
                *(i in low for i in range(right + wrong - hr - hw)),
            )
            key = (*[True] * (hr + hw), *[False] * (right + wrong - hr - hw), *order)
            orders[key] = orders.get(key, 0) + chance_r * chance_w / len(tops) / len(lows)
    return orders


def voted(right: int, wrong: int, mistaken: float) -> float:
    """The chance that the right answer has the larger sum of scores."""
    total = 0.0
    for hr, chance_r in enumerate(binomial(right, 1 - mistaken)):
        for hw, chance_w in enumerate(binomial(wrong, mistaken)):
            first, second = (hr, right), (hw, wrong)
            wins = 0.5 if first == second else float(first > second)
            total += chance_r * chance_w * wins * (right > 0)
    return total


def through(nodes: int, error: float, mistaken: float, share: Callable[[int], list[int]]) -> float:
    """Accuracy after two steps and an answer, where a level's nodes go on as ``share`` says.

    ``share`` maps the number of liked nodes to how often each, in ranked order, goes on.
    """
    state = dict(enumerate(binomial(nodes, 1 - error)))
    for slips in (error, 0.0):
        after = dict.fromkeys(range(nodes + 1), 0.0)
        for right, chance in state.items():
            for key, weight in ranked(right, nodes - right, mistaken).items():
                liked, order = sum(key[:nodes]), key[nodes:]
                heirs = sum(count for count, good in zip(share(liked), order, strict=True) if good)
                for number, part in enumerate(binomial(heirs, 1 - slips)):
                    after[number] += chance * weight * part
        state = after
    return sum(chance * voted(right, nodes - right, mistaken) for right, chance in state.items())


def accuracy(strategy: StepSearch, error: float) -> float:
    """Measured on the simulated policy."""
    right = 0
    for number, problem in enumerate(PROBLEMS):
        session = session_for(Simulated(step_error=error, spread=1), about=problem, seed=number)
        right += check_answer(problem.gold, solved(strategy, session).answer or "").correct
    return right / len(PROBLEMS)


def close(measured: float, expected: float) -> bool:
    """Within four standard errors."""
    return abs(measured - expected) <= 4 * sqrt(expected * (1 - expected) / len(PROBLEMS))


@pytest.mark.parametrize(("error", "mistaken"), [(0.5, 0.0), (0.5, 0.2), (0.4, 0.4)])
def test_beam_agrees_with_the_exact_enumeration(error: float, mistaken: float) -> None:
    """Four lines, two kept, for verifiers from perfect to nearly blind."""
    expected = through(4, error, mistaken, lambda liked: [2, 2, 0, 0])

    assert close(accuracy(Beam(n=4, m=2, score=Flipping(mistaken)), error), expected)


@pytest.mark.parametrize(("error", "mistaken"), [(0.5, 0.0), (0.5, 0.2), (0.4, 0.4)])
def test_rebase_agrees_with_the_exact_enumeration(error: float, mistaken: float) -> None:
    """Four lines, shared out by reward."""

    def share(liked: int) -> list[int]:
        return shares([1.0] * liked + [0.0] * (4 - liked), 4, 0.5)

    expected = through(4, error, mistaken, share)
    strategy = Rebase(n=4, sharpness=0.5, score=Flipping(mistaken))

    assert close(accuracy(strategy, error), expected)


@pytest.mark.parametrize(("error", "mistaken"), [(0.5, 0.0), (0.5, 0.2), (0.4, 0.4)])
def test_dvts_agrees_with_the_exact_enumeration(error: float, mistaken: float) -> None:
    """Two trees that do not compete: the chance of each head, then the vote of both."""
    head = 1.0
    for _ in range(2):
        good = sum(
            part * weight * key[2]
            for right, part in enumerate(binomial(2, 1 - error))
            for key, weight in ranked(right, 2 - right, mistaken).items()
        )
        head *= good
    expected = sum(
        chance * voted(2 * right, 4 - 2 * right, mistaken)
        for right, chance in enumerate(binomial(2, head))
    )

    assert close(accuracy(Dvts(n=4, m=2, score=Flipping(mistaken)), error), expected)


def test_mcts_with_a_perfect_verifier_finds_what_single_samples_miss() -> None:
    """It is right where any expansion on its way was, and never worse than two greedy levels."""
    single = 0.5**2
    one_tree = (1 - 0.5**3) ** 2
    found = accuracy(Mcts(iterations=12, width=3, score=Flipping(0.0)), 0.5)

    assert single < one_tree < found + 4 * sqrt(one_tree * (1 - one_tree) / len(PROBLEMS))


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=12),
    st.integers(1, 64),
    st.sampled_from([0.05, 0.2, 1.0]),
)
def test_rebase_shares_out_exactly_its_width(
    scores: list[float], width: int, sharpness: float
) -> None:
    """Nobody gets less than one ranked below, and the best gets its rounded share."""
    scores = sorted(scores, reverse=True)
    counts = shares(scores, width, sharpness)
    best = 1 / sum(exp((score - scores[0]) / sharpness) for score in scores)

    assert sum(counts) == width
    assert counts == sorted(counts, reverse=True)
    assert counts[0] == min(width, ceil(width * best - 1e-9))


def grown(*steps: tuple[int, str, float], tokens: float | None = None) -> Tree:
    """A tree of (parent, step, score)."""
    tree = Tree()
    for parent, text, score in steps:
        info = () if tokens is None else (TokenInfo(text, tokens),)
        tree.rate(tree.grow(parent, Sample(text, output_tokens=1, tokens=info)), score)
        tree.asked += 1
    return tree


def test_a_line_is_a_step_and_an_answer_line_is_the_last() -> None:
    """Also when a bound cut it in the middle, and when the model has nothing to add."""
    tree = Tree()
    first = tree.grow(0, Sample("3 + 4", "length"))
    second = tree.grow(first, Sample(" = 7"))
    cut = tree.grow(second, Sample("#### 1", "length"))
    rest = tree.grow(cut, Sample("2"))
    ended = tree.grow(cut, Sample(""))
    silent = tree.grow(second, Sample(""))
    boxed = tree.grow(second, Sample("so it is \\boxed{7}"))

    assert tree.text(rest) == "3 + 4 = 7\n#### 12\n"
    assert [tree.nodes[i].done for i in (first, second, cut)] == [False, False, False]
    assert all(tree.nodes[i].done for i in (rest, ended, silent, boxed))
    assert [tree.trace(i).answer for i in (rest, ended, boxed)] == ["12", "1", "7"]
    assert tree.trace(rest).output_tokens == 0


def test_equal_beginnings_get_different_continuations() -> None:
    """Two nodes with one text share its sequence of draws."""
    tree = grown((0, "a", 1.0), (0, "a", 1.0), (0, "b", 1.0))

    assert [tree.draw(i, 2) for i in (1, 2, 3, 1)] == [0, 2, 0, 4]


def test_beam_narrows_by_what_finished_and_counts_each_solution_once() -> None:
    """A finished solution is no vote for every place that it left (as in search-and-learn)."""
    beam = Beam(n=4, m=2)
    tree = grown((0, "a", 0.9), (0, "#### 1", 0.8), (0, "b", 0.7), (0, "c", 0.1))

    assert beam.ask(tree) == [Growth(1, 2)]
    for text, score in (("#### 2", 0.9), ("d", 0.8)):
        tree.rate(tree.grow(1, Sample(text)), score)
    assert beam.ask(tree) == []
    assert [node.step for node in tree.finished()] == ["#### 1\n", "#### 2\n"]


def test_dvts_trees_do_not_compete() -> None:
    """The better tree takes nothing from the other."""
    tree = grown((0, "a", 0.9), (0, "b", 0.8), (0, "c", 0.2), (0, "d", 0.1))

    assert Dvts(n=4, m=2).ask(tree) == [Growth(1, 2), Growth(3, 2)]
    tree.rate(tree.grow(1, Sample("#### 1")), 1.0)
    tree.rate(tree.grow(3, Sample("e")), 0.0)
    assert Dvts(n=4, m=2).ask(tree) == [Growth(6, 2)]


def test_puct_is_the_published_formula() -> None:
    """By hand: two children, one with two further nodes; c decides."""
    tree = grown((0, "a", 0.6), (0, "b", 0.5), (1, "c", 0.6), (1, "d", 0.6))
    visits, totals = backed_up(tree)

    assert (visits[:3], totals[:3]) == ([5, 3, 1], [pytest.approx(2.3), pytest.approx(1.8), 0.5])
    # Q + c P sqrt(5) / (1 + N): 0.6 + c 0.2795 against 0.5 + c 0.5590.
    assert Mcts(c=0.3, width=2).ask(tree) == [Growth(3, 2)]
    assert Mcts(c=0.4, width=2).ask(tree) == [Growth(2, 2)]


def test_priors_are_shares_of_the_lines_likelihoods() -> None:
    """Equal where the model tells none."""
    tree = Tree()
    for text, logprob in (("a", 0.0), ("b", -1.0)):
        tree.grow(0, Sample(text, tokens=(TokenInfo(text, logprob),)))

    assert prior(tree.nodes[1:]) == pytest.approx([1 / (1 + exp(-1)), exp(-1) / (1 + exp(-1))])
    assert prior(grown((0, "a", 0.1), (0, "b", 0.2)).nodes[1:]) == [0.5, 0.5]


def test_a_node_may_be_widened_and_is_when_all_below_it_has_finished() -> None:
    """treequest's standard search expands each node once and never again."""
    finished = grown((0, "#### 1", 0.1), (0, "#### 2", 0.2), (0, "#### 3", 0.2))
    busy = grown((0, "a", 0.9), (0, "b", 0.1), *[(1, "c", 0.9)] * 6)

    assert Mcts(width=3).ask(finished) == [Growth(0, 1)]
    assert Mcts(width=2, widen=0.0).ask(busy)[0].node != 0
    assert Mcts(width=2, widen=0.5).ask(busy) == [Growth(0, 1)]


def test_thompson_draws_have_the_posteriors_mean_and_variance() -> None:
    """Nine looks: Student's t with 10 degrees of freedom around 9/10 of their mean, by hand."""
    scores = [0.2, 0.4, 0.6, 0.8, 0.5, 0.5, 0.5, 0.7, 0.3]
    chance = rng("draws", 1)
    draws = [thompson(scores, chance) for _ in range(20_000)]
    mean = sum(draws) / len(draws)
    variance = sum((draw - mean) ** 2 for draw in draws) / len(draws)
    # (0.1 + sum of squares 0.28 + 9/10 of 0.5 squared) / 10 / 10, times 10/8 for the t.
    expected = (0.1 + 0.28 + 0.225) / 100 * 10 / 8

    assert mean == pytest.approx(0.45, abs=4 * sqrt(expected / len(draws)))
    assert variance == pytest.approx(expected, rel=0.1)
    assert below(grown((0, "a", 0.5), (1, "b", 0.25))) == [[0.5, 0.25], [0.5, 0.25], [0.25]]


def test_a_search_goes_wider_where_lines_are_poor_and_deeper_where_they_are_good() -> None:
    """Many poor lines against one good one: both are tried, in proportion."""

    def wider(score: float) -> int:
        """Of 200 seeds, how many write a new line at the root beside one child of that score."""
        count = 0
        for seed in range(200):
            tree = Tree(seed=seed)
            for line in range(6):
                tree.rate(tree.grow(0, Sample(f"poor {line}")), 0.5)
            tree.rate(tree.grow(0, Sample("child")), score)
            for line in range(5):
                tree.rate(tree.grow(7, Sample(f"after {line}")), score)
            count += AbMcts().ask(tree) == [Growth(0, 1)]
        return count

    assert 0 < wider(1.0) < wider(0.0) < 200


def test_mcts_descends_more_than_one_level() -> None:
    """optillm's looks at the root's children only."""
    problem = next(p for p in purchases(200, level=4) if len(p.steps) >= 4)
    depths = []

    class Watched(Mcts):
        def ask(self, tree: Tree) -> list[Growth]:
            wishes = super().ask(tree)
            depths.extend(tree.nodes[wish.node].depth for wish in wishes)
            return wishes

    solution = solved(
        Watched(iterations=16, score=Flipping(0.0)),
        session_for(Simulated(step_error=0.2), about=problem),
    )

    assert max(depths) >= 3
    assert check_answer(problem.gold, solution.answer or "").correct


@pytest.mark.parametrize(
    "spec",
    ["mcts(iterations=2)", "ab_mcts(iterations=2)", "beam(max_steps=2)", "rebase(max_steps=1)"],
)
def test_a_search_that_runs_out_of_steps_writes_on_to_the_end(spec: str) -> None:
    """And so it has an answer."""
    problem = next(p for p in purchases(200, level=4) if len(p.steps) >= 4)
    solution = solved(spec, session_for(Simulated(step_error=0.0), about=problem))

    assert solution.ending == "finished"
    assert check_answer(problem.gold, solution.answer or "").correct


SEARCHES = ["beam", "dvts", "rebase", "mcts", "ab_mcts", "mcts(batch=4)", "ab_mcts(batch=4)"]


@pytest.mark.parametrize("spec", SEARCHES)
def test_a_search_answers_wherever_a_single_answer_can_be_paid_for(spec: str) -> None:
    """So much is kept back that a beginning can be written on to its end, at any budget."""
    problem = next(p for p in purchases(200, level=4) if len(p.steps) >= 4)
    for tokens in (*range(100, 400, 20), *range(400, 1600, 150)):
        budget = Budget(tokens=tokens)
        model = Simulated(step_error=0.0)
        single = solved("direct", session_for(model, about=problem, budget=budget))
        solution = solved(spec, session_for(model, about=problem, budget=budget))

        assert solution.cost.tokens <= tokens
        assert solution.answer == single.answer
    assert single.answer == problem.answer


def test_what_is_kept_back_is_there_in_every_bounded_dimension() -> None:
    """Two calls: the search makes one and the last is the finishing one."""
    session = session_for(
        Simulated(step_error=0.0), about=PROBLEMS[0], budget=Budget(calls=2, tokens=100_000)
    )
    solution = solved("beam", session)

    assert (solution.answer, solution.ending) == (PROBLEMS[0].answer, "budget")
    assert solution.cost.calls == 2


def test_the_descents_of_a_batch_part_by_virtual_loss() -> None:
    """By hand: the first counts as two visits of score 0 on its way, so the second goes elsewhere.

    First Q is 0.6 against 0.55; then 0.6 * 1 / 3, and the second child is the better one.
    """
    tree = grown((0, "a", 0.6), (0, "b", 0.55))

    assert Mcts(c=0.0, width=2, batch=1).ask(tree) == [Growth(1, 2)]
    assert Mcts(c=0.0, width=2, batch=2).ask(tree) == [Growth(1, 2), Growth(2, 2)]
    # A third one would lead to a node that is in the batch already: it ends there.
    assert Mcts(c=0.0, width=2, batch=3).ask(tree) == [Growth(1, 2), Growth(2, 2)]


@pytest.mark.parametrize("name", ["mcts", "ab_mcts"])
def test_a_batch_is_in_flight_together_and_makes_as_many_iterations(name: str) -> None:
    """Its size is the spec's: with 1 and with 64 calls in flight the same lines are written."""
    problem = next(p for p in purchases(200, level=4) if len(p.steps) >= 4)

    def run(width: int) -> tuple[list[str], int]:
        session = session_for(Simulated(step_error=0.3), about=problem, concurrency=width)
        solution = solved(f"{name}(iterations=24, batch=8, score=logprob)", session)
        return [one.text for one in solution.candidates], solution.cost.calls

    assert run(1) == run(64)
    lines = AbMcts(iterations=10, batch=4)
    tree = Tree()
    while wishes := lines.ask(tree):
        for wish in wishes:
            for number in range(wish.n):
                tree.grow(wish.node, Sample(f"line {len(tree.nodes)} {number}"))
    assert len(tree.nodes) == 11


@pytest.mark.parametrize("spec", SEARCHES)
@pytest.mark.parametrize("tokens", [0, 100, 200, 400])
def test_the_budget_holds_in_the_middle_of_a_round(spec: str, tokens: int) -> None:
    """crucible checks it between simulations only, its beam not at all."""
    session = session_for(
        Simulated(step_error=0.3), about=PROBLEMS[0], budget=Budget(tokens=tokens)
    )
    solution = solved(spec, session)

    assert solution.cost.tokens <= tokens
    assert solution.ending == "budget"


def test_a_round_is_in_flight_together_with_neighbours_side_by_side() -> None:
    """All asks of a level at once, in the tree's order; one of them failing ends nothing."""
    problem = PROBLEMS[0]
    simulated = Simulated(step_error=0.5)
    model = Scripted(
        lambda request, index: simulated._sample(request, index),
        able=Capabilities(),
    )
    solution = solved("rebase(n=8, sharpness=5)", session_for(model, about=problem))

    assert solution.ending == "finished"
    begun = [
        request.messages[-1].content
        for request in model.requests
        if request.messages[-1].role == "assistant"
    ]
    level = [text for text in begun if text.count("\n") == 1]
    assert len(level) > 2
    assert all(request.stop == ("\n",) for request in model.requests)


def test_a_model_that_cannot_go_on_is_named_before_anything_is_spent() -> None:
    """With what to do instead."""
    model = Scripted(lambda request, index: "x", able=Capabilities(prefill=False))
    solution = solved("beam", session_for(model))

    assert (solution.ending, solution.cost.calls) == ("failed", 0)
    assert "best_of" in solution.note


@pytest.mark.parametrize(
    "spec",
    [
        "beam(n=5, m=2)",
        "beam(score=agreement)",
        "beam(temperature=0)",
        "beam(max_steps=0)",
        "dvts(m=0)",
        "rebase(n=0)",
        "rebase(sharpness=0)",
        "mcts(iterations=0)",
        "mcts(widen=2)",
        "mcts(iterations=4, batch=5)",
        "ab_mcts(iterations=0)",
        "ab_mcts(batch=0)",
    ],
)
def test_searches_that_make_no_sense_are_refused(spec: str) -> None:
    """By name."""
    with pytest.raises(InputError, match=spec.split("(")[0]):
        resolve_strategy(spec)
