"""A day that never happened, drawn from figures that may leave the house: arrivals by the hour, waits, times in a place, emergencies.

Each is drawn by itself, so the day has nobody in it and no pattern of a real day: what is kept back in the release is not drawn at all.
"""

from __future__ import annotations

import math

import numpy as np

from bothy.care.rules import HouseRules
from bothy.evidence.visit.day import Alarm, Day, NoDay, Place, Stay
from bothy.reports.figures import Figure
from bothy.reports.release import Grid, Release

Z90 = 1.2815515655446004
"""The normal quantile of 0.9: a lognormal is fitted to the median and to what nine in ten stay below."""
LEAST_MINUTES, MOST_MINUTES = 1, 240
EMERGENCY_MINUTES = 25
"""How long an emergency is drawn: no release holds it."""


def drawn_day(release: Release, rules: HouseRules | None, places: tuple[Place, ...], seed: int = 1) -> Day:
    """A mean day. ``release``: of the set "briefing". The same release and seed give the same day. NoDay where too little is shown."""
    chance = np.random.Generator(np.random.Philox(seed))
    days = _value(_of(release, "day", "open_days"))
    if not days:
        raise NoDay("How many days the floor was open is not known or kept back, and without it no day can be drawn.")
    by_hour = _by_hour(release, days)
    if not by_hour:
        raise NoDay("Visits by the hour are kept back, and without them no day can be drawn.")
    spots = [one for one in places if one.kind != "chair"]
    if not spots:
        raise NoDay("No places are entered in this house.")
    share = _share_to_use(release)
    wait, stay = _minutes(release, "wait_for_place_median", "wait_for_place_p90"), _minutes(release, "minutes_in_place_median", "minutes_in_place_p90")
    after = rules.limits.aftercare_minimum_minutes if rules is not None else 15
    opens, closes = 60 * min(by_hour), 60 * (max(by_hour) + 1)
    free = dict.fromkeys((one.number for one in spots), opens)
    guests = []
    for came in sorted(60 * hour + int(chance.integers(60)) for hour, mean in sorted(by_hour.items()) for _ in range(chance.poisson(mean))):
        to_use = chance.random() < share
        waited, stayed = _draw(chance, wait), _draw(chance, stay)
        if not to_use:
            guests.append((Stay("waiting", came, came + max(1, waited // 2)), Stay("help", came + max(1, waited // 2), came + max(1, waited // 2) + stayed)))
            continue
        place = min((number for number, at in free.items() if at <= came + waited), default=min(free, key=lambda number: (free[number], number)))
        sat = max(came + waited, free[place])
        free[place] = sat + stayed
        guests.append((Stay("waiting", came, sat), Stay("place", sat, sat + stayed, place), Stay("aftercare", sat + stayed, sat + stayed + after)))
    closes = max([closes, *(guest[-1].until for guest in guests)])
    return Day(
        title="A day that never happened",
        note=_note(release, days, by_hour),
        drawn=True,
        opens=opens,
        closes=closes,
        places=places,
        guests=tuple(guests),
        alarms=_alarms(release, days, guests, chance),
    )


def _of(release: Release, grid: str, indicator: str) -> Figure:
    found = next(one for one in release.grids if one.name == grid)
    at = [column.indicator for column in found.columns].index(indicator)
    return next(row for row in reversed(found.rows) if not row.group).figures[at]


def _value(one: Figure) -> float | None:
    return None if one.hidden or one.value is None else float(one.value)


def _by_hour(release: Release, days: float) -> dict[int, float]:
    grid: Grid = next(one for one in release.grids if one.name == "hours")
    shown = {int(row.group.partition("=")[2]): _value(row.figures[0]) for row in grid.rows if row.group}
    return {hour: value / days for hour, value in shown.items() if value is not None}


def _share_to_use(release: Release) -> float:
    """Supervised uses for each visit, at most 1: a visit may have several, and which had none is not in the release."""
    visits, uses = _value(_of(release, "months", "service_accessed")), _value(_of(release, "months", "supervised_uses"))
    return 0.0 if not visits or uses is None else min(1.0, uses / visits)


def _minutes(release: Release, median: str, p90: str) -> tuple[float, float]:
    """Mean and standard deviation of the log minutes; 10 minutes, half to twice, where they are not shown."""
    middle, high = _value(_of(release, "day", median)), _value(_of(release, "day", p90))
    if not middle or not high:
        return math.log(10.0), math.log(2.0) / Z90
    return math.log(middle), max(0.0, math.log(max(high, middle) / middle)) / Z90


def _draw(chance: np.random.Generator, of: tuple[float, float]) -> int:
    return int(min(MOST_MINUTES, max(LEAST_MINUTES, round(chance.lognormal(*of)))))


def _alarms(release: Release, days: float, guests: list[tuple[Stay, ...]], chance: np.random.Generator) -> tuple[Alarm, ...]:
    """As many as a mean day has, each in the time of somebody in a place. None where they are kept back."""
    whole = _value(_of(release, "emergencies", "medical_emergencies"))
    sat = [stay for guest in guests for stay in guest if stay.zone == "place"]
    if not whole or not sat:
        return ()
    count = min(int(chance.poisson(whole / days)), len(sat))
    chosen = [sat[at] for at in sorted(chance.choice(len(sat), size=count, replace=False))]
    return tuple(Alarm(min(one.since + 4, one.until - 1), one.since + 4 + EMERGENCY_MINUTES, one.place, "Staff act at once; how this one ends is not drawn.") for one in chosen)


def _note(release: Release, days: float, by_hour: dict[int, float]) -> str:
    whole = _value(_of(release, "emergencies", "medical_emergencies"))
    said = "Emergencies are kept back and none is drawn." if whole is None else f"There were {whole:,.0f} emergencies on {days:,.0f} days, so most days have none."
    return f"Drawn from published sums: {sum(by_hour.values()):.1f} visits on a mean day. {said} Nobody in it is anybody."
