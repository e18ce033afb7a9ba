"""`bothy backup`: a copy that comes back, taken while the house is open."""

import os
from pathlib import Path
from typing import Annotated

import typer

from bothy.cli.main import app
from bothy.cli.shared import ASKED_WRONGLY, FOUND_SOMETHING, HomeOption, err, home_of, out, progress, stop
from bothy.journal.errors import JournalError, JournalMissing
from bothy.server.home import Home


@app.command()
def backup(
    destination: Annotated[
        Path,
        typer.Argument(
            metavar="DEST",
            help="A folder, in which a new dated backup is made; or the name of one .tar file. Best on another machine's disk.",
            show_default=False,
        ),
    ],
    home: HomeOption = None,
    without_keys: Annotated[
        bool,
        typer.Option(
            "--without-keys",
            help="Leave out keys and the home's secret. After a restore new keys are made: sealed rows of tablets "
            "cannot be opened, and every PIN must be set anew.",
        ),
    ] = False,
    tar: Annotated[bool, typer.Option("--tar", help="Make dated .tar files in place of folders.")] = False,
    keep: Annotated[
        int | None,
        typer.Option(
            help="How many dated backups stay in the folder; older ones are removed.",
            min=1,
            show_default=False,
        ),
    ] = None,
) -> None:
    """Back up a facility, also while it runs: journal, house, checkpoints, keys. Written whole, read back, then named."""
    from bothy.server.backup.make import make_backup
    from bothy.server.backup.manifest import BackupTrouble

    place = home_of(home)
    if destination.suffix == ".tar" and keep is not None:
        stop(
            ASKED_WRONGLY,
            "--keep looks after dated backups in a folder; name a folder in place of a .tar file.",
        )
    if not place.folder.is_dir():
        stop(ASKED_WRONGLY, f"There is no home at {place.folder}. Name the right folder with --home.")
    with progress("Backing up") as tell:
        try:
            made = make_backup(
                place, destination.expanduser().absolute(), url=os.environ.get("DATABASE_URL") or None,
                keys=not without_keys, tar=tar, keep=keep, tell=tell,
            )  # fmt: skip
        except JournalMissing as fault:
            stop(ASKED_WRONGLY, str(fault))
        except (BackupTrouble, JournalError) as fault:
            stop(FOUND_SOMETHING, str(fault))
    out.print(
        f"{made.path}: entries 1 to {made.manifest.number:,} of {made.manifest.name}, read back and verified.",
        markup=False,
    )
    for old in made.removed:
        out.print(f"Removed the older backup {old}", markup=False)
    if made.manifest.keys:
        err.print(
            "It holds names and the facility's keys: whoever has it can read and sign in its name. Keep it locked away "
            "or encrypted; --without-keys leaves the keys out.",
            markup=False,
        )
    if _same_disk(place, made.path):
        err.print("It lies on the same disk as the home: if that disk fails, both are gone.", markup=False)


def _same_disk(home: Home, made: Path) -> bool:
    return home.folder.stat().st_dev == made.stat().st_dev
