"""The front as one HTML page with a plot, and error curves."""

from __future__ import annotations

import html
import math

import numpy as np
import numpy.typing as npt

from algorist.discovery._points import Front, Point
from algorist.discovery.programs import place_in
from algorist.discovery.targets import Target

_W, _H, _M = 640, 320, 48


def error_curve(
    point: Point, target: Target, count: int = 400
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Signed errors in real arithmetic at evenly spread points of the intervals, ends included.

    Points at which the program divides by zero are left out.
    """
    from flint import arb

    from algorist.discovery.targets import Precision, rational

    with Precision(200):
        constants = [arb(rational(value)) for value in point.program.rationals()]
        formula = target.formula()
        functions = {
            "sqrt": lambda a: a.sqrt(),
            "abs": abs,
            "min": lambda a, b: a.min(b),
            "max": lambda a, b: a.max(b),
            "floor": lambda a: a.floor(),
            "shift": lambda a, power: a * arb(2) ** power,
            "lookup": lambda v, table, first: table[place_in(float(v.mid()), len(table), first)],
        }
        xs, errors = [], []
        for low, high in target.float_intervals():
            for k in range(count):
                x = low + (high - low) * k / (count - 1)
                exact = formula.real(arb(x))
                value = point.program.run(arb(x), constants, functions)
                difference = value - exact
                if target.error == "relative":
                    difference = difference / exact
                elif target.error == "mixed":
                    difference = difference / (arb(target.floor) + abs(exact))
                if difference.is_finite():
                    xs.append(x)
                    errors.append(float(difference.mid()))
        return np.array(xs), np.array(errors)


def _path(xs: npt.NDArray[np.float64], ys: npt.NDArray[np.float64], top: float) -> str:
    left, right = float(xs.min()), float(xs.max())
    spread = right - left or 1.0
    u = _M + (xs - left) / spread * (_W - 2 * _M)
    v = _H / 2 - ys / (top or 1.0) * (_H / 2 - _M)
    return " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(u, v, strict=True))


def curve_svg(point: Point, target: Target) -> str:
    """The error curve as SVG: equal peaks of alternating sign show equi-oscillation."""
    xs, ys = error_curve(point, target)
    top = float(np.max(np.abs(ys)))
    low, high = float(xs.min()), float(xs.max())
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_W} {_H}" font-family="sans-serif" '
        f'font-size="12"><rect width="{_W}" height="{_H}" fill="white"/>'
        f'<line x1="{_M}" x2="{_W - _M}" y1="{_H / 2}" y2="{_H / 2}" stroke="#999"/>'
        f'<polyline fill="none" stroke="#1f5fa8" stroke-width="1.5" points="{_path(xs, ys, top)}"/>'
        f'<text x="{_M}" y="{_H - 14}">{low:.4g}</text>'
        f'<text x="{_W - _M}" y="{_H - 14}" text-anchor="end">{high:.4g}</text>'
        f'<text x="{_M}" y="20">{html.escape(target.text)}, {point.ops} operations, '
        f"{target.error} error, peaks {top:.3g}</text></svg>\n"
    )


def front_svg(front: Front) -> str:
    """Cost against certified digits as SVG."""
    points = [p for p in front.points if math.isfinite(p.digits)]
    most = max((p.digits for p in points), default=1.0)
    last = max((p.cost for p in points), default=1)
    marks = []
    for p in points:
        u = _M + p.cost / last * (_W - 2 * _M)
        v = _H - _M - max(p.digits, 0.0) / most * (_H - 2 * _M)
        marks.append(
            f'<circle cx="{u:.1f}" cy="{v:.1f}" r="4" fill="#1f5fa8"/>'
            f'<text x="{u:.1f}" y="{v - 8:.1f}" text-anchor="middle">{p.digits:.2f}</text>'
            f'<text x="{u:.1f}" y="{_H - _M + 16}" text-anchor="middle">{p.cost:g}</text>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_W} {_H}" font-family="sans-serif" '
        f'font-size="12"><rect width="{_W}" height="{_H}" fill="white"/>'
        f'<text x="{_M}" y="20">{html.escape(front.target.text)}: digits by '
        f"{front.cost.replace('_', ' ')}</text>" + "".join(marks) + "</svg>\n"
    )


def report(front: Front) -> str:
    """One page: the front, every program, and the error curves of expression targets."""
    rows = []
    for p in front.points:
        bound = p.certificate.bound if p.certificate else f"{p.error:.4e} (measured)"
        constants = ", ".join(f"{k} = {v}" for k, v in p.program.named().items())
        rows.append(
            f"<tr><td>{p.ops}</td><td>{bound}</td><td>{p.digits:.2f}</td>"
            f"<td><code>{html.escape(p.program.text())}</code><br>{html.escape(constants)}</td></tr>"
        )
    curves = "".join(curve_svg(p, front.target) for p in front.points if p.certificate)
    title = html.escape(front.target.text)
    return (
        f"<!doctype html><meta charset='utf-8'><title>{title}</title>"
        f"<style>body{{font-family:sans-serif;max-width:60em;margin:auto}}svg{{max-width:40em}}"
        f"td{{padding:.3em;vertical-align:top}}</style><h1>{title}</h1>{front_svg(front)}"
        f"<table><tr><th>operations<th>error at most<th>digits<th>program</tr>{''.join(rows)}"
        f"</table>{curves}"
    )
