"""Word problems with percentages: discounts and tax, mixtures, growth over periods."""

from __future__ import annotations

import random
from math import gcd

from algorist.problems._family import Params, family
from algorist.problems._values import between
from algorist.problems.words._arithmetic import Number, Numbers
from algorist.problems.words._engine import WordFamily
from algorist.problems.words._lexicon import words
from algorist.problems.words._stage import Stage


@family("words.discount")
class Discount(WordFamily):
    """Percent off, and tax on top."""

    summary = "A price after a discount, for several, with sales tax, and the change."
    law = "Steps: one at level 1 up to seven at level 5; tax from level 4."
    nouns = {
        "item": words(
            "jacket, lamp, backpack, chair, radio, blanket, helmet, kettle, watch, racket"
        )
    }
    money = frozenset({"list", "off", "sale", "goods", "tax", "bill", "paid", "change"})
    stages = {
        "off": Stage(
            (
                "{A item} costs {price} dollars. It is on sale for {rate} percent off.",
                "The price of {a item} is {price} dollars. Today it is {rate} percent cheaper.",
                "A shop sells {a item} for {price} dollars and now takes {rate} percent off.",
                "{name} sees {a item} for {price} dollars. A sign says {rate} percent off.",
            ),
            (
                "How many dollars is the discount?",
                "How many dollars are taken off?",
            ),
            (
                "off",
                "price*rate/100",
                "{rate} percent of {price} dollars is {=} dollars.",
            ),
        ),
        "sale": Stage(
            ("",),
            (
                "How many dollars does it cost now?",
                "What is the new price in dollars?",
                "How much is it with the discount?",
            ),
            ("sale", "price - off", "The new price is {=} dollars."),
        ),
        "several": Stage(
            (
                "{name} buys {count} {items} at the new price.",
                "At this price {name} takes {count} of them.",
            ),
            (
                "How many dollars does {he} pay?",
                "What does {he} pay in all, in dollars?",
            ),
            ("sale", "price - off", "The new price is {=} dollars."),
            ("goods", "count*sale", "{count} of them cost {=} dollars."),
        ),
        "tax": Stage(
            (
                "A sales tax of {rate_2} percent is added.",
                "On top comes a tax of {rate_2} percent.",
            ),
            (
                "How many dollars does {he} pay with the tax?",
                "What is the bill with the tax, in dollars?",
            ),
            ("tax", "goods*rate_2/100", "The tax is {=} dollars."),
            ("bill", "goods + tax", "With the tax the bill is {=} dollars."),
        ),
        "change": Stage(
            (
                "{He} has a gift card worth {card} dollars and pays the rest with {paid} dollars.",
                "{name} uses a gift card of {card} dollars and gives {paid} dollars for the rest.",
            ),
            (
                "How many dollars does {he} get back?",
                "What is {his} change in dollars?",
            ),
            ("rest", "bill - card", "After the gift card {=} dollars are left to pay."),
            ("change", "paid - rest", "The change is {=} dollars."),
        ),
    }
    money = money | {"rest", "price"}
    plans = {
        1: ("off",),
        2: ("off sale",),
        3: ("off several",),
        4: ("off several tax",),
        5: ("off several tax change",),
    }

    def draw(self, rng: random.Random, level: int, plan: str) -> Params:
        """Prices are multiples of 20 dollars and rates of 5 percent: every amount is in cents."""
        price = 20 * between(rng, 1, (10, 15, 20, 20, 25)[level - 1])
        drawn: Params = {"price": price, "rate": 5 * between(rng, 1, 15)}
        goods = price * (100 - drawn["rate"]) // 100
        if "several" in plan:
            drawn["count"] = between(rng, 2, (9, 9, 12, 20, 40)[level - 1])
            goods *= drawn["count"]
        if "tax" in plan:
            drawn["rate_2"] = between(rng, 3, 22)
        if "change" in plan:
            drawn["card"] = between(rng, 2, min(100, goods - 1))
            rest = goods * (100 + drawn["rate_2"]) // 100 - drawn["card"]
            step = 10 if rest < 60 else 50 if rest < 400 else 100
            drawn["paid"] = (rest // step + 1) * step
        return drawn

    def direct(self, plan: str, p: Numbers) -> Number:
        """Products of factors."""
        if plan == "off":
            return p["price"] * p["rate"] / 100
        bill = p["price"] * (1 - p["rate"] / 100) * p.get("count", 1)
        if "tax" in plan:
            bill *= 1 + p["rate_2"] / 100
        return p["paid"] + p["card"] - bill if "change" in plan else bill


@family("words.mixtures")
class Mixtures(WordFamily):
    """Drinks of different strength, poured together."""

    summary = "How much juice is in a drink, or how strong a mixture is."
    law = "Steps: one at level 1 up to six at level 5; strengths are asked from level 4."
    nouns = {"juice": words("orange, apple, grape, cherry, mango, pear, carrot, lemon")}
    stages = {
        "one": Stage(
            (
                "{one} liters of a drink are {p} percent {juice} juice.",
                "A tank holds {one} liters of a drink with {p} percent {juice} juice.",
                "{name} has {one} liters of a drink. {p} percent of it is {juice} juice.",
                "In a barrel there are {one} liters of a drink that is {p} percent {juice} juice.",
            ),
            (
                "How many liters of {juice} juice are in it?",
                "How many liters of {juice} juice does it contain?",
            ),
            ("pure", "one*p/100", "{p} percent of {one} liters is {=} liters of juice."),
        ),
        "added": Stage(
            (
                "{added} liters of pure {juice} juice are added.",
                "{name} pours in {added} liters of pure {juice} juice.",
            ),
            (
                "How many liters of {juice} juice are in it now?",
                "How many liters of {juice} juice does it contain then?",
            ),
            ("sum", "pure + added", "With {added} liters more there are {=} liters of juice."),
        ),
        "two": Stage(
            (
                "{two} liters of another drink, with {q} percent {juice} juice, are poured in.",
                "{name} adds {two} liters of a drink that is {q} percent {juice} juice.",
                "Then {two} liters of a drink with {q} percent {juice} juice are added.",
            ),
            (
                "How many liters of {juice} juice are in it now?",
                "How many liters of {juice} juice does the mixture contain?",
            ),
            ("more", "two*q/100", "{q} percent of {two} liters is {=} liters of juice."),
            ("sum", "pure + more", "Together that is {=} liters of juice."),
        ),
        "strength": Stage(
            ("",),
            (
                "What percent of the mixture is {juice} juice?",
                "How many percent {juice} juice does the mixture have?",
            ),
            ("volume", "one + two", "The mixture is {=} liters."),
            ("percent", "100*sum/volume", "Its share of juice is {=} percent."),
        ),
        "water": Stage(
            (
                "Then {water} liters of water are added.",
                "At last {name} adds {water} liters of water.",
            ),
            (
                "What percent of the mixture is {juice} juice now?",
                "How many percent {juice} juice does the mixture have in the end?",
            ),
            ("volume", "one + two", "The two drinks make {=} liters."),
            ("whole", "volume + water", "With the water there are {=} liters."),
            ("percent", "100*sum/whole", "Its share of juice is {=} percent."),
        ),
    }
    plans = {
        1: ("one",),
        2: ("one added",),
        3: ("one two",),
        4: ("one two strength",),
        5: ("one two water",),
    }

    def draw(self, rng: random.Random, level: int, plan: str) -> Params:
        """Volumes follow from the strengths, so that every percentage is whole."""
        if level <= 2:
            drawn: Params = {"one": 10 * between(rng, 1, 9), "p": 10 * between(rng, 1, 9)}
            if "added" in plan:
                drawn["added"] = between(rng, 2, 20)
            return drawn
        if level == 3:
            return {
                "one": 5 * between(rng, 2, 30),
                "p": 5 * between(rng, 1, 19),
                "two": 5 * between(rng, 2, 30),
                "q": 5 * between(rng, 1, 19),
            }
        p = between(rng, 10, 60)
        q = p + between(rng, 4, 35)
        mix = between(rng, p + 1, q - 1)
        one, two = q - mix, mix - p
        scale = gcd(one, two)
        one, two = one // scale, two // scale
        if "water" not in plan:
            times = between(rng, 2, 9)
            return {"one": one * times, "p": p, "two": two * times, "q": q}
        weak = between(rng, mix // 3, mix - 1)
        times = 2 * weak // gcd(weak, (one + two) * (mix - weak))
        water = (one + two) * times * (mix - weak) // weak
        return {"one": one * times, "p": p, "two": two * times, "q": q, "water": water}

    def direct(self, plan: str, p: Numbers) -> Number:
        """The weighted mean of the strengths."""
        pure = p["one"] * p["p"] + p.get("two", 0) * p.get("q", 0)
        if "strength" in plan or "water" in plan:
            return pure / (p["one"] + p["two"] + p.get("water", 0))
        return pure / 100 + p.get("added", 0)


WHOLE = ((5, 400), (10, 100), (20, 25), (25, 16), (30, 100), (40, 25), (50, 4))
"""Percentages, with the multiples for which two years of growth give whole numbers."""


@family("words.growth")
class Growth(WordFamily):
    """Growth by an amount, by a factor or by percent, period after period."""

    summary = "How large something is after several periods of growth."
    law = "Steps: one at level 1 up to five at level 5; percent growth from level 4."
    nouns = {
        "plant": words("sunflower, bean plant, young tree, vine, bamboo shoot, tomato plant"),
        "town": words("town, village, island, valley"),
    }
    money = frozenset({"first", "after", "with_more", "last"})
    stages = {
        "gain": Stage(
            (
                "{A plant} grows {rate} centimeters a week for {weeks} weeks.",
                "Every week {a plant} grows {rate} centimeters. {weeks} weeks go by.",
                "{name} has {a plant} that grows {rate} centimeters a week. {He} waits {weeks} "
                "weeks.",
                "For {weeks} weeks, {a plant} gains {rate} centimeters of height a week.",
            ),
            (
                "By how many centimeters does it grow in that time?",
                "How many centimeters taller is it then?",
            ),
            ("gain", "weeks*rate", "In {weeks} weeks it grows {=} centimeters."),
        ),
        "height": Stage(
            (
                "It was {start} centimeters tall at the start.",
                "At first it was {start} centimeters tall.",
                "Before, its height was {start} centimeters.",
            ),
            (
                "How tall is it now, in centimeters?",
                "What is its height now, in centimeters?",
            ),
            ("height", "start + gain", "From {start} it has grown to {=} centimeters."),
        ),
        "times": Stage(
            (
                "A dish holds {start} cells. Every hour their number is multiplied by {factor}.",
                "{name} counts {start} cells in a dish. Each hour there are {factor} times as many "
                "as the hour before.",
                "There are {start} cells in a dish, and every hour their number grows to {factor} "
                "times what it was.",
                "A culture starts with {start} cells. Its size is multiplied by {factor} every "
                "hour.",
            ),
            (
                "How many cells are there after 3 hours?",
                "How many cells does it hold when 3 hours have passed?",
            ),
            ("one", "start*factor", "After one hour there are {=} cells."),
            ("two", "one*factor", "After two hours there are {=} cells."),
            ("three", "two*factor", "After three hours there are {=} cells."),
        ),
        "people": Stage(
            (
                "{A town} has {start} inhabitants. Their number grows by {rate} percent a year.",
                "{start} people live in {a town}. Each year their number rises by {rate} percent.",
                "The number of people in {a town} is {start} and grows {rate} percent every year.",
                "This year {a town} counts {start} inhabitants, and every year the number goes up "
                "by {rate} percent.",
            ),
            (
                "How many people live there after 2 years?",
                "How many inhabitants are there in 2 years?",
            ),
            ("first", "start*rate/100", "In the first year {=} people are added."),
            ("after", "start + first", "Then there are {=} people."),
            ("last", "after*rate/100", "In the second year {=} people are added."),
            ("end", "after + last", "After two years there are {=} people."),
        ),
        "deposit": Stage(
            (
                "{name} puts {start} dollars in a bank that pays {rate} percent interest at the "
                "end of every year. After the first year {he} adds {more} dollars.",
                "A bank pays {rate} percent interest at the end of each year. {name} starts with "
                "{start} dollars there and adds {more} dollars when the first year is over.",
                "{name} opens an account with {start} dollars. At the end of each year it earns "
                "{rate} percent interest. After the first interest {he} pays in {more} dollars.",
                "An account of {start} dollars earns {rate} percent interest at the end of each "
                "year. One year after opening it, {name} pays in another {more} dollars.",
            ),
            (
                "How many dollars are in the account after 2 years?",
                "How much money is there after 2 years, in dollars?",
            ),
            ("first", "start*rate/100", "The first interest is {=} dollars."),
            ("after", "start + first", "After one year there are {=} dollars."),
            ("with_more", "after + more", "With the {more} dollars there are {=} dollars."),
            ("last", "with_more*rate/100", "The second interest is {=} dollars."),
            ("end", "with_more + last", "After two years there are {=} dollars."),
        ),
    }
    plans = {
        1: ("gain",),
        2: ("gain height",),
        3: ("times",),
        4: ("people",),
        5: ("deposit",),
    }
    money = money | {"end"}

    def draw(self, rng: random.Random, level: int, plan: str) -> Params:
        """Numbers of people stay whole; interest comes out in cents."""
        if "gain" in plan:
            drawn: Params = {"rate": between(rng, 2, 12), "weeks": between(rng, 2, 9)}
            if "height" in plan:
                drawn["start"] = between(rng, 5, 60)
            return drawn
        if plan == "times":
            return {"start": between(rng, 5, 5000), "factor": between(rng, 3, 6)}
        if plan == "people":
            rate, unit = WHOLE[int(rng.random() * len(WHOLE))]
            return {"start": unit * between(rng, 1 + 100 // unit, 60000 // unit), "rate": rate}
        return {
            "start": 100 * between(rng, 2, 95),
            "rate": between(rng, 2, 12),
            "more": between(rng, 20, 900),
        }

    def direct(self, plan: str, p: Numbers) -> Number:
        """Powers of the growth factor."""
        if "gain" in plan:
            return p["rate"] * p["weeks"] + p.get("start", 0)
        if plan == "times":
            return p["start"] * p["factor"] ** 3
        factor = 1 + p["rate"] / 100
        return p["start"] * factor**2 + p.get("more", 0) * factor
