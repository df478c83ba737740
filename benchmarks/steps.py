"""What the step checker finds, and what it flags by mistake, on outside data and injected errors.

    python benchmarks/steps.py [--half odd|even|all] [--seed N]

Rules were chosen while looking at the even-numbered items of each file of ``../shared/data`` and at
our own problems with the seed 11; the figures reported are those of the odd items (which have been
looked at for false alarms) and of problems with a fresh seed. Intervals are Wilson's at 95 %.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

from algorist.checking import check_steps
from algorist.checking.steps._arithmetic import evaluate
from algorist.core import rng
from algorist.problems import families, make

DATA = Path(__file__).parents[1] / ".." / "shared" / "data"
WORDS = 60
"""Problems of each word family and level that get an error."""
TUNED = 11
"""Seed of the problems that rules were chosen on."""
FRESH = 20_261
"""Seed of problems that nobody had looked at when the rules were chosen."""


def wilson(hits: int, n: int) -> str:
    """``hits`` of ``n`` as a percentage with its 95 % interval."""
    if n == 0:
        return "-"
    z, p = 1.96, hits / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low, high = max(0.0, middle - half), min(1.0, middle + half)
    return f"{100 * p:5.1f}% [{100 * low:4.1f}, {100 * high:5.1f}]  {hits}/{n}"


def lines(name: str, half: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The items of a data file that belong to ``half``."""
    for index, line in enumerate((DATA / name).read_text(encoding="utf-8").splitlines()):
        if half == "all" or index % 2 == (half == "odd"):
            yield index, json.loads(line)


def show(name: str, value: str) -> None:
    """One row of the table."""
    print(f"  {name:52s} {value}")


def gold(half: str) -> None:
    """GSM8K's own solutions: how much can be checked, and what is flagged."""
    steps = checkable = flagged = whole = solutions = 0
    slips: list[str] = []
    for index, item in lines("gsm8k.jsonl", half):
        result = check_steps(item["answer"], item["question"])
        solutions += 1
        steps += len(result.steps)
        checkable += sum(step.verdict != "not checkable" for step in result.steps)
        whole += result.coverage == 1.0
        wrong = [step for step in result.steps if step.verdict == "wrong"]
        flagged += len(wrong)
        slips += [f"item {index}, step {step.index}: {step.text}" for step in wrong]
        if result.final is not None and result.final.verdict == "wrong":
            slips.append(f"item {index}, final answer: {result.final.how}")
    print("GSM8K gold solutions")
    show("steps checkable", wilson(checkable, steps))
    show("solutions with all steps checkable", wilson(whole, solutions))
    show("steps flagged", wilson(flagged, steps))
    for slip in slips:
        print(f"      flagged: {slip}")


def models(half: str) -> None:
    """Solutions of four models: wrong ones caught, correct ones flagged."""
    counts: dict[tuple[str, bool, str], int] = defaultdict(int)
    names: list[str] = []
    for _, item in lines("gsm8k_model_solutions.jsonl", half):
        for name, solution in item.items():
            if not isinstance(solution, dict):
                continue
            if name not in names:
                names.append(name)
            result = check_steps(solution["solution"], item["question"])
            correct = solution["is_correct"]
            kinds = {c.kind for s in result.steps for c in s.claims if c.verdict == "wrong"}
            arithmetic = bool(kinds & {"equation", "note", "copy", "statement", "comparison"})
            for key in (name, "all"):
                counts[key, correct, "n"] += 1
                counts[key, correct, "wrong"] += result.wrong
                counts[key, correct, "arithmetic"] += arithmetic
                counts[key, correct, "steps"] += len(result.steps)
                counts[key, correct, "flagged"] += sum(s.verdict == "wrong" for s in result.steps)
    print("GSM8K model solutions (reference: 5.8 % of wrong ones at about 1.2 % false alarms)")
    for name in (*names, "all"):
        for correct, what in ((False, "wrong ones caught"), (True, "correct ones flagged")):
            n = counts[name, correct, "n"]
            show(f"{name}: {what}", wilson(counts[name, correct, "wrong"], n))
    n = counts["all", False, "n"]
    show(
        "all: wrong ones caught by arithmetic alone", wilson(counts["all", False, "arithmetic"], n)
    )
    n = counts["all", True, "n"]
    show("all: correct, arithmetic alone", wilson(counts["all", True, "arithmetic"], n))
    n = counts["all", True, "steps"]
    show("steps of correct ones flagged", wilson(counts["all", True, "flagged"], n))


def judged(half: str) -> None:
    """Reasoning chains that people judged."""
    n: dict[bool, int] = defaultdict(int)
    flagged: dict[bool, int] = defaultdict(int)
    steps = checkable = 0
    for _, item in lines("verify_cot_gsm8k_100.jsonl", half):
        result = check_steps(item["answer"], item["question"])
        valid = item["flag"] == 1
        n[valid] += 1
        flagged[valid] += result.wrong
        steps += len(result.steps)
        checkable += sum(step.verdict != "not checkable" for step in result.steps)
    print("verify_cot (GSM8K)")
    show("steps checkable", wilson(checkable, steps))
    show("chains with a mistake caught", wilson(flagged[False], n[False]))
    show("valid chains flagged", wilson(flagged[True], n[True]))


