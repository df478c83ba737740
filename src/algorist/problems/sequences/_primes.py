"""Number-theoretic sequences (BeyondBench medium): primes of several kinds, divisor functions.

Over 500 lines because its families share one search and one way to write factors.
"""

from __future__ import annotations

import random
from abc import abstractmethod
from bisect import bisect_right
from collections.abc import Iterator
from math import isqrt
from typing import ClassVar

from algorist.core import Step
from algorist.problems._family import Params, Solved, family
from algorist.problems._stepped import Move, moved
from algorist.problems._values import between, pick
from algorist.problems.sequences._engine import Formula, Sequence
from algorist.problems.sequences._trails import PrimePowersOfTwo

_SMALL = [p for p in range(2, 1300) if all(p % d for d in range(2, int(p**0.5) + 1))]
"""The primes below 1300: enough to factor any number below 1,690,000."""


def least_factor(n: int) -> int:
    """The least prime factor of n >= 2, n itself if it is prime; n is below 1,690,000 or has a
    prime factor below 1300."""
    for p in _SMALL[: bisect_right(_SMALL, isqrt(n))]:
        if n % p == 0:
            return p
    return n


class Above(Sequence):
    """What begins above a number of up to six digits."""

    lengths = {1: (2, 3), 2: (3, 4), 3: (4, 6), 4: (6, 8), 5: (8, 10)}
    offset = 0
    law = (
        "2-3, 3-4, 4-6, 6-8 or 8-10 numbers are to be found at levels 1 to 5, starting from up to "
        "2, 3, 5, 6 and 6 digits"
    )
    highest: ClassVar[tuple[int, ...]] = (99, 999, 199_999, 399_999, 699_999)

    def choose(self, rng: random.Random, level: int) -> Params:
        return {"above": between(rng, 2, self.highest[level - 1])}


class Search(Above):
    """The numbers above ``start`` that have a property, one a step, in increasing order."""

    def start(self, params: Params) -> int:
        above: int = params["above"]
        return above

    @abstractmethod
    def why_not(self, n: int) -> str:
        """Why ``n`` is not in the sequence, or nothing where it is."""

    def why(self, n: int) -> str:
        """What makes ``n`` belong."""
        return "is prime"

    def passes(self, n: int) -> bool:
        """Whether ``n`` needs no mention: it is out at sight."""
        return n % 2 == 0 and n > 2

    def work(self, params: Params) -> Iterator[Move]:
        n = params["above"]
        for _ in range(params["n"]):
            before, out = n, []
            passes, why_not = self.passes, self.why_not
            while True:
                n += 1
                if passes(n):
                    continue
                failing = why_not(n)
                if not failing:
                    break
                out.append(failing)
            lead = f"{', '.join(out)}; " if out else ""
            yield moved(f"look above {before}", f"{lead}{n} {self.why(n)}", n)


def factored(n: int) -> str:
    """``n`` as its least prime factor times the rest, or nothing for a prime."""
    p = least_factor(n)
    return "" if p == n else f"{n} = {p}*{n // p}"


def _primes(above: int, n: int) -> list[int]:
    found: list[int] = []
    m = above
    while len(found) < n:
        m += 1
        if all(m % d for d in range(2, int(m**0.5) + 1)):
            found.append(m)
    return found


@family("sequences.primes")
class Primes(Search):
    """BeyondBench ``primes``, from any start."""

    summary = "The primes above a number."
    rule = "Let a(1), a(2), ... be the prime numbers greater than {above}, in increasing order."
    second = staticmethod(_primes)

    def why_not(self, n: int) -> str:
        return factored(n)


def _twin_primes(above: int, n: int) -> list[int]:
    def prime(m: int) -> bool:
        return all(m % d for d in range(2, int(m**0.5) + 1))

    found: list[int] = []
    m = above
    while len(found) < n:
        m += 1
        if prime(m) and prime(m + 2):
            found.append(m)
    return found


@family("sequences.twin_primes")
class TwinPrimes(Search):
    """BeyondBench ``twin_primes``: the lesser of each pair."""

    summary = "The lesser twin primes above a number."
    rule = (
        "Let a(1), a(2), ... be the numbers p greater than {above}, in increasing order, for which "
        "p and p + 2 are both prime."
    )
    lengths = {1: (2, 2), 2: (2, 3), 3: (2, 4), 4: (3, 5), 5: (4, 6)}
    highest = (99, 999, 299_999, 399_999, 699_999)
    law = "2, 2-3, 2-4, 3-5 or 4-6 numbers are to be found, starting from up to 2 to 6 digits"
    second = staticmethod(_twin_primes)

    def why(self, n: int) -> str:
        return f"and {n + 2} are prime"

    def passes(self, n: int) -> bool:
        return n % 2 == 0 or (n % 3 == 0 and n > 3) or (n % 3 == 1)

    def why_not(self, n: int) -> str:
        return factored(n) or factored(n + 2)


