"""Units that occur in worked solutions, for accepting a conversion that is left implicit."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

_TABLE = {
    # dimension: names -> size in a common unit
    "time": {
        "second seconds sec secs": "1",
        "minute minutes min mins": "60",
        "hour hours hr hrs": "3600",
        "day days daily": "86400",
        "week weeks weekly": "604800",
    },
    "calendar": {
        "month months monthly": "1",
        "year years yearly annual annually": "12",
        "decade decades": "120",
        "century centuries": "1200",
    },
    "length": {
        "mm millimeter millimeters": "1/1000",
        "cm centimeter centimeters": "1/100",
        "m meter meters metre metres": "1",
        "km kilometer kilometers": "1000",
        "inch inches": "254/10000",
        "foot feet ft": "3048/10000",
        "yard yards": "9144/10000",
        "mile miles": "1609344/1000",
    },
    "mass": {
        "mg milligram milligrams": "1/1000",
        "g gram grams": "1",
        "kg kilogram kilograms kilo kilos": "1000",
        "ton tons tonnes": "1000000",
    },
    "weight": {"ounce ounces oz": "1", "pound pounds lb lbs": "16", "ton tons": "32000"},
    "volume": {
        "ml milliliter milliliters": "1/1000",
        "l liter liters litre litres": "1",
    },
    "measure": {
        "teaspoon teaspoons": "1/48",
        "tablespoon tablespoons": "1/16",
        "ounce ounces oz": "1/8",
        "cup cups": "1",
        "pint pints": "2",
        "quart quarts": "4",
        "gallon gallons": "16",
    },
    "money": {
        "cent cents penny pennies": "1",
        "nickel nickels": "5",
        "dime dimes": "10",
        "quarter quarters": "25",
        "dollar dollars $ buck bucks": "100",
    },
    "count": {"dozen dozens": "12", "pair pairs": "2", "score": "20", "gross": "144"},
    "angle": {"degree degrees": "1", "radian radians": "0"},
    "storage": {"mb megabyte megabytes": "1", "gb gigabyte gigabytes": "1024"},
}

_BY_NAME: dict[str, list[tuple[str, Fraction]]] = {}
for _dimension, _names in _TABLE.items():
    for _row, _size in _names.items():
        for _name in _row.split():
            _BY_NAME.setdefault(_name, []).append((_dimension, Fraction(_size)))

_LOOSE = {
    # pairs of words whose ratio is taken differently by different authors
    ("month", "week"): (4, Fraction(13, 3)),
    ("month", "day"): (28, 30, 31, Fraction(365, 12)),
    ("year", "week"): (52, 48),
    ("year", "day"): (365, 366, 360),
    ("gb", "mb"): (1000, 1024),
}


def singular(word: str) -> str:
    """A rough singular: ``cherries`` and ``cherry``, ``boxes`` and ``box`` become the same.

    >>> singular("boxes"), singular("glasses"), singular("cherries")
    ('box', 'glass', 'cherry')
    """
    word = word.lower()
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def ratios(these: Iterable[str], those: Iterable[str]) -> set[Fraction]:
    """Factors by which an amount in one of ``these`` units may be multiplied to be in ``those``.

    >>> sorted(ratios(["minutes"], ["hours"]))
    [Fraction(1, 60)]
    """
    found: set[Fraction] = set()
    these, those = list(these), list(those)
    for one in these:
        for other in those:
            for dimension, size in _BY_NAME.get(one, ()):
                for other_dimension, other_size in _BY_NAME.get(other, ()):
                    if dimension == other_dimension and size != other_size and other_size and size:
                        found.add(size / other_size)
            for pair, factors in _LOOSE.items():
                ends = (singular(one), singular(other))
                if ends == pair:
                    found.update(map(Fraction, factors))
                elif ends[::-1] == pair:
                    found.update(1 / Fraction(each) for each in factors)
    return found


_CHANGED = frozenset(("time", "length", "mass", "volume", "money"))
_AMBIGUOUS = frozenset(
    ("second", "quarter", "quarters", "foot", "yard", "score", "m", "g", "s", "h", "l")
)


def changed(unit: str, spoken: Iterable[str]) -> tuple[str, set[Fraction]] | None:
    """The first by name of the ``spoken`` units of the dimension of ``unit``, and all factors.

    None where ``unit`` is no unit of length, time, mass, volume or money, or was spoken of itself.

    >>> changed("cents", ["dollars"])
    ('dollars', {Fraction(100, 1)})
    """
    if unit in _AMBIGUOUS or singular(unit) in {singular(word) for word in spoken}:
        return None
    for dimension, size in _BY_NAME.get(unit, ()):
        if dimension not in _CHANGED:
            continue
        factors = {
            word: other_size / size
            for word in sorted(spoken)
            for other, other_size in _BY_NAME.get(word, ())
            if other == dimension and word not in _AMBIGUOUS and other_size != size
        }
        if factors:
            return next(iter(factors)), set(factors.values())
    return None


def measures(word: str) -> str | None:
    """What the unit ``word`` measures, where that is beyond doubt.

    >>> measures("hours"), measures("quarters")
    ('time', None)
    """
    if word in _AMBIGUOUS or singular(word) in ("pound", "ounce", "ton", "second"):
        return None
    for dimension, _ in _BY_NAME.get(word, ()):
        if dimension in _CHANGED or dimension == "calendar":
            return "time" if dimension == "calendar" else dimension
    return None


def known(word: str) -> bool:
    """Whether ``word`` names a unit of the table."""
    return word in _BY_NAME
