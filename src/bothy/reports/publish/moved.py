"""What the entries after some entry changed in months that were published before.

Only the subjects that those entries speak of are added up anew, as they were and as they are; with them
stand all rows of the people concerned, so that different people come out right. Each of these is a small
set of facts that the engine reads like any other: what the figures differ by between two of them is what
the entries changed, and why is told by the entries' kinds.
"""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from bothy.care.bodies import RulesSigned
from bothy.care.kinds import KINDS
from bothy.journal import Reader
from bothy.journal.chain import micros
from bothy.journal.lean import LeanRow, of_subjects, rows
from bothy.reports.facts.calendar import Calendar, month_bounds, month_of
from bothy.reports.facts.joined import join_emergencies
from bothy.reports.facts.lines import read, settle
from bothy.reports.facts.opened import Facts
from bothy.reports.facts.others import add_facility
from bothy.reports.facts.pieces import write_piece
from bothy.reports.facts.state import Piece, Setting
from bothy.reports.facts.tables import ID, TABLES, table_of
from bothy.reports.facts.update import add_subject, calendar_of
from bothy.reports.facts.visits import Rows
from bothy.reports.release import Why

CAUSES: tuple[Why, ...] = ("late_entry", "correction", "merge")
_BEGIN = frozenset({"visit-started", "emergency-raised", "referral-offered"})
_SETTINGS = ("facility-founded", "rules-signed", "clock-set")
_DAY_US = 86_400_000_000
_AT = {name: schema.names.index("person") for name, schema in TABLES.items() if "person" in schema.names}
_VISIT = TABLES["emergency"].names.index("visit")

Row = tuple[Any, ...]


class Moved(msgspec.Struct, frozen=True):
    """`before`, `after`: facts of the subjects concerned. `only[cause]`: before, but for what that cause changed.

    `entries[cause, table, month]`: the entries that changed rows there. `of_people[cause]`: those that changed
    who somebody is. `rules`: entries that changed the house rules for days that were published already.
    """

    before: Facts
    after: Facts
    only: dict[str, Facts]
    entries: dict[tuple[str, str, str], tuple[int, ...]]
    of_people: dict[str, tuple[int, ...]]
    rules: tuple[int, ...]


class _Subject:
    """One subject that was spoken of again: its rows as they were and as they are, why, and by which entries."""

    def __init__(self, id: bytes, before: Rows, after: Rows, cause: Why, numbers: Sequence[int]) -> None:
        self.id, self.before, self.after = id, before, after
        self.cause, self.numbers = cause, tuple(numbers)

    @property
    def changed(self) -> set[tuple[str, str]]:
        """The (table, month) in which its rows differ."""
        found = set()
        for table in TABLES:
            old, new = _by_month(self.before[table]), _by_month(self.after[table])
            found |= {(table, month) for month in old.keys() | new.keys() if old.get(month) != new.get(month)}
        return found


def moved(facts: Facts, reader: Reader, after: int, months: Sequence[str], folder: Path) -> Moved:
    """What entries after number `after`, up to the facts' own, changed in these months. `folder` is written to."""
    calendar = _calendar_at(reader, after)
    end = _end_us(months)
    tails: dict[bytes, list[LeanRow]] = defaultdict(list)
    own = reader.facility.bytes
    for row in rows(reader, after, facts.number):
        tails[row[4]].append(row)
    house = tails.pop(own, [])
    for subject in [one for one, tail in tails.items() if tail[0][2] in _BEGIN and min(row[5] for row in tail) > end]:
        del tails[subject]  # begun after these months: no row of it can lie in them
    earlier: dict[bytes, list[LeanRow]] = defaultdict(list)
    for row in of_subjects(reader, list(tails), after):
        earlier[row[4]].append(row)
    wanted, came = set(months), _came(facts, months)
    subjects = []
    for id, tail in tails.items():
        one = _Subject(id, _rows_of(id, earlier[id], calendar), _rows_of(id, earlier[id] + tail, facts.calendar), *_why(tail))
        if any(id in came if table == "person" else month in wanted for table, month in one.changed):
            subjects.append(one)
    subjects += _of_the_house(reader, house, after, calendar, facts.calendar, wanted)
    small = _Small(facts, months, subjects, folder)
    return Moved(
        before=small.facts("before", ()),
        after=small.facts("after", CAUSES),
        only={cause: small.facts(cause, (cause,)) for cause in CAUSES},
        entries=_entries(subjects),
        of_people={
            cause: tuple(sorted(n for one in subjects if one.cause == cause and _of_person(one) for n in one.numbers))
            for cause in CAUSES
        },
        rules=_rules(house, end),
    )


