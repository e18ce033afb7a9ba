"""Who must be on the floor, and trained for what: one set of people, and every minute of a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4, uuid5

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothy.care.bodies import Corrected, StaffCame, StaffWent
from bothy.care.bodies_staff import CompetenceNoted
from bothy.care.competences import lacking, last_day, notes_of, rule_of, stands
from bothy.care.house import Line
from bothy.care.rules import GENERIC, CompetenceRule, HouseRules, Staffing
from bothy.care.staffing import LONGEST_STAY, Shortfall, short_times, shortfalls, spells

DAY = date(2026, 3, 2)
HOUSE = uuid4()
ROOT = UUID(int=7)


def person(name: str) -> UUID:
    return uuid5(ROOT, name)


def rules(competences: tuple[CompetenceRule, ...] = (), **staffing: Any) -> HouseRules:
    return msgspec.structs.replace(
        GENERIC, time_zone="Europe/London", competences=competences,
        staffing=Staffing(**{"on_floor_at_least": 0, **staffing}),
    )  # fmt: skip


def floor(*roles: str) -> dict[UUID, Any]:
    return {person(f"{n} {role}"): role for n, role in enumerate(roles)}


def line(number: int, kind: str, subject: UUID, body: Any, at: datetime) -> Line:
    return Line(number, uuid5(ROOT, str(number)), kind, subject, body, at, at)


def noted(number: int, staff: UUID, **body: Any) -> Line:
    return line(
        number, "competence-noted", staff, CompetenceNoted(**{"competence": "naloxone", **body}), at("09:00")
    )


def at(clock: str, day: int = 2) -> datetime:
    return datetime(2026, 3, day, int(clock[:2]), int(clock[3:]), tzinfo=UTC)


def lacks(
    asked: HouseRules, there: dict[UUID, Any], notes: Any = None, **more: Any
) -> list[tuple[str, str, int, int]]:
    return [
        (one.what, one.of, one.have, one.need) for one in shortfalls(asked, there, notes or {}, DAY, **more)
    ]


def test_so_many_people_must_be_there_and_those_of_other_rooms_are_not() -> None:
    asked = rules(on_floor_at_least=2)
    assert lacks(asked, floor("worker", "nurse")) == []
    assert lacks(asked, floor("worker")) == [("on_floor", "", 1, 2)]
    assert lacks(asked, floor("worker", "analyst", "inspector")) == [("on_floor", "", 1, 2)]


def test_a_higher_role_stands_in_and_nobody_is_counted_for_two() -> None:
    asked = rules(of_role={"nurse": 1, "worker": 2})
    assert lacks(asked, floor("nurse", "worker", "worker")) == []
    assert lacks(asked, floor("shift_lead", "nurse", "worker")) == []
    assert lacks(asked, floor("nurse", "worker")) == [("of_role", "worker", 1, 2)]
    assert lacks(asked, floor("worker", "worker", "worker")) == [("of_role", "nurse", 0, 1)]
    strict = rules(of_role={"nurse": 1}, senior_counts=False)
    assert lacks(strict, floor("shift_lead")) == [("of_role", "nurse", 0, 1)]


@given(
    st.lists(st.sampled_from(["reception", "worker", "nurse", "shift_lead"]), max_size=7),
    st.dictionaries(st.sampled_from(["reception", "worker", "nurse", "shift_lead"]), st.integers(0, 3)),
)
def test_roles_are_enough_exactly_where_enough_stand_at_or_above_each(
    roles: list[str], need: dict[str, int]
) -> None:
    """Hall's condition for nested sets, told in another way than the code goes about it."""
    order = ["reception", "worker", "nurse", "shift_lead"]
    enough = all(
        sum(order.index(one) >= n for one in roles) >= sum(need.get(role, 0) for role in order[n:])
        for n in range(len(order))
    )
    assert (lacks(rules(of_role=need), floor(*roles)) == []) == enough


