"""The machines do what their published definitions say, by simulators written only here."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorist.checking import check_trace
from algorist.core import InputError
from algorist.problems import build, families, make, make_many, respond
from algorist.problems.machines import ALPHABETS, BEAVERS, elementary_step, life_step
from algorist.problems.machines._lambda import numeral, read_term, reduce_once, write

NAMES = sorted(name for name in families.names() if name.startswith("machines."))


def states(spec: str, params: dict[str, Any]) -> list[Any]:
    """The states of the worked steps."""
    return [step.state for step in build(spec).solve(params).steps]


@pytest.mark.parametrize("name", NAMES)
def test_second_computation_agrees_in_every_state(name: str) -> None:
    """Every state of the trace has a second, independent computation."""
    made: Any = build(name)
    for level in (1, 3, 5):
        for problem in make_many(name, 40, level=level, seed=13):
            assert type(made).second(**problem.params) == [step.state for step in problem.steps]


@pytest.mark.parametrize("name", NAMES)
def test_forms_that_stay_answerable(name: str) -> None:
    """The state after step k, the number of steps and the first step come from the same run."""
    for index in range(5):
        one = make(f"{name}(ask=state)", level=3, seed=3, index=index)
        assert 1 <= one.params["k"] <= max(len(one.steps) - 1, 1)
        assert f" {one.params['k']}?" in one.question
        many = make(f"{name}(ask=steps)", level=3, seed=3, index=index)
        assert (many.answer, many.answer_type) == (str(len(many.steps)), "number")
        first = make(f"{name}(ask=first)", level=3, seed=3, index=index)
        found = [step.state for step in first.steps]
        assert found.index(first.params["goal"]) == int(first.answer) - 1


@pytest.mark.parametrize("name", NAMES)
def test_tail_traces_restate_what_they_read(name: str) -> None:
    """In the linear form each step begins with the state that the step before ended in."""
    problem = make(f"{name}(trace=tail)", level=3, seed=5)
    for before, after in pairwise(problem.steps):
        assert before.text.rsplit(" -> ", 1)[1] in after.text


# Source: the first sample of TMBench (arXiv 2504.20771), its rules, start and 31st state.
TMBENCH = {
    "rules": {"A": "CE", "B": "B", "C": "DCBB", "D": "AECD", "E": "D"},
    "queue": "DBEEAA",
    "limit": 30,
    "m": 2,
}


def test_tag_system_reaches_the_published_state() -> None:
    """Thirty transitions of a published system lead to the published queue."""
    found = states("machines.tag", TMBENCH)
    assert len(found) == 30
    assert found[:2] == ["EEAAAECD", "AAAECDD"]
    assert found[-1] == "BBBCEDCBBAECDDAECDCEDCBBAECD"


@pytest.mark.parametrize("alphabet", sorted(ALPHABETS))
def test_tag_systems_keep_the_published_bounds(alphabet: str) -> None:
    """m = 2, rules of 1 to 5 symbols, queues of 2 to 9, 30 transitions, no state twice in a row."""
    for level in range(1, 6):
        for problem in make_many(f"machines.tag(alphabet={alphabet})", 40, level=level):
            params = problem.params
            assert sorted(params["rules"]) == sorted(ALPHABETS[alphabet])
            assert all(1 <= len(rule) <= 5 for rule in params["rules"].values())
            assert 2 <= len(params["queue"]) <= 9
            assert len(problem.steps) <= 30
            found = [params["queue"], *(step.state for step in problem.steps)]
            assert all(a != b for a, b in pairwise(found))
            assert len(problem.steps) == params["limit"] or len(found[-1]) < 2
            assert check_trace(problem, respond(problem, "tmbench")).sequential_match


def test_published_sample_halts_early_at_times() -> None:
    """TMBench's own sample has runs of any length up to 30, most of them of full length."""
    counts = [
        len(problem.steps) for problem in make_many("machines.tag(published=true)", 200, level=1)
    ]
    assert max(counts) == 30
    assert 1 <= min(counts) < 10
    assert counts.count(30) > 100


def test_tag_options_change_the_system() -> None:
    """Deletion number, alphabet size and rule length are options, within bounds."""
    problem = make("machines.tag(m=3, size=8, longest=6)", level=3)
    assert problem.params["m"] == 3
    assert len(problem.params["rules"]) == 8
    for wrong in ("m=0", "size=1", "alphabet=runes", "size=6, alphabet=greek", "m=4, longest=3"):
        with pytest.raises(InputError):
            build(f"machines.tag({wrong})")


