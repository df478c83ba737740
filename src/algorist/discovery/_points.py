"""What a search gives: programs, their proved errors, and the front that they form."""

from __future__ import annotations

import math

from algorist.core import Record, to_json
from algorist.discovery._claims import Certificate
from algorist.discovery.programs import Program, uses_bits, uses_tables
from algorist.discovery.targets import Target
from algorist.formats.costs import count_expression, operation_energy


class Point(Record, frozen=True):
    """A program of the front: ``error`` bounds its error, proved where there is a certificate."""

    ops: int
    error: float
    program: Program
    certificate: Certificate | None = None
    cost: float = 0.0
    """By the cost model of the search; the number of operations unless another was asked for."""

    @property
    def label(self) -> str:
        """The cost in two digits at least, for the names of files."""
        return f"{self.cost:02g}"

    @property
    def digits(self) -> float:
        """-log10 of the error."""
        return -math.log10(self.error) if self.error > 0 else math.inf

    @property
    def picojoules(self) -> float | None:
        """Energy of one evaluation in float64 by the 7 nm table, shared parts computed once.

        None for programs with bit casts or lookups, which the table does not know.
        """
        if uses_bits(self.program.shape) or uses_tables(self.program.shape):
            return None
        work = count_expression(self.program.expression(), share=True)
        return operation_energy(work, "binary64", "7nm")

    def json(self) -> str:
        """One line: ops, error, program, constants; constants are numbers with all their digits."""
        constants = ",".join(
            f'"{name}":{_number(text)}' for name, text in self.program.named().items()
        )
        error = repr(self.error) if self.certificate is None else self.certificate.bound
        certified = "true" if self.certificate is not None else "false"
        energy = "null" if self.picojoules is None else f"{self.picojoules:.3g}"
        return (
            f'{{"ops":{self.ops},"cost":{self.cost:g},"error":{error},"certified":{certified},'
            f'"digits":{self.digits:.4f},"picojoules":{energy},"program":{to_json(self.program.text())},'
            f'"constants":{{{constants}}}}}'
        )


class Front(Record, frozen=True):
    """What a search found, cheapest first; each point is better than all cheaper ones."""

    target: Target
    points: tuple[Point, ...]
    seconds: float = 0.0
    fits: int = 0
    epochs: int = 0
    cost: str = "operations"
    """The cost model of the front."""
    cpu_seconds: float = 0.0
    """Processor time of all processes. Like the other figures, of all runs of a resumed search."""

    def best(self, ops: int) -> Point | None:
        """The best point of at most that many operations."""
        found = [point for point in self.points if point.ops <= ops]
        return found[-1] if found else None


def _number(text: str) -> str:
    """A decimal text as a JSON number."""
    text = text.lstrip("+")
    sign, body = ("-", text[1:]) if text.startswith("-") else ("", text)
    if body.startswith("."):
        body = "0" + body
    return sign + (body[:-1] if body.endswith(".") else body)
