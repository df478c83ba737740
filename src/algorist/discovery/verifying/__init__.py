"""Certificates proved again by other means: shares no proof with ``proving``."""

from algorist.discovery.verifying._verify import Verification, read_certificate, verify

__all__ = [
    "Verification",
    "read_certificate",
    "verify",
]