def prmbench(half: str) -> None:
    """Competition problems with errors put into some steps."""
    caught: dict[str, int] = defaultdict(int)
    number: dict[str, int] = defaultdict(int)
    error = error_hit = other = other_hit = first = exact = 0
    steps = checkable = flagged = alone = alone_hit = 0
    seen: set[str] = set()
    others = {"odd": "even", "even": "odd"}.get(half)
    shared = {
        item["original_question"]
        for _, item in (lines("prmbench_sample.jsonl", others) if others else ())
    }
    for _, item in lines("prmbench_sample.jsonl", half):
        if item["original_question"] not in seen:
            seen.add(item["original_question"])
            original = check_steps(item["original_process"], item["original_question"])
            steps += len(original.steps)
            checkable += sum(step.verdict != "not checkable" for step in original.steps)
            flagged += sum(step.verdict == "wrong" for step in original.steps)
        result = check_steps(item["modified_process"], item["modified_question"])
        errors = {each - 1 for each in item["error_steps"]}
        hits = {step.index for step in result.steps if step.verdict == "wrong"}
        kind = item["classification"]
        number[kind] += 1
        caught[kind] += bool(hits & errors)
        if item["original_question"] not in shared:
            alone, alone_hit = alone + 1, alone_hit + bool(hits & errors)
        error, error_hit = error + len(errors), error_hit + len(hits & errors)
        other, other_hit = other + len(result.steps) - len(errors), other_hit + len(hits - errors)
        if result.first_wrong is not None:
            first += 1
            exact += bool(errors) and result.first_wrong == min(errors)
    print("PRMBench sample (reference: 2.1 % of error steps; 12.3, 9.3, 7.5, 2.5 % of solutions)")
    show("steps of the originals checkable", wilson(checkable, steps))
    show("steps of the originals flagged", wilson(flagged, steps))
    show("error steps flagged", wilson(error_hit, error))
    show("other steps flagged", wilson(other_hit, other))
    show("first flagged step is the first error", wilson(exact, first))
    for kind in number:
        show(f"{kind}: solutions caught", wilson(caught[kind], number[kind]))
    show("all kinds: solutions caught", wilson(sum(caught.values()), sum(number.values())))
    show("all kinds, questions that the other half lacks", wilson(alone_hit, alone))


# Injected errors ---------------------------------------------------------------------------------

Injected = tuple[list[str], int]
"""The steps, and the index of the first that is wrong."""
Injector = Callable[[list[str], list[str | None], int, Any], Injected | None]
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def _changed(text: str, draw: Any) -> str:
    """``text``, a number, with one digit changed."""
    places = [i for i, c in enumerate(text) if c.isdigit()]
    place = draw.choice(places)
    low = 1 if place == 0 and len(places) > 1 else 0
    digit = draw.choice([d for d in "0123456789"[low:] if d != text[place]])
    return text[:place] + digit + text[place + 1 :]


def _written(value: Fraction) -> str | None:
    if value.denominator == 1 and value >= 0:
        return str(value)
    decimal = f"{float(value):.6f}".rstrip("0")
    return decimal if value > 0 and Fraction(decimal) == value else None


def value_slip(texts: list[str], claims: list[str | None], at: int, draw: Any) -> Injected | None:
    """The result of a step is off by a digit; later steps use the true one."""
    _, _, right = (claims[at] or "").rpartition(" = ")
    if not _NUMBER.fullmatch(right) or f"= {right}" not in texts[at]:
        return None
    slipped = _changed(right, draw)
    if Fraction(slipped) == Fraction(right):
        return None
    new = list(texts)
    new[at] = f"= {slipped}".join(texts[at].rsplit(f"= {right}", 1))
    return new, at


def _recomputed(
    texts: list[str], claims: list[str | None], at: int, new_left: str
) -> Injected | None:
    """The step with ``new_left`` and its value, and the later ones with what follows from it."""
    _, _, right = (claims[at] or "").rpartition(" = ")
    new = list(texts)
    changed: dict[str, str] = {}
    for index in range(at, len(texts)):
        old_left, _, old_right = (claims[index] or "").rpartition(" = ")
        if index == at:
            now = new_left
        else:
            now = _NUMBER.sub(lambda found: changed.get(found[0], found[0]), old_left)
        if now == old_left:
            continue
        value = evaluate(now)
        written = _written(value) if value is not None else None
        if written is None or f"{old_left} = {old_right}" not in texts[index]:
            return None
        new[index] = texts[index].replace(f"{old_left} = {old_right}", f"{now} = {written}")
        changed[old_right] = written
    return None if changed.get(right, right) == right else (new, at)


def copied_wrong(texts: list[str], claims: list[str | None], at: int, draw: Any) -> Injected | None:
    """An operand is copied with a wrong digit; the arithmetic is right from there on."""
    left = (claims[at] or "").rpartition(" = ")[0]
    numbers = list(_NUMBER.finditer(left))
    if not numbers:
        return None
    chosen = draw.choice(numbers)
    new_left = left[: chosen.start()] + _changed(chosen[0], draw) + left[chosen.end() :]
    return _recomputed(texts, claims, at, new_left)


