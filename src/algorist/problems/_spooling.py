"""Many processes that make one dataset: each leaves its chunks in files, which are then joined.

What a worker makes never passes through a pipe: the parent is told the name of a file and appends
it to the dataset inside the kernel, so that it costs next to nothing to have many workers.
"""

from __future__ import annotations

import itertools
import os
import shutil
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from io import FileIO
from multiprocessing import get_all_start_methods, get_context, parent_process
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from algorist.core import Record
from algorist.problems._dataset import Chunk, Lines, Order, make_chunk

T = TypeVar("T")


class Spooled(Record, frozen=True):
    """A chunk on disk: the file and the number of lines of each split."""

    paths: tuple[str, ...]
    counts: tuple[int, ...]


@contextmanager
def workers(processes: int) -> Iterator[Executor]:
    """So many processes, which end with this one even if it is killed."""
    with ProcessPoolExecutor(processes, _context(), initializer=_end_with_parent) as pool:
        try:
            yield pool
        finally:
            pool.shutdown(cancel_futures=True)


def _context() -> BaseContext:
    """How workers start: as copies of this process where that is safe, which takes milliseconds.

    It is safe where no other thread can hold a lock at that moment. Elsewhere they are copies of a
    server that has read the families once.
    """
    try:
        alone = len(os.listdir("/proc/self/task")) == 1
    except OSError:
        alone = False
    if alone:
        return get_context("fork")
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(["algorist.problems"])
    return context


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever."""
    parent = parent_process()
    if parent is not None:

        def watch(process: BaseProcess = parent) -> None:
            process.join()
            os._exit(1)

        threading.Thread(target=watch, daemon=True).start()


def in_order(
    pool: Executor, processes: int, work: Callable[..., T], tasks: Iterable[tuple[Any, ...]]
) -> Iterator[T]:
    """What ``work`` returns for each task, in order; only a few tasks a process are done ahead."""
    waiting: deque[Future[T]] = deque()
    for task in tasks:
        waiting.append(pool.submit(work, *task))
        if len(waiting) >= 4 * processes:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def spool(
    order: Order, folder: Path, pool: Executor, processes: int, *, skip: int = 0
) -> Iterator[Spooled]:
    """The chunks from the ``skip``-th on, in order, each in files below ``folder``.

    Whoever reads them removes them.
    """
    chunks = itertools.islice(order.chunks(), skip, None)
    tasks = ((chunk, str(folder / str(number))) for number, chunk in enumerate(chunks))
    return in_order(pool, processes, _spool_chunk, tasks)


def _spool_chunk(chunk: Chunk, name: str) -> Spooled:
    made = make_chunk(chunk)
    paths = tuple(f"{name}.{place}" for place in range(len(made.data)))
    for path, data in zip(paths, made.data, strict=True):
        Path(path).write_bytes(data)
    return Spooled(paths, made.counts)


def append(path: str, file: FileIO) -> int:
    """Add the bytes of ``path`` where an open file stands, remove it, and say how many."""
    with open(path, "rb", buffering=0) as source:
        size = os.fstat(source.fileno()).st_size
        try:
            while os.copy_file_range(source.fileno(), file.fileno(), size):
                pass
        except (AttributeError, OSError):  # a system or a file system without it
            shutil.copyfileobj(source, file)  # goes on where the kernel stopped
    os.unlink(path)
    return size


def lines_from(path: Path, start: int, size: int) -> Iterator[bytes]:
    """The lines of a file that begin at one of the ``size`` bytes from ``start`` on."""
    with path.open("rb") as file:
        if start:
            file.seek(start - 1)
            file.readline()  # the rest of the line before, or its end
        place = file.tell()
        while place < start + size and (line := file.readline()):
            place += len(line)
            yield line


def make_lines(order: Order, *, processes: int = 1, skip: int = 0) -> Iterator[Lines]:
    """The chunks of an order from the ``skip``-th on, in order; a few wait on disk or in memory.

    More processes change the speed and nothing else.
    """
    if processes <= 1:
        yield from map(make_chunk, itertools.islice(order.chunks(), skip, None))
        return
    with TemporaryDirectory(prefix="algorist-") as folder, workers(processes) as pool:
        for made in spool(order, Path(folder), pool, processes, skip=skip):
            yield Lines(tuple(Path(path).read_bytes() for path in made.paths), made.counts)
            for path in made.paths:
                os.unlink(path)
