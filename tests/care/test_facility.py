"""How a facility is founded and its rules hold, its stock, and what a day and a referral come to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec

from bothy.care import board
from bothy.care.commands import Refusal
from bothy.care.decide import decide
from bothy.care.rules import SCOTLAND
from care.command_bodies import BODIES
from support.acting import SYSTEM, Facility


def test_only_a_demo_runs_off_real_time(house: Facility) -> None:
    no = house.refused("set-clock", house.id, BODIES["set-clock"], actor=SYSTEM)
    assert no.code == "clock_is_for_demos"
    body = dict(BODIES["found-facility"])  # type: ignore[call-overload]
    body["clock"] = {"origin": "2025-09-01T00:00:00Z", "wall": "2025-09-01T00:00:00Z", "rate": 20}
    empty = Facility.__new__(Facility)
    empty.__init__(opened=False)  # type: ignore[misc]
    command = empty.command("found-facility", empty.new_id(), body)
    from bothy.care.house import House

    no_demo = decide(House(), command, SYSTEM, empty.now)
    assert isinstance(no_demo, Refusal)
    assert no_demo.code == "clock_is_for_demos"


def test_a_facility_is_founded_once(house: Facility) -> None:
    assert (
        house.refused("found-facility", house.id, BODIES["found-facility"], actor=SYSTEM).code
        == "already_founded"
    )


def test_rules_hold_from_their_day_and_the_past_is_judged_by_its_own(house: Facility) -> None:
    from bothy.care.hours import rules_at

    strict = msgspec.structs.replace(SCOTLAND, capacity_people=2, name="stricter")
    starts = house.now + timedelta(days=1)
    body = {"rules": msgspec.to_builtins(strict), "effective_from": starts, "signer": house.new_id()}
    house.tell("sign-rules", house.id, body, actor=SYSTEM)
    assert rules_at(house.house, starts - timedelta(seconds=1)).capacity_people == 20
    assert rules_at(house.house, starts).capacity_people == 2
    body["effective_from"] = house.now - timedelta(days=1)
    assert house.refused("sign-rules", house.id, body, actor=SYSTEM).code == "rules_backdated"


def test_stock_is_known_by_its_batch_and_the_last_word_on_it_holds() -> None:
    facility = Facility()
    facility.tell(
        "note-stock", facility.id, {"item": "naloxone_im", "batch": "AB 123", "expires": "2026-02-28"}
    )
    facility.tell("note-stock", facility.id, {"item": "naloxone_nasal", "batch": "77/3"})
    facility.tell("note-stock", facility.id, {"item": "naloxone_nasal", "batch": "77/3", "status": "used_up"})
    assert {(one.item, one.batch, str(one.expires), one.status) for one in facility.house.stock} == {
        ("naloxone_im", "AB 123", "2026-02-28", "open"),
        ("naloxone_nasal", "77/3", "None", "used_up"),
    }
    facility.pass_minutes(60 * 24 * 90)
    facility.tell("turn-away", facility.id, {"reason": "full"})
    assert len(facility.house.stock) == 2, "stock outlives the days for which lines are kept"
    for name in ("Lark", "", "x1" * 13):
        no = facility.refused("note-stock", facility.id, {"item": "naloxone_im", "batch": name})
        assert no.code == "unreadable"


def test_visits_episodes_and_people_are_three_counts(house: Facility) -> None:
    person = house.someone()
    visit = house.in_place(1, person)
    first = house.house.visits[visit].episodes[0].id
    house.tell("end-episode", visit, {"episode": first})
    house.tell("give-place", visit, {"place": 2})
    house.tell("end-visit", visit)
    house.visit(person)
    house.tell("turn-away", house.id, {"reason": "full"})
    house.tell("raise-emergency", house.new_id(), {})
    mistake = house.new_id()
    house.tell("raise-emergency", mistake, {})
    house.tell("close-emergency", mistake, {"outcome": "raised_in_error"})
    today = board.today(house.house, house.now)
    assert (today.visits, today.episodes, today.people) == (2, 2, 1)
    assert (today.emergencies, today.raised_in_error, today.turned_away) == (1, 1, 1)


def test_after_midnight_it_is_still_the_day_before(house: Facility) -> None:
    house.visit()
    house.now = datetime(2025, 9, 2, 3, 30, tzinfo=UTC)  # half past four in Glasgow
    assert board.today(house.house, house.now).visits == 1
    house.now = datetime(2025, 9, 2, 4, 30, tzinfo=UTC)
    assert board.today(house.house, house.now).visits == 0


def test_referrals_are_followed_to_their_outcome(house: Facility) -> None:
    person, referral = house.someone(), house.new_id()
    house.tell("offer-referral", referral, {"person": person, "to": "drug_treatment"})
    for step in ("accepted", "made", "acknowledged", "appointment", "attended"):
        house.pass_minutes(60)
        house.tell("move-referral", referral, {"step": step, "said_by": "service"})
    body = {"step": "engaged", "said_by": "service", "engagement": "opioid_substitution_started"}
    house.tell("move-referral", referral, body)
    held = house.house.referrals[referral]
    assert (held.step, held.engagement, held.person) == ("engaged", "opioid_substitution_started", person)
    assert house.refused("move-referral", house.new_id(), {"step": "made"}).code == "unknown_referral"
