"""The House on disk is a cache that nobody trusts: a start ends where a whole fold ends, whatever the file says."""

from __future__ import annotations

import logging

import pytest

from bothy.intake import snapshotting
from bothy.intake.snapshotting import FILE_NAME, load, open_house, save
from bothy.journal import open_reader
from support.open_house import (
    command,
    folded,
    give_place,
    open_it,
    open_with_floor,
    person_here,
    register,
    say,
)


@pytest.fixture
def lived_in(home):
    """A home that was closed with someone in place 3 and a snapshot on disk."""
    with open_with_floor(home.folder, home.url) as facility:
        _, visit = person_here(facility)
        say(facility, give_place(visit, 3))
        house = facility.house
    home.house = house
    return home


def test_a_start_from_the_snapshot_equals_the_whole_fold(lived_in):
    reader = open_reader(lived_in.journal)
    house, head = load(lived_in.folder, reader)
    assert house == folded(reader) == lived_in.house
    assert head == reader.head()
    reader.close()


def test_the_tail_is_folded_on_top(lived_in):
    old = (lived_in.folder / FILE_NAME).read_bytes()
    with open_it(lived_in.folder, lived_in.url) as facility:
        person_here(facility)
        house = facility.house
    (lived_in.folder / FILE_NAME).write_bytes(old)
    reader = open_reader(lived_in.journal)
    told = []
    assert open_house(lived_in.folder, reader, lambda done, of: told.append((done, of)))[0] == house == folded(reader)
    assert told[-1] == (2, 2), "only what came after the snapshot was read"
    reader.close()


@pytest.mark.parametrize("harm", ["changed", "cut", "empty", "rubbish", "unsigned"])
def test_a_tampered_snapshot_is_ignored(lived_in, harm, caplog):
    path = lived_in.folder / FILE_NAME
    data = path.read_bytes()
    sealed, _, body = data.partition(b"\n")
    assert b'"place":3' in body
    path.write_bytes(
        {
            "changed": data.replace(b'"place":3', b'"place":4'),
            "cut": data[:-40],
            "empty": b"",
            "rubbish": b"\x00\xff" * 100,
            "unsigned": b"0" * 64 + b"\n" + body,
        }[harm]
    )
    with caplog.at_level(logging.WARNING):
        with open_it(lived_in.folder, lived_in.url) as facility:
            assert facility.house == lived_in.house
    assert "ignored" in caplog.text


def test_a_snapshot_of_another_journal_is_ignored(lived_in, tmp_path):
    """The same home key and facility, but the journal was restored from before: its digest differs."""
    with open_it(lived_in.folder, lived_in.url) as facility:
        _, visit = person_here(facility)
        house, head = facility.writer.standing
        forged = type(head)(head.number, bytes(32))
        save(lived_in.folder, house, forged)
        assert load(lived_in.folder, facility.store) is None
        save(lived_in.folder, house, type(head)(head.number + 5, head.digest))
        assert load(lived_in.folder, facility.store) is None


def test_a_snapshot_of_another_fold_is_ignored(lived_in, monkeypatch):
    monkeypatch.setattr("bothy.care.snapshot.FOLD_VERSION", 999)
    reader = open_reader(lived_in.journal)
    assert load(lived_in.folder, reader) is None
    assert open_house(lived_in.folder, reader)[0] == lived_in.house
    reader.close()


def test_snapshots_are_written_while_the_house_is_open(home, monkeypatch):
    monkeypatch.setattr(snapshotting, "EVERY_ENTRIES", 5_000)
    with open_with_floor(home.folder, home.url) as facility:
        saver = snapshotting.Snapshots(home.folder, facility.writer, every_entries=10).start()
        say(facility, *(register() for _ in range(25)))
        for _ in range(500):
            if (home.folder / FILE_NAME).exists():
                break
            facility.watches._stop.wait(0.02)
        assert load(home.folder, facility.store) is not None
        saver.close()


def test_a_disk_that_takes_no_snapshot_stops_nobody(home, monkeypatch, caplog):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(snapshotting, "save", full)
    with open_with_floor(home.folder, home.url) as facility:
        say(facility, command("raise-emergency"))
    assert "could not be written" in caplog.text


def test_an_old_visit_is_recalled_from_the_journal_after_it_left_the_house(home):
    """A late fact on a visit that ended long ago folds the same as if the House had never let it go."""
    from datetime import UTC, datetime, timedelta

    from bothy.care.bodies import Clock
    from bothy.intake.watching import HOUSE
    from support.open_house import founding, see, start_visit

    start = datetime(2025, 1, 13, 9, 0, tzinfo=UTC)
    clock = Clock(origin=start, wall=datetime.now(UTC), rate=0.0)
    with open_it(home.folder, home.url, founding=founding(demo=True, clock=clock, at=start)) as facility:
        heard = []

        def at(hours, *commands):
            moment = start + timedelta(hours=hours)
            timed = [type(c)(**{n: getattr(c, n) for n in c.__struct_fields__} | {"happened_at": moment}) for c in commands]
            answers = facility.writer.submit(timed, HOUSE, at=moment).result(30)
            assert all(answer.answer == "recorded" for answer in answers), answers
            return answers

        person, visit = register(), register().id
        at(0, command("open-floor", facility.id), person, start_visit(person.subject, visit))
        at(1, command("end-visit", visit, {"how": "left"}))
        at(100, register())
        assert visit not in facility.house.visits
        facility.writer.subscribe(heard.append)
        late = see(visit)
        moment = start + timedelta(hours=101)
        late = type(late)(**{n: getattr(late, n) for n in late.__struct_fields__} | {"happened_at": start + timedelta(minutes=30)})
        (answer,) = facility.writer.submit((late,), HOUSE, at=moment).result(30)
        assert answer.answer == "recorded"
        assert [line.kind for line in heard[-1].recalled] == ["visit-started", "visit-ended"]
        house = facility.house
        assert house.people[person.subject].visits == 1
    reader = open_reader(home.journal)
    assert folded(reader) == house
    reader.close()
    with open_it(home.folder, home.url) as facility:
        assert facility.house == house
