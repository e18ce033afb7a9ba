"""What two areas' exposures are, and both as one area."""

from __future__ import annotations

import math
from typing import Literal

from bothy.evidence.rates.counted import Area, BadFigures, Counted

Exposure = Literal["as-given", "time", "person-time"]
"""What exposures are: time alone, persons × time, or whichever they look like (`time_only`)."""

COMPARABLE = 2.0
SAME = 1e-9


def time_only(one: Area, other: Area, exposure: Exposure) -> bool:
    """Whether exposure is time alone: as said, or else where both areas have the same exposure before and the same after.

    The same months pass everywhere, but no two areas have the same number of person-years.
    """
    return same_exposure(one, other) if exposure == "as-given" else exposure == "time"


def same_exposure(one: Area, other: Area) -> bool:
    """Before and after alike, but for rounding."""
    return math.isclose(one.before.t, other.before.t, rel_tol=SAME) and math.isclose(one.after.t, other.after.t, rel_tol=SAME)


def together(one: Area, other: Area, exposure: Exposure = "as-given") -> Area:
    """Both as one area: counts are added. Person-time is added too; time alone is not, for both were watched through the same.

    BadFigures where exposure is said to be time and the two times differ.
    """
    name = joined(one, other)
    if not time_only(one, other, exposure):
        return Area(_added(one.before, other.before), _added(one.after, other.after), name)
    if not same_exposure(one, other):
        raise BadFigures(
            f"{name}: the two were watched for different times, so they cannot be taken as one area. "
            "Count both over the same time, or leave out --combine."
        )
    before, after = (Counted(a.n + b.n, a.t) for a, b in ((one.before, other.before), (one.after, other.after)))
    return Area(before, after, name)


def joined(one: Area, other: Area) -> str:
    """The name of both."""
    return f"{one.name or 'treated'} + {other.name or 'control'}"


def difference_warning(treated: Area, control: Area, exposure: Exposure) -> str | None:
    """A sentence where rates before differ more than twofold and exposure is time only; None where differences may be compared."""
    low, high = sorted((treated.before.rate, control.before.rate))
    if high <= COMPARABLE * low or not time_only(treated, control, exposure):
        return None
    apart = f"one area's rate before was {high / low:.1f} times the other's" if low else "one area's rate before was zero and the other's was not"
    return (
        f"Exposure is time only and {apart}: the areas are not of one size, so their differences are not comparable. "
        "Read the ratios, or give person-time."
    )


def _added(one: Counted, other: Counted) -> Counted:
    return Counted(one.n + other.n, one.t + other.t)
