"""Word problems about measures: area and perimeter, changing units."""

from __future__ import annotations

import random

from algorist.problems._family import Params, family
from algorist.problems._values import between
from algorist.problems.words._arithmetic import Number, Numbers
from algorist.problems.words._engine import WordFamily
from algorist.problems.words._lexicon import words
from algorist.problems.words._stage import Stage


@family("words.area")
class Area(WordFamily):
    """Gardens and rooms: area, perimeter, and what covering or fencing them costs."""

    summary = "Area and perimeter of a rectangle, and the cost of covering and fencing it."
    law = "Steps: one at level 1 up to six at level 5; lengths grow from 12 to 90 meters."
    nouns = {"place": words("garden, yard, field, park, courtyard, playground, meadow")}
    money = frozenset({"price", "grass", "post", "fence", "bill"})
    stages = {
        "area": Stage(
            (
                "A {place} is a rectangle, {long} meters long and {wide} meters wide.",
                "A rectangular {place} measures {long} meters by {wide} meters.",
                "The sides of a rectangular {place} are {long} meters and {wide} meters long.",
                "{name} has a rectangular {place} of {long} by {wide} meters.",
            ),
            (
                "What is its area in square meters?",
                "How many square meters is that?",
            ),
            ("area", "long*wide", "The area is {=} square meters."),
        ),
        "around": Stage(
            (
                "A {place} is a rectangle, {long} meters long and {wide} meters wide.",
                "A rectangular {place} measures {long} meters by {wide} meters.",
                "The sides of a rectangular {place} are {long} meters and {wide} meters long.",
                "{name} has a rectangular {place} of {long} by {wide} meters.",
            ),
            (
                "What is its perimeter in meters?",
                "How many meters is it around?",
            ),
            ("half", "long + wide", "Length and width together are {=} meters."),
            ("around", "2*half", "Twice that is the perimeter: {=} meters."),
        ),
        "pond": Stage(
            (
                "In it there is a square pond with sides of {side} meters.",
                "A square pond in it has sides of {side} meters.",
            ),
            (
                "How many square meters are not covered by the pond?",
                "What is the area without the pond, in square meters?",
            ),
            ("pond", "side*side", "The pond covers {=} square meters."),
            ("rest", "area - pond", "That leaves {=} square meters."),
        ),
        "bags": Stage(
            (
                "The rest is sown with grass. One bag of seed is enough for {cover} square meters.",
                "All the rest gets new grass, and a bag of seed covers {cover} square meters.",
            ),
            (
                "How many bags of seed are needed?",
                "How many bags of seed does that take?",
            ),
            ("bags", "rest/cover", "A bag covers {cover} square meters: {=} bags."),
        ),
        "costs": Stage(
            (
                "Grass for it costs {price} dollars a square meter. A fence all around it, except "
                "for a gate of {gate} meters, costs {post} dollars a meter.",
                "Around it comes a fence for {post} dollars a meter, with {gate} meters left open "
                "for a gate. All of it is covered with grass for {price} dollars a square meter.",
            ),
            (
                "How many dollars do grass and fence cost together?",
                "What do the grass and the fence cost in all, in dollars?",
            ),
            ("half", "long + wide", "Length and width together are {=} meters."),
            ("fenced", "2*half - gate", "The fence is {=} meters long."),
            ("fence", "fenced*post", "It costs {=} dollars."),
            ("grass", "area*price", "The grass costs {=} dollars."),
            ("bill", "fence + grass", "Together they cost {=} dollars."),
        ),
    }
    plans = {
        1: ("area",),
        2: ("around",),
        3: ("area pond",),
        4: ("area pond bags",),
        5: ("area costs",),
    }

    def draw(self, rng: random.Random, level: int, plan: str) -> Params:
        """The longer side comes first; the pond fits in."""
        wide = between(rng, 3, (9, 30, 40, 60, 60)[level - 1])
        long = wide + between(rng, 1, (5, 20, 40, 50, 60)[level - 1])
        drawn: Params = {"long": long, "wide": wide}
        if "pond" in plan:
            wide = drawn["wide"] = max(wide, 6)
            drawn["long"] = max(long, wide + 1)
            drawn["side"] = between(rng, 2, wide - 3)
        if "bags" in plan:
            cover = between(rng, 4, 25)
            drawn["cover"] = cover
            drawn["side"] = side = max(2, drawn["side"] - drawn["side"] % 2)
            drawn["wide"] = wide = side + cover  # then both areas leave whole bags
            times = between(rng, 1, 3)
            drawn["long"] = wide + side + cover * times
            drawn["side"] = side
            rest = drawn["long"] * wide - side * side
            if rest % cover:  # long*wide = side*(2*side) mod cover: make the long side fit
                drawn["long"] = side + cover * (1 + times)
        if "costs" in plan:
            drawn["price"] = between(rng, 2, 12)
            drawn["gate"] = between(rng, 2, 4)
            drawn["post"] = between(rng, 5, 40)
        return drawn

    def direct(self, plan: str, p: Numbers) -> Number:
        """Products of the sides."""
        if plan == "around":
            return p["long"] + p["wide"] + p["long"] + p["wide"]
        area = p["wide"] * p["long"]
        if "costs" in plan:
            around = 2 * p["long"] + 2 * p["wide"] - p["gate"]
            return area * p["price"] + around * p["post"]
        if "pond" in plan:
            area -= p["side"] ** 2
        return area / p["cover"] if "bags" in plan else area


