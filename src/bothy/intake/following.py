"""Hearing of what other workers write, so that this one's House moves too. PostgreSQL only."""

import logging
import threading
from uuid import UUID

from bothy.intake.writer import Writer
from bothy.journal.errors import JournalError
from bothy.journal.postgres import listen

log = logging.getLogger(__name__)

_AGAIN_SECONDS = 2.0


class Follower:
    """Listens on a session of its own; each batch of another worker is a hint to catch up."""

    def __init__(self, writer: Writer, url: str, facility: UUID) -> None:
        self._writer = writer
        self._url = url
        self._facility = facility
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="bothy-follower", daemon=True)

    def start(self) -> "Follower":
        """Begin to listen."""
        self._thread.start()
        return self

    def close(self) -> None:
        """Stop listening."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        told = False
        while not self._stop.is_set():
            try:
                for number in listen(self._url, self._facility, self._stop.is_set):
                    told = False
                    if number > self._writer.head.number:
                        self._writer.catch_up()
            except JournalError as fault:
                if not told:
                    log.warning("not hearing of other workers (%s); looking every few seconds instead", fault)
                told = True
                self._stop.wait(_AGAIN_SECONDS)
