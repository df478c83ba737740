"""Work that several questions share: what it is, that it is done once, and by whom it is paid."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from algorist.core import Budget, Cost, Ledger, ModelError, Problem, Step
from algorist.models import Caller, Request, Sample
from algorist.problems import exemplar_pool, make_many
from algorist.solving import Session, Solution, Task, run_strategy, shared_work
from algorist.solving import resolve_strategy as resolve
from tests.builders import purchases
from tests.solving.scripted import Scripted, session_for, solved

CONTEXT = "Ana has 3 bags of 4 nuts. She eats 2 nuts."
QUERIES = ("How many nuts are left?", "How many bags has Ana?", "How many nuts were there?")


def in_turn(spec: str, tasks: Sequence[Task], model: Scripted) -> tuple[list[Solution], list[Cost]]:
    """One strategy on several questions that share what was prepared; and what each paid."""
    strategy, shared = resolve(spec), dict[str, object]()

    async def work() -> tuple[list[Solution], list[Cost]]:
        sessions = [Session(task, Caller(model, attempts=1), Ledger()) for task in tasks]
        found = []
        for session in sessions:
            session.shared = shared
            found.append(await run_strategy(strategy, session))
        return found, [session.ledger.spent for session in sessions]

    return asyncio.run(work())


def preparing(notes: str, *, finish: str = "stop") -> Scripted:
    """Writes these notes on a context, and an answer to anything else."""

    def write(request: Request, index: int) -> Sample | str:
        if "Questions about this text" in request.messages[-1].content:
            return Sample(notes, finish, output_tokens=20)  # type: ignore[arg-type]
        return "#### 10"

    return Scripted(write)


# prepare


def test_a_context_is_prepared_once_and_the_second_question_pays_nothing_for_it() -> None:
    """Three questions: one call for the notes and one each; the notes are in every prompt."""
    model = preparing("There are 3*4 = 12 nuts.\n12 - 2 = 10 are left.")
    tasks = [Task(f"{CONTEXT} {query}", "number") for query in QUERIES]
    _, costs = in_turn("prepare", tasks, model)

    assert [cost.calls for cost in costs] == [2, 1, 1]
    assert costs[0].output_tokens == 20 + costs[1].output_tokens
    assert all("3*4 = 12" in one.messages[-1].content for one in model.requests[1:])
    assert [one.messages[-1].content.splitlines()[-1] for one in model.requests[1:]] == [*QUERIES]


def test_another_context_and_other_settings_are_prepared_anew() -> None:
    """Only equal work is shared."""
    model = preparing("12 nuts.")
    in_turn("prepare", [Task(f"{CONTEXT} {q}", "number") for q in QUERIES], model)
    in_turn("prepare", [Task(f"Bo has 3 nuts. {q}", "number") for q in QUERIES], model)
    strategy, other = resolve("prepare"), resolve("prepare(rounds=2)")
    task = Task(f"{CONTEXT} {QUERIES[0]}", "number")

    assert sum("Questions about" in one.messages[-1].content for one in model.requests) == 2
    assert strategy.topic(task) != other.topic(task)  # type: ignore[attr-defined]


def test_notes_that_are_shown_wrong_cut_or_repeated_are_dropped() -> None:
    """What the step checker cannot look at stays."""
    notes = "3*4 = 12 nuts.\n12 - 2 = 9 nuts.\n3*4 = 12 nuts.\nAna likes nuts.\nShe has 3*"
    model = preparing(notes, finish="length")
    solved("prepare", session_for(model, question=f"{CONTEXT} {QUERIES[0]}"))
    asked = model.requests[-1].messages[-1].content

    assert "3*4 = 12 nuts.\nAna likes nuts.\n\nHow many" in asked


def test_what_a_wrong_note_brought_up_goes_with_it() -> None:
    """Unless another note shows it to be right."""
    notes = "12 - 2 = 9 nuts.\nSo 9 are left.\n3*3 = 9.\nNow 9 it is.\n3 bags, 2 eaten."
    model = preparing(notes)
    solved("prepare", session_for(model, question=f"{CONTEXT} {QUERIES[0]}"))

    assert "known that:\n3*3 = 9.\nNow 9 it is.\n3 bags, 2 eaten.\n\n" in (
        model.requests[-1].messages[-1].content
    )


@pytest.mark.parametrize(("rounds", "calls"), [(1, 1), (2, 2), (9, 3)])
def test_rounds_end_when_nothing_new_is_written(rounds: int, calls: int) -> None:
    """Each shows what is known so far."""

    def write(request: Request, index: int) -> str:
        text = request.messages[-1].content
        if "Questions about" not in text:
            return "#### 10"
        return "Fact two." if "Fact one." in text else "Fact one."

    model = Scripted(write)
    solved(f"prepare(rounds={rounds})", session_for(model, question=f"{CONTEXT} {QUERIES[0]}"))

    assert len(model.requests) == calls + 1
    assert ("Fact two." in model.requests[-1].messages[-1].content) == (rounds > 1)


@pytest.mark.parametrize(
    ("question", "notes", "note"),
    [
        ("What is 40 + 2?", "42.", "the question has no context"),
        (f"{CONTEXT} How many?", "  \n", "nothing was prepared"),
        (f"{CONTEXT} How many?", "3*4 = 13", "nothing was prepared"),
    ],
)
def test_without_notes_the_question_is_asked_as_it_is(question: str, notes: str, note: str) -> None:
    """And the solution says why."""
    model = preparing(notes)
    solution = solved("prepare", session_for(model, question=question))

    assert model.requests[-1].messages[-1].content == question
    assert (solution.answer, solution.note) == ("10", note)


def test_a_failed_preparation_leaves_the_question() -> None:
    """Paid or not: the attempt is made without it."""

    def write(request: Request, index: int) -> str:
        if "Questions about" in request.messages[-1].content:
            raise ModelError("no")
        return "#### 10"

    solution = solved("prepare", session_for(Scripted(write), question=f"{CONTEXT} How many?"))

    assert (solution.answer, solution.note) == ("10", "nothing was prepared")


# think_and_execute


def thinking(program: str, finish: str = "stop") -> Scripted:
    """Writes this reply where a program is asked for."""

    def write(request: Request, index: int) -> Sample | str:
        text = request.messages[-1].content
        if "Write one Python function" in text:
            return Sample(program, finish, output_tokens=9)  # type: ignore[arg-type]
        return "Multiply." if "Explain in" in text else "nuts = 12\n#### 12"

    return Scripted(write)


def test_one_program_serves_all_questions_of_a_kind() -> None:
    """Two calls for it, with the exemplars, and one for each question, with the program."""
    problems = purchases(3)
    shown = tuple(make_many("words.purchase", 2, level=2, seed=99))
    tasks = [Task(p.question, p.answer_type, exemplars=shown) for p in problems]
    model = thinking("```python\ndef solve(a, b):\n    print(a * b)\n```")
    found, costs = in_turn("think_and_execute", tasks, model)

    assert [cost.calls for cost in costs] == [3, 1, 1]
    assert all(one.question in model.requests[0].messages[-1].content for one in shown)
    for request, problem in zip(model.requests[2:], problems, strict=True):
        assert problem.question in request.messages[-1].content
        assert "print(a * b)\n```" in request.messages[-1].content
    assert [one.answer for one in found] == ["12"] * 3


@pytest.mark.parametrize(("reply", "finish"), [("I cannot.", "stop"), ("def solve(a):", "length")])
def test_a_program_that_is_none_or_not_finished_is_dropped(reply: str, finish: str) -> None:
    """The question is then attempted as it is; without exemplars it was its own example."""
    model = thinking(reply, finish)
    solution = solved("think_and_execute", session_for(model, question="What is 3 * 4?"))

    assert "What is 3 * 4?" in model.requests[0].messages[-1].content
    assert model.requests[-1].messages[-1].content == "What is 3 * 4?"
    assert (solution.answer, solution.note) == ("12", "no program was written")


# auto_cot


def nuts(index: int, question: str) -> Problem:
    """A question of a pool; its gold answer and steps must not be looked at."""
    gold = (Step("This is the gold step."),)
    return Problem(f"pool/{index}", "nuts", 1, 1, 0, index, question, "-1", steps=gold)


POOL = (
    nuts(0, "Ana has 3 bags of nuts. Each bag holds 4 nuts. How many nuts are there?"),
    nuts(1, "Bo has 5 bags of nuts. Each bag holds 6 nuts. How many nuts are there?"),
    nuts(2, "Cy has 7 bags of nuts. Each bag holds 8 nuts. How many nuts are there?"),
    nuts(3, "A train leaves at 9 and drives for 2 hours. When does it arrive?"),
    nuts(4, "A train leaves at 7 and drives for 3 hours. When does it arrive?"),
    nuts(5, "A train leaves " + "and waits " * 40 + "for 3 hours. When does it arrive?"),
)


def shown_after(write: object, spec: str = "auto_cot(k=2)") -> tuple[list[str], Solution]:
    """The exemplars that the last request shows, as texts, and the solution."""
    model = Scripted(write)  # type: ignore[arg-type]
    task = Task("How many nuts has Di?", "number", pool=lambda count: POOL[:count])
    (solution,), _ = in_turn(spec, [task], model)
    turns = model.requests[-1].messages
    assert turns[-1].content == "How many nuts has Di?"
    return [
        f"{a.content} {b.content}" for a, b in zip(turns[1:-1:2], turns[2:-1:2], strict=True)
    ], (solution)


def test_each_cluster_shows_one_question_with_what_the_model_wrote() -> None:
    """One of the nuts, one of the trains, not too long; nothing of the gold solutions."""
    shown, solution = shown_after(lambda r, i: "First this.\nThen that.\n#### 7")

    assert sorted("train" in one for one in shown) == [False, True]
    assert all(one.endswith("First this.\nThen that.\n#### 7") for one in shown)
    assert not any("gold" in one or "-1" in one or "waits" in one for one in shown)
    assert (solution.answer, solution.note) == ("7", "")


@pytest.mark.parametrize(
    "bad", ["I do not know", "a\nb\nc\nd\ne\nf\n#### 7", "#### 7", Sample("x\n#### 7", "length", 9)]
)
def test_a_rationale_that_is_no_use_gives_way_to_the_next(bad: Sample | str) -> None:
    """No answer, too many steps, none at all, or cut: the next question of the cluster is tried."""

    def write(request: Request, index: int) -> Sample | str:
        text = request.messages[-1].content
        return bad if text.startswith(("Ana", "A train leaves at 9")) else "Good.\n#### 7"

    def never(request: Request, index: int) -> Sample | str:
        return bad if "step by step" in request.messages[-1].content else "#### 7"

    shown, _ = shown_after(write)
    none, solution = shown_after(never)

    assert len(shown) == 2
    assert not any(one.startswith(("Ana", "A train leaves at 9")) for one in shown)
    assert (none, solution.note) == ([], "no exemplar could be written")


def test_the_exemplars_of_a_family_are_the_same_for_all_its_questions() -> None:
    """So they are written once; and a question of another family has its own."""
    problems = purchases(3) + list(make_many("words.rate", 1, level=1, seed=5))
    tasks = [
        Task(p.question, p.answer_type, pool=lambda n, p=p: exemplar_pool(p, n))  # type: ignore[misc]
        for p in problems
    ]
    model = Scripted(lambda request, index: "One step.\n#### 7")
    _, costs = in_turn("auto_cot(k=3)", tasks, model)

    assert [cost.calls for cost in costs] == [4, 1, 1, 4]


# who shares what


def test_strategies_inside_others_share_their_work_too() -> None:
    """The first task of each topic that several have is the one to pay."""
    contexts = ["Ana has 3 nuts. ", "Bo has 4 nuts. ", "Ana has 3 nuts. ", "Cy has 5 nuts. "]
    tasks = [Task(f"{one}How many?", "number") for one in contexts]
    spec = 'best_of(k=2, each="vote(k=2, each=prepare(each=think_and_execute))")'
    found = shared_work(resolve(spec), tasks)

    # Without exemplars and pools the same program serves none but the equal questions.
    assert [index for _, index in found.values()] == [0, 0]
    assert shared_work(resolve("vote"), tasks) == {}


def test_attempts_of_one_question_share_it_within_the_budget() -> None:
    """Five votes, one preparation; a budget that holds no preparation still answers."""
    model = preparing("12 nuts.")
    question = f"{CONTEXT} {QUERIES[0]}"
    solved("vote(k=5, stop=none, each=prepare)", session_for(model, question=question))
    assert len(model.requests) == 6

    poor = session_for(model, question=question, budget=Budget(tokens=60))
    solution = solved("vote(k=2, each=prepare)", poor)
    assert solution.answer == "10"
    assert solution.cost.tokens <= 60
