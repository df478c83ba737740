"""The search for shapes: moves, islands, the archive, tables and cheaper equal forms."""

from algorist.discovery.searching._archive import Member, as_code, digits_of, squarings
from algorist.discovery.searching._egraph import cheaper_forms
from algorist.discovery.searching._evaluator import Evaluator
from algorist.discovery.searching._jobs import Job, Settings
from algorist.discovery.searching._search import WORK_RATE, Search, State
from algorist.discovery.searching._table_pieces import take_pieces
from algorist.discovery.searching._table_search import with_tables

__all__ = [
    "WORK_RATE",
    "Evaluator",
    "Job",
    "Member",
    "Search",
    "Settings",
    "State",
    "as_code",
    "cheaper_forms",
    "digits_of",
    "squarings",
    "take_pieces",
    "with_tables",
]
