"""Spoiling a copy: each kind of edit is found and named; the original never changes."""

from collections.abc import Iterator

import pytest

from bothy.demo.tamper import CannotTamper, Copies, Copy, verify_file


@pytest.fixture
def journal(little):
    """The small history's file, with the house still at work on it."""
    return little.home / "journal.sqlite3"


@pytest.fixture
def copy(journal) -> Iterator[Copy]:
    made = Copy(journal)
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
