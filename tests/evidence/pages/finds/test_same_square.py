"""A phone works out the same square as the server."""

from __future__ import annotations

import csv
import json
import random
import subprocess
from pathlib import Path

from bothy.evidence.finds.grid import NoSquare, of_position

ROOT = Path(__file__).resolve().parents[4]
MODULE = ROOT / "src" / "bothy" / "evidence" / "static" / "evidence" / "grid.js"


def by_phone(node: str, places: list[tuple[float, float]]) -> list[str | None]:
    program = f'import {{ squareOf }} from "{MODULE.as_uri()}"; const told = JSON.parse(await new Response(process.stdin).text()); console.log(JSON.stringify(told.map(([a, b]) => squareOf(a, b))));'
    done = subprocess.run([node, "--input-type=module", "-e", program], input=json.dumps(places), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def by_server(place: tuple[float, float]) -> str | None:
    try:
        return of_position(*place).name
    except NoSquare:
        return None


def test_all_over_great_britain_and_beyond_it(node_path: str) -> None:
    chance = random.Random(7)
    places = [(chance.uniform(48.5, 61.5), chance.uniform(-9.5, 3)) for _ in range(4000)] + [(-4.25, 55.86), (0.0, 0.0), (90.0, 180.0)]
    expected = [by_server(place) for place in places]
    assert by_phone(node_path, places) == expected
    assert 1000 < sum(one is not None for one in expected) < len(places), "both answers are there"


def test_in_every_data_zone_of_glasgow(node_path: str, shared_data: Path) -> None:
    places = [(float(row["latitude"]), float(row["longitude"])) for row in csv.DictReader((shared_data / "glasgow_data_zones.csv").open())]
    assert by_phone(node_path, places) == [by_server(place) for place in places]
