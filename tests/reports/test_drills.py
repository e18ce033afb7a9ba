"""A drill is in no figure: a hundred of them change nothing that is reported. What emergencies say in full."""

from datetime import timedelta
from uuid import UUID, uuid4

import numpy as np
import pytest

from bothy.care import bodies as b
from bothy.care.bodies_batch import SubstanceDescribed
from bothy.care.rules import SCOTLAND
from bothy.reports import facts
from bothy.reports.batch_facts import findings
from bothy.reports.breakdowns import BREAKDOWNS, occupancy
from bothy.reports.facts.tables import TABLES
from bothy.reports.indicators import BY_NAME, INDICATORS
from bothy.reports.window import Window
from reports.journals import FACILITY, Pen, at, write

DAYS = [f"2025-03-{day:02d}" for day in range(3, 23)]


def some_weeks(pen: Pen) -> list[UUID]:
    """Twenty days with a visit each; every third has an emergency."""
    person = pen.person(at("2025-03-01"))
    visits = []
    for n, day in enumerate(DAYS):
        pen(FACILITY, b.FloorOpened(), at(day, "09:00"))
        visits.append(pen.visit(person, at(day)))
        if n % 3 == 0:
            emergency(pen, uuid4(), at(day, "12:10"), visits[-1], drill=False)
        pen(FACILITY, b.FloorClosed(), at(day, "20:30"))
    return visits


def emergency(pen: Pen, id: UUID, when, visit: UUID | None, *, drill: bool) -> UUID:
    """One with everything in it, from the first tap to the duty."""
    raised = pen(id, b.EmergencyRaised(where="place", place=1, visit=visit, drill=drill), when)
    pen(id, b.Observed(breaths_per_minute=6, spo2_percent=82, consciousness="pain"), when + timedelta(seconds=20))
    pen(id, b.Acted(action="oxygen", litres_per_minute=15), when + timedelta(seconds=40))
    for n in range(3):
        dose = b.Acted(action="naloxone", dose_mg=0.4, route="im", batch="AB 123")
        pen(id, dose, when + timedelta(seconds=60 + 150 * n))
    pen(id, b.AmbulanceMoved(step="not_called", why="recovering"), when + timedelta(minutes=8))
    watch = b.WatchMissed(watch=uuid4(), rule="emergency_look", level=1, due_at=when + timedelta(minutes=9))
    pen(id, watch, when + timedelta(minutes=9))
    pen(id, b.Observed(breaths_per_minute=14, gcs_total=15), when + timedelta(minutes=10))
    pen(id, b.EmergencyPlaced(where="recovery_area", moved=True), when + timedelta(minutes=11))
    pen(id, SubstanceDescribed(substances=("suspected_nitazene",), appearances=("green",)), when + timedelta(minutes=12))
    pen(id, b.EmergencyClosed(outcome="recovered_here", presentation="opioid"), when + timedelta(minutes=20))
    pen(id, b.Debriefed(of="staff"), when + timedelta(minutes=90))
    pen(id, b.DutyDone(duty="notice", how="email", evidence="REF 1"), when + timedelta(minutes=95))
    return raised


def everything(home) -> dict[str, object]:
    """Every indicator, breakdown, chart and table that there is, as it is read now."""
    opened = facts.fresh(home)
    window = Window(opened, ["2025-03"])
    told: dict[str, object] = {one.name: one.figure(window) for one in INDICATORS}
    told |= {name: breakdown(window) for name, breakdown in BREAKDOWNS.items()}
    told["occupancy chart"] = np.nan_to_num(occupancy(window), nan=-1).tolist()
    told |= {f"table {name}": opened.table(name).to_pylist() for name in TABLES if name != "drill"}
    told["months"] = opened.span()
    now = at("2025-03-23")
    told["bad batch"] = findings(opened, SCOTLAND.batch, now)
    return told


def test_a_hundred_drills_change_no_figure_and_no_table(tmp_path):
    pen = Pen()
    visits = some_weeks(pen)
    write(tmp_path, pen.drafts)
    before = everything(tmp_path)
    assert before["medical_emergencies"].value == 7
    drills = Pen(founded=False)
    # Entry ids are made from the place in the pen: these come after those.
    drills.drafts.extend(pen.drafts)
    for n in range(100):
        day = DAYS[n % len(DAYS)]
        emergency(drills, uuid4(), at(day, f"1{3 + n % 6}:0{n % 10}"), visits[n % len(DAYS)], drill=True)
    write(tmp_path, drills.drafts[len(pen.drafts) :])
    after = everything(tmp_path)
    assert facts.open(tmp_path).rows("drill") == 100, "they are there, and told apart"
    for name, figure in before.items():
        assert after[name] == figure, name
    assert set(after) == set(before)


