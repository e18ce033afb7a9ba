"""The envelope's bytes: equal bytes mean equal entries, for good."""

from __future__ import annotations

import struct
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from uuid import UUID, uuid5

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bothy.journal import GENESIS, Draft, Entry, Head, entry_id, frame, seal
from bothy.journal.chain import follows, head_after, micros, moment

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TIMES = st.datetimes(timezones=st.just(UTC))
ENTRIES = st.builds(
    Entry,
    facility=st.uuids(),
    number=st.integers(1, 2**63 - 1),
    id=st.uuids(),
    kind=st.text(max_size=40),
    version=st.integers(0, 2**32 - 1),
    subject=st.uuids(),
    body=st.binary(max_size=200),
    happened_at=TIMES,
    recorded_at=TIMES,
    staff=st.none() | st.uuids(),
    device=st.none() | st.uuids(),
    signature=st.none() | st.binary(max_size=80),
    digest=st.just(bytes(32)),
)


def unframed(raw: bytes) -> Entry:
    """The entry whose frame this is, read by the published table and not by the product's code."""
    tag, facility, number, id, version, subject, happened, recorded = struct.unpack_from(
        ">13s16sQ16sI16sqq", raw
    )
    assert tag == b"bothy-entry-1"
    at = struct.calcsize(">13s16sQ16sI16sqq")

    def take(count: int) -> bytes:
        nonlocal at
        at += count
        assert at <= len(raw)
        return raw[at - count : at]

    def maybe_id() -> UUID | None:
        return UUID(bytes=take(16)) if take(1) == b"\x01" else None

    def sized() -> bytes:
        return take(int.from_bytes(take(4), "big"))

    staff, device = maybe_id(), maybe_id()
    signature = sized() if take(1) == b"\x01" else None
    kind, body = sized().decode(), sized()
    assert at == len(raw), "bytes are left over"
    times = (EPOCH + timedelta(microseconds=each) for each in (happened, recorded))
    ids = UUID(bytes=facility), number, UUID(bytes=id)
    return Entry(*ids, kind, version, UUID(bytes=subject), body, *times, staff, device, signature, bytes(32))


@given(ENTRIES)
def test_a_frame_can_be_read_back_so_two_entries_never_share_one(entry: Entry) -> None:
    assert unframed(frame(entry.facility, entry.number, entry, entry.recorded_at)) == entry


def test_the_format_is_the_published_one_for_good() -> None:
    at = datetime(2025, 1, 13, 9, 0, 0, 123456, tzinfo=UTC)
    draft = Draft(UUID(int=1), "visit-started", 2, UUID(int=3), b'{"a":1}', at, UUID(int=4), None, b"sig")
    entry = seal(GENESIS, UUID(int=9), draft, at + timedelta(seconds=1))
    framed = (
        b"bothy-entry-1"
        + UUID(int=9).bytes
        + (1).to_bytes(8, "big")
        + UUID(int=1).bytes
        + (2).to_bytes(4, "big")
        + UUID(int=3).bytes
        + (1736758800123456).to_bytes(8, "big")
        + (1736758801123456).to_bytes(8, "big")
        + b"\x01"
        + UUID(int=4).bytes
        + b"\x00"
        + b"\x01\x00\x00\x00\x03sig"
        + b"\x00\x00\x00\x0dvisit-started"
        + b'\x00\x00\x00\x07{"a":1}'
    )
    assert entry.digest == sha256(bytes(32) + framed).digest()
    assert entry.digest.hex() == "debc06d5ab0f2224e08bc55398bb834456c0245e13532fbe8fcde1084efb2ea9"


@given(ENTRIES, st.binary(min_size=32, max_size=32))
def test_a_sealed_draft_follows_its_head_and_no_other(content: Entry, digest: bytes) -> None:
    head = Head(content.number - 1, digest)
    fields = {name: getattr(content, name) for name in Draft.__struct_fields__}
    entry = seal(head, content.facility, Draft(**fields), content.recorded_at)
    assert follows(head, entry)
    assert not follows(Head(head.number, bytes(a ^ 1 for a in digest)), entry)
    assert not follows(Head(head.number + 1, digest), entry)
    assert not follows(head, msgspec.structs.replace(entry, body=entry.body + b" "))
    assert head_after(entry) == Head(head.number + 1, entry.digest)


@given(TIMES)
def test_times_keep_every_microsecond(at: datetime) -> None:
    assert moment(micros(at)) == at


def test_a_time_told_in_another_zone_is_the_same_moment() -> None:
    told = datetime(2025, 7, 1, 14, 0, tzinfo=timezone(timedelta(hours=1)))
    assert moment(micros(told)) == datetime(2025, 7, 1, 13, 0, tzinfo=UTC)


def test_a_time_without_zone_is_not_sealed() -> None:
    naive = datetime(2025, 7, 1, 14, 0)  # noqa: DTZ001
    with pytest.raises(TypeError):
        micros(naive)


def test_a_field_that_does_not_fit_is_refused_in_words() -> None:
    at = datetime(2025, 1, 1, tzinfo=UTC)
    draft = Draft(UUID(int=1), "k", -1, UUID(int=2), b"{}", at, None, None)
    with pytest.raises(ValueError, match="does not fit the journal's format"):
        seal(GENESIS, UUID(int=9), draft, at)


def test_entry_ids_come_from_the_command_and_the_count() -> None:
    command = UUID("7a3b2c1d-0000-4000-8000-000000000001")
    assert entry_id(command, 0) == uuid5(command, "0")
    assert entry_id(command, 12) == uuid5(command, "12")
    assert entry_id(command, 0).version == 5
