"""When the floor was open and full: against a count of every second, and through corrections and late facts."""

from __future__ import annotations

import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bothy.care import bodies as b
from bothy.care.rules import SCOTLAND
from bothy.reports import facts
from bothy.reports.engine.arrow import evaluate
from bothy.reports.figures import Figure
from bothy.reports.indicators import BY_NAME
from reports.journals import FACILITY, FOUNDED, SIGNER, Pen, at, write

OPENS = at("2025-01-30", "20:00")
SECONDS = 36 * 3600
"""From the evening of the 30th to the morning of 1 February, so that a month ends within."""


def house(places: int, kind: str = "inject") -> Pen:
    pen = Pen(founded=False)
    specs = (*(b.PlaceSpec(number=n, kind=kind) for n in range(1, places + 1)), b.PlaceSpec(number=9, kind="chair"))
    pen(FACILITY, b.FacilityFounded(name="Northgate", time_zone="Europe/London", places=specs), FOUNDED)
    pen(FACILITY, b.RulesSigned(rules=SCOTLAND, effective_from=FOUNDED, signer=SIGNER), FOUNDED)
    return pen


def sit(pen: Pen, place: int, since: datetime, until: datetime) -> None:
    visit = uuid4()
    pen(visit, b.VisitStarted(person=uuid4(), purposes=("use",)), since)
    pen(visit, b.PlaceGiven(place=place), since)
    pen(visit, b.VisitEnded(), until)


def minutes(folder: Path, *months: str) -> tuple[Figure, Figure, Figure]:
    opened = facts.fresh(folder)
    return tuple(evaluate(opened, BY_NAME[name], months)[""] for name in ("open_days", "open_minutes", "full_minutes"))  # type: ignore[return-value]


moments = st.integers(0, SECONDS).map(lambda second: OPENS + timedelta(seconds=second))
spans = st.tuples(moments, st.integers(1, 8 * 3600)).map(lambda one: (one[0], one[0] + timedelta(seconds=one[1])))


def _day_ends(moment: datetime) -> datetime:
    """Five in the morning, in Glasgow's winter."""
    end = moment.replace(hour=5, minute=0, second=0)
    return end if end > moment else end + timedelta(days=1)


@given(
    places=st.integers(1, 3),
    openings=st.lists(moments, min_size=1, max_size=3, unique=True),
    closings=st.lists(moments, min_size=1, max_size=3, unique=True),
    stays=st.lists(st.tuples(st.integers(1, 3), spans), max_size=6),
    changes=st.lists(st.tuples(st.integers(1, 3), moments, st.sampled_from(["ready", "being_cleaned", "out_of_use"])), max_size=4),
)
@settings(max_examples=30, deadline=None)
def test_full_house_minutes_are_what_a_count_of_every_second_says(places, openings, closings, stays, changes):
    turns = sorted([(when, 0, False) for when in closings] + [(when, 1, True) for when in openings])
    if len({when for when, _, _ in turns}) < len(turns):
        return
    changes = sorted({(place, when): status for place, when, status in changes}.items(), key=lambda one: one[0][1])
    pen = house(places)
    for when, _, opens in turns:
        pen(FACILITY, b.FloorOpened() if opens else b.FloorClosed(), when)
    for (place, when), status in changes:
        pen(FACILITY, b.PlaceChanged(place=place, status=status), when)
    for place, (since, until) in stays:
        sit(pen, place, since, until)

    ends = SECONDS + 9 * 3600
    open_now, full_seconds, open_seconds, days = [False] * ends, {}, {}, set()
    since: datetime | None = None
    for when, _, opens in turns:
        if opens and since is None:
            since = when
        elif not opens and since is not None:
            for second in range(int((since - OPENS).total_seconds()), int((when - OPENS).total_seconds())):
                open_now[second] = True
            since = None
    held = [[False] * ends for _ in range(places)]
    for place, (start, stop) in stays:
        if place <= places:
            for second in range(int((start - OPENS).total_seconds()), min(ends, int((stop - OPENS).total_seconds()))):
                held[place - 1][second] = True
    for n, ((place, when), status) in enumerate(changes):
        if place > places or status == "ready":
            continue
        until = min((later for (one, later), _ in changes[n + 1 :] if one == place and later > when), default=OPENS + timedelta(seconds=ends))
        if status == "being_cleaned":
            seats = [start for one, (start, _) in stays if one == place and start >= when]
            until = min([until, _day_ends(when), *seats])
        for second in range(int((when - OPENS).total_seconds()), min(ends, int((until - OPENS).total_seconds()))):
            held[place - 1][second] = True
    for second in range(ends):
        if open_now[second]:
            moment = OPENS + timedelta(seconds=second)
            month = "2025-02" if moment >= at("2025-02-01", "05:00") else "2025-01"
            days.add((moment - timedelta(hours=5)).date())
            open_seconds[month] = open_seconds.get(month, 0) + 1
            full_seconds[month] = full_seconds.get(month, 0) + all(place[second] for place in held)

    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), pen.drafts)
        table = facts.fresh(Path(folder)).table("floor").to_pylist()
    told = {month: [row for row in table if f"{row['day']:%Y-%m}" == month] for month in ("2025-01", "2025-02")}
    for month, rows in told.items():
        assert sum(row["open_minutes"] or 0 for row in rows) * 60 == pytest.approx(open_seconds.get(month, 0), abs=1e-3)
        assert sum(row["full_minutes"] or 0 for row in rows) * 60 == pytest.approx(full_seconds.get(month, 0), abs=1e-3)
    running = {since.date()} if since is not None else set()
    assert {row["day"] for row in table if row["open_minutes"] is not None} == days
    assert sum(row["open_minutes"] is None for row in table) == len(running)


