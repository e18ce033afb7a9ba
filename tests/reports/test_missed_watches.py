"""Missed, not heard, and seen but told late are three figures in a report."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from bothy.care import bodies as b
from bothy.care.fold import fold, line
from bothy.care.house import House
from bothy.care.missed import of_emergency, of_visit
from bothy.journal import open_reader
from bothy.reports import facts
from bothy.reports.breakdowns import BREAKDOWNS
from bothy.reports.window import Window
from reports.journals import Pen, at, write

DAY = "2025-03-03"
GONE = uuid4()


def in_place(pen: Pen):  # type: ignore[no-untyped-def]
    """Somebody in a place since noon, whom nobody has been known to look at since."""
    visit, noon = uuid4(), at(DAY)
    pen(visit, b.VisitStarted(person=pen.person(noon), purposes=("use",)), noon)
    pen(visit, b.PlaceGiven(place=1), noon)
    return visit


def missed(pen: Pen, subject, level: int = 1, rule: str = "seen", watch=None, gone=()):  # type: ignore[no-untyped-def]
    watch = watch or uuid4()
    due_at = at(DAY, "12:05")
    body = b.WatchMissed(watch=watch, rule=rule, level=level, due_at=due_at, out_of_contact=tuple(gone))
    pen(subject, body, due_at + timedelta(minutes=2 * (level - 1)))
    return watch


def journal() -> tuple[Pen, dict[bytes, str]]:
    """One of each kind; and what is to be said of each."""
    pen, said = Pen(), {}
    nobody = in_place(pen)
    watch = missed(pen, nobody)
    missed(pen, nobody, 2, watch=watch)
    pen(nobody, b.Seen(), at(DAY, "12:08"))
    said[watch.bytes] = "missed"
    unheard = in_place(pen)
    said[missed(pen, unheard, gone=[GONE]).bytes] = "not_heard"
    late = in_place(pen)
    said[missed(pen, late, gone=[GONE]).bytes] = "told_late"
    pen(late, b.Seen(), at(DAY, "12:04"))
    stays = in_place(pen)
    said[missed(pen, stays, rule="place_due").bytes] = "missed"
    pen(stays, b.Seen(), at(DAY, "12:04"))
    emergency = uuid4()
    pen(emergency, b.EmergencyRaised(), at(DAY))
    said[missed(pen, emergency, rule="emergency_look").bytes] = "told_late"
    pen(emergency, b.Observed(breathing="normal"), at(DAY, "12:01"))
    return pen, said


def test_each_missed_watch_is_a_row_that_says_which_of_three_it_was(tmp_path):
    pen, said = journal()
    write(tmp_path, pen.drafts)
    opened = facts.fresh(tmp_path)
    reader = open_reader(tmp_path)
    rows = opened.table("missed_watch", opened.months).to_pylist()
    assert {row["watch"]: row["how"] for row in rows} == said
    assert sorted(row["level"] for row in rows) == [1, 1, 1, 1, 2], "levels of one watch are one row"

    house = House()
    for entry in reader.entries():
        house = fold(house, line(entry))
    reader.close()
    cared = [one for visit in house.visits.values() for one in of_visit(house, visit)]
    cared += [one for each in house.emergencies.values() for one in of_emergency(house, each)]
    assert {one.watch.bytes: one.how for one in cared if one.level == 1} == said, "as the board says"


def test_the_report_tells_the_three_apart(tmp_path):
    pen, _ = journal()
    write(tmp_path, pen.drafts)
    window = Window(facts.fresh(tmp_path), ["2025-03"])
    told = BREAKDOWNS["missed_watches"](window)
    assert {part.code: part.figure.k for part in told.parts} == {"missed": 2, "not_heard": 1, "told_late": 2}
    assert told.n == 5
