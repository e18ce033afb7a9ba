"""A day as it is played: stays by the minute, without anybody in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

import msgspec

Zone = Literal["waiting", "place", "help", "aftercare"]
"""waiting: from the door to a place, talk included. help: everything that needs no place."""


class Stay(msgspec.Struct, frozen=True):
    """Somebody in a part of the house, from one minute of the day to another (0: midnight). ``place``: its number, 0 elsewhere."""

    zone: Zone
    since: int
    until: int
    place: int = 0


class Alarm(msgspec.Struct, frozen=True):
    """An emergency. ``place``: 0 where it was in no place. ``says``: what was done and how it ended, in words without a person."""

    since: int
    until: int
    place: int
    says: str


class Place(msgspec.Struct, frozen=True):
    number: int
    kind: Literal["inject", "smoke", "chair"]


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """``guests``: the stays of each visit in time; their order says nothing of who came. ``drawn``: this day never happened."""

    title: str
    note: str
    drawn: bool
    opens: int
    closes: int
    places: tuple[Place, ...]
    guests: tuple[tuple[Stay, ...], ...]
    alarms: tuple[Alarm, ...] = ()
    turned_away: tuple[int, ...] = ()


class Hour(msgspec.Struct, frozen=True):
    """An hour in figures: visits begun in it, the most inside at any minute of it, and the most in places; emergencies begun."""

    hour: int
    came: int
    most_inside: int
    most_in_places: int
    emergencies: int


class NoDay(ValueError):
    """There is no day to play; the message says why and what to do."""


def hours(day: Day) -> tuple[Hour, ...]:
    """The day in words' stead: hour by hour, for whoever does not watch it."""
    first, last = day.opens // 60, (day.closes - 1) // 60
    inside, placed = _counts(day, ("waiting", "place", "help", "aftercare")), _counts(day, ("place",))
    told = []
    for hour in range(first, last + 1):
        at = slice(60 * hour, 60 * hour + 60)
        told.append(
            Hour(
                hour,
                sum(60 * hour <= guest[0].since < 60 * hour + 60 for guest in day.guests if guest),
                max(inside[at], default=0),
                max(placed[at], default=0),
                sum(60 * hour <= one.since < 60 * hour + 60 for one in day.alarms),
            )
        )
    return tuple(told)


def _counts(day: Day, zones: Sequence[Zone]) -> list[int]:
    """How many are in these zones at each minute."""
    counts = [0] * (48 * 60)
    for guest in day.guests:
        for stay in guest:
            if stay.zone in zones:
                for minute in range(max(0, stay.since), min(len(counts), stay.until)):
                    counts[minute] += 1
    return counts


def day_name(day: date) -> str:
    """ "Wednesday 6 August 2025"."""
    from bothy.reports.wording import MONTHS, WEEKDAYS

    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"
