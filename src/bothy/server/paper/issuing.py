"""Which sheets were printed, and which of them nobody has keyed in."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction
from django.utils import timezone

from bothy.server.models import PaperSheet
from bothy.server.paper.ids import kind_of, new_id
from bothy.server.paper.layout import LAYOUTS

MOST_AT_ONCE = 200


class Printing(msgspec.Struct, frozen=True):
    """One printing: how many sheets of which kind are not keyed in, of how many. `part`: begun and not complete."""

    issued_at: datetime
    day: date
    counts: tuple[tuple[str, int], ...]
    waiting: tuple[str, ...]
    part: tuple[str, ...]


def issue(counts: Mapping[str, int], by: UUID | None) -> tuple[str, ...]:
    """New ids for so many sheets of each kind, known from now on; in the order in which they are printed.

    Raises ValueError with a sentence where it is none, or too many.
    """
    if any(count < 0 for count in counts.values()) or not sum(counts.values()):
        raise ValueError("Say how many sheets to print: one or more of any kind.")
    if sum(counts.values()) > MOST_AT_ONCE:
        raise ValueError(f"At most {MOST_AT_ONCE} sheets are printed at once. Print more another time.")
    now = timezone.now()
    made: list[str] = []
    for kind in LAYOUTS:
        for _ in range(counts.get(kind, 0)):
            made.append(_one(kind, now, by))
    return tuple(made)


def _one(kind: str, now: datetime, by: UUID | None) -> str:
    while True:
        id = new_id(kind)
        try:
            with transaction.atomic():
                PaperSheet.objects.create(id=id, kind=kind, issued_at=now, issued_by=by)
        except IntegrityError:
            # Drawn once before, in 280,000: draw again.
            continue
        return id


def take_back(ids: Sequence[str]) -> None:
    """These were never printed after all."""
    PaperSheet.objects.filter(id__in=ids, keyed_at__isnull=True).delete()


def printings(most: int = 30) -> list[Printing]:
    """Printings of which a sheet is neither complete nor said to be unused, the latest first."""
    by_time: dict[datetime, list[PaperSheet]] = {}
    open_ones = PaperSheet.objects.filter(complete=False, unused_at__isnull=True)
    times = sorted(set(open_ones.values_list("issued_at", flat=True)), reverse=True)[:most]
    for sheet in PaperSheet.objects.filter(issued_at__in=times):
        by_time.setdefault(sheet.issued_at, []).append(sheet)
    told = []
    for at in times:
        sheets = by_time[at]
        still = [one for one in sheets if not one.complete and one.unused_at is None]
        counts = tuple(
            (layout.title, sum(one.kind == layout.kind for one in sheets))
            for layout in LAYOUTS.values()
            if any(one.kind == layout.kind for one in sheets)
        )
        told.append(
            Printing(
                at,
                timezone.localtime(at).date(),
                counts,
                tuple(one.id for one in still if one.keyed_at is None),
                tuple(one.id for one in still if one.keyed_at is not None),
            )
        )
    return told


def known(id: str) -> bool:
    """Whether this sheet was printed here, as far as is known."""
    return PaperSheet.objects.filter(id=id).exists()


def was_keyed(id: str, by: UUID | None, complete: bool) -> None:
    """Something of the sheet was keyed in; it is not unused then, whatever was said before."""
    now = timezone.now()
    sheet, _ = PaperSheet.objects.get_or_create(id=id, defaults={"kind": kind_of(id), "issued_by": None})
    sheet.keyed_at, sheet.keyed_by = sheet.keyed_at or now, sheet.keyed_by or by
    sheet.complete, sheet.unused_at, sheet.unused_by = sheet.complete or complete, None, None
    sheet.save()


def say_unused(issued_at: datetime, by: UUID | None) -> int:
    """The sheets of a printing that nobody keyed in were not used; how many."""
    waiting = PaperSheet.objects.filter(issued_at=issued_at, keyed_at__isnull=True, unused_at__isnull=True)
    return waiting.update(unused_at=timezone.now(), unused_by=by)
