"""The registers: what was left behind, incidents, visitors, duties. Nothing in them is adjusted afterwards."""

from datetime import date, timedelta

import msgspec
import pytest

from bothy.care import register_duties, register_incidents, register_items, register_visitors
from bothy.care.bodies_register import ItemFound, ItemsCounted
from bothy.care.commands import Actor
from bothy.care.rules import SCOTLAND, Duty
from support.acting import Facility


@pytest.fixture
def house():
    return Facility()


@pytest.fixture
def second(house):
    return house.new_id()


def beside(house, second):
    """The nurse, with a second who entered a PIN of their own."""
    return msgspec.structs.replace(house.nurse, beside=(second,))


def find(house, second, bag="A 1", **more):
    item = house.new_id()
    body = {"where": "toilet", "bag": bag, "looks": "powder", "second": second}
    house.tell("find-item", item, body, actor=beside(house, second), **more)
    return item


def move(house, item, second, to="safe", bag="A 1", **more):
    return house.tell("move-item", item, {"to": to, "bag": bag, "second": second, **more}, actor=beside(house, second))


def the_item(house, item):
    return register_items.item(house.house.registers[item].lines)


def rules_of(line):
    return [one.rule for one in line.body.departures]


def test_an_item_goes_from_hand_to_hand_and_each_pair_of_hands_is_named(house, second):
    item = find(house, second)
    move(house, item, second)
    move(house, item, second, "police", receipt="PS 12")
    told = the_item(house, item)
    assert [(step.to, step.second, step.receipt) for step in told.steps] == [
        ("found", second, None), ("safe", second, None), ("police", second, "PS 12"),
    ]  # fmt: skip
    assert told.where_now == "police" and told.gone
    assert register_items.findings([told]) == ()


def test_a_second_who_did_not_confirm_is_nobody(house, second):
    body = {"where": "toilet", "bag": "A 1", "second": second}
    assert house.refused("find-item", house.new_id(), body).code == "second_not_confirmed"
    assert house.refused("find-item", house.new_id(), {**body, "second": house.staff}).code == "second_is_first"
    (line,) = house.tell("find-item", house.new_id(), body, acted=True)
    assert line.body.second is None and rules_of(line) == ["done_by_one"]


def test_done_by_one_is_kept_and_is_a_finding(house, second):
    (line,) = house.tell("find-item", house.new_id(), {"where": "toilet", "bag": "A 1"})
    assert rules_of(line) == ["done_by_one"]
    assert [one.code for one in register_items.findings(register_items.items_of(house.house))] == ["done_by_one"]


def test_a_bag_number_stands_once(house, second):
    find(house, second, "A-1")
    body = {"where": "place", "bag": "a 1", "second": second}
    refusal = house.refused("find-item", house.new_id(), body, actor=beside(house, second))
    assert refusal.code == "bag_taken" and "a 1" in refusal.sentence
    (line,) = house.tell("find-item", house.new_id(), body, actor=beside(house, second), acted=True)
    assert rules_of(line) == ["bag_twice"]
    assert [one.code for one in register_items.findings(register_items.items_of(house.house))] == ["bag_twice"]


def test_another_number_read_at_a_move_is_kept_and_shown(house, second):
    item = find(house, second)
    (line,) = move(house, item, second, bag="A 7")
    assert rules_of(line) == ["bag_differs"]
    assert [(one.code, one.bag) for one in register_items.findings([the_item(house, item)])] == [("bag_differs", "A 7")]


def test_what_left_the_house_without_a_receipt_says_so(house, second):
    item = find(house, second)
    (line,) = move(house, item, second, "destroyed")
    assert rules_of(line) == ["no_receipt"]
    assert house.refused("move-item", item, {"to": "safe", "bag": "A 1"}).code == "item_gone"
    assert house.refused("move-item", house.new_id(), {"to": "safe", "bag": "A 1"}).code == "unknown_item"


