"""Problems whose answers and steps can be checked, made from families and seeds."""

from algorist.problems import lists, machines, numbers, procedures, programs, sequences, words
from algorist.problems._composed import fuse, noop, variants, vary
from algorist.problems._contracts import Contract, Turn, contracts, present, respond
from algorist.problems._dataset import Order, Split, digest, splits
from algorist.problems._exemplars import exemplars
from algorist.problems._family import (
    Family,
    Params,
    Solved,
    build,
    families,
    family,
)
from algorist.problems._making import make, make_many, rebuild
from algorist.problems._reading import read_problems
from algorist.problems._robustness import Robustness, robustness
from algorist.problems._spooling import make_lines
from algorist.problems._suites import (
    MAX_EXEMPLAR_CHARS,
    default_exemplars,
    exemplar_pool,
    suite,
    suites,
)
from algorist.problems._traced import Traced
from algorist.problems._trail import Trail
from algorist.problems._writing import Manifest, write_dataset

__all__ = [
    "MAX_EXEMPLAR_CHARS",
    "Contract",
    "Family",
    "Manifest",
    "Order",
    "Params",
    "Robustness",
    "Solved",
    "Split",
    "Traced",
    "Trail",
    "Turn",
    "build",
    "contracts",
    "default_exemplars",
    "digest",
    "exemplar_pool",
    "exemplars",
    "families",
    "family",
    "fuse",
    "lists",
    "machines",
    "make",
    "make_lines",
    "make_many",
    "noop",
    "numbers",
    "present",
    "procedures",
    "programs",
    "read_problems",
    "rebuild",
    "respond",
    "robustness",
    "sequences",
    "splits",
    "suite",
    "suites",
    "variants",
    "vary",
    "words",
    "write_dataset",
]
