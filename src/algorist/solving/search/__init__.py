"""Searching over steps: a tree of begun solutions, and the loop that grows it."""

from algorist.solving.search._search import Options, StepSearch, check_prefill
from algorist.solving.search._tree import Growth, Node, Tree

__all__ = ["Growth", "Node", "Options", "StepSearch", "Tree", "check_prefill"]
