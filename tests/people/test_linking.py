"""Who those may be who were not looked up: suggested to the desk with reasons, never merged by the house."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest

from support.acting import Facility

Known = Callable[..., UUID]


@pytest.fixture
def house(people: None) -> Iterator[Facility]:
    """A house in memory that people read; the names are in their own rows."""
    from bothy.people import ports

    facility = Facility()
    facility.pass_minutes(60)
    ports.connect(lambda: facility.house)
    yield facility
    ports.connect(lambda: None)


@pytest.fixture
def registered(house: Facility, known: Known) -> Known:
    def make(name: str, code: str = "", visits: int = 0, **body: object) -> UUID:
        person = house.new_id()
        house.tell("register-person", person, body)
        for _ in range(visits):
            house.tell("end-visit", house.visit(person))
            house.pass_minutes(20)
        return known(name, code, id=person)

    return make


def likely(person: UUID) -> list[tuple[UUID, tuple[str, ...]]]:
    from bothy.people.linking import to_link

    (asked,) = [one for one in to_link() if one.person == person]
    return [(one.person, one.reasons) for one in asked.likely]


def test_the_desk_is_told_who_it_may_be_and_why(house: Facility, registered: Known) -> None:
    from bothy.people.linking import to_link

    lark = registered("Lark", "plum-otter-7", visits=3)
    larc, wren = registered("Larc", "oak-finch-2"), registered("Wren", "fig-heron-4")
    spoken = registered("Lark", looked_up=False)
    (asked,) = to_link()
    assert (asked.person, asked.name, asked.visits) == (spoken, "Lark", 0)
    assert [one.person for one in asked.likely] == [lark, larc]
    first = asked.likely[0]
    assert (first.reasons, first.code, first.visits) == (("same name",), "plum-otter-7", 3)
    assert first.last_visit_at is not None
    assert wren not in [one.person for one in asked.likely]
    assert asked.likely[1].reasons == ("one letter different",)


def test_a_code_as_it_was_spoken_finds_whose_it_is(house: Facility, registered: Known) -> None:
    lark, near = registered("Lark", "plum-otter-7"), registered("Wren", "plum-otter-1")
    assert likely(registered("plum otter 7", looked_up=False)) == [
        (lark, ("same code",)),
        (near, ("code nearly the same",)),
    ]


def test_an_age_band_that_was_told_speaks_for_or_against(house: Facility, registered: Known) -> None:
    young, old = registered("Lark", age_band="18-24"), registered("Lark", age_band="55-64")
    spoken = registered("Lark", looked_up=False, age_band="55-64")
    assert likely(spoken) == [(old, ("same name", "same age band")), (young, ("same name", "other age band"))]


def test_who_was_here_at_the_same_time_is_less_likely_and_it_is_said(
    house: Facility, registered: Known
) -> None:
    here, away = registered("Lark", "plum-otter-7"), registered("Lark", "oak-finch-2")
    house.visit(here)
    spoken = registered("Lark", looked_up=False)
    house.visit(spoken)
    assert likely(spoken) == [
        (away, ("same name",)),
        (here, ("same name", "has another visit at that time")),
    ]


def test_nobody_is_said_to_be_somebody_of_whom_it_is_not_known_who_they_are(
    house: Facility, registered: Known
) -> None:
    one, other = registered("Lark", looked_up=False), registered("Lark", looked_up=False)
    assert likely(one) == likely(other) == []
    house.tell("link-person", one, {"same_as": None})
    assert [person for person, _ in likely(other)] == [one]


def test_after_the_link_they_go_by_their_name_and_are_found_once(house: Facility, registered: Known) -> None:
    from bothy.people.names import names_for
    from bothy.people.search import search

    lark = registered("Lark", "plum-otter-7")
    spoken = registered("Heron", looked_up=False)
    assert names_for([spoken])[spoken].name == "Heron"
    assert [(one.name, one.looked_up) for one in search("heron")] == [("Heron", False)]
    (link,) = house.tell("link-person", spoken, {"same_as": lark})
    assert names_for([spoken])[spoken] == names_for([lark])[lark]
    assert [(one.person, one.name, one.looked_up) for one in search("heron")] == [(lark, "Lark", True)]
    assert [one.person for one in search("lark")] == [lark]
    house.tell("correct", spoken, {"entry": link.id, "reason": "slip", "void": True})
    assert names_for([spoken])[spoken].name == "Heron", "taken back"


def test_a_tag_does_not_tell_somebody_apart_from_themselves(house: Facility, registered: Known) -> None:
    from bothy.people.names import names_for

    lark, spoken = registered("Lark", "plum-otter-7"), registered("Lark", "plum-otter-7", looked_up=False)
    house.tell("link-person", spoken, {"same_as": lark})
    assert names_for([lark])[lark].tag == "7"


def test_what_was_said_can_be_seen_and_taken_back(house: Facility, registered: Known) -> None:
    from bothy.people.linking import settled, to_link

    lark, spoken = registered("Lark"), registered("Larch", looked_up=False)
    house.tell("link-person", spoken, {"same_as": lark})
    (told,) = settled()
    assert (told.person, told.name, told.same_as, told.known_as) == (spoken, "Larch", lark, "Lark")
    assert to_link() == []
    house.tell("correct", spoken, {"entry": told.entry, "reason": "slip", "void": True})
    assert settled() == []
    assert [one.person for one in to_link()] == [spoken]


def test_a_tablet_asks_who_is_to_be_linked(house: Facility, registered: Known) -> None:
    from django.test import Client

    from bothy.people.models import Device
    from bothy.people.setup import add_staff, enrol_browser
    from bothy.people.shifts import claim

    lark, spoken = registered("Lark", "plum-otter-7", visits=1), registered("Lark", looked_up=False)
    assert Client().get("/floor/to-link").status_code == 401
    client = Client()
    device, client.cookies["bothy_device"] = enrol_browser("Desk")
    assert client.get("/floor/to-link").status_code == 403, "nobody is on shift there"
    claim(Device.objects.get(id=device), add_staff("Ailsa", "nurse", "4817"))
    told = client.get("/floor/to-link").json()
    (one,) = told["people"]
    assert (one["person"], one["likely"][0]["person"]) == (str(spoken), str(lark))
    assert told["settled"] == []
    house.tell("link-person", spoken, {"same_as": lark})
    (found,) = client.get("/floor/people?q=Lark").json()["people"]
    assert found["person"] == str(lark)
