"""Every family's worked solution, in every output contract, is read back as right."""

from __future__ import annotations

import json
from typing import Any

import pytest

from algorist.checking import check_trace
from algorist.core import InputError, Problem
from algorist.problems import contracts, families, make, present, respond
from algorist.problems._contracts import STYLES

NAMES = sorted(families.names())
READ_BACK = ["steps", "states", "json", "procbench", "tmbench"]


def forms(problem: Problem) -> list[tuple[str, str]]:
    """The contracts that fit the problem, with its solution in each."""
    found = []
    for name in READ_BACK:
        try:
            found.append((name, respond(problem, name)))
        except InputError:
            continue
    return found


@pytest.mark.parametrize("name", NAMES)
def test_worked_solutions_are_read_back(name: str) -> None:
    """What a contract writes scores full marks, whatever the states are."""
    for level in (1, 3, 5):
        problem = make(name, level=level, seed=31)
        written = forms(problem)
        assert written[0][0] == "steps"
        for form, text in written:
            score = check_trace(problem, text)
            assert score.sequential_match, (problem.id, form, score.first_wrong)
            assert score.final_match or form == "procbench", (problem.id, form)


def changed(value: Any) -> Any:
    """Another value of the same type."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        number = value.lstrip("-").isdecimal()
        return str(int(value) + 1) if number else value + ("b" if value[-1:] != "b" else "c")
    if isinstance(value, list):
        return [*value[:-1], changed(value[-1])] if value else ["w"]
    if isinstance(value, dict):
        last = list(value)[-1]
        return {**value, last: changed(value[last])}
    return "w"


@pytest.mark.parametrize("name", NAMES)
def test_a_changed_state_is_the_only_wrong_one(name: str) -> None:
    """In any family a single changed state is found at its step, in JSON as in lines."""
    problem = make(name, level=4, seed=12)
    states = [step.state for step in problem.steps]
    if any(state is None for state in states):
        pytest.skip("the steps have no states")
    place = len(states) // 2
    states[place] = changed(states[place])
    score = check_trace(problem, json.dumps({"steps": states}))
    wrong = [verdict.step for verdict in score.verdicts if verdict.verdict != "correct"]
    assert wrong == [place + 1]
    assert score.first_wrong == place + 1


def test_styles_carry_the_same_question() -> None:
    """Prose and terse are one turn; chat has a system turn and a turn for each example's sides."""
    problem = make("machines.tag", level=2, seed=1)
    for style in ("prose", "terse"):
        (turn,) = present(problem, contract="json", style=style, shots=1)
        assert problem.question in turn.content
        assert turn.content.count("[Question]") == problem.question.count("[Question]") * 2
    long, short = (present(problem, contract="json", style=s)[0] for s in ("prose", "terse"))
    assert len(short.content) < len(long.content)
    turns = present(problem, contract="tmbench", style="chat", shots=2)
    assert [turn.role for turn in turns] == ["system", *["user", "assistant"] * 2, "user"]
    assert turns[-1].content == problem.question
    assert problem.question not in [turn.content for turn in turns[:-1]]
    assert "### step 1:" in turns[2].content


def test_contracts_say_what_they_are() -> None:
    """Each has an instruction in full and in short, and one that does not fit is refused."""
    for name in contracts:
        form = contracts.get(name)
        assert form.name == name
        assert 0 < len(form.short) < len(form.instruction)
    sort = make("procedures.sort")
    with pytest.raises(InputError, match="no tag system"):
        respond(sort, "tmbench")
    with pytest.raises(InputError, match="style='verse'"):
        present(sort, style="verse")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", NAMES)
def test_every_family_is_put_in_three_styles(name: str) -> None:
    """Each style ends in the question, with the instruction of the contract beside it."""
    problem = make(name, level=2, seed=5)
    for style in STYLES:
        turns = present(problem, contract="answer", style=style)
        assert turns[-1].role == "user"
        assert problem.question in turns[-1].content
        assert "Answer:" in turns[0].content
