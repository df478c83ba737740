"""The loop of every step search: ask the searcher, sample, score, tell the tree."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from typing import Any, ClassVar, TypedDict

from algorist.core import BudgetError, InputError, ModelError
from algorist.models import Message
from algorist.solving._electing import choose
from algorist.solving._prompts import prompts
from algorist.solving._scorers import check_able, resolve_scorer
from algorist.solving._session import Ask, Session
from algorist.solving._solution import Ending, Solution
from algorist.solving.search._tree import Growth, Node, Tree

WHOLE = 4
"""A step that is to write on to the end may be this many times as long as other steps."""


class Options(TypedDict, total=False):
    """The arguments that all step searches have; :class:`StepSearch` has their defaults."""

    score: Any
    weighted: bool
    temperature: float
    max_tokens: int
    max_steps: int
    prompt: Any


async def check_prefill(session: Session, name: str) -> None:
    """``ModelError``, before anything is spent, where a begun reply cannot be gone on from."""
    if not (await session.model.capabilities()).prefill:
        raise ModelError(
            f"{session.model.spec} cannot go on from a begun reply, which {name} needs: "
            "take best_of or vote"
        )


class StepSearch(ABC):
    """A search whose nodes are lines: each is asked for by going on from a begun reply.

    A subclass says in :meth:`ask` which nodes are to grow. It is a function of the tree alone, so
    the search is the same however many calls are in flight and wherever it was interrupted. All
    wishes of a round are sampled together, neighbours in the tree next to each other, so that a
    server finds their common beginning in its cache; then all new nodes are scored together.

    ``score`` names a scorer of begun solutions; finished ones are chosen by the sum of the scores
    of equal answers (``weighted=false``: by the best score). A line may have ``max_tokens`` tokens
    and a solution ``max_steps`` lines; the last one is written on to the end. As long as no
    solution states an answer, so much of the budget is kept back that one beginning can be written
    on to its end, greedily; this is done where the search ends without an answer.
    """

    name: ClassVar[str]

    def __init__(
        self,
        *,
        score: Any = "steps",
        weighted: bool = True,
        temperature: float = 0.8,
        max_tokens: int = 64,
        max_steps: int = 24,
        prompt: Any = "steps",
    ) -> None:
        name = self.name
        if not 1 <= max_steps <= 1000:
            raise InputError(f"{name}(max_steps={max_steps!r}): steps lie between 1 and 1000")
        if temperature <= 0:
            raise InputError(
                f"{name}(temperature={temperature!r}): without chance all branches are the same; "
                "give a temperature over 0"
            )
        self.score = resolve_scorer(score)
        if self.score.relative:
            raise InputError(
                f"{name}(score={score}): this scorer compares whole attempts; a search over steps "
                "needs one that scores beginnings, such as steps, logprob or digit"
            )
        self.weighted, self.temperature = weighted, temperature
        self.max_tokens, self.max_steps = max_tokens, max_steps
        self.logprobs = self.score.logprobs
        self.prompt = prompts.get(str(prompt))

    @abstractmethod
    def ask(self, tree: Tree) -> list[Growth]:
        """Which nodes are to grow next; nothing ends the search."""

    def favourite(self, tree: Tree) -> int:
        """The beginning that is written on to its end where the search ends without an answer."""
        return tree.favourite()

    def voters(self, tree: Tree) -> list[tuple[Node, float]]:
        """The finished solutions that decide, with their weights."""
        return [(node, node.score) for node in tree.finished()]

    async def __call__(self, session: Session) -> AsyncIterator[Solution]:
        """Round by round; yields the answer so far after each."""
        await check_able(session, self.score)
        await check_prefill(session, self.name)
        tree = Tree(session.task.answer_type, session.task.seed)
        ending: Ending = "finished"
        note = ""
        try:
            while wishes := self.ask(tree):
                if not await self.grow(await self._leaving(session, tree), tree, wishes):
                    ending = "budget"
                    break
                yield self._solution(session, tree, "running")
        except BudgetError as error:
            ending, note = "budget", str(error)
        try:
            await self._finish(session, tree)
        except BudgetError as error:
            ending, note = "budget", note or str(error)
        yield self._solution(session, tree, ending, note)

    async def grow(self, session: Session, tree: Tree, wishes: list[Growth]) -> bool:
        """One round; whether the budget allowed all of it."""
        new = await self.write(session, tree, wishes)
        await self.rate(session, tree, new)
        wanted = sum(wish.n for wish in wishes)
        # Without a bound, what is missing failed for good, and the search goes on without it.
        return len(new) == wanted or not session.ledger.bounded

    async def write(self, session: Session, tree: Tree, wishes: list[Growth]) -> list[int]:
        """The nodes that the session's model adds; raises where there is not one."""
        able = await session.model.capabilities()
        wishes = sorted(wishes, key=lambda wish: tree.path(wish.node))
        asks = [
            Ask(
                self._messages(session, tree.text(wish.node)),
                wish.n,
                tree.draw(wish.node, wish.n),
                WHOLE * self.max_tokens if wish.whole else wish.tokens or self.max_tokens,
                self.temperature,
                stop=() if wish.whole else ("\n",),
                logprobs=self.logprobs * able.logprobs,
            )
            for wish in wishes
        ]
        found = await session.sample_all(asks)
        tree.asked += len(wishes)
        return [
            tree.grow(wish.node, sample, last=wish.whole)
            for wish, samples in zip(wishes, found, strict=True)
            for sample in samples
        ]

    async def rate(self, session: Session, tree: Tree, new: list[int]) -> None:
        """Score nodes together."""
        scores = await self.score(session, [tree.judged(index) for index in new])
        for index, score in zip(new, scores, strict=True):
            tree.rate(index, score)

    def _messages(self, session: Session, begun: str) -> tuple[Message, ...]:
        start = session.task.messages(self.prompt)
        return (*start, Message("assistant", begun)) if begun else start

    async def _leaving(self, session: Session, tree: Tree) -> Session:
        """For one round: leaves what it takes to finish any beginning, one step longer."""
        if tree.answered():
            return session
        longest = max((tree.text(node.index) for node in tree.nodes), key=len)
        room = (WHOLE + 1) * self.max_tokens
        return await session.keeping(Ask(self._messages(session, longest), max_tokens=room))

    async def _finish(self, session: Session, tree: Tree) -> None:
        """Write the favourite on to its end where no solution states an answer."""
        if not tree.answered():
            at = self.favourite(tree)
            messages = self._messages(session, tree.text(at))
            (whole,) = await session.sample(messages, max_tokens=WHOLE * self.max_tokens)
            tree.grow(at, whole, last=True)

    def _solution(self, session: Session, tree: Tree, ending: Ending, note: str = "") -> Solution:
        """What the finished solutions say; before there are any, the best beginning, abstaining."""
        best = tree.ranked(tree.nodes[1:])[:1]
        voters = self.voters(tree) or [(node, node.score) for node in best]
        return choose(
            session,
            [tree.trace(node.index) for node, _ in voters],
            [weight for _, weight in voters],
            weighted=self.weighted,
            ending=ending,
            note=note,
        )
