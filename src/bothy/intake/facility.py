"""A facility, open: journal, House, writer, watches and snapshots put together, and closed in order."""

import gc
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4, uuid5

import msgspec

from bothy.care.bodies import Clock, FacilityFounded, PlaceSpec, RulesSigned
from bothy.care.commands import Command
from bothy.care.house import House
from bothy.care.kinds import REGISTER_KINDS
from bothy.care.rules import HouseRules
from bothy.intake.clock import FacilityClock
from bothy.intake.copied import Copied
from bothy.intake.errors import StorageFault
from bothy.intake.mending import Mending
from bothy.intake.private import PrivateSink
from bothy.intake.reserve import Reserve
from bothy.intake.snapshotting import Snapshots, open_house
from bothy.intake.watching import HOUSE, WatchLoop
from bothy.intake.writer import Writer
from bothy.journal.errors import CorruptJournal, JournalMissing
from bothy.journal.opening import check_triggers, create_store, is_address, open_store
from bothy.journal.store import Progress, Store

if TYPE_CHECKING:
    from bothy.intake.following import Follower

log = logging.getLogger(__name__)


class Founding(msgspec.Struct, frozen=True, kw_only=True):
    """What a new facility begins with: entry 1 and the first house rules.

    `signer` answers for the rules. `clock` and `at` are for a demo: the clock it goes by, and the
    facility time of the founding.
    """

    name: str
    rules: HouseRules
    places: tuple[PlaceSpec, ...]
    signer: UUID
    facility: UUID = msgspec.field(default_factory=uuid4)
    demo: bool = False
    clock: Clock | None = None
    at: datetime | None = None


class CannotFound(Exception):
    """The first entries of a new facility were refused; the text says why."""


class Facility:
    """An open facility. Close it, or use it in a `with` block: what waits is kept and the lock let go."""

    def __init__(
        self, home: Path, store: Store, writer: Writer, snapshots: Snapshots, watches: WatchLoop, follower: "Follower | None",
        copied: Copied, mending: Mending | None = None,
    ) -> None:  # fmt: skip
        self.home = home
        self.store = store
        self.writer = writer
        self.snapshots = snapshots
        self.watches = watches
        self._follower = follower
        self.copied = copied
        self.mending = mending
        self._open = True

    @property
    def reserve(self) -> Reserve | None:
        """Room for emergencies on a full disk; None where the journal is on a database's own disk."""
        return self.writer.reserve

    @property
    def id(self) -> UUID:
        """The facility's id."""
        return self.store.facility

    @property
    def house(self) -> House:
        """The House after the last commit."""
        return self.writer.house

    @property
    def clock(self) -> FacilityClock:
        """The facility clock."""
        return self.writer.clock

    def beside(self, device: UUID | None = None) -> dict[str, object]:
        """What screens are told beside the journal, all of them or one device's.

        `copied`: the highest entry that stands in a backup or copy. `mending`: after a restore, that
        what the device has beyond entry `from` is asked for.
        """
        mending, copied = self.mending, self.copied.number
        if mending is None:
            return {"copied": copied}
        if mending.is_open:
            # Numbers of the ended line and the new one are the same: a tablet that was away keeps its rows.
            copied = min(copied, mending.restored.head)
        asked = {"mending": {"from": mending.restored.head}} if mending.asks(device) else {}
        return {"copied": copied, **asked}

    def look_at_copies(self) -> bool:
        """Hear of a backup that another process made; whether anything changed. Waits for the writer."""
        if not self.copied.changed():
            return False
        moved: list[bool] = []
        self.writer.run_between(lambda store: moved.append(self.copied.look(store))).result()
        return moved[0]

    def close(self) -> None:
        """Keep what waits, write a snapshot, let the journal go. Harmless when done twice."""
        if not self._open:
            return
        self._open = False
        self.watches.close()
        if self._follower is not None:
            self._follower.close()
        self.writer.close()
        self.snapshots.close()
        self.store.close()

    def __enter__(self) -> "Facility":
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def _collect_less() -> None:
    """The House is a tree of frozen Structs, in which the cycle collector finds nothing: it looks less often.

    Measured by bench/durable_commands: a tenth more commands a second.
    """
    gc.set_threshold(50_000, 20, 50)


