"""Sealed boxes: only the facility's own key opens them, and none that was changed."""

import stat
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest

from bothy.intake.sealing import KEY_FILE, BoxTrouble, SealKey, SealKeyTrouble, seal


def test_the_key_is_made_once_and_is_for_its_user_alone(tmp_path: Path):
    made = SealKey.of_home(tmp_path)
    assert SealKey.of_home(tmp_path).public == made.public
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600
    assert list((tmp_path / "keys").iterdir()) == [tmp_path / KEY_FILE]


def test_only_this_facility_opens_its_boxes(tmp_path: Path):
    ours, theirs = SealKey.of_home(tmp_path / "ours"), SealKey.of_home(tmp_path / "theirs")
    box = seal(ours.public, b"Lark, heroin")
    assert ours.open(box) == b"Lark, heroin"
    assert b"Lark" not in msgspec.json.encode(box)
    with pytest.raises(BoxTrouble, match="not sealed for this facility"):
        theirs.open(box)


@pytest.mark.parametrize("part", ["epk", "iv", "ct"])
def test_a_box_that_was_changed_is_refused(tmp_path: Path, part: str):
    key = SealKey.of_home(tmp_path)
    box = seal(key.public, b"Lark, heroin")
    text = getattr(box, part)
    for changed in ("A" + text[1:] if text[0] != "A" else "B" + text[1:], text[:-8], "", "é"):
        with pytest.raises(BoxTrouble):
            key.open(msgspec.structs.replace(box, **{part: changed}))


def test_two_boxes_of_the_same_words_have_nothing_in_common(tmp_path: Path):
    key = SealKey.of_home(tmp_path)
    one, other = seal(key.public, b"2580"), seal(key.public, b"2580")
    assert (one.epk, one.iv, one.ct) != (other.epk, other.iv, other.ct)


def test_a_sealed_pin_says_whose_it_is(tmp_path: Path):
    key, staff = SealKey.of_home(tmp_path), uuid4()
    told = {"staff": staff, "pin": "2580", "since": "2026-01-05T09:00:00Z"}
    words = key.open_pin(seal(key.public, msgspec.json.encode(told)))
    assert (words.staff, words.pin) == (staff, "2580")
    with pytest.raises(BoxTrouble, match="no PIN"):
        key.open_pin(seal(key.public, b"[]"))


def test_a_file_that_is_no_such_key_is_named(tmp_path: Path):
    (tmp_path / "keys").mkdir()
    (tmp_path / KEY_FILE).write_text("not a key")
    with pytest.raises(SealKeyTrouble, match="no P-256 key"):
        SealKey.of_home(tmp_path)