def test_so_many_in_places_for_each_who_may_watch() -> None:
    asked = rules(places_per_watcher=4)
    assert lacks(asked, floor("worker", "reception"), in_places=4) == []
    assert lacks(asked, floor("worker", "reception"), in_places=5) == [("watchers", "", 5, 4)]
    assert lacks(asked, floor("reception"), in_places=1) == [("watchers", "", 1, 0)]


RULE = CompetenceRule(competence="naloxone", roles=("nurse",), on_floor=1, valid_months=12, remind_days=30)


def test_a_training_is_good_to_its_last_day_and_asks_for_itself_beforehand() -> None:
    ailsa = person("ailsa")
    mine = notes_of([noted(1, ailsa, on=date(2025, 3, 10))])[ailsa]["naloxone"]
    assert last_day(mine[0], RULE) == date(2026, 3, 9)
    assert [stands(mine, RULE, day).state for day in (date(2025, 3, 9), date(2026, 2, 7), date(2026, 2, 8))] == [
        "missing", "good", "ends_soon",
    ]  # fmt: skip
    assert [stands(mine, RULE, date(2026, 3, day)).state for day in (9, 10)] == ["ends_soon", "ended"]
    assert stands(mine, None, date(2040, 1, 1)).state == "good", "nobody says that it ends"


@pytest.mark.parametrize(
    ("on", "months", "end"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 27)),
        (date(2025, 8, 31), 6, date(2026, 2, 27)),
        (date(2025, 12, 1), 1, date(2025, 12, 31)),
    ],
)
def test_months_end_with_the_month(on: date, months: int, end: date) -> None:
    rule = msgspec.structs.replace(RULE, valid_months=months)
    assert last_day(CompetenceNoted(competence="naloxone", on=on), rule) == end


def test_the_last_training_counts_and_a_withdrawn_one_does_not() -> None:
    ailsa = person("ailsa")
    notes = notes_of(
        [
            noted(1, ailsa, on=date(2025, 6, 1), until=date(2025, 12, 31)),
            noted(2, ailsa, on=date(2026, 2, 1)),
            noted(3, ailsa, on=date(2026, 3, 1), held=False),
        ]
    )
    mine = notes[ailsa]["naloxone"]
    assert [stands(mine, RULE, date(2026, month, 15)).state for month in (1, 2, 3)] == [
        "ended",
        "good",
        "missing",
    ]


def test_a_voided_note_was_never_made() -> None:
    ailsa = person("ailsa")
    made = noted(1, ailsa, on=date(2026, 1, 1))
    void = line(
        2,
        "corrected",
        ailsa,
        Corrected(entry=made.id, kind="competence-noted", void=True, reason="wrong_person"),
        at("10:00"),
    )
    assert notes_of([made, void]) == {}


def test_who_lacks_what_their_role_needs_is_named_what_ended_first_comes_first() -> None:
    one, two, three, worker = (person(name) for name in ("one", "two", "three", "worker"))
    notes = notes_of(
        [
            noted(1, one, on=date(2025, 3, 20)),
            noted(2, two, on=date(2026, 1, 1)),
            noted(3, three, on=date(2024, 1, 1)),
        ]
    )
    found = lacking(
        rules((RULE,)), {one: "nurse", two: "nurse", three: "nurse", worker: "worker"}, notes, DAY
    )
    assert [(each.staff, each.standing.state) for each in found] == [(three, "ended"), (one, "ends_soon")]
    assert rule_of(rules((RULE,)), "naloxone") == RULE and rule_of(rules(), "naloxone") is None


def test_somebody_trained_must_be_on_the_floor_and_it_ends_with_the_day() -> None:
    there = floor("nurse")
    notes = notes_of([noted(1, person("0 nurse"), on=date(2025, 3, 3))])
    asked = rules((RULE,))
    assert shortfalls(asked, there, notes, date(2026, 3, 2)) == ()
    assert shortfalls(asked, there, notes, date(2026, 3, 3)) == (Shortfall("competence", 1, 0, "naloxone"),)
    assert "naloxone" in shortfalls(asked, there, notes, date(2026, 3, 3))[0].sentence().lower()