def test_a_full_hour_on_an_evening_is_sixty_minutes_and_leaving_ends_it(tmp_path):
    pen = house(2)
    pen(FACILITY, b.FloorOpened(), at("2025-02-03", "18:00"))
    sit(pen, 1, at("2025-02-03", "18:30"), at("2025-02-03", "20:00"))
    sit(pen, 2, at("2025-02-03", "19:00"), at("2025-02-03", "21:00"))
    pen(FACILITY, b.FloorClosed(), at("2025-02-03", "21:00"))
    write(tmp_path, pen.drafts)
    days, open_for, full = minutes(tmp_path, "2025-02")
    assert (days.value, open_for.value, full.value) == (1, 180, 60)
    opened = facts.open(tmp_path)
    by_hour = evaluate(opened, BY_NAME["full_share"], ["2025-02"], "hour")
    assert {hour: figure.value for hour, figure in by_hour.items()} == {"": pytest.approx(100 / 3), "18": 0, "19": 100, "20": 0}


def test_a_house_that_does_not_record_opening_does_not_know_how_long_it_was_full(tmp_path):
    pen = house(1)
    sit(pen, 1, at("2025-02-03", "18:30"), at("2025-02-03", "20:00"))
    write(tmp_path, pen.drafts)
    assert [figure.value for figure in minutes(tmp_path, "2025-02")] == [None, None, None]


def test_a_house_without_places_for_use_is_open_and_neither_full_nor_not(tmp_path):
    pen = house(0)
    pen(FACILITY, b.FloorOpened(), at("2025-02-03", "18:00"))
    pen(FACILITY, b.FloorClosed(), at("2025-02-03", "21:00"))
    write(tmp_path, pen.drafts)
    assert [figure.value for figure in minutes(tmp_path, "2025-02")] == [1, 180, None]


def test_an_opening_that_nobody_closed_is_left_out_and_said_until_it_is_closed(tmp_path):
    pen = house(1)
    pen(FACILITY, b.FloorOpened(), at("2025-02-03", "18:00"))
    write(tmp_path, pen.drafts)
    days, open_for, _ = minutes(tmp_path, "2025-02")
    assert (days.value, open_for.value, open_for.missing) == (1, 0, 1)
    write(tmp_path, [_closing(pen, at("2025-02-03", "21:00"))])
    _, open_for, _ = minutes(tmp_path, "2025-02")
    assert (open_for.value, open_for.missing) == (180, 0)


def _closing(pen: Pen, when: datetime):
    pen(FACILITY, b.FloorClosed(), when)
    return pen.drafts[-1]


def test_a_late_stay_and_a_corrected_closing_change_their_own_month_only(tmp_path):
    pen = house(1)
    for day in ("2025-02-03", "2025-03-03"):
        pen(FACILITY, b.FloorOpened(), at(day, "18:00"))
        closed = pen(FACILITY, b.FloorClosed(), at(day, "21:00"))
    write(tmp_path, pen.drafts)
    assert minutes(tmp_path, "2025-02")[2].value == minutes(tmp_path, "2025-03")[2].value == 0
    done = len(pen.drafts)
    sit(pen, 1, at("2025-02-03", "19:00"), at("2025-02-03", "19:45"))
    write(tmp_path, pen.drafts[done:])
    assert (minutes(tmp_path, "2025-02")[2].value, minutes(tmp_path, "2025-03")[2].value) == (45, 0)
    done = len(pen.drafts)
    pen.correct(FACILITY, closed, "floor-closed", at("2025-03-04"), happened_at=at("2025-03-03", "20:00"))
    write(tmp_path, pen.drafts[done:])
    assert (minutes(tmp_path, "2025-02")[1].value, minutes(tmp_path, "2025-03")[1].value) == (180, 120)
