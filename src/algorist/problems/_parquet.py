"""JSON lines of problems as a Parquet table, in constant memory."""

from __future__ import annotations

import importlib.util
import itertools
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from algorist.core import MissingExtraError, Problem, Record, StoreError
from algorist.problems._spooling import in_order, lines_from
from algorist.problems._thrift import STRUCT, Reader, Struct, encoded

RANGE = 1 << 22
"""Bytes of JSON lines in a row group: a few thousand problems."""

_NUMBERS = ("version", "level", "index")
"""The columns of 64-bit integers; all others are text, also the seed, which may be longer."""

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


def to_parquet(lines: Path, target: Path, pool: Executor | None, processes: int) -> None:
    """One row a problem; ``params`` and ``steps`` are columns of JSON text.

    A range of lines is a row group, which is made and compressed as a file of its own, by a worker
    if there are any; here the groups are joined. The bytes do not depend on who made them.
    """
    tasks = ((lines, start, RANGE) for start in range(0, lines.stat().st_size, RANGE))
    pieces: Iterator[bytes]
    if pool is None:
        pieces = (_piece(*task) for task in tasks)
    else:
        pieces = in_order(pool, processes, _piece, tasks)
    first = next(pieces, None) or _piece(lines, 0, 0)
    part = target.with_name(target.name + ".part")
    with part.open("wb") as file:
        join(itertools.chain([first], pieces), file)
    os.replace(part, target)


# The fields of a footer that change when a row group moves, by their ids in parquet.thrift.
_ROWS, _GROUPS = 3, 4
_COLUMNS, _GROUP_OFFSET, _ORDINAL = 1, 5, 7
_CHUNK_OFFSET, _COLUMN = 2, 3
_PAGES = (9, 10, 11)
"""Where the data, index and dictionary pages of a column begin."""
_INDEXES = (4, 6)
"""Where the page indexes of a column stand: outside of its group, so that they would be lost."""


def join(pieces: Iterable[bytes], file: BinaryIO) -> None:
    """Write the row groups of whole Parquet files with one schema to one file.

    The groups are copied as they are, and the places that their metadata name are moved. Memory:
    one piece and the metadata of all groups.
    """
    file.write(b"PAR1")
    place, rows, groups, footer = 4, 0, list[Struct](), Struct()
    for piece in pieces:
        size = int.from_bytes(piece[-8:-4], "little")
        end = len(piece) - 8 - size
        footer = Reader(piece[end:-8]).struct()
        for name, _, value in footer:
            if name == _ROWS:
                rows += value
            elif name == _GROUPS:
                groups += [_moved(group, place - 4) for group in value[1]]
        file.write(memoryview(piece)[4:end])
        place += end - 4
    whole = {_ROWS: rows, _GROUPS: (STRUCT, groups)}
    data = encoded([(name, kind, whole.get(name, value)) for name, kind, value in footer])
    file.write(data + len(data).to_bytes(4, "little") + b"PAR1")


def _moved(group: Struct, by: int) -> Struct:
    """The metadata of a row group that stands ``by`` bytes further on; its number is left out."""
    found: Struct = []
    for name, kind, value in group:
        if name == _COLUMNS:
            found.append((name, kind, (value[0], [_moved_column(one, by) for one in value[1]])))
        elif name == _GROUP_OFFSET:
            found.append((name, kind, value + by))
        elif name != _ORDINAL:
            found.append((name, kind, value))
    return found


def _moved_column(chunk: Struct, by: int) -> Struct:
    found: Struct = []
    for name, kind, value in chunk:
        if name in _INDEXES:
            raise StoreError("pyarrow wrote page indexes, which cannot be joined: write JSON lines")
        if name == _CHUNK_OFFSET:
            found.append((name, kind, value + by if value else 0))
        elif name == _COLUMN:
            moved = [(n, k, v + by if n in _PAGES else v) for n, k, v in value]
            found.append((name, kind, moved))
        else:
            found.append((name, kind, value))
    return found


def _schema() -> Any:
    import pyarrow

    return pyarrow.schema(
        [
            (name, pyarrow.int64() if name in _NUMBERS else pyarrow.string())
            for name in Problem.__struct_fields__
        ]
    )


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


def _piece(lines: Path, start: int, size: int) -> bytes:
    """The problems whose lines begin in a range, as a Parquet file of at most one row group."""
    from pyarrow import BufferOutputStream
    from pyarrow.parquet import ParquetWriter

    batch, sink = _batch(lines, start, size), BufferOutputStream()
    with ParquetWriter(sink, batch.schema, compression="zstd") as writer:
        if batch.num_rows:
            writer.write_batch(batch)
    return bytes(sink.getvalue())
