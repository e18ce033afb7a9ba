"""The floor served by uvicorn on a free port, and tablets that speak to it."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import msgspec
import uvicorn

from bothy.care.commands import Actor, Command
from bothy.floor.asgi import FloorApp
from bothy.floor.serve import FloorServer


class Tablet(msgspec.Struct, frozen=True):
    id: UUID
    name: str


class Tablets:
    """Enrolled devices of the tests: cookie "one", "two", … with a nurse on shift at each."""

    NURSE = UUID(int=11)
    longest_shift = timedelta(hours=12)

    def __init__(self, count: int = 2) -> None:
        names = ("one", "two", "three", "four", "five", "six", "seven", "eight")
        self.by_cookie = {name: Tablet(UUID(int=20 + n), name) for n, name in enumerate(names[:count])}
        self.shift: dict[UUID, tuple[UUID, ...]] = {each.id: (self.NURSE,) for each in self.by_cookie.values()}
        self._revoked: list[Any] = []
        self._shifts: list[Any] = []

    def authenticate(self, cookie: str | None) -> Tablet | None:
        return self.by_cookie.get(cookie or "")

    def signed_in_staff(self, device: UUID) -> tuple[UUID, ...]:
        return self.shift.get(device, ())

    def actor(self, device: UUID | None, staff: UUID | None, at: object = None, within: object = None) -> Actor:
        if device is None or staff not in self.signed_in_staff(device):
            return Actor(device=device)
        return Actor(staff=staff, role="nurse", device=device)

    def confirmed(self, device: UUID, at: object = None, within: object = None) -> tuple[UUID, ...]:
        return ()

    def staffed(self) -> dict[UUID, str]:
        return {each.id: each.name for each in self.by_cookie.values() if self.shift.get(each.id)}

    def staff(self) -> dict[UUID, object]:
        return {self.NURSE: {"name": "Ailsa", "role": "nurse"}}

    def on_revoked(self, callback: Any) -> None:
        self._revoked.append(callback)

    def on_shift_changed(self, callback: Any) -> None:
        self._shifts.append(callback)

    def revoke(self, cookie: str) -> None:
        tablet = self.by_cookie.pop(cookie)
        for callback in self._revoked:
            callback(tablet.id)

    def go_off(self, cookie: str) -> None:
        self.shift[self.by_cookie[cookie].id] = ()
        for callback in self._shifts:
            callback(self.by_cookie[cookie].id)


class Served:
    """A floor on http://127.0.0.1:port."""

    def __init__(self, app: FloorApp, tablets: Tablets, port: int, server: FloorServer, thread: threading.Thread) -> None:
        self.app = app
        self.tablets = tablets
        self.url = f"http://127.0.0.1:{port}"
        self.server = server
        self._thread = thread

    def headers(self, cookie: str | None = "one") -> dict[str, str]:
        return {"origin": self.url} | ({"cookie": f"bothy_device={cookie}"} if cookie else {})

    def post(self, *commands: Command | dict[str, Any] | Any, cookie: str | None = "one", **more: Any) -> httpx.Response:
        said = [as_json(each) for each in commands]
        headers = self.headers(cookie) | more.pop("headers", {})
        return httpx.post(f"{self.url}/floor/commands", json={"commands": said}, headers=headers, timeout=30, **more)

    def get(self, path: str, cookie: str | None = "one", **more: Any) -> httpx.Response:
        return httpx.get(self.url + path, headers=self.headers(cookie), timeout=30, **more)

    @contextmanager
    def stream(self, cookie: str = "one", query: str = "", **headers: str) -> Iterator[Events]:
        """Open a stream and read its events."""
        everything = self.headers(cookie) | headers
        with httpx.stream("GET", f"{self.url}/floor/stream{query}", headers=everything, timeout=30) as response:
            assert response.status_code == 200, response.read()
            yield Events(response)

    def stop(self) -> None:
        self.server.stop()
        self._thread.join(30)
        assert not self._thread.is_alive(), "the server did not stop"


class Event:
    def __init__(self, name: str, id: int | None, data: Any) -> None:
        self.name = name
        self.id = id
        self.data = data

    def __repr__(self) -> str:
        return f"<{self.name} {self.id}>"


class Events:
    """The events of one stream, one after another."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._lines = response.iter_lines()

    def __iter__(self) -> Iterator[Event]:
        fields: dict[str, str] = {}
        for line in self._lines:
            if line:
                name, _, value = line.partition(": ")
                fields[name] = value
                continue
            if "event" in fields:
                yield Event(fields["event"], int(fields["id"]) if "id" in fields else None, json.loads(fields["data"]))
            fields = {}

    def next(self, *names: str) -> Event:
        """The next event of one of these names; others are passed over."""
        for event in self:
            if not names or event.name in names:
                return event
        raise AssertionError(f"the stream ended before {names}")


def as_json(command: Any) -> Any:
    """A command as a tablet sends it: with the nurse's claim, unless it has its own."""
    if isinstance(command, Command):
        return {"staff": str(Tablets.NURSE)} | {
            key: value for key, value in json.loads(msgspec.json.encode(command)).items() if value is not None
        }
    return command


def names_for(ids: Any) -> dict[UUID, object]:
    return {id: {"name": "Lark", "tag": "7"} for id in ids}


@contextmanager
def serve(app: FloorApp, tablets: Tablets) -> Iterator[Served]:
    """Serve `app` until the block ends."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="warning", lifespan="on")
    server = FloorServer(config, app.shut)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve([listener])), daemon=True)
    thread.start()
    served = Served(app, tablets, listener.getsockname()[1], server, thread)
    try:
        for _ in range(1000):
            if server.started:
                break
            threading.Event().wait(0.01)
        yield served
    finally:
        if thread.is_alive():
            served.stop()
        listener.close()


def fresh_id() -> str:
    return str(uuid4())
