"""Labels for training verifiers and policies, made from what roll-outs come to."""

from algorist.solving.labels._first_error import Search, first_errors
from algorist.solving.labels._make import first_error_labels, pair_labels, value_labels
from algorist.solving.labels._records import (
    Estimate,
    FirstError,
    Key,
    Label,
    Pair,
    Source,
    Value,
)
from algorist.solving.labels._rollouts import (
    Attempt,
    Judge,
    Rollouts,
    agreed,
    judged,
    reference,
    sampled_whole,
    steps_of,
)
from algorist.solving.labels._tree import Branch, branches, step_pairs

__all__ = [
    "Attempt",
    "Branch",
    "Estimate",
    "FirstError",
    "Judge",
    "Key",
    "Label",
    "Pair",
    "Rollouts",
    "Search",
    "Source",
    "Value",
    "agreed",
    "branches",
    "first_error_labels",
    "first_errors",
    "judged",
    "pair_labels",
    "reference",
    "sampled_whole",
    "step_pairs",
    "steps_of",
    "value_labels",
]
