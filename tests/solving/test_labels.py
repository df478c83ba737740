"""Labels from roll-outs: against policies whose errors are known."""

from __future__ import annotations

import asyncio
from math import ceil, log2, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algorist.core import Answer, Budget, BudgetError, ModelError, Problem, Step
from algorist.models import Capabilities, Simulated
from algorist.solving import prompts
from algorist.solving.labels import (
    Attempt,
    Branch,
    Estimate,
    Rollouts,
    Search,
    agreed,
    branches,
    first_errors,
    judged,
    step_pairs,
    steps_of,
)
from tests.solving.scripted import Scripted, session_for

PROMPT = prompts.get("steps")


def ladder(number: int, steps: int = 7) -> Problem:
    """A problem of so many worked steps, and a line with the answer."""
    lines = tuple(Step(f"step {i}: {i} + {number} = {i + number}") for i in range(1, steps + 1))
    return Problem(
        f"ladder:{number}", "ladder", 0, 0, 0, number, f"Climb ladder {number}.", "7", steps=lines
    )


async def labelled(
    problem: Problem, model: Simulated, *, k: int, attempts: int = 6
) -> tuple[Rollouts, list[Search]]:
    """Attempts, and searches for the first error of the wrong ones."""
    session = session_for(model, about=problem)
    samples = await session.sample(
        session.task.messages(PROMPT), attempts, temperature=0.7, max_tokens=256
    )
    _, key, _ = session.used[0]
    read = [Attempt.read(one.text, "number", (key.hex(), i)) for i, one in enumerate(samples)]
    judge = judged(problem.gold)
    rollouts = Rollouts(session, PROMPT, judge, read, k=k)
    return rollouts, await first_errors(rollouts, [one for one in read if not judge(one.answer)])


def true_error(attempt: Attempt, problem: Problem) -> int:
    """The number of the first line that is not the worked one."""
    right = [step.text for step in problem.steps]
    return next(i for i, step in enumerate(attempt.steps, 1) if step.strip() not in right)


def chance_of_finding(error: int, n: int, step_error: float, k: int) -> float:
    """The chance that no right beginning on the way is missed: an exact product.

    ``n`` lines, of which the last one states the answer and never slips of itself.
    """
    low, high, chance = 0, n, 1.0
    while high - low > 1:
        middle = (low + high) // 2
        if middle < error:
            chance *= 1 - (1 - (1 - step_error) ** (n - 1 - middle)) ** k
            low = middle
        else:
            high = middle
    return chance


@pytest.mark.parametrize(("step_error", "k"), [(0.3, 2), (0.2, 8), (0.5, 4)])
def test_the_first_error_is_found_with_the_stated_chance(step_error: float, k: int) -> None:
    """Over some hundred wrong solutions, within four standard errors; one that is missed is placed
    too early, never too late."""
    hits, expected, variance, late = 0, 0.0, 0.0, 0

    async def all_of_them() -> list[tuple[Problem, list[Search]]]:
        model = Simulated(step_error=step_error)
        return [(p, (await labelled(p, model, k=k))[1]) for p in map(ladder, range(60))]

    for problem, searches in asyncio.run(all_of_them()):
        seen: set[tuple[str, ...]] = set()
        for search in searches:
            if search.attempt.steps in seen:
                continue  # equal attempts share their roll-outs, so they hit or miss together
            seen.add(search.attempt.steps)
            error = true_error(search.attempt, problem)
            chance = chance_of_finding(error, 8, step_error, k)
            hits += search.high == error
            late += search.high > error
            expected += chance
            variance += chance * (1 - chance)

    assert expected > 40
    assert late == 0
    # Attempts at one problem share beginnings, so their outcomes are not quite independent.
    assert abs(hits - expected) <= 4 * sqrt(2 * variance) + 1


def test_a_search_costs_k_log_n() -> None:
    """Eight steps: three beginnings of k roll-outs each; beginnings in common are paid for once."""
    rollouts, searches = asyncio.run(labelled(ladder(3), Simulated(step_error=0.4), k=5))

    assert searches
    assert {len(one.estimates) for one in searches} == {3}
    assert {one.n for search in searches for one in search.estimates} == {5}
    beginnings = {
        "".join(search.attempt.steps[: one.steps])
        for search in searches
        for one in search.estimates
    }
    assert set(rollouts.known) == beginnings | {""}
    assert len(rollouts.session.used) == len(rollouts.attempts) + 5 * len(beginnings)


@given(st.integers(1, 400), st.data())
def test_the_search_ends_within_its_bound_at_the_error(n: int, data: st.DataObject) -> None:
    """With perfect estimates: at most ceil(log2 n) of them, and at least its floor."""
    error = data.draw(st.integers(1, n))
    steps = tuple(f"{i}\n" for i in range(n))
    search = Search(Attempt(steps, None, ("", 0)), 0, n)
    while search.open:
        length = len(search.beginning)
        search.learn(Estimate(length, int(length < error), 1))

    assert search.high == error
    assert int(log2(n)) <= len(search.estimates) <= ceil(log2(n))


