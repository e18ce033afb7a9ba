"""Staff on the floor against the rule, and every episode watched, to the second."""

from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import msgspec

from bothy.care import bodies as b
from bothy.care.bodies_staff import CompetenceNoted
from bothy.care.body import Departure
from reports.inspection.house import (
    DAY,
    LEAD,
    NURSE,
    RULES,
    SECOND,
    WORKER,
    answer,
    asked_of,
    found,
    good,
    pack_of,
    seconds,
)
from reports.inspection.opened import minutes, rows
from reports.journals import FACILITY, at


def away(pen, who, since, until, role: str = "worker") -> None:
    pen(FACILITY, b.StaffWent(staff=who), since)
    pen(FACILITY, b.StaffCame(staff=who, role=role), until)


def test_forty_five_seconds_with_too_few_are_found(tmp_path: Path) -> None:
    pen = good()
    noon = at(DAY, "12:00")
    away(pen, WORKER, noon, noon + timedelta(seconds=60))
    away(pen, SECOND, noon + timedelta(seconds=15), noon + timedelta(seconds=90))
    made = pack_of(tmp_path, pen)
    (one,) = found(made, "staff_on_floor")
    assert seconds(one) == (15, 60) and one.says == "2 of 3 people on the floor"
    assert not made.holds
    told = {row["utc"]: row for row in minutes(made, DAY)}
    assert (told[f"{DAY}T12:00Z"]["on_floor"], told[f"{DAY}T12:00Z"]["required"], told[f"{DAY}T12:00Z"]["holds"]) == (2, 3, "no")
    assert told[f"{DAY}T12:01Z"]["holds"] == "yes", "the second minute has three again"


def test_without_the_role_that_is_asked_for_it_does_not_hold(tmp_path: Path) -> None:
    pen = good()
    noon = at(DAY, "12:00")
    away(pen, NURSE, noon, noon + timedelta(minutes=10), "nurse")
    away(pen, LEAD, noon, noon + timedelta(minutes=10), "shift_lead")
    away(pen, SECOND, noon, noon + timedelta(minutes=10), "worker")
    pen(FACILITY, b.StaffCame(staff=uuid4(), role="worker"), at(DAY, "11:00"))
    pen(FACILITY, b.StaffCame(staff=uuid4(), role="worker"), at(DAY, "11:00"))
    (one,) = found(asked_of(tmp_path, pen, until=DAY), "staff_on_floor")
    assert seconds(one) == (0, 600) and one.says == "0 of 1 nurse or above"


def test_nobody_need_be_there_while_it_is_closed_and_nobody_is_in_a_place(tmp_path: Path) -> None:
    pen = good()
    pen.stay(at(DAY, "20:30"), minutes=20)
    told = found(asked_of(tmp_path, pen), "staff_on_floor")
    assert [seconds(one) for one in told] == [((8 * 60 + 32) * 60, (8 * 60 + 52) * 60)], "only while somebody was in a place after hours"


def test_more_people_in_places_than_watchers_may_watch(tmp_path: Path) -> None:
    staffing = msgspec.structs.replace(RULES.staffing, places_per_watcher=1, watchers=("nurse",))
    pen = good(msgspec.structs.replace(RULES, staffing=staffing))
    pen.stay(at(DAY, "12:05"), place=6, minutes=10)
    (one,) = found(asked_of(tmp_path, pen), "staff_on_floor")
    assert seconds(one) == (7 * 60, 17 * 60) and "2 people in places" in one.says


def test_an_episode_with_nobody_there_who_may_watch_is_found_by_the_second(tmp_path: Path) -> None:
    staffing = msgspec.structs.replace(RULES.staffing, watchers=("nurse",))
    pen = good(msgspec.structs.replace(RULES, staffing=staffing))
    away(pen, NURSE, at(DAY, "12:10"), at(DAY, "12:12") + timedelta(seconds=3), "nurse")
    made = asked_of(tmp_path, pen)
    (one,) = found(made, "episodes_watched")
    assert seconds(one) == (600, 723) and one.entries
    assert answer(made, "episodes_watched").state == "does_not_hold"


def test_an_episode_looked_at_by_nobody_on_the_floor_has_no_named_role(tmp_path: Path) -> None:
    pen = good()
    pen.by = uuid4()
    pen.stay(at(DAY, "17:00"))
    pen.by = None
    pen.stay(at(DAY, "18:00"))
    told = found(asked_of(tmp_path, pen), "episodes_named")
    assert [one.says.partition(": ")[2] for one in told] == ["looked at by E, not on the floor", "looked at by nobody named"]


def test_a_look_a_second_late_is_found_and_one_in_time_is_not(tmp_path: Path) -> None:
    for n, (gap, state) in enumerate(((timedelta(minutes=5), "holds"), (timedelta(minutes=5, seconds=1), "does_not_hold"))):
        pen = good()
        when = at(DAY, "17:00")
        visit = uuid4()
        pen(visit, b.VisitStarted(person=pen.person(when), purposes=("use",)), when)
        pen(visit, b.Assessed(preparations="not_asked"), when)
        pen(visit, b.PlaceGiven(place=1), when)
        episode = pen(visit, b.EpisodeStarted(place=1, preparations="not_asked"), when)
        pen(visit, b.Seen(), when + gap)
        pen(visit, b.EpisodeEnded(episode=episode), when + gap)
        pen(visit, b.StageEntered(stage="aftercare"), when + gap)
        pen(visit, b.VisitEnded(), when + gap)
        made = asked_of(tmp_path / str(n), pen)
        assert answer(made, "looks_in_time").state == state
    assert found(made, "looks_in_time")[0].says.endswith("not seen for 5 min 1 s, where 5 minutes may be")


def test_a_late_look_with_a_reason_is_explained(tmp_path: Path) -> None:
    pen = good()
    visit = pen.stay(at(DAY, "17:00"), minutes=9, every=20)
    pen(visit, b.Seen(departures=(Departure(rule="seen", reason="emergency elsewhere"),)), at(DAY, "17:10"))
    made = asked_of(tmp_path, pen)
    assert answer(made, "looks_in_time").state == "explained" and made.holds


def test_training_that_had_ended_is_found_for_the_hours_on_the_floor_after_it(tmp_path: Path) -> None:
    pen = good()
    pen(WORKER, CompetenceNoted(competence="life_support", on=date(2025, 1, 11), until=date(2025, 3, 12)), at("2025-01-14"))
    made = asked_of(tmp_path, pen)
    (one,) = found(made, "staff_trained")
    assert one.says == "B, worker, on the floor for 11.5 hours without life support that holds"
    assert answer(made, "staff_on_floor").state == "holds"


def test_with_no_training_written_down_it_cannot_be_said(tmp_path: Path) -> None:
    pen = good()
    pen.drafts = [one for one in pen.drafts if one.kind != "competence-noted"]
    made = asked_of(tmp_path, pen)
    assert answer(made, "staff_trained").state == "cannot_be_said" and made.holds


def test_letters_are_the_same_person_throughout_and_looks_carry_letter_and_role(tmp_path: Path) -> None:
    made = pack_of(tmp_path, good())
    floor = [row["who"] for row in rows(made, "data/floor") if row["people"] == 4]
    assert len(floor) == 2 and floor[0] == floor[1] == "A, nurse; B, worker; C, worker; D, shift lead"
    assert {row["looked_by"] for row in rows(made, "data/episodes")} == {"A, nurse ×6"}
    assert {row["on_floor"] for row in rows(made, "data/episodes")} == {"1 nurse, 1 shift lead, 2 worker"}
