"""Publications as the journal tells of them: what was signed, by whom, and what was said of it since."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from bothy.care.bodies_publication import (
    PublicationChecked,
    PublicationSent,
    PublicationSigned,
    PublicationWithdrawn,
)  # fmt: skip
from bothy.care.fold import line
from bothy.care.house import Line
from bothy.care.kinds import KINDS
from bothy.journal import Reader
from bothy.reports.facts.opened import Facts

State = Literal["checked", "published", "sent", "withdrawn"]


class Act(msgspec.Struct, frozen=True):
    """One thing that was done with it: by whom (a staff id), when, under which entry, and what the entry says."""

    by: UUID | None
    at: datetime
    number: int
    body: PublicationChecked | PublicationSigned | PublicationWithdrawn | PublicationSent


class Publication(msgspec.Struct, frozen=True, kw_only=True):
    """`number`, `digest`: the entry it rests on. `sha256`: of its bytes. `signed` None: so far only checked."""

    id: UUID
    set: str
    since: str
    until: str
    number: int
    digest: str
    sha256: str
    revision: int = 0
    made_with: str = ""
    revises: UUID | None = None
    checked: tuple[Act, ...] = ()
    signed: Act | None = None
    sent: tuple[Act, ...] = ()
    withdrawn: Act | None = None

    @property
    def state(self) -> State:
        """Where it stands."""
        if self.withdrawn is not None:
            return "withdrawn"
        if self.signed is None:
            return "checked"
        return "sent" if self.sent else "published"

    @property
    def same_person(self) -> bool:
        """Whether whoever signed it had checked it alone: a departure that the journal keeps."""
        body = self.signed.body if self.signed is not None else None
        return isinstance(body, PublicationSigned) and bool(body.departures)

    def is_of(self, set: str, since: str, until: str) -> bool:
        """Whether it is of this set and period, whichever revision."""
        return (self.set, self.since, self.until) == (set, since, until)


def told(lines: Sequence[Line]) -> Publication | None:
    """What a publication's lines say; None where it was never checked."""
    checked, sent = [], []
    signed = withdrawn = None
    for one in lines:
        body = one.body
        if isinstance(body, PublicationChecked):
            checked.append(Act(one.staff, one.happened_at, one.number, body))
        elif isinstance(body, PublicationSigned):
            signed = signed or Act(one.staff, one.happened_at, one.number, body)
        elif isinstance(body, PublicationWithdrawn):
            withdrawn = withdrawn or Act(one.staff, one.happened_at, one.number, body)
        elif isinstance(body, PublicationSent):
            sent.append(Act(one.staff, one.happened_at, one.number, body))
    if signed is None and not checked:
        return None
    what = signed.body if signed is not None else checked[-1].body
    assert isinstance(what, PublicationSigned | PublicationChecked)
    is_signed = isinstance(what, PublicationSigned)
    return Publication(
        id=lines[0].subject,
        set=what.set,
        since=what.since,
        until=what.until,
        number=what.number,
        digest=what.digest,
        sha256=what.sha256,
        revision=what.revision if is_signed else 0,
        made_with=what.made_with if is_signed else "",
        revises=what.revises if is_signed else None,
        checked=tuple(checked),
        signed=signed,
        sent=tuple(sent),
        withdrawn=withdrawn,
    )


def read_one(reader: Reader, id: UUID, upto: int | None = None) -> Publication | None:
    """The publication with this id; None where the journal has none."""
    entries = [one for one in reader.subject(id, upto) if one.kind in KINDS]
    lines = [line(one) for one in entries if KINDS[one.kind].subject == "publication"]
    return told(lines) if lines else None


def signed(facts: Facts, reader: Reader, upto: int | None = None) -> tuple[Publication, ...]:
    """Every signed publication, in the order of signing; as the journal stood after entry `upto`."""
    number = facts.number if upto is None else upto
    found = []
    for row in facts.table("publication", None, ["subject", "first_number"]).to_pylist():
        if row["first_number"] > number:
            continue
        one = read_one(reader, UUID(bytes=row["subject"]), number)
        if one is not None and one.signed is not None:
            found.append(one)
    return tuple(sorted(found, key=lambda one: one.signed.number if one.signed else 0))
