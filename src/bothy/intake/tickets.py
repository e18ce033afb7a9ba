"""What waits for the writer: tickets, cut into slices that fit a batch, and whom they answer."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from datetime import datetime
from queue import Empty, SimpleQueue

from bothy.care.commands import Actor, Answer, Command
from bothy.intake.reckon import Noted

BATCH_COMMANDS = 512
"""More than this is not decided in one transaction, so that nobody waits behind a long one."""


class Ticket:
    """One submission. It is answered once, whole and in order, or fails once."""

    __slots__ = ("actors", "answers", "commands", "error", "left", "noted", "over", "refilled", "times")

    def __init__(self, commands: Sequence[Command], actors: Sequence[Actor], times: Sequence[datetime] | None) -> None:
        self.commands = commands
        self.actors = actors
        self.times = times
        self.noted: Sequence[Noted | None] | None = None
        self.refilled = False
        self.answers: list[Answer] = []
        self.left = len(commands)
        self.error: BaseException | None = None
        self.over = False

    def settle(self) -> None:
        """Tell whoever waits: `answers` are whole, or there is an `error`."""
        raise NotImplementedError


class ThreadTicket(Ticket):
    """A ticket that a thread waits for."""

    __slots__ = ("future",)

    def __init__(self, commands: Sequence[Command], actors: Sequence[Actor], times: Sequence[datetime] | None) -> None:
        super().__init__(commands, actors, times)
        self.future: Future[list[Answer]] = Future()
        # Once handed in, a command is decided: nobody can take it back by not waiting for the answer.
        self.future.set_running_or_notify_cancel()

    def settle(self) -> None:
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.answers)


class LoopTicket(Ticket):
    """A ticket that a coroutine waits for."""

    __slots__ = ("future", "loop")

    def __init__(self, commands: Sequence[Command], actors: Sequence[Actor], times: Sequence[datetime] | None) -> None:
        super().__init__(commands, actors, times)
        self.loop = asyncio.get_running_loop()
        self.future: asyncio.Future[list[Answer]] = self.loop.create_future()

    def settle(self) -> None:
        if self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.answers)


class Slice:
    """The part of a ticket that goes into one batch. A failed ticket's later slices are not decided."""

    __slots__ = ("first", "last", "ticket")

    def __init__(self, ticket: Ticket, first: int, last: int) -> None:
        self.ticket = ticket
        self.first = first
        self.last = last

    def __len__(self) -> int:
        return self.last - self.first


def settle_all(tickets: Iterable[Ticket]) -> None:
    """Settle tickets from the writer's thread, each once, waking each event loop once."""
    by_loop: dict[asyncio.AbstractEventLoop, list[Ticket]] = {}
    for ticket in tickets:
        if ticket.over:
            continue
        ticket.over = True
        if isinstance(ticket, LoopTicket):
            by_loop.setdefault(ticket.loop, []).append(ticket)
        else:
            ticket.settle()
    for loop, its in by_loop.items():
        try:
            loop.call_soon_threadsafe(_settle_each, its)
        except RuntimeError:
            # The loop is gone, and with it whoever waited; the receipts answer when they ask again.
            continue


def _settle_each(tickets: list[Ticket]) -> None:
    for ticket in tickets:
        ticket.settle()


class Waiting:
    """The queue before the writer. Takes all that waits, up to a batch, without artificial delay."""

    def __init__(self, cap: int = BATCH_COMMANDS) -> None:
        self._cap = cap
        self._queue: SimpleQueue[Slice | Callable[[], None] | None] = SimpleQueue()
        self._held: Slice | Callable[[], None] | None = None
        self.commands = 0

    def put(self, ticket: Ticket) -> None:
        """Queue a ticket, cut where it is longer than a batch."""
        count = len(ticket.commands)
        for first in range(0, count, self._cap):
            self._queue.put(Slice(ticket, first, min(first + self._cap, count)))

    def call(self, errand: Callable[[], None]) -> None:
        """Have the writer's thread run something between two batches."""
        self._queue.put(errand)

    def close(self) -> None:
        """What is queued before this is still taken; then `take` returns None."""
        self._queue.put(None)

    def size(self) -> int:
        """Slices that wait, roughly."""
        return self._queue.qsize()

    def take(self, timeout_seconds: float | None) -> list[Slice] | Callable[[], None] | None:
        """Wait for work: a batch of slices, an errand, or None when closed. `Empty` after the timeout."""
        first = self._held if self._held is not None else self._queue.get(timeout=timeout_seconds)
        self._held = None
        if first is None or not isinstance(first, Slice):
            return first
        batch, commands = [first], len(first)
        while commands < self._cap:
            try:
                more = self._queue.get_nowait()
            except Empty:
                break
            if not isinstance(more, Slice) or commands + len(more) > self._cap:
                self._hold(more)
                break
            batch.append(more)
            commands += len(more)
        return batch

    def _hold(self, item: "Slice | Callable[[], None] | None") -> None:
        if item is None:
            # Closing is asked for again, behind nothing: the next take sees it.
            self._queue.put(None)
        else:
            self._held = item


__all__ = ["BATCH_COMMANDS", "LoopTicket", "Slice", "ThreadTicket", "Ticket", "Waiting", "settle_all"]
