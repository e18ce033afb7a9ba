"""Durable commands of one facility, with 64 waiting: decide, chain, insert and COMMIT included.

Usage: python bench/durable_commands.py [--seconds 10] [--waiting 64] [--database-url URL] [--folder DIR]

Beside it: the lesser of 20 x the disk's sustained fdatasync rate and 6,000 a second.
"""

import argparse
import json
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
from _print import Bars, fdatasync_rate, head

from bothy.care.bodies import PlaceSpec
from bothy.care.commands import Actor, Command
from bothy.care.rules import SHIPPED
from bothy.intake.facility import Facility, Founding, open_facility


def command(kind: str, subject: UUID, body: dict[str, object]) -> Command:
    return Command(
        id=uuid4(), kind=kind, subject=subject, body=msgspec.Raw(json.dumps(body).encode()), happened_at=datetime.now(UTC)
    )


class Hand:
    """One sender: visits from the door to the door, one command after the other."""

    def __init__(self, facility: Facility, number: int, stop: threading.Event) -> None:
        self.facility = facility
        self.stop = stop
        self.place = number % 8 + 1
        self.actor = Actor(staff=uuid4(), role="nurse", device=uuid4())
        self.recorded = self.refused = 0
        self.left: list[Command] = []
        self.idle = threading.Event()
        self.visit = uuid4()

    def next(self) -> Command:
        if not self.left:
            person, self.visit = uuid4(), uuid4()
            see = {"visits": [str(self.visit)]}
            self.left = [
                command("register-person", person, {"age_band": "25-34", "sex": "male"}),
                command("start-visit", self.visit, {"person": str(person), "purposes": ["use"], "reason": "bench"}),
                command("enter-stage", self.visit, {"stage": "assessment"}),
                command("assess", self.visit, {"preparations": [{"substances": ["heroin"], "route": "vein"}]}),
                command("give-supplies", self.visit, {"items": [{"item": "needle", "count": 1}]}),
                command("see", self.visit, see),
                command("enter-stage", self.visit, {"stage": "aftercare"}),
                command("see", self.visit, see),
                command("give-service", self.visit, {"service": "wound_care"}),
                command("end-visit", self.visit, {"how": "left"}),
            ][::-1]
        return self.left.pop()

    def send(self) -> None:
        self.facility.writer.submit((self.next(),), self.actor).add_done_callback(self.answered)

    def answered(self, future: object) -> None:
        answer = future.result()[0]  # type: ignore[attr-defined]
        if answer.answer == "refused":
            self.refused += 1
        else:
            self.recorded += 1
        if self.stop.is_set():
            self.idle.set()
        else:
            self.send()


def main() -> int:
    ask = argparse.ArgumentParser()
    ask.add_argument("--seconds", type=float, default=10)
    ask.add_argument("--waiting", type=int, default=64)
    ask.add_argument("--database-url")
    ask.add_argument("--folder", type=Path)
    ask.add_argument("--profile", action="store_true")
    asked = ask.parse_args()
    kind = "PostgreSQL" if asked.database_url else "SQLite, synchronous=FULL"
    head(f"durable commands, one facility, {kind}, {asked.waiting} waiting", disk=asked.folder)
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        home = Path(folder)
        before = fdatasync_rate(home)
        founding = Founding(
            name="Bench",
            rules=msgspec.structs.replace(SHIPPED["generic"], capacity_people=10_000),
            places=tuple(PlaceSpec(number=n) for n in range(1, 9)),
            signer=uuid4(),
        )
        with open_facility(home, asked.database_url, founding=founding, watch=False) as facility:
            lead = Actor(staff=uuid4(), role="shift_lead", device=uuid4())
            facility.writer.submit((command("open-floor", facility.id, {}),), lead).result()
            if asked.profile:
                profile(facility)
            stop = threading.Event()
            hands = [Hand(facility, n, stop) for n in range(asked.waiting)]
            began, busy = time.perf_counter(), time.process_time()
            for hand in hands:
                hand.send()
            time.sleep(asked.seconds)
            stop.set()
            for hand in hands:
                hand.idle.wait()
            took, busy = time.perf_counter() - began, time.process_time() - busy
            rate = sum(hand.recorded for hand in hands) / took
            refused = sum(hand.refused for hand in hands)
        after = fdatasync_rate(home)
    syncs = min(before, after)
    bars = Bars()
    why = f" (lesser of 20 x {syncs:,.0f} fdatasync/s and 6,000/s)"
    bars.at_least("decided, chained and durable", rate, min(20 * syncs, 6_000), "commands/s", why)
    bars.note(f"{took:.1f} s, {refused} refused; one at a time and synced one by one, this disk could keep {syncs:,.0f}/s at most")
    each = busy / took / rate * 1e6
    bars.note(f"{each:.0f} µs of processor a command, the sender's share included: a core of its own would do {1e6 / each:,.0f}/s")
    return bars.status()


def profile(facility: Facility) -> None:
    """Have the writer's thread profile itself; printed at the end."""
    import atexit
    import cProfile
    import pstats

    profiler = cProfile.Profile()
    facility.writer.run_between(lambda store: profiler.enable()).result()
    close = facility.writer.close

    def closing() -> None:
        facility.writer.run_between(lambda store: profiler.disable()).result()
        close()

    facility.writer.close = closing  # type: ignore[method-assign]
    atexit.register(lambda: pstats.Stats(profiler).sort_stats("tottime").print_stats(40))


if __name__ == "__main__":
    sys.exit(main())
