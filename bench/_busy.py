"""Facts of a busy house, written straight to Parquet: every table that an indicator reads, every column filled."""

from datetime import UTC, datetime
from datetime import time as clock
from pathlib import Path
from uuid import UUID

import numpy as np
import pyarrow as pa
from msgspec.json import encode

from bothy.care.bodies import FacilityFounded, PlaceSpec, RulesSigned
from bothy.care.rules import SCOTLAND
from bothy.care.vocabulary import codes
from bothy.reports.facts.calendar import month_bounds
from bothy.reports.facts.pieces import write_piece
from bothy.reports.facts.referrals import LADDER
from bothy.reports.facts.state import Piece, Setting, State, folder_of, write_state
from bothy.reports.facts.tables import TABLES
from bothy.reports.facts.visits import RETURNED

FACILITY = UUID(int=8, version=4)
_SECOND = 1_000_000


class _Chance:
    """Invented columns of one length."""

    def __init__(self, seed: int, n: int) -> None:
        self.random = np.random.default_rng(seed)
        self.n = n

    def ids(self) -> pa.Array:
        return pa.FixedSizeBinaryArray.from_buffers(
            pa.binary(16), self.n, [None, pa.py_buffer(self.random.bytes(16 * self.n))]
        )

    def word(self, words: tuple[str, ...], blank: float = 0.0) -> pa.Array:
        at = self.random.integers(0, len(words), self.n).astype("int32")
        return pa.DictionaryArray.from_arrays(
            pa.array(at, mask=self.random.random(self.n) < blank), pa.array(words)
        )

    def yes(self, share: float, blank: float = 0.0) -> pa.Array:
        return pa.array(self.random.random(self.n) < share, mask=self.random.random(self.n) < blank)

    def minutes(self, mean: float, blank: float = 0.0) -> pa.Array:
        values = self.random.exponential(mean, self.n).astype("float32")
        return pa.array(values, mask=self.random.random(self.n) < blank)

    def whole(self, below: int, blank: float = 0.0) -> pa.Array:
        values = self.random.integers(0, below, self.n).astype("int32")
        return pa.array(values, mask=self.random.random(self.n) < blank)

    def lists(self, words: tuple[str, ...], blank: float = 0.0) -> pa.Array:
        first, second = self.word(words).to_pylist(), self.word(words).to_pylist()
        absent = self.random.random(self.n) < blank
        both = [None if no else list(dict.fromkeys(pair)) for no, *pair in zip(absent, first, second, strict=True)]
        return pa.array(both, pa.list_(pa.string()))

    def persons(self, people: pa.Array) -> pa.Array:
        at = pa.array(self.random.integers(0, len(people), self.n).astype("int32"))
        return people.take(at)


