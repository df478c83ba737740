"""Word problems from home and school: recipes and ages."""

from __future__ import annotations

import random

from algorist.problems._family import Params, family
from algorist.problems._values import between
from algorist.problems.words._arithmetic import Number, Numbers
from algorist.problems.words._engine import WordFamily
from algorist.problems.words._lexicon import words
from algorist.problems.words._stage import Stage


@family("words.recipe")
class Recipe(WordFamily):
    """A recipe for another number of people."""

    summary = "How much of an ingredient is needed for more people, and what it costs."
    law = "Steps: one at level 1 up to five at level 5; packs and prices come last."
    nouns = {
        "stuff": words("flour, sugar, rice, butter, cheese, cream, honey, semolina"),
        "dish": words("soup, cake, salad, stew, pie, casserole, pudding, pizza"),
    }
    money = frozenset({"price", "cost"})
    stages = {
        "each": Stage(
            (
                "For one person {a dish} needs {per} grams of {stuff}. {guests} people will eat.",
                "{name} cooks for {guests} people and takes {per} grams of {stuff} for each of "
                "them.",
                "{A dish} takes {per} grams of {stuff} a person. {name} makes it for {guests} "
                "people.",
                "{guests} people come to dinner. For each of them, the {dish} needs {per} grams of "
                "{stuff}.",
            ),
            (
                "How many grams of {stuff} are needed?",
                "How many grams of {stuff} is that in all?",
            ),
            ("need", "guests*per", "{per} grams for each of {guests} people: {=} grams."),
        ),
        "scaled": Stage(
            (
                "A recipe for {serves} people needs {amount} grams of {stuff}. {name} cooks for "
                "{guests} people.",
                "{A dish} for {serves} people takes {amount} grams of {stuff}. {name} makes it for "
                "{guests} people.",
                "For {serves} people a cook uses {amount} grams of {stuff}. Today {guests} people "
                "come.",
                "With {amount} grams of {stuff} one makes {a dish} for {serves} people. {guests} "
                "people will eat.",
            ),
            (
                "How many grams of {stuff} are needed?",
                "How many grams of {stuff} is that in all?",
            ),
            ("per", "amount/serves", "For one person that is {=} grams."),
            ("need", "guests*per", "For {guests} people it is {=} grams."),
        ),
        "have": Stage(
            (
                "There are {have} grams of {stuff} in the kitchen.",
                "In the cupboard there are {have} grams of {stuff} already.",
            ),
            (
                "How many more grams of {stuff} are needed?",
                "How many grams of {stuff} must be bought?",
            ),
            ("missing", "need - have", "Still missing: {=} grams."),
        ),
        "packs": Stage(
            (
                "The shop sells {stuff} in packs of {pack} grams.",
                "A pack of {stuff} holds {pack} grams.",
            ),
            (
                "How many packs must be bought?",
                "How many packs does {name} need to buy?",
            ),
            ("packs", "missing/pack", "That is {=} packs."),
        ),
        "price": Stage(
            (
                "A pack costs {price} dollars.",
                "Each pack costs {price} dollars.",
            ),
            (
                "How many dollars do the packs cost?",
                "What does the {stuff} cost in the shop, in dollars?",
            ),
            ("cost", "packs*price", "At {price} dollars a pack, that is {=} dollars."),
        ),
    }
    plans = {
        1: ("each",),
        2: ("scaled",),
        3: ("scaled have",),
        4: ("scaled have packs",),
        5: ("scaled have packs price",),
    }

    def draw(self, rng: random.Random, level: int, plan: str) -> Params:
        """What is missing fills whole packs, because of what is in the kitchen."""
        per = 5 * between(rng, 2, (20, 12, 24, 40, 60)[level - 1])
        guests = between(rng, 5 if level > 1 else 2, (9, 12, 30, 60, 90)[level - 1])
        if plan == "each":
            return {"per": per, "guests": guests}
        serves = between(rng, 2, 8)
        guests += guests == serves
        drawn: Params = {"serves": serves, "amount": per * serves, "guests": guests}
        need = per * guests
        if "packs" in plan:
            pack = (100, 125, 200, 250, 500)[int(rng.random() * 5)]
            while pack > need:
                guests += 10
                drawn["guests"], need = guests, per * guests
            drawn["pack"] = pack
            drawn["have"] = (need % pack) or pack
            if drawn["have"] == need:
                drawn["guests"] += 2 * pack
                drawn["have"] = per * drawn["guests"] % pack or pack
        elif "have" in plan:
            drawn["have"] = 5 * between(rng, 1, need // 5 - 1)
        if "price" in plan:
            drawn["price"] = between(rng, 2, 15)
        return drawn

    def direct(self, plan: str, p: Numbers) -> Number:
        """Proportion, less what is there, in packs, in dollars."""
        if plan == "each":
            return p["guests"] * p["per"]
        missing = p["amount"] * p["guests"] / p["serves"] - p.get("have", 0)
        return missing / p.get("pack", 1) * p.get("price", 1)


@family("words.ages")
class Ages(WordFamily):
    """How old people are, were and will be."""

    summary = "Ages found from comparisons, sums and times to come."
    law = "Steps: one at level 1 up to six at level 5; ages must be worked out from level 4."
    people = ("name", "second", "third")
    stages = {
        "older": Stage(
            (
                "{name} is {age} years old. {second} is {older} years older.",
                "{second} is {older} years older than {name}, who is {age}.",
                "{name} is {age}, and {second} was born {older} years before {him}, on the same "
                "day.",
                "{name} had {his} birthday today and is {age} years old now. {second} is exactly "
                "{older} years older.",
            ),
            (
                "How old is {second}?",
                "How many years old is {second}?",
            ),
            ("b", "age + older", "{second} is {=} years old."),
        ),
        "later": Stage(
            ("",),
            (
                "How old will {second} be in {years} years?",
                "How old will {second} be {years} years from now?",
            ),
            ("future", "b + years", "In {years} years {second} will be {=} years old."),
        ),
        "third": Stage(
            (
                "{third} is {times} times as old as {name}.",
                "{third} has {times} times the age of {name}.",
            ),
            (
                "How old are the three of them together?",
                "What is the sum of their three ages?",
            ),
            ("c", "times*age", "{third} is {times} times as old as {name}: {=} years."),
            ("sum", "age + b + c", "Together they are {=} years old."),
        ),
        "split": Stage(
            (
                "{second} is {times} times as old as {name}. Together they are {total} years old.",
                "Together {name} and {second} are {total} years old, and {second} is {times} times "
                "as old as {name}.",
                "The ages of {name} and {second} add up to {total}. {second} has {times} times the "
                "age of {name}.",
                "{name} is the younger one: {second} is {times} times as old, and their ages sum "
                "to {total}.",
            ),
            ("How old is {name}?",),
            ("parts", "times + 1", "Their sum is {=} times the age of {name}."),
            ("a", "total/parts", "{name} is {=} years old."),
            ("b", "times*a", "{second} is {=} years old."),
        ),
        "later_b": Stage(
            ("",),
            (
                "How old will {second} be in {years} years?",
                "How old will {second} be {years} years from now?",
            ),
            ("future", "b + years", "In {years} years {second} will be {=} years old."),
        ),
        "when": Stage(
            (
                "{third} is {older} years older than {second}.",
                "{third} was born {older} years before {second}.",
            ),
            (
                "How old will {third} be when {name} is {age}?",
                "When {name} is {age} years old, how old will {third} be?",
            ),
            ("c", "b + older", "{third} is {=} years old."),
            ("wait", "age - a", "{name} is {age} in {=} years."),
            ("then", "c + wait", "Then {third} will be {=} years old."),
        ),
    }
    plans = {
        1: ("older",),
        2: ("older later",),
        3: ("older third",),
        4: ("split later_b",),
        5: ("split when",),
    }

    def draw(self, rng: random.Random, level: int, plan: str) -> Params:
        """Nobody is older than about a hundred years."""
        if "older" in plan:
            drawn: Params = {"age": between(rng, 3, 30), "older": between(rng, 2, 40)}
            if "later" in plan:
                drawn["years"] = between(rng, 2, 25)
            if "third" in plan:
                drawn["age"] = between(rng, 5, 18)
                drawn["times"] = between(rng, 3, 5)
            return drawn
        times = between(rng, 3, 7)
        young = between(rng, 3, 60 // times)
        drawn = {"times": times, "total": young * (times + 1)}
        if "later" in plan:
            drawn["years"] = between(rng, 2, 35)
        else:
            drawn["older"] = between(rng, 2, 25)
            drawn["age"] = young + between(rng, 2, 15)
        return drawn

    def direct(self, plan: str, p: Numbers) -> Number:
        """From the sum and the ratio."""
        if "older" in plan:
            if "third" in plan:
                return p["age"] * (2 + p["times"]) + p["older"]
            return p["age"] + p["older"] + p.get("years", 0)
        young = p["total"] / (p["times"] + 1)
        if "when" in plan:
            return p["total"] - young + p["older"] + p["age"] - young
        return p["total"] - young + p["years"]
