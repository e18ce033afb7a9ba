"""From nothing to a live board: a start from the House's snapshot, on journals of two sizes.

Usage: python bench/start_large.py [--sizes 200000 1000000] [--people 5000]

What a start reads from the journal is its last entry, the entry of the snapshot, and the tail after
it. If the two sizes take the same time, so does a journal of 10 million entries with as many people.
Beside it: the whole fold, which a start without a snapshot would take.
"""

import argparse
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

import msgspec
from _print import Bars, head

from bothy.care.bodies import Clock, PlaceSpec
from bothy.care.commands import Command
from bothy.care.rules import SHIPPED
from bothy.care.snapshot import lines_for_screen
from bothy.intake.facility import Founding, open_facility
from bothy.intake.snapshotting import FILE_NAME
from bothy.intake.watching import HOUSE

START = datetime(2025, 1, 13, 9, 0, tzinfo=UTC)
BAR_SECONDS = 3.0
TAIL = 1_000


def main() -> int:
    ask = argparse.ArgumentParser()
    ask.add_argument("--sizes", type=int, nargs="+", default=[200_000, 1_000_000])
    ask.add_argument("--people", type=int, default=5_000)
    asked = ask.parse_args()
    head("start to a live board from a snapshot, and without; SQLite")
    bars = Bars()
    took = []
    for size in asked.sizes:
        with tempfile.TemporaryDirectory() as folder:
            took.append(measure(Path(folder), size, asked.people))
    growth = took[-1] / took[0]
    bars.note(f"{asked.sizes[-1] / asked.sizes[0]:.0f} times the entries take {growth:.2f} times as long from a snapshot")
    # A start reads three places of the journal and what came after the snapshot; the rest is the House's size.
    reckoned = max(took[-1], took[-1] + (took[-1] - took[0]) * (10_000_000 - asked.sizes[-1]) / (asked.sizes[-1] - asked.sizes[0]))
    bars.under("start with 10 million entries, on a line through both sizes", reckoned, BAR_SECONDS, "s")
    return bars.status()


def measure(home: Path, size: int, people: int) -> float:
    """Seconds from opening to the first screen's lines, the median of five."""
    with open_facility(home, founding=founding(), watch=False) as facility:
        write(facility, size, people)
        facility.snapshots.save()
        old = (home / FILE_NAME).read_bytes()
        write(facility, TAIL, people, seed=2)
    times = []
    for _ in range(5):
        (home / FILE_NAME).write_bytes(old)
        began = time.perf_counter()
        with open_facility(home, watch=False) as facility:
            msgspec.json.encode(lines_for_screen(facility.house))
            times.append(time.perf_counter() - began)
            number, held = facility.writer.head.number, len(facility.house.people)
    (home / FILE_NAME).unlink()
    began = time.perf_counter()
    with open_facility(home, watch=False):
        whole = time.perf_counter() - began
    file_mib = (home / "journal.sqlite3").stat().st_size / 2**20
    print(f"  {number:,} entries ({file_mib:,.0f} MiB), {held:,} people, snapshot {len(old) / 2**20:.1f} MiB, tail {TAIL:,}:")
    print(f"    from the snapshot {statistics.median(times):6.2f} s   by folding everything {whole:6.1f} s ({number / whole:,.0f} entries/s)", flush=True)
    return statistics.median(times)


def founding() -> Founding:
    return Founding(
        name="Bench",
        rules=msgspec.structs.replace(SHIPPED["generic"], capacity_people=10_000),
        places=tuple(PlaceSpec(number=n) for n in range(1, 9)),
        signer=UUID(int=1),
        demo=True,
        clock=Clock(origin=START, wall=datetime.now(UTC), rate=0.0),
        at=START,
    )


def write(facility: object, entries: int, people: int, seed: int = 1) -> None:
    """Visits of nine entries, one after the other, a new one every two minutes."""
    rng = Random(seed)
    writer = facility.writer  # type: ignore[attr-defined]
    house = writer.house
    moment = max([START, *(line.recorded_at for line in house.facility_lines), *(v.ended_at or START for v in house.visits.values())])
    known = list(house.people) or [UUID(int=rng.getrandbits(128), version=4) for _ in range(people)]
    waiting, made = [], 0
    if not house.people:
        first = [said(rng, "open-floor", facility.id, {}, moment)]  # type: ignore[attr-defined]
        first += [said(rng, "register-person", person, {"age_band": "25-34", "sex": "male"}, moment) for person in known]
        waiting.append(writer.submit(first, HOUSE, at=moment))
        made = len(first)
    while made < entries:
        visit, person = UUID(int=rng.getrandbits(128), version=4), rng.choice(known)
        acts = (
            ("start-visit", {"person": str(person), "purposes": ["use"], "reason": "bench"}),
            ("assess", {"preparations": [{"substances": ["heroin"], "route": "vein"}]}),
            ("give-supplies", {"items": [{"item": "needle", "count": 1}]}),
            ("see", {"visits": [str(visit)]}),
            ("see", {"visits": [str(visit)]}),
            ("enter-stage", {"stage": "aftercare"}),
            ("give-service", {"service": "wound_care"}),
            ("see", {"visits": [str(visit)]}),
            ("end-visit", {"how": "left"}),
        )
        times = [moment + timedelta(seconds=10 * n) for n in range(len(acts))]
        commands = [said(rng, kind, visit, body, at) for (kind, body), at in zip(acts, times, strict=True)]
        waiting.append(writer.submit(commands, HOUSE, at=times))
        made += len(acts)
        moment += timedelta(minutes=2)
        if len(waiting) > 500:
            for each in waiting:
                each.result()
            waiting.clear()
    for each in waiting:
        assert all(answer.answer == "recorded" for answer in each.result())


def said(rng: Random, kind: str, subject: UUID, body: dict[str, object], at: datetime) -> Command:
    id = UUID(int=rng.getrandbits(128), version=4)
    return Command(id=id, kind=kind, subject=subject, body=msgspec.Raw(msgspec.json.encode(body)), happened_at=at)


if __name__ == "__main__":
    sys.exit(main())
