"""Tablets that kept what they were answered, a house that lost its disk, and the house that came back."""

from __future__ import annotations

import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import httpx
import msgspec
import psycopg
from psycopg import sql

from bothy.care.bodies_restore import JournalRestored
from bothy.journal import entry_id, open_reader
from bothy.server.backup.make import make_backup
from bothy.server.backup.restore import Back, restore
from bothy.server.home import Home
from support.floor_server import Events, as_json
from support.kept import names_kept
from support.real_server import Furnished, RealServer


class Keeping:
    """One tablet over HTTP: what it sent, the answers it got, and so the rows it keeps until they stand in a copy."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.rows: dict[str, dict[str, Any]] = {}
        self.answers: dict[str, dict[str, Any]] = {}

    def send(self, server: RealServer, *commands: Any) -> list[dict[str, Any]]:
        said = [as_json(each) for each in commands]
        response = server.post(*said, tablet=self.number)
        assert response.status_code == 200, response.text
        answers: list[dict[str, Any]] = response.json()["answers"]
        for row, answer in zip(said, answers, strict=True):
            self.rows[row["id"]], self.answers[row["id"]] = row, answer
        return answers

    def kept(self, after: int) -> list[dict[str, Any]]:
        """Acknowledged rows beyond an entry, as POST /floor/refill takes them."""
        return [
            {"command": self.rows[id], "numbers": answer["numbers"]}
            for id, answer in self.answers.items()
            if answer.get("numbers") and max(answer["numbers"]) > after
        ]

    def refill(self, server: RealServer, after: int, knew: int = 0, most: int = 200) -> dict[str, Any]:
        """Post what is kept, in pieces as a tablet does; the last reply."""
        rows = self.kept(after)
        pieces = [rows[at : at + most] for at in range(0, len(rows), most)] or [[]]
        for at, piece in enumerate(pieces):
            told = {"rows": piece, "knew": knew, "last": at == len(pieces) - 1}
            reply = httpx.post(
                f"{server.url}/floor/refill", json=told, headers=server.tablet(self.number), timeout=60
            )
            assert reply.status_code == 200, reply.text
            assert len(reply.json()["answers"]) == len(piece)
        answered: dict[str, Any] = reply.json()
        return answered


@contextmanager
def another_database(url: str | None) -> Iterator[str | None]:
    """A new, empty database beside this one; None where there is none."""
    if url is None:
        yield None
        return
    name = f"restored_{uuid.uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
    yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def bring_back(home: Furnished, backup: Path, folder: Path, url: str | None, **more: Any) -> tuple[Furnished, Back]:
    """The backup as a home of its own, with the tablets of the old one."""
    back = restore(backup, Home(folder), url=url, **more)
    return Furnished(folder, url, home.tablets, home.nurse), back


def first_event(server: RealServer, tablet: int = 0) -> dict[str, Any]:
    """The snapshot that a tablet gets now."""
    with httpx.stream("GET", f"{server.url}/floor/stream", headers=server.tablet(tablet), timeout=60) as response:
        data: dict[str, Any] = Events(response).next("snapshot").data
        return data


def check_once(home: Furnished, tablets: list[Keeping]) -> None:
    """Every recorded command of these tablets stands in the journal once, whole, with its name beside it."""
    reader = open_reader(home.journal)
    names = names_kept(home)
    try:
        entries = list(reader.entries())
        by_id = {entry.id: entry for entry in entries}
        assert len(by_id) == len(entries), "no entry is there twice"
        assert sum(r.count for r in reader.receipts_in_order()) == len(entries), "every entry has its receipt"
        for tablet in tablets:
            for id, answer in tablet.answers.items():
                if answer["answer"] == "refused":
                    continue
                command, row = UUID(id), tablet.rows[id]
                count = len(answer.get("numbers", []))
                found = [by_id[entry_id(command, n)] for n in range(count)]
                assert entry_id(command, count) not in by_id, "and no more than it made then"
                assert all(str(entry.staff) == row.get("staff") for entry in found if entry.staff is not None)
                if row.get("private"):
                    assert names[UUID(row["subject"])] == [row["private"]["name"]]
    finally:
        reader.close()


def backed_up(home: Furnished, place: Path) -> Path:
    """A backup made now."""
    return make_backup(Home(home.folder), place, url=home.url).path


def bothy(home: Furnished, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """One verb of the command line in this home's environment, to its end. Its lines are not wrapped."""
    command = [sys.executable, "-m", "bothy.cli", *map(str, words)]
    return subprocess.run(command, env=home.environment | {"COLUMNS": "300"}, capture_output=True, text=True)


def restored_entries(reader: Any) -> list[JournalRestored]:
    """What the journal says of the restores in it, the first first."""
    return [msgspec.json.decode(e.body, type=JournalRestored) for e in reader.entries() if e.kind == "journal-restored"]


def numbers(spans: Any) -> list[int]:
    """Every number that spans of entries name."""
    return [number for first, last in spans for number in range(first, last + 1)]
