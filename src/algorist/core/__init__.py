"""The records that everything shares: problems, verdicts, costs, seeds, specs and errors."""

from algorist.core._cost import Budget, Cost
from algorist.core._errors import (
    AlgoristError,
    BudgetError,
    DataError,
    ExecutionError,
    InputError,
    LimitError,
    MissingExtraError,
    ModelError,
    ModelTimeoutError,
    ParseError,
    PluginError,
    RateLimitError,
    RefusedError,
    ReplyError,
    SpecError,
    StoreError,
)
from algorist.core._ledger import Grant, Ledger, Rates
from algorist.core._problem import Answer, Problem, ProblemId, Step
from algorist.core._records import Record, from_json, to_json
from algorist.core._registry import Registry, load_plugins
from algorist.core._seeds import HASHED, Draws, derive, draws_at, key_of, rng
from algorist.core._specs import Spec
from algorist.core._verdict import Outcome, Reason, Verdict

__all__ = [
    "HASHED",
    "AlgoristError",
    "Answer",
    "Budget",
    "BudgetError",
    "Cost",
    "DataError",
    "Draws",
    "ExecutionError",
    "Grant",
    "InputError",
    "Ledger",
    "LimitError",
    "MissingExtraError",
    "ModelError",
    "ModelTimeoutError",
    "Outcome",
    "ParseError",
    "PluginError",
    "Problem",
    "ProblemId",
    "RateLimitError",
    "Rates",
    "Reason",
    "Record",
    "RefusedError",
    "Registry",
    "ReplyError",
    "Spec",
    "SpecError",
    "Step",
    "StoreError",
    "Verdict",
    "derive",
    "draws_at",
    "from_json",
    "key_of",
    "load_plugins",
    "rng",
    "to_json",
]
