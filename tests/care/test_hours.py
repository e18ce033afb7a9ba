"""The house's own time: doors that stay open over midnight, twice a day, all day, and over the clock change."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec
import pytest

from bothy.care.hours import business_day, day_span, opening
from bothy.care.house import House, SignedRules
from bothy.care.rules import SCOTLAND, OpeningHours
from support.acting import Facility

GLASGOW = ZoneInfo("Europe/London")


def house_open(*hours: tuple[str, str], zone: str = "Europe/London", day_starts: str = "05:00") -> House:
    """A house with these hours on every day of the week."""
    every = tuple(OpeningHours(weekday=day, opens=o, closes=c) for day in range(7) for o, c in hours)
    rules = msgspec.structs.replace(SCOTLAND, opening_hours=every, time_zone=zone, day_starts=day_starts)
    signed = SignedRules(rules, datetime(2025, 1, 1, tzinfo=UTC), House().facility, 2)  # type: ignore[arg-type]
    return House(rules=(signed,))


def at(day: int, clock: str, month: int = 9) -> datetime:
    return datetime(2025, month, day, int(clock[:2]), int(clock[3:]), tzinfo=GLASGOW)


@pytest.mark.parametrize("clock", ["00:00", "02:00", "04:59", "05:00", "12:00", "23:50", "23:59"])
def test_a_house_that_never_shuts_is_open_at_every_hour(clock: str) -> None:
    found = opening(house_open(("00:00", "00:00")), at(3, clock))
    assert found is not None
    opened, closes = found
    assert opened <= at(3, clock) < closes
    assert (closes - at(3, clock)).total_seconds() > 12 * 3600, "nobody comes late for a door that stays open"


def test_nobody_is_told_that_a_house_that_never_shuts_is_shut() -> None:
    hours = tuple(OpeningHours(weekday=day, opens="00:00", closes="00:00") for day in range(7))
    house = Facility(rules=msgspec.structs.replace(SCOTLAND, opening_hours=hours))
    for minutes in (15 * 60, 60, 4 * 60):
        house.pass_minutes(minutes)  # to midnight, one and five in the morning
        person = house.someone()
        (started,) = house.tell("start-visit", house.new_id(), {"person": person, "purposes": ["use"]})
        assert started.body.departures == (), house.now  # type: ignore[attr-defined]


def test_hours_over_midnight_belong_to_the_evening_they_began() -> None:
    house = house_open(("18:00", "02:00"))
    assert opening(house, at(4, "01:30")) == (at(3, "18:00"), at(4, "02:00"))
    assert opening(house, at(4, "02:30")) == (at(3, "18:00"), at(4, "02:00")), "shut: those that were last"
    assert opening(house, at(4, "06:00")) == (at(4, "18:00"), at(5, "02:00")), "shut: those that come next"


def test_hours_over_midnight_may_outlast_the_business_day() -> None:
    house = house_open(("22:00", "07:00"))
    assert opening(house, at(4, "06:00")) == (at(3, "22:00"), at(4, "07:00"))


def test_a_house_may_open_twice_a_day() -> None:
    house = house_open(("14:00", "21:00"), ("09:00", "13:00"))
    assert opening(house, at(3, "10:00")) == (at(3, "09:00"), at(3, "13:00"))
    assert opening(house, at(3, "13:30")) == (at(3, "14:00"), at(3, "21:00"))
    assert opening(house, at(3, "15:00")) == (at(3, "14:00"), at(3, "21:00"))
    assert opening(house, at(3, "22:00")) == (at(3, "14:00"), at(3, "21:00"))


def test_the_night_of_the_clock_change_has_an_hour_more_or_less() -> None:
    for day, month, hours in ((29, 3, 23), (25, 10, 25), (3, 9, 24)):
        first, last = day_span(house_open(), at(day, "12:00", month))
        assert (last - first).total_seconds() == hours * 3600
        opened, closes = opening(house_open(("18:00", "06:00")), at(day, "23:00", month))  # type: ignore[misc]
        assert (closes - opened).total_seconds() == (hours - 12) * 3600


def test_half_past_one_is_the_same_business_day_both_times_that_clocks_show_it() -> None:
    house = house_open()
    for hour in (0, 1):
        assert business_day(house, datetime(2025, 10, 26, hour, 30, tzinfo=UTC)).isoformat() == "2025-10-25"
