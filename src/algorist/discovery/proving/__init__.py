"""Proofs of error bounds by Taylor models, and bounds of rounding errors by Gappa."""

from algorist.discovery.proving._certificate import certify
from algorist.discovery.proving._error_series import CertificateError
from algorist.discovery.proving._rounding import RoundingBound, gappa_source, rounding_bound

__all__ = [
    "CertificateError",
    "RoundingBound",
    "certify",
    "gappa_source",
    "rounding_bound",
]
