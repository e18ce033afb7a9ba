"""How long a publication over five million visits takes from facts: drafted, protected, its bytes. Bar: under 2 s."""

import argparse
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime
from datetime import time as clock
from pathlib import Path
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from _print import Bars, head
from msgspec.json import encode

from bothy.care.bodies import FacilityFounded, PlaceSpec, RulesSigned
from bothy.care.rules import SCOTLAND
from bothy.reports import facts
from bothy.reports.draft import draft
from bothy.reports.engine.memo import MEMO
from bothy.reports.facts.calendar import month_bounds
from bothy.reports.facts.state import Piece, Setting, State, folder_of, write_state
from bothy.reports.facts.tables import TABLES
from bothy.reports.facts.update import write_piece
from bothy.reports.protect import protect
from bothy.reports.release import canonical
from bothy.reports.sets import SETS

BAR_SECONDS = 2.0
FACILITY = UUID(int=7, version=4)
MINUTE = 60_000_000
PURPOSES = ["use", "advice", "shower"]
SUBSTANCES = ["heroin", "cocaine", "benzodiazepine", "alcohol"]


def _ids(chance: np.random.Generator, n: int) -> pa.Array:
    return pa.FixedSizeBinaryArray.from_buffers(pa.binary(16), n, [None, pa.py_buffer(chance.bytes(16 * n))])


def _word(values: np.ndarray, words: list[str]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(values.astype("int32")), pa.array(words))


def _lists(chance: np.random.Generator, n: int, words: list[str]) -> pa.Array:
    """One or two words for each row."""
    ends = np.concatenate([[0], np.cumsum(chance.integers(1, 3, n))]).astype("int32")
    start = chance.integers(0, len(words), n)
    second = np.arange(ends[-1]) - np.repeat(ends[:-1], np.diff(ends))
    said = pa.array(words).take(pa.array((np.repeat(start, np.diff(ends)) + second) % len(words)))
    return pa.ListArray.from_arrays(pa.array(ends), said)


def _filled(name: str, n: int, columns: dict[str, pa.Array]) -> pa.Table:
    schema = TABLES[name]
    arrays = [columns.get(field.name, pa.nulls(n, field.type)).cast(field.type) for field in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


def write_facts(home: Path, visits: int, months: list[str]) -> None:
    """Facts as a journal of so many visits would make them, written straight to Parquet."""
    chance = np.random.default_rng(1)
    folder = folder_of(home, FACILITY)
    people = max(400, visits // 60)
    persons = _ids(chance, people)
    pieces: dict[str, dict[str, Piece]] = {}
    tables: dict[str, dict[str, pa.Table]] = {}
    for month in months:
        n = visits // len(months)
        first, after = month_bounds(month)
        at = np.sort(chance.integers(0, (after - first).days * 720, n)) * MINUTE
        start = int((np.datetime64(first) - np.datetime64("1970-01-01")).astype(int))
        days = start + at // (720 * MINUTE)
        moments = pa.array(days * 86_400_000_000 + 9 * 60 * MINUTE + at % (720 * MINUTE), pa.timestamp("us", tz="UTC"))
        numbers = pa.array(np.arange(n, dtype="int64") + 1)
        common = {"subject": _ids(chance, n), "day": pa.array(days.astype("int32"), pa.date32()), "at": moments,
                  "person": persons.take(pa.array(chance.integers(0, people, n).astype("int32"))), "first_number": numbers, "last_number": numbers}
        tables[month] = {
            "visit": _filled("visit", n, {**common, "waited_minutes": pa.array(chance.exponential(4, n).astype("float32")),
                                          "place_wait_minutes": pa.array(chance.exponential(8, n).astype("float32")),
                                          "in_place_minutes": pa.array(chance.gamma(4, 6, n).astype("float32")),
                                          "seen_within": pa.array(chance.random(n) < 0.97), "purposes": _lists(chance, n, PURPOSES),
                                          "weekday": pa.array(((days + 3) % 7).astype("int8")), "hour": pa.array((9 + at // (60 * MINUTE) % 12).astype("int8"))}),
            "episode": _filled("episode", n, {**common, "injected": pa.array(np.ones(n, bool)), "used": _word(np.zeros(n), ["yes"]),
                                              "injected_by": _word(np.zeros(n), ["route"]), "substances": _lists(chance, n, SUBSTANCES),
                                              "mix": _word(chance.integers(0, 4, n), ["cocaine", "heroin", "heroin_and_cocaine", "other"])}),
            "emergency": _filled("emergency", max(1, n // 70), {
                "subject": _ids(chance, max(1, n // 70)), "day": pa.array(days[: max(1, n // 70)].astype("int32"), pa.date32()),
                "at": moments[: max(1, n // 70)], "outcome": _word(np.zeros(max(1, n // 70)), ["recovered_here"])}),
        }  # fmt: skip
    registered = {"subject": persons, "sex": _word(chance.integers(0, 2, people), ["male", "female"]), "age_band": _word(chance.integers(0, 3, people), ["25-34", "35-44", "45-54"]),
                  "looked_up": pa.array(np.ones(people, bool)), "said": pa.array(np.ones(people, bool))}  # fmt: skip
    tables[months[0]]["person"] = _filled("person", people, registered)
    for month, named in tables.items():
        (folder / month).mkdir(parents=True, exist_ok=True)
        for name, table in named.items():
            path = folder / month / f"{name}-1.parquet"
            write_piece(table, name, path)
            pieces.setdefault(month, {})[name] = Piece(f"{month}/{path.name}", len(table), path.stat().st_size)
    places = tuple(PlaceSpec(number=n) for n in range(1, 9))
    since = month_bounds(months[0])[0]
    begun = datetime.combine(since, clock(), UTC)
    settings = (
        Setting(1, "facility-founded", 1, 0, encode(FacilityFounded(name="Bench", time_zone="Europe/London", places=places))),
        Setting(2, "rules-signed", 1, 0, encode(RulesSigned(rules=SCOTLAND, effective_from=begun, signer=FACILITY))),
    )
    latest = int(datetime.combine(month_bounds(months[-1])[1], clock(12), UTC).timestamp() * 1e6)
    write_state(folder, State(facility=FACILITY, number=1, settings=settings, latest_us=latest, months=pieces))


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--visits", type=int, default=5_000_000)
    wanted = ask.parse_args()
    head("a publication over five million visits, from facts")
    bars = Bars()
    for said, months in (("all in one month", ["2025-01"]), ("over twelve months, all of them", [f"2025-{n:02d}" for n in range(1, 13)])):
        with tempfile.TemporaryDirectory() as folder:
            write_facts(Path(folder), wanted.visits, months)
            MEMO.clear()
            opened = facts.open(Path(folder))
            start, busy = time.perf_counter(), time.process_time()
            made = draft(opened, SETS["thistle"])
            drafted = time.perf_counter() - start
            release = canonical(protect(made))
            took, busy = time.perf_counter() - start, time.process_time() - busy
            start = time.perf_counter()
            for path in Path(folder).glob("facts/*/*/*.parquet"):
                pq.read_table(path)
            floor = time.perf_counter() - start
        visits = opened.rows("visit")
        bars.under(f"{visits:,} visits {said}", took, BAR_SECONDS, "s")
        bars.note(f"drafted in {drafted:.2f} s, then protected; processor time of both {busy:.2f} s, all threads; {len(release):,} bytes; beside it, reading every column: {floor:.2f} s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    bars.note(f"most memory {peak:,.0f} MB (with making the facts)")
    return bars.status()


if __name__ == "__main__":
    sys.exit(main())
