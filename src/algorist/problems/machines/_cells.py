"""Cellular automata: the 256 elementary rules on a ring, and Life on a torus."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from algorist.core import InputError
from algorist.problems._family import Params
from algorist.problems._stepped import Move, moved
from algorist.problems.machines._engine import Machine, machine


def elementary_step(rule: int, cells: str) -> str:
    """The next row of the elementary automaton ``rule`` (Wolfram's numbers) on a ring.

    >>> elementary_step(110, "0001")
    '0011'
    """
    size = len(cells)
    row = int(cells, 2)
    left = (row >> 1) | ((row & 1) << (size - 1))
    right = ((row << 1) & ((1 << size) - 1)) | (row >> (size - 1))
    new, full = 0, (1 << size) - 1
    for pattern in range(8):
        if rule >> pattern & 1:
            new |= (
                (left if pattern & 4 else full ^ left)
                & (row if pattern & 2 else full ^ row)
                & (right if pattern & 1 else full ^ right)
            )
    return f"{new:0{size}b}"


def life_step(rows: list[str]) -> list[str]:
    """The next generation of Conway's Life (B3/S23) on a torus; rows of ``0`` and ``1``.

    The neighbours are added for a whole row at once, bit by bit. On a torus with a side shorter
    than 3, a cell that is a neighbour in two directions counts twice.

    >>> life_step(["00000", "00100", "00100", "00100", "00000"])
    ['00000', '00000', '01110', '00000', '00000']
    """
    size = len(rows[0])
    top = size - 1
    mask = (1 << size) - 1
    lines = [int(row, 2) for row in rows]
    sides = [((r >> 1) | (r << top) & mask, ((r << 1) & mask) | (r >> top)) for r in lines]
    # the sum of a row and its two neighbours, as two bits: its own row's sum lacks the middle
    three = []
    for row, (a, b) in zip(lines, sides, strict=True):
        both = a ^ b
        three.append((both ^ row, (a & b) | (both & row)))
    new = []
    for index, row in enumerate(lines):
        a, b = sides[index]
        low2, high2 = a ^ b, a & b
        low1, high1 = three[index - 1]
        low3, high3 = three[(index + 1) % len(lines)]
        part = low1 ^ low2
        ones = part ^ low3
        carry = (low1 & low2) | (part & low3)
        # twos: four bits of weight two; exactly one of them set makes a sum of 2 or 3
        pair, other = high1 ^ high2, high3 ^ carry
        single = (pair ^ other) & ~((high1 & high2) | (high3 & carry))
        new.append(single & (ones | row) & mask)
    return [f"{row:0{size}b}" for row in new]


def _cellular(rule: int, cells: str, count: int, **_: Any) -> list[str]:
    states = []
    for _turn in range(count):
        ring = cells[-1] + cells + cells[0]
        cells = "".join(
            str(rule // 2 ** int(ring[place : place + 3], 2) % 2) for place in range(len(cells))
        )
        states.append(cells)
    return states


@machine("cellular")
class Cellular(Machine):
    """An elementary cellular automaton on a ring."""

    summary = "Run an elementary cellular automaton on a ring."
    noun = "row"
    lengths = {1: (2, 3), 2: (3, 5), 3: (5, 7), 4: (7, 10), 5: (10, 14)}
    law = (
        "2-3, 3-5, 5-7, 7-10 and 10-14 steps on rings of 8-12, 9-13, 11-15, 13-17 and 16-20 cells "
        "at levels 1 to 5"
    )
    second = staticmethod(_cellular)

    def attempt(self, rng: random.Random, least: int, most: int) -> Params | None:
        size = 6 + 2 * rng.randint(0, 2) + min(least, 12)
        cells = "".join(rng.choices("01", k=size))
        return {"rule": rng.randint(1, 254), "cells": cells, "count": rng.randint(least, most)}

    def describe(self, params: Params) -> str:
        rule = params["rule"]
        table = ", ".join(f"{p:03b} -> {rule >> p & 1}" for p in range(7, -1, -1))
        return (
            f"A row of {len(params['cells'])} cells, each 0 or 1, forms a ring: the last cell is "
            "the left neighbour of the first. In each step all cells change at the same time; the "
            "new value of a cell depends on its left neighbour, itself and its right neighbour, "
            f"by rule {rule}: {table}.\n\nFirst row: {params['cells']}\n"
            f"Make {params['count']} steps."
        )

    def start(self, params: Params) -> str:
        cells: str = params["cells"]
        return cells

    def work(self, params: Params) -> Iterator[Move]:
        cells = params["cells"]
        for number in range(1, params["count"] + 1):
            ring = cells[-1] + cells + cells[0]
            cells = elementary_step(params["rule"], cells)
            seen = " ".join(ring[place : place + 3] for place in range(len(cells)))
            yield moved(f"the neighbourhoods are {seen}", f"row {number}", cells)

    def needed(self, params: Params) -> list[str]:
        return [params["cells"], f"rule {params['rule']}", str(params["count"])]


def _life(grid: list[str], count: int, **_: Any) -> list[str]:
    high, wide = len(grid), len(grid[0])
    live = {(y, x) for y in range(high) for x in range(wide) if grid[y][x] == "1"}
    states = []
    for _turn in range(count):
        near: dict[tuple[int, int], int] = {}
        for y, x in live:
            for dy in (-1, 0, 1):
                for dx in (-1, 0, 1):
                    if dy or dx:
                        cell = ((y + dy) % high, (x + dx) % wide)
                        near[cell] = near.get(cell, 0) + 1
        live = {cell for cell, n in near.items() if n == 3 or (n == 2 and cell in live)}
        rows = ["".join("01"[(y, x) in live] for x in range(wide)) for y in range(high)]
        states.append(" ".join(rows))
    return states


@machine("life")
class Life(Machine):
    """Conway's Life on a torus. ``size`` fixes the side of the grid."""

    summary = "Run Conway's Life on a torus."
    noun = "grid"
    unit = "generation"
    lengths = {1: (1, 1), 2: (1, 2), 3: (2, 3), 4: (3, 4), 5: (4, 6)}
    law = "4, 5, 6, 7 and 8 cells a side; 1, 1-2, 2-3, 3-4 and 4-6 generations at levels 1 to 5"
    second = staticmethod(_life)

    def __init__(self, *, size: int | None = None, **options: Any) -> None:
        super().__init__(**options)
        if size is not None and not (isinstance(size, int) and 3 <= size <= 512):
            raise InputError(f"size={size!r}: the side of the torus is 3 to 512 cells")
        self.size = size
        self.side = 4

    def sample(self, rng: random.Random, level: int) -> Params:
        """A random grid, denser than sparse, that does not die at once."""
        side = self.size or 3 + level
        count = rng.randint(*self.bounds(level))
        density = rng.uniform(0.25, 0.5)
        cells = [[int(rng.random() < density) for _ in range(side)] for _ in range(side)]
        grid = ["".join(map(str, row)) for row in cells]
        return self.pose(rng, {"grid": grid, "count": count})

    def attempt(self, rng: random.Random, least: int, most: int) -> Params | None:
        """Unused: any grid runs for any number of generations."""
        return self.sample(rng, 1)

    def describe(self, params: Params) -> str:
        grid = params["grid"]
        rows = "\n".join(grid)
        return (
            f"Conway's Game of Life is played on a grid of {len(grid)} by {len(grid[0])} cells "
            "whose opposite edges meet (a torus), so that every cell has eight neighbours. In each "
            "generation, at the same time, a live cell (1) with two or three live neighbours stays "
            "alive, a dead cell (0) with exactly three live neighbours becomes alive, and all "
            f"other cells are dead.\n\n{rows}\n\nLet {params['count']} "
            f"generation{'s' if params['count'] > 1 else ''} pass. Write a grid as its rows from "
            "top to bottom with spaces between them."
        )

    def start(self, params: Params) -> str:
        return " ".join(params["grid"])

    def work(self, params: Params) -> Iterator[Move]:
        rows = params["grid"]
        for number in range(1, params["count"] + 1):
            fetch = "" if not self.fetching else f"live neighbours {_neighbours(rows)}"
            rows = life_step(rows)
            yield moved(fetch, f"generation {number}", " ".join(rows))

    def needed(self, params: Params) -> list[str]:
        return [*params["grid"], f"{params['count']} generation"]


def _neighbours(rows: list[str]) -> str:
    """The number of live neighbours of every cell, row by row."""
    high, wide = len(rows), len(rows[0])
    cells = [[int(cell) for cell in row] for row in rows]
    around = [(dy, dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1) if dy or dx]
    return " ".join(
        "".join(
            str(sum(cells[(y + dy) % high][(x + dx) % wide] for dy, dx in around))
            for x in range(wide)
        )
        for y in range(high)
    )
