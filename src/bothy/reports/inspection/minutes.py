"""Minute by minute, from exact times: within each minute the most people, the fewest staff, and whether the rules were kept.

A minute is one of the world's; beside it stands what the clock on the wall showed. So the night on which clocks go back has
two hours that look alike and are told apart by their offset, and the other has one hour less.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import numpy as np

from bothy.care import register_visitors
from bothy.care.vocabulary import Role
from bothy.care.words import label
from bothy.journal.chain import micros, moment
from bothy.reports.inspection.checks.people import capacity_steps
from bothy.reports.inspection.ground import Ground
from bothy.reports.inspection.reading import day_starts
from bothy.reports.inspection.steps import Numbers, Steps, counted
from bothy.reports.inspection.tables import Column, Table
from bothy.reports.inspection.told import Answer

MINUTE_US = 60_000_000
JUDGED = ("people_inside", "people_in_places", "staff_on_floor")
"""The checks that a minute is judged by."""
YES, EXPLAINED, NO, NOTHING = "yes", "explained", "no", ""


class Day(msgspec.Struct, frozen=True):
    """One day of the facility's own clock. Each list has a value a minute; ``edges`` one more, in microseconds since 1970."""

    day: date
    zone: str
    edges: Numbers
    inside: Numbers
    capacity: Numbers
    in_places: Numbers
    places: int
    visitors: Numbers
    opened: Numbers
    on_floor: Numbers
    required: Numbers
    roles: dict[Role, Numbers]
    holds: list[str]


class Minutes:
    """The days of a ground with its answers."""

    def __init__(self, ground: Ground, answers: Iterable[Answer]) -> None:
        self.ground = ground
        self._capacity = capacity_steps(ground)
        self._roles = ground.roles()
        eras = ground.eras()
        self._required = Steps(
            [a for a, _, _ in eras], [rules.staffing.on_floor_at_least for _, _, rules in eras]
        )
        self._opened = counted(ground.opened)
        self._staffed = counted(ground.must_be_staffed())
        self._visitors = counted(_visitors(ground))
        told = [one for answer in answers if answer.question.id in JUDGED for one in answer.findings]
        self._broken = counted((one.since, one.until) for one in told if one.breach and one.until)
        self._explained = counted((one.since, one.until) for one in told if not one.breach and one.until)

    def days(self) -> Iterator[Day]:
        record = self.ground.record
        day = record.period.since
        while day <= record.period.until:
            since = day_starts(record.calendar, day)
            until = min(day_starts(record.calendar, day + timedelta(days=1)), self.ground.until)
            if since < until:
                yield self._day(day, since, until)
            day += timedelta(days=1)

    def _day(self, day: date, since: int, until: int) -> Day:
        edges = np.append(np.arange(since, until, MINUTE_US, dtype=np.int64), until)
        inside, in_places = self.ground.inside.most(edges), self.ground.in_places.most(edges)
        staffed = self._staffed.most(edges)
        asked = (staffed > 0) | (inside > 0)
        broken, explained = self._broken.most(edges) > 0, self._explained.most(edges) > 0
        holds = np.where(broken, NO, np.where(explained, EXPLAINED, np.where(asked, YES, NOTHING))).tolist()
        roles = {role: steps.least(edges) for role, steps in self._roles.items()}
        on_floor = sum(roles.values(), np.zeros(len(inside), np.int64))
        required = np.where(staffed > 0, self._required.most(edges), 0)
        return Day(
            day, str(self.ground.record.calendar.era(since).zone), edges, inside, self._capacity.least(edges), in_places,
            len(self.ground.record.calendar.places), self._visitors.most(edges), self._opened.most(edges), on_floor,
            required, roles, holds,
        )  # fmt: skip


def _visitors(ground: Ground) -> Iterator[tuple[int, int]]:
    lines = (line for each in ground.record.registers["visitor"].values() for line in each)
    for one in register_visitors.visitors(lines):
        yield ground.cut(micros(one.came_at), None if one.went_at is None else micros(one.went_at))


def table(day: Day) -> Table:
    """The day as rows, a minute each."""
    columns = (
        Column("utc", "time", "when the minute begins, in universal time"),
        Column("local", "text", "the same on the facility's own clock, with its offset"),
        Column("inside", "whole number", "service users inside: the most within this minute", "people"),
        Column(
            "capacity",
            "whole number",
            "the most that may be inside, by house rules and legal basis",
            "people",
        ),
        Column("in_places", "whole number", "people in places: the most within this minute", "people"),
        Column("places", "whole number", "places of the house", "places"),
        Column("visitors", "whole number", "visitors in the house, who count into no other column", "people"),
        Column("open", "yes or no", "whether the floor was open in this minute"),
        Column(
            "on_floor", "whole number", "staff on the floor: the fewest within this minute, by role", "people"
        ),
        Column(
            "required",
            "whole number",
            "staff that the house rules ask for on the floor, 0 while nothing asks for them",
            "people",
        ),
        *(
            Column(f"role_{role}", "whole number", f"of them, {label('role', role).lower()}", "people")
            for role in day.roles
        ),
        Column(
            "holds",
            "text",
            "yes: rules kept; explained: departed from, with the reason in the findings; no: not kept",
            "",
            "closed and nobody inside",
        ),
    )
    zone = ZoneInfo(day.zone)
    starts = day.edges[:-1].tolist()
    # Offsets change on the quarter of an hour at the finest: one look at the clock for fifteen minutes.
    rows = []
    lists = [
        day.inside,
        day.capacity,
        day.in_places,
        day.visitors,
        day.opened,
        day.on_floor,
        day.required,
        *day.roles.values(),
    ]
    inside, capacity, in_places, visitors, opened, on_floor, required, *roles = [
        one.tolist() for one in lists
    ]
    for n, at in enumerate(starts):
        utc = moment(at)
        there = utc.astimezone(zone)
        rows.append(
            (
                f"{utc:%Y-%m-%dT%H:%M}Z", clock(there), inside[n], capacity[n], in_places[n], day.places, visitors[n],
                "yes" if opened[n] else "no", on_floor[n], required[n], *(one[n] for one in roles), day.holds[n] or None,
            )
        )  # fmt: skip
    return Table(
        f"data/minutes/{day.day}",
        "Minute by minute, one file a day of the facility's own clock.",
        columns,
        rows,
    )


def clock(there: datetime) -> str:
    """ "2025-10-26 01:30+01:00"."""
    offset = there.strftime("%z")
    return f"{there:%Y-%m-%d %H:%M}{offset[:3]}:{offset[3:]}"


def utc(at: int | None) -> str | None:
    """ "2025-10-26T00:30:05Z", to the second."""
    return None if at is None else datetime.fromtimestamp(at // 1_000_000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


__all__ = ["MINUTE_US", "Day", "Minutes", "clock", "table", "utc"]
