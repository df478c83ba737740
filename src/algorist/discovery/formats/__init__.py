"""Programs in number formats, tested on every input."""

from algorist.discovery.formats._arithmetic import FIXED_BITS, nearest, number_formats
from algorist.discovery.formats._formats import FormatFit, fit_format

__all__ = [
    "FIXED_BITS",
    "FormatFit",
    "fit_format",
    "nearest",
    "number_formats",
]
