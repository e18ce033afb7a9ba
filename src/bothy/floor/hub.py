"""What every screen is told: commits, heartbeats and farewells, each encoded once and shared by all.

The writer's thread hands commits over; everything else happens on the event loop.
"""

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from bothy.care.house import FOLD_VERSION
from bothy.care.snapshot import lines_for_screen, people_for_screen
from bothy.floor.door import Device, Devices
from bothy.floor.screen import Screen
from bothy.floor.screens import CONTACT_SECONDS, Contacts, ScreenState, ScreenTold, essence
from bothy.intake.batch import Committed
from bothy.intake.subscription import NamesFor, Words, event, lines_event
from bothy.intake.writer import Writer

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 5.0
KEPT_LINES = 2_000
"""How many lines back a screen that was away is told only what it missed; beyond that a snapshot."""

_encoder = msgspec.json.Encoder()


class Commit:
    """One commit as an event; encoded when the first screen needs it."""

    __slots__ = ("_data", "committed", "first", "last", "words")

    def __init__(self, committed: Committed, words: Words) -> None:
        self.committed = committed
        self.words = words
        self.first = committed.lines[0].number
        self.last = committed.number
        self._data: bytes | None = None

    @property
    def data(self) -> bytes:
        if self._data is None:
            self._data = lines_event(self.committed, self.words)
        return self._data


