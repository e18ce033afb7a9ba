"""Who signs, what is proposed, and what a protocol may not do afterwards."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import msgspec
import pytest

from bothy.care import legal, rules_shown
from bothy.care.bodies import PlaceSpec
from bothy.care.commands import Actor
from bothy.care.hours import rules_at
from bothy.care.proposals import proposals
from bothy.care.protocol import protocols, reviews_due
from bothy.care.rules import GENERIC, INHALATION, SCOTLAND, HouseRules, Lead, LegalBasis
from bothy.care.rules_words import GROUPS, WORDS
from support.acting import Facility

CLINICAL, SERVICE = UUID(int=21), UUID(int=22)
LEADS = (Lead(post="clinical_lead", staff=CLINICAL), Lead(post="service_lead", staff=SERVICE))
LED = msgspec.structs.replace(SCOTLAND, leads=LEADS)
NURSE_LEAD = Actor(staff=CLINICAL, role="nurse")
SERVICE_LEAD = Actor(staff=SERVICE, role="manager")
MANAGER = Actor(staff=UUID(int=23), role="manager")
ADMINISTRATOR = Actor(staff=UUID(int=24), role="administrator")


@pytest.fixture
def led() -> Facility:
    return Facility(rules=LED)


def body(house: Facility, rules: HouseRules = LED, **how: object) -> dict[str, object]:
    return {"rules": rules, "effective_from": house.now + timedelta(days=1), "signer": SERVICE} | how


def propose(house: Facility, rules: HouseRules, by: Actor = MANAGER) -> UUID:
    id = house.new_id()
    told = {"rules": rules, "effective_from": house.now + timedelta(hours=1), "reason": "shorter waits"}
    house.tell("propose-rules", id, told, actor=by)
    return id


def test_only_a_named_lead_signs_whatever_their_role(led: Facility) -> None:
    assert led.refused("sign-rules", led.id, body(led, signer=UUID(int=23)), actor=MANAGER).code == "only_a_lead"
    assert led.refused("sign-rules", led.id, body(led, signer=UUID(int=24)), actor=ADMINISTRATOR).code == "only_a_lead"
    (line,) = led.tell("sign-rules", led.id, body(led, signer=CLINICAL), actor=NURSE_LEAD)
    assert not line.body.departures


def test_a_lead_signs_for_nobody_else(led: Facility) -> None:
    assert led.refused("sign-rules", led.id, body(led, signer=CLINICAL), actor=SERVICE_LEAD).code == "signed_for_another"


def test_where_nobody_is_named_the_role_decides() -> None:
    house = Facility()
    assert house.refused("sign-rules", house.id, body(house, signer=CLINICAL), actor=NURSE_LEAD).code == "role"
    house.tell("sign-rules", house.id, body(house, signer=UUID(int=23)), actor=MANAGER)


def test_leads_who_all_left_lock_nobody_out(led: Facility) -> None:
    for gone in (CLINICAL, SERVICE):
        assert led.refused("sign-rules", led.id, body(led, signer=UUID(int=23)), actor=MANAGER).code == "only_a_lead"
        led.tell("note-access", led.id, {"what": "staff_left", "whose": gone}, actor=ADMINISTRATOR)
    led.tell("sign-rules", led.id, body(led, signer=UUID(int=23)), actor=MANAGER)
    led.tell("note-access", led.id, {"what": "staff_back", "whose": SERVICE}, actor=ADMINISTRATOR)
    assert led.refused("sign-rules", led.id, body(led, signer=UUID(int=23)), actor=MANAGER).code == "only_a_lead"


def test_one_lead_may_change_the_leads_and_it_is_told(led: Facility) -> None:
    alone = msgspec.structs.replace(LED, leads=LEADS[1:])
    (line,) = led.tell("sign-rules", led.id, body(led, alone), actor=SERVICE_LEAD)
    assert [one.rule for one in line.body.departures] == ["leads_changed_by_one"]


def test_who_may_not_sign_does_not_get_there_by_putting_right(led: Facility) -> None:
    (line,) = led.tell("sign-rules", led.id, body(led), actor=SERVICE_LEAD)
    for what in ({"void": True}, {"body": body(led, GENERIC)}):
        how = {"entry": line.id, "reason": "x", **what}
        assert led.refused("correct", led.id, how, actor=MANAGER).code == "only_a_lead"
    led.tell("correct", led.id, {"entry": line.id, "reason": "x", "void": True}, actor=SERVICE_LEAD)


def test_what_is_signed_is_what_was_proposed_and_not_before_its_time(led: Facility) -> None:
    shorter = msgspec.structs.replace(LED, capacity_people=10)
    id = propose(led, shorter)
    told = body(led, proposal=id)
    assert led.refused("sign-rules", led.id, told, actor=SERVICE_LEAD).code == "not_as_proposed"
    told = body(led, shorter, proposal=id, effective_from=led.now + timedelta(minutes=5))
    assert led.refused("sign-rules", led.id, told, actor=SERVICE_LEAD).code == "not_as_proposed"
    assert led.refused("sign-rules", led.id, body(led, shorter, proposal=led.new_id()), actor=SERVICE_LEAD).code == "unknown_proposal"
    past = body(led, shorter, effective_from=led.now - timedelta(days=1))
    assert led.refused("sign-rules", led.id, past, actor=SERVICE_LEAD).code == "rules_backdated"
    led.tell("sign-rules", led.id, body(led, shorter, proposal=id), actor=SERVICE_LEAD)
    (made,) = proposals(led.lines, led.lines)
    assert made.state == "signed"
    assert rules_at(led.house, led.now + timedelta(days=2)).capacity_people == 10


def test_several_proposals_stand_and_a_withdrawn_one_is_kept(led: Facility) -> None:
    first = propose(led, msgspec.structs.replace(LED, capacity_people=10))
    second = propose(led, msgspec.structs.replace(LED, capacity_people=11))
    led.tell("withdraw-proposal", first, {"reason": "not wanted"}, actor=MANAGER)
    assert led.refused("withdraw-proposal", first, {}, actor=MANAGER).code == "proposal_withdrawn"
    assert {one.id: one.state for one in proposals(led.lines)} == {first: "withdrawn", second: "waits"}
    told = body(led, msgspec.structs.replace(LED, capacity_people=10), proposal=first)
    assert led.refused("sign-rules", led.id, told, actor=SERVICE_LEAD).code == "proposal_withdrawn"
    assert led.refused("propose-rules", second, {"rules": LED, "effective_from": led.now}, actor=MANAGER).code == "propose_anew"
    how = {"entry": next(line.id for line in led.lines if line.kind == "rules-proposed"), "reason": "x", "void": True}
    assert led.refused("correct", first, how, actor=MANAGER).code == "propose_anew"


def test_one_who_proposes_and_signs_departs_from_the_rules(led: Facility) -> None:
    shorter = msgspec.structs.replace(LED, capacity_people=10)
    id = propose(led, shorter, SERVICE_LEAD)
    (line,) = led.tell("sign-rules", led.id, body(led, shorter, proposal=id, reason="nobody else is here"), actor=SERVICE_LEAD)
    assert [(one.rule, one.reason) for one in line.body.departures] == [("proposed_and_signed_by_one", "nobody else is here")]


# --- the protocol ---

QUESTION = {
    "title": "Pilot", "version": "1", "signer": SERVICE, "question": "Does it work?", "analysis": "Counted.",
    "outcomes": [{"name": "Episodes", "primary": True, "indicator": "injecting_episodes"}], "data_from": "2025-09-02",
    "reviews": ["2025-10-01", "2026-03-01"],
}  # fmt: skip


def test_a_protocol_is_amended_with_a_reason_and_never_put_right(led: Facility) -> None:
    id = led.new_id()
    assert led.refused("sign-protocol", id, QUESTION | {"signer": UUID(int=23)}, actor=MANAGER).code == "only_a_lead"
    (first,) = led.tell("sign-protocol", id, QUESTION, actor=SERVICE_LEAD)
    assert led.refused("sign-protocol", id, QUESTION, actor=SERVICE_LEAD).code == "amend_the_last"
    more = QUESTION | {"version": "2", "amends": first.id}
    assert led.refused("sign-protocol", id, more, actor=SERVICE_LEAD).code == "amendment_needs_reason"
    assert led.refused("sign-protocol", led.new_id(), more, actor=SERVICE_LEAD).code == "unknown_subject"
    led.tell("sign-protocol", id, more | {"reason": "The board asked."}, actor=SERVICE_LEAD)
    assert led.refused("sign-protocol", id, more | {"reason": "Again."}, actor=SERVICE_LEAD).code == "amend_the_last"
    for what in ({"void": True}, {"body": QUESTION}, {"happened_at": led.now - timedelta(hours=1)}):
        how = {"entry": first.id, "reason": "x", **what}
        assert led.refused("correct", id, how, actor=SERVICE_LEAD).code == "amend_the_protocol"
    (made,) = protocols(led.lines)
    assert [one.body.version for one in made.versions] == ["1", "2"]


def test_a_review_that_nobody_recorded_is_late(led: Facility) -> None:
    id = led.new_id()
    led.tell("sign-protocol", id, QUESTION, actor=SERVICE_LEAD)
    said = {"due_on": "2025-10-01", "verdict": "go_on", "number": 5}
    assert led.refused("review-protocol", id, said, actor=MANAGER).code == "only_a_lead"
    day = date(2025, 10, 10)
    assert [one.state for one in reviews_due(protocols(led.lines)[0], day)] == ["late", "to_come"]
    led.tell("review-protocol", id, said, actor=SERVICE_LEAD)
    assert [one.state for one in reviews_due(protocols(led.lines)[0], day)] == ["done", "to_come"]
    assert [one.state for one in reviews_due(protocols(led.lines)[0], date(2026, 2, 10))] == ["done", "soon"]


def test_opening_with_gaps_is_told_as_a_departure() -> None:
    house = Facility()
    (line,) = house.tell("say-readiness", house.id, {"item": "opening", "gaps": ["backup"], "reason": "tomorrow"}, actor=MANAGER)
    assert [(one.rule, one.reason) for one in line.body.departures] == [("opened_with_gaps", "tomorrow")]
    (line,) = house.tell("say-readiness", house.id, {"item": "insurance", "evidence": "PL 1"}, actor=MANAGER)
    assert not line.body.departures


# --- words and differences ---


def test_every_rule_has_words_and_a_place_on_the_page() -> None:
    named = [name for _, _, names in GROUPS for name in names]
    assert sorted(named) == sorted(HouseRules.__struct_fields__)
    shown = {row.path for group in rules_shown.groups(SCOTLAND) for row in group.rows}
    assert all(WORDS[path][0] for path in shown)


def test_two_sets_differ_in_what_differs_and_in_nothing_else() -> None:
    assert {one.path for one in rules_shown.differences(GENERIC, INHALATION)} == {"name", "routes"}
    assert rules_shown.differences(SCOTLAND, SCOTLAND) == ()
    turned = msgspec.structs.replace(SCOTLAND, routes=tuple(reversed(SCOTLAND.routes)))
    assert rules_shown.differences(SCOTLAND, turned) == (), "a set of codes has no order of its own"
    (one,) = rules_shown.differences(SCOTLAND, msgspec.structs.replace(SCOTLAND, capacity_people=12))
    assert (one.was, one.now) == (("20 people",), ("12 people",))


# --- the legal basis ---

PLACES = tuple(PlaceSpec(number=n) for n in range(1, 9))


def basis(**how: object) -> HouseRules:
    whole = {"kind": "licence", "title": "Licence", "reference": "L 1", "given_by": "Council", "since": date(2025, 1, 1), "footprint": ("using room, places 1 to 6", "place 8")}
    return msgspec.structs.replace(SCOTLAND, legal_basis=LegalBasis(**(whole | how)))  # type: ignore[arg-type]


def states(rules: HouseRules, day: date = date(2025, 6, 1)) -> dict[str, str]:
    return {one.code: one.state for one in legal.against(rules, PLACES, day)}


def test_a_place_that_the_footprint_does_not_name_lies_outside() -> None:
    assert [one.number for one in legal.places_outside(basis().legal_basis, PLACES)] == [7]
    assert states(basis())["footprint"] == "gap"
    assert states(basis(footprint=("room A, places 1-4 and 5–8",)))["footprint"] == "good"
    assert states(basis(footprint=()))["footprint"] == "gap"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("places 1 to 3", {1, 2, 3}), ("place 4", {4}), ("room 7", set()), ("places 1, 2 and 5", {1, 2, 5}), ("places 5 to 2", set()), ("the place by the door", set())],
)
def test_places_are_read_from_a_line_of_the_footprint(text: str, numbers: set[int]) -> None:
    assert legal.places_named(text) == numbers


def test_what_has_run_out_or_allows_less_is_missing() -> None:
    assert states(basis(until=date(2025, 5, 31)))["legal_basis_holds"] == "gap"
    assert states(basis(until=date(2025, 6, 1)))["legal_basis_holds"] == "good"
    assert states(basis(since=date(2025, 6, 2)))["legal_basis_holds"] == "gap"
    assert states(basis(capacity_people=19))["capacity_people"] == "gap"
    assert states(basis(capacity_people=20))["capacity_people"] == "good"
    assert states(basis(capacity_places=7))["capacity_places"] == "gap"
    assert states(basis(reference=" "))["legal_basis_stated"] == "gap"


def test_reviews_and_an_end_are_reminded_of_in_time() -> None:
    told = basis(until=date(2025, 12, 31), reviews=(date(2025, 7, 1), date(2025, 3, 1)), review_on="2025-09-30").legal_basis
    near = legal.reminders(told, date(2025, 6, 1))
    assert [(one.what, one.on) for one in near] == [("review", date(2025, 7, 1))]
    assert [one.what for one in legal.reminders(told, date(2026, 1, 5))] == ["end"]


def test_the_shipped_sets_claim_no_document_that_the_house_does_not_have() -> None:
    at = datetime(2025, 6, 1, tzinfo=UTC).date()
    for rules in (GENERIC, INHALATION):
        assert states(rules, at)["legal_basis_stated"] == "gap"
    assert states(SCOTLAND, at)["legal_basis_stated"] == "gap", "since when it holds each house must state itself"
