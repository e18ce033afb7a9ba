"""Inspection packs made, kept, written down and read again: what the command line and the office page share.

A pack lies in HOME/inspections until somebody removes it: it is as true later as on the day it was made.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import msgspec

from bothy.care.bodies_inspection import InspectionMade
from bothy.care.commands import Actor
from bothy.care.rules import ROLES_FOR_ACTS
from bothy.care.vocabulary import Role
from bothy.intake.facility import Facility
from bothy.journal import JournalError, Reader
from bothy.journal.checkpoint import SigningKey
from bothy.journal.store import Checkpoint
from bothy.journal.whole_file import write_whole
from bothy.reports.inspection.bundle import Manifest
from bothy.reports.inspection.checks import Walked
from bothy.reports.inspection.making import Made, make
from bothy.reports.inspection.reading import NothingToJudgeBy
from bothy.reports.inspection.told import Period
from bothy.server.checkpoints import open_journal, public_keys
from bothy.server.home import Home
from bothy.server.lines import verify_lines
from bothy.server.writing import NotDone, at_the_writer, submit

ROLES: tuple[Role, ...] = ROLES_FOR_ACTS["note-inspection"]
_NAME = re.compile(r"inspection-(\d{4}-\d{2}-\d{2})-to-(\d{4}-\d{2}-\d{2})-at-(\d{1,15})\.zip")

Tell = Callable[[str, int, int], None]


class NotMade(Exception):
    """No pack was made, or it was not written down; the message says why and what to do."""


class Kept(msgspec.Struct, frozen=True):
    """A pack in the home."""

    name: str
    since: date
    until: date
    number: int
    size: int


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the command line hands a running server. `id`: of the command, so that a repeat writes nothing twice."""

    id: UUID
    body: InspectionMade


def made_of(
    home: Home,
    period: Period,
    held: Sequence[Checkpoint] = (),
    keys: Sequence[bytes] = (),
    upto: int | None = None,
    tell: Tell | None = None,
    reader: Reader | None = None,
) -> Made:
    """The pack, from the journal as it stands or stood at entry `upto`. Nothing is written. `NotMade`.

    `held`: the checkpoints that the inspector brings; `keys`: whose signatures count, the home's own where none are given.
    """
    say = tell or (lambda what, done, whole: None)
    own = reader is None
    try:
        reader = reader or open_journal(home)
        try:
            head = reader.head().number if upto is None else upto
            trusted = list(keys) or list(public_keys(home))
            verdict = verify_lines(
                reader, held, trusted, lambda done, whole: say("Verifying the journal", done, whole)
            )
            key = SigningKey.of_home(home.folder)
            walked = Walked(
                verdict, tuple(held), sum(one.number <= head for one in reader.checkpoints()), key.public
            )
            return make(reader, period, walked, key, head, say)
        finally:
            if own:
                reader.close()
    except (JournalError, NothingToJudgeBy, ValueError) as fault:
        raise NotMade(str(fault)) from fault
    except KeyError as fault:
        raise NotMade(f"An entry cannot be read ({fault}). `bothy journal verify` says more.") from fault


def body_of(made: Made) -> InspectionMade:
    """The entry that says that it was made."""
    told = made.manifest
    return InspectionMade(
        since=date.fromisoformat(told.since), until=date.fromisoformat(told.until), number=told.number,
        sha256=sha256(made.data).hexdigest(), holds=told.holds, findings=told.breaches,
    )  # fmt: skip


def write_down(facility: Facility, body: InspectionMade, actor: Actor, id: UUID | None = None) -> int:
    """The entry, written in an open facility; its number. `NotMade`."""
    try:
        answer = submit(facility, actor, "note-inspection", facility.id, body, id=id)
    except NotDone as fault:
        raise NotMade(str(fault)) from fault
    if answer.refusal is not None:
        raise NotMade(answer.refusal.sentence)
    return answer.numbers[-1]


def note(home: Home, made: Made) -> int:
    """Have it written by whoever writes this home's journal; the entry's number. `NotMade`."""
    asked = Asked(uuid4(), body_of(made))
    try:
        return at_the_writer(
            home, "inspected", asked,
            lambda facility: write_down(facility, asked.body, Actor(system=True), asked.id), lambda told: int(told["number"]),
        )  # fmt: skip
    except NotDone as fault:
        raise NotMade(str(fault)) from fault


def answer(facility: Facility, body: bytes) -> int:
    """What a running server does when the command line asks: the entry's number. `NotMade`, msgspec.DecodeError."""
    asked = msgspec.json.decode(body, type=Asked)
    return write_down(facility, asked.body, Actor(system=True), asked.id)


def _folder(home: Home) -> Path:
    return home.folder / "inspections"


def name_of(manifest: Manifest) -> str:
    return f"inspection-{manifest.since}-to-{manifest.until}-at-{manifest.number}.zip"


def keep(home: Home, made: Made) -> str:
    """Put the pack into the home; its name there. Made again of the same entry, it takes the place of the earlier. OSError."""
    folder = _folder(home)
    folder.mkdir(mode=0o700, exist_ok=True)
    name = name_of(made.manifest)
    write_whole(folder / name, made.data)
    return name


def kept(home: Home) -> list[Kept]:
    """The packs in the home, the newest first."""
    found = []
    for path in _folder(home).glob("inspection-*.zip"):
        match = _NAME.fullmatch(path.name)
        if match is not None:
            since, until, number = match.groups()
            found.append(
                Kept(
                    path.name,
                    date.fromisoformat(since),
                    date.fromisoformat(until),
                    int(number),
                    path.stat().st_size,
                )
            )
    return sorted(found, key=lambda one: (one.number, one.until, one.since), reverse=True)


def path_of(home: Home, name: str) -> Path | None:
    """Where a pack of this name lies; None where there is none, or the name is none of ours."""
    if _NAME.fullmatch(name) is None:
        return None
    path = _folder(home) / name
    return path if path.is_file() else None


class Shown(msgspec.Struct, frozen=True):
    """What a page shows of a pack: its manifest, the rows of its checks and its findings, as the pack itself has them."""

    manifest: Manifest
    checks: list[dict[str, object]]
    findings: list[dict[str, object]]


def shown(data: bytes) -> Shown:
    """A pack read for a page. It must have been checked before."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        manifest = msgspec.json.decode(archive.read("manifest.json"), type=Manifest)
        tables = [msgspec.json.decode(archive.read(f"data/{name}.json")) for name in ("checks", "findings")]
    rows = [[dict(zip(one["columns"], row, strict=True)) for row in one["rows"]] for one in tables]
    return Shown(manifest, rows[0], rows[1])


__all__ = [
    "ROLES", "Asked", "Kept", "NotMade", "Shown", "answer", "body_of", "keep", "kept", "made_of", "name_of", "note", "path_of", "shown",
    "write_down",
]  # fmt: skip
