"""Many processes that make one dataset: each writes its chunks where they belong.

What a worker makes never passes through a pipe. As soon as the sizes of all chunks before its own
are known, a worker writes it to its place in the dataset itself. A chunk that is ready too early
waits in a file, which the parent puts in its place inside the kernel.
"""

from __future__ import annotations

import functools
import itertools
import mmap
import os
import shutil
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
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
    """A chunk that a worker made: the bytes and the lines of each split, and the files that hold
    them unless they are in their place."""

    sizes: tuple[int, ...]
    counts: tuple[int, ...]
    paths: tuple[str, ...] = ()


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
    """What ``work`` returns for each task, in order; only a few tasks a process are done ahead.

    The first of them start at once, before anything is asked of the iterator.
    """
    queue = (pool.submit(work, *task) for task in tasks)
    waiting = deque(itertools.islice(queue, 4 * processes))

    def results() -> Iterator[T]:
        while waiting:
            yield waiting.popleft().result()
            waiting.extend(itertools.islice(queue, 1))

    return results()


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
    return _spooled(make_chunk(chunk), name)


def _spooled(made: Lines, name: str) -> Spooled:
    paths = tuple(f"{name}.{split}" for split in range(len(made.data)))
    for path, data in zip(paths, made.data, strict=True):
        Path(path).write_bytes(data)
    return Spooled(tuple(map(len, made.data)), made.counts, paths)


class Places:
    """Where the chunks of a run begin in its files, as far as the sizes before them are known.

    The sizes stand in a file that all workers map, one row of 64-bit numbers a chunk; each is
    written once, one more than it is, by the worker that made the chunk.
    """

    def __init__(self, table: str, targets: tuple[str, ...], ends: tuple[int, ...]) -> None:
        with open(table, "r+b", buffering=0) as file:
            self.sizes = memoryview(mmap.mmap(file.fileno(), 0)).cast("Q")
        self.files = [open(target, "r+b", buffering=0) for target in targets]  # noqa: SIM115
        self.ends, self.chunks = list(ends), 0

    def begin(self, number: int, sizes: Sequence[int]) -> list[int] | None:
        """Note the sizes of a chunk; where it begins, or None as long as that is not known."""
        width = len(self.ends)
        for split, size in enumerate(sizes):
            self.sizes[number * width + split] = size + 1
        while self.chunks < number:
            row = self.sizes[self.chunks * width : (self.chunks + 1) * width].tolist()
            if 0 in row:
                return None
            self.ends = [end + size - 1 for end, size in zip(self.ends, row, strict=True)]
            self.chunks += 1
        return self.ends


_places = functools.cache(Places)  # a worker opens the files of a run once


def place(
    order: Order,
    targets: Sequence[Path],
    ends: Sequence[int],
    folder: Path,
    pool: Executor,
    processes: int,
    *,
    skip: int = 0,
) -> Iterator[Spooled]:
    """The chunks from the ``skip``-th on, in order, written to ``targets`` from ``ends`` on.

    Those with paths are not there yet: the caller puts them in their place.
    """
    chunks = sum(1 for _ in order.chunks()) - skip
    table = folder / "sizes"
    with table.open("wb") as file:
        file.truncate(max(8 * len(targets) * chunks, 8))
    run = str(table), tuple(map(str, targets)), tuple(ends)
    tasks = (
        (chunk, number, run)
        for number, chunk in enumerate(itertools.islice(order.chunks(), skip, None))
    )
    return in_order(pool, processes, _place_chunk, tasks)


def _place_chunk(
    chunk: Chunk, number: int, run: tuple[str, tuple[str, ...], tuple[int, ...]]
) -> Spooled:
    made, places = make_chunk(chunk), _places(*run)
    sizes = tuple(map(len, made.data))
    starts = places.begin(number, sizes)
    if starts is None:
        return _spooled(made, f"{run[0]}.{number}")
    for file, data, start in zip(places.files, made.data, starts, strict=True):
        file.seek(start)
        rest = memoryview(data)
        while rest:
            rest = rest[file.write(rest) :]
    return Spooled(sizes, made.counts)


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
