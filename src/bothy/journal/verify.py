"""Is the journal as it was written? Walks the chain and names the first bad entry."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

import msgspec

from bothy.journal.chain import head_after
from bothy.journal.checkpoint import is_signed_by
from bothy.journal.diagnose import Fault, Finding, Row, diagnose, follows, number_by_receipt
from bothy.journal.entry import GENESIS, Entry, Head, entry_id
from bothy.journal.errors import CorruptJournal, MissingTable
from bothy.journal.store import Checkpoint, Damaged, Progress, Reader, Receipt

# So many forged entries in a row, properly chained to the one before them, are recognised.
_REMEMBERED = 4096
_PROGRESS_EVERY = 2000


class Ended(msgspec.Struct, frozen=True):
    """A line of the journal that ended at entry `head` because an older copy was restored, as entry `number` tells.

    `sentence`: what that entry says, for people. Checkpoints signed before `at` for entries beyond
    `head` are of the line that ended.
    """

    number: int
    head: int
    at: datetime
    sentence: str


Ends = Callable[[Entry], Ended | None]
"""What an entry tells of a line that ended; the journal itself knows no kinds."""


class Verdict(msgspec.Struct, frozen=True):
    """Whether the journal is as it was written, and if not, what was done and where.

    `entries` is how many were found good, `head` the last good one; `first_bad` is a number, None
    when no single entry can be named (a missing trigger, a forged checkpoint). `ended`: the lines
    that restores ended, named in the sentence of a good journal too.
    """

    ok: bool
    entries: int
    head: Head
    first_bad: int | None
    fault: Fault | None
    sentence: str
    ended: tuple[Ended, ...] = ()


def verify(
    store: Reader,
    checkpoints: Sequence[Checkpoint] = (),
    keys: Sequence[bytes] = (),
    progress: Progress | None = None,
    ends: Ends = lambda entry: None,
) -> Verdict:
    """Walk the whole journal, and compare it with checkpoints held elsewhere.

    The checkpoints kept beside the journal are compared too. Where `keys` (raw Ed25519 public keys)
    are given, every checkpoint must be signed by one of them. Nothing is written, and the facility
    may go on working meanwhile: what is appended after the start is left for the next time. `ends`
    tells which entries end a line by a restore: they explain older checkpoints, and are named.
    """
    walk = _Walk(store, progress, ends)
    try:
        schema = store.faults_of_schema()
        walk.to_the_end()
        finding = walk.finding or _by_receipts(store, walk)
        known = _known_checkpoints(store, checkpoints)
        finding = _by_checkpoints(store, walk, finding, known, keys) or finding
    except MissingTable as fault:
        return Verdict(False, walk.good.number, walk.good, None, "table missing", str(fault))
    except CorruptJournal as fault:
        number = walk.good.number + 1
        said = f"The journal cannot be read at entry {number} or after: {fault}"
        return Verdict(False, walk.good.number, walk.good, number, "unreadable", said)
    if finding is not None:
        said = finding.sentence + (f" Besides: {'; '.join(schema)}." if schema else "")
        return Verdict(False, walk.good.number, walk.good, finding.number, finding.fault, said)
    if schema:
        said = (
            f"The {walk.good.number:,} entries are as they were written, but what keeps them append only does not "
            f"stand: {'; '.join(schema)}. Find out who removed it and restore it from a backup."
        )
        fault_name: Fault = (
            "table missing" if any(each.startswith("table") for each in schema) else "trigger missing"
        )
        return Verdict(False, walk.good.number, walk.good, None, fault_name, said)
    agree = (
        f"; {len(known)} checkpoint{'s' * (len(known) != 1)} agree{'s' * (len(known) == 1)}" if known else ""
    )
    said = f"All {walk.good.number:,} entries are as they were written{agree}. Head digest {walk.good.digest.hex()}."
    ended = walk.ended_lines()
    said = " ".join((said, *(each.sentence for each in ended)))
    return Verdict(True, walk.good.number, walk.good, None, None, said, ended)


class _Walk:
    """One pass over the rows, remembering what the later questions need."""

    def __init__(self, store: Reader, progress: Progress | None, ends: Ends) -> None:
        self.store = store
        self._ends = ends
        self._ended: list[Ended] = []
        self.good = GENESIS
        self.finding: Finding | None = None
        self.mismatch: tuple[Receipt, Entry] | None = None
        self.beyond: Receipt | None = None
        self._progress = progress

    def to_the_end(self) -> None:
        end = self.store.head().number
        strays: list[Row] = []
        recent: deque[Head] = deque([GENESIS], maxlen=_REMEMBERED)
        receipts = _ReceiptsBeside(self.store.receipts_in_order())
        for row in self.store.walk(upto=end):
            if row.number < 1:
                strays.append(row)
                continue
            if isinstance(row, Damaged) or not follows(self.good, row):
                self.finding = diagnose(self.store, self.good, list(recent), strays, end)
                return
            self.good = head_after(row)
            recent.append(self.good)
            if (ended := self._ends(row)) is not None:
                self._ended.append(ended)
            if self.mismatch is None:
                wrong = receipts.against(row)
                self.mismatch = (wrong, row) if wrong is not None else None
            if self._progress is not None and row.number % _PROGRESS_EVERY == 0:
                self._progress(row.number, end)
        if strays:
            stray = strays[0].number
            said = f"Entry {stray} was inserted: no journal has a number below 1."
            self.finding = Finding(stray, "inserted", said)
        self.beyond = receipts.beyond(self.good.number)
        if self._progress is not None:
            self._progress(end, end)

    def ended_lines(self) -> tuple[Ended, ...]:
        """Of several entries about one break the last says what is known of it."""
        last = {each.head: each for each in self._ended}
        return tuple(sorted(last.values(), key=lambda each: each.number))

    def explains(self, checkpoint: Checkpoint) -> bool:
        """Whether this checkpoint saw a line that a later restore ended, beyond where it was cut."""
        began: dict[int, datetime] = {}
        for each in self._ended:
            began.setdefault(each.head, each.at)  # a later entry about the same break excuses nothing more
        return any(checkpoint.number > head and checkpoint.at < at for head, at in began.items())


class _ReceiptsBeside:
    """Receipts in the order of the entries they name, walked beside the entries."""

    def __init__(self, receipts: Iterator[Receipt]) -> None:
        self._receipts = receipts
        self._now: Receipt | None = next(receipts, None)

    def against(self, entry: Entry) -> Receipt | None:
        """The receipt that names another entry at this number; None when all is well."""
        while self._now is not None and self._now.first + self._now.count <= entry.number:
            self._now = next(self._receipts, None)
            if self._now is not None and self._now.first < entry.number:
                return self._now  # two receipts claim one entry
        now = self._now
        if now is None or entry.number < now.first:
            return None
        return None if entry.id == entry_id(now.command, entry.number - now.first) else now

    def beyond(self, end: int) -> Receipt | None:
        """The first receipt that names an entry after `end`."""
        while self._now is not None and self._now.first + self._now.count - 1 <= end:
            self._now = next(self._receipts, None)
        return self._now


def _by_receipts(store: Reader, walk: _Walk) -> Finding | None:
    """What receipts know of a chain that fits in itself."""
    if walk.mismatch is not None:
        receipt, entry = walk.mismatch
        return _unlike_its_receipt(store, receipt, entry)
    if walk.beyond is None:
        return None
    # The facility may have gone on since the walk began.
    last = walk.beyond.first + walk.beyond.count - 1
    end = store.head().number
    if last <= end:
        return None
    return Finding(
        end + 1,
        "cut off",
        f"The journal was cut off after entry {end}: the receipt of command {walk.beyond.command} names "
        f"entries up to {last}.",
    )


def _unlike_its_receipt(store: Reader, receipt: Receipt, entry: Entry) -> Finding:
    number = entry.number
    if not receipt.first <= number < receipt.first + receipt.count:
        said = f"The receipt of command {receipt.command} names entry {receipt.first}, which another receipt names too."
        return Finding(receipt.first, "receipt", said)
    named = store.entry(entry_id(receipt.command, number - receipt.first))
    elsewhere = number_by_receipt(store, entry, 1)
    anew = "and the chain was written anew from there"
    if named is not None and elsewhere is None:
        said = f"Entry {number} was inserted, {anew}: the entry its receipt names stands as {named.number}."
        return Finding(number, "inserted", said)
    if named is not None:
        said = (
            f"Entry {number} is out of order, {anew}: the entry its receipt names stands as {named.number}."
        )
        return Finding(number, "reordered", said)
    if elsewhere is not None:
        said = (
            f"Entry {number} was removed, {anew}: what stands there now has a receipt for number {elsewhere}."
        )
        return Finding(number, "removed", said)
    said = (
        f"Entry {number} is not the one that the receipt of command {receipt.command} names: the entry was exchanged "
        f"{anew}, or the receipt was changed."
    )
    return Finding(number, "changed", said)


def _known_checkpoints(store: Reader, held: Sequence[Checkpoint]) -> list[Checkpoint]:
    return sorted({*held, *store.checkpoints()}, key=lambda each: (each.number, each.at))


def _by_checkpoints(
    store: Reader, walk: _Walk, finding: Finding | None, known: Sequence[Checkpoint], keys: Sequence[bytes]
) -> Finding | None:
    """What checkpoints add to, or set right in, what the journal itself told."""
    agreed = 0
    for checkpoint in known:
        unfit = _unfit(store, checkpoint, keys)
        if unfit is not None:
            return finding or unfit
        if walk.explains(checkpoint):
            continue
        if checkpoint.number > walk.good.number:
            if walk.finding is not None:
                return None  # behind the break nothing can be compared
            end = store.head().number
            if checkpoint.number <= end:
                continue  # appended since the walk began
            said = (
                f"The journal was cut off after entry {end}: the checkpoint of {checkpoint.at:%Y-%m-%d %H:%M} "
                f"knows entry {checkpoint.number}."
            )
            return finding or Finding(end + 1, "cut off", said)
        if _digest_at(store, checkpoint.number) != checkpoint.digest:
            if finding is not None and finding.number is not None and finding.number <= checkpoint.number:
                return finding
            said = (
                f"The journal was rewritten: between entry {agreed + 1} and entry {checkpoint.number} it is not what "
                f"the checkpoint of {checkpoint.at:%Y-%m-%d %H:%M} saw, though the chain fits in itself."
            )
            return Finding(agreed + 1, "rewritten", said)
        agreed = checkpoint.number
    if walk.mismatch is not None and walk.finding is None and agreed >= walk.mismatch[1].number:
        receipt, entry = walk.mismatch
        said = (
            f"The receipt of command {receipt.command} was changed: it names entry {entry.number}, which a checkpoint "
            "confirms, but under another id."
        )
        return Finding(entry.number, "receipt", said)
    return None


def _unfit(store: Reader, checkpoint: Checkpoint, keys: Sequence[bytes]) -> Finding | None:
    when = f"{checkpoint.at:%Y-%m-%d %H:%M}"
    if checkpoint.facility != store.facility:
        said = f"The checkpoint of {when} belongs to facility {checkpoint.facility}, not to this one."
        return Finding(None, "checkpoint", said)
    if keys and not any(is_signed_by(checkpoint, key) for key in keys):
        said = (
            f"The checkpoint of {when} for entry {checkpoint.number} is not signed by a key given here: it was forged "
            "or changed, or its public key is missing."
        )
        return Finding(None, "checkpoint", said)
    return None


def _digest_at(store: Reader, number: int) -> bytes | None:
    if number == 0:
        return GENESIS.digest
    row = next(store.walk(after=number - 1, upto=number, chunk=1), None)
    return row.digest if isinstance(row, Entry) else None
