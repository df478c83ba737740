"""Accuracy against tokens for every strategy and for peers' methods, on the embedded model.

    python benchmarks/strategies.py --store strategies.db [--minutes 60] [--only REGEX] [--show]

The suite is fixed: our word and number families at the levels where the model gets about 20 to 60%
of single samples, and a few GSM8K problems, of which it gets 1 to 3%. Each strategy runs at several
budgets; settings of one method share samples, so that a curve costs little more than its last
point. Peers run in .venv-peers (``make peers``) on the same server through ``_counting_server.py``,
with the same system prompt and worked examples and at most as many tokens a sample; every answer is
judged by our checker. All is kept in the store and in files beside it: the same command goes on
where it stopped, and ``--show`` prints what is there. The tables are also written as JSON, beside
the store.

``written`` counts output tokens, ``all`` also those of prompts, per problem. Accuracies have Wilson
intervals; two methods are compared by a paired bootstrap over problems, each at the largest setting
that writes no more than the other, and the 95% interval of the difference decides.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from _counting_server import CountingServer
from _curves import Setting, show

from algorist.checking import check_answer, extract
from algorist.core import Cost, Problem, from_json, to_json
from algorist.models import Local, Message
from algorist.problems import default_exemplars, make_many, read_problems
from algorist.recording import Evaluation, Store
from algorist.solving import prompts, strategies

ROOT = Path(__file__).parent
PEERS = ROOT.parent / ".venv-peers" / "bin" / "python"
GSM8K = ROOT.parents[1] / "shared" / "data" / "gsm8k.jsonl"
SUITE = (
    ("words.discount", 1, 10),
    ("words.recipe", 1, 10),
    ("numbers.add", 1, 10),
    ("numbers.subtract", 1, 8),
    ("numbers.subtract", 2, 6),
)
"""Family, level and number of problems."""
OUTSIDE = 4
"""GSM8K problems, the first ones of the file."""
MAX_TOKENS = 256
"""Of a sample, for peers; our strategies' own default."""
EXEMPLARS = 4

OURS: dict[str, list[str]] = {
    "vote": [f"vote(k={k}, stop=none)" for k in (1, 2, 4, 8, 16)],
    "vote of programs": [f"vote(k={k}, stop=none, each=program)" for k in (1, 2, 4, 8, 16)],
    "adaptive": [f"adaptive(k={k})" for k in (1, 2, 4, 8, 16)],
    "direct": ["direct"],
    "program": ["program"],
    "vote, stopping": [f"vote(k={k})" for k in (8, 16)],
    "vote by steps": [f"vote(k={k}, stop=none, weight=steps)" for k in (2, 4, 8, 16)],
    "vote by complexity": [f"vote(k={k}, stop=none, weight=complexity)" for k in (4, 8, 16)],
    "best_of steps": [f"best_of(k={k})" for k in (2, 4, 8, 16)],
    "best_of steps, weighted": [f"best_of(k={k}, weighted=true)" for k in (2, 4, 8, 16)],
    "beam": [f"beam(n={n})" for n in (2, 4, 8)],
    "short": ["short(m=1, k=2)", "short(m=1, k=4)", "short(m=2, k=4)"],
    "repair": ["repair(rounds=1)", "repair(rounds=2)"],
    "vote by tail": [f"vote(k={k}, stop=none, weight=tail)" for k in (2, 4, 8)],
    "best_of logprob": [f"best_of(k={k}, score=logprob)" for k in (2, 4, 8)],
    "dvts": ["dvts(n=4)", "dvts(n=8)"],
    "rebase": ["rebase(n=4)", "rebase(n=8)"],
    "mcts": ["mcts(iterations=4)", "mcts(iterations=8)"],
    "ab_mcts": ["ab_mcts(iterations=8)", "ab_mcts(iterations=16)"],
    "particles": ["particles(n=4)"],
    "ets": ["ets(n=4)"],
    "early_rejection": ["early_rejection(n=4)"],
    "deepconf": ["deepconf(k=8)"],
    "self_verify": ["self_verify(k=2)"],
    "program_vote": ["program_vote(k=4)"],
    "interleave": ["interleave"],
    "no_thinking": ["no_thinking"],
    "probe": ["probe"],
    "think_and_execute": ["think_and_execute"],
    "auto_cot": ["auto_cot"],
    "prepare": ["prepare"],
    "spec_reason": ["spec_reason"],
    "plan_search": ["plan_search(k=2)"],
    "decompose": ["decompose(outlines=1, hard=direct)"],
}
"""Settings of each of our methods, from cheap to dear; names that are not registered are passed
over, and registered ones that are not here run with their defaults."""
THEIRS: dict[str, tuple[int, ...]] = {
    "optillm majority_voting": (2, 4, 8, 16),
    "optillm self_consistency": (2, 5, 10),
    "optillm bon": (2, 4, 8),
    "its-hub self-consistency": (2, 4, 8, 16),
    "its-hub self-consistency-regex": (2, 4, 8, 16),
    "its-hub best-of-n": (2, 4, 8),
    "its-hub beam-steps": (4, 8),
    "its-hub beam-judge": (4, 8),
    "optillm mcts": (1, 2),
}


