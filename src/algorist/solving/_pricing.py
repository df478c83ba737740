"""What a call cost in operations and energy, where the model's card is known."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from algorist.core import Budget, Cost, InputError
from algorist.formats.costs import Work, estimate, model_cards
from algorist.models import Model

ENERGY = 'energy(table="7nm")'
"""A lower bound: arithmetic and memory traffic at perfect use; see ``docs/costs.md``."""


def pricing(model: Model) -> Callable[[Cost, int], Cost]:
    """Fills in the FLOPs and joules of a call that brought so many samples.

    Operations are counted exactly from the card (layers, attention, logits; cached tokens are
    free). A model without a card keeps the FLOPs that its ``rates`` give.
    """
    if model.card not in model_cards:
        return lambda cost, samples: cost
    card = model_cards.get(model.card)

    def price(cost: Cost, samples: int) -> Cost:
        written = -(-cost.output_tokens // max(1, samples))
        work = Work(cost.prompt_tokens, cost.cached_tokens, written, max(1, samples))
        return msgspec.structs.replace(
            cost,
            flops=estimate("attention", card, work).flops,
            joules=estimate(ENERGY, card, work).joules,
        )

    return price


def check_rates(model: Model, budget: Budget) -> None:
    """``InputError`` where a bound on operations or money cannot be kept: no rates are known."""
    rates = model.rates
    for name, known, argument in (
        ("flops", rates.flops, "parameters=..."),
        ("dollars", rates.dollars_in or rates.dollars_out, "price_in=..., price_out=..."),
    ):
        if getattr(budget, name) is not None and not known:
            raise InputError(
                f"a budget of {name} cannot be kept with {model.spec}, whose {name} for a token "
                f"are not known: name the model with {argument}, or bound the tokens"
            )
