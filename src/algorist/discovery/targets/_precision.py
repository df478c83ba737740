"""Working precision of python-flint, which is one setting for the whole process.

Everything in this package that sets it does so here, under the lock that expressions hold as well,
so that proofs and comparisons may run in several threads of one process: they wait for each other.
"""

from __future__ import annotations

from types import TracebackType

from flint import ctx

from algorist.expressions._balls import LOCK


class Precision:
    """Holds the lock, a precision in bits and the length of power series: ``with Precision(200):``.

    May be nested, also inside an evaluation of expressions in the same thread.
    """

    __slots__ = ("bits", "cap", "saved")

    def __init__(self, bits: int, cap: int | None = None) -> None:
        self.bits = bits
        self.cap = cap

    def __enter__(self) -> Precision:
        LOCK.acquire()
        self.saved = ctx.prec, ctx.cap
        ctx.prec = self.bits
        if self.cap is not None:
            ctx.cap = self.cap
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        ctx.prec, ctx.cap = self.saved
        LOCK.release()
