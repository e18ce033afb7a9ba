"""Departures of a time, read from the journal: for the office's page and for the inspection pack."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from bothy.care.departed import Departed, RoleThen, in_time, of_emergency, of_lines, roles_then
from bothy.care.fold import find_emergency
from bothy.care.fold import line as as_line
from bothy.care.house import House, Line
from bothy.care.kinds import KINDS
from bothy.care.vocabulary import Role
from bothy.journal import Entry, Reader

_HOLDS = b'"departures":'
_COULD_BE_OF_ONE = frozenset(name for name, kind in KINDS.items() if kind.subject == "emergency")


def first_since(reader: Reader, since: datetime) -> int:
    """The number of the last entry that was recorded before a moment: what happened since stands after it."""
    low, high = 0, reader.head().number
    while low < high:
        middle = (low + high + 1) // 2
        entry = next(reader.entries(middle - 1, middle), None)
        if entry is not None and entry.recorded_at < since:
            low = middle
        else:
            high = middle - 1
    return low


def departed_in(
    reader: Reader, house: House, since: datetime, until: datetime, now: datetime
) -> tuple[Departed, ...]:
    """Every departure with since <= its moment < until, in order. `house`: for its rules; emergencies are read from the journal.

    Entries may be told late and put right later, so the journal is read from `since` to its end.
    """
    holding, corrections, emergencies, came = _read(reader, since)
    subjects = {line.subject for line in holding}
    lines = [*holding, *(one for one in corrections if one.subject in subjects)]
    found = of_lines(lines, since, until, _roles(came, house))

    def recall(subject: UUID) -> list[Line]:
        return [as_line(one) for one in reader.subject(subject)]

    for id in emergencies:
        emergency = find_emergency(house, id, recall)
        if emergency.raised_at is not None:
            found += of_emergency(house, emergency, since, until, now)
    return in_time(found)


def _read(reader: Reader, since: datetime) -> tuple[list[Line], list[Line], list[UUID], list[Line]]:
    holding: list[Line] = []
    corrections: list[Line] = []
    emergencies: dict[UUID, None] = {}
    came: list[Line] = []
    for entry in _entries(reader, since):
        if entry.kind == "corrected":
            corrections.append(as_line(entry))
        elif entry.kind in _COULD_BE_OF_ONE:
            emergencies.setdefault(entry.subject)
        elif entry.kind == "staff-came":
            came.append(as_line(entry))
        elif _HOLDS in entry.body:
            holding.append(as_line(entry))
    corrected_only = [one for one in corrections if _HOLDS in bytes(getattr(one.body, "body", None) or b"")]
    known = {line.id for line in holding}
    for one in corrected_only:
        named = one.body.entry  # type: ignore[attr-defined]
        # An entry that got its departure by a correction is looked up itself.
        original = None if named in known else reader.entry(named)
        if original is not None and original.kind in KINDS:
            holding.append(as_line(original))
            known.add(named)
    return holding, corrections, list(emergencies), came


def _entries(reader: Reader, since: datetime) -> Iterator[Entry]:
    return (entry for entry in reader.entries(first_since(reader, since)) if entry.kind in KINDS)


def _roles(came: list[Line], house: House) -> RoleThen:
    """Their role by the roster of that time; who came before it began, as the House knows them."""
    then = roles_then(came)

    def role(staff: UUID, at: datetime) -> Role | None:
        known = house.on_floor.get(staff)
        return then(staff, at) or (known.role if known is not None else None)

    return role
