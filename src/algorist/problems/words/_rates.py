"""Word problems about speed and output: production, travel, shared work."""

from __future__ import annotations

import random

from algorist.problems._family import Params, family
from algorist.problems._values import between
from algorist.problems.words._arithmetic import Number, Numbers
from algorist.problems.words._engine import WordFamily, cents
from algorist.problems.words._lexicon import VEHICLES, words
from algorist.problems.words._stage import Stage

PAIRS = tuple((a, b) for b in range(3, 61) for a in range(2, b) if a * b % (a + b) == 0)
"""Hours of two workers who, together, need a whole number of hours."""


@family("words.rate")
class Rate(WordFamily):
    """So many an hour, for so many hours."""

    summary = "What is produced at a rate in some time, then packed and sold."
    law = "Steps: one at level 1 up to five at level 5; output grows from 81 to some thousands."
    nouns = {"item": words("bottle, toy, candle, shirt, brick, lamp, basket, chair, clock, bell")}
    money = frozenset({"price", "income"})
    stages = {
        "made": Stage(
            (
                "A machine makes {rate} {items} an hour. It runs for {hours} hours.",
                "{name} makes {rate} {items} every hour and works for {hours} hours.",
                "In one hour a workshop finishes {rate} {items}. It is open for {hours} hours.",
                "For {hours} hours, a factory line turns out {rate} {items} an hour.",
            ),
            (
                "How many {items} are made?",
                "How many {items} is that in all?",
            ),
            ("made", "hours*rate", "{rate} {items} an hour for {hours} hours: {=} {items}."),
        ),
        "faulty": Stage(
            (
                "{bad} of the {items} are faulty.",
                "{bad} of them break.",
                "{bad} of them fail the test.",
            ),
            (
                "How many good {items} are there?",
                "How many {items} can be used?",
            ),
            ("good", "made - bad", "Without the {bad} bad ones there are {=} {items}."),
        ),
        "second": Stage(
            (
                "A second shift makes {slow} {items} an hour for {more} hours.",
                "In the afternoon {slow} {items} an hour are made, for {more} hours.",
                "Later, another team makes {slow} {items} an hour for {more} hours.",
            ),
            (
                "How many {items} are made altogether?",
                "How many {items} is that in all?",
            ),
            ("later", "more*slow", "{slow} an hour for {more} hours: {=} {items}."),
            ("total", "made + later", "Altogether there are {=} {items}."),
        ),
        "packed": Stage(
            (
                "All the {items} are packed in crates of {per}.",
                "They go into crates that hold {per} {items} each.",
                "A crate holds {per} of them, and every crate is filled.",
            ),
            (
                "How many crates are filled?",
                "How many crates is that?",
            ),
            ("crates", "total/per", "{per} {items} fill a crate: {=} crates."),
        ),
        "sold": Stage(
            (
                "Each crate is sold for {price} dollars.",
                "A crate sells for {price} dollars.",
            ),
            (
                "How many dollars do all the crates bring in?",
                "What is the income in dollars?",
            ),
            ("income", "crates*price", "At {price} dollars a crate, they bring in {=} dollars."),
        ),
    }
    plans = {
        1: ("made",),
        2: ("made faulty",),
        3: ("made second",),
        4: ("made second packed",),
        5: ("made second packed sold",),
    }

    def draw(self, rng: random.Random, level: int, plan: str) -> Params:
        """The second shift is chosen so that the crates come out full."""
        rate = between(rng, 3, (9, 12, 40, 60, 90)[level - 1])
        hours = between(rng, 2, (9, 9, 12, 12, 24)[level - 1])
        drawn: Params = {"rate": rate, "hours": hours}
        if "faulty" in plan:
            drawn["bad"] = between(rng, 2, rate * hours // 2)
        if "second" in plan:
            drawn["slow"] = between(rng, 2, rate)
            drawn["more"] = between(rng, 2, hours + 2)
        if "packed" in plan:
            per = between(rng, 4, 12)
            drawn["rate"] = rate + -rate % per
            drawn["slow"] += -drawn["slow"] % per
            drawn["per"] = per
        if "sold" in plan:
            drawn["price"] = cents(25 * between(rng, 20, 200))
        return drawn

    def direct(self, plan: str, p: Numbers) -> Number:
        """Rate times time for each shift; then division and price."""
        made = p["rate"] * p["hours"]
        if "faulty" in plan:
            return made - p["bad"]
        if "second" in plan:
            made += p["slow"] * p["more"]
        if "packed" in plan:
            made /= p["per"]
        return made * p["price"] if "sold" in plan else made


@family("words.travel")
class Travel(WordFamily):
    """Distances, and two travelers who meet."""

    summary = "How far someone gets, or when and where two travelers meet."
    law = "Steps: one at level 1 up to six at level 5; a head start comes last."
    nouns = {"car": VEHICLES}
    people = ("name", "second")
    stages = {
        "leg": Stage(
            (
                "{name} drives {speed} kilometers an hour for {hours} hours.",
                "{A car} goes {speed} kilometers an hour. It is on the road for {hours} hours.",
                "For {hours} hours, {name} travels at {speed} kilometers an hour.",
                "{name} sits in {a car} that goes {speed} kilometers an hour for {hours} hours.",
            ),
            (
                "How many kilometers is that?",
                "How far does the trip go, in kilometers?",
            ),
            ("far", "hours*speed", "In {hours} hours at {speed} km an hour: {=} kilometers."),
        ),
        "left": Stage(
            (
                "The whole way is {route} kilometers long.",
                "The goal was {route} kilometers away at the start.",
                "The whole trip is {route} kilometers.",
            ),
            (
                "How many kilometers are left?",
                "How many kilometers are still to go?",
            ),
            ("rest", "route - far", "Still to go: {=} kilometers."),
        ),
        "second": Stage(
            (
                "After that the trip goes on at {slow} kilometers an hour for {more} hours.",
                "Then come {more} hours at {slow} kilometers an hour.",
            ),
            (
                "How many kilometers is the whole trip?",
                "How long is the trip, in kilometers?",
            ),
            ("further", "more*slow", "Then {more} hours at {slow} km an hour: {=} kilometers."),
            ("trip", "far + further", "The whole trip is {=} kilometers."),
        ),
        "meet": Stage(
            (
                "Two towns are {gap} kilometers apart. {name} leaves one of them at {speed} "
                "kilometers an hour. At the same time {second} leaves the other at {slow} "
                "kilometers an hour and comes toward {him}.",
                "{name} and {second} start at the same time, {gap} kilometers apart, and ride "
                "toward each other. {name} goes {speed} kilometers an hour and {second} goes "
                "{slow}.",
                "{gap} kilometers lie between {name} and {second}. They set out toward each other "
                "at the same moment, {name} at {speed} and {second} at {slow} kilometers an hour.",
                "At noon {name} and {second} are {gap} kilometers apart and start toward each "
                "other. {second} makes {slow} kilometers an hour, {name} makes {speed}.",
            ),
            (
                "After how many hours do they meet?",
                "How many hours pass until they meet?",
            ),
            ("closing", "speed + slow", "They come closer by {=} kilometers an hour."),
            ("time", "gap/closing", "They meet after {=} hours."),
        ),
        "compare": Stage(
            ("",),
            (
                "How many kilometers more than {second} has {name} gone when they meet?",
                "When they meet, by how many kilometers is {his} way longer than that of {second}?",
            ),
            ("one", "speed*time", "{name} has gone {=} kilometers."),
            ("two", "slow*time", "{second} has gone {=} kilometers."),
            ("longer", "one - two", "The difference is {=} kilometers."),
        ),
        "head": Stage(
            (
                "{name} and {second} live {gap} kilometers apart. {name} starts toward {second} at "
                "{speed} kilometers an hour. {second} starts {head} hours later and comes toward "
                "{him} at {slow} kilometers an hour.",
                "{name} rides toward {second}, who is {gap} kilometers away, at {speed} kilometers "
                "an hour. After {head} hours {second} starts to ride toward {him} at {slow} "
                "kilometers an hour.",
                "Two towns are {gap} kilometers apart. {name} leaves one of them at {speed} "
                "kilometers an hour. {head} hours later {second} leaves the other at {slow} "
                "kilometers an hour and comes toward {him}.",
                "{name} sets out at {speed} kilometers an hour to meet {second}, who is {gap} "
                "kilometers away. {second} sets out {head} hours later at {slow} kilometers an "
                "hour, on the same road.",
            ),
            (
                "How many kilometers has {name} gone when they meet?",
                "How far from {his} start do they meet, in kilometers?",
            ),
            ("alone", "speed*head", "In {head} hours {name} goes {=} kilometers alone."),
            ("between", "gap - alone", "Then {=} kilometers lie between them."),
            ("closing", "speed + slow", "They come closer by {=} kilometers an hour."),
            ("time", "between/closing", "They meet after {=} more hours."),
            ("later", "speed*time", "In that time {name} goes {=} kilometers."),
            ("place", "alone + later", "In all {name} has gone {=} kilometers."),
        ),
    }
    plans = {
        1: ("leg",),
        2: ("leg left",),
        3: ("leg second",),
        4: ("meet compare",),
        5: ("head",),
    }

    def draw(self, rng: random.Random, level: int, plan: str) -> Params:
        """Meetings fall on full hours."""
        if level <= 3:
            speed = between(rng, 20, 90) if level == 3 else 10 * between(rng, 2, 9)
            hours = between(rng, 2, (9, 9, 14)[level - 1])
            drawn: Params = {"speed": speed, "hours": hours}
            if "left" in plan:
                drawn["route"] = speed * hours + between(rng, 5, 200)
            if "second" in plan:
                drawn["slow"], drawn["more"] = between(rng, 10, speed), between(rng, 2, 9)
            return drawn
        slow = between(rng, 10, 80)
        speed = slow + between(rng, 2, 40)
        time = between(rng, 2, 9)
        drawn = {"speed": speed, "slow": slow, "gap": (speed + slow) * time}
        if "head" in plan:
            drawn["head"] = between(rng, 2, 5)
            drawn["gap"] += speed * drawn["head"]
        return drawn

    def direct(self, plan: str, p: Numbers) -> Number:
        """Ways in proportion to speeds."""
        if "leg" in plan:
            far = p["speed"] * p["hours"]
            if "left" in plan:
                return p["route"] - far
            return far + p["slow"] * p["more"] if "second" in plan else far
        fast, slow = p["speed"], p["slow"]
        if "compare" in plan:
            return p["gap"] * (fast - slow) / (fast + slow)
        return fast * (p["gap"] + slow * p["head"]) / (fast + slow)


@family("words.work")
class SharedWork(WordFamily):
    """Work done by several, alone and together."""

    summary = "How long a piece of work takes for one, for several, or for two of unequal speed."
    law = "Steps: one at level 1 up to six at level 5; two unequal workers from level 3."
    nouns = {"job": words("fence, wall, roof, path, garden, boat, stage, bridge")}
    people = ("name", "second")
    stages = {
        "hours": Stage(
            (
                "{crew} workers build a {job} in {hours} hours. They all work equally fast.",
                "It takes {crew} workers {hours} hours to finish a {job}, all at the same speed.",
                "A {job} is finished by {crew} equally fast workers in {hours} hours.",
                "{crew} people, all equally fast, need {hours} hours for a {job}.",
            ),
            (
                "How many hours would one of them need alone?",
                "How many hours would it take just one of them?",
            ),
            ("alone", "crew*hours", "One alone has the work of {crew}: {=} hours."),
        ),
        "others": Stage(
            (
                "Another time only {few} of them come.",
                "The next {job}, of the same size, is left to {few} of them.",
                "Next year {few} of them do the same work again.",
            ),
            (
                "How many hours do they need?",
                "How many hours does the work take then?",
            ),
            ("time", "alone/few", "Shared by {few}, that is {=} hours."),
        ),
        "pair": Stage(
            (
                "{name} folds {fast} letters an hour and {second} folds {slow}. Together they have "
                "{letters} letters to fold.",
                "There are {letters} letters to fold. {name} folds {fast} an hour, {second} folds "
                "{slow}, and they start together.",
                "{name} and {second} fold {letters} letters together. {name} manages {fast} an "
                "hour, {second} {slow}.",
                "Of {letters} letters, {name} can fold {fast} an hour and {second} {slow} an hour. "
                "They work at the same time.",
            ),
            (
                "How many letters has {name} folded when all are done?",
                "How many of the letters does {name} fold?",
            ),
            ("both", "fast + slow", "Together they fold {=} letters an hour."),
            ("time", "letters/both", "That takes {=} hours."),
            ("part", "fast*time", "In that time {name} folds {=} letters."),
        ),
        "pipes": Stage(
            (
                "One pipe fills a tank of {tank} liters in {first} hours, another fills it in "
                "{last} hours. Both are open.",
                "A tank holds {tank} liters. One pipe alone fills it in {first} hours, a second "
                "pipe alone in {last} hours. Now both run together.",
                "Two pipes lead into a tank of {tank} liters. The first needs {first} hours to "
                "fill it, the other {last} hours, and both are opened.",
                "To fill a tank of {tank} liters, one pump needs {first} hours and another "
                "{last} hours. Both are switched on together.",
            ),
            (
                "How many hours does it take to fill the empty tank?",
                "After how many hours is the empty tank full?",
            ),
            ("one", "tank/first", "The first brings {=} liters an hour."),
            ("two", "tank/last", "The other brings {=} liters an hour."),
            ("both", "one + two", "Together they bring {=} liters an hour."),
            ("time", "tank/both", "The tank is full after {=} hours."),
        ),
        "leak": Stage(
            (
                "One pipe fills a tank of {tank} liters in {first} hours, another fills it in "
                "{last} hours. Both are open, but the tank loses {leak} liters an hour.",
                "A tank holds {tank} liters. One pipe alone fills it in {first} hours, a second "
                "pipe alone in {last} hours. Both run, while {leak} liters an hour leak out.",
                "Two pipes lead into a tank of {tank} liters. Alone, the first would fill it in "
                "{first} hours and the other in {last} hours. Both are opened, and a hole lets "
                "{leak} liters out every hour.",
                "To fill a tank of {tank} liters, one pump needs {first} hours and another "
                "{last} hours. Both are on, and {leak} liters an hour are drawn off.",
            ),
            (
                "It holds {start} liters now. After how many hours is it full?",
                "With {start} liters in it already, how many hours does it take to fill it?",
            ),
            ("one", "tank/first", "The first brings {=} liters an hour."),
            ("two", "tank/last", "The other brings {=} liters an hour."),
            ("both", "one + two", "Together they bring {=} liters an hour."),
            ("gain", "both - leak", "After the loss that is {=} liters an hour."),
            ("room", "tank - start", "The tank still has room for {=} liters."),
            ("time", "room/gain", "It is full after {=} hours."),
        ),
    }
    plans = {
        1: ("hours",),
        2: ("hours others",),
        3: ("pair",),
        4: ("pipes",),
        5: ("leak",),
    }

    def draw(self, rng: random.Random, level: int, plan: str) -> Params:
        """All times are whole hours."""
        if "hours" in plan:
            few = between(rng, 2, 9)
            hours = between(rng, 2, 12)
            if "others" not in plan:
                return {"crew": between(rng, 2, 12), "hours": hours}
            crew = few + between(rng, 1, 8)
            if crew * hours % few:
                hours = few * between(rng, 1, 4)
            return {"crew": crew, "hours": hours, "few": few}
        if plan == "pair":
            fast, slow = between(rng, 10, 90), between(rng, 8, 80)
            return {"fast": fast, "slow": slow, "letters": (fast + slow) * between(rng, 2, 12)}
        first, last = PAIRS[int(rng.random() * len(PAIRS))]
        tank = first * last * between(rng, 2, 200)
        if plan == "pipes":
            return {"tank": tank, "first": first, "last": last}
        both = tank // first + tank // last
        leak = between(rng, 2, max(2, both // 2))
        hours = between(rng, 1, max(1, tank // (both - leak) - 1))
        start = tank - (both - leak) * hours
        return {"tank": tank, "first": first, "last": last, "leak": leak, "start": start}

    def direct(self, plan: str, p: Numbers) -> Number:
        """Work is speed times time."""
        if "hours" in plan:
            alone = p["crew"] * p["hours"]
            return alone / p["few"] if "others" in plan else alone
        if plan == "pair":
            return p["letters"] * p["fast"] / (p["fast"] + p["slow"])
        together = 1 / (1 / p["first"] + 1 / p["last"])
        if plan == "pipes":
            return together
        return (p["tank"] - p["start"]) / (p["tank"] / together - p["leak"])
