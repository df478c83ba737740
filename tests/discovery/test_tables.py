"""Table lookups: read from text, emitted, fitted piece by piece, and tested on every input."""

from __future__ import annotations

import contextlib
import json
import math
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from algorist.cli import app
from algorist.core import InputError
from algorist.discovery import (
    Front,
    Program,
    Target,
    certify,
    cost_models,
    discover,
    emit,
    fit_format,
    report,
    rounding_bound,
    verify,
)
from algorist.discovery._claims import certificate_digest
from algorist.discovery._finishing import as_program
from algorist.discovery.fitting._samples import take_samples
from algorist.discovery.formats._arithmetic import evaluate_in, number_formats
from algorist.discovery.formats._formats import inputs_of
from algorist.discovery.programs._shapes import operation_codes
from algorist.discovery.programs._tables import MAX_TABLE, place_in, reader
from algorist.discovery.searching._archive import Member
from algorist.discovery.searching._evaluator import Evaluator
from algorist.discovery.searching._table_pieces import Pieces, take_pieces
from algorist.discovery.searching._table_search import with_tables
from tests.discovered_sources import needs_compiler, run_c, run_numba, run_numpy, run_python

FOUR = operation_codes(["+", "-", "*", "/"])


def _tang(size: int) -> Program:
    """2^x as table-driven routines do it (Tang 1989): 2^(j/n), times a polynomial of the rest."""
    step = math.log(2) / size
    constants = {"c0": str(size)} | {f"c{1 + j}": repr(2.0 ** (j / size)) for j in range(size)}
    for place, power in enumerate((3, 2, 1), start=size + 1):
        constants[f"c{place}"] = repr(step**power / math.factorial(power))
    text = (
        f"t1 = x * c0; t2 = lookup(t1, c1, {size}, 0); t3 = floor(t1); t4 = t1 - t3; "
        f"t5 = t4 * c{size + 1}; t6 = t5 + c{size + 2}; t7 = t6 * t4; t8 = t7 + c{size + 3}; "
        "t9 = t8 * t4; t10 = t9 * t2; y = t10 + t2"
    )
    return Program.from_text(text, constants)


LINES = Program.from_text(
    "t1 = x * c0; t2 = lookup(t1, c1, 5, -2); t3 = lookup(t1, c6, 5, -2); t4 = x * t2; "
    "t5 = lookup(x, c2, 3, 1); t6 = t4 + t3; y = t6 - t5",
    {f"c{k}": repr(round(0.37 * (-1.5) ** k, 9)) for k in range(11)},
)
"""Two tables with addresses from -2 on, and a part of one of them read by x itself."""


def test_a_lookup_reads_the_entry_of_the_whole_part() -> None:
    """floor(v) - first, kept inside the table; entry 0 for what is not a number."""
    program = Program.from_text("y = lookup(x, c0, 3, -1)", {"c0": "10", "c1": "20", "c2": "30"})
    x = np.array([-9.0, -1.0, -0.5, 0.0, 0.99, 1.0, 2.5, 1e300, -np.inf, np.inf, np.nan])
    got = program.run(x, [10.0, 20.0, 30.0], {"lookup": reader(lambda v: v)})
    assert got.tolist() == [10, 10, 10, 20, 20, 30, 30, 30, 10, 30, 10]
    assert place_in(np.array([3.0]), 4, 3).tolist() == [0]


@given(st.integers(1, MAX_TABLE), st.integers(-(10**6), 10**6), st.integers(0, 3))
def test_texts_read_back(size: int, first: int, before: int) -> None:
    """A program with a table of any size and place is what its text and constants say."""
    fixed = "".join(f"t{k + 1} = x + c{k}; " for k in range(before))
    text = f"{fixed}t{before + 1} = lookup(x, c{before}, {size}, {first}); y = t{before + 1} * x"
    program = Program.from_text(text, {f"c{k}": str(k) for k in range(before + size)})
    assert len(program.constants) == before + size
    assert Program.from_text(program.text(), program.named()) == program


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("y = lookup(x, c0, 0, 0)", "a table of 0 entries: 1 to 256"),
        ("y = lookup(x, c0, 257, 0)", "a table of 257 entries: 1 to 256"),
        ("y = lookup(x)", r"has no table: write lookup\(t1, c1, 16, 0\)"),
        ("y = lookup(x, c0)", "has no table"),
        ("t1 = x + c1; y = lookup(t1, c0, 3, 0)", "stand apart"),
        ("y = lookup(x, c0, 3, 0.5)", "is not a step"),
        ("y = lookup(z, c0, 3, 0)", "'z' is neither"),
        ("y = lookup(x, c0, 4, 0)", r"uses \['c3'\], which the constants do not give"),
    ],
)
def test_texts_that_are_refused(text: str, message: str) -> None:
    """Errors name the size, the table or the entry that is wrong."""
    with pytest.raises(InputError, match=message):
        Program.from_text(text, {"c0": "1", "c1": "2", "c2": "3"})


