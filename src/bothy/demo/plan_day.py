"""A day of the house: when each visit comes and moves on, and which place it gets.

All minutes are local minutes since midnight. Nobody is given a place that is held or not yet
cleaned; nobody is here twice; everybody has left before the floor closes.
"""

import math
from datetime import date

import numpy as np
from numpy.random import Generator

from bothy.demo.plan_months import Stay
from bothy.demo.plan_streams import stream

OPENS, CLOSES = 540.0, 1260.0
LAST_ENTRY_TO_USE, LAST_ENTRY = 1198.0, 1227.0
PLACES = (1, 2, 3, 4, 5, 6, 7, 8)
ACCESSIBLE = (4, 8)
FULL = 18
HOURS = (1.25, 1.0, 1.05, 1.15, 1.2, 1.15, 1.05, 1.0, 0.95, 0.85, 0.75, 0.5)
"""How busy each hour from nine is: a queue at opening, a long middle, a quiet evening. Invented."""

DWELL_MEDIAN, DWELL_SIGMA = 19.6, 0.48
"""Log-normal minutes in a place: mean 22, 95th percentile about 43 (Insite's mean is 20)."""
GAP = 118.0


def plan_day(seed: int, day: date, stays: list[Stay]) -> list[Stay]:
    """Give every stay of one day its minutes and place; returned in the order in which they come."""
    _arrivals(stream(seed, "arrivals", day), stays)
    stays = sorted(stays, key=lambda s: s.minutes["comes"])
    rng, dwell = stream(seed, "stages", day), stream(seed, "dwell", day)
    free_from = dict.fromkeys(PLACES, OPENS)
    gone: dict[object, float] = {}
    inside: list[float] = []
    for stay in stays:
        comes = max(stay.minutes["comes"], gone.get(stay.person.id, 0.0) + 6)
        inside = [end for end in inside if end > comes]
        if len(inside) >= FULL:
            comes = sorted(inside)[-FULL] + 0.5
        stay.minutes["comes"] = comes
        if stay.category:
            _use(rng, dwell, stay)
        else:
            _other(rng, stay)
        inside.append(stay.minutes["leaves"])
        gone[stay.person.id] = stay.minutes["leaves"]
    for stay in sorted((s for s in stays if s.category), key=lambda s: s.minutes["place"]):
        _place(rng, stay, free_from)
    return stays


def _arrivals(rng: Generator, stays: list[Stay]) -> None:
    edges = np.concatenate([[0.0], np.cumsum(HOURS)]) / sum(HOURS)
    minutes = OPENS + 1.5 + np.interp(rng.random(len(stays)), edges, np.arange(13) * 60.0)
    mine: dict[object, list[tuple[float, Stay]]] = {}
    for minute, stay in zip(minutes, stays, strict=True):
        latest = LAST_ENTRY_TO_USE if stay.category else LAST_ENTRY
        if stay.emergency:
            latest = 1080.0
        if stay.again:
            latest = 1120.0
        if minute > latest:
            minute = OPENS + 1.5 + rng.random() * (latest - OPENS - 2)
        if stay.arrives is not None:
            minute = stay.arrives
        mine.setdefault(stay.person.id, []).append((float(minute), stay))
    for own in mine.values():
        # The emergency of a day is somebody's last visit of it: they are tired, and they are watched for long.
        own.sort(key=lambda pair: (pair[1].emergency is not None, pair[0]))
        times = [minute for minute, _ in own]
        latest = LAST_ENTRY_TO_USE if any(s.category for _, s in own) else LAST_ENTRY
        for i, (_, stay) in enumerate(own):
            if i == len(own) - 1 and stay.emergency:
                latest = times[i] if stay.arrives is not None else 1080.0
        times.sort()
        for i in range(1, len(times)):
            times[i] = max(times[i], times[i - 1] + GAP)
        times[-1] = min(times[-1], latest)
        for i in range(len(times) - 2, -1, -1):
            times[i] = min(times[i], times[i + 1] - GAP)
        for minute, (_, stay) in zip(times, own, strict=True):
            stay.minutes["comes"] = max(minute, OPENS + 1.5 + rng.random())


def _use(rng: Generator, dwell: Generator, stay: Stay) -> None:
    at = stay.minutes
    waits = min(float(rng.lognormal(math.log(4.5), 0.7)), 24.0)
    talks = float(rng.uniform(1.5, 7.0))
    if stay.arrives is not None:
        waits = min(waits, 6.0)
    sits = float(np.clip(dwell.lognormal(math.log(DWELL_MEDIAN), DWELL_SIGMA), 4.0, 75.0))
    rests = 3.0 if rng.random() < 0.12 else float(rng.uniform(15.5, 34))
    if stay.again:
        # Nobody goes from one episode straight into the next.
        rests = max(rests, 16.0)
    room = CLOSES - 3.0 - at["comes"]
    total = waits + talks + sits + rests
    if not stay.emergency and total > room:
        shrink = room / total
        waits, talks, sits, rests = (part * shrink for part in (waits, talks, sits, rests))
    at["asked"] = at["comes"] + waits
    at["place"] = at["asked"] + talks
    at["rises"] = at["place"] + sits
    at["leaves"] = at["rises"] + rests
    if stay.again:
        at["place2"] = at["leaves"]
        at["rises2"] = at["place2"] + min(sits, 20.0)
        at["leaves"] = at["rises2"] + 15.5
    if stay.emergency:
        early = rng.random() < 0.35
        after = (
            2.0 + float(rng.normal(0, 0.25)) if early else min(float(rng.lognormal(math.log(7), 0.5)), 25.0)
        )
        if stay.emergency == "place":
            at["alarm"] = at["place"] + max(after, 1.2)
            at["rises"] = at["alarm"] + float(rng.uniform(11, 24))
        else:
            at["alarm"] = at["rises"] + float(rng.uniform(1.5, 6))
        at["calm"] = max(at["rises"], at["alarm"] + float(rng.uniform(10, 20)))
        at["leaves"] = at["calm"] + float(rng.uniform(61, 80))


def _other(rng: Generator, stay: Stay) -> None:
    """Someone who does not come to use: a short wait, then somebody has time for them."""
    room = CLOSES - 2.5 - stay.minutes["comes"]
    waits = min(float(rng.lognormal(math.log(4), 0.6)), 13.0, room * 0.4)
    lasts = min(float(rng.lognormal(math.log(10), 0.45)), 18.5, room * 0.6)
    stay.minutes["asked"] = stay.minutes["comes"] + waits
    stay.minutes["leaves"] = stay.minutes["asked"] + lasts


def _place(rng: Generator, stay: Stay, free_from: dict[int, float]) -> None:
    at = stay.minutes
    clean = float(rng.uniform(1.0, 4.0))
    last = at.get("rises2", at["rises"])
    fit = [p for p in PLACES if free_from[p] < at["place"]]
    wanted = [p for p in fit if (p in ACCESSIBLE) == stay.person.wheelchair] or fit
    if wanted:
        stay.place = wanted[int(rng.integers(len(wanted)))]
    else:
        # All eight taken: the assessment lasts until one is ready.
        stay.place = min(PLACES, key=lambda p: free_from[p])
        late = free_from[stay.place] + 0.3 - at["place"]
        at["place"] += late
        for name in ("rises", "alarm", "calm", "place2", "rises2", "leaves"):
            if name in at and (
                name not in ("rises", "leaves") or at["rises"] < at["place"] + 4 or stay.emergency
            ):
                at[name] += late
        last = at.get("rises2", at["rises"])
    free_from[stay.place] = last + clean + 0.2
    at["clean"] = last + clean
