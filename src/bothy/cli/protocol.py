"""`bothy protocol`: sign what will be asked before there is anything to see, and check that it was so; also without the house."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from bothy.cli.main import protocol_app
from bothy.cli.shared import (
    ASKED_WRONGLY,
    DONE,
    FOUND_SOMETHING,
    HomeOption,
    home_of,
    out,
    progress,
    stop,
    write_plain,
)
from bothy.journal.chain import digest_after, frame
from bothy.journal.checkpoint import is_signed_by, parse, read_public_key
from bothy.journal.entry import GENESIS, Entry
from bothy.journal.errors import JournalError, JournalInUse, JournalMissing
from bothy.journal.store import Checkpoint
from bothy.server.home import Home, HomeTrouble


@protocol_app.command()
def sign(
    file: Annotated[Path, typer.Argument(help="The protocol: TOML or JSON.", show_default=False)],
    by: Annotated[str, typer.Option(help="Who signs: the name or username of a lead whom the house rules name.", show_default=False)] = "",
    amend: Annotated[str, typer.Option(help="The protocol that it changes: its id, or how that begins.", show_default=False)] = "",
    reason: Annotated[str, typer.Option(help="Why it is changed; an amendment needs one.", show_default=False)] = "",
    look: Annotated[bool, typer.Option("--look", help="Only say whether the file can be signed; sign nothing.")] = False,
    home: HomeOption = None,
) -> None:
    """Sign a protocol into the journal, or an amendment of one."""
    content = _file(file)
    place = _ready(home)
    from bothy.server.signing_protocol import Asked, read_content
    from bothy.server.writing import NotDone

    try:
        told = read_content(content)
    except NotDone as fault:
        stop(ASKED_WRONGLY, str(fault))
    out.print(f"{told.title}, version {told.version}: {len(told.outcomes)} outcomes, data from {told.data_from}{f' to {told.data_until}' if told.data_until else ''}.", markup=False)
    if look:
        out.print("It can be signed. Nothing was written.", markup=False)
        return
    made = _signed(place, Asked(content=content.decode("utf-8", "replace"), by=by, amends=amend, reason=reason))
    out.print(f"Signed in entry {made['number']:,}, protocol {made['id']}.", markup=False)
    out.print("Hand a checkpoint to somebody outside the house now: bothy journal checkpoint.", markup=False)


def _signed(place: Home, asked: msgspec.Struct) -> dict:  # type: ignore[type-arg]
    from bothy.server.control import ControlTrouble, ask, running_server
    from bothy.server.opening import open_house
    from bothy.server.signing_protocol import do
    from bothy.server.writing import NotDone

    told = running_server(place)
    try:
        try:
            facility = open_house(place)
        except JournalInUse as fault:
            if told is None:
                stop(FOUND_SOMETHING, str(fault))
            return ask(told, "protocol", msgspec.json.encode(asked))
        try:
            return do(facility, place, asked)  # type: ignore[arg-type]
        finally:
            facility.close()
    except JournalMissing as fault:
        stop(ASKED_WRONGLY, str(fault))
    except (NotDone, ControlTrouble) as fault:
        stop(ASKED_WRONGLY, str(fault))
    except JournalError as fault:
        stop(FOUND_SOMETHING, str(fault))


@protocol_app.command()
def check(
    journal: Annotated[
        Path | None,
        typer.Option(help="An exported journal (JSON lines or Parquet), checked without the house.", show_default="the home's own journal"),
    ] = None,
    checkpoint: Annotated[list[Path] | None, typer.Option(help="A checkpoint held elsewhere that the exported journal must fit. May be given again.")] = None,
    key: Annotated[list[Path] | None, typer.Option(help="The public key (PEM) that those checkpoints must be signed by.")] = None,
    home: HomeOption = None,
) -> None:
    """Was each protocol signed before its data? Exit 1 when the first version was not, or when the journal does not hold."""
    held = [_checkpoint(path) for path in checkpoint or ()]
    if journal is None:
        if held:
            stop(ASKED_WRONGLY, "A checkpoint is compared with an exported journal: give --journal. For the home's own: bothy journal verify --checkpoint.")
        found = proofs_of_home(home)
    else:
        found = _of_file(journal, held, key or [])
    if not found:
        write_plain("No protocol is signed in this journal.\n")
        raise typer.Exit(FOUND_SOMETHING)
    good = True
    for proof in found:
        body = proof.protocol.now.body
        write_plain(f"{body.title} ({proof.protocol.id})\n")
        for each in proof.versions:
            write_plain(f"  {'good ' if each.state == 'before' else 'late '} version {each.version.body.version}: {each.sentence}\n")
        for number in proof.protocol.tampered:
            write_plain(f"  wrong entry {number:,} would put a signed version right. That counts for nothing.\n")
        good = good and proof.first_came_first
    raise typer.Exit(DONE if good else FOUND_SOMETHING)


def proofs_of_home(home: Path | None):  # type: ignore[no-untyped-def]
    """What the home's own journal proves of each of its protocols."""
    from bothy.care.fold import line as as_line
    from bothy.care.kinds import REGISTER_KINDS
    from bothy.care.protocol import protocols
    from bothy.cli.reading import reading
    from bothy.reports.protocol_proof import prove

    place = home_of(home)
    with reading(place) as reader, progress("Reading the journal"):
        subjects = {entry.subject for entry in reader.of_kinds(("protocol-signed",), REGISTER_KINDS)}
        known = protocols(as_line(entry) for subject in subjects for entry in reader.subject(subject))
        return prove(known, reader.entries()) if known else ()


