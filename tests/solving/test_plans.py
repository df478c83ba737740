"""Strategies that plan first: what they ask, in what order, and what they do without a plan."""

from __future__ import annotations

from itertools import pairwise
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algorist.checking import check_answer
from algorist.core import Budget, InputError, SpecError
from algorist.models import Capabilities, Request, Sample, Simulated, TokenInfo
from algorist.solving import Script, resolve_strategy, scripts
from algorist.solving._written import MAX_ITEM, items, split_context
from tests.builders import purchases
from tests.solving.scripted import Scripted, session_for, solved
from tests.solving.test_strategies import vote_accuracy

QUESTION = "Ana has 3 bags of 4 nuts. She eats 2 nuts. How many nuts are left?"


SCORERS = ("digit", "verifier", "comparison")


def kind(request: Request) -> str:
    """Which of a strategy's texts a request sends, by words that only this text has."""
    text = request.messages[-1].content
    if request.messages[-1].role == "assistant":
        text = request.messages[-2].content
    for name, words in {
        "observe": "different observations", "derive": "new observations", "plan": "Write a plan",
        "replan": "may be wrong", "analyse": "Explain in a few sentences", "write": "Write one",
        "execute": "line by line", "outline": "Write an outline", "choose": "Which outline",
        "rate": "How difficult", "step": "Do only the next step", "last": "Now finish",
        "notes": "Questions about this text",
    }.items():  # fmt: skip
        if words in text:
            return name
    return "solve"


# reading what models write


@given(st.text(max_size=300), st.integers(1, 6))
def test_any_text_is_read_as_a_list(text: str, most: int) -> None:
    """Different items, none empty or long, and no more than were asked for."""
    found = items(text, most)

    assert len(found) <= most
    assert len(set(found)) == len(found)
    assert all(one and len(one) <= MAX_ITEM and "\n" not in one for one in found)


@pytest.mark.parametrize("mark", ["{}. ", "{}) ", "- ", "* ", "Step {}: ", "({}) ", "**{}. "])
def test_lists_are_read_however_they_are_marked(mark: str) -> None:
    """And what stands around them is not part of them; 3.5 is no mark."""
    lines = ["Add both.", "3.5 is half of 7.", "Halve it."]
    text = "\n".join(f"{mark.format(i + 1)}{line}" for i, line in enumerate(lines))

    assert items(f"Of course:\n\n{text}\n\nThe answer is 3.", 9) == lines
    assert items("3.5 is half of 7.\nThus, the answer is 3.5.", 9) == ["3.5 is half of 7."]


@given(st.text(st.sampled_from("aB1.?! \n\"'"), max_size=60))
def test_a_question_is_split_without_a_loss(question: str) -> None:
    """Every word is in the context or in the query, in order, and there is a query."""
    context, query = split_context(question)

    assert (context + " " + query).split() == question.split()
    assert bool(query) == bool(question.strip())


@pytest.mark.parametrize(
    ("question", "query"),
    [
        (QUESTION, "How many nuts are left?"),
        ("It costs $3.50 at St. James. How much do 2 cost?", "How much do 2 cost?"),
        ("How old is Mr. Smith?", "How old is Mr. Smith?"),
        ("x = 2.\n\ny = 3. What is x?\n\nFind y. Show it.", "Find y. Show it."),
        ('He says "Stop!" Who is it?', "Who is it?"),
        ("1 + 1 = ?", "1 + 1 = ?"),
    ],
)
def test_what_a_question_asks_is_its_last_sentence_or_paragraph(question: str, query: str) -> None:
    """Shortened words and decimal points end no sentence."""
    assert split_context(question)[1] == query


# scripts


def test_a_script_can_be_replaced_and_must_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing text and a place that cannot be filled are named before anything is spent."""
    monkeypatch.setattr(scripts, "_items", dict(scripts._items))
    own = scripts.get("prepare")
    scripts.add("mine", Script("mine", 1, {**own.texts, "notes": "Think about: {context}"}))
    scripts.add("lacking", Script("lacking", 1, {"notes": "{context}"}))
    scripts.add("strange", Script("strange", 1, {**own.texts, "notes": "{question}"}))
    model = Scripted(lambda request, index: "#### 10")
    solved("prepare(script=mine)", session_for(model, question=QUESTION))

    assert model.requests[0].messages[0].content.startswith("Think about: Ana has")
    with pytest.raises(InputError, match="'more'"):
        resolve_strategy("prepare(script=lacking)")
    with pytest.raises(InputError, match="question"):
        resolve_strategy("prepare(script=strange)")
    with pytest.raises(SpecError, match="script"):
        resolve_strategy("plan_search(script=nowhere)")


OTHERS = [
    ("self_verify(k=1, script=mine)", "check", "VERIFY {solution}"),
    ("repair(rounds=1, script=mine)", "step", "REPAIR {step}"),
    ("probe(chunk=4, max_tokens=8, script=mine)", "probe", "PROBE "),
    ("best_of(k=2, score=digit(script=mine))", "rate", "RATE {solution}"),
    ("best_of(k=2, score=verifier(script=mine))", "check", "CHECK {solution}"),
    ("best_of(k=2, score=verifier(script=mine))", "verdict", "VERDICT"),
    ("best_of(k=2, score=comparison(script=mine))", "compare", "COMPARE {first} {second}"),
]
"""A strategy or scorer with a script of one's own, and the text that is replaced in it."""


