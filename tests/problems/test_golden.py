"""Problems are pure functions of their ids: a change needs a new version.

`golden.txt` holds one digest a family and version. Where a change of problems is meant, raise the
family's version and run this file as a script, which writes the digests of new versions.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from algorist.core import to_json
from algorist.problems import build, families, make_many

GOLDEN = Path(__file__).with_name("golden.txt")
OURS = sorted(name for name in families.names() if families.get(name).__module__[:9] == "algorist.")


def _known() -> dict[str, str]:
    return dict(line.split() for line in GOLDEN.read_text().splitlines())


def _digest(name: str) -> str:
    """The digest of a few problems at every level, as they are written to files."""
    found = hashlib.sha256()
    for level in build(name).levels:
        for seed in (0, -7):
            for problem in make_many(name, 12, level=level, seed=seed):
                found.update(to_json(problem).encode())
    return found.hexdigest()[:32]


def _versioned(name: str) -> str:
    return f"{name}@{build(name).version}"


@pytest.mark.parametrize("name", OURS)
def test_problems_of_a_version_do_not_change(name: str) -> None:
    """Every byte of the same problems is as it was: question, answer, parameters, steps, program.

    Ids are printed in papers and stored in result files; they must mean the same for good.
    """
    known = _known()
    assert _versioned(name) in known, f"no digest of {_versioned(name)}: run {__file__}"
    assert _digest(name) == known[_versioned(name)], (
        f"the problems of {_versioned(name)} changed: raise its version, or undo the change"
    )


if __name__ == "__main__":
    rows = _known() if GOLDEN.exists() else {}
    rows |= {_versioned(name): _digest(name) for name in OURS if _versioned(name) not in rows}
    GOLDEN.write_text("".join(f"{name} {digest}\n" for name, digest in sorted(rows.items())))
