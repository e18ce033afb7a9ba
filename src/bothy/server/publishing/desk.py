"""The desk at which figures are drafted, checked, signed, revised, sent and taken back.

Bytes are kept before the entry that signs them, and take their place in the order of signing first: a
crash in between leaves a draft, never something half signed (`tidy` gives the place back).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from uuid import UUID

from bothy.journal import JournalError, Reader
from bothy.journal.lean import digest_at
from bothy.reports.facts.opened import Facts, fresh
from bothy.reports.models import Frozen
from bothy.reports.near import NotThere
from bothy.reports.publish import store
from bothy.reports.publish.entries import Publication, read_one, signed
from bothy.reports.publish.making import CannotPublish, Months, asked, make
from bothy.reports.publish.store import NotAsSigned, named
from bothy.reports.publish.verify import Rebuilt, past_of, rebuild
from bothy.reports.release import Release, read
from bothy.server.checkpoints import open_journal
from bothy.server.home import Home
from bothy.server.writing import NotDone as NotDone
from bothy.server.writing import Refused as Refused
from bothy.server.writing import Who as Who
from bothy.server.writing import write

if TYPE_CHECKING:
    from bothy.intake.facility import Facility

Tell = Callable[[int, int], None]

_one_at_a_time = threading.Lock()


@contextmanager
def looking(home: Home, tell: Tell | None = None) -> Iterator[tuple[Facts, Reader]]:
    """The facts brought up to date, and the journal beside them. Raises `NotDone`."""
    try:
        reader = open_journal(home)
        try:
            yield fresh(home.folder, reader, tell), reader
        finally:
            reader.close()
    except (JournalError, NotThere, CannotPublish, NotAsSigned) as fault:
        raise NotDone(str(fault)) from fault
    except OSError as fault:
        raise NotDone(f"It could not be written ({fault.strerror or fault}). Make room on the disk of {home.folder}.") from fault


def drafted(
    home: Home, set: str, until: str = "", since: str = "", months: Months = "so_far", tell: Tell | None = None
) -> Release:
    """What would be published, with what differs from what is out. Keeps nothing. Raises `NotDone`."""
    with looking(home, tell) as (facts, reader):
        return make(facts, reader, asked(facts, set, until, since, months), past_of(facts, reader, facts.number, tell))


class Desk:
    """Publishing in an open facility: every act goes through its writer, with the person behind it."""

    def __init__(self, facility: Facility, home: Home) -> None:
        self.facility = facility
        self.home = home

    def draft(
        self, who: Who, set: str, until: str = "", since: str = "", months: Months = "so_far", tell: Tell | None = None
    ) -> Frozen:
        """A draft, kept. Its tables are as they would be signed."""
        self._not_while_filled()
        return store.keep_draft(drafted(self.home, set, until, since, months, tell), who.staff)

    def revise(self, who: Who, set: str, until: str, since: str = "", tell: Tell | None = None) -> Frozen:
        """A draft of the next revision of what is published of a period."""
        self._not_while_filled()
        with looking(self.home) as (facts, reader):
            last = newest(signed(facts, reader), set, until, since)
        return self.draft(who, last.set, last.until, last.since, tell=tell)

    def check(self, who: Who, id: UUID) -> Frozen:
        """Somebody stands by a draft."""
        row = self._draft(id)
        self._write(who, "check-publication", id, self._what(row))
        return row

    def sign(self, who: Who, id: UUID, reason: str = "") -> Publication:
        """Freeze and publish what was checked."""
        self._not_while_filled()
        row = self._draft(id)
        release = read(bytes(row.frozen))
        with _one_at_a_time, looking(self.home) as (facts, reader):
            out = signed(facts, reader)
            store.sweep(out)
            if out and out[-1].signed is not None and out[-1].signed.number > row.number:
                raise NotDone(
                    f"{named(out[-1])} was signed after this draft was made. What it shows counts for what must be kept "
                    "back here. Make the draft again, and have it checked."
                )
            same = [one for one in out if one.is_of(row.set, row.since, row.until)]
            body = {
                **self._what(row), "revision": row.revision, "made_with": release.made_with,
                "revises": same[-1].id if same else None, "reason": reason.strip()[:300],
            }  # fmt: skip
            if not store.take_place(id, len(out) + 1):
                raise NotDone("Another publication is being signed just now. Wait a moment and try again.")
            try:
                self._write(who, "sign-publication", id, {name: value for name, value in body.items() if value is not None})
            except Refused:
                store.give_place_back(id)
                raise
        return self.found(id)

    def withdraw(self, who: Who, id: UUID, why: str, reason: str = "") -> Publication:
        """Say that it does not hold any more."""
        self._write(who, "withdraw-publication", id, {"why": why} | ({"reason": reason.strip()[:300]} if reason.strip() else {}))
        return self.found(id)

    def sent(self, who: Who, id: UUID, to: str, how: str, evidence: str = "") -> Publication:
        """Say that somebody has it."""
        if not to.strip():
            raise NotDone("Say to whom it was sent.")
        body = {"to": to.strip(), "how": how} | ({"evidence": evidence.strip()} if evidence.strip() else {})
        self._write(who, "send-publication", id, body)
        return self.found(id)

    def let_go(self, id: UUID) -> None:
        """Throw a draft away."""
        if not store.let_go(id):
            raise NotDone("This draft is not there any more.")

    def found(self, id: UUID) -> Publication:
        """The publication as the journal tells of it now."""
        with looking(self.home) as (_, reader):
            one = read_one(reader, id)
        if one is None:
            raise NotDone("There is no publication with this id.")
        return one

    def _draft(self, id: UUID) -> Frozen:
        row = store.row_of(id)
        if row is None:
            raise NotDone("This draft is not there any more. Make it again.")
        if store.sha256_of(bytes(row.frozen)) != row.sha256:
            store.let_go(id)
            raise NotDone("The bytes of this draft were changed since it was made. Make it again.")
        return row

    def _what(self, row: Frozen) -> dict[str, Any]:
        with looking(self.home) as (_, reader):
            digest = digest_at(reader, row.number)
        release = read(bytes(row.frozen))
        if digest is None or digest.hex() != release.digest:
            raise NotDone("This draft was made from another journal than this one. Make it again.")
        return {
            "set": row.set, "since": row.since, "until": row.until, "number": row.number,
            "digest": release.digest, "sha256": row.sha256,
        }  # fmt: skip

    def _write(self, who: Who, kind: str, id: UUID, body: dict[str, Any]) -> None:
        write(self.facility, who, kind, id, body)

    def _not_while_filled(self) -> None:
        if self.facility.house.demo:
            from bothy.demo.running import not_filled

            if why := not_filled(self.facility):
                raise NotDone(why)


def newest(publications: tuple[Publication, ...], set: str, until: str, since: str = "") -> Publication:
    """The last signed publication of a set and period. Raises `NotDone`."""
    found = [one for one in publications if one.set == set and (not until or one.until == until) and (not since or one.since == since)]
    if not found:
        of = f"{set} of {until}" if until else set
        raise NotDone(f"No {of} is published, so there is nothing to revise. Publish it first: bothy publish {set} --month {until or 'MONTH'}.")
    return found[-1]


def tidy(home: Home) -> int:
    """After a crash: what was not signed is a draft again. How many were put right."""
    with _one_at_a_time, looking(home) as (facts, reader):
        return store.sweep(signed(facts, reader))


def rebuilt(home: Home, publication: Publication, tell: Tell | None = None) -> Rebuilt:
    """Make it again from the journal; where its kept bytes were lost or changed, the right ones are put back."""
    with looking(home) as (facts, reader):
        made = rebuild(facts, reader, publication, tell)
    if made.same:
        try:
            store.frozen_of(publication)
        except NotAsSigned:
            store.put_back(publication, made.frozen)
    return made