@needs_compiler
@pytest.mark.parametrize("program", [LINES, _tang(16)], ids=["lines", "tang"])
@pytest.mark.parametrize("number_format", ["float32", "float64"])
def test_emitted_sources_agree(program: Program, number_format: str, tmp_path: Path) -> None:
    """C, NumPy and numba agree bit for bit, in float32 with the exact model; Python in float64."""
    x = np.concatenate([np.linspace(-9.0, 9.0, 4001), np.arange(-64, 65) / 16])
    x = x.astype(number_format)
    first = run_c(program, number_format, tmp_path)(x)
    assert np.array_equal(run_numpy(program, number_format)(x), first)
    assert np.array_equal(run_numba(program, number_format)(x), first)
    if number_format == "float64":
        assert np.array_equal(run_python(program)(x), first)
        return
    constants = [float(np.float32(float(value))) for value in program.rationals()]
    model = evaluate_in(program, constants, x.astype(np.float64), "float32")
    assert np.array_equal(model.astype(np.float32), first)


def test_other_languages_spell_the_lookups() -> None:
    """JAX, PyTorch and LaTeX index arrays by a clamped whole part."""
    assert "c1[jnp.clip(jnp.floor(t1) + 2, 0, 4).astype(jnp.int32)]" in emit(LINES, "jax")
    assert "c1[torch.clamp(torch.floor(t1) + 2, 0, 4).long()]" in emit(LINES, "torch")
    assert r"c_{1 + \max(0, \min(4, \lfloor t_{1} \rfloor + 2))}" in emit(LINES, "latex")


def test_tang_s_form_has_the_error_of_its_polynomial() -> None:
    """32 powers of two and a cubic: 2^x on [0, 1) to the first term left out, (log 2/32)^4/24."""
    x = np.linspace(0.0, 1.0 - 2.0**-30, 5000)
    error = np.max(np.abs(run_python(_tang(32))(x) / np.exp2(x) - 1.0))
    assert error == pytest.approx((math.log(2) / 32) ** 4 / 24, rel=0.03)


@pytest.mark.parametrize(
    ("text", "low", "kind", "size", "core", "error"),
    [
        ("x", 0, "absolute", 16, "", 1 / 32),
        ("exp2(x)", 0, "relative", 16, "", math.tanh(math.log(2) / 32)),
        ("x^2", 0, "absolute", 16, "t1 = x * c0; y = t1 + c1", 1 / 2048),
        ("x^2", -1, "absolute", 64, "t1 = x * c0; y = t1 + c1", 1 / 8192),
        ("x^3", 0, "absolute", 8, "t1 = x * c0; t2 = t1 + c1; t3 = t2 * x; y = t3 + c2", 2.0**-14),
    ],
)
def test_known_errors_are_reached(
    text: str, low: int, kind: str, size: int, core: str, error: float
) -> None:
    """Constants, lines and parabolas on equal pieces of width h have the errors of Chebyshev.

    h/2 for x, h^2/8 for x^2, h^3/32 for x^3; tanh(h log(2)/2) for a relative constant of 2^x.
    """
    target = Target.of(text, (low, 1), error=kind)
    pieces = take_pieces(target, size, FOUR)
    assert pieces.count == size
    smooth = []
    if core:
        ones = (1.0, 1.0, 1.0)[: core.count(" c")]
        shape = Program.from_text(core, {"c0": "1", "c1": "1", "c2": "1"}).shape
        smooth = [Member(0.0, shape, ones, (0.0,) * len(ones))]
    cost = max(2, 3 * core.count(" c") - 1)
    made = with_tables(take_samples(target), pieces, smooth, operation_codes(["+"]), cost, 0)
    best = max((member for member in made if member.cost == cost), key=lambda m: m.digits)
    assert 10.0**-best.digits == pytest.approx(error, rel=2e-3)


@settings(max_examples=40, deadline=None)
@given(
    st.fractions(-50, 50, max_denominator=999),
    st.fractions("1/999", 100, max_denominator=999),
    st.integers(2, 24),
    st.sampled_from(["*", "shift"]),
)
def test_pieces_cover_the_interval(low: Fraction, width: Fraction, size: int, scaled: str) -> None:
    """No more pieces than entries, each from one whole number to the next after scaling."""
    target = Target.of("exp(x/100)", (low, low + width))
    with contextlib.suppress(InputError):
        pieces = take_pieces(target, size, operation_codes(["+", scaled]))
        _covers(pieces, size)


