"""The whole HTTP path with 50 screens open: tap to screen, and how many commands a second in POSTs of one and of 50.

One server process (uvicorn), one client process beside it on the same machine, so that the figures
hold with the client's own work included.

Usage: python bench/floor_http.py [--screens 50] [--seconds 10] [--profile FILE]
"""

import argparse
import asyncio
import contextlib
import hashlib
import hmac
import json
import os
import platform
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import msgspec

import bothy

TABLETS = 250
NURSE = UUID(int=11)


class Tablet(msgspec.Struct, frozen=True):
    id: UUID
    name: str


class Tablets:
    """Enrolled devices in memory, their tokens compared as people compares them."""

    def __init__(self) -> None:
        self.hashes = {UUID(int=n): hashlib.sha256(token(n).encode()).hexdigest() for n in range(1, TABLETS + 1)}

    def authenticate(self, cookie: str | None) -> Tablet | None:
        id_part, _, said = (cookie or "").partition(".")
        try:
            id = UUID(id_part)
        except ValueError:
            return None
        known = self.hashes.get(id)
        if known is None or not hmac.compare_digest(known, hashlib.sha256(said.encode()).hexdigest()):
            return None
        return Tablet(id, f"tablet {id.int}")

    def signed_in_staff(self, device: UUID) -> tuple[UUID, ...]:
        return (NURSE,)

    def actor(self, device: UUID | None, staff: UUID | None) -> object:
        from bothy.care.commands import Actor

        return Actor(staff=staff, role="nurse" if staff == NURSE else None, device=device)

    def staff(self) -> dict[UUID, object]:
        return {NURSE: {"name": "Ailsa", "role": "nurse"}}

    def on_revoked(self, callback: Callable[[UUID], None]) -> None:
        pass

    def on_shift_changed(self, callback: Callable[[UUID], None]) -> None:
        pass


def token(number: int) -> str:
    return hashlib.sha256(b"bench %d" % number).hexdigest()


def serve(home: Path, port: int, profile: str | None) -> None:
    """The server's process."""
    import uvicorn

    from bothy.care.bodies import PlaceSpec
    from bothy.care.commands import Actor, Command
    from bothy.care.rules import SHIPPED
    from bothy.floor.asgi import FloorApp
    from bothy.floor.serve import FloorServer
    from bothy.intake.facility import Founding, open_facility

    rules = msgspec.structs.replace(SHIPPED["generic"], capacity_people=10_000)
    places = tuple(PlaceSpec(number=n) for n in range(1, 9))
    founding = Founding(name="Bench", rules=rules, places=places, signer=NURSE)
    with open_facility(home, founding=founding) as facility:
        opened = Command(id=uuid4(), kind="open-floor", subject=facility.id, body=msgspec.Raw(b"{}"), happened_at=datetime.now(UTC))
        facility.writer.submit((opened,), Actor(staff=NURSE, role="shift_lead")).result()
        tablets = Tablets()
        app = FloorApp(None, tablets, lambda ids: {id: {"name": "Lark", "tag": "7"} for id in ids})  # type: ignore[arg-type]
        app.open(facility)
        server = FloorServer(uvicorn.Config(app, port=port, log_level="warning", access_log=False), app.shut)
        if profile:
            import cProfile

            # uvicorn raises the signal again when it is done: leave by an exception, so that the facility is closed.
            signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
            profiler = cProfile.Profile()
            try:
                profiler.runcall(server.run)
            finally:
                profiler.dump_stats(profile)
        else:
            server.run()


class Line:
    """One keep-alive connection that posts."""

    def __init__(self, port: int, tablet: int) -> None:
        self.port = port
        self.head = (
            f"POST /floor/commands HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\norigin: http://127.0.0.1:{port}\r\n"
            f"cookie: bothy_device={UUID(int=tablet)}.{token(tablet)}\r\ncontent-type: application/json\r\ncontent-length: "
        ).encode()

    async def open(self) -> "Line":
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        return self

    async def post(self, commands: list[bytes]) -> dict[str, object]:
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
                    ("register-person", person, {"age_band": "25-34", "sex": "male"}),
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


def said(kind: str, subject: str, body: dict[str, object]) -> bytes:
    return json.dumps(
        {"id": str(uuid4()), "kind": kind, "subject": subject, "body": body, "staff": str(NURSE), "happened_at": datetime.now(UTC).isoformat()}
    ).encode()


