"""The order of arrival cannot change the House; counts are those of a recount; snapshots add up to the same."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.care.histories import Day, histories, random_day
from tests.care.recount import recount

from bothy.care import fold as folding
from bothy.care.canonical import canonical
from bothy.care.fold import add, fold, restore
from bothy.care.house import FOLD_VERSION, House, Line
from bothy.care.snapshot import (
    Stale,
    from_wire,
    house_from_disk,
    lines_for_disk,
    lines_for_screen,
    people_for_screen,
    put_people_in,
    wire,
)  # fmt: skip

calmly = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)

NEED_THEIR_SUBJECT = ("corrected", "noted", "watch-missed")


def in_another_order(lines: list[Line], rng: random.Random) -> list[Line]:
    """Another order of arrival: each tablet's own order kept, the tablets mixed anew.

    Nothing comes before the founding; a correction, a note or a missed watch can only be written about something that is in the record.
    """
    queues: dict[UUID | None, list[Line]] = {}
    founding, *later = lines
    for line in later:
        queues.setdefault(line.device, []).append(line)
    arrived = [founding]
    known = {founding.subject}
    while queues:
        ready = [
            device
            for device, queue in queues.items()
            if queue[0].kind not in NEED_THEIR_SUBJECT or queue[0].subject in known
        ]
        device = rng.choice(ready)
        line = queues[device].pop(0)
        if not queues[device]:
            del queues[device]
        known.add(line.subject)
        arrived.append(line)
    times = sorted(line.recorded_at for line in lines)
    return [
        replace(line, number=n, recorded_at=at)
        for n, (line, at) in enumerate(zip(arrived, times, strict=True), start=1)
    ]


def unswept(lines: list[Line]) -> House:
    house = House()
    for line in lines:
        house = add(house, line)
    return house


def without_arrival(house: House) -> House:
    """The House without what says when and in which order its lines arrived."""

    def same(lines: tuple[Line, ...]) -> tuple[Line, ...]:
        return tuple(replace(line, number=0, recorded_at=line.happened_at) for line in lines)

    def each(held: Any) -> Any:
        return type(held)({key: replace(one, lines=same(one.lines)) for key, one in held.items()})

    return replace(
        house,
        number=0,
        swept_at=None,
        facility_lines=same(house.facility_lines),
        rules=tuple(replace(one, number=0) for one in house.rules),
        visits=each(house.visits),
        open_visits=each(house.open_visits),
        emergencies=each(house.emergencies),
        referrals=each(house.referrals),
        people=each(house.people),
        registers=each(house.registers),
    )


@calmly
@given(histories(), st.randoms(use_true_random=False))
def test_any_order_of_arrival_adds_up_to_the_same_house(day: Day, rng: random.Random) -> None:
    lines = day.facility.lines
    other = in_another_order(lines, rng)
    one, two = without_arrival(unswept(lines)), without_arrival(unswept(other))
    now = day.facility.now + timedelta(minutes=6)
    assert canonical(two, now) == canonical(one, now)
    assert two == one


@pytest.mark.parametrize("seed", range(30))
def test_any_order_of_a_long_day_adds_up_to_the_same_house(seed: int) -> None:
    day = random_day(random.Random(seed), steps=200)
    other = in_another_order(day.facility.lines, random.Random(seed))
    assert [line.id for line in other] != [line.id for line in day.facility.lines]
    assert without_arrival(unswept(other)) == without_arrival(unswept(day.facility.lines))


@calmly
@given(histories())
def test_visits_episodes_and_people_are_those_of_a_recount(day: Day) -> None:
    lines = day.facility.lines
    counts = recount(lines)
    house = unswept(lines)
    started = [visit for visit in house.visits.values() if visit.started_at is not None]
    assert len(started) == counts.visits
    assert sum(len(visit.episodes) for visit in house.visits.values()) == counts.episodes
    assert {str(visit.person) for visit in started} == counts.people
    # The running counts, kept while visits leave the House and are recalled.
    for person in day.facility.house.people.values():
        assert person.visits == counts.visits_of.get(str(person.id), 0)
        assert person.episodes == counts.episodes_of.get(str(person.id), 0)


@pytest.mark.parametrize("seed", range(20))
def test_running_counts_outlive_the_visits_they_came_from(seed: int) -> None:
    day = random_day(random.Random(seed), steps=200)
    for _ in range(3):
        day.facility.pass_minutes(40 * 60)
        for _ in range(40):
            day.step()
        day.finish()
    counts = recount(day.facility.lines)
    started = [visit for visit in day.facility.house.visits.values() if visit.started_at is not None]
    assert len(started) < counts.visits, "visits have left the House"
    for person in day.facility.house.people.values():
        assert person.visits == counts.visits_of.get(str(person.id), 0)
        assert person.episodes == counts.episodes_of.get(str(person.id), 0)


@calmly
@given(histories())
def test_what_is_recalled_is_as_if_it_had_never_left(day: Day) -> None:
    whole = unswept(day.facility.lines)
    for visit in day.facility.house.visits.values():
        assert visit == whole.visits[visit.id]
    for emergency in day.facility.house.emergencies.values():
        assert emergency == whole.emergencies[emergency.id]
    assert day.facility.house.open_visits == whole.open_visits
    # Nothing that is still going on is let go.
    going_on = {one.id for one in whole.emergencies.values() if one.is_open}
    assert going_on <= set(day.facility.house.emergencies)


@calmly
@given(histories())
def test_a_line_added_last_is_the_same_as_adding_up_anew(day: Day) -> None:
    """The fast way and the slow way: every subject, added up from nothing."""
    house = day.facility.house
    for visit in house.visits.values():
        anew = folding.find_visit(House(number=10**9), visit.id, lambda _, lines=visit.lines: reversed(lines))
        assert anew == visit
    for one in house.emergencies.values():
        anew_emergency = folding.find_emergency(
            House(number=10**9), one.id, lambda _, lines=one.lines: reversed(lines)
        )
        assert anew_emergency == one


@calmly
@given(histories())
def test_the_lines_for_a_screen_add_up_to_the_same_board(day: Day) -> None:
    house, now = day.facility.house, day.facility.now + timedelta(minutes=7)
    told = [from_wire(wire(line)) for line in lines_for_screen(house)]
    screen = put_people_in(restore(told, house.number, house.swept_at), people_for_screen(house).values())
    assert canonical(screen, now) == canonical(house, now)
    for visit in screen.visits.values():
        if visit.person is not None:
            assert screen.people[visit.person].visits == house.people[visit.person].visits
    # And it goes on alike: the next line makes the same of both.
    line = day.facility.tell("turn-away", day.facility.id, {"reason": "full"})[0]
    assert canonical(fold(screen, line), now) == canonical(day.facility.house, now)


@calmly
@given(histories())
def test_the_house_comes_back_from_disk_as_it_was(day: Day) -> None:
    assert house_from_disk(lines_for_disk(day.facility.house)) == day.facility.house


def test_a_snapshot_of_another_fold_is_not_believed() -> None:
    data = lines_for_disk(House()).replace(b'"fold":%d' % FOLD_VERSION, b'"fold":0')
    with pytest.raises(Stale):
        house_from_disk(data)


@calmly
@given(histories())
def test_a_line_comes_back_from_the_wire_as_it_was(day: Day) -> None:
    for line in day.facility.lines:
        assert from_wire(wire(line)) == line
