"""Programs: text, normal forms, costs, conversion and emitted code."""

from __future__ import annotations

import importlib.util
import math
import shutil
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorist.core import InputError
from algorist.discovery import Program, cost_models, emit, languages
from algorist.discovery.programs._shapes import (
    ADD,
    DEFAULT_OPERATIONS,
    DIV,
    MUL,
    SUB,
    enumerate_shapes,
    normal,
    operation_codes,
)

EXAMPLE = Program.from_text(
    "t1 = x*x; t2 = c0 + t1; t3 = c1/t2; y = t3 - x", {"c0": "1.25", "c1": "-3.5"}
)
FOUR = operation_codes(DEFAULT_OPERATIONS)


def test_text_is_python_that_computes_the_program() -> None:
    """The straight-line text runs in Python with the named constants."""
    scope = {"x": 0.75, **{name: float(v) for name, v in EXAMPLE.named().items()}}
    exec(EXAMPLE.text(), scope)
    assert scope["y"] == pytest.approx(-3.5 / (1.25 + 0.75**2) - 0.75, rel=1e-15)


def test_text_reads_back() -> None:
    """Reading the text gives the same program."""
    assert Program.from_text(EXAMPLE.text(), EXAMPLE.named()) == EXAMPLE


@pytest.mark.parametrize(
    "text",
    ["", "y = x ** 2", "y = __import__(x)", "t1 = t2 + x; y = t1", "y = sqrt(x, x)", "y = x + d0"],
)
def test_other_texts_are_refused(text: str) -> None:
    """Nothing but steps over x, constants and earlier steps is read."""
    with pytest.raises(InputError):
        Program.from_text(text, {"c0": "1"})


def test_programs_become_expressions_of_the_common_tree() -> None:
    """The expression has the program's value, exactly."""
    tree = EXAMPLE.expression()
    assert tree.evaluate(x=Fraction(3, 4)) == Fraction(-7, 2) / (
        Fraction(5, 4) + Fraction(9, 16)
    ) - Fraction(3, 4)


def test_small_shapes_are_all_there_once() -> None:
    """x + c, c - x, x*c, x*x and c/x are the five programs of one step."""
    shapes = list(enumerate_shapes(1, FOUR))
    assert len(shapes) == len(set(shapes)) == 5
    assert {s[0][0] for s in shapes} == {ADD, SUB, MUL, DIV}
    assert [len(list(enumerate_shapes(n, FOUR))) for n in (2, 3)] == [51, 927]


steps = st.lists(
    st.tuples(st.sampled_from([ADD, SUB, MUL, DIV]), st.integers(-3, 6), st.integers(-3, 6)),
    min_size=1,
    max_size=7,
)


@settings(max_examples=150, deadline=None)
@given(steps)
def test_the_normal_form_has_the_same_value(raw: list[tuple[int, int, int]]) -> None:
    """Folding, sharing, sorting and sign rules never change what is computed."""
    nodes = [(op, min(a, i), min(b, i), 0) for i, (op, a, b) in enumerate(raw)]
    values = [1.25, -0.75, 2.5]
    found = normal(nodes, len(nodes), values)
    if found is None:
        return
    x = 0.8125
    rows = [x]
    try:
        for op, a, b, _ in nodes:
            u = rows[a] if a >= 0 else values[-1 - a]
            v = rows[b] if b >= 0 else values[-1 - b]
            rows.append((u + v, u - v, u * v, u / v if op == DIV else 0.0)[op])
    except ZeroDivisionError:
        return
    shape, constants = found
    got = Program(shape, tuple(repr(c) for c in constants)).run(x, constants, {})
    if math.isfinite(rows[-1]) and abs(rows[-1]) < 1e12:
        scale = max(1.0, *(abs(r) for r in rows if math.isfinite(r)))
        assert got == pytest.approx(rows[-1], rel=1e-9, abs=1e-10 * scale)
    assert normal(shape, len(shape), constants) is not None
    assert len(shape) <= len(nodes)