def test_the_house_works_out_what_a_count_comes_to_whatever_the_tablet_says(house, second):
    for bag in ("A 1", "A 2"):
        move(house, find(house, second, bag), second, bag=bag)
    find(house, second, "A 3")  # with whoever found it: not in the safe
    told = {"bags": ["a1", "X 9"], "finding": "as_it_should_be", "second": second}
    (line,) = house.tell("count-items", house.id, told, actor=beside(house, second))
    assert (line.body.finding, line.body.missing, line.body.unknown) == ("differs", ("A 2",), ("X 9",))
    found = register_items.findings(register_items.items_of(house.house), register_items.counts(house.lines))
    assert {(one.code, one.bag) for one in found} == {("missing", "A 2"), ("unknown", "X 9")}
    (right,) = house.tell("count-items", house.id, {"bags": ["A 2", "A-1"], "second": second}, actor=beside(house, second))
    assert right.body.finding == "as_it_should_be"
    # The first count stays as it was: nothing is adjusted by the second.
    assert [one.holds for one in register_items.counts(house.lines)] == [False, True]


def test_a_count_is_taken_back_or_made_again_and_never_rewritten(house, second):
    (line,) = house.tell("count-items", house.id, {"bags": ["A 1"], "second": second}, actor=beside(house, second))
    changed = {"entry": line.id, "reason": "slip", "body": msgspec.to_builtins(ItemsCounted())}
    lead = Actor(staff=house.staff, role="shift_lead", device=house.nurse.device)
    assert house.refused("correct", house.id, changed, actor=lead).code == "count_again"
    house.tell("correct", house.id, {"entry": line.id, "reason": "slip", "void": True}, actor=lead)
    assert register_items.counts(house.lines) == ()


def test_what_was_found_by_mistake_is_put_right_by_an_entry_of_its_own(house, second):
    item = find(house, second)
    (found, *_) = house.house.registers[item].lines
    house.tell("correct", item, {"entry": found.id, "reason": "slip", "void": True})
    assert the_item(house, item) is None
    assert len(house.house.registers[item].lines) == 2


def test_what_lies_in_the_safe_stays_on_the_board_and_what_went_leaves_it(house, second):
    stays, goes = find(house, second), find(house, second, "B 2")
    move(house, goes, second, "police", "B 2", receipt="PS 1")
    house.pass_minutes(60 * 40)
    house.tell("close-floor", house.id)
    assert set(house.house.registers) == {stays}
    move(house, stays, second)
    assert the_item(house, stays).where_now == "safe"


def test_an_incident_is_what_it_was_and_what_was_done(house):
    incident = house.new_id()
    house.tell("open-incident", incident, {"what": "dealing_suspected", "where": "entrance", "inside": False})
    house.tell("move-incident", incident, {"act": "asked_to_leave"})
    house.tell("move-incident", incident, {"act": "closed", "outcome": "no_finding"})
    assert house.refused("move-incident", incident, {"act": "reported"}).code == "incident_closed"
    told = register_incidents.incidents_of(house.house)[0]
    assert (told.inside, [act.act for act in told.acts], told.outcome) == (False, ["asked_to_leave", "closed"], "no_finding")
    house.tell("move-incident", incident, {"act": "opened_again"})
    told = register_incidents.incidents_of(house.house)[0]
    assert told.closed_at is None and told.outcome is None
    assert house.refused("move-incident", house.new_id(), {"act": "closed"}).code == "unknown_incident"


def test_a_complaint_has_the_deadlines_of_the_house_rules(house):
    incident = house.new_id()
    house.tell("open-incident", incident, {"what": "complaint"})
    opened = register_incidents.incidents_of(house.house)[0]
    acknowledged, answered = register_incidents.deadlines(opened, SCOTLAND)
    assert acknowledged.due_at == opened.opened_at + timedelta(hours=72) and acknowledged.kept_at is None
    assert acknowledged.overdue(opened.opened_at + timedelta(hours=72))
    house.tell("move-incident", incident, {"act": "acknowledged"})
    house.tell("move-incident", incident, {"act": "answered", "evidence": "L 12"})
    kept = register_incidents.deadlines(register_incidents.incidents_of(house.house)[0], SCOTLAND)
    assert all(one.kept_at is not None for one in kept) and kept[1].evidence == "L 12"
    assert not kept[1].overdue(opened.opened_at + timedelta(days=400))


