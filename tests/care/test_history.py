"""The history of a subject, whatever the lines say of each other."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec

from bothy.care.bodies import Corrected, FacilityFounded, PlaceChanged, PlaceSpec, Seen
from bothy.care.body import Body
from bothy.care.fold import add
from bothy.care.history import has_corrections, insert, standing
from bothy.care.house import House, Line
from bothy.care.kinds import encode

AT = datetime(2025, 9, 1, 9, tzinfo=UTC)
VISIT = UUID(int=1)


def line(number: int, body: Body, minute: float = 0) -> Line:
    kind = "corrected" if isinstance(body, Corrected) else "seen"
    at = AT + timedelta(minutes=minute)
    return Line(number, UUID(int=100 + number), kind, VISIT, body, at, at)


def naming(number: int, kind: str = "seen", **how: object) -> Corrected:
    return Corrected(entry=UUID(int=100 + number), kind=kind, reason="x", **how)  # type: ignore[arg-type]


def raw(body: Body) -> msgspec.Raw:
    return msgspec.Raw(encode(body))


def test_lines_of_the_same_moment_stand_in_the_order_of_numbers() -> None:
    one, two, three = line(1, Seen()), line(2, Seen()), line(3, Seen())
    lines, last = insert((one, three), two)
    assert (lines, last) == ((one, two, three), False)
    assert insert(lines, line(4, Seen()))[1]
    assert not insert(lines, line(4, Seen(), minute=-1))[1]


def test_a_correction_that_came_before_what_it_names_waits_for_it() -> None:
    correction = line(1, naming(2, void=True))
    assert standing((correction,)) == []
    assert standing((correction, line(2, Seen()))) == []
    assert has_corrections((correction,))
    assert not has_corrections((line(2, Seen()),))


def test_corrections_that_name_each_other_end() -> None:
    one, two = line(1, naming(2, "corrected", void=True)), line(2, naming(1, "corrected", void=True))
    assert standing((one, two)) == []
    assert standing((line(3, naming(3, "corrected", void=True)),)) == []


def test_a_correction_made_to_name_another_line_names_neither() -> None:
    seen, other = line(1, Seen()), line(2, Seen())
    correction = line(3, naming(1, void=True))
    turned = json.loads(encode(correction.body)) | {"entry": str(other.id)}
    body = msgspec.Raw(msgspec.json.encode(turned))
    again = line(4, naming(3, "corrected", body=body))
    assert standing((seen, other, correction, again)) == [seen, other]


def test_the_later_correction_holds_even_where_it_was_put_right_to_be_later() -> None:
    seen = line(1, Seen())
    drowsy = line(2, naming(1, body=raw(Seen(state="drowsy_rousable"))), minute=1)
    asleep = line(3, naming(1, body=raw(Seen(state="asleep_breathing"))), minute=2)
    assert [one.body.state for one in standing((seen, drowsy, asleep))] == ["asleep_breathing"]  # type: ignore[attr-defined]
    moved = line(4, naming(2, "corrected", happened_at=AT + timedelta(minutes=3)), minute=4)
    lines = (seen, drowsy, asleep, moved)
    assert [one.body.state for one in standing(lines)] == ["drowsy_rousable"]  # type: ignore[attr-defined]


def test_a_line_that_a_correction_waited_for_is_not_simply_added() -> None:
    """The tablet that corrects may run behind the one that told the mistake."""
    correction, seen = line(1, naming(2, void=True)), line(2, Seen(), minute=1)
    house = House()
    for one in (line(3, Seen(state="drowsy_rousable"), minute=-1), correction, seen):
        house = add(house, one)
    assert house.visits[VISIT].seen_state == "drowsy_rousable"


def test_of_the_facility_too() -> None:
    facility = UUID(int=9)

    def told(number: int, body: Body, kind: str, minute: float) -> Line:
        return msgspec.structs.replace(line(number, body, minute), kind=kind, subject=facility)

    founded = FacilityFounded(name="x", time_zone="UTC", places=(PlaceSpec(number=1),))
    house = House()
    for one in (
        told(1, founded, "facility-founded", 0),
        told(2, naming(3, "place-changed", void=True), "corrected", 1),
        told(3, PlaceChanged(place=1, status="out_of_use"), "place-changed", 2),
    ):
        house = add(house, one)
    assert dict(house.places) == {}
