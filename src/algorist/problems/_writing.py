"""Writing datasets to files: resumable, with a manifest and a proof that splits are disjoint."""

from __future__ import annotations

import glob
import hashlib
import itertools
import json
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import ExitStack, nullcontext
from io import FileIO
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from algorist._version import __version__
from algorist.core import InputError, Record, StoreError, to_json
from algorist.problems._dataset import ALL, Lines, Order, Split, digest, make_chunk
from algorist.problems._family import build
from algorist.problems._parquet import needs_arrow, to_parquet
from algorist.problems._spooling import Spooled, append, lines_from, place, workers

RANGE = 1 << 24
"""Bytes of a file that are read back at a time."""


class Written(Record, frozen=True):
    """One finished file."""

    split: str
    path: str
    problems: int
    bytes: int
    sha256: str
    lowest: float
    """The lowest digest of a question in the file, as a fraction of one."""
    highest: float


class Manifest(Record, frozen=True):
    """What a dataset holds and how to make it again."""

    made_by: str
    order: Order
    versions: dict[str, int]
    files: tuple[Written, ...]

    @property
    def proof(self) -> str:
        """Why no question is in two files, from what was read back."""
        if len(self.files) == 1:
            return "one file, no splits"
        lines = [
            f"{done.split}: {done.problems} questions with digests from {done.lowest:.9f} to "
            f"{done.highest:.9f}, all inside [{split.low / 2**64:.6f}, {split.high / 2**64:.6f})"
            for done, split in zip(self.files, self.order.splits, strict=True)
        ]
        return "\n".join([*lines, "the intervals do not overlap, so no question is in two splits"])


class _Progress(Record, frozen=True):
    order: str
    chunks: int
    sizes: tuple[int, ...]


def write_dataset(
    order: Order,
    path: str | Path,
    *,
    processes: int = 1,
    on_progress: Callable[[int], None] | None = None,
) -> Manifest:
    """Make the problems of ``order`` and write them to ``path``, JSON lines or Parquet by suffix.

    With splits, ``data.jsonl`` becomes ``data.train.jsonl`` and so on. A run that was killed goes
    on where it stopped when it is started again with the same arguments, and ends with the same
    bytes; a finished one is only read back. ``on_progress`` is told the number of problems done.
    Beside the data lies ``data.manifest.json``. Memory does not grow with the count.

    Raises ``InputError`` where the files there belong to another order, ``StoreError`` where they
    cannot be written, ``MissingExtraError`` for Parquet without pyarrow.
    """
    order, path = order.checked(), Path(path)
    parquet = path.suffix == ".parquet"
    if path.suffix not in (".parquet", ".jsonl"):
        raise InputError(f"{str(path)!r}: name a file that ends in .jsonl or .parquet")
    if parquet:
        needs_arrow()
    targets = [
        path if split.name == ALL else path.with_suffix(f".{split.name}{path.suffix}")
        for split in order.splits
    ]
    manifest = path.with_suffix(".manifest.json")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        finished = _finished(manifest, order, targets)
        if finished is not None:
            return finished
        raw = [_beside(one, ".lines") if parquet else one for one in targets]
        with workers(processes) if processes > 1 else nullcontext() as pool:
            _write_lines(order, raw, path, pool, processes, on_progress)
            if parquet:
                for lines, target in zip(raw, targets, strict=True):
                    with _parts(target) as folder:
                        to_parquet(lines, target, Path(folder), pool, processes)
            files = tuple(
                _read_back(split, lines, target, pool)
                for split, lines, target in zip(order.splits, raw, targets, strict=True)
            )
        versions = {spec: build(spec).version for spec in order.families}
        made = Manifest(f"algorist {__version__}", order, versions, files)
        _replace(manifest, json.dumps(json.loads(to_json(made)), indent=2) + "\n")
        for leftover in [_beside(path, ".progress"), *(raw if parquet else [])]:
            leftover.unlink(missing_ok=True)
        return made
    except OSError as error:
        raise StoreError(
            f"{path} cannot be written: {error}. What was written stays; run the same command "
            "again when there is room, and it goes on from there"
        ) from error


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def _parts(path: Path) -> TemporaryDirectory[str]:
    """A folder of this run's own for pieces; those that killed runs left are removed."""
    prefix = path.name + ".parts-"
    for left in path.parent.glob(glob.escape(prefix) + "*"):
        shutil.rmtree(left, ignore_errors=True)
    return TemporaryDirectory(prefix=prefix, dir=path.parent)


