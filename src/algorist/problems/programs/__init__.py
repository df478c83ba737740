"""Generated programs and questions about their runs (SX-Bench, SURGE)."""

from algorist.problems.programs import _families, _faults
from algorist.problems.programs._machine import machine
from algorist.problems.programs._running import Run
from algorist.problems.programs._syntax import text_of

__all__ = ["Run", "machine", "text_of"]

_registered = (_families, _faults)
