"""A missed watch is written once a level, whoever notices it and however often Bothy starts."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from bothy.care.bodies import Clock
from bothy.care.fold import line
from bothy.care.missed import of_visit
from bothy.intake.clock import FacilityClock
from bothy.intake.watching import HOUSE, WatchLoop, next_due
from support.open_house import NURSE, command, folded, founding, give_place, open_it, register, start_visit

START = datetime(2025, 1, 13, 9, 0, tzinfo=UTC)


def demo(home, **more):
    """A demo whose clock stands still where it is put."""
    clock = Clock(origin=START, wall=datetime.now(UTC), rate=0.0)
    return open_it(home.folder, home.url, founding=founding(demo=True, clock=clock, at=START), **more)


def set_clock(facility, moment, rate=0.0):
    clock = {"origin": moment.isoformat(), "wall": datetime.now(UTC).isoformat(), "rate": rate}
    (answer,) = facility.writer.submit((command("set-clock", facility.id, {"clock": clock}),), HOUSE).result(30)
    assert answer.answer == "recorded", answer


def using(facility):
    """A person who was given a place at START, and whom nobody looks at."""
    person, visit = register(happened_at=START), register().id
    commands = (
        command("open-floor", facility.id, happened_at=START), person,
        start_visit(person.subject, visit, happened_at=START), give_place(visit, 1, happened_at=START),
    )  # fmt: skip
    answers = facility.writer.submit(commands, HOUSE, at=START).result(30)
    assert all(answer.answer == "recorded" for answer in answers), answers
    return visit


def missed(facility):
    return [(entry.subject, entry.body) for entry in facility.store.entries() if entry.kind == "watch-missed"]


def test_nobody_looked_in_time_and_the_house_says_so_once(home):
    with demo(home) as facility:
        visit = using(facility)
        assert facility.watches.look() == 0, "nothing is late yet"
        set_clock(facility, START + timedelta(minutes=6))
        assert facility.watches.look() == 1
        assert facility.watches.look() == 0
        assert [subject for subject, _ in missed(facility)] == [visit]


def test_each_level_is_said_once_over_a_restart(home):
    with demo(home) as facility:
        using(facility)
        set_clock(facility, START + timedelta(minutes=6))
        facility.watches.look()
    with demo(home) as facility:
        assert facility.watches.look() == 0, "it was said before the restart"
        set_clock(facility, START + timedelta(minutes=8))
        assert facility.watches.look() == 1, "the next level"
        assert len(missed(facility)) == 2


def test_a_second_process_says_nothing_twice(postgres_home, tmp_path):
    with demo(postgres_home) as one, open_it(tmp_path / "b", postgres_home.url) as two:
        using(one)
        set_clock(one, START + timedelta(minutes=6))
        said = one.watches.look()
        for _ in range(200):
            if two.writer.clock.now() >= START + timedelta(minutes=6):
                break
            two.watches._stop.wait(0.02)
        assert said == 1
        assert two.watches.look() == 0
        assert len(missed(one)) == 1


def test_two_loops_that_look_at_the_same_moment_write_one_entry(postgres_home, tmp_path):
    with demo(postgres_home) as one, open_it(tmp_path / "b", postgres_home.url) as two:
        using(one)
        set_clock(one, START + timedelta(minutes=6))
        while two.writer.head.number < one.writer.head.number:
            two.watches._stop.wait(0.02)
        from bothy.care.watches import missed as late
        from bothy.intake.watching import _command

        now = one.clock.now()
        own = [[_command(watch, now) for watch in late(each.house, now)] for each in (one, two)]
        assert own[0]
        futures = [each.writer.submit(commands, HOUSE) for each, commands in zip((one, two), own, strict=True)]
        answers = [future.result(30)[0] for future in futures]
        assert {answer.again for answer in answers} == {True, False}
        assert len(missed(one)) == 1


def test_it_is_said_who_could_not_be_heard_when_it_was_due(home):
    gone, asked = UUID(int=20), []

    def out_of_contact(at):
        asked.append(at)
        return (gone,)

    with demo(home) as facility:
        visit = using(facility)
        facility.watches.out_of_contact = out_of_contact
        set_clock(facility, START + timedelta(minutes=8))
        assert facility.watches.look() == 2
        assert asked == [START + timedelta(minutes=5), START + timedelta(minutes=7)], "each level at its own time"
        one, two = of_visit(facility.house, facility.house.visits[visit])
        assert (one.how, two.how, one.out_of_contact) == ("not_heard", "not_heard", (gone,))


def test_two_processes_that_heard_of_different_tablets_write_one_entry(postgres_home, tmp_path):
    with demo(postgres_home) as one, open_it(tmp_path / "b", postgres_home.url) as two:
        using(one)
        set_clock(one, START + timedelta(minutes=6))
        while two.writer.head.number < one.writer.head.number:
            two.watches._stop.wait(0.02)
        one.watches.out_of_contact = lambda at: ()
        two.watches.out_of_contact = lambda at: (UUID(int=20),)
        both = [threading.Thread(target=each.watches.look) for each in (one, two)]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join(30)
        assert len(missed(one)) == 1


KILLED = """
import os, signal, sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from bothy.care.bodies import Clock
from intake.test_watching import START, set_clock, using
from support.open_house import founding, open_it

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

