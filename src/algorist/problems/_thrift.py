"""Thrift's compact protocol as plain trees: enough to read and write the footer of a Parquet file.

A struct is a list of ``(field id, type, value)``, a list is ``(type of items, items)``. Numbers,
texts (bytes) and nested structs are read; maps, sets and floating-point numbers are not, as no
footer has them. Source: the Apache Thrift specification, ``thrift-compact-protocol.md``.
"""

from __future__ import annotations

from typing import Any

from algorist.core import StoreError

Struct = list[tuple[int, int, Any]]

TRUE, FALSE, BYTE, I16, I32, I64, BINARY, LIST, STRUCT = 1, 2, 3, 4, 5, 6, 8, 9, 12


class Reader:
    """Reads one struct from the beginning of some bytes."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def struct(self) -> Struct:
        """The fields up to the stop byte."""
        fields: Struct = []
        name = 0
        while head := self._byte():
            delta, kind = divmod(head, 16)
            name = name + delta if delta else self._number()
            fields.append((name, kind, kind == TRUE if kind <= FALSE else self._value(kind)))
        return fields

    def _byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def _plain(self) -> int:
        value = shift = 0
        while (byte := self._byte()) & 128:
            value |= (byte & 127) << shift
            shift += 7
        return value | byte << shift

    def _number(self) -> int:
        value = self._plain()
        return value >> 1 ^ -(value & 1)

    def _value(self, kind: int) -> Any:
        if kind in (I16, I32, I64):
            return self._number()
        if kind in (TRUE, FALSE, BYTE):  # as items of a list
            return self._byte()
        if kind == BINARY:
            size = self._plain()
            self.at += size
            return self.data[self.at - size : self.at]
        if kind == STRUCT:
            return self.struct()
        if kind == LIST:
            size, item = divmod(self._byte(), 16)
            size = self._plain() if size == 15 else size
            return item, [self._value(item) for _ in range(size)]
        raise StoreError(
            f"a footer with a value of the Thrift type {kind} cannot be joined: write JSON lines "
            "instead, or install the pyarrow of this package's constraints"
        )


def encoded(struct: Struct) -> bytes:
    """The bytes of a struct, its stop byte included."""
    out, before = bytearray(), 0
    for name, kind, value in struct:
        if 0 < name - before < 16:
            out.append((name - before) << 4 | kind)
        else:
            out.append(kind)
            out += _number(name)
        before = name
        if kind > FALSE:
            out += _value(kind, value)
    out.append(0)
    return bytes(out)


def _plain(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def _number(value: int) -> bytes:
    return _plain(value << 1 if value >= 0 else -value * 2 - 1)


def _value(kind: int, value: Any) -> bytes:
    if kind in (I16, I32, I64):
        return _number(value)
    if kind == BINARY:
        return _plain(len(value)) + bytes(value)
    if kind == STRUCT:
        return encoded(value)
    if kind == LIST:
        item, items = value
        size = len(items)
        head = bytes([size << 4 | item]) if size < 15 else bytes([240 | item]) + _plain(size)
        return head + b"".join(_value(item, one) for one in items)
    return bytes([value])
