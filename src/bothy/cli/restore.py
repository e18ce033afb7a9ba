"""`bothy restore`: a backup brought back, made longer by other copies, and said what is missing of it."""

import os
from pathlib import Path
from typing import Annotated

import typer

from bothy.cli.main import app
from bothy.cli.shared import ASKED_WRONGLY, FOUND_SOMETHING, HomeOption, err, home_of, out, progress, stop
from bothy.intake import restored as note
from bothy.intake.spans import said
from bothy.journal.errors import JournalError
from bothy.server.home import Home


@app.command()
def restore(
    backup: Annotated[
        Path | None,
        typer.Argument(
            help="A backup: its folder, its .tar file, or the folder in which dated backups are (then the newest).",
            show_default=False,
        ),
    ] = None,
    home: HomeOption = None,
    copy: Annotated[
        list[Path] | None,
        typer.Option(
            help="Another copy of the same journal that may go further: a home, a journal.sqlite3, an export as JSON lines. "
            "May be given again.",
        ),
    ] = None,
    checkpoint: Annotated[
        list[Path] | None,
        typer.Option(
            help="A checkpoint held elsewhere, or a folder of them: shows how far the journal went."
        ),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Move a home that is there aside (it is not removed).")
    ] = False,
    go_on: Annotated[
        bool,
        typer.Option(
            "--go-on",
            help="Do not wait for the tablets any longer: write down what is missing and begin a new line. "
            "Without BACKUP: say so to a home that is restored already.",
        ),
    ] = False,
) -> None:
    """Bring a backup back. The tablets then fill the gap up to today; what nobody holds is named, number by number."""
    from bothy.server.backup.manifest import BackupTrouble
    from bothy.server.backup.restore import restore as bring_back

    place = home_of(home)
    if backup is None:
        if not go_on:
            stop(ASKED_WRONGLY, "Say which backup: bothy restore BACKUP --home NEW.")
        _go_on(place)
        return
    with progress("Restoring") as tell:
        try:
            back = bring_back(
                backup.expanduser().absolute(), place, url=os.environ.get("DATABASE_URL") or None, copies=copy or (),
                checkpoints=checkpoint or (), replace=replace, go_on=go_on, tell=tell,
            )  # fmt: skip
        except (BackupTrouble, JournalError) as fault:
            stop(FOUND_SOMETHING, str(fault))
    manifest = back.manifest
    out.print(
        f"{manifest.name} is back in {place.folder}, from the backup of {manifest.made_at:%Y-%m-%d %H:%M} UTC "
        f"with entries 1 to {manifest.number:,}.",
        markup=False,
    )
    for path, one in back.extended:
        out.print(
            f"{path}: {one.taken:,} entries more, up to {one.head.number:,}. {one.stopped or ''}".rstrip(),
            markup=False,
        )
    if back.aside is not None:
        out.print(f"What was there before is in {back.aside}", markup=False)
    if not manifest.keys:
        err.print(
            "It came without keys: set every PIN anew, and enrol no tablet again that still works.",
            markup=False,
        )
    if manifest.demo:
        return
    out.print(back.sentence(), markup=False)
    out.print(back.forgotten(), markup=False)
    out.print(
        "Start it with `bothy run`. It waits for the tablets and takes what they hold; emergencies are written meanwhile."
        if not go_on
        else "Start it with `bothy run`: it begins a new line of the journal at once.",
        markup=False,
    )


def _go_on(home: Home) -> None:
    """A restored home shall wait no longer: through the server that runs, or written down for its next start."""
    from bothy.server.control import ControlTrouble, ask, running_server

    try:
        restored = note.read(home.folder)
    except ValueError as fault:
        stop(FOUND_SOMETHING, str(fault))
    if restored is None or restored.phase == "over":
        stop(ASKED_WRONGLY, f"{home.folder} does not wait for anything.")
    told = running_server(home)
    if told is not None:
        try:
            out.print(str(ask(told, "go-on")["sentence"]), markup=False)
            return
        except ControlTrouble as fault:
            from bothy.journal.errors import JournalInUse
            from bothy.journal.lock import WriterLock

            try:
                WriterLock.take(home.lock).release()
            except JournalInUse:
                stop(FOUND_SOMETHING, str(fault))
    import msgspec

    note.write(home.folder, msgspec.structs.replace(restored, go_on=True))
    missing = (
        f"{said(restored.missing).capitalize()} are missing so far."
        if restored.missing
        else "Nothing is known to be missing."
    )
    out.print(f"It goes on when it is started next. {missing}", markup=False)
