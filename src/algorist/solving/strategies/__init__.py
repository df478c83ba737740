"""The strategies, each in a short module of its own; importing this registers them."""

from algorist.solving.strategies import (
    _ab_mcts,
    _beam,
    _best_of,
    _direct,
    _dvts,
    _interleave,
    _mcts,
    _no_thinking,
    _program,
    _rebase,
    _repair,
    _self_verify,
    _short,
    _vote,
)

__all__: list[str] = []
_REGISTERED = (
    _ab_mcts,
    _beam,
    _best_of,
    _direct,
    _dvts,
    _interleave,
    _mcts,
    _no_thinking,
    _program,
    _rebase,
    _repair,
    _self_verify,
    _short,
    _vote,
)
