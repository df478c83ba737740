"""What is approximated: functions that balls and series enclose, piece by piece."""

from algorist.discovery.targets._branches import SWITCHES, Branch, Given, Pending, switched
from algorist.discovery.targets._formulas import Formula, formula
from algorist.discovery.targets._pairs import ONE, Pair, pair_sum, rational, times
from algorist.discovery.targets._precision import Precision
from algorist.discovery.targets._targets import Target

__all__ = [
    "ONE",
    "SWITCHES",
    "Branch",
    "Formula",
    "Given",
    "Pair",
    "Pending",
    "Precision",
    "Target",
    "formula",
    "pair_sum",
    "rational",
    "switched",
    "times",
]
