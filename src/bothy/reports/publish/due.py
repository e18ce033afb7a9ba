"""The calendar of statistics due: which figures somebody waits for, by when, and how far they are.

What is due is a rule of the house (`care.rules.Return`), judged by the rules that held when the period
ended. A working day is none of Saturday, Sunday and the bank holidays of the place that the rules name.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal
from uuid import UUID

import holidays
import msgspec

from bothy.care.rules import HouseRules, Return
from bothy.reports.facts.calendar import month_bounds
from bothy.reports.publish.entries import Publication

State = Literal["not_due", "due", "draft", "published", "sent", "late"]
"""not_due: the period still runs. due: it is over, and nobody has begun. published: signed and not yet
sent. late: the day is past, and it was not sent."""

Rules = Callable[[date], HouseRules | None]
"""The house rules of a day."""

_MONTHS = {"month": 1, "quarter": 3, "year": 12}


class UnknownPlace(ValueError):
    """There are no bank holidays known for what the house rules name."""


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """One return of one period. `on`: the last day by which it must be there. `publication`: the newest that is signed.

    `days`: until then, below nought once it is past.
    """

    rule: Return
    since: str
    until: str
    on: date
    state: State
    days: int
    publication: UUID | None = None
    sent_on: date | None = None

    @property
    def reminded(self) -> bool:
        """Whether somebody must be told: its period is over, it is not sent, and its day is near or past."""
        return self.state == "late" or (self.state in ("due", "draft", "published") and self.days <= self.rule.remind_days)


def bank_holidays(place: str, year: int) -> dict[date, str]:
    """The bank holidays of a country ("GB") or a part of it ("GB-SCT") in a year. `UnknownPlace`."""
    if not place:
        return {}
    return dict(_holidays(place, year))


@lru_cache(maxsize=64)
def _holidays(place: str, year: int) -> tuple[tuple[date, str], ...]:
    country, _, part = place.partition("-")
    try:
        found = holidays.country_holidays(country, subdiv=part or None, years=year)
    except NotImplementedError as fault:
        raise UnknownPlace(
            f"No bank holidays are known for {place!r}. The house rules name a place such as GB-SCT, or none."
        ) from fault
    return tuple(sorted(found.items()))


def is_working_day(day: date, place: str) -> bool:
    """Whether offices are open there on that day."""
    return day.weekday() < 5 and day not in bank_holidays(place, day.year)


def due_on(rule: Return, until: str, place: str) -> date:
    """The last day by which the figures of a period that ends with month `until` must be there."""
    _, after = month_bounds(until)
    day = after - timedelta(days=1)
    if not rule.working_days:
        return day + timedelta(days=rule.within_days)
    left = rule.within_days
    while left:
        day += timedelta(days=1)
        left -= is_working_day(day, place)
    return day


def periods(rule: Return, first: str, last: str) -> list[tuple[str, str]]:
    """The (first, last) months of its periods from the one that holds month `first` to the one that holds `last`."""
    step = _MONTHS[rule.every]
    found = []
    year, number = int(first[:4]), (int(first[5:]) - 1) // step * step + 1
    while (since := f"{year:04d}-{number:02d}") <= last:
        until = f"{year:04d}-{number + step - 1:02d}"
        found.append((since, until))
        number += step
        if number > 12:
            year, number = year + 1, 1
    return found


def calendar(
    rules: Rules,
    first: str,
    today: date,
    publications: Sequence[Publication],
    drafts: Iterable[tuple[str, str]] = (),
    ahead_months: int = 3,
) -> list[Due]:
    """Everything that was and will be due, the latest first. `drafts`: (set, last month) of those that are kept.

    `first`: the month in which the service began. Judged at `today`, a day of the house.
    """
    last = today.isoformat()[:7]
    for _ in range(ahead_months):
        last = month_bounds(last)[1].isoformat()[:7]
    drafted = set(drafts)
    found = []
    for rule in _every_rule(rules, first, last, today):
        for since, until in periods(rule, first, last):
            end = month_bounds(until)[1] - timedelta(days=1)
            then = rules(min(end, today)) if end >= month_bounds(first)[0] else None
            if then is None or rule not in then.returns:
                continue
            found.append(_one(rule, max(since, first), until, then.bank_holidays, today, publications, drafted))
    return sorted(found, key=lambda one: (one.on, one.rule.set, one.rule.to), reverse=True)


def _every_rule(rules: Rules, first: str, last: str, today: date) -> list[Return]:
    """Each return that ever stood in the house rules, once."""
    month, seen = first, dict.fromkeys(())
    while month <= last:
        held = rules(min(month_bounds(month)[1] - timedelta(days=1), today))
        if held is not None:
            seen |= dict.fromkeys(held.returns)
        month = month_bounds(month)[1].isoformat()[:7]
    return list(seen)


def _one(
    rule: Return, since: str, until: str, place: str, today: date, publications: Sequence[Publication], drafted: set[tuple[str, str]]
) -> Due:
    on = due_on(rule, until, place)
    out = [
        one
        for one in publications
        if (one.set, one.until) == (rule.set, until) and one.since <= since and one.withdrawn is None
    ]
    sent = [act.at.date() for one in out for act in one.sent if getattr(act.body, "to", "") == rule.to]
    days = (on - today).days
    over = today >= month_bounds(until)[1]
    state: State
    if sent:
        state = "sent"
    elif days < 0:
        state = "late"
    elif out:
        state = "published"
    elif over and (rule.set, until) in drafted:
        state = "draft"
    elif over:
        state = "due"
    else:
        state = "not_due"
    return Due(
        rule=rule,
        since=since,
        until=until,
        on=on,
        state=state,
        days=days,
        publication=out[-1].id if out else None,
        sent_on=min(sent) if sent else None,
    )
