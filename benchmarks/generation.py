"""Problems a second for every family, beside reasoning-gym's data sets.

    .venv/bin/python benchmarks/generation.py            every family and every counterpart
    .venv/bin/python benchmarks/generation.py words.     only families whose names hold the text
    .venv/bin/python benchmarks/generation.py --pairs    only those with a counterpart
    .venv/bin/python benchmarks/generation.py --floor    what any generator of steps must spend
    .venv/bin/python benchmarks/generation.py --processes   how two processes scale

Rates are per CPU second (process time), so that other work on the machine does not decide them. The
two sides take turns, and each figure is the best of several rounds; the spread of the rounds is
printed. Ours carry worked steps and the program in the column `steps`; `bare` has no steps.
Counterparts run in the peers' interpreter (`make peers`). COUNTERPARTS are pairs of the same task
at the same sizes; NEARBY are data sets that look alike but ask for other work.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from algorist.core import Draws, Problem, Step, key_of
from algorist.problems import families, make_many

ROOT = Path(__file__).parents[1]
PEER = ROOT / ".venv-peers" / "bin" / "python"
ROUNDS = 4
LEVEL = 3


class Pair(NamedTuple):
    """One of ours and one of theirs."""

    spec: str
    peer: str
    options: dict[str, object]
    sizes: str
    """What both sides make, or how the work differs."""
    level: int = LEVEL


def _sized(least: str, most: str, value: int) -> dict[str, object]:
    return {least: value, most: value}


_TERMS = _sized("min_terms", "max_terms", 2)
_SUM = {**_TERMS, **_sized("min_digits", "max_digits", 4)}
_DECIMAL = {
    **_TERMS,
    **_sized("min_digits", "max_digits", 3),
    **_sized("min_decimal_places", "max_decimal_places", 3),
}
_CANDIDATES = _sized("min_num_candidates", "max_num_candidates", 2)
_LETTERS = "characters of 5 to 15 words / 45 digits"

COUNTERPARTS = (
    Pair("numbers.add(digits=4)", "chain_sum", _SUM, "2 numbers of 4 digits"),
    Pair("numbers.subtract(digits=4)", "chain_sum", _SUM, "2 numbers of 4 digits"),
    Pair(
        "numbers.multiply(digits=3)",
        "products",
        {**_TERMS, **_sized("min_digits", "max_digits", 3)},
        "2 numbers of 3 digits",
    ),
    Pair("numbers.add_float(digits=3)", "decimal_chain_sum", _DECIMAL, "2 decimals, 3.3 digits"),
    Pair(
        "numbers.subtract_float(digits=3)", "decimal_chain_sum", _DECIMAL, "2 decimals, 3.3 digits"
    ),
    Pair(
        "numbers.truediv(digits=3)",
        "fraction_simplification",
        {"max_value": 31, "max_factor": 31},
        "a fraction of 3 digits to reduce",
    ),
    Pair("numbers.max_float(digits=9)", "number_format", _CANDIDATES, "the larger of 2 decimals"),
    Pair("numbers.min_float(digits=9)", "number_format", _CANDIDATES, "the smaller of 2 decimals"),
    Pair("numbers.count(digits=45)", "letter_counting", {}, f"count one of the {_LETTERS}"),
    Pair(
        "lists.sorting(size=8)",
        "number_sorting",
        {**_sized("min_numbers", "max_numbers", 8), "max_decimals": 0},
        "8 integers",
    ),
    Pair(
        "lists.reverse_list(size=8)",
        "word_sequence_reversal",
        _sized("min_words", "max_words", 8),
        "8 entries",
    ),
    Pair(
        "sequences.gcd_lcm",
        "gcd",
        {"min_value": 10_000, "max_value": 99_999},
        "2 numbers of 5 digits",
    ),
    Pair(
        "sequences.number_base_conversion(high=1000)",
        "base_conversion",
        {},
        "a number up to 1000, bases 2 to 16",
    ),
    Pair(
        "sequences.pattern_completion",
        "number_sequence",
        {},
        "the next term of a sequence whose rule is to be found",
    ),
    Pair(
        "machines.life",
        "game_of_life",
        {"grid_size_x": 6, "grid_size_y": 6, "simulation_steps": 3},
        "3 generations of 6 x 6 cells",
    ),
    Pair(
        "machines.rewriting",
        "string_manipulation",
        {},
        "2 to 6 rewritings of a short word",
        level=1,
    ),
    *(
        Pair(name, "gsm_symbolic", {}, "a story of 2 to 4 steps")
        for name in sorted(families.names())
        if name.startswith("words.")
    ),
)

NEARBY = (
    Pair("lists.count_multiples(size=8)", "number_filtering", {}, "counts / keeps those above"),
    Pair("lists.sum(size=8)", "list_functions", {}, "one sum / five lists under a hidden rule"),
    Pair("machines.stack", "bf", {}, "a stack program / Brainfuck that prints a word"),
    Pair("numbers.multiply_float(digits=3)", "decimal_arithmetic", {}, "2 / 2 to 6 numbers"),
    Pair("procedures.count2(steps=10)", "letter_counting", {}, "26 counts a word / one count"),
    Pair("procedures.decompose(steps=5)", "ab", {}, "letters by any rules / four fixed tokens"),
    Pair("procedures.sort(steps=6)", "word_sorting", {}, "every swap of a sort / the sorted list"),
    Pair("procedures.substitute(steps=5)", "caesar_cipher", {}, "a drawn table / a rotation"),
    Pair("programs.returned", "codeio", {}, "makes a program / takes one from a file"),
    Pair("sequences.arithmetic_progression", "number_sequence", {}, "stated / hidden rule"),
    Pair("sequences.polynomial_evaluation", "polynomial_multiplication", {}, "value / product"),
    Pair("sequences.primes", "count_primes", {}, "the next primes / how many up to 10,000"),
)


class Ours:
    """The rates of one of our families; every round goes on where the last one stopped."""

    def __init__(self, spec: str, level: int, *, steps: bool) -> None:
        list(make_many(spec, 5, level=level, seed=1, steps=steps))
        self.stream = make_many(spec, 10**12, level=level, steps=steps)
        self.rates: list[float] = []

    def round(self, seconds: float) -> None:
        """Problems a CPU second over at least ``seconds``."""
        count, began = 0, time.process_time()
        while (spent := time.process_time() - began) < seconds:
            for _ in islice(self.stream, 50):
                pass
            count += 50
        self.rates.append(count / spent)

    @property
    def best(self) -> float:
        return max(self.rates)

    @property
    def spread(self) -> float:
        return (self.best - min(self.rates)) / self.best


def peers(wanted: list[Pair], seconds: float) -> list[float]:
    """The rates of one round of reasoning-gym's data sets; none where they are not installed."""
    if not PEER.exists() or not wanted:
        return []
    asked = [[pair.peer, pair.options, seconds, 1] for pair in wanted]
    done = subprocess.run(
        [str(PEER), str(ROOT / "benchmarks" / "_peer_reasoning_gym.py")],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
    )
    last = done.stdout.splitlines()[-1]
    found: list[list[float]] = json.loads(last[last.index("[[") :])
    return [rate for (rate,) in found]


