"""Latency and throughput of running a small program in isolation, beside other ways, in one run.

    python benchmarks/sandbox.py [--runs N]

Every way runs the same programs and must return the same value. The pool's figures are with full
isolation; ``cpu ms`` is the processor time of one run, of the caller and of all processes of the
pool, which other load on the machine disturbs less than the clock.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from algorist.execution import Limits, Pool, Program

SOURCE = """
def solution(n):
    total = 0
    for i in range(n):
        total += i * i
    return total
"""
SYMPY = "import sympy\n" + SOURCE
INPUTS = {"n": 20}
EXPECTED = sum(i * i for i in range(20))


def _exec(source: str) -> int:
    names: dict[str, object] = {}
    exec(source, names)  # our own source, to compare with
    return names["solution"](20)  # type: ignore[operator]


def _subprocess(source: str) -> Callable[[], int]:
    def run() -> int:
        done = subprocess.run(
            [sys.executable, "-I", "-c", source + "\nprint(solution(20))"],
            capture_output=True,
            check=True,
        )
        return int(done.stdout)

    return run


def latencies(run: Callable[[], object], count: int) -> list[float]:
    """Milliseconds of ``count`` runs, one after another."""
    if run() != EXPECTED:
        raise SystemExit("a way returned a wrong value")
    found = []
    for _ in range(count):
        start = time.perf_counter()
        run()
        found.append(1000 * (time.perf_counter() - start))
    return sorted(found)


def processor_ms(root: int) -> float:
    """Milliseconds of processor time of this process, of ``root`` and of all that it started."""
    total, pending = 1000 * time.process_time(), [root]
    while pending:
        folder = Path(f"/proc/{pending.pop()}")
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            pending += map(int, (folder / f"task/{folder.name}/children").read_text().split())
        except OSError:
            continue  # it ended, and its parent has its time
        total += 1000 * sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    return total


def row(
    name: str,
    times: list[float],
    rate: float | None,
    note: str,
    base: float,
    processor: float | None = None,
) -> None:
    """One line of the table."""
    p99 = times[min(len(times) - 1, int(0.99 * len(times)))]
    median = statistics.median(times)
    shown = f"{rate:8.0f}" if rate is not None else "       -"
    used = f"{processor:7.2f}" if processor is not None else "      -"
    print(f"{name:42s} {median:8.2f} {p99:8.2f} {shown} {used}   {median / base:6.2f}   {note}")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=300)
    count = parser.parse_args().runs
    cores = os.cpu_count() or 1
    print(f"Python {platform.python_version()}, {cores} cores, load {os.getloadavg()[0]:.1f}")
    heads = f"{'median':>8s} {'p99':>8s} {'runs/s':>8s} {'cpu ms':>7s}   {'ratio':>6s}"
    print(f"{'way':42s} {heads}   isolation")

    base: float | None = None
    for program, label in (
        (Program(SOURCE, INPUTS, imports=("sympy",)), "pool, sympy chosen, not imported"),
        (Program(SYMPY, INPUTS), "pool, sympy imported"),
        (Program(SOURCE, INPUTS), "pool, standard library"),
        (Program(SOURCE, INPUTS, count=False), "pool, standard library, not counted"),
    ):
        with Pool(cores) as pool:
            times = latencies(lambda pool=pool, program=program: pool.run(program).value, count)
            (zygote,) = pool._zygotes.values()
            rates, used = [], processor_ms(zygote.process.pid)
            for _ in range(3):
                start = time.perf_counter()
                results = list(pool.map([program] * (2 * count)))
                rates.append(2 * count / (time.perf_counter() - start))
                if any(result.value != EXPECTED for result in results):
                    raise SystemExit("the pool returned a wrong value")
            used = (processor_ms(zygote.process.pid) - used) / (6 * count)
            base = base or statistics.median(times)
            spread = f"{pool.isolation().level}; runs/s from {min(rates):.0f} to {max(rates):.0f}"
            row(label, times, statistics.median(rates), spread, base, used)
    base = base or 1.0
    row("subprocess", latencies(_subprocess(SOURCE), 60), None, "none", base)
    row("subprocess that imports sympy", latencies(_subprocess(SYMPY), 5), None, "none", base)
    with multiprocessing.get_context("forkserver").Pool(cores) as workers:
        times = latencies(lambda: workers.apply(_exec, (SOURCE,)), count)
        start = time.perf_counter()
        workers.map(_exec, [SOURCE] * count, chunksize=1)
        rate = count / (time.perf_counter() - start)
    row("multiprocessing pool (shared workers)", times, rate, "none", base)
    _others(count, base)


def _others(count: int, base: float) -> None:
    from algorist.core import AlgoristError
    from algorist.execution import sandbox

    for name, runs in (("monty", count), ("bwrap", 30)):
        try:
            chosen = sandbox(name)
        except AlgoristError as error:
            print(f"{name:42s} skipped: {error}")
            continue
        program = Program(SOURCE, INPUTS, Limits())
        times = latencies(lambda c=chosen, p=program: c.run(p).value, runs)
        row(name, times, None, chosen.run(program).isolation.level, base)


if __name__ == "__main__":
    main()