def _sophie_germain(above: int, n: int) -> list[int]:
    def prime(m: int) -> bool:
        return all(m % d for d in range(2, int(m**0.5) + 1))

    found: list[int] = []
    m = above
    while len(found) < n:
        m += 1
        if prime(m) and prime(2 * m + 1):
            found.append(m)
    return found


@family("sequences.sophie_germain")
class SophieGermain(Search):
    """BeyondBench ``sophie_germain_primes``."""

    summary = "The Sophie Germain primes above a number."
    rule = (
        "Let a(1), a(2), ... be the numbers p greater than {above}, in increasing order, for which "
        "p and 2*p + 1 are both prime."
    )
    lengths = TwinPrimes.lengths
    highest = TwinPrimes.highest
    law = TwinPrimes.law
    second = staticmethod(_sophie_germain)

    def why(self, n: int) -> str:
        return f"and {2 * n + 1} are prime"

    def passes(self, n: int) -> bool:
        return n > 3 and (n % 2 == 0 or n % 3 != 2)

    def why_not(self, n: int) -> str:
        return factored(n) or factored(2 * n + 1)


def _semiprimes(above: int, n: int) -> list[int]:
    found: list[int] = []
    m = above
    while len(found) < n:
        m += 1
        rest, count, d = m, 0, 2
        while d * d <= rest:
            while rest % d == 0:
                rest, count = rest // d, count + 1
            d += 1
        if count + (rest > 1) == 2:
            found.append(m)
    return found


@family("sequences.semiprimes")
class Semiprimes(Search):
    """BeyondBench ``semiprime_factors``: products of two primes, equal or not."""

    summary = "The products of two primes above a number."
    rule = (
        "Let a(1), a(2), ... be the numbers greater than {above}, in increasing order, that are "
        "the product of exactly two primes (which may be equal)."
    )
    second = staticmethod(_semiprimes)

    def why(self, n: int) -> str:
        p = least_factor(n)
        return f"= {p}*{n // p}"

    def passes(self, n: int) -> bool:
        return False

    def why_not(self, n: int) -> str:
        p = least_factor(n)
        if p == n:
            return f"{n} is prime"
        rest = n // p
        q = least_factor(rest)
        return "" if q == rest else f"{n} = {p}*{q}*{rest // q}"


def _prime_gaps(above: int, n: int) -> list[int]:
    def following(m: int) -> int:
        m += 1
        while any(m % d == 0 for d in range(2, int(m**0.5) + 1)):
            m += 1
        return m

    found, p = [], following(above)
    for _ in range(n):
        q = following(p)
        found.append(q - p)
        p = q
    return found


@family("sequences.prime_gaps")
class PrimeGaps(Above):
    """BeyondBench ``prime_gaps``, from any start."""

    summary = "The gaps between neighbouring primes above a number."
    rule = (
        "Let p(1), p(2), ... be the prime numbers greater than {above}, in increasing order, and "
        "let a(n) = p(n+1) - p(n) be the gaps between them."
    )
    second = staticmethod(_prime_gaps)

    def start(self, params: Params) -> int:
        return 0

    def work(self, params: Params) -> Iterator[Move]:
        p = params["above"] + 1
        while factored(p):
            p += 1
        for n in range(1, params["n"] + 1):
            q, out = p + 1 + p % 2, []
            while failing := factored(q):
                out.append(failing)
                q += 2
            lead = f"{', '.join(out)}; " if out else ""
            claim = f"{q} - {p} = {q - p}"
            yield moved(f"p({n}) = {p}", f"{lead}{q} is prime, a({n}) = {q} - {p}", q - p, claim)
            p = q


def _mersenne(m: int, n: int) -> int:
    primes, k = [2], 3
    while len(primes) < n:
        if all(k % p for p in primes):
            primes.append(k)
        k += 2
    return int((1 << primes[n - 1]) - 1) % m


