"""What is asked of a series: the family, the season, the slope, the errors."""

from __future__ import annotations

from typing import Literal

import msgspec

Family = Literal["quasi", "poisson", "negbin"]
Errors = Literal["model", "hac"]


class Model(msgspec.Struct, frozen=True, kw_only=True):
    """A log-linear model: level, trend, step, and what is named here.

    ``harmonics``: pairs of sine and cosine over a year. ``calendar``: a level for each month (or quarter) instead. ``slope``: the
    trend may change at the step too. ``lag``: of the HAC errors, in periods; by the length of the series where None.
    """

    family: Family = "quasi"
    errors: Errors = "model"
    harmonics: int = 0
    calendar: bool = False
    slope: bool = False
    lag: int | None = None
