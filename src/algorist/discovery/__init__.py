"""Discovery of short programs for mathematical functions, with proven error bounds."""

from algorist.discovery._claims import Certificate
from algorist.discovery._front import discover, fit_form
from algorist.discovery._points import Front, Point
from algorist.discovery._report import curve_svg, error_curve, front_svg, report
from algorist.discovery.fitting import Form, forms
from algorist.discovery.formats import FormatFit, fit_format
from algorist.discovery.fullrange import (
    Exhaustive,
    check_full_range,
    full_range_names,
    full_range_numpy,
    full_range_source,
)
from algorist.discovery.programs import CostModel, Program, cost_models, weighted_latency
from algorist.discovery.proving import (
    CertificateError,
    RoundingBound,
    certify,
    gappa_source,
    rounding_bound,
)
from algorist.discovery.sources import emit, languages
from algorist.discovery.targets import Target
from algorist.discovery.verifying import Verification, read_certificate, verify

__all__ = [
    "Certificate",
    "CertificateError",
    "CostModel",
    "Exhaustive",
    "Form",
    "FormatFit",
    "Front",
    "Point",
    "Program",
    "RoundingBound",
    "Target",
    "Verification",
    "certify",
    "check_full_range",
    "cost_models",
    "curve_svg",
    "discover",
    "emit",
    "error_curve",
    "fit_form",
    "fit_format",
    "forms",
    "front_svg",
    "full_range_names",
    "full_range_numpy",
    "full_range_source",
    "gappa_source",
    "languages",
    "read_certificate",
    "report",
    "rounding_bound",
    "verify",
    "weighted_latency",
]
