"""Runs: storing, resuming, statistics and reports."""

from algorist.recording._calibration import Bin, Calibration, calibration, calibrations
from algorist.recording._report import Outcome, Row, Summary, outcomes, summarise
from algorist.recording._run import Evaluation, Progress, evaluate
from algorist.recording._statistics import Share, maj_at_k, mean_share, pass_at_k, wilson
from algorist.recording._store import RunSpec, Solved, Store

__all__ = [
    "Bin",
    "Calibration",
    "Evaluation",
    "Outcome",
    "Progress",
    "Row",
    "RunSpec",
    "Share",
    "Solved",
    "Store",
    "Summary",
    "calibration",
    "calibrations",
    "evaluate",
    "maj_at_k",
    "mean_share",
    "outcomes",
    "pass_at_k",
    "summarise",
    "wilson",
]
