"""What the engine costs per call, beside its-hub and optillm on the same simulated endpoint.

    python benchmarks/solving_overhead.py [--in-flight 256] [--repeats 3]
    python benchmarks/solving_overhead.py --problems 2000 --samples 16 --latency 0.5 --peer-calls 0

The endpoint is a loopback server in a process of its own that answers after ``--latency`` seconds,
one sample a call; the ideal is calls * latency / in-flight. "bare client" posts the same bodies and
does nothing else: no client on this machine can be faster. "in process" is the same simulated model
without HTTP. Peers run in .venv-peers (``make peers``) and are left out where it is absent, and
with ``--peer-calls 0``. CPU and the largest resident memory are those of the client process; each
figure is the median of the repeats, with the lowest and the highest.

The first form shows what a call costs; at 50 ms and 256 in flight nothing on two cores reaches the
ideal. The second shows whether a long run keeps an endpoint busy: 32,000 calls of half a second,
about a minute each way.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

import aiohttp

from algorist.models import Capabilities, Endpoint, Model, Simulated
from algorist.problems import default_exemplars, make_many
from algorist.recording import Evaluation, Store
from algorist.solving import Task, prompts

ROOT = Path(__file__).parent
PEERS = ROOT.parent / ".venv-peers" / "bin" / "python"
Figures = dict[str, float]


@dataclass(frozen=True)
class Load:
    """So many samples of so many problems, one a call."""

    problems: int
    samples: int
    latency: float
    in_flight: int

    @property
    def calls(self) -> int:
        """All of them."""
        return self.problems * self.samples

    @property
    def ideal(self) -> float:
        """Calls a second."""
        return self.in_flight / self.latency


class OneByOne(Simulated):
    """Brings one sample a call, as many servers do."""

    async def capabilities(self) -> Capabilities:
        """All but several choices."""
        return Capabilities(n=False)


@contextmanager
def endpoint(load: Load) -> Iterator[str]:
    """The simulated endpoint, in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "_simserver.py"), str(load.latency), str(load.problems)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.stdin.close()
        process.wait(timeout=30)


def timed(work: Callable[[], None], calls: int) -> Figures:
    """Wall and processor seconds of this process."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return {
        "calls": calls,
        "wall": time.perf_counter() - wall,
        "cpu": time.process_time() - cpu,
    }


def engine(url: str | None, load: Load) -> Figures:
    """Our engine with its store: over HTTP, or in process where ``url`` is None."""
    problems = list(make_many("words.purchase", load.problems, level=2, seed=5))
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "runs.db") as store:

        async def work() -> None:
            if url is None:
                model: Model = OneByOne(step_error=0.2, latency=load.latency)
            else:
                model = Endpoint(url, "simulated", known=Capabilities(n=False))
            strategy = f"vote(k={load.samples}, stop=none)"
            evaluation = Evaluation(problems, model, [strategy], store, concurrency=load.in_flight)
            await evaluation.run()
            await model.aclose()

        return timed(lambda: asyncio.run(work()), load.calls)


def bare(url: str, load: Load) -> Figures:
    """Posts the same bodies and does nothing else."""
    prompt = prompts.get("steps")
    bodies = []
    for problem in make_many("words.purchase", load.problems, level=2, seed=5):
        turns = Task(problem.question, "number", default_exemplars(problem, 4)).messages(prompt)
        messages = [{"role": turn.role, "content": turn.content} for turn in turns]
        bodies.append(json.dumps({"messages": messages, "max_tokens": 256}).encode())

    async def work() -> None:
        slots = asyncio.Semaphore(load.in_flight)
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(connector=connector) as session:

            async def one(body: bytes) -> None:
                async with slots, session.post(f"{url}/chat/completions", data=body) as reply:
                    await reply.read()

            await asyncio.gather(*(one(bodies[i % len(bodies)]) for i in range(load.calls)))

    return timed(lambda: asyncio.run(work()), load.calls)


def peer(name: str, url: str, load: Load) -> Figures:
    """A peer's self-consistency, in its own interpreter."""
    problems = make_many("words.purchase", load.problems, level=2, seed=5)
    with tempfile.NamedTemporaryFile("w", suffix=".json") as questions:
        json.dump([problem.question for problem in problems], questions)
        questions.flush()
        command = [str(PEERS), str(ROOT / "_peer_solving.py"), name, url]
        command += [str(load.calls), str(load.in_flight), str(load.samples), questions.name]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    if done.returncode:
        raise RuntimeError(f"{name} failed: {done.stderr[-800:]}")
    found: Figures = json.loads(done.stdout.splitlines()[-1])
    return found


def spread(values: list[float], form: str) -> str:
    """Median with the lowest and the highest."""
    return f"{median(values):{form}} [{min(values):{form}}, {max(values):{form}}]"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--problems", type=int, default=625)
    parser.add_argument("--samples", type=int, default=8)
    parser.add_argument("--latency", type=float, default=0.05)
    parser.add_argument("--in-flight", type=int, default=256)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--peer-calls", type=int, default=2000)
    options = parser.parse_args()
    load = Load(options.problems, options.samples, options.latency, options.in_flight)
    rows: dict[str, Callable[[str], Figures]] = {
        "bare client (no engine)": lambda url: bare(url, load),
        "algorist, over HTTP": lambda url: engine(url, load),
        "algorist, in process": lambda url: engine(None, load),
    }
    fewer = replace(load, problems=options.peer_calls // load.samples)
    if PEERS.exists() and fewer.problems:
        for name in ("its-hub", "optillm"):
            rows[f"{name} self-consistency"] = lambda url, name=name: peer(  # type: ignore[misc]
                name, url, fewer
            )
    found: dict[str, list[Figures]] = {name: [] for name in rows}
    for _ in range(options.repeats):
        for name, run in rows.items():
            with endpoint(load) as url:
                found[name].append(run(url))
    print(
        f"{load.problems} problems x {load.samples} samples, {load.in_flight} in flight, "
        f"{1000 * load.latency:g} ms latency, {options.repeats} repeats, load average "
        f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )
    print(f"ideal: {load.ideal:.0f} calls/s, {load.calls / load.ideal:.1f} s")
    print(f"{'':28} {'calls/s':>24} {'of ideal':>9} {'CPU ms/call':>22}")
    for name, runs in found.items():
        rates = [run["calls"] / run["wall"] for run in runs]
        cpu = [1000 * run["cpu"] / run["calls"] for run in runs]
        share = median(rates) / load.ideal
        print(f"{name:28} {spread(rates, '.0f'):>24} {share:>8.1%} {spread(cpu, '.3f'):>22}")
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"largest resident memory of this process: {largest:.0f} MiB")


if __name__ == "__main__":
    main()