def test_values_are_the_chances_of_ending_well() -> None:
    """(1 - e) to the power of the steps that are left, or 0 after an error; within four standard
    errors of 400 roll-outs."""
    problem, error, k = ladder(1, steps=4), 0.2, 400
    right = [step.text + "\n" for step in problem.steps]
    wrong = [*right[:2], "step 3: 3 + 1 = 5\n"]

    async def estimates() -> list[float]:
        session = session_for(Simulated(step_error=error), about=problem)
        rollouts = Rollouts(session, PROMPT, judged(problem.gold), [], k=k)
        found = await rollouts.estimate([tuple(right[:i]) for i in (1, 2, 3)] + [tuple(wrong)])
        return [one.value for one in found]

    *values, after = asyncio.run(estimates())
    for length, value in enumerate(values, 1):
        chance = (1 - error) ** (4 - length)
        assert abs(value - chance) <= 4 * sqrt(chance * (1 - chance) / k)
    assert after == 0


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("", ()),
        ("a\nb", ("a\n", "b")),
        ("\n\na\n\n\nb\n", ("\n\na\n\n\n", "b\n")),
        ("a\n#### 3\nand more\n#### 4", ("a\n", "#### 3")),
        ("a\nso \\boxed{3} it is\nb", ("a\n", "so \\boxed{3} it is")),
    ],
)
def test_steps_are_lines_up_to_the_answer(text: str, steps: tuple[str, ...]) -> None:
    """Blank lines belong to the step before; what follows the answer is no step."""
    assert steps_of(text) == steps
    assert "".join(steps).rstrip() == text[: len("".join(steps))].rstrip()


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (["1/2", "0.5", "3", None], "1/2"),
        (["1", "2", "2", "1"], None),
        (["1"], None),
        (["1", "2", "3", "3"], None),
        ([], None),
    ],
)
def test_a_consensus_is_over_half_and_at_least_two(
    answers: list[str | None], expected: str | None
) -> None:
    """By value; abstentions have no part in it."""
    found = agreed(answers, "number")
    assert found == (Answer(expected, "number") if expected else None)


def attempt(*steps: str) -> Attempt:
    """One whole solution."""
    return Attempt(steps, None, ("00", 0))


def test_preferences_stand_where_solutions_part() -> None:
    """By the share of right ends below each step; not where the difference is small."""
    made = [
        attempt("a", "b", "#### 1"),
        attempt("a ", "b", "#### 2"),
        attempt("a", "c", "#### 3"),
        attempt("d", "#### 4"),
    ]
    root = branches(made, [True, True, False, False])

    found = [(here.prefix, best.step, worst.step) for here, best, worst in step_pairs(root)]
    assert found == [("", "a", "d"), ("a", "b", "c")]
    assert (root.children["a"].value, root.children["a"].n) == (2 / 3, 3)
    assert [here.prefix for here, _, _ in step_pairs(root, margin=0.7)] == ["a"]


@given(
    st.lists(
        st.tuples(st.lists(st.sampled_from("abc"), min_size=1, max_size=4), st.booleans()),
        max_size=12,
    )
)
def test_the_tree_counts_every_solution_once_at_each_depth(
    made: list[tuple[list[str], bool]],
) -> None:
    """Right and all, by enumeration; and preferred steps do have the larger share."""
    root = branches([attempt(*steps) for steps, _ in made], [right for _, right in made])

    def check(here: Branch, path: list[str]) -> None:
        below = [right for steps, right in made if steps[: len(path)] == path]
        assert (here.n, here.right) == (len(below), sum(below))
        for name, child in here.children.items():
            check(child, [*path, name])

    check(root, [])
    for _, best, worst in step_pairs(root, margin=0.25):
        assert best.value - worst.value >= 0.25


def test_budgets_and_missing_abilities_are_told() -> None:
    """Not a token is overspent; a model that cannot go on is named before anything is asked."""
    problem = ladder(2)
    session = session_for(Simulated(), about=problem, budget=Budget(tokens=100))
    rollouts = Rollouts(session, PROMPT, judged(problem.gold), [], k=8)
    with pytest.raises(BudgetError):
        asyncio.run(rollouts.estimate([("step 1\n",)]))
    assert session.ledger.spent.tokens <= 100

    unable = Scripted(lambda request, index: "#### 1", able=Capabilities(prefill=False))
    rollouts = Rollouts(session_for(unable), PROMPT, judged(problem.gold), [], k=8)
    with pytest.raises(ModelError, match="cannot go on"):
        asyncio.run(rollouts.estimate([("step 1\n",)]))
    assert unable.requests == []
