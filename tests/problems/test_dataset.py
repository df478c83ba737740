"""Datasets are the same bytes however they are made, survive kills, and have disjoint splits."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

from algorist.core import InputError, Problem, StoreError, from_json
from algorist.problems import Order, digest, make, make_lines, rebuild, splits, write_dataset

ORDER = Order(("words.purchase", "numbers.add"), (1, 3), 1200, seed=7)
PARTS = splits({"train": 8, "validation": 1, "test": 1})


def _lines(order: Order, processes: int = 1) -> bytes:
    return b"".join(lines.data[0] for lines in make_lines(order, processes=processes))


def test_lines_are_the_problems_in_order() -> None:
    """One line a problem, family by family and level by level, each equal to ``make``."""
    found = [from_json(line, Problem) for line in _lines(ORDER).splitlines()]
    assert len(found) == ORDER.total == 4800
    assert found[1200 + 5] == make("words.purchase", level=3, seed=7, index=5)
    assert found[-1] == make("numbers.add", level=3, seed=7, index=1199)


def test_processes_do_not_change_a_byte() -> None:
    """Two processes give the bytes of one."""
    assert _lines(ORDER, 2) == _lines(ORDER)


def test_a_file_holds_what_the_manifest_says(tmp_path: Path) -> None:
    """Count, size and hash in the manifest are those of the file, which says how to rebuild."""
    made = write_dataset(ORDER, tmp_path / "data.jsonl")
    data = (tmp_path / "data.jsonl").read_bytes()
    assert data == _lines(ORDER)
    (file,) = made.files
    assert (file.problems, file.bytes) == (4800, len(data))
    assert file.sha256 == hashlib.sha256(data).hexdigest()
    stored = json.loads((tmp_path / "data.manifest.json").read_text())
    assert stored["versions"] == {"words.purchase": 1, "numbers.add": 1}
    assert stored["order"]["seed"] == 7
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data.jsonl", "data.manifest.json"]
    problem = from_json(data.splitlines()[17], Problem)
    assert rebuild(problem.id) == problem


def test_making_it_again_only_reads_it_back(tmp_path: Path) -> None:
    """A finished dataset is not made twice, and another one does not overwrite it."""
    first = write_dataset(ORDER, tmp_path / "data.jsonl")
    assert write_dataset(ORDER, tmp_path / "data.jsonl") == first
    with pytest.raises(InputError, match="another dataset"):
        write_dataset(Order(("numbers.add",), (1,), 10), tmp_path / "data.jsonl")
    (tmp_path / "mine.jsonl").write_text("mine\n")
    with pytest.raises(InputError, match="exists"):
        write_dataset(ORDER, tmp_path / "mine.jsonl")
    assert (tmp_path / "mine.jsonl").read_text() == "mine\n"


def test_splits_are_disjoint_and_complete(tmp_path: Path) -> None:
    """Every problem is in one split, by its question alone, and the manifest proves it."""
    order = msgspec.structs.replace(ORDER, splits=PARTS)
    made = write_dataset(order, tmp_path / "data.jsonl")
    questions = []
    for file, part in zip(made.files, PARTS, strict=True):
        lines = Path(file.path).read_bytes().splitlines()
        found = {from_json(line, Problem).question for line in lines}
        assert all(part.low <= digest(question) < part.high for question in found)
        assert file.problems == len(lines)
        questions.append(found)
    assert not questions[0] & questions[1]
    assert not questions[0] & questions[2]
    assert not questions[1] & questions[2]
    assert sum(file.problems for file in made.files) == order.total
    assert 0.75 < made.files[0].problems / order.total < 0.85
    assert "no question is in two splits" in made.proof


def test_splits_stay_apart_across_seeds(tmp_path: Path) -> None:
    """A question that two seeds both draw lands in the same split both times."""
    homes: dict[str, str] = {}
    for seed in (1, 2, 3):
        order = Order(("numbers.add",), (1,), 1500, seed=seed, splits=PARTS)
        made = write_dataset(order, tmp_path / f"{seed}.jsonl")
        for file in made.files:
            for line in Path(file.path).read_bytes().splitlines():
                question = from_json(line, Problem).question
                assert homes.setdefault(question, file.split) == file.split


def test_parquet_holds_the_same_problems(tmp_path: Path) -> None:
    """Every column of the table is the field of the problem; nothing else is left behind."""
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs the extra `data`")
    write_dataset(ORDER, tmp_path / "data.parquet")
    table = parquet.read_table(tmp_path / "data.parquet")
    assert {str(kind) for kind in table.schema.types} == {"int64", "string"}
    rows = table.to_pylist()
    assert len(rows) == 4800
    row, problem = rows[1300], make("words.purchase", level=3, seed=7, index=100)
    assert (row["id"], row["question"], row["answer"]) == (
        problem.id,
        problem.question,
        problem.answer,
    )
    assert json.loads(row["params"]) == problem.params
    assert [step["claim"] for step in json.loads(row["steps"])] == [s.claim for s in problem.steps]
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["data.manifest.json", "data.parquet"]


def test_parquet_is_the_same_from_any_number_of_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row groups are cut by the lines, so that the files of one and of two workers are equal."""
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs the extra `data`")
    import algorist.problems._parquet as writing

    monkeypatch.setattr(writing, "RANGE", 1 << 19)
    order = Order(("words.purchase",), (2,), 3000, splits=PARTS)
    one = write_dataset(order, tmp_path / "one.parquet")
    two = write_dataset(order, tmp_path / "two.parquet", processes=2)
    assert [file.sha256 for file in one.files] == [file.sha256 for file in two.files]
    assert parquet.ParquetFile(tmp_path / "two.train.parquet").num_row_groups > 2
    assert sum(file.problems for file in two.files) == 3000


