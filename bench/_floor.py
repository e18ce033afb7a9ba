"""The floor as a facility has it, to measure: the real `bothy run` with sign-in, roles and names, and screens that listen.

The server is one process; what measures it is another on the same machine, so the figures hold with
the clients' own work on the same cores.
"""

import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
from support.real_server import RealServer, furnish, serving

TABLETS = 250
NURSE = UUID(int=11)
_PROFILED = (
    "import atexit, cProfile, sys; from bothy.cli import main; p = cProfile.Profile(); "
    "atexit.register(lambda: p.dump_stats({file!r})); p.runcall(main)"
)


@contextmanager
def floor(profile: str | None = None) -> Iterator[RealServer]:
    """A served home with TABLETS tablets. `profile`: a file for what the event loop's thread spent its time on."""
    with tempfile.TemporaryDirectory() as folder:
        home = furnish(Path(folder) / "home", tablets=TABLETS)
        more = {"program": _PROFILED.format(file=profile)} if profile else {}
        with serving(home, **more) as server:
            yield server
            if profile:
                server.stop()


def processor_seconds(server: RealServer) -> float:
    """Processor time that the server used so far: what it costs, whatever else the machine does (Linux)."""
    assert server.process is not None
    fields = Path(f"/proc/{server.process.pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Way(msgspec.Struct, frozen=True):
    """How a facility is reached: on a port of this machine, or a Unix socket, and under which name and cookie."""

    port: int = 0
    socket: str = ""
    host: str = "127.0.0.1"
    cookie: str = "bothy_device"

    async def open(self, limit: int = 2**16) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self.socket:
            return await asyncio.open_unix_connection(self.socket, limit=limit)
        return await asyncio.open_connection("127.0.0.1", self.port, limit=limit)

    def head(self, asked: str, cookie: str) -> str:
        at = f"{self.host}:{self.port}" if self.port else self.host
        return f"{asked} HTTP/1.1\r\nhost: {at}\r\norigin: http://{at}\r\ncookie: {self.cookie}={cookie}\r\n"


def with_screens(
    server: RealServer, screens: int, measure: Callable[["list[Screen]"], Coroutine[Any, Any, None]], way: Way | None = None
) -> None:
    """Run `measure` while so many screens listen, at the server's port or another `way`."""
    import uvloop

    reached = way or Way(server.port)

    async def run() -> None:
        watching = [Screen() for _ in range(screens)]
        tasks = [asyncio.create_task(each.listen(reached, server.home.tablets[n])) for n, each in enumerate(watching)]
        await asyncio.gather(*(each.ready.wait() for each in watching))
        await measure(watching)
        for task in tasks:
            task.cancel()

    uvloop.run(run())


class Line:
    """One keep-alive connection that posts."""

    def __init__(self, way: int | Way, cookie: str) -> None:
        self.way = way if isinstance(way, Way) else Way(way)
        self.head = (self.way.head("POST /floor/commands", cookie) + "content-type: application/json\r\ncontent-length: ").encode()

    async def open(self) -> "Line":
        self.reader, self.writer = await self.way.open()
        return self

    async def post(self, commands: list[bytes]) -> dict[str, object]:
        """Send and wait for the answer; again on a new connection where the server had closed an idle one."""
        try:
            return await self._post(commands)
        except (ConnectionError, asyncio.IncompleteReadError):
            self.writer.close()
            return await (await self.open())._post(commands)

    async def _post(self, commands: list[bytes]) -> dict[str, object]:
        body = b'{"commands":[' + b",".join(commands) + b"]}"
        self.writer.write(self.head + b"%d\r\n\r\n" % len(body) + body)
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        content = await self.reader.readexactly(length)
        if b" 200 " not in head[:20]:
            raise RuntimeError(content.decode())
        return msgspec.json.decode(content)


class Visits:
    """Commands of visits, one after the other, as bytes."""

    def __init__(self) -> None:
        self.left: list[bytes] = []

    def next(self) -> bytes:
        if not self.left:
            person, visit = str(uuid4()), str(uuid4())
            see = ("see", visit, {"visits": [visit]})
            self.left = [
                said(*each)
                for each in (
                    ("register-person", person, {"age_band": "25-34", "sex": "male"}, {"name": f"Lark {person[:8]}"}),
                    ("start-visit", visit, {"person": person, "purposes": ["use"], "reason": "bench"}),
                    ("enter-stage", visit, {"stage": "assessment"}),
                    ("assess", visit, {"preparations": [{"substances": ["heroin"], "route": "vein"}]}),
                    see,
                    ("enter-stage", visit, {"stage": "aftercare"}),
                    see,
                    ("give-service", visit, {"service": "wound_care"}),
                    ("end-visit", visit, {"how": "left"}),
                )
            ][::-1]
        return self.left.pop()


def said(kind: str, subject: str, body: dict[str, object], private: dict[str, str] | None = None) -> bytes:
    told = {"id": str(uuid4()), "kind": kind, "subject": subject, "body": body, "staff": str(NURSE), "happened_at": datetime.now(UTC).isoformat()}
    return json.dumps(told | ({"private": private} if private else {})).encode()


class Screen:
    """One stream; notes when each `lines` event came."""

    def __init__(self) -> None:
        self.heard: dict[int, float] = {}
        self.snapshots = 0
        self.ready = asyncio.Event()

    async def listen(self, port: int | Way, cookie: str) -> None:
        way = port if isinstance(port, Way) else Way(port)
        reader, writer = await way.open(limit=2**24)
        writer.write((way.head("GET /floor/stream", cookie) + "\r\n").encode())
        rest = b""
        while part := await reader.read(2**18):
            now = time.perf_counter()
            rest += part
            *events, rest = rest.split(b"\n\n")
            for event in events:
                if b"event: lines\nid: " in event:
                    at = event.index(b"event: lines\nid: ") + 17
                    self.heard[int(event[at : event.index(b"\n", at)])] = now
                elif b"event: snapshot" in event:
                    self.snapshots += 1
                    self.ready.set()


async def rate(port: int, tablets: list[str], senders: int, each: int, seconds: float) -> float:
    """Recorded commands a second, from `senders` that wait for each answer, in POSTs of `each`."""
    count = 0
    end = time.perf_counter() + seconds

    async def send(number: int) -> None:
        nonlocal count
        # A device may send 50 commands a second; so as many tablets take turns as the rate needs.
        lines = [await Line(port, tablet).open() for tablet in tablets[number::senders]]
        visits = [Visits() for _ in lines]
        turn = 0
        while time.perf_counter() < end:
            commands = [visits[turn].next() for _ in range(each)]
            reply = await lines[turn].post(commands)
            count += sum(answer["answer"] == "recorded" for answer in reply["answers"])  # type: ignore[attr-defined]
            turn = (turn + 1) % len(lines)

    began = time.perf_counter()
    await asyncio.gather(*(send(number) for number in range(senders)))
    return count / (time.perf_counter() - began)


def quantile(values: list[float], q: float) -> float:
    return sorted(values)[min(len(values) - 1, int(q * len(values)))]
