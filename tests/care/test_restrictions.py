"""Restrictions of service: shown before a visit is begun, never in the way of an emergency, over by themselves."""

from datetime import timedelta

import pytest

from bothy.care import restrictions
from bothy.care.commands import Actor
from support.acting import Facility


@pytest.fixture
def house():
    return Facility()


def restrict(house, person, what="whole_house", days=7, **more):
    body = {"what": what, "why": "dealing", "since": house.now, "until": house.now + timedelta(days=days), **more}
    (line,) = house.tell("set-restriction", person, body)
    return line.id


def begin(house, person, purposes=("use",), reason="shift lead agreed"):
    visit = house.new_id()
    (line,) = house.tell("start-visit", visit, {"person": person, "purposes": list(purposes), "reason": reason})
    return visit, [(one.rule, one.reason) for one in line.body.departures]


def test_coming_in_spite_of_a_restriction_is_a_departure_with_its_reason_and_never_blocked(house):
    person = house.someone()
    restrict(house, person)
    _, departures = begin(house, person, ("wound_care",))
    assert departures == [("restricted", "shift lead agreed")]


def test_who_may_not_use_here_gets_all_other_help(house):
    person = house.someone()
    restrict(house, person, "using_space")
    visit, departures = begin(house, person, ("wound_care",))
    assert departures == []
    given, *_ = house.tell("give-place", visit, {"place": 1, "reason": "shift lead agreed"})
    assert [one.rule for one in given.body.departures] == ["restricted"]


@pytest.mark.parametrize("what", ["accompanied_only", "hours"])
def test_how_somebody_may_come_is_shown_and_does_not_say_whether(house, what):
    person = house.someone()
    restrict(house, person, what)
    assert len(restrictions.standing(house.house, person, house.now)) == 1
    assert begin(house, person)[1] == []


def test_a_restriction_ends_by_itself_and_by_being_lifted(house):
    person, other = house.someone(), house.someone()
    restrict(house, person, days=1)
    lifted = restrict(house, other)
    house.tell("move-restriction", other, {"restriction": lifted, "step": "lifted"})
    house.tell("move-restriction", other, {"restriction": lifted, "step": "told"})
    assert restrictions.standing(house.house, other, house.now) == ()
    assert other not in house.house.restricted
    assert restrictions.standing(house.house, person, house.now + timedelta(hours=23))
    assert not restrictions.standing(house.house, person, house.now + timedelta(hours=25))
    assert house.refused("move-restriction", other, {"restriction": lifted, "step": "reviewed"}).code == "restriction_over"


def test_nobody_is_shut_out_without_an_end_or_a_day_to_look_again(house):
    person = house.someone()
    body = {"what": "whole_house", "why": "dealing", "since": house.now}
    assert house.refused("set-restriction", person, body).code == "restriction_needs_end"
    assert house.refused("set-restriction", person, {**body, "until": body["since"]}).code == "ends_before_it_begins"
    (line,) = house.tell("set-restriction", person, {**body, "review_on": "2025-09-10"})
    changed = {"restriction": line.id, "step": "changed"}
    assert house.refused("move-restriction", person, changed).code == "restriction_needs_end"
    assert house.refused("move-restriction", person, {**changed, "restriction": house.new_id()}).code == "unknown_restriction"


def test_reviews_are_asked_for_on_their_day_and_not_of_what_is_over(house):
    person = house.someone()
    id = restrict(house, person, days=20, review_on="2025-09-08")
    day = house.now.date()
    assert restrictions.to_review(house.house, day, house.now) == ()
    due = restrictions.to_review(house.house, day + timedelta(days=7), house.now + timedelta(days=7))
    assert [one.id for _, one in due] == [id]
    assert restrictions.to_review(house.house, day + timedelta(days=30), house.now + timedelta(days=30)) == ()
    house.tell("move-restriction", person, {"restriction": id, "step": "reviewed", "review_on": "2025-09-15"})
    assert restrictions.to_review(house.house, day + timedelta(days=7), house.now + timedelta(days=7)) == ()


def test_whether_they_were_told_is_kept_with_when(house):
    person = house.someone()
    id = restrict(house, person)
    (one,) = restrictions.restrictions(house.house, person)
    assert one.told_at is None
    (line,) = house.tell("move-restriction", person, {"restriction": id, "step": "told"})
    (one,) = restrictions.restrictions(house.house, person)
    assert one.told_at == line.happened_at


def test_whoever_is_found_to_be_somebody_restricted_is_restricted(house):
    known = house.someone()
    restrict(house, known)
    here = house.new_id()
    house.tell("register-person", here, {"looked_up": False})
    assert restrictions.standing(house.house, here, house.now) == ()
    house.tell("link-person", here, {"same_as": known})
    assert len(restrictions.standing(house.house, here, house.now)) == 1
    assert begin(house, here)[1] == [("restricted", "shift lead agreed")]


def test_an_emergency_asks_nothing_of_it(house):
    person = house.someone()
    visit, _ = begin(house, person)
    restrict(house, person)
    (line,) = house.tell("raise-emergency", house.new_id(), {"visit": visit}, actor=Actor(device=house.nurse.device))
    assert not hasattr(line.body, "departures") or line.body.departures == ()


def test_a_restriction_that_was_a_mistake_is_taken_back(house):
    person = house.someone()
    id = restrict(house, person)
    house.tell("correct", person, {"entry": id, "reason": "wrong card", "void": True})
    assert restrictions.restrictions(house.house, person) == ()
    assert person not in house.house.restricted
    assert house.house.people[person].registered_at is not None


def test_reception_may_not_restrict_but_may_write_down_that_somebody_was_told(house):
    person = house.someone()
    reception = Actor(staff=house.staff, role="reception", device=house.nurse.device)
    body = {"what": "hours", "why": "other", "since": house.now, "review_on": "2025-09-10"}
    assert house.refused("set-restriction", person, body, actor=reception).code == "role"
    id = restrict(house, person)
    house.tell("move-restriction", person, {"restriction": id, "step": "told"}, actor=reception)
