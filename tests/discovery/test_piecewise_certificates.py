"""Certificates of programs that jump or bend, and of mixed errors through a zero of the target."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import msgspec
import pytest
from flint import arb, fmpq
from typer.testing import CliRunner

from algorist.cli import app
from algorist.core import from_json, to_json
from algorist.discovery import Certificate, CertificateError, Program, Target, certify, verify
from algorist.discovery._claims import certificate_digest

SAWTOOTH = Program.from_text(
    "t1 = c0*x; t2 = floor(t1); t3 = c1*t2; y = x - t3", {"c0": "4", "c1": "0.25"}
)
LINE = Program.from_text("t1 = c0 * x; y = t1 + c1", {"c0": "0.9", "c1": "0.01"})


def _program(text: str, *constants: float | str) -> Program:
    return Program.from_text(text, {f"c{k}": str(value) for k, value in enumerate(constants)})


def _again(made: Certificate, **changes: Any) -> Certificate:
    changed = msgspec.structs.replace(made, **changes)
    return msgspec.structs.replace(changed, digest=certificate_digest(changed))


@pytest.mark.parametrize(
    ("program", "target", "ends", "worst"),
    [
        (SAWTOOTH, "0*x", (0, 1), 1/4),
        (_program("y = floor(x)"), "0*x", (0, 1), 1.0),
        (_program("t1 = c0*x; y = floor(t1)", 10), "0*x", ("0.05", "0.3"), 3.0),
        (_program("t1 = c0*x; y = floor(t1)", -8), "0*x", (0, 1), 8.0),
        (_program("t1 = x - c0; t2 = t1*t1; t3 = c1 - t2; y = floor(t3)", 0.5, 1), "0*x", (0, 1),
         1.0),
        (_program("t1 = c0 - x; y = max(x, t1)", 1), "0*x", (0, 1), 1.0),
        (_program("t1 = c0 - x; t2 = max(x, t1); y = t2 - c1", 1, 0.8), "0*x", (0, 1), 0.3),
        (_program("t1 = x - c0; y = abs(t1)", 0.3), "abs(x - 1/3)", (0, 1), 1/3 - 0.3),
        (_program("y = x * c0", 0.5), "abs(x - 1/3)", (0, 1), 1/3),
        (_program("t1 = x * c0; y = max(t1, c1)", 1.5, 0.25), "x", (0, 1), 0.5),
        (_program("t1 = max(x, c0); y = min(t1, c1)", -0.5, 0.5), "sin(x)", (-2, 2),
         math.sin(math.pi / 2) - 0.5),
        (_program("t1 = sqrt(x); t2 = t1 - c0; t3 = abs(t2); y = t3 + c0", 0.3), "sqrt(x)", (0, 1),
         0.6),
        (_program("t1 = c4*x; t2 = lookup(t1, c0, 4, 0); y = t2 * c5", 0, 1, 2, 3, 4, 0.25), "x",
         (0, 1), 0.25),
        (_program("t1 = x*x; t2 = c0*t1; y = floor(t2)", 8), "8x^2", (-1, 1), 1.0),
    ],
)  # fmt: skip
def test_errors_that_are_known_are_certified(
    program: Program, target: str, ends: tuple[Any, Any], worst: float
) -> None:
    """Jumps at dyadic points, at closed ends and where floor only touches; corners; clamps; roots;
    tables: the bound is the largest error (or the limit at a jump), by both provers."""
    made = certify(program, Target.of(target, ends, error="absolute"))
    assert worst <= made.value <= worst * 1.0003
    found = verify(made)
    assert found.valid, found.reason


def test_a_jump_is_attained_on_one_side_only() -> None:
    """x - floor(4x)/4 comes near 1/4 before each jump; the witness lies before one, not on it."""
    made = certify(SAWTOOTH, Target.of("0*x", (0, 1), error="absolute"))
    x = Fraction(made.witness)
    assert (4 * x).denominator > 1
    assert x - Fraction(math.floor(4 * x), 4) == Fraction(made.attained) < Fraction(1, 4)
    assert all((4 * Fraction(end)).denominator <= 2 for piece in made.pieces for end in piece)


@pytest.mark.parametrize(
    ("text", "ends", "floor"),
    [("sin(x)", (-1, 1), 0.1), ("x^2", (-1, 2), 0.1), ("x - 1/3", (0, 1), 0.2),
     ("cos(3x)", (-1, 1), 0.5), ("abs(x) - 1/8", (-1, 1), 0.05)],
)  # fmt: skip
def test_mixed_errors_pass_zeros_of_the_target(
    text: str, ends: tuple[int, int], floor: float
) -> None:
    """|P - f| / (floor + |f|) has a tight bound where f changes its sign or only touches zero."""
    target = Target.of(text, ends, error="mixed", floor=floor)
    made = certify(LINE, target)
    largest = 0.0
    for k in range(4001):
        x = ends[0] + (ends[1] - ends[0]) * k / 4000
        value = float(target.value(Fraction(x)).mid())
        largest = max(largest, abs(0.9 * x + 0.01 - value) / (floor + abs(value)))
    assert largest * (1 - 1e-12) <= made.value <= largest * 1.001
    found = verify(made)
    assert found.valid, found.reason


def test_an_odd_polynomial_for_the_sine_in_mixed_error() -> None:
    """The usual case: a minimax-like polynomial through the zero of sin at 0."""
    program = _program("t1 = x*x; t2 = c0*t1; t3 = t2 + c1; y = t3*x", -0.1583, 0.9988)
    made = certify(program, Target.of("sin(x)", (-1, 1), error="mixed", floor=1e-3))
    assert verify(made).valid
    assert made.value < 0.002


CLAMP = _program(
    "t1 = c0 * x; t2 = max(t1, c1); y = min(t2, c2)", 0.812345678901234, -0.95, 0.951234567891234
)
TANH = Target.of("tanh(x)", (-3, 3), error="absolute")


@pytest.mark.parametrize("name", ["c0", "c1", "c2"])
def test_a_constant_changed_in_the_twelfth_digit_is_refused(name: str) -> None:
    """Also a constant that only acts away from the witness, by the digest; without the digest, a
    constant that moves the largest error is found at the witness."""
    made = certify(CLAMP, TANH)
    value = Fraction(made.constants[name])
    constants = {**made.constants, name: f"{float(value * (1 + Fraction(1, 10**11))):.15f}"}
    assert constants != made.constants
    assert "digest" in verify(msgspec.structs.replace(made, constants=constants)).reason
    if name == "c0":
        assert "witness" in verify(_again(made, constants=constants)).reason


@pytest.mark.parametrize(
    ("program", "target", "attained", "witness"),
    [
        (CLAMP, TANH, "0", "0"),
        (SAWTOOTH, Target.of("0*x", (0, 1), error="absolute"), "0.125", "1/8"),
        (LINE, Target.of("x^2", (-1, 2), error="mixed", floor=0.125), "0.08", "0"),
    ],
)
def test_a_bound_a_thousandth_lower_is_refused(
    program: Program, target: Target, attained: str, witness: str
) -> None:
    """Also with a witness of a smaller error: the second prover finds where the bound is broken."""
    made = certify(program, target)
    other = _again(made, attained=attained, witness=witness)
    assert verify(other).valid
    lower = str(float(made.bound) * 0.999)
    assert not verify(_again(made, bound=lower)).valid
    assert "not met" in verify(_again(other, bound=lower)).reason


def test_pieces_that_hide_a_branch_are_refused() -> None:
    """One wide piece over a jump: the second prover finds both branches and refuses the bound."""
    program = _program("t1 = floor(x); y = t1 * c0", 5)
    made = certify(program, Target.of("0*x", (0, "1.5"), error="absolute"))
    assert made.value == pytest.approx(5, rel=1e-3)
    for pieces in ((("0", "3/2"),), (("0", "1"), ("1", "3/2"))):
        lower = _again(made, bound="1", attained="0", witness="1/2", pieces=pieces)
        found = verify(lower)
        assert not found.valid
        assert "not met" in found.reason
    assert verify(_again(made, pieces=(("0", "1"), ("1", "3/2")))).valid


def test_an_end_where_floor_jumps_counts() -> None:
    """On [0, 1] floor(x) is 1 at x = 1 alone: a bound that holds but there is refused."""
    made = certify(_program("y = floor(x)"), Target.of("0*x", (0, 1), error="absolute"))
    assert made.witness == "1"
    lower = _again(made, bound="0.5", attained="0", witness="1/2")
    assert "x = 1.0" in verify(lower).reason


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        (_program("t1 = x * c0; y = min(t1, t1)", 0.9), "switches more often"),
        (_program("t1 = x*x; t2 = c0*x; t3 = t1 - t2; t4 = x - c0; t5 = t4*x; y = min(t3,t5)", 0.9),
         "switches more often"),
        (_program("t1 = c0/x; y = floor(t1)", 1), "not finite near x = 0.0"),
        (_program("t1 = c0*x; y = floor(t1)", 100000), "switches more often"),
        (_program("t1 = floor(x); t2 = x - c0; y = t2 / t1", 1), "not bounded near x = 0.0"),
    ],
)  # fmt: skip
def test_switches_that_cannot_be_told_apart_are_not_proved(program: Program, reason: str) -> None:
    """Equal arguments and unbounded or very many jumps end in a reason, after bounded work."""
    with pytest.raises(CertificateError, match=reason):
        certify(program, Target.of("x", (0, 1), error="absolute"))


OLD = {
    "version": 1, "target": "x", "kind": "expression", "intervals": [["5/4", "7/4"]],
    "error": "absolute", "floor": 0.0,
    "program": "t1 = abs(x); t2 = c0 * t1; t3 = floor(x); t4 = t2 + t3; y = max(t4, c1)",
    "constants": {"c0": "0.9", "c1": "0.1"}, "bound": "0.8750134",
    "attained": "0.874902343750000000000000000000", "witness": "1281/1024",
    "removable": False, "rooted": False,
    "pieces": [["5/4", "21/16"], ["21/16", "11/8"], ["11/8", "23/16"], ["23/16", "3/2"],
               ["3/2", "25/16"], ["25/16", "13/8"], ["13/8", "27/16"], ["27/16", "7/4"]],
    "digest": "7dec4f1e509e4cc17306787fd6d87a892c62dd28653bf24fb0aa3666e7851c0b", "seconds": 0.0029,
}  # fmt: skip


def test_certificates_of_earlier_versions_still_verify() -> None:
    """A file as it was written when programs with floor and max were proved off their corners."""
    old = from_json(json.dumps(OLD), Certificate)
    assert verify(old).valid
    assert not verify(_again(old, bound=str(float(old.bound) * 0.999))).valid


@pytest.mark.parametrize(
    ("text", "x", "value"),
    [("max(x, 1/3)", "1/3", "1/3"), ("abs(x - 1/3)", "1/3", "0"),
     ("min(x, 2x, 1 - x)", "3/4", "1/4"), ("floor(3x)", "1/7", "0"),
     ("ceil(3x)", "1/7", "1"), ("floor(3x)", "1/3", "1"), ("x*abs(x)", "-2/7", "-4/49")],
)  # fmt: skip
def test_targets_may_bend_and_jump(text: str, x: str, value: str) -> None:
    """abs, min, max, floor and ceil are enclosed, at corners and jumps by both sides together."""
    ball = Target.of(text, (-1, 1)).value(Fraction(x))
    wanted = Fraction(value)
    assert ball.overlaps(arb(fmpq(wanted.numerator, wanted.denominator)))
    assert float(ball.rad()) < 1e-50 or (text, x) == ("floor(3x)", "1/3")


def test_the_command_verifies_such_files(tmp_path: Path) -> None:
    """``algorist discover verify`` proves the file of a program that bends, and refuses another."""
    path = tmp_path / "certificate.json"
    made = certify(CLAMP, TANH)
    path.write_text(to_json(made))
    proved = CliRunner().invoke(app, ["discover", "verify", str(path)])
    assert proved.exit_code == 0
    assert "proved" in proved.output
    path.write_text(to_json(_again(made, bound=str(float(made.bound) * 0.999))))
    assert CliRunner().invoke(app, ["discover", "verify", str(path)]).exit_code == 1
