"""Who may be registered twice: brought together by something rarer than a first name, with reasons, best first."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from immutables import Map

from bothy.care.house import House
from bothy.care.house import Person as Counts

Known = Callable[..., UUID]
LONG_AGO = datetime(2025, 1, 5, 12, tzinfo=UTC)


@pytest.fixture
def house(people: None) -> Iterator[Callable[..., None]]:
    """`house(id, ...)` has the House know somebody; asked for through the ports."""
    from bothy.people import ports

    held: dict[UUID, Counts] = {}

    def put(person: UUID, **more: object) -> None:
        fields = {"age_band": "35-44", "sex": "male", "visits": 1, "registered_at": LONG_AGO} | more
        held[person] = Counts(person, **fields)  # type: ignore[arg-type]

    ports.connect(lambda: House(people=Map(held)))
    yield put
    ports.connect(lambda: None)


def reasons(pair: object) -> set[str]:
    return set(pair.reasons)  # type: ignore[attr-defined]


def test_the_same_card_comes_before_nearly_the_same_code(known: Known, house: Callable[..., None]) -> None:
    from bothy.people.alike import alike

    ids = [known("Tam Begg", "elm-otter-1", "C-77"), known("Tam", "oak-finch-2", "C-77")]
    ids += [known("Isa Rae", "plum-wren-3"), known("Ishbel Rae", "plum-wren-8")]
    for one in ids:
        house(one)
    first, second = alike()
    assert {first.one.person, first.other.person} == set(ids[:2])
    assert "same card" in reasons(first)
    assert {second.one.person, second.other.person} == set(ids[2:])
    assert {"code nearly the same", "a short form of the same name"} <= reasons(second)


def test_a_common_first_name_alone_brings_nobody_together(known: Known, house: Callable[..., None]) -> None:
    from bothy.people.alike import alike

    for number, letter in enumerate("abcdefghij"):
        house(known("Jim", f"elm{letter}-otter{letter}-{number}"))
    assert alike() == []


def test_two_who_were_given_nearly_the_same_code_by_chance_are_not_suggested(known: Known, house: Callable[..., None]) -> None:
    from bothy.people.alike import alike

    house(known("Morag", "elm-otter-1"))
    house(known("Donald", "elm-otter-2"))
    assert alike() == []


def test_other_age_and_sex_speak_against_it_and_one_after_the_other_for_it(known: Known, house: Callable[..., None]) -> None:
    from bothy.people.alike import alike_to

    kirsteen, again, other = known("Kirsteen Moir"), known("Kirsteen Moir"), known("Kirsteen Moir")
    house(kirsteen, last_visit_at=LONG_AGO + timedelta(days=3))
    house(again, registered_at=LONG_AGO + timedelta(days=30))
    house(other, age_band="18-24", sex="female")
    (pair,) = alike_to(kirsteen)
    assert {pair.one.person, pair.other.person} == {kirsteen, again}
    assert "one came no more when the other was entered" in pair.reasons


def test_whoever_somebody_said_is_another_is_not_suggested_again(known: Known, house: Callable[..., None]) -> None:
    from bothy.people.alike import alike, alike_to, are_two

    one, other = known("Kirsteen Moir", "elm-otter-1"), known("Kirsteen Moir", "elm-otter-2")
    house(one)
    house(other)
    assert len(alike()) == 1
    are_two(other, one, None)
    are_two(one, other, None)
    assert alike() == []
    assert alike_to(one) == []


def test_whoever_is_merged_forgotten_or_not_looked_up_is_nobodys_double(known: Known, house: Callable[..., None]) -> None:
    from bothy.people.alike import alike

    ids = [known("Kirsteen Moir", f"elm-otter-{n}") for n in range(3)]
    house(ids[0])
    house(ids[1], same_as=ids[0], linked_at=LONG_AGO)
    house(ids[2], looked_up=False)
    assert alike() == []
