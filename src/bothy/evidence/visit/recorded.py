"""A day of a demo's record: its people are invented, so it may be shown as it was recorded. Of a real house it is refused."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from bothy.evidence.visit.day import Alarm, Day, NoDay, Place, Stay, day_name
from bothy.reports.facts.opened import Facts
from bothy.reports.wording import month_name

_ENDED = {
    "recovered_here": "the person recovered here", "hospital": "the person went to hospital", "left_against_advice": "the person left against advice",
    "died": "the person died",
}  # fmt: skip


def recorded_day(facts: Facts, asked: date | None = None) -> Day:
    """The day asked for, else one like most: near the median of visits, with an emergency where a month has such a day. NoDay."""
    if not facts.demo:
        raise NoDay(f"{facts.name} is a real house: no day of its record is played, only one that never happened.")
    day = _chosen(facts) if asked is None else asked
    month = f"{day:%Y-%m}"
    if month not in facts.months:
        raise NoDay(f"Nothing is recorded on {day_name(day)}: the record runs from {month_name(facts.months[0])} to {month_name(facts.months[-1])}.")
    return _Told(facts, day, month).day()


def _chosen(facts: Facts) -> date:
    over = [month for month in facts.span() if facts.complete(month)]
    if not over:
        raise NoDay("No month of this house is over yet. Name a day with --day.")
    counts = Counter(facts.table("visit", [over[-1]], ["day"])["day"].to_pylist())
    if not counts:
        raise NoDay(f"Nobody came in {month_name(over[-1])}. Name a day with --day.")
    median = sorted(counts.values())[len(counts) // 2]
    with_one = set(facts.table("emergency", [over[-1]], ["day"])["day"].to_pylist()) & set(counts)
    found: date = min(with_one or counts, key=lambda day: (abs(counts[day] - median), day))
    return found


class _Told:
    def __init__(self, facts: Facts, day: date, month: str) -> None:
        self._facts, self._day, self._month = facts, day, month
        self._zone: ZoneInfo = facts.calendar.latest.zone

    def day(self) -> Day:
        visits = self._rows("visit", "subject", "at", "ended_at", "waited_minutes")
        if not visits:
            raise NoDay(f"Nobody came on {day_name(self._day)}. Choose another day with --day.")
        stays = self._stays()
        guests = sorted((self._guest(one, stays.get(one["subject"], [])) for one in visits), key=lambda one: [(stay.since, stay.until, stay.place) for stay in one])
        opens, closes = self._open(guests)
        shown = sorted((Place(one.number, one.kind) for one in self._facts.calendar.places.values()), key=lambda one: one.number)
        return Day(
            title=day_name(self._day), note=self._note(len(visits)), drawn=False, opens=opens, closes=closes, places=tuple(shown),
            guests=tuple(guests), alarms=tuple(self._alarms(closes)), turned_away=tuple(sorted(self._minute(one["at"]) for one in self._rows("turned_away", "at"))),
        )  # fmt: skip

    def _rows(self, table: str, *columns: str) -> list[dict[str, Any]]:
        rows = self._facts.table(table, [self._month], ["day", *columns]).to_pylist()
        return [one for one in rows if one["day"] == self._day]

    def _minute(self, at: datetime) -> int:
        """Minutes since midnight of the business day, on the house's clock. What happened to the second is not told."""
        there = at.astimezone(self._zone).replace(tzinfo=None)
        return int((there - datetime.combine(self._day, time())).total_seconds() // 60)

    def _stays(self) -> dict[bytes, list[Stay]]:
        """Of each visit its stays in places; the record cuts them at the hours, which is undone here."""
        pieces: dict[bytes, list[tuple[datetime, datetime, int]]] = defaultdict(list)
        for one in self._rows("occupancy", "subject", "at", "until", "place"):
            pieces[one["subject"]].append((one["at"], one["until"], one["place"]))
        found: dict[bytes, list[Stay]] = {}
        for visit, each in pieces.items():
            joined: list[tuple[datetime, datetime, int]] = []
            for since, until, place in sorted(each):
                if joined and joined[-1][1] == since and joined[-1][2] == place:
                    joined[-1] = (joined[-1][0], until, place)
                else:
                    joined.append((since, until, place))
            found[visit] = [Stay("place", self._minute(since), max(self._minute(since) + 1, self._minute(until)), place) for since, until, place in joined]
        return found

    def _guest(self, visit: dict[str, Any], places: list[Stay]) -> tuple[Stay, ...]:
        came = self._minute(visit["at"])
        left = max(came + 1, self._minute(visit["ended_at"])) if visit["ended_at"] is not None else came + 1
        if not places:
            talked = min(left, came + round(visit["waited_minutes"] or 0))
            return tuple(one for one in (Stay("waiting", came, talked), Stay("help", talked, left)) if one.until > one.since)
        told = [Stay("waiting", came, places[0].since)]
        for before, after in itertools.pairwise(places):
            told += [before, Stay("aftercare", before.until, after.since)]
        told += [places[-1], Stay("aftercare", places[-1].until, left)]
        return tuple(one for one in told if one.until > one.since)

    def _alarms(self, closes: int) -> list[Alarm]:
        told = []
        for one in self._rows("emergency", "at", "closed_at", "place", "where", "outcome", "oxygen", "naloxone_doses", "ambulance"):
            since = self._minute(one["at"])
            until = closes if one["closed_at"] is None else max(since + 1, self._minute(one["closed_at"]))
            told.append(Alarm(since, until, one["place"] or 0, _says(one)))
        return sorted(told, key=lambda one: one.since)

    def _open(self, guests: list[tuple[Stay, ...]]) -> tuple[int, int]:
        rows = self._rows("opening", "at", "what")
        opened = [self._minute(one["at"]) for one in rows if one["what"] == "opened"]
        closed = [self._minute(one["at"]) for one in rows if one["what"] == "closed"]
        first, last = min(guest[0].since for guest in guests if guest), max(guest[-1].until for guest in guests if guest)
        return min([first, *opened]), max([last, *closed])

    def _note(self, visits: int) -> str:
        month = self._facts.table("visit", [self._month], ["day"])["day"].to_pylist()
        emergencies = set(self._facts.table("emergency", [self._month], ["day"])["day"].to_pylist())
        days = len(set(month))
        return (
            f"{visits} visits. In {month_name(self._month)} there were {len(month):,} on {days} days, and an emergency on {len(emergencies)} of them. "
            "Everybody here is invented."
        )


def _says(one: dict[str, Any]) -> str:
    done = ["oxygen"] if one["oxygen"] else []
    if one["naloxone_doses"]:
        done.append(f"naloxone ({one['naloxone_doses']} dose{'' if one['naloxone_doses'] == 1 else 's'})")
    if one["ambulance"] is not None:
        done.append("an ambulance called")
    given = ", ".join(done) or "watched closely"
    return f"{given[:1].upper()}{given[1:]}; {_ENDED.get(one['outcome'] or '', 'how it ended is not recorded')}."
