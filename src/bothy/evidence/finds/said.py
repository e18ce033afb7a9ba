"""Finds in words and as data: rates by how much was looked, the trend, the rings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from bothy.evidence.figures.periods import Kind
from bothy.evidence.finds.map import Place, Point, places
from bothy.evidence.finds.rates import Rate, of_what, rate
from bothy.evidence.finds.rings import Around, Ring, around
from bothy.evidence.finds.shape import EFFORTS, WHATS, EffortIn, Find, What
from bothy.evidence.finds.trend import OverTime, over_time

HANGS_ON = (
    "A search finds the same share of what is there, whoever searches, where and when.",
    "Where nobody looked, nothing is known: a square without a search is not a square without finds.",
    "Efforts of different kinds are never added; finds without effort stand apart and are in no rate.",
    "Needles lie in heaps: intervals are widened by how much more the searches differ than chance alone would have them.",
)
"""What every rate of finds hangs on."""
NULL_CASE = "The null case: a trend whose interval holds 1, or a ratio whose interval holds 1, cannot be told from no change at all."


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is said of one thing, by one kind of effort. ``rings``: None where no facility was named."""

    what: What
    effort_in: EffortIn
    finds: int
    found: int
    overall: Rate | None
    apart: int
    time: OverTime
    places: tuple[Place, ...]
    rings: Around | None


def commonest(finds: Sequence[Find], what: What) -> EffortIn:
    """The kind of effort that most searches for the thing were measured in; minutes where none was."""
    told = Counter(one.effort_in for one in of_what(finds, what) if one.has_effort)
    return told.most_common(1)[0][0] if told else "minutes"


def looked(finds: Sequence[Find], what: What, effort_in: EffortIn, kind: Kind = "month", facility: tuple[Point, date] | None = None) -> Looked:
    """All of it. ``facility``: its easting and northing, and the day on which it opened."""
    told = of_what(finds, what)
    return Looked(
        what=what, effort_in=effort_in, finds=len(told), found=sum(one.count for one in told), overall=rate(told, effort_in),
        apart=sum(one.count for one in told if one.effort_in != effort_in), time=over_time(finds, what, effort_in, kind), places=places(finds, what, effort_in),
        rings=around(finds, what, effort_in, *facility) if facility is not None else None,
    )  # fmt: skip


def said_rate(told: Rate | None) -> str:
    """ "3.4 (2.9 to 4.0)", or that there is none."""
    return "no effort of this kind" if told is None else f"{told.rate:.2f} ({told.low:.2f} to {told.high:.2f})"


def said_trend(time: OverTime) -> str:
    """The trend with its interval, or why there is none."""
    trend = time.trend
    if trend is None:
        return f"No trend: {time.why_none}"
    return f"Trend: the rate of a year is {trend.ratio:.2f} times that of the year before (95 % {trend.low:.2f} to {trend.high:.2f}), from {trend.periods} periods."


def said(told: Looked) -> str:
    """In words, for a terminal."""
    rows = [f"{WHATS[told.what]}: {told.found:,} found, written down in {told.finds:,} searches and reports, in {len(told.places):,} squares."]
    if told.overall is not None:
        rows.append(f"{said_rate(told.overall)} per {told.overall.unit}, over {told.overall.effort:,.10g} {EFFORTS[told.effort_in][0]}; {told.apart:,} more without effort of this kind.")
    else:
        rows.append(f"No search has its effort in {EFFORTS[told.effort_in][0]}: no rate can be told.")
    rows.append(said_trend(told.time))
    rows += [f"  {one.period.name}: {said_rate(one.rate)}" + (f"; {one.apart:,} apart" if one.apart else "") for one in told.time.points]
    if told.rings is not None:
        rows.append(f"Around the facility, before {told.rings.opened:%Y-%m-%d} and from then on:")
        rows += [f"  {ring.inner:,} to {ring.outer:,} m: {said_rate(ring.before.rate)} → {said_rate(ring.after.rate)}; {said_ratio(ring)}" for ring in told.rings.rings]
        rows.append(f"  {told.rings.beyond:,} found further away; {told.rings.coarse:,} in squares too wide to lie in one ring.")
    return "\n".join([*rows, "", "What it hangs on:", *(f"- {one}" for one in (*HANGS_ON, NULL_CASE))]) + "\n"


def said_ratio(ring: Ring) -> str:
    """After over before, or that it cannot be told."""
    if ring.ratio is None:
        return "no ratio can be told"
    if ring.low is None or ring.high is None:
        return f"ratio {ring.ratio:.2f} (exact {_limit(ring.exact_low)} to {_limit(ring.exact_high)})"
    return f"ratio {ring.ratio:.2f} ({ring.low:.2f} to {ring.high:.2f})"


def _limit(limit: float | None) -> str:
    return "no limit" if limit is None else f"{limit:.2f}"


def as_data(told: Looked) -> dict[str, Any]:
    """For programs: numbers unrounded; what cannot be told is null."""
    rings = [] if told.rings is None else [
        {"inner_m": ring.inner, "outer_m": ring.outer, **{name: _side(getattr(ring, name)) for name in ("before", "after")}, "squares_in_both": ring.both, "ratio": ring.ratio,
         "ratio_low": ring.low, "ratio_high": ring.high, "exact_low": ring.exact_low, "exact_high": ring.exact_high, "dispersion": ring.dispersion}
        for ring in told.rings.rings
    ]  # fmt: skip
    return {
        "what": told.what, "effort_in": told.effort_in, "unit": EFFORTS[told.effort_in][1], "records": told.finds, "found": told.found, "apart": told.apart, "overall": _rate(told.overall),
        "trend": None if told.time.trend is None else msgspec.to_builtins(told.time.trend), "why_no_trend": told.time.why_none,
        "periods": [{"period": one.period.name, "rate": _rate(one.rate), "apart": one.apart} for one in told.time.points],
        "squares": [{"square": one.square.name, "count": one.count, "searches": one.searches, "rate": one.rate, "low": one.low, "high": one.high} for one in told.places],
        "rings": rings, "beyond": None if told.rings is None else told.rings.beyond, "in_wide_squares": None if told.rings is None else told.rings.coarse,
        "hangs_on": [*HANGS_ON, NULL_CASE],
    }  # fmt: skip


def _rate(told: Rate | None) -> dict[str, Any] | None:
    return None if told is None else msgspec.to_builtins(told)  # type: ignore[no-any-return]


def _side(side: Any) -> dict[str, Any]:
    return {"rate": _rate(side.rate), "squares": side.squares, "apart": side.apart}