class Hub:
    """The screens of one process. Made once, before or after the facility is open (`attach`)."""

    def __init__(self, devices: Devices, names_for: NamesFor, heartbeat_seconds: float = HEARTBEAT_SECONDS) -> None:
        self.screens: set[Screen] = set()
        self._devices = devices
        self._words = Words(names_for, devices.staff)
        self._heartbeat_seconds = heartbeat_seconds
        self._writer: Writer | None = None
        self._beside: Callable[[UUID | None], Mapping[str, object]] = lambda device: {}
        self.of_you: Mapping[str, object] = {}
        """What every screen is told along with who it is."""
        self._unsubscribe: Callable[[], None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._beating: asyncio.Task[None] | None = None
        self._lock = threading.Lock()
        self._ring: deque[Commit] = deque()
        self._ring_lines = 0
        self._new: deque[Commit] = deque()
        self._called = False
        self._quiet = False
        self._shut = False
        self._snapshot: tuple[int, float, bytes] | None = None
        self._standing: dict[str, bytes] = {}
        self._contacts = Contacts()
        self._told_of_screens: object = None
        devices.on_revoked(lambda device: self._on_loop(self._revoke, device))
        devices.on_shift_changed(lambda device: self._on_loop(self._shift_changed, device))

    def attach(self, writer: Writer, beside: Callable[[UUID | None], Mapping[str, object]] = lambda device: {}) -> None:
        """From now on tell what this writer commits. `beside`: what stands beside the journal (copies, mending)."""
        self._writer = writer
        self._beside = beside
        self._unsubscribe = writer.subscribe(self._hear)

    def publish(self, name: str, data: object) -> None:
        """Say something beside the journal (a demo's progress) to every screen, and to each that comes later."""
        encoded = event(name, _encoder.encode(data))
        self._standing[name] = encoded
        self._on_loop(self._push_all, encoded)

    def beat(self) -> None:
        """Tell every screen at once what stands beside the journal, not only with the next heartbeat."""
        self._on_loop(lambda: self._push_all(self._heartbeat()))

    def screen_states(self) -> list[ScreenState]:
        """Every screen that is in contact or should be; from any thread."""
        assert self._writer is not None
        return self._contacts.states(self._devices.staffed(), self._writer.clock.now())

    def out_of_contact(self, at: datetime) -> tuple[UUID, ...]:
        """The devices with somebody on shift that were out of contact at facility time `at`; from any thread."""
        assert self._writer is not None
        clock = self._writer.clock
        ago = (clock.now() - at).total_seconds() / clock.rate if clock.rate > 0 else 0.0
        return self._contacts.out_of_contact(self._devices.staffed(), ago)

    def hold(self) -> None:
        """Tell of no commits for a while (a demo's history is being written)."""
        self._quiet = True

    def go_on(self) -> None:
        """After `hold`: every screen gets a new snapshot, then commits again."""
        self._quiet = False
        self._on_loop(self._renew_all)

    def shut(self) -> None:
        """Say goodbye to every screen and take no more; from any thread or a signal handler."""
        self._shut = True
        if self._unsubscribe is not None:
            self._unsubscribe()
        self._on_loop(self._say_bye_to_all)

    @property
    def is_shut(self) -> bool:
        """Whether the goodbye was said."""
        return self._shut

    # --- on the event loop -----------------------------------------------------------------------

    def join(self, screen: Screen, after: int | None) -> None:
        """A screen that is at `after`, or knows nothing (None), hears of everything from now on."""
        assert self._writer is not None
        self._loop = asyncio.get_running_loop()
        if self._beating is None or self._beating.done():
            self._beating = self._loop.create_task(self._beat(), name="bothy-heartbeat")
        # On the list first: a commit that comes while we look back is then told, not missed.
        self.screens.add(screen)
        self._contacts.joined(screen.device.id, screen.device.name, self._writer.clock.now())
        self._tell_of_screens()
        if "mending" in self._beside(screen.device.id):
            after = None  # it may have folded a line of the journal that is no more
        missed = None if after is None else self._since(after)
        if missed is None:
            screen.renew()
        else:
            screen.number = missed[-1].last if missed else after or 0
            for commit in missed:
                screen.push(commit.data)
            screen.push(self.you(screen))
            for standing in self._standing.values():
                screen.push(standing)
            screen.push(self._heartbeat())

    def leave(self, screen: Screen) -> None:
        """The screen has gone. The others hear of it once it has been away for long enough to matter."""
        if screen not in self.screens:
            return
        self.screens.discard(screen)
        assert self._writer is not None
        self._contacts.left(screen.device.id, self._writer.clock.now())
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_later(CONTACT_SECONDS + 0.1, self._tell_of_screens)

    def screen_said(self, device: Device, told: ScreenTold) -> None:
        """What a screen says of itself."""
        assert self._writer is not None
        self._contacts.said(device.id, device.name, told, self._writer.clock.now())
        self._tell_of_screens()

    def _tell_of_screens(self) -> None:
        """Tell every screen how all of them are, where that has changed."""
        if self._shut:
            return
        states = self.screen_states()
        now = essence(states)
        if now != self._told_of_screens:
            self._told_of_screens = now
            self.publish("screens", states)

    def snapshot_for(self, screen: Screen) -> bytes:
        """The snapshot as this screen gets it, and all that stands beside the journal."""
        number, shared = self._shared_snapshot()
        screen.number = number
        more = _encoder.encode({"clock": self._clock(), "you": self._who(screen), **self._beside(screen.device.id)})
        data = b"%s,%s" % (shared[:-1], more[1:])
        return event("snapshot", data, number) + b"".join(self._standing.values())

    def you(self, screen: Screen) -> bytes:
        """Who the screen is, and who is on shift at it."""
        return event("you", _encoder.encode(self._who(screen)))

    def _shared_snapshot(self) -> tuple[int, bytes]:
        assert self._writer is not None
        house, head = self._writer.standing
        now = asyncio.get_running_loop().time()
        # Names can change without an entry, so a snapshot is shared for a second at most.
        if self._snapshot is None or self._snapshot[0] != head.number or now - self._snapshot[1] > 1.0:
            people = people_for_screen(house)
            said = {
                "number": head.number,
                "fold": FOLD_VERSION,
                "facility": house.facility,
                "swept_at": house.swept_at,
                "people": people,
                "names": self._words.names_for(people),
                "staff": self._words.staff(),
                "lines": lines_for_screen(house),
            }
            self._snapshot = (head.number, now, _encoder.encode(said))
        return self._snapshot[0], self._snapshot[2]

    def _since(self, number: int) -> list[Commit] | None:
        """The commits after `number`, whole; None where a snapshot must be sent instead."""
        assert self._writer is not None
        # What waits to be told is told through the screen's number; only what was told is looked up.
        with self._lock:
            ring = list(self._ring)
        at = self._writer.head.number
        if number == at:
            return []
        missed = [commit for commit in ring if commit.first > number]
        if self._quiet or not missed or missed[0].first != number + 1:
            return None
        return missed

    def _hear(self, committed: Committed) -> None:
        """On the writer's thread: a commit. The loop is called once, however many come before it wakes."""
        if self._quiet:
            with self._lock:
                self._ring.clear()
                self._ring_lines = 0
            return
        commit = Commit(committed, self._words)
        with self._lock:
            self._ring.append(commit)
            self._ring_lines += len(committed.lines)
            while self._ring_lines > KEPT_LINES and len(self._ring) > 1:
                self._ring_lines -= len(self._ring.popleft().committed.lines)
            if not self.screens:
                return
            self._new.append(commit)
            if self._called:
                return
            self._called = True
        self._on_loop(self._tell)

    def _tell(self) -> None:
        with self._lock:
            new, self._new = self._new, deque()
            self._called = False
        for commit in new:
            for screen in self.screens:
                if commit.first == screen.number + 1:
                    screen.number = commit.last
                    screen.push(commit.data)
                elif commit.last > screen.number:
                    screen.renew()
        if any(commit.committed.before.clock != commit.committed.house.clock for commit in new):
            self._push_all(self._heartbeat())  # or screens would run on at the old rate until the next beat

    async def _beat(self) -> None:
        while not self._shut:
            await asyncio.sleep(self._heartbeat_seconds)
            self._push_all(self._heartbeat())
            self._tell_of_screens()

    def _heartbeat(self) -> bytes:
        assert self._writer is not None
        return event("heartbeat", _encoder.encode({**self._clock(), "number": self._writer.head.number, **self._beside(None)}))

    def _clock(self) -> dict[str, object]:
        assert self._writer is not None
        clock = self._writer.clock
        return {"now": clock.now(), "rate": clock.rate}

    def _who(self, screen: Screen) -> dict[str, object]:
        device = screen.device
        staff = self._devices.signed_in_staff(device.id)
        hours = self._devices.longest_shift / timedelta(hours=1)
        told = {"device": device.id, "device_name": device.name, "staff": staff, "shift_hours": hours}
        return {**told, **self.of_you, **self._beside(device.id)}

    def _push_all(self, data: bytes) -> None:
        for screen in self.screens:
            screen.push(data)

    def _renew_all(self) -> None:
        for screen in self.screens:
            screen.renew()

    def _revoke(self, device: UUID) -> None:
        for screen in [each for each in self.screens if each.device.id == device]:
            screen.say_bye("revoked")
        self._contacts.forget(device)
        self._tell_of_screens()

    def _shift_changed(self, device: UUID) -> None:
        for screen in self.screens:
            if screen.device.id == device:
                screen.push(self.you(screen))
        self._tell_of_screens()

    def _say_bye_to_all(self) -> None:
        for screen in list(self.screens):
            screen.say_bye("shutdown")

    def _on_loop(self, call: Callable[..., None], *args: object) -> None:
        loop = self._loop
        if loop is None:
            with self._lock:
                self._called = False
            return
        try:
            loop.call_soon_threadsafe(call, *args)
        except RuntimeError:
            # The loop is closed, and every screen with it.
            log.debug("no loop to tell screens on")