def wrong_operation(
    texts: list[str], claims: list[str | None], at: int, draw: Any
) -> Injected | None:
    """Another operation is applied to the right operands; the arithmetic is right from there on."""
    left = (claims[at] or "").rpartition(" = ")[0]
    signs = list(re.finditer(r" [-+] |[*/]", left))
    if not signs:
        return None
    chosen = draw.choice(signs)
    other = draw.choice([sign for sign in (" + ", " - ", "*", "/") if sign != chosen[0]])
    return _recomputed(texts, claims, at, left[: chosen.start()] + other + left[chosen.end() :])


def skipped_step(texts: list[str], claims: list[str | None], at: int, draw: Any) -> Injected | None:
    """A step is left out; the first later one that uses its result is wrong, because the number
    was never derived. None where no later step uses it, or an earlier one says it anyway."""
    right = (claims[at] or "").rpartition(" = ")[2]
    new = [*texts[:at], *texts[at + 1 :]]
    if not right or any(right in _NUMBER.findall(text) for text in texts[:at]):
        return None
    for index in range(at, len(new)):
        left = (claims[index + 1] or "").rpartition(" = ")[0]
        if right in _NUMBER.findall(left):
            return new, index
    return None


_UNIT_SWAPS = {
    "dollars": "cents", "minutes": "hours", "hours": "minutes", "kilometers": "meters",
    "grams": "kilograms", "liters": "milliliters", "meters": "kilometers", "days": "weeks",
}  # fmt: skip


def wrong_unit(texts: list[str], claims: list[str | None], at: int, draw: Any) -> Injected | None:
    """The result of a step is given in another unit of its kind."""
    right = (claims[at] or "").rpartition(" = ")[2]
    match = re.search(rf"= {re.escape(right)} (\w+)", texts[at]) if right else None
    if match is None or match[1] not in _UNIT_SWAPS:
        return None
    new = list(texts)
    new[at] = texts[at][: match.start(1)] + _UNIT_SWAPS[match[1]] + texts[at][match.end(1) :]
    return new, at


INJECTORS: dict[str, Injector] = {
    "value slip": value_slip,
    "copied-wrong operand": copied_wrong,
    "wrong operation": wrong_operation,
    "skipped step": skipped_step,
    "wrong unit": wrong_unit,
}


def injected(seed: int) -> None:
    """Our own word problems, one error in each, at a known step."""
    steps = flagged = 0
    table = {name: [0, 0, 0] for name in INJECTORS}  # injected, flagged, flagged at the right step
    for family in [name for name in families.names() if name.startswith("words.")]:
        for level in (2, 3, 4):
            for index in range(WORDS):
                problem = make(family, level=level, seed=seed, index=index)
                texts = [step.text for step in problem.steps]
                claims = [step.claim for step in problem.steps]
                clean = check_steps(texts, problem.question)
                steps += len(texts)
                flagged += sum(step.verdict == "wrong" for step in clean.steps)
                for name, inject in INJECTORS.items():
                    draw = rng("benchmark.steps", name, problem.id)
                    at = draw.randrange(len(texts))
                    done = inject(texts, claims, at, draw)
                    if done is None:
                        continue
                    result = check_steps(done[0], problem.question)
                    table[name][0] += 1
                    table[name][1] += result.first_wrong is not None
                    table[name][2] += result.first_wrong == done[1]
    print(f"Own word families (seed {seed}, 16 families, levels 2 to 4, one injected error each)")
    show("steps without an error flagged", wilson(flagged, steps))
    for name, (n, found, exact) in table.items():
        show(f"{name}: recall of the first wrong step", wilson(exact, n))
        show(f"{name}: precision of the first wrong step", wilson(exact, found))


def every_family() -> None:
    """The worked steps of every family, which are right by construction."""
    steps = checkable = flagged = number = 0
    for name in families.names():
        number += 1
        for index in range(6):
            problem = make(name, level=2, seed=5, index=index)
            result = check_steps([step.text for step in problem.steps], problem.question)
            steps += len(result.steps)
            checkable += sum(step.verdict != "not checkable" for step in result.steps)
            flagged += sum(step.verdict == "wrong" for step in result.steps)
    print(f"Every family's own steps ({number} families, all right by construction)")
    show("steps checkable", wilson(checkable, steps))
    show("steps flagged", wilson(flagged, steps))


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("odd", "even", "all"), default="odd")
    parser.add_argument("--seed", type=int, default=FRESH)
    chosen = parser.parse_args()
    half = chosen.half
    start = time.perf_counter()
    if DATA.is_dir():
        print(f"Half: {half}")
        for part in (gold, models, judged, prmbench):
            part(half)
    else:
        print(f"{DATA} is absent: outside data skipped", file=sys.stderr)
    injected(TUNED)
    injected(chosen.seed)
    every_family()
    print(f"{time.perf_counter() - start:.0f} s in all")


if __name__ == "__main__":
    main()
