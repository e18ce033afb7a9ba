"""Who comes in and when, how they leave, and what is told of a visit that has ended."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from bothy.care import board
from bothy.care.bodies import (
    SuppliesGiven,
    VisitEnded,
    VisitStarted,
)
from bothy.care.rules import SCOTLAND
from support.acting import Facility, departures


def test_a_person_never_has_two_open_visits(house: Facility) -> None:
    person = house.someone()
    house.visit(person)
    no = house.refused("start-visit", house.new_id(), {"person": person, "purposes": ["use"]})
    assert no.code == "already_here"
    assert "10:00" in no.sentence


def test_two_visits_of_one_person_are_contested_until_settled(house: Facility) -> None:
    person = house.someone()
    first, second = house.visit(person), house.visit(person, acted=True)
    (contest,) = board.contests(house.house)
    assert (contest.about, set(contest.visits)) == ("person", {first, second})
    assert house.refused("settle-contest", first, {"about": "person"}).code == "say_which_visit_stays"
    house.tell("settle-contest", first, {"about": "person", "keeps": first})
    assert [visit.id for visit in board.open_visits(house.house)] == [first]
    assert house.house.visits[second].ended_how == "closed_by_staff"


def test_leaving_said_twice_departs_from_no_rule_twice(house: Facility) -> None:
    visit = house.in_place(1)
    house.tell("enter-stage", visit, {"stage": "aftercare"})
    house.pass_minutes(30)
    house.tell("end-visit", visit)
    house.pass_minutes(1)
    ended = house.tell("end-visit", visit, acted=True)[-1].body
    assert isinstance(ended, VisitEnded)
    assert (ended.contested, ended.departures) == (True, ())
    assert house.house.visits[visit].departures == ()


def test_nobody_comes_in_while_the_floor_is_closed() -> None:
    house = Facility(opened=False)
    house.pass_minutes(60)
    body = {"person": house.someone(), "purposes": ["shower"]}
    assert house.refused("start-visit", house.new_id(), body).code == "floor_closed"
    house.tell("open-floor", house.id)
    house.tell("start-visit", house.new_id(), body)


def test_someone_nobody_registered_is_registered_first(house: Facility) -> None:
    body = {"person": house.new_id(), "purposes": ["use"]}
    assert house.refused("start-visit", house.new_id(), body).code == "unknown_person"


def test_a_visit_for_other_things_than_use_is_a_visit(house: Facility) -> None:
    visit = house.new_id()
    house.tell("start-visit", visit, {"person": house.someone(), "purposes": ["shower", "wound_care"]})
    house.tell("give-service", visit, {"service": "shower"})
    ended = house.tell("end-visit", visit)[-1].body
    assert isinstance(ended, VisitEnded)
    assert ended.departures == ()
    assert house.house.visits[visit].services == ("shower",)


def test_a_full_house_is_departed_from_with_a_reason() -> None:
    house = Facility(rules=msgspec.structs.replace(SCOTLAND, capacity_people=1))
    house.pass_minutes(60)
    house.visit()
    body = {"person": house.someone(), "purposes": ["use"], "reason": "raining"}
    started = house.tell("start-visit", house.new_id(), body)[0].body
    assert isinstance(started, VisitStarted)
    assert [(one.rule, one.reason) for one in started.departures] == [("over_capacity", "raining")]


@pytest.mark.parametrize(
    ("at", "rule"),
    [("08:59", "outside_opening_hours"), ("20:45", "after_last_entry"), ("21:00", "outside_opening_hours")],
)
def test_coming_when_the_doors_should_be_shut_is_recorded(house: Facility, at: str, rule: str) -> None:
    # Clocks in Glasgow are an hour ahead of UTC in September.
    hour, minute = int(at[:2]) - 1, int(at[3:])
    house.now = datetime(2025, 9, 2, hour, minute, tzinfo=UTC)
    started = house.tell("start-visit", house.new_id(), {"person": house.someone(), "purposes": ["use"]})
    assert departures(started[0].body) == [rule]


def test_leaving_before_the_aftercare_minimum_is_recorded(house: Facility) -> None:
    visit = house.in_place(1)
    house.tell("enter-stage", visit, {"stage": "aftercare"})
    house.pass_minutes(14)
    ended = house.tell("end-visit", visit, {"how": "left", "reason": "had a bus to catch"})[-1].body
    assert departures(ended) == ["before_aftercare_minimum"]


def test_leaving_after_the_aftercare_minimum_is_not(house: Facility) -> None:
    visit = house.in_place(1)
    house.tell("enter-stage", visit, {"stage": "aftercare"})
    house.pass_minutes(15)
    assert departures(house.tell("end-visit", visit)[-1].body) == []


def test_going_to_hospital_waits_for_no_aftercare(house: Facility) -> None:
    visit = house.in_place(1)
    assert departures(house.tell("end-visit", visit, {"how": "to_hospital"})[-1].body) == []


def test_leaving_soon_after_naloxone_is_recorded(house: Facility) -> None:
    visit = house.in_place(1)
    emergency = house.new_id()
    house.tell("raise-emergency", emergency, {"visit": visit})
    house.tell("act", emergency, {"action": "naloxone", "dose_mg": 0.4})
    house.tell("enter-stage", visit, {"stage": "aftercare"})
    house.pass_minutes(20)
    assert departures(house.tell("end-visit", visit)[-1].body) == ["before_naloxone_watch_over"]


def test_barred_things_given_are_recorded_not_blocked(house: Facility) -> None:
    body = {"items": [{"item": "tourniquet", "count": 1}], "reason": "own one broke"}
    given = house.tell("give-supplies", house.visit(), body)[0].body
    assert isinstance(given, SuppliesGiven)
    assert departures(given) == ["barred_supply"]


def test_closing_with_people_here_is_recorded(house: Facility) -> None:
    house.visit()
    assert departures(house.tell("close-floor", house.id)[0].body) == ["closed_with_people_here"]
    assert not house.house.floor_open


# --- after the end ---


def test_nothing_is_decided_on_a_visit_that_ended(house: Facility) -> None:
    visit = house.visit()
    house.tell("end-visit", visit)
    for kind, body in (
        ("give-place", {"place": 1}),
        ("enter-stage", {"stage": "aftercare"}),
        ("end-visit", {}),
    ):
        no = house.refused(kind, visit, body)
        assert no.code == "visit_ended"
        assert "10:00" in no.sentence


def test_a_fact_after_the_end_is_kept_for_review(house: Facility) -> None:
    visit = house.visit()
    house.tell("end-visit", visit)
    told = house.tell("give-service", visit, {"service": "wound_care"})
    held = house.house.visits[visit]
    assert held.services == ("wound_care",)
    assert [(one.entry, one.why) for one in held.reviews] == [(told[0].id, "after_end")]
    assert not held.is_open


@pytest.mark.parametrize("stays", [True, False])
def test_left_or_here_is_settled_by_a_person(house: Facility, stays: bool) -> None:
    visit = house.visit()
    ended = house.tell("end-visit", visit, {"how": "asked_to_leave"})[-1]
    house.pass_minutes(2)
    house.tell("give-place", visit, {"place": 2}, acted=True)
    assert [one.about for one in board.contests(house.house)] == ["left"]
    assert house.house.visits[visit].place == 2
    house.tell("settle-contest", visit, {"about": "left", "keeps": visit if stays else None})
    held = house.house.visits[visit]
    assert board.contests(house.house) == ()
    assert held.is_open == stays
    if not stays:
        assert (held.ended_at, held.ended_how, held.place) == (ended.happened_at, "asked_to_leave", None)