@pytest.mark.parametrize(
    ("model", "text", "expected"),
    [
        ("operations", "t1 = x*x; y = t1 + c0", 2.0),
        ("latency", "t1 = x*x; t2 = x + c0; y = t1/t2", 17.0),
        ("multiplicative_depth", "t1 = x*x; t2 = t1*t1; y = t2 + x", 2.0),
        ("multiplicative_depth", "y = c0/x", math.inf),
        ("multiplier_free", "t1 = ldexp(x, 2); y = t1 + x", 2.0),
        ("multiplier_free", "t1 = c0*x; y = t1 + x", 2.0),
        ("multiplier_free", "t1 = x*x; y = t1 + x", math.inf),
    ],
)
def test_cost_models(model: str, text: str, expected: float) -> None:
    """Each model counts what its name says; c0 = 0.5 is a shift."""
    assert cost_models.get(model)(Program.from_text(text, {"c0": "0.5"})) == expected


def test_numpy_source_computes_the_program(tmp_path: Path) -> None:
    """The emitted NumPy module, run in a process of its own, gives the values."""
    (tmp_path / "made.py").write_text(emit(EXAMPLE, "numpy"))
    code = "import made, numpy as np; print(*made.f(np.array([0.25, 0.5])))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    expected = [-3.5 / (1.25 + v * v) - v for v in (0.25, 0.5)]
    assert [float(v) for v in done.stdout.split()] == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize("kind", ["float64", "float32"])
@pytest.mark.parametrize(
    ("language", "package", "call"),
    [
        ("python", "math", "np.array([f(float(v)) for v in x])"),
        ("numba", "numba", "f(x)"),
        ("jax", "jax", "np.asarray(f(x))"),
        ("torch", "torch", "f(torch.from_numpy(x)).numpy()"),
    ],
)
def test_other_sources_run_and_agree_with_numpy(
    tmp_path: Path, language: str, package: str, call: str, kind: str
) -> None:
    """Each emitted module, run in a process of its own, gives NumPy's values to a few roundings."""
    if importlib.util.find_spec(package) is None:
        pytest.skip(f"{package} is not installed")
    (tmp_path / "made.py").write_text(emit(EXAMPLE, language, number_format=kind))
    (tmp_path / "plain.py").write_text(emit(EXAMPLE, "numpy", number_format=kind))
    first = "import jax; jax.config.update('jax_enable_x64', True)\n" if package == "jax" else ""
    code = (
        f"{first}import numpy as np\nimport {package}\nfrom made import f\nimport plain\n"
        f"x = np.linspace(0.25, 2.0, 101).astype(np.{kind})\n"
        f"print(np.max(np.abs({call} / plain.f(x) - 1)) / np.finfo(np.{kind}).eps)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert float(done.stdout) <= 8.0


@pytest.mark.parametrize("kind", ["float64", "float32"])
def test_c_source_compiles_and_computes_the_program(tmp_path: Path, kind: str) -> None:
    """The emitted C, compiled by the system compiler, agrees with NumPy bit for bit."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler on PATH")
    import ctypes

    source = tmp_path / "f.c"
    source.write_text(emit(EXAMPLE, "c", number_format=kind))
    library = tmp_path / "f.so"
    flags = ["-O2", "-ffp-contract=off", "-shared", "-fPIC", "-Wall", "-Werror"]
    subprocess.run([compiler, *flags, "-o", library, source, "-lm"], check=True)
    x = np.linspace(0.1, 2.0, 50).astype(kind)
    y = np.empty_like(x)
    made = ctypes.CDLL(str(library)).f_array
    made(ctypes.c_void_p(x.ctypes.data), ctypes.c_void_p(y.ctypes.data), ctypes.c_size_t(50))
    number = np.dtype(kind).type
    expected = number(-3.5) / (number(1.25) + x * x) - x
    assert np.array_equal(y, expected)


def test_every_language_is_written() -> None:
    """All languages give text that names the function or the steps."""
    assert set(languages()) >= {"python", "numpy", "numba", "c", "jax", "torch", "latex"}
    for language in languages():
        assert "c0" in emit(EXAMPLE, language) or "c_" in emit(EXAMPLE, language)


@pytest.mark.parametrize(("name", "kind"), [("f(", "float64"), ("f", "float8")])
def test_bad_names_and_formats_are_refused(name: str, kind: str) -> None:
    """A name that is not an identifier, or an unknown format, is an input error."""
    with pytest.raises(InputError):
        emit(EXAMPLE, "c", name=name, number_format=kind)
