"""Asking the model that is good at this kind of question."""

from __future__ import annotations

from math import exp
from pathlib import Path

import numpy as np
import pytest

from algorist.core import Budget, InputError, ModelError, to_json
from algorist.models import Request, Simulated
from algorist.problems import make_many
from algorist.recording import Evaluation, Store, read_results, route_profile
from algorist.solving import Profile, fit_profile, read_profile, resolve_strategy
from algorist.solving._vectors import distances, vectors
from algorist.solving.strategies._route import Route
from tests.builders import purchases
from tests.solving.scripted import Scripted, session_for, solved

SHOPPING = [one.question for one in purchases(12, level=2)]
ADDING = [one.question for one in make_many("numbers.add", 12, level=2)]
BOTH = [*SHOPPING, *ADDING]
RIGHT = {
    "shopper": [0.9] * 12 + [0.2] * 12,
    "adder": [0.3] * 12 + [0.8] * 12,
    "neither": [0.25] * 24,
}


def test_a_profile_has_the_accuracy_of_each_model_in_each_cluster() -> None:
    """Two kinds of question are two clusters, numbered by their first question."""
    profile = fit_profile(BOTH, RIGHT, clusters=2)

    assert profile.questions == (12, 12)
    assert profile.accuracy[0] == pytest.approx((0.9, 0.3, 0.25))
    assert profile.accuracy[1] == pytest.approx((0.2, 0.8, 0.25))
    assert profile.examples[0] in SHOPPING
    assert profile.examples[1] in ADDING


def test_scores_are_the_published_weights_of_the_nearest_clusters() -> None:
    """The two nearest of four, by exp(-6 * distance), against a direct computation."""
    profile = fit_profile(BOTH, RIGHT, clusters=4, seed=2)
    for question in (SHOPPING[3], ADDING[5], "Add 3 and 4. How many apples does Tom buy?"):
        far = distances(vectors([question]), np.array(profile.centres))[0]
        first, second = np.argsort(far)[:2]
        a, b = exp(-6 * far[first]), exp(-6 * far[second])
        for place, model in enumerate(profile.models):
            expected = a * profile.accuracy[first][place] + b * profile.accuracy[second][place]
            assert profile.scores(question)[model] == pytest.approx(expected / (a + b))


def named(name: str, answer: str, *, fails: bool = False) -> Scripted:
    """A model that always says the same, or always fails."""

    def write(request: Request, index: int) -> str:
        if fails:
            raise ModelError(f"{name} is down")
        return f"#### {answer}"

    model = Scripted(write)
    model.spec = name
    return model


@pytest.mark.parametrize(
    ("question", "asked"),
    [(SHOPPING[1], {"shopper": 6, "adder": 5}), (ADDING[1], {"adder": 6, "neither": 5})],
)
def test_the_best_models_share_the_samples_and_the_better_one_has_the_rest(
    tmp_path: Path, question: str, asked: dict[str, int]
) -> None:
    """Eleven samples over two of three models; the odd one goes to the better."""
    path = tmp_path / "profile.json"
    path.write_text(to_json(fit_profile(BOTH, RIGHT, clusters=2)))
    models = [named(name, str(place)) for place, name in enumerate(RIGHT)]
    session = session_for(models[2], question=question)
    for model in models:
        session.callers.add(model)
    strategy = Route(models=tuple(RIGHT), profile=str(path), k=11)
    solution = solved(strategy, session)

    counts = {m.spec: sum(r.n for r in m.requests) for m in models if m.requests}
    assert counts == asked
    assert solution.answer == str(list(RIGHT).index(next(iter(asked))))
    assert len(solution.candidates) == 11
    assert read_profile(path).models == tuple(RIGHT)


def test_a_model_that_fails_leaves_its_samples_out() -> None:
    """And where all fail, the run says why."""
    session = session_for(named("up", "7"))
    session.callers.add(named("down", "8", fails=True))
    session.callers.add(session.model)
    some = solved(Route(models=("down", "up"), k=4), session)
    none = solved(Route(models=("down",), k=4), session)

    assert (some.answer, some.ending, len(some.candidates)) == ("7", "finished", 2)
    assert (none.ending, none.note) == ("failed", "down is down")


@pytest.mark.parametrize("tokens", [0, 60, 150, 400, 900])
def test_no_budget_is_overspent_and_what_there_is_votes(tokens: int) -> None:
    """The models are asked in turn from one budget."""
    problem = purchases(1)[0]
    session = session_for(Simulated(), about=problem, budget=Budget(tokens=tokens))
    spec = "route(models=[simulated(seed=1, step_error=0), simulated(seed=2, step_error=0)], k=6)"
    solution = solved(spec, session)

    assert solution.cost.tokens <= tokens
    assert (solution.ending == "budget") == (len(solution.candidates) < 6)
    assert solution.answer in (None, problem.answer)
    assert (solution.answer is None) == (tokens < 150)


def test_runs_of_two_models_on_the_same_problems_give_a_profile(tmp_path: Path) -> None:
    """The better model is the one whose attempts were right more often."""
    import asyncio

    problems = [*purchases(8), *make_many("numbers.add", 8, level=2)]
    models = [Simulated(step_error=0.6), Simulated(step_error=0.05)]
    with Store(tmp_path / "runs.db") as store:
        runs = []
        for model in models:
            evaluation = Evaluation(problems, model, ("vote(k=4, stop=none)",), store)
            runs.append(read_results(store, asyncio.run(evaluation.run())))
    profile = route_profile(runs, clusters=2)

    assert profile.models == tuple(model.spec for model in models)
    assert all(poor < good for poor, good in profile.accuracy)
    assert sum(profile.questions) == 16
    with pytest.raises(InputError, match="no problem was solved by all"):
        route_profile([])


@pytest.mark.parametrize(
    "spec",
    [
        "route(k=0)",
        "route(top=3, k=2)",
        "route(near=0)",
        'route(profile="missing.json")',
        'route(models=[local], profile="missing.json")',
    ],
)
def test_routes_that_make_no_sense_are_refused(spec: str) -> None:
    """By name, and with what to do."""
    with pytest.raises(InputError, match="route"):
        resolve_strategy(spec)


def test_a_profile_of_other_models_is_refused(tmp_path: Path) -> None:
    """It names what it was fitted for."""
    path = tmp_path / "profile.json"
    path.write_text(to_json(Profile(("a",), ((0.0,) * 512,), (1,), ((0.5,),))))
    session = session_for(named("b", "7"))

    with pytest.raises(InputError, match="fitted for a"):
        Route(models=("b",), profile=str(path)).ranked(session)
    with pytest.raises(InputError, match="one number"):
        fit_profile(["x"], {"a": [0.5, 0.5]})
