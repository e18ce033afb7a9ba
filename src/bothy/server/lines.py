"""The lines of a journal: where one ended by the restore of an older copy, and another began."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from bothy.care.bodies_restore import JournalRestored
from bothy.care.kinds import decode
from bothy.intake.spans import said
from bothy.journal.entry import Entry
from bothy.journal.store import Checkpoint, Progress, Reader
from bothy.journal.verify import Ended, Verdict, verify

KIND = "journal-restored"


def ended_by(entry: Entry) -> Ended | None:
    """The line that this entry ended; None for every other entry, and for one that cannot be read."""
    if entry.kind != KIND:
        return None
    try:
        body = decode(entry.kind, entry.body)
    except (msgspec.DecodeError, KeyError):
        return None
    assert isinstance(body, JournalRestored)
    what = f"A line ended at entry {body.head:,} by the restore of {entry.recorded_at:%Y-%m-%d %H:%M} UTC"
    back = f", {said(body.filled)} of it came back from tablets" if body.filled else ""
    if body.missing:
        lost = f"; {said(body.missing)} of it {'is' if _one(body.missing) else 'are'} missing"
    else:
        lost = "; nothing beyond it is known to be missing" if body.highest <= body.head else "; nothing of it is missing"
    return Ended(entry.number, body.head, entry.recorded_at, f"{what}{back}{lost}.")


def _one(spans: Sequence[tuple[int, int]]) -> bool:
    return len(spans) == 1 and spans[0][0] == spans[0][1]


def verify_lines(
    reader: Reader,
    checkpoints: Sequence[Checkpoint] = (),
    keys: Sequence[bytes] = (),
    progress: Progress | None = None,
) -> Verdict:
    """Verify a journal; checkpoints of a line that was ended by a restore are explained by it."""
    return verify(reader, checkpoints, keys, progress, ended_by)
