"""The facility's own time: which day it is, when the doors open and close, by the rules of that day."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bothy.care.house import House
from bothy.care.rules import GENERIC, HouseRules

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Span = tuple[datetime, datetime]
"""From the first moment to just before the second."""


def milliseconds(at: datetime) -> int:
    """Whole milliseconds since 1970, as browsers count them."""
    return (at - EPOCH) // timedelta(milliseconds=1)


def rules_at(house: House, at: datetime) -> HouseRules:
    """The house rules in force at a moment; before the first were signed, the generic ones."""
    for signed in reversed(house.rules):
        if signed.effective_from <= at:
            return signed.rules
    return house.rules[0].rules if house.rules else GENERIC


def local(house: House, at: datetime) -> datetime:
    """The moment as clocks in the facility show it."""
    return at.astimezone(ZoneInfo(rules_at(house, at).time_zone))


def clock_time(house: House, at: datetime) -> str:
    """Hours and minutes as clocks in the facility show them: "14:03"."""
    return local(house, at).strftime("%H:%M")


def business_day(house: House, at: datetime) -> date:
    """The day a moment belongs to: after midnight it is still the day before, until the day starts."""
    there = local(house, at)
    starts = _time(rules_at(house, at).day_starts)
    return there.date() - timedelta(days=1) if there.time() < starts else there.date()


def day_span(house: House, at: datetime) -> Span:
    """First moment of the business day that `at` belongs to, and of the next; UTC."""
    rules = rules_at(house, at)
    day = business_day(house, at)
    return _moment(rules, day, rules.day_starts), _moment(rules, day + timedelta(days=1), rules.day_starts)


def opening(house: House, at: datetime) -> Span | None:
    """When the doors that are open at a moment opened and will close, UTC; hours that meet are one.

    While they are shut: the hours of the business day that are still to come, or else its last; None
    on a day without hours.
    """
    rules = rules_at(house, at)
    there = local(house, at).date()
    joined: list[Span] = []
    # Hours of the day before may reach over midnight, and those of the day after may follow on.
    for days in (-1, 0, 1):
        for opens, closes in _hours_of(rules, there + timedelta(days=days)):
            if joined and opens <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(joined[-1][1], closes))
            else:
                joined.append((opens, closes))
    for span in joined:
        if span[0] <= at < span[1]:
            return span
    today = _hours_of(rules, business_day(house, at))
    return next((span for span in today if at < span[1]), today[-1] if today else None)


def _hours_of(rules: HouseRules, day: date) -> list[Span]:
    spans = []
    for hours in rules.opening_hours:
        if hours.weekday == day.weekday():
            closes_on = day if hours.closes > hours.opens else day + timedelta(days=1)
            spans.append((_moment(rules, day, hours.opens), _moment(rules, closes_on, hours.closes)))
    return sorted(spans)


def _time(text: str) -> time:
    return time(int(text[:2]), int(text[3:5]))


def _moment(rules: HouseRules, day: date, text: str) -> datetime:
    return datetime.combine(day, _time(text), ZoneInfo(rules.time_zone)).astimezone(UTC)
