"""The pool under load, under cancellation, and when its processes die."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from algorist.core import ExecutionError
from algorist.execution import Limits, Pool, Program


def _children(pid: int) -> set[int]:
    found: set[int] = set()
    for task in Path(f"/proc/{pid}/task").iterdir():
        found |= {int(each) for each in (task / "children").read_text().split()}
    return found


def test_a_thousand_runs_at_once() -> None:
    """They all come back, each with its own value."""
    with Pool(4) as pool:
        programs = [Program("ans = n * n", {"n": n}) for n in range(1000)]
        values = [result.value for result in pool.map(programs)]

    assert values == [n * n for n in range(1000)]


def test_a_dead_zygote_is_replaced() -> None:
    """What was in flight is started again, and later runs do not notice."""
    with Pool(2) as pool:
        assert pool.run(Program("ans = 1")).value == 1
        zygote = next(iter(pool._zygotes.values()))
        slow = [pool.submit(Program("import time\ntime.sleep(0.5)\nans = 2")) for _ in range(2)]
        os.kill(zygote.process.pid, signal.SIGKILL)
        assert [future.result(timeout=30).value for future in slow] == [2, 2]
        assert pool.run(Program("ans = 3")).value == 3


def test_a_frozen_zygote_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that stays silent past every deadline is taken for dead."""
    monkeypatch.setattr("algorist.execution._host.GRACE_SECONDS", 0.5)
    with Pool(1) as pool:
        pool.run(Program("ans = 1"))
        zygote = next(iter(pool._zygotes.values()))
        inner = next(iter(_children(zygote.process.pid)), zygote.process.pid)
        os.kill(inner, signal.SIGSTOP)
        result = pool.run(Program("ans = 2", limits=Limits(seconds=0.5)))

    assert result.value == 2


def test_cancelling_kills_the_run() -> None:
    """A cancelled task leaves no process behind, and its worker is free at once."""

    async def cancelled(pool: Pool) -> None:
        task = asyncio.create_task(
            pool.arun(Program("while True: pass", limits=Limits(seconds=60)))
        )
        await asyncio.sleep(0.3)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    with Pool(1) as pool:
        pool.run(Program("ans = 1"))
        asyncio.run(cancelled(pool))
        assert pool.run(Program("ans = 2", limits=Limits(seconds=5))).value == 2


def test_closing_ends_every_process() -> None:
    """Nothing is left of a pool after it was closed, and it takes no more runs."""
    pool = Pool(2)
    pool.run(Program("ans = 1"))
    zygote = next(iter(pool._zygotes.values()))
    family = {zygote.process.pid} | _children(zygote.process.pid)
    pool.close()

    assert not [pid for pid in family if Path(f"/proc/{pid}/status").exists()]
    with pytest.raises(ExecutionError, match="closed"):
        pool.run(Program("ans = 1"))


def test_closing_at_once_leaves_nothing() -> None:
    """Also without namespaces, whose end takes every process along, and just after the start."""
    for _ in range(5):
        pool = Pool(1, without=("namespaces", "private_root", "landlock", "seccomp"))
        assert pool.run(Program("ans = 1")).outcome == "refused"
        zygote = next(iter(pool._zygotes.values())).process.pid
        family = {zygote} | _children(zygote)
        pool.close()
        for _ in range(100):
            left = [pid for pid in family if Path(f"/proc/{pid}/cmdline").exists()]
            if not [pid for pid in left if Path(f"/proc/{pid}/cmdline").read_bytes()]:
                break
            threading.Event().wait(0.05)
        else:
            pytest.fail(f"{left} are left")


def test_a_forked_child_has_its_own_zygotes() -> None:
    """A pool made before a fork works on both sides of it."""
    source = """
import os
from algorist.execution import run_program
assert run_program("ans = 1").value == 1
pid = os.fork()
value = run_program("ans = 2").value
if pid == 0:
    os._exit(0 if value == 2 else 1)
assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
assert value == 2
"""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", source], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_no_run_sees_a_descriptor_of_another() -> None:
    """Also where the zygote holds more than a thousand for the runs that wait."""
    source = """
import os
ans = []
for descriptor in [*range(4, 64), *range(1000, 1300)]:
    try:
        os.fstat(descriptor)
    except OSError:
        continue
    ans.append(descriptor)
"""
    with Pool(2, spare=380) as pool:
        for _ in range(390):  # those that wait at first were forked before there were that many
            assert pool.run(Program(source)).value == []


def test_a_lost_template_is_replaced() -> None:
    """The zygote ends when the process that forks for it has, and the host starts another."""
    with Pool(2) as pool:
        assert pool.run(Program("ans = 1")).value == 1
        outer = next(iter(pool._zygotes.values())).process.pid
        zygote = next(iter(_children(outer)), outer)
        template = min(_children(zygote))  # the first that it forked
        os.kill(template, signal.SIGKILL)
        assert [pool.run(Program("ans = n", {"n": n})).value for n in range(8)] == list(range(8))


def test_many_threads_share_a_pool() -> None:
    """Threads get their own results."""
    wrong: list[int] = []
    with Pool(2) as pool:

        def work(base: int) -> None:
            for n in range(base, base + 20):
                if pool.run(Program("ans = n", {"n": n})).value != n:
                    wrong.append(n)

        threads = [threading.Thread(target=work, args=(100 * k,)) for k in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert wrong == []


def test_a_killed_host_leaves_nothing_behind() -> None:
    """When the caller's process is killed, its zygotes and runs go with it."""
    source = """
import sys
from algorist.execution import Limits, Pool, Program
pool = Pool(1)
pool.run(Program("ans = 1"))
print(next(iter(pool._zygotes.values())).process.pid, flush=True)
pool.run(Program("while True: pass", limits=Limits(seconds=300)))
"""
    host = subprocess.Popen([sys.executable, "-c", source], stdout=subprocess.PIPE, text=True)
    assert host.stdout is not None
    zygote = int(host.stdout.readline())
    host.kill()
    host.wait()
    host.stdout.close()
    for _ in range(100):
        status = Path(f"/proc/{zygote}/status")
        if not status.exists() or "zombie" in status.read_text():
            return
        threading.Event().wait(0.1)
    pytest.fail("the zygote outlived its host")
