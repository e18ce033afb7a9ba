"""One list of all departures: what entries hold after corrections, and what an emergency's record tells."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from bothy.care.departed import by_rule, in_time, of_emergency, of_lines, roles_then
from bothy.care.rules import SCOTLAND
from support.acting import Facility


def test_entries_tell_rule_reason_and_role_and_a_correction_takes_it_back() -> None:
    house = Facility(rules=msgspec.structs.replace(SCOTLAND, capacity_people=1))
    house.visit()
    (late,) = house.tell("start-visit", house.new_id(), {"person": str(house.someone()), "purposes": ["use"], "reason": "cold outside"})
    house.tell("start-visit", house.new_id(), {"person": str(house.someone()), "purposes": ["use"]})
    since, until = house.now - timedelta(days=1), house.now + timedelta(days=1)
    found = in_time(of_lines(house.lines, since, until, roles_then(house.lines)))
    assert [(one.rule, one.reason, one.role, one.is_open) for one in found] == [
        ("over_capacity", "cold outside", "nurse", False),
        ("over_capacity", "", "nurse", True),
    ]
    (counted,) = by_rule(found)
    assert (counted.count, counted.unsaid, counted.reasons) == (2, 1, (("cold outside", 1),))
    house.tell("correct", late.subject, {"entry": str(late.id), "reason": "x", "void": True})
    assert len(of_lines(house.lines, since, until)) == 1
    assert not of_lines(house.lines, until, until + timedelta(days=1))


def test_an_emergency_is_worked_out_and_a_drill_is_not_in_it() -> None:
    house = Facility()
    for drill in (False, True):
        emergency = house.new_id()
        house.tell("raise-emergency", emergency, {"where": "aftercare", "drill": drill})
        house.tell("act", emergency, {"action": "naloxone", "dose_mg": 0.4, "route": "im"})
        since, until = house.now - timedelta(days=1), house.now + timedelta(days=1)
        found = of_emergency(house.house, house.house.emergencies[emergency], since, until, house.now)
        assert [one.rule for one in found] == ([] if drill else ["naloxone_before_oxygen"])
        if not drill:
            assert found[0].number == next(line.number for line in house.lines if line.subject == emergency)
            house.tell("explain-departure", emergency, {"rule": "naloxone_before_oxygen", "why": "equipment_missing"})
            (told,) = of_emergency(house.house, house.house.emergencies[emergency], since, until, house.now)
            assert told.reason_words == "something was missing or broken"
