"""Programs in a machine's number format: every input of the domain tested, constants searched.

The reference is a table of Taylor polynomials in float64, one per eighth of a binade, each with a
remainder proved by ball arithmetic to be below 2^-44 relatively; the worst input that is reported
is evaluated once more by ball arithmetic.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import msgspec
import numpy as np
from flint import arb, arb_series

from algorist.core import InputError, Record
from algorist.discovery.formats._arithmetic import (
    FIXED_BITS,
    Floats,
    evaluate_in,
    nearest,
    number_formats,
)
from algorist.discovery.programs import (
    Program,
    constant_count,
    integer_constants,
    layout_of,
    to_units,
    uses_bits,
)
from algorist.discovery.targets import Precision, Target

DEGREE: Final = 14
SAMPLED_ABOVE: Final = 2**24
"""Inputs above which a program that fails on a sample is not tested on all of them."""
ROUNDS: Final = 3
"""Searches over the constants, each with the worst inputs of the last exhaustive test."""


class FormatFit(Record, frozen=True):
    """A program with constants of a format, and its largest error over every input."""

    program: Program
    format: str
    worst_ulp: float
    """|result - exact| in units of the last place of the exact value, over all inputs."""
    worst_input: float
    worst_result: float
    worst_exact: str
    """The exact value at the worst input to 17 digits, by ball arithmetic."""
    inputs: int
    wrong: int
    """How many inputs do not give the correctly rounded value, up to ties within 2^-44."""
    exhaustive: bool = True
    """False where a sample already passed the wanted ULP and the rest was not tested."""

    def text(self) -> str:
        """Two lines for people."""
        extent = "at most over all" if self.exhaustive else "or more, on a sample of"
        return (
            f"{self.format}: {self.worst_ulp:.4f} ULP {extent} {self.inputs} inputs, worst "
            f"at x = {self.worst_input!r} ({self.worst_result!r}, exact {self.worst_exact}); "
            f"{self.wrong} inputs are not correctly rounded\n"
            f"{self.program.text()}  with  "
            + ", ".join(f"{name} = {value}" for name, value in self.program.named().items())
        )


@dataclasses.dataclass(frozen=True)
class Chunk:
    """Neighbouring numbers of a format; they are made when asked for, not kept."""

    kind: str
    first: int
    stop: int
    step: int
    sign: float

    def __len__(self) -> int:
        return -(-(self.stop - self.first) // self.step)

    def values(self) -> Floats:
        """The numbers in float64."""
        codes = np.arange(self.first, self.stop, self.step, dtype=np.int64)
        if self.kind == "fixed":
            return codes / 2.0**FIXED_BITS
        if self.kind == "float16":
            return self.sign * codes.astype(np.uint16).view(np.float16).astype(np.float64)
        return self.sign * codes.astype(np.uint32).view(np.float32).astype(np.float64)


def inputs_of(target: Target, name: str) -> list[Chunk]:
    """Every number of the format in the target's intervals, in chunks of up to a million."""
    made: list[Chunk] = []
    for low, high in target.intervals:
        if name == "fixed":
            first, last = math.ceil(low * 2**FIXED_BITS), math.floor(high * 2**FIXED_BITS)
            made += _chunks(name, first, last, 1, 1.0)
            continue
        parts = [(max(low, Fraction(0)), high, 1.0)] if high > 0 else []
        if low < 0:
            parts.append((max(-high, Fraction(0)), -low, -1.0))
        for a, b, sign in parts:
            step = 2**16 if name == "bfloat16" else 1
            first, last = _code(a, name), _code(b, name)
            first = -(-first // step) * step
            while Fraction(float(Chunk(name, first, first + 1, step, 1.0).values()[0])) < a:
                first += step
            last = last // step * step
            while Fraction(float(Chunk(name, last, last + 1, step, 1.0).values()[0])) > b:
                last -= step
            made += _chunks(name, first, last, step, sign)
    return made


def _code(value: Fraction, name: str) -> int:
    if name == "float16":
        return int(np.asarray(float(value), np.float16).view(np.uint16))
    return int(np.asarray(float(value), np.float32).view(np.uint32))


def _chunks(name: str, first: int, last: int, step: int, sign: float) -> list[Chunk]:
    width = step * 2**20
    return [
        Chunk(name, start, min(last + 1, start + width), step, sign)
        for start in range(first, last + 1, width)
    ]


class _Reference:
    """The target in float64, from Taylor polynomials made as they are needed."""

    def __init__(self, target: Target) -> None:
        self.formula = target.formula()
        self.rows: dict[int, tuple[float, Floats]] = {}

    def __call__(self, x: Floats) -> Floats:
        out = np.empty_like(x)
        cells = x.view(np.int64) >> 49  # sign, exponent and three bits of the significand
        for cell in np.unique(cells):
            where = cells == cell
            if int(cell) not in self.rows:
                self.rows[int(cell)] = self._row(int(cell), x[where][0])
            center, row = self.rows[int(cell)]
            t = x[where] - center
            value = np.full(t.shape, row[-1])
            for coefficient in row[-2::-1]:
                value = value * t + coefficient
            out[where] = value
        return out

    def _row(self, cell: int, sample: float) -> tuple[float, Floats]:
        with Precision(128, DEGREE + 2):
            if sample == 0.0:
                value = self.formula.real(arb(0))
                return 0.0, np.array([float(value.mid()), 0.0])
            low = np.array([cell << 49], dtype=np.int64).view(np.float64)[0]
            high = np.array([((cell + 1) << 49) - 1], dtype=np.int64).view(np.float64)[0]
            center = (low + high) / 2
            point = self._series(arb(center))
            whole = self._series(arb(float(low)).union(arb(float(high))))
            radius = abs(high - low) / 2
            rest = abs(whole[DEGREE]).upper() * arb(radius) ** DEGREE
            if not rest <= abs(point[0]).lower() * arb(2) ** -44:
                raise InputError(
                    f"no reference to 2^-44 near x = {sample!r}: the target has a zero or a corner "
                    "there; leave that point out of the interval"
                )
            return float(center), np.array([float(point[k].mid()) for k in range(DEGREE)])

    def _series(self, center: arb) -> arb_series:
        top, bottom = self.formula.series(arb_series([center, 1]), None)
        return top / bottom


def _ulp(exact: Floats, precision: int, least: int, name: str) -> Floats:
    if name == "fixed":
        return np.full(exact.shape, 2.0**-FIXED_BITS)
    _, exponent = np.frexp(exact)
    return np.asarray(np.ldexp(1.0, np.maximum(exponent - precision, least)))


def fit_format(program: Program, target: Target, name: str, max_ulp: float = 1.0) -> FormatFit:
    """Round the constants to the format, search their neighbours, and test every input.

    Float64 steps round to the format after each operation; that is exact for float16 and
    bfloat16, and for float32 (53 >= 2 * 24 + 2; Figueroa 1995) apart from fma.

    Args:
        program: with its constants in real arithmetic.
        target: an expression; its intervals are the domain.
        name: float32, float16, bfloat16 or fixed (Q15.16).
        max_ulp: stop searching once the worst input is at most this.

    Cost: about 0.3 microseconds an input of float32; all of [1, 2] is 8.4 million inputs.
    """
    if name not in number_formats():
        raise InputError(f"format {name!r}: choose float32, float16, bfloat16 or fixed")
    if uses_bits(program.shape):
        layout_of(name)
    reference = _Reference(target)
    chunks = inputs_of(target, name)
    if not chunks or not sum(len(chunk) for chunk in chunks):
        raise InputError(f"no {name} number lies in the intervals: widen them")
    whole = integer_constants(program.shape)
    constants = [
        float(to_units(float(value), name)) if k in whole else _nearest(value, name)
        for k, value in enumerate(program.rationals())
    ]
    rng = np.random.default_rng(constant_count(program.shape))
    picked = []
    for chunk in chunks:
        values = chunk.values()
        picked.append(values[rng.integers(0, len(values), min(len(values), 4000))])
    sample = np.concatenate(picked)
    if len(sample) > 20000:
        sample = sample[rng.permutation(len(sample))[:20000]]
    best: FormatFit | None = None
    for _ in range(ROUNDS):
        constants = _climb(program, constants, sample, reference, name)
        if sum(len(chunk) for chunk in chunks) > SAMPLED_ABOVE:
            tried, worst = _test(program, constants, [sample], reference, target, name)
            if tried.worst_ulp > max_ulp:
                tried = msgspec.structs.replace(tried, exhaustive=False)
                best = tried if best is None or tried.worst_ulp < best.worst_ulp else best
                break
        found, worst = _test(program, constants, chunks, reference, target, name)
        if best is None or found.worst_ulp < best.worst_ulp:
            best = found
        if best.worst_ulp <= max_ulp:
            break
        sample = np.concatenate([sample, worst])
    if best is None:
        raise InputError("no round of the search was run")
    return best


def _nearest(value: Fraction, name: str) -> float:
    if name == "float32":
        return nearest(value, "float32")
    return float(np.asarray(number_formats()[name][0](float(value))))


def _errors(
    program: Program, constants: list[float], x: Floats, exact: Floats, name: str
) -> Floats:
    _, precision, least = number_formats()[name]
    got = evaluate_in(program, constants, x, name)
    error = np.abs(got - exact) / _ulp(exact, precision, least, name)
    return np.where(np.isfinite(error), error, np.inf)


def _climb(
    program: Program, constants: list[float], x: Floats, reference: _Reference, name: str
) -> list[float]:
    """Coordinate search over neighbouring constants for the least worst error on the sample."""
    exact = reference(x)
    _, precision, least = number_formats()[name]
    whole = integer_constants(program.shape)
    errors = _errors(program, constants, x, exact, name)
    best, at = float(np.max(errors)), int(np.argmax(errors))
    improved = True
    while improved:
        improved = False
        for k in range(len(constants)):
            for step in (1, -1, 2, -2, 5, -5):
                unit = float(_ulp(np.array([constants[k]]), precision, least, name)[0])
                if k in whole:
                    unit = 2.0 ** -layout_of(name).fraction
                trial = list(constants)
                trial[k] = constants[k] + step * unit
                enough = best * (1 - 1e-9)
                here = slice(at, at + 1)
                if not _errors(program, trial, x[here], exact[here], name)[0] < enough:
                    continue  # the worst input is no better: an entry of another piece, often
                errors = _errors(program, trial, x, exact, name)
                if float(np.max(errors)) < enough:
                    best, at = float(np.max(errors)), int(np.argmax(errors))
                    constants, improved = trial, True
    return constants


def _test(
    program: Program,
    constants: list[float],
    chunks: Sequence[Chunk | Floats],
    reference: _Reference,
    target: Target,
    name: str,
) -> tuple[FormatFit, Floats]:
    """The largest error over every input, and the worst inputs of the chunks."""
    worst, place, wrong, count = -1.0, 0.0, 0, 0
    worst_inputs = []
    round_ = number_formats()[name][0]
    for chunk in chunks:
        x = chunk.values() if isinstance(chunk, Chunk) else chunk
        if not len(x):
            continue
        exact = reference(x)
        errors = _errors(program, constants, x, exact, name)
        index = int(np.argmax(errors))
        worst_inputs.append(x[index])
        wrong += int(np.count_nonzero(evaluate_in(program, constants, x, name) != round_(exact)))
        count += len(x)
        if errors[index] > worst:
            worst, place = float(errors[index]), float(x[index])
    result = float(evaluate_in(program, constants, np.array([place]), name)[0])
    exact_ball = target.value(Fraction(place))
    made = Program(program.shape, tuple(repr(c) for c in constants))
    fit = FormatFit(
        made, name, worst, place, result, exact_ball.str(17, radius=False), count, wrong
    )
    return fit, np.array(worst_inputs)
