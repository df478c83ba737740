"""The compact protocol: bytes of the specification, and every tree comes back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algorist.core import StoreError
from algorist.problems._thrift import BINARY, FALSE, I64, LIST, STRUCT, TRUE, Reader, encoded

INTEGERS = st.integers(-(2**63), 2**63 - 1)
STRUCTS = st.deferred(lambda: st.dictionaries(st.integers(1, 400), FIELDS, max_size=5).map(_fields))
FIELDS = st.one_of(
    INTEGERS.map(lambda value: (I64, value)),
    st.binary(max_size=20).map(lambda value: (BINARY, value)),
    st.booleans().map(lambda value: (TRUE if value else FALSE, value)),
    st.lists(INTEGERS, max_size=20).map(lambda values: (LIST, (I64, values))),
    STRUCTS.map(lambda value: (STRUCT, value)),
    st.lists(STRUCTS, max_size=3).map(lambda values: (LIST, (STRUCT, values))),
)


def _fields(named: dict[int, tuple[int, object]]) -> list[tuple[int, int, object]]:
    return [(name, *field) for name, field in sorted(named.items())]


@given(STRUCTS)
def test_every_tree_comes_back(struct: list[tuple[int, int, object]]) -> None:
    """Fields near and far, long lists, nested structs, integers of 64 bits with both signs."""
    reader = Reader(encoded(struct))
    assert reader.struct() == struct
    assert reader.at == len(reader.data)


@pytest.mark.parametrize(
    ("struct", "data"),
    [
        ([], "00"),
        ([(1, I64, 1), (2, I64, -1), (3, I64, 150)], "16021601" + "16ac02" + "00"),
        ([(20, BINARY, b"ab")], "0828026162" + "00"),
        ([(1, TRUE, True), (3, FALSE, False)], "1122" + "00"),
        ([(4, LIST, (I64, [0, 1, -2]))], "4936000203" + "00"),
    ],
)
def test_bytes_of_the_specification(struct: list[tuple[int, int, object]], data: str) -> None:
    """Zigzag varints, field deltas and short lists, written out by hand."""
    assert encoded(struct).hex() == data
    assert Reader(bytes.fromhex(data)).struct() == struct


def test_other_types_are_refused() -> None:
    """A double (type 7) has no place in a footer."""
    with pytest.raises(StoreError, match="Thrift type 7"):
        Reader(bytes.fromhex("17")).struct()
