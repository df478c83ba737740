"""Word problems about buying: purchases, discounts and tax, tickets, saving."""

from __future__ import annotations

import random

from algorist.problems._family import Params, family
from algorist.problems._values import between
from algorist.problems.words._arithmetic import Number, Numbers
from algorist.problems.words._engine import WordFamily, cents
from algorist.problems.words._lexicon import SHOP
from algorist.problems.words._stage import Stage


@family("words.purchase")
class Purchase(WordFamily):
    """Buying several things, paying, and the change."""

    summary = "What a purchase costs, or the change from what was paid."
    law = "Steps: one at level 1 up to five at level 5; prices gain cents from level 4."
    nouns = {"item": SHOP, "thing": SHOP}
    money = frozenset({"price", "other", "cost", "extra", "total", "off", "paid", "due", "change"})
    stages = {
        "cost": Stage(
            (
                "{A item} costs {price} dollars. {name} buys {count} {items}.",
                "{name} buys {count} {items}. Each {item} costs {price} dollars.",
                "{name} wants {count} {items}, and {a item} costs {price} dollars.",
                "At a shop, {items} cost {price} dollars each. {name} takes {count} of them.",
            ),
            (
                "How much does {name} pay?",
                "How many dollars does {he} spend?",
                "What is the total cost in dollars?",
            ),
            (
                "cost",
                "count*price",
                "Each {item} costs {price} dollars. {count} {items} cost {=} dollars.",
            ),
        ),
        "second": Stage(
            (
                "{He} also buys {several} {things} for {other} dollars each.",
                "{name} adds {several} {things} at {other} dollars each.",
                "{He} needs {several} {things} as well, and {a thing} costs {other} dollars.",
            ),
            (
                "How much does {name} pay in all?",
                "How many dollars does {he} spend altogether?",
                "What is the total cost in dollars?",
            ),
            (
                "extra",
                "several*other",
                "Each {thing} costs {other} dollars. {several} {things} cost {=} dollars.",
            ),
            ("total", "cost + extra", "Together they cost {=} dollars."),
        ),
        "coupon": Stage(
            (
                "A coupon takes {off} dollars off the bill.",
                "{He} has a coupon worth {off} dollars.",
                "The shop takes {off} dollars off the total.",
            ),
            (
                "How much does {name} have to pay?",
                "How many dollars are left to pay?",
            ),
            ("due", "total - off", "After the coupon, {name} owes {=} dollars."),
        ),
        "change": Stage(
            (
                "{He} pays with {paid} dollars.",
                "{He} gives the cashier {paid} dollars.",
                "{name} hands over {paid} dollars.",
            ),
            (
                "How much change does {he} get?",
                "How many dollars does {he} get back?",
                "What is {his} change in dollars?",
            ),
            ("change", "paid - cost", "The change is {=} dollars."),
        ),
        "rest": Stage(
            (
                "{He} pays with {paid} dollars.",
                "{He} gives the cashier {paid} dollars.",
                "{name} hands over {paid} dollars.",
            ),
            (
                "How much change does {he} get?",
                "How many dollars does {he} get back?",
                "What is {his} change in dollars?",
            ),
            ("change", "paid - due", "The change is {=} dollars."),
        ),
    }
    plans = {
        1: ("cost",),
        2: ("cost change",),
        3: ("cost second",),
        4: ("cost second coupon",),
        5: ("cost second coupon rest",),
    }

    def draw(self, rng: random.Random, level: int, plan: str) -> Params:
        """Enough is paid: the bill rounded up to the next 10, 50 or 100 dollars."""
        most = (9, 9, 12, 15, 30)[level - 1]
        dear = (9, 12, 25, 300, 900)[level - 1]  # dollars, from level 4 on 5 cents
        count = between(rng, 2, most)
        price = between(rng, 2, dear) if level <= 3 else cents(5 * between(rng, 25, dear))
        drawn: Params = {"count": count, "price": price}
        if "second" in plan:
            drawn["several"] = between(rng, 2, most)
            other = between(rng, 2, dear) if level <= 3 else cents(5 * between(rng, 25, dear))
            drawn["other"] = other
        if plan in ("cost", "cost second"):
            return drawn
        bill = count * float(price) + drawn.get("several", 0) * float(drawn.get("other", 0))
        if "coupon" in plan:
            drawn["off"] = between(rng, 2, min(20, int(bill) - 1))
        if "change" in plan or "rest" in plan:
            step = 10 if bill < 60 else 50 if bill < 400 else 100
            drawn["paid"] = (int(bill) // step + 1) * step
        return drawn

    def direct(self, plan: str, p: Numbers) -> Number:
        """Count times price, plus what was added, minus what was taken off."""
        spent = p["price"] * p["count"]
        if "second" in plan:
            spent += p["other"] * p["several"]
        if "coupon" in plan:
            spent -= p["off"]
        return p["paid"] - spent if "change" in plan or "rest" in plan else spent


@family("words.tickets")
class Tickets(WordFamily):
    """Entrance fees of a group."""

    summary = "What a group pays for its tickets, or how a group is made up."
    law = "Steps: one at level 1 up to five at level 5; groups grow from 9 to 400 people."
    nouns = {
        "place": ("museum", "zoo", "cinema", "aquarium", "circus", "theater", "water park"),
    }
    money = frozenset(
        {"adult", "child", "adults", "children", "total", "fee", "with_fee", "share", "off"}
    )
    stages = {
        "adults": Stage(
            (
                "A ticket for the {place} costs {adult} dollars. A group of {grown} adults enters.",
                "{grown} adults visit the {place}. Each ticket costs {adult} dollars.",
                "The {place} asks {adult} dollars for each adult. {name} comes with a group of "
                "{grown} adults in all.",
                "{name} buys {grown} adult tickets for the {place} at {adult} dollars each.",
            ),
            (
                "How many dollars do the tickets cost?",
                "How much do the adult tickets cost in all?",
            ),
            (
                "adults",
                "grown*adult",
                "An adult ticket costs {adult} dollars. {grown} tickets cost {=} dollars.",
            ),
        ),
        "children": Stage(
            (
                "The group also has {young} children, who pay {child} dollars each.",
                "With them come {young} children, and a child pays {child} dollars.",
                "There are {young} children with them; a child's ticket costs {child} dollars.",
            ),
            (
                "How much do all the tickets cost?",
                "How many dollars does the whole group pay?",
            ),
            (
                "children",
                "young*child",
                "A child pays {child} dollars. {young} children pay {=} dollars.",
            ),
            ("total", "adults + children", "Together the tickets cost {=} dollars."),
        ),
        "fee": Stage(
            (
                "The office adds a booking fee of {fee} dollars.",
                "Booking costs {fee} dollars more.",
                "There is a guide, who is paid {fee} dollars.",
            ),
            (
                "How much is the whole bill?",
                "How many dollars are paid in all?",
            ),
            ("with_fee", "total + fee", "With the {fee} dollars on top, the bill is {=} dollars."),
        ),
        "share": Stage(
            (
                "{payers} families share the bill equally.",
                "The bill is split evenly between {payers} families.",
            ),
            (
                "How many dollars does each family pay?",
                "How much is the share of each family?",
            ),
            ("share", "with_fee/payers", "Each of the {payers} families pays {=} dollars."),
        ),
    }
    plans = {
        1: ("adults",),
        2: ("adults two",),
        3: ("adults children",),
        4: ("adults children fee",),
        5: ("adults children fee share",),
    }
    stages["two"] = Stage(
        (
            "A bus there and back costs {fee} dollars for all.",
            "They also rent a locker for {fee} dollars.",
            "The guide asks {fee} dollars.",
        ),
        (
            "How much do they spend altogether?",
            "How many dollars do they pay in all?",
        ),
        ("total", "adults + fee", "In all they pay {=} dollars."),
    )

    def draw(self, rng: random.Random, level: int, plan: str) -> Params:
        """The shares come out in whole dollars because the fee is chosen to make them so."""
        top = (9, 12, 40, 90, 200)[level - 1]
        adult = between(rng, 5 if level > 2 else 3, (9, 12, 18, 25, 36)[level - 1])
        drawn: Params = {"grown": between(rng, 2, top), "adult": adult}
        if "two" in plan:
            drawn["fee"] = between(rng, 5, 40)
        if "children" in plan:
            drawn["young"] = between(rng, 3, top)
            drawn["child"] = between(rng, 2, adult - 1)
        if "fee" in plan.split():
            drawn["fee"] = between(rng, 5, 60)
        if "share" in plan:
            payers = drawn["payers"] = between(rng, 3, 9)
            bill = drawn["grown"] * adult + drawn["young"] * drawn["child"]
            drawn["fee"] += -(bill + drawn["fee"]) % payers
        return drawn

    def direct(self, plan: str, p: Numbers) -> Number:
        """Heads times prices, plus the fee, over the number of families."""
        paid = p["adult"] * p["grown"]
        if "children" in plan:
            paid += p["child"] * p["young"]
        if "fee" in plan or "two" in plan:
            paid += p["fee"]
        return paid / p["payers"] if "share" in plan else paid


@family("words.saving")
class Saving(WordFamily):
    """Saving the same amount week after week."""

    summary = "How much is saved after some weeks, or how long a goal takes."
    law = "Steps: one at level 1 up to five at level 5; amounts grow from 9 to 900 dollars."
    nouns = {"goal": ("bicycle", "guitar", "camera", "tent", "telescope", "skateboard", "tablet")}
    money = frozenset(
        {"weekly", "start", "saved", "held", "spent", "left", "goal_price", "missing"}
    )
    stages = {
        "saved": Stage(
            (
                "{name} saves {weekly} dollars every week for {weeks} weeks.",
                "Every week {name} puts {weekly} dollars into a jar. {He} does this for {weeks} "
                "weeks.",
                "For {weeks} weeks, {name} sets aside {weekly} dollars a week.",
                "{name} earns {weekly} dollars a week by walking a dog and saves all of it for "
                "{weeks} weeks.",
            ),
            (
                "How many dollars does {he} save?",
                "How much does {name} save in that time?",
            ),
            (
                "saved",
                "weeks*weekly",
                "{name} saves {weekly} dollars a week. In {weeks} weeks {he} saves {=} dollars.",
            ),
        ),
        "start": Stage(
            (
                "{He} had {start} dollars at the start.",
                "Before that {he} already had {start} dollars.",
                "{He} began with {start} dollars.",
            ),
            (
                "How many dollars does {he} have now?",
                "How much money does {name} have in the end?",
            ),
            ("held", "start + saved", "With the first {start} dollars, {he} has {=} dollars."),
        ),
        "spent": Stage(
            (
                "Then {he} spends {spent} dollars on a present.",
                "Then {he} lends {spent} dollars to a friend.",
                "Then {he} pays {spent} dollars for a repair.",
            ),
            (
                "How many dollars does {he} have left?",
                "How much money is left?",
            ),
            ("left", "held - spent", "After that {he} has {=} dollars."),
        ),
        "goal": Stage(
            (
                "{He} wants {a goal} that costs {goal_price} dollars.",
                "{A goal} costs {goal_price} dollars.",
            ),
            (
                "How many dollars does {he} still need for the {goal}?",
                "How much is {he} short of the price of the {goal}?",
            ),
            (
                "missing",
                "goal_price - left",
                "The {goal} costs {goal_price} dollars, so {he} still needs {=} dollars.",
            ),
        ),
        "time": Stage(
            (
                "From now on {he} saves {faster} dollars a week.",
                "{He} will now save {faster} dollars each week.",
            ),
            (
                "After how many more weeks can {he} buy the {goal}?",
                "How many more weeks does {he} need?",
            ),
            (
                "more",
                "missing/faster",
                "At {faster} dollars a week this takes {=} more weeks.",
            ),
        ),
    }
    plans = {
        1: ("saved",),
        2: ("saved start",),
        3: ("saved start spent",),
        4: ("saved start spent goal",),
        5: ("saved start spent goal time",),
    }

    def draw(self, rng: random.Random, level: int, plan: str) -> Params:
        """The goal lies a whole number of weeks away."""
        weekly = between(rng, 3, (9, 12, 40, 60, 90)[level - 1])
        weeks = between(rng, 2, (9, 9, 20, 30, 52)[level - 1])
        drawn: Params = {"weekly": weekly, "weeks": weeks}
        held = weekly * weeks
        if "start" in plan:
            drawn["start"] = between(rng, 5, (9, 40, 90, 200, 400)[level - 1])
            held += drawn["start"]
        if "spent" in plan:
            drawn["spent"] = between(rng, 2, held - 2)
            held -= drawn["spent"]
        if "time" in plan:
            drawn["faster"] = between(rng, 5, 95)
            drawn["goal_price"] = held + drawn["faster"] * between(rng, 2, 24)
        elif "goal" in plan:
            drawn["goal_price"] = held + between(rng, 5, 300)
        return drawn

    def direct(self, plan: str, p: Numbers) -> Number:
        """The money in hand, then what is missing, then the weeks it takes."""
        hand = p["weeks"] * p["weekly"]
        hand += p.get("start", 0) - p.get("spent", 0)
        if "goal" not in plan:
            return hand
        short = p["goal_price"] - hand
        return short / p["faster"] if "time" in plan else short
