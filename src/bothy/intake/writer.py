"""The writer: one thread that decides, writes and answers. There is one in a process.

The House and the head move only after COMMIT. Nothing is answered that is not kept; what could not
be kept fails with a sentence, and the device sends it again.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import datetime
from queue import Empty
from uuid import UUID

from bothy.care.commands import Actor, Answer, Command, Refusal
from bothy.care.fold import line
from bothy.care.house import House, Line
from bothy.care.rules import EMERGENCY_ACTS
from bothy.intake.batch import Asked, Committed, caught_up, keep
from bothy.intake.clock import FacilityClock
from bothy.intake.errors import IntakeClosed, NotNow, StorageFault
from bothy.intake.private import PrivateSink, hand_over
from bothy.intake.reckon import Noted
from bothy.intake.reserve import CODE, Reserve
from bothy.intake.tickets import LoopTicket, Slice, ThreadTicket, Ticket, Waiting, settle_all
from bothy.journal.entry import Head
from bothy.journal.errors import CommitUnknown, ConnectionLost, DiskFull, JournalError
from bothy.journal.store import Store

log = logging.getLogger(__name__)

Subscriber = Callable[[Committed], None]

_TRIES = 3
_PAUSE_SECONDS = 0.2
_NO_PRIVATE = "What you wrote about the person could not be kept just now, so nothing was. It is tried again."


class Writer:
    """Decides and keeps what is submitted, in order, in batches.

    `house` and `head`: as the journal in `store` stands. `private_sink` keeps names and notes.
    `others_write`: more than one process writes this journal (PostgreSQL), so that the House is
    brought up to date on a hint (`catch_up`) and every few seconds without one.
    Subscribers are called on the writer's thread after each commit, before anyone is answered.
    """

    def __init__(
        self,
        store: Store,
        house: House,
        head: Head,
        *,
        private_sink: PrivateSink | None = None,
        others_write: bool = False,
        catch_up_seconds: float = 2.0,
    ) -> None:
        self._store = store
        # One value, so that a reader in another thread never sees a House beside another's head.
        self._standing = (house, head)
        self._sink = private_sink
        self._idle_seconds = catch_up_seconds if others_write else None
        self._clock = FacilityClock.of(house)
        self._subscribers: tuple[Subscriber, ...] = ()
        self._waiting = Waiting()
        self._door = threading.Lock()
        self._closed = False
        self._shaky = False
        self._fault: str | None = None
        self.gates: list[Callable[[Sequence[Command]], None]] = []
        """Asked before commands are queued; one that raises `NotNow` keeps them out."""
        self.reserve: Reserve | None = None
        """Room for emergencies on this disk, let go when it is full."""
        self._thread = threading.Thread(target=self._run, name="bothy-writer", daemon=True)

    @property
    def house(self) -> House:
        """The House after the last commit."""
        return self._standing[0]

    @property
    def head(self) -> Head:
        """Where the journal ends, as far as this process knows."""
        return self._standing[1]

    @property
    def standing(self) -> tuple[House, Head]:
        """The House and the head that belong together."""
        return self._standing

    @property
    def facility(self) -> UUID:
        """Whose journal is written."""
        return self._store.facility

    @property
    def clock(self) -> FacilityClock:
        """The facility clock as the last commit left it."""
        return self._clock

    @property
    def waiting(self) -> int:
        """How many submissions wait for their batch, roughly."""
        return self._waiting.size()

    @property
    def fault(self) -> str | None:
        """Why the last batch could not be kept; None when it was."""
        return self._fault

    def start(self) -> "Writer":
        """Begin to write."""
        self._thread.start()
        return self

    def submit(
        self,
        commands: Sequence[Command],
        actor: Actor | Sequence[Actor],
        at: datetime | Sequence[datetime] | None = None,
        *,
        refilled: bool = False,
    ) -> "Future[list[Answer]]":
        """Have commands decided in their order. The future holds an answer for each, in that order.

        `actor`: who stands behind them, one for all or one each.
        It fails with `StorageFault` (some may be kept; sent again, those get their first answer) or
        `IntakeClosed`. `at` is the facility time to decide by, one for all or one each, for the
        house's own commands on a demo's journal only: ValueError otherwise. `refilled`: they stood in
        a line of the journal that was lost, and are taken as already done.
        """
        actors = _each(actor, commands)
        ticket = ThreadTicket(commands, actors, self._times(commands, actors, at))
        ticket.refilled = refilled
        self._put(ticket)
        return ticket.future

    def submit_async(
        self,
        commands: Sequence[Command],
        actor: Actor | Sequence[Actor],
        noted: Sequence[Noted | None] | None = None,
    ) -> "asyncio.Future[list[Answer]]":
        """The same for a coroutine, awaited in the running loop. `noted`: what there is to say of each one's time."""
        ticket = LoopTicket(commands, _each(actor, commands), None)
        ticket.noted = noted
        self._put(ticket)
        return ticket.future

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Hear of every commit from now on; returns how to stop. A subscriber must be quick."""
        with self._door:
            self._subscribers = (*self._subscribers, subscriber)

        def stop() -> None:
            with self._door:
                self._subscribers = tuple(each for each in self._subscribers if each is not subscriber)

        return stop

    def catch_up(self) -> None:
        """Hint: another worker may have written. From any thread; returns at once."""
        self._waiting.call(self._catch_up)

    def run_between(self, errand: Callable[[Store], None]) -> "Future[None]":
        """Run `errand(store)` on the writer's thread between two batches (a checkpoint, a backup)."""
        done: Future[None] = Future()

        def run() -> None:
            try:
                errand(self._store)
            except BaseException as fault:
                done.set_exception(fault)
            else:
                done.set_result(None)

        with self._door:
            if self._closed:
                raise IntakeClosed("Bothy is shutting down.")
            self._waiting.call(run)
        return done

    def close(self) -> None:
        """Keep what waits, then stop. The store stays open. Harmless when done twice."""
        with self._door:
            if not self._closed:
                self._closed = True
                self._waiting.close()
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join()

    # --- handing in ------------------------------------------------------------------------------

    def _times(
        self, commands: Sequence[Command], actors: Sequence[Actor], at: datetime | Sequence[datetime] | None
    ) -> Sequence[datetime] | None:
        if at is None:
            return None
        founds = bool(commands) and commands[0].kind == "found-facility"
        if not all(actor.system for actor in actors) or not (self.house.demo or founds):
            raise ValueError("Only the house itself may say what time it is, and only in a demo.")
        times = [at] * len(commands) if isinstance(at, datetime) else list(at)
        if len(times) != len(commands):
            raise ValueError(f"{len(commands)} commands need as many times, not {len(times)}.")
        return times

    def _put(self, ticket: Ticket) -> None:
        if not ticket.refilled:
            for gate in self.gates:
                gate(ticket.commands)
        with self._door:
            if self._closed:
                raise IntakeClosed("Bothy is shutting down. What you entered is kept on this device and sent later.")
            self._waiting.put(ticket)
        if not ticket.commands:
            settle_all((ticket,))

    # --- the writer's thread ---------------------------------------------------------------------

    def _run(self) -> None:
        while True:
            try:
                work = self._waiting.take(self._idle_seconds)
            except Empty:
                self._quietly(self._catch_up)
                continue
            if work is None:
                return
            if callable(work):
                self._quietly(work)
                continue
            try:
                self._keep_slices(work)
            except BaseException as fault:
                log.exception("a batch failed")
                self._fail(work, StorageFault(f"Bothy could not write this down ({fault}). It is tried again."))

    @staticmethod
    def _quietly(errand: Callable[[], None]) -> None:
        try:
            errand()
        except JournalError as fault:
            log.warning("%s", fault)
        except Exception:
            log.exception("an errand of the writer failed")

    def _keep_slices(self, work: list[Slice]) -> None:
        try:
            live, asked = self._asked(work)
            if asked:
                answers = self._keep(asked)
            else:
                answers = ()
        except JournalError as fault:
            if str(fault) != self._fault:
                log.error("the journal could not keep a batch: %s", fault)
            self._shaky, self._fault = True, str(fault)
            if isinstance(fault, DiskFull) and self.reserve is not None and self.reserve.let_go():
                self._only_emergencies(work, self.reserve)
                return
            self._fail(work, StorageFault(str(fault)))
            return
        self._fault = None
        start, settled = 0, []
        for part, count in live:
            ticket = part.ticket
            ticket.answers.extend(answers[start : start + count])
            start += count
            ticket.left -= count
            if ticket.left == 0 or ticket.error is not None:
                settled.append(ticket)
        settle_all(settled)

    def _only_emergencies(self, work: list[Slice], reserve: Reserve) -> None:
        """Into the room that was let go goes what cannot wait; the rest stays on the tablets."""
        urgent = [part for part in work if all(each.kind in EMERGENCY_ACTS for each in part.ticket.commands)]
        self._fail([part for part in work if part not in urgent], NotNow(CODE, reserve.sentence))
        if urgent:
            self._keep_slices(urgent)

    def _asked(self, work: list[Slice]) -> tuple[list[tuple[Slice, int]], list[Asked]]:
        """The commands of the batch. A ticket whose private part cannot be kept now stops before it."""
        troubles = self._private(work)
        live: list[tuple[Slice, int]] = []
        asked: list[Asked] = []
        now = self._clock.now()
        for part in work:
            ticket = part.ticket
            if ticket.over:
                continue
            count = 0
            for at in range(part.first, part.last):
                command = ticket.commands[at]
                trouble = troubles.get(command.id) if command.private is not None else None
                if isinstance(trouble, Exception):
                    log.error("people could not keep the private part of %s: %s", command.id, trouble)
                    if "disk is full" in str(trouble) and self.reserve is not None:
                        self.reserve.let_go()
                    ticket.error = StorageFault(_NO_PRIVATE)
                    break
                time = ticket.times[at] if ticket.times is not None else now
                noted = ticket.noted[at] if ticket.noted is not None else None
                asked.append(Asked(command, ticket.actors[at], time, trouble, noted, ticket.refilled))
                count += 1
            live.append((part, count))
        return live, asked

    def _private(self, work: list[Slice]) -> dict[UUID, Refusal | Exception]:
        with_private = {
            command.id: command
            for part in work
            if not part.ticket.over
            for command in part.ticket.commands[part.first : part.last]
            if command.private is not None
        }
        if not with_private:
            return {}
        self._steady()
        # A repeat hands nothing over again: the person may have been forgotten in between.
        known = self._store.receipts(list(with_private))
        return hand_over(self._sink, [each for id, each in with_private.items() if id not in known])

    def _keep(self, asked: list[Asked]) -> tuple[Answer, ...]:
        in_doubt = False
        for attempt in range(_TRIES):
            try:
                self._steady()
                kept = keep(self._store, self.house, self.head, asked, self._earlier, in_doubt)
                break
            except (CommitUnknown, ConnectionLost) as fault:
                # Whether it was kept is asked of the receipts, on a fresh connection.
                log.warning("%s", fault)
                self._shaky, in_doubt = True, True
                if attempt == _TRIES - 1:
                    raise
                if attempt:
                    time.sleep(_PAUSE_SECONDS)
        self._move(kept.house, kept.head, kept.others, kept.own)
        return kept.answers

    def _move(self, house: House, head: Head, *committed: Committed | None) -> None:
        self._standing = (house, head)
        self._clock = FacilityClock.of(house)
        for each in committed:
            if each is not None:
                self._publish(each)

    def _publish(self, committed: Committed) -> None:
        for subscriber in self._subscribers:
            try:
                subscriber(committed)
            except Exception:
                log.exception("a subscriber failed")

    def _catch_up(self) -> None:
        self._steady()
        try:
            entries = list(self._store.entries(self.head.number))
        except JournalError:
            self._shaky = True
            raise
        house, head, others = caught_up(self.facility, self.house, self.head, entries, self._earlier)
        self._move(house, head, others)

    def _steady(self) -> None:
        """A fresh connection after a fault; raises when there is none to be had yet."""
        if self._shaky:
            self._store.reconnect()
            self._shaky = False

    def _earlier(self, subject: UUID) -> list[Line]:
        return [line(entry) for entry in self._store.subject(subject)]

    def _fail(self, work: list[Slice], fault: BaseException) -> None:
        for part in work:
            part.ticket.error = part.ticket.error or fault
        settle_all(part.ticket for part in work)


def _each(actor: Actor | Sequence[Actor], commands: Sequence[Command]) -> Sequence[Actor]:
    if isinstance(actor, Actor):
        return (actor,) * len(commands)
    if len(actor) != len(commands):
        raise ValueError(f"{len(commands)} commands need as many actors, not {len(actor)}.")
    return actor


__all__ = ["Subscriber", "Writer"]
