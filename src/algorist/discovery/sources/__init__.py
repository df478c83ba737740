"""Programs as source text."""

from algorist.discovery.sources._emit import emit, languages

__all__ = [
    "emit",
    "languages",
]
