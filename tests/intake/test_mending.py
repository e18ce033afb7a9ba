"""A restored house, in one process: who is waited for, what tablets are told, and what an entry about the break excuses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from bothy.care.commands import Actor
from bothy.intake import restored as note
from bothy.intake.copied import Copied
from bothy.intake.errors import NotNow
from bothy.intake.mending import OPEN_FOR, Row
from bothy.intake.restored import Restored
from bothy.intake.spans import count, said, spans_of, without
from bothy.journal.checkpoint import SigningKey, signed_bytes
from bothy.journal.store import Checkpoint
from bothy.server.lines import verify_lines
from support.open_house import NURSE, command, open_it, open_with_floor, register, say

OTHER = Actor(staff=UUID(int=11), role="nurse", device=UUID(int=22))


def restored(home: Path, **changed: Any) -> Restored:
    """A house in which two devices wrote, as if it had just come back from a copy of itself."""
    with open_with_floor(home) as facility:
        say(facility, register())
        say(facility, register(), actor=OTHER)
        head = facility.writer.head
    fields: dict[str, Any] = {
        "restore": uuid4(), "head": head.number, "digest": head.digest.hex(), "highest": head.number,
        "at": datetime.now(UTC), "source": "a test",
    }  # fmt: skip
    made = Restored(**(fields | changed))
    note.write(home, made)
    return made


def test_it_waits_for_who_wrote_lately_and_ends_with_the_last_of_them(tmp_path: Path) -> None:
    made = restored(tmp_path)
    with open_it(tmp_path) as facility:
        mending = facility.mending
        assert mending is not None and set(mending.awaited) == {NURSE.device, OTHER.device}
        assert facility.beside() == {"copied": 0, "mending": {"from": made.head}}
        with pytest.raises(NotNow, match="waits for 2 tablets"):
            say(facility, register())
        mending.take(UUID(int=21), [])
        assert not mending.look() and mending.awaited == (OTHER.device,)
        # One that is lost is taken out in the office, and is waited for no longer.
        mending.enrolled = lambda device: device != OTHER.device
        assert mending.look() and not mending.waits
        assert say(facility, register())[0].answer == "recorded"
        assert "mending" not in facility.beside()


def test_one_that_wrote_long_before_the_copy_was_made_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    restored(tmp_path)
    monkeypatch.setattr("bothy.intake.mending.EXPECTED_WITHIN", timedelta(0))
    with open_it(tmp_path) as facility:
        assert facility.mending is not None and facility.mending.awaited == ()


def test_after_two_weeks_nothing_is_asked_or_taken_any_more(tmp_path: Path) -> None:
    made = restored(tmp_path, phase="over", entries=1, at=datetime.now(UTC) - OPEN_FOR - timedelta(minutes=1))
    with open_it(tmp_path) as facility:
        say(facility, register())
        head = facility.writer.head
        facility.copied.note(head.number, head.digest, datetime.now(UTC), "a test")
        assert facility.look_at_copies()
        assert facility.beside(OTHER.device) == {"copied": head.number}
        assert facility.mending is not None
        (answer,) = facility.mending.take(OTHER.device, [Row(register(), (made.head + 7,), OTHER)])
        assert answer is not None and answer.refusal is not None and answer.refusal.code == "not_of_the_gap"


def test_so_long_tablets_keep_what_they_have_whatever_stands_in_a_copy_of_the_new_line(tmp_path: Path) -> None:
    made = restored(tmp_path, phase="over", entries=1)
    with open_it(tmp_path) as facility:
        say(facility, register())
        head = facility.writer.head
        facility.copied.note(head.number, head.digest, datetime.now(UTC), "a test")
        assert facility.look_at_copies()
        assert facility.beside(OTHER.device) == {"copied": made.head, "mending": {"from": made.head}}


def test_a_copy_of_another_line_does_not_count(tmp_path: Path) -> None:
    with open_with_floor(tmp_path) as facility:
        assert not facility.look_at_copies()
        Copied(tmp_path).note(2, bytes(32), datetime.now(UTC), "another line")
        facility.look_at_copies()
        assert facility.copied.number == 0
        head = facility.writer.head
        Copied(tmp_path).note(head.number, head.digest, datetime.now(UTC), "this one")
        assert facility.look_at_copies() and facility.copied.number == head.number
        (tmp_path / "copied.json").write_text("{")
        assert not facility.look_at_copies() and facility.copied.number == head.number


def test_what_hangs_on_another_tablets_row_waits_for_it(tmp_path: Path) -> None:
    made = restored(tmp_path)
    visit, person = uuid4(), register()
    place = command("give-place", visit, {"place": 3, "reason": "a test"})
    start = command("start-visit", visit, {"person": str(person.subject), "purposes": ["use"], "reason": "a test"})
    with open_it(tmp_path) as facility:
        mending = facility.mending
        assert mending is not None
        mending.take(UUID(int=21), [Row(place, (made.head + 3, made.head + 4), NURSE)], knew=made.head + 4)
        mending.go_on()
        assert mending.restored.missing == ((made.head + 1, made.head + 4),)
        assert mending.asks(UUID(int=21)), "its row does not stand yet, so it keeps it and is asked again"
        rows = [Row(person, (made.head + 1,), OTHER), Row(start, (made.head + 2,), OTHER)]
        assert all(answer is not None and answer.answer != "refused" for answer in mending.take(OTHER.device, rows))
        (answer,) = mending.take(UUID(int=21), [Row(place, (made.head + 3, made.head + 4), NURSE)])
        assert answer is not None and answer.again and answer.answer != "refused"
        assert mending.restored.missing == () and facility.house.visits[visit].place == 3


def test_the_entry_about_a_break_excuses_older_checkpoints_beyond_it_and_no_others(tmp_path: Path) -> None:
    made = restored(tmp_path, go_on=True)
    with open_it(tmp_path) as facility:
        assert facility.mending is not None and facility.mending.look()
        for _ in range(3):
            say(facility, register())
        key, head = SigningKey.of_home(tmp_path), facility.writer.head

        def checkpoint(number: int, digest: bytes, at: datetime) -> Checkpoint:
            unsigned = Checkpoint(facility.id, number, digest, at, key.key_id, b"")
            return msgspec.structs.replace(unsigned, signature=key.sign(signed_bytes(unsigned)))

        began = made.at - timedelta(hours=1)
        later = datetime.now(UTC) + timedelta(hours=1)
        verdicts: list[Any] = []
        for one in (
            checkpoint(made.head + 200, bytes(32), began),  # the line that was lost went further
            checkpoint(made.head + 2, b"x" * 32, began),  # and said something else there
            checkpoint(head.number, head.digest, later),
        ):
            facility.writer.run_between(lambda s, one=one: verdicts.append(verify_lines(s, [one], [key.public]))).result()
        assert all(verdict.ok for verdict in verdicts)
        assert all(f"A line ended at entry {made.head} by the restore of" in verdict.sentence for verdict in verdicts)
        verdicts.clear()
        for one in (
            checkpoint(head.number + 200, bytes(32), later),  # cut off since
            checkpoint(made.head + 2, b"x" * 32, later),  # written anew since
            checkpoint(made.head, b"x" * 32, began),  # not where the line ended
        ):
            facility.writer.run_between(lambda s, one=one: verdicts.append(verify_lines(s, [one], [key.public]))).result()
        assert [verdict.ok for verdict in verdicts] == [False] * 3


def test_numbers_are_said_as_people_say_them() -> None:
    assert spans_of([5, 3, 4, 9, 9]) == ((3, 5), (9, 9))
    assert without(1, 9, [2, 3, 9]) == ((1, 1), (4, 8))
    assert without(5, 4, []) == ()
    assert count(((3, 5), (9, 9))) == 4
    assert said(((12, 12),)) == "entry 12"
    assert said(((4801, 5000),)) == "entries 4,801 to 5,000"
    assert said(((3, 3), (5, 9), (12, 12))) == "entries 3, 5 to 9 and 12"
    assert said(tuple((n, n) for n in range(0, 40, 2))).endswith("8 more")