def problems_of(limit: int | None) -> list[Problem]:
    """The suite, or its first problems of each part."""
    made = [
        problem
        for family, level, count in SUITE
        for problem in make_many(family, min(count, limit or count), level=level, seed=0)
    ]
    if GSM8K.exists():
        outside = list(read_problems(GSM8K))[: min(OUTSIDE, limit or OUTSIDE)]
        return [*made, *outside]
    print(f"{GSM8K} is absent: without GSM8K problems", file=sys.stderr)
    return made


def curves() -> Iterator[tuple[str, str]]:
    """Every method of ours with each of its settings."""
    named = set()
    for method, specs in OURS.items():
        for spec in specs:
            named.add(spec.partition("(")[0])
            if spec.partition("(")[0] in strategies:
                yield method, spec
    for name in sorted(set(strategies) - named):
        yield name, name


class Ours:
    """Our strategies, through the store."""

    def __init__(self, problems: Sequence[Problem], model: Local, store: Store) -> None:
        self.problems, self.model, self.store = problems, model, store

    def evaluation(self, spec: str) -> Evaluation:
        """The run of one setting."""
        return Evaluation(
            self.problems, self.model, [spec], self.store, exemplars=EXEMPLARS, source="strategies"
        )

    def measured(self, method: str, spec: str) -> Setting | None:
        """What is stored of a setting, once all of it is."""
        run = self.evaluation(spec)
        found = self.store.solved(run.id, run.strategies[0])
        if any(problem.id not in found for problem in self.problems):
            return None
        solutions = [found[problem.id].solution for problem in self.problems]
        pairs = list(zip(self.problems, solutions, strict=True))
        covered = [
            any(check_answer(p.gold, c.answer or "").correct for c in s.candidates)
            for p, s in pairs
        ]
        return Setting(
            method,
            spec,
            True,
            tuple(check_answer(p.gold, s.answer or "").correct for p, s in pairs),
            sum(covered) / len(covered),
            sum((s.cost for s in solutions), Cost()),
        )


