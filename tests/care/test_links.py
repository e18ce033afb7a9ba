"""Someone who was not looked up is entered all the same; the desk says afterwards who it was, and may take it back."""

from __future__ import annotations

import random
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from msgspec.structs import replace
from tests.care.histories import Day, histories, random_day

from bothy.care import board, links
from bothy.care.fold import fold
from bothy.care.house import House, Person
from bothy.care.snapshot import house_from_disk, lines_for_disk, people_for_screen
from support.acting import Facility

calmly = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def not_looked_up(house: Facility) -> UUID:
    person = house.new_id()
    house.tell("register-person", person, {"looked_up": False})
    return person


def link(house: Facility, person: UUID, same_as: UUID | None) -> UUID:
    return house.tell("link-person", person, {"same_as": same_as})[0].id


def undo(house: Facility, person: UUID, entry: UUID) -> None:
    house.tell("correct", person, {"entry": entry, "reason": "slip", "void": True})


def test_whoever_was_not_looked_up_waits_for_the_desk_until_it_is_said_who_it_was(house: Facility) -> None:
    first, second = not_looked_up(house), not_looked_up(house)
    assert [one.id for one in links.to_link(house.house)] == [first, second]
    link(house, first, house.someone())
    link(house, second, None)
    assert links.to_link(house.house) == ()


def test_visits_before_and_after_count_for_the_one_who_is_meant(house: Facility) -> None:
    known, spoken = house.someone(), not_looked_up(house)
    house.tell("end-visit", house.visit(known))
    visit = house.in_place(2, spoken)
    house.tell("assess", visit, {"preparations": [{"substances": ["heroin"], "route": "vein"}]})
    link(house, spoken, known)
    told = links.joined(house.house, known)
    assert told is not None
    assert (told.id, told.visits, told.episodes) == (known, 2, 1)
    assert told.last_assessment == house.house.visits[visit].assessment, "same as last time goes by both"
    assert links.joined(house.house, spoken) == told
    assert house.house.people[known].visits == 1, "nothing is moved: it is added up where it is asked"


def test_taking_a_link_back_parts_them_again(house: Facility) -> None:
    known, spoken = house.someone(), not_looked_up(house)
    entry = link(house, spoken, known)
    undo(house, spoken, entry)
    assert links.who(house.house, spoken) == spoken
    assert [one.id for one in links.to_link(house.house)] == [spoken]
    assert links.family(house.house, known) == (known,)


def test_a_later_word_gives_way_to_none_before_it_whatever_the_clocks_say(house: Facility) -> None:
    one, other, spoken = house.someone(), house.someone(), not_looked_up(house)
    link(house, spoken, one)
    house.tell("link-person", spoken, {"same_as": other}, at=house.now - timedelta(minutes=20))
    assert links.who(house.house, spoken) == other


def test_two_open_visits_become_a_contest_when_they_are_found_to_be_one_persons(house: Facility) -> None:
    known, spoken = house.someone(), not_looked_up(house)
    visits = {house.visit(known), house.visit(spoken)}
    assert board.contests(house.house) == ()
    entry = link(house, spoken, known)
    (contest,) = board.contests(house.house)
    assert (contest.about, set(contest.visits)) == ("person", visits)
    undo(house, spoken, entry)
    assert board.contests(house.house) == ()
    link(house, spoken, known)
    house.tell("settle-contest", contest.visits[0], {"about": "person", "keeps": contest.visits[0]})
    assert board.contests(house.house) == ()
    assert [one.id for one in board.open_visits(house.house)] == [contest.visits[0]]


def test_nobody_is_let_in_twice_under_two_names(house: Facility) -> None:
    known, spoken = house.someone(), not_looked_up(house)
    house.visit(spoken)
    link(house, spoken, known)
    body = {"person": known, "purposes": ["use"]}
    assert house.refused("start-visit", house.new_id(), body).code == "already_here"


