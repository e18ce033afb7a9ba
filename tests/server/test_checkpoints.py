"""The head of the journal is signed once a day, and carried elsewhere it finds what was cut off."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from bothy.journal.checkpoint import from_text, public_key_of_home
from bothy.journal.opening import open_reader
from bothy.journal.verify import verify
from bothy.server.checkpoints import checkpoint_of_the_day
from support.open_house import LEAD, command, open_it, register, say

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_a_day_has_one_checkpoint_and_a_day_without_entries_none(tmp_path: Path) -> None:
    with open_it(tmp_path) as facility:
        first = checkpoint_of_the_day(facility, MORNING)
        assert first is not None and first.number == facility.house.number
        say(facility, command("open-floor", facility.id), actor=LEAD)
        assert checkpoint_of_the_day(facility, MORNING + timedelta(hours=10)) is None
        # The day of a facility starts at five: at three in the morning it is still the day before.
        assert checkpoint_of_the_day(facility, MORNING + timedelta(hours=18)) is None
        second = checkpoint_of_the_day(facility, MORNING + timedelta(hours=21))
        assert second is not None and second.number == facility.house.number > first.number
        assert checkpoint_of_the_day(facility, MORNING + timedelta(days=2)) is None
        assert [one.number for one in facility.store.checkpoints()] == [first.number, second.number]
    kept = sorted(path.name for path in (tmp_path / "checkpoints").iterdir())
    assert kept == ["2026-03-02.txt", "2026-03-03.txt"]
    assert from_text((tmp_path / "checkpoints" / kept[1]).read_text()) == second


def test_the_day_s_file_finds_a_journal_that_was_cut_off(tmp_path: Path) -> None:
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    for home, entries in ((whole, 3), (cut, 1)):
        with open_it(home) as facility:
            for _ in range(entries):
                say(facility, register(id=uuid4()))
            if home == whole:
                checkpoint_of_the_day(facility, MORNING)
    held = from_text((whole / "checkpoints" / "2026-03-02.txt").read_text())
    for home, ok in ((whole, True), (cut, False)):
        reader = open_reader(home)
        assert verify(reader, (held,), (public_key_of_home(whole),)).ok is ok
        reader.close()
