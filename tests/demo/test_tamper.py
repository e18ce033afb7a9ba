"""Spoiling a copy: each kind of edit is found and named; the original never changes."""

import threading
from collections.abc import Iterator

import pytest

from bothy.demo import tamper
from bothy.demo.tamper import CannotTamper, Copies, Copy, Walk, verify_file
from bothy.journal.verify import verify


@pytest.fixture
def journal(little):
    """The small history's file, with the house still at work on it."""
    return little.home / "journal.sqlite3"


@pytest.fixture
def copy(journal) -> Iterator[Copy]:
    made = Copy(journal)
    assert made.wait(60)
    yield made
    made.close()


def test_a_copy_that_nobody_touched_is_found_whole(copy):
    assert copy.verdict().ok
    assert copy.original.ok


@pytest.mark.parametrize(
    ("edit", "fault", "bad"),
    [
        ("change", "changed", 0),
        ("remove", "removed", 0),
        ("insert", "inserted", 1),
        ("reorder", "reordered", 0),
        ("cut_off", "cut off", 1),
    ],
)
def test_every_kind_of_edit_is_found_and_the_first_bad_entry_named(copy, journal, edit, fault, bad):
    number = copy.first_shown + 5
    copy.edit(number, edit, '{"state":"drowsy_rousable","round":false}')
    verdict = copy.verdict()
    assert (verdict.ok, verdict.fault, verdict.first_bad) == (False, fault, number + bad), verdict.sentence
    assert str(number + bad) in verdict.sentence or fault == "cut off"
    assert "trigger" not in verdict.sentence
    assert len(copy.done) == 1
    assert verify_file(journal).ok


def test_cutting_off_with_the_receipts_is_known_only_by_the_checkpoint_held_elsewhere(copy):
    copy.edit(copy.first_shown, "cut_off")
    assert verify_file(copy.path).ok, "the copy alone cannot know"
    assert not verify_file(copy.path, copy.held).ok


def test_what_changes_nothing_or_is_no_json_is_said_in_a_sentence(copy):
    number = copy.first_shown
    with pytest.raises(CannotTamper, match="no JSON"):
        copy.edit(number, "change", "not json")
    with pytest.raises(CannotTamper, match="no JSON"):
        copy.edit(number, "change", None)
    with pytest.raises(CannotTamper, match="no entry 99999999"):
        copy.edit(99_999_999, "remove")
    with pytest.raises(CannotTamper, match="last entry"):
        copy.edit(copy.held.number, "reorder")
    with pytest.raises(CannotTamper, match="last entry"):
        copy.edit(copy.held.number, "cut_off")
    assert copy.verdict().ok
    assert not copy.done


def test_only_a_few_copies_are_kept_and_their_files_go(journal):
    kept = Copies()
    names = [kept.make(journal) for _ in range(6)]
    there = [kept.find(name) for name in names]
    assert [one is not None for one in there] == [False, False, True, True, True, True]
    folders = [one.folder for one in there if one is not None]
    kept.clear()
    assert not any(folder.exists() for folder in folders)


def test_how_far_the_walk_is_can_be_asked_meanwhile(journal, monkeypatch):
    walked, go_on = threading.Event(), threading.Event()

    def slowly(store, checkpoints=(), keys=(), progress=None):
        progress(1000, 3000)
        walked.set()
        assert go_on.wait(60)
        return verify(store, checkpoints, keys, progress)

    monkeypatch.setattr(tamper, "verify", slowly)
    made = Copy(journal)
    try:
        assert walked.wait(60)
        assert made.walk == Walk("walking", 1000, 3000)
        assert not made.wait(0)
        with pytest.raises(CannotTamper, match="still being walked"):
            made.edit(1, "remove")
        go_on.set()
        assert made.verdict().ok
        assert made.walk is None
    finally:
        go_on.set()
        made.close()


def test_a_copy_that_is_removed_while_it_is_walked_ends_and_leaves_nothing(journal, monkeypatch):
    gone = threading.Event()

    def closed_meanwhile(store, checkpoints=(), keys=(), progress=None):
        assert gone.wait(60)
        progress(1000, 3000)
        raise AssertionError("it should have ended there")

    monkeypatch.setattr(tamper, "verify", closed_meanwhile)
    made = Copy(journal)
    made.close()
    gone.set()
    assert made.wait(60)
    assert not made.folder.exists()
    assert made.trouble is None


def test_a_file_that_is_no_journal_is_said_in_a_sentence(tmp_path):
    nothing = tmp_path / "journal.sqlite3"
    nothing.write_bytes(b"no database at all, but long enough to be one" * 100)
    made = Copy(nothing)
    with pytest.raises(CannotTamper, match="could not be made or read"):
        made.verdict()
    made.close()