def test_a_link_leads_to_somebody_who_stands_for_themselves(house: Facility) -> None:
    known, spoken, other = house.someone(), not_looked_up(house), not_looked_up(house)

    def refused(person: UUID, same_as: UUID | None) -> str:
        return house.refused("link-person", person, {"same_as": same_as}).code

    assert refused(spoken, spoken) == "link_to_itself"
    assert refused(spoken, house.new_id()) == "unknown_person"
    assert refused(house.new_id(), known) == "unknown_person"
    assert refused(known, house.someone()) == "was_looked_up"
    assert refused(spoken, other) == "link_to_open"
    link(house, spoken, known)
    assert refused(spoken, known) == "linked_already"
    assert refused(other, spoken) == "link_to_linked"
    link(house, other, None)
    link(house, spoken, other)
    assert refused(other, known) == "others_linked_here"
    (line,) = [one for one in house.lines if one.kind == "person-linked" and one.subject == other]
    body = {"entry": line.id, "reason": "slip", "body": {"same_as": str(other)}}
    assert house.refused("correct", other, body).code == "link_to_itself"


def test_people_of_the_day_are_a_range_until_it_is_said(house: Facility) -> None:
    def people() -> tuple[int, int]:
        day = board.today(house.house, house.now)
        return day.people_least, day.people

    spoken = not_looked_up(house)
    house.visit(spoken)
    assert people() == (1, 1), "whoever it is, it is somebody"
    known = house.someone()
    house.visit(known)
    house.visit()
    assert people() == (2, 3)
    entry = link(house, spoken, None)
    assert people() == (3, 3)
    undo(house, spoken, entry)
    link(house, spoken, known)
    assert people() == (2, 2)


def test_links_in_a_circle_come_to_one_person_and_to_an_end() -> None:
    """Corrections alone can make one; whoever then asks gets an answer, the same for all of them."""
    one, two, three = (UUID(int=n) for n in (1, 2, 3))
    house = House()
    for person, same_as in ((one, two), (two, one), (three, two)):
        told = Person(person, looked_up=False, same_as=same_as)
        house = replace(
            house,
            people=house.people.set(person, told),
            not_looked_up=house.not_looked_up.set(person, same_as),
        )
    assert {links.who(house, person) for person in (one, two, three)} == {one}
    assert links.family(house, three) == (one, two, three)


@calmly
@given(histories())
def test_who_was_not_looked_up_is_known_at_once_and_as_a_scan_finds_them(day: Day) -> None:
    house = day.facility.house
    found = {
        one.id: one.same_as
        for one in house.people.values()
        if one.same_as is not None or (not one.looked_up and one.linked_at is None)
    }
    assert dict(house.not_looked_up) == found
    for person in house.people:
        family = links.family(house, person)
        assert set(family) == {one for one in house.people if links.who(house, one) == family[0]} | {
            family[0]
        }
    assert house_from_disk(lines_for_disk(house)).not_looked_up == house.not_looked_up


@pytest.mark.parametrize("seed", range(10))
def test_a_screen_adds_up_the_same_person(seed: int) -> None:
    day = random_day(random.Random(seed), steps=250)
    house = day.facility.house
    assert any(line.kind in ("person-linked", "person-forgotten") for line in day.facility.lines)
    screen = House(people=house.people.__class__(people_for_screen(house)))
    screen = replace(screen, not_looked_up=house.not_looked_up)
    for visit in house.visits.values():
        if visit.person is not None:
            here, there = links.joined(screen, visit.person), links.joined(house, visit.person)
            assert (here and (here.id, here.visits, here.episodes)) == (
                there and (there.id, there.visits, there.episodes)
            )


def test_a_link_that_arrives_before_the_one_it_is_about_adds_up_to_the_same(house: Facility) -> None:
    known, spoken = house.someone(), not_looked_up(house)
    link(house, spoken, known)
    *before, registered, linked = house.lines
    other = House()
    for number, line in enumerate((*before, linked, registered), start=1):
        other = fold(other, replace(line, number=number))
    assert links.who(other, spoken) == known
    assert other.people[spoken].registered_at == house.house.people[spoken].registered_at
