r"""Labelled answer pairs by construction: the label is a theorem, not an opinion.

Every *form* draws numbers, writes a gold answer, a second writing of the same thing that an exact
identity gives, and a third thing that is different because one digit, sign, bracket, base, order,
element, exponent, constant or unit was changed. That the third is different is known from the drawn
numbers (two integers that differ, a sum that has another value); where that could fail for unlucky
numbers, the form draws again. A *dress* then changes notation only: spacing, delimiters, commands
with the same meaning, a sentence or a box around it.

``pairs(count, seed)`` is deterministic. No checker, ours or another, takes part in the making.

Over 500 lines because every form of answer and every dress is defined in this one place.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Pair:
    """``answer`` is the same as ``gold`` exactly if ``same``; ``form`` says how it was made."""

    gold: str
    answer: str
    same: bool
    form: str
    dress: str
    latex: bool
    """Whether the answer is mathematics that a peer wants between dollars."""


Drawn = tuple[str, str, str]
"""Gold, the same, something different."""
Form = Callable[[random.Random], Drawn]
FORMS: dict[str, Form] = {}
PLAIN: set[str] = set()
"""Forms whose texts are not LaTeX mathematics."""


def form(name: str, *, plain: bool = False) -> Callable[[Form], Form]:
    """Register a form."""

    def add(made: Form) -> Form:
        FORMS[name] = made
        if plain:
            PLAIN.add(name)
        return made

    return add


def other(rng: random.Random, value: int, low: int = -2, high: int = 2) -> int:
    """Another integer near ``value``."""
    shift = rng.choice([s for s in range(low, high + 1) if s])
    return value + shift


def digit(rng: random.Random, value: int) -> int:
    """``value`` with exactly one decimal digit changed; never the same number."""
    text = str(abs(value))
    place = rng.randrange(len(text))
    pool = [d for d in "0123456789" if d != text[place] and not (place == 0 and d == "0")]
    if not pool:
        return value + 1
    changed = int(text[:place] + rng.choice(pool) + text[place + 1 :])
    return changed if value >= 0 else -changed


def frac(value: Fraction, command: str = "frac") -> str:
    """LaTeX of a fraction in lowest terms."""
    if value.denominator == 1:
        return str(value.numerator)
    sign = "-" if value < 0 else ""
    return rf"{sign}\{command}{{{abs(value.numerator)}}}{{{value.denominator}}}"


def proper(rng: random.Random, top: int = 60) -> Fraction:
    """A fraction that is no integer."""
    while True:
        value = Fraction(rng.randint(1, top), rng.randint(2, top))
        if value.denominator > 1:
            return value


def squarefree(rng: random.Random, top: int = 40) -> int:
    """A square-free integer above 1."""
    while True:
        n = rng.randint(2, top)
        if all(n % (k * k) for k in range(2, math.isqrt(n) + 1)):
            return n


def signed(value: int) -> str:
    """A term with its sign."""
    return f"+{value}" if value >= 0 else str(value)


def poly(coefficients: list[int], variable: str = "x") -> str:
    """A polynomial from the highest coefficient down, zero terms left out."""
    degree = len(coefficients) - 1
    text = ""
    for index, c in enumerate(coefficients):
        power = degree - index
        if c == 0:
            continue
        head = "" if power and abs(c) == 1 else str(abs(c))
        tail = "" if power == 0 else variable if power == 1 else f"{variable}^{{{power}}}"
        text += ("-" if c < 0 else "+" if text else "") + head + tail
    return text or "0"


# numbers


@form("thousands")
def _thousands(rng: random.Random) -> Drawn:
    n = rng.randint(1000, 10**9)
    separator = rng.choice([",", "{,}", r",\!", r"\,"])
    return str(n), f"{n:,}".replace(",", separator), f"{digit(rng, n):,}".replace(",", separator)


@form("scientific")
def _scientific(rng: random.Random) -> Drawn:
    mantissa, power = rng.randint(11, 999), rng.randint(-30, 12)
    shift = len(str(mantissa)) - 1
    value = Fraction(mantissa) * Fraction(10) ** (power - shift)
    text = f"{str(mantissa)[0]}.{str(mantissa)[1:]}"
    wrong = rng.choice([power + 1, power - 1, power + 3])
    gold = (
        str(value)
        if value.denominator == 1
        else rf"\frac{{{value.numerator}}}{{{value.denominator}}}"
    )
    writing = rng.choice([r"{} \times 10^{{{}}}", r"{}\cdot10^{{{}}}", "{}e{}"])
    return gold, writing.format(text, power), writing.format(text, wrong)


@form("unreduced")
def _unreduced(rng: random.Random) -> Drawn:
    value, k = proper(rng), rng.randint(2, 12)
    command = rng.choice(["frac", "dfrac", "tfrac", "cfrac"])
    top, bottom = value.numerator * k, value.denominator * k
    return frac(value), rf"\{command}{{{top}}}{{{bottom}}}", rf"\{command}{{{top + 1}}}{{{bottom}}}"


@form("slash", plain=True)
def _slash(rng: random.Random) -> Drawn:
    value = proper(rng)
    sign = rng.choice(["", "-"])
    wrong = digit(rng, value.numerator)
    gold = f"{sign}{value.numerator}/{value.denominator}"
    return gold, sign + frac(value), f"{sign}{wrong}/{value.denominator}"


@form("mixed")
def _mixed(rng: random.Random) -> Drawn:
    part = Fraction(rng.randint(1, 11), 12)
    whole = rng.randint(1, 40)
    gold = frac(whole + part)
    same = rng.choice(
        [rf"{whole}\frac{{{part.numerator}}}{{{part.denominator}}}", f"{whole} {part}"]
    )
    wrong = rf"{whole + 1}\frac{{{part.numerator}}}{{{part.denominator}}}"
    return gold, same, wrong


@form("decimal")
def _decimal(rng: random.Random) -> Drawn:
    places = rng.randint(1, 6)
    n = rng.randint(1, 10**places * 50)
    n += n % 10 == 0
    value = Fraction(n, 10**places)
    wrong = digit(rng, n)
    return frac(value), _point(n, places), _point(wrong, places)


def _point(n: int, places: int) -> str:
    text = str(abs(n)).rjust(places + 1, "0")
    return ("-" if n < 0 else "") + text[:-places] + "." + text[-places:]


@form("trailing zeros")
def _zeros(rng: random.Random) -> Drawn:
    n, zeros = rng.randint(1, 9999), rng.randint(1, 4)
    return str(n), f"{n}." + "0" * zeros, f"{n}." + "0" * (zeros - 1) + rng.choice("123456789")


@form("recurring")
def _recurring(rng: random.Random) -> Drawn:
    head, length = rng.randint(0, 9), rng.randint(1, 4)
    period = rng.randint(1, 10**length - 2)
    value = head + Fraction(period, 10**length - 1)
    text = str(period).rjust(length, "0")
    wrong = str(digit(rng, 10**length + period))[-length:]
    if wrong == text:
        wrong = str((period + 1) % 10**length).rjust(length, "0")
    return frac(value), rf"{head}.\overline{{{text}}}", rf"{head}.\overline{{{wrong}}}"


@form("percent")
def _percent(rng: random.Random) -> Drawn:
    n = rng.randint(1, 99)
    value = Fraction(n, 100)
    wrong = digit(rng, n)
    return rf"{n}\%", rng.choice([frac(value), f"{n} percent", _point(n, 2)]), rf"{wrong}\%"


@form("percent dropped")
def _percent_dropped(rng: random.Random) -> Drawn:
    n = rng.randint(2, 99)
    return _point(n, 2), rf"{n}\%", rf"{_point(n, 2)}\%"


@form("unit")
def _unit(rng: random.Random) -> Drawn:
    n = rng.randint(2, 900)
    small, big, factor = rng.choice(
        [("cm", "m", 100), ("m", "km", 1000), ("g", "kg", 1000), ("cents", "dollars", 100)]
    )
    same = rng.choice([rf"{n}\text{{ {big}}}", f"{n}", rf"{n * factor}\text{{ {small}}}"])
    return rf"{n} \text{{ {big}}}", same, rf"{n}\text{{ {small}}}"


@form("currency", plain=True)
def _currency(rng: random.Random) -> Drawn:
    cents = rng.randint(101, 10**7)
    wrong = digit(rng, cents)
    text = f"{cents // 100:,}.{cents % 100:02d}"
    return _point(cents, 2), rng.choice([rf"\${text}", f"{text} dollars"]), rf"\${wrong / 100:,.2f}"


@form("base")
def _base(rng: random.Random) -> Drawn:
    base, n = rng.randint(2, 9), rng.randint(10, 5000)
    digits, rest = "", n
    while rest:
        digits, rest = str(rest % base) + digits, rest // base
    if base == 9 or rng.random() < 0.5:
        wrong = f"{digits[:-1]}{(int(digits[-1]) + 1) % base}_{{{base}}}"
    else:
        wrong = f"{digits}_{{{base + 1}}}"
    return (
        f"{digits}_{{{base}}}",
        rng.choice([f"{digits}_{base}", rf"({digits})_{{{base}}}"]),
        wrong,
    )


@form("tiny")
def _tiny(rng: random.Random) -> Drawn:
    power = rng.randint(60, 300)
    return (
        rf"\frac{{1}}{{2^{{{power}}}}}",
        rng.choice([rf"2^{{-{power}}}", rf"\left(\frac{{1}}{{2}}\right)^{{{power}}}"]),
        rf"\frac{{1}}{{2^{{{power - rng.choice([1, 2, -1])}}}}}",
    )


@form("factorial")
def _factorial(rng: random.Random) -> Drawn:
    n = rng.randint(4, 15)
    return f"{n}!", rng.choice([str(math.factorial(n)), rf"{n}\cdot {n - 1}!"]), f"{n + 1}!"


@form("huge factorial")
def _huge_factorial(rng: random.Random) -> Drawn:
    n = rng.randint(200, 2500)
    return rf"\frac{{1}}{{{n}!}}", rf"\frac{{1}}{{{n} \cdot {n - 1}!}}", rf"\frac{{1}}{{{n + 2}!}}"


@form("binomial")
def _binomial(rng: random.Random) -> Drawn:
    n = rng.randint(5, 20)
    k = rng.randint(2, n // 2 - 1) if n > 7 else 2
    value = math.comb(n, k)
    same = rng.choice(
        [str(value), rf"\binom{{{n}}}{{{n - k}}}", rf"\frac{{{n}!}}{{{k}!\,{n - k}!}}"]
    )
    return (
        rf"\binom{{{n}}}{{{k}}}",
        same,
        rf"\binom{{{n}}}{{{k + 1}}}" if k + 1 != n - k else str(value + 1),
    )


@form("floor and ceiling")
def _floor(rng: random.Random) -> Drawn:
    value = proper(rng, 400)
    low = value.numerator // value.denominator
    command, result = rng.choice([("floor", low), ("ceil", low + 1)])
    gold = rf"\left\l{command} {frac(value)} \right\r{command}"
    return (
        str(result),
        gold,
        gold.replace("floor", "CEIL").replace("ceil", "floor").replace("CEIL", "ceil"),
    )


@form("absolute value")
def _absolute(rng: random.Random) -> Drawn:
    a, b = rng.randint(1, 50), rng.randint(51, 99)
    return str(b - a), rf"|{a}-{b}|", rf"-|{a}-{b}|"


# surds, powers, logarithms, angles


@form("surd")
def _surd(rng: random.Random) -> Drawn:
    a, n = rng.randint(2, 12), squarefree(rng)
    wrong = rng.choice(
        [rf"{a + 1}\sqrt{{{n}}}", rf"{a}\sqrt{{{n + 1}}}", rf"-{a}\sqrt{{{n}}}", str(a)]
    )
    return rf"{a}\sqrt{{{n}}}", rf"\sqrt{{{a * a * n}}}", wrong


@form("rationalised")
def _rationalised(rng: random.Random) -> Drawn:
    a, n = rng.randint(1, 30), squarefree(rng)
    value = Fraction(a, n)
    head = "" if value.numerator == 1 else str(value.numerator)
    bottom = value.denominator
    same = rf"\frac{{{head}\sqrt{{{n}}}}}{{{bottom}}}" if bottom > 1 else rf"{head}\sqrt{{{n}}}"
    return rf"\frac{{{a}}}{{\sqrt{{{n}}}}}", same, rf"\frac{{{a}}}{{\sqrt{{{n + 1}}}}}"


@form("conjugate")
def _conjugate(rng: random.Random) -> Drawn:
    n, k = squarefree(rng), rng.randint(1, 9)
    while n == k * k:
        n = squarefree(rng)
    down = n - k * k
    return (
        rf"\frac{{{down}}}{{\sqrt{{{n}}}-{k}}}",
        rf"\sqrt{{{n}}}+{k}",
        rf"\sqrt{{{n}}}-{k}",
    )


@form("nested radical")
def _nested(rng: random.Random) -> Drawn:
    a, b = rng.sample([2, 3, 5, 6, 7, 10, 11, 13], 2)
    gold = rf"\sqrt{{{a}}}+\sqrt{{{b}}}"
    same = rf"\sqrt{{{a + b}+2\sqrt{{{a * b}}}}}"
    return gold, same, rf"\sqrt{{{a + b + 1}+2\sqrt{{{a * b}}}}}"


@form("root")
def _root(rng: random.Random) -> Drawn:
    n, a = rng.randint(3, 7), rng.randint(2, 30)
    if round(a ** (1 / n)) ** n == a or round(a ** (1 / (n - 1))) ** (n - 1) == a:
        a = 30
    return rf"\sqrt[{n}]{{{a}}}", rf"{a}^{{1/{n}}}", rf"\sqrt[{n - 1}]{{{a}}}"


@form("power of a power")
def _power(rng: random.Random) -> Drawn:
    a, m, n = rng.randint(2, 9), rng.randint(2, 12), rng.randint(2, 9)
    return rf"{a}^{{{m * n}}}", rf"({a}^{{{m}}})^{{{n}}}", rf"{a}^{{{m}}}\cdot {a}^{{{m * n + 1}}}"


@form("logarithm law")
def _log(rng: random.Random) -> Drawn:
    a, b = rng.randint(2, 40), rng.randint(2, 40)
    wrong = rng.choice([rf"\ln {a} - \ln {b}", rf"\ln {a * b + 1}", rf"\log_{{2}} {a * b}"])
    return rf"\ln {a * b}", rf"\ln {a} + \ln {b}", wrong


@form("logarithm base")
def _log_base(rng: random.Random) -> Drawn:
    a, b = rng.sample([2, 3, 5, 6, 7, 10, 11], 2)
    same = rng.choice([rf"\frac{{\ln {a}}}{{\ln {b}}}", rf"\frac{{1}}{{\log_{{{a}}} {b}}}"])
    return rf"\log_{{{b}}} {a}", same, rf"\log_{{{a}}} {b}"


@form("logarithm value")
def _log_value(rng: random.Random) -> Drawn:
    b, k = rng.randint(2, 12), rng.randint(2, 9)
    return str(k), rf"\log_{{{b}}} {b**k}", rf"\log_{{{b}}} {b ** (k + 1)}"


SPECIAL = {  # degrees: sine, cosine
    0: ("0", "1"), 30: (r"\frac{1}{2}", r"\frac{\sqrt{3}}{2}"),
    45: (r"\frac{\sqrt{2}}{2}", r"\frac{\sqrt{2}}{2}"),
    60: (r"\frac{\sqrt{3}}{2}", r"\frac{1}{2}"), 90: ("1", "0"),
    15: (r"\frac{\sqrt{6}-\sqrt{2}}{4}", r"\frac{\sqrt{6}+\sqrt{2}}{4}"),
    75: (r"\frac{\sqrt{6}+\sqrt{2}}{4}", r"\frac{\sqrt{6}-\sqrt{2}}{4}"),
}  # fmt: skip


@form("special angle")
def _angle(rng: random.Random) -> Drawn:
    degrees = rng.choice([15, 30, 60, 75])
    sine = SPECIAL[degrees][0]
    radians = Fraction(degrees, 180)
    top = "" if radians.numerator == 1 else str(radians.numerator)
    angle = rng.choice([rf"{degrees}^\circ", rf"\frac{{{top}\pi}}{{{radians.denominator}}}"])
    return sine, rf"\sin({angle})", rf"\cos({angle})"


@form("radians")
def _radians(rng: random.Random) -> Drawn:
    degrees = rng.choice([20, 30, 36, 40, 45, 60, 72, 100, 120, 135, 150, 210, 300])
    value = Fraction(degrees, 180)
    return (
        rf"{degrees}^\circ",
        rf"\frac{{{value.numerator}\pi}}{{{value.denominator}}}",
        rf"\frac{{{value.numerator + 1}\pi}}{{{value.denominator}}}",
    )


@form("inverse tangent")
def _arctan(rng: random.Random) -> Drawn:
    n = rng.randint(2, 9)  # arctan 1/n + arctan (n-1)/(n+1) = pi/4
    gold = r"\frac{\pi}{4}"
    return (
        gold,
        rf"\arctan \frac{{1}}{{{n}}} + \arctan \frac{{{n - 1}}}{{{n + 1}}}",
        rf"\arctan \frac{{1}}{{{n}}} - \arctan \frac{{{n - 1}}}{{{n + 1}}}",
    )


@form("complex product")
def _complex(rng: random.Random) -> Drawn:
    a, b, c, d = (rng.choice([-5, -4, -3, -2, 2, 3, 4, 5, 6, 7]) for _ in range(4))
    real, imaginary = a * c - b * d, a * d + b * c
    if imaginary == 0:
        return _complex(rng)
    return (
        f"{real}{signed(imaginary)}i",
        rf"({a}{signed(b)}i)({c}{signed(d)}i)",
        f"{real}{signed(-imaginary)}i",
    )


@form("power of i")
def _power_i(rng: random.Random) -> Drawn:
    n = rng.randint(2, 200)
    values = ["1", "i", "-1", "-i"]
    return values[n % 4], f"i^{{{n}}}", f"i^{{{n + rng.randint(1, 3)}}}"


# expressions with variables


@form("expanded")
def _expanded(rng: random.Random) -> Drawn:
    a, b, c, d = rng.randint(1, 6), rng.randint(-9, 9), rng.randint(1, 6), rng.randint(1, 9)
    v = rng.choice("xyzabtn")
    right = [a * c, a * d + b * c, b * d]
    wrong = list(right)
    place = rng.randrange(3)
    wrong[place] = other(rng, wrong[place])
    return poly(right, v), rf"({poly([a, b], v)})({poly([c, d], v)})", poly(wrong, v)


@form("reordered")
def _reordered(rng: random.Random) -> Drawn:
    terms = [
        (rng.choice([-7, -3, -2, 2, 3, 5, 9]), p)
        for p in rng.sample(["x", "y", "xy", "x^2", "x^{2}y", "z"], 4)
    ]

    def write(items: list[tuple[int, str]]) -> str:
        text = "".join(f"{'+' if c > 0 else ''}{c}{p}" for c, p in items)
        return text.lstrip("+")

    shuffled = rng.sample(terms, 4)
    index = rng.randrange(4)
    wrong = list(shuffled)
    wrong[index] = (-wrong[index][0], wrong[index][1])
    return write(terms), write(shuffled), write(wrong)


@form("cube")
def _cube(rng: random.Random) -> Drawn:
    a, v = rng.randint(1, 9), rng.choice("xyn")
    n = rng.choice([2, 3, 4, 5])
    right = [math.comb(n, k) * a**k for k in range(n + 1)]
    return (
        poly(right, v),
        rf"({v}+{a})^{{{n}}}",
        rf"({v}+{a})^{{{n}}}{rng.choice(['+1', '-' + v, f'+{v}^2'])}",
    )


@form("partial fractions")
def _partial(rng: random.Random) -> Drawn:
    a, b = rng.sample(range(1, 9), 2)
    p, q = rng.randint(1, 9), rng.randint(1, 9)
    gold = rf"\frac{{{poly([p + q, p * b + q * a])}}}{{(x+{a})(x+{b})}}"
    return (
        gold,
        rf"\frac{{{p}}}{{x+{a}}}+\frac{{{q}}}{{x+{b}}}",
        rf"\frac{{{p}}}{{x+{a}}}-\frac{{{q}}}{{x+{b}}}",
    )


@form("cancelled")
def _cancelled(rng: random.Random) -> Drawn:
    a, b, k = rng.randint(1, 9), rng.randint(1, 9), rng.randint(2, 6)
    return (
        rf"\frac{{x+{a}}}{{{k}}}",
        rf"\frac{{x^2{signed(a - b)}x{signed(-a * b)}}}{{{k}(x-{b})}}"
        if a != b
        else rf"\frac{{x^2-{a * a}}}{{{k}x-{k * a}}}",
        rf"\frac{{x-{a}}}{{{k}}}",
    )


@form("pythagoras")
def _pythagoras(rng: random.Random) -> Drawn:
    k, v = rng.randint(2, 9), rng.choice(["x", r"\theta", "t", r"\alpha"])
    return str(k), rf"{k}\sin^2 {v} + {k}\cos^2 {v}", rf"{k}\sin^2 {v} - {k}\cos^2 {v}"


@form("double angle")
def _double(rng: random.Random) -> Drawn:
    k = rng.randint(1, 9)
    head = "" if k == 1 else str(k)
    if rng.random() < 0.5:
        return rf"{head}\sin 2x", rf"{2 * k}\sin x\cos x", rf"{2 * k}\sin x\sin x"
    return rf"{head}\cos 2x", rf"{k}-{2 * k}\sin^2 x", rf"{k}-{2 * k}\cos^2 x"


@form("sum of angles")
def _sum_angles(rng: random.Random) -> Drawn:
    a, b = rng.sample("abxyuv", 2)
    gold = rf"\sin({a}+{b})"
    return gold, rf"\sin {a}\cos {b}+\cos {a}\sin {b}", rf"\sin {a}\cos {b}-\cos {a}\sin {b}"


@form("exponential")
def _exponential(rng: random.Random) -> Drawn:
    a, b = rng.randint(2, 6), rng.randint(2, 6)
    return rf"e^{{{a + b}x}}", rf"e^{{{a}x}}\cdot e^{{{b}x}}", rf"e^{{{a}x}}+ e^{{{b}x}}"


@form("power of the variable")
def _power_x(rng: random.Random) -> Drawn:
    a, b = rng.randint(2, 9), rng.randint(2, 5)
    same = rf"\frac{{x^{{{a + b}}}}}{{x^{{{b}}}}}"
    return rf"x^{{{a}}}", same, rf"x^{{{a + 1}}}"


@form("root of the variable")
def _root_x(rng: random.Random) -> Drawn:
    a = rng.choice([2, 3, 5, 7])
    return (
        rf"\frac{{1}}{{\sqrt{{{a}n}}}}",
        rf"\sqrt{{\frac{{1}}{{{a}n}}}}",
        rf"\frac{{1}}{{{a}\sqrt{{n}}}}",
    )


@form("sum of integers")
def _sum(rng: random.Random) -> Drawn:
    n = rng.randint(5, 200)
    total = n * (n + 1) // 2
    return str(total), rf"\sum_{{k=1}}^{{{n}}} k", rf"\sum_{{k=1}}^{{{n + 1}}} k"


@form("renamed bound variable")
def _bound(rng: random.Random) -> Drawn:
    i, j = rng.sample("ijkm", 2)
    n = rng.randint(3, 30)
    return (
        rf"\sum_{{{i}=1}}^{{{n}}} {i}^2",
        rf"\sum_{{{j}=1}}^{{{n}}} {j}^2",
        rf"\sum_{{{j}=1}}^{{{n}}} {j}^3",
    )


# collections


@form("set")
def _set(rng: random.Random) -> Drawn:
    items = rng.sample(range(-30, 60), rng.randint(2, 6))
    mixed = rng.sample(items, len(items))
    wrong = list(mixed)
    change = rng.choice(["drop", "add", "digit"])
    if change == "drop":
        wrong.pop()
    elif change == "add":
        wrong.append(max(items) + rng.randint(1, 5))
    else:
        wrong[0] = max(items) + rng.randint(1, 9)
    write = r"\{{{}\}}".format
    return (
        write(", ".join(map(str, items))),
        write(",".join(map(str, mixed))),
        write(", ".join(map(str, wrong))),
    )


@form("set of surds")
def _set_surds(rng: random.Random) -> Drawn:
    a, n = rng.randint(1, 9), squarefree(rng)
    gold = rf"{a}+\sqrt{{{n}}}, {a}-\sqrt{{{n}}}"
    return rf"\{{{gold}\}}", rf"{a}\pm\sqrt{{{n}}}", rf"{a}\pm\sqrt{{{n + 1}}}"


@form("tuple")
def _tuple(rng: random.Random) -> Drawn:
    items = [Fraction(rng.randint(-20, 20), rng.randint(1, 6)) for _ in range(rng.randint(2, 4))]
    if len(set(items)) < 2:
        return _tuple(rng)
    k = rng.randint(2, 5)
    same = [rf"\frac{{{i.numerator * k}}}{{{i.denominator * k}}}" for i in items]
    wrong = list(items)
    while wrong == items:
        rng.shuffle(wrong)
    return (
        f"({', '.join(map(frac, items))})",
        rf"\left({','.join(same)}\right)",
        f"({', '.join(map(frac, wrong))})",
    )


@form("list", plain=True)
def _list(rng: random.Random) -> Drawn:
    items = [rng.randint(0, 99) for _ in range(rng.randint(3, 9))]
    wrong = list(items)
    place = rng.randrange(len(items))
    wrong[place] = digit(rng, wrong[place])
    return str(items), str(items).replace(" ", ""), str(wrong)


@form("list of solutions")
def _solutions(rng: random.Random) -> Drawn:
    a, b = rng.sample(range(-20, 20), 2)
    word = rng.choice([r"\text{ or }", r"\text{ and }", ", "])
    return f"{a}, {b}", f"x={b}{word}x={a}", f"x={b}{word}x={digit(rng, 100 + a)}"


@form("interval")
def _interval(rng: random.Random) -> Drawn:
    a, b = sorted(rng.sample(range(-40, 40), 2))
    left, right = rng.choice([("[", "]"), ("[", ")"), ("(", "]"), ("(", ")")])
    signs = (r"\le" if left == "[" else "<", r"\le" if right == "]" else "<")
    same = rng.choice(
        [
            f"{a} {signs[0]} x {signs[1]} {b}",
            rf"x \in {left}{a},{b}{right}",
            rf"\left{left}{a}, {b}\right{right}",
        ]
    )
    change = rng.choice(["left", "right", "end"])
    if change == "left":
        wrong = f"{'(' if left == '[' else '['}{a},{b}{right}"
    elif change == "right":
        wrong = f"{left}{a},{b}{')' if right == ']' else ']'}"
    else:
        wrong = f"{left}{a},{b + 1}{right}"
    return rf"x \in {left}{a},{b}{right}", same, rf"x \in {wrong}"


@form("half line")
def _half(rng: random.Random) -> Drawn:
    a = rng.randint(-40, 40)
    opened, closed = (rf"({a},\infty)", rf"[{a},\infty)"), (rf"(-\infty,{a})", rf"(-\infty,{a}]")
    sign, flip, interval, bad = rng.choice(
        [
            (">", "<", opened[0], opened[1]),
            (r"\ge", r"\le", opened[1], opened[0]),
            ("<", ">", closed[0], closed[1]),
            (r"\leq", r"\geq", closed[1], closed[0]),
        ]
    )
    return (
        f"x {sign} {a}",
        rng.choice([f"{a} {flip} x", rf"x\in {interval}"]),
        rng.choice([f"x {flip} {a}", rf"x \in {bad}", f"x {sign} {a + 1}"]),
    )


@form("union")
def _union(rng: random.Random) -> Drawn:
    a, b, c, d = sorted(rng.sample(range(-50, 50), 4))
    return (
        rf"[{a},{b}) \cup ({c},{d}]",
        rf"({c},{d}] \cup [{a},{b})",
        rng.choice([rf"[{a},{b}] \cup ({c},{d}]", rf"[{a},{b}) \cap ({c},{d}]", rf"[{a},{d}]"]),
    )


@form("matrix")
def _matrix(rng: random.Random) -> Drawn:
    rows, columns = rng.randint(1, 3), rng.randint(2, 3)
    m = [[rng.randint(-9, 9) for _ in range(columns)] for _ in range(rows)]
    wrong = [list(row) for row in m]
    i, j = rng.randrange(rows), rng.randrange(columns)
    wrong[i][j] = other(rng, wrong[i][j])

    def write(entries: list[list[int]], kind: str, end: str) -> str:
        body = r" \\ ".join(" & ".join(map(str, row)) for row in entries)
        return rf"\begin{{{kind}}} {body}{end} \end{{{kind}}}"

    return write(m, "pmatrix", ""), write(m, "bmatrix", r" \\"), write(wrong, "pmatrix", "")


@form("transposed")
def _transposed(rng: random.Random) -> Drawn:
    a, b, c, d = rng.sample(range(-9, 10), 4)
    gold = rf"\begin{{pmatrix}}{a}&{b}\\{c}&{d}\end{{pmatrix}}"
    same = rf"\begin{{bmatrix}}{2 * a}/2&{b}\\{c}&\frac{{{3 * d}}}{{3}}\end{{bmatrix}}"
    return gold, same, rf"\begin{{pmatrix}}{a}&{c}\\{b}&{d}\end{{pmatrix}}"


# relations and words


@form("equation")
def _equation(rng: random.Random) -> Drawn:
    a, b, c = rng.randint(1, 9), rng.randint(1, 9), rng.choice([-7, -5, -3, 2, 4, 6, 11])
    k = rng.choice([-3, -2, -1, 2, 3])

    def write(x: int, y: int, z: int) -> str:
        return f"{poly([x, 0])}{'+' if y > 0 else ''}{poly([y, 0], 'y')}{signed(z)}=0"

    same = rng.choice(
        [
            write(k * a, k * b, k * c),
            rf"y=-\frac{{{a}}}{{{b}}}x{'-' if c > 0 else '+'}\frac{{{abs(c)}}}{{{b}}}",
        ]
    )
    wrong = rng.choice([write(a, b, -c), write(a, -b, c), write(a + 1, b, c) if b or c else ""])
    return write(a, b, c), same, wrong


@form("conic")
def _conic(rng: random.Random) -> Drawn:
    a, b = rng.sample(range(2, 9), 2)
    return (
        rf"\frac{{x^2}}{{{a * a}}}+\frac{{y^2}}{{{b * b}}}=1",
        rf"{b * b}x^2+{a * a}y^2={a * a * b * b}",
        rf"{a * a}x^2+{b * b}y^2={a * a * b * b}",
    )


@form("assignment")
def _assignment(rng: random.Random) -> Drawn:
    n, v = rng.randint(-200, 200), rng.choice(["x", "n", "k", "f(2)", "S"])
    return str(n), f"{v} = {n}", f"{v} = {digit(rng, n)}"


@form("function definition")
def _function(rng: random.Random) -> Drawn:
    a, b = rng.randint(2, 9), rng.randint(1, 9)
    return (
        f"f(x)={a}x+{b}",
        rng.choice([f"f(x)={b}+{a}x", f"{a}x+{b}", f"y={a}x+{b}"]),
        f"f(x)={a}x-{b}",
    )


@form("choice", plain=True)
def _choice(rng: random.Random) -> Drawn:
    a, b = rng.sample("ABCDE", 2)
    write = rng.choice(
        ["({})", "{}.", "{}", r"\text{{{}}}", r"\textbf{{({})}}", "Option {}"]
    ).format
    return a, write(a), write(b)


@form("yes or no", plain=True)
def _truth(rng: random.Random) -> Drawn:
    a, b = rng.choice([("yes", "no"), ("no", "yes"), ("true", "false"), ("false", "true")])
    return a, rng.choice([a.capitalize(), a.upper(), rf"\text{{{a}}}", a + "."]), b.capitalize()


@form("words", plain=True)
def _words(rng: random.Random) -> Drawn:
    a, b = rng.sample(
        [
            "even",
            "odd",
            "Evelyn",
            "Monday",
            "Tuesday",
            "isosceles",
            "no solution",
            "ellipse",
            "parabola",
        ],
        2,
    )
    return (
        a,
        rng.choice(
            [
                rf"\text{{{a}}}",
                a.capitalize() if a.islower() else a,
                rf"\mathrm{{{a}}}" if " " not in a else a,
            ]
        ),
        b,
    )


@form("hedge", plain=True)
def _hedge(rng: random.Random) -> Drawn:
    a, b = rng.sample(range(2, 200), 2)
    return (
        str(a),
        f"{a}",
        rng.choice([f"{a} or {b}", f"{b} or {a}", f"either {a} or {b}", rf"{a} \text{{ or }} {b}"]),
    )


Dress = Callable[[random.Random, str, bool], str]


def _spaced(rng: random.Random, text: str, latex: bool) -> str:
    for mark in ("+", "=", ","):
        text = text.replace(
            mark, rng.choice([mark, f"{mark} ", f" {mark} "]) if mark != "," else mark
        )
    return text


def _sized(rng: random.Random, text: str, latex: bool) -> str:
    return text.replace(r"\frac", r"\dfrac") if latex else text


DRESSES: dict[str, Dress] = {
    "bare": lambda rng, text, latex: text,
    "dollars": lambda rng, text, latex: f"${text}$" if latex else text,
    "box": lambda rng, text, latex: rf"Thus we find \boxed{{{text}}}.",
    "box in dollars": lambda rng, text, latex: rf"So the result is $\boxed{{{text}}}$.",
    "display": lambda rng, text, latex: rf"We get \[ {text} \]" if latex else rf"\boxed{{{text}}}",
    "sentence": lambda rng, text, latex: (
        f"The answer is ${text}$." if latex else f"The answer is {text}"
    ),
    "final answer": lambda rng, text, latex: (
        f"First 2+3=5 and so on.\n\n**Final Answer:** ${text}$"
        if latex
        else f"Some work.\nFinal answer: {text}"
    ),
    "hashes": lambda rng, text, latex: f"Some steps with 12 and 34.\n#### {text}",
    "recited": lambda rng, text, latex: rf"Q: 1+1? \boxed{{2}} Q: this. We find \boxed{{{text}}}",
    "thought": lambda rng, text, latex: (
        rf"<think>maybe \boxed{{99999}}</think> It is \boxed{{{text}}}"
    ),
    "spaced": _spaced,
    "sized": _sized,
}


def pairs(count: int, seed: int = 0) -> Iterator[Pair]:
    """``count`` pairs, forms and labels in turn, half of them equal."""
    names = list(FORMS)
    dresses = list(DRESSES)
    for index in range(count):
        rng = random.Random(f"{seed}/{index}")
        name = names[index // 2 % len(names)]
        gold, same, wrong = FORMS[name](rng)
        dress = rng.choice(dresses)
        latex = name not in PLAIN
        if index % 2:
            yield Pair(gold, DRESSES[dress](rng, wrong, latex), False, name, dress, latex)
        else:
            answer = same if rng.random() < 0.9 else gold
            yield Pair(gold, DRESSES[dress](rng, answer, latex), True, name, dress, latex)
