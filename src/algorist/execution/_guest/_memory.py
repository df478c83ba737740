"""Making forks of a loaded interpreter cheap: few page tables to copy, few pages to write.

Every object that a child touches is written to (its reference count), and every page so written is
copied at 2 to 3 microseconds; a page that is not touched still costs its entry in a page table.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import sys
from typing import Any, NoReturn

from . import _harness

_python = ctypes.PyDLL(None, use_errno=True)  # PyDLL: the lock of the interpreter is kept
_COLLAPSE = 25  # MADV_COLLAPSE of Linux 6.1
_HUGE = 1 << 21
_SAMPLE = """
def solution(n):
    kept = [Fraction(i * i, 3) for i in range(n) if i % 2]
    for part in kept:
        total = sum(kept) + part
    while n > 0:
        n -= 1
    return f"{total}" if n < total else {"n": n}
from fractions import Fraction
"""
WARM_RUNS = 20
"""From about 8 runs on CPython has specialised the code that it ran."""


def warm_up() -> None:
    """Run a program of our own a few times, so that children find caches filled."""
    main = sys.modules["__main__"]
    request: dict[str, Any] = {
        "source": _SAMPLE,
        "inputs": {"n": 3},
        "count": True,
        "steps": None,
        "trace": 0,
        "value_bytes": 1000,
        "seed": 0,
    }
    for _ in range(WARM_RUNS):
        with contextlib.suppress(_harness.Finished):
            _harness.run(request, _stop)
    sys.modules["__main__"] = main


def _stop(report: dict[str, Any]) -> NoReturn:
    _harness.encode(report)
    raise _harness.Finished


def settle() -> None:
    """Keep the collector away from what is loaded, and lay it on huge pages where they can be had.

    A huge page is one entry to copy in a fork and to clear at its end, not 512. Needs /proc.
    """
    gc.collect()
    gc.freeze()
    with open("/proc/self/maps") as file:
        lines = [line.split() for line in file]
    for fields in lines:
        anonymous = len(fields) < 6 or fields[5] == "[heap]"
        if anonymous and fields[1] == "rw-p":
            start, end = (int(each, 16) for each in fields[0].split("-"))
            start, end = -(-start // _HUGE) * _HUGE, end // _HUGE * _HUGE
            if start < end:  # a kernel that cannot says so, and nothing is lost
                _python.madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), _COLLAPSE)


def fork() -> int:
    """Fork, as ``os.fork``, for a process with one thread whose children need none.

    ``os.fork`` runs in the child what ``threading``, ``random`` and others registered: a
    millisecond, for locks and threads that a process with one thread does not have and a
    generator that each run seeds anyway.
    """
    pid = int(_python.fork())
    if pid < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return pid