def write_facts(home: Path, visits: int, months: list[str], seed: int = 1) -> None:
    """Facts as a journal of so many visits over these months would make them."""
    folder = folder_of(home, FACILITY)
    people = _Chance(seed, max(400, visits // 60))
    persons = people.ids()
    registered = {
        "subject": persons, "sex": people.word(codes("sex")), "age_band": people.word(codes("age_band")),
        "looked_up": pa.array(np.ones(people.n, bool)), "said": pa.array(np.ones(people.n, bool)),
    }  # fmt: skip
    pieces: dict[str, dict[str, Piece]] = {}
    for turn, month in enumerate(months):
        tables = _month(month, visits // len(months), persons, seed + 100 * turn)
        if turn == 0:
            tables["person"] = (people, registered)
        (folder / month).mkdir(parents=True, exist_ok=True)
        for name, (made, columns) in tables.items():
            filled = {**_common(made, month), **columns}
            arrays = [filled.get(one.name, pa.nulls(made.n, one.type)).cast(one.type) for one in TABLES[name]]
            table = pa.Table.from_arrays(arrays, schema=TABLES[name]).sort_by("at")
            path = folder / month / f"{name}-1.parquet"
            write_piece(table, name, path)
            pieces.setdefault(month, {})[name] = Piece(f"{month}/{path.name}", made.n, path.stat().st_size)
    write_state(folder, State(facility=FACILITY, number=1, settings=_settings(months), latest_us=_latest(months), months=pieces))


def _common(made: _Chance, month: str) -> dict[str, pa.Array]:
    first, after = month_bounds(month)
    days = made.random.integers(0, (after - first).days, made.n)
    second = made.random.integers(9 * 3600, 21 * 3600, made.n)
    start = int((np.datetime64(first) - np.datetime64("1970-01-01")).astype(int))
    at = ((start + days) * 86_400 + second) * _SECOND
    numbers = pa.array(np.arange(made.n, dtype="int64") + 1)
    return {
        "subject": made.ids(), "day": pa.array((start + days).astype("int32"), pa.date32()),
        "at": pa.array(at, pa.timestamp("us", tz="UTC")), "weekday": pa.array(((start + days + 3) % 7).astype("int8")),
        "hour": pa.array((second // 3600).astype("int8")), "first_number": numbers, "last_number": numbers,
    }  # fmt: skip


def _month(month: str, n: int, persons: pa.Array, seed: int) -> dict[str, tuple[_Chance, dict[str, pa.Array]]]:
    def of(share: float) -> _Chance:
        nonlocal seed
        seed += 1
        return _Chance(seed, max(3, round(share * n)))

    visit, episode, service, supply = of(1), of(0.8), of(0.3), of(1.5)
    referral, emergency, turned, hours = of(0.05), of(0.015), of(0.03), _Chance(seed, 30 * 12)
    ended = pa.array(np.full(emergency.n, 1), pa.timestamp("us", tz="UTC"))
    open_for = hours.random.random(hours.n) * 60
    return {
        "visit": (visit, {
            "person": visit.persons(persons), "ended_how": visit.word(codes("ended_how")), "purposes": visit.lists(codes("purpose")),
            "waited_minutes": visit.minutes(4, 0.01), "place_wait_minutes": visit.minutes(8, 0.2),
            "in_place_minutes": visit.minutes(24, 0.2), "seen_within": visit.yes(0.97, 0.2),
            "otherwise_where": visit.word(codes("otherwise"), 0.3), "otherwise_alone": visit.word(codes("alone"), 0.3),
        }),
        "episode": (episode, {
            "person": episode.persons(persons), "used": episode.word(codes("used")), "injected": episode.yes(0.8, 0.02),
            "mix": episode.word(("cocaine", "heroin", "heroin_and_cocaine", "other", "not_recorded")),
            "substances": episode.lists(codes("substance"), 0.1),
        }),
        "service": (service, {"person": service.persons(persons), "service": service.word(codes("service"))}),
        "supply": (supply, {
            "person": supply.persons(persons), "item": supply.word((*codes("supply_item"), RETURNED)),
            "count": supply.whole(12, 0.05), "for_others": supply.word(("yes", "no", "not_asked", "declined")),
        }),
        "referral": (referral, {
            "person": referral.persons(persons), "to": referral.word(codes("referral_to")), "furthest": referral.word(LADDER),
            "ending": referral.word(("declined", "engaged", "lost", "not_known"), 0.3),
        }),
        "emergency": (emergency, {
            "person": emergency.persons(persons), "outcome": emergency.word(codes("emergency_outcome"), 0.05),
            "presentation": emergency.word(codes("presentation"), 0.1), "oxygen": emergency.yes(0.8),
            "naloxone_doses": emergency.whole(3), "ambulance": emergency.word(("called", "not_called", "arrived"), 0.2),
            "observations": emergency.whole(6), "actions": emergency.whole(6), "closed_at": ended,
            "reversed": emergency.word(("confirmed", "probable", "not", "not_treated", "not_enough_information")),
            "severity": emergency.word(codes("severity")), "debrief_done": emergency.yes(0.5, 0.2),
            "where": emergency.word(codes("emergency_where")), "mix": emergency.word(("cocaine", "heroin", "other"), 0.2),
            "taken": emergency.lists(codes("substance"), 0.2),
        }),
        "turned_away": (turned, {"reason": turned.word(codes("turned_away_reason")), "purpose": turned.word(codes("purpose"))}),
        "floor": (hours, {
            "open_minutes": pa.array(open_for), "full_minutes": pa.array(open_for * hours.random.random(hours.n)),
            "first_of_day": hours.yes(1 / 12),
        }),
    }  # fmt: skip


def _settings(months: list[str]) -> tuple[Setting, ...]:
    founded = FacilityFounded(name="Bench", time_zone="Europe/London", places=tuple(PlaceSpec(number=n) for n in range(1, 17)))
    begun = datetime.combine(month_bounds(months[0])[0], clock(), UTC)
    signed = RulesSigned(rules=SCOTLAND, effective_from=begun, signer=FACILITY)
    return Setting(1, "facility-founded", 1, 0, encode(founded)), Setting(2, "rules-signed", 1, 0, encode(signed))


def _latest(months: list[str]) -> int:
    return int(datetime.combine(month_bounds(months[-1])[1], clock(12), UTC).timestamp() * _SECOND)
