"""Several workers, one journal; and what happens when the database goes away."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest

from bothy.journal import open_reader, open_store, seal
from bothy.journal.chain import head_after
from bothy.journal.errors import CommitUnknown, ConnectionLost, JournalMissing
from bothy.journal.postgres import PostgresStore, listen
from bothy.journal.verify import verify
from support.journal_place import FACILITY, START, Place, draft, receipt


def test_two_workers_write_one_chain(postgres_place: Place) -> None:
    faults: list[BaseException] = []

    def work() -> None:
        store = PostgresStore.open(str(postgres_place.where))
        try:
            for _ in range(30):
                command = uuid4()
                with store.begin() as batch:
                    head, entries = batch.head, []
                    for n in range(3):
                        entries.append(seal(head, FACILITY, draft(command, n), START))
                        head = head_after(entries[-1])
                    batch.append(entries, [receipt(command, entries[0].number, 3)])
        except BaseException as fault:
            faults.append(fault)
        finally:
            store.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    assert faults == []
    verdict = verify(postgres_place.store)
    assert (verdict.ok, verdict.entries) == (True, 270)


def test_a_worker_sees_under_its_lock_what_the_one_before_wrote(postgres_place: Place) -> None:
    other = PostgresStore.open(str(postgres_place.where))
    seen: list[list[int]] = []
    asked = threading.Event()

    def wait_for_the_lock() -> None:
        asked.set()
        with other.begin() as batch:
            seen.append([batch.head.number, *(each.number for each in batch.entries_after(0))])

    waiting = threading.Thread(target=wait_for_the_lock)
    with postgres_place.store.begin() as batch:
        waiting.start()
        assert asked.wait(10)
        while not postgres_place.sql("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"):
            pass
        batch.append([seal(batch.head, FACILITY, draft(), START)])
        assert seen == []
    waiting.join(30)
    assert seen == [[1, 1]]
    other.close()


def test_one_hint_a_batch_and_none_for_what_was_not_kept(postgres_place: Place) -> None:
    postgres_place.write(2)
    heard = listen(str(postgres_place.where), FACILITY)
    assert next(heard) == 2
    with pytest.raises(RuntimeError):  # noqa: PT012
        with postgres_place.store.begin() as batch:
            batch.append([seal(batch.head, FACILITY, draft(), START)])
            raise RuntimeError
    postgres_place.write(5)
    assert next(heard) == 7
    postgres_place.write(1)
    assert next(heard) == 8
    heard.close()


def test_listening_ends_when_it_is_told_to(postgres_place: Place) -> None:
    heard = listen(str(postgres_place.where), FACILITY, stop=lambda: True, wait_s=0.01)
    assert list(heard) == [0]


def end_session_of(place: Place) -> None:
    (pid,) = place.store._connection.execute("SELECT pg_backend_pid()").fetchone()
    place.sql("SELECT pg_terminate_backend(?)", pid)


def test_a_connection_lost_in_the_batch_keeps_nothing(postgres_place: Place) -> None:
    command = uuid4()
    with pytest.raises(ConnectionLost, match="Nothing of the open batch"):  # noqa: PT012
        with postgres_place.store.begin() as batch:
            entry = seal(batch.head, FACILITY, draft(command), START)
            batch.append([entry], [receipt(command, 1, 1)])
            end_session_of(postgres_place)
    with pytest.raises(ConnectionLost):
        postgres_place.store.head()
    postgres_place.store.reconnect()
    assert postgres_place.store.receipts([command]) == {}
    assert postgres_place.store.head().number == 0
    postgres_place.write(1)


def test_a_database_that_is_not_there_is_told_of() -> None:
    for open_it in (open_store, open_reader):
        with pytest.raises(ConnectionLost, match="Check that PostgreSQL runs"):
            open_it("postgresql://nobody@127.0.0.1:1/none")


def test_a_database_without_journal_is_told_of(postgres_url: str) -> None:
    for open_it in (open_store, open_reader):
        with pytest.raises(JournalMissing, match="DATABASE_URL"):
            open_it(postgres_url)
    with psycopg.connect(postgres_url) as connection:
        assert connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = 'journal'").fetchone() is None


class CutAtCommit:
    """Stands between a worker and the database, and cuts the line at COMMIT: before or after it arrives."""

    def __init__(self, server: tuple[str, int], deliver: bool) -> None:
        self._server, self._deliver = server, deliver
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.cut = False
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            server = socket.create_connection(self._server)
            threading.Thread(target=self._to_server, args=(client, server), daemon=True).start()
            threading.Thread(target=self._to_client, args=(client, server), daemon=True).start()

    def _to_server(self, client: socket.socket, server: socket.socket) -> None:
        while data := client.recv(65536):
            if b"COMMIT\0" in data and not self.cut:
                self.cut = True
                if not self._deliver:
                    hang_up(client, server)
                    return
            server.sendall(data)

    def _to_client(self, client: socket.socket, server: socket.socket) -> None:
        while data := server.recv(65536):
            if self.cut and self._deliver:
                # The answer to COMMIT is here, so it is kept; the worker never hears of it.
                self._deliver = False
                hang_up(client, server)
                return
            client.sendall(data)

    def close(self) -> None:
        self._listening.close()


def hang_up(*ends: socket.socket) -> None:
    for each in ends:
        each.shutdown(socket.SHUT_RDWR)


@contextmanager
def cut_line(url: str, deliver: bool) -> Iterator[str]:
    parts = urlsplit(url)
    line = CutAtCommit((parts.hostname or "127.0.0.1", parts.port or 5432), deliver)
    who = f"{parts.username}:{parts.password}@" if parts.password else f"{parts.username}@"
    yield urlunsplit(parts._replace(netloc=f"{who}127.0.0.1:{line.port}"))
    line.close()


@pytest.mark.parametrize("delivered", [False, True])
@pytest.mark.fault
def test_a_commit_without_an_answer_is_settled_by_the_receipts(
    postgres_place: Place, delivered: bool
) -> None:
    if not str(urlsplit(str(postgres_place.where)).hostname or "").startswith(("127.", "localhost")):
        pytest.skip("the database is not reached over TCP")
    command = uuid4()
    with cut_line(str(postgres_place.where), delivered) as url:
        worker = PostgresStore.open(url)
        with pytest.raises(CommitUnknown, match="ask for the receipts"):  # noqa: PT012
            with worker.begin() as batch:
                entry = seal(batch.head, FACILITY, draft(command), START)
                batch.append([entry], [receipt(command, 1, 1)])
        worker.reconnect()
        assert set(worker.receipts([command])) == ({command} if delivered else set())
        assert worker.head().number == int(delivered)
        worker.close()
