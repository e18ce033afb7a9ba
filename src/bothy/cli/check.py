"""`bothy check`: is this machine fit to keep a facility's record?"""

import os
import shutil
import socket
import sqlite3
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec
import typer

from bothy.cli.main import app
from bothy.cli.shared import DONE, FOUND_SOMETHING, HomeOption, home_of, out, progress, write_plain
from bothy.server.databases import wal_is_safe
from bothy.server.home import Home, HomeTrouble

ENOUGH_BYTES, FEW_BYTES = 2 * 1024**3, 256 * 1024**2
ENOUGH_SYNCS_PER_SECOND, FEW_SYNCS_PER_SECOND = 50.0, 5.0
SYNCS = 64
SYNC_BUDGET_SECONDS = 3.0
BACKUP_WITHIN = timedelta(days=2)
OLDEST_SQLITE = (3, 35, 0)
"""RETURNING, which the journal's tables need."""


class Finding(msgspec.Struct, frozen=True):
    """One thing looked at. `unfit` makes the exit code 1; `mind` is worth knowing."""

    name: str
    state: Literal["fit", "mind", "unfit"]
    sentence: str


@app.command()
def check(
    home: HomeOption = None,
    port: Annotated[
        int, typer.Option(help="The port that `bothy run` would listen on.", min=1, max=65535)
    ] = 8000,
    format: Annotated[Literal["text", "json"], typer.Option(help="json is for programs.")] = "text",
) -> None:
    """Is this machine fit? Python, SQLite and its WAL-reset fault, disk, clock, port, PostgreSQL. Exit 1 when not."""
    place = home_of(home)
    with progress("Looking") as tell:
        looks = (
            python_version, sqlite_version, lambda: home_folder(place), lambda: disk_space(place),
            lambda: disk_syncs(place), lambda: last_backup(place), clock, lambda: port_free(port, place), postgres,
        )  # fmt: skip
        findings = []
        for number, look in enumerate(looks, 1):
            findings.append(look())
            tell(number, len(looks))
    told = [one for one in findings if one is not None]
    unfit = any(one.state == "unfit" for one in told)
    if format == "json":
        write_plain(msgspec.json.encode({"fit": not unfit, "findings": told}).decode() + "\n")
    else:
        marks = {
            "fit": "[green]fit  [/green]",
            "mind": "[yellow]mind [/yellow]",
            "unfit": "[bold red]unfit[/bold red]",
        }
        for one in told:
            out.print(f"{marks[one.state]}  {one.name}: ", end="")
            out.print(one.sentence, markup=False)
    raise typer.Exit(FOUND_SOMETHING if unfit else DONE)


def python_version() -> Finding:
    said = f"{sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro}"
    return Finding("Python", "fit", f"{said}.")


def sqlite_version(version: tuple[int, int, int] = sqlite3.sqlite_version_info) -> Finding:
    said = ".".join(map(str, version))
    if version < OLDEST_SQLITE:
        return Finding(
            "SQLite", "unfit", f"{said} is too old; Bothy needs {'.'.join(map(str, OLDEST_SQLITE))} or later."
        )
    if wal_is_safe(version):
        return Finding("SQLite", "fit", f"{said}; the WAL-reset fault is mended in it.")
    return Finding(
        "SQLite",
        "fit",
        f"{said} has the WAL-reset fault (mended in 3.51.3, 3.50.7 and 3.44.6): where two connections write or checkpoint "
        "the same WAL file at the same moment, the file can be corrupted. It cannot happen here: the journal is written "
        "and checkpointed by one connection only, held by a lock file, and house.sqlite3, which has several, does not use "
        "WAL with this version. Do not open journal.sqlite3 for writing with another program while Bothy runs.",
    )


def home_folder(home: Home) -> Finding:
    folder = _nearest(home.folder)
    if folder == home.folder:
        try:
            home.read_settings()
        except (HomeTrouble, OSError) as fault:
            return Finding("Home", "unfit", str(fault))
    if not os.access(folder, os.W_OK | os.X_OK):
        return Finding(
            "Home",
            "unfit",
            f"{home.folder} cannot be written by this user. Change its owner, or choose another --home.",
        )
    return Finding("Home", "fit", f"{home.folder}{'' if home.folder.exists() else ' (not made yet)'}.")


def disk_space(home: Home) -> Finding:
    free = shutil.disk_usage(_nearest(home.folder)).free
    said = f"{free / 1024**3:.1f} GiB free"
    if free < FEW_BYTES:
        return Finding("Disk space", "unfit", f"{said}; a full disk stops the record. Make room first.")
    if free < ENOUGH_BYTES:
        return Finding("Disk space", "mind", f"{said}; a year of a busy house takes about 1 GiB.")
    return Finding("Disk space", "fit", f"{said}.")


