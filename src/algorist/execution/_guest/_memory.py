"""Making forks of a loaded interpreter cheap: few page tables to copy, few pages to write.

Every object that a child touches is written to (its reference count), and every page so written is
copied at 2 to 3 microseconds; a page that is not touched still costs its entry in a page table.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import signal
import sys
from typing import Any, NoReturn, TextIO

from . import _harness

_python = ctypes.PyDLL(None, use_errno=True)  # PyDLL: the lock of the interpreter is kept
_CLONE = 220 if os.uname().machine == "aarch64" else 56
_SIGNAL = int(signal.SIGCHLD)
_COLLAPSE = 25  # MADV_COLLAPSE of Linux 6.1
_HUGE = 1 << 21

SIBLING = 0x8000  # CLONE_PARENT: the new process is a child of this one's parent
SHARED_FILES = 0x400  # CLONE_FILES: descriptors of either process are those of the other
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


def settle(maps: TextIO) -> None:
    """Keep the collector away from what is loaded, and lay it on huge pages where they can be had.

    A huge page is one entry to copy in a fork and to clear at its end, not 512, until something is
    written there: so this comes last. ``maps`` is /proc/self/maps, opened while there was one.
    """
    gc.collect()
    _fill_holes()
    gc.freeze()
    for fields in [line.split() for line in maps]:
        anonymous = len(fields) < 6 or fields[5] == "[heap]"
        if anonymous and fields[1] == "rw-p":
            start, end = (int(each, 16) for each in fields[0].split("-"))
            start, end = -(-start // _HUGE) * _HUGE, end // _HUGE * _HUGE
            if start < end:  # a kernel that cannot says so, and nothing is lost
                _python.madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), _COLLAPSE)


_filling: list[object] = []
MOST_HOLES = 20_000


def _fill_holes() -> None:
    """Take up the room that is left between loaded objects, so that new ones lie side by side.

    Python hands out blocks of equal size from pools of 16 KiB, those in use first; in a new pool
    each block follows the one before it.
    """
    for size in range(16, 513, 16):
        row, last = 0, 0
        for _ in range(MOST_HOLES):
            if size > 32:
                filling: object = bytes(size - 40)
            else:
                filling = object() if size == 16 else complex(size)
            row = row + 1 if 0 < id(filling) - last <= 4 * size else 0
            last = id(filling)
            _filling.append(filling)
            if row > 12_000 // size:  # most of a pool: it is new
                break


def fork(flags: int = 0) -> int:
    """Fork, as ``os.fork``, for a process with one thread whose children need none.

    ``os.fork`` runs in the child what ``threading``, ``random`` and others registered: a
    millisecond, for locks and threads that a process with one thread does not have and a
    generator that each run seeds anyway. ``flags`` are :data:`SIBLING` or :data:`SHARED_FILES`.
    """
    pid = int(_python.syscall(_CLONE, flags | _SIGNAL, 0, 0, 0, 0))
    if pid < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return pid
