"""The store: every sample is on disk before it is used."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from algorist.core import Cost, Problem, Record, StoreError, from_json, to_json
from algorist.recording._schema import connect, telling
from algorist.solving import Solution, Stored

Row = tuple[object, ...]
_SAVE = (
    "INSERT INTO samples VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET record = excluded.record "
    "WHERE json_extract(excluded.record, '$.limit') > json_extract(record, '$.limit')"
)
_KEEP = "INSERT OR REPLACE INTO solutions VALUES (?, ?, ?, ?)"
PROBE = b"probe"
"""The key under which the calls stand that found out what an endpoint supports."""


class RunSpec(Record, frozen=True):
    """What a run is: enough to do it again."""

    model: str
    strategies: tuple[str, ...]
    budget: str
    seed: int
    exemplars: int
    problems: str
    """Digest of the ids and questions, in order."""
    source: str
    """What the problems were read or made from, for people."""
    simulated: bool = False
    per_problem: str = ""
    allocation: str = "even"


class Solved(Record, frozen=True):
    """A solution as stored: its attempts are in the samples that it names."""

    problem: str
    strategy: str
    solution: Solution
    samples: tuple[tuple[str, int], ...]
    """Hexadecimal key and index of every sample of the run's model that was used, in order."""
    others: tuple[tuple[str, str, int], ...] = ()
    """Model, key and index of those of other models, which the strategy names."""


class Store:
    """One run file. Safe to open from several processes; not to be shared between threads."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._db = connect(self.path)
        self._pending: dict[str, list[Row]] = {}
        self._flushed: asyncio.Future[None] | None = None
        self._failed: dict[tuple[str, bytes, int], Cost] = {}
        for model, key, number, cost in self._rows("SELECT model, key, number, cost FROM failures"):
            place = (model, key, number)
            self._failed[place] = self._failed.get(place, Cost()) + from_json(cost, Cost)

    def close(self) -> None:
        """Close the file; leaves no side files behind where no other process has it open."""
        self._db.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _writing(self, what: str) -> Iterator[sqlite3.Connection]:
        with telling(self.path, f"writing {what}"):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                if self._db.in_transaction:  # a full disk has ended it already
                    self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with telling(self.path, "reading"):
            return self._db.execute(query, values).fetchall()

    # samples: the cache that sessions use

    def load(self, model: str, key: bytes, first: int, n: int) -> dict[int, Stored]:
        """See ``SampleCache``."""
        rows = self._rows(
            "SELECT number, record FROM samples WHERE model = ? AND key = ? "
            "AND number BETWEEN ? AND ?",
            model, key, first, first + n - 1,
        )  # fmt: skip
        return {int(number): from_json(record, Stored) for number, record in rows}

    async def save(self, model: str, key: bytes, first: int, stored: Sequence[Stored]) -> None:
        """See ``SampleCache``. A sample that another process stored meanwhile is kept unless this
        one was allowed more tokens."""
        rows = [(model, key, first + i, to_json(one)) for i, one in enumerate(stored)]
        await self._write(_SAVE, rows)

    async def keep(self, run: str, solved: Solved) -> None:
        """Store a solution; a later one for the same problem replaces it."""
        await self._write(_KEEP, [(run, solved.strategy, solved.problem, to_json(solved))])

    async def _write(self, statement: str, rows: Sequence[Row]) -> None:
        """Write rows; what is asked for in the same turn of the loop is one transaction."""
        self._pending.setdefault(statement, []).extend(rows)
        if self._flushed is None:
            loop = asyncio.get_running_loop()
            self._flushed = loop.create_future()
            loop.call_soon(self._flush)
        # One task's cancellation must not cancel what the others wait for.
        await asyncio.shield(self._flushed)

    def _flush(self) -> None:
        pending, self._pending = self._pending, {}
        done, self._flushed = self._flushed, None
        error: StoreError | None = None
        try:
            with self._writing("results") as db:
                for statement, rows in pending.items():
                    db.executemany(statement, rows)
        except StoreError as found:
            error = found
        if done is not None and not done.cancelled():
            done.set_exception(error) if error else done.set_result(None)

    def fail(self, model: str, key: bytes, number: int, cost: Cost, why: str) -> None:
        """Record a failed attempt and its charge."""
        with self._writing("a failed call") as db:
            db.execute(
                "INSERT INTO failures VALUES (?, ?, ?, ?, ?)",
                (model, key, number, to_json(cost), why[:2000]),
            )

    def failures(self, model: str, key: bytes, index: int) -> Cost:
        """See ``SampleCache``: attempts that failed before this store was opened."""
        return self._failed.get((model, key, index), Cost())

    def probing(self, model: str) -> Cost:
        """What finding out what this model supports has cost, over all sessions on this file."""
        rows = self._rows("SELECT cost FROM failures WHERE model = ? AND key = ?", model, PROBE)
        return sum((from_json(cost, Cost) for (cost,) in rows), Cost())

    def sample(self, model: str, key: str, number: int) -> Stored | None:
        """One sample, by the name that :class:`Solved` gives it."""
        return self.load(model, bytes.fromhex(key), number, 1).get(number)

    # runs

    def begin(self, run: str, spec: RunSpec, problems: Sequence[Problem]) -> None:
        """Make the run known, with its problems; does nothing where it is known."""
        if self._rows("SELECT 1 FROM runs WHERE id = ?", run):
            return
        with self._writing("a run") as db:
            db.execute(
                "INSERT OR IGNORE INTO runs VALUES (?, ?, ?)", (run, to_json(spec), time.time())
            )
            db.executemany(
                "INSERT OR REPLACE INTO problems VALUES (?, ?)",
                [(problem.id, to_json(problem)) for problem in problems],
            )
            db.executemany(
                "INSERT OR IGNORE INTO run_problems VALUES (?, ?, ?)",
                [(run, i, problem.id) for i, problem in enumerate(problems)],
            )

    def runs(self) -> dict[str, RunSpec]:
        """All runs, the oldest first."""
        rows = self._rows("SELECT id, spec FROM runs ORDER BY started, id")
        return {run: from_json(spec, RunSpec) for run, spec in rows}

    def problems(self, run: str) -> list[Problem]:
        """A run's problems, in order."""
        rows = self._rows(
            "SELECT record FROM run_problems JOIN problems ON problem = id WHERE run = ? "
            "ORDER BY position",
            run,
        )
        return [from_json(record, Problem) for (record,) in rows]

    def solved(self, run: str, strategy: str) -> dict[str, Solved]:
        """The stored solutions of one strategy in a run, by problem."""
        rows = self._rows(
            "SELECT problem, record FROM solutions WHERE run = ? AND strategy = ?", run, strategy
        )
        return {problem: from_json(record, Solved) for problem, record in rows}
