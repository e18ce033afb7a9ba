"""`bothy export`: records that leave the house, each time with a name that answers for it, a reason, and an entry that says so."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from bothy.cli.main import export_app, import_app
from bothy.cli.reading import reading
from bothy.cli.shared import (
    ASKED_WRONGLY,
    FOUND_SOMETHING,
    HomeOption,
    err,
    home_of,
    out,
    progress,
    stop,
)
from bothy.journal.errors import JournalError
from bothy.server.home import Home, HomeTrouble

if TYPE_CHECKING:
    from bothy.people.models import Staff

By = Annotated[
    str, typer.Option("--by", help="Who answers for it: a manager or administrator, by name or office username.")
]
Reason = Annotated[str, typer.Option("--reason", help="Why it leaves, and to whom. It stands in the journal.")]
Since = Annotated[
    str | None, typer.Option("--from", help="First month, as 2025-01.", show_default="the first there is")
]
Until = Annotated[str | None, typer.Option("--to", help="Last month.", show_default="the last there is")]
Key = Annotated[
    Path | None,
    typer.Option(
        "--key",
        help="A file of 32 random bytes or more: the same ids become the same pseudonyms each time it is given. "
        "Keep it apart from what it made.",
        show_default="a fresh key, kept nowhere",
    ),
]


@export_app.command()
def fhir(
    to: Annotated[Path, typer.Option("--out", help="A new folder (ndjson, a file a resource type), or a new .json file (one Bundle).")],
    by: By,
    reason: Reason,
    since: Since = None,
    until: Until = None,
    key: Key = None,
    home: HomeOption = None,
) -> None:
    """Visits, looks, emergencies, doses and referrals as FHIR R4 resources: pseudonymous, without a name or a word."""
    from bothy.reports.fhir.write import write_fhir

    _records("fhir", "Writing FHIR", write_fhir, to, by, reason, since, until, key, home)


@export_app.command()
def facts(
    to: Annotated[Path, typer.Option("--out", help="A new folder: a Parquet file a table, the codebook, a manifest.")],
    by: By,
    reason: Reason,
    since: Since = None,
    until: Until = None,
    key: Key = None,
    home: HomeOption = None,
) -> None:
    """The tables behind every figure as Parquet, with a codebook: pseudonymous, without a name or a word."""
    from bothy.reports.leaving.export_facts import export_facts

    _records("facts", "Writing facts", lambda facts, _, **asked: export_facts(facts, **asked), to, by, reason, since, until, key, home)


@export_app.command("all")
def everything(
    to: Annotated[Path, typer.Option("--out", help="A new folder.")],
    by: By,
    reason: Reason,
    home: HomeOption = None,
) -> None:
    """Everything, names included, in open formats: for a facility that changes its software, or leaves this machine."""
    from bothy.care.bodies_export import DataExported
    from bothy.server.exported import note
    from bothy.server.portable.make import write_all

    with _asked(home, by, reason) as (place, staff), progress("Writing everything") as tell:

        def write_down(number: int, digest: str) -> None:
            note(place, staff, DataExported(what="all", reason=reason, upto=number, manifest=digest))

        told = write_all(
            place, _absolute(to), reason, url=os.environ.get("DATABASE_URL") or None, note=write_down, tell=tell
        )
    names = sum(table.rows for table in told.tables)
    out.print(
        f"{to}: entries 1 to {told.number:,} of {told.name}, and {names:,} rows of {len(told.tables)} tables. "
        "Bring it back with `bothy import all`.",
        markup=False,
    )
    err.print(
        "It holds names, notes, password hashes and what people did. Keep it locked away or encrypted, and remove it "
        "once it has been brought into other software.",
        markup=False,
    )


@import_app.command("all")
def bring_back_all(
    folder: Annotated[Path, typer.Argument(help="What `bothy export all` wrote.", metavar="DIR")],
    home: HomeOption = None,
) -> None:
    """Make a new home from an export of everything: checked by file and by chain first, and nothing overwritten."""
    from bothy.journal.whole_folder import FolderTrouble
    from bothy.server.portable.bring_back import bring_back
    from bothy.server.portable.manifest import PortableTrouble

    place = home_of(home)
    with progress("Bringing back") as tell:
        try:
            told = bring_back(
                folder.expanduser().absolute(), place, url=os.environ.get("DATABASE_URL") or None, tell=tell
            )
        except (PortableTrouble, FolderTrouble, JournalError) as fault:
            stop(FOUND_SOMETHING, str(fault))
    out.print(
        f"{told.name} is in {place.folder}: entries 1 to {told.number:,}, as they were. Start it with `bothy run`.",
        markup=False,
    )
    out.print(
        "Passwords, PINs and enrolled tablets are as they were; signed-in browsers sign in again. It signs with a new key "
        "from now on: make a checkpoint and hold it elsewhere.",
        markup=False,
    )


@contextmanager
def _asked(home: Path | None, by: str, reason: str) -> "Iterator[tuple[Home, Staff]]":
    """The home and who answers for it, once all that can be asked wrongly was looked at; troubles become sentences."""
    from bothy.journal.whole_folder import FolderTrouble
    from bothy.reports.fhir.shapes import NotFhir
    from bothy.server.boot import prepare
    from bothy.server.exported import NotNoted, who
    from bothy.server.portable.manifest import PortableTrouble

    place = home_of(home)
    if not reason.strip() or len(reason) > 300:
        stop(ASKED_WRONGLY, "Say with --reason why it leaves and to whom, in up to 300 letters. It stands in the journal.")
    if not place.folder.is_dir():
        stop(ASKED_WRONGLY, f"There is no home at {place.folder}. Name the right folder with --home.")
    try:
        prepare(place, migrate=False, people=False)
        staff = who(by)
    except (HomeTrouble, NotNoted) as fault:
        stop(ASKED_WRONGLY, str(fault))
    except Exception as fault:
        from django.db import DatabaseError

        if not isinstance(fault, DatabaseError):
            raise
        stop(ASKED_WRONGLY, f"The tables of {place.folder} cannot be read ({fault}). Start it once with `bothy run`.")
    try:
        yield place, staff
    except ValueError as fault:
        stop(ASKED_WRONGLY, str(fault))
    except (FolderTrouble, PortableTrouble, NotNoted, NotFhir, JournalError) as fault:
        stop(FOUND_SOMETHING, str(fault))
    except OSError as fault:
        stop(FOUND_SOMETHING, f"It could not be written ({fault.strerror or fault}). Make room and try again.")


def _records(
    what: Literal["fhir", "facts"], doing: str, write: Callable[..., Any],
    to: Path, by: str, reason: str, since: str | None, until: str | None, key: Path | None, home: Path | None,
) -> None:  # fmt: skip
    """Bring the facts up to date, have `write` make files of them, noted in the journal first; say what was made."""
    from bothy.care.bodies_export import DataExported
    from bothy.server.exported import note

    _months(since, until)
    pseudonyms = _key(key)
    with _asked(home, by, reason) as (place, staff), reading(place) as reader, progress(doing) as tell:
        from bothy.reports.facts import fresh

        def write_down(made: Any, digest: str) -> None:
            body = DataExported(what=what, reason=reason, upto=made.number, manifest=digest, since=since, until=until)
            note(place, staff, body)

        made = write(
            fresh(place.folder, reader, tell), reader, final=_absolute(to), reason=reason, since=since, until=until,
            pseudonyms=pseudonyms, note=write_down, tell=tell,
        )  # fmt: skip
    _say(to, made)


def _key(path: Path | None) -> Any:
    from bothy.reports.leaving.pseudonyms import KeyTrouble, Pseudonyms

    try:
        return None if path is None else Pseudonyms.by_key_file(path)
    except KeyTrouble as fault:
        stop(ASKED_WRONGLY, str(fault))


def _months(*told: str | None) -> None:
    import re

    for one in told:
        if one is not None and not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", one):
            stop(ASKED_WRONGLY, f"{one} is no month. Write it as 2025-01.")


def _absolute(path: Path) -> Path:
    return path.expanduser().absolute()


def _say(to: Path, made: Any) -> None:
    """What is in it, file by file, and what it is."""
    records = [(name, file.records) for name, file in made.files.items() if file.records]
    out.print(f"{to}: {made.name}, {made.since} to {made.until}, up to entry {made.number:,}.", markup=False)
    for name, count in records:
        out.print(f"  {name}: {count:,} records", markup=False)
    err.print(
        "These are records, not counts: without a name, but each visit stands there with its times. "
        f"Pseudonyms were made {made.pseudonyms}. The journal says that they left, and why.",
        markup=False,
    )
