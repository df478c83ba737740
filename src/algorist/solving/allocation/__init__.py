"""What more samples would bring, and which problems of a batch should get them.

Nothing here knows a gold answer, a model or a run: counts of votes go in, values and counts of
samples come out.
"""

from algorist.solving.allocation._allocate import Plan, allocate
from algorist.solving.allocation._coverage import CoverageLaw, fit_coverage
from algorist.solving.allocation._growing import Growing
from algorist.solving.allocation._saturation import reach, saturation
from algorist.solving.allocation._values import vote_values

__all__ = [
    "CoverageLaw",
    "Growing",
    "Plan",
    "allocate",
    "fit_coverage",
    "reach",
    "saturation",
    "vote_values",
]