def _covers(pieces: Pieces, size: int) -> None:
    assert 1 <= pieces.count <= size
    assert np.array_equal(pieces.x, np.sort(pieces.x.reshape(-1)).reshape(pieces.x.shape))
    whole = np.floor(pieces.x[:, 1:-1] * float(pieces.scale)) - pieces.first
    assert np.array_equal(whole, np.arange(pieces.count)[:, None] + np.zeros_like(whole))
    assert (math.frexp(float(pieces.scale))[0] * 2**9).is_integer()


def test_tables_can_be_read_without_a_product() -> None:
    """With shifts in place of products x is scaled by a power of two: multiplier-free."""
    target = Target.of("erf(x)", (0, 4), error="absolute")
    codes = operation_codes(["+", "-", "shift"])
    pieces = take_pieces(target, 64, codes)
    made = with_tables(take_samples(target), pieces, [], codes, 3, 0)
    assert {cost_models.get("multiplier_free")(as_program(m)) for m in made} <= {2.0, 3.0}
    assert max(m.digits for m in made) > 1.4


def test_costs_of_a_lookup() -> None:
    """One operation; a chain of cycles; no level of homomorphic encryption has it."""
    assert cost_models.get("operations")(LINES) == 7
    assert cost_models.get("latency")(LINES) == 4 + 22 + 4 + 4 + 4
    assert cost_models.get("multiplicative_depth")(LINES) == math.inf


@pytest.fixture(scope="module")
def airy() -> Front:
    """Ai(-7x) with 5 operations, a table of 64 and one process."""
    target = Target.of("airy_ai(-7x)", (0, 1), error="absolute")
    return discover(
        target, max_ops=5, minutes=0.01, cores=1, operations=["+", "-", "*", "/", "lookup"],
        table=64,
    )  # fmt: skip


def test_lookups_pay(airy: Front) -> None:
    """Lines on 64 pieces: 2.78 digits of Ai(-7x) where programs without tables have less than 1."""
    best = airy.best(5)
    assert best is not None
    assert best.digits > 2.7
    assert "lookup(" in best.program.text()
    assert best.certificate is not None
    assert len(best.certificate.pieces) == 64
    line = json.loads(best.json())
    assert len(line["constants"]) == 129
    assert line["picojoules"] is None
    assert Program.from_text(line["program"], dict(zip(
        line["constants"], best.program.constants, strict=True))) == best.program  # fmt: skip
    assert "<svg" in report(airy)


LOG = "t1 = x + c1; t2 = c0 / t1; t3 = t2 + c2; t4 = x + c3; t5 = t3 / t4; y = t5 + c4"
POWER = (
    "t1 = x + c0; t2 = t1 * x; t3 = t2 + c1; t4 = t3 * x; t5 = t4 + c2; t6 = t5 * x; "
    "t7 = t6 + c3; y = t7 * c4"
)


@pytest.mark.parametrize(
    ("text", "low", "kind", "core", "signs", "digits"),
    [
        ("log(x)", 1, "absolute", LOG, ("*", "+"), 10.9),
        ("exp2(x)", 0, "relative", POWER, ("+", "*"), 11.59),
    ],
)
def test_pieces_share_constants_where_the_function_allows_it(
    text: str, low: int, kind: str, core: str, signs: tuple[str, str], digits: float
) -> None:
    """Tang's forms come out: log x = B + g(A x) and 2^x = B g(x + A), with two lookups each.

    Digits are those of g on the first of 16 pieces, where a polynomial of degree 4 has the error
    2 (log(2)/64)^5/5! for 2^x (Chebyshev); [2/2] for log has about 1e-11.
    """
    target = Target.of(text, (low, low + 1), error=kind)
    pieces = take_pieces(target, 16, FOUR)
    shape = Program.from_text(core, {f"c{k}": "1" for k in range(5)}).shape
    samples = take_samples(target)
    tries = [Evaluator(samples, 0).solve(shape, [], -math.inf, salt) for salt in range(6)]
    known = max((member for member in tries if member is not None), key=lambda m: m.digits)
    codes, total = operation_codes(["+", "*"]), len(shape) + 5
    made = with_tables(samples, pieces, [known], codes, total, 0)
    best = max(made, key=lambda member: member.digits)
    program = as_program(best)
    assert program.text().count("lookup(") == 2
    assert f"t4 = x {signs[0]} t2" in program.text()
    assert program.text().endswith(f"{signs[1]} t3")
    assert best.digits > digits
    assert certify(program, target).value == pytest.approx(10.0**-best.digits, rel=0.02)


