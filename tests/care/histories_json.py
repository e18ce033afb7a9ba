"""Random days as JSON, with the boards that they must add up to, for a fold in another language.

    PYTHONPATH=tests python -m care.histories_json --seeds 20 --steps 120

prints one JSON object a line:
``{"seed", "lines": [Line on the wire...], "boards": [{"after": n, "now": ms, "board": {...}}...],
"screen": [Line...], "number", "swept_at"}``. Fold the first n of ``lines`` one by one (recall: the earlier
ones of the same subject) and compare with ``board`` (care.canonical); ``screen`` are the lines of a
snapshot taken at the end: restored, with ``people`` put in, they add up to the last board.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from bothy.care import missed as watches_missed
from bothy.care.canonical import canonical
from bothy.care.fold import fold
from bothy.care.hours import milliseconds
from bothy.care.house import House, Line
from bothy.care.snapshot import lines_for_screen, people_for_screen, wire
from care.histories import random_day


def told_as_json(seed: int, steps: int = 120, boards: int = 4) -> dict[str, Any]:
    """A history and the boards it adds up to, as plain JSON values; see the top of this file."""
    day = random_day(random.Random(seed), steps)
    lines = day.facility.lines
    stops = {len(lines) * part // boards for part in range(1, boards + 1)}
    house = House()
    shown = []
    earlier: dict[UUID, list[Line]] = {}
    for line in lines:
        house = fold(house, line, lambda subject: earlier.get(subject, []))
        earlier.setdefault(line.subject, []).append(line)
        if line.number in stops:
            now = line.recorded_at + timedelta(minutes=6)
            told = {"after": line.number, "now": milliseconds(now), "board": canonical(house, now)}
            # Not of the board: what was told late depends on the order of arrival.
            told["missed"] = missed_as_json(house)
            shown.append(told)
    return {
        "seed": seed,
        "lines": [json.loads(wire(line)) for line in lines],
        "boards": shown,
        "screen": [json.loads(wire(line)) for line in lines_for_screen(house)],
        "people": [json.loads(msgspec.json.encode(one)) for one in people_for_screen(house).values()],
        "number": house.number,
        "swept_at": _text(house.swept_at),
    }


def missed_as_json(house: House) -> list[list[Any]]:
    """Every watch that was written down as missed, and what became of it."""
    found = [one for visit in house.visits.values() for one in watches_missed.of_visit(house, visit)]
    for emergency in house.emergencies.values():
        found.extend(watches_missed.of_emergency(house, emergency))
    return sorted(
        [str(one.entry), one.rule, one.level, one.how, milliseconds(one.at), _milliseconds(one.seen_at)]
        for one in found
    )


def _milliseconds(at: datetime | None) -> int | None:
    return None if at is None else milliseconds(at)


def _text(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat().replace("+00:00", "Z")


def main() -> None:
    options = argparse.ArgumentParser(description="Random histories as JSON lines")
    options.add_argument("--seeds", type=int, default=20)
    options.add_argument("--first", type=int, default=1)
    options.add_argument("--steps", type=int, default=120)
    told = options.parse_args()
    for seed in range(told.first, told.first + told.seeds):
        sys.stdout.write(json.dumps(told_as_json(seed, told.steps)) + "\n")


if __name__ == "__main__":
    main()