def last_backup(home: Home) -> Finding | None:
    """When this home was backed up last; nothing to say where there is no home yet."""
    from bothy.intake.copied import FILE_NAME, Record

    if not home.house.exists() and not (home.folder / FILE_NAME).exists():
        return None
    try:
        last = msgspec.json.decode((home.folder / FILE_NAME).read_bytes(), type=Record)
    except (OSError, msgspec.DecodeError):
        return Finding("Backup", "mind", "None was made yet. `bothy backup DEST` makes one while the house goes on working.")
    said = f"The last one was made on {last.at:%Y-%m-%d %H:%M} UTC, up to entry {last.number:,}, in {last.where}."
    if datetime.now(UTC) - last.at > BACKUP_WITHIN:
        return Finding("Backup", "mind", f"{said} That is long ago: see docs/backup.md for one each night.")
    return Finding("Backup", "fit", said)


def disk_syncs(home: Home) -> Finding:
    """How often a second this disk makes something durable: what bounds single commands."""
    folder = _nearest(home.folder)
    if not os.access(folder, os.W_OK | os.X_OK):
        return Finding("Disk durability", "unfit", f"{folder} cannot be written, so it was not measured.")
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            began, count = time.monotonic(), 0
            while count < SYNCS and time.monotonic() - began < SYNC_BUDGET_SECONDS:
                os.write(file.fileno(), b"b" * 4096)
                getattr(os, "fdatasync", os.fsync)(file.fileno())
                count += 1
            rate = count / max(time.monotonic() - began, 1e-6)
    except OSError as fault:
        return Finding("Disk durability", "unfit", f"{folder} cannot be written: {fault.strerror}.")
    said = f"{rate:,.0f} durable writes a second (fdatasync of 4 KiB)"
    if rate < FEW_SYNCS_PER_SECOND:
        return Finding(
            "Disk durability", "unfit", f"{said}; taps would wait. Use a local disk, not a network share."
        )
    if rate < ENOUGH_SYNCS_PER_SECOND:
        return Finding("Disk durability", "mind", f"{said}; enough for a quiet house, slow for a busy one.")
    return Finding("Disk durability", "fit", f"{said}.")


def clock() -> Finding:
    """Whether the wall clock can be believed. There is no network here to ask, so: is something keeping it?"""
    first, second = time.monotonic(), time.monotonic()
    if second < first:
        return Finding("Clock", "unfit", "The monotonic clock goes backwards on this machine.")
    if time.time() < 1_735_689_600:
        return Finding(
            "Clock",
            "unfit",
            f"It says {time.strftime('%Y-%m-%d', time.gmtime())}, which is in the past. Set it first.",
        )
    synchronised = _synchronised()
    if synchronised is None:
        return Finding(
            "Clock",
            "mind",
            "Whether a time service (NTP) keeps it could not be seen. See that one does: times are part of the record.",
        )
    if not synchronised:
        return Finding(
            "Clock",
            "mind",
            "No time service keeps it at the moment. Turn on NTP (timedatectl set-ntp true): times are part of the record.",
        )
    return Finding("Clock", "fit", "A time service keeps it.")


def _synchronised() -> bool | None:
    if Path("/run/systemd/timesync/synchronized").exists():
        return True
    for told in ("/var/lib/chrony/drift", "/run/chrony/chronyd.pid", "/run/ntpd.pid", "/var/run/ntpd.pid"):
        if Path(told).exists():
            return True
    return False if Path("/run/systemd/system").exists() else None


def port_free(port: int, home: Home) -> Finding:
    from bothy.server.control import running_server

    with socket.socket() as trying:
        trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trying.bind(("127.0.0.1", port))
        except OSError as fault:
            told = running_server(home)
            if told is not None and urlsplit(told.url).port == port:
                return Finding("Port", "fit", f"{port} is taken by this home's own Bothy.")
            reason = (
                "in use by another program" if not isinstance(fault, PermissionError) else "not for this user"
            )
            return Finding("Port", "unfit", f"{port} is {reason}. Choose another with --port.")
    return Finding("Port", "fit", f"{port} is free.")


def postgres() -> Finding | None:
    """Only where DATABASE_URL names one."""
    url = os.environ.get("DATABASE_URL")
    if not url:
        return None
    if not url.startswith(("postgresql://", "postgres://")):
        return Finding(
            "PostgreSQL",
            "unfit",
            "DATABASE_URL must begin with postgresql://. Unset it to use SQLite files in the home.",
        )
    import psycopg

    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            version = connection.info.server_version // 10000
            row = connection.execute(
                "SELECT current_setting('fsync'), current_setting('synchronous_commit'), pg_is_in_recovery()"
            ).fetchone()
    except psycopg.Error as fault:
        return Finding(
            "PostgreSQL",
            "unfit",
            f"It cannot be reached: {str(fault).strip().splitlines()[0]}. Check DATABASE_URL and that the server runs.",
        )
    assert row is not None
    fsync, synchronous, standby = row
    if standby:
        return Finding("PostgreSQL", "unfit", f"Version {version}, but it is a standby: it takes no writes.")
    if fsync != "on" or synchronous == "off":
        return Finding(
            "PostgreSQL",
            "unfit",
            f"Version {version}, with fsync={fsync} and synchronous_commit={synchronous}: what it acknowledges can be lost.",
        )
    if version < 14:
        return Finding("PostgreSQL", "unfit", f"Version {version} is too old; Bothy needs 14 or later.")
    return Finding("PostgreSQL", "fit", f"Version {version} answers, and keeps what it acknowledges.")


def _nearest(folder: Path) -> Path:
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder
