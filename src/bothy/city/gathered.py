"""What every facility published, fetched where it is kept: from those served here, and from the copies of boxes elsewhere."""

from __future__ import annotations

import hashlib
import http.client
import socket
from pathlib import Path

import msgspec

from bothy.city.folder import CityFolder
from bothy.city.shelf import on_shelf
from bothy.journal.errors import JournalError
from bothy.reports.release import Release, read
from bothy.server.for_city import PUBLICATIONS, Told

WITHIN_SECONDS = 30.0


class Gathered(msgspec.Struct, frozen=True, kw_only=True):
    """`published`: by the name each has on this server. `silent`: those that could not be asked just now."""

    published: dict[str, list[Release]]
    silent: tuple[str, ...]


def gather(folder: CityFolder) -> Gathered:
    """Ask them all. One that cannot be asked is named and leaves the others as they are. `CityTrouble`."""
    city, doors = folder.read(), folder.read_doors()
    published: dict[str, list[Release]] = {}
    silent = []
    for slug in sorted(city.facilities):
        try:
            published[slug] = _asked(folder.socket(slug), doors.get(slug, ""))
        except (OSError, http.client.HTTPException, ValueError):
            silent.append(slug)
    for slug in sorted(city.boxes):
        try:
            published[slug] = on_shelf(folder.copy(slug))
        except (JournalError, OSError, ValueError):
            silent.append(slug)
    return Gathered(published=published, silent=tuple(silent))


def _asked(path: Path, secret: str) -> list[Release]:
    """What a facility served here published. OSError, HTTPException, ValueError."""
    connection = _OnSocket(path)
    try:
        connection.request(
            "GET",
            PUBLICATIONS,
            headers={
                "Authorization": f"Bearer {secret}",
                "Connection": "close",
                "X-Forwarded-Proto": "https",
            },
        )
        answer = connection.getresponse()
        said = answer.read()
    finally:
        connection.close()
    if answer.status != 200:
        raise ValueError(f"it said {answer.status}")
    told = msgspec.json.decode(said, type=list[Told])
    return [read(one.frozen) for one in told if hashlib.sha256(one.frozen).hexdigest() == one.sha256]


class _OnSocket(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=WITHIN_SECONDS)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


__all__ = ["Gathered", "gather"]
