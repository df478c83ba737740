"""What a computation cost, and the most that it may cost."""

from __future__ import annotations

import math
import re

from algorist.core._errors import InputError
from algorist.core._records import Record


class Cost(Record, frozen=True):
    """What was spent. Costs add with ``+``; every field is in the unit it states."""

    prompt_tokens: int = 0
    """Tokens read, cached ones included."""
    cached_tokens: int = 0
    """Of ``prompt_tokens``, those that the server had in its cache."""
    output_tokens: int = 0
    """Tokens written, reasoning included."""
    calls: int = 0
    """Requests sent, failed ones included."""
    seconds: float = 0.0
    """Sum of the wall time of all calls (they may overlap)."""
    flops: float = 0.0
    """Floating-point operations, where the model's card tells the parameters."""
    joules: float = 0.0
    """Energy, where a cost model gives it."""
    dollars: float = 0.0
    assumed_tokens: int = 0
    """Charged for calls whose true usage never became known (cancelled, timed out): the most
    that they could have used. Not contained in the other token counts."""
    assumed_output: int = 0
    """Of ``assumed_tokens``, those that may have been written."""

    @property
    def tokens(self) -> int:
        """All tokens: read, written and assumed."""
        return self.prompt_tokens + self.output_tokens + self.assumed_tokens

    @property
    def written(self) -> int:
        """Tokens written, and those that may have been."""
        return self.output_tokens + self.assumed_output

    def __add__(self, other: Cost) -> Cost:
        return Cost(
            self.prompt_tokens + other.prompt_tokens,
            self.cached_tokens + other.cached_tokens,
            self.output_tokens + other.output_tokens,
            self.calls + other.calls,
            self.seconds + other.seconds,
            self.flops + other.flops,
            self.joules + other.joules,
            self.dollars + other.dollars,
            self.assumed_tokens + other.assumed_tokens,
            self.assumed_output + other.assumed_output,
        )


class Budget(Record, frozen=True):
    """The most that may be spent; ``None`` leaves a dimension free.

    >>> Budget.parse("tokens=4000,calls=8")
    Budget(tokens=4000, output_tokens=None, calls=8, seconds=None, flops=None, dollars=None)
    """

    tokens: int | None = None
    """All tokens: read, written and assumed."""
    output_tokens: int | None = None
    """Tokens written (and assumed) only."""
    calls: int | None = None
    seconds: float | None = None
    """Wall time of the whole work, in seconds."""
    flops: float | None = None
    dollars: float | None = None

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            value = getattr(self, name)
            if value is not None and not (value >= 0 and math.isfinite(value)):
                raise InputError(
                    f"budget {name}={value!r} is not a finite number of at least 0: "
                    "give a bound, or leave it out for no bound"
                )

    @classmethod
    def parse(cls, text: str) -> Budget:
        """Read ``name=number`` pairs separated by commas; ``1e5`` and ``60_000`` are numbers."""
        bounds: dict[str, int | float] = {}
        for part in filter(None, (piece.strip() for piece in text.split(","))):
            match = re.fullmatch(r"(\w+)\s*=\s*([\d_.]+(?:[eE][+-]?\d+)?)", part)
            if match is None or match[1] not in cls.__struct_fields__:
                raise InputError(
                    f"budget {part!r} is not one of {', '.join(cls.__struct_fields__)} = number: "
                    "write for example tokens=4000 or seconds=60"
                )
            try:
                value = float(match[2])
            except ValueError as error:
                raise InputError(f"budget {part!r}: {match[2]!r} is not a number") from error
            bounds[match[1]] = value if match[1] in ("seconds", "flops", "dollars") else int(value)
        return cls(**bounds)  # type: ignore[arg-type] # the names were checked above
