"""What a visit comes to here is what the facts say of it: over a whole fitted month, and over random histories."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bothy.journal import open_reader
from bothy.journal.chain import micros
from bothy.reports import facts
from bothy.reports.inspection.reading import read_record
from bothy.reports.inspection.told import Period


def test_visits_stays_and_episodes_are_those_of_the_facts(exempt_home: Path) -> None:
    reader = open_reader(exempt_home)
    try:
        record = read_record(reader, Period(date(2025, 3, 1), date(2025, 3, 31)))
        known = facts.fresh(exempt_home, reader)
    finally:
        reader.close()
    mine = [one for one in record.visits if record.within(one.started)]
    told = {
        (micros(row["at"]), row["first_number"]): row
        for row in known.table("visit").to_pylist()
        if record.within(micros(row["at"]))
    }
    assert len(mine) == len(told) > 200
    for one in mine:
        row = told[one.started, one.number]
        assert one.person == row["person"]
        assert one.ended == (None if row["ended_at"] is None else micros(row["ended_at"]))
        minutes = sum((stay.until or 0) - stay.since for stay in one.stays) / 60e6
        assert abs(minutes - (row["in_place_minutes"] or 0)) < 0.01
        assert len(one.left) == row["departures"]
    episodes = {row["episode"]: row for row in known.table("episode").to_pylist() if record.within(micros(row["at"]))}
    uses = [use for one in record.visits for use in one.uses if record.within(use.at)]
    assert sorted((use.at, use.place, use.until) for use in uses) == sorted(
        (micros(row["at"]), row["place"], None if row["ended_at"] is None else micros(row["ended_at"])) for row in episodes.values()
    )