def test_a_drill_that_turns_out_to_be_real_counts_from_then_on_and_the_other_way(tmp_path):
    pen = Pen()
    one, other = uuid4(), uuid4()
    raised = emergency(pen, one, at("2025-03-03"), None, drill=True)
    real = emergency(pen, other, at("2025-03-04"), None, drill=False)
    write(tmp_path, pen.drafts)
    opened = facts.fresh(tmp_path)
    assert (opened.rows("emergency"), opened.rows("drill")) == (1, 1)
    assert opened.rows("observation") == 2
    start = len(pen.drafts)
    told = b.EmergencyRaised(where="place", place=1)
    pen.correct(one, raised, "emergency-raised", at("2025-03-05"), body=told)
    pen.correct(other, real, "emergency-raised", at("2025-03-05"), body=b.EmergencyRaised(drill=True))
    write(tmp_path, pen.drafts[start:])
    opened = facts.fresh(tmp_path)
    assert [row["subject"] for row in opened.table("emergency").to_pylist()] == [one.bytes]
    assert [row["subject"] for row in opened.table("drill").to_pylist()] == [other.bytes]
    assert {row["subject"] for row in opened.table("observation").to_pylist()} == {one.bytes}


def test_facts_say_all_that_was_read_and_done(tmp_path):
    pen = Pen()
    id, when = uuid4(), at("2025-03-03")
    emergency(pen, id, when, None, drill=False)
    write(tmp_path, pen.drafts)
    opened = facts.fresh(tmp_path)
    (row,) = opened.table("emergency").to_pylist()
    assert (row["where"], row["moved_to"], row["place"]) == ("place", "recovery_area", 1), "where it began stays"
    assert (row["reversed"], row["severity"], row["naloxone_doses"]) == ("confirmed", "severe", 3)
    assert (row["ambulance"], row["not_called_why"]) == ("not_called", "recovering")
    assert (row["debrief_done"], row["debrief_after_minutes"]) == (True, 90.0)
    assert [(one["nth"], one["batch"], one["litres_per_minute"]) for one in opened.table("action").to_pylist()] == [
        (None, None, 15.0), (1, "AB 123", None), (2, "AB 123", None), (3, "AB 123", None),
    ]  # fmt: skip
    first, last = opened.table("observation").to_pylist()
    assert (first["spo2_percent"], first["gcs"], first["pulse_per_minute"]) == (82, None, None), "never zero"
    assert (last["gcs"], last["consciousness"]) == (15, None)
    (duty,) = opened.table("duty_done").to_pylist()
    assert (duty["duty"], duty["how"], duty["evidence"]) == ("notice", "email", True)


@pytest.mark.parametrize(
    ("looks", "known", "turned"),
    [
        ([("slow", "pain"), ("normal", "alert")], (1, 1), (1, 1)),
        ([("slow", "pain"), ("slow", "pain")], (1, 1), (0, 1)),
        ([("slow", "pain"), (None, None)], (0, 1), (0, 0)),
    ],
)
def test_closed_with_a_gap_is_counted_with_its_n(tmp_path, looks, known, turned):
    pen = Pen()
    id, when = uuid4(), at("2025-03-03")
    before, after = (b.Observed(breathing=breathing, consciousness=state) for breathing, state in looks)
    pen(id, b.EmergencyRaised(), when)
    pen(id, before, when + timedelta(minutes=1))
    pen(id, b.Acted(action="oxygen"), when + timedelta(minutes=2))
    pen(id, after, when + timedelta(minutes=3))
    pen(id, b.EmergencyClosed(outcome="recovered_here"), when + timedelta(minutes=4))
    write(tmp_path, pen.drafts)
    window = Window(facts.fresh(tmp_path), ["2025-03"])
    enough = BY_NAME["reversal_known"].figure(window)
    assert (enough.k, enough.n) == known
    back = BY_NAME["emergency_reversed"].figure(window)
    assert (back.k, back.n) == turned