def run_machine(params: dict[str, Any]) -> tuple[list[str], dict[int, str]]:
    """A Turing machine on an unbounded dictionary, written for this test."""
    blank = params.get("blank", "_")
    tape: dict[int, str] = defaultdict(lambda: blank, enumerate(params["tape"]))
    head, state, shown = 0, params["start"], []
    while state != "H" and len(shown) < params.get("limit", 10_000):
        symbol, direction, state = params["table"][state + tape[head]]
        tape[head] = symbol
        head += {"L": -1, "R": 1}[direction]
        used = [cell for cell, value in tape.items() if value != blank] + [head]
        cells = [
            f"[{tape[cell]}]" if cell == head else tape[cell]
            for cell in range(min(used), max(used) + 1)
        ]
        shown.append(f"{state} {''.join(cells)}")
    return shown, tape


TURING = ["turing", "binary_increment", "palindrome", "unary_addition", "busy_beaver"]


@pytest.mark.parametrize("name", TURING)
def test_turing_machines_agree_with_a_third_simulator(name: str) -> None:
    """A simulator of this test gives every configuration."""
    for level in range(1, 6):
        for problem in make_many(f"machines.{name}", 25, level=level, seed=6):
            assert run_machine(problem.params)[0] == [step.state for step in problem.steps]


symbols = st.sampled_from("_01")
rules = st.builds(lambda w, m, s: w + m + s, symbols, st.sampled_from("LR"), st.sampled_from("ABH"))


@given(
    st.fixed_dictionaries({state + symbol: rules for state in "AB" for symbol in "_01"}),
    st.text("01", max_size=6),
)
def test_any_table_runs_alike(table: dict[str, str], tape: str) -> None:
    """Any machine of two states, halting or cut off, has the same run in all three simulators."""
    made: Any = build("machines.turing")
    params = {"table": table, "tape": tape, "start": "A", "limit": 25}
    expected = run_machine(params)[0]
    assert states("machines.turing", params) == expected
    assert type(made).second(**params) == expected


@pytest.mark.parametrize("name", sorted(BEAVERS))
def test_busy_beavers_have_their_published_scores(name: str) -> None:
    """Steps and ones: Rado 1962 and Lin and Rado 1965 for 2 and 3 states, Brady 1983 for 4."""
    steps, ones, table = BEAVERS[name]
    shown, tape = run_machine({"table": table, "tape": "", "start": "A", "blank": "0"})
    assert len(shown) == steps
    assert sum(symbol == "1" for symbol in tape.values()) == ones


def test_named_machines_compute_what_they_are_named_for() -> None:
    """Increment adds one, addition adds, and the palindrome test finds the palindromes."""
    for level in range(1, 6):
        for problem in make_many("machines.binary_increment", 30, level=level):
            left = problem.answer.split()[1].replace("[", "").replace("]", "")
            assert int(left.strip("_"), 2) == int(problem.params["tape"], 2) + 1
        for problem in make_many("machines.unary_addition", 30, level=level):
            strokes = problem.params["tape"].count("1")
            assert problem.answer.count("1") == strokes
            assert "+" not in problem.answer
        for problem in make_many("machines.palindrome", 30, level=level):
            word = problem.params["tape"]
            assert ("Y" in problem.answer) == (word == word[::-1])
            assert ("N" in problem.answer) == (word != word[::-1])


@given(st.integers(0, 255), st.text("01", min_size=1, max_size=40))
def test_elementary_rules_look_up_neighbourhoods(rule: int, cells: str) -> None:
    """Bit-parallel steps equal Wolfram's table read cell by cell."""
    ring = cells[-1] + cells + cells[0]
    expected = [str(rule >> int(ring[i : i + 3], 2) & 1) for i in range(len(cells))]
    assert elementary_step(rule, cells) == "".join(expected)


@given(st.integers(1, 9), st.integers(1, 9), st.data())
def test_life_counts_neighbours(high: int, wide: int, data: st.DataObject) -> None:
    """Bit-parallel generations equal counting eight neighbours around every cell."""
    grid = data.draw(st.lists(st.text("01", min_size=wide, max_size=wide), min_size=high,
                              max_size=high))  # fmt: skip
    expected = []
    for y in range(high):
        row = ""
        for x in range(wide):
            near = sum(
                grid[(y + dy) % high][(x + dx) % wide] == "1"
                for dy in (-1, 0, 1)
                for dx in (-1, 0, 1)
                if (dy, dx) != (0, 0)
            )
            row += str(int(near == 3 or (near == 2 and grid[y][x] == "1")))
        expected.append(row)
    assert life_step(grid) == expected


