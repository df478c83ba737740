"""Scorers say what their docstrings say, and charge what they ask."""

from __future__ import annotations

import asyncio
from math import exp, log

import pytest

from algorist.core import Budget, BudgetError, InputError, SpecError
from algorist.models import Capabilities, Request, Sample, TokenInfo
from algorist.solving import Session, Trace, aggregate, resolve_scorer, scorers
from tests.solving.scripted import Scripted, says, session_for, solved


def score(spec: str, traces: list[Trace], session: Session | None = None) -> list[float]:
    """One scorer on traces."""
    return asyncio.run(resolve_scorer(spec)(session or session_for(says("")), traces))


def likely(*chances: float, text: str = "x ") -> tuple[TokenInfo, ...]:
    """Tokens of these probabilities."""
    return tuple(TokenInfo(text, log(chance)) for chance in chances)


@pytest.mark.parametrize(
    ("over", "expected"), [("last", 0.5), ("min", 0.25), ("product", 0.125), ("mean", 7 / 12)]
)
def test_aggregation_over_steps_is_what_it_is_called(over: str, expected: float) -> None:
    """And an unwritten solution is neither good nor bad."""
    assert aggregate([1.0, 0.25, 0.5], over) == expected  # type: ignore[arg-type]
    assert aggregate([], over) == 0.5  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("spec", "good", "bad"),
    [
        ("steps", 1.0, 0.25),
        ("steps(over=min)", 1.0, 0.0),
        ("steps(over=product)", 1.0, 0.0),
        ("steps(over=mean)", 1.0, 0.5),
    ],
)
def test_a_step_shown_wrong_costs_its_share(spec: str, good: float, bad: float) -> None:
    """By the step checker, on two lines of which the second is right or wrong."""
    traces = [Trace("3 + 4 = 7\n7 * 2 = 14"), Trace("3 + 4 = 7\n7 * 2 = 15")]

    assert score(spec, traces) == [good, bad]


def test_agreement_is_by_value_and_abstentions_have_no_part() -> None:
    """A half is one half however it is written; the share is of those who answer."""
    traces = [
        Trace("a", "1/2"),
        Trace("b", "0.50"),
        Trace("c", "\\frac{1}{2}"),
        Trace("d", "2"),
        Trace("e", None),
        Trace("f", None, done=False),
    ]

    assert score("agreement", traces) == [0.75, 0.75, 0.75, 0.25, 0.0, 0.5]


def test_likelihoods_are_geometric_means() -> None:
    """Of all tokens, of the tail, of the least likely stretch, or line by line."""
    trace = Trace("", tokens=likely(0.9, 0.9, 0.1, 0.4))
    lines = Trace("", tokens=(*likely(0.25, text="a\n"), *likely(1.0, 1.0, 1.0)))

    assert score("logprob", [trace]) == [pytest.approx((0.9 * 0.9 * 0.1 * 0.4) ** 0.25)]
    assert score("tail(share=0.5)", [trace]) == [pytest.approx(0.2)]
    assert score("tail(share=0.01)", [trace]) == [pytest.approx(0.4)]
    assert score("confidence(window=2)", [trace]) == [pytest.approx(0.2)]
    assert score("logprob(over=min)", [lines]) == [pytest.approx(0.25)]
    assert score("logprob(over=mean)", [lines]) == [pytest.approx(0.625)]
    assert score("logprob", [Trace("no tokens")]) == [0.5]


def test_complexity_keeps_the_longest_chains_that_answer() -> None:
    """Or the shortest; a long text without an answer takes nobody's place."""
    traces = [Trace("a\n" * size, "1" if size != 9 else None) for size in (1, 2, 3, 4, 9)]

    assert score("complexity(keep=0.5)", traces) == [0, 0, 1, 1, 0]
    assert score("complexity(keep=0.5, fewest=true)", traces) == [1, 1, 0, 0, 0]


def test_programs_are_written_once_and_failures_do_not_count() -> None:
    """Two of three programs that run say 42; the fourth divides by zero."""
    model = says(
        "```python\ndef solution():\n    return 40 + 2\n```",
        "def solution():\n    return 6 * 7",
        "def solution():\n    return 41",
        "def solution():\n    return 1 // 0",
    )
    session = session_for(model)
    scorer = resolve_scorer("programs(k=4)")

    async def twice() -> tuple[list[float], list[float]]:
        first = await scorer(session, [Trace("x", "42"), Trace("y", "41.0"), Trace("z", None)])
        return first, await scorer(session, [Trace("u", "7"), Trace("v", None, done=False)])

    assert asyncio.run(twice()) == ([2 / 3, 1 / 3, 0.0], [0.0, 0.5])
    assert len(model.requests) == 1


