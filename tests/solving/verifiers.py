"""Verifiers of known quality, for strategies on simulated models."""

from __future__ import annotations

from collections.abc import Sequence

from algorist.core import rng
from algorist.solving import Session, Trace


class Flipping:
    """A verifier of beginnings that is mistaken with a known chance."""

    logprobs = 0
    relative = False

    def __init__(self, mistaken: float) -> None:
        self.mistaken = mistaken

    async def __call__(self, session: Session, traces: Sequence[Trace]) -> list[float]:
        """1 for what it takes to be right and 0 for what it does not; each look is independent."""
        about = session.task.about
        assert about is not None
        known = {*(step.text for step in about.steps), f"#### {about.answer}"}
        scores = []
        for trace in traces:
            looks = session.memo["looks"] = int(str(session.memo.get("looks", 0))) + 1
            right = all(line in known for line in trace.text.splitlines())
            flipped = rng("look", session.task.seed, looks).random() < self.mistaken
            scores.append(float(right != flipped))
        return scores
