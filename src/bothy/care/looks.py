"""Who looked into the vault, and which of those looks somebody else still has to review."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import msgspec

from bothy.care.bodies_vault import LookReviewed, VaultOpened
from bothy.care.history import in_order
from bothy.care.house import Line
from bothy.care.vocabulary import LookReason, LookReview, VaultPart


class Look(msgspec.Struct, frozen=True):
    """One look: the entry `vault-opened`, and what came of it where the glass was broken.

    `finding`: the last one said, by `reviewed_by`; None where nobody has reviewed it.
    """

    id: UUID
    number: int
    person: UUID
    part: VaultPart
    reason: LookReason
    at: datetime
    by: UUID | None
    break_glass: bool = False
    until: datetime | None = None
    finding: LookReview | None = None
    reviewed_by: UUID | None = None
    reviewed_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """Whether somebody still has to say what it was: broken glass nobody reviewed, or that is being looked into."""
        return self.break_glass and self.finding in (None, "to_be_looked_into")


def looks(lines: Iterable[Line]) -> tuple[Look, ...]:
    """The looks among these lines, in the order in which they happened. A look stands: no correction takes one back."""
    found: dict[UUID, Look] = {}
    for line in in_order(lines):
        said = line.body
        if isinstance(said, VaultOpened):
            found[line.id] = Look(
                line.id, line.number, line.subject, said.part, said.reason, line.happened_at, line.staff, said.break_glass,
                said.until,
            )  # fmt: skip
        elif isinstance(said, LookReviewed) and said.look in found:
            found[said.look] = msgspec.structs.replace(
                found[said.look], finding=said.finding, reviewed_by=line.staff, reviewed_at=line.happened_at
            )
    return tuple(found.values())


__all__ = ["Look", "looks"]
