"""Runs: storing, resuming, statistics and reports."""

from algorist.recording._breakdown import Part, Spending, breakdown, pareto
from algorist.recording._calibration import Bin, Calibration, calibration, calibrations
from algorist.recording._labels import Labelling, Tally, stored_pairs
from algorist.recording._mixtures import FittedMixture, fit_mixture
from algorist.recording._outcomes import Outcome, Results, joined, outcomes, read_results
from algorist.recording._report import Row, Summary, remarks, summarise, summary_of
from algorist.recording._routes import route_profile
from algorist.recording._run import Evaluation, Progress, evaluate
from algorist.recording._statistics import Share, maj_at_k, mean_share, pass_at_k, wilson
from algorist.recording._store import RunSpec, Solved, Store
from algorist.recording._tables import NOTE, Table, breakdown_table, tables

__all__ = [
    "NOTE",
    "Bin",
    "Calibration",
    "Evaluation",
    "FittedMixture",
    "Labelling",
    "Outcome",
    "Part",
    "Progress",
    "Results",
    "Row",
    "RunSpec",
    "Share",
    "Solved",
    "Spending",
    "Store",
    "Summary",
    "Table",
    "Tally",
    "breakdown",
    "breakdown_table",
    "calibration",
    "calibrations",
    "evaluate",
    "fit_mixture",
    "joined",
    "maj_at_k",
    "mean_share",
    "outcomes",
    "pareto",
    "pass_at_k",
    "read_results",
    "remarks",
    "route_profile",
    "stored_pairs",
    "summarise",
    "summary_of",
    "tables",
    "wilson",
]
