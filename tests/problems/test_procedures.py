"""The procedures make what was asked for, and what they make reads back."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algorist.core import InputError
from algorist.problems import build, make, make_many
from algorist.problems.procedures import read_question, run_published, sentence, tasks

NAMES = sorted(name for name in tasks if not name.startswith("task"))


def test_all_published_tasks_are_there() -> None:
    """The 23 tasks, each under its name and its published number."""
    assert len(NAMES) == 23
    assert {tasks[name].number for name in NAMES} == set(range(1, 24))
    assert tasks["task14"] is tasks["count2"]


@pytest.mark.parametrize("name", NAMES)
def test_questions_read_back(name: str) -> None:
    """The parameters are what a reader of the question finds in it, at every level."""
    for level in range(1, 6):
        for problem in make_many(f"procedures.{name}", 20, level=level, seed=4):
            assert read_question(name, problem.question) == problem.params


@pytest.mark.parametrize("name", NAMES)
def test_levels_set_the_number_of_steps(name: str) -> None:
    """2-6, 7-11, 12-16, 17-20 and 21-25 steps at levels 1 to 5: together ProcBench's 2 to 25."""
    bounds = {1: (2, 6), 2: (7, 11), 3: (12, 16), 4: (17, 20), 5: (21, 25)}
    for level, (least, most) in bounds.items():
        counts = {len(p.steps) for p in make_many(f"procedures.{name}", 30, level=level, seed=8)}
        assert min(counts) >= least
        assert max(counts) <= most
        assert len(counts) > 1


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("count", [2, 25, 150])
def test_any_number_of_steps_on_request(name: str, count: int) -> None:
    """``steps=N`` gives runs of exactly N steps, whatever the level."""
    assert len(make(f"procedures.{name}(steps={count})", level=1, seed=2).steps) == count


@pytest.mark.parametrize("name", NAMES)
def test_second_computation_agrees_in_every_state(name: str) -> None:
    """Not the answer alone: every state of the trace has a second, independent computation."""
    kind = tasks[name]
    for level in (1, 3, 5):
        for problem in make_many(f"procedures.{name}", 40, level=level, seed=21):
            assert kind.second(**problem.params) == [step.state for step in problem.steps]


@pytest.mark.parametrize("name", NAMES)
def test_forms_that_stay_answerable(name: str) -> None:
    """State k, number of steps and first step are asked of the same run, and answered from it."""
    made = build(f"procedures.{name}")
    for index in range(5):
        spec = f"procedures.{name}"
        one = make(f"{spec}(ask=state(k=3), steps=9)", seed=3, index=index)
        states = [state for _, _, state, _ in made.work(one.params)]
        assert one.params["k"] == 3
        assert build(spec).solve({**one.params, "ask": "steps"}).answer == "9"
        assert "after step 3?" in one.question
        many = make(f"{spec}(ask=steps, steps=9)", seed=3, index=index)
        assert many.answer == "9"
        assert many.answer_type == "number"
        first = make(f"{spec}(ask=first, steps=9)", seed=3, index=index)
        states = [step.state for step in first.steps]
        assert states[int(first.answer) - 1] == first.params["goal"]
        assert first.params["goal"] not in states[: int(first.answer) - 1]


@pytest.mark.parametrize("name", NAMES)
def test_tail_traces_restate_what_they_read(name: str) -> None:
    """In the linear form each step begins with the state that the step before ended in."""
    problem = make(f"procedures.{name}(trace=tail)", level=2, seed=5)
    plain = build(f"procedures.{name}").solve(problem.params)
    assert [step.state for step in plain.steps] == [step.state for step in problem.steps]
    for before, after in pairwise(problem.steps):
        assert before.text.rsplit(" -> ", 1)[1] in after.text.split(" -> ", 1)[0]


def test_published_labels_have_the_published_types() -> None:
    """Worked by hand from the published definitions, with the types that ProcBench gives."""
    assert run_published("count", {"strings": ["fi5yjz"]}) == {
        "init": "0",
        "intermediate": [["fi5yjz", "5", "5", "25"]],
        "final": 25,
    }
    assert run_published("find_cyclic", {"string": "9a", "letter": "9", "count": 2}) == {
        "init": ["9", "2"],
        "intermediate": [["a", "1"]],
        "final": "9",
    }
    assert run_published("encode", {"string": "110"})["init"] == ""
    assert run_published("compare", {"target": "ab", "candidates": ["ac", "ab", "ab"]}) == {
        "init": [""],
        "intermediate": ["a"],
        "final": ["a", "ab"],
    }


def test_options_out_of_bounds_are_refused() -> None:
    """The message names the option, what was given and what is due."""
    for spec, words in [
        ("procedures.sort(steps=1)", "steps=1"),
        ("procedures.sort(ask=last)", "ask=last"),
        ("procedures.sort(trace=long)", "trace=long"),
        ("procedures.sort(ask=state(k=0))", "k=0"),
        ("procedures.sort(ask=state(k=9), steps=3)", "at least k"),
    ]:
        with pytest.raises(InputError, match=words.replace("(", r"\(").replace(")", r"\)")):
            make(spec)
    with pytest.raises(InputError, match="no line that starts with"):
        read_question("rotate", "[Question]\nString: abc")
    with pytest.raises(InputError, match="no ProcBench task"):
        read_question("task24", "")


@given(st.integers(2, 80), st.integers())
def test_sentences_have_the_number_of_words_asked_for(words: int, seed: int) -> None:
    """The grammar makes plain lower-case sentences of exactly that many words."""
    text = sentence(random.Random(seed), words)
    assert len(text.split()) == words
    assert text.replace(" ", "").isalpha()
    assert text == text.lower()


@given(st.text("abcdeghz", min_size=1, max_size=40))
def test_sorting_ends_sorted_in_real_swaps(string: str) -> None:
    """Each step changes exactly two characters and the last one is the sorted string."""
    states = [string, *tasks["sort"].second(string=string)]
    assert states[-1] == "".join(sorted(string))
    for before, after in pairwise(states):
        assert sum(a != b for a, b in zip(before, after, strict=True)) == 2


@given(
    st.text("abc", min_size=1, max_size=25),
    st.dictionaries(st.text("abc", min_size=2, max_size=2), st.sampled_from("abc"), max_size=6),
)
def test_composition_from_the_right_agrees_with_a_stack(word: str, table: dict[str, str]) -> None:
    """Scanning from the right again and again visits the states that one pass with a stack does."""
    params = {"letters": list(word), "rules": [list(rule) for rule in table.items()]}
    made = build("procedures.compose")
    assert [state for _, _, state, _ in made.work(params)] == tasks["compose"].second(**params)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_ten_thousand_at_each_level(name: str) -> None:
    """10,000 instances at each of five levels are made without an error."""
    for level in range(1, 6):
        for problem in make_many(f"procedures.{name}", 10_000, level=level, seed=77):
            assert problem.steps
