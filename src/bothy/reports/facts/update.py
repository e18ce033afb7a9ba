"""Bring the facts on disk up to date with a journal, from whatever entry they were built up to.

The journal is read once, in stretches. A subject touched by a stretch is added up anew from all its
lines, and its rows are replaced in every month in which it stood or now stands. So a correction, a
late fact or a referral that moves months later rebuilds exactly the months that it changes.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
from msgspec.structs import replace

from bothy.care.bodies import ClockSet, Corrected, FacilityFounded, RulesSigned
from bothy.care.kinds import KINDS
from bothy.journal import Reader
from bothy.journal.chain import micros
from bothy.journal.lean import LeanRow, digest_at, of_subjects, rows
from bothy.reports.facts.calendar import Calendar, month_of
from bothy.reports.facts.emergencies import add_emergency
from bothy.reports.facts.floor import rebuild_floor
from bothy.reports.facts.joined import join_emergencies
from bothy.reports.facts.lines import Subject, read, settle
from bothy.reports.facts.missed import add_missed
from bothy.reports.facts.others import add_facility, add_person
from bothy.reports.facts.pieces import add_piece, read_piece, write_piece
from bothy.reports.facts.publications import add_publication
from bothy.reports.facts.referrals import add_referral
from bothy.reports.facts.state import (
    Piece,
    Setting,
    State,
    folder_of,
    read_state,
    sweep,
    updating,
    write_state,
)
from bothy.reports.facts.tables import TABLES, table_of
from bothy.reports.facts.visits import Rows, add_visit

STRETCH = 200_000
"""Entries held in memory at once, about 200 MB."""

Progress = Callable[[int, int], None]
"""Called with (entries done, of how many)."""

_SETTINGS = frozenset({"facility-founded", "rules-signed", "clock-set"})


def _add_visit(subject: Subject, calendar: Calendar, out: Rows) -> None:
    add_visit(subject, calendar, out)
    add_missed(subject, calendar, out)


def _add_emergency(subject: Subject, calendar: Calendar, out: Rows) -> None:
    add_emergency(subject, calendar, out)
    add_missed(subject, calendar, out, emergency=True)


_ADD: dict[str, Callable[[Subject, Calendar, Rows], None]] = {
    "visit": _add_visit,
    "referral": add_referral,
    "emergency": _add_emergency,
    "person": add_person,
    "publication": add_publication,
}
_SUBJECTS = {name: kind.subject for name, kind in KINDS.items()}


def bring_up_to_date(
    reader: Reader, home: Path, progress: Progress | None = None, stretch: int = STRETCH, upto: int | None = None
) -> State:
    """Fold what the journal has beyond the facts under `home`/facts; the state afterwards.

    `upto`: only as far as that entry, for facts as they once were, under a home of their own.
    Another process that does the same waits for its turn. Progress is called once a stretch.
    `JournalError` when the journal cannot be read, OSError when the facts cannot be written.
    """
    folder = folder_of(home, reader.facility)
    with updating(folder):
        state = _trusted(read_state(folder), reader, folder)
        head = reader.head().number if upto is None else upto
        seen: set[bytes] | None = set() if state.number == 0 else None
        while state.number < head:
            if progress:
                progress(state.number, head)
            end = min(state.number + stretch, head)
            after = _one_stretch(reader, folder, state, end, seen)
            if after is None:
                settings = _settings(reader, state, list(rows(reader, state.number, end)))
                state = State(facility=reader.facility, settings=settings, settings_upto=end)
                seen = set()
                continue
            write_state(folder, after)
            sweep(folder, state, after)
            state = after
        if progress:
            progress(head, head)
        return state


def _trusted(state: State | None, reader: Reader, folder: Path) -> State:
    """The state if it is of this journal and its files are there; else the state of nothing."""
    fresh = State(facility=reader.facility)
    if state is None or state.facility != reader.facility:
        return fresh
    if digest_at(reader, state.number) != state.digest:
        return fresh
    for tables in state.months.values():
        for piece in tables.values():
            path = folder / piece.file
            if not path.is_file() or path.stat().st_size != piece.bytes:
                return fresh
    return state


def _one_stretch(
    reader: Reader, folder: Path, state: State, upto: int, seen: set[bytes] | None
) -> State | None:
    """The state after entries up to `upto`; None when they change rules that older rows rest on.

    `seen`: every subject met since entry 1, or None when only the journal can tell who is new.
    """
    facility = reader.facility.bytes
    subjects: dict[bytes, list[LeanRow]] = {}
    latest = state.latest_us
    for row in rows(reader, state.number, upto):
        held = subjects.get(row[4])
        if held is None:
            subjects[row[4]] = [row]
        else:
            held.append(row)
        if latest is None or row[5] > latest:
            latest = row[5]
    own = subjects.pop(facility, [])
    settings = _settings(reader, state, own)
    if state.number and _changes_the_past(state, settings):
        return None
    calendar = calendar_of(settings)
    new: Rows = {name: [] for name in TABLES}
    old: Rows = {name: [] for name in TABLES}
    gone: set[bytes] = set()

    returning = [subject for subject in subjects if subject in seen] if seen is not None else list(subjects)
    earlier: dict[bytes, list[LeanRow]] = {}
    for row in of_subjects(reader, returning, state.number):
        earlier.setdefault(row[4], []).append(row)
    for subject, tail in subjects.items():
        before = earlier.get(subject)
        if before is not None:
            add_subject(subject, before, calendar, old)
            gone.add(subject)
            tail = before + tail
        add_subject(subject, tail, calendar, new)
    if seen is not None:
        seen.update(subjects)
    corrected = state.facility_corrected or any(row[2] == "corrected" for row in own)
    if own and corrected:
        before = list(of_subjects(reader, [facility], state.number))
        if before:
            add_facility(settle(facility, before), calendar, old)
        add_facility(settle(facility, before + own), calendar, new)
        gone.update(row[1] for row in before)
    elif own:
        add_facility(settle(facility, own), calendar, new)

    months = _write(folder, state, new, old, gone, upto, calendar)
    return replace(
        state,
        number=upto,
        digest=digest_at(reader, upto) or b"",
        settings=settings,
        settings_upto=max(upto, state.settings_upto),
        facility_corrected=corrected,
        latest_us=latest,
        months=months,
    )


def add_subject(subject: bytes, tail: list[LeanRow], calendar: Calendar, out: Rows) -> None:
    """Put into `out` what all lines of one subject (in order of number) come to; nothing of the facility's own."""
    for row in tail:
        kind = row[2]
        if kind == "corrected":
            kind = _named(row)
        add = _ADD.get(_SUBJECTS[kind])
        if add is not None:
            add(settle(subject, tail), calendar, out)
            return


