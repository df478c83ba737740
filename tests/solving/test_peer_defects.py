"""Defects found by reading or running other programs, each of which must not be ours.

Each test names the program (as of November 2026) and its defect. That optillm's proxy replies lack
ids and prompt tokens is for a proxy of ours to be held to.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from algorist.core import Budget, Cost, ModelError
from algorist.models import Local, Message, Request, Sample, Simulated, TokenInfo
from algorist.recording import Evaluation, Store, summarise
from algorist.solving import Ask, pricing
from algorist.solving.scorers._digit import expected
from algorist.solving.search import Growth, Tree
from algorist.solving.strategies._mcts import Mcts
from tests.builders import purchases
from tests.solving.scripted import Scripted, says, session_for, solved

PROBLEM = next(p for p in purchases(200, level=3) if len(p.steps) >= 3)
SEARCHES = ("beam", "dvts", "rebase", "mcts", "ab_mcts")


@pytest.mark.parametrize(
    ("alike", "other"),
    [
        # Different wordings of one answer against like wordings of another (similarity 0.97).
        (
            ("First 40 - 8 = 32. So the answer is 32.", "We take 8 away.\n#### 32"),
            "First 40 - 6 = 34. So the answer is 34.",
        ),
        (("the result is \\boxed{42}", "It is 42.\n#### 42"), "the result is \\boxed{41}"),
        (("### Step 1: add\n2 + 2 = 4\n#### 4", "#### 4"), "### Step 1: add\n2 + 2 = 5\n#### 5"),
        (("#### 0.50", "#### 1/2"), "#### 0.05"),
        (("#### 1,000", "#### 1000"), "#### 1"),
        (("\\boxed{\\frac{1}{2}}", "so \\boxed{0.5}"), "\\boxed{\\frac{1}{3}}"),
        (("The answer is 016.", "#### 16"), "#### 160"),
    ],
)
def test_votes_go_by_answers_not_by_texts(alike: tuple[str, str], other: str) -> None:
    """Two that agree outvote one that looks like the first.

    optillm 0.3.14: ``self_consistency`` clusters whole texts by similarity; ``majority_voting``
    looks at no box, takes a heading for the answer, and tells 0.50 from 1/2. its-hub 1.2.0: the
    pattern of its documentation ends a box at its first inner brace.
    """
    texts = (alike[0], other, alike[1])
    solution = solved("vote(k=3, stop=none)", session_for(says(*texts)))

    assert [group.members for group in solution.groups] == [(0, 2), (1,)]


def test_best_of_asks_again_where_the_server_ignores_n() -> None:
    """One choice a reply, and still four attempts (optillm's ``bon`` goes on with one)."""
    model = Scripted(lambda request, index: f"#### {index}", most=1)
    solution = solved("best_of(k=4)", session_for(model))

    assert [one.answer for one in solution.candidates] == ["0", "1", "2", "3"]


def test_best_of_reads_probabilities_where_a_rating_is_asked() -> None:
    """Whatever prose follows (optillm's ``bon`` rates "8/10" as 0)."""
    sample = Sample("8/10", tokens=(TokenInfo("8", -0.1, (("8", -0.1),)),))

    assert expected(sample) == pytest.approx(8 / 9)
    assert expected(Sample("I would say good")) == 0.5


def test_best_of_breaks_ties_by_the_seed() -> None:
    """Each of two equals wins under some seed, and always under it (``bon``: the first)."""

    def winner(seed: int) -> str | None:
        session = session_for(says("#### 1", "#### 2"), seed=seed)
        return solved("best_of(k=2, score=agreement)", session).answer

    assert {winner(seed) for seed in range(20)} == {"1", "2"}
    assert [winner(seed) for seed in range(20)] == [winner(seed) for seed in range(20)]


def test_mcts_goes_deep_and_invents_no_turns() -> None:
    """Each call goes on from a beginning of the one reply, some from below the first level.

    optillm's ``mcts`` looks at the root's children only, and has the model write the user's turns.
    """
    simulated = Simulated(step_error=0.2)
    model = Scripted(lambda request, index: simulated._sample(request, index))
    solved("mcts(iterations=12)", session_for(model, about=PROBLEM))
    begun = [request.messages for request in model.requests]

    assert {turns[-2 if turns[-1].role == "assistant" else -1].content for turns in begun} == {
        PROBLEM.question
    }
    assert max(turns[-1].content.count("\n") for turns in begun if len(turns) > 2) >= 2


def test_free_texts_agree_and_stop_early_without_a_pattern() -> None:
    """Four wordings of one answer are unanimous; ties are the seed's.

    its-hub votes by the exact text, so free texts never agree and its adaptive forms never stop;
    its ties are broken by the unseeded global generator.
    """
    texts = ("So it is 7.", "#### 7", "We get \\boxed{7}.", "3 + 4 = 7\nThe answer is 7")
    solution = solved("vote(k=16)", session_for(says(*texts)))

    assert (solution.ending, len(solution.candidates)) == ("confident", 4)
    again = [solved("vote(k=2)", session_for(says("#### 1", "#### 2"), seed=9)) for _ in range(3)]
    assert len({one.answer for one in again}) == 1


def test_a_failed_request_leaves_its_siblings() -> None:
    """Paid samples are kept and charged (its-hub's orchestrator cancels and drops them)."""

    def write(request: Request, index: int) -> str:
        if "bad" in request.messages[-1].content:
            raise ModelError("this one fails")
        return "#### 5"

    session = session_for(Scripted(write))
    asks = [Ask((Message("user", text),)) for text in ("good", "bad", "fine")]
    found = asyncio.run(session.sample_all(asks))

    assert [len(samples) for samples in found] == [1, 0, 1]
    assert session.ledger.spent.calls == 3


@pytest.mark.parametrize("spec", SEARCHES)
def test_a_search_ends_though_no_line_ever_does(spec: str) -> None:
    """Tokens are counted, levels are bounded, and any number is a budget.

    its-hub's ``BeamSearch`` counts samples, in multiples of its width, over any number of levels.
    """
    model = Scripted(lambda request, index: Sample("and so on", "stop", 4))
    session = session_for(model, budget=Budget(output_tokens=997))

    assert solved(f"{spec}(max_steps=5)", session).cost.output_tokens <= 997
    endless = session_for(Scripted(lambda request, index: Sample("and so on", "stop", 4)))
    assert solved(f"{spec}(max_steps=5)", endless).ending == "finished"


@pytest.mark.parametrize("spec", SEARCHES)
def test_searches_count_every_token(spec: str) -> None:
    """Of dropped lines too (search-and-learn's ``dvts`` stores -1)."""
    simulated = Simulated(step_error=0.4)
    written = []

    def write(request: Request, index: int) -> Sample:
        sample = simulated._sample(request, index)
        written.append(sample.output_tokens)
        return sample

    solution = solved(spec, session_for(Scripted(write), about=PROBLEM))

    assert solution.cost.output_tokens == sum(written) > 0


def test_solutions_are_weighed_by_the_aggregate_that_was_chosen() -> None:
    """One has a wrong step among right ones, one a doubtful step.

    search-and-learn's ``score`` votes by the last step whatever aggregate is set.
    """
    texts = (
        "3 * 2 = 7\n4 + 4 = 8\n1 + 1 = 2\n5 + 5 = 10\n6 - 1 = 5\n2 * 2 = 4\n#### 4",
        "3 * 2 = 6\nIt is so.\n#### 6",
    )

    def by(over: str) -> str | None:
        spec = f"best_of(k=2, score=steps(over={over}), weighted=true)"
        return solved(spec, session_for(says(*texts))).answer

    assert (by("mean"), by("min")) == ("4", "6")


def test_disagreement_ends_no_vote_early() -> None:
    """Answers that differ leave every stop open (Dynasor's ``should_early_exit`` exits)."""
    texts = [f"#### {number}" for number in range(16)]
    for stop in ("beta", "certain", "doubling"):
        solution = solved(f"vote(k=16, stop={stop})", session_for(says(*texts)))
        assert (solution.ending, len(solution.candidates)) == ("finished", 16)


def test_a_poor_node_is_left_for_a_wider_one() -> None:
    """Where all below it has finished, it gets another child (treequest 0.3.3: never)."""
    tree = Tree()
    for text in ("#### 1", "#### 2", "#### 3"):
        tree.rate(tree.grow(0, Sample(text, output_tokens=1)), 0.2)

    assert Mcts(width=3).ask(tree) == [Growth(0, 1)]


@pytest.mark.parametrize("spec", SEARCHES)
@pytest.mark.parametrize("tokens", [150, 333])
def test_no_token_is_spent_over_a_budget_that_ends_within_a_round(spec: str, tokens: int) -> None:
    """A call is clamped before it is made (crucible-ttc checks between simulations)."""
    session = session_for(Simulated(step_error=0.3), about=PROBLEM, budget=Budget(tokens=tokens))
    solution = solved(f"{spec}(max_tokens=16)", session)

    assert (solution.cost.tokens <= tokens, solution.ending) == (True, "budget")


def test_a_context_in_the_servers_cache_is_not_computed_again() -> None:
    """Writing on in two calls costs what writing all in one does.

    thinkbooster counts the whole context anew at each step.
    """
    price = pricing(Local())
    once = price(Cost(prompt_tokens=300, output_tokens=40), 1)
    first = price(Cost(prompt_tokens=300, output_tokens=20), 1)
    second = price(Cost(prompt_tokens=320, cached_tokens=320, output_tokens=20), 1)
    again = price(Cost(prompt_tokens=320, output_tokens=20), 1)

    assert first.flops + second.flops == pytest.approx(once.flops, rel=1e-3)
    assert first.flops + again.flops > 1.5 * once.flops


def test_selected_accuracy_and_coverage_stand_side_by_side(tmp_path: Path) -> None:
    """They differ where choosing fails; several programs show coverage as accuracy."""
    with Store(tmp_path / "runs.db") as store:
        model = Simulated(step_error=0.6)
        evaluation = Evaluation(purchases(30), model, ["vote(k=8, stop=none)"], store)
        (row,) = summarise(store, asyncio.run(evaluation.run())).rows

    assert row.accuracy.value < row.coverage.value
    assert row.accuracy.low <= row.accuracy.value <= row.accuracy.high
