"""Equations in letters: a system of conditions that grows, and contradictions that it shows.

Polynomials are exact. A new equation is an identity, follows from the earlier ones, contradicts
them, or is a further condition; only the third is an error. Products of letters are treated as
unknowns of their own, so a contradiction found here is one, though not each is found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from algorist.checking.steps._arithmetic import BREAKS, FUNCTION_WORDS, MAX_BITS, UnreadableError
from algorist.checking.steps._claims import is_break, unfinished
from algorist.checking.steps._tokens import Token

Monomial = tuple[tuple[str, int], ...]
Polynomial = dict[Monomial, Fraction]

ONE: Monomial = ()
MAX_TERMS = 60
MAX_DEGREE = 12
FUNCTIONS = frozenset("fghpqFGHPQTSLANCD")
"""Letters that name functions when an opening parenthesis follows at once."""


def add(a: Polynomial, b: Polynomial, factor: Fraction = Fraction(1)) -> Polynomial:
    """``a + factor * b``."""
    total = dict(a)
    for monomial, coefficient in b.items():
        value = total.get(monomial, Fraction(0)) + factor * coefficient
        if value:
            total[monomial] = value
        else:
            total.pop(monomial, None)
    return total


def multiply(a: Polynomial, b: Polynomial) -> Polynomial:
    """``a * b``; ``UnreadableError`` past the caps."""
    total: Polynomial = {}
    if len(a) * len(b) > MAX_TERMS * 10:
        raise UnreadableError
    for left, x in a.items():
        for right, y in b.items():
            powers = dict(left)
            for letter, power in right:
                powers[letter] = powers.get(letter, 0) + power
            monomial = tuple(sorted(powers.items()))
            if sum(powers.values()) > MAX_DEGREE:
                raise UnreadableError
            value = total.get(monomial, Fraction(0)) + x * y
            if value.numerator.bit_length() > MAX_BITS:
                raise UnreadableError
            if value:
                total[monomial] = value
            else:
                total.pop(monomial, None)
    if len(total) > MAX_TERMS:
        raise UnreadableError
    return total


def constant(a: Polynomial) -> Fraction | None:
    """The value of a polynomial without letters."""
    if not a:
        return Fraction(0)
    return a[ONE] if set(a) == {ONE} else None


def letters(a: Polynomial) -> set[str]:
    """The letters that occur."""
    return {letter for monomial in a for letter, _ in monomial}


def substitute(a: Polynomial, values: dict[str, Fraction]) -> Polynomial:
    """``a`` with known letters replaced."""
    if not values or not letters(a) & set(values):
        return a
    total: Polynomial = {}
    for monomial, coefficient in a.items():
        rest: list[tuple[str, int]] = []
        for letter, power in monomial:
            if letter in values:
                coefficient *= values[letter] ** power
            else:
                rest.append((letter, power))
        if coefficient:
            total = add(total, {tuple(rest): coefficient})
    return total


class PolynomialReader:
    """Reads tokens as a polynomial in ``variables``."""

    def __init__(
        self, tokens: Sequence[Token], start: int, end: int, variables: frozenset[str]
    ) -> None:
        self.tokens = tokens
        self.at = start
        self.end = end
        self.variables = variables
        self.depth = 0
        self.decimals = False

    def peek(self, ahead: int = 0) -> Token | None:
        index = self.at + ahead
        return self.tokens[index] if index < self.end else None

    def sum(self) -> Polynomial:
        self.depth += 1
        if self.depth > 30:
            raise UnreadableError
        total = self.product()
        while (token := self.peek()) is not None and token.kind == "op" and token.text in "+-":
            self.at += 1
            other = self.product()
            if self.tokens[self.at - 1].kind == "percent" and constant(other) is not None:
                raise UnreadableError  # "x - 25%": of what is left open
            total = add(total, other, Fraction(1 if token.text == "+" else -1))
        self.depth -= 1
        return total

    def product(self) -> Polynomial:
        value = self.power()
        while (token := self.peek()) is not None:
            if token.kind == "op" and token.text in "*/":
                self.at += 1
                other = self.power()
                if token.text == "*":
                    value = multiply(value, other)
                    continue
                divisor = constant(other)
                if not divisor:
                    raise UnreadableError
                value = multiply(value, {ONE: 1 / divisor})
            elif self._factor_follows(token):
                value = multiply(value, self.power())
            else:
                return value
        return value

    def _factor_follows(self, token: Token) -> bool:
        """Whether multiplication is left unwritten here: ``2x``, ``3(x + 1)``, ``xy``."""
        if token.kind == "open" and token.text == "(":
            return not token.spaced or self.tokens[self.at - 1].kind == "close"
        return self.variable(token) and not token.spaced

    def variable(self, token: Token) -> bool:
        """Whether ``token`` is a letter, or two run together such as ``xy``."""
        return token.kind == "word" and token.text in self.variables

    def power(self) -> Polynomial:
        base = self.atom()
        token = self.peek()
        if token is None or token.text != "^":
            return base
        self.at += 1
        exponent = constant(self.atom())
        if exponent is None or exponent.denominator != 1 or not 0 <= exponent <= MAX_DEGREE:
            raise UnreadableError
        value: Polynomial = {ONE: Fraction(1)}
        for _ in range(int(exponent)):
            value = multiply(value, base)
        return value

    def atom(self) -> Polynomial:
        token = self.peek()
        if token is None:
            raise UnreadableError
        if token.kind == "op" and token.text == "-":
            self.at += 1
            return multiply({ONE: Fraction(-1)}, self.product())
        if token.kind == "money":
            self.at += 1
            return self.atom()
        if token.kind == "open":
            self.at += 1
            value = self.sum()
            closing = self.peek()
            if closing is None or closing.kind != "close":
                raise UnreadableError
            self.at += 1
            return value
        if token.kind == "num" and token.value is not None:
            self.at += 1
            number = token.value
            self.decimals = self.decimals or token.digits > 0
            after = self.peek()
            if after is not None and after.kind == "percent":
                self.at += 1
                number /= 100
            self.units()
            return {ONE: number} if number else {}
        if self.variable(token):
            after = self.peek(1)
            if (
                after is not None
                and after.kind == "open"
                and not after.spaced
                and token.text in FUNCTIONS
            ):
                raise UnreadableError
            self.at += 1
            return {((token.text, 1),): Fraction(1)}
        raise UnreadableError

    def units(self) -> None:
        """Step over unit words after a number."""
        count = 0
        while (token := self.peek()) is not None and count < 4:
            word = token.text.lower()
            if token.kind != "word" or self.variable(token):
                return
            if word in BREAKS or word in FUNCTION_WORDS:
                return
            if not token.spaced and len(token.text) == 1:
                raise UnreadableError  # a letter that might be a variable or a unit
            self.at += 1
            count += 1


@dataclass
class Equation:
    """``left = right`` as read from a step."""

    difference: Polynomial
    left: Polynomial
    right: Polynomial
    text: str
    decimals: bool
    chained: bool
    """Whether another relation stands before it in the same chain."""
    relation: str = "="


def _text(found: Sequence[Token]) -> str:
    return "".join((" " if t.spaced and i else "") + t.text for i, t in enumerate(found))


def _bounds(found: Sequence[Token], at: int) -> tuple[int, int]:
    low = at
    while low > 0 and not is_break(found, low - 1):
        low -= 1
    high = at + 1
    while high < len(found) and not is_break(found, high):
        high += 1
    return low, high


def equations(
    found: Sequence[Token], variables: frozenset[str], relations: Sequence[str] = ("=", "==")
) -> list[Equation]:
    """The equations of a step that hold a letter; ``relations`` may ask for inequalities."""
    if not variables:
        return []
    done: list[Equation] = []
    for at, token in enumerate(found):
        if token.kind != "rel" or token.text not in relations:
            continue
        low, high = _bounds(found, at)
        left = read_left(found, low, at, variables)
        right = _read_right(found, at + 1, high, variables)
        if left is None or right is None:
            continue
        (a, start, decimals), (b, end, more) = left, right
        if not (letters(a) | letters(b)) or _blocked(found, start, end):
            continue
        chained = low > 0 and found[low - 1].kind == "rel"
        text = _text(found[start:end])
        done.append(
            Equation(add(a, b, Fraction(-1)), a, b, text, decimals or more, chained, token.text)
        )
    return done


def read_left(
    found: Sequence[Token], low: int, high: int, variables: frozenset[str]
) -> tuple[Polynomial, int, bool] | None:
    """The longest polynomial that ends at ``high``, where it starts, whether it has decimals."""
    for start in range(low, high):
        if start > low and found[start - 1].kind in ("op", "money", "num", "close"):
            continue
        reader = PolynomialReader(found, start, high, variables)
        try:
            value = reader.sum()
        except (UnreadableError, OverflowError):
            continue
        if reader.at == high:
            return value, start, reader.decimals
    return None


def _read_right(
    found: Sequence[Token], start: int, high: int, variables: frozenset[str]
) -> tuple[Polynomial, int, bool] | None:
    reader = PolynomialReader(found, start, high, variables)
    try:
        value = reader.sum()
    except (UnreadableError, OverflowError):
        return None
    return value, reader.at, reader.decimals


def _blocked(found: Sequence[Token], start: int, end: int) -> bool:
    """Whether what stands right before or after shows that the equation is only a part."""
    if end < len(found):
        after = found[end]
        if after.kind in ("op", "percent") or after.text == ":" or unfinished(found, end):
            return True
        if after.kind in ("open", "num") and not after.spaced:
            return True
        if after.kind == "word" and not after.spaced:
            return True
    if start:
        before = found[start - 1]
        if before.kind in ("op", "num", "close", "percent") or before.text in ("_", "|", "\\"):
            return True
        if before.text.lower() in FUNCTION_WORDS:
            return True
        if before.kind == "word" and not found[start].spaced:
            return True
    return False


def imaginary(a: Polynomial) -> tuple[Fraction, Fraction]:
    """The real and the imaginary part of a polynomial in the letter i alone."""
    parts = [Fraction(0), Fraction(0)]
    for monomial, coefficient in a.items():
        power = monomial[0][1] if monomial else 0
        parts[power % 2] += coefficient * (-1 if power % 4 > 1 else 1)
    return parts[0], parts[1]


def is_assignment(equation: Equation) -> bool:
    """Whether it only gives one letter a number."""
    single = len(equation.left) == 1 and len(letters(equation.left)) == 1
    return single and constant(equation.right) is not None and ONE not in equation.left


class System:
    """Conditions that hold together, in reduced form."""

    def __init__(self) -> None:
        self.rows: list[tuple[Monomial, Polynomial]] = []
        self.polynomials: list[Polynomial] = []
        self.decimals = False

    def known(self) -> dict[str, Fraction]:
        """Letters whose value the conditions determine."""
        found: dict[str, Fraction] = {}
        for pivot, row in self.rows:
            if len(pivot) == 1 and pivot[0][1] == 1 and set(row) <= {pivot, ONE}:
                found[pivot[0][0]] = -row.get(ONE, Fraction(0))
        return found

    def reduce(self, equation: Polynomial) -> Polynomial:
        """What is left of ``equation = 0`` once the conditions are used."""
        equation = substitute(equation, self.known())
        for pivot, row in self.rows:
            if pivot in equation:
                equation = add(equation, row, -equation[pivot])
        return equation

    def residue(self, equation: Equation) -> Fraction | None:
        """What a claimed root leaves of the conditions in its letter alone: 0 where it satisfies
        them, None where there are none."""
        (monomial, factor) = next(iter(equation.left.items()))
        root = (constant(equation.right) or Fraction(0)) / factor
        letter, power = monomial[0]
        if power != 1:
            return None
        left: Fraction | None = None
        for condition in self.polynomials:
            if letters(condition) == {letter}:
                left = constant(substitute(condition, {letter: root}))
                if left:
                    return left
        return left

    def insert(self, equation: Polynomial) -> None:
        """Add a condition that was found neither implied nor contradictory."""
        if len(self.rows) > 24:
            return
        rest = self.reduce(equation)
        if constant(rest) is not None:
            return
        self.polynomials.append(equation)
        pivot = max(rest, key=lambda m: (sum(p for _, p in m), m))
        rest = {monomial: value / rest[pivot] for monomial, value in rest.items()}
        self.rows = [
            (other, add(row, rest, -row[pivot]) if pivot in row else row)
            for other, row in self.rows
        ]
        self.rows.append((pivot, rest))
        known = self.known()
        if known:  # what is now determined may simplify products of letters
            old, self.rows = self.rows, []
            for other, row in old:
                if len(other) == 1 and other[0][0] in known and other[0][1] == 1:
                    self.rows.append((other, row))
            for other, row in old:
                if (other, row) not in self.rows:
                    simpler = substitute(row, known)
                    if constant(simpler) is None:
                        self._add_row(simpler)

    def _add_row(self, equation: Polynomial) -> None:
        rest = equation
        for pivot, row in self.rows:
            if pivot in rest:
                rest = add(rest, row, -rest[pivot])
        if constant(rest) is not None:
            return
        pivot = max(rest, key=lambda m: (sum(p for _, p in m), m))
        self.rows.append((pivot, {m: value / rest[pivot] for m, value in rest.items()}))

    def forget(self, letter: str) -> None:
        """Drop every condition on a letter that gets a new meaning."""
        kept = [each for each in self.polynomials if letter not in letters(each)]
        self.rows, self.polynomials = [], []
        for each in kept:
            self.insert(each)
