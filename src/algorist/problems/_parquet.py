"""JSON lines of problems as a Parquet table, in constant memory."""

from __future__ import annotations

import importlib.util
import os
from itertools import islice
from pathlib import Path

import msgspec

from algorist.core import MissingExtraError, Problem, Record

ROWS = 5000
"""Rows of a row group."""

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


def to_parquet(lines: Path, target: Path) -> None:
    """One row a problem; ``params`` and ``steps`` are columns of JSON text."""
    import pyarrow
    from pyarrow.parquet import ParquetWriter

    names = Problem.__struct_fields__
    schema = pyarrow.schema(
        [(name, pyarrow.int64() if name in _NUMBERS else pyarrow.string()) for name in names]
    )
    decode = msgspec.json.Decoder(_Row).decode
    part = target.with_name(target.name + ".part")
    with ParquetWriter(part, schema, compression="zstd") as writer, lines.open("rb") as file:
        while rows := [msgspec.structs.astuple(decode(line)) for line in islice(file, ROWS)]:
            columns = [
                pyarrow.array(
                    [bytes(value) for value in column] if name in _RAW else column, field.type
                )
                for name, field, column in zip(names, schema, zip(*rows, strict=True), strict=True)
            ]
            writer.write_batch(pyarrow.record_batch(columns, schema))
    os.replace(part, target)
