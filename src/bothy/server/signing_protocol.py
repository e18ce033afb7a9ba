"""Signing a protocol into the journal, from a page or from the command line, and what the journal proves of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import msgspec

from bothy.care.bodies_basis import ProtocolReviewed, ProtocolSigned
from bothy.care.hours import rules_at
from bothy.care.house import House
from bothy.care.kinds import REGISTER_KINDS
from bothy.care.protocol import Protocol
from bothy.care.protocol_file import CannotRead, read
from bothy.care.vocabulary import ProtocolVerdict
from bothy.journal import Reader
from bothy.reports.indicators import BY_NAME
from bothy.reports.protocol_proof import Proof, protocols_of, prove_all
from bothy.server.home import Home
from bothy.server.writing import NotDone, Who, write

if TYPE_CHECKING:
    from bothy.intake.facility import Facility


class Asked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the command line asks of whoever has the journal. `amends`: the protocol (its id, or how it begins) that changes."""

    content: str
    by: str
    amends: str = ""
    reason: str = ""


def read_content(content: bytes) -> ProtocolSigned:
    """The protocol in a file. Raises `NotDone` with what is wrong."""
    try:
        return read(content, BY_NAME)
    except CannotRead as fault:
        raise NotDone(str(fault)) from fault


def sign(facility: Facility, who: Who, told: ProtocolSigned, amends: Protocol | None, reason: str) -> tuple[UUID, int]:
    """Have it signed: the protocol's id, and the number of the entry. Raises `NotDone`."""
    if who.staff is None:
        raise NotDone("A protocol is signed by somebody who works here. Sign in as that person.")
    if amends is not None and not reason.strip():
        raise NotDone("Say why the protocol is changed: the reason stands beside the amendment for good.")
    subject = uuid4() if amends is None else amends.id
    body = msgspec.structs.replace(
        told, signer=who.staff, amends=None if amends is None else amends.now.entry, reason=reason.strip()[:1000] if amends is not None else told.reason
    )
    numbers = write(facility, who, "sign-protocol", subject, body, "")
    return subject, numbers[0]


def review(facility: Facility, who: Who, protocol: Protocol, due_on: Any, verdict: str, reason: str, publication: UUID | None) -> None:
    """Record a review. `number`: the journal as it stood when it was looked at. Raises `NotDone`."""
    if due_on not in protocol.now.body.reviews:
        raise NotDone("The protocol in force asks for no review on that day. Choose one of its dates.")
    try:
        body = ProtocolReviewed(due_on=due_on, verdict=msgspec.convert(verdict, ProtocolVerdict), number=facility.house.number, publication=publication, reason=reason.strip()[:1000])
    except msgspec.ValidationError as fault:
        raise NotDone("Choose what was decided.") from fault
    write(facility, who, "review-protocol", protocol.id, body, "")


def known(reader: Reader) -> tuple[Protocol, ...]:
    return protocols_of(reader, REGISTER_KINDS)


_settled: dict[tuple[object, ...], tuple[Proof, ...]] = {}
"""The last proofs to which no later entry can add: every version has its first visit, and what came before it stands."""


def proofs(reader: Reader, house: House) -> tuple[Proof, ...]:
    """What this journal proves of each protocol."""
    there = known(reader)
    if not there:
        return ()
    rules = rules_at(house, there[-1].now.recorded_at)
    signed = tuple(version.entry for one in there for version in one.versions)
    key = (reader.facility, rules.time_zone, rules.day_starts, signed)
    found = _settled.get(key)
    if found is None:
        found = prove_all(reader, there, rules.time_zone, rules.day_starts)
        if all(version.first is not None for one in found for version in one.versions):
            _settled.clear()
            _settled[key] = found
    # Reviews, and tries to put a version right, may have come since.
    return tuple(msgspec.structs.replace(proof, protocol=one) for proof, one in zip(found, there, strict=True))


def one_of(there: tuple[Protocol, ...], which: str) -> Protocol:
    """The protocol whose id begins so. Raises `NotDone`."""
    found = [one for one in there if str(one.id).startswith(which.strip().lower())]
    if len(found) != 1:
        said = ", ".join(f"{one.now.body.title} ({one.id})" for one in there) or "none is signed"
        raise NotDone(f"{'No' if not found else 'More than one'} protocol's id begins with {which!r}. There are: {said}.")
    return found[0]


def do(facility: Facility, home: Home, asked: Asked) -> dict[str, Any]:
    """What the command line asks. Raises `NotDone`."""
    from bothy.server.checkpoints import open_journal
    from bothy.server.publishing.asked import who

    told = read_content(asked.content.encode())
    amends = None
    if asked.amends:
        reader = open_journal(home)
        try:
            amends = one_of(known(reader), asked.amends)
        finally:
            reader.close()
    id, number = sign(facility, who(asked.by), told, amends, asked.reason)
    return {"id": str(id), "number": number}


def answer(facility: Facility, home: Home, body: bytes) -> tuple[int, bytes]:
    """The status and body with which a running server answers."""
    from django.db import close_old_connections

    try:
        asked = msgspec.json.decode(body, type=Asked)
    except msgspec.MsgspecError as fault:
        return 400, msgspec.json.encode({"sentence": f"That could not be read: {fault}."})
    close_old_connections()
    try:
        return 200, msgspec.json.encode(do(facility, home, asked))
    except NotDone as fault:
        return 409, msgspec.json.encode({"sentence": str(fault)})
    finally:
        close_old_connections()