MAIN = "from algorist.cli import main; main()"
COMMAND = "make words.purchase words.ages --level 1-5 --count 3200 --seed 3 --split --out"


@pytest.mark.parametrize("processes", ["1", "2"])
def test_a_killed_run_goes_on_where_it_stopped(tmp_path: Path, processes: str) -> None:
    """Killed at several moments and started again, it ends with the bytes of an unharmed run."""
    command = [sys.executable, "-c", MAIN, *COMMAND.split()]
    end = ["--processes", processes]
    whole = tmp_path / "whole.jsonl"
    subprocess.run([*command, str(whole), *end], check=True, capture_output=True)
    target = tmp_path / "killed.jsonl"
    progress = tmp_path / "killed.jsonl.progress"
    for chunks in (2, 8, 14):
        running = subprocess.Popen([*command, str(target), *end], stderr=subprocess.DEVNULL)
        while running.poll() is None:
            text = progress.read_text() if progress.exists() else ""
            if text and json.loads(text)["chunks"] >= chunks:
                running.send_signal(signal.SIGKILL)
                break
            time.sleep(0.002)
        assert running.wait() == -signal.SIGKILL
    subprocess.run([*command, str(target), *end], check=True, capture_output=True)
    for part in ("train", "validation", "test"):
        one, two = (tmp_path / f"{name}.{part}.jsonl" for name in ("whole", "killed"))
        assert one.read_bytes() == two.read_bytes()
    assert not [*tmp_path.glob("*.progress"), *tmp_path.glob("*.parts-*")]


@pytest.mark.parametrize("size", [1, 700, 4096, 1 << 24])
def test_ranges_read_every_line_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """However a file is cut for reading back, its lines are counted and its digests found once."""
    import algorist.problems._writing as writing

    order = Order(("words.purchase",), (2,), 300)
    whole = write_dataset(order, tmp_path / "whole.jsonl")
    monkeypatch.setattr(writing, "RANGE", size)
    cut = write_dataset(order, tmp_path / "cut.jsonl")
    fields = ("problems", "bytes", "sha256", "lowest", "highest")
    assert [getattr(cut.files[0], f) for f in fields] == [
        getattr(whole.files[0], f) for f in fields
    ]


