"""A run as one self-contained page: charts, tables and a browser for problems and attempts."""

from algorist.recording.html._accuracy import cost_points
from algorist.recording.html._charts import Curve, Point, cost_chart, curve_chart, standalone
from algorist.recording.html._page import TRACES, Written, page, write_report

__all__ = [
    "TRACES",
    "Curve",
    "Point",
    "Written",
    "cost_chart",
    "cost_points",
    "curve_chart",
    "page",
    "standalone",
    "write_report",
]
