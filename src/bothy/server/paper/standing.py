"""What stands in the journal of a sheet: by the ids of its lines, so that no line is written twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

import msgspec

from bothy.care.fold import line
from bothy.care.house import Line
from bothy.intake.receipts import answer_of
from bothy.journal.store import Reader
from bothy.server.paper.ids import about

MOST_TRIES = 9
"""A line that was refused may be tried again, with an id of its own each time."""


class Standing(msgspec.Struct, frozen=True):
    """One command of a sheet that the journal has."""

    command: UUID
    lines: tuple[Line, ...]

    @property
    def line(self) -> Line:
        """Its first entry: when it happened and who keyed it in are the same in all of them."""
        return self.lines[0]


class Told(msgspec.Struct, frozen=True):
    """`stands`: by the name of the command on the sheet. `free`: the id to send each of the others under."""

    stands: Mapping[str, Standing]
    free: Mapping[str, UUID]


def told(reader: Reader, facility: UUID, sheet: str, names: Iterable[str]) -> Told:
    """What the journal has of these commands of a sheet."""
    ids = {
        name: [about(facility, sheet, _tried(name, n)) for n in range(1, MOST_TRIES + 1)] for name in names
    }
    receipts = reader.receipts([id for tries in ids.values() for id in tries])
    stands: dict[str, Standing] = {}
    free: dict[str, UUID] = {}
    for name, tries in ids.items():
        for id in tries:
            receipt = receipts.get(id)
            if receipt is None:
                free[name] = id
                break
            if answer_of(receipt).answer == "refused" or not receipt.count:
                continue
            stands[name] = _standing(reader, id, receipt.first, receipt.count)
            break
    return Told(stands, free)


def _tried(name: str, n: int) -> str:
    return name if n == 1 else f"{name}, tried {n} times"


def _standing(reader: Reader, command: UUID, first: int, count: int) -> Standing:
    return Standing(command, tuple(line(entry) for entry in reader.entries(first - 1, first + count - 1)))
