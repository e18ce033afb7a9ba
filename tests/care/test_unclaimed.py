"""What was done stays, also when nobody's PIN stands behind it; what was not done needs one."""

from __future__ import annotations

import pytest

from bothy.care.commands import COMMANDS, Actor
from bothy.care.roles import NEVER_UNCLAIMED
from bothy.care.rules import EMERGENCY_ACTS


@pytest.fixture
def visit(facility):
    person, visit = facility.someone(), facility.new_id()
    facility.tell("start-visit", visit, {"person": person, "purposes": ["use"]})
    return visit


def nobody(facility) -> Actor:
    return Actor(device=facility.nurse.device)


DONE = (
    ("assess", {"preparations": "not_asked"}), ("see", None), ("give-place", {"place": 3}),
    ("give-service", {"service": "wound_care"}), ("enter-stage", {"stage": "assessment"}), ("end-visit", {}),
    ("give-supplies", {"items": [{"item": "needle", "count": 2}]}),
)  # fmt: skip


@pytest.mark.parametrize(("kind", "body"), DONE)
def test_done_without_a_claim_it_is_kept_without_a_name_and_somebody_is_to_look_at_it(
    facility, visit, kind, body
):
    body = {"visits": [visit]} if body is None else body
    assert facility.refused(kind, visit, body, actor=nobody(facility)).code == "no_claim"
    lines = facility.tell(kind, visit, body, actor=nobody(facility), acted=True)
    assert lines and all(line.staff is None and line.device == facility.nurse.device for line in lines)
    reviews = facility.house.visits[visit].reviews
    assert {review.entry for review in reviews if review.why == "claim_missing"} == {
        line.id for line in lines
    }


def test_done_in_a_role_that_may_not_it_is_kept_with_the_departure(facility, visit):
    desk = Actor(staff=facility.new_id(), role="reception", device=facility.new_id())
    assert facility.refused("give-place", visit, {"place": 3}, actor=desk).code == "role"
    facility.tell("give-place", visit, {"place": 3}, actor=desk, acted=True)
    facility.tell("assess", visit, {"preparations": "declined"}, actor=desk, acted=True)
    held = facility.house.visits[visit]
    assert held.place == 3
    assert [one.rule for one in held.departures].count("role_departed") >= 2
    assert not [review for review in held.reviews if review.why == "claim_missing"]


def test_acted_or_not_nobody_says_without_a_claim_who_somebody_is_or_what_holds(facility, visit):
    seen = facility.lines[-1]
    asked = (
        ("come-on-shift", facility.id, {"staff": facility.new_id(), "role": "nurse"}),
        ("correct", seen.subject, {"entry": seen.id, "reason": "no", "void": True}),
        ("settle-contest", visit, {"about": "person", "keeps": visit}),
    )
    for kind, subject, body in asked:
        for acted in (True, False):
            assert (
                facility.refused(kind, subject, body, actor=nobody(facility), acted=acted).code == "no_claim"
            ), kind


def test_an_emergency_asks_for_nothing(facility):
    emergency = facility.new_id()
    facility.tell("raise-emergency", emergency, {}, actor=nobody(facility))
    facility.tell("act", emergency, {"action": "oxygen"}, actor=nobody(facility))
    assert facility.house.emergencies[emergency].reviews == ()


def test_what_needs_a_claim_in_any_case_are_acts_that_there_are_and_no_emergency():
    assert set(COMMANDS) > NEVER_UNCLAIMED
    assert not NEVER_UNCLAIMED & EMERGENCY_ACTS
