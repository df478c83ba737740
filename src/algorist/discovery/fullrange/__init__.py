"""float32 functions over their whole range, tested on every input."""

from algorist.discovery.fullrange._c import full_range_names, full_range_source
from algorist.discovery.fullrange._check import Exhaustive, check_full_range
from algorist.discovery.fullrange._numpy import full_range_numpy

__all__ = [
    "Exhaustive",
    "check_full_range",
    "full_range_names",
    "full_range_numpy",
    "full_range_source",
]