def open_facility(
    home: Path,
    database_url: str | None = None,
    *,
    facility: UUID | None = None,
    founding: Founding | None = None,
    private_sink: PrivateSink | None = None,
    progress: Progress | None = None,
    watch: bool = True,
    reserve_bytes: int = 0,
) -> Facility:
    """Open the facility of `home`, or of `database_url` (PostgreSQL), and begin to write.

    `founding`: what to found when there is none yet; without it `JournalMissing`. `facility` says
    which one, where a database keeps several. `watch`: have missed watches written (one process of
    several is enough, more do no harm). `reserve_bytes`: room to keep for emergencies on a full disk;
    not where the journal is on a database's own disk, and not in a demo.

    Errors are `JournalError`s with a sentence each: `JournalInUse` when another process writes
    here, `MissingTrigger` when what keeps the journal append only does not stand, and so on.
    """
    _collect_less()
    home.mkdir(parents=True, exist_ok=True)
    where: str | Path = database_url if database_url is not None and is_address(database_url) else home
    others = is_address(where)
    # Before the journal is opened: a disk that is full may need the room for that alone.
    reserve = None if others or not reserve_bytes else Reserve(home, reserve_bytes).open()
    store = _open_or_create(where, facility, founding)
    try:
        check_triggers(store)
        store.index_kinds(REGISTER_KINDS)
        house, head = open_house(home, store, progress)
        copied = Copied(home)
        copied.look(store)
        writer = Writer(store, house, head, private_sink=private_sink, others_write=others).start()
        try:
            if house.facility is None:
                _found(writer, founding)
            if reserve is not None and writer.house.demo:
                reserve.remove()
            elif reserve is not None:
                writer.reserve = reserve
                writer.gates.append(reserve.gate)
            snapshots = Snapshots(home, writer).start()
            mending = _mending(home, writer, store)
            watches = WatchLoop(writer)
            if watch and not (mending is not None and mending.waits):
                watches.start()
            follower = _follow(writer, str(where)) if others else None
        except BaseException:
            writer.close()
            raise
    except BaseException:
        store.close()
        raise
    return Facility(home, store, writer, snapshots, watches, follower, copied, mending)


def _mending(home: Path, writer: Writer, store: Store) -> Mending | None:
    """The restore that this home stands in, and the writer's gate for it."""
    found: list[Mending | None] = []
    try:
        writer.run_between(lambda journal: found.append(Mending.of(home, writer, journal))).result()
    except ValueError as fault:
        raise CorruptJournal(str(fault)) from fault
    mending = found[0]
    if mending is not None and mending.restored.head > writer.head.number:
        raise CorruptJournal(
            f"This home was restored up to entry {mending.restored.head:,}, but its journal ends at {writer.head.number:,}. "
            "Restore the backup again, into another folder."
        )
    if mending is not None:
        writer.gates.append(mending.gate)
    return mending


def _follow(writer: Writer, url: str) -> "Follower":
    # Imported late: most Bothies never need PostgreSQL's client.
    from bothy.intake.following import Follower

    return Follower(writer, url, writer.facility).start()


def _open_or_create(where: str | Path, facility: UUID | None, founding: Founding | None) -> Store:
    try:
        return open_store(where, facility)
    except JournalMissing:
        if founding is None:
            raise
        return create_store(where, facility or founding.facility)


def _found(writer: Writer, founding: Founding | None) -> None:
    """Write entry 1 and the first house rules; the ids follow from the facility's, so never twice."""
    if founding is None:
        raise JournalMissing("This journal is empty: its facility was never founded. Start `bothy run` to found it.")
    founded = FacilityFounded(
        name=founding.name,
        time_zone=founding.rules.time_zone,
        places=founding.places,
        demo=founding.demo,
        clock=founding.clock,
    )
    at = founding.at or datetime.now(UTC)
    signed = RulesSigned(rules=founding.rules, effective_from=at, signer=founding.signer, reason="founding")
    commands = (
        _command(writer.facility, "found-facility", founded, at),
        _command(writer.facility, "sign-rules", signed, at),
    )
    try:
        answers = writer.submit(commands, HOUSE, at=at if founding.demo else None).result()
    except StorageFault as fault:
        raise CannotFound(str(fault)) from fault
    for answer in answers:
        if answer.refusal is not None:
            raise CannotFound(answer.refusal.sentence)


def _command(facility: UUID, kind: str, body: msgspec.Struct, at: datetime) -> Command:
    raw = msgspec.Raw(msgspec.json.encode(body))
    return Command(id=uuid5(facility, kind), kind=kind, subject=facility, body=raw, happened_at=at)
