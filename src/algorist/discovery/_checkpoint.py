"""Checkpoints: a search on disk, neither lost nor mixed with another."""

from __future__ import annotations

import contextlib
import hashlib
import warnings
from collections.abc import Sequence
from pathlib import Path

from algorist.core import InputError, from_json, to_json
from algorist.discovery.searching import Search, State
from algorist.discovery.targets import Target


def described(target: Target, operations: Sequence[str], cost: str) -> str:
    """What a search is for, in words: the same only where a checkpoint can be gone on from."""
    ends = " and ".join(f"[{low}, {high}]" for low, high in target.intervals)
    floor = f" (floor {target.floor})" if target.error == "mixed" else ""
    points = f" {hashlib.sha256(repr(target.points).encode()).hexdigest()[:12]}"
    text = target.text + (points if target.kind == "table" else "")
    steps = " ".join(sorted(operations))
    return f"{text} on {ends}, {target.error} error{floor}, with {steps}, cost {cost}"


def load(path: Path, asked: str, *, resume: bool) -> State | None:
    """The checkpoint to go on from, if there is one.

    Raises:
        InputError: it is of another search, is not to be resumed, cannot be read, or none could be
            written there.
    """
    if not path.exists():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.with_suffix(".new").touch()
            path.with_suffix(".new").unlink()
        except OSError as error:
            raise InputError(f"no checkpoint can be written there: {error}") from error
        return None
    try:
        state = from_json(path.read_bytes(), State)
    except (InputError, OSError) as error:
        raise InputError(
            f"the checkpoint {path} cannot be read: {error}; move it away to begin anew"
        ) from error
    if not resume:
        raise InputError(
            f"{path} holds a search for {state.asked or 'a program'}: resume it, or give another "
            "directory"
        )
    if state.asked and state.asked != asked:
        raise InputError(
            f"{path} holds a search for {state.asked}; it cannot be resumed for {asked}: give "
            "another directory"
        )
    return state


def save(search: Search, path: Path) -> None:
    """Write the checkpoint whole or not at all; a full disk is warned of and ends no search."""
    fresh = path.with_suffix(".new")
    try:
        fresh.write_text(to_json(search.state()))
        fresh.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)
        warnings.warn(
            f"the checkpoint {path} cannot be written ({error}); the search goes on without it",
            RuntimeWarning,
            stacklevel=2,
        )