@pytest.mark.parametrize(("spec", "part", "text"), OTHERS)
def test_what_checks_and_corrections_say_can_be_replaced(
    monkeypatch: pytest.MonkeyPatch, spec: str, part: str, text: str
) -> None:
    """The model reads the replaced text, and no other of the built-in script."""
    name = next(name for name in (*SCORERS, spec.partition("(")[0]) if name in spec)
    own = scripts.get(name)
    monkeypatch.setattr(scripts, "_items", dict(scripts._items))
    scripts.add("mine", Script("mine", 1, {**own.texts, part: text}))

    def write(request: Request, index: int) -> Sample:
        return Sample(f"{index} + 4 = {9 + index}\n#### {9 + index}", "length", 4)

    model = Scripted(write)
    solved(spec, session_for(model, question=QUESTION))
    word = text.split()[0]
    said = [message.content for one in model.requests for message in one.messages]
    assert any(word in text for text in said)
    replaced = own.texts[part].split("{")[0].strip()
    assert not any(replaced in text for text in said)


@pytest.mark.parametrize("name", [name for name in scripts.names() if scripts.get(name).shown])
def test_the_examples_of_scripts_fill_their_texts(name: str) -> None:
    """Two turns for each, with every place filled."""
    script = scripts.get(name)
    for part, (values, reply) in script.shown.items():
        user, assistant, _ = script.turns(part, **values)
        assert "{" not in user.content
        assert assistant.content == reply


# plan_search


@pytest.mark.parametrize(("k", "error"), [(1, 0.3), (3, 0.4)])
def test_plan_search_votes_as_the_multinomial_says(k: int, error: float) -> None:
    """On a policy that reads no plan, its attempts are independent draws."""
    problems = [p for p in purchases(500, level=2) if len(p.steps) == 2][:300]
    expected = vote_accuracy((1 - error) ** 2, 3, k)
    right = 0
    for number, problem in enumerate(problems):
        session = session_for(Simulated(step_error=error), about=problem, seed=number)
        solution = solved(f"plan_search(k={k})", session)
        right += check_answer(problem.gold, solution.answer or "").correct

    assert abs(right / 300 - expected) <= 4 * sqrt(expected * (1 - expected) / 300)


@pytest.mark.parametrize(
    ("critique", "k", "sets"), [("false", 4, 4), ("true", 4, 2), ("true", 5, 3)]
)
def test_plan_search_goes_from_observations_to_plans_to_attempts(
    critique: str, k: int, sets: int
) -> None:
    """By the stated number of calls; each attempt follows a plan of its own."""

    def write(request: Request, index: int) -> str:
        said = {
            "observe": "1. one\n2. two\n3. three",
            "derive": "- four\n- five",
            "solve": "#### 1",
        }
        return said.get(kind(request), f"{kind(request)} {index}")

    model = Scripted(write)
    spec = f"plan_search(k={k}, critique={critique})"
    solution = solved(spec, session_for(model, question=QUESTION))
    asked = [kind(request) for request in model.requests]
    plans = [r.messages[-1].content for r in model.requests if kind(r) == "plan"]
    solves = [r.messages[-1].content for r in model.requests if kind(r) == "solve"]

    assert [asked.count(one) for one in ("observe", "derive", "plan", "replan", "solve")] == [
        1, sets, sets, k - sets, k
    ]  # fmt: skip
    assert all("- four\n- five" in text for text in plans)
    assert len(set(plans)) == sets
    assert len(set(solves)) == k
    assert (solution.answer, solution.ending, solution.note) == ("1", "finished", "")


def test_plan_search_without_a_plan_attempts_all_the_same() -> None:
    """And says so."""

    def write(request: Request, index: int) -> str:
        return "#### 5" if kind(request) == "solve" else " "

    model = Scripted(write)
    solution = solved("plan_search(k=3)", session_for(model, question=QUESTION))

    assert solution.answer == "5"
    assert solution.note == (
        "no observations were written; 3 of 3 attempts were made without a plan"
    )
    assert model.requests[-1].messages[-1].content == QUESTION


def test_plan_search_keeps_what_a_small_budget_allows() -> None:
    """Ideas that cannot be paid for are left out, and no token is overspent."""
    for tokens in range(100, 1600, 100):
        model = Scripted(lambda request, index: "1. a\n2. b\n#### 1")
        session = session_for(model, question=QUESTION, budget=Budget(tokens=tokens))
        solution = solved("plan_search(k=2)", session)
        assert solution.cost.tokens <= tokens
        assert solution.ending == ("finished" if len(solution.candidates) == 2 else "budget")


