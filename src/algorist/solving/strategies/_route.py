"""Ask the models that are good at this kind of question."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

from algorist.core import BudgetError, InputError, ModelError
from algorist.solving._attempts import read
from algorist.solving._electing import elect
from algorist.solving._prompts import prompts
from algorist.solving._routing import read_profile
from algorist.solving._scorers import Trace
from algorist.solving._session import Session
from algorist.solving._solution import Ending, Solution
from algorist.solving._strategy import strategy


@strategy("route")
class Route:
    """``k`` samples, shared out evenly over the ``top`` of several ``models``, and a vote.

    ``profile`` names the file that ``algorist route`` fitted on solved problems: clusters of
    questions, and each model's accuracy in each. A model's score is its accuracy in the ``near``
    clusters that are nearest to the question, weighted by exp(-``sharpness`` * distance). Without
    a profile the first ``top`` models named are asked, without models the run's own. Models are
    asked one after the other; one that fails leaves its samples out.

    Source: the Avengers, Zhang et al., arXiv 2505.19797 (near 2 or 11, sharpness 6 or 3, top 2,
    10 samples at temperature 0.7, embeddings in 64 clusters; here hashed words).
    """

    def __init__(
        self,
        *,
        models: Any = (),
        profile: Any = "",
        top: int = 2,
        near: int = 2,
        sharpness: float = 6.0,
        k: int = 10,
        temperature: float = 0.7,
        max_tokens: int = 256,
        prompt: Any = "steps",
    ) -> None:
        self.models = models if isinstance(models, tuple) else (models,)
        if not (1 <= top <= k <= 10_000 and near >= 1 and sharpness >= 0):
            raise InputError(
                f"route(top={top!r}, k={k!r}, near={near!r}, sharpness={sharpness!r}): "
                "1 <= top <= k <= 10000, near is at least 1 and sharpness at least 0"
            )
        if profile and not self.models:
            raise InputError(
                f"route(profile={profile}): also name the models, as models=[local, ...]"
            )
        self.profile = read_profile(str(profile)) if profile else None
        self.top, self.near, self.sharpness, self.k = top, near, sharpness, k
        self.temperature, self.max_tokens = temperature, max_tokens
        self.prompt = prompts.get(str(prompt))

    async def __call__(self, session: Session) -> AsyncIterator[Solution]:
        """Model by model, the best first; yields after each."""
        messages = session.task.messages(self.prompt)
        chosen = self.ranked(session)[: self.top]
        found: list[Trace] = []
        ending: Ending = "finished"
        failure: ModelError | None = None
        for place, one in enumerate(chosen):
            share = self.k // len(chosen) + (place < self.k % len(chosen))
            try:
                samples = await one.sample(
                    messages, share, max_tokens=self.max_tokens, temperature=self.temperature
                )
            except BudgetError:
                samples = []
            except ModelError as error:
                failure = error
                continue
            found += read(samples, session.task.answer_type)
            if len(samples) < share:
                ending = "budget"
                break
            yield self._elected(session, found, "running")
        if failure is not None and not found:
            raise failure
        yield self._elected(session, found, ending)

    def ranked(self, session: Session) -> list[Session]:
        """A session with each model, the one to be expected the most of first."""
        sessions = [session.other(model) for model in self.models] or [session]
        if self.profile is None:
            return sessions
        scores = self.profile.scores(
            session.task.question, near=self.near, sharpness=self.sharpness
        )
        for one in sessions:
            if one.model.spec not in scores:
                raise InputError(
                    f"the profile knows nothing of {one.model.spec}: it was fitted for "
                    f"{', '.join(self.profile.models)}"
                )
        return sorted(sessions, key=lambda one: -scores[one.model.spec])

    def _elected(self, session: Session, found: Sequence[Trace], ending: Ending) -> Solution:
        return elect(session, [trace.candidate() for trace in found], ending=ending)
