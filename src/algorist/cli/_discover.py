"""``algorist discover function`` and ``algorist discover verify``."""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from algorist.cli._app import app, stderr

if TYPE_CHECKING:
    from algorist.discovery import Front, Point, Target

discover = typer.Typer(
    no_args_is_help=True, help="Discover short programs for functions, with proven error bounds."
)
app.add_typer(discover, name="discover")


_ON = typer.Option(("0", "1"), "--on", help="The two ends of the interval.")
_ALSO = typer.Option([], "--also-on", help="A further interval, as LOW:HIGH.")


@discover.command()
def function(
    target: str = typer.Argument(help="An expression in x, such as 'exp2(x)' or 'airy_ai(-7x)'."),
    on: tuple[str, str] = _ON,
    also: list[str] = _ALSO,
    max_ops: int = typer.Option(10, "--max-ops", help="The most operations of a program."),
    minutes: float = typer.Option(5.0, "--minutes", help="Search time on every core."),
    cores: int | None = typer.Option(None, "--cores", help="Processes; all cores by default."),
    seed: int = typer.Option(0, "--seed", help="Of all random choices."),
    error: str = typer.Option("relative", "--error", help="relative, absolute or mixed."),
    floor: float = typer.Option(0.0, "--floor", help="Of the mixed error |P-f|/(floor+|f|)."),
    operations: str = typer.Option(
        "+,-,*,/",
        "--operations",
        help="From + - * / fma sqrt abs min max floor shift bits unbits lookup.",
    ),
    table: int = typer.Option(16, "--table", help="Entries of a table that lookup reads, 2-256."),
    cost: str = typer.Option(
        "operations",
        "--cost",
        help="operations, latency, multiplicative_depth or multiplier_free.",
    ),
    number_format: str = typer.Option(
        "real", "--target", help="real, float64, float32, float16, bfloat16 or fixed."
    ),
    max_ulp: float = typer.Option(1.0, "--max-ulp", help="Wanted of a float target."),
    emit: str = typer.Option(
        "",
        "--emit",
        help="Sources to write: python,numpy,numba,c,jax,torch,latex; gappa bounds rounding.",
    ),
    seeded: bool = typer.Option(False, "--seeded", help="Start from hand-made forms as well."),
    out: str | None = typer.Option(None, "--out", help="Directory for certificates and sources."),
    resume: bool = typer.Option(False, "--resume", help="Go on from the checkpoint in --out."),
    as_json: bool = typer.Option(False, "--json", help="One JSON line per point of the front."),
) -> None:
    """Search for the programs with the fewest operations that compute a function.

    The front of operations against certified error grows live on standard error; the result goes
    to standard output. Ctrl-C stops early and still finishes what was found.
    """
    from algorist.discovery import Target, discover

    wanted = [part for part in emit.split(",") if part]
    _known([name for name in wanted if name != "gappa"], number_format)
    rounding = "gappa" in wanted
    wanted = [name for name in wanted if name != "gappa"]
    goal = Target.of(
        target,
        on,
        *[tuple(pair.split(":")) for pair in also],
        error=error,
        floor=floor,
        format=number_format,
    )
    with _Live(target, max_ops) as live:
        front = discover(
            goal,
            max_ops=max_ops,
            minutes=minutes,
            cores=cores,
            seed=seed,
            operations=[part.strip() for part in operations.split(",") if part.strip()],
            table=table,
            cost=cost,
            seeded=seeded,
            directory=out,
            resume=resume,
            watch=live.update,
        )
    if not front.points:
        stderr.print(
            f"no program of at most {max_ops} operations has a bound that says something: allow "
            "more operations or minutes, other operations, or split the interval",
            markup=False,
            highlight=False,
        )
        raise typer.Exit(1)
    for point in front.points:
        typer.echo(point.json() if as_json else _line(point))
        if rounding:
            _rounding(point, goal, Path(out) if out else None, as_json)
    _write(front, wanted, Path(out) if out else None, number_format)  # once all is shown
    if number_format not in ("real", "float64"):
        _machine(front, goal, number_format, max_ulp, wanted, Path(out) if out else None, as_json)
    elif wanted and not as_json:
        _show_sources(front.points[-1], wanted, number_format)