def table(part: str, seconds: float, *, only_pairs: bool) -> None:
    """One line a family, then the pairs."""
    paired = [pair for pair in (*COUNTERPARTS, *NEARBY) if part in pair.spec]
    with_names = {pair.spec.partition("(")[0] for pair in paired}
    plain = [(name, LEVEL) for name in sorted(families.names()) if part in name]
    asked = [(pair.spec, pair.level) for pair in paired]
    asked += [one for one in plain if one[0] not in with_names and not only_pairs]
    with_steps = {one: Ours(*one, steps=True) for one in asked}
    bare = {one: Ours(*one, steps=False) for one in asked}
    unique = list({json.dumps(pair[1:3]): pair for pair in paired}.values())
    theirs: dict[str, list[float]] = {json.dumps(pair[1:3]): [] for pair in unique}
    for _ in range(ROUNDS):
        for one in asked:
            with_steps[one].round(seconds)
            bare[one].round(seconds / 2)
        for pair, rate in zip(unique, peers(unique, seconds), strict=False):
            theirs[json.dumps(pair[1:3])].append(rate)
    print(f"{'family':44} {'bare/s':>9} {'steps/s':>9} {'spread':>7}")
    for one in sorted(asked):
        ours = with_steps[one]
        print(f"{one[0]:44} {bare[one].best:9,.0f} {ours.best:9,.0f} {ours.spread:7.0%}")
    for title, pairs in (("Same task and sizes", COUNTERPARTS), ("Other work", NEARBY)):
        print(f"\n{title}\n| ours (level) | bare /s | with steps /s | counterpart | theirs /s | "
              "with steps / theirs | both make |\n|---|--:|--:|---|--:|--:|---|")  # fmt: skip
        ratios: list[float] = []
        by_peer: dict[str, list[float]] = {}
        for pair in pairs:
            if part not in pair.spec or not (rates := theirs[json.dumps(pair[1:3])]):
                continue
            one = (pair.spec, pair.level)
            ratio = with_steps[one].best / max(rates)
            ratios.append(ratio)
            by_peer.setdefault(pair.peer, []).append(ratio)
            print(
                f"| `{pair.spec}` ({pair.level}) | {bare[one].best:,.0f} | "
                f"{with_steps[one].best:,.0f} | {pair.peer} | {max(rates):,.0f} | {ratio:.1f} | "
                f"{pair.sizes} |"
            )
        if ratios:
            each = [statistics.median(found) for found in by_peer.values()]
            print(
                f"{len(ratios)} families: lowest ratio {min(ratios):.2f}, median "
                f"{statistics.median(ratios):.2f}; below 1: {sum(r < 1 for r in ratios)}; 3 or "
                f"more: {sum(r >= 3 for r in ratios)}; over the {len(each)} data sets: median "
                f"{statistics.median(each):.2f}"
            )
    spread = statistics.median(ours.spread for ours in with_steps.values())
    print(f"\nnoise of this machine: median spread of the {ROUNDS} rounds {spread:.0%}")


