"""Duties that come again: what must be done or sent each day, week, month, quarter or year, by when, and whether it was.

For readers: `periodic(house, kept(lines), since, now)` with the lines of `KINDS` (and `corrected` of the facility) gives a
`PeriodDue` a duty and period, those due first first. Days are the facility's own (a day begins at ``day_starts``), the duties are those of
the rules that held when the period began. The duties of emergencies are in `duties`, those of complaints in `register_incidents`.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from bothy.care import history
from bothy.care.bodies_register import DutyKept
from bothy.care.hours import business_day, rules_at
from bothy.care.house import House, Line
from bothy.care.rules import Duty, HouseRules

KINDS = ("duty-kept",)
EVERY = ("day", "week", "month", "quarter", "year")
Done = Mapping[tuple[str, date], Line]


class PeriodDue(msgspec.Struct, frozen=True):
    """One duty in one period, ``first`` to ``last`` day."""

    duty: str
    every: str
    first: date
    last: date
    due_at: datetime
    kept_at: datetime | None = None
    how: str | None = None
    evidence: str | None = None

    def state(self, now: datetime) -> str:
        """sent, late (sent after its time), overdue, or due."""
        if self.kept_at is not None:
            return "sent" if self.kept_at <= self.due_at else "late"
        return "overdue" if self.due_at <= now else "due"


def first_day(every: str, day: date) -> date:
    """The first day of the period in which `day` lies. KeyError for a period that is none."""
    return {
        "day": day,
        "week": day - timedelta(days=day.weekday()),
        "month": day.replace(day=1),
        "quarter": day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1),
        "year": day.replace(month=1, day=1),
    }[every]


def next_first(every: str, first: date) -> date:
    """The first day of the period after."""
    longest = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}[every]
    return first_day(every, first + timedelta(days=longest))


def kept(lines: Iterable[Line]) -> Done:
    """What was done, by duty and first day of its period; of two the first holds, as it was then that it was done."""
    found: dict[tuple[str, date], Line] = {}
    for line in history.standing(history.in_order(lines)):
        if isinstance(line.body, DutyKept):
            found.setdefault((line.body.duty, line.body.period), line)
    return found


def periodic(house: House, done: Done, since: date, now: datetime) -> tuple[PeriodDue, ...]:
    """Every duty in every period that has begun by now and ended on `since` or later."""
    today = business_day(house, now)
    began = min((business_day(house, one.effective_from) for one in house.rules), default=today)
    found = []
    for every in EVERY:
        first = first_day(every, max(since, began))
        while first <= today:
            after = next_first(every, first)
            rules = rules_at(house, _begins(house, first))
            for duty in rules.duties:
                # A period that had begun before there were rules is nobody's to answer for.
                if duty.every == every and first >= began:
                    found.append(_due(duty, rules, first, after, done))
            first = after
    return tuple(sorted(found, key=lambda one: (one.due_at, one.duty)))


def reminders(house: House, done: Done, now: datetime) -> tuple[PeriodDue, ...]:
    """What is not done of the last year and of now, the longest overdue first."""
    since = business_day(house, now) - timedelta(days=366)
    return tuple(one for one in periodic(house, done, since, now) if one.kept_at is None)


def known(rules: HouseRules, name: str) -> Duty | None:
    """The duty of this name that comes again."""
    return next((duty for duty in rules.duties if duty.name == name and duty.every is not None), None)


def _due(duty: Duty, rules: HouseRules, first: date, after: date, done: Done) -> PeriodDue:
    due_at = _moment(rules, after) + timedelta(hours=duty.within_hours or 0)
    line = done.get((duty.name, first))
    told: tuple[datetime | None, str | None, str | None] = (None, None, None)
    if line is not None and isinstance(line.body, DutyKept):
        told = (line.happened_at, line.body.how, line.body.evidence)
    return PeriodDue(duty.name, str(duty.every), first, after - timedelta(days=1), due_at, *told)


def _begins(house: House, day: date) -> datetime:
    """Roughly when a day begins, to ask which rules held; to the rules' own hour in `_moment`."""
    return datetime.combine(day, time(12), ZoneInfo(house.time_zone)).astimezone(UTC)


def _moment(rules: HouseRules, day: date) -> datetime:
    starts = time(int(rules.day_starts[:2]), int(rules.day_starts[3:5]))
    return datetime.combine(day, starts, ZoneInfo(rules.time_zone)).astimezone(UTC)
