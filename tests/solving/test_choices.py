"""Scorers that ask a model to choose: comparisons and written checks, by probability."""

from __future__ import annotations

import asyncio
import re
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algorist.core import Budget, BudgetError, InputError
from algorist.models import Capabilities, Request, Sample, TokenInfo
from algorist.solving import Session, Trace, resolve_scorer
from algorist.solving.scorers._comparison import bradley_terry, pairs
from tests.solving.scripted import Scripted, says, session_for, solved


def score(spec: str, traces: list[Trace], session: Session) -> list[float]:
    """One scorer on traces."""
    return asyncio.run(resolve_scorer(spec)(session, traces))


def token(**chances: float) -> Sample:
    """A reply of one token with these alternatives."""
    top = tuple((text, log(chance)) for text, chance in chances.items())
    return Sample(top[0][0], output_tokens=1, tokens=(TokenInfo(*top[0], top),))


def judge(bias: float = 1.0) -> Scripted:
    """Finds attempt ``w<i>`` better than ``w<j>`` with odds i : j, and place A ``bias`` times as
    good as place B."""

    def choose(request: Request, index: int) -> Sample:
        first, second = map(float, re.findall(r"w(\d+)", request.messages[0].content))
        chance = bias * first / (bias * first + second)
        return token(A=0.8 * chance, B=0.8 * (1 - chance), The=0.2)

    return Scripted(choose)


def attempts(*weights: int) -> list[Trace]:
    """Attempts of these weights."""
    return [Trace(f"w{weight}", str(weight)) for weight in weights]


def test_comparisons_are_probabilities_in_both_orders() -> None:
    """All pairs: k (k - 1) calls of one token; the order of strength is found, and place A's
    advantage cancels for equals."""
    model = judge(bias=3.0)
    scores = score("comparison", [*attempts(1, 5, 2), Trace("none", None)], session_for(model))

    assert scores[1] > scores[2] > scores[0] > scores[3] == 0
    assert len(model.requests) == 3 * 2
    assert {request.max_tokens for request in model.requests} == {1}
    equals = score("comparison", attempts(4, 4), session_for(judge(bias=3.0)))
    assert equals == [0.5, 0.5]
    biased = [Trace("w4 ", "1"), Trace("w4", "2")]
    assert score("comparison", biased, session_for(judge(bias=9.0))) == pytest.approx([0.5, 0.5])


@pytest.mark.parametrize(
    ("spec", "k", "calls"),
    [
        ("comparison", 7, 42),
        ("comparison(meet=2)", 7, 14),
        ("comparison(meet=4)", 9, 36),
        ("comparison(meet=20)", 5, 20),
        ("comparison(knockout=true)", 8, 14),
        ("comparison(knockout=true)", 5, 8),
        ("comparison(knockout=true)", 1, 0),
    ],
)
def test_the_number_of_calls_is_as_stated(spec: str, k: int, calls: int) -> None:
    """k (k - 1), k m, or 2 (k - 1)."""
    model = judge()
    scores = score(spec, attempts(*range(1, k + 1)), session_for(model))

    assert len(model.requests) == calls
    if k > 1 and "meet" not in spec:
        assert max(range(k), key=scores.__getitem__) == k - 1


def test_the_winner_of_a_knockout_survives_all_rounds() -> None:
    """And the others their share of them."""
    scores = score("comparison(knockout=true)", attempts(1, 2, 3, 4), session_for(judge()))

    assert sorted(scores) == [0, 0, 0.5, 1]
    assert scores[3] == 1


@given(st.lists(st.floats(0.2, 5), min_size=2, max_size=7))
def test_bradley_terry_has_the_gradient_of_its_likelihood_at_zero(strengths: list[float]) -> None:
    """At the optimum, expected wins are the wins seen, the virtual draw included."""
    k = len(strengths)
    wins = {(i, j): strengths[i] / (strengths[i] + strengths[j]) for i, j in pairs(k, None)}
    found = bradley_terry(wins, k)

    for i in range(k):
        seen = 0.5 + sum(w if a == i else 1 - w for (a, b), w in wins.items() if i in (a, b))
        met = [b if a == i else a for a, b in wins if i in (a, b)]
        expected = found[i] / (found[i] + 1) + sum(found[i] / (found[i] + found[j]) for j in met)
        assert expected == pytest.approx(seen, abs=1e-6)