def _named(row: LeanRow) -> str:
    body = read("corrected", row[3], row[6])
    assert isinstance(body, Corrected)
    return body.kind


def _settings(reader: Reader, state: State, own: list[LeanRow]) -> tuple[Setting, ...]:
    """The facility's lines that tables depend on, with those of this stretch, corrections applied."""
    own = [row for row in own if row[4] == reader.facility.bytes and row[0] > state.settings_upto]
    if any(row[2] == "corrected" for row in own) or (own and state.facility_corrected):
        facility = reader.facility.bytes
        subject = settle(facility, list(of_subjects(reader, [facility], own[-1][0])))
        return tuple(
            Setting(number, kind, KINDS[kind].version, at, msgspec.json.encode(body))
            for at, number, kind, _, body in subject.lines
            if kind in _SETTINGS
        )
    added = (
        Setting(number, kind, version, at, body)
        for number, _, kind, version, _, at, body in own
        if kind in _SETTINGS
    )
    return (*state.settings, *added)


def _changes_the_past(state: State, settings: tuple[Setting, ...]) -> bool:
    """Whether what was added up already would come out otherwise by these settings."""
    telling = [one for one in settings if one.kind != "clock-set"]
    known = [one for one in state.settings if one.kind != "clock-set"]
    if telling[: len(known)] != known:
        return True
    latest = state.latest_us or 0
    for one in telling[len(known) :]:
        body = read(one.kind, one.version, one.body)
        if not isinstance(body, RulesSigned) or micros(body.effective_from) <= latest:
            return True
    return False


def calendar_of(settings: tuple[Setting, ...]) -> Calendar:
    """The facility's days, places and rules as its settings say."""
    calendar = Calendar()
    for one in settings:
        body = read(one.kind, one.version, one.body)
        if isinstance(body, FacilityFounded):
            calendar.found(body)
        elif isinstance(body, RulesSigned):
            calendar.sign(one.number, micros(body.effective_from), body)
        elif isinstance(body, ClockSet):
            calendar.clock = body.clock
    return calendar


def _write(
    folder: Path, state: State, new: Rows, old: Rows, gone: set[bytes], upto: int, calendar: Calendar
) -> dict[str, dict[str, Piece]]:
    months = {month: dict(tables) for month, tables in state.months.items()}
    removed = pa.array(list(gone), type=pa.binary(16))
    touched: dict[str, set[str]] = {}
    for name in TABLES:
        by_month: dict[str, list[tuple[Any, ...]]] = {}
        for row in new[name]:
            by_month.setdefault(month_of(row[1]), []).append(row)
        for row in old[name]:
            by_month.setdefault(month_of(row[1]), [])
        touched[name] = set(by_month)
        for month, fresh in by_month.items():
            table = table_of(name, fresh)
            piece = months.get(month, {}).get(name)
            if piece is not None:
                kept = read_piece(folder / piece.file)
                if len(removed):
                    kept = kept.filter(pc.invert(pc.is_in(kept["subject"], value_set=removed)))
                table = pa.concat_tables([kept, table])
            tables = months.setdefault(month, {})
            if len(table):
                tables[name] = add_piece(folder, month, name, table, upto)
            else:
                tables.pop(name, None)
    join_emergencies(folder, months, touched, upto)
    rebuild_floor(folder, months, touched, calendar, state.facility, upto)
    return {month: tables for month, tables in sorted(months.items()) if tables}


__all__ = ["Progress", "add_subject", "bring_up_to_date", "calendar_of", "read_piece", "write_piece"]
