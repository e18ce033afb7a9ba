"""What was asked, in the words of whoever asked; and the protocol that was signed, with what the journal proves of it."""

from __future__ import annotations

from datetime import date

import msgspec

from bothy.reports.protocol_proof import Proof


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Empty where it is not told. ``begins``: when what is judged began; ``since``, ``until``: the days whose data are used."""

    outcome: str
    treated: str = ""
    controls: tuple[str, ...] = ()
    what: str = ""
    begins: str = ""
    since: date | None = None
    until: date | None = None
    question: str = ""
    source: str = ""
    measured: str = ""
    validated: str = ""
    events: str = ""
    missing: str = ""
    why_this_long: str = ""
    others: tuple[str, ...] = ()
    means: str = ""
    elsewhere: str = ""
    funding: str = ""
    access: str = ""
    command: str = ""


class Data(msgspec.Struct, frozen=True, kw_only=True):
    """The file that was used: its name, SHA-256 and number of rows."""

    name: str
    sha256: str
    rows: int


class SignedOutcome(msgspec.Struct, frozen=True):
    name: str
    primary: bool
    says: str


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """The protocol version that holds. ``came_first``: whether the first version was signed before any visit of its time;
    ``still_first``: whether the one that holds was, so that no amendment was made with the data in view.

    ``sentences``: what the journal proves, one for each version. ``tampered``: entries that would put a version right.
    """

    title: str
    version: str
    protocol: str
    entry: int
    question: str
    analysis: str
    since: date
    until: date | None
    outcomes: tuple[SignedOutcome, ...]
    came_first: bool
    still_first: bool
    sentences: tuple[str, ...]
    tampered: tuple[int, ...] = ()


def signed_of(proof: Proof) -> Signed:
    """The version that holds, as the sheet prints it."""
    from bothy.care.protocol import in_words

    now = proof.protocol.now
    body = now.body
    return Signed(
        title=body.title, version=body.version, protocol=str(proof.protocol.id), entry=now.number, question=body.question, analysis=body.analysis,
        since=body.data_from, until=body.data_until, outcomes=tuple(SignedOutcome(one.name, one.primary, in_words(one)) for one in body.outcomes),
        came_first=proof.first_came_first, still_first=proof.versions[-1].state == "before",
        sentences=tuple(f"Version {one.version.body.version}: {one.sentence}" for one in proof.versions),
        tampered=proof.protocol.tampered,
    )  # fmt: skip
