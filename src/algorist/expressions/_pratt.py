"""The operator-precedence parser that both notations share.

A notation is a tokenizer plus a subclass that adds its own openers to ``prefix``. Reading is one
pass over the tokens with no backtracking, so it is linear in the length of the text; nesting is
counted and bounded. Method: V. R. Pratt, "Top down operator precedence", 1973.

Over 500 lines because the operators that both notations share are one table with its functions.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar, Final, NoReturn

from algorist.core import LimitError, ParseError
from algorist.expressions import _arithmetic as arithmetic
from algorist.expressions import _functions as functions
from algorist.expressions import _structures as structures
from algorist.expressions._limits import MAX_DIGITS, MAX_NESTING
from algorist.expressions._numbers import constant, decimal, integer, rational, variable
from algorist.expressions._tree import HEADS, Expr, Head
from algorist.expressions._units import quantity

# Binding powers: how strongly an operator pulls what stands at its left.
LIST: Final = 5
OR: Final = 7
AND: Final = 9
LOGIC: Final = 11
RELATION: Final = 12
RATIO: Final = 14
UNION: Final = 16
CAP: Final = 18
SUM: Final = 20
PRODUCT: Final = 30
POWER: Final = 50
POSTFIX: Final = 60

Prefix = Callable[[Any], Expr]
Infix = tuple[int, Callable[[Any, Expr], Expr]]


class Parser(ABC):
    """Reads one token list. ``kinds[i]`` decides what token ``i`` does."""

    __slots__ = (
        "at",
        "bars",
        "closed",
        "depth",
        "differential",
        "ends",
        "kinds",
        "notation",
        "open_right",
        "starts",
        "text",
        "values",
    )

    prefix: ClassVar[dict[str, Prefix]] = {}
    infix: ClassVar[dict[str, Infix]] = {}
    implicit: ClassVar[set[str]] = set()
    """Kinds that may follow an operand directly, as a factor."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.kinds: list[str] = []
        self.values: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.at = 0
        self.depth = 0
        self.bars = 0
        self.closed: Expr | None = None
        self.open_right = False
        self.differential = 0

    # --- the loop

    def parse(self, power: int) -> Expr:
        """The longest expression from here whose operators pull harder than ``power``."""
        kinds = self.kinds
        opener = self.prefix.get(kinds[self.at])
        if opener is None:
            self.fail()
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise LimitError(
                f"brackets and operators nested deeper than {MAX_NESTING} at character "
                f"{self.starts[self.at]}: simplify the expression"
            )
        left = opener(self)
        infix = self.infix
        implicit = self.implicit
        while True:
            kind = kinds[self.at]
            entry = infix.get(kind)
            if entry is not None:
                if entry[0] <= power:
                    break
                left = entry[1](self, left)
            elif kind in implicit:
                if power >= PRODUCT or self.stops(kind):
                    break
                left = self.factors(left)
            else:
                break
        self.depth -= 1
        return left

    def stops(self, kind: str) -> bool:
        """Whether a token that could open a factor closes what is being read."""
        if kind == "|":
            return self.bars > 0
        if kind == "[":
            return self.open_right
        if self.differential and kind == "letter" and self.values[self.at] == "d":
            return self.is_differential()
        return False

    @abstractmethod
    def tokenize(self) -> None:
        """Fill the token lists."""

    @abstractmethod
    def is_grouping(self, inner: Expr) -> bool:
        """Whether square brackets around one value only group."""

    def is_differential(self) -> bool:
        """Whether a ``d`` here opens the ``dx`` that ends an integral."""
        after = self.kinds[self.at + 1]
        return after in ("letter", "greek", "word")

    def factors(self, left: Expr) -> Expr:
        """A product of everything that follows ``left`` with a sign of product or directly."""
        parts = [left]
        kinds, infix, implicit = self.kinds, self.infix, self.implicit
        while True:
            kind = kinds[self.at]
            if kind == "*":
                self.at += 1
                parts.append(self.parse(PRODUCT))
            elif kind in infix or kind not in implicit or self.stops(kind):
                return arithmetic.mul(*parts)
            else:
                self.beside(parts)

    def beside(self, parts: list[Expr]) -> None:
        """Add the operand that stands directly beside the last factor."""
        if self.kinds[self.at] == "num" and parts[-1].head.name in ("integer", "decimal"):
            self.fail("two numbers side by side: write an operator between them")
        right = self.parse(PRODUCT)
        if right.head is structures.text:
            parts[:] = [annotate(arithmetic.mul(*parts), right)]
        else:
            parts.append(right)

    def fail(self, why: str | None = None) -> NoReturn:
        """Raise a ParseError at the current token."""
        raise self.error(why)

    def error(self, why: str | None = None) -> ParseError:
        """A ParseError at the current token."""
        kind, value = self.kinds[self.at], self.values[self.at]
        position = self.starts[self.at]
        what = "the end of the text" if kind == "end" else repr(value)
        around = self.text[max(0, position - 20) : position + 20]
        return ParseError(
            f"cannot read {what} at character {position}"
            + (f": {why}" if why else "")
            + f" (near {around!r}); check brackets and operators there",
            position,
        )

    def expect(self, kind: str) -> None:
        """Step over one token of that kind."""
        if self.kinds[self.at] != kind:
            self.fail(f"expected {kind!r}")
        self.at += 1

    def whole(self) -> Expr:
        """Everything up to the end of the text."""
        if self.kinds[0] == "end":
            self.fail("there is nothing to read")
        result = self.parse(0)
        if self.kinds[self.at] != "end":
            self.fail("this does not belong to the expression before it")
        return result

    def is_call(self, name: str) -> bool:
        """Whether ``name(`` calls a function: f, g, h do; capitals before one argument."""
        stem = name.partition("_")[0]
        if stem.rstrip("'") in structures.CALLS or stem.endswith("'"):
            return True
        kinds = self.kinds
        return (
            stem.isupper() and kinds[self.at + 2] == ")" and kinds[self.at + 1] in ("letter", "num")
        )

    # --- numbers

    def number(self) -> Expr:
        """A number token."""
        value = self.values[self.at]
        self.at += 1
        return read_number(value)

    # --- brackets

    def bracket(self, closers: str) -> tuple[Expr | None, str]:
        """What stands between brackets, and the closer found."""
        bars, differential, right = self.bars, self.differential, self.open_right
        self.bars = self.differential = 0
        self.open_right = False
        self.at += 1
        kind = self.kinds[self.at]
        inner = None if kind in closers and kind != "[" else self.parse(0)
        kind = self.kinds[self.at]
        if kind not in closers or kind == "":
            self.fail(f"expected one of {' '.join(closers)!r}")
        self.at += 1
        self.bars, self.differential, self.open_right = bars, differential, right
        return inner, kind


