"""`bothy city admit`, `revoke`, `set-aside`, `copy`: boxes elsewhere that ship their journals to this server."""

from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from bothy.city.folder import CityFolder, CityTrouble
from bothy.cli.city import DEFAULT, CityOption
from bothy.cli.main import city_app
from bothy.cli.shared import ASKED_WRONGLY, FOUND_SOMETHING, err, out, stop, write_plain
from bothy.journal.checkpoint import read_public_key
from bothy.journal.errors import JournalError

NameArgument = Annotated[str, typer.Argument(help="What the box is called here.")]


@city_app.command()
def admit(
    name: NameArgument,
    city: CityOption = DEFAULT,
    facility: Annotated[
        UUID | None,
        typer.Option(
            help="Whose journal it must be. Without it, its first entry says so.", show_default=False
        ),
    ] = None,
    key: Annotated[
        list[Path] | None,
        typer.Option(
            help="A public key (PEM) its checkpoints are signed by: keys/journal.ed25519.pub. May be given again.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Make a token by which a facility's own box ships its journal here. It is shown once; an older one ends."""
    from bothy.city.boxes import admit as let_in

    try:
        keys = tuple(read_public_key(path) for path in key or ())
        token = let_in(CityFolder(city), name, facility, keys)
    except (CityTrouble, OSError) as fault:
        stop(ASKED_WRONGLY, str(fault))
    except ValueError:
        stop(ASKED_WRONGLY, "That is not an Ed25519 public key in PEM form.")
    err.print(
        f"The token of {name}, shown once. Put it into keys/ship.token in that facility's home (readable by its account only), then there: "
        "bothy journal ship --to https://…",
        markup=False,
    )
    write_plain(token + "\n")


@city_app.command()
def revoke(name: NameArgument, city: CityOption = DEFAULT) -> None:
    """End the token of a box. What it shipped stays."""
    from bothy.city.boxes import revoke as end

    try:
        end(CityFolder(city), name)
    except CityTrouble as fault:
        stop(ASKED_WRONGLY, str(fault))
    out.print(f"The token of {name} opens nothing any more. What it shipped stays.", markup=False)


@city_app.command("set-aside")
def set_aside(name: NameArgument, city: CityOption = DEFAULT) -> None:
    """After a restore that began a new line: keep the copy of the old line under another name, and take the new one from entry 1."""
    from bothy.city.boxes import set_aside as move

    try:
        aside = move(CityFolder(city), name)
    except CityTrouble as fault:
        stop(ASKED_WRONGLY, str(fault))
    out.print(
        f"The copy of the line that ended is in {aside}. The next shipping begins at entry 1.", markup=False
    )


@city_app.command("copy")
def copy(
    name: NameArgument,
    to: Annotated[Path, typer.Option(help="The file to write.", show_default=False)],
    city: CityOption = DEFAULT,
) -> None:
    """Write what a box shipped as one file, to be given to `bothy restore --copy` at the facility."""
    from bothy.city.boxes import copy_out

    try:
        copy_out(CityFolder(city), name, to)
    except CityTrouble as fault:
        stop(ASKED_WRONGLY, str(fault))
    except (JournalError, OSError) as fault:
        stop(FOUND_SOMETHING, str(fault))
    out.print(f"{to} holds the journal as {name} shipped it.", markup=False)