def test_automata_and_registers_by_hand() -> None:
    """Small runs whose states were worked out on paper."""
    moves = {"q0,a": ["q1"], "q0,b": ["q0"], "q1,a": ["q1"], "q1,b": ["q0"]}
    params = {"moves": moves, "start": "q0", "word": "abba", "kind": "dfa"}
    assert states("machines.automaton", params) == ["q1", "q0", "q0", "q1"]
    guess = {"q0,a": ["q0", "q1"], "q1,a": [], "q0,b": ["q0"], "q1,b": ["q2"], "q2,a": ["q2"],
             "q2,b": []}  # fmt: skip
    params = {"moves": guess, "start": "q0", "word": "aab", "kind": "nfa"}
    assert states("machines.automaton(kind=nfa)", params) == [
        ["q0", "q1"], ["q0", "q1"], ["q0", "q2"],
    ]  # fmt: skip
    loop = {
        "program": ["JZ A 5", "DEC A", "INC B", "GOTO 1", "HALT"],
        "registers": {"A": 1, "B": 2},
    }
    assert states("machines.register", loop) == [
        [2, 1, 2], [3, 0, 2], [4, 0, 3], [1, 0, 3], [5, 0, 3],
    ]  # fmt: skip
    stack = {"program": ["PUSH 3", "MUL", "DUP", "NEG", "OVER", "SUB"], "stack": [2]}
    assert states("machines.stack", stack) == [
        [2, 3], [6], [6, 6], [6, -6], [6, -6, 6], [6, -12],
    ]  # fmt: skip


@given(
    st.text("abc", min_size=1, max_size=12),
    st.lists(st.tuples(st.text("abc", min_size=1, max_size=2), st.text("abc", max_size=2)),
             min_size=1, max_size=4),
)  # fmt: skip
def test_rewriting_takes_the_first_rule_at_its_leftmost_place(
    word: str, system: list[tuple[str, str]]
) -> None:
    """One step equals trying every rule and place in Markov's order."""
    listed = [list(rule) for rule in system]
    expected = None
    for old, new in system:
        places = [i for i in range(len(word)) if word[i : i + len(old)] == old]
        if places:
            expected = word[: places[0]] + new + word[places[0] + len(old) :]
            break
    moves = build("machines.rewriting").work({"word": word, "rules": listed})
    assert next((state for _, _, state, _ in moves), None) == expected


variables = st.sampled_from("xyz")
terms = st.recursive(
    st.integers(0, 3) | variables,
    lambda inner: st.tuples(inner) | st.tuples(inner, inner),
    max_leaves=12,
)


def close(term: Any, depth: int = 0) -> Any:
    """The term with indices that point outside replaced by a free variable."""
    if isinstance(term, int):
        return term if term < depth else "x"
    if isinstance(term, str):
        return term
    return tuple(close(part, depth + len(term) % 2) for part in term)


@given(terms)
def test_terms_survive_writing(term: Any) -> None:
    """Reading what was written gives the same term: no bracket is missing."""
    closed = close(term)
    if len(write_safely(closed)):
        assert read_term(write_safely(closed)) == closed


def write_safely(term: Any) -> str:
    """The canonical text, or nothing where the term is deeper than there are letters."""
    try:
        return write(term)
    except IndexError:
        return ""


def evaluate(term: Any, scope: list[Any], level: int) -> Any:
    """Normalisation by evaluation: a term as a Python function, quoted back; no substitution."""
    if isinstance(term, str):
        return ("free", term, [])
    if isinstance(term, int):
        return scope[-1 - term]
    if len(term) == 1:
        return ("fun", lambda value: evaluate(term[0], [*scope, value], level + 1))
    return apply(evaluate(term[0], scope, level), lambda: evaluate(term[1], scope, level))


def apply(function: Any, argument: Any) -> Any:
    function = force(function)
    if function[0] == "fun":
        return function[1](argument)
    return (function[0], function[1], [*function[2], argument])


def force(value: Any) -> Any:
    while callable(value):
        value = value()
    return value


def quote(value: Any, level: int) -> Any:
    value = force(value)
    if value[0] == "fun":
        return (quote(value[1](("bound", level, [])), level + 1),)
    head: Any = value[1] if value[0] == "free" else level - 1 - value[1]
    for argument in value[2]:
        head = (head, quote(argument, level))
    return head


def test_normal_forms_agree_with_evaluation() -> None:
    """Reduction step by step ends where normalisation by evaluation does, which never reduces."""
    for level in range(1, 6):
        for problem in make_many("machines.lambda_calculus", 60, level=level, seed=9):
            term = read_term(problem.params["term"])
            assert write(quote(evaluate(term, [], 0), 0)) == problem.answer


@settings(max_examples=30)
@given(st.integers(0, 4), st.integers(0, 4))
def test_church_numerals_multiply(a: int, b: int) -> None:
    """The product of two Church numerals reduces to the numeral of the product."""
    times = ((((2, (1, 0)),),),)
    here: Any = ((times, numeral(a)), numeral(b))
    while (found := reduce_once(here)) is not None:
        here = found[0]
    assert here == numeral(a * b)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_ten_thousand_at_each_level(name: str) -> None:
    """10,000 instances at each of five levels are made without an error."""
    for level in range(1, 6):
        for problem in make_many(name, 10_000, level=level, seed=77):
            assert problem.steps