def read_number(value: str) -> Expr:
    """A written number without sign: ``12``, ``0.50``, ``3.5e-7``; thousands marks removed."""
    if value.isdigit():
        if len(value) > MAX_DIGITS:
            raise LimitError(f"a number of {len(value)} digits is over the bound of {MAX_DIGITS}")
        return Expr(integer, (), int(value))
    mantissa, _, power = value.lower().partition("e")
    whole, _, part = mantissa.partition(".")
    digits = whole + part
    if len(digits) > MAX_DIGITS or len(power) > 6:
        raise LimitError(f"a number of {len(digits)} digits is over the bound of {MAX_DIGITS}")
    if not power and not part:
        return integer(data=int(whole))
    return decimal(data=(int(digits), len(part), int(power) if power else None))


def items(node: Expr | None) -> tuple[Expr, ...]:
    """The members of a list without brackets, or the one value."""
    if node is None:
        return ()
    return node.args if node.head is structures.list_ else (node,)


def annotate(value: Expr, words: Expr) -> Expr:
    """A value followed by words: a quantity when they are a unit, else the two side by side."""
    from algorist.expressions._units import read_unit

    unit = read_unit(words.data)
    if unit is not None:
        return quantity(value, data=unit)
    return structures.remark(value, words)


def read_based(self: Parser, digits: str, base: int, start: int) -> Expr:
    """Digits with their base; ``start`` is the token to blame."""
    try:
        return structures.based(data=(digits.upper(), base))
    except ValueError as error:
        raise ParseError(f"{error} at character {self.starts[start]}", self.starts[start]) from None


# --- operators that both notations share