clock = Clock(origin=START, wall=datetime.now(UTC), rate=0.0)
facility = open_it(Path(sys.argv[1]), sys.argv[4] or None, founding=founding(demo=True, clock=clock, at=START))
using(facility)
set_clock(facility, START + timedelta(minutes=8))
when = sys.argv[2]
if when == "noticed":
    facility.watches.out_of_contact = die
if when == "committed":
    facility.writer.subscribe(die)
facility.watches.look()
die()
"""


@pytest.mark.parametrize("when", ["noticed", "committed", "answered"])
def test_killed_at_any_instant_between_due_and_told_none_is_lost_and_none_is_doubled(home, when):
    tests = Path(__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(home.folder), when, str(tests), home.url or ""],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr
    with open_it(home.folder, home.url) as facility:
        facility.watches.look()
        facility.watches.look()
        lines = [line(entry) for entry in facility.store.entries()]
        assert sorted(one.body.level for one in lines if one.kind == "watch-missed") == [1, 2]
        assert facility.house == folded(facility.store)


def test_the_loop_notices_by_itself(home):
    with demo(home, watch=False) as facility:
        visit = using(facility)
        set_clock(facility, START + timedelta(minutes=4, seconds=59), rate=100.0)
        loop = WatchLoop(facility.writer).start()
        for _ in range(1000):
            if facility.house.visits[visit].watches_missed:
                break
            loop._stop.wait(0.02)
        loop.close()
        assert missed(facility)


def test_the_loop_sleeps_until_the_next_is_due(home):
    with demo(home) as facility:
        using(facility)
        assert next_due(facility.house, START) == START + timedelta(minutes=5)
        assert next_due(facility.house, START + timedelta(minutes=5)) == START + timedelta(minutes=7)


def test_the_facility_clock():
    wall = datetime(2026, 1, 1, tzinfo=UTC)
    clock = FacilityClock(START, wall, 20.0)
    assert clock.now(wall + timedelta(seconds=3)) == START + timedelta(seconds=60)
    assert clock.wall_seconds_until(START + timedelta(seconds=60), wall) == 3.0
    assert clock.wall_seconds_until(START - timedelta(seconds=60), wall) == 0.0
    paused = FacilityClock(START, wall, 0.0)
    assert paused.wall_seconds_until(START + timedelta(seconds=1), wall) is None
    assert FacilityClock().now(wall) == wall


def test_only_a_demo_runs_off_real_time(sqlite_home):
    with open_it(sqlite_home.folder) as facility:
        off = msgspec.structs.replace(facility.house, clock=Clock(origin=START, wall=START, rate=7.0))
        assert FacilityClock.of(off) == FacilityClock()
        assert FacilityClock.of(msgspec.structs.replace(off, demo=True)).rate == 7.0
        with pytest.raises(ValueError, match="only in a demo"):
            facility.writer.submit((register(),), HOUSE, at=START)
    with demo(type(sqlite_home)(sqlite_home.folder / "demo", None)) as facility:
        with pytest.raises(ValueError, match="Only the house itself"):
            facility.writer.submit((register(),), NURSE, at=START)
        facility.writer.submit((register(happened_at=START),), HOUSE, at=[START + timedelta(days=2)]).result(30)
        (entry,) = facility.store.entries(2)
        assert entry.recorded_at == START + timedelta(days=2)
