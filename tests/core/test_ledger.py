"""A ledger cannot be overspent, whatever is in flight."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorist.core import Budget, BudgetError, Cost, InputError, Ledger, Rates

CALLS = st.lists(
    st.tuples(
        st.integers(0, 60),  # prompt tokens
        st.integers(1, 60),  # output tokens wanted a sample
        st.integers(1, 6),  # samples wanted
        st.floats(0, 1),  # share of the grant that is truly used
    ),
    max_size=25,
)


async def spend(ledger: Ledger, calls: list[tuple[int, int, int, float]], width: int) -> list[int]:
    """Make the calls, ``width`` at a time; returns the samples granted to each, 0 for none."""
    slots = asyncio.Semaphore(width)
    granted = [0] * len(calls)

    async def one(number: int) -> None:
        prompt, output, n, share = calls[number]
        async with slots:
            try:
                grant = await ledger.reserve(prompt, output, n, Rates(flops=2.0))
            except BudgetError:
                return
            granted[number] = grant.n * 1000 + grant.max_tokens
            await asyncio.sleep(0)
            written = int(share * grant.n * grant.max_tokens)
            ledger.settle(
                grant,
                Cost(
                    prompt_tokens=prompt,
                    output_tokens=written,
                    calls=1,
                    flops=2.0 * (prompt + written),
                ),
            )

    async with asyncio.TaskGroup() as group:
        for number in range(len(calls)):
            group.create_task(one(number))
    return granted


@settings(max_examples=200, deadline=None)
@given(CALLS, st.integers(0, 600), st.integers(0, 400), st.integers(0, 12))
def test_no_dimension_is_overspent_by_a_token(
    calls: list[tuple[int, int, int, float]], tokens: int, output: int, count: int
) -> None:
    """With all calls in flight at once."""
    budget = Budget(tokens=tokens, output_tokens=output, calls=count, flops=float(tokens))
    ledger = Ledger(budget)

    asyncio.run(spend(ledger, calls, 25))

    assert ledger.spent.tokens <= tokens
    assert ledger.spent.output_tokens <= output
    assert ledger.spent.calls <= count
    assert ledger.spent.flops <= tokens


@settings(max_examples=100, deadline=None)
@given(CALLS, st.integers(0, 600))
def test_the_same_is_granted_with_one_call_in_flight_and_with_many(
    calls: list[tuple[int, int, int, float]], tokens: int
) -> None:
    """So a result does not depend on the concurrency."""
    one = asyncio.run(spend(Ledger(Budget(tokens=tokens)), calls, 1))
    many = asyncio.run(spend(Ledger(Budget(tokens=tokens)), calls, 64))

    assert one == many


@settings(max_examples=100, deadline=None)
@given(CALLS, st.integers(0, 600), st.integers(0, 600))
def test_a_problem_keeps_to_its_own_budget_and_to_its_runs(
    calls: list[tuple[int, int, int, float]], mine: int, whole: int
) -> None:
    """Charges count in both ledgers."""
    run = Ledger(Budget(tokens=whole))
    problem = Ledger(Budget(tokens=mine), parent=run)

    asyncio.run(spend(problem, calls, 25))

    assert problem.spent.tokens <= min(mine, whole)
    assert run.spent == problem.spent


def test_samples_are_given_up_before_their_length() -> None:
    """Two whole samples are worth more than eight stumps."""
    grant = asyncio.run(Ledger(Budget(tokens=100)).reserve(20, 30, 8))

    assert (grant.n, grant.max_tokens) == (2, 30)


def test_the_error_says_what_was_spent_of_what() -> None:
    """And what to do."""
    ledger = Ledger(Budget(tokens=100))
    ledger.charge(Cost(prompt_tokens=95))

    with pytest.raises(BudgetError, match=r"used 95 tokens.*tokens=100.*larger --budget"):
        asyncio.run(ledger.reserve(20, 30))


def test_time_runs_out_as_well() -> None:
    """Seconds are counted by the clock that the ledger was given."""
    now = [0.0]
    ledger = Ledger(Budget(seconds=5.0), clock=lambda: now[0])

    asyncio.run(ledger.reserve(1, 1))
    now[0] = 5.0

    with pytest.raises(BudgetError):
        asyncio.run(ledger.reserve(1, 1))


@pytest.mark.parametrize("bound", [-1, float("nan"), float("inf")])
def test_a_bound_must_be_a_finite_number(bound: float) -> None:
    """A budget of nothing sensible is refused where it is made."""
    with pytest.raises(InputError, match="finite"):
        Budget(seconds=bound)


@given(st.integers(0, 200), st.integers(0, 200), CALLS)
def test_what_is_kept_back_is_there_afterwards(
    bound: int, kept: int, calls: list[tuple[int, int, int, float]]
) -> None:
    """Whatever the inner ledger spends, so much of each bounded dimension of the chain is left."""
    whole = Ledger(Budget(tokens=bound))
    outer = Ledger(Budget(calls=9), parent=whole)
    inner = outer.keeping(Cost(prompt_tokens=kept, calls=2))

    asyncio.run(spend(inner, calls, 3))

    assert inner.spent == outer.spent == whole.spent
    assert whole.spent.tokens == 0 or whole.spent.tokens <= bound - kept
    assert outer.spent.calls <= 7
