"""The frames between host and zygote, all little-endian, and the causes for which a run ends.

From the host: :data:`REQUEST`, the fields of :class:`Order`; then the request (JSON). A length of
:data:`CANCEL` cancels the run. To the host: :data:`REPLY` = run, length of the report, of stdout,
of stderr, cause, wait status, seconds; then the three texts. The first reply is run 0, whose
report describes the isolation reached. Between zygote and child a request and a report each
follow their :data:`LENGTH`.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

REQUEST = struct.Struct("<IIdIIQQ")
REPLY = struct.Struct("<IIIIiid")
LENGTH = struct.Struct("<I")
CANCEL = 0xFFFFFFFF

ELSEWHERE = b'{"outcome": "elsewhere"}'
"""The report of a program that asked for a module which this zygote does not have."""

DONE, TIMEOUT, FLOOD, DIED, CANCELLED, BROKEN = range(6)


class Order(NamedTuple):
    """What the zygote must know of a run; memory is address space beyond the interpreter's."""

    run: int
    size: int
    seconds: float = 0.0
    max_output: int = 0
    max_report: int = 0
    memory: int = 0
    file_bytes: int = 0