def moves(*told: tuple[str, str, str], day: int = 2) -> list[Line]:
    return [
        line(n, "staff-came" if role != "went" else "staff-went", HOUSE,
             StaffCame(staff=person(name), role=role) if role != "went" else StaffWent(staff=person(name)), at(clock, day))
        for n, (clock, name, role) in enumerate(told, 1)
    ]  # type: ignore[arg-type]  # fmt: skip


def test_the_floor_is_judged_minute_by_minute_while_it_is_open() -> None:
    present = spells(
        moves(
            ("08:50", "a", "nurse"),
            ("09:10", "b", "worker"),
            ("12:00", "b", "went"),
            ("12:20", "c", "worker"),
            ("21:30", "a", "went"),
        ),
        at("23:00"),
    )
    short = short_times(present, [(at("09:00"), at("21:00"))], lambda _: rules(on_floor_at_least=2), {})
    assert [(one.since, one.until) for one in short] == [
        (at("09:00"), at("09:10")),
        (at("12:00"), at("12:20")),
    ]
    assert short[0].lacks == (Shortfall("on_floor", 2, 1),)


def test_a_floor_that_nobody_came_to_is_short_all_day() -> None:
    short = short_times((), [(at("09:00"), at("21:00"))], lambda _: rules(on_floor_at_least=2), {})
    assert [(one.since, one.until) for one in short] == [(at("09:00"), at("21:00"))]


def test_whoever_forgot_to_say_that_they_went_is_not_there_for_days() -> None:
    present = spells(moves(("09:00", "a", "nurse")), at("09:00", day=5))
    assert present[0].since == at("09:00") and present[0].until == at("09:00") + LONGEST_STAY
    assert all(not one.floor for one in present[1:])


def test_a_training_that_ends_at_midnight_is_missed_from_midnight() -> None:
    there = spells(
        [line(1, "staff-came", HOUSE, StaffCame(staff=person("0 nurse"), role="nurse"), at("20:00"))],
        at("06:00", 3),
    )
    notes = notes_of([noted(2, person("0 nurse"), on=date(2025, 3, 3))])
    short = short_times(there, [(at("20:00"), at("06:00", 3))], lambda _: rules((RULE,)), notes)
    assert [(one.since, one.until) for one in short] == [(at("00:00", 3), at("06:00", 3))]


def test_people_in_places_are_counted_against_those_who_watch_as_they_come_and_go() -> None:
    present = spells(moves(("09:00", "a", "worker")), at("12:00"))
    places = [(at("10:00"), 3), (at("10:30"), 1)]
    short = short_times(
        present, [(at("09:00"), at("12:00"))], lambda _: rules(places_per_watcher=2), {}, places
    )
    assert [(one.since, one.until, one.lacks[0].have) for one in short] == [(at("10:00"), at("10:30"), 3)]


@given(st.lists(st.tuples(st.integers(0, 23), st.sampled_from("abc"), st.booleans()), max_size=12))
def test_spells_cover_time_once_and_in_order(told: list[tuple[int, str, bool]]) -> None:
    lines = [
        line(n, "staff-came" if came else "staff-went", HOUSE,
             StaffCame(staff=person(name), role="worker") if came else StaffWent(staff=person(name)), at(f"{hour:02}:00"))
        for n, (hour, name, came) in enumerate(told, 1)
    ]  # fmt: skip
    until = at("00:00", 4)
    found = spells(lines, until)
    assert all(one.since < one.until <= until for one in found)
    assert all(one.until <= other.since for one, other in pairwise(found))
    assert all(timedelta(0) < one.until - one.since for one in found)
