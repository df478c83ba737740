"""Specs: ``name(arg=value, ...)`` texts that rebuild a strategy, a model or a scorer.

The spec is what a run stores, so reading and printing are exact inverses. A value is a number, a
text (quoted, or a bare word), ``true``, ``false``, ``none``, a list, or another spec.
"""

from __future__ import annotations

import re

from algorist.core._errors import SpecError
from algorist.core._records import Record

MAX_DEPTH = 8
MAX_LENGTH = 4000


class Spec(Record, frozen=True):
    """A name with its keyword arguments, in the order written.

    >>> str(Spec.parse("best_of(k=8, each=program, score=mean(of=steps))"))
    'best_of(k=8, each=program, score=mean(of=steps))'
    """

    name: str
    args: tuple[tuple[str, object], ...] = ()

    @classmethod
    def parse(cls, text: str) -> Spec:
        """Read one spec; ``SpecError`` names the place where it stops making sense."""
        if len(text) > MAX_LENGTH:
            raise SpecError(f"a spec of {len(text)} characters is over the bound of {MAX_LENGTH}")
        reader = _Reader(text)
        spec = reader.spec(0)
        reader.end()
        return spec

    def __str__(self) -> str:
        if not self.args:
            return self.name
        return f"{self.name}({', '.join(f'{key}={_show(value)}' for key, value in self.args)})"

    def kwargs(self) -> dict[str, object]:
        """The arguments as a dictionary."""
        return dict(self.args)


def _show(value: object) -> str:
    if value is None or isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) and _BARE.fullmatch(value) and value.lower() not in _WORDS:
        return value
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, tuple | list):
        return "[" + ", ".join(map(_show, value)) + "]"
    if isinstance(value, Spec) and not value.args:
        return f"{value.name}()"
    return str(value)


_BARE = re.compile(r"[A-Za-z_][\w.\-]*")
_TOKEN = re.compile(
    r"""\s*(?:(?P<number>[-+]?(?:\d[\d_]*)?\.?\d+(?:[eE][-+]?\d+)?)(?![\w.])
          |(?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
          |(?P<word>[A-Za-z_][\w.\-]*)
          |(?P<mark>[()\[\],=]))""",
    re.VERBOSE,
)
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "none": None}


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0

    def peek(self) -> tuple[str, str]:
        match = _TOKEN.match(self.text, self.position)
        if match is None:
            rest = self.text[self.position :].strip()
            return ("end", "") if not rest else ("bad", rest[:12])
        kind = match.lastgroup or "bad"
        return kind, match[kind]

    def take(self, kind: str, value: str | None = None) -> str:
        found, text = self.peek()
        if found != kind or (value is not None and text != value):
            wanted = repr(value) if value is not None else {"end": "the end"}.get(kind, f"a {kind}")
            raise SpecError(
                f"in the spec {self.text!r}: expected {wanted} at character {self.position}, "
                f"found {text or 'the end'!r}; write it like vote(k=8, temperature=0.7)"
            )
        match = _TOKEN.match(self.text, self.position)
        assert match is not None
        self.position = match.end()
        return text

    def end(self) -> None:
        self.take("end") if self.peek()[0] != "end" else None

    def spec(self, depth: int) -> Spec:
        if depth > MAX_DEPTH:
            raise SpecError(f"in the spec {self.text!r}: nested deeper than {MAX_DEPTH}")
        name = self.take("word")
        args: list[tuple[str, object]] = []
        if self.peek() == ("mark", "("):
            self.take("mark", "(")
            while self.peek() != ("mark", ")"):
                key = self.take("word")
                if any(key == known for known, _ in args):
                    raise SpecError(f"in the spec {self.text!r}: {key!r} is given twice")
                self.take("mark", "=")
                args.append((key, self.value(depth + 1)))
                if self.peek() != ("mark", ")"):
                    self.take("mark", ",")
            self.take("mark", ")")
        return Spec(name, tuple(args))

    def value(self, depth: int) -> object:
        kind, text = self.peek()
        if kind == "number":
            self.take("number")
            plain = text.replace("_", "")
            return int(plain) if re.fullmatch(r"[-+]?\d+", plain) else float(plain)
        if kind == "string":
            self.take("string")
            return re.sub(r"\\(.)", r"\1", text[1:-1])
        if (kind, text) == ("mark", "["):
            return self.items(depth)
        if kind == "word" and text.lower() in _WORDS:
            self.take("word")
            return _WORDS[text.lower()]
        before = self.position
        spec = self.spec(depth)
        bare = "(" not in self.text[before : self.position]
        return spec.name if bare else spec

    def items(self, depth: int) -> tuple[object, ...]:
        if depth > MAX_DEPTH:
            raise SpecError(f"in the spec {self.text!r}: nested deeper than {MAX_DEPTH}")
        self.take("mark", "[")
        found: list[object] = []
        while self.peek() != ("mark", "]"):
            found.append(self.value(depth + 1))
            if self.peek() != ("mark", "]"):
                self.take("mark", ",")
        self.take("mark", "]")
        return tuple(found)
