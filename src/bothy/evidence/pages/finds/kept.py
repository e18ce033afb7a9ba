"""The finds that a house keeps: written down in a square and nothing finer, read again, taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone

from bothy.evidence.finds.grid import Square
from bothy.evidence.finds.shape import Find
from bothy.evidence.pages.models import Ground, StreetFind
from bothy.evidence.pages.roles import SETTLERS, Somebody

MOST_KEPT = 200_000
"""More finds than this are a city's own system; the pages would be slow."""
REASONS: dict[str, str] = {
    "twice": "it was written down twice",
    "count": "the count is wrong",
    "square": "the square is wrong",
    "date": "the date is wrong",
    "effort": "the search effort is wrong",
    "no_find": "it was no such find",
    "other": "something else is wrong with it",
}
"""Why a find is taken back. A list, so that no address and no name is written where a reason belongs."""


class Refused(Exception):
    """It cannot be done; the message says why."""


class State(msgspec.Struct, frozen=True):
    """By what it is known whether the register changed. ``last``: when somebody last wrote in it, or took back."""

    rows: int
    withdrawn: int
    last: str

    @property
    def name(self) -> str:
        return f"{self.rows}-{self.withdrawn}-{self.last}"


def state() -> State:
    """Rows are added and withdrawn, and never changed otherwise."""
    told = StreetFind.objects.aggregate(rows=Count("id"), withdrawn=Count("withdrawn_at"), written=Max("written_at"), taken=Max("withdrawn_at"))
    last = max((one for one in (told["written"], told["taken"]) if one is not None), default=None)
    return State(told["rows"], told["withdrawn"], "" if last is None else f"{last.timestamp():.6f}")


def as_find(row: StreetFind) -> Find:
    """A row as the engines have it."""
    return Find(
        on=row.on, square=Square(row.east, row.north, row.size), what=row.what, count=row.count, found_by=row.found_by,  # type: ignore[arg-type]
        effort_in=row.effort_in, effort=row.effort,  # type: ignore[arg-type]
    )  # fmt: skip


def standing() -> tuple[Find, ...]:
    """Every find that is not withdrawn, the earliest first."""
    return tuple(map(as_find, StreetFind.objects.filter(withdrawn_at__isnull=True).order_by("on", "written_at", "id").iterator(chunk_size=5000)))


def keep(finds: Iterable[Find], entry: UUID, who: Somebody, *, from_file: bool = False) -> int:
    """Write them down under the id of their form or file. How many; 0 where that id is here already: a form that was sent twice."""
    rows = [
        StreetFind(
            on=one.on, east=one.square.east, north=one.square.north, size=one.square.size, what=one.what, count=one.count, found_by=one.found_by,
            effort_in=one.effort_in, effort=one.effort, entry=entry, from_file=from_file, written_by=who.id, role=who.role,
        )
        for one in finds
    ]  # fmt: skip
    with transaction.atomic():
        if StreetFind.objects.filter(entry=entry).exists():
            return 0
        if StreetFind.objects.count() + len(rows) > MOST_KEPT:
            raise Refused(f"The register holds {MOST_KEPT:,} finds at most.")
        StreetFind.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def of_entry(entry: UUID) -> list[StreetFind]:
    """What came with one form or file."""
    return list(StreetFind.objects.filter(entry=entry))


def may_withdraw(row: StreetFind, who: Somebody) -> bool:
    """Whoever wrote it, and those who settle."""
    return who.role in SETTLERS or (who.id is not None and row.written_by == who.id)


def withdraw(rows: Sequence[StreetFind], why: str, who: Somebody) -> int:
    """Take them back for a reason of `REASONS`; how many stood until now. `Refused` for another reason, or somebody who may not."""
    if why not in REASONS:
        raise Refused("Say why it is taken back: choose a reason from the list.")
    if not all(may_withdraw(row, who) for row in rows):
        raise Refused("Somebody else wrote that down. A shift lead or manager can take it back.")
    ids = [row.id for row in rows]
    done = 0
    for start in range(0, len(ids), 500):
        done += StreetFind.objects.filter(id__in=ids[start : start + 500], withdrawn_at__isnull=True).update(
            withdrawn_at=timezone.now(), withdrawn_by=who.id, withdrawn_role=who.role, withdrawn_why=why
        )
    return done


def ground() -> Ground | None:
    """Where the facility stands and since when it serves, as it was last said."""
    return Ground.objects.order_by("said_at").last()


def lately_searched(most: int = 12) -> tuple[Square, ...]:
    """The squares that finds were last written down of, the latest first."""
    found: dict[Square, None] = {}
    for east, north, size in StreetFind.objects.order_by("-written_at").values_list("east", "north", "size")[:200]:
        found.setdefault(Square(east, north, size))
    return tuple(found)[:most]
