"""Missed, not heard, or seen and told late: three things, told apart in the record."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bothy.care import missed
from bothy.care.watches import missed as overdue
from support.acting import SYSTEM

MINUTE = timedelta(minutes=1)


@pytest.fixture
def visit(facility):
    """Somebody in place 3, whom somebody has to look at every few minutes."""
    person, visit = facility.someone(), facility.new_id()
    facility.tell("start-visit", visit, {"person": person, "purposes": ["use"]})
    facility.tell("assess", visit, {"preparations": "not_asked"})
    facility.tell("give-place", visit, {"place": 3})
    return visit


def wait_and_write(facility, *, gone=(), rule="seen"):
    """Until a look is overdue; the house writes what it notices. The moment it was due."""
    every = facility.house.rules[-1].rules.limits.seen_every_minutes
    facility.pass_minutes(every + 0.5)
    for watch in overdue(facility.house, facility.now):
        body = {
            "watch": watch.id, "rule": watch.rule, "level": watch.level, "due_at": watch.due_at,
            "out_of_contact": list(gone),
        }  # fmt: skip
        facility.tell("miss-watch", watch.subject, body, actor=SYSTEM)
        if watch.rule == rule:
            due_at = watch.due_at
    return due_at


def of(facility, visit, rule="seen"):
    return [one for one in missed.of_visit(facility.house, facility.house.visits[visit]) if one.rule == rule]


def test_with_every_tablet_in_contact_nobody_looked(facility, visit):
    due_at = wait_and_write(facility)
    (one,) = of(facility, visit)
    assert (one.how, one.out_of_contact, one.at, one.seen_at) == ("missed", (), due_at, None)


def test_with_a_tablet_out_of_contact_nobody_was_heard(facility, visit):
    wait_and_write(facility, gone=[facility.nurse.device])
    (one,) = of(facility, visit)
    assert (one.how, one.out_of_contact) == ("not_heard", (facility.nurse.device,))


def test_a_look_in_time_that_comes_late_is_seen_told_late(facility, visit):
    due_at = wait_and_write(facility, gone=[facility.nurse.device])
    looked = due_at - MINUTE
    facility.tell("see", visit, {"visits": [visit]}, at=looked, acted=True)
    (one,) = of(facility, visit)
    assert (one.how, one.seen_at) == ("told_late", looked)


def test_a_look_after_it_was_due_does_not_unmiss_it(facility, visit):
    wait_and_write(facility)
    facility.tell("see", visit, {"visits": [visit]})
    assert of(facility, visit)[0].how == "missed"


def test_a_look_from_before_the_last_one_does_not_either(facility, visit):
    """It was known when the watch was counted, or says no more than what was."""
    facility.pass_minutes(2)
    facility.tell("see", visit, {"visits": [visit]})
    facility.pass_minutes(0.1)
    due_at = wait_and_write(facility)
    every = facility.house.rules[-1].rules.limits.seen_every_minutes
    facility.tell("see", visit, {"visits": [visit]}, at=due_at - every * MINUTE - MINUTE, acted=True)
    assert of(facility, visit)[0].how == "missed"


def test_each_level_is_judged_by_its_own_moment(facility, visit):
    due_at = wait_and_write(facility)
    limits = facility.house.rules[-1].rules.limits
    facility.pass_minutes(limits.escalate_after_minutes)
    for watch in overdue(facility.house, facility.now):
        body = {"watch": watch.id, "rule": watch.rule, "level": watch.level, "due_at": watch.due_at}
        facility.tell("miss-watch", watch.subject, body, actor=SYSTEM)
    # Between the two levels somebody had looked, at a tablet that was not heard.
    facility.tell("see", visit, {"visits": [visit]}, at=due_at + MINUTE / 2, acted=True)
    assert [(one.level, one.how) for one in of(facility, visit)] == [(1, "missed"), (2, "told_late")]


def test_staff_were_with_the_person_in_an_emergency_that_was_told_late(facility, visit):
    due_at = wait_and_write(facility, gone=[facility.nurse.device])
    facility.tell("raise-emergency", facility.new_id(), {"visit": visit}, at=due_at - MINUTE)
    assert of(facility, visit)[0].how == "told_late"


def test_a_place_that_is_over_its_time_is_answered_by_leaving_it_not_by_a_look(facility, visit):
    limit = facility.house.rules[-1].rules.limits.place_due_minutes
    assert limit is not None
    facility.pass_minutes(limit - facility.house.rules[-1].rules.limits.seen_every_minutes)
    due_at = wait_and_write(facility, rule="place_due")
    facility.tell("see", visit, {"visits": [visit]}, at=due_at - MINUTE, acted=True)
    assert of(facility, visit, "place_due")[0].how == "missed"
    facility.tell("enter-stage", visit, {"stage": "aftercare"}, at=due_at - MINUTE / 2, acted=True)
    assert of(facility, visit, "place_due")[0].how == "told_late"


def test_of_an_emergency_the_look_that_came_late_counts_too(facility):
    emergency = facility.new_id()
    facility.tell("raise-emergency", emergency, {})
    raised = facility.house.emergencies[emergency].raised_at
    facility.pass_minutes(10)
    for watch in overdue(facility.house, facility.now):
        if watch.level == 1:
            body = {"watch": watch.id, "rule": watch.rule, "level": 1, "due_at": watch.due_at}
            facility.tell("miss-watch", watch.subject, body, actor=SYSTEM)
    (one,) = missed.of_emergency(facility.house, facility.house.emergencies[emergency])
    assert one.how == "missed"
    facility.tell("observe", emergency, {"breathing": "normal"}, at=raised + timedelta(seconds=5))
    (one,) = missed.of_emergency(facility.house, facility.house.emergencies[emergency])
    assert one.how == "told_late"