@pytest.mark.parametrize("meet", [None, 2, 4, 6])
@pytest.mark.parametrize("k", [2, 3, 6, 7, 12])
def test_each_attempt_meets_as_many_as_stated(k: int, meet: int | None) -> None:
    """Nobody meets anybody twice."""
    found = pairs(k, meet)

    assert len(set(found)) == len(found)
    assert all(0 <= i < j < k for i, j in found)
    for one in range(k):
        met = sum(one in pair for pair in found)
        assert met == (k - 1 if meet is None else min(meet, k - 1))


def test_best_of_takes_what_comparisons_find_best() -> None:
    """Over a real session, with attempts from the same model."""

    def write(request: Request, index: int) -> Sample | str:
        if "Solution A" not in request.messages[0].content:
            return f"w{index + 1}\n#### {index + 1}"
        return judge().write(request, index)

    solution = solved("best_of(k=4, score=comparison)", session_for(Scripted(write)))

    assert solution.answer == "4"
    assert solution.cost.calls == 1 + 12


def verdicts(**chances: float) -> Scripted:
    """Writes checks that quote the attempt, and then finds it right with the chance stated."""

    def write(request: Request, index: int) -> Sample | str:
        if request.max_tokens > 1:
            return f"check {index}"
        text = request.messages[0].content
        yes = next(chance for name, chance in chances.items() if name in text)
        return token(Yes=0.9 * yes, no=0.9 * (1 - yes), Maybe=0.1)

    return Scripted(write)


def test_a_verdict_follows_a_written_check() -> None:
    """Two calls for each trace; the second goes on from the first's text, for one token."""
    model = verdicts(good=0.75, bad=0.25)
    scores = score("verifier", [Trace("good", "1"), Trace("bad", "2")], session_for(model))

    assert scores == pytest.approx([0.75, 0.25])
    assert [len(request.messages) for request in model.requests] == [1, 1, 3, 3]
    assert model.requests[2].messages[1].content == "check 0"
    assert model.requests[2].max_tokens == 1


def test_several_checks_are_averaged_and_a_silent_one_does_not_count() -> None:
    """Three checks: yes, no, and one without a verdict."""

    def write(request: Request, index: int) -> Sample | str:
        if request.max_tokens > 1:
            return f"check {index}"
        said = request.messages[1].content[-1]
        return {"0": token(Yes=0.9, No=0.1), "1": token(No=1.0), "2": token(Hm=1.0)}[said]

    assert score(
        "verifier(checks=3)", [Trace("x", "1")], session_for(Scripted(write))
    ) == pytest.approx([0.45])


def test_without_checks_or_log_probabilities_the_word_counts() -> None:
    """One call for each trace; a word is 0 or 1, and anything else neither."""
    able = Capabilities(logprobs=False, prefill=False)
    for reply, expected in (("Yes.", 1.0), ("no, it is wrong", 0.0), ("Perhaps", 0.5)):
        model = Scripted(lambda request, index, reply=reply: reply, able=able)  # type: ignore[misc]
        assert score("verifier(checks=0)", [Trace("x", "1")], session_for(model)) == [expected]
        assert len(model.requests) == 1


@pytest.mark.parametrize("spec", ["comparison", "comparison(knockout=true)", "verifier"])
def test_choices_keep_to_the_budget(spec: str) -> None:
    """What does not fit is told, and not a token is overspent."""
    session = session_for(says("A"), budget=Budget(tokens=150))

    with pytest.raises(BudgetError):
        score(spec, attempts(*range(1, 9)), session)
    assert 0 < session.ledger.spent.tokens <= 150


@pytest.mark.parametrize(
    "spec",
    [
        "comparison(meet=3)",
        "comparison(meet=2, knockout=true)",
        "verifier(checks=-1)",
        "verifier(checks=2, temperature=0)",
    ],
)
def test_arguments_that_make_no_sense_are_refused(spec: str) -> None:
    """By name."""
    with pytest.raises(InputError, match=spec.split("(")[0]):
        resolve_scorer(spec)
