"""The rules of ``adaptive``, one by one, with a model that does as the test says."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from algorist.core import Budget, InputError
from algorist.models import Request
from algorist.solving import resolve_strategy
from tests.solving.scripted import Scripted, session_for, solved

QUESTION = "Ann buys 3 pens at 14 each. What does she pay?"
RIGHT_TEXT = "3 * 14 = 42\n#### 42"
SLIPPED_TEXT = "3 * 14 = 45\n#### 45"


def asks_for_program(request: Request) -> bool:
    """Whether a call is for a program."""
    return "Python function" in request.messages[0].content


def model(program: Callable[[int], str], text: Callable[[int], str]) -> Scripted:
    """Sample ``i`` of each way; a program is what ``solution`` returns, or no program at all."""

    def write(request: Request, index: int) -> str:
        if asks_for_program(request):
            value = program(index)
            return f"```python\ndef solution():\n    return {value}\n```" if value else "I cannot."
        return text(index)

    return Scripted(write)


def kinds(used: Scripted) -> str:
    """The calls in order: P for programs, T for texts, with their numbers of samples."""
    letters = {True: "P", False: "T"}
    return " ".join(f"{letters[asks_for_program(one)]}{one.n}" for one in used.requests)


def test_programs_that_agree_end_it_after_one_wave() -> None:
    """Four of a kind pass 0.95; no text is asked for."""
    used = model(lambda i: "42", lambda i: SLIPPED_TEXT)
    solution = solved("adaptive", session_for(used, question=QUESTION))

    assert (solution.answer, solution.ending, kinds(used)) == ("42", "confident", "P4")


@pytest.mark.parametrize(("k", "asked"), [(1, [(1, 0.0)]), (3, [(1, 0.0), (2, 0.7)])])
def test_the_first_of_few_attempts_is_greedy_and_wins_ties(
    k: int, asked: list[tuple[int, float]]
) -> None:
    """One attempt is worth most at temperature 0; among few that differ it is the answer."""
    used = model(lambda i: str(42 - i), lambda i: RIGHT_TEXT)
    solution = solved(f"adaptive(k={k})", session_for(used, question=QUESTION))

    assert solution.answer == "42"
    assert [(one.n, one.temperature) for one in used.requests] == asked


def test_programs_that_fail_make_way_for_texts() -> None:
    """They abstain, and no more of them are asked for."""
    used = model(lambda i: "", lambda i: RIGHT_TEXT)
    solution = solved("adaptive", session_for(used, question=QUESTION))

    assert (solution.answer, solution.ending, kinds(used)) == ("42", "confident", "P4 T4")


def test_programs_that_differ_make_way_for_texts_and_come_back_where_they_agree_more() -> None:
    """Four results, then texts that differ as well: the programs are asked again."""
    used = model(lambda i: "42" if i >= 3 else str(i), lambda i: f"#### {90 + i}")
    solution = solved("adaptive(k=24)", session_for(used, question=QUESTION))

    assert kinds(used).startswith("P4 T4 P8")
    assert solution.answer == "42"


def test_programs_that_half_agree_go_on() -> None:
    """Two of four are more than a quarter."""
    used = model(lambda i: "42" if i % 2 else str(i), lambda i: SLIPPED_TEXT)
    solution = solved("adaptive", session_for(used, question=QUESTION))

    assert kinds(used).startswith("P4 P4")
    assert solution.answer == "42"


def test_a_step_shown_wrong_takes_a_vote_nearly_away() -> None:
    """One sound text outweighs three with a wrong product, and those end nothing."""
    used = model(lambda i: "", lambda i: RIGHT_TEXT if i == 3 else SLIPPED_TEXT)
    solution = solved("adaptive(k=8)", session_for(used, question=QUESTION))

    assert solution.answer == "42"
    weights = [candidate.score for candidate in solution.candidates]
    assert weights == [1.0] * 4 + [0.1, 0.1, 0.1, 0.5]


def test_a_result_outweighs_a_text_of_another_answer() -> None:
    """One program's 42 against one text's 43, both unchallenged otherwise."""
    used = model(
        lambda i: "42" if i == 0 else "",
        lambda i: "#### 43" if i == 0 else "I cannot say what she pays.",
    )
    solution = solved("adaptive(k=8)", session_for(used, question=QUESTION))

    assert solution.answer == "42"


def test_votes_still_out_that_cannot_matter_are_not_asked_for() -> None:
    """Six of eight, with at most four to come after the second wave."""
    used = model(lambda i: "42" if i not in (0, 1) else str(i), lambda i: RIGHT_TEXT)
    solution = solved("adaptive(k=9)", session_for(used, question=QUESTION))

    assert (solution.answer, solution.ending) == ("42", "certain")
    assert kinds(used) == "P4 P4"


@pytest.mark.parametrize("tokens", [0, 60, 150, 300, 500])
def test_a_budget_ends_it_with_what_it_has(tokens: int) -> None:
    """Nothing is overspent, and what was found before the end is kept."""
    used = model(lambda i: "42" if i % 2 else str(i), lambda i: RIGHT_TEXT)
    session = session_for(used, question=QUESTION, budget=Budget(tokens=tokens))
    solution = solved("adaptive(max_tokens=32)", session)

    assert session.ledger.spent.tokens <= tokens
    assert solution.ending == ("budget" if tokens < 300 else "confident")
    assert (solution.answer is not None) == bool(solution.candidates)


@pytest.mark.parametrize("spec", ["k=0", "temperature=0", "confidence=1", "confidence=0.4"])
def test_arguments_out_of_range_are_refused(spec: str) -> None:
    """With what they may be."""
    with pytest.raises(InputError, match="adaptive"):
        resolve_strategy(f"adaptive({spec})")