def _of_file(path: Path, held: list[Checkpoint], keys: list[Path]):  # type: ignore[no-untyped-def]
    """Read twice: the chain with what was signed, then the order of things."""
    from bothy.care.protocol import protocols
    from bothy.reports.protocol_proof import lines_of, prove

    public = [_key(one) for one in keys]
    chain = _Chain(path, held)
    known = protocols(lines_of(chain))
    chain.finish(held, public)
    return prove(known, _entries(path)) if known else ()


class _Chain:
    """The entries of a file, each checked against the one before as it goes by; stops at the first that does not follow."""

    def __init__(self, path: Path, held: list[Checkpoint]) -> None:
        self.path, self.last, self.digests = path, GENESIS, {one.number: b"" for one in held}
        self.facility = None

    def __iter__(self) -> Iterator[Entry]:
        for entry in _entries(self.path):
            framed = frame(entry.facility, entry.number, entry, entry.recorded_at)
            if entry.number != self.last.number + 1 or entry.digest != digest_after(self.last.digest, framed):
                stop(FOUND_SOMETHING, f"The chain breaks at entry {entry.number:,} of {self.path}: it is not as it was written, or one before it is missing. Nothing can be shown from this file.")
            self.last = msgspec.structs.replace(self.last, number=entry.number, digest=entry.digest)
            self.facility = entry.facility
            if entry.number in self.digests:
                self.digests[entry.number] = entry.digest
            yield entry

    def finish(self, held: list[Checkpoint], keys: list) -> None:  # type: ignore[type-arg]
        for one in held:
            if one.facility != self.facility or self.digests[one.number] != one.digest:
                stop(FOUND_SOMETHING, f"The journal in {self.path} does not fit the checkpoint of entry {one.number:,}: it is another journal, it was changed since, or it ends before.")
            if keys and not any(is_signed_by(one, each) for each in keys):
                stop(FOUND_SOMETHING, f"The checkpoint of entry {one.number:,} is not signed by the key that was given.")
        write_plain(f"The chain holds: {self.last.number:,} entries, the last with digest {self.last.digest.hex()}.\n")
        write_plain(
            f"It fits {len(held)} checkpoint{'' if len(held) == 1 else 's'} held elsewhere{'' if keys else ' (their signatures were not looked at: give --key)'}.\n"
            if held
            else "Compare that with a checkpoint that somebody outside the house holds: --checkpoint FILE. Without one, a chain that was made anew looks as whole.\n"
        )


def _entries(path: Path) -> Iterator[Entry]:
    from bothy.journal.export import read_json_lines, read_parquet

    try:
        if path.suffix == ".parquet":
            yield from read_parquet(path)
        else:
            with path.open("rb") as lines:
                yield from read_json_lines(lines)
    except OSError as fault:
        stop(ASKED_WRONGLY, f"{path} cannot be read ({fault.strerror or fault}). Give the file that `bothy journal export` wrote.")
    except (ValueError, TypeError) as fault:
        stop(FOUND_SOMETHING, f"{path} is no exported journal: {fault} Give the file that `bothy journal export` wrote.")


def _file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        stop(ASKED_WRONGLY, f"{path} cannot be read ({fault.strerror}). Give the file of the protocol.")


def _checkpoint(path: Path) -> Checkpoint:
    content = _file(path)
    try:
        return parse(content.decode())
    except (ValueError, JournalError) as fault:
        stop(ASKED_WRONGLY, f"{path} is no checkpoint: {fault}")


def _key(path: Path):  # type: ignore[no-untyped-def]
    try:
        return read_public_key(path)
    except (ValueError, OSError, JournalError) as fault:
        stop(ASKED_WRONGLY, f"{path} is no public key: {fault}")


def _ready(folder: Path | None) -> Home:
    place = home_of(folder)
    from bothy.server.boot import prepare

    try:
        prepare(place)
    except HomeTrouble as fault:
        stop(ASKED_WRONGLY, str(fault))
    return place


