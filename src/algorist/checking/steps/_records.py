"""What a step check returns."""

from __future__ import annotations

from typing import Any, Literal

from algorist.core import Record

StepOutcome = Literal["right", "wrong", "not checkable"]


class Claim(Record, frozen=True):
    """One statement of a step that was looked at."""

    text: str
    kind: str
    """``equation``, ``note`` (a calculator note), ``copy`` (a number carried over), ``statement``,
    ``comparison``, ``clock``, ``rounding``, ``ratio``, ``rate``, ``algebra``, ``restated``,
    ``provenance``, ``unit``, ``kinds``, ``compared``, ``plausible``, ``proof`` or ``final``."""
    verdict: StepOutcome
    how: str
    """By what rule it was decided, or why it could not be."""
    evidence: dict[str, Any] = {}
    """JSON values: the two sides, the correct value, a witness point, where operands come from."""


class StepCheck(Record, frozen=True):
    """One step with its verdict."""

    index: int
    """0-based."""
    text: str
    verdict: StepOutcome
    reason: str
    """The decisive claim's rule, or why nothing could be checked."""
    claims: tuple[Claim, ...] = ()

    @property
    def claim(self) -> str | None:
        """The decisive claim's text: the wrong one, else the first."""
        decisive = self._decisive()
        return decisive.text if decisive else None

    @property
    def evidence(self) -> dict[str, Any]:
        """The decisive claim's evidence."""
        decisive = self._decisive()
        return decisive.evidence if decisive else {}

    @property
    def correct(self) -> str | None:
        """What the wrong number should have been, where that is known."""
        value = self.evidence.get("correct")
        return None if value is None else str(value)

    def _decisive(self) -> Claim | None:
        for claim in self.claims:
            if claim.verdict == self.verdict:
                return claim
        return self.claims[0] if self.claims else None


class StepsResult(Record, frozen=True):
    """A worked solution, step by step."""

    steps: tuple[StepCheck, ...]
    first_wrong: int | None
    """0-based index of the first wrong step, or None."""
    coverage: float
    """Share of steps that were checkable, from 0 to 1; 0 for no steps."""
    final: Claim | None = None
    """Whether the final answer follows from the last computation, where both were found."""
    answer: str | None = None
    """The final answer as found."""

    @property
    def wrong(self) -> bool:
        """Whether a step, or the way from the last step to the answer, was shown wrong."""
        return self.first_wrong is not None or (
            self.final is not None and self.final.verdict == "wrong"
        )
