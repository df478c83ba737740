"""Runs the escape suite under the present user and prints what happened as JSON lines.

Run as a script so that the same suite can run as another user: ``escape_runner.py WITHOUT...``.
``--sympy`` makes every attack in a zygote that has sympy loaded.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from escape_attacks import ATTACKS, SLOW, SYSCALL

from algorist.execution import Limits, Pool, Program

SECRET = "open-sesame-5417"


class Target:
    """What the attacks are after: a secret file and listeners that note every visitor."""

    def __init__(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="canary-")
        os.chmod(self.folder.name, 0o777)
        self.canary = Path(self.folder.name) / "secret.txt"
        self.canary.write_text(SECRET)
        self.canary.chmod(0o666)
        self.visits: list[str] = []
        self.listeners = []
        self.abstract = f"algorist-canary-{os.getpid()}"
        unix = f"{self.folder.name}/socket"
        for family, address in (
            (socket.AF_INET, ("127.0.0.1", 0)),
            (socket.AF_UNIX, unix),
            (socket.AF_UNIX, "\0" + self.abstract),
        ):
            listener = socket.socket(family)
            listener.bind(address)
            listener.listen()
            threading.Thread(target=self._watch, args=(listener,), daemon=True).start()
            self.listeners.append(listener)
        os.chmod(unix, 0o777)
        self.inputs = {
            "CANARY": str(self.canary),
            "HOST": os.getpid(),
            "PORT": self.listeners[0].getsockname()[1],
            "UNIX": unix,
            "ABSTRACT": self.abstract,
        }

    def _watch(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            self.visits.append(str(listener))
            connection.close()

    def harm(self) -> list[str]:
        """What is no longer as it was."""
        found = [f"visited {each}" for each in self.visits]
        if not self.canary.exists() or self.canary.read_text() != SECRET:
            found.append("the canary changed")
        for path in ("/tmp/algorist-escape", "/dev/shm/algorist-escape"):
            if os.path.exists(path):
                found.append(f"{path} was written")
                os.unlink(path)
        return found

    def close(self) -> None:
        """Stop listening and remove the secret."""
        for listener in self.listeners:
            listener.close()
        self.folder.cleanup()


def attack(without: tuple[str, ...], first: str = "") -> Iterator[dict[str, Any]]:
    """Run every attack, after the line ``first``; after each, the host must be unharmed and the
    next run must work."""
    os.environ["ALGORIST_SECRET"] = SECRET
    target = Target()
    everything = {
        **{name: (source, None) for name, source in ATTACKS.items()},
        **{name: (source, ends) for name, (source, ends) in SLOW.items()},
    }
    if os.uname().machine != "x86_64":  # the numbers in these are of that machine
        everything = {name: each for name, each in everything.items() if SYSCALL not in each[0]}
    with Pool(2, without=without) as pool:
        yield {"isolation": pool.isolation().level, "walls": pool.isolation().walls}
        for name, (source, ends) in everything.items():
            limits = Limits(seconds=1.0, memory=256 << 20)
            result = pool.run(Program(first + source, target.inputs, limits))
            text = f"{result.stdout}{result.stderr}{result.value}{result.error}"
            problems = target.harm()
            if "ESCAPED" in text.replace("ESCAPED?", "") and not (
                result.error and "ESCAPED" in str(result.error.source)
            ):
                problems.append("it says that it escaped")
            if SECRET in text:
                problems.append("the secret came out")
            if ends is not None and result.outcome not in ends:
                problems.append(f"it ended {result.outcome}, not {sorted(ends)}")
            if pool.run(Program("ans = 6 * 7")).value != 42:
                problems.append("the next run failed")
            yield {
                "name": name,
                "outcome": result.outcome,
                "problems": problems,
                "text": text[:300],
                "seconds": result.seconds,
            }
    target.close()


if __name__ == "__main__":
    walls = [each for each in sys.argv[1:] if each != "--sympy"]
    for line in attack(tuple(walls), "import sympy\n" if "--sympy" in sys.argv else ""):
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()
