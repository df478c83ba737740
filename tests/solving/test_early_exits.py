"""Chains that end, or are given up, before they have written all they would."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

import pytest

from algorist.core import Budget, InputError
from algorist.models import Capabilities, Request, Sample, Simulated, TokenInfo
from algorist.solving import resolve_strategy, scripts
from algorist.solving.strategies._deepconf import DeepConf, surety
from tests.builders import purchases
from tests.solving.scripted import Scripted, session_for, solved


def probed(answers: Sequence[str], *, ends: int | None = None) -> Scripted:
    """A chain without end, or of ``ends`` chunks, and what its probes say one after the other."""
    asked = count()

    def write(request: Request, index: int) -> Sample:
        begun = request.messages[-1].content
        if begun.endswith(scripts.get("probe").texts["probe"]):
            return Sample(answers[next(asked)], output_tokens=3)
        written = begun.split().count("word") if request.messages[-1].role == "assistant" else 0
        if ends is not None and written >= ends * 4:
            return Sample("\n#### 99", "stop", 2)
        return Sample("word " * 4, "length", 4)

    return Scripted(write)


PROBES = [
    (["1", "2", "1", "2", "1", "2"], None),  # Dynasor's own code leaves when answers disagree
    (["1/2", "0.5", "\\frac{1}{2}"], 3),  # equal by value
    (["7", "8", "8", "8"], 4),
    (["", "", "", "5", "5", "5"], 6),  # silence is no answer
    (["5, but wait", "5", "no, 5", "5", "5", "5"], 6),  # hedged answers do not count
    (["nothing", "butter 5", "5", "5", "5"], 4),  # only whole words hedge
]


@pytest.mark.parametrize(("answers", "exits"), PROBES)
def test_a_chain_ends_when_three_probes_in_a_row_state_equal_answers(
    answers: list[str], exits: int | None
) -> None:
    """Not before, and not at all where they disagree."""
    session = session_for(probed(answers))
    solution = solved("probe(window=3, chunk=4, max_tokens=24)", session)

    chunks = solution.candidates[0].tokens // 4
    assert (solution.ending, chunks) == (("confident", exits) if exits else ("finished", 6))
    assert solution.cost.output_tokens == chunks * 4 + 3 * chunks
    if exits:
        assert solution.answer == answers[exits - 1]


def test_a_chain_that_ends_by_itself_is_believed_over_its_probes() -> None:
    """And where it states nothing, the last probe is what there is."""
    ended = solved("probe(chunk=4, max_tokens=24)", session_for(probed("1234", ends=2)))
    silent = solved("probe(chunk=4, max_tokens=8)", session_for(probed("12")))

    assert (ended.answer, ended.ending) == ("99", "finished")
    assert (silent.answer, silent.ending) == ("2", "finished")


@pytest.mark.parametrize("tokens", range(20, 160, 10))
def test_a_probe_is_kept_back_so_that_a_small_budget_answers(tokens: int) -> None:
    """Whatever the chain got to, it is asked before the budget ends."""
    session = session_for(probed(["5"] * 99), budget=Budget(tokens=tokens))
    solution = solved("probe(window=9, chunk=8, max_tokens=999)", session)

    assert solution.cost.tokens <= tokens
    assert solution.ending == "budget"
    # A prompt of 26 words, 10 more that ask, and at least 8 for what it says.
    assert (solution.answer == "5") == (tokens >= 50)


def sure(*levels: float) -> Scripted:
    """Attempt ``i`` writes eight words of that confidence each; its answer is ``i`` modulo 2.

    A level below zero means a good beginning of three words, and then nothing but doubt.
    """

    def token(word: int, level: float) -> TokenInfo:
        surety = level if level >= 0 else 9.0 if word < 3 else 0.5
        return TokenInfo("w ", -1.0, (("w ", -surety), ("x ", -surety)))

    def write(request: Request, index: int) -> Sample:
        last = request.messages[-1]
        begun = len(last.content.split()) if last.role == "assistant" else 0
        words = range(begun, min(8, begun + request.max_tokens))
        ends = words.stop == 8
        text = "w " * len(words) + (f"\n#### {index % 2}" if ends else "")
        infos = tuple(token(word, levels[index]) for word in words)
        return Sample(text, "stop" if ends else "length", len(words), infos)

    return Scripted(write)


def test_an_attempt_below_the_bound_is_cut_and_paid_for_so_far() -> None:
    """By hand: the warm-up's least confidence is 3; the third attempt's last two words are 0.5."""
    spec = "deepconf(k=4, warmup=2, keep=1, window=2, chunk=2, max_tokens=9)"
    solution = solved(spec, session_for(sure(4.0, 3.0, -1.0, 5.0)))

    # It is seen after six words: the third and fourth together are still (9 + 0.5) / 2.
    assert [one.tokens for one in solution.candidates] == [8, 8, 6, 8]
    assert solution.cost.output_tokens == 8 + 8 + 6 + 8
    assert [one.answer for one in solution.candidates] == ["0", "1", None, "1"]
    assert [(group.answer, group.weight) for group in solution.groups] == [("1", 8.0), ("0", 4.0)]


def test_the_bound_is_what_the_kept_share_of_the_warm_up_reaches() -> None:
    """Attempts of the warm-up below it are paid for, and do not vote."""
    weights = {}
    for keep in (1.0, 0.5, 0.1):
        spec = f"deepconf(k=4, warmup=4, keep={keep}, max_tokens=9)"
        solution = solved(spec, session_for(sure(4.0, 3.0, 2.0, 1.0)))
        weights[keep] = {group.answer: group.weight for group in solution.groups}

    assert weights == {
        1.0: {"0": 6.0, "1": 4.0},
        0.5: {"0": 4.0 + 2.0, "1": 3.0},
        0.1: {"0": 4.0, "1": 3.0},
    }


def test_no_wave_follows_a_consensus() -> None:
    """The first wave's two attempts say the same with enough weight."""
    spec = "deepconf(k=6, warmup=3, consensus={}, max_tokens=9)"
    stopped = solved(spec.format(0.6), session_for(sure(*[2.0] * 6)))
    whole = solved(spec.format(0.7), session_for(sure(*[2.0] * 6)))

    assert (stopped.ending, len(stopped.candidates)) == ("confident", 3)
    assert (whole.ending, len(whole.candidates)) == ("finished", 6)