def _paren(self: Parser) -> Expr:
    inner, closer = self.bracket(")]")
    parts = items(inner)
    if closer == "]":
        if len(parts) != 2:
            self.at -= 1
            self.fail("an interval has two ends")
        return structures.interval(*parts, data="(]")
    if inner is None:
        return structures.tuple_()
    if inner.head is structures.list_:
        return structures.tuple_(*parts)
    if self.kinds[self.at - 2] == ",":
        return structures.tuple_(inner)
    self.closed = inner
    return inner


def _square(self: Parser) -> Expr:
    inner, closer = self.bracket("])[" if self.differential < 0 else "])")
    parts = items(inner)
    if closer == ")":
        if len(parts) != 2:
            self.at -= 1
            self.fail("an interval has two ends")
        return structures.interval(*parts, data="[)")
    if len(parts) == 1 and self.kinds[self.at - 2] != "," and self.is_grouping(parts[0]):
        self.closed = parts[0]
        return parts[0]
    return structures.array(*parts)


def _outward(self: Parser) -> Expr:
    """``]a, b[``: the other way to write open ends."""
    start = self.at
    self.at += 1
    outer, self.open_right = self.open_right, True
    parts = items(self.parse(0))
    self.open_right = outer
    closer = self.kinds[self.at]
    if closer not in ("[", "]") or len(parts) != 2:
        self.at = start
        self.fail("an interval ]a, b[ has two ends")
    self.at += 1
    return structures.interval(*parts, data="()" if closer == "[" else "(]")


def _braces(self: Parser) -> Expr:
    bars = self.bars
    self.bars = 1
    self.at += 1
    kinds = self.kinds
    if kinds[self.at] == "}":
        self.at += 1
        self.bars = bars
        return structures.set_()
    first = self.parse(RATIO) if _has_colon(self) else self.parse(0)
    if kinds[self.at] in ("|", "mid", ":"):
        self.at += 1
        self.bars = 0
        condition = self.parse(0)
        result = structures.set_builder(condition, first)
    else:
        result = structures.set_(*items(first))
    self.bars = bars
    self.expect("}")
    return result


def _has_colon(self: Parser) -> bool:
    """Whether a colon on this level separates element and condition."""
    level = 0
    for kind in self.kinds[self.at : self.at + 40]:
        if kind in _OPENERS:
            level += 1
        elif kind in _CLOSERS:
            level -= 1
            if level < 0:
                return False
        elif kind == ":" and not level:
            return True
    return False


_OPENERS = {"(", "[", "{", "group"}
_CLOSERS = {")", "]", "}", "ungroup", "end"}


def _bars(self: Parser) -> Expr:
    outer, self.bars = self.bars, self.bars + 1
    self.at += 1
    inner = self.parse(AND)
    self.bars = outer
    self.expect("|")
    return functions.abs_(inner)


def fenced(head: Head, closer: str) -> Prefix:
    """An opener whose closer makes ``head`` of what is between."""

    def opener(self: Parser) -> Expr:
        inner, _ = self.bracket((closer,))  # type: ignore[arg-type]
        if inner is None:
            self.fail("nothing is between the bars")
        return head(inner)

    return opener


def _minus(self: Parser) -> Expr:
    self.at += 1
    return arithmetic.neg(self.parse(PRODUCT - 1))


def _plus(self: Parser) -> Expr:
    self.at += 1
    return self.parse(PRODUCT - 1)


def _signs(head: Head) -> Prefix:
    def opener(self: Parser) -> Expr:
        self.at += 1
        return head(self.parse(PRODUCT - 1))

    return opener


def _ellipsis(self: Parser) -> Expr:
    self.at += 1
    return structures.ellipsis()


def _infinity(self: Parser) -> Expr:
    self.at += 1
    return constant(data="infinity")


def _comma(self: Parser, left: Expr) -> Expr:
    parts = [left] if left.head is not structures.list_ or left is self.closed else [*left.args]
    kinds = self.kinds
    while kinds[self.at] == ",":
        self.at += 1
        while kinds[self.at] in ("and", "or", ","):
            self.at += 1
        if kinds[self.at] in _CLOSERS:
            break
        parts.extend(items(self.parse(LIST)))
    return structures.list_(*parts)