@family("sequences.mersenne")
class Mersenne(Formula):
    """BeyondBench ``mersenne_numbers``: 2^p - 1 for prime p, modulo m to keep the work small."""

    summary = "2 to the n-th prime, minus 1, modulo a number."
    rule = (
        "Let p(n) be the n-th prime number, p(1) = 2. A sequence is given by "
        "a(n) = (2^p(n) - 1) mod {m}, from 0 to {m} - 1. What is a({n})?"
    )
    law = "n is up to 6, 12, 25, 40 or 60 and m has up to 2, 3, 5, 5 or 6 digits at levels 1 to 5."
    second = staticmethod(_mersenne)
    counted = PrimePowersOfTwo

    def exponent(self, n: int) -> int:
        """The n-th prime, for n up to 60."""
        return _SMALL[n - 1]

    def sample(self, rng: random.Random, level: int) -> Params:
        n = between(rng, 2, (6, 12, 25, 40, 60)[level - 1])
        return {"m": between(rng, 5, (99, 999, 99_999, 99_999, 999_999)[level - 1]), "n": n}

    def solve(self, params: Params) -> Solved:
        m, n, power = params["m"], params["n"], 1
        p = self.exponent(n)
        steps = [Step(f"The primes are {', '.join(map(str, _SMALL[:n]))}: p({n}) = {p}.", None, p)]
        exponent = 0
        for bit in bin(p)[2:]:
            exponent = 2 * exponent + int(bit)
            square = power * power * (2 if bit == "1" else 1)
            shown = f"{power}^2" + ("*2" if bit == "1" else "")
            quotient, power = divmod(square, m)
            claim = f"{shown} - {quotient}*{m} = {power}"
            steps.append(Step(f"2^{exponent} mod {m}: {claim}", claim, power))
        answer = (power - 1) % m
        claim = f"{power} - 1 = {answer}" if power else f"{m} - 1 = {answer}"
        steps.append(Step(claim, claim, answer))
        return Solved(str(answer), tuple(steps))


def prime_powers_of(n: int) -> list[tuple[int, int]]:
    """The prime factorisation of ``n`` as (prime, exponent), in increasing order."""
    found: list[tuple[int, int]] = []
    while n > 1:
        p, e = least_factor(n), 0
        while n % p == 0:
            n, e = n // p, e + 1
        found.append((p, e))
    return found


class Multiplicative(Formula):
    """A multiplicative function of one number, by its factorisation."""

    law = (
        "n has up to 2, 4, 6, 8 or 8 digits at levels 1 to 5, and is a multiple of 12 at 4 and of "
        "60 at 5"
    )

    def sample(self, rng: random.Random, level: int) -> Params:
        if level < 4:
            return {"n": between(rng, 2, (99, 9_999, 999_999)[level - 1])}
        divisor = (12, 60)[level - 4]
        return {"n": divisor * between(rng, 2, 1_399_999)}

    @abstractmethod
    def part(self, p: int, e: int) -> tuple[str, int]:
        """The value at p^e, as text and as a number."""

    def solve(self, params: Params) -> Solved:
        n = params["n"]
        factors = prime_powers_of(n)
        shown = "*".join(str(p) if e == 1 else f"{p}^{e}" for p, e in factors)
        claim = f"{shown} = {n}"
        steps = [Step(claim, claim, [[p, e] for p, e in factors])]
        total = 1
        for p, e in factors:
            how, value = self.part(p, e)
            claim = f"{total}*{how} = {total * value}"
            total *= value
            steps.append(Step(claim, claim, total))
        return Solved(str(total), tuple(steps))


def _euler_totient(n: int) -> int:
    result, rest, p = n, n, 2
    while p * p <= rest:
        if rest % p == 0:
            result -= result // p
            while rest % p == 0:
                rest //= p
        p += 1
    return result - result // rest if rest > 1 else result


@family("sequences.euler_totient")
class EulerTotient(Multiplicative):
    """BeyondBench ``euler_totient``."""

    summary = "Euler's totient of a number."
    rule = (
        "Let phi(n) be the number of integers from 1 to n that have no common factor with n "
        "except 1. What is phi({n})?"
    )
    second = staticmethod(_euler_totient)

    def part(self, p: int, e: int) -> tuple[str, int]:
        return f"({p} - 1)*{p}^{e - 1}" if e > 1 else f"({p} - 1)", (p - 1) * int(p ** (e - 1))


def _sum_of_divisors(n: int) -> int:
    total, d = 0, 1
    while d * d <= n:
        if n % d == 0:
            total += d if d * d == n else d + n // d
        d += 1
    return total