def _why(tail: Sequence[LeanRow]) -> tuple[Why, list[int]]:
    kinds = {row[2] for row in tail}
    numbers = [row[0] for row in tail]
    if "corrected" in kinds:
        return "correction", [row[0] for row in tail if row[2] == "corrected"]
    if "person-linked" in kinds:
        return "merge", [row[0] for row in tail if row[2] == "person-linked"]
    return "late_entry", numbers


def _came(facts: Facts, months: Sequence[str]) -> set[bytes]:
    """Everyone who came in these months, and whom each was found to be."""
    came = {one for one in pc.unique(facts.table("visit", months, ["person"])["person"]).to_pylist() if one}
    people = facts.table("person", None, ["subject", "same_as"])
    told = people.filter(pc.is_valid(people["same_as"])).to_pylist()
    grew = True
    while grew:
        more = {row["same_as"] for row in told if row["subject"] in came} - came
        came |= more
        grew = bool(more)
    return came


def _of_person(one: _Subject) -> bool:
    return any(table == "person" for table, _ in one.changed)


def _empty() -> Rows:
    return {name: [] for name in TABLES}


def _rows_of(id: bytes, lines: list[LeanRow], calendar: Calendar) -> Rows:
    out = _empty()
    if lines:
        add_subject(id, lines, calendar, out)
    return out


def _of_the_house(
    reader: Reader, house: list[LeanRow], after: int, then: Calendar, now: Calendar, months: set[str]
) -> list[_Subject]:
    """Rows of the facility's own lines (turned away, opened): each stands for itself, under its entry's id."""
    if not house:
        return []
    old, new = _empty(), _empty()
    own = reader.facility.bytes
    corrections = [row[0] for row in house if row[2] == "corrected"]
    before = list(of_subjects(reader, [own], after)) if corrections else []
    if before:
        add_facility(settle(own, before), then, old)
    add_facility(settle(own, before + house), now, new)
    lines: dict[bytes, tuple[Rows, Rows]] = defaultdict(lambda: (_empty(), _empty()))
    for side, all_rows in enumerate((old, new)):
        for table, found in all_rows.items():
            for row in found:
                lines[row[0]][side][table].append(row)
    subjects = []
    for id, (was, now_rows) in lines.items():
        late = not any(was.values())
        numbers = [row[-2] for found in now_rows.values() for row in found] if late else corrections
        one = _Subject(id, was, now_rows, "late_entry" if late else "correction", numbers)
        if any(month in months for _, month in one.changed):
            subjects.append(one)
    return subjects


def _by_month(found: Sequence[Row]) -> dict[str, list[Row]]:
    """Rows by month, without the entries behind them: those change with every entry."""
    months: dict[str, list[Row]] = defaultdict(list)
    for row in found:
        months[month_of(row[1])].append(row[:-2])
    return months


def _entries(subjects: Sequence[_Subject]) -> dict[tuple[str, str, str], tuple[int, ...]]:
    found: dict[tuple[str, str, str], set[int]] = defaultdict(set)
    for one in subjects:
        for table, month in one.changed:
            found[one.cause, table, month].update(one.numbers)
    return {key: tuple(sorted(numbers)) for key, numbers in found.items()}


def _calendar_at(reader: Reader, number: int) -> Calendar:
    own = reader.facility.bytes
    subject = settle(own, list(of_subjects(reader, [own], number)))
    return calendar_of(
        tuple(
            Setting(number, kind, KINDS[kind].version, at, msgspec.json.encode(body))
            for at, number, kind, _, body in subject.lines
            if kind in _SETTINGS
        )
    )


