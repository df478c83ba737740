"""Lists of divisors, such as "the prime factors of 84 are 2, 3 and 7"."""

from __future__ import annotations

import re

from flint import fmpz

from algorist.checking.steps._records import Claim

_LIST = re.compile(
    r"\b(?P<prime>prime )?(?:positive )?(?:factors|divisors) of (?P<number>\d{1,9}) are"
    r"(?: just| only)?:? (?P<list>\d+(?:(?:, and|,| and) \d+)+)(?![\d*^/+=%-]|[,.]\d| ?[*^/+=%-])",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\b(?:not|wrong|incorrect\w*|if|suppose|false)\b|n't", re.IGNORECASE)


def look(prose: str) -> list[Claim]:
    """Lists of the divisors or the prime divisors of a number; ``prose`` is plain text.

    A list with a number that is no such divisor is wrong; one that is complete is right; one
    from which some are missing may be a selection.
    """
    if "tors of" not in prose:
        return []
    prose = prose.replace("$", "").replace("\n", " ")
    claims: list[Claim] = []
    for match in _LIST.finditer(prose):
        before = re.split(r"[.;?!]", prose[: match.start()])[-1]
        number = int(match["number"])
        if not number or _DENIED.search(before):
            continue
        listed = {int(each) for each in re.findall(r"\d+", match["list"])}
        primes = [int(prime) for prime, _ in fmpz(number).factor()]
        every = set(primes) if match["prime"] else _divisors(number)
        strange = sorted(listed - every)
        text = match[0]
        if strange:
            how = "a number in the list is no such divisor"
            claims.append(Claim(text, "divisibility", "wrong", how, {"numbers": strange}))
        elif listed == every:
            claims.append(Claim(text, "divisibility", "right", "the whole list of divisors"))
    return claims


def _divisors(number: int) -> set[int]:
    found = {1}
    for prime, power in fmpz(number).factor():
        found = {each * int(prime) ** k for each in found for k in range(int(power) + 1)}
    return found
