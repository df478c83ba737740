"""The search: fronts that are known, determinism, checkpoints, and the command line."""

from __future__ import annotations

import errno
import json
import math
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from algorist.cli import app
from algorist.core import InputError
from algorist.discovery import Program, Target, cost_models, discover, fit_form, verify
from algorist.discovery._finishing import finish
from algorist.discovery.fitting._kernels import many
from algorist.discovery.fitting._samples import take_samples
from algorist.discovery.fitting._seeds import coth, even_odd, even_odd_fitted, horner, j_fraction
from algorist.discovery.programs._shapes import (
    ADD,
    DEFAULT_OPERATIONS,
    DIV,
    MUL,
    SHIFT,
    Shape,
    operation_codes,
)
from algorist.discovery.searching._archive import Archive, Member
from algorist.discovery.searching._jobs import Settings
from algorist.discovery.searching._moves import extend
from algorist.discovery.searching._search import Search

TWO = Target.of("exp2(x)", (0, 1))


@pytest.mark.parametrize(
    ("form", "digits"),
    [
        # digits of the minimax relative error for 2^x on [0, 1]: the project's reference page
        (horner(1), 1.53), (horner(3), 4.13), (horner(5), 7.13),
        (j_fraction(1), 3.06), (j_fraction(2), 6.36),
        (coth(2, 0), 9.25), (coth(2, 1), 11.05), (coth(2, 2), 12.85), (coth(2, 3), 14.66),
        (coth(1, 0), 5.36), (coth(1, 1), 6.56),
    ],
    ids=lambda v: getattr(v, "name", v),
)  # fmt: skip
def test_known_forms_reach_their_minimax_error(form: object, digits: float) -> None:
    """Fitting reaches the known minimax error of classical forms, and proves it."""
    point = fit_form(form, TWO)  # type: ignore[arg-type]
    assert point is not None
    assert point.digits == pytest.approx(digits, abs=0.011)
    assert point.certificate is not None
    assert verify(point.certificate).valid


@pytest.mark.parametrize(
    ("levels", "squares", "ops", "digits"),
    # with two levels the figures of the project's reference page; three levels pass them at 13
    [(2, 0, 9, 11.25), (2, 1, 10, 13.65), (2, 2, 11, 16.06), (2, 3, 12, 18.47), (2, 4, 13, 20.88),
     (3, 0, 12, 18.44), (3, 1, 13, 22.05)],
)  # fmt: skip
def test_even_odd_forms_are_fitted_through_their_polynomials(
    levels: int, squares: int, ops: int, digits: float
) -> None:
    """Even/odd Pade forms with squarings reach their minimax error, and it is proved twice."""
    form = even_odd_fitted(take_samples(TWO), levels, squares)
    assert form is not None
    point = fit_form(form, TWO)
    assert point is not None
    assert point.ops == ops
    assert point.digits == pytest.approx(digits, abs=0.011)
    assert point.certificate is not None
    assert verify(point.certificate).valid


def test_the_front_of_exp2_is_found_from_scratch() -> None:
    """A short search without hand-made forms reaches the best known error up to 5 operations."""
    front = discover(TWO, max_ops=5, minutes=0.2, cores=1)
    found = {point.ops: point.digits for point in front.points}
    for ops, digits in {2: 1.52, 3: 3.06, 4: 3.66, 5: 5.36}.items():
        assert found[ops] >= digits
    for point in front.points:
        assert point.certificate is not None
        assert verify(point.certificate).valid


@pytest.mark.parametrize("cores", [1, 2])
def test_the_same_seed_gives_the_same_front(cores: int) -> None:
    """Two runs with the same seed, cores and work agree in every digit."""
    samples = take_samples(TWO)
    settings = Settings(samples, operation_codes(DEFAULT_OPERATIONS), 4, 7, cores)
    fronts = []
    for _ in range(2):
        with Search(settings, enumerate_to=2) as search:
            search.run(work=2e6, deadline=math.inf)
            fronts.append([p.json() for p in finish(TWO, samples, search.archive.members())])
    assert fronts[0] == fronts[1]
    assert len(fronts[0]) > 2


