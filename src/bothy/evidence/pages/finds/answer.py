"""What the register says: map, time and rings by how much was looked, with what it hangs on. No Django."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import msgspec

from bothy.evidence.figures.periods import KINDS, Kind
from bothy.evidence.finds import map as chart
from bothy.evidence.finds.drawn import describe_rings, describe_trend, draw_rings, draw_trend, sizes
from bothy.evidence.finds.rates import Rate, of_what, rate
from bothy.evidence.finds.rings import Around, Ring, around
from bothy.evidence.finds.shape import EFFORTS, FOUND_BY, WHATS, EffortIn, Find, What
from bothy.evidence.finds.trend import FEW_PERIODS, OverTime, over_time
from bothy.evidence.pages.answer import Answer, Cell, Picture, Said, Sheet

CANNOT = (
    "Why there are more finds or fewer, or who left them. Where nobody looked nothing is known, and a place that is searched more often says more of itself. "
    "That a ring near the facility differs from one further away is not yet its doing: other things differ too."
)
KINDS_SHOWN: tuple[Kind, ...] = ("month", "quarter", "year")


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What of the register is looked at. ``centre``: easting and northing of the facility; ``opened``: its first day; both None where nobody said."""

    what: What = "needles"
    effort_in: EffortIn = "minutes"
    kind: Kind = "month"
    centre: tuple[float, float] | None = None
    opened: date | None = None


def answer(finds: tuple[Find, ...], asked: Asked) -> Answer:
    """Of at least one find of the thing. Pictures are drawn when they are asked for."""
    what, effort_in = asked.what, asked.effort_in
    told = of_what(finds, what)
    squares = chart.places(finds, what, effort_in)
    time = over_time(finds, what, effort_in, asked.kind)
    rings = None if asked.centre is None or asked.opened is None else around(finds, what, effort_in, asked.centre, asked.opened)
    overall = rate(told, effort_in)
    wide, high = chart.size()
    pictures = [Picture(title=f"{WHATS[what]} by square", says=chart.describe(squares, what, effort_in), width=wide, height=high, draw=lambda theme: chart.draw(squares, what, effort_in, theme, asked.centre))]
    pictures.append(Picture(title="Over time, by how much was looked", says=describe_trend(time), width=sizes()["trend"][0], height=sizes()["trend"][1], draw=lambda theme: draw_trend(time, theme)))
    if rings is not None:
        pictures.append(Picture(title="Around the facility, before it opened and after", says=describe_rings(rings), width=sizes()["rings"][0], height=sizes()["rings"][1], draw=lambda theme: draw_rings(rings, theme)))
    sheets = [_periods(time), *([_rings(rings)] if rings is not None else []), _squares(squares, effort_in), _by_whom(told, effort_in)]
    return Answer(
        title=WHATS[what],
        sentences=tuple(_sentences(told, overall, time, rings, effort_in)),
        pictures=tuple(pictures),
        sheets=tuple(sheets),
        assumptions=(
            "A search finds the same share of what lies there, whoever searches, where and when. Where searches became better or were sent to other places, a rate moves by that alone.",
            "Searches that found nothing are written down too, as 0.",
            "A find without its search effort is in no rate; it stands apart. Minutes, kilometres and squares are never added.",
            "Intervals (95 %) are widened by how unevenly finds lie (φ): needles lie in heaps, and one heap is not many finds.",
            "A square belongs to the ring in which its middle lies. No place finer than 250 m is kept, so rings are right to about 125 m.",
            "The null case: with nothing changed at all, one in twenty of such intervals does not hold 1; with three rings, about one time in seven one of them does not.",
        ),
        cautions=tuple(_cautions(told, time, rings, effort_in)),
        source=("The register of street finds of this facility: written down by form or brought by file, without what was taken back.",),
    )  # fmt: skip


def _sentences(told: Sequence[Find], overall: Rate | None, time: OverTime, rings: Around | None, effort_in: EffortIn) -> Iterator[str]:
    found = sum(one.count for one in told)
    first, last = min(one.on for one in told), max(one.on for one in told)
    when = f"between {_day(first)} and {_day(last)}" if first != last else f"on {_day(first)}"
    if overall is None:
        yield f"{found:,} were written down {when}; of none is it known how much was looked in {EFFORTS[effort_in][0]}, so no rate can be given."
        return
    yield f"{overall.rate:.2f} per {overall.unit} ({overall.low:.2f} to {overall.high:.2f}): {overall.count:,} in {overall.searches:,} searches {when}."
    if time.trend is None:
        yield f"No trend can be given. {time.why_none}"
    else:
        trend = time.trend
        yield (
            f"The rate of a year over that of the year before: {trend.ratio:.2f} ({trend.low:.2f} to {trend.high:.2f}), from {trend.periods} {KINDS[time.kind][0]}s. "
            + _against_one(trend.low, trend.high)
        )
    for ring in rings.rings if rings is not None else ():
        yield f"{ring.inner:,} to {ring.outer:,} m: {_ratio(ring)}."


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"


def _against_one(low: float, high: float) -> str:
    if low <= 1 <= high:
        return "That can be no change at all."
    return "That is less than no change would let one expect." if high < 1 else "That is more than no change would let one expect."


