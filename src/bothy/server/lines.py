"""The lines of a journal: where one ended by the restore of an older copy, and another began."""

from __future__ import annotations

from collections.abc import Sequence

from bothy.journal.store import Checkpoint, Progress, Reader
from bothy.journal.verify import Verdict, verify


def verify_lines(
    reader: Reader,
    checkpoints: Sequence[Checkpoint] = (),
    keys: Sequence[bytes] = (),
    progress: Progress | None = None,
) -> Verdict:
    """Verify a journal; checkpoints of a line that was ended by a restore are explained by it."""
    return verify(reader, checkpoints, keys, progress)