def test_a_search_goes_on_from_its_checkpoint(tmp_path: Path) -> None:
    """Resuming never loses what was found before."""
    first = discover(TWO, max_ops=4, minutes=0.02, cores=1, directory=tmp_path)
    again = discover(TWO, max_ops=4, minutes=0.02, cores=1, directory=tmp_path, resume=True)
    for point in first.points:
        better = again.best(point.ops)
        assert better is not None
        assert better.error <= point.error * (1 + 1e-9)
    assert again.epochs > first.epochs
    assert again.seconds > first.seconds
    assert again.cpu_seconds > first.cpu_seconds > 0
    shorter = discover(TWO, max_ops=2, minutes=0.01, cores=1, directory=tmp_path, resume=True)
    assert [point.ops for point in shorter.points] == [1, 2]


def test_a_checkpoint_is_neither_lost_nor_mixed_with_another_search(tmp_path: Path) -> None:
    """Another target, and the same one without asking to resume, are refused; nothing changes."""
    discover(TWO, max_ops=2, minutes=0.005, cores=1, directory=tmp_path)
    kept = (tmp_path / "search.json").read_bytes()
    with pytest.raises(InputError, match=r"holds a search for exp2\(x\) on \[0, 1\].*resume it"):
        discover(TWO, max_ops=2, minutes=0.005, cores=1, directory=tmp_path)
    for target, operations in ((Target.of("cos(x)", (0, 1)), "+-*/"), (TWO, "+-*")):
        with pytest.raises(InputError, match="cannot be resumed for"):
            discover(
                target, max_ops=2, minutes=0.005, cores=1, directory=tmp_path, resume=True,
                operations=list(operations),
            )  # fmt: skip
    assert (tmp_path / "search.json").read_bytes() == kept
    (tmp_path / "search.json").write_text('{"epoch": ')
    with pytest.raises(InputError, match=r"search\.json cannot be read.*move it away"):
        discover(TWO, max_ops=2, minutes=0.005, cores=1, directory=tmp_path, resume=True)
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="no checkpoint can be written there"):
        discover(TWO, max_ops=2, minutes=0.005, cores=1, directory=tmp_path / "file")


def test_checkpoints_of_two_tables_of_points_are_apart(tmp_path: Path) -> None:
    """Their names and intervals are the same, their values are not."""
    first, second = (Target.of_points([(0, 1), (0.5, y), (1, 2)]) for y in (1.4, 1.5))
    discover(first, max_ops=1, minutes=0.005, cores=1, directory=tmp_path)
    with pytest.raises(InputError, match="cannot be resumed for"):
        discover(second, max_ops=1, minutes=0.005, cores=1, directory=tmp_path, resume=True)


