"""The seam for language models."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from algorist.core import Cost, InputError, Rates, Record, Registry, Spec, SpecError
from algorist.models._request import Message, Reply, Request


class Capabilities(Record, frozen=True):
    """What a model's server was found to support; what is missing is made up for or named."""

    n: bool = True
    """Several samples in one call. Without it each sample is a call of its own."""
    logprobs: bool = True
    seed: bool = True
    """Equal seeds give equal texts. Without it a run can be resumed but not repeated."""
    stop: bool = True
    """Stop strings. Without it texts are cut here, and the tokens after the stop are paid for."""
    prefill: bool = True
    """Goes on from a last assistant message."""
    usage: bool = True
    """Reports the output tokens of all choices. llama.cpp reports those of the first alone when
    ``n`` is over 1; they are then counted from the log-probabilities."""

    cost: Cost = Cost()
    """What finding this out cost."""

    def missing(self) -> list[str]:
        """Names of what is not supported."""
        return [name for name in self.__struct_fields__ if getattr(self, name) is False]


class Model(Protocol):
    """Anything that continues conversations. One method does the work; one call is one attempt.

    ``generate`` raises ``ModelError`` or a subclass; it does not retry (see :class:`Caller`).
    """

    @property
    def spec(self) -> str:
        """The spec that rebuilds this model; part of every cache key."""

    @property
    def simulated(self) -> bool:
        """Whether this is a simulation; every table says so."""

    @property
    def rates(self) -> Rates:
        """The most that a token costs."""

    @property
    def card(self) -> str:
        """Name of the model card that tells its layers and formats; empty for none."""

    async def capabilities(self) -> Capabilities:
        """What the server supports, probed once."""

    async def count(self, messages: tuple[Message, ...]) -> int:
        """Tokens of the prompt: exact, or an upper bound."""

    async def generate(self, request: Request) -> Reply:
        """One attempt at ``request.n`` samples."""

    async def aclose(self) -> None:
        """Release connections and processes."""


models: Registry[Callable[..., Model]] = Registry("model")


def model(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a factory of models under ``name``; its keyword arguments are the spec's."""
    return models.register(name)


def resolve(spec: str | Model) -> Model:
    """The model that a spec names: ``local``, ``simulated(...)``, ``endpoint(base_url=...)``."""
    if not isinstance(spec, str):
        return spec
    if spec.startswith(("http://", "https://")):
        raise SpecError(
            f"{spec!r} is an address: name the model there too, as in "
            f"endpoint(base_url={spec!r}, model=NAME)"
        )
    read = Spec.parse(spec)
    factory = models.get(read.name)
    try:
        return factory(**read.kwargs())
    except TypeError as error:
        raise InputError(f"the model {read.name!r} does not take these arguments: {error}") from (
            error
        )