def _ratio(ring: Ring) -> str:
    if ring.before.rate is None or ring.after.rate is None:
        side = "before it opened or after" if ring.before.rate is None and ring.after.rate is None else "before it opened" if ring.before.rate is None else "since it opened"
        return f"nobody looked there {side}, so nothing is known"
    if ring.ratio is None:
        return f"none was found before, and {ring.after.rate.count:,} after" if ring.after.rate.count else "none was found, before or after"
    if ring.low is None or ring.high is None:
        high = "no limit" if ring.exact_high is None else f"{ring.exact_high:.2f}"
        return f"after over before {ring.ratio:.2f} (exact: {ring.exact_low or 0:.2f} to {high})"
    return f"after over before {ring.ratio:.2f} ({ring.low:.2f} to {ring.high:.2f}). {_against_one(ring.low, ring.high)}".rstrip(".")


def _cautions(told: Sequence[Find], time: OverTime, rings: Around | None, effort_in: EffortIn) -> Iterator[str]:
    apart = [one for one in told if one.effort_in != effort_in]
    if apart:
        yield f"{sum(one.count for one in apart):,} of {sum(one.count for one in told):,} were found without an effort in {EFFORTS[effort_in][0]}: they are in no rate."
    if all(one.count for one in told):
        yield "No search that found nothing is written down. If there were any, every rate is too high."
    if time.trend is not None and time.trend.periods < FEW_PERIODS:
        yield f"The trend rests on {time.trend.periods} {KINDS[time.kind][0]}s: seasons cannot be told from it."
    if rings is None:
        yield "Where the facility stands, and since when, has not been said: there are no rings."
        return
    for ring in rings.rings:
        sides = max(ring.before.squares, ring.after.squares)
        if ring.before.rate is not None and ring.after.rate is not None and ring.both < sides / 2:
            yield f"{ring.inner:,} to {ring.outer:,} m: only {ring.both} of {sides} squares were searched both before and after. Other squares are other streets."
    if rings.coarse:
        yield f"{rings.coarse:,} were found in squares of 500 m or 1 km, which lie in no one ring and are in none."


def _rate(one: Rate | None) -> tuple[Cell, ...]:
    """Rate, its limits, how many were found, searches, effort."""
    if one is None:
        return (Said(None, "not looked"), None, None, None, 0, None)
    return (Said(one.rate, f"{one.rate:.2f}"), Said(one.low, f"{one.low:.2f}"), Said(one.high, f"{one.high:.2f}"), one.count, one.searches, one.effort)


def _heads(effort_in: EffortIn) -> tuple[str, ...]:
    return (f"Per {EFFORTS[effort_in][1]}", "Least", "Most", "Found", "Searches", f"Effort ({EFFORTS[effort_in][0]})")


def _periods(time: OverTime) -> Sheet:
    return Sheet(
        name="periods", title=f"{KINDS[time.kind][0].capitalize()} by {KINDS[time.kind][0]}", heads=("Period", *_heads(time.effort_in), "Without effort"),
        rows=tuple((one.period.name, *_rate(one.rate), one.apart) for one in time.points),
    )  # fmt: skip


def _rings(told: Around) -> Sheet:
    rows: list[tuple[Cell, ...]] = []
    for ring in told.rings:
        name = f"{ring.inner:,} to {ring.outer:,} m"
        for when, side in (("before", ring.before), ("after", ring.after)):
            ratio: tuple[Cell, ...] = ("", "", "") if when == "before" else (_limit(ring.ratio), _limit(ring.low), _limit(ring.high))
            rows.append((f"{name}, {when}", *_rate(side.rate), side.squares, *ratio))
    return Sheet(
        name="rings", title="Ring by ring", heads=("Ring", *_heads(told.effort_in), "Squares searched", "After over before", "Least", "Most"), rows=tuple(rows),
        notes=(f"Before: until the day before {_day(told.opened)}. {told.beyond:,} were found further away than 1,000 m.",),
    )  # fmt: skip


def _limit(value: float | None) -> Cell:
    return Said(None, "cannot be told") if value is None else Said(value, f"{value:.2f}")


def _squares(squares: Sequence[chart.Place], effort_in: EffortIn) -> Sheet:
    return Sheet(
        name="squares", title="Square by square", heads=("Square", f"Per {EFFORTS[effort_in][1]}", "Least", "Most", "Found", "Searches"),
        rows=tuple(
            (one.square.name, *((Said(None, "no effort"), None, None) if one.rate is None else tuple(Said(each, f"{each or 0:.2f}") for each in (one.rate, one.low, one.high))), one.count, one.searches)
            for one in squares
        ),
    )  # fmt: skip


def _by_whom(told: Sequence[Find], effort_in: EffortIn) -> Sheet:
    rows = []
    for code, words in FOUND_BY.items():
        here = [one for one in told if one.found_by == code]
        if here:
            rows.append((words[0].upper() + words[1:], *_rate(rate(here, effort_in)), sum(one.count for one in here if one.effort_in != effort_in)))
    return Sheet(name="by-whom", title="By whom", heads=("Found by", *_heads(effort_in), "Without effort"), rows=tuple(rows))
