"""Somebody who was registered twice is found to be one person, by a person and never by the machine; taken back, all of it is as it was."""

from __future__ import annotations

from uuid import UUID

from bothy.care import board, links
from bothy.care.commands import Actor
from bothy.care.snapshot import house_from_disk, lines_for_disk, people_for_screen
from support.acting import Facility


def merge(house: Facility, person: UUID, same_as: UUID) -> UUID:
    return house.tell("merge-person", person, {"same_as": same_as})[0].id


def part(house: Facility, person: UUID, entry: UUID) -> None:
    house.tell("correct", person, {"entry": entry, "reason": "two people", "void": True})


def visited(house: Facility, person: UUID) -> UUID:
    visit = house.in_place(2, person)
    house.tell("assess", visit, {"preparations": [{"substances": ["heroin"], "route": "vein"}]})
    house.tell("end-visit", visit)
    return visit


def as_role(house: Facility, role: str) -> Actor:
    return Actor(staff=house.staff, role=role, device=house.new_id())  # type: ignore[arg-type]


def test_two_are_added_up_and_each_visit_keeps_the_one_under_whom_it_was_entered(house: Facility) -> None:
    jim, james = house.someone(), house.someone()
    first, second = visited(house, jim), visited(house, james)
    merge(house, james, jim)
    told = links.joined(house.house, james)
    assert told is not None
    assert (told.id, told.visits, told.episodes) == (jim, 2, 2)
    assert told.last_assessment is not None, "same as last time goes by both"
    assert [house.house.visits[one].person for one in (first, second)] == [jim, james]
    day = board.today(house.house, house.now)
    assert (day.people_least, day.people, day.visits) == (1, 1, 2)


def test_parted_again_each_has_their_own(house: Facility) -> None:
    jim, james = house.someone(), house.someone()
    visited(house, jim)
    visited(house, james)
    before = (links.joined(house.house, jim), board.today(house.house, house.now))
    part(house, james, merge(house, james, jim))
    assert links.who(house.house, james) == james
    assert (links.joined(house.house, jim), board.today(house.house, house.now)) == before
    assert links.family(house.house, jim) == (jim,)


def test_the_same_two_can_be_merged_after_they_were_parted(house: Facility) -> None:
    jim, james = house.someone(), house.someone()
    part(house, james, merge(house, james, jim))
    merge(house, james, jim)
    assert links.who(house.house, james) == jim


def test_whoever_has_others_merged_into_them_can_be_found_to_be_a_third(house: Facility) -> None:
    jim, james, jamie = house.someone(), house.someone(), house.someone()
    merge(house, james, jim)
    entry = merge(house, jim, jamie)
    assert set(links.family(house.house, james)) == {jim, james, jamie}
    part(house, jim, entry)
    assert set(links.family(house.house, james)) == {jim, james}, "as they were before"


def test_two_who_are_both_here_become_a_contest(house: Facility) -> None:
    jim, james = house.someone(), house.someone()
    visits = {house.visit(jim), house.visit(james)}
    entry = merge(house, james, jim)
    (contest,) = board.contests(house.house)
    assert set(contest.visits) == visits
    part(house, james, entry)
    assert board.contests(house.house) == ()


def test_a_merge_takes_a_nurse_a_shift_lead_or_a_manager_and_so_does_taking_it_back(house: Facility) -> None:
    jim, james = house.someone(), house.someone()
    body = {"same_as": jim}
    for role in ("reception", "worker", "analyst", "administrator"):
        assert house.refused("merge-person", james, body, actor=as_role(house, role)).code == "role"
    entry = house.tell("merge-person", james, body, actor=as_role(house, "manager"))[0].id
    void = {"entry": entry, "reason": "two people", "void": True}
    assert house.refused("correct", james, void, actor=as_role(house, "reception")).code == "role"
    house.tell("correct", james, void, actor=as_role(house, "manager"))
    assert links.who(house.house, james) == james


def test_what_makes_no_sense_is_refused(house: Facility) -> None:
    jim, james, jamie, spoken = house.someone(), house.someone(), house.someone(), house.new_id()
    house.tell("register-person", spoken, {"looked_up": False})

    def refused(person: UUID, same_as: UUID) -> str:
        return house.refused("merge-person", person, {"same_as": same_as}).code

    assert refused(jim, jim) == "link_to_itself"
    assert refused(jim, house.new_id()) == "unknown_person"
    assert refused(house.new_id(), jim) == "unknown_person"
    assert refused(jim, spoken) == "link_to_open"
    merge(house, james, jim)
    assert refused(james, jim) == "linked_already"
    assert refused(james, jamie) == "merged_with_another"
    assert refused(jamie, james) == "link_to_linked"
    merge(house, spoken, jim)
    assert links.who(house.house, spoken) == jim


def test_a_snapshot_and_a_screen_know_who_was_merged(house: Facility) -> None:
    jim, james = house.someone(), house.someone()
    visited(house, james)
    entry = merge(house, james, jim)
    again = house_from_disk(lines_for_disk(house.house))
    assert links.family(again, james) == (jim, james)
    there = people_for_screen(house.house)
    assert set(there) == {jim, james}
    assert entry in [line.id for line in there[james].lines], "so that a tablet that is cut off can take it back"
