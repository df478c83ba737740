"""JSON lines of problems as a Parquet table, in constant memory."""

from __future__ import annotations

import importlib.util
import os
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

import msgspec

from algorist.core import MissingExtraError, Problem, Record
from algorist.problems._spooling import in_order, lines_from

RANGE = 1 << 22
"""Bytes of JSON lines in a row group: a few thousand problems."""

_NUMBERS = ("version", "level", "index")
"""The columns of 64-bit integers; all others are text, also the seed, which may be longer."""

_REPEATED = ("family", "seed", "answer_type", "program")
"""The columns of text with few values, which pass from worker to writer as numbers of them."""

_RAW = ("seed", "params", "steps")
"""The columns that are cut out of the line as they stand."""


def needs_arrow() -> None:
    """``MissingExtraError`` where pyarrow is not installed; it is not loaded yet."""
    if importlib.util.find_spec("pyarrow") is None:
        raise MissingExtraError("pyarrow", "data")


class _Row(Record, frozen=True):
    """A line, of which those parts stay JSON text that are columns of JSON text."""

    id: str
    family: str
    version: int
    level: int
    seed: msgspec.Raw
    index: int
    question: str
    answer: str
    answer_type: str
    params: msgspec.Raw
    steps: msgspec.Raw
    program: str | None


def to_parquet(
    lines: Path, target: Path, folder: Path, pool: Executor | None, processes: int
) -> None:
    """One row a problem; ``params`` and ``steps`` are columns of JSON text.

    Workers turn ranges of lines into batches, which they leave in ``folder``; they are compressed
    here. A range is a row group, so that the bytes do not depend on the number of processes.
    """
    starts = range(0, lines.stat().st_size, RANGE)
    tasks = ((lines, start, RANGE, folder / str(start)) for start in starts)
    # workers start before pyarrow is loaded here, which takes a while
    pieces = iter(()) if pool is None else in_order(pool, processes, _leave_batch, tasks)

    from pyarrow import ipc, memory_map
    from pyarrow.parquet import ParquetWriter

    part = target.with_name(target.name + ".part")
    schema = _schema()
    with ParquetWriter(part, schema, compression="zstd", store_schema=False) as writer:
        if pool is None:
            for start in starts:
                writer.write_batch(_batch(lines, start, RANGE))
        for piece in pieces:
            with memory_map(str(piece)) as source, ipc.open_file(source) as reader:
                writer.write_batch(reader.get_batch(0))
            piece.unlink()
    os.replace(part, target)


def _schema() -> Any:
    import pyarrow

    text, number = pyarrow.string(), pyarrow.int64()
    kinds = dict.fromkeys(_NUMBERS, number)
    kinds |= dict.fromkeys(_REPEATED, pyarrow.dictionary(pyarrow.int32(), text))
    return pyarrow.schema([(name, kinds.get(name, text)) for name in Problem.__struct_fields__])


def _batch(lines: Path, start: int, size: int) -> Any:
    """The problems whose lines begin in a range, as columns."""
    import pyarrow

    decode, schema = msgspec.json.Decoder(_Row).decode, _schema()
    rows = [msgspec.structs.astuple(decode(line)) for line in lines_from(lines, start, size)]
    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    arrays = [
        pyarrow.array([bytes(v) for v in column] if field.name in _RAW else column, field.type)
        for field, column in zip(schema, columns, strict=True)
    ]
    return pyarrow.record_batch(arrays, schema)


def _leave_batch(lines: Path, start: int, size: int, piece: Path) -> Path:
    from pyarrow import ipc

    batch = _batch(lines, start, size)
    with ipc.new_file(str(piece), batch.schema) as writer:
        writer.write_batch(batch)
    return piece