def test_surety_is_the_mean_over_the_alternatives_or_the_tokens_own_probability() -> None:
    """The least window counts; a text shorter than the window is one window."""
    chain = Sample("", tokens=tuple(TokenInfo("a", -x, (("a", -x),)) for x in (4.0, 2.0, 6.0)))

    assert surety(TokenInfo("a", 0.0)) == 1.0
    assert DeepConf(window=2).confidence(chain) == 3.0
    assert DeepConf(window=9).confidence(chain) == 4.0


@pytest.mark.parametrize("lacks", ["prefill", "logprobs"])
def test_what_the_model_lacks_is_made_up_for_or_named(lacks: str) -> None:
    """deepconf goes without pieces; neither it nor probe spends anything on what cannot work."""
    model = sure(*[2.0] * 4)
    model.able = Capabilities(**{lacks: False})
    deepconf = solved("deepconf(k=4, warmup=2, max_tokens=9)", session_for(model))
    probe = solved("probe", session_for(model))

    assert deepconf.ending == ("finished" if lacks == "prefill" else "failed")
    assert all(request.messages[-1].role == "user" for request in model.requests[:2])
    assert (probe.ending == "failed") == (lacks == "prefill")


def test_pieces_are_the_whole_sample_where_the_draws_are_the_same() -> None:
    """A chain without slips reads the same in chunks of any size."""
    for problem in purchases(20, level=3):
        for chunk in (5, 16, 256):
            session = session_for(Simulated(step_error=0.0), about=problem)
            solution = solved(f"probe(window=1000, chunk={chunk})", session)
            assert solution.candidates[0].answer == problem.answer


@pytest.mark.parametrize(
    "spec",
    [
        "probe(window=1)",
        "probe(chunk=0)",
        "deepconf(k=2, warmup=3)",
        "deepconf(keep=0)",
        "deepconf(consensus=0.5)",
        "deepconf(window=0)",
    ],
)
def test_exits_that_make_no_sense_are_refused(spec: str) -> None:
    """By name."""
    with pytest.raises(InputError, match=spec.split("(")[0]):
        resolve_strategy(spec)