class Theirs:
    """Peers' methods, in their own interpreter, through the counting server."""

    def __init__(self, problems: Sequence[Problem], model: Local, store: Path) -> None:
        self.problems, self.model = {_name(problem): problem for problem in problems}, model
        self.kept = store.with_suffix(".peers.jsonl")
        self.replies = store.with_suffix(".replies.jsonl")
        self.done: dict[str, dict[str, object]] = {}
        if self.kept.exists():
            lines = map(json.loads, self.kept.read_text().splitlines())
            self.done = {line["ticket"]: line for line in lines}

    def tickets(self, method: str, k: int) -> dict[str, Problem]:
        """One for each problem."""
        slug = method.replace(" ", "-")
        return {f"{slug}.{k}.{name}": problem for name, problem in self.problems.items()}

    def measured(self, method: str, k: int) -> Setting | None:
        """What is kept of a setting, once all of it is."""
        tickets = self.tickets(method, k)
        if any(ticket not in self.done for ticket in tickets):
            return None
        right, cost = [], Cost()
        for ticket, problem in tickets.items():
            line = self.done[ticket]
            found = extract(line["text"], answer_type=problem.answer_type or None)
            right.append(check_answer(problem.gold, found.text if found else "").correct)
            cost += from_json(str(line["cost"]), Cost)
        return Setting(method, f"k={k}", False, tuple(right), None, cost)

    async def run(self, wanted: dict[str, list[int]]) -> None:
        """Do what is missing of these settings, one method after another."""
        about = {
            ticket: problem
            for method, ks in wanted.items()
            for k in ks
            for ticket, problem in self.tickets(method, k).items()
        }

        def examples(ticket: str) -> tuple[Message, ...]:
            shown = default_exemplars(about[ticket], EXEMPLARS)
            return prompts.get("steps").messages("", shown)[1:-1]

        server = CountingServer(
            self.model.endpoint().base_url,
            self.replies,
            examples=examples,
            question=lambda ticket: about[ticket].question,
        )
        url = await server.start()
        try:
            for method, ks in wanted.items():
                tasks = [
                    {"ticket": t, "method": method, "k": k, "question": problem.question}
                    for k in reversed(ks)
                    for t, problem in self.tickets(method, k).items()
                    if t not in self.done
                ]
                if tasks:
                    began = time.monotonic()
                    await self._work(server, url, tasks)
                    note(f"{method}, {len(tasks)} tasks", time.monotonic() - began)
        finally:
            await server.stop()

    async def _work(self, server: CountingServer, url: str, tasks: list[dict[str, object]]) -> None:
        system = prompts.get("steps").system
        setup = {"url": url, "system": system, "max_tokens": MAX_TOKENS, "tasks": tasks}
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(setup, file)
            file.flush()
            process = await asyncio.create_subprocess_exec(
                str(PEERS),
                str(ROOT / "_peer_strategies.py"),
                file.name,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                limit=2**24,
            )
            assert process.stdout is not None
            try:
                async for raw in process.stdout:
                    if raw.startswith(b"{"):
                        line = json.loads(raw)
                        line["cost"] = to_json(server.spent[line["ticket"]])
                        with self.kept.open("a") as kept:
                            kept.write(json.dumps(line) + "\n")
                        self.done[line["ticket"]] = line
            except BaseException:
                process.terminate()
                raise
            finally:
                await process.wait()


def _name(problem: Problem) -> str:
    return re.sub(r"\W+", "-", problem.id)


def note(what: str, seconds: float) -> None:
    """Progress, for whoever watches."""
    print(f"{time.strftime('%H:%M:%S')} {what}: {seconds:.0f} s", file=sys.stderr, flush=True)


async def work(options: argparse.Namespace, ours: Ours, theirs: Theirs) -> None:
    """Run what is wanted and missing, until the time is up."""
    wanted = re.compile(options.only)
    planned: dict[str, list[str]] = {}
    for method, spec in curves():
        if wanted.search(spec):
            planned.setdefault(method, []).append(spec)
    peers = {m: [k for k in ks if wanted.search(f"{m} {k}")] for m, ks in THEIRS.items()}
    try:
        async with asyncio.timeout(60 * options.minutes if options.minutes else None):
            for method, specs in planned.items():
                # From the dearest on, which asks for many samples at once; the others use them.
                for spec in reversed(specs):
                    if ours.measured(method, spec) is None:
                        began = time.monotonic()
                        await ours.evaluation(spec).run()
                        note(spec, time.monotonic() - began)
            if PEERS.exists():
                await theirs.run(peers)
    except TimeoutError:
        print("the time is up: the same command goes on from here", file=sys.stderr)
    finally:
        await ours.model.aclose()


def main() -> None:
    """Run and show."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--store", type=Path, default=Path("strategies.db"))
    parser.add_argument("--minutes", type=float, default=0.0, help="stop after so long (0: never)")
    parser.add_argument("--limit", type=int, help="problems of each part of the suite")
    parser.add_argument("--only", default="", help="settings that match this expression")
    parser.add_argument("--show", action="store_true", help="run nothing")
    parser.add_argument("--threads", type=int, default=0, help="of the model (0: one a core)")
    parser.add_argument("--reference", default="adaptive", help="the method to compare")
    options = parser.parse_args()
    problems = problems_of(options.limit)
    model = Local(threads=options.threads)
    with Store(options.store) as store:
        ours, theirs = Ours(problems, model, store), Theirs(problems, model, options.store)
        if not options.show:
            asyncio.run(work(options, ours, theirs))
        mine = (ours.measured(method, spec) for method, spec in curves())
        yours = (theirs.measured(method, k) for method, ks in THEIRS.items() for k in ks)
        found = [one for one in (*mine, *yours) if one is not None]
        if found:
            about = {"model": model.spec, "problems": [problem.id for problem in problems]}
            show(found, options.reference, options.store.with_suffix(".json"), dict(about))


if __name__ == "__main__":
    main()
