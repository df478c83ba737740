"""Compilation by numba, typed, with a clear error where numba is absent."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from algorist.core import MissingExtraError

F = TypeVar("F", bound=Callable[..., Any])

try:
    import numba
except ImportError as error:  # the extra `discovery` brings it
    raise MissingExtraError("numba", "discovery") from error

KERNELS: Final = ("_kernels.py", "_fitting.py", "_following.py")
"""The modules of this package that are compiled; later ones hold copies of earlier ones."""


def _forget_stale() -> None:
    """Delete machine code that is older than one of the modules: numba looks at its own only."""
    here = Path(__file__).parent
    with contextlib.suppress(OSError):  # an installation that is only read is never stale
        newest = max((here / name).stat().st_mtime for name in KERNELS)
        for index in (here / "__pycache__").glob("*.nbi"):
            if index.stat().st_mtime < newest:
                index.unlink(missing_ok=True)


_forget_stale()


def jit(function: F) -> F:
    """Compile at the first call; the machine code is kept on disk beside the module.

    IEEE rules hold (no ``fastmath``): double-double arithmetic needs them. Division by zero gives
    infinities, as NumPy's does.
    """
    return cast(F, numba.njit(cache=True, error_model="numpy", nogil=True)(function))
