"""The counted steps of the calculations among the sequences, and what they say.

Sequences are worked term by term and can be asked for any of them. A formula has a trail where its
work is a sequence of like steps that depends on what is drawn; most take a few unlike steps.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import Any

from algorist.problems._family import Params
from algorist.problems._stepped import Move, moved
from algorist.problems._trail import Trail
from algorist.problems._values import operand


def _horner_values(c: list[int], x: int) -> list[int]:
    return [
        sum(value * x ** (k - i) for i, value in enumerate(c[: k + 1])) for k in range(1, len(c))
    ]


class Horner(Trail):
    """Horner's rule, one coefficient a step."""

    noun = "value"
    second = staticmethod(_horner_values)

    def describe(self, params: Params) -> str:
        c, x = params["c"], params["x"]
        return (
            f"A polynomial in x has these coefficients, from the highest power of x down to the "
            f"constant: {c}. Work out what it is at x = {x} by Horner's rule: start with the value "
            f"{c[0]}; step 1 multiplies the value by {x} and adds the second coefficient, step 2 "
            f"multiplies the new value by {x} and adds the third, and so on to the constant."
        )

    def work(self, params: Params) -> Iterator[Move]:
        value, x = params["c"][0], params["x"]
        for coefficient in params["c"][1:]:
            how = f"{operand(value)}*{operand(x)} + {operand(coefficient)}"
            value = value * x + coefficient
            yield moved("", f"{how} = {value}", value, f"{how} = {value}")


def _converted_values(text: str, p: int, q: int) -> list[int]:
    values = [] if p == 10 else [int(text[:k], p) for k in range(1, len(text) + 1)]
    rest = int(text, p)
    while q != 10 and rest:
        rest = (rest - rest % q) // q
        values.append(rest)
    return values


class Converted(Trail):
    """A number read digit by digit, and written by repeated division."""

    noun = "value"
    second = staticmethod(_converted_values)

    def describe(self, params: Params) -> str:
        text, p, q = params["text"], params["p"], params["q"]
        parts = []
        if p != 10:
            parts.append(
                "To read it, start with the value 0; each step takes the next digit from the left, "
                f"multiplies the value by {p} and adds the digit (a is 10, b is 11, ...)."
            )
        if q != 10:
            parts.append(
                "To write it, start with its value; each step divides the value by "
                f"{q}, notes the remainder as the next digit from the right, and goes on with the "
                "whole quotient as the value. The last step is the one after which the value is 0."
            )
        return (
            f"The number {text}, given in base {p}, is to be written in base {q}. "
            f"{' '.join(parts)} The value is an ordinary decimal number, and the steps are "
            "numbered from 1 on through all of this."
        )

    def work(self, params: Params) -> Iterator[Move]:
        text, p, q, value = params["text"], params["p"], params["q"], 0
        if p == 10:
            value = int(text)
        else:
            for digit in text:
                how = f"{value}*{p} + {int(digit, 36)}"
                value = value * p + int(digit, 36)
                yield moved("", f"{how} = {value}", value, f"{how} = {value}")
        while q != 10 and value:
            quotient, digit = divmod(value, q)
            claim = f"{value} = {quotient}*{q} + {digit}"
            value = quotient
            yield moved("", claim, value, claim)


def _results(tree: object, values: dict[str, bool]) -> list[bool]:
    # every part of the expression by itself, from the inside and the left
    def parts(node: Any) -> list[Any]:
        if isinstance(node, str):
            return []
        return [part for side in node[1:] for part in parts(side)] + [node]

    def at(node: Any) -> bool:
        if isinstance(node, str):
            return values[node]
        sides = [at(side) for side in node[1:]]
        if node[0] == "NOT":
            return not sides[0]
        return {"AND": all(sides), "OR": any(sides), "XOR": sum(sides) == 1}[node[0]]

    return [at(part) for part in parts(tree)]


class Gates(Trail):
    """The operations of a Boolean expression, from the inside and the left."""

    noun = "latest result"
    state_type = "boolean"
    second = staticmethod(_results)

    def describe(self, params: Params) -> str:
        return (
            f"{self.base.render(params)} Work it out operation by operation: each NOT, AND, OR and "
            "XOR is one step, which comes after all steps of its left side and then all steps of "
            "its right side. The latest result after a step is what its operation gives, true or "
            "false."
        )

    def work(self, params: Params) -> Iterator[Move]:
        for step in self.base.solve(params).steps:
            yield moved("", step.text, step.state)


def _growing(c: int, r: int, n: int) -> list[int]:
    return [c * n * r**k for k in range(1, n + 1)]


class Growing(Trail):
    """A product with a power, one factor a step."""

    noun = "value"
    second = staticmethod(_growing)

    def describe(self, params: Params) -> str:
        c, r, n = params["c"], params["r"], params["n"]
        return (
            f"Work out {c}*{n}*{r}^{n} so: start with the value {c}*{n}; each step multiplies the "
            f"value by {r}, and {n} such steps are made."
        )

    def work(self, params: Params) -> Iterator[Move]:
        value, r = params["c"] * params["n"], params["r"]
        for _ in range(params["n"]):
            claim = f"{value}*{r} = {value * r}"
            value *= r
            yield moved("", claim, value, claim)


class Squarings(Trail):
    """A power modulo m by repeated squaring, one binary digit of the exponent a step."""

    noun = "value"

    @abstractmethod
    def power(self, params: Params) -> tuple[int, int, str]:
        """Base and exponent, and what is to be said about the exponent."""

    def describe(self, params: Params) -> str:
        b, n, said = self.power(params)
        m = params["m"]
        return (
            f"Work out {b}^{n} mod {m}{said} by repeated squaring: write {n} in binary and start "
            "with the value 1. Take the binary digits from the left, one a step. Each step squares "
            f"the value, multiplies it by {b} if the digit is 1, and reduces it modulo {m} (to 0, "
            f"..., {m} - 1)."
        )

    def work(self, params: Params) -> Iterator[Move]:
        (b, n, _), m, value = self.power(params), params["m"], 1
        for bit in f"{n:b}":
            how = f"{value}^2" + (f"*{b}" if bit == "1" else "")
            quotient, value = divmod(value * value * (b if bit == "1" else 1), m)
            claim = f"{how} - {quotient}*{m} = {value}"
            yield moved("", f"digit {bit}: {claim}", value, claim)


def _powers_so_far(b: int, m: int, n: int) -> list[int]:
    return [pow(b, n >> k, m) for k in reversed(range(n.bit_length()))]


class Powers(Squarings):
    """For a stated base and exponent."""

    second = staticmethod(_powers_so_far)

    def power(self, params: Params) -> tuple[int, int, str]:
        return params["b"], params["n"], ""


def _powers_of_two(m: int, n: int) -> list[int]:
    primes, k = [2], 3
    while len(primes) < n:
        if all(k % p for p in primes):
            primes.append(k)
        k += 2
    return [pow(2, primes[-1] >> k, m) for k in reversed(range(primes[-1].bit_length()))]


class PrimePowersOfTwo(Squarings):
    """For the base 2 and a prime exponent."""

    second = staticmethod(_powers_of_two)

    def power(self, params: Params) -> tuple[int, int, str]:
        n = params["n"]
        p = self.base.exponent(n)  # type: ignore[attr-defined] # Mersenne
        return 2, p, f" ({p} is prime number {n}, where 2 is prime number 1)"
