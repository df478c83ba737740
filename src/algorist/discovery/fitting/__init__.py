"""Constants: machine-code kernels, least squares, exchange, and hand-made forms to start from."""

from algorist.discovery.fitting._extended import level_extended
from algorist.discovery.fitting._fitting import exchange, fit, largest, probe
from algorist.discovery.fitting._following import follow
from algorist.discovery.fitting._kernels import Codes, Reals, backward, forward_dd
from algorist.discovery.fitting._samples import (
    POWERS_PER_ROOT,
    ROOTS,
    Samples,
    grid_of,
    take_samples,
    with_ends,
)
from algorist.discovery.fitting._seeds import Form, even_odd_fitted, forms, horner
from algorist.discovery.fitting._starts import multi_fit, track

__all__ = [
    "POWERS_PER_ROOT",
    "ROOTS",
    "Codes",
    "Form",
    "Reals",
    "Samples",
    "backward",
    "even_odd_fitted",
    "exchange",
    "fit",
    "follow",
    "forms",
    "forward_dd",
    "grid_of",
    "horner",
    "largest",
    "level_extended",
    "multi_fit",
    "probe",
    "take_samples",
    "track",
    "with_ends",
]