@discover.command()
def verify(
    file: str = typer.Argument(help="A certificate that --out has written."),
    as_json: bool = typer.Option(False, "--json", help="Print the finding as one JSON line."),
) -> None:
    """Prove a stored certificate again, by another method. Exit status 1 if it does not hold."""
    from algorist.core import to_json
    from algorist.discovery import read_certificate
    from algorist.discovery import verify as check

    made = read_certificate(file)
    found = check(made)
    if as_json:
        typer.echo(to_json(found))
    else:
        word = "proved" if found.valid else "REJECTED"
        typer.echo(f"{word}: {made.target}, {made.error} error <= {made.bound} ({found.reason})")
        typer.echo(f"{found.pieces} pieces, {found.seconds:.3f} s: {made.program}")
    if not found.valid:
        raise typer.Exit(1)


class _Live:
    """The front as a table on standard error, after every epoch."""

    def __init__(self, title: str, max_ops: int) -> None:
        self.title = title
        self.max_ops = max_ops
        self.live: Any = None

    def __enter__(self) -> _Live:
        from rich.live import Live

        if sys.stderr.isatty():
            self.live = Live(console=stderr, refresh_per_second=2, transient=True)
            self.live.__enter__()
        else:
            stderr.print(
                f"searching {self.title}, at most {self.max_ops} operations",
                markup=False,
                highlight=False,
            )
        return self

    def __exit__(self, *_: object) -> None:
        if self.live is not None:
            self.live.__exit__(None, None, None)

    def update(self, search: Any) -> None:
        """Show the archive's front; errors are measured here, and certified at the end."""
        if self.live is None:
            return
        from rich.table import Table

        table = Table(title=f"{self.title}: epoch {search.epoch}, {search.fits} programs fitted")
        table.add_column("operations", justify="right")
        table.add_column("digits", justify="right")
        for member in search.archive.front():
            table.add_row(str(member.cost), f"{member.digits:.2f}")
        self.live.update(table)


def _known(wanted: list[str], number_format: str) -> None:
    """Refuse, before anything is searched, what could not be written in the end."""
    from algorist.core import InputError
    from algorist.discovery import languages

    choices = languages(number_format)
    unknown = [name for name in wanted if name not in choices]
    if unknown:
        raise InputError(
            f"--emit {','.join(unknown)}: for {number_format} numbers choose from "
            f"{', '.join(choices)}"
        )


def _rounding(point: Point, goal: Target, out: Path | None, as_json: bool) -> None:
    """Write Gappa input for each interval and, where Gappa is installed, the bound it proves."""
    from algorist.core import ExecutionError, InputError
    from algorist.discovery import gappa_source, rounding_bound

    for index, (low, high) in enumerate(goal.intervals):
        try:
            if out is not None:
                path = out / f"f{point.label}{f'-{index + 1}' if index else ''}.gappa"
                path.write_text(gappa_source(point.program, low, high))
            found = rounding_bound(point.program, low, high)
            text = f"float64 rounding error <= {found.bound!r} on [{low}, {high}], by Gappa"
        except (ExecutionError, InputError) as error:
            text = f"no bound of the float64 rounding error: {error}"
        if as_json:
            stderr.print(f"{point.ops} ops: {text}", markup=False, highlight=False)
        else:
            typer.echo(f"     {text}")


def _line(point: Point) -> str:
    error = point.certificate.bound if point.certificate else f"{point.error:.4e} (measured)"
    constants = ", ".join(f"{name} = {text}" for name, text in point.program.named().items())
    cost = "" if point.cost == point.ops else f"  cost {point.cost:g}"
    head = f"{point.ops:3d} ops{cost}  error <= {error}  ({point.digits:.2f} digits)"
    return f"{head}\n     {point.program.text()}\n     {constants}"


def _write(front: Front, wanted: list[str], out: Path | None, number_format: str) -> None:
    if out is None:
        return
    from algorist.core import to_json
    from algorist.discovery import emit, report

    out.mkdir(parents=True, exist_ok=True)
    lines = []
    for point in front.points:
        lines.append(point.json())
        if point.certificate is not None:
            (out / f"certificate-{point.label}.json").write_text(to_json(point.certificate) + "\n")
        kind = number_format if number_format == "float32" else "float64"
        for language in wanted:
            source = emit(point.program, language, name=f"f{point.ops}", number_format=kind)
            (out / f"f{point.label}{_SUFFIX[language]}").write_text(source)
    (out / "front.jsonl").write_text("".join(line + "\n" for line in lines))
    (out / "report.html").write_text(report(front))


