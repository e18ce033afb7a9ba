"""The likely range and the prediction of a year, on many worlds of fifteen years: twelve before, the judged one, two after."""

from __future__ import annotations

import numpy as np

from bothy.evidence.expected import Years, judged
from bothy.evidence.expected.judged import Judged
from bothy.evidence.honest.judged import Said
from bothy.evidence.honest.truths import Numbers

YEARS_BEFORE, YEARS_AFTER = 12, 3
FIRST = 2001


def said_by_expected(worlds: Numbers) -> dict[str, Said]:
    """``worlds``: (R, 24, 180) months. "Changed" is a year outside its range; the ends are over the figure that came, so 1 is inside."""
    rows = [_row(world[0]) for world in worlds]
    return {
        "likely range of five years": _said([(one.deaths, one.lower, one.upper) for one in rows]),
        "prediction from the other years": _said([(one.deaths, one.predicted_low, one.predicted_high) for one in rows]),
    }


def _row(months: Numbers) -> Judged:
    return judged(Years(FIRST, months.reshape(-1, 12).sum(axis=1)))[YEARS_BEFORE]


def _said(rows: list[tuple[int, float | None, float | None]]) -> Said:
    figure, low, high = (np.array([np.nan if one is None else one for one in column], dtype=float) for column in zip(*rows, strict=True))
    outside = (figure < low) | (figure > high)
    # Nothing is said of an effect: what is held is the year's own figure.
    inside = np.where(outside, np.nan, 1.0)
    return Said(outside, inside, inside)