class Screen:
    """One stream; notes when each `lines` event came."""

    def __init__(self) -> None:
        self.heard: dict[int, float] = {}
        self.snapshots = 0
        self.ready = asyncio.Event()

    async def listen(self, port: int, tablet: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**24)
        writer.write(
            f"GET /floor/stream HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\ncookie: bothy_device={UUID(int=tablet)}.{token(tablet)}\r\n\r\n".encode()
        )
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


async def measure(port: int, screens: int, seconds: float) -> None:
    watching = [Screen() for _ in range(screens)]
    tasks = [asyncio.create_task(each.listen(port, n + 1)) for n, each in enumerate(watching)]
    await asyncio.gather(*(each.ready.wait() for each in watching))

    latencies, answered = await taps(port, watching, seconds)
    print(f"tap to every one of {screens} screens, 10 commands/s ({len(latencies):,} arrivals):")
    print(f"  p50 {quantile(latencies, 0.5):6.1f} ms   p99 {quantile(latencies, 0.99):6.1f} ms   worst {max(latencies):6.1f} ms   bar: p99 under 50 ms")
    print(f"  answer to the tap itself: p50 {quantile(answered, 0.5):.1f} ms, p99 {quantile(answered, 0.99):.1f} ms")
    one = await rate(port, senders=16, each=1, seconds=seconds)
    print(f"POSTs of one, {screens} screens:   {one:8,.0f} commands/s   bar: 300/s")
    many = await rate(port, senders=8, each=50, seconds=seconds)
    print(f"POSTs of 50, {screens} screens:    {many:8,.0f} commands/s   bar: 2,000/s")
    await asyncio.sleep(1)
    last = {max(each.heard, default=0) for each in watching}
    print(f"screens that had to take a new snapshot: {sum(each.snapshots > 1 for each in watching)}; all at the same entry: {len(last) == 1}")
    for task in tasks:
        task.cancel()


async def taps(port: int, watching: list[Screen], seconds: float) -> tuple[list[float], list[float]]:
    line, visits = await Line(port, 200).open(), Visits()
    sent: dict[int, float] = {}
    answered: list[float] = []
    for _ in range(int(seconds * 10)):
        began = time.perf_counter()
        reply = await line.post([visits.next()])
        answered.append((time.perf_counter() - began) * 1e3)
        answer = reply["answers"][0]  # type: ignore[index]
        if answer["answer"] != "recorded":
            raise RuntimeError(answer)
        sent[answer["numbers"][-1]] = began
        await asyncio.sleep(max(0.0, 0.1 - (time.perf_counter() - began)))
    await asyncio.sleep(0.5)
    return [(each.heard[number] - began) * 1e3 for number, began in sent.items() for each in watching], answered


async def rate(port: int, senders: int, each: int, seconds: float) -> float:
    count = 0
    end = time.perf_counter() + seconds

    async def send(number: int) -> None:
        nonlocal count
        # A device may send 50 commands a second; so as many tablets take turns as the rate needs.
        lines = [await Line(port, tablet).open() for tablet in range(number + 1, TABLETS + 1, senders)]
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


def main() -> None:
    ask = argparse.ArgumentParser()
    ask.add_argument("--screens", type=int, default=50)
    ask.add_argument("--seconds", type=float, default=10)
    ask.add_argument("--profile")
    ask.add_argument("--serve", nargs=2, metavar=("HOME", "PORT"), help=argparse.SUPPRESS)
    asked = ask.parse_args()
    if asked.serve:
        serve(Path(asked.serve[0]), int(asked.serve[1]), asked.profile)
        return
    import uvloop

    print(f"bothy {bothy.__version__} on {platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}; SQLite, synchronous=FULL")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        more = ["--profile", asked.profile] if asked.profile else []
        server = subprocess.Popen([sys.executable, __file__, "--serve", folder, str(port), *more])
        try:
            wait_for(port)
            uvloop.run(measure(port, asked.screens, asked.seconds))
        finally:
            server.terminate()
            server.wait(20)


def wait_for(port: int) -> None:
    for _ in range(300):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise SystemExit("the server did not start")


if __name__ == "__main__":
    main()
