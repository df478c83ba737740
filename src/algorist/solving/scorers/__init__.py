"""The scorers, each in a short module of its own; importing this registers them."""

from algorist.solving.scorers import (
    _agreement,
    _comparison,
    _complexity,
    _digit,
    _logprob,
    _mixture,
    _programs,
    _server,
    _steps,
    _verifier,
)

__all__: list[str] = []
_REGISTERED = (
    _agreement,
    _comparison,
    _complexity,
    _digit,
    _logprob,
    _mixture,
    _programs,
    _server,
    _steps,
    _verifier,
)
