"""Ways to ask: exemplars by complexity, none at all, no thinking, and votes over any strategy."""

from __future__ import annotations

import asyncio
from functools import partial
from math import sqrt
from pathlib import Path

import pytest

from algorist.checking import check_answer
from algorist.core import InputError, Ledger, Problem
from algorist.models import Caller, Capabilities, Message, Request, Simulated
from algorist.problems import (
    MAX_EXEMPLAR_CHARS,
    default_exemplars,
    exemplar_pool,
    make_many,
    read_problems,
)
from algorist.solving import Session, Task, prompts, run_strategy
from algorist.solving import resolve_strategy as resolve
from tests.builders import purchases
from tests.solving.scripted import Scripted, says, session_for, solved


def task_for(problem: Problem, *, shown: int = 4) -> Task:
    """A task as an evaluation makes it."""
    return Task(
        problem.question,
        problem.answer_type,
        exemplars=default_exemplars(problem, shown),
        pool=partial(exemplar_pool, problem),
    )


def asked(spec: str, task: Task) -> tuple[Message, ...]:
    """The one conversation that a strategy asks."""
    model = says("#### 1")
    session = Session(task, Caller(model), Ledger())
    asyncio.run(run_strategy(resolve(spec), session))
    return model.requests[0].messages


@pytest.mark.parametrize("family", ["words.purchase", "procedures.sort", "numbers.add"])
def test_complex_exemplars_have_the_most_steps(family: str) -> None:
    """As many as the task's, the longest last; only one that does not fit is passed over."""
    (problem,) = make_many(family, 1, level=3, seed=11)
    task = task_for(problem)
    turns = [turn.content for turn in asked("direct(prompt=complex)", task)[1:-1]]
    pool = {one.question: one for one in exemplar_pool(problem, 32)}
    chosen = [pool[question] for question in turns[::2]]

    sizes = [len(one.steps) for one in chosen]
    assert 1 <= len(chosen) <= len(task.exemplars)
    assert sizes == sorted(sizes)
    assert sum(map(len, turns)) <= MAX_EXEMPLAR_CHARS
    room = MAX_EXEMPLAR_CHARS - sum(map(len, turns))
    for other in pool.values():
        if other not in chosen and len(chosen) == len(task.exemplars):
            shorter = len(other.steps) <= sizes[0]
            assert shorter or len(other.question) + len(prompts.get("steps").exemplar(other)) > room


def test_no_pool_shows_what_the_task_has(tmp_path: Path) -> None:
    """A task made by hand, and a question from a file, which gets word problems of ours."""
    problem = purchases(1)[0]
    bare = Task(problem.question, "number", exemplars=default_exemplars(problem, 2))
    (tmp_path / "one.jsonl").write_text('{"question": "What is 1 + 1?", "answer": "2"}\n')
    (outside,) = read_problems(tmp_path / "one.jsonl")

    assert len(asked("direct(prompt=complex)", bare)) == 1 + 2 * 2 + 1
    assert len(asked("direct(prompt=complex)", task_for(outside))) == 1 + 2 * 4 + 1


@pytest.mark.parametrize("family", ["words.purchase", "lists.sum", "machines.stack"])
def test_the_pool_begins_with_the_default_exemplars_and_never_holds_the_question(
    family: str,
) -> None:
    """Whatever is chosen from it is no other seed's leak."""
    for problem in make_many(family, 5, level=1, seed=2):
        pool = exemplar_pool(problem, 16)
        shown = default_exemplars(problem, 4)
        assert pool[: len(shown)] == shown
        assert problem.question not in [one.question for one in pool]


def test_zero_shot_shows_nothing_and_answer_shows_answers() -> None:
    """Chain of thought by one sentence; and the baseline without any."""
    problem = purchases(1)[0]
    (only,) = asked("direct(prompt=zero_shot)", task_for(problem))
    _, *shown, last = asked("direct(prompt=answer)", task_for(problem))

    assert only.content.startswith(problem.question)
    assert "step by step" in only.content
    assert last.content == problem.question
    assert all("\n" not in turn.content for turn in shown if turn.role == "assistant")


def test_no_thinking_begins_the_reply_and_goes_on_after_it() -> None:
    """All attempts in one call; the block is no part of their text."""
    model = Scripted(lambda request, index: f"#### {index % 2}")
    solution = solved("vote(k=4, each=no_thinking)", session_for(model))
    (request,) = model.requests

    assert request.n == 4
    assert request.messages[-1].role == "assistant"
    assert request.messages[-1].content.startswith("<think>")
    assert request.messages[-1].content.endswith("</think>\n\n")
    assert all("think" not in one.text for one in solution.candidates)


def test_another_block_can_be_given() -> None:
    """Models mark their thinking in different ways."""
    model = says("#### 1")
    solved('no_thinking(block="<thought></thought>")', session_for(model))

    assert model.requests[0].messages[-1].content == "<thought></thought>"


def test_no_thinking_is_refused_before_a_call_where_it_cannot_work() -> None:
    """A server that answers a begun reply anew would think all the same."""
    model = Scripted(lambda request, index: "#### 1", able=Capabilities(prefill=False))
    solution = solved("best_of(k=3, each=no_thinking)", session_for(model))

    assert solution.ending == "failed"
    assert "begun reply" in solution.note
    assert model.requests == []


@pytest.mark.parametrize("each", ["no_thinking", "direct(prompt=complex)", "auto_cot(k=2)"])
def test_what_makes_one_attempt_keeps_the_accuracy_of_a_sample(each: str) -> None:
    """On a policy that slips at a known rate and reads no prompt; within four standard errors."""
    problems = [p for p in purchases(500, level=2) if len(p.steps) == 2][:300]
    right = 0
    for number, problem in enumerate(problems):
        session = session_for(Simulated(step_error=0.3), about=problem, seed=number)
        solution = solved(f"best_of(k=1, each={each})", session)
        right += check_answer(problem.gold, solution.answer or "").correct

    assert abs(right / 300 - 0.49) <= 4 * sqrt(0.49 * 0.51 / 300)


def test_a_vote_over_direct_is_the_plain_vote() -> None:
    """The same requests, so the same stored samples."""
    problem = purchases(1)[0]
    plain, over = Simulated(step_error=0.5), Simulated(step_error=0.5)
    first = session_for(plain, about=problem)
    second = session_for(over, about=problem)

    assert solved("vote(k=12)", first) == solved("vote(k=12, each=direct)", second)
    assert first.used == second.used


def test_a_vote_goes_over_programs_and_over_strategies_of_many_calls() -> None:
    """Each attempt of such a strategy has its own draws, and counts as one vote."""

    def write(request: Request, index: int) -> str:
        if "Python function" in request.messages[0].content:
            return f"```python\ndef solution():\n    return {7 + index % 2}\n```"
        return f"#### {request.seed % 3}"

    programs = solved("vote(k=3, stop=none, each=program)", session_for(Scripted(write)))
    repaired = solved('vote(k=5, stop=none, each="repair(rounds=1)")', session_for(Scripted(write)))

    assert (programs.answer, [one.answer for one in programs.candidates]) == ("7", ["7", "8", "7"])
    assert len(repaired.candidates) == 5
    assert len({one.answer for one in repaired.candidates}) > 1


def test_a_vote_without_chance_is_refused() -> None:
    """All its samples would be the same."""
    with pytest.raises(InputError, match="without chance"):
        resolve("vote(k=4, temperature=0)")
