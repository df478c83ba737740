"""No program leaves the sandbox, whoever the caller is and whichever wall is missing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.adversarial.escape_attacks import ATTACKS, SLOW

HERE = Path(__file__).parent

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the fork sandbox needs Linux")


def _suite(prefix: list[str], *arguments: str) -> list[dict[str, object]]:
    done = subprocess.run(
        [*prefix, sys.executable, str(HERE / "escape_runner.py"), *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def _judge(lines: list[dict[str, object]], levels: set[str]) -> None:
    head, *attacks = lines
    assert head["isolation"] in levels
    assert len(attacks) >= 60
    assert [each for each in attacks if each["problems"]] == []


def test_there_are_at_least_sixty_attacks() -> None:
    """The suite does not shrink."""
    assert len(ATTACKS) + len(SLOW) >= 60


def test_nothing_escapes() -> None:
    """Every attack by every means fails as the present user, and the host stays healthy."""
    _judge(_suite([]), {"full", "strong"})


@pytest.mark.slow
def test_nothing_escapes_from_a_zygote_with_more_loaded() -> None:
    """The same where sympy and what it imports are at the attacker's hand."""
    pytest.importorskip("sympy")
    _judge(_suite([], "--sympy"), {"full", "strong"})


@pytest.mark.slow
@pytest.mark.parametrize("more", [(), ("--sympy",)], ids=["standard", "sympy"])
def test_nothing_escapes_from_an_unprivileged_caller(more: tuple[str, ...]) -> None:
    """The same when the caller is no more than the user nobody."""
    if os.geteuid() != 0:
        pytest.skip("the present user is unprivileged already: test_nothing_escapes covers it")
    _judge(_suite([sys.executable, str(HERE / "as_nobody.py")], *more), {"full", "strong"})


@pytest.mark.slow
@pytest.mark.parametrize(
    "without",
    [("landlock",), ("namespaces", "private_root"), ("private_root",), ("user",)],
    ids="-".join,
)
def test_nothing_escapes_when_a_wall_is_missing(without: tuple[str, ...]) -> None:
    """No single wall is what holds: with one of them gone, the others do."""
    _judge(_suite([], *without), {"strong", "full"})