def test_chunks_that_are_ready_early_wait_in_files(tmp_path: Path) -> None:
    """Whatever the order in which workers finish, every chunk ends in its place."""
    import algorist.problems._spooling as spooling
    from algorist.problems._writing import _put

    order = msgspec.structs.replace(ORDER, splits=PARTS).checked()
    chunks = [msgspec.structs.replace(chunk, size=50) for chunk in order.chunks()][:4]
    whole = [spooling.make_chunk(chunk).data for chunk in chunks]
    targets = [tmp_path / str(split) for split in range(3)]
    for target in targets:
        target.write_bytes(b"before\n")
    (tmp_path / "sizes").write_bytes(bytes(8 * 3 * 4))
    run = str(tmp_path / "sizes"), tuple(map(str, targets)), (7, 7, 7)
    made = {k: spooling._place_chunk(chunks[k], k, run) for k in (1, 0, 3, 2)}
    assert [bool(made[k].paths) for k in range(4)] == [False, True, False, True]
    ends = [7, 7, 7]
    files = [target.open("r+b", buffering=0) for target in targets]
    for k in range(4):
        ends = _put(made[k], files, ends)
    for file, target, split in zip(files, targets, range(3), strict=True):
        file.close()
        data = target.read_bytes()
        assert data == b"before\n" + b"".join(parts[split] for parts in whole)
        assert len(data) == ends[split]
    assert len(list(tmp_path.iterdir())) == 4


def test_pieces_are_joined_without_help_of_the_kernel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the system cannot copy between files, or stops half way, the bytes are the same."""
    from algorist.problems._spooling import append

    real = os.copy_file_range
    calls = iter([lambda source, target, size: real(source, target, 5)])

    def half_way(source: int, target: int, size: int) -> int:
        for call in calls:
            return call(source, target, size)
        raise OSError("not supported here")

    monkeypatch.setattr(os, "copy_file_range", half_way)
    with (tmp_path / "joined").open("wb", buffering=0) as file:
        for text in (b"one two three\n", b"four\n"):
            (tmp_path / "part").write_bytes(text)
            assert append(str(tmp_path / "part"), file) == len(text)
    assert (tmp_path / "joined").read_bytes() == b"one two three\nfour\n"


def test_a_torn_line_is_written_again(tmp_path: Path) -> None:
    """Bytes after the last recorded chunk, as a crash leaves them, are overwritten."""
    target = tmp_path / "data.jsonl"
    whole = _lines(ORDER)
    one = next(iter(make_lines(ORDER))).data[0]
    target.write_bytes(one + b'{"id":"words.pur')
    import algorist.problems._writing as writing

    name = hashlib.sha256(msgspec.json.encode(ORDER.checked())).hexdigest()
    state = writing._Progress(name, 1, (len(one),))
    (tmp_path / "data.jsonl.progress").write_bytes(msgspec.json.encode(state))
    write_dataset(ORDER, target)
    assert target.read_bytes() == whole


def test_faults_say_what_to_do(tmp_path: Path) -> None:
    """An unknown suffix, a level that is not there and a full or unusable place are named."""
    with pytest.raises(InputError, match="jsonl or"):
        write_dataset(ORDER, tmp_path / "data.csv")
    with pytest.raises(InputError, match="level 9 of words"):
        write_dataset(Order(("words.purchase",), (9,), 1), tmp_path / "data.jsonl")
    with pytest.raises(StoreError, match="cannot be written"):
        write_dataset(ORDER, "/proc/none/data.jsonl")
    with pytest.raises(InputError, match="positive share"):
        splits({"train": 1, "test": 0})


@pytest.mark.slow
def test_memory_does_not_grow_with_the_count() -> None:
    """Ten times the problems do not raise the peak memory of the streaming command."""
    peaks = []
    for count in ("5000", "100000"):
        code = (
            "from algorist.problems import Order, make_lines\n"
            f"order = Order(('words.purchase',), (2,), {count})\n"
            "total = sum(len(lines.data[0]) for lines in make_lines(order))\n"
            # not getrusage, whose peak begins with that of the process which started this one
            "print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])\n"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
        peaks.append(int(done.stdout))
    assert peaks[1] < peaks[0] * 1.1
