"""Does this set of people satisfy what the house rules ask of the floor? And over a time: when did it not?

Pure functions of people, rules, competences and moments. The rota asks them of who is planned, the board of who is
there, the inspection pack of every minute.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from bothy.care import competences
from bothy.care.bodies import StaffCame, StaffWent
from bothy.care.history import in_order, standing
from bothy.care.house import Line
from bothy.care.rules import HouseRules, Staffing
from bothy.care.vocabulary import Role
from bothy.care.words import label

LONGEST_STAY = timedelta(hours=16)
"""Whoever did not say that they went is not counted longer than this."""
RANKS: tuple[Role, ...] = ("reception", "worker", "nurse", "shift_lead", "manager")
"""Roles of the floor, from below. Others are not of the floor and count as nobody there."""

Floor = Mapping[UUID, Role]
"""Who is on the floor, each in the role they have there."""


class Shortfall(msgspec.Struct, frozen=True):
    """One thing that the rules ask and these people are not: ``have`` of the ``need`` it takes.

    ``of``: the role or competence, "" where it is about everybody. ``watchers``: ``have`` people in places for the
    watchers there, where they may be ``need`` at most.
    """

    what: Literal["on_floor", "of_role", "competence", "watchers"]
    need: int
    have: int
    of: str = ""

    def sentence(self) -> str:
        if self.what == "watchers":
            return f"{self.have} people in places, and those who may watch are enough for {self.need}"
        who = (
            "people on the floor" if self.what == "on_floor"
            else f"with {label('competence', self.of).lower()}" if self.what == "competence"
            else f"{label('role', self.of).lower()} or above"
        )  # fmt: skip
        return f"{self.have} of {self.need} {who}"


def shortfalls(
    rules: HouseRules, floor: Floor, notes: competences.Notes, day: date, in_places: int = 0
) -> tuple[Shortfall, ...]:
    """What these people lack of what the rules ask on that day; nothing where they are enough.

    ``in_places``: how many people are using in places, for the rule of so many a watcher.
    """
    asked = rules.staffing
    found = []
    there = {staff: role for staff, role in floor.items() if role in RANKS}
    if len(there) < asked.on_floor_at_least:
        found.append(Shortfall("on_floor", asked.on_floor_at_least, len(there)))
    found += _of_role(asked, list(there.values()))
    if asked.places_per_watcher is not None and in_places:
        most = asked.places_per_watcher * sum(role in asked.watchers for role in there.values())
        if in_places > most:
            found.append(Shortfall("watchers", most, in_places))
    for rule in rules.competences:
        have = sum(competences.holds(notes, staff, rule, day) for staff in there)
        if have < rule.on_floor:
            found.append(Shortfall("competence", rule.on_floor, have, rule.competence))
    return tuple(found)


def _of_role(asked: Staffing, roles: list[Role]) -> list[Shortfall]:
    """Roles from the highest down, each filled with the lowest that will do: nobody is counted for two."""
    free, found = sorted(roles, key=RANKS.index), []
    for role in reversed(RANKS):
        need = asked.of_role.get(role, 0)
        fits = [
            one
            for one in free
            if one == role or (asked.senior_counts and RANKS.index(one) > RANKS.index(role))
        ]
        for one in fits[:need]:
            free.remove(one)
        if len(fits) < need:
            found.append(Shortfall("of_role", need, len(fits), role))
    return found


class Spell(msgspec.Struct, frozen=True):
    """A time through which the same people were on the floor."""

    since: datetime
    until: datetime
    floor: Floor


def spells(lines: Iterable[Line], until: datetime) -> tuple[Spell, ...]:
    """Who was on the floor when, up to ``until``, from the lines of `staff-came` and `staff-went` and their corrections."""
    moves: list[tuple[datetime, UUID, Role | None]] = []
    last: dict[UUID, datetime] = {}
    told = [one for one in standing(in_order(lines)) if isinstance(one.body, StaffCame | StaffWent)]
    for line in told:
        body = line.body
        assert isinstance(body, StaffCame | StaffWent)
        came = last.pop(body.staff, None)
        if came is not None and line.happened_at - came > LONGEST_STAY:
            moves.append((came + LONGEST_STAY, body.staff, None))
        if isinstance(body, StaffCame):
            last[body.staff] = line.happened_at
            moves.append((line.happened_at, body.staff, body.role))
        else:
            moves.append((line.happened_at, body.staff, None))
    moves += [(came + LONGEST_STAY, staff, None) for staff, came in last.items()]
    return _between(sorted(moves, key=lambda move: move[0]), until)


def _between(moves: list[tuple[datetime, UUID, Role | None]], until: datetime) -> tuple[Spell, ...]:
    found: list[Spell] = []
    floor: dict[UUID, Role] = {}
    for n, (at, staff, role) in enumerate(moves):
        if role is None:
            floor.pop(staff, None)
        else:
            floor[staff] = role
        end = moves[n + 1][0] if n + 1 < len(moves) else until
        if at < min(end, until):
            found.append(Spell(at, min(end, until), dict(floor)))
    return tuple(found)


class Short(msgspec.Struct, frozen=True):
    """A time through which the floor was below the rules in the same way."""

    since: datetime
    until: datetime
    lacks: tuple[Shortfall, ...]


def short_times(
    present: Sequence[Spell],
    opened: Iterable[tuple[datetime, datetime]],
    rules_at: Callable[[datetime], HouseRules | None],
    notes: competences.Notes,
    in_places: Sequence[tuple[datetime, int]] = (),
) -> tuple[Short, ...]:
    """When the floor was below the rules while it was open, each moment judged by the rules of its day.

    ``opened``: the times it was open. ``in_places``: from each moment on so many people were in places, in order.
    """
    found: list[Short] = []
    starts = [one.since for one in present]
    for opens, closes in opened:
        cuts = {opens, closes, *(at for at, _ in in_places if opens < at < closes)}
        meanwhile = present[max(bisect_right(starts, opens) - 1, 0) : bisect_right(starts, closes)]
        cuts |= {at for one in meanwhile for at in (one.since, one.until) if opens < at < closes}
        cuts |= _midnights(opens, closes, rules_at(opens))
        edges = sorted(cuts)
        for since, until in pairwise(edges):
            rules = rules_at(since)
            if rules is None:
                continue
            n = bisect_right(starts, since) - 1
            floor = present[n].floor if n >= 0 and since < present[n].until else {}
            day = since.astimezone(ZoneInfo(rules.time_zone)).date()
            lacks = shortfalls(rules, floor, notes, day, _count_at(in_places, since))
            if lacks and found and found[-1].until == since and found[-1].lacks == lacks:
                found[-1] = msgspec.structs.replace(found[-1], until=until)
            elif lacks:
                found.append(Short(since, until, lacks))
    return tuple(found)


def _midnights(since: datetime, until: datetime, rules: HouseRules | None) -> set[datetime]:
    """A competence may end with a day, so no time that is judged goes over midnight."""
    if rules is None:
        return set()
    zone = ZoneInfo(rules.time_zone)
    found, day = set(), since.astimezone(zone).date() + timedelta(days=1)
    while (at := datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(since.tzinfo)) < until:
        found.add(at)
        day += timedelta(days=1)
    return found


def _count_at(changes: Sequence[tuple[datetime, int]], at: datetime) -> int:
    n = bisect_right(changes, at, key=lambda change: change[0]) - 1
    return changes[n][1] if n >= 0 else 0
