"""Word problems about dealing out and comparing amounts."""

from __future__ import annotations

import random

from algorist.problems._family import Params, family
from algorist.problems._values import between
from algorist.problems.words._arithmetic import Number, Numbers
from algorist.problems.words._engine import WordFamily
from algorist.problems.words._lexicon import CONTAINERS, COUNTABLE, FRUIT
from algorist.problems.words._stage import Stage


@family("words.sharing")
class Sharing(WordFamily):
    """Sharing things out equally, with and without a remainder."""

    summary = "How many each gets, and how many are left over."
    law = "Steps: one at level 1 up to five at level 5; amounts grow from 81 to several thousand."
    nouns = {"item": COUNTABLE, "case": CONTAINERS}
    stages = {
        "each": Stage(
            (
                "{name} shares {total} {items} equally among {people} friends.",
                "{total} {items} are divided equally among {people} children.",
                "{name} has {total} {items} and deals them out evenly to {people} players.",
                "{people} cousins split {total} {items} evenly.",
            ),
            (
                "How many {items} does each of them get?",
                "How many {items} is that for each?",
            ),
            (
                "each",
                "total/people",
                "{total} {items} for {people} people make {=} {items} each.",
            ),
        ),
        "collected": Stage(
            (
                "{name} fills {boxes} {cases} with {per} {items} each.",
                "There are {boxes} {cases} with {per} {items} in each of them.",
                "{name} brings {boxes} {cases} of {per} {items} each.",
                "In each of {boxes} {cases} there are {per} {items}.",
            ),
            ("How many {items} are there?",),
            (
                "total",
                "boxes*per",
                "Each {case} holds {per} {items}. {boxes} {cases} hold {=} {items}.",
            ),
        ),
        "loose": Stage(
            (
                "{loose} more {items} lie on a table.",
                "Another {loose} {items} are found under a shelf.",
                "A neighbor brings {loose} more {items}.",
            ),
            ("How many {items} are there in all?",),
            ("all", "total + loose", "With {loose} more there are {=} {items}."),
        ),
        "kept": Stage(
            (
                "{lost} of them are broken and thrown away.",
                "{lost} of them are set aside for a museum.",
                "{lost} of them are lost on the way.",
            ),
            ("How many {items} remain?",),
            ("remain", "all - lost", "Without {lost} of them there remain {=} {items}."),
        ),
        "split": Stage(
            (
                "All of them are shared equally among {people} children.",
                "They are dealt out evenly to {people} players.",
                "Then {people} friends share them equally.",
            ),
            (
                "How many {items} does each of them get?",
                "How many {items} is that for each?",
            ),
            ("each", "total/people", "Among {people} that makes {=} {items} each."),
        ),
        "over": Stage(
            (
                "{people} friends take the same number of them, as many as possible.",
                "They are dealt out evenly to {people} players, as far as they go.",
                "{people} children get equal shares, as large as possible.",
            ),
            (
                "How many {items} are left over?",
                "How many {items} remain after that?",
            ),
            (
                "each",
                "all//people",
                "Each of the {people} gets {each}, because {=} is the largest multiple of {people} "
                "that is at most {all}.",
                "people*each",
            ),
            ("over", "all - people*each", "Left over: {=}."),
        ),
        "over_kept": Stage(
            (
                "{people} friends take the same number of them, as many as possible.",
                "They are dealt out evenly to {people} players, as far as they go.",
                "{people} children get equal shares, as large as possible.",
            ),
            (
                "How many {items} are left over?",
                "How many {items} remain after that?",
            ),
            (
                "each",
                "remain//people",
                "Each of the {people} gets {each}, because {=} is the largest multiple of {people} "
                "that is at most {remain}.",
                "people*each",
            ),
            ("over", "remain - people*each", "Left over: {=}."),
        ),
    }
    plans = {
        1: ("each",),
        2: ("collected split",),
        3: ("collected loose",),
        4: ("collected loose over",),
        5: ("collected loose kept over_kept",),
    }

    def draw(self, rng: random.Random, level: int, plan: str) -> Params:
        """Shares come out even where no remainder is asked for."""
        people = between(rng, 2, (9, 9, 12, 15, 25)[level - 1])
        if plan == "each":
            return {"people": people, "total": people * between(rng, 2, 9)}
        per = between(rng, 3, (9, 9, 30, 60, 90)[level - 1])
        boxes = between(rng, 2, (9, 9, 20, 30, 60)[level - 1])
        if "split" in plan:
            boxes = max(boxes, 2)
            per = people * between(rng, 2, 5)
        drawn: Params = {"boxes": boxes, "per": per}
        if "loose" in plan:
            drawn["loose"] = between(rng, 2, (9, 9, 40, 90, 200)[level - 1])
        if "kept" in plan:
            drawn["lost"] = between(rng, 2, boxes * per // 2)
        if "split" in plan or "over" in plan:
            drawn["people"] = people
        if "over" in plan and (boxes * per + drawn["loose"] - drawn.get("lost", 0)) % people == 0:
            drawn["loose"] += between(rng, 1, people - 1)
        return drawn

    def direct(self, plan: str, p: Numbers) -> Number:
        """Quotient or remainder of everything that is there."""
        if plan == "each":
            return p["total"] / p["people"]
        there = p["per"] * p["boxes"] + p.get("loose", 0) - p.get("lost", 0)
        if "split" in plan:
            return there / p["people"]
        return there % p["people"] if "over" in plan else there


@family("words.comparison")
class Comparison(WordFamily):
    """Chains of more, fewer and times as many."""

    summary = "A chain of comparisons: who has how many, and how many in all."
    law = "Steps: one at level 1 up to five at level 5; amounts grow from 20 to several thousand."
    nouns = {"item": COUNTABLE}
    people = ("name", "second", "third", "fourth")
    stages = {
        "more": Stage(
            (
                "{name} has {base} {items}. {second} has {more} more {items} than {name}.",
                "{second} has {more} more {items} than {name}, who has {base}.",
                "{name} owns {base} {items}, and {second} owns {more} more than that.",
                "{name} counts {base} {items}. {second} counts {more} more.",
            ),
            ("How many {items} does {second} have?",),
            ("b", "base + more", "{second} has {=} {items}."),
        ),
        "fewer": Stage(
            (
                "{name} has {base} {items}. {second} has {more} fewer {items} than {name}.",
                "{second} has {more} fewer {items} than {name}, who has {base}.",
                "{name} owns {base} {items}, and {second} owns {more} fewer than that.",
                "{name} counts {base} {items}. {second} counts {more} fewer.",
            ),
            ("How many {items} does {second} have?",),
            ("b", "base - more", "{second} has {=} {items}."),
        ),
        "times": Stage(
            (
                "{third} has {times} times as many {items} as {second}.",
                "{third} owns {times} times as many as {second}.",
                "The number of {items} that {third} has is {times} times that of {second}.",
            ),
            ("How many {items} does {third} have?",),
            ("c", "times*b", "{third} has {times} times as many as {second}: {=} {items}."),
        ),
        "less": Stage(
            (
                "{fourth} has {less} fewer {items} than {third}.",
                "{fourth} owns {less} fewer than {third}.",
            ),
            ("How many {items} does {fourth} have?",),
            ("d", "c - less", "{fourth} has {=} {items}."),
        ),
        "sum3": Stage(
            ("",),
            (
                "How many {items} do {name}, {second} and {third} have together?",
                "How many {items} do the three of them have in all?",
            ),
            ("total", "base + b + c", "Together they have {=} {items}."),
        ),
        "sum4": Stage(
            ("",),
            (
                "How many {items} do the four of them have together?",
                "How many {items} do they have in all?",
            ),
            ("total", "base + b + c + d", "Together they have {=} {items}."),
        ),
        "even": Stage(
            (
                "They put all their {items} together, add {added} more from a drawer, and share "
                "them equally.",
                "They pool their {items}, get {added} more, and divide them equally.",
            ),
            (
                "How many {items} does each of the four get?",
                "How many {items} is that for each of the four?",
            ),
            ("total", "base + b + c + d + added", "In all there are {=} {items}."),
            ("each", "total/4", "Each of the four gets {=} {items}."),
        ),
    }
    plans = {
        1: ("more", "fewer"),
        2: ("more times", "fewer times"),
        3: ("more times sum3", "fewer times sum3"),
        4: ("more times less sum4", "fewer times less sum4"),
        5: ("more times less even", "fewer times less even"),
    }

    def draw(self, rng: random.Random, level: int, plan: str) -> Params:
        """Nobody owes anything, and the equal shares are whole."""
        base = between(rng, 4, (20, 20, 60, 200, 600)[level - 1])
        more = between(rng, 2, base - 2)
        drawn: Params = {"base": base, "more": more}
        b = base + more if "more" in plan else base - more
        if "times" in plan:
            drawn["times"] = between(rng, 3, (5, 5, 6, 8, 9)[level - 1])
        if "less" in plan:
            c = b * drawn["times"]
            drawn["less"] = between(rng, 2, c - 2)
            if "even" in plan:
                rest = (base + b + 2 * c - drawn["less"]) % 4
                drawn["added"] = 4 * between(rng, 1, 20) - rest
        return drawn

    def direct(self, plan: str, p: Numbers) -> Number:
        """Everyone's number from the first one."""
        second = p["base"] + (p["more"] if "more" in plan else -p["more"])
        if "times" not in plan:
            return second
        third = second * p["times"]
        if "less" not in plan:
            return third if "sum3" not in plan else p["base"] + second * (1 + p["times"])
        everyone = p["base"] + second + 2 * third - p["less"]
        return (everyone + p["added"]) / 4 if "even" in plan else everyone


@family("words.averages")
class Averages(WordFamily):
    """Means of counts, and what a wanted mean asks for."""

    summary = "The mean of some amounts, or what is missing to reach a mean."
    law = "Steps: one at level 1 up to six at level 5; more and larger amounts."
    nouns = {"fruit": FRUIT}
    stages = {
        "total": Stage(
            (
                "On {days} days {name} picks {mean} {fruits} a day on average.",
                "{name} picks {mean} {fruits} a day on average, for {days} days.",
                "For {days} days, the mean number of {fruits} that {name} picks is {mean} a day.",
                "{name} works {days} days and picks, on average, {mean} {fruits} a day.",
            ),
            (
                "How many {fruits} does {he} pick in all?",
                "How many {fruits} is that altogether?",
            ),
            ("total", "days*mean", "{days} days at {mean} a day make {=} {fruits}."),
        ),
        "next": Stage(
            (
                "On the next day {he} picks {next}.",
                "One day later {he} picks another {next}.",
                "The day after, {he} picks {next} more.",
            ),
            (
                "How many {fruits} does {he} pick in all these days together?",
                "How many {fruits} are there now?",
            ),
            ("sum", "total + next", "With the next day there are {=} {fruits}."),
        ),
        "mean": Stage(
            ("",),
            (
                "What is {his} average number of {fruits} a day over all the days?",
                "What is the mean number of {fruits} a day now?",
            ),
            ("all_days", "days + 1", "That makes {=} days."),
            ("average", "sum/all_days", "The average is {=} {fruits} a day."),
        ),
        "target": Stage(
            (
                "{He} wants an average of {wish} {fruits} a day over {span} days in all, counting "
                "all of these.",
                "{His} goal is a mean of {wish} {fruits} a day over {span} days, with these days "
                "counted in.",
            ),
            (
                "How many {fruits} must {he} still pick?",
                "How many {fruits} are missing for that?",
            ),
            ("want", "span*wish", "An average of {wish} over {span} days needs {=} {fruits}."),
            ("missing", "want - sum", "Still missing: {=} {fruits}."),
        ),
        "pace": Stage(
            ("",),
            (
                "How many {fruits} must {he} pick on each of the remaining days, if it is the same "
                "number every day?",
                "If {he} picks the same number on each of the remaining days, how many {fruits} a "
                "day is that?",
            ),
            ("rest", "span - days - 1", "The days that remain: {=}."),
            ("pace", "missing/rest", "On each of them {he} must pick {=} {fruits}."),
        ),
    }
    plans = {
        1: ("total",),
        2: ("total next",),
        3: ("total next mean",),
        4: ("total next target",),
        5: ("total next target pace",),
    }

    def draw(self, rng: random.Random, level: int, plan: str) -> Params:
        """Every mean comes out whole, and the pace is positive."""
        days = between(rng, 2, (9, 9, 12, 15, 20)[level - 1])
        mean = between(rng, 5, (12, 30, 90, 150, 300)[level - 1])
        drawn: Params = {"days": days, "mean": mean}
        if "next" not in plan:
            return drawn
        drawn["next"] = between(rng, 3, 2 * mean)
        if "mean" in plan.split():
            average = between(rng, mean - mean // (days + 1), mean + 5)
            drawn["next"] = max(average * (days + 1) - days * mean, 0) or days + 1 + mean
        if "target" in plan:
            rest = between(rng, 2, 10)
            span = days + 1 + rest
            have = days * mean + drawn["next"]
            wish = mean + between(rng, 1, 9)
            if "pace" in plan:  # (span*wish - have) must divide by the remaining days
                drawn["next"] += (span * wish - have) % rest
                have = days * mean + drawn["next"]
            while span * wish <= have:
                wish += rest
            drawn["span"], drawn["wish"] = span, wish
        return drawn

    def direct(self, plan: str, p: Numbers) -> Number:
        """Sums of what was picked against sums of what is wanted."""
        picked = p["days"] * p["mean"] + p.get("next", 0)
        if "target" in plan:
            short = p["span"] * p["wish"] - picked
            return short / (p["span"] - p["days"] - 1) if "pace" in plan else short
        return picked / (p["days"] + 1) if "mean" in plan.split() else picked