def test_a_changed_entry_is_rejected() -> None:
    """An entry changed in its 12th digit: by the digest, and without it where the error is."""
    target = Target.of("exp2(x)", (0, 1))
    pieces = take_pieces(target, 4, FOUR)
    made = with_tables(take_samples(target), pieces, [], FOUR, 5, 0)
    certificate = certify(as_program(max(made, key=lambda member: member.digits)), target)
    assert verify(certificate).valid
    seen = set()
    for name, old in certificate.constants.items():
        new = str(Decimal(old) * (1 + Decimal("2e-12")))
        constants = {**certificate.constants, name: new}
        changed = msgspec.structs.replace(certificate, constants=constants)
        assert not verify(changed).valid
        again = msgspec.structs.replace(changed, digest=certificate_digest(changed))
        if not verify(again).valid:
            seen.add(name)
    place = int(Fraction(certificate.witness) * 4)
    assert {f"c{1 + place}", f"c{5 + place}"} <= seen


def test_every_input_of_float32_is_tested() -> None:
    """erf by lines in float32: entries are numbers of the format, and the worst input is found."""
    target = Target.of("erf(x)", ("0.5", "0.53"), error="absolute")
    pieces = take_pieces(target, 8, FOUR)
    made = with_tables(take_samples(target), pieces, [], FOUR, 5, 0)
    program = as_program(max(made, key=lambda member: member.digits))
    found = fit_format(program, target, "float32", 1e3)
    assert found.exhaustive
    assert found.inputs == sum(len(chunk) for chunk in inputs_of(target, "float32"))
    round_ = number_formats()["float32"][0]
    assert all(round_(float(c)) == float(c) for c in found.program.constants)
    assert found.worst_ulp < 200


def test_a_search_with_lookups_resumes(tmp_path: Path) -> None:
    """A checkpoint holds programs without tables; tables are made of them again."""
    target = Target.of("log(x)", (1, 2), error="absolute")
    for resume in (False, True):
        front = discover(
            target, max_ops=4, minutes=0.005, cores=1, operations=["+", "*", "lookup"],
            directory=tmp_path, resume=resume,
        )  # fmt: skip
        assert any("lookup(" in point.program.text() for point in front.points)


def test_the_command_line_gives_tables(tmp_path: Path) -> None:
    """--table says how many entries; sources and certificates are written as for all programs."""
    runner = CliRunner()
    words = ["discover", "function", "log(x)", "--on", "1", "2", "--error", "absolute", "--max-ops",
             "2", "--minutes", "0.001", "--cores", "1", "--operations", "+,*,lookup"]  # fmt: skip
    done = runner.invoke(app, [*words, "--table", "64", "--emit", "c", "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert "y = lookup(t1, c1, 64, 64)" in done.stdout
    assert "static const double c1[64] = {" in (tmp_path / "f02.c").read_text()
    path = str(tmp_path / "certificate-02.json")
    assert "proved: log(x)" in runner.invoke(app, ["discover", "verify", path]).stdout
    refused = runner.invoke(app, [*words, "--table", "300"])
    assert refused.exit_code != 0
    assert "a table of 300 entries: give 2 to 256" in str(refused.exception) + refused.output


@pytest.mark.parametrize(
    ("target", "operations", "size", "message"),
    [
        (Target.of("exp(x)", (0, 1)), "+,*,lookup", 1, "a table of 1 entries: give 2 to 256"),
        (Target.of("exp(x)", (0, 1)), "+,*,lookup", 512, "a table of 512 entries"),
        (Target.of("exp(x)", (0, 1)), "+,lookup", 16, r"allow \* or shift"),
        (Target.of("exp(x)", (0, 1), (2, 3)), "+,*,lookup", 16, "one interval"),
        (Target.of_points([(0.0, 1.0), (1.0, 2.0)]), "+,*,lookup", 16, "one interval"),
    ],
)
def test_what_lookups_need(target: Target, operations: str, size: int, message: str) -> None:
    """Errors say what to change; they come before the search."""
    with pytest.raises(InputError, match=message):
        discover(target, operations=operations.split(","), table=size, minutes=1e-4, cores=1)


def test_what_cannot_be_done_is_said() -> None:
    """No Gappa bound and no expression for a program with tables."""
    with pytest.raises(InputError, match="lookup"):
        rounding_bound(LINES, Fraction(0), Fraction(1))
    with pytest.raises(InputError, match="looks numbers up"):
        LINES.expression()
