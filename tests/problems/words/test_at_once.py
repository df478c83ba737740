"""Word problems made all at once are those made by one method after the other."""

from __future__ import annotations

import random

import pytest

from algorist.core import Draws, key_of
from algorist.problems import Family, build, families
from algorist.problems._family import Made, Params
from algorist.problems._values import between
from algorist.problems.words import Stage, WordFamily
from algorist.problems.words._arithmetic import Number, Numbers, number
from algorist.problems.words._at_once import AtOnce
from algorist.problems.words._drawing import drawing
from algorist.problems.words._engine import cents

WORDS = sorted(name for name in families.names() if name.startswith("words."))


@pytest.mark.parametrize("name", WORDS)
def test_all_at_once_is_one_after_the_other(name: str) -> None:
    """Sampling, telling and solving give the same problem, in the same order of parameters."""
    family = build(name)
    for level in family.levels:
        for steps in (True, False):
            quick = family.maker(level, steps=steps)
            plain = Family.maker(family, level, steps=steps)
            for index in range(60):
                key = key_of(name, level, index)
                made, expected = quick(key), plain(key)
                assert made == expected
                assert list(made[2].items()) == list(expected[2].items())


def test_the_same_word_twice_is_drawn_again() -> None:
    """Two travelers of one name are found, and the problem is then made the longer way."""
    family = build("words.travel")
    assert isinstance(family, WordFamily)
    asked: list[bytes] = []
    plain = Family.maker(family, 4)

    def again(key: bytes) -> Made:
        asked.append(key)
        return plain(key)

    made = AtOnce(type(family), 4, steps=True).maker(family, again)
    for index in range(600):
        params = made(key_of(index))[2]
        assert params["name"] != params["second"]
    assert 1 <= len(asked) <= 40  # one in 66


@pytest.mark.parametrize("name", WORDS)
def test_drawn_numbers_are_not_negative(name: str) -> None:
    """Claims of drawn numbers need no brackets, which the quick way relies on."""
    family = build(name)
    for level in family.levels:
        for index in range(100):
            draws = Draws()
            draws.restart(key_of(name, level, index))
            params = family.sample(draws, level)
            given = {key: value for key, value in params.items() if isinstance(value, int)}
            assert all(value >= 0 for value in given.values()), params
            if level <= 3:
                assert all(type(number(params[key])) is int for key in given)


class _Story(WordFamily):
    """A family of one sentence, whose numbers the classes below draw."""

    stages = {"one": Stage(("{a} and {b}.",), ("How many?",), ("sum", "a + b", "That is {=}."))}
    plans = dict.fromkeys(range(1, 6), ("one",))

    def draw(self, rng: random.Random, level: int, plan: str) -> Params:
        """Two numbers, by constants that depend on the level."""
        top = (9, 99)[level > 1]
        if "two" in plan or (level > 3 and top == 9):
            return {"a": between(rng, 1, 2)}
        drawn: Params = {"a": between(rng, 2, top)}
        drawn["b"] = between(rng, drawn["a"], drawn["a"] + top) if level < 5 else 7
        return drawn

    def direct(self, plan: str, p: Numbers) -> Number:
        """The sum."""
        return p["a"] + p["b"]


class _Loop(_Story):
    def draw(self, rng: random.Random, level: int, plan: str) -> Params:
        """As many draws as it takes."""
        a = between(rng, 1, 9)
        while a % 2:
            a = between(rng, 1, 9)
        return {"a": a, "b": 1}


class _Branch(_Story):
    def draw(self, rng: random.Random, level: int, plan: str) -> Params:
        """A second draw for small numbers only."""
        a = between(rng, 1, 9)
        return {"a": a, "b": between(rng, 1, 9) if a < 5 else 1}


class _Listed(_Story):
    def draw(self, rng: random.Random, level: int, plan: str) -> Params:
        """One draw in the text, several at work."""
        a, b, *_ = [between(rng, 1, 9) for _ in range(level + 2)]
        return {"a": a, "b": b}


class _Given(_Story):
    def draw(self, rng: random.Random, level: int, plan: str) -> Params:
        """The generator goes to somebody else."""
        return {"a": rng.choice([1, 2]), "b": 1}


class _Cents(_Story):
    def draw(self, rng: random.Random, level: int, plan: str) -> Params:
        """Decimals as text."""
        return {"a": cents(between(rng, 1, 900)), "b": 1}


@pytest.mark.parametrize("level", [1, 2, 5])
def test_numbers_of_a_level_are_those_of_draw(level: int) -> None:
    """The specialised function gives what ``draw`` gives for the same draws."""
    found = drawing(_Story, level, "one")
    assert found is not None
    assert found.whole
    assert found.places == ((0, 1) if level < 5 else (0,))
    for seed in range(100):
        rolls, rng = random.Random(seed), random.Random(seed)
        drawn = found.draw(_Story(), *(rolls.random() for _ in found.places))
        assert drawn == _Story().draw(rng, level, "one")


@pytest.mark.parametrize("kind", [_Loop, _Branch, _Listed, _Given])
def test_draws_without_known_places_are_left(kind: type[WordFamily]) -> None:
    """Where the number of draws depends on what is drawn, ``draw`` is called as it stands."""
    assert drawing(kind, 1, "one") is None
    assert not AtOnce(kind, 1, steps=True).possible
    made = kind().maker(1)(key_of(kind.__name__))
    assert made[1] == str(made[2]["a"] + made[2]["b"])


def test_decimals_are_seen() -> None:
    """A family whose numbers may be text is worked out exactly."""
    found = drawing(_Cents, 1, "one")
    assert found is not None
    assert not found.whole
    quick, plain = _Cents().maker(1), Family.maker(_Cents(), 1)
    assert [quick(key_of(i)) for i in range(50)] == [plain(key_of(i)) for i in range(50)]


class _Texts(_Story):
    def draw(self, rng: random.Random, level: int, plan: str) -> Params:
        """Decimals written out."""
        return {"a": f"{between(rng, 1, 9)}.5", "b": "2.25" if level == 1 else 2}


class _Own(_Story):
    def render(self, params: Params) -> str:
        """A question of its own."""
        return f"{params['a']} and {params['b']}?"


class _Failing(_Story):
    def draw(self, rng: random.Random, level: int, plan: str) -> Params:
        """An operation on constants that fails wherever it is reached, which is nowhere."""
        a = between(rng, 1, 9)
        return {"a": a, "b": 1 if a else plan.index("none") + len(plan + level)}  # type: ignore


@pytest.mark.parametrize("kind", [_Texts, _Own, _Failing])
def test_what_a_family_does_its_own_way_is_kept(kind: type[WordFamily]) -> None:
    """Numbers in other notations, and methods that a subclass writes itself."""
    quick, plain = kind().maker(1), Family.maker(kind(), 1)
    assert [quick(key_of(i)) for i in range(50)] == [plain(key_of(i)) for i in range(50)]