# decompose


def decomposed(ratings: str, spec: str = "decompose(outlines=1)") -> tuple[Scripted, str | None]:
    """A model that outlines as many steps as there are ratings, and one more."""
    count = len(ratings) + 1

    def write(request: Request, index: int) -> str | Sample:
        name = kind(request)
        if name == "outline":
            return "\n".join(f"{i + 1}. Part {i + 1}" for i in range(count))
        if name == "rate":
            part = int(request.messages[-2].content.split("Next step: Part ")[1][0])
            return Sample(ratings[part - 1], output_tokens=1)
        return f"It is {name}.\n#### {request.messages[-1].content.count('- Part')}"

    model = Scripted(write)
    solution = solved(spec, session_for(model, question=QUESTION))
    assert solution.note.startswith("efforts ")
    return model, solution.answer


@pytest.mark.parametrize("ratings", ["07", "9990", "4", "5", "x"])
def test_difficult_steps_get_the_thorough_strategy(ratings: str) -> None:
    """From 5 on, where nothing can be read, and for the last; results are passed on in order."""
    model, answer = decomposed(ratings)
    done = [r for r in model.requests if kind(r) in ("step", "last")]

    assert [r.n for r in done] == [4 if one in "56789x" else 1 for one in ratings] + [4]
    assert [r.max_tokens for r in done if r.n == 1] == [96] * sum(one in "01234" for one in ratings)
    assert answer == str(len(ratings))
    for before, after in pairwise(done):
        assert (
            after.messages[-1].content.count("- Part")
            == before.messages[-1].content.count("- Part") + 1
        )


def test_both_efforts_can_be_named() -> None:
    """As for a reasoning model: at once for easy steps, at length for hard ones."""
    model, _ = decomposed(
        "08", "decompose(outlines=1, easy=no_thinking, hard=direct(max_tokens=2000))"
    )
    done = [r for r in model.requests if kind(r) in ("step", "last")]

    assert [r.messages[-1].content.startswith("<think>") for r in done] == [True, False, False]
    assert [r.max_tokens for r in done] == [256, 2000, 2000]


@pytest.mark.parametrize(("prefill", "said", "chosen"), [(True, "2", 1), (False, "7", 0)])
def test_the_outline_that_the_model_likes_is_taken(prefill: bool, said: str, chosen: int) -> None:
    """By the probability of its number; the first where none can be read."""

    def write(request: Request, index: int) -> Sample | str:
        if kind(request) == "outline":
            return f"1. Start {index}\n2. End {index}"
        if kind(request) == "choose":
            token = TokenInfo(said, -0.1, ((said, -0.1), ("1", -3.0)))
            return Sample("1", output_tokens=1, tokens=(token,))
        return "#### 1"

    model = Scripted(write, able=Capabilities(prefill=prefill))
    solved("decompose(outlines=3)", session_for(model, question=QUESTION))
    (first, *_) = [r.messages[-1].content for r in model.requests if kind(r) == "step"]

    assert first.endswith(f"Start {chosen}")


@pytest.mark.parametrize("outline", ["", "1. Only one.", "#### 10"])
def test_without_an_outline_the_whole_question_is_hard(outline: str) -> None:
    """And the solution says so."""
    model = Scripted(lambda r, index: outline if kind(r) == "outline" else "#### 10")
    solution = solved("decompose", session_for(model, question=QUESTION))

    assert (solution.answer, solution.note) == ("10", "no outline was written")
    assert model.requests[-1].messages[-1].content == QUESTION


@pytest.mark.parametrize("calls", range(1, 9))
def test_decompose_without_its_last_step_abstains(calls: int) -> None:
    """A step's result is no answer to the question."""

    def write(request: Request, index: int) -> str:
        return "1. One\n2. Two\n3. Three" if kind(request) == "outline" else "#### 3"

    session = session_for(Scripted(write), question=QUESTION, budget=Budget(calls=calls))
    solution = solved("decompose(outlines=1, hard=direct)", session)

    # An outline, twice a rating and a step, the last step.
    assert solution.ending == ("finished" if calls >= 6 else "budget")
    assert (solution.answer is None) == (calls < 6)


def test_attempts_at_planning_differ_in_their_steps_too() -> None:
    """The least temperature of several attempts holds for the strategies inside."""

    def write(request: Request, index: int) -> str:
        return "1. One\n2. Two" if kind(request) == "outline" else "#### 3"

    model = Scripted(write)
    spec = 'best_of(k=2, temperature=0.6, each="decompose(outlines=1, hard=direct)")'
    solved(spec, session_for(model, question=QUESTION))

    assert {request.temperature for request in model.requests} == {0.6}
