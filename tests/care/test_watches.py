"""What must be looked at, by when, and what is written down when nobody did."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import msgspec
import pytest

from bothy.care.rules import SCOTLAND, Limits
from bothy.care.watches import Watch, due, missed, watch_command_id
from support.acting import SYSTEM, Facility


def watch(house: Facility, subject: UUID, rule: str) -> Watch | None:
    return next((w for w in due(house.house, house.now) if (w.subject, w.rule) == (subject, rule)), None)


def record(house: Facility, missed_watch: Watch) -> None:
    body = {
        "watch": missed_watch.id, "rule": missed_watch.rule, "level": missed_watch.level,
        "due_at": missed_watch.due_at,
    }  # fmt: skip
    house.tell("miss-watch", missed_watch.subject, body, actor=SYSTEM)


@pytest.mark.parametrize(
    ("stage", "rule", "minutes"), [("waiting", "waiting_due", 15), ("assessment", "assessment_due", 20)]
)
def test_waiting_and_assessment_have_their_time(house: Facility, stage: str, rule: str, minutes: int) -> None:
    visit = house.visit()
    if stage != "waiting":
        house.tell("enter-stage", visit, {"stage": stage})
    since = house.house.visits[visit].stage_since
    found = watch(house, visit, rule)
    assert found is not None and since is not None
    assert found.due_at == since + timedelta(minutes=minutes)
    assert not found.overdue
    house.pass_minutes(minutes)
    found = watch(house, visit, rule)
    assert found is not None and found.overdue
    house.tell("end-visit", visit)
    assert due(house.house, house.now) == ()


def test_in_a_place_somebody_looks_every_five_minutes(house: Facility) -> None:
    visit = house.in_place(1)
    first = watch(house, visit, "seen")
    assert first is not None
    house.pass_minutes(4)
    (line,) = house.tell("see", visit, {"visits": [visit]})
    second = watch(house, visit, "seen")
    assert second is not None
    assert second.due_at == line.happened_at + timedelta(minutes=5)
    assert second.id != first.id, "a new look makes a new watch"


def test_in_aftercare_every_ten(house: Facility) -> None:
    visit = house.in_place(1)
    entered = house.tell("enter-stage", visit, {"stage": "aftercare"})[-1]
    found = watch(house, visit, "seen_aftercare")
    assert found is not None
    assert found.due_at == entered.happened_at + timedelta(minutes=10)
    minimum = watch(house, visit, "aftercare_minimum")
    assert minimum is not None
    assert minimum.due_at == entered.happened_at + timedelta(minutes=15)


def test_time_in_a_place_is_due_and_then_over_the_limit(house: Facility) -> None:
    visit = house.in_place(1)
    since = house.house.visits[visit].place_since
    due_, limit = watch(house, visit, "place_due"), watch(house, visit, "place_limit")
    assert due_ is not None and limit is not None and since is not None
    assert (due_.due_at - since, limit.due_at - since) == (timedelta(minutes=30), timedelta(minutes=45))


def test_a_house_without_a_limit_has_no_such_watch() -> None:
    limits = Limits(place_limit_minutes=None, place_due_minutes=None, waiting_due_minutes=None)
    house = Facility(rules=msgspec.structs.replace(SCOTLAND, limits=limits))
    house.pass_minutes(60)
    waiting, using = house.visit(), house.in_place(1)
    assert watch(house, waiting, "waiting_due") is None
    assert watch(house, using, "place_limit") is None
    assert watch(house, using, "place_due") is None


def test_levels_rise_and_end(house: Facility) -> None:
    visit = house.in_place(1)
    levels = []
    for _ in range(14):
        found = watch(house, visit, "seen")
        assert found is not None
        levels.append(found.level)
        house.pass_minutes(1)
    assert levels == [0, 0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 3, 3, 3]


def test_each_level_is_written_down_once(house: Facility) -> None:
    visit = house.in_place(1)
    house.pass_minutes(7.5)
    found = missed(house.house, house.now)
    assert [(w.rule, w.level) for w in found] == [("seen", 1), ("seen", 2)]
    for one in found:
        record(house, one)
    assert missed(house.house, house.now) == ()
    body = {"watch": found[0].id, "rule": "seen", "level": 1, "due_at": found[0].due_at}
    assert house.refused("miss-watch", visit, body, actor=SYSTEM).code == "watch_recorded"
    house.pass_minutes(2)
    assert [w.level for w in missed(house.house, house.now)] == [3]
    # Somebody looks: nothing is missed any more, and the next watch counts from one again.
    house.tell("see", visit, {"visits": [visit]})
    assert missed(house.house, house.now) == ()
    house.pass_minutes(6)
    assert [w.level for w in missed(house.house, house.now)] == [1]


def test_a_look_told_late_is_a_look(house: Facility) -> None:
    visit = house.in_place(1)
    house.pass_minutes(4)
    looked_at = house.now
    house.pass_minutes(2)
    assert [w.rule for w in missed(house.house, house.now)] == ["seen"]
    house.tell("see", visit, {"visits": [visit]}, at=looked_at)
    assert missed(house.house, house.now) == ()


def test_the_command_of_a_missed_watch_is_the_same_in_every_process(house: Facility) -> None:
    house.in_place(1)
    house.pass_minutes(6)
    (one,), (again,) = missed(house.house, house.now), missed(house.house, house.now)
    assert watch_command_id(one.id, 1) == watch_command_id(again.id, 1)
    assert watch_command_id(one.id, 1) != watch_command_id(one.id, 2)


def test_aftercare_minimum_is_never_missed_it_only_says_from_when(house: Facility) -> None:
    visit = house.in_place(1)
    house.tell("enter-stage", visit, {"stage": "aftercare"})
    house.pass_minutes(30)
    found = watch(house, visit, "aftercare_minimum")
    assert found is not None and found.overdue and found.level == 0
    assert "aftercare_minimum" not in {w.rule for w in missed(house.house, house.now)}


def test_an_emergency_is_looked_at_every_minute_and_its_visit_has_no_other_watch(house: Facility) -> None:
    visit = house.in_place(1)
    emergency = house.new_id()
    raised = house.tell("raise-emergency", emergency, {"place": 1})[0]
    found = watch(house, emergency, "emergency_look")
    assert found is not None
    assert found.due_at == raised.happened_at + timedelta(seconds=60)
    assert {w.subject for w in due(house.house, house.now)} == {emergency}
    observed = house.tell("observe", emergency, {"breathing": "slow"})[0]
    found = watch(house, emergency, "emergency_look")
    assert found is not None
    assert found.due_at == observed.happened_at + timedelta(seconds=60)
    dose = house.tell("act", emergency, {"action": "naloxone", "dose_mg": 0.4})[0]
    found = watch(house, emergency, "next_dose")
    assert found is not None
    assert found.due_at == dose.happened_at + timedelta(seconds=150)
    house.tell("close-emergency", emergency, {"outcome": "recovered_here"})
    assert {w.subject for w in due(house.house, house.now)} == {visit}


def test_after_naloxone_somebody_looks_more_often_for_an_hour(house: Facility) -> None:
    visit = house.in_place(1)
    emergency = house.new_id()
    house.tell("raise-emergency", emergency, {"visit": visit})
    dose = house.tell("act", emergency, {"action": "naloxone"})[0]
    looked = house.tell("observe", emergency, {"breathing": "normal"})[0]
    house.tell("close-emergency", emergency, {"outcome": "recovered_here"})
    rules = {w.rule: w for w in due(house.house, house.now)}
    assert rules["after_naloxone"].due_at == dose.happened_at + timedelta(minutes=60)
    assert rules["seen_after_naloxone"].due_at == looked.happened_at + timedelta(minutes=5)
    assert "seen" not in rules
    entered = house.tell("enter-stage", visit, {"stage": "aftercare"})[-1]
    rules = {w.rule: w for w in due(house.house, house.now)}
    assert rules["seen_after_naloxone"].due_at == entered.happened_at + timedelta(minutes=5)
    house.pass_minutes(60)
    rules = {w.rule: w for w in due(house.house, house.now)}
    assert "seen_after_naloxone" not in rules
    assert "seen_aftercare" in rules


def test_what_was_looked_at_in_the_meantime_was_not_missed(house: Facility) -> None:
    """The house looks at its watches and then asks for the missed to be written; a tap may come between."""
    visit = house.in_place(1)
    house.pass_minutes(6)
    (late,) = missed(house.house, house.now)
    house.tell("see", visit, {"visits": [visit]})
    body = {"watch": late.id, "rule": late.rule, "level": late.level, "due_at": late.due_at}
    assert house.refused("miss-watch", visit, body, actor=SYSTEM).code == "watch_over"
    assert house.house.visits[visit].watches_missed == ()


def test_who_left_in_the_meantime_was_not_missed(house: Facility) -> None:
    visit = house.in_place(1)
    house.pass_minutes(6)
    (late,) = missed(house.house, house.now)
    house.tell("end-visit", visit)
    body = {"watch": late.id, "rule": late.rule, "level": late.level, "due_at": late.due_at}
    assert house.refused("miss-watch", visit, body, actor=SYSTEM).code == "watch_over"


def test_an_emergency_looked_at_in_the_meantime_was_not_missed(house: Facility) -> None:
    emergency = house.new_id()
    house.tell("raise-emergency", emergency, {})
    house.pass_minutes(1.5)
    (late,) = missed(house.house, house.now)
    body = {"watch": late.id, "rule": late.rule, "level": late.level, "due_at": late.due_at}
    house.tell("miss-watch", emergency, body, actor=SYSTEM)
    house.pass_minutes(2)
    later = missed(house.house, house.now)[-1]
    house.tell("observe", emergency, {"breathing": "normal"})
    body = {"watch": later.id, "rule": later.rule, "level": later.level, "due_at": later.due_at}
    assert house.refused("miss-watch", emergency, body, actor=SYSTEM).code == "watch_over"
