"""A PostgreSQL of a test's own, that may be stopped and started under its users."""

from __future__ import annotations

import copy
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psycopg

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))
import cluster


class OwnCluster:
    """`fast` and `immediate` are PostgreSQL's own words: with goodbye, and as if the power had failed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.programs = cluster.find_programs()
        self.who = cluster.account()
        self.port = cluster.free_port()
        self.password = secrets.token_urlsafe(18)
        self.data = cluster.initialise(self.programs, folder, self.password, self.who)
        self.server: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"postgresql://bothy:{self.password}@127.0.0.1:{self.port}/postgres"

    def start(self) -> OwnCluster:
        """Start it and wait until it takes connections."""
        log = self.folder / "log"
        with log.open("ab") as output:
            self.server = subprocess.Popen(
                [self.programs / "postgres", "-D", self.data, "-p", str(self.port)],
                stdout=output, stderr=output, stdin=subprocess.DEVNULL, cwd=self.folder, start_new_session=True,
                preexec_fn=partial(cluster.die_with_parent, signal.SIGQUIT), **self.who,
            )  # fmt: skip
        cluster.wait_until_ready(self.programs, self.server, self.port, log)
        return self

    def processes(self) -> list[int]:
        """The server and everything it started."""
        assert self.server is not None
        children = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children").read_text().split()
        return [self.server.pid, *map(int, children)]

    def as_left_in(self, folder: Path) -> OwnCluster:
        """Another one over a copy of these files: what a start after a power cut finds. Not started."""
        other = copy.copy(self)
        other.folder, other.data, other.server = folder, folder / self.data.relative_to(self.folder), None
        other.port = cluster.free_port()
        (other.data / "postmaster.pid").unlink(missing_ok=True)
        return other

    def stop(self, *, immediate: bool) -> None:
        if self.server is not None:
            self.server.send_signal(signal.SIGQUIT if immediate else signal.SIGINT)
            self.server.wait(timeout=60)

    def cut_all_connections(self) -> int:
        """End every other connection, whatever it is at; how many there were."""
        with psycopg.connect(self.url, autocommit=True) as owner:
            return owner.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            ).rowcount


@contextmanager
def own_cluster(within: Path | None = None) -> Iterator[OwnCluster]:
    """A started cluster; it and its files are gone when the block ends. `cluster.ClusterError` where there is none.

    `within`: where its files are to lie, on a disk of the test's own.
    """
    # Not the test's folder: PostgreSQL's account must be able to walk to it, and a socket's path is short.
    folder = Path(tempfile.mkdtemp(prefix="bothy-pg-", dir=within or "/tmp"))
    made = None
    try:
        made = OwnCluster(folder).start()
        yield made
    finally:
        if made is not None:
            made.stop(immediate=True)
        shutil.rmtree(folder, ignore_errors=True)