def floor() -> None:
    """What a problem costs before its family does anything, beside chain_sum's whole item."""
    key, draws = key_of("numbers.add", 1, 3, 0), Draws()
    stream = make_many("numbers.add(digits=4)", 10**12, level=LEVEL)
    steps = next(stream).steps

    def started(index: int) -> None:
        draws.restart(key + str(index).encode())
        draws.random()

    def record(index: int) -> Problem:
        name, text = f"numbers.add@1/3/0/{index}", f"What is {index} + {index}?"
        params = {"a": index, "b": index}
        return Problem(name, "numbers.add", 1, 3, 0, index, text, name, "number", params, (), text)

    def worked(index: int) -> tuple[Step, ...]:
        return tuple([Step("text", "claim", {"written": index, "carry": 0}) for _ in steps])

    parts: list[tuple[str, Callable[[int], object]]] = [
        ("hash of the five parts, and one draw", started),
        ("question, id and record", record),
        (f"{len(steps)} records of steps, with texts that lie ready", worked),
        ("numbers.add(digits=4) with steps, in all", lambda _: next(stream)),
    ]
    best = dict.fromkeys((name for name, _ in parts), float("inf"))
    whole = float("inf")
    pair = COUNTERPARTS[0]
    for _ in range(ROUNDS):
        for name, one in parts:
            began = time.process_time()
            for index in range(20_000):
                one(index)
            best[name] = min(best[name], (time.process_time() - began) / 20_000)
        for rate in peers([pair], 0.2):
            whole = min(whole, 1 / rate)
    for name, seconds in best.items():
        print(f"{name:52} {seconds * 1e6:6.2f} us")
    least = sum(list(best.values())[:3])
    print(f"{'the first three: nothing is drawn or worked out':52} {least * 1e6:6.2f} us")
    if whole < float("inf"):
        print(f"{'chain_sum, in all (no steps)':52} {whole * 1e6:6.2f} us")
        print(f"so {whole / least:.1f} times chain_sum's rate if the work itself cost nothing")


def _cpu() -> float:
    """CPU seconds of the finished children."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def scaling(suffix: str, count: int) -> None:
    """Wall and CPU time of `algorist make` with one and two processes, start to manifest."""
    families_asked = ("words.purchase", "words.travel", "numbers.add")
    command = [sys.executable, "-c", "from algorist.cli import main; main()", "make"]
    command += [*families_asked, "--level", "3", "--count", str(count // len(families_asked))]
    print(f"{count} problems with steps to {suffix[1:]}; {os.cpu_count()} cores, "
          f"load {os.getloadavg()[0]:.1f}")  # fmt: skip
    wall: dict[int, list[float]] = {1: [], 2: []}
    cpu: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(5):
        for processes in (1, 2):
            with tempfile.TemporaryDirectory() as folder:
                target = Path(folder) / f"data{suffix}"
                began, spent = time.perf_counter(), _cpu()
                subprocess.run(
                    [*command, "--processes", str(processes), "--out", str(target)],
                    check=True,
                    capture_output=True,
                )
                wall[processes].append(time.perf_counter() - began)
                cpu[processes].append(_cpu() - spent)
                megabytes = target.stat().st_size / 1e6
    for processes, times in wall.items():
        print(
            f"processes={processes}: {count / min(times):9,.0f}/s wall, "
            f"{megabytes / min(times):6.1f} MB/s, spread {max(times) / min(times) - 1:.0%}, "
            f"{min(cpu[processes]):.2f} CPU seconds in all"
        )
    ratios = sorted(one / two for one, two in zip(wall[1], wall[2], strict=True))
    print(
        f"2 processes / 1, wall time: {statistics.median(ratios):.2f} times as fast, "
        f"median of {len(ratios)} rounds from {ratios[0]:.2f} to {ratios[-1]:.2f}"
    )
    both = 2 * min(cpu[1]) / min(cpu[2])
    print(f"by CPU time, were both cores free and evenly loaded: {both:.2f}")


def main() -> None:
    """The table, the floor or the scaling."""
    arguments = sys.argv[1:]
    if "--processes" in arguments:
        for suffix in (".jsonl", ".parquet"):
            scaling(suffix, 900_000)
    elif "--floor" in arguments:
        floor()
    else:
        texts = [argument for argument in arguments if argument != "--pairs"]
        table(texts[0] if texts else "", 0.12, only_pairs="--pairs" in arguments)


if __name__ == "__main__":
    main()
