"""The live day on a real writer: invented staff, the visitor beside them, take-over and closing."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from uuid import uuid4

import msgspec
import pytest

from bothy.care import board
from bothy.care.bodies import Acted, EmergencyClosed, EmergencyRaised, Observed
from bothy.care.commands import Actor, Command, EnterStage
from bothy.care.fold import line
from bothy.demo.figures import thistle_plan
from bothy.demo.history import set_clock
from bothy.demo.live import LiveDay
from bothy.demo.live_brain import Brain
from bothy.demo.live_door import LAST_ARRIVAL, Door
from bothy.demo.morning import LIVE_DAY, live_origin
from bothy.reports.published import thistle

DEVICE = uuid4()


class Time:
    """Moves the facility clock by hand: a live day without waiting."""

    def __init__(self, live):
        self.live, self.wall, self.answers = live, 0.0, []

    def pass_minutes(self, minutes, step_minutes=0.5, wall_seconds=1.0):
        until = self.live.now + timedelta(minutes=minutes)
        while self.live.now < until:
            set_clock(
                self.live.facility, self.live.now + timedelta(minutes=step_minutes), 1e-9, uuid4()
            ).result()
            self.wall += wall_seconds
            self.answers += self.live.step(self.wall)
        return self


@pytest.fixture
def said():
    return []


@pytest.fixture
def live(little, small, said):
    small.memory.registered |= set(little.house.people)
    return LiveDay(little, small, said.append)


@pytest.fixture
def clock(live):
    return Time(live)


def kinds_since(live, number):
    return [line(entry) for entry in live.facility.store.entries(number)]


def visitor_as(live, role, kind, subject, body):
    command = Command(
        id=uuid4(),
        kind=kind,
        subject=subject,
        body=msgspec.Raw(msgspec.json.encode(body)),
        happened_at=live.now,
    )
    return live.facility.writer.submit([command], Actor(role=role, device=DEVICE)).result()[0]


def visitor(live, kind, subject, body):
    return visitor_as(live, "nurse", kind, subject, body)


def test_a_whole_afternoon_runs_by_itself_without_one_refusal(live, clock):
    before = live.facility.writer.head.number
    clock.pass_minutes(7 * 60 + 15)
    refused = [answer.refusal for answer in clock.answers if answer.refusal]
    assert not refused
    kinds = Counter(each.kind for each in kinds_since(live, before))
    for kind in (
        "visit-started",
        "assessed",
        "place-given",
        "episode-ended",
        "seen",
        "visit-ended",
        "staff-came",
        "staff-went",
    ):
        assert kinds[kind] >= 2, kind
    assert kinds["floor-closed"] == 1
    assert not live.house.open_visits
    assert live.closed


def test_two_who_are_ready_at_once_are_not_led_to_the_same_place(live, clock, monkeypatch):
    talks, real = [120.0], Brain._intent
    monkeypatch.setattr(
        Brain, "_intent", lambda brain, visit: replace(real(brain, visit), place_draw=0.0, talks=talks[0])
    )

    def assessed():
        return [one for one in board.open_visits(live.house) if one.stage == "assessment" and one.assessment]

    while len(assessed()) < 2:
        clock.pass_minutes(1)
    talks[0] = 0.0
    clock.pass_minutes(3)
    assert not [answer.refusal for answer in clock.answers if answer.refusal]
    assert not assessed()


def test_staff_look_in_time_so_that_no_watch_of_a_place_is_missed(live, clock):
    from bothy.care.watches import missed

    late = []
    for _ in range(60):
        clock.pass_minutes(1)
        late += [watch for watch in missed(live.house, live.now) if watch.rule in ("seen", "seen_aftercare")]
    assert not late


def test_the_first_alarm_comes_within_a_minute_at_twenty_times(live, clock):
    live.watch()
    assert live.rate == 20
    clock.pass_minutes(20, step_minutes=0.1, wall_seconds=0.3)
    alarms = [e for e in live.house.emergencies.values() if e.raised_at > live.now - timedelta(minutes=20)]
    assert len(alarms) == 1


def someone_in_a_place(live, clock):
    for _ in range(120):
        if sitting := [v for v in board.open_visits(live.house) if v.stage == "using"]:
            return sitting[0]
        clock.pass_minutes(1)
    raise AssertionError("nobody came to use in two hours")


def with_alarm(live, clock):
    someone_in_a_place(live, clock)
    live.brain.alarm_at = live.now
    clock.pass_minutes(0.5, wall_seconds=0.1)
    return next(e for e in live.house.emergencies.values() if e.is_open)


def test_staff_wait_a_moment_for_the_visitor_and_then_see_to_the_emergency_themselves(live, clock):
    emergency = with_alarm(live, clock)
    assert not [each for each in emergency.lines if each.kind == "acted"]
    clock.pass_minutes(40, wall_seconds=1)
    after = live.house.emergencies[emergency.id]
    assert after.closed_at is not None
    assert "acted" in {each.kind for each in after.lines}


def test_the_clock_slows_when_someone_needs_help_and_goes_on_when_staff_see_to_it(live, clock):
    someone_in_a_place(live, clock)
    live.set_rate(20.0)
    live.brain.alarm_at = live.now
    start = clock.wall
    live.step(start)
    assert live.rate == 1
    assert "needs help" in live.state()["text"]
    live.step(start + 10.0)
    assert live.rate == 1, "the visitor still has a moment"
    live.step(start + 40.0)
    assert live.rate == 20


def test_a_visitor_who_comes_when_an_alarm_stands_finds_the_clock_slow(live, clock):
    with_alarm(live, clock)
    live.watch()
    assert live.rate == 1
    assert "The clock runs at 1x." in live.state()["text"]
    live.set_rate(20.0)
    assert "1x" not in live.state()["text"], "who wants it fast gets it fast, and nothing untrue is said"
    live.watch()
    live.step(clock.wall + 40.0)
    assert live.rate == 20, "staff see to it now"


def test_an_emergency_that_the_visitor_takes_is_left_to_them_and_the_clock_slows(live, clock):
    emergency = with_alarm(live, clock)
    live.set_rate(20.0)
    visitor(live, "observe", emergency.id, Observed(breathing="slow"))
    live.step(clock.wall)
    assert live.rate == 1
    clock.pass_minutes(10, wall_seconds=1)
    lines = live.house.emergencies[emergency.id].lines
    assert {each.device for each in lines if each.kind in ("observed", "acted")} == {DEVICE}
    visitor(live, "act", emergency.id, Acted(action="oxygen"))
    clock.pass_minutes(40, wall_seconds=10)
    assert live.house.emergencies[emergency.id].closed_at is not None, "left lying, staff see to it"


def test_at_take_over_the_staff_stop_and_people_wait_at_the_door(live, clock, said):
    live.take_over()
    before = live.facility.writer.head.number
    clock.pass_minutes(60)
    assert not [
        each
        for each in kinds_since(live, before)
        if each.kind not in ("clock-set", "emergency-raised", "emergency-placed")
    ]
    assert said[-1]["taken_over"]
    waiting = live.brain.door.due(live.now)
    assert waiting
    assert [one["name"] for one in said[-1]["door"]] == [caller.name for caller in waiting]


def test_whoever_takes_over_has_somebody_known_at_the_door_within_seconds_and_nobody_is_lost(live, clock):
    before = {caller.id for caller in live.brain.door.due(live.brain.closes)}
    live.take_over()
    clock.pass_minutes(0.25, step_minutes=0.05)
    assert [c for c in live.brain.door.due(live.now) if c.person is not None]
    assert {caller.id for caller in live.brain.door.due(live.brain.closes)} == before


def test_someone_let_in_by_the_visitor_is_no_longer_at_the_door(live, clock):
    from bothy.care.commands import StartVisit

    live.take_over()
    while not (known := [c for c in live.brain.door.due(live.now) if c.person is not None]):
        clock.pass_minutes(2)
    caller = known[0]
    answer = visitor_as(
        live, "reception", "start-visit", uuid4(), StartVisit(person=caller.person, purposes=("use",))
    )
    assert answer.answer == "recorded"
    clock.pass_minutes(0.5)
    assert caller.id not in {c.id for c in live.brain.door.due(live.now)}


def test_given_back_the_staff_go_on_from_what_they_find(live, clock):
    live.take_over()
    clock.pass_minutes(30)
    live.give_back()
    before = live.facility.writer.head.number
    clock.pass_minutes(15)
    kinds = {each.kind for each in kinds_since(live, before)}
    assert {"seen", "visit-started"} <= kinds
    assert not [answer.refusal for answer in clock.answers if answer.refusal]


def test_a_visitors_tap_is_respected(live, clock):
    visit = someone_in_a_place(live, clock)
    assert visitor(live, "enter-stage", visit.id, EnterStage(stage="aftercare")).answer == "recorded"
    clock.pass_minutes(3)
    after = live.house.visits[visit.id]
    assert after.stage in ("aftercare", "left")
    assert not [answer.refusal for answer in clock.answers if answer.refusal]


def test_only_the_rates_on_the_buttons_are_taken_and_take_over_stays_at_one(live):
    with pytest.raises(ValueError, match="1x, 20x or 120x"):
        live.set_rate(7)
    live.set_rate(120.0)
    assert live.rate == 120
    live.take_over()
    assert live.rate == 1
    with pytest.raises(ValueError, match="1x until you give it back"):
        live.set_rate(20.0)


def test_after_closing_the_next_day_can_be_played_from_ten_to_two(live, clock):
    with pytest.raises(ValueError, match="21:00"):
        live.again()
    clock.pass_minutes(7 * 60 + 15)
    live.again()
    assert live.now.astimezone(live.brain.closes.tzinfo).date() == live.brain.day
    assert str(live.brain.day) == "2025-09-02"
    assert live.house.floor_open
    assert live.house.open_visits


def test_someone_who_had_naloxone_is_looked_after_past_closing_until_the_watch_is_over(live, clock):
    # Given someone in a place who gets into trouble at a quarter past eight or later, and has naloxone
    clock.pass_minutes((live.brain.closes - live.now).total_seconds() / 60 - 45)
    visit = someone_in_a_place(live, clock)
    emergency = uuid4()
    visitor(live, "raise-emergency", emergency, EmergencyRaised(place=visit.place, visit=visit.id))
    dose = Acted(action="naloxone", route="im", dose_mg=0.4)
    assert visitor(live, "act", emergency, dose).answer == "recorded"
    given = live.now
    visitor(live, "close-emergency", emergency, EmergencyClosed(outcome="recovered_here"))
    # When the evening goes on
    clock.pass_minutes((live.brain.closes - live.now).total_seconds() / 60 + 12)
    # Then everyone else has gone, they are still here, and so are a nurse and the floor
    assert [one.id for one in board.open_visits(live.house)] == [visit.id]
    assert live.house.floor_open
    assert not live.closed
    assert {"nurse", "worker"} <= {one.role for one in live.house.on_floor.values() if one.here}
    # And they leave when the watch is over, as others do, seen all the while
    clock.pass_minutes(90)
    after = live.house.visits[visit.id]
    ended = next(line for line in after.lines if line.kind == "visit-ended")
    assert ended.happened_at - given >= timedelta(minutes=60)
    assert not ended.body.departures
    looks = [line.happened_at for line in after.lines if line.kind == "seen" and line.happened_at > given]
    assert max(b - a for a, b in pairwise([given, *looks, ended.happened_at])) <= timedelta(minutes=5.5)
    assert live.closed
    assert not [one for one in live.house.on_floor.values() if one.here]


def test_the_live_day_is_three_to_four_times_busier_than_the_published_months():
    plan = thistle_plan()
    coming = Door(plan.seed, LIVE_DAY, plan.people, live_origin()).due(live_origin() + timedelta(hours=10))
    hours = (LAST_ARRIVAL - 13 * 60 - 50) / 60
    published_an_hour = thistle().total("service_accessed") / plan.day_count / 12
    assert 3 <= len(coming) / hours / published_an_hour <= 4