def test_visitors_count_into_who_is_in_the_house_and_never_into_service_users(house):
    visitor = house.new_id()
    person = house.someone()
    house.tell("start-visit", house.new_id(), {"person": person, "purposes": ["use"]})
    house.tell("let-visitor-in", visitor, {"what": "inspector", "purpose": "inspection"})
    told = register_visitors.inside(house.house)
    assert (told.service_users, told.staff, told.visitors, told.all) == (1, 1, 1, 3)
    house.tell("let-visitor-out", visitor)
    assert register_visitors.inside(house.house).visitors == 0
    assert house.refused("let-visitor-out", visitor).code == "visitor_gone"
    assert house.refused("let-visitor-out", house.new_id()).code == "unknown_visitor"


WEEKLY = msgspec.structs.replace(SCOTLAND, duties=(Duty(name="alarm test", every="week", within_hours=24),))


def test_a_duty_of_each_week_is_due_at_the_end_of_the_facilitys_own_week():
    house = Facility(rules=WEEKLY)  # a Monday
    (due,) = register_duties.periodic(house.house, {}, date(2025, 9, 1), house.now)
    # The week ends as Monday begins at five in Glasgow, and there is a day to do it in.
    assert due.due_at.isoformat() == "2025-09-09T04:00:00+00:00"
    assert due.state(house.now) == "due" and due.state(due.due_at) == "overdue"


def test_a_duty_kept_is_kept_for_its_period_and_says_how():
    house = Facility(rules=WEEKLY)
    told = {"duty": "alarm test", "period": "2025-09-03", "how": "in_person", "evidence": "A 1"}
    manager = Actor(staff=house.staff, role="manager")
    (line,) = house.tell("keep-duty", house.id, told, actor=manager)
    assert line.body.period == date(2025, 9, 1)
    (due,) = register_duties.periodic(house.house, register_duties.kept(house.lines), date(2025, 9, 1), house.now)
    assert (due.state(house.now), due.how, due.evidence) == ("sent", "in_person", "A 1")
    late = register_duties.periodic(house.house, register_duties.kept(house.lines), date(2025, 9, 1), house.now + timedelta(days=20))
    assert [one.state(house.now + timedelta(days=20)) for one in late] == ["sent", "overdue", "due"]
    assert house.refused("keep-duty", house.id, {**told, "duty": "none"}, actor=manager).code == "unknown_duty"
    ahead = {**told, "period": "2025-10-01"}
    assert house.refused("keep-duty", house.id, ahead, actor=manager).code == "period_not_begun"


@pytest.mark.parametrize(
    ("every", "day", "first", "following"),
    [
        ("day", date(2025, 2, 28), date(2025, 2, 28), date(2025, 3, 1)),
        ("week", date(2025, 9, 7), date(2025, 9, 1), date(2025, 9, 8)),
        ("month", date(2024, 2, 29), date(2024, 2, 1), date(2024, 3, 1)),
        ("quarter", date(2025, 12, 31), date(2025, 10, 1), date(2026, 1, 1)),
        ("quarter", date(2025, 7, 1), date(2025, 7, 1), date(2025, 10, 1)),
        ("year", date(2024, 12, 31), date(2024, 1, 1), date(2025, 1, 1)),
    ],
)
def test_periods_follow_each_other_without_a_gap(every, day, first, following):
    assert register_duties.first_day(every, day) == first
    assert register_duties.next_first(every, first) == following
    assert register_duties.first_day(every, following - timedelta(days=1)) == first


def test_an_item_says_no_more_than_how_it_looks():
    assert set(ItemFound.__struct_fields__) == {"where", "looks", "bag", "second", "place", "departures"}