def test_a_full_disk_costs_no_search(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A checkpoint that the disk does not take is warned of; the front comes all the same."""

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.warns(RuntimeWarning, match="No space left"):
        front = discover(TWO, max_ops=2, minutes=0.005, cores=1, directory=tmp_path)
    assert front.points
    assert list(tmp_path.iterdir()) == []


def test_the_processor_time_of_worker_processes_is_counted() -> None:
    """A search in two processes reports what they used: importing the kernels alone costs some."""
    front = discover(TWO, max_ops=2, minutes=0.02, cores=2)
    assert front.cpu_seconds > 0.2


def test_one_move_makes_the_next_factor_of_a_nested_product() -> None:
    """From t = x*x + c0 one move gives t (x*x + c1) + c2, 3 operations for 2 degrees."""
    start = Program.from_text("t1 = x * x; y = t1 + c0", {"c0": "0.5"})
    wanted = Program.from_text(
        "t1 = x * x; t2 = t1 + c0; t3 = t1 + c1; t4 = t2 * t3; y = t4 + c2",
        {"c0": "0.5", "c1": "1", "c2": "0.001"},
    )
    found = [
        Program(shape, tuple(repr(v) for v in values))
        for shape, values in filter(None, extend(start.shape, (0.5,)))
    ]
    assert any(_value(made, 0.7) == pytest.approx(_value(wanted, 0.7)) for made in found)
    assert max(made.operations for made in found) == 5


def _value(program: Program, x: float) -> float:
    return float(program.run(x, [float(v) for v in program.rationals()], {}))


def test_the_seeded_mode_starts_from_known_forms() -> None:
    """With hand-made forms, 7 operations reach 9.25 digits at once."""
    front = discover(TWO, max_ops=7, minutes=0.01, cores=1, seeded=True)
    best = front.best(7)
    assert best is not None
    assert best.digits > 9.24


def test_the_seeded_mode_is_never_behind_the_best_classical_form() -> None:
    """With hand-made forms, 11 to 13 operations are at least as good as every form fitted here."""
    front = discover(TWO, max_ops=13, minutes=0.01, cores=1, seeded=True)
    for ops, digits in {9: 12.84, 10: 14.65, 11: 16.46, 12: 18.46, 13: 22.04}.items():
        best = front.best(ops)
        assert best is not None
        assert best.digits > digits


def test_a_table_of_points_is_fitted() -> None:
    """Points on 1/(2 + x) are met by a program of two operations."""
    table = Target.of_points([(k / 10, 1 / (2 + k / 10)) for k in range(11)])
    best = discover(table, max_ops=2, minutes=0.02, cores=1).best(2)
    assert best is not None
    assert best.digits > 9


@pytest.mark.parametrize(
    ("text", "ends", "error", "match"),
    [
        ("y + x", (0, 1), "relative", "variables"),
        ("mystery(x)", (0, 1), "relative", "mystery"),
        ("exp2(x)", (1, 0), "relative", "lower end"),
        ("exp2(x)", (0, 1), "signed", "choose one"),
        ("exp2(x)", (0, 1), "mixed", "floor"),
    ],
)
def test_bad_targets_say_what_to_do(
    text: str, ends: tuple[int, int], error: str, match: str
) -> None:
    """Every bad target is an input error that names the value."""
    with pytest.raises(InputError, match=match):
        Target.of(text, ends, error=error)


def test_a_pole_in_the_target_is_refused() -> None:
    """A target that is infinite inside the interval is an input error."""
    with pytest.raises(InputError, match="finite"):
        discover(Target.of("1/(x - x)", (0, 1)), max_ops=2, minutes=0.01, cores=1)


def test_many_programs_are_evaluated_alike() -> None:
    """The batch kernel computes what NumPy computes."""
    codes = np.array([[[3, -1, 0, 0], [0, 0, 1, 0]]], dtype=np.int64)
    x = np.linspace(0.5, 1.0, 64)
    assert many(codes, np.array([[2.0]]), x, 3) == pytest.approx(3 * (0.5 + 2.0 / 0.5))


def test_even_odd_forms_have_the_published_cost() -> None:
    """The even/odd Pade form with two levels has 9 operations before squaring."""
    assert [len(even_odd(2, k).shape) for k in (0, 1, 2)] == [9, 10, 11]


def test_the_command_line_finds_and_proves(tmp_path: Path) -> None:
    """``discover function --json`` prints a line per point, and ``verify`` proves its files."""
    runner = CliRunner()
    done = runner.invoke(
        app,
        ["discover", "function", "exp2(x)", "--on", "0", "1", "--max-ops", "3", "--minutes", "0.05",
         "--cores", "1", "--json", "--emit", "c,numpy,latex", "--out", str(tmp_path)],
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert [line["ops"] for line in lines] == [1, 2, 3]
    last = lines[-1]
    scope = {"x": 0.3, **last["constants"]}
    exec(last["program"], scope)
    assert abs(scope["y"] / 2**0.3 - 1) <= last["error"]
    path = tmp_path / "certificate-03.json"
    proved = runner.invoke(app, ["discover", "verify", str(path), "--json"])
    assert proved.exit_code == 0
    assert json.loads(proved.stdout)["valid"] is True
    text = path.read_text()
    path.write_text(text.replace('"c0":"', '"c0":"1'))
    assert runner.invoke(app, ["discover", "verify", str(path)]).exit_code == 1
    assert (tmp_path / "report.html").read_text().count("<svg") >= 3


@pytest.mark.parametrize(
    ("cost", "price", "digits"),
    # The minimax polynomial of degree 2 needs products of depth 2, that of degree 3 with shared
    # products no more; a line needs one.
    [("multiplicative_depth", 1, 1.52), ("multiplicative_depth", 2, 2.76), ("latency", 8, 1.52)],
)
def test_a_cost_model_steers_the_front(cost: str, price: float, digits: float) -> None:
    """Fronts by another cost hold the best program of each price, and no operation priced out."""
    front = discover(TWO, max_ops=5, minutes=0.1, cores=1, cost=cost)
    prices = [point.cost for point in front.points]
    assert prices == sorted(set(prices))
    assert max(prices) < float("inf")
    assert max(point.digits for point in front.points if point.cost <= price) >= digits
    if cost == "multiplicative_depth":
        assert all("/" not in point.program.text() for point in front.points)
    for point in front.points:
        assert cost_models.get(cost)(point.program) == point.cost
        assert point.certificate is not None
        assert verify(point.certificate).valid


def test_a_cost_model_that_allows_nothing_is_refused() -> None:
    """A quotient alone has no finite multiplicative depth."""
    with pytest.raises(InputError, match=r"multiplicative_depth.*allows none"):
        discover(TWO, minutes=0.01, operations=["/"], cost="multiplicative_depth")


def test_the_best_of_a_price_survives_a_crowded_niche() -> None:
    """A member that is the best of its price stays although others of as many steps are better;
    one that no price covers is refused."""
    prices = {1: 1.0, 2: 5.0, 3: float("inf")}

    def shape(first: int, price: int) -> Shape:
        return ((ADD, 0, -1, price), (MUL, 1, 1, first))

    archive = Archive(size=2, price=lambda one: prices[one[0][3]])
    cheap = Member(1.0, shape(0, 1), (1.0,), (0.0,))
    assert archive.add(cheap)
    for index in range(4):
        assert archive.add(Member(2.0 + index, shape(index, 2), (1.0,), (0.0,)))
    assert not archive.add(Member(9.0, shape(0, 3), (1.0,), (0.0,)))
    kept = list(archive.members())
    assert cheap in kept
    assert len(kept) == 3
    assert [member.digits for member in archive.front()] == [1.0, 5.0]


@pytest.mark.parametrize(
    ("text", "ends", "operations"),
    [("2*x", (-1, 1), 1), ("1/x", (1, 2), 1), ("x*x + 1", (0, 1), 2), ("x/(1 + x)", (0, 1), 2)],
)
def test_a_program_without_error_is_found_and_proved(
    text: str, ends: tuple[int, int], operations: int
) -> None:
    """A target that a short program computes exactly gets it, and no longer one beside it."""
    front = discover(Target.of(text, ends, error="absolute"), max_ops=3, minutes=0.02, cores=1)
    best = front.points[-1]
    assert best.ops == operations
    assert best.certificate is not None
    assert best.certificate.value < 8e-31
    assert verify(best.certificate).valid


def test_absolute_errors_are_judged_by_the_size_of_the_function() -> None:
    """A line is 10^5 away from x^3 on [0, 100]: much, but ten times better than nothing."""
    front = discover(
        Target.of("x**3", (0, 100), error="absolute"), max_ops=2, minutes=0.01, cores=1
    )
    assert 1e4 < front.points[0].error < 5e5


def test_a_step_that_gains_nothing_is_no_point_of_the_front() -> None:
    """The same function with a doubling more, whose bound came out tighter by luck, is left out."""
    target = Target.of("1/sqrt(x)", (1, 4))
    shape: Shape = ((ADD, 0, -2, 0), (DIV, -1, 1, 0), (ADD, 2, -3, 0))
    short = Member(2.597, shape, (1.26612571, 0.647183596, 0.228812937), (0.0, 0.0, 0.0))
    halves = (0.633062855 * (1 + 1e-7), 0.647183596, 0.1144064685 * (1 - 1e-7))
    longer = Member(2.598, (*shape, (SHIFT, 3, 0, 1)), halves, (0.0, 0.0, 0.0))
    assert [point.ops for point in finish(target, take_samples(target), [short, longer])] == [3]


def test_a_search_that_finds_nothing_says_so() -> None:
    """No two operations come near a fast wave: status 1 and what to change, not silence."""
    arguments = ["discover", "function", "sin(40*x)", "--on", "1", "9", "--max-ops", "1"]
    done = CliRunner().invoke(app, [*arguments, "--minutes", "0.01", "--cores", "1"])
    assert done.exit_code == 1
    assert "no program of at most 1 operations" in done.stderr
