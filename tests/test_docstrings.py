"""The examples in docstrings are true."""

from __future__ import annotations

import doctest
import importlib
from pathlib import Path

import pytest

import algorist

SOURCE = Path(algorist.__file__).parent
WITH_EXAMPLES = sorted(
    ".".join(("algorist", *path.relative_to(SOURCE).with_suffix("").parts))
    for path in SOURCE.rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_examples_of_a_module(name: str) -> None:
    """Each function's and class's own, in a fresh namespace of its module."""
    module = importlib.import_module(name.removesuffix(".__init__"))
    result = doctest.testmod(module)

    assert result.attempted > 0
    assert result.failed == 0
