"""A checkpoint can be printed, mailed and typed, and a slip of the hand is named."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from bothy.journal import Checkpoint
from bothy.journal.checkpoint import (
    SigningKey,
    from_json,
    from_text,
    is_signed_by,
    make_checkpoint,
    parse,
    public_key_of_home,
    read_public_key,
    signed_bytes,
    to_json,
    to_text,
)
from bothy.journal.errors import CorruptJournal
from support.journal_place import FACILITY, START, Place

CHECKPOINTS = st.builds(
    Checkpoint,
    facility=st.uuids(),
    number=st.integers(0, 2**63 - 1),
    digest=st.binary(min_size=32, max_size=32),
    at=st.datetimes(min_value=datetime(1971, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    key_id=st.binary(min_size=8, max_size=8).map(bytes.hex),
    signature=st.binary(min_size=64, max_size=64),
)


@given(CHECKPOINTS)
def test_both_forms_are_read_back_and_the_short_one_is_short(checkpoint: Checkpoint) -> None:
    text = to_text(checkpoint)
    assert len(text) < 400
    assert text.isascii()
    assert parse(text) == from_text(text) == checkpoint
    assert parse(to_json(checkpoint).decode()) == from_json(to_json(checkpoint)) == checkpoint


@given(CHECKPOINTS)
def test_it_may_be_typed_carelessly(checkpoint: Checkpoint) -> None:
    title, *lines = to_text(checkpoint).splitlines()
    typed = [line.lower().replace("-", " ").replace("o", "0").replace("i", "1") for line in lines]
    assert from_text("\n\n  ".join(["", title.lower(), *typed, ""])) == checkpoint


@given(CHECKPOINTS, st.data())
def test_one_wrong_letter_is_named_with_its_line_or_makes_another_checkpoint(
    checkpoint: Checkpoint, data: st.DataObject
) -> None:
    lines = to_text(checkpoint).splitlines()
    row = data.draw(st.integers(1, len(lines) - 1))
    column = data.draw(st.sampled_from([n for n, letter in enumerate(lines[row]) if letter != "-"]))
    others = sorted(set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") - {lines[row][column]})
    wrong = data.draw(st.sampled_from(others))
    lines[row] = lines[row][:column] + wrong + lines[row][column + 1 :]
    with pytest.raises(ValueError, match=f"Line {row + 1} of the checkpoint is mistyped"):
        from_text("\n".join(lines))


def test_what_is_no_checkpoint_is_said_to_be_none() -> None:
    with pytest.raises(ValueError, match="no checkpoint"):
        from_text("dear inspector")
    with pytest.raises(ValueError, match="no checkpoint"):
        from_text("")
    with pytest.raises(ValueError, match="not whole"):
        from_text("BOTHY CHECKPOINT 1 entry 3")
    for raw in ("{}", "{", '{"facility": 3}'):
        with pytest.raises(ValueError, match="no checkpoint in JSON"):
            parse(raw)


def test_a_line_left_out_is_noticed(tmp_path: Path, place: Place) -> None:
    lines = to_text(make_checkpoint(place.store, SigningKey.of_home(tmp_path), START)).splitlines()
    with pytest.raises(ValueError, match=r"mistyped|not whole"):
        from_text("\n".join(lines[:3] + lines[4:]))
    with pytest.raises(ValueError, match="not whole"):
        from_text("\n".join(lines[:-1]))


def test_the_head_is_signed_with_the_key_of_the_home(place: Place, tmp_path: Path) -> None:
    place.write(3)
    key = SigningKey.of_home(tmp_path)
    made = make_checkpoint(place.reader(), key, START)
    head = place.store.head()
    assert (made.facility, made.number, made.digest, made.at) == (FACILITY, 3, head.digest, START)
    assert is_signed_by(made, key.public)
    published = (
        b"bothy-checkpoint-1"
        + FACILITY.bytes
        + (3).to_bytes(8, "big")
        + head.digest
        + (1736758800123456).to_bytes(8, "big")
        + bytes.fromhex(key.key_id)
    )
    Ed25519PublicKey.from_public_bytes(key.public).verify(made.signature, published)


@pytest.mark.parametrize("changed", ["facility", "number", "digest", "at", "key_id", "signature"])
def test_a_signature_holds_for_nothing_else(sqlite_place: Place, tmp_path: Path, changed: str) -> None:
    key = SigningKey.of_home(tmp_path)
    made = make_checkpoint(sqlite_place.store, key, START)
    other = {
        "facility": msgspec.structs.replace(made, facility=type(made.facility)(int=1)),
        "number": msgspec.structs.replace(made, number=1),
        "digest": msgspec.structs.replace(made, digest=b"\x01" * 32),
        "at": msgspec.structs.replace(made, at=made.at + timedelta(microseconds=1)),
        "key_id": msgspec.structs.replace(made, key_id="00" * 8),
        "signature": msgspec.structs.replace(made, signature=b"\x00" * 64),
    }[changed]
    assert not is_signed_by(other, key.public)


def test_a_key_does_not_sign_under_another_keys_name(sqlite_place: Place, tmp_path: Path) -> None:
    key = SigningKey.of_home(tmp_path)
    named = msgspec.structs.replace(make_checkpoint(sqlite_place.store, key, START), key_id="00" * 8)
    signed = msgspec.structs.replace(named, signature=key.sign(signed_bytes(named)))
    assert not is_signed_by(signed, key.public)


def test_the_key_stays_in_the_home_and_is_the_same_next_time(tmp_path: Path) -> None:
    assert public_key_of_home(tmp_path) is None
    first = SigningKey.of_home(tmp_path)
    again = SigningKey.of_home(tmp_path)
    assert (first.public, first.key_id) == (again.public, again.key_id)
    private = tmp_path / "keys" / "journal.ed25519"
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    assert read_public_key(private.with_name("journal.ed25519.pub")) == first.public
    assert public_key_of_home(tmp_path) == first.public


def test_a_broken_key_is_said_to_be_broken(tmp_path: Path) -> None:
    SigningKey.of_home(tmp_path)
    (tmp_path / "keys" / "journal.ed25519").write_text("not a key")
    with pytest.raises(CorruptJournal, match="no Ed25519 key"):
        SigningKey.of_home(tmp_path)