def _replace(path: Path, text: str) -> None:
    part = _beside(path, ".part")
    part.write_text(text)
    os.replace(part, path)


def _finished(manifest: Path, order: Order, targets: list[Path]) -> Manifest | None:
    if not manifest.exists() or not all(target.exists() for target in targets):
        return None
    found = msgspec.json.decode(manifest.read_bytes(), type=Manifest)
    if found.order == order:
        return found
    raise InputError(
        f"{manifest} says that these files hold another dataset "
        f"({', '.join(found.order.families)}): write to another path, or remove them first"
    )


def _write_lines(
    order: Order,
    paths: list[Path],
    main: Path,
    pool: Executor | None,
    processes: int,
    on_progress: Callable[[int], None] | None,
) -> None:
    """All chunks that are not there yet; after each one the progress is noted."""
    progress = _beside(main, ".progress")
    name = hashlib.sha256(to_json(order).encode()).hexdigest()
    done, sizes = 0, [0] * len(paths)
    if progress.exists():
        found = msgspec.json.decode(progress.read_bytes(), type=_Progress)
        if found.order != name:
            raise InputError(
                f"{progress} belongs to another unfinished dataset: finish that one with its own "
                "arguments, or remove the file"
            )
        done, sizes = found.chunks, list(found.sizes)
    else:
        for path in paths:
            if path.exists():
                raise InputError(f"{path} exists: write to another path, or remove it first")
    with ExitStack() as stack:
        files = [
            stack.enter_context(path.open("r+b" if path.exists() else "w+b", buffering=0))
            for path in paths
        ]
        _replace(progress, to_json(_Progress(name, done, tuple(sizes))))
        for file, size in zip(files, sizes, strict=True):
            file.truncate(size)
            file.seek(size)
        made: Iterator[Lines | Spooled]
        if pool is None:
            made = map(make_chunk, itertools.islice(order.chunks(), done, None))
        else:
            parts = stack.enter_context(_parts(main))
            made = place(order, paths, sizes, Path(parts), pool, processes, skip=done)
        for chunk, so_far in zip(made, _after(order, done), strict=True):
            sizes = _put(chunk, files, sizes)
            done += 1
            _replace(progress, to_json(_Progress(name, done, tuple(sizes))))
            if on_progress is not None:
                on_progress(so_far)


def _put(made: Lines | Spooled, files: list[FileIO], ends: list[int]) -> list[int]:
    """See to it that a chunk stands behind the others in each file; the new ends."""
    if isinstance(made, Lines):
        added = [file.write(data) for file, data in zip(files, made.data, strict=True)]
        return [end + more for end, more in zip(ends, added, strict=True)]
    if made.paths:
        for file, path, end in zip(files, made.paths, ends, strict=True):
            file.seek(end)
            append(path, file)
    return [end + more for end, more in zip(ends, made.sizes, strict=True)]


def _after(order: Order, done: int) -> Iterator[int]:
    """The number of problems made after each further chunk."""
    made = 0
    for number, chunk in enumerate(order.chunks()):
        made += chunk.size
        if number >= done:
            yield made


def _read_back(split: Split, lines: Path, target: Path, pool: Executor | None) -> Written:
    """Count, extreme digests and hash of a file as it lies on disk."""
    starts = range(0, lines.stat().st_size, RANGE)
    apply = map if pool is None else pool.map
    hashed = apply(_sha256, [target])
    low, high, count = 1 << 64, 0, 0
    for lowest, highest, some in apply(_digests, itertools.repeat(lines), starts):
        low, high, count = min(low, lowest), max(high, highest), count + some
    if count and not split.low <= low <= high < split.high:
        raise StoreError(
            f"{lines} holds a question outside of the split {split.name}: the file was changed "
            "while it was written; remove it and run the command again"
        )
    if not count:
        low = high = split.low
    (sha,) = hashed
    size = target.stat().st_size
    return Written(split.name, str(target), count, size, sha, low / 2**64, high / 2**64)


class _Asked(Record, frozen=True):
    question: str


def _digests(path: Path, start: int) -> tuple[int, int, int]:
    """The lowest and highest digest of the questions whose lines begin in a range, and how many."""
    decode = msgspec.json.Decoder(_Asked).decode
    low, high, count = 1 << 64, 0, 0
    for line in lines_from(path, start, RANGE):
        key = digest(decode(line).question)
        low, high, count = min(low, key), max(high, key), count + 1
    return low, high, count


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
