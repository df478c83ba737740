"""End a chain when it would answer the same each time it is asked."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from typing import Any

from algorist.core import BudgetError, InputError
from algorist.models import Message, Sample
from algorist.solving._attempts import stated
from algorist.solving._electing import candidate, elect
from algorist.solving._pieces import Sampling, go_on
from algorist.solving._prompts import prompts
from algorist.solving._script import script_for
from algorist.solving._session import Ask, Session
from algorist.solving._solution import Candidate, Ending, Solution
from algorist.solving._strategy import strategy
from algorist.solving._votes import group_answers
from algorist.solving.search import check_prefill

HEDGES = re.compile(r"\b(?:wait|hold|but|okay|no|hmm)\b", re.IGNORECASE)
"""Words that take an answer back."""
PROBE_TOKENS = 20


@strategy("probe")
class Probe:
    """One chain; after every ``chunk`` tokens the model is made to state its answer as it stands.

    The chain ends early when the last ``window`` probes state answers without hedging and all of
    them are checked to be equal: then that is the answer. Otherwise it is what the chain states,
    or the last probe where it states none. A probe reads the chain again and writes at most 20
    tokens; what one takes is kept back, so that the chain is asked before the budget ends.

    Source: Dynasor, Fu et al., arXiv 2412.20993 (window and chunk from 8, 64 to 2, 32;
    temperature 0.6, top_p 0.95).
    """

    def __init__(
        self,
        *,
        window: int = 3,
        chunk: int = 32,
        temperature: float = 0.6,
        top_p: float = 0.95,
        max_tokens: int = 256,
        prompt: Any = "steps",
        script: Any = "probe",
    ) -> None:
        if not 2 <= window <= 1000 or chunk < 1:
            raise InputError(
                f"probe(window={window!r}, chunk={chunk!r}): at least 2 probes agree, and there is "
                "at least 1 token between them"
            )
        self.window, self.chunk, self.max_tokens = window, chunk, max_tokens
        self.sampling = Sampling(temperature, top_p)
        self.prompt = prompts.get(str(prompt))
        self.script = script_for("probe", script)

    async def __call__(self, session: Session) -> AsyncIterator[Solution]:
        """Chunk by chunk; yields after each probe."""
        await check_prefill(session, "probe")
        messages = session.task.messages(self.prompt)
        chain = Sample("", "length")
        answers: list[str | None] = []
        ending: Ending = "finished"
        note = ""
        try:
            while chain.finish == "length" and chain.output_tokens < self.max_tokens:
                piece = min(self.chunk, self.max_tokens - chain.output_tokens)
                probe = self._ask(messages, chain.text, len(answers), piece)
                within = await session.keeping(probe)
                chain = (await go_on(within, messages, [chain], [0], piece, self.sampling))[0]
                if chain.finish == "stop":
                    break
                answers.append(await self._answer(session, messages, chain, len(answers)))
                if settled(answers[-self.window :], self.window, session.task.answer_type):
                    ending = "confident"
                    break
                yield self._solution(session, chain, answers, "running")
        except BudgetError as error:
            ending, note = "budget", str(error)
            if not answers:
                with suppress(BudgetError):
                    answers.append(await self._answer(session, messages, chain, 0))
        yield self._solution(session, chain, answers, ending, note)

    def _ask(self, messages: tuple[Message, ...], begun: str, number: int, more: int = 0) -> Ask:
        return Ask(
            (*messages, Message("assistant", begun + self.script.fill("probe"))),
            first=number,
            max_tokens=PROBE_TOKENS + more,
            temperature=self.sampling.temperature,
            top_p=self.sampling.top_p,
            stop=("\n",),
        )

    async def _answer(
        self, session: Session, messages: tuple[Message, ...], chain: Sample, number: int
    ) -> str | None:
        ((sample,),) = await session.sample_all([self._ask(messages, chain.text, number)])
        if HEDGES.search(sample.text) or not sample.text.strip():
            return None
        return stated(f"#### {sample.text}", session.task.answer_type)

    def _solution(
        self,
        session: Session,
        chain: Sample,
        answers: Sequence[str | None],
        ending: Ending,
        note: str = "",
    ) -> Solution:
        found = candidate(chain, session.task.answer_type)
        probed = next((answer for answer in reversed(answers) if answer is not None), None)
        if ending == "confident" or found.answer is None:
            found = Candidate(chain.text, probed, chain.output_tokens)
        return elect(session, [found], ending=ending, note=note)


def settled(answers: Sequence[str | None], window: int, answer_type: str) -> bool:
    """Whether there are ``window`` answers, all stated and all checked to be equal.

    >>> settled(["1/2", "0.5"], 2, ""), settled(["1/2", "0.4"], 2, ""), settled([None, "1"], 2, "")
    (True, False, False)
    """
    voters = [Candidate("", answer) for answer in answers]
    groups = group_answers(voters, answer_type)
    return len(answers) == window and len(groups) == 1 and len(groups[0].members) == window
