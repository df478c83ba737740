"""The models of a run: each resolved once, called within its own limits, closed with the run."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from algorist.core import Spec
from algorist.models import Caller, Model, models, resolve
from algorist.solving._pricing import pricing


def priced(model: Model) -> Caller:
    """A caller with the usual limits, which counts FLOPs where the model's card is known."""
    return Caller(model, price=pricing(model))


class Callers:
    """Finds the caller of a model by its spec; ``make`` makes one at first use."""

    def __init__(self, make: Callable[[Model], Caller] = priced) -> None:
        self._make = make
        self._known: dict[str, Caller] = {}
        self._resolved: list[Model] = []

    def add(self, model: Model) -> Caller:
        """The caller of a model that somebody else closes."""
        if model.spec not in self._known:
            self._known[model.spec] = self._make(model)
        return self._known[model.spec]

    def of(self, spec: str | Spec) -> Caller:
        """The caller of the model that a spec names; equal models have one caller."""
        text = str(spec)
        if text not in self._known:
            model = resolve(text)
            if model.spec not in self._known:
                self._resolved.append(model)
            self._known[text] = self.add(model)
        return self._known[text]

    async def aclose(self) -> None:
        """Close the models that were resolved here."""
        for model in self._resolved:
            await model.aclose()


def models_named(spec: Spec) -> list[str]:
    """The models that a strategy's spec names in its arguments, at any depth, each once.

    >>> models_named(Spec.parse("best_of(each=spec_reason(draft=simulated(seed=3)), score=digit)"))
    ['simulated(seed=3)']
    """

    def walk(value: object) -> Iterator[str]:
        name = value.name if isinstance(value, Spec) else value
        if name in models:
            yield str(value)
        elif isinstance(value, Spec):
            for _, argument in value.args:
                yield from walk(argument)
        elif isinstance(value, tuple):
            for item in value:
                yield from walk(item)

    return list(dict.fromkeys(one for _, value in spec.args for one in walk(value)))