def _rules(house: Sequence[LeanRow], end: int) -> tuple[int, ...]:
    """Entries that set other rules for days before `end`, or put such an entry right."""
    found = []
    for number, _, kind, version, _, _, body in house:
        if kind == "rules-signed":
            signed = read(kind, version, body)
            if isinstance(signed, RulesSigned) and micros(signed.effective_from) < end:
                found.append(number)
    return tuple(found)


def _end_us(months: Sequence[str]) -> int:
    _, after = month_bounds(max(months))
    return (after.toordinal() - 719_163 + 2) * _DAY_US


class _Small:
    """The rows that small facts are made of: of the subjects concerned, and of the people concerned by them."""

    def __init__(self, facts: Facts, months: Sequence[str], subjects: Sequence[_Subject], folder: Path) -> None:
        self._facts, self._subjects, self._folder = facts, subjects, folder
        self._months = [month for month in facts.months if month in months]
        self._touched = pa.array([one.id for one in subjects], pa.binary(16))
        people = pa.array(sorted(self._people()), ID)
        self._rest: dict[tuple[str, str], pa.Table] = {}
        for month in facts.months:
            self._rest["person", month] = self._untouched("person", month, "subject", people)
        for month in self._months:
            for table in _AT:
                self._rest[table, month] = self._untouched(table, month, "person", people)

    def _people(self) -> set[bytes]:
        """Everyone whose rows changed, who was found to be somebody, and who that is."""
        found: set[bytes] = set()
        visits: set[bytes] = set()
        same_as = TABLES["person"].names.index("same_as")
        for one in self._subjects:
            for side in (one.before, one.after):
                for table, at in _AT.items():
                    found |= {row[at] for row in side[table] if row[at] is not None}
                for row in side["person"]:
                    found |= {row[0], row[same_as]} - {None}
                visits |= {row[_VISIT] for row in side["emergency"] if row[_VISIT] is not None}
        if visits:
            of = self._facts.table("visit", self._months, ["subject", "person"])
            of = of.filter(pc.is_in(of["subject"], value_set=pa.array(sorted(visits), pa.binary(16))))
            found |= {one for one in of["person"].to_pylist() if one is not None}
        return found

    def _untouched(self, table: str, month: str, column: str, values: pa.Array) -> pa.Table:
        rows = self._facts.table(table, [month])
        if not len(rows):
            return rows
        told = rows[column]
        if table == "person":
            # Whoever was found to be one of them goes with them.
            mine = pc.or_(pc.is_in(told, value_set=values), pc.is_in(rows["same_as"], value_set=values))
        else:
            mine = pc.is_in(told, value_set=values)
        return rows.filter(pc.and_(mine, pc.invert(pc.is_in(rows["subject"], value_set=self._touched))))

    def facts(self, name: str, causes: Sequence[str]) -> Facts:
        """Small facts in which the subjects of these causes are as they are now, and all others as they were."""
        rows: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for one in self._subjects:
            for table, found in (one.after if one.cause in causes else one.before).items():
                for row in found:
                    rows[table, month_of(row[1])].append(row)
        folder = self._folder / name
        months: dict[str, dict[str, Piece]] = {}
        for table, month in sorted({*rows, *(key for key, rest in self._rest.items() if len(rest))}):
            whole = table_of(table, rows.get((table, month), []))
            rest = self._rest.get((table, month))
            if rest is not None and len(rest):
                whole = pa.concat_tables([rest, whole])
            path = folder / month / f"{table}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            write_piece(whole.unify_dictionaries(), table, path)
            months.setdefault(month, {})[table] = Piece(f"{month}/{table}.parquet", len(whole), path.stat().st_size)
        # Whose an emergency was stands with its visit, which may be one of those that changed.
        join_emergencies(folder, months, {key: set(self._months) for key in ("visit", "episode", "emergency")}, self._facts.number)
        return self._facts.with_rows(folder, dict(sorted(months.items())))
