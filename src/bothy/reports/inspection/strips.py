"""A day, or a month of days, drawn as a strip: how many there were, against how many there may or must be.

Plain SVG without words (they stand beside it on the page), readable without colour: what is above a limit, or below
what is asked, is hatched beneath the strip.
"""

from collections.abc import Sequence
from itertools import groupby

import numpy as np

from bothy.reports.inspection.steps import Numbers

WIDE, HIGH, FOOT = 720, 56, 7
_AREA, _INNER, _LINE, _BAND, _GRID = "#7d9cb8", "#2f4f6b", "#111111", "#eef1f4", "#c4ccd4"
_BAD, _TOLD = "#b3261e", "#8a6d00"


def strip(
    values: Numbers,
    limit: Numbers,
    inner: Numbers | None,
    opened: Numbers,
    holds: Sequence[str],
    top: int,
    ticks: Sequence[int],
) -> str:
    """``values`` as an area with ``inner`` darker before it, ``limit`` as a line; all one value a column. ``top``: the scale's end.

    ``opened``: columns to lie on a band. ``holds``: "no" is hatched red, "explained" dotted. ``ticks``: columns with a line.
    """
    columns = len(values)
    across = WIDE / max(columns, 1)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE}" height="{HIGH + FOOT}" viewBox="0 0 {WIDE} {HIGH + FOOT}">'
    ]
    parts += [
        f'<rect x="{a * across:.1f}" y="0" width="{(b - a) * across:.1f}" height="{HIGH}" fill="{_BAND}"/>'
        for a, b in _runs(opened > 0)
    ]
    parts += [f'<path d="M{n * across:.1f} 0V{HIGH}" stroke="{_GRID}" stroke-width="0.6"/>' for n in ticks]
    parts.append(f'<path d="{_area(values, across, top)}" fill="{_AREA}"/>')
    if inner is not None:
        parts.append(f'<path d="{_area(inner, across, top)}" fill="{_INNER}"/>')
    parts.append(
        f'<path d="{_steps(limit, across, top)}" fill="none" stroke="{_LINE}" stroke-width="1.3" stroke-dasharray="5 3"/>'
    )
    parts.append(f'<path d="M0 {HIGH}H{WIDE}" stroke="{_LINE}" stroke-width="0.8"/>')
    told = np.array(holds, dtype=object)
    for a, b in _runs(told == "no"):
        # At least as wide as can be seen; teeth, so that it is not told by colour alone.
        left, wide = a * across, max((b - a) * across, 3.0)
        teeth = "".join(f"l1.5 {FOOT - 1}l1.5 -{FOOT - 1}" for _ in range(max(1, round(wide / 3))))
        parts.append(f'<path d="M{left:.1f} {HIGH}{teeth}z" fill="{_BAD}"/>')
    for a, b in _runs(told == "explained"):
        parts.append(
            f'<rect x="{a * across:.1f}" y="{HIGH + 1.5}" width="{max((b - a) * across, 3.0):.1f}" height="2.5" fill="{_TOLD}"/>'
        )
    parts.append("</svg>")
    return "".join(parts)


def _runs(mask: Numbers) -> list[tuple[int, int]]:
    found, at = [], 0
    for value, group in groupby(mask.tolist()):
        long = sum(1 for _ in group)
        if value:
            found.append((at, at + long))
        at += long
    return found


def _height(value: int, top: int) -> float:
    return HIGH - (HIGH - 3) * min(value, top) / max(top, 1)


def _runs_of(values: Numbers) -> list[tuple[int, int, int]]:
    found, at = [], 0
    for value, group in groupby(values.tolist()):
        long = sum(1 for _ in group)
        found.append((at, at + long, value))
        at += long
    return found


def _area(values: Numbers, across: float, top: int) -> str:
    path = [f"M0 {HIGH}"]
    path += [f"V{_height(value, top):.1f}H{b * across:.1f}" for _, b, value in _runs_of(values)]
    return "".join([*path, f"V{HIGH}z"])


def _steps(values: Numbers, across: float, top: int) -> str:
    path = []
    for a, b, value in _runs_of(values):
        y = _height(value, top)
        path.append(f"{'M' if not path else 'L'}{a * across:.1f} {y:.1f}H{b * across:.1f}")
    return "".join(path)


__all__ = ["strip"]
