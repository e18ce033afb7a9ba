"""A PostgreSQL cluster that lives as long as one `with` block."""

from __future__ import annotations

import ctypes
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

START_SECONDS = 60
PR_SET_PDEATHSIG = 1

# fsync and full_page_writes stay on: the fault tests are about what survives.
SETTINGS = """
listen_addresses = '127.0.0.1'
max_connections = 200
shared_buffers = 128MB
timezone = 'UTC'
log_min_messages = warning
"""


class ClusterError(Exception):
    """PostgreSQL is not there or does not start; the message says what to do."""


def find_programs() -> Path:
    """The folder of initdb and postgres: the newest of Debian's, else that on the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    raise ClusterError("PostgreSQL is not installed here. On Debian:  apt-get install postgresql")


def account() -> dict[str, str | int]:
    """Who runs the server, as arguments of subprocess: it refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    try:
        entry = pwd.getpwnam("postgres")
    except KeyError:
        entry = pwd.getpwnam("nobody")
    return {"user": entry.pw_uid, "group": entry.pw_gid}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def die_with_parent(by: signal.Signals) -> None:
    """Ask the kernel to end this child should the test run itself be killed (Linux only)."""
    try:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, by)
    except (OSError, AttributeError):
        return


def initialise(programs: Path, folder: Path, password: str, who: dict[str, str | int]) -> Path:
    """Make the cluster's files in `folder` and return its data folder."""
    data = folder / "data"
    password_file = folder / "password"
    password_file.write_text(password)
    password_file.chmod(0o600)
    if who:
        for path in (folder, password_file):
            os.chown(path, int(who["user"]), int(who["group"]))
    done = subprocess.run(
        [
            programs / "initdb", "--pgdata", data, "--username", "bothy", "--pwfile", password_file,
            "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-instructions",
        ],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=folder, **who,
    )  # fmt: skip
    if done.returncode:
        raise ClusterError(f"initdb failed:\n{done.stdout}")
    with (data / "postgresql.conf").open("a") as settings:
        settings.write(f"{SETTINGS}unix_socket_directories = '{folder}'\n")
    return data


def wait_until_ready(programs: Path, server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    asked = [programs / "pg_isready", "--quiet", "--host", "127.0.0.1", "--port", str(port)]
    while subprocess.call(asked) != 0:
        if server.poll() is not None or time.monotonic() > deadline:
            raise ClusterError(f"PostgreSQL does not start:\n{log.read_text()[-2000:]}")
        time.sleep(0.05)


@contextmanager
def postgres_cluster() -> Iterator[str]:
    """Yield the URL of a new cluster's owner (a superuser); the cluster is gone when the block ends."""
    programs = find_programs()
    who = account()
    # Not TMPDIR: PostgreSQL's account must be able to walk to it, and a socket's path is short.
    folder = Path(tempfile.mkdtemp(prefix="bothy-pg-", dir="/tmp"))
    server = None
    try:
        password = secrets.token_urlsafe(18)
        data = initialise(programs, folder, password, who)
        port = free_port()
        log = folder / "log"
        with log.open("wb") as output:
            server = subprocess.Popen(
                [programs / "postgres", "-D", data, "-p", str(port)],
                stdout=output, stderr=output, stdin=subprocess.DEVNULL, cwd=folder,
                start_new_session=True, preexec_fn=partial(die_with_parent, signal.SIGQUIT), **who,
            )  # fmt: skip
        wait_until_ready(programs, server, port, log)
        yield f"postgresql://bothy:{password}@127.0.0.1:{port}/postgres"
    finally:
        if server is not None:
            server.send_signal(signal.SIGQUIT)  # at once; nothing in it is kept
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
        shutil.rmtree(folder, ignore_errors=True)