def _reduced(
    goal: Target, max_ulp: float, wanted: list[str], out: Path | None, as_json: bool
) -> bool:
    """The form with range reduction, where there is one: tested on every input and written."""
    import struct

    from algorist.core import to_json
    from algorist.discovery import (
        check_full_range,
        full_range_names,
        full_range_numpy,
        full_range_source,
    )

    name = goal.text.replace(" ", "").removesuffix("(x)")
    if name not in full_range_names():
        return False

    def bits(value: float) -> int:
        return int(struct.unpack("I", struct.pack("f", value))[0])

    ranges: list[tuple[int, int]] = []
    for low, high in goal.float_intervals():
        if high >= 0:
            ranges.append((bits(max(low, 0.0)), bits(high)))
        if low < 0:
            ranges.append((0x80000000 + bits(max(-high, 0.0)), 0x80000000 + bits(-low)))
    made = {"c": full_range_source, "numpy": full_range_numpy}
    missing = [language for language in wanted if language not in made]
    if missing:
        stderr.print(
            f"the form with range reduction is written as C and NumPy, not as {', '.join(missing)}",
            markup=False,
            highlight=False,
        )
    kept = False
    for language in [name_ for name_ in wanted if name_ in made] or ["c"]:
        found = check_full_range(name, ranges=tuple(ranges), language=language)
        if found.worst_ulp > max_ulp:
            continue
        kept = True
        source = made[language](name)
        if out is not None:
            (out / f"chosen_full_range{_SUFFIX[language]}").write_text(source)
        typer.echo(
            to_json(found)
            if as_json
            else f"{language} with range reduction: {found.worst_ulp:.4f} ULP at most over all "
            f"{found.inputs} inputs, worst at x = {found.worst_input!r}\n\n{source}"
        )
    return kept


_SUFFIX = {
    "python": ".py", "numpy": "_numpy.py", "numba": "_numba.py", "c": ".c", "jax": "_jax.py",
    "torch": "_torch.py", "latex": ".tex",
}  # fmt: skip


def _show_sources(point: Point, wanted: list[str], number_format: str) -> None:
    from algorist.discovery import emit

    kind = number_format if number_format == "float32" else "float64"
    for language in wanted:
        typer.echo(f"\n--- {language}, {point.ops} operations\n")
        typer.echo(emit(point.program, language, number_format=kind))


def _machine(
    front: Front,
    goal: Target,
    number_format: str,
    max_ulp: float,
    wanted: list[str],
    out: Path | None,
    as_json: bool,
) -> None:
    """The cheapest program that keeps to the wanted ULP on every input, if there is one."""
    from algorist.core import to_json
    from algorist.discovery import emit, fit_format

    chosen = None
    bits = {"float32": 24, "bfloat16": 8, "float16": 11}.get(number_format, 16)
    hopeless = min(2.0, -math.log10(max(max_ulp, 0.5) * 2.0**-bits))
    for point in front.points:
        if point.digits < hopeless:
            continue
        found = fit_format(point.program, goal, number_format, max_ulp)
        if chosen is None or found.worst_ulp < chosen.worst_ulp:
            chosen = found
        if found.worst_ulp <= max_ulp:
            break
    if chosen is None:
        return
    typer.echo(to_json(chosen) if as_json else chosen.text())
    if chosen.worst_ulp > max_ulp:
        stderr.print(
            f"no program of the front keeps to {max_ulp} ULP: the best has {chosen.worst_ulp:.3f}; "
            "allow more operations or minutes, or split the interval",
            markup=False,
            highlight=False,
        )
        if number_format == "float32" and _reduced(goal, max_ulp, wanted, out, as_json):
            return
    for language in wanted:
        source = emit(chosen.program, language, number_format=number_format)
        if out is not None:
            (out / f"chosen{_SUFFIX[language]}").write_text(source)
        if not as_json:
            typer.echo(f"\n--- {language}\n\n{source}")