@family("sequences.sum_of_divisors")
class SumOfDivisors(Multiplicative):
    """BeyondBench ``sum_of_divisors``."""

    summary = "The sum of the divisors of a number."
    rule = (
        "Let sigma(n) be the sum of all positive divisors of n (1 and n included). "
        "What is sigma({n})?"
    )
    second = staticmethod(_sum_of_divisors)

    def part(self, p: int, e: int) -> tuple[str, int]:
        powers = [1, p, *(p**k for k in range(2, e + 1))]
        return f"({' + '.join(map(str, powers))})", sum(powers)


def _catalan(c: int, n: int) -> list[int]:
    import math

    return [c * math.comb(2 * i, i) // (i + 1) for i in range(1, n + 1)]


@family("sequences.catalan")
class Catalan(Sequence):
    """BeyondBench ``catalan_numbers``, with a factor."""

    open = ("c",)
    summary = "A constant times the Catalan numbers."
    rule = (
        "Let C(0) = 1 and C(n) = C(n-1)*(4*n - 2)/(n + 1), the Catalan numbers. "
        "A sequence is given by a(n) = {c}*C(n)."
    )
    offset = 0
    second = staticmethod(_catalan)

    def choose(self, rng: random.Random, level: int) -> Params:
        return {"c": between(rng, 1, (9, 999, 999_999, 999_999, 9_999_999)[level - 1])}

    def start(self, params: Params) -> int:
        c: int = params["c"]
        return c

    def work(self, params: Params) -> Iterator[Move]:
        term = params["c"]
        for n in range(1, params["n"] + 1):
            before, term = term, term * (4 * n - 2) // (n + 1)
            how = f"{before}*{4 * n - 2}/{n + 1}"
            yield moved(f"a({n - 1}) = {before}", f"a({n}) = {how}", term, f"{how} = {term}")


def _fibonacci_mod_prime(first: list[int], p: int, n: int) -> list[int]:
    one, two = first
    found = []
    for _ in range(n - 2):
        one, two = two, one + two
        found.append(two % p)
    return found


@family("sequences.fibonacci_mod_prime")
class FibonacciModPrime(Sequence):
    """BeyondBench ``fibonacci_mod_prime``, with any start and larger primes."""

    summary = "A Fibonacci-like sequence modulo a prime."
    rule = (
        "A sequence starts with a(1), a(2) = {first}. For n > 2, a(n) = (a(n-1) + a(n-2)) mod {p}, "
        "from 0 to {p} - 1."
    )
    offset = 2
    second = staticmethod(_fibonacci_mod_prime)

    def choose(self, rng: random.Random, level: int) -> Params:
        p = pick(rng, (_SMALL[:6], _SMALL[:25], *3 * (_SMALL[25:],))[level - 1])
        return {"first": [between(rng, 0, p - 1), between(rng, 0, p - 1)], "p": p}

    def start(self, params: Params) -> int:
        last: int = params["first"][-1]
        return last

    def work(self, params: Params) -> Iterator[Move]:
        (one, two), p = params["first"], params["p"]
        for n in range(3, params["n"] + 1):
            value = (one + two) % p
            sums = f"{two} + {one}"
            claim = f"{sums} - {p} = {value}" if one + two >= p else f"{sums} = {value}"
            fetch = f"the terms before are {one}, {two}"
            yield moved(fetch, f"a({n}) = ({sums}) mod {p}", value, claim)
            one, two = two, value


def _prime_powers(p: int, m: int, n: int) -> list[int]:
    return [pow(p, i, m) for i in range(1, n + 1)]


@family("sequences.prime_powers")
class PrimePowers(Sequence):
    """BeyondBench ``prime_powers``: p, p^2, p^3, ..., modulo m to keep the terms short."""

    summary = "The powers of a prime, modulo a number."
    rule = (
        "A sequence is given by a(n) = {p}^n mod {m} for n >= 0, from 0 to {m} - 1. Each term is "
        "{p} times the term before it, reduced modulo {m}."
    )
    offset = 0
    second = staticmethod(_prime_powers)

    def choose(self, rng: random.Random, level: int) -> Params:
        p = pick(rng, _SMALL[: (5, 10, 25, 25, 40)[level - 1]])
        return {"p": p, "m": between(rng, 11, (99, 999, 99_999, 99_999, 99_999)[level - 1])}

    def start(self, params: Params) -> int:
        return 1

    def work(self, params: Params) -> Iterator[Move]:
        p, m, term = params["p"], params["m"], 1
        for n in range(1, params["n"] + 1):
            before = term
            quotient, term = divmod(before * p, m)
            claim = f"{before}*{p} - {quotient}*{m} = {term}"
            yield moved(f"a({n - 1}) = {before}", f"a({n}) = {before}*{p} mod {m}", term, claim)