def _sum(self: Parser, left: Expr) -> Expr:
    add, neg = arithmetic.add, arithmetic.neg
    parts = [left]
    kinds = self.kinds
    while True:
        kind = kinds[self.at]
        if kind == "+":
            self.at += 1
            parts.append(self.parse(SUM))
        elif kind == "-":
            self.at += 1
            parts.append(neg(self.parse(SUM)))
        elif kind == "+-":
            self.at += 1
            parts.append(arithmetic.plus_minus(self.parse(SUM)))
        elif kind == "-+":
            self.at += 1
            parts.append(arithmetic.minus_plus(self.parse(SUM)))
        else:
            return add(*parts)


def _over(self: Parser, left: Expr) -> Expr:
    self.at += 1
    return arithmetic.div(left, self.parse(PRODUCT))


def _mod(self: Parser, left: Expr) -> Expr:
    self.at += 1
    return functions.mod(left, self.parse(PRODUCT))


def _relation(self: Parser, left: Expr) -> Expr:
    """A chain of relations, read in one go."""
    kinds = self.kinds
    terms, signs = [left], []
    if left.head is structures.relation and left is not self.closed:
        terms, signs = [*left.args], [*left.data]
    while kinds[self.at] in _CHAINED:
        signs.append(kinds[self.at])
        self.at += 1
        terms.append(self.parse(RELATION))
    return structures.relation(*terms, data=tuple(signs))


_CHAINED = frozenset(structures.RELATIONS) - {"|"}


def _joined(head: Head, power: int, sign: str) -> Infix:
    def led(self: Parser, left: Expr) -> Expr:
        parts = [left]
        while self.kinds[self.at] == sign:
            self.at += 1
            parts.append(self.parse(power))
        return head(*parts)

    return (power, led)


def _without(self: Parser, left: Expr) -> Expr:
    self.at += 1
    return structures.set_minus(left, self.parse(CAP))


_STATEMENTS = {"relation", "logic"}


def _logic(head: Head, power: int, sign: str) -> Infix:
    def led(self: Parser, left: Expr) -> Expr:
        parts = [left]
        while self.kinds[self.at] == sign:
            self.at += 1
            parts.append(self.parse(power))
        if any(part.head.sort in _STATEMENTS for part in parts):
            return head(*parts)
        return structures.list_(*[item for part in parts for item in items(part)])

    return (power, led)


def _ratio(self: Parser, left: Expr) -> Expr:
    parts = [left]
    while self.kinds[self.at] == ":":
        self.at += 1
        parts.append(self.parse(RATIO))
    return structures.ratio(*parts)


def _factorial(self: Parser, left: Expr) -> Expr:
    self.at += 1
    if self.kinds[self.at] == "!" and (left.head is not functions.factorial or left is self.closed):
        self.at += 1
        return functions.double_factorial(left)
    return functions.factorial(left)


def _percent(self: Parser, left: Expr) -> Expr:
    self.at += 1
    return structures.percent(left)


def _degree(self: Parser, left: Expr) -> Expr:
    self.at += 1
    return structures.degree(left)


Parser.prefix = {
    "num": Parser.number,
    "(": _paren,
    "[": _square,
    "]": _outward,
    "{": _braces,
    "|": _bars,
    "lbar": fenced(functions.abs_, "rbar"),
    "-": _minus,
    "+": _plus,
    "+-": _signs(arithmetic.plus_minus),
    "-+": _signs(arithmetic.minus_plus),
    "...": _ellipsis,
    "oo": _infinity,
}
Parser.infix = {
    ",": (LIST, _comma),
    "or": _logic(structures.or_, OR, "or"),
    "and": _logic(structures.and_, AND, "and"),
    ":": (RATIO, _ratio),
    "union": _joined(structures.union, UNION, "union"),
    "intersect": _joined(structures.intersection, CAP, "intersect"),
    "setminus": (CAP, _without),
    "+": (SUM, _sum),
    "-": (SUM, _sum),
    "+-": (SUM, _sum),
    "-+": (SUM, _sum),
    "*": (PRODUCT, Parser.factors),
    "/": (PRODUCT, _over),
    "mod": (PRODUCT, _mod),
    "!": (POSTFIX, _factorial),
    "%": (POSTFIX, _percent),
    "°": (POSTFIX, _degree),
    **dict.fromkeys(_CHAINED, (RELATION, _relation)),
}
Parser.implicit = {"num", "(", "[", "{", "|", "lbar"}

__all__ = ["HEADS", "Parser", "rational", "variable"]
