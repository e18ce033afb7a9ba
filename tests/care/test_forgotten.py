"""Somebody is forgotten: nobody brings up again what they told, nobody is let in as them, and every count stands."""

from __future__ import annotations

import random
from datetime import timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests.care.histories import random_day

from bothy.care import board, links
from bothy.care.commands import Actor
from bothy.care.fold import fold
from bothy.care.house import House
from bothy.care.snapshot import house_from_disk, lines_for_disk
from support.acting import Facility

HEROIN = {"preparations": [{"substances": ["heroin"], "route": "vein"}]}


def forget(house: Facility, person: UUID) -> list[UUID]:
    return [wish.subject for wish in house.tell("forget-person", person, {"asked_by": "person"}, actor=lead(house))]


def lead(house: Facility) -> Actor:
    return Actor(staff=house.staff, role="shift_lead", device=house.new_id())


def visited(house: Facility, person: UUID) -> UUID:
    visit = house.in_place(2, person)
    house.tell("assess", visit, HEROIN)
    house.tell("end-visit", visit)
    return visit


def test_what_they_last_told_is_not_brought_up_again_and_the_counts_stand(house: Facility) -> None:
    person = house.someone()
    visited(house, person)
    before = board.today(house.house, house.now)
    forget(house, person)
    told = house.house.people[person]
    assert (told.visits, told.episodes, told.age_band, told.sex) == (1, 1, "35-44", "male")
    assert (told.last_assessment, told.last_assessed_at, told.otherwise_asked_at) == (None, None, None)
    assert told.before.last_assessment is None
    assert told.forgotten_at is not None
    assert board.today(house.house, house.now) == before


def test_what_a_tablet_brings_late_is_counted_and_not_remembered(house: Facility) -> None:
    person = house.someone()
    visit = visited(house, person)
    forget(house, person)
    house.tell("assess", visit, HEROIN, at=house.now - timedelta(minutes=5), acted=True)
    late = house.new_id()
    house.tell("start-visit", late, {"person": person, "purposes": ["use"]}, acted=True)
    house.tell("assess", late, HEROIN)
    house.tell("end-visit", late)
    house.pass_minutes(60 * 50)
    house.tell("end-visit", house.visit())
    told = house.house.people[person]
    assert (told.visits, told.last_assessment, told.before.last_assessment) == (2, None, None)


def test_nobody_is_let_in_as_them(house: Facility) -> None:
    person = house.someone()
    forget(house, person)
    body = {"person": person, "purposes": ["use"]}
    assert house.refused("start-visit", house.new_id(), body).code == "person_forgotten"


def test_every_id_under_which_they_were_entered_is_forgotten_and_stays_so_parted(house: Facility) -> None:
    jim, james = house.someone(), house.someone()
    entry = house.tell("merge-person", james, {"same_as": jim})[0].id
    assert set(forget(house, james)) == {jim, james}
    house.tell("correct", james, {"entry": entry, "reason": "two people", "void": True})
    assert all(house.house.people[one].forgotten_at for one in (jim, james))


def test_it_is_not_done_while_they_are_here_nor_twice_nor_taken_back(house: Facility) -> None:
    person, spoken = house.someone(), house.new_id()
    body = {"asked_by": "person"}
    visit = house.visit(person)
    assert house.refused("forget-person", person, body, actor=lead(house)).code == "person_is_here"
    house.tell("end-visit", visit)
    assert house.refused("forget-person", person, body).code == "role", "a nurse may not"
    assert house.refused("forget-person", spoken, body, actor=lead(house)).code == "unknown_person"
    (entry,) = house.tell("forget-person", person, body, actor=lead(house))
    assert house.refused("forget-person", person, body, actor=lead(house)).code == "forgotten_already"
    for more in ({"void": True}, {"happened_at": house.now.isoformat()}):
        told = {"entry": entry.id, "reason": "a slip"} | more
        assert house.refused("correct", person, told, actor=lead(house)).code == "forgetting_stands"


def test_nobody_is_found_to_be_somebody_forgotten(house: Facility) -> None:
    gone, other, spoken = house.someone(), house.someone(), house.new_id()
    house.tell("register-person", spoken, {"looked_up": False})
    forget(house, gone)
    assert house.refused("merge-person", other, {"same_as": gone}).code == "person_forgotten"
    assert house.refused("merge-person", gone, {"same_as": other}).code == "person_forgotten"
    assert house.refused("link-person", spoken, {"same_as": gone}).code == "person_forgotten"
    forget(house, spoken)
    assert links.to_link(house.house) == (), "nobody can say any more who it was"
    house.visit(spoken, acted=True)
    assert board.today(house.house, house.now).people_least == 1, "and the count stays a range"


@pytest.mark.parametrize("seed", range(6))
def test_whatever_the_order_of_arrival_nothing_told_is_left(seed: int) -> None:
    day = random_day(random.Random(seed + 400), steps=120)
    lines = list(day.facility.lines)
    gone = {line.subject for line in lines if line.kind == "person-forgotten"}
    shuffled = lines[2:]
    random.Random(seed).shuffle(shuffled)
    other = House()
    for number, line in enumerate([*lines[:2], *shuffled], start=1):
        other = fold(other, replace(line, number=number))
    for house in (day.facility.house, other, house_from_disk(lines_for_disk(other))):
        for one in gone:
            assert house.people[one].forgotten_at is not None
            assert (house.people[one].last_assessment, house.people[one].before.last_assessment) == (None, None)
