"""Claims in words: rates, ratios, divisibility, and what quantities may go through."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from algorist.checking import check_steps

CLAIMS = [
    # step, kind of the claim, verdict, correct value if one must be named
    ("60 miles per hour for 3 hours is 180 miles.", "rate", "right", None),
    ("60 miles per hour for 3 hours is 190 miles.", "rate", "wrong", "180"),
    ("In 5 hours at 85 km an hour: 85 - 5 = 80 kilometers.", "rate", "wrong", "425"),
    ("4 tickets at $5 each cost 4*5 = $20.", "rate", "right", None),
    ("4 tickets at $5 each cost 4 + 5 = $9.", "rate", "wrong", "20"),
    ("19 candles an hour for 9 hours: 9*18 = 162 candles", "rate", "wrong", "171"),
    ("19 candles an hour for 9 hours: 9*60 = 540 minutes", "equation", "right", None),
    ("$5 each for 4 tickets is $25.", "rate", "wrong", "20"),
    ("She earns $12.50 an hour for 8 hours, which is $100", "rate", "right", None),
    ("4 tickets at $5 each cost $18 after the discount.", None, "not checkable", None),
    ("60 miles per hour for 3 minutes is not 180 miles", None, "not checkable", None),
    ("The ratio 60:45 simplifies to 4:3.", "ratio", "right", None),
    ("The ratio 60:45 simplifies to 3:4.", "ratio", "wrong", None),
    ("The ratio 6:4:2 = 3:2:1", "ratio", "right", None),
    ("The ratio of boys to girls is 3:2, so 18 boys mean 12 girls.", "ratio", "right", None),
    ("The ratio of boys to girls is 3:2, so 18 boys mean 14 girls.", "ratio", "wrong", "12"),
    ("The meeting at 7:30 is 19:30 on the other clock.", None, "not checkable", None),
    ("144 is divisible by 2, 3 and 4.", "divisibility", "right", None),
    ("145 is divisible by 6.", "divisibility", "wrong", None),
    ("35 is not a multiple of 4.", "divisibility", "right", None),
    ("9 is divisible by 9, 243 is odd.", "divisibility", "right", None),
    ("37 is even.", "divisibility", "wrong", None),
    ("We check whether 35 is divisible by 6.", None, "not checkable", None),
]


@pytest.mark.parametrize(("text", "kind", "verdict", "correct"), CLAIMS)
def test_claims_in_words(text: str, kind: str | None, verdict: str, correct: str | None) -> None:
    """A statement about a rate, a ratio or a divisor is decided without an equation."""
    step = check_steps([text]).steps[0]

    assert step.verdict == verdict, step.claims
    assert kind is None or kind in {each.kind for each in step.claims if each.verdict == verdict}
    assert step.correct == correct


TRAIN = "Nico drives 2 hours with 40 liters of fuel and buys 16 apples for 12 dollars at a stop."
QUANTITIES = [
    # step, what is wrong with it
    (["2 + 40 = 42 liters"], "a sum of unlike things"),
    (["12 + 40 = 52"], "a sum of unlike things"),
    (["40*3 = 120 liters", "120*40 = 4800 liters"], "a product of two amounts of one kind"),
    (
        ["40*2 = 80 liters", "80/40 = 2 liters"],
        "a quotient of two amounts of one kind, said to be such an amount",
    ),
    (
        ["40*2 = 80 liters", "80 - 40 = 40 apples"],
        "a sum of amounts that is said to count things",
    ),
    (["16/12 = 4/3 dollars"], None),
    (["40*2 = 80 liters", "80/40 = 2 times"], None),
    (["40*2 = 80 liters", "80 + 40 = 120 liters"], None),
    (["40*2 = 80", "80*40 = 3200"], None),
    (["16 - 12 = 4"], "a sum of unlike things"),
    (["16*12 = 192 apples", "192 - 16 = 176 apples"], None),
]


@pytest.mark.parametrize(("steps", "how"), QUANTITIES)
def test_what_quantities_go_through(steps: list[str], how: str | None) -> None:
    """An operation on two quantities is wrong where their kinds are known and do not allow it."""
    question = TRAIN + " How many liters of fuel are left when he comes home in the evening?"
    result = check_steps(steps, question)

    assert [each.how for s in result.steps for each in s.claims if each.verdict == "wrong"] == (
        [] if how is None else [how]
    )


def test_a_part_of_a_thing() -> None:
    """Half a bird is no number of birds, but half a bird each may be a rate."""
    question = (
        "There are 5 birds on a tree in the garden, and then 2 fly away over the fence. "
        "How many birds are left?"
    )

    assert check_steps(["5/2 = 2.5 birds"], question).first_wrong == 0
    assert check_steps(["On average 5/2 = 2.5 birds"], question).first_wrong is None


COMPARED = [
    # question, step, verdict of the comparison
    ("Ben is 32 years older than Amara, who is 11.", "Ben is 11 + 32 = 43 years old.", "right"),
    ("Ben is 32 years older than Amara, who is 11.", "Ben is 32 - 11 = 21 years old.", "wrong"),
    ("Elena is 13. Oscar is 5 years younger.", "Oscar is 13 - 5 = 8 years old.", "right"),
    ("Elena is 13. Oscar is 5 years younger.", "Oscar is 13 + 5 = 18 years old.", "wrong"),
    ("Ivan has 12 keys. Liam has 3 times as many keys as Ivan.", "Liam has 12 + 3 = 15", "wrong"),
    ("Ivan has 12 keys. Liam has 3 times as many keys as Ivan.", "Ivan has 12 + 3 = 15", None),
    ("Ivan has 12 keys. Ivan has 9 keys. Liam has 2 more than Ivan.", "Liam has 12 - 2 = 10", None),
]


@pytest.mark.parametrize(("question", "step", "verdict"), COMPARED)
def test_comparisons_of_the_question(question: str, step: str, verdict: str | None) -> None:
    """What the question says of two people decides how a step about one combines their numbers."""
    asked = question + " They all meet on the market place in the evening. What comes next?"
    claims = check_steps([step], asked).steps[0].claims

    assert [each.verdict for each in claims if each.kind == "compared"] == (
        [] if verdict is None else [verdict]
    )


def test_constants_need_their_words() -> None:
    """The 52 weeks may be brought along where weeks are spoken of, not as any number."""
    question = (
        "Nico buys 6 toy cars for 5 dollars each in the shop and takes them home {}, "
        "all in one bag. What does he pay for all of them?"
    )

    assert check_steps(["52*5 = 260"], question.format("every week")).first_wrong is None
    assert check_steps(["52*5 = 260"], question.format("in a box")).first_wrong == 0


LONG = ["1" * 50_000, "ratio " + "1:" * 20_000, "6 miles per hour for 3 hours is 18. " * 300]


@pytest.mark.parametrize("text", LONG, ids=["digits", "ratios", "rates"])
def test_long_texts_take_linear_time(text: str) -> None:
    """Patterns have bounds: a second of processor time is a hundred times what these take."""
    start = time.process_time()
    check_steps([text])

    assert time.process_time() - start < 5.0


PROVED = [
    # question, step, verdict
    ("Let n be an integer that is divisible by 2 and by 3.", "So n is divisible by 6.", "right"),
    ("Let n be an odd integer.", "n^2 - 1 is divisible by 8 since n is odd.", "right"),
    ("Let n be an integer.", "n^3 - n is divisible by 6.", "right"),
    ("Let n be an integer.", "n^3 - n is odd.", "wrong"),
    ("Let n be an integer.", "n*(n+1)/2 is divisible by 3.", "not checkable"),
    ("Let n be an integer.", "n is divisible by 12 as n is divisible by 6.", "not checkable"),
    ("Let n and k be integers with n = 6*k + 3.", "So n is divisible by 3.", "right"),
    ("Let n and k be integers with n = 6*k + 3.", "So n is even.", "wrong"),
    ("Let x be a number with x^2 - 3*x + 2 = 0.", "So x = 1 or x = 2.", "right"),
    ("Let x be a number with x^2 - 3*x + 2 = 0.", "So x = 3 or x = 4.", "wrong"),
    ("Let x be a number with x^2 - 3*x + 2 = 0.", "So x = 1 or x = 4.", "not checkable"),
]


@pytest.mark.parametrize(("question", "step", "verdict"), PROVED)
def test_divisibility_and_cases(question: str, step: str, verdict: str) -> None:
    """Statements about all integers, and lists of cases, are proved, refuted or left open."""
    pytest.importorskip("z3", reason="the extra `proofs` is not installed")
    done = check_steps([step], question, checkers=["z3"]).steps[0]

    assert done.verdict == verdict, done.claims


@settings(deadline=None)
@given(st.integers(1, 10**9), st.integers(1, 10**4))
def test_divisibility_is_division(number: int, divisor: int) -> None:
    """Every statement about two integers gets the verdict of the remainder."""
    step = check_steps([f"{number} is divisible by {divisor}"]).steps[0]

    assert step.verdict == ("right" if number % divisor == 0 else "wrong")


@settings(deadline=None)
@given(st.integers(2, 500), st.integers(2, 500), st.integers(-3, 3))
def test_rates_are_products(rate: int, hours: int, slip: int) -> None:
    """A stated distance is right exactly where it is the product."""
    said = rate * hours + slip
    step = check_steps([f"{rate} miles per hour for {hours} hours is {said} miles."]).steps[0]

    assert step.verdict == ("wrong" if slip else "right")
