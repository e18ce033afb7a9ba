"""Every year of a file beside its likely range and its prediction."""

from __future__ import annotations

from typing import Literal

import msgspec

from bothy.evidence.expected.likely import likely_ranges
from bothy.evidence.expected.predicted import predicted
from bothy.evidence.expected.years import Years

Where = Literal["below", "within", "above"]


class Judged(msgspec.Struct, frozen=True):
    """A year. The keys of the JSON rows; None: it has no complete window, or no fit."""

    year: int
    deaths: int
    mean: float | None
    lower: float | None
    upper: float | None
    predicted: float | None
    predicted_low: float | None
    predicted_high: float | None

    @property
    def by_range(self) -> Where | None:
        """Where the figure lies to the likely range."""
        return _where(self.deaths, self.lower, self.upper)

    @property
    def by_prediction(self) -> Where | None:
        """Where the figure lies to the prediction interval."""
        return _where(self.deaths, self.predicted_low, self.predicted_high)


def judged(years: Years) -> list[Judged]:
    """One row a year, in order."""
    rows = []
    for index, range_ in enumerate(likely_ranges(years)):
        ahead = predicted(years, index)
        rows.append(
            Judged(
                year=years.year(index),
                deaths=int(years.deaths[index]),
                mean=range_.mean if range_ else None,
                lower=range_.lower if range_ else None,
                upper=range_.upper if range_ else None,
                predicted=ahead.mean if ahead else None,
                predicted_low=ahead.low if ahead else None,
                predicted_high=ahead.high if ahead else None,
            )
        )
    return rows


def _where(deaths: int, low: float | None, high: float | None) -> Where | None:
    if low is None or high is None:
        return None
    return "below" if deaths < low else "above" if deaths > high else "within"
