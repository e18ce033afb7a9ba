"""From rows of the journal to what stands: bodies decoded, lines in order, corrections applied.

Care's own putting-right is used where there is a correction; the far more common subject without
one is only sorted, because millions of lines are added up here.
"""

from typing import NamedTuple
from uuid import UUID

from bothy.care.body import Body
from bothy.care.fold import UPCASTERS
from bothy.care.history import standing
from bothy.care.house import Line
from bothy.care.kinds import KINDS, decode
from bothy.journal.chain import micros, moment
from bothy.journal.lean import LeanRow

Standing = tuple[int, int, str, bytes, Body]
"""(happened_at in microseconds, number, kind, id, body)."""


class Subject(NamedTuple):
    """The standing lines of one subject. `corrected_by`: the last correction's number, 0 for none."""

    id: bytes
    lines: list[Standing]
    corrected_by: int

    def last(self, number: int) -> int:
        """The last entry behind a row that rests on the line with this number."""
        return max(number, self.corrected_by)


def settle(subject: bytes, rows: list[LeanRow]) -> Subject:
    """What a subject's rows (in order of number) say after every correction.

    KeyError for an unknown kind, msgspec.ValidationError for a body that does not fit.
    """
    corrected_by = 0
    for row in rows:
        if row[2] == "corrected":
            corrected_by = row[0]
    if corrected_by:
        return Subject(subject, _put_right(rows), corrected_by)
    lines = [
        (at, number, kind, id, read(kind, version, body)) for number, id, kind, version, _, at, body in rows
    ]
    lines.sort(key=_order)
    return Subject(subject, lines, 0)


def read(kind: str, version: int, body: bytes) -> Body:
    """A stored body as the latest version of its kind. Errors as `settle`."""
    latest = KINDS[kind].version
    while version != latest:
        body = UPCASTERS[kind, version](body)
        version += 1
    return decode(kind, body)


def _order(line: Standing) -> tuple[int, int]:
    return line[:2]


def _put_right(rows: list[LeanRow]) -> list[Standing]:
    lines = [
        Line(
            number,
            UUID(bytes=id),
            kind,
            UUID(bytes=subject),
            read(kind, version, body),
            moment(at),
            moment(at),
        )
        for number, id, kind, version, subject, at, body in rows
    ]
    lines.sort(key=lambda line: (line.happened_at, line.number))
    return [
        (micros(line.happened_at), line.number, line.kind, line.id.bytes, line.body)
        for line in standing(tuple(lines))
    ]