@family("words.units")
class Units(WordFamily):
    """Changing units of length, mass and time."""

    summary = "An amount in another unit, alone and in longer sums."
    law = "Steps: one at level 1 up to five at level 5; the way back to the larger unit comes last."
    nouns = {
        "thing": words("rope, ribbon, hose, wire, plank, chain"),
        "food": words("rice, flour, sugar, salt, corn, tea, nuts"),
        "event": words("hike, train ride, flight, workshop, bus trip, boat trip"),
    }
    stages = {
        "meters": Stage(
            (
                "{A thing} is {big} meters long.",
                "{name} has {a thing} of {big} meters.",
                "{name} buys {big} meters of {thing}.",
                "The length of {a thing} is {big} meters.",
            ),
            (
                "How many centimeters is that?",
                "What is that in centimeters?",
            ),
            ("small", "big*100", "A meter is 100 centimeters. That makes {=} centimeters."),
        ),
        "hours": Stage(
            (
                "{A event} takes {big} hours.",
                "{name} goes to {a event} of {big} hours.",
                "{A event} lasts {big} hours.",
                "The {event} that {name} talks about took {big} hours.",
            ),
            (
                "How many minutes is that?",
                "What is that in minutes?",
            ),
            ("small", "big*60", "An hour is 60 minutes. That makes {=} minutes."),
        ),
        "kilos": Stage(
            (
                "{name} buys {big} kilograms of {food}.",
                "A bag holds {big} kilograms of {food}.",
                "{name} carries {big} kilograms of {food} home.",
                "There are {big} kilograms of {food} on a shelf.",
            ),
            (
                "How many grams is that?",
                "What is that in grams?",
            ),
            ("small", "big*1000", "A kilogram is 1000 grams. That makes {=} grams."),
        ),
        "mixed_m": Stage(
            (
                "To it another {rest} centimeters are added.",
                "Another {rest} centimeters are joined to it.",
            ),
            (
                "How many centimeters is that in all?",
                "What is the whole length in centimeters?",
            ),
            ("all", "small + rest", "With {rest} more that is {=} centimeters."),
        ),
        "mixed_h": Stage(
            (
                "After that come another {rest} minutes.",
                "It goes on for {rest} minutes longer than that.",
            ),
            (
                "How many minutes is that in all?",
                "What is the whole time in minutes?",
            ),
            ("all", "small + rest", "With {rest} more that is {=} minutes."),
        ),
        "mixed_k": Stage(
            (
                "Another {rest} grams come from a neighbor.",
                "{rest} more grams are found in the kitchen.",
            ),
            (
                "How many grams is that in all?",
                "What is the whole amount in grams?",
            ),
            ("all", "small + rest", "With {rest} more that is {=} grams."),
        ),
        "cut": Stage(
            (
                "The whole is cut into pieces of {piece} centimeters.",
                "All of it is cut up into pieces of {piece} centimeters each.",
            ),
            (
                "How many pieces are there?",
                "How many pieces is that?",
            ),
            ("pieces", "all/piece", "Cut into pieces of {piece}: {=} pieces."),
        ),
        "weeks": Stage(
            (
                "This happens on {days} days.",
                "The same happens on each of {days} days.",
            ),
            (
                "How many minutes is that on all the days together?",
                "How many minutes do all the days make?",
            ),
            ("sum", "days*all", "On {days} days that makes {=} minutes."),
        ),
        "packs": Stage(
            (
                "All of it is filled into packs of {piece} grams.",
                "It is put into packs of {piece} grams each, with nothing left over.",
            ),
            (
                "How many packs are there?",
                "How many packs is that?",
            ),
            ("pieces", "all/piece", "Packs of {piece} grams: {=} packs."),
        ),
        "gone": Stage(
            (
                "{lost} of the packs are sold.",
                "{name} gives away {lost} of the packs.",
            ),
            (
                "How many grams are left?",
                "How many grams do the other packs hold?",
            ),
            ("others", "pieces - lost", "There are {=} packs left."),
            ("grams", "others*piece", "They hold {=} grams."),
        ),
        "joined": Stage(
            (
                "{lost} of the pieces are joined end to end.",
                "{name} ties {lost} of the pieces together, end to end, without loss.",
            ),
            (
                "How long is the result, in centimeters?",
                "How many centimeters long is that?",
            ),
            ("joined", "lost*piece", "Joined together they are {=} centimeters long."),
        ),
        "joined_m": Stage(
            ("",),
            (
                "How long is the result, in meters?",
                "How many meters long is that?",
            ),
            ("meters", "joined/100", "In meters that is {=}."),
        ),
    }
    plans = {
        1: ("meters", "hours", "kilos"),
        2: ("meters mixed_m", "hours mixed_h", "kilos mixed_k"),
        3: ("meters mixed_m cut", "hours mixed_h weeks", "kilos mixed_k packs"),
        4: ("kilos mixed_k packs gone", "meters mixed_m cut joined"),
        5: ("meters mixed_m cut joined joined_m",),
    }

    def draw(self, rng: random.Random, level: int, plan: str) -> Params:
        """Pieces and packs come out whole."""
        big = between(rng, 2, (40, 20, 12, 30, 90)[level - 1])
        if plan.startswith("hours"):
            big = between(rng, 2, (12, 9, 9)[level - 1])
        drawn: Params = {"big": big}
        if "mixed" not in plan:
            return drawn
        top = 59 if "mixed_h" in plan else 95 if "mixed_m" in plan else 900
        drawn["rest"] = between(rng, 5, top)
        if "weeks" in plan:
            drawn["days"] = between(rng, 2, 30)
        if "cut" in plan or "packs" in plan:
            small = big * (100 if "mixed_m" in plan else 1000)
            piece = between(rng, 6, 40) if "mixed_m" in plan else 5 * between(rng, 5, 60)
            pieces = (small + drawn["rest"]) // piece
            while pieces * piece <= small + 1:
                pieces += 1
            drawn["rest"], drawn["piece"] = pieces * piece - small, piece
            drawn["lost"] = between(rng, 2, max(2, pieces - 1))
            if "gone" not in plan and "joined" not in plan:
                del drawn["lost"]
        return drawn

    def direct(self, plan: str, p: Numbers) -> Number:
        """Everything in the smaller unit first."""
        factor = 100 if "meters" in plan else 60 if "hours" in plan else 1000
        amount = p["big"] * factor + p.get("rest", 0)
        if "weeks" in plan:
            return amount * p["days"]
        if "joined" in plan:
            return p["lost"] * p["piece"] / (100 if "joined_m" in plan else 1)
        if "gone" in plan:
            return amount - p["lost"] * p["piece"]
        return amount / p["piece"] if "piece" in p else amount