def test_a_digit_is_its_probability_not_its_prose() -> None:
    """A reply of "8/10" is no error and no zero: the first token's alternatives are weighed."""
    alternatives = (("8", log(0.5)), ("4", log(0.25)), (" nine", log(0.25)))

    def rate(request: object, index: int) -> Sample:
        return Sample("8/10", output_tokens=1, tokens=(TokenInfo("8", log(0.5), alternatives),))

    expected = (8 * 0.5 + 4 * 0.25) / 0.75 / 9
    model = Scripted(rate)  # type: ignore[arg-type]

    assert score("digit", [Trace("a"), Trace("b")], session_for(model)) == pytest.approx(
        [expected, expected]
    )
    assert [request.max_tokens for request in model.requests] == [1, 1]
    assert model.requests[0].messages[-1].role == "assistant"


def test_a_digit_without_log_probabilities_or_prefill_is_still_read() -> None:
    """And words are neither good nor bad."""
    able = Capabilities(logprobs=False, prefill=False)
    seven = Scripted(lambda request, index: "7", able=able)
    words = Scripted(lambda request, index: "good", able=able)

    assert score("digit", [Trace("a")], session_for(seven)) == [pytest.approx(7 / 9)]
    assert seven.requests[0].messages[-1].role == "user"
    assert score("digit", [Trace("a")], session_for(words)) == [0.5]


@pytest.mark.parametrize(
    ("over", "expected", "calls"),
    [("last", 1, 1), ("min", 1, 3), ("product", 9 * 2 * 1 / 81, 3), ("mean", 4, 3)],
)
def test_digits_of_steps_are_aggregated_as_told(over: str, expected: float, calls: int) -> None:
    """Of lines that are rated 9, 2 and 1; what was rated once is not asked again."""
    digits = {"a": "9", "b": "2", "c": "1"}

    def rate(request: Request, index: int) -> str:
        shown = request.messages[0].content.split("\n\nHow good")[0]
        return digits[shown.strip()[-1]]

    model = Scripted(rate, able=Capabilities(logprobs=False))
    session = session_for(model)
    traces = [Trace("a\n\nb\nc")]
    assert score(f"digit(over={over})", traces, session) == [pytest.approx(expected / 9)]
    assert score(f"digit(over={over})", traces, session) == [pytest.approx(expected / 9)]
    assert len(model.requests) == calls


def test_scoring_is_charged_and_bounded_like_all_calls() -> None:
    """Ten ratings do not fit; no token is overspent and the caller is told."""
    session = session_for(says("7"), budget=Budget(tokens=90))

    with pytest.raises(BudgetError):
        score("digit", [Trace(f"a{i}") for i in range(10)], session)
    assert 0 < session.ledger.spent.tokens <= 90


def test_a_scorer_that_the_model_cannot_serve_is_refused_before_anything_is_spent() -> None:
    """With the name of what would work."""
    session = session_for(Scripted(lambda r, i: "#### 1", able=Capabilities(logprobs=False)))

    solution = solved("best_of(k=4, score=tail)", session)

    assert solution.ending == "failed"
    assert "score=steps" in solution.note
    assert solution.cost.calls == 0


NEEDS = {"mixture": "mixture(of=[steps, agreement], weights=[2, 1], bias=-1)"}


@pytest.mark.parametrize("name", [name for name in scorers.names() if name != "server"])
def test_every_scorer_keeps_to_its_range_and_order(name: str) -> None:
    """One score in [0, 1] for each trace, for begun and finished, empty and full ones."""
    traces = [
        Trace(""),
        Trace("3 + 4 = 7", done=False, tokens=likely(0.5, exp(-30))),
        Trace("3 + 4 = 7\n#### 7", "7", likely(1.0, 1.0)),
        Trace("3 + 4 = 8\n#### 8", "8", likely(0.2)),
    ]
    session = session_for(says("5", "def solution():\n    return 7"))
    spec = NEEDS.get(name, name)
    scores = score(spec, traces, session)

    assert len(scores) == len(traces)
    assert all(0 <= one <= 1 for one in scores)
    assert score(spec, [], session) == []


@pytest.mark.parametrize(
    ("spec", "error"),
    [
        ("steps(over=median)", InputError),
        ("step", SpecError),
        ("tail(share=0)", InputError),
        ("confidence(window=0)", InputError),
        ("complexity(keep=2)", InputError),
        ("digit(over=first)", InputError),
        ("programs(k=0)", InputError),
        ("agreement(k=2)", InputError),
    ],
)
def test_a_scorer_that_makes_no_sense_is_refused(spec: str, error: type[Exception]) -> None:
    """By name."""
    with pytest.raises(error, match=spec.split("(")[0]):
        resolve_scorer(spec)
