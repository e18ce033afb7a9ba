"""Mistakes are put right by a later line that names the one it corrects."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID

import msgspec

from bothy.care import board
from bothy.care.bodies import Corrected
from bothy.care.commands import Actor
from bothy.care.house import Line
from bothy.care.kinds import encode
from bothy.care.rules import SCOTLAND
from bothy.care.snapshot import house_from_disk, lines_for_disk
from bothy.care.wish import Wish
from support.acting import SYSTEM, Facility


def correct(house: Facility, line: Line, **how: object) -> Line:
    return house.tell("correct", line.subject, {"entry": line.id, "reason": "wrong card", **how})[0]


def last(house: Facility, kind: str) -> Line:
    return next(line for line in reversed(house.lines) if line.kind == kind)


def test_a_place_written_wrong_is_put_right(house: Facility) -> None:
    visit = house.in_place(3)
    correct(house, last(house, "place-given"), body={"place": 4})
    assert board.holders(house.house) == {4: (visit,)}
    assert board.place_status(house.house, 3) == "ready", "nobody ever sat there"


def test_putting_right_can_show_that_two_sit_in_one_place(house: Facility) -> None:
    one, two = house.in_place(3), house.in_place(4)
    correct(house, last(house, "place-given"), body={"place": 3})
    (contest,) = board.contests(house.house)
    assert set(contest.visits) == {one, two}


def test_what_did_not_happen_is_gone_from_the_counts(house: Facility) -> None:
    person = house.someone()
    visit = house.in_place(1, person)
    correct(house, last(house, "episode-started"), void=True)
    assert house.house.visits[visit].episodes == ()
    assert house.house.people[person].episodes == 0
    assert house.house.people[person].visits == 1
    correct(house, last(house, "visit-started"), void=True)
    assert house.house.people[person].visits == 0
    assert house.house.people[person].last_visit_at is None
    assert board.open_visits(house.house) == ()


def test_a_correction_can_be_taken_back(house: Facility) -> None:
    visit = house.visit()
    house.tell("end-visit", visit)
    first = correct(house, last(house, "visit-ended"), void=True)
    assert house.house.visits[visit].is_open
    second = correct(house, first, void=True)
    assert not house.house.visits[visit].is_open
    correct(house, second, void=True)
    assert house.house.visits[visit].is_open


def test_a_correction_can_be_put_right(house: Facility) -> None:
    visit = house.in_place(1)
    first = correct(house, last(house, "place-given"), body={"place": 5})
    said = json.loads(encode(first.body))
    said["body"] = {"place": 6}
    correct(house, first, body=said)
    assert house.house.visits[visit].place == 6


def test_a_correction_stays_with_its_entry(house: Facility) -> None:
    house.in_place(1)
    first = correct(house, last(house, "place-given"), body={"place": 5})
    said = json.loads(encode(first.body)) | {"entry": str(last(house, "episode-started").id)}
    no = house.refused("correct", first.subject, {"entry": first.id, "reason": "x", "body": said})
    assert no.code == "correction_names_another"


def test_of_two_corrections_the_later_holds_part_by_part(house: Facility) -> None:
    visit = house.in_place(1)
    given = last(house, "place-given")
    earlier = given.happened_at - timedelta(minutes=4)
    correct(house, given, body={"place": 5}, happened_at=earlier.isoformat())
    correct(house, given, body={"place": 6})
    held = house.house.visits[visit]
    assert (held.place, held.place_since) == (6, earlier)


def test_a_time_told_wrong_moves_what_happened(house: Facility) -> None:
    visit = house.visit()
    house.pass_minutes(10)
    looked = house.tell("see", visit, {"visits": [visit]})[0]
    house.pass_minutes(5)
    house.tell("see", visit, {"visits": [visit], "state": "drowsy_rousable"})
    correct(house, last(house, "seen"), happened_at=(looked.happened_at - timedelta(minutes=5)).isoformat())
    held = house.house.visits[visit]
    assert (held.seen_at, held.seen_state) == (looked.happened_at, "awake")


def test_a_visit_belongs_to_another_person(house: Facility) -> None:
    wrong, right = house.someone(), house.someone()
    house.in_place(1, wrong)
    house.tell("assess", house.lines[-1].subject, {"preparations": "declined"})
    correct(house, last(house, "visit-started"), body={"person": right, "purposes": ["use"]})
    people = house.house.people
    assert (people[wrong].visits, people[wrong].episodes, people[wrong].last_assessment) == (0, 0, None)
    assert (people[right].visits, people[right].episodes) == (1, 1)
    assert people[right].last_assessment is not None


def test_an_age_band_told_wrong_is_put_right(house: Facility) -> None:
    person = house.someone()
    correct(house, last(house, "person-registered"), body={"age_band": "45-54", "sex": "female"})
    assert (house.house.people[person].age_band, house.house.people[person].sex) == ("45-54", "female")


def test_what_staff_said_of_a_place_is_taken_back(house: Facility) -> None:
    house.tell("change-place", house.id, {"place": 2, "status": "out_of_use"})
    correct(house, last(house, "place-changed"), void=True)
    assert board.place_status(house.house, 2) == "ready"


def test_a_visit_long_gone_is_put_right_from_what_is_recalled(house: Facility) -> None:
    person = house.someone()
    visit = house.in_place(1, person)
    house.tell("end-visit", visit)
    started = last(house, "episode-started")
    house.pass_minutes(48 * 60)
    house.tell("turn-away", house.id, {"reason": "full"})
    assert visit not in house.house.visits
    assert house.house.people[person].episodes == 1
    correct(house, started, void=True)
    assert house.house.people[person].episodes == 0
    assert house.house.people[person].visits == 1
    assert house.house.visits[visit].ended_how == "left"


def test_a_facility_line_long_gone_is_put_right(house: Facility) -> None:
    house.tell("change-place", house.id, {"place": 2, "status": "out_of_use", "reason": "light"})
    broken = last(house, "place-changed")
    house.tell("change-place", house.id, {"place": 2, "status": "ready"})
    mended = last(house, "place-changed")
    house.pass_minutes(48 * 60)
    house.tell("turn-away", house.id, {"reason": "full"})
    assert broken not in house.house.facility_lines
    correct(house, mended, void=True)
    # What was said before is known again only to those who can recall it.
    assert house.house.places.get(2) is None or house.house.places[2].status == "out_of_use"
    assert house.house.floor_open
    correct(house, broken, body={"place": 2, "status": "out_of_use", "reason": "lamp"})
    assert house.house.places[2].reason == "lamp"


def test_a_correction_says_why(house: Facility) -> None:
    visit = house.visit()
    started = last(house, "visit-started")
    assert house.refused("correct", visit, {"entry": started.id, "reason": " "}).code == "reason_missing"
    no = house.refused("correct", visit, {"entry": started.id, "reason": "x"})
    assert no.code == "nothing_to_correct"
    no = house.refused("correct", visit, {"entry": house.new_id(), "reason": "x", "void": True})
    assert no.code == "unknown_entry"
    no = house.refused("correct", visit, {"entry": started.id, "reason": "x", "body": {"person": 3}})
    assert no.code == "unreadable"
    body = {"person": house.new_id(), "purposes": ["use"]}
    no = house.refused("correct", visit, {"entry": started.id, "reason": "x", "body": body})
    assert no.code == "unknown_person"


def test_a_place_that_is_not_there_is_not_put_right_into(house: Facility) -> None:
    house.in_place(1)
    given = last(house, "place-given")
    no = house.refused("correct", given.subject, {"entry": given.id, "reason": "x", "body": {"place": 99}})
    assert no.code == "no_such_place"


def test_same_as_last_time_remembers_the_visit_before_when_this_one_is_voided(house: Facility) -> None:
    person = house.someone()
    first = house.visit(person)
    house.tell(
        "assess", first, {"preparations": [{"substances": ["heroin"]}], "otherwise": {"where": "street"}}
    )
    asked_at = house.house.people[person].otherwise_asked_at
    house.tell("end-visit", first)
    house.pass_minutes(42 * 60)
    second = house.visit(person)
    house.tell("assess", second, {"preparations": [{"substances": ["crack"]}], "otherwise": {"where": "car"}})
    assert first not in house.house.visits
    correct(house, last(house, "assessed"), void=True)
    held = house.house.people[person]
    assert held.last_assessment is not None
    assert held.last_assessment.preparations[0].substances == ("heroin",)  # type: ignore[union-attr]
    assert held.otherwise_asked_at == asked_at


def test_a_facility_line_put_right_long_ago_leaves_nothing_behind(house: Facility) -> None:
    (away,) = house.tell("turn-away", house.id, {"reason": "full"})
    correct(house, away, void=True)
    assert house.house.turned_away == ()
    assert house.house.facility_corrected
    house.pass_minutes(48 * 60)
    house.tell("turn-away", house.id, {"reason": "full"})
    assert not house.house.facility_corrected
    assert away not in house.house.facility_lines
    assert house_from_disk(lines_for_disk(house.house)) == house.house


def test_an_old_line_of_the_facility_stays_with_what_has_just_put_it_right(house: Facility) -> None:
    (broken,) = house.tell("change-place", house.id, {"place": 2, "status": "out_of_use", "reason": "light"})
    house.pass_minutes(60)
    (mended,) = house.tell("change-place", house.id, {"place": 2, "status": "ready"})
    house.pass_minutes(35 * 60)
    correct(house, broken, body={"place": 2, "status": "out_of_use", "reason": "lamp"})
    house.pass_minutes(2 * 60)
    house.tell("turn-away", house.id, {"reason": "full"})
    correct(house, mended, void=True)
    assert board.place_status(house.house, 2) == "out_of_use"
    assert house.house.places[2].reason == "lamp"


def test_what_was_put_right_of_the_facility_stays_right(house: Facility) -> None:
    house.tell("change-place", house.id, {"place": 2, "status": "out_of_use", "reason": "light"})
    correct(house, last(house, "place-changed"), body={"place": 3, "status": "out_of_use"})
    house.pass_minutes(48 * 60)
    house.tell("turn-away", house.id, {"reason": "full"})
    house.tell("change-place", house.id, {"place": 1, "status": "ready"}, at=house.now - timedelta(hours=47))
    assert board.place_status(house.house, 3) == "out_of_use"
    assert board.place_status(house.house, 2) == "ready"


MANAGER = Actor(staff=UUID(int=7), role="manager")
WORKER = Actor(staff=UUID(int=8), role="worker")


def signed_rules(house: Facility, **how: object) -> dict[str, object]:
    body = {"rules": SCOTLAND, "effective_from": house.now + timedelta(days=1), "signer": UUID(int=7)}
    return body | how


def test_a_correction_of_the_house_rules_is_not_everybodys_way_to_them(house: Facility) -> None:
    (signed,) = house.tell("sign-rules", house.id, signed_rules(house), actor=MANAGER)
    body = signed_rules(house, signer=UUID(int=9))
    (first,) = house.tell(
        "correct", house.id, {"entry": signed.id, "reason": "x", "body": body}, actor=MANAGER
    )
    how = {"entry": first.id, "reason": "x", "void": True}
    assert house.refused("correct", house.id, how, actor=WORKER).code == "role"
    (second,) = house.tell("correct", house.id, how, actor=MANAGER)
    how = {"entry": second.id, "reason": "x", "void": True}
    assert house.refused("correct", house.id, how, actor=WORKER).code == "role"


def test_house_rules_are_not_put_right_into_what_could_not_have_been_signed(house: Facility) -> None:
    (signed,) = house.tell("sign-rules", house.id, signed_rules(house), actor=MANAGER)
    nowhere = msgspec.structs.replace(SCOTLAND, time_zone="Nowhere/At_all")
    for wrong, code in (
        ({"rules": nowhere}, "unknown_time_zone"),
        ({"effective_from": house.now - timedelta(days=30)}, "rules_backdated"),
    ):
        how = {"entry": signed.id, "reason": "x", "body": signed_rules(house, **wrong)}
        assert house.refused("correct", house.id, how, actor=MANAGER).code == code


def test_a_real_house_is_not_put_right_into_a_demo(house: Facility) -> None:
    founded = house.lines[0]
    said = json.loads(encode(founded.body))
    for wrong, code in (
        ({"demo": True}, "clock_is_for_demos"),
        ({"time_zone": "Nowhere/At_all"}, "unknown_time_zone"),
        ({"places": [{"number": 1}, {"number": 1}]}, "places_not_numbered"),
    ):
        how = {"entry": founded.id, "reason": "x", "body": said | wrong}
        assert house.refused("correct", house.id, how, actor=SYSTEM).code == code
    how = {"entry": founded.id, "reason": "x", "body": said | {"name": "The Bothy at the Cross"}}
    house.tell("correct", house.id, how, actor=SYSTEM)
    assert house.house.name == "The Bothy at the Cross"


def test_a_correction_of_a_correction_is_looked_at_like_the_first(house: Facility) -> None:
    house.in_place(1)
    first = correct(house, last(house, "place-given"), body={"place": 5})
    said = json.loads(encode(first.body)) | {"body": {"place": 99}}
    no = house.refused("correct", first.subject, {"entry": first.id, "reason": "x", "body": said})
    assert no.code == "no_such_place"


def test_a_referral_is_not_put_right_onto_someone_nobody_knows(house: Facility) -> None:
    referral = house.new_id()
    (offered,) = house.tell("offer-referral", referral, {"person": house.someone(), "to": "housing"})
    body = {"person": house.new_id(), "to": "housing"}
    no = house.refused("correct", referral, {"entry": offered.id, "reason": "x", "body": body})
    assert no.code == "unknown_person"


def test_corrections_that_name_each_other_are_no_entry_to_put_right(house: Facility) -> None:
    """No tablet can write them; a journal from elsewhere might hold them."""
    visit = house.visit()
    one, two = house.new_id(), house.new_id()
    for entry, named in ((one, two), (two, one)):
        body = Corrected(entry=named, kind="corrected", reason="x", void=True)
        house.write(Wish("corrected", visit, body, house.now), entry, house.nurse)
    assert (
        house.refused("correct", visit, {"entry": one, "reason": "x", "void": True}).code == "unknown_entry"
    )
