"""Strategies that spend a budget on a question, and the sessions that they call models through."""

from algorist.solving import scorers as _scorer_modules
from algorist.solving import strategies as _strategies
from algorist.solving._cache import MemoryCache, SampleCache, Stored
from algorist.solving._callers import Callers, models_named
from algorist.solving._pricing import check_rates, pricing
from algorist.solving._prompts import Prompt, prompts
from algorist.solving._routing import Profile, fit_profile, read_profile
from algorist.solving._scorers import (
    Scorer,
    Trace,
    aggregate,
    resolve_scorer,
    scorer,
    scorers,
)
from algorist.solving._script import Script
from algorist.solving._scripts import scripts
from algorist.solving._session import Ask, Session
from algorist.solving._shared import Preparing, prepare, prepared, shared_work
from algorist.solving._solution import Candidate, Group, Solution
from algorist.solving._solve import run_strategy, solve
from algorist.solving._strategy import Strategy, resolve_strategy, strategies, strategy
from algorist.solving._task import Task
from algorist.solving._votes import group_answers, is_certain, leader_probability

__all__ = [
    "Ask",
    "Callers",
    "Candidate",
    "Group",
    "MemoryCache",
    "Preparing",
    "Profile",
    "Prompt",
    "SampleCache",
    "Scorer",
    "Script",
    "Session",
    "Solution",
    "Stored",
    "Strategy",
    "Task",
    "Trace",
    "aggregate",
    "check_rates",
    "fit_profile",
    "group_answers",
    "is_certain",
    "leader_probability",
    "models_named",
    "prepare",
    "prepared",
    "pricing",
    "prompts",
    "read_profile",
    "resolve_scorer",
    "resolve_strategy",
    "run_strategy",
    "scorer",
    "scorers",
    "scripts",
    "shared_work",
    "solve",
    "strategies",
    "strategy",
]
_REGISTERED = (_strategies, _scorer_modules)
